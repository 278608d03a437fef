"""云溪县 as samples/roster.xlsx needs it, and a roster of good rows for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.factories import START, Cast
from tests.services.exchange.roster_files import HEADER, person, workbook
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.services import transactions
from youthwork.services.exchange import roster_import
from youthwork.services.exchange.roster_import import Imported
from youthwork.services.exchange.roster_plan import ImportPlan, plan_import
from youthwork.services.exchange.roster_writing import prepare_accounts

_MISSING = (
    ("白泉镇团委", OrganizationType.COMMITTEE),
    ("清河街道团工委", OrganizationType.WORKING_COMMITTEE),
)


def complete_county(cast: Cast) -> Organization:
    """The county with all six units of the sample; returns 团云溪县委."""
    for name, type_ in _MISSING:
        add_unit(cast.organ("团云溪县委"), name, type_)
    db.session.commit()
    return cast.organ("团云溪县委")


def add_unit(parent: Organization, name: str, type_: OrganizationType, full_name: str = "") -> Organization:
    id_ = (db.session.scalar(db.select(db.func.max(Organization.id))) or 0) + 1
    unit = Organization(
        id=id_,
        parent_id=parent.id,
        path=f"{parent.path}{id_}/",
        type=type_,
        level=OrganizationLevel.TOWN,
        full_name=full_name or f"共青团{name}",
        short_name=full_name or f"共青团{name}",
        common_name=name,
        established_on=START,
    )
    db.session.add(unit)
    db.session.flush()
    return unit


def two_people() -> list[Sequence[Any]]:
    return [
        person(),
        person(name="李娜", gender="女", unit="云溪镇团委", title="副书记", phone="13800000701"),
    ]


def roster(*people: Sequence[Any]) -> bytes:
    return workbook([HEADER, *(people or two_people())])


def plan_for(organ: Organization, content: bytes, **answers: str) -> ImportPlan:
    return plan_import(roster_import.read_for(organ, content, filename="名册.xlsx", answers=answers), organ)


def import_all(organ: Organization, content: bytes, takes_good_rows: bool = False) -> Imported:
    """Read, plan and import as a page does."""
    reading = roster_import.read_for(organ, content, filename="名册.xlsx")
    plan = plan_import(reading, organ)
    accounts = prepare_accounts(plan)
    with transactions.deed():
        return roster_import.import_people(
            reading, organ, accounts, fingerprint=plan.fingerprint, takes_good_rows=takes_good_rows, by=None
        )
