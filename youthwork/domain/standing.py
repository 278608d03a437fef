"""办理情况: the four facts of a paper on its way: 状态, 在谁手里, 第几天, 期限; in fixed words.

Lists, pages, messages, mails and the printed 办理情况单 all say what is worked out here, so that they say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from youthwork.domain.calendar import day_number, days_left, due_phrase
from youthwork.domain.corrections import Validity, validity
from youthwork.domain.path_words import STATE_WORDS, State

#: What stands where a fact has nothing to say: nobody holds what is filed.
NOTHING = "—"
#: A due date this near, in days, is near.
SOON = 3


class Tone(Enum):
    """状态的颜色: beside the word, never instead of it; the values are the looks of `ui.tag`."""

    DRAFT = "draft"
    WAIT = "wait"
    MOVE = "move"
    BACK = "back"
    DONE = "done"


@dataclass(frozen=True)
class DueWords:
    """期限: the date, what is said behind it (还有 2 天, 今天截止, 逾期 3 天), and how near it is (soon, past)."""

    date: str
    words: str = ""
    near: str = ""

    def __str__(self) -> str:
        return f"{self.date} · {self.words}" if self.words else self.date


@dataclass(frozen=True)
class Standing:
    """办理情况 of one paper, as everybody reads it."""

    word: str
    tone: Tone
    holder: str
    day: str
    due: DueWords | None

    @property
    def line(self) -> str:
        """The four facts as one line: `待审签 · 在团云溪县委 · 第 2 天 · 期限 4月6日 · 还有 5 天`."""
        parts = [self.word]
        if self.holder != NOTHING:
            parts += [f"在{self.holder}", self.day]
        if self.due is not None:
            parts.append(f"期限 {self.due}")
        return " · ".join(parts)


_TONES = {
    State.DRAFT: Tone.DRAFT,
    State.IN_SIGN_OFF: Tone.WAIT,
    State.SIGNED_OFF: Tone.WAIT,
    State.PRESSED: Tone.WAIT,
    State.SENT: Tone.MOVE,
    State.ACCEPTED: Tone.MOVE,
    State.RETURNED: Tone.BACK,
    State.FILED: Tone.DONE,
}


def state_word(
    state: State, *, has_seal_cell: bool, is_press_approved: bool, is_asked_to_correct: bool
) -> tuple[str, Tone]:
    """状态词; 待批准用印, 待用印 and 待报送 say more than 已审签 and 已用印 would."""
    if state is State.DRAFT and is_asked_to_correct:
        return "请更正", Tone.BACK
    word = STATE_WORDS[state]
    if state is State.SIGNED_OFF and has_seal_cell:
        word = "待用印" if is_press_approved else "待批准用印"
    elif state in (State.SIGNED_OFF, State.PRESSED):
        word = "待报送"
    return word, _TONES[state]


def filed_word(number: str, version: int, later_version: int | None, is_voided: bool) -> tuple[str, Tone]:
    """已备案 with its number, or what has become of it since."""
    now = validity(is_voided, later_version)
    if now is Validity.VOIDED:
        return f"作废 {number}", Tone.BACK
    if now is Validity.CORRECTED:
        return f"已由 V{later_version} 更正 {number}", Tone.DRAFT
    return f"已备案 {number}" + (f" V{version}" if version > 1 else ""), Tone.DONE


def not_begun_word(is_voided: bool) -> tuple[str, Tone]:
    """未填报; after 作废 it is owed anew."""
    return ("作废待重报", Tone.BACK) if is_voided else ("未填报", Tone.DRAFT)


def day_word(since: datetime, now: datetime) -> str:
    """第几天 in these hands: the day of the hand-over is the first, days off are counted."""
    return f"第 {day_number(since, now)} 天"


def due_words(due: date, today: date) -> DueWords:
    """期限 in words: a near and a missed one are said, not only coloured."""
    day, _, words = due_phrase(due, today).partition(" · ")
    left = days_left(due, today)
    return DueWords(day, words, "past" if left < 0 else "soon" if left <= SOON else "")


def names(people: tuple[str, ...], most: int = 3) -> str:
    """等谁: the names, the rest as a number."""
    shown = "、".join(people[:most])
    return f"{shown} 等 {len(people)} 人" if len(people) > most else shown
