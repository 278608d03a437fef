"""高级检索的表单: the box, the rows of 与/或/非 and the choices, drawn from the question as it was understood."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from youthwork.domain import retention
from youthwork.domain.calendar import long_date
from youthwork.forms.archive import ArchiveForm
from youthwork.forms.choosing import listed
from youthwork.forms.fields import tidy
from youthwork.services.archive.query import (
    ANNEX_WORDS,
    FIELD_WORDS,
    JOIN_WORDS,
    KEEPING_WORDS,
    LONGEST_CONDITION,
    MOST_CONDITIONS,
    STANDING_WORDS,
    ArchiveQuery,
    Field,
)
from youthwork.services.archive.search import ArchivePage
from youthwork.services.archive.tokens import LONGEST_QUERY

#: Rows of conditions the form opens with.
_FEWEST_ROWS = 3
#: What the empty ones among them begin with.
_STARTS = (
    Field.ANYWHERE,
    Field.TITLE,
    Field.PERSON,
    Field.UNIT,
    Field.DOCUMENT,
    Field.NUMBER,
    Field.ARCHIVAL,
)
#: Days an address may give: the name, and what the form calls it.
_DAYS = (("from", "备案日期起始日"), ("to", "备案日期截止日"))

Given = MultiDict[str, str]


def context(found: ArchivePage, given: Given) -> dict[str, Any]:
    """What the form's template reads; `given` is the address as it was asked."""
    query = found.query
    rows = _condition_rows(query, given)
    return {
        "form": _form(found),
        "rows": rows,
        "joins": [(join.value, words) for join, words in JOIN_WORDS.items()],
        "fields": [(field.value, words) for field, words in FIELD_WORDS.items()],
        "most_rows": MOST_CONDITIONS,
        "longest_words": LONGEST_CONDITION,
        "is_advanced": _is_advanced(query) or "rows" in given,
        "wrong": _wrong(query, given),
    }


def _form(found: ArchivePage) -> ArchiveForm:
    """The question as it was understood, with what is in this reader's archive to choose from."""
    query = found.query
    form = ArchiveForm(
        q=tidy(query.text[:LONGEST_QUERY]),
        organization=str(query.organization_id or ""),
        year=str(query.year or ""),
        department=str(query.department_id or ""),
        annex=query.annex or "",
        filed_from=_day(query.filed_from),
        filed_to=_day(query.filed_to),
        on_time={True: "yes", False: "no", None: ""}[query.on_time],
        retention="" if query.retention_years is None else str(query.retention_years),
        standing=query.standing.value if query.standing else "",
        keeping=query.keeping.value if query.keeping else "",
    )
    known = {annex for _, _, annex in found.everything.counts}
    form.offer(
        {
            "year": [(str(year), f"{year}年") for year in found.years],
            "department": [(str(id), name) for id, name in found.departments.items()],
            "annex": [pair for pair in ANNEX_WORDS.items() if pair[0] in known],
            "retention": [(str(years), retention.words(years)) for years in retention.PERIODS],
            "standing": [(each.value, words) for each, words in STANDING_WORDS.items()],
            "keeping": [(each.value, words) for each, words in KEEPING_WORDS.items()],
        }
    )
    units = [(str(unit.id), f"{'　' * unit.depth}{unit.name}及所属") for unit in found.units]
    form.organization.choices = listed([("", "全部可查单位"), *units])
    return form


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _condition_rows(query: ArchiveQuery, given: Given) -> list[dict[str, str]]:
    """The rows of 高级检索: those asked, and empty ones to type into; 再添一行 asks for one more."""
    rows = [
        {"join": each.join.value, "field": each.field.value, "words": tidy(each.text)}
        for each in query.conditions
    ]
    asked = given.get("rows", "")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 2 else 0
    count = min(max(len(rows) + 1, _FEWEST_ROWS, wanted), MOST_CONDITIONS)
    empty = [{"join": "all", "field": field.value, "words": ""} for field in (*_STARTS, Field.ANYWHERE)]
    return rows + empty[len(rows) : count]


def _is_advanced(query: ArchiveQuery) -> bool:
    """Whether the conditions below the box are in use, so that the page shows them open."""
    return bool(query.conditions) or query.but(organization_id=None).is_narrowed_beyond_tree


def _wrong(query: ArchiveQuery, given: Given) -> list[str]:
    """What of the question could not be taken as it was typed, a sentence each."""
    said = []
    if len(query.text) > LONGEST_QUERY:
        said.append(f"检索词超过 {LONGEST_QUERY} 字，只按前 {LONGEST_QUERY} 字查找。")
    if any(len(each.text) > LONGEST_CONDITION for each in query.conditions):
        said.append(f"有一行条件超过 {LONGEST_CONDITION} 字，只按前 {LONGEST_CONDITION} 字查找。")
    understood = {"from": query.filed_from, "to": query.filed_to}
    for name, words in _DAYS:
        typed = tidy(given.get(name))
        if typed and understood[name] is None:
            said.append(f"{words}“{typed[:20]}”不是日期，没有按它查找；请写成 2026-04-01。")
    first, last = query.filed_from, query.filed_to
    if first and last and first > last:
        said.append(f"备案日期从 {long_date(first)} 到 {long_date(last)}，起止颠倒了，请对调。")
    return said
