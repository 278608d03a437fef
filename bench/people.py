"""造人: more cadres for a measurement than the tests' cast has."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, insert, select

from tests.factories import Cast
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, User


def add_cadres(cast: Cast, count: int) -> list[int]:
    """So many cadres of 团云溪县委, each like 周可儿."""
    zhou = cast.person("zhou").id
    person = row_of(User.__table__, User.__table__.c.id == zhou)
    post = row_of(Appointment.__table__, Appointment.__table__.c.user_id == zhou)
    ids = [1_000 + number for number in range(count)]
    db.session.execute(insert(User), [person | {"id": each, "username": f"made{each}"} for each in ids])
    db.session.execute(insert(Appointment), [post | {"id": each, "user_id": each} for each in ids])
    duties = [
        {"appointment_id": each, "duty": Duty.CADRE, "starts_on": post["starts_on"], "ends_on": None}
        for each in ids
    ]
    db.session.execute(insert(AppointmentDuty), duties)
    return [zhou, *ids]


def row_of(table: Any, where: ColumnElement[bool]) -> dict[str, Any]:
    return dict(db.session.execute(select(table).where(where)).one()._mapping)
