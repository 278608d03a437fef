"""The README says what is so: its commands, its diagram, its promises, its links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from youthwork.domain.path_pictures import state_diagram

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_come_first() -> None:
    first_block = README.split("```")[1]
    assert "make demo" in first_block and "make test" in first_block
    assert README.index("```") < README.index("\n## ")


def test_the_state_diagram_is_the_one_the_table_gives() -> None:
    assert state_diagram() in README, "run youthwork.domain.path_pictures.state_diagram() and paste it"


def test_there_are_six_promises_and_each_kept_one_names_its_tests() -> None:
    rows = [line for line in README.splitlines() if re.match(r"\| [1-6] \|", line)]
    assert len(rows) == 6
    for row in rows:
        *_, kept, tests, _ = row.split("|")
        paths = re.findall(r"`(tests/[^`]+)`", tests)
        if "✔" in kept:
            assert paths, f"a promise without a test: {row}"
            assert all((ROOT / path).exists() for path in paths), f"no such test: {row}"
        else:
            assert "not yet" in kept and not paths


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_what_the_readme_links_to_is_there(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`(youthwork/[\w/.]+)`", README))))
def test_what_the_readme_tells_to_read_is_there(path: str) -> None:
    assert (ROOT / path).exists()
