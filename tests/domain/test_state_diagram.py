"""状态图: the README's diagram and the step strip show the table as it is."""

from pathlib import Path

import pytest

from youthwork.domain.path_pictures import stages, state_diagram
from youthwork.domain.workflow import ACTION_WORDS, TRANSITIONS, State, Transition


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.source.value}-{row.action.value}")
def test_the_diagram_draws_every_row_with_its_people(row: Transition) -> None:
    who = "、".join(duty.value for duty in row.duties)
    line = f"    {row.source.value} --> {row.target.value}: {ACTION_WORDS[row.action]}（{who}）"
    assert line in state_diagram().splitlines()


def test_the_diagram_draws_nothing_else() -> None:
    lines = state_diagram().splitlines()
    assert len([line for line in lines if "-->" in line]) == len(TRANSITIONS) + 2
    assert [line for line in lines if line.endswith(": 已备案")] == ["    filed: 已备案"]


def test_the_readme_shows_the_diagram_of_today() -> None:
    readme = Path(__file__).parents[2] / "README.md"
    assert state_diagram() in readme.read_text(encoding="utf-8")


@pytest.mark.parametrize("has_seal_cell", [True, False])
def test_every_state_a_paper_can_be_in_stands_at_exactly_one_stage(has_seal_cell: bool) -> None:
    standing = [state for _, states in stages(has_seal_cell) for state in states]
    possible = set(State) if has_seal_cell else set(State) - {State.PRESSED}
    assert sorted(standing, key=str) == sorted(possible, key=str)


def test_only_a_sealed_annex_has_a_sealing_stage() -> None:
    assert [word for word, _ in stages(True)] == ["填报", "审签", "用印", "报送", "签收", "审核", "予以备案"]
    assert [word for word, _ in stages(False)] == ["填报", "审签", "报送", "签收", "审核", "予以备案"]
