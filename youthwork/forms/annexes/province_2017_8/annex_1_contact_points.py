"""附件1 团干部指导参与“一学一做”教育实践联系点汇总表 (H61–H65).

The unit's own cadres only, compiled from their links; the unit's seal lies over its printed name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wtforms import Form

from youthwork.domain.annex_context import AnnexContext, Grade, KnownOrganization, KnownPerson, Problem
from youthwork.domain.hierarchy import DepartmentFunction, OrganizationLevel
from youthwork.domain.sources import Derived
from youthwork.forms.annexes.base import AnnexForm, Column, Fact, FactKind, Section, one_organization
from youthwork.forms.annexes.comparing import same_phones, unlike_roster
from youthwork.forms.annexes.deriving import link_sources, owner_source, person_sources, title_source
from youthwork.forms.fields import Answers, Phone, RowsField, TextLine

#: More strangers than this are one finding: nobody writes sixty words about sixty people.
_EACH_BY_ITSELF = 3


class ContactPointRow(Form):
    """一名团干部的联系点."""

    name = TextLine("姓名", required=True, most=50)
    title = TextLine("职务", required=True, most=60)
    phone = Phone("联系方式", required=True)
    committee = TextLine("联系指导的团委", required=True, most=100)


class ContactPoints(AnnexForm):
    """附件1 联系点汇总表."""

    key = "contact_points"
    number = 1
    title = "团干部指导参与“一学一做”教育实践联系点汇总表"
    short_title = "联系点汇总表"
    has_seal_cell = True
    receiving = {
        OrganizationLevel.DIRECT_UNIT: DepartmentFunction.CITY,
        OrganizationLevel.UNIVERSITY: DepartmentFunction.SCHOOLS,
    }
    minutes = 8
    known_fields = {"unit": "填报单位（盖章）"}
    sections = (
        Section(
            "表头",
            (
                Column("unit", "填报单位"),
                Column("filler", "填表人"),
                Column("filler_phone", "联系电话", True),
            ),
        ),
        Section(
            "联系点",
            (
                Column("name", "姓名"),
                Column("title", "职务"),
                Column("phone", "联系方式", True),
                Column("committee", "联系指导的团委"),
            ),
            rows_field="rows",
        ),
    )

    spans = {"title": 3, "committee": 4}
    is_crosswise = True
    carried = ("filler", "filler_phone", "name", "title", "phone", "committee")

    filler = TextLine("填表人", required=True, most=50)
    filler_phone = Phone("联系电话", required=True)
    rows = RowsField("联系点", ContactPointRow)

    @classmethod
    def known(cls, context: AnnexContext) -> Answers:
        return {"unit": context.owner.printed_name}

    @classmethod
    def prefill(cls, context: AnnexContext) -> Answers:
        return {
            "filler": context.filler.name,
            "filler_phone": context.filler.phone,
            "rows": cls.compile(context),
        }

    @classmethod
    def compile(cls, context: AnnexContext) -> list[Answers]:
        """汇编: one row for every cadre of the unit; the committee is that of the cadre's link, or empty."""
        return [_row(person, context) for person in context.cadres]

    @classmethod
    def derived(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Derived]:
        yield owner_source("unit", context)
        filler = next((each for each in context.cadres if each.name == answers["filler"]), None)
        yield from person_sources({"filler": "name", "filler_phone": "phone"}, answers, filler)
        for row in answers["rows"]:
            person = _cadre(row, context)
            place = f"rows-{row['id']}-"
            yield from person_sources({"name": "name", "phone": "phone"}, row, person, place)
            yield from title_source("title", row, person, place)
            link = context.links.get(person.user_id) if person else None
            yield from link_sources({"committee": "committee"}, row, link, place)

    @classmethod
    def row_key(cls, rows_field: str, row: Mapping[str, Any]) -> str:
        return str(row.get("name") or "")

    @classmethod
    def suggestions(cls, context: AnnexContext) -> Mapping[str, Sequence[str]]:
        linked = [link.committee.name for link in context.links.values()]
        return {"committee": list(dict.fromkeys([*linked, *(unit.name for unit in context.linkable)]))}

    @classmethod
    def names_in(cls, answers: Mapping[str, Any]) -> set[str]:
        return {row["committee"] for row in answers["rows"]} - {""}

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        rows = answers["rows"]
        if not rows:
            yield Problem("rows", "表中还没有人：请按“由联系关系汇编”，或添加一行")
        seen: dict[tuple[str, str], int] = {}
        for number, row in enumerate(rows, start=1):
            yield from _check_row(row, number, context, seen)
        yield from _strangers(rows, context)
        shared = list(same_phones(rows, "name", "phone"))
        yield from shared
        said = {problem.field for problem in shared}
        for number, row in enumerate(rows, start=1):
            hints = unlike_roster(row, number, _cadre(row, context))
            yield from (problem for problem in hints if problem.field not in said)
        listed = {row["name"] for row in rows}
        missing = [person.name for person in context.cadres if person.name not in listed]
        if missing and rows:
            sentence = f"本单位还有 {len(missing)} 名团干部不在表中：{'、'.join(missing)}"
            yield Problem("rows", sentence, Grade.EXPLAIN)

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        yield Fact(FactKind.ROW_COUNT, cls.short_title, len(answers["rows"]))
        for row in answers["rows"]:
            yield Fact(FactKind.PERSON, row["name"], row_id=row["id"])
            yield Fact(FactKind.COMMITTEE, row["committee"], row_id=row["id"])

    @classmethod
    def sample(cls) -> Answers:
        people = [
            ("周可儿", "副书记", "13800000021", "云溪镇团委"),
            ("李堃", "组织部部长", "13800000022", "云溪镇机关团总支"),
            ("买买提江·阿布都", "挂职副书记", "13800000023", "白泉镇团委"),
        ]
        names = ("name", "title", "phone", "committee")
        return {
            "unit": "共青团云溪县委员会",
            "filler": "周可儿",
            "filler_phone": "13800000021",
            "rows": [{"id": f"r{at}", **dict(zip(names, row, strict=True))} for at, row in enumerate(people)],
        }


