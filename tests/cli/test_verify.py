"""`youthwork verify`: the same answer on the terminal, with the records or with the root alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests.cli.conftest import Run
from tests.conftest import make_app, sqlite_only
from tests.factories import NOW
from tests.services.verification.conftest import Filed, filed_world
from youthwork.cli import verify as verify_command
from youthwork.extensions import db
from youthwork.services.keys import trusting
from youthwork.services.verification import key_list

__all__ = ["filed_world"]

#: The instance is a copy of files.
pytestmark = sqlite_only


@pytest.fixture
def trusted(filed_world: Filed, tmp_path: Path) -> Path:
    """A folder with the filed paper, the root certificate in both forms, and the list of keys."""
    with make_app(filed_world.place).app_context():
        root = trusting.root_certificates()[0]
        listed = key_list.as_json(key_list.key_list())
        db.session.remove()
        db.engine.dispose()
    (tmp_path / "filed.pdf").write_bytes(filed_world.filed)
    (tmp_path / "root.crt").write_bytes(root)
    pem = x509.load_der_x509_certificate(root).public_bytes(Encoding.PEM)
    (tmp_path / "root.pem").write_bytes(pem)
    (tmp_path / "keys.json").write_text(listed, encoding="utf-8")
    return tmp_path


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_command, "wall_clock", lambda: NOW)
    monkeypatch.setattr("youthwork.config.wall_clock", lambda: NOW)


@pytest.fixture
def in_the_instance(filed_world: Filed, monkeypatch: pytest.MonkeyPatch, run: Run) -> Run:
    monkeypatch.setenv("YOUTHWORK_INSTANCE", str(filed_world.place))
    monkeypatch.setenv("YOUTHWORK_KEY_PASSPHRASE", "a passphrase of the tests")
    return run


def test_a_genuine_paper_ends_with_zero_and_tells_its_state(in_the_instance: Run, trusted: Path) -> None:
    outcome = in_the_instance("verify", str(trusted / "filed.pdf"))
    assert outcome.code == 0, outcome
    assert outcome.out.startswith("真实，未改动\n")
    assert "备案号：岚青备〔2026〕1号" in outcome.out or "备案号：" in outcome.out
    assert "[相符] 与存档逐字节相同。" in outcome.out
    assert "[现行] 现行有效，没有更正，没有作废。" in outcome.out


def test_a_changed_paper_ends_with_one(in_the_instance: Run, trusted: Path) -> None:
    file = trusted / "filed.pdf"
    file.write_bytes(file.read_bytes() + b"\n")
    outcome = in_the_instance("verify", str(file))
    assert outcome.code == 1
    assert outcome.out.splitlines()[0] in ("签名之后被改动", "无法判断")


@pytest.mark.parametrize("root", ["root.crt", "root.pem", "keys.json"])
def test_the_root_alone_judges_a_paper_and_opens_no_instance(run: Run, trusted: Path, root: str) -> None:
    outcome = run("verify", str(trusted / "filed.pdf"), "--root", str(trusted / root))
    assert outcome.code == 0, outcome
    assert "真实，未改动" in outcome.out
    assert ("没有给出核验公钥清单" in outcome.out) == (root != "keys.json")
    assert ("备案机关：" in outcome.out) == (root == "keys.json")
    assert not (trusted / "instance").exists()


def test_a_root_of_another_instance_does_not_vouch_for_it(run: Run, trusted: Path) -> None:
    from tests.documents import signers

    (trusted / "other.crt").write_bytes(signers.root().certificate)
    outcome = run("verify", str(trusted / "filed.pdf"), "--root", str(trusted / "other.crt"))
    assert outcome.code == 1
    assert "不是本系统的件" in outcome.out


def test_the_answer_is_data_for_programs(run: Run, trusted: Path) -> None:
    outcome = run("verify", str(trusted / "filed.pdf"), "--json", "--root", str(trusted / "keys.json"))
    data = json.loads(outcome.out)
    assert outcome.code == 0
    assert data["genuine"] is True and data["verdict"] == "genuine"
    assert data["facts"]["machine_number"].endswith("-V1")
    assert [each["sound"] for each in data["signatures"]] == [True, True]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "缺少 FILE.pdf"),
        (("missing.pdf", "--root", "root.crt"), "打不开"),
        (("filed.pdf", "--root", "missing.crt"), "打不开"),
        (("filed.pdf", "--root", "filed.pdf"), "不是证书"),
        (("filed.pdf",), "请用 --root"),
    ],
)
def test_wrong_use_ends_with_two(
    run: Run, trusted: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(trusted)
    outcome = run("verify", *arguments)
    assert outcome.code == 2, outcome
    assert sentence in outcome.err


def test_a_list_that_is_none_of_ours_is_refused(run: Run, trusted: Path) -> None:
    (trusted / "keys.json").write_text("{}", encoding="utf-8")
    outcome = run("verify", str(trusted / "filed.pdf"), "--root", str(trusted / "keys.json"))
    assert outcome.code == 1
    assert "不是核验公钥清单" in outcome.err


def test_an_endless_file_is_not_read_to_its_end(run: Run, trusted: Path) -> None:
    outcome = run("verify", "/dev/zero", "--root", str(trusted / "root.crt"))
    assert outcome.code == 1
    assert "50 MB" in outcome.err
