"""三个人: whoever holds which duties, filler, signer and filer of one paper are three different people.

Every order of steps that the table allows is walked through, not a sample of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain import places
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Action, Actor, Case, PassesTo, State, Transition, allowed_steps

NOW = datetime(2026, 4, 1, 12, 0)


def draft(*, has_seal_cell: bool, climbs: bool = False, subject_id: int | None = None) -> Case:
    """A draft of the county."""
    return Case(
        State.DRAFT,
        places.COUNTY,
        places.COUNTY,
        has_seal_cell=has_seal_cell,
        climbs=climbs,
        subject_id=subject_id,
    )


def after(paper: Case, row: Transition, actor: Actor, signing_unit: Unit) -> Case:
    """What the one door (services/path/steps.py) does to a paper, without its database."""
    holders = {
        PassesTo.SIGNING_UNIT: signing_unit,
        PassesTo.SEALING_UNIT: places.COUNTY,
        PassesTo.OWNER: places.COUNTY,
        PassesTo.RECEIVER: paper.holder if row.source is State.SENT else places.CITY_ORGANIZATION,
        PassesTo.DEPARTMENT: places.CITY_SCHOOLS,
        PassesTo.NEXT_RECEIVER: places.PROVINCE_ORGANIZATION,
        PassesTo.NOBODY: None,
    }
    moved = replace(paper, state=row.target, holder=holders[row.passes_to])
    if row.target not in (State.ACCEPTED, State.FILED):
        moved = replace(moved, accepted_by_id=None, accepted_until=None)
    if row.action is Action.SUBMIT:
        return replace(moved, submitter_id=actor.user_id, signer_id=None, press_approver_id=None)
    if row.action is Action.SIGN_OFF:
        return replace(moved, signer_id=actor.user_id)
    if row.action is Action.APPROVE_PRESS:
        return replace(moved, press_approver_id=actor.user_id)
    if row.action is Action.ACCEPT:
        return replace(moved, accepted_by_id=actor.user_id, accepted_until=None)
    return replace(moved, accepted_until=NOW) if row.action is Action.REASSIGN else moved


def every_step(
    start: Case, people: list[Actor], signing_unit: Unit
) -> Iterator[tuple[Case, Transition, Actor]]:
    """Every step these people can ever take with this paper, in whatever order they act."""
    seen, waiting = {start}, [start]
    while waiting:
        paper = waiting.pop()
        for actor in people:
            for row in allowed_steps(paper, actor, NOW):
                yield paper, row, actor
                moved = after(paper, row, actor, signing_unit)
                if moved not in seen:
                    seen.add(moved)
                    waiting.append(moved)


WORK_PLACES = (places.COUNTY, places.CITY, places.CITY_ORGANIZATION, places.CITY_SCHOOLS)
PATH_DUTIES = (
    Duty.CADRE, Duty.CLERK, Duty.SIGNER, Duty.REVIEWER, Duty.SEAL_APPROVER, Duty.SEAL_KEEPER
)  # fmt: skip
POSTS = st.lists(
    st.tuples(st.sampled_from(PATH_DUTIES), st.sampled_from(WORK_PLACES)), min_size=1, max_size=12
)
CASES = st.builds(
    draft, has_seal_cell=st.booleans(), climbs=st.booleans(), subject_id=st.sampled_from([None, 1, 2])
)


def all_powerful(count: int) -> list[Actor]:
    posts = tuple((duty, unit) for duty in PATH_DUTIES for unit in WORK_PLACES)
    return [Actor(user_id, posts) for user_id in range(1, count + 1)]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(CASES, st.lists(POSTS, min_size=3, max_size=3), st.sampled_from([places.COUNTY, places.CITY]))
def test_whoever_holds_what_filler_signer_keeper_and_filer_never_fall_together(
    start: Case, posts: list[list[tuple[Duty, Unit]]], signing_unit: Unit
) -> None:
    people = [Actor(number, tuple(held)) for number, held in enumerate(posts, start=1)]
    _check_separation(start, people, signing_unit)


@pytest.mark.parametrize("has_seal_cell", [True, False])
@pytest.mark.parametrize("subject_id", [None, 1])
def test_even_people_with_every_duty_cannot_do_two_parts_of_one_paper(
    has_seal_cell: bool, subject_id: int | None
) -> None:
    start = draft(has_seal_cell=has_seal_cell, subject_id=subject_id)
    filed = _check_separation(start, all_powerful(3), places.COUNTY)
    assert filed, "three people with every duty can file"


@pytest.mark.parametrize("has_seal_cell", [True, False])
def test_two_people_with_every_duty_never_get_a_paper_filed(has_seal_cell: bool) -> None:
    start = draft(has_seal_cell=has_seal_cell)
    steps = list(every_step(start, all_powerful(2), places.COUNTY))
    assert steps and [row for _, row, _ in steps if row.action is Action.FILE] == []


def _check_separation(start: Case, people: list[Actor], signing_unit: Unit) -> int:
    filed = 0
    for paper, row, actor in every_step(start, people, signing_unit):
        me = actor.user_id
        if row.action is Action.SIGN_OFF:
            assert me not in (paper.submitter_id, paper.subject_id)
        if row.action is Action.PRESS:
            assert len({paper.submitter_id, paper.press_approver_id, me}) == 3
        if row.action is Action.FILE:
            filed += 1
            assert paper.submitter_id is not None and paper.signer_id is not None
            assert len({paper.submitter_id, paper.signer_id, me}) == 3
            assert me != paper.subject_id
    return filed