def _row(person: KnownPerson, context: AnnexContext) -> Answers:
    link = context.links.get(person.user_id)
    return {
        "id": f"u{person.user_id}",
        "name": person.name,
        "title": person.title,
        "phone": person.phone,
        "committee": link.committee.name if link else "",
    }


def _check_row(
    row: Mapping[str, str], number: int, context: AnnexContext, seen: dict[tuple[str, str], int]
) -> Iterator[Problem]:
    place = f"rows-{row['id']}"
    key = (row["name"], row["phone"])
    if row["name"] and key in seen:
        yield Problem(f"{place}-name", f"第 {number} 行与第 {seen[key]} 行是同一人，请删去一行")
    seen.setdefault(key, number)
    if not row["committee"]:
        return
    where = f"第 {number} 行联系指导的团委"
    committee, problem = one_organization(row["committee"], context, f"{place}-committee", where)
    if problem:
        yield problem
    elif committee and not committee.is_linkable:
        sentence = f"{where}“{row['committee']}”是{committee.type.value}，只能是基层团委或团总支"
        yield Problem(f"{place}-committee", sentence)
    elif committee:
        yield from _check_link(row, where, committee, context)


def _strangers(rows: Sequence[Mapping[str, str]], context: AnnexContext) -> Iterator[Problem]:
    """不在名册中的人: each wants a word; so many that the roster itself is not kept want one together."""
    listed = {person.name for person in context.cadres}
    found = [(number, row) for number, row in enumerate(rows, 1) if row["name"] and row["name"] not in listed]
    ending = "不在本单位团干部名册中；汇总表只报本单位团干部"
    if len(found) > _EACH_BY_ITSELF:
        names = "、".join(row["name"] for _, row in found)
        sentence = f"{len(found)} 人{ending}：{names}"
        yield Problem(f"rows-{found[0][1]['id']}-name", sentence, Grade.EXPLAIN)
        return
    for number, row in found:
        yield Problem(f"rows-{row['id']}-name", f"第 {number} 行{row['name']}{ending}", Grade.EXPLAIN)


def _check_link(
    row: Mapping[str, str], where: str, committee: KnownOrganization, context: AnnexContext
) -> Iterator[Problem]:
    person = _cadre(row, context)
    link = context.links.get(person.user_id) if person else None
    if link is not None and link.committee.id != committee.id:
        sentence = (
            f"{where}与{row['name']}的{link.words}（{link.committee.name}）不同；已更换的，请先更新联系关系"
        )
        yield Problem(f"rows-{row['id']}-committee", sentence, Grade.EXPLAIN)


def _cadre(row: Mapping[str, str], context: AnnexContext) -> KnownPerson | None:
    """The cadre a row is about: by the row's own id where it was compiled, else by name and phone together."""
    for each in context.cadres:
        is_compiled = row["id"] == f"u{each.user_id}"
        if each.name == row["name"] and (is_compiled or each.phone == row["phone"]):
            return each
    return None
