"""微心愿的步骤: the table lets a wish never lie without an owner, never end without words, and is drawn as it is."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from youthwork.domain.wish_pictures import stages, wish_diagram
from youthwork.domain.wishes import (
    NOUNS,
    STEPS,
    Falls,
    Part,
    Step,
    WishAction,
    WishState,
    allowed_steps,
    find_step,
    refusal,
)

_A, _S, _P = WishAction, WishState, Part
ids = pytest.mark.parametrize("row", STEPS, ids=lambda row: f"{row.state}-{row.action.value}-{row.to.value}")


@ids
def test_after_a_step_nobody_owns_the_wish_only_in_the_pool(row: Step) -> None:
    if row.to_whom is Falls.STAYS:
        assert (row.state is _S.POOL) == (row.to is _S.POOL)
    else:
        assert (row.to is _S.POOL) == (row.to_whom is Falls.NOBODY)


@ids
def test_what_ends_or_gives_away_a_wish_needs_words(row: Step) -> None:
    ends = row.action in (_A.FULFIL, _A.FEED_BACK, _A.GIVE_UP, _A.HAND_BACK, _A.HAND_OVER, _A.REOPEN)
    assert row.needs_words or not ends


def test_every_state_is_reached_and_left_again() -> None:
    assert {row.to for row in STEPS} == set(WishState)
    assert {row.state for row in STEPS if row.to is not row.state} == {None, *WishState}


def test_from_everywhere_a_wish_can_come_to_an_end() -> None:
    ended = {_S.FED_BACK, _S.IMPOSSIBLE}
    for _ in WishState:
        ended |= {row.state for row in STEPS if row.to in ended and row.state}
    assert ended == set(WishState)


def test_the_straight_path_is_the_one_of_the_notice() -> None:
    path = [_S.REGISTERED, _S.OWN, _S.POOL, _S.CLAIMED, _S.FULFILLED, _S.FED_BACK]
    actions = [_A.TAKE_ON, _A.POOL, _A.CLAIM, _A.FULFIL, _A.FEED_BACK]
    for (state, to), action in zip(pairwise(path), actions, strict=True):
        row = find_step(state, action, frozenset(Part))
        assert row is not None and row.to is to


def test_each_action_but_registering_has_an_address_of_its_own() -> None:
    assert sorted(NOUNS.values(), key=str) == sorted(set(WishAction) - {_A.REGISTER}, key=str)


def test_an_owner_does_not_remind_themselves() -> None:
    both = frozenset({_P.OWNER, _P.KEEPER})
    assert _A.REMIND not in {row.action for row in allowed_steps(_S.CLAIMED, both)}
    assert _A.REMIND in {row.action for row in allowed_steps(_S.CLAIMED, frozenset({_P.KEEPER}))}


def test_somebody_with_no_part_in_it_may_do_nothing() -> None:
    assert all(not allowed_steps(state, frozenset()) for state in WishState)


@pytest.mark.parametrize(
    ("parts", "to"),
    [({_P.RAISER, _P.KEEPER}, _S.OWN), ({_P.OWNER, _P.KEEPER}, _S.CLAIMED), ({_P.KEEPER}, _S.POOL)],
)
def test_reopening_gives_the_wish_back_to_who_is_nearest(parts: set[Part], to: WishState) -> None:
    row = find_step(_S.IMPOSSIBLE, _A.REOPEN, frozenset(parts))
    assert row is not None and row.to is to


def test_a_refusal_says_who_may_or_that_nobody_may() -> None:
    assert refusal(_S.POOL, _A.CLAIM) == "“认领”由心愿池所属机关及其下级的干部办理"
    assert refusal(_S.FULFILLED, _A.FEED_BACK) == "“反馈”由登记人、办理人办理"
    assert refusal(_S.POOL, _A.FULFIL) == "这个心愿现在是“心愿池”，不能“实现”"


def test_the_diagram_of_the_docs_is_the_table_of_today() -> None:
    text = (Path(__file__).parents[2] / "docs" / "wishes.md").read_text(encoding="utf-8")
    assert wish_diagram() in text
    assert sum("-->" in line for line in wish_diagram().splitlines()) == len(STEPS) + 2


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ([_S.REGISTERED], "登记 本人办理 实现 反馈"),
        ([_S.REGISTERED, _S.OWN, _S.FULFILLED], "登记 本人办理 实现 反馈"),
        ([_S.REGISTERED, _S.POOL, _S.CLAIMED], "登记 心愿池 认领办理 实现 反馈"),
        ([_S.REGISTERED, _S.OWN, _S.POOL, _S.IMPOSSIBLE], "登记 本人办理 心愿池 认领办理 无法实现"),
    ],
)
def test_the_strip_shows_the_way_the_wish_goes(states: list[WishState], words: str) -> None:
    pieces = stages(states)
    assert " ".join(word for word, _ in pieces) == words
    assert sum(states[-1] in within for _, within in pieces) == 1
