"""分层: who may import whom, who commits, and who moves a paper (DESIGN §3, §4)."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "youthwork"


def modules(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (PACKAGE / folder).rglob("*.py"))


def syntax(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def imported_by(path: Path) -> set[str]:
    """The names of the modules this file imports, wherever in it; our imports are never relative."""
    names = set()
    for node in syntax(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("youthwork", exclude_type_checking_imports=True, cache_dir=None)


def test_the_import_contracts_of_pyproject_are_kept() -> None:
    """The same as `lint-imports`; its words say which import breaks which promise."""
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))",
        ],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 broken" in ran.stdout


def test_no_modules_import_each_other_in_a_circle() -> None:
    imports = {name: graph().find_modules_directly_imported_by(name) for name in graph().modules}
    left = dict(imports)
    while leaves := [name for name, wanted in left.items() if not wanted & left.keys()]:
        for name in leaves:
            del left[name]
    # What never became a leaf stands in a circle or upon one; only the circles are named.
    circles = sorted(name for name in left if name in _reached(name, imports))
    assert circles == []


def _reached(start: str, imports: dict[str, set[str]]) -> set[str]:
    """Every module that one gets to from here by at least one import."""
    reached: set[str] = set()
    waiting = set(imports[start])
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= imports.get(name, set()) - reached
    return reached


@pytest.mark.parametrize("path", modules("domain"), ids=lambda path: path.stem)
def test_the_rules_import_only_the_standard_library_and_each_other(path: Path) -> None:
    # 放假安排 is a table of days and imports nothing itself.
    allowed = {*sys.stdlib_module_names, *({"chinese_calendar"} if path.stem == "workdays" else ())}
    strangers = {
        name
        for name in imported_by(path)
        if name.split(".")[0] not in allowed and not name.startswith("youthwork.domain")
    }
    assert strangers == set()


def test_the_rules_read_no_clock_no_file_and_no_environment() -> None:
    outside = {"os", "pathlib", "io", "time", "random", "secrets", "socket", "subprocess", "logging"}
    assert {name for path in modules("domain") for name in imported_by(path)} & outside == set()
    asked = [
        f"{path.name}: {ast.unparse(node)}"
        for path in modules("domain")
        for node in syntax(path)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
    ]
    assert asked == []


def test_forms_have_no_queries_and_papers_no_application() -> None:
    for path in modules("forms", "documents"):
        tops = {name.split(".")[0] for name in imported_by(path)}
        assert not tops & {"flask", "flask_login", "flask_sqlalchemy", "sqlalchemy"}, path.name


def test_deeds_flush_and_only_the_transaction_commits() -> None:
    committing = {
        str(path.relative_to(PACKAGE))
        for path in modules("services", "models", "forms", "domain", "documents")
        for node in syntax(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }
    assert committing == {os.path.join("services", "transactions.py")}


def test_only_the_one_door_moves_a_submission() -> None:
    moving = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in modules(".")
        for node in syntax(path)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if ast.unparse(target).endswith("submission.state")
    ]
    assert [place.split(":")[0] for place in moving] == [os.path.join("services", "path", "steps.py")]
