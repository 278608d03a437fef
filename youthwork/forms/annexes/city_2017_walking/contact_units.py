"""联系单位（安排表）: the annex whose body the city notice lacks; columns and checks of DOMAIN §2.5."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wtforms import Form

from youthwork.domain.annex_context import AnnexContext, Grade, KnownOrganization, KnownPerson, Problem
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType, Unit
from youthwork.domain.sources import Derived
from youthwork.forms.annexes.base import AnnexForm, Column, Fact, FactKind, Section, one_organization
from youthwork.forms.annexes.comparing import same_phones
from youthwork.forms.annexes.deriving import (
    organization_source,
    owner_source,
    person_sources,
    title_source,
)
from youthwork.forms.fields import Answers, Choice, Phone, RowsField, TextLine

PLACE_KINDS = ("村", "社区", "学校", "企业", "社会组织", "青年之家")


class ContactUnitRow(Form):
    """一个调研组的联系单位."""

    group = TextLine("组别", required=True, most=30)
    leader = TextLine("带队领导", required=True, most=60)
    members = TextLine("成员", required=True, most=200)
    counties = TextLine("联系县（市、区）/市属单位", required=True, most=200)
    committee = TextLine("联系的基层团委（团总支）", required=True, most=100)
    branch = TextLine("全程参与的团支部", most=100)
    kind = Choice("联系点类型", [("", "—"), *((kind, kind) for kind in PLACE_KINDS)], default="")
    topic = TextLine("调研方向", most=100)
    schedule = TextLine("计划走访时间或频次", most=60)
    liaison = TextLine("联络员", required=True, most=50)
    liaison_phone = Phone("联系电话", required=True)
    remark = TextLine("备注", most=200)


class ContactUnits(AnnexForm):
    """联系单位安排表."""

    key = "contact_units"
    title = "“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动联系单位"
    short_title = "联系单位安排表"
    minutes = 12
    reads_links = False
    reads_subordinates = True
    known_fields = {"unit": "填报单位"}
    sections = (
        Section("表头", (Column("unit", "填报单位"),)),
        Section(
            "联系单位",
            (
                Column("group", "组别"),
                Column("leader", "带队领导"),
                Column("members", "成员"),
                Column("counties", "联系县（市、区）/市属单位"),
                Column("committee", "联系的基层团委（团总支）"),
                Column("branch", "全程参与的团支部"),
                Column("kind", "联系点类型"),
                Column("topic", "调研方向"),
                Column("schedule", "计划走访时间或频次"),
                Column("liaison", "联络员"),
                Column("liaison_phone", "联系电话", True),
                Column("remark", "备注"),
            ),
            rows_field="rows",
        ),
    )

    is_crosswise = True
    carried = (
        "group",
        "leader",
        "members",
        "counties",
        "committee",
        "branch",
        "kind",
        "topic",
        "schedule",
        "liaison",
        "liaison_phone",
        "remark",
    )

    rows = RowsField("联系单位", ContactUnitRow)

    @classmethod
    def asks_unit(cls, unit: Unit) -> bool:
        """J20, J21: 团市委 and the leading organs below it."""
        return unit.type is OrganizationType.LEADING_ORGAN

    @classmethod
    def known(cls, context: AnnexContext) -> Answers:
        return {"unit": context.owner.printed_name}

    @classmethod
    def prefill(cls, context: AnnexContext) -> Answers:
        leaders = [person for person in context.cadres if person.is_secretariat]
        return {
            "rows": [
                {
                    "id": f"g{at}",
                    "group": f"第{_numeral(at)}调研组",
                    "leader": f"{person.name}、{person.title}",
                }
                for at, person in enumerate(leaders, start=1)
            ]
        }

    @classmethod
    def suggestions(cls, context: AnnexContext) -> Mapping[str, Sequence[str]]:
        return {
            "leader": [f"{each.name}、{each.title}" for each in context.cadres if each.is_secretariat],
            "counties": [unit.name for unit in context.subordinates],
            "committee": [unit.name for unit in context.linkable],
            "liaison": list(dict.fromkeys(each.name for each in context.contacts.values())),
        }

    @classmethod
    def derived(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Derived]:
        yield owner_source("unit", context)
        leaders = {f"{each.name}、{each.title}": each for each in context.cadres if each.is_secretariat}
        counties = {each.name: each for each in context.subordinates}
        for row in answers["rows"]:
            place = f"rows-{row['id']}-"
            leader = leaders.get(row["leader"])
            if leader is not None:
                yield from title_source("leader", {"leader": leader.title}, leader, place)
            for name in split_names(row["counties"]):
                if name in counties:
                    yield organization_source(f"{place}counties", counties[name])
            contact = contact_of(row["counties"], context)
            if contact is not None and contact.name == row["liaison"]:
                cells = {"liaison": "name", "liaison_phone": "phone"}
                yield from person_sources(cells, row, contact, place)

    @classmethod
    def row_key(cls, rows_field: str, row: Mapping[str, Any]) -> str:
        return person_name(str(row.get("leader") or ""))

    @classmethod
    def narratives(cls, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        for number, row in enumerate(answers.get("rows", []), start=1):
            for name, label in (
                ("topic", "调研方向"),
                ("schedule", "计划走访时间或频次"),
                ("remark", "备注"),
            ):
                yield f"rows-{row['id']}-{name}", f"第 {number} 行{label}", row[name]

    @classmethod
    def names_in(cls, answers: Mapping[str, Any]) -> set[str]:
        names: set[str] = set()
        for row in answers["rows"]:
            names |= {*split_names(row["counties"]), row["committee"], row["branch"]}
        return names - {""}

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        rows = answers["rows"]
        if not rows:
            yield Problem("rows", "表中还没有调研组，请添加一行")
            return
        covered: set[int] = set()
        for number, row in enumerate(rows, start=1):
            yield from _check_row(row, number, context, covered)
        yield from _check_whole(rows, context, covered)
        yield from same_phones(rows, "liaison", "liaison_phone")

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        yield Fact(FactKind.ROW_COUNT, cls.short_title, len(answers["rows"]))
        for row in answers["rows"]:
            yield Fact(FactKind.PERSON, person_name(row["leader"]), row_id=row["id"])
            yield Fact(FactKind.COMMITTEE, row["committee"], row_id=row["id"])
            for county in split_names(row["counties"]):
                yield Fact(FactKind.COUNTY, county, row_id=row["id"])

    @classmethod
    def sample(cls) -> Answers:
        row = {
            "id": "g1",
            "group": "第一调研组",
            "leader": "孟繁星、书记",
            "members": "罗欣喆（学校部）、程昱（组织部）",
            "counties": "团云溪县委",
            "committee": "云溪镇团委",
            "branch": "",
            "kind": "社区",
            "topic": "基层团组织覆盖盲点",
            "schedule": "每月一次",
            "liaison": "周可儿",
            "liaison_phone": "13800000021",
            "remark": "",
        }
        return {"unit": "共青团青岚市委员会", "rows": [row]}


def split_names(text: str) -> list[str]:
    """Several names in one cell: 、，; and line breaks part them."""
    return [part.strip() for part in re.split(r"[、，,;；\n]+", text) if part.strip()]


def contact_of(counties: str, context: AnnexContext) -> KnownPerson | None:
    """联络员: the contact of the one county a row names."""
    names = split_names(counties)
    found = [each for each in context.subordinates if each.name in names or each.printed_name in names]
    return context.contacts.get(found[0].id) if len(found) == 1 else None


def person_name(text: str) -> str:
    """姓名 out of “孟繁星、书记”, “孟繁星（书记）” or “孟繁星 书记”."""
    return re.split(r"[、，,（( ]", text.strip(), maxsplit=1)[0]


def _check_row(
    row: Mapping[str, str], number: int, context: AnnexContext, covered: set[int]
) -> Iterator[Problem]:
    place = f"rows-{row['id']}"
    people = {person.name: person for person in context.cadres}
    leader = people.get(person_name(row["leader"]))
    if row["leader"] and (leader is None or not leader.is_secretariat):
        names = "、".join(person.name for person in context.cadres if person.is_secretariat)
        sentence = f"第 {number} 行带队领导须是本单位书记班子成员（{names or '名册中还没有书记、副书记'}）"
        yield Problem(f"{place}-leader", sentence)
    strangers = [name for name in map(person_name, split_names(row["members"])) if name not in people]
    if strangers:
        sentence = f"第 {number} 行成员{'、'.join(strangers)}不在本单位团干部名册中"
        yield Problem(f"{place}-members", sentence, Grade.EXPLAIN)
    counties = []
    for name in split_names(row["counties"]):
        county, problem = one_organization(
            name, context, f"{place}-counties", f"第 {number} 行联系县（市、区）/市属单位"
        )
        if problem:
            yield problem
        elif county and not county.lies_under(context.owner):
            yield Problem(f"{place}-counties", f"第 {number} 行“{name}”不是{context.owner.name}所属的单位")
        elif county:
            counties.append(county)
            covered.add(county.id)
    yield from _check_committee(row, number, context, counties)


def _check_committee(
    row: Mapping[str, str], number: int, context: AnnexContext, counties: list[KnownOrganization]
) -> Iterator[Problem]:
    place = f"rows-{row['id']}"
    if not row["committee"]:
        return
    where = f"第 {number} 行联系的基层团委（团总支）"
    committee, problem = one_organization(row["committee"], context, f"{place}-committee", where)
    if problem:
        yield problem
        return
    assert committee is not None
    if not committee.is_linkable:
        yield Problem(
            f"{place}-committee", f"{where}“{committee.name}”是{committee.type.value}，只能是基层团委或团总支"
        )
    elif counties and not any(committee == county or committee.lies_under(county) for county in counties):
        names = "、".join(county.name for county in counties)
        yield Problem(f"{place}-committee", f"{where}“{committee.name}”不在{names}之下")
    elif row["branch"] and not any(
        unit.type is OrganizationType.BRANCH and unit.lies_under(committee)
        for unit in context.named.get(row["branch"], ())
    ):
        yield Problem(f"{place}-branch", f"第 {number} 行“{row['branch']}”不是{committee.name}之下的团支部")


def _check_whole(
    rows: list[Mapping[str, str]], context: AnnexContext, covered: set[int]
) -> Iterator[Problem]:
    leading = {person_name(row["leader"]) for row in rows}
    idle = [person.name for person in context.cadres if person.is_secretariat and person.name not in leading]
    if idle:
        yield Problem("rows", f"书记班子成员{'、'.join(idle)}还没有带队", Grade.EXPLAIN)
    counties = (unit for unit in context.subordinates if unit.level is OrganizationLevel.COUNTY)
    left_out = [unit.name for unit in counties if unit.id not in covered]
    if left_out:
        yield Problem(
            "rows", f"还有 {len(left_out)} 个县（市、区）没有安排联系：{'、'.join(left_out)}", Grade.EXPLAIN
        )
    groups = Counter(name for row in rows for name in set(map(person_name, split_names(row["members"]))))
    twice = [name for name, count in groups.items() if count > 1]
    if twice:
        yield Problem("rows", f"{'、'.join(twice)}在两个以上的调研组中", Grade.EXPLAIN)


def _numeral(number: int) -> str:
    return "一二三四五六七八九十"[number - 1] if number <= 10 else str(number)
