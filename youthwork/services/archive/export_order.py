"""导出的要求与结果: what a maker is told, and what it says of the file it wrote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from youthwork.domain.workflow import Actor
from youthwork.models import ArchiveExport, ExportKind, User
from youthwork.services import posts
from youthwork.services.archive.query import ArchiveQuery

#: Told how far it is: (done, total).
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Order:
    """导出的要求: who asks for what, with the sight they have now."""

    id: int
    kind: ExportKind
    actor: Actor
    person_id: int
    person_name: str
    unit_name: str
    organization_id: int | None
    query: ArchiveQuery
    subject: str
    purpose: str
    asked_at: datetime


@dataclass(frozen=True)
class Made:
    """导出的结果: the name to save the file under, and what is and is not in it."""

    file_name: str
    filing_ids: Sequence[int]
    #: A sentence for each filing that was asked for and is not in it.
    left_out: Sequence[str] = field(default_factory=tuple)


#: Writes the file at the place given.
Maker = Callable[[Order, Path, Progress], Made]


def order_of(export: ArchiveExport, person: User) -> Order:
    """The order as it stands in the row, for whoever asked."""
    actor = posts.actor_of(person)
    return Order(
        id=export.id,
        kind=export.kind,
        actor=actor,
        person_id=person.id,
        person_name=person.name,
        unit_name=actor.posts[0][1].name if actor.posts else "",
        organization_id=export.organization_id,
        query=ArchiveQuery.from_address(export.address),
        subject=export.subject,
        purpose=export.purpose,
        asked_at=export.asked_at,
    )
