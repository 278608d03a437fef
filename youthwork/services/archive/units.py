"""填报单位可选: the organizations a reader may narrow the archive to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.models.organization import subtree_range
from youthwork.services.scope import archive_units

#: A list one can still read; what lies deeper is reached by searching for its name.
_MOST, _LEVELS = 400, 2


@dataclass(frozen=True)
class UnitChoice:
    """可选的填报单位, `depth` levels below the reader's own organ."""

    id: int
    name: str
    depth: int


def unit_choices(actor: Actor, chosen_id: int | None = None) -> list[UnitChoice]:
    """The reader's organs and two levels below them, in the order of the tree; with them the one chosen, where
    it lies in their sight. One who reads no organ's archive has nothing to choose."""
    own = {unit.id: unit for unit in _held(actor)}
    if not own:
        return []
    rows = db.session.execute(
        select(Organization.id, Organization.common_name, Organization.path, Organization.position)
        .where(
            or_(*(_under(path) for path in _paths(actor))),
            Organization.type.not_in([OrganizationType.DEPARTMENT, OrganizationType.BRANCH]),
        )
        .order_by(Organization.path)
    ).all()
    places = {row.path: row for row in rows}
    roots = {path for path in _paths(actor) if not any(_lies_below(path, other) for other in _paths(actor))}
    choices = []
    for row in sorted(rows, key=lambda row: _order(row.path, places)):
        depth = min(_depth(row.path) - _depth(root) for root in roots if row.path.startswith(root))
        if depth <= _LEVELS or row.id == chosen_id:
            choices.append(UnitChoice(row.id, row.common_name, depth))
    return _no_more(choices, chosen_id)
