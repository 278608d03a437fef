"""活动记录的查阅: who sees which records, and the records of a person or an organ over a stretch of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, undefer

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.domain.occasions import Record, place_key
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Activity, ActivityMember, Organization
from youthwork.models.organization import subtree_range


def visible_activities(actor: Actor) -> Select[Activity]:
    """活动记录 this person may read: the own, those they went along to, and through an office's duty those of the
    organ and all beneath; nothing of an organ beside it. Withdrawn ones are among them.
    """
    return select(Activity).where(
        or_(
            Activity.person_id == actor.user_id,
            Activity.id.in_(_joined(actor.user_id)),
            Activity.organization_id.in_(_beneath(actor)),
        )
    )


def find_activity(actor: Actor, activity_id: int) -> Activity:
    found = db.session.scalar(
        visible_activities(actor)
        .where(Activity.id == activity_id)
        .options(joinedload(Activity.person), joinedload(Activity.organization), joinedload(Activity.with_))
    )
    if found is None:
        raise NotFound("没有这条活动记录，或它不在你的可见范围内")
    return found


def may_correct(actor: Actor, activity: Activity) -> bool:
    """Whether this person may correct or withdraw it: its writer, and the 经办人 of the organ it was recorded for."""
    if activity.withdrawn_at is not None:
        return False
    return activity.person_id == actor.user_id or any(
        duty is Duty.CLERK and unit.organ.id == activity.organization_id for duty, unit in actor.posts
    )


def records_of_person(person_id: int, first: date, last: date) -> list[Activity]:
    """What a person recorded or went along to on these days, oldest first, without what was withdrawn.

    One query; purposes are loaded.
    """
    mine = or_(Activity.person_id == person_id, Activity.id.in_(_joined(person_id)))
    return _listed(mine, first, last)


def records_of_organ(organization_id: int, first: date, last: date) -> list[Activity]:
    """What cadres of an organ recorded on these days, oldest first, without what was withdrawn.

    Whoever moved since has left their records there. One query; purposes are loaded.
    """
    return _listed(Activity.organization_id == organization_id, first, last)


def as_records(activities: Iterable[Activity]) -> list[Record]:
    """The same as counters see them, with the kind of each night visit; no query."""
    rows = list(activities)
    purposes = {row.id: frozenset(each.purpose for each in row.purposes) for row in rows}
    return [
        Record(
            row.id,
            row.starts_at,
            row.ends_at,
            purposes[row.id],
            row.visit_kind.value if row.visit_kind and "night_visit" in purposes[row.id] else "",
            person_id=row.person_id,
            place=place_key(row.place, row.with_id, row.is_online, row.topic),
        )
        for row in rows
    ]


def _listed(whose: ColumnElement[bool], first: date, last: date) -> list[Activity]:
    within = and_(
        Activity.starts_at >= datetime.combine(first, time()),
        Activity.starts_at < datetime.combine(last, time()) + timedelta(days=1),
    )
    return list(
        db.session.scalars(
            select(Activity)
            .where(whose, within, Activity.withdrawn_at.is_(None))
            .order_by(Activity.starts_at, Activity.id)
            .options(joinedload(Activity.purposes), undefer(Activity.visit_kind))
        ).unique()
    )


def _joined(person_id: int) -> Select[int]:
    return select(ActivityMember.activity_id).where(ActivityMember.person_id == person_id)


def _beneath(actor: Actor) -> Select[int]:
    """The organs whose records this person's office reads."""
    paths = {_path(unit.organ) for duty, unit in actor.posts if duty is not Duty.CADRE}
    ranges = [subtree_range(path) for path in sorted(paths)]
    within = [and_(Organization.path >= low, Organization.path < high) for low, high in ranges]
    return select(Organization.id).where(or_(*within) if within else Organization.id.is_(None))


def _path(unit: Unit) -> str:
    return "/" + "".join(f"{each.id}/" for each in reversed(list(unit.chain)))
