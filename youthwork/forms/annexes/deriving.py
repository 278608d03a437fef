"""来源的共用部分: which person, post, link or organization a value was drawn from, as long as it still says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from youthwork.domain.annex_context import AnnexContext, KnownLink, KnownOrganization, KnownPerson
from youthwork.domain.calendar import long_date
from youthwork.domain.sources import Derived, SourceKind

_Row = Mapping[str, Any]


def owner_source(name: str, context: AnnexContext) -> Derived:
    """填报单位 of the head of a form."""
    owner = context.owner
    record = f"组织名册：{owner.name}，印文用名{owner.printed_name}"
    return Derived(
        f"known-{name}",
        SourceKind.ORGANIZATION,
        owner.id,
        "printed_name",
        owner.printed_name,
        "来自组织名册",
        record,
    )


def organization_source(field: str, unit: KnownOrganization) -> Derived:
    record = f"组织名册：{unit.name}"
    return Derived(field, SourceKind.ORGANIZATION, unit.id, "name", unit.name, "来自组织名册", record)


def person_sources(
    columns: Mapping[str, str], row: _Row, person: KnownPerson | None, place: str = ""
) -> Iterator[Derived]:
    """人员信息: column → which value of the person it is."""
    if person is None:
        return
    for column, part in columns.items():
        text = str(getattr(person, part))
        if text and row.get(column) == text:
            field, record = f"{place}{column}", f"{person.name}的人员信息，登记为“{text}”"
            yield Derived(field, SourceKind.PERSON, person.user_id, part, text, "来自人员信息", record)


def title_source(column: str, row: _Row, person: KnownPerson | None, place: str = "") -> Iterator[Derived]:
    """任职: the title, alone or behind the unit's name."""
    if person is None or not person.appointment_id or not person.title:
        return
    if row.get(column) in (person.title, person.unit_and_title):
        field, post = f"{place}{column}", person.appointment_id
        record = f"{person.name}在{person.unit_name}的任职，登记为“{person.title}”"
        yield Derived(field, SourceKind.APPOINTMENT, post, "title", person.title, "来自任职登记", record)


def link_sources(
    columns: Mapping[str, str], row: _Row, link: KnownLink | None, place: str = ""
) -> Iterator[Derived]:
    """联系关系: its committee, its branch; of the group, where a group of posted cadres stands in for it."""
    if link is None:
        return
    kind, record_id = (SourceKind.GROUP, link.group_id) if link.group else (SourceKind.LINK, link.id)
    since = f"{link.since.month}月{link.since.day}日"
    words = f"来自小组“{link.group}”" if link.group else f"来自联系关系（{since}建立）"
    places = " · ".join(unit.name for unit in (link.committee, link.branch) if unit)
    record = f"{link.words}：{places}，{long_date(link.since)}起"
    for column, part in columns.items():
        unit: KnownOrganization | None = getattr(link, part)
        if unit is not None and row.get(column) == unit.name:
            yield Derived(f"{place}{column}", kind, record_id, part, unit.name, words, record)
