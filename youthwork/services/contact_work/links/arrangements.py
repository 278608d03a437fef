"""由联系单位安排表建调研组: one act takes every row of a filed table, and each group keeps the filing it came from (J20).

The table is frozen and names people; the groups name records. Whom or what a row names that no record fits is said,
never guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.errors import AlreadyMoved, NotFound
from youthwork.domain.groups import GroupKind
from youthwork.domain.hierarchy import LINKABLE_TYPES
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes.city_2017_walking.contact_units import (
    ContactUnits,
    person_name,
    split_names,
)
from youthwork.models import Filing, Organization, User, WorkGroup
from youthwork.services import audit
from youthwork.services.contact_work.groups.groups import close, leads_by_titles, members_of
from youthwork.services.contact_work.links.cadres import cadres_on, organs_changed_by
from youthwork.services.tree import find_by_names


@dataclass(frozen=True)
class Row:
    """安排表的一行, met with the records: who and what were found, and what was not."""

    name: str
    leader: User | None
    members: tuple[User, ...]
    committee: Organization | None
    topic: str
    #: 名册里没有的人、找不到的团委, each a sentence.
    wanting: tuple[str, ...]


@dataclass(frozen=True)
class Arrangement:
    """一份已备案的安排表: its rows, and the groups taken from it or from the version it corrects."""

    filing: Filing
    rows: tuple[Row, ...]
    taken: tuple[WorkGroup, ...]
    replaced: tuple[WorkGroup, ...]

    @property
    def is_taken(self) -> bool:
        return bool(self.taken)


def filings_for(actor: Actor) -> list[Filing]:
    """已备案的联系单位安排表 of the organs one keeps, in force, the newest first."""
    organs = list(organs_changed_by(actor))
    rows = db.session.scalars(
        select(Filing)
        .where(
            Filing.annex_key == ContactUnits.key,
            Filing.voided_at.is_(None),
            Filing.destroyed_at.is_(None),
            Filing.owner_id.in_(organs),
        )
        .order_by(Filing.id.desc())
        .limit(20)
    )
    return [row for row in rows if row.later_version is None]


def find(actor: Actor, filing_id: int) -> Arrangement:
    filing = next((each for each in filings_for(actor) if each.id == filing_id), None)
    if filing is None:
        raise NotFound("没有这份已备案的联系单位安排表，或它已被更正、作废")
    return Arrangement(
        filing,
        tuple(_rows(filing)),
        tuple(_groups_from({filing.id})),
        tuple(_groups_from(_earlier_versions(filing))),
    )


def take(actor: Actor, filing_id: int, by: User) -> list[WorkGroup]:
    """取为调研组: a group for every row with a leader; those of the version it corrects end the day before."""
    db.session.get(Filing, filing_id, with_for_update={"of": Filing})
    arrangement = find(actor, filing_id)
    filing = arrangement.filing
    if arrangement.is_taken:
        raise AlreadyMoved("这份安排表已经取为调研组，不用再取")
    today = clock.today()
    for group in arrangement.replaced:
        if group.is_open(today):
            close(group, max(group.starts_on, today - timedelta(days=1)))
            group.version += 1
    made = [_group(filing, row, by) for row in arrangement.rows if row.leader is not None]
    if not made:
        raise AlreadyMoved("表中的带队领导都不在本单位团干部名册里，没有可建的调研组：请先核对“组织与人员”")
    db.session.add_all(made)
    db.session.flush()
    audit.record("group", f"{by.name}由{filing.filing_number}联系单位安排表建立 {len(made)} 个调研组", by.id)
    return made


def filing_of(group: WorkGroup) -> Filing | None:
    """来源: the filed table a research group was taken from."""
    return db.session.get(Filing, group.filing_id) if group.filing_id is not None else None


def _group(filing: Filing, row: Row, by: User) -> WorkGroup:
    assert row.leader is not None
    today = clock.today()
    leads = leads_by_titles(row.leader.id, filing.owner_id, today)
    return WorkGroup(
        organization_id=filing.owner_id,
        kind=GroupKind.RESEARCH,
        name=row.name,
        leader_id=row.leader.id,
        leader_reason="" if leads else "按已备案的联系单位安排表",
        committee=row.committee,
        filing_id=filing.id,
        topic=row.topic,
        starts_on=today,
        recorded_by_id=by.id,
        members=members_of(row.leader.id, [each.id for each in row.members], today),
    )


def _rows(filing: Filing) -> list[Row]:
    rows: list[Mapping[str, Any]] = filing.answers.get("rows", [])
    people = _people_by_name(filing.owner_id)
    committees = _committees(filing, {row["committee"] for row in rows})
    found = []
    for number, row in enumerate(rows, start=1):
        wanting = []
        leader = people.get(person_name(row["leader"]))
        if leader is None:
            wanting.append(f"带队领导“{row['leader']}”对不上名册，这一行不建组")
        members = []
        for name in map(person_name, split_names(row["members"])):
            person = people.get(name)
            if person is None:
                wanting.append(f"成员“{name}”对不上名册")
            else:
                members.append(person)
        committee = committees.get(row["committee"])
        if row["committee"] and committee is None:
            wanting.append(f"“{row['committee']}”对不上组织")
        name = (row["group"] or f"第 {number} 行调研组")[:60]
        found.append(Row(name, leader, tuple(members), committee, (row["topic"] or "")[:200], tuple(wanting)))
    return found


def _people_by_name(organ_id: int) -> dict[str, User]:
    """团干部 of the organ by name; of two with one name none can be told from the table."""
    people = [post.user for post in cadres_on([organ_id], clock.today())]
    often = Counter(person.name for person in people)
    return {person.name: person for person in people if often[person.name] == 1}


def _committees(filing: Filing, names: set[str]) -> dict[str, Organization]:
    """The committees beneath the owner that bear one of the names, where only one does."""
    path = db.session.get_one(Organization, filing.owner_id).path
    found = {}
    for name, known in find_by_names(names).items():
        fitting = [each for each in known if each.type in LINKABLE_TYPES and each.path.startswith(path)]
        if len(fitting) == 1:
            found[name] = db.session.get_one(Organization, fitting[0].id)
    return found


def _groups_from(filing_ids: set[int]) -> list[WorkGroup]:
    rows = select(WorkGroup).where(WorkGroup.filing_id.in_(filing_ids)).order_by(WorkGroup.id)
    return list(db.session.scalars(rows))


def _earlier_versions(filing: Filing) -> set[int]:
    found: set[int] = set()
    before = filing.corrects_id
    while before is not None and before not in found:
        found.add(before)
        before = db.session.scalar(select(Filing.corrects_id).where(Filing.id == before))
    return found
