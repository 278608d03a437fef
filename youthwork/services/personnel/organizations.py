"""组织与人员, read: one organization with its departments, its people, and one level of what lies below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, Organization
from youthwork.models.organization import subtree_range
from youthwork.services.personnel import member_counts
from youthwork.services.personnel.administration import Charge, own_organs, settle_charge, unit_for
from youthwork.services.personnel.dated import open_today, still_open
from youthwork.services.personnel.people import Person, people_in
from youthwork.services.personnel.vacancies import Holder, Vacancy, holders_in, vacancies_of

#: A page shows no more rows than this; the search box finds the rest.
SHOWN = 200

_IS_DEPARTMENT = Organization.type == OrganizationType.DEPARTMENT


@dataclass(frozen=True)
class Subordinate:
    """下级组织 as a line of a list: how many organizations and people it has, and which duties are vacant."""

    organization: Organization
    below: int
    people: int
    vacancies: tuple[Vacancy, ...]


@dataclass(frozen=True)
class Place:
    """一个组织的页面: everything it shows."""

    organization: Organization
    unit: Unit
    charge: Charge
    departments: list[Organization]
    subordinates: list[Subordinate]
    #: There are more subordinates, or more people, than a page shows.
    has_more: bool
    people: list[Person]
    vacancies: list[Vacancy]
    #: The reader works here or looks after it, so full phones are shown.
    is_close: bool
    may_administer: bool
    #: May say how many 团员 there are.
    may_count: bool

    @property
    def superiors(self) -> list[Unit]:
        """The way from the top to the organization, without itself."""
        return list(self.unit.chain)[:0:-1]


def look_at(actor: Actor, organization: Organization, *, below: str = "", who: str = "") -> Place:
    """The page of an organization. `below` searches its whole subtree by name, `who` its people by name."""
    unit = unit_for(actor, organization)
    children = _children(organization)
    found = (
        _search(organization, below) if below else [each for each in children if not each[0].is_department]
    )
    lines = found[:SHOWN]
    holders = holders_in({each.id for each in unit.chain} | {row.id for row, _ in lines})
    administrators = [each for each in holders if each.duty is Duty.ADMINISTRATOR]
    charge = settle_charge(unit, [(each.held_in, each.user_id, each.name) for each in administrators])
    may_administer = charge.includes(actor)
    has_subordinates = any(not row.is_department for row, _ in children)
    return Place(
        organization,
        unit,
        charge,
        departments=sorted((row for row, _ in children if row.is_department), key=_open_first),
        subordinates=_lines(lines, holders),
        has_more=len(found) > SHOWN,
        people=people_in(organization, who),
        vacancies=(
            [] if unit.is_department else vacancies_of(unit, holders, has_subordinates=has_subordinates)
        ),
        is_close=may_administer or unit.organ.id in {organ.id for organ in own_organs(actor)},
        may_administer=may_administer,
        may_count=member_counts.may_count(actor, unit, charge),
    )


def departments_open(organ_id: int) -> list[Organization]:
    """内设部门 that work today, in their order."""
    return list(
        db.session.scalars(
            select(Organization)
            .where(Organization.parent_id == organ_id, _IS_DEPARTMENT, still_open())
            .order_by(Organization.position, Organization.id)
        )
    )


def _open_first(department: Organization) -> tuple[bool, int, int]:
    return department.closed_on is not None, department.position, department.id


#: An organization with the number of organizations directly below it.
_Counted = tuple[Organization, int]


def _children(organization: Organization) -> list[_Counted]:
    """Departments (also those closed) and the first subordinate organizations, one level."""
    return _counted(
        Organization.parent_id == organization.id,
        or_(_IS_DEPARTMENT, still_open()),
    )


def _search(organization: Organization, text: str) -> list[_Counted]:
    """Organizations anywhere below whose name holds the text."""
    low, high = subtree_range(organization.path)
    names = (Organization.common_name, Organization.short_name, Organization.full_name)
    return _counted(
        Organization.path >= low,
        Organization.path < high,
        Organization.id != organization.id,
        ~_IS_DEPARTMENT,
        still_open(),
        or_(*(name.icontains(text, autoescape=True) for name in names)),
    )


def _counted(*conditions: object) -> list[_Counted]:
    child = aliased(Organization)
    below = (
        select(func.count())
        .select_from(child)
        .where(
            child.parent_id == Organization.id,
            child.type != OrganizationType.DEPARTMENT,
            child.closed_on.is_(None),
        )
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Organization, below)
        .where(*conditions)  # type: ignore[arg-type]  # conditions of one table, built above
        # Departments come first, so that a long list of subordinates never cuts them off.
        .order_by(case((_IS_DEPARTMENT, 0), else_=1), Organization.position, Organization.id)
        .limit(SHOWN + 60)
    )
    return [(row, count) for row, count in rows]


def _lines(found: list[_Counted], holders: list[Holder]) -> list[Subordinate]:
    people = _people_counts(row.id for row, _ in found)
    lines = []
    for row, below in found:
        unit = Unit(row.id, row.common_name, row.type, row.level)
        vacant = tuple(vacancies_of(unit, holders, has_subordinates=below > 0))
        lines.append(Subordinate(row, below, people.get(row.id, 0), vacant))
    return lines


def _people_counts(organization_ids: Iterable[int]) -> dict[int, int]:
    """人数 of each organization with its departments."""
    ids = list(organization_ids)
    if not ids:
        return {}
    organ = case((_IS_DEPARTMENT, Organization.parent_id), else_=Organization.id)
    rows = db.session.execute(
        select(organ, func.count(Appointment.user_id.distinct()))
        .join(Organization, Organization.id == Appointment.organization_id)
        .where(
            or_(Organization.id.in_(ids), _IS_DEPARTMENT & Organization.parent_id.in_(ids)),
            open_today(Appointment),
        )
        .group_by(organ)
    )
    return {organ_id: count for organ_id, count in rows}
