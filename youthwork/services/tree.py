"""组织树: from rows to the small pictures the rules work on, a whole chain at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from youthwork import clock
from youthwork.domain.annex_context import KnownOrganization
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import Department, OrganizationType, Unit
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.models.organization import subtree_range
from youthwork.services import units_kept


def find_organization(organization_id: int) -> Organization:
    organization = db.session.get(Organization, organization_id)
    if organization is None:
        raise NotFound("没有这个组织")
    return organization


def unit_of(organization_id: int) -> Unit:
    return units_of([organization_id])[organization_id]


def units_of(organization_ids: Iterable[int]) -> dict[int, Unit]:
    """组织 and all above them, with every organ's departments: two queries whatever the number, or none."""
    wanted = set(organization_ids)
    units = units_kept.kept(clock.today())
    if not wanted <= units.keys():
        return units_at(db.session.scalars(select(Organization.path).where(Organization.id.in_(wanted))))
    return _with_departments({each.id for unit_id in wanted for each in units[unit_id].chain}, units)


def units_at(paths: Iterable[str]) -> dict[int, Unit]:
    """The same for organizations whose paths are known: one query, or none where the transaction knows them."""
    chain_ids = {int(part) for path in paths for part in path.strip("/").split("/")}
    units = units_kept.kept(clock.today())
    if not chain_ids <= units.keys():
        units |= _read(chain_ids)
    return _with_departments(chain_ids, units)


def _with_departments(unit_ids: set[int], units: Mapping[int, Unit]) -> dict[int, Unit]:
    departments = {each.unit_id for unit_id in unit_ids for each in units[unit_id].departments}
    return {unit_id: units[unit_id] for unit_id in unit_ids | departments}


def _read(chain_ids: set[int]) -> dict[int, Unit]:
    rows = db.session.scalars(
        select(Organization)
        .where(
            or_(
                Organization.id.in_(chain_ids),
                Organization.parent_id.in_(chain_ids) & (Organization.type == OrganizationType.DEPARTMENT),
            )
        )
        .order_by(Organization.path)
    ).all()
    units_kept.hold(rows)
    return _build(rows, clock.today())


def _build(rows: Sequence[Organization], today: date) -> dict[int, Unit]:
    departments: dict[int, list[Department]] = {}
    by_id = {row.id: row for row in rows}
    for row in rows:
        if row.is_department and row.parent_id is not None:
            departments.setdefault(row.parent_id, []).append(_department(row, by_id, today))
    units: dict[int, Unit] = {}
    for row in sorted(rows, key=lambda row: row.path.count("/")):
        superior = units.get(row.parent_id) if row.parent_id else None
        own = tuple(departments.get(row.id, ()))
        units[row.id] = Unit(row.id, row.common_name, row.type, row.level, superior, own)
    return units


def _department(row: Organization, by_id: dict[int, Organization], today: date) -> Department:
    assert row.department_function is not None
    closed = row.closed_on is not None and row.closed_on < today
    heir = by_id.get(row.successor_id) if closed and row.successor_id else None
    successor = _department(heir, by_id, today) if heir else None
    return Department(row.id, row.common_name, row.department_function, successor)


def absorbed_by(organ_ids: Iterable[int]) -> set[int]:
    """并入的单位: every organ that was merged into one of these, or into one that was."""
    rows = select(Organization.id).where(
        Organization.successor_id.in_(set(organ_ids)), Organization.department_function.is_(None)
    )
    found = rows.cte("absorbed", recursive=True)
    earlier = aliased(Organization)
    found = found.union(
        select(earlier.id)
        .join(found, earlier.successor_id == found.c.id)
        .where(earlier.department_function.is_(None))
    )
    return set(db.session.scalars(select(found.c.id)))


def known(organization: Organization) -> KnownOrganization:
    """The organization as a form's checks know it."""
    return KnownOrganization(
        id=organization.id,
        printed_name=organization.short_name,
        name=organization.common_name,
        type=organization.type,
        level=organization.level,
        path=organization.path,
    )


def find_by_names(names: Iterable[str]) -> dict[str, tuple[KnownOrganization, ...]]:
    """Every open organization that bears one of the names, by 全称, 规范简称 or 习惯称."""
    wanted = {name for name in names if name}
    found: dict[str, list[KnownOrganization]] = {}
    if not wanted:
        return {}
    rows = db.session.scalars(
        select(Organization).where(
            Organization.closed_on.is_(None),
            or_(
                Organization.full_name.in_(wanted),
                Organization.short_name.in_(wanted),
                Organization.common_name.in_(wanted),
            ),
        )
    )
    for row in rows:
        for name in set(row.names()) & wanted:
            found.setdefault(name, []).append(known(row))
    return {name: tuple(units) for name, units in found.items()}


def subtree_ids(path: str) -> list[int]:
    low, high = subtree_range(path)
    return list(
        db.session.scalars(select(Organization.id).where(Organization.path >= low, Organization.path < high))
    )


def hold(path: str) -> None:
    """机构树 held for this deed, before anything else is taken: who lays down what is asked of units, and who merges or
    splits them, wait for one another. `path` of any unit of the tree."""
    top = select(Organization.id).where(Organization.id == ancestor_ids(path)[0])
    # Rows that name the topmost organ are written all the while.
    db.session.execute(top.with_for_update(key_share=True))


def ancestor_ids(path: str) -> list[int]:
    """The ids on the way from the top to the organization, itself included."""
    return [int(part) for part in path.strip("/").split("/")]


def organ_id_of(unit: Unit) -> int:
    return unit.organ.id
