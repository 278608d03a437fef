"""经办人的单位: a county of the tests' province with 60 cadres, what its sheet is to say of each, and their links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests import factories
from tests.factories import Cast
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Link, User

CADRES = 60
UNIT = "团云溪县委"
COMMITTEES = ("云溪镇团委", "云溪县第一中学团委", "云溪镇机关团总支")


@dataclass(frozen=True)
class Row:
    """What the clerk means one row to say."""

    name: str
    title: str
    phone: str
    committee: str


ROWS = tuple(
    Row(
        "王李张刘陈杨"[at % 6] + "敏静丽强磊军洋勇艳杰"[at // 6] + "宁",
        ("组织部干事", "学校部干事", "办公室干事")[at % 3],
        f"138000002{at:02d}",
        COMMITTEES[at % 3],
    )
    for at in range(CADRES)
)


def end_the_casts_own(cast: Cast) -> None:
    """The unit's people of the cast keep their posts and are no cadres of the sheet."""
    county = cast.organ(UNIT).id
    duties = db.session.scalars(db.select(AppointmentDuty).where(AppointmentDuty.duty == Duty.CADRE))
    for duty in duties:
        if duty.appointment.organization_id == county:
            duty.ends_on = date(2026, 1, 31)


def add_cadres(cast: Cast) -> None:
    county = cast.organ(UNIT).id
    for at, row in enumerate(ROWS):
        user = User(
            username=f"cadre{at}", name=row.name, phone=row.phone, password_hash="", created_at=factories.NOW
        )
        db.session.add(user)
        db.session.flush()
        post = Appointment(
            user_id=user.id,
            organization_id=county,
            title=row.title,
            nature=CadreNature.FULL_TIME,
            position=100 + at,
            starts_on=factories.START,
            duties=[AppointmentDuty(duty=Duty.CADRE, starts_on=factories.START)],
        )
        db.session.add(post)


def add_links(cast: Cast) -> None:
    """Recorded by the cadres themselves, while the draft is open."""
    people = {user.name: user.id for user in db.session.scalars(db.select(User))}
    for row in ROWS:
        who, committee = people[row.name], cast.organ(row.committee).id
        db.session.add(
            Link(user_id=who, committee_id=committee, starts_on=date(2026, 3, 12), recorded_by_id=who)
        )
