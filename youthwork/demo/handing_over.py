"""代理与交接 of the demonstration: a secretary away for a week, and one clerk's post that has been passed on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from youthwork import clock
from youthwork.demo.tree import Tree
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, User
from youthwork.services import posts
from youthwork.services.personnel import delegations, handovers
from youthwork.services.personnel.delegations import Term
from youthwork.services.personnel.handover_lines import estate_of
from youthwork.services.personnel.handover_plan import Choice

#: Whose clerk left, for the secretary to take over.
_HANDED_OVER = "清河街道团工委"


def tell(tree: Tree) -> None:
    """A running 代理 (陈祎 by 李堃) and a finished 交接, made at the moment the clock stands at."""
    today = clock.today()
    chen, li = _person("chen"), _person("li")
    place = delegations.place_of(posts.actor_of(chen), posts.current_appointments(chen)[0].id)
    term = Term((Duty.SIGNER,), li.id, today, today + timedelta(days=9), "参加市委党校培训")
    delegations.give(place, term, chen)
    if _HANDED_OVER in tree.by_name:
        _hand_over(tree.by_name[_HANDED_OVER].id)
    db.session.commit()


def _hand_over(organization_id: int) -> None:
    """清河街道团工委's clerk → its secretary, who administers it."""
    leaving, staying = _holder(organization_id, Duty.CLERK), _holder(organization_id, Duty.ADMINISTRATOR)
    estate = estate_of(leaving)
    passed = tuple(duty for duty in estate.duties if duty is not Duty.CADRE)
    choice = Choice(clock.today(), staying.user, passed, "", seals_later=bool(estate.seals))
    handovers.hand_over(leaving, choice, staying.user)


def _holder(organization_id: int, duty: Duty) -> Appointment:
    return db.session.scalars(
        select(Appointment)
        .join(AppointmentDuty)
        .where(Appointment.organization_id == organization_id, AppointmentDuty.duty == duty)
        .order_by(Appointment.position)
        .limit(1)
    ).one()


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()
