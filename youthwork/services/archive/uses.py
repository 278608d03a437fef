"""利用登记: who used which filing of an organ's archive, when, how and what for. Only ever added to.

    record(user, UseKind.REVEAL, named(filing), "核对填报内容", organization_id=filing.organ_id, filing_id=filing.id)

Every door that hands out personal data or many filings at once records here, within its own deed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import ArchiveUse, Filing, Organization, UseKind, User
from youthwork.services.archive.masks import mask_phones
from youthwork.services.posts import actor_of
from youthwork.services.tree import find_organization

#: Entries on one page of the screen, and the most one print holds.
PAGE = 50
MOST_PRINTED = 3000


def record(
    person: User,
    kind: UseKind,
    subject: str,
    purpose: str,
    *,
    organization_id: int,
    count: int = 1,
    filing_id: int | None = None,
    name: str = "",
    unit: str = "",
) -> ArchiveUse:
    """利用登记一笔, within the caller's deed; raises `Unacceptable` without a purpose.

    `name` and `unit` where somebody else used it and this person registers it. Phones typed into a purpose are
    masked: the register is read by many.
    """
    if not purpose.strip():
        raise Unacceptable("请写明利用目的，利用登记要用")
    use = ArchiveUse(
        organization_id=organization_id,
        filing_id=filing_id,
        count=count,
        subject=mask_phones(subject)[:300],
        kind=kind,
        purpose=mask_phones(purpose.strip())[:300],
        used_at=clock.now(),
        person_id=person.id,
        person_name=(name or person.name)[:50],
        unit_name=(unit or unit_of_user(person))[:120],
    )
    db.session.add(use)
    db.session.flush()
    return use


def named(filing: Filing) -> str:
    """岚青备〔2026〕12号 任务表 · 程昱: how a register speaks of one filing."""
    return f"{filing.filing_number} {filing.title}"


def whose(actor: Actor, organ_ids: Collection[int]) -> int:
    """Whose register a use of these organs' archives stands in: the one organ's, else that of whoever used them."""
    own = [unit.organ.id for _, unit in actor.posts]
    return own[0] if own and len(organ_ids) > 1 else min(organ_ids)


def unit_of_user(person: User) -> str:
    """利用单位: where the person works, by their first post."""
    held = actor_of(person).posts
    return held[0][1].name if held else ""


def readers_organs(actor: Actor) -> list[Unit]:
    """The organs whose register this person reads: as their 档案员 or 签发人."""
    organs = [unit.organ for duty, unit in actor.posts if duty in (Duty.ARCHIVIST, Duty.SIGNER)]
    return list({organ.id: organ for organ in organs}.values())


def find_register(actor: Actor, organization_id: int | None) -> Organization:
    """The organ whose register is asked for; the first of one's own where none is named."""
    mine = [organ.id for organ in readers_organs(actor)]
    if not mine:
        raise NotAllowed("利用登记簿由本机关的档案员和签发人查看；你自己的利用已逐次登记在内")
    wanted = organization_id if organization_id is not None else mine[0]
    if wanted not in mine:
        raise NotFound("没有这个机关的利用登记簿，或它不在你的可见范围内")
    return find_organization(wanted)


@dataclass(frozen=True)
class Asked:
    """筛选: which uses of an organ's archive are asked for. None or empty: all."""

    organization_id: int
    kind: UseKind | None = None
    since: date | None = None
    until: date | None = None
    person: str = ""


def entries(asked: Asked, before_id: int | None = None) -> list[ArchiveUse]:
    """A page of them, newest first, and one more, so that the page knows of the next."""
    query = _chosen(asked).order_by(ArchiveUse.id.desc()).limit(PAGE + 1)
    if before_id is not None:
        query = query.where(ArchiveUse.id < before_id)
    return list(db.session.scalars(query))


def all_entries(asked: Asked) -> Sequence[ArchiveUse]:
    """All of them, first to last, to be printed; raises `Unacceptable` for more than a print holds."""
    found = db.session.scalars(_chosen(asked).order_by(ArchiveUse.id).limit(MOST_PRINTED + 1)).all()
    if len(found) > MOST_PRINTED:
        raise Unacceptable(f"超过 {MOST_PRINTED:,} 条，一次印不完：请按日期或利用方式缩小范围")
    return found


def _chosen(asked: Asked) -> Select[ArchiveUse]:
    query = select(ArchiveUse).where(ArchiveUse.organization_id == asked.organization_id)
    if asked.kind is not None:
        query = query.where(ArchiveUse.kind == asked.kind)
    if asked.since is not None:
        query = query.where(ArchiveUse.used_at >= datetime.combine(asked.since, datetime.min.time()))
    if asked.until is not None:
        end = datetime.combine(asked.until, datetime.min.time()) + timedelta(days=1)
        query = query.where(ArchiveUse.used_at < end)
    if asked.person:
        query = query.where(
            ArchiveUse.person_name.contains(asked.person, autoescape=True)
            | ArchiveUse.unit_name.contains(asked.person, autoescape=True)
        )
    return query
