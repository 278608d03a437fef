"""夜访的规则: minutes over midnight, the six kinds, and the table a problem is followed by."""

from __future__ import annotations

from datetime import datetime
from itertools import product
from pathlib import Path

import pytest

from youthwork.domain import night_visits
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.night_visits import (
    MUST_DO,
    PROBLEM_MOVES,
    ProblemAction,
    ProblemPart,
    ProblemState,
    VisitKind,
    problem_moves,
)

A = ProblemAction


@pytest.mark.parametrize(
    ("start", "end", "minutes", "is_counted"),
    [
        ("2026-03-05 19:00", "2026-03-05 19:59", 59, False),
        ("2026-03-05 19:00", "2026-03-05 20:00", 60, True),
        ("2026-03-05 23:30", "2026-03-06 00:29", 59, False),
        ("2026-03-05 23:30", "2026-03-06 00:30", 60, True),
        ("2025-12-31 23:30", "2026-01-01 00:30", 60, True),
    ],
)
def test_minutes_are_counted_from_start_to_end_and_over_midnight(
    start: str, end: str, minutes: int, is_counted: bool
) -> None:
    times = datetime.fromisoformat(start), datetime.fromisoformat(end)
    assert night_visits.minutes_of(*times) == minutes
    assert night_visits.counts(*times) is is_counted


def test_each_kind_has_its_own_thing_to_do() -> None:
    assert set(MUST_DO) == set(VisitKind) and len(set(MUST_DO.values())) == 6


def test_only_full_time_cadres_are_asked() -> None:
    assert [nature for nature in (*CadreNature, None) if night_visits.is_asked(nature)] == [
        CadreNature.FULL_TIME
    ]


def test_every_state_leads_to_an_end_and_back_and_an_owner_can_always_go_on() -> None:
    for state in ProblemState:
        moves = problem_moves(state, {ProblemPart.OWNER})
        assert moves, state
        ends = {move.to for move in moves if move.to and move.to.is_over}
        assert ends == (set() if state.is_over else {ProblemState.SOLVED, ProblemState.EXPLAINED})
    assert A.FIND not in {move.action for move in PROBLEM_MOVES}


def test_nobody_without_a_part_may_take_a_step() -> None:
    assert all(problem_moves(state, ()) == [] for state in ProblemState)


def test_only_the_owner_says_that_it_is_solved() -> None:
    for part, state in product(
        (ProblemPart.VISITOR, ProblemPart.KEEPER), (ProblemState.OPEN, ProblemState.UNDER_WAY)
    ):
        assert {A.SOLVE, A.EXPLAIN}.isdisjoint(move.action for move in problem_moves(state, {part}))


def test_the_table_in_the_docs_is_the_table_of_the_rules() -> None:
    said = (Path(__file__).parents[2] / "docs" / "night-visits.md").read_text()
    for move in PROBLEM_MOVES:
        states = "、".join(state.value for state in ProblemState if state in move.states)
        people = "、".join(part.value for part in ProblemPart if part in move.by)
        cells = (move.action.value, states, move.to.value if move.to else "不变", people)
        assert f"| {' | '.join(cells)} | {move.words_for or '可以不写'} |" in said
    for kind, must in MUST_DO.items():
        assert f"| {kind.value} | {must} |" in said
