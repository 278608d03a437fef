"""填报单位可选: the organizations a reader may narrow the archive to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, or_, select

from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.services.scope import archive_units
from youthwork.services.tree import ancestor_ids

#: A list one can still read; a unit that is not in it is found by typing its name.
MOST_CHOICES = 400


@dataclass(frozen=True)
class UnitChoice:
    """可选的填报单位, `depth` levels below the reader's own organ."""

    id: int
    name: str
    depth: int


def unit_choices(actor: Actor, chosen_id: int | None = None) -> list[UnitChoice]:
    """The reader's organs and two levels below them, in the order of the tree; and the one chosen, wherever it
    lies in their sight. Who reads no organ's archive has nothing to choose."""
    own = archive_units(actor)
    rows = _rows(own, chosen_id) if own else []
    below: dict[int | None, list[Row]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    roots = [row for row in rows if row.id in own and row.parent_id not in {each.id for each in rows}]
    listed = [choice for root in roots for choice in _walk(root, below, 0)]
    if len(listed) > MOST_CHOICES:
        listed = [choice for choice in listed if choice.depth < 2 or choice.id == chosen_id]
    seen = {choice.id for choice in listed}
    chosen = [row for row in rows if row.id == chosen_id and row.id not in seen]
    return listed + [
        UnitChoice(row.id, row.common_name, 2) for row in chosen if own & set(ancestor_ids(row.path))
    ]


def _rows(own: set[int], chosen_id: int | None) -> Sequence[Row]:
    children = select(Organization.id).where(Organization.parent_id.in_(own))
    return db.session.execute(
        select(Organization.id, Organization.parent_id, Organization.path, Organization.common_name)
        .where(
            or_(
                Organization.id.in_(own | {chosen_id or 0}),
                Organization.parent_id.in_(own),
                Organization.parent_id.in_(children),
            ),
            Organization.type.not_in([OrganizationType.DEPARTMENT, OrganizationType.BRANCH]),
        )
        .order_by(Organization.position, Organization.id)
    ).all()


def _walk(row: Row, below: Mapping[int | None, Sequence[Row]], depth: int) -> Iterator[UnitChoice]:
    yield UnitChoice(row.id, row.common_name, depth)
    for child in below.get(row.id, ()):
        yield from _walk(child, below, depth + 1)
