"""检索标记: what an index entry says beside the words of the paper, and the words of its parts.

A mark is a letter, a colon and a value: `o:12` (an organ may find it), `y:2026`. The tokens of a part of the paper
have the same shape: `u:云溪`, a pair of 填报单位. No token of a text holds a colon, so none is taken for a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from youthwork.services.archive.initials import runs_of
from youthwork.services.archive.query import Field, Keeping, Standing
from youthwork.services.archive.tokens import Term, neighbours

#: The letter that stands before the tokens of a part.
_PARTS = {
    Field.TITLE: "t",
    Field.DOCUMENT: "d",
    Field.NUMBER: "n",
    Field.ARCHIVAL: "a",
    Field.UNIT: "u",
    Field.PERSON: "p",
}


def scope_mark(organization_id: int) -> str:
    """可查范围: an organ that may find the filing."""
    return f"o:{organization_id}"


def later_superior_mark(organization_id: int) -> str:
    """An organ above the 填报单位 today that was not so on the day of filing."""
    return f"b:{organization_id}"


def subject_mark(user_id: int) -> str:
    """本人: the cadre a 任务表 is about."""
    return f"s:{user_id}"


def annex_mark(annex_key: str) -> str:
    return f"k:{annex_key}"


def year_mark(year: int) -> str:
    return f"y:{year}"


def department_mark(organization_id: int) -> str:
    """受理部门."""
    return f"h:{organization_id}"


def on_time_mark(was_on_time: bool) -> str:
    return "l:1" if was_on_time else "l:0"


def retention_mark(years: int) -> str:
    return f"r:{years}"


def standing_mark(standing: Standing) -> str:
    return f"v:{standing.value}"


def keeping_mark(keeping: Keeping) -> str:
    return f"g:{keeping.value}"


def initials_mark(letters: str) -> str:
    """A run of first letters of a person's name."""
    return f"i:{letters}"


def day_marks(day: date) -> tuple[str, ...]:
    """备案日期 of a filing: its year, month and day, so that a range is few marks."""
    year, month = f"e:{day.year}", f"e:{day.year}{day.month:02}"
    return year, month, f"{month}{day.day:02}"


def range_marks(first: date, last: date) -> Iterator[str]:
    """The marks of which every day of the range has exactly one: whole years, then months, then days."""
    day = first
    while day <= last:
        year_end = date(day.year, 12, 31)
        month_end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        year, month, only = day_marks(day)
        if (day.month, day.day) == (1, 1) and year_end <= last:
            yield year
            day = year_end
        elif day.day == 1 and month_end <= last:
            yield month
            day = month_end
        else:
            yield only
        day += timedelta(days=1)


def field_tokens(field: Field, texts: Iterable[str]) -> set[str]:
    """The tokens of a part of the paper, for the index: pairs only, a single character is looked for everywhere."""
    letter = _PARTS[field]
    return {f"{letter}:{token}" for text in texts for token in neighbours(text)}


def name_marks(names: Sequence[str]) -> set[str]:
    return {initials_mark(run) for name in names for run in runs_of(name)}


def lookup(field: Field, term: Term) -> tuple[str, ...]:
    """The tokens a filing must have to hold the term in this field; more may have them (`says_all`)."""
    if field is Field.ANYWHERE:
        return term.tokens
    letter = _PARTS[field]
    return tuple(f"{letter}:{token}" if len(token) > 1 else token for token in term.tokens)


def says_all(field: Field, term: Term) -> bool:
    """Whether those tokens mean that the term is there, so that nothing need be compared with the text."""
    return term.is_exact and (field is Field.ANYWHERE or len(term.text) > 1)
