"""受文范围 against the tree: who is reached, how many of each level, and the choices a page offers.

How many there are is added up from kept counts (`reaching.py`), who they are is asked of the database a page at a time,
so that thirty thousand units cost what thirty do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, or_, select

from youthwork import clock
from youthwork.domain import notice_words
from youthwork.domain.audience import Audience
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.models.organization import subtree_range
from youthwork.services.duties import laying
from youthwork.services.notices.reaching import Choices as Choices
from youthwork.services.notices.reaching import Reach as Reach
from youthwork.services.notices.reaching import choices as choices
from youthwork.services.notices.reaching import reach as reach

#: Units on one page of the list, and found by a search.
PAGE, FOUND = 100, 12


@dataclass(frozen=True)
class UnitPage:
    """一页单位; `next_path`: where the next page begins, '' at the end."""

    rows: Sequence[Organization]
    next_path: str


def open_units() -> tuple[ColumnElement[bool], ...]:
    """Units that may be asked today: no departments, nothing closed."""
    return (
        Organization.type != OrganizationType.DEPARTMENT,
        Organization.established_on <= clock.today(),
        Organization.closed_on.is_(None),
    )


def reached(audience: Audience, issuer: Organization) -> ColumnElement[bool]:
    """Whether a row of `Organization` is reached: what will be laid, said of today; never outside the issuer."""
    return and_(laying.reached(audience, clock.today()), _in(issuer.path))


def list_units(audience: Audience, issuer: Organization, text: str = "", after: str = "") -> UnitPage:
    """名单, a page of it, superiors before those beneath; `text` narrows it by name, `after` is a path."""
    query = select(Organization).where(reached(audience, issuer))
    if text:
        query = query.where(_named(text))
    if after:
        query = query.where(Organization.path > after)
    rows = db.session.scalars(query.order_by(Organization.path).limit(PAGE + 1)).all()
    return UnitPage(rows[:PAGE], rows[PAGE - 1].path if len(rows) > PAGE else "")


def addressees(audience: Audience, issuer: Organization, counted: Reach) -> str:
    """主送 as it is composed from the range."""
    others = counted.total - counted.has_own
    names: list[str] = []
    if 0 < others <= notice_words.NAMED_AT_MOST:
        query = select(Organization.common_name).where(
            reached(audience, issuer), Organization.id != issuer.id
        )
        names = list(db.session.scalars(query.order_by(Organization.position, Organization.path)))
    levels = [
        level
        for level, count in counted.by_level
        if count > (1 if counted.has_own and level is issuer.level else 0)
    ]
    return notice_words.addressees(levels, names, counted.has_own)


def find_units(issuer: Organization, text: str) -> list[Organization]:
    """按名称查找 beneath the issuer; the first few, superiors first."""
    if not text:
        return []
    query = select(Organization).where(_in(issuer.path), _named(text), *open_units())
    return list(db.session.scalars(query.order_by(Organization.path).limit(FOUND)))


def named(ids: Iterable[int]) -> dict[int, str]:
    """Names of single units that were picked."""
    wanted = set(ids)
    if not wanted:
        return {}
    query = select(Organization.id, Organization.common_name).where(Organization.id.in_(wanted))
    return {id_: name for id_, name in db.session.execute(query.order_by(Organization.path))}


def within(audience: Audience, issuer: Organization) -> Audience:
    """The audience without what does not lie beneath the issuer: a page offers no such unit."""
    ids = audience.under | audience.but | audience.also
    if ids <= {issuer.id}:
        return audience
    inside = {id_ for id_, path in _paths(ids) if path.startswith(issuer.path)}
    return replace(
        audience,
        under=audience.under & inside,
        but=audience.but & inside,
        also=audience.also & inside,
    )


def words(audience: Audience, issuer: Organization, names: dict[int, str]) -> str:
    """受文范围 as a sentence: 所属省辖市、县，不含团白鹭县委，另送……."""
    if audience.under == {issuer.id}:
        said = f"{issuer.common_name}所属"
    else:
        own = {issuer.id: issuer.common_name}
        said = "、".join((own | names).get(each, "") for each in sorted(audience.under)) + "及所属"
    if audience.levels:
        said += "的" + "、".join(each.value for each in OrganizationLevel if each in audience.levels) + "级"
    else:
        said += "各级"
    if audience.types:
        said += "".join(("（", "、".join(e.value for e in OrganizationType if e in audience.types), "）"))
    if audience.but:
        said += "，不含" + "、".join(names.get(each, "") for each in sorted(audience.but))
    if audience.also:
        said += "，另送" + "、".join(names.get(each, "") for each in sorted(audience.also))
    return said


def _paths(ids: Iterable[int]) -> list[tuple[int, str]]:
    wanted = set(ids)
    if not wanted:
        return []
    query = select(Organization.id, Organization.path).where(Organization.id.in_(wanted))
    return [(row.id, row.path) for row in db.session.execute(query)]


def _in(path: str) -> ColumnElement[bool]:
    low, high = subtree_range(path)
    return and_(Organization.path >= low, Organization.path < high)


def _named(text: str) -> ColumnElement[bool]:
    return or_(
        Organization.common_name.contains(text, autoescape=True),
        Organization.short_name.contains(text, autoescape=True),
    )
