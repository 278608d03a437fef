"""`youthwork clone-notice`: in a copied source tree the new edition stands at once, and every annex test walks it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from youthwork.forms.annexes import EDITIONS

ROOT = Path(__file__).parents[2]
NEW = "city_2027_volunteers"
_FORMS = Path("youthwork/forms/annexes")
_COMMAND = "from youthwork.cli import main; main()"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree of its own, compiled as far as ours is, without what weighs most and has no part in it."""
    ignored = shutil.ignore_patterns("typefaces", "browser")
    for folder in ("youthwork", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as the tree's own code says it."""
    return _python(tree, "-c", _COMMAND, "clone-notice", *arguments)


def _python(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    said = {**os.environ, "PYTHONPATH": str(tree), "YOUTHWORK_INSTANCE": str(tree / "instance")}
    return subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=said, capture_output=True, text=True, encoding="utf-8"
    )


def files(tree: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(tree)): path.read_bytes()
        for path in tree.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_clone_stands_in_the_list_and_passes_every_test_that_walks_the_annexes(tree: Path) -> None:
    fonts = Path("youthwork/documents/typefaces")
    shutil.copytree(ROOT / fonts, tree / fonts)
    before = files(tree)
    given = ("--title", "登记通知", "--year", "2027", "--annex", "contact_units")
    done = run(tree, "city_2017_walking", NEW, *given)
    assert done.returncode == 0, done.stderr
    assert "接下来" in done.stdout and f"{_FORMS / NEW}/contact_units.py" in done.stdout
    after = files(tree)
    changed = {name for name in before if after[name] != before[name]}
    assert changed == {str(_FORMS / "__init__.py"), "tests/forms/fingerprints.json"}
    assert len(after) - len(before) == 3
    walked = _python(
        tree, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", "tests/forms", "-k", NEW
    )
    assert walked.returncode == 0, walked.stdout[-3000:]
    assert "passed" in walked.stdout
    whole = _python(tree, "-m", "ruff", "check", "--no-cache", "youthwork/forms")
    assert whole.returncode == 0, whole.stdout


def test_one_annex_may_be_taken_with_what_its_module_needs(tree: Path) -> None:
    done = run(tree, "province_2017_8", NEW, "--number", "示青字〔2027〕3号", "--annex", "contact_points")
    assert done.returncode == 0, done.stderr
    folder = tree / _FORMS / NEW
    assert sorted(path.name for path in folder.glob("*.py")) == ["__init__.py", "annex_1_contact_points.py"]
    words = folder.joinpath("__init__.py").read_text(encoding="utf-8")
    assert 'number="示青字〔2027〕3号"' in words and "TaskSheet" not in words
    kept = json.loads((tree / "tests/forms/fingerprints.json").read_text(encoding="utf-8"))
    assert kept[f"{NEW}/contact_points"] == kept["province_2017_8/contact_points"]
    listed = f"from youthwork.forms.annexes import EDITIONS; print(*EDITIONS, EDITIONS[{NEW!r}].number)"
    assert _python(tree, "-c", listed).stdout.split() == [*EDITIONS, NEW, "示青字〔2027〕3号"]


def test_all_annexes_are_taken_where_none_is_named(tree: Path) -> None:
    assert run(tree, "city_2017_walking", NEW).returncode == 0
    annexes = {annex.key for annex in EDITIONS["city_2017_walking"].annexes}
    faces = (tree / "youthwork/templates/annexes" / NEW).glob("*.html")
    assert {face.stem for face in faces} == annexes
    listed = (
        f"from youthwork.forms.annexes import EDITIONS; print(*(a.key for a in EDITIONS[{NEW!r}].annexes))"
    )
    assert set(_python(tree, "-c", listed).stdout.split()) == annexes


def test_what_exists_is_never_written_over(tree: Path) -> None:
    assert run(tree, "city_2017_walking", NEW).returncode == 0
    before = files(tree)
    again = run(tree, "province_2017_8", NEW)
    assert again.returncode == 1 and "已经有了，没有改动任何文件" in again.stderr
    assert files(tree) == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing", NEW), "没有“nothing”这套表样，现有：province_2017_8"),
        (("city_2017_walking", "../etc"), "不能作标识"),
        (("city_2017_walking", "City"), "不能作标识"),
        (("city_2017_walking", NEW, "--annex", "task_sheet"), "没有附件 task_sheet"),
        (("city_2017_walking",), "缺少"),
    ],
)
def test_wrong_use_is_said_and_ends_with_2(tree: Path, arguments: tuple[str, ...], sentence: str) -> None:
    before = files(tree)
    done = run(tree, *arguments)
    assert done.returncode == 2 and sentence in done.stderr
    assert files(tree) == before


def test_outside_a_source_tree_nothing_is_written(tree: Path) -> None:
    shutil.rmtree(tree / "tests")
    before = files(tree)
    done = run(tree, "city_2017_walking", NEW)
    assert done.returncode == 1 and "不是源码目录" in done.stderr
    assert files(tree) == before
