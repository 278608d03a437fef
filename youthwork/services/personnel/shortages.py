"""下级空缺: units below in which a duty is vacant or soon will be, for the desk of who can help them.

One SELECT for all units directly below, by the index of their superior: the units, who exercises which duty there
until when, and how many papers wait. Units whose superior has neither 管理员 nor 经办人 are shown one level up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Date, Select, Subquery, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from youthwork import clock
from youthwork.domain.calendar import short_date
from youthwork.domain.duties import ORGAN_WIDE, Duty
from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.workflow import Actor, State
from youthwork.extensions import db
from youthwork.models import AppointmentDuty, Organization, Submission, User
from youthwork.services.holdings import holdings

#: A duty that ends within this is shown before it does.
SOON = timedelta(days=7)
#: The desk shows so many, worst first, and says how many there are.
SHOWN = 5
#: No unit has more below it; the search of “组织与人员” finds the rest.
MOST_UNITS = 3000

WATCHED = (Duty.CLERK, Duty.REVIEWER, Duty.SIGNER, Duty.ADMINISTRATOR)
_HELPERS = (Duty.ADMINISTRATOR, Duty.CLERK)
_DEPARTMENT, _BRANCH = OrganizationType.DEPARTMENT, OrganizationType.BRANCH
_WAITING = (State.IN_SIGN_OFF, State.SENT, State.ACCEPTED, State.RETURNED, State.PRESSED)


@dataclass(frozen=True)
class Shortage:
    """一处空缺: the unit, which duties are vacant now, which end soon, and how many papers wait there."""

    unit_id: int
    name: str
    vacant: tuple[Duty, ...]
    #: Duty and its last day.
    ending: tuple[tuple[Duty, date], ...]
    waiting: int
    has_people: bool
    has_below: bool

    def words(self) -> str:
        """没有签发人 · 有 3 件在等."""
        said = [f"没有{'、'.join(duty.value for duty in self.vacant)}"] if self.vacant else []
        if not self.has_people:
            said = ["还没有配人"]
        said += [f"{duty.value}只到 {short_date(day, clock.today())}" for duty, day in self.ending]
        return " · ".join([*said, *([f"有 {self.waiting} 件在等"] if self.waiting else [])])


def below(actor: Actor) -> list[Shortage]:
    """下级空缺 this person should see to, worst first; no query for who helps no unit, at most two for who does."""
    organs = {held_in.organ.id for duty, held_in in actor.posts if duty in _HELPERS}
    if not organs:
        return []
    found = _under(organs)
    helpless = {each.unit_id for each in found if each.has_below and set(_HELPERS) <= set(each.vacant)}
    # Nobody between looks after those: they are seen from here, once there is anybody or anything in them.
    found += [each for each in _under(helpless) if each.has_people or each.waiting] if helpless else []
    return sorted((each for each in found if each.vacant or each.ending), key=_worst_first)


def _under(organ_ids: set[int]) -> list[Shortage]:
    units: dict[int, Any] = {}
    held: dict[int, dict[Duty, date | None]] = {}
    asked = {"organs": list(organ_ids), "day": clock.today()}
    for row in db.session.execute(_statement(), asked):
        units[row.id] = row
        if row.duty is not None:
            _note(held.setdefault(row.id, {}), row.duty, row.until)
    # A 团支部 nobody was put into is run by its superior, and lacks nothing.
    wanted = (row for row in units.values() if row.type is not _BRANCH or row.waiting or row.id in held)
    return [_shortage(row, held.get(row.id, {})) for row in wanted]


def _worst_first(each: Shortage) -> tuple[bool, int, bool, int, int]:
    return (
        not each.has_people and not each.waiting,
        -each.waiting,
        not each.vacant,
        -len(each.vacant),
        each.unit_id,
    )


def _note(duties: dict[Duty, date | None], duty: Duty, until: date | None) -> None:
    """Keep the latest day the duty is exercised; None is no end."""
    if duty not in duties or until is None:
        duties[duty] = until
        return
    known = duties[duty]
    if known is not None and known < until:
        duties[duty] = until


def _shortage(row: Any, held: dict[Duty, date | None]) -> Shortage:
    needed = [duty for duty in WATCHED if duty is not Duty.REVIEWER or row.has_below]
    soon = clock.today() + SOON
    ending = tuple((duty, day) for duty in needed if (day := held.get(duty)) is not None and day <= soon)
    vacant = tuple(duty for duty in needed if duty not in held)
    return Shortage(row.id, row.common_name, vacant, ending, row.waiting, bool(held), bool(row.has_below))


@cache
def _statement() -> Select[Any]:
    """Every open unit directly below, once for each duty exercised there; by the index of `parent_id`."""
    day = bindparam("day", type_=Date)
    still_open = or_(Organization.closed_on.is_(None), Organization.closed_on >= day)
    under = aliased(Organization)
    waiting = select(func.count()).where(
        Submission.holder_id == Organization.id, Submission.state.in_(_WAITING)
    )
    has_below = select(under.id).where(
        under.parent_id == Organization.id,
        # A 团支部 hands nothing in that would want a 审核人.
        under.type.not_in((_DEPARTMENT, _BRANCH)),
        under.closed_on.is_(None),
    )
    units = (
        select(
            Organization.id,
            Organization.common_name,
            Organization.type,
            waiting.scalar_subquery().label("waiting"),
            has_below.exists().label("has_below"),
        )
        .where(Organization.parent_id.in_(_organs()), Organization.type != _DEPARTMENT, still_open)
        .order_by(Organization.id)
        .limit(MOST_UNITS)
        .subquery()
    )
    duty = _duties(day)
    return select(units, duty.c.duty, duty.c.until).outerjoin(duty, duty.c.organ_id == units.c.id)


def _organs() -> BindParameter[Any]:
    return bindparam("organs", expanding=True)


def _duties(day: BindParameter[Any]) -> Subquery:
    """Who exercises a watched duty in a unit below or in its departments, and until when."""
    children = select(Organization.id).where(Organization.parent_id.in_(_organs()))
    of_unit = and_(Organization.parent_id.in_(_organs()), Organization.type != _DEPARTMENT)
    of_department = and_(Organization.parent_id.in_(children), Organization.type == _DEPARTMENT)
    held = holdings(AppointmentDuty.duty.in_(WATCHED), or_(of_unit, of_department), day=day).subquery()
    organ = case((Organization.type == _DEPARTMENT, Organization.parent_id), else_=Organization.id)
    # Cases go to a department where there is one, so its 审核人 is the organ's.
    counts = or_(Organization.type != _DEPARTMENT, held.c.duty.in_((*ORGAN_WIDE, Duty.REVIEWER)))
    return (
        select(organ.label("organ_id"), held.c.duty, held.c.until)
        .join(Organization, Organization.id == held.c.organization_id)
        .join(User, User.id == held.c.user_id)
        .where(User.is_enabled, counts)
        .subquery()
    )
