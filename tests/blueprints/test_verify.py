"""/verify: open to everybody; a file, a number or a code in, one plain sentence out; nothing kept."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from cryptography import x509
from flask import Flask

from tests.client import Page, PageClient
from tests.services.verification.conftest import Filed, app, cast, filed_world, world
from youthwork.extensions import db
from youthwork.models import Filing, SignInAttempt, SigningKey
from youthwork.services.printing import papers
from youthwork.services.verification import verify
from youthwork.services.verification.attempts import MOST_A_MINUTE
from youthwork.services.verification.verify import MOST_BYTES

__all__ = ["app", "cast", "filed_world", "world"]


@pytest.fixture
def filing(world: Filed) -> Filing:
    return world.filing


@pytest.fixture
def paper(world: Filed) -> bytes:
    return world.filed


def hand_in(client: PageClient, content: bytes, status: int = 200) -> Page:
    """Upload a file. The body is put together here, because the test client leaves large ones open."""
    head = 'Content-Disposition: form-data; name="paper"; filename="成件.pdf"\r\n'
    body = f"--x\r\n{head}Content-Type: application/pdf\r\n\r\n".encode() + content + b"\r\n--x--\r\n"
    return client.post("/verify/paper", body, status, content_type="multipart/form-data; boundary=x")


def test_everybody_may_check_a_paper_without_signing_in(client: PageClient, paper: bytes) -> None:
    client.get("/verify")
    page = hand_in(client, paper)
    assert page.title == "真实，未改动"
    assert "与存档逐字节相同" in page.text
    assert "现行有效" in page.text
    assert "成件.pdf" in page.text


def test_who_is_signed_in_gets_the_same_page_in_their_frame(client: PageClient, paper: bytes) -> None:
    assert hand_in(client.sign_in("wai"), paper).title == "真实，未改动"


def test_a_changed_paper_is_called_changed_and_the_state_is_told_of_the_genuine_one(
    client: PageClient, paper: bytes
) -> None:
    changed = paper.replace(b"/Type /Page", b"/Type /Pave", 1)
    page = hand_in(client, changed)
    assert page.title in ("签名之后被改动", "无法判断")
    assert "真件现在的状态（不是这个文件的）" in page.text or "现行有效" not in page.text


def test_nothing_personal_is_shown_beyond_the_title_on_the_paper(
    client: PageClient, filing: Filing, paper: bytes
) -> None:
    page = hand_in(client, paper)
    assert filing.answers["filler_phone"] not in page.html
    assert filing.filed_by_name not in page.html and filing.answers["filler"] not in page.html


def test_the_uploaded_file_is_not_kept(client: PageClient, paper: bytes, app: Flask) -> None:
    before = _files(app)
    hand_in(client, paper + b"\n% mine")
    assert _files(app) == before


def test_no_file_is_a_question_beside_the_field(client: PageClient) -> None:
    page = client.post("/verify/paper", {}, status=422)
    assert "请选择要核验的 PDF 文件" in page.text


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.4\n"])
def test_what_is_no_paper_is_answered_with_a_sentence(client: PageClient, content: bytes) -> None:
    assert hand_in(client, content).title in ("不是本系统的件", "无法判断")


def test_a_paper_of_more_than_20_mb_is_still_taken_here(client: PageClient, app: Flask) -> None:
    """The rest of the site takes 20 MB; papers of 2,000 rows with seals are larger."""
    assert app.config["MAX_CONTENT_LENGTH"] < 30 << 20 < MOST_BYTES
    page = hand_in(client, b"%PDF-1.7\nno table\n" + bytes(30 << 20) + b"\nstartxref\n9\n%%EOF\n")
    assert page.title == "无法判断"


def test_more_than_50_mb_is_refused_with_a_sentence(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = hand_in(client, bytes(MOST_BYTES + 1), status=413)
    assert "50 MB" in page.text


def test_200_mb_are_refused_before_they_are_read(client: PageClient) -> None:
    class Unread(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise AssertionError("the body was read")

    told = {"CONTENT_LENGTH": str(200 << 20), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    answer = client.send("POST", "/verify/paper", environ_overrides={"wsgi.input": Unread(), **told})
    assert answer.status_code == 413
    assert "最多 50 MB" in answer.get_data(as_text=True)


def test_a_number_with_its_digest_is_looked_up(client: PageClient, filing: Filing) -> None:
    page = client.post(
        "/verify/number", {"number": filing.filing_number, "digest": filing.answers_sha256[:8]}, status=200
    )
    assert page.title == "号码、摘要与备案记录一致"
    assert filing.machine_number in page.text


def test_a_wrong_digest_says_nothing_of_the_filing(client: PageClient, filing: Filing) -> None:
    page = client.post("/verify/number", {"number": filing.filing_number, "digest": "0" * 8}, status=200)
    assert page.title == "无法判断"
    assert "号码与摘要对不上" in page.text
    assert filing.machine_number not in page.text and filing.owner_name not in page.text


@pytest.mark.parametrize("digest", ["", "123", "zzzzzzzz", "1234567g"])
def test_a_digest_that_cannot_be_one_is_a_question_beside_the_field(client: PageClient, digest: str) -> None:
    page = client.post("/verify/number", {"number": "岚青备〔2026〕1号", "digest": digest}, status=422)
    assert page.title == "核验成件"
    assert not db.session.scalars(db.select(SignInAttempt)).all()


def test_guessing_is_slowed(client: PageClient, filing: Filing) -> None:
    wrong = {"number": filing.filing_number, "digest": "0" * 8}
    for _ in range(MOST_A_MINUTE):
        client.post("/verify/number", wrong, status=200)
    right = {"number": filing.filing_number, "digest": filing.answers_sha256[:8]}
    assert "过一分钟再试" in client.post("/verify/number", right, status=429).text


def test_wrong_numbers_lock_nobody_out_of_signing_in(client: PageClient, filing: Filing) -> None:
    for _ in range(MOST_A_MINUTE):
        client.post("/verify/number", {"number": "zhou", "digest": "0" * 8}, status=200)
    client.sign_in("zhou")


def test_the_text_of_the_code_is_judged(client: PageClient, filing: Filing) -> None:
    text = papers.of_filing(filing).code_text or ""
    assert client.post("/verify/code", {"text": text}, status=200).title == "所列事实是真实的"
    broken = client.post("/verify/code", {"text": text.replace("1号", "7号")}, status=200)
    assert broken.title == "所列事实被改动过"
    assert client.post("/verify/code", {"text": "你好"}, status=200).title == "不是本系统的码"
    client.post("/verify/code", {"text": " "}, status=422)


def test_the_list_of_keys_is_a_page_a_paper_and_data(client: PageClient, filing: Filing) -> None:
    page = client.get("/verify/keys")
    assert page.title == "核验公钥清单"
    data = json.loads(client.send("GET", "/verify/keys.json").get_data(as_text=True))
    assert data["facts_keys"][0]["key_id"] in page.text
    assert client.send("GET", "/verify/keys.pdf").data.startswith(b"%PDF-")
    root = x509.load_der_x509_certificate(client.send("GET", "/verify/root.crt").data)
    assert root.serial_number == x509.load_der_x509_certificate(_decoded(data)).serial_number
    x509.load_der_x509_crl(client.send("GET", "/verify/revocations.crl").data)


def test_an_instance_that_never_signed_says_so(client: PageClient, world: Filed) -> None:
    db.session.execute(db.delete(SigningKey))
    db.session.commit()
    assert "还没有公钥" in client.get("/verify/keys").text
    client.get("/verify/root.crt", status=404)
    client.get("/verify/revocations.crl", status=404)
    assert client.send("GET", "/verify/keys.json").status_code == 200
    assert client.send("GET", "/verify/keys.pdf").status_code == 200
    assert client.send("GET", "/verify/offline.html").status_code == 200


def test_the_offline_page_is_a_download_and_no_page_of_the_site(client: PageClient, filing: Filing) -> None:
    answer = client.send("GET", "/verify/offline.html")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    page = answer.get_data(as_text=True)
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert papers.of_filing(filing).code_text.split()[-2] in page


def test_every_page_leads_here(client: PageClient) -> None:
    for url in ("/login", "/verify"):
        assert client.get(url).all("a", href="/verify"), url
    assert client.sign_in("zhou").get("/").all("a", href="/verify")


def test_a_checker_that_fails_is_a_fault_and_no_verdict(
    client: PageClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_content: bytes) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(verify, "verify_pdf", fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    page = hand_in(client, b"%PDF-1.7", status=500)
    assert "真实" not in page.text


def _files(app: Flask) -> list[Path]:
    return sorted(
        path for path in Path(app.instance_path).rglob("*") if not path.name.startswith("youthwork.db")
    )


def _decoded(data: dict[str, list[dict[str, str]]]) -> bytes:
    import base64

    return base64.b64decode(data["roots"][-1]["certificate"])
