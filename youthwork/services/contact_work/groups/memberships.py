"""小组与成员, read: which groups a person is in, which stand for their members' links, and which one may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from youthwork.domain.errors import NotFound
from youthwork.domain.groups import GroupKind
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import GroupMember, Organization, WorkGroup
from youthwork.services.contact_work.links.cadres import organs_changed_by
from youthwork.services.personnel.administration import in_sight
from youthwork.services.tree import ancestor_ids

#: What one looks through on a page.
MOST_GROUPS = 200


def visible_groups(actor: Actor) -> Select[WorkGroup]:
    """小组 this person may read: those they are or were in, and those of the organs within their office."""
    within = select(Organization.id).where(in_sight(actor))
    return _loaded().where(or_(_has_member({actor.user_id}), WorkGroup.organization_id.in_(within)))


def groups_of(actor: Actor) -> list[WorkGroup]:
    """小组 in sight, those that go on first, the newest first."""
    newest = visible_groups(actor).order_by(
        WorkGroup.ends_on.is_not(None), WorkGroup.starts_on.desc(), WorkGroup.id.desc()
    )
    return list(db.session.scalars(newest.limit(MOST_GROUPS)).unique())


def find_group(actor: Actor, group_id: int) -> WorkGroup:
    found = db.session.scalars(visible_groups(actor).where(WorkGroup.id == group_id)).unique().one_or_none()
    if found is None:
        raise NotFound("没有这个小组，或它不在你的可见范围内")
    return found


def may_change(actor: Actor, group: WorkGroup) -> bool:
    """经办人 and 管理员 of the group's organ; of a group of posted cadres also those of an organ above it."""
    changed = organs_changed_by(actor).keys()
    if group.kind is GroupKind.POSTED:
        return bool(changed & set(ancestor_ids(group.organization.path)))
    return group.organization_id in changed


def standing_in(user_ids: Iterable[int], day: date) -> dict[int, WorkGroup]:
    """小组代为联系: by person, the group of posted cadres they are members of on the day (H25)."""
    wanted = set(user_ids)
    return {
        member.person_id: group
        for group in _posted(_has_member(wanted))
        for member in group.members
        if member.person_id in wanted and group.is_open(day) and member.is_current(day)
    }


def groups_linked_to(committee_id: int) -> list[WorkGroup]:
    """联系这个团委的下沉干部小组, past and present."""
    return _posted(WorkGroup.committee_id == committee_id)


def current_members(group: WorkGroup, day: date) -> list[GroupMember]:
    """成员 on the day, the leader first; none once the group has ended."""
    current = [each for each in group.members if each.is_current(day) and group.is_open(day)]
    return sorted(current, key=lambda each: not each.is_leader)


def last_day(group: WorkGroup, member: GroupMember) -> date | None:
    """The last day of a membership: its own, or the group's where that comes first."""
    return min((day for day in (group.ends_on, member.ends_on) if day is not None), default=None)


def is_city_level(group: WorkGroup) -> bool:
    """Working groups are the 市级团委's (H35); elsewhere they may be, and say so."""
    return group.kind is not GroupKind.WORKING or group.organization.level is OrganizationLevel.PREFECTURE


def _posted(condition: ColumnElement[bool]) -> list[WorkGroup]:
    rows = _loaded().where(WorkGroup.kind == GroupKind.POSTED, condition).order_by(WorkGroup.id)
    return list(db.session.scalars(rows).unique())


def _has_member(user_ids: Iterable[int]) -> ColumnElement[bool]:
    member = select(GroupMember.group_id).where(GroupMember.person_id.in_(set(user_ids)))
    return WorkGroup.id.in_(member)


def _loaded() -> Select[WorkGroup]:
    return select(WorkGroup).options(
        joinedload(WorkGroup.organization),
        joinedload(WorkGroup.leader),
        joinedload(WorkGroup.committee).joinedload(Organization.superior),
        joinedload(WorkGroup.branch),
        selectinload(WorkGroup.members),
    )
