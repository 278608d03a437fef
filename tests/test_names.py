"""用语: the words of DESIGN §2 in code. An annex is no attachment, a draft no filling, and 期限 are three."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import youthwork

PACKAGE = Path(youthwork.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "versions" not in path.parts)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: A PDF's attachments and Flask's download are called so by others.
OF_OTHERS = {
    ("documents/pdf.py", "attachment"),
    ("documents/contents.py", "attachment"),
    ("documents/archival.py", "attachment"),
}
FLASKS_OWN = {"as_attachment"}


def identifiers(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found - FLASKS_OWN


@cache
def names_by_module() -> dict[str, set[str]]:
    return {
        path.relative_to(PACKAGE).as_posix(): identifiers(ast.parse(path.read_text(encoding="utf-8")))
        for path in MODULES
    }


@pytest.mark.parametrize("word", ["attachment", "filling", "deadline"])
def test_a_word_that_means_two_things_is_not_used_in_code(word: str) -> None:
    used = {
        f"{place}: {name}"
        for place, names in names_by_module().items()
        if (place, word) not in OF_OTHERS
        for name in names
        if word in name.lower()
    }
    assert used == set()


@pytest.mark.parametrize("folder", ["models", "forms/annexes"])
def test_every_record_and_annex_opens_with_its_official_term(folder: str) -> None:
    silent = {
        f"{path.name}: {node.name}"
        for path in sorted((PACKAGE / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        # The declarative base is nobody's term.
        if node.name != "Base"
        if not CHINESE.search((ast.get_docstring(node) or "").split("\n")[0])
    }
    assert silent == set()
