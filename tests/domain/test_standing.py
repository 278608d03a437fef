"""办理情况: the words of the four facts."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from youthwork.domain.path_words import State
from youthwork.domain.standing import Standing, Tone, day_word, due_words, filed_word, names, state_word

TODAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("state", "sealed", "approved", "word"),
    [
        (State.DRAFT, True, False, "草稿"),
        (State.IN_SIGN_OFF, True, False, "待审签"),
        (State.SIGNED_OFF, True, False, "待批准用印"),
        (State.SIGNED_OFF, True, True, "待用印"),
        (State.SIGNED_OFF, False, False, "待报送"),
        (State.PRESSED, True, True, "待报送"),
        (State.SENT, True, True, "待签收"),
        (State.ACCEPTED, True, True, "审核中"),
        (State.RETURNED, True, True, "退回补正"),
    ],
)
def test_a_state_has_one_word(state: State, sealed: bool, approved: bool, word: str) -> None:
    found, _ = state_word(state, has_seal_cell=sealed, is_press_approved=approved, is_asked_to_correct=False)
    assert found == word


def test_a_draft_that_was_asked_for_says_so() -> None:
    asked = state_word(State.DRAFT, has_seal_cell=True, is_press_approved=False, is_asked_to_correct=True)
    assert asked == ("请更正", Tone.BACK)


def test_a_filed_paper_says_its_number_and_what_became_of_it() -> None:
    assert filed_word("岚青备〔2026〕18号", 1, None, False)[0] == "已备案 岚青备〔2026〕18号"
    assert filed_word("岚青备〔2026〕18号", 2, None, False)[0] == "已备案 岚青备〔2026〕18号 V2"
    assert filed_word("岚青备〔2026〕18号", 1, 2, False)[0] == "已由 V2 更正 岚青备〔2026〕18号"
    assert filed_word("岚青备〔2026〕18号", 1, None, True)[0] == "作废 岚青备〔2026〕18号"


def test_the_day_of_the_hand_over_is_the_first_and_days_off_count() -> None:
    friday = datetime(2026, 4, 3, 17, 50)
    assert day_word(friday, datetime(2026, 4, 3, 18)) == "第 1 天"
    assert day_word(friday, datetime(2026, 4, 4, 0, 5)) == "第 2 天"
    assert day_word(friday, datetime(2026, 4, 6, 9)) == "第 4 天"


@pytest.mark.parametrize(
    ("due", "words", "near"),
    [
        (date(2026, 3, 30), "逾期 2 天", "past"),
        (date(2026, 4, 1), "今天截止", "soon"),
        (date(2026, 4, 4), "还有 3 天", "soon"),
        (date(2026, 4, 5), "还有 4 天", ""),
        (date(2026, 5, 1), "", ""),
    ],
)
def test_what_is_near_or_missed_is_said_and_not_only_coloured(due: date, words: str, near: str) -> None:
    found = due_words(due, TODAY)
    assert (found.words, found.near) == (words, near)
    assert not near or words


def test_the_line_leaves_out_what_says_nothing() -> None:
    due = due_words(date(2026, 4, 2), TODAY)
    held = Standing("待审签", Tone.WAIT, "团云溪县委", "第 2 天", due)
    assert held.line == "待审签 · 在团云溪县委 · 第 2 天 · 期限 4月2日 · 还有 1 天"
    assert (
        Standing("已备案 岚青备〔2026〕18号", Tone.DONE, "—", "—", None).line == "已备案 岚青备〔2026〕18号"
    )


def test_many_who_could_act_are_counted() -> None:
    assert names(("何志远", "程祎")) == "何志远、程祎"
    assert names(("甲", "乙", "丙", "丁")) == "甲、乙、丙 等 4 人"
