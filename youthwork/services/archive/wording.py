"""条件的说法: a question in the words of the page, part by part, each with the question without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from youthwork.domain import retention
from youthwork.domain.calendar import long_date
from youthwork.domain.workflow import Actor
from youthwork.services.archive.query import (
    ANNEX_WORDS,
    FIELD_WORDS,
    KEEPING_WORDS,
    STANDING_WORDS,
    ArchiveQuery,
    Condition,
    Join,
)
from youthwork.services.archive.tallies import tally
from youthwork.services.archive.units import unit_choices

#: Characters of a word as a chip shows them.
_SHOWN = 20
_HAS = {Join.ALL: "{}含“{}”", Join.ANY: "或{}含“{}”", Join.NONE: "{}不含“{}”"}

#: What a chip says, and the question without it.
Part = tuple[str, ArchiveQuery]


@dataclass(frozen=True)
class Names:
    """名称 of what a question speaks of by id."""

    departments: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)


def understood(actor: Actor, query: ArchiveQuery) -> tuple[ArchiveQuery, Names]:
    """The question as the search page understands it: what is not in the reader's sight is left out of it."""
    everything = tally(actor)
    units = {unit.id: unit.name for unit in unit_choices(actor, query.organization_id)}
    if query.organization_id not in units:
        query = query.but(organization_id=None)
    return everything.known(query), Names(everything.departments, units)


def parts(query: ArchiveQuery, names: Names) -> list[Part]:
    """The conditions, those of the box aside, in the order of the form."""
    return [*_conditions(query), *_place(query, names), *_days(query), *_state(query)]


def in_words(query: ArchiveQuery, names: Names) -> str:
    """“清河 志愿”，2026年，任务表; 全部备案件 where nothing is asked."""
    text = f"“{_short(query.text.strip(), 60)}”" if query.text.strip() else ""
    said = [text, *(words for words, _ in parts(query, names))]
    return "，".join(filter(None, said)) or "全部备案件"


def _conditions(query: ArchiveQuery) -> Iterator[Part]:
    for at, each in enumerate(query.conditions):
        others = (*query.conditions[:at], *query.conditions[at + 1 :])
        yield _said(each), query.but(conditions=others)


def _said(condition: Condition) -> str:
    return _HAS[condition.join].format(FIELD_WORDS[condition.field], _short(condition.text.strip()))


def _place(query: ArchiveQuery, names: Names) -> Iterator[Part]:
    if query.year is not None:
        yield f"{query.year}年", query.but(year=None)
    if query.department_id is not None:
        department = names.departments.get(query.department_id, "")
        yield f"受理：{department}", query.but(department_id=None)
    if query.annex is not None:
        yield ANNEX_WORDS.get(query.annex, query.annex), query.but(annex=None)
    if query.organization_id is not None:
        unit = names.units.get(query.organization_id, "")
        yield f"填报：{unit}及所属", query.but(organization_id=None)


def _days(query: ArchiveQuery) -> Iterator[Part]:
    first, last = query.filed_from, query.filed_to
    if first is None and last is None:
        return
    if first == last and first is not None:
        said = long_date(first)
    else:
        said = f"{long_date(first) + '起' if first else ''}{'至' + long_date(last) if last else ''}"
    yield f"备案日期：{said}", query.but(filed_from=None, filed_to=None)


def _state(query: ArchiveQuery) -> Iterator[Part]:
    if query.on_time is not None:
        yield "按时报送" if query.on_time else "逾期报送", query.but(on_time=None)
    if query.retention_years is not None:
        yield f"保管期限：{retention.words(query.retention_years)}", query.but(retention_years=None)
    if query.standing is not None:
        yield f"只看{STANDING_WORDS[query.standing]}", query.but(standing=None)
    if query.keeping is not None:
        yield f"只看{KEEPING_WORDS[query.keeping]}", query.but(keeping=None)


def _short(text: str, most: int = _SHOWN) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
