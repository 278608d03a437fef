"""当日任职: as what, and for which organ, somebody was a 团干部 on a day long past; who moved since had another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import joinedload

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization
from youthwork.services.holdings import open_today


@dataclass(frozen=True)
class PostThen:
    """当日任职: the organ, a department's being its superior, and the nature; None: 未定."""

    organ: Organization
    nature: CadreNature | None


def post_of(person_id: int, day: date) -> PostThen | None:
    """The person's first post as 团干部 on the day; None where they held none."""
    return posts_of([person_id], day).get(person_id)


def posts_of(person_ids: Iterable[int], day: date) -> dict[int, PostThen]:
    """The same of several people, in one query."""
    rows = db.session.scalars(_statement(), {"people": sorted(set(person_ids)), "day": day}).unique()
    found: dict[int, PostThen] = {}
    for row in rows:
        found.setdefault(row.user_id, PostThen(_organ(row.organization), row.nature))
    return found


@cache
def _statement() -> Select[Any]:
    """Built once, because every save asks it several times."""
    day = bindparam("day", type_=Date)
    return (
        select(Appointment)
        .join(AppointmentDuty)
        .where(
            Appointment.user_id.in_(bindparam("people", expanding=True)),
            AppointmentDuty.duty == Duty.CADRE,
            open_today(Appointment, day),
            open_today(AppointmentDuty, day),
        )
        .order_by(Appointment.position, Appointment.id)
        .options(joinedload(Appointment.organization).joinedload(Organization.superior))
    )


def _organ(organization: Organization) -> Organization:
    above = organization.superior
    return above if organization.is_department and above is not None else organization
