"""活动记录的清单: one's own records, or through an office those of the organ and all beneath, newest first by keyset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload, selectinload

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Activity, ActivityMember, ActivityPurpose, Organization
from youthwork.models.organization import subtree_range
from youthwork.services.contact_work.records.records import visible_activities
from youthwork.services.personnel.dated import still_open

PAGE = 50
#: What one sheet is asked for at once.
MOST_EXPORTED = 5000


@dataclass(frozen=True)
class Wanted:
    """要看的: one's own, or the office's; both ends of the days count."""

    is_mine: bool = True
    #: One of `units_of`; None: all the office sees.
    unit_id: int | None = None
    purpose: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Before:
    """接着看: the row the next page begins after."""

    starts_at: datetime
    id: int


@dataclass(frozen=True)
class Page:
    """一页: its rows, and where the next one begins; None on the last."""

    rows: Sequence[Activity]
    older: Before | None


def page(actor: Actor, wanted: Wanted, before: Before | None = None) -> Page:
    """一页活动记录, newest first. Raises `NotFound` for a unit that is not among the reader's."""
    found = _found(actor, wanted)
    if before is not None:
        later_id = and_(Activity.starts_at == before.starts_at, Activity.id < before.id)
        found = found.where(or_(Activity.starts_at < before.starts_at, later_id))
    rows = db.session.scalars(found.limit(PAGE + 1)).all()
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Page(rows[:PAGE], Before(last.starts_at, last.id) if last else None)


def all_of(actor: Actor, wanted: Wanted) -> Sequence[Activity]:
    """The newest `MOST_EXPORTED` at once, for a sheet."""
    return db.session.scalars(
        _found(actor, wanted).options(selectinload(Activity.members)).limit(MOST_EXPORTED)
    ).all()


def offices(actor: Actor) -> list[int]:
    """The organs whose records the reader's office reads; none for who is a 团干部 only."""
    return list(dict.fromkeys(unit.organ.id for duty, unit in actor.posts if duty is not Duty.CADRE))


def units_of(actor: Actor) -> list[tuple[int, str]]:
    """单位: the organs of the reader's offices, and those right beneath that have cadres of their own."""
    organs = offices(actor)
    rows = db.session.scalars(
        select(Organization)
        .where(
            or_(Organization.id.in_(organs), Organization.parent_id.in_(organs)),
            Organization.type.not_in((OrganizationType.DEPARTMENT, OrganizationType.BRANCH)),
            still_open(),
        )
        .order_by(Organization.path)
    )
    return [(each.id, f"只看{each.common_name}" if each.id in organs else each.common_name) for each in rows]


def _found(actor: Actor, wanted: Wanted) -> Select[Activity]:
    found = (
        visible_activities(actor)
        .where(_whose(actor, wanted), *_conditions(wanted))
        .order_by(Activity.starts_at.desc(), Activity.id.desc())
        .options(
            selectinload(Activity.purposes),
            joinedload(Activity.person),
            joinedload(Activity.organization),
            joinedload(Activity.with_),
        )
    )
    return found if wanted.is_mine else found.where(Activity.withdrawn_at.is_(None))


def _whose(actor: Actor, wanted: Wanted) -> ColumnElement[bool]:
    if wanted.is_mine:
        joined = select(ActivityMember.activity_id).where(ActivityMember.person_id == actor.user_id)
        return or_(Activity.person_id == actor.user_id, Activity.id.in_(joined))
    organs = offices(actor)
    if wanted.unit_id in organs:
        return Activity.organization_id == wanted.unit_id
    if wanted.unit_id is None:
        return or_(*(_within(each) for each in organs)) if organs else Activity.id.is_(None)
    if wanted.unit_id not in dict(units_of(actor)):
        raise NotFound("没有这个单位，或它不在你的可见范围内")
    return _within(wanted.unit_id)


def _within(organization_id: int) -> ColumnElement[bool]:
    low, high = subtree_range(db.session.get_one(Organization, organization_id).path)
    inside = select(Organization.id).where(Organization.path >= low, Organization.path < high)
    return Activity.organization_id.in_(inside)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.purpose:
        ticked = select(ActivityPurpose.activity_id).where(ActivityPurpose.purpose == wanted.purpose)
        conditions.append(Activity.id.in_(ticked))
    if wanted.first is not None:
        conditions.append(Activity.starts_at >= datetime.combine(wanted.first, time()))
    if wanted.last is not None:
        conditions.append(Activity.starts_at < datetime.combine(wanted.last, time()) + timedelta(days=1))
    return conditions
