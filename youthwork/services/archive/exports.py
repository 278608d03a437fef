"""导出: a reader asks for a file of what they found, a job makes it, it is kept some days for who asked.

    plan(actor, query, kind)    what would be in it, shown before anything is asked for
    ask(actor, user, …)         within a deed: the question and its purpose are kept, a job makes the file
    open_file(actor, export)    the file, while it is kept and as long as all in it may still be read

What is made of what is found stands in `export_making.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import ArchiveExport, ExportKind, Filing, Job, JobKind, JobState, User
from youthwork.services.archive.export_contents import papers_of
from youthwork.services.archive.matching import every_match
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.archive.wording import in_words, understood
from youthwork.services.evidence.sweeping import discard_unspoken
from youthwork.services.jobs import queue
from youthwork.services.printing import papers
from youthwork.services.scope import visible_filings

#: A list one can still read; a carrier that is still carried about.
MOST = {ExportKind.LIST: 50_000, ExportKind.PAPERS: 2_000}
#: How long a file lies ready.
KEPT = timedelta(days=7)
#: Exports of one person that wait or run at a time.
MOST_AT_ONCE = 3
#: 我的导出 on one page.
LISTED = 30
_AT_ONCE = 500
_UNFINISHED = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True)
class Plan:
    """导出的打算: the question in words, how many would be in the file, and what would not."""

    kind: ExportKind
    query: ArchiveQuery
    subject: str
    count: int
    left_out: Sequence[str]


def may_export(actor: Actor) -> bool:
    """导出: anyone with an office's duty; a cadre alone reads."""
    return any(duty is not Duty.CADRE for duty, _ in actor.posts)


def check_may_export(actor: Actor) -> None:
    """Raises `NotAllowed` with who may."""
    if not may_export(actor):
        raise NotAllowed("导出由有经办、审核、签发、档案等职责的人办理，请联系本单位档案员或经办人")


def plan(actor: Actor, query: ArchiveQuery, kind: ExportKind) -> Plan:
    """导出的打算. Raises `NotAllowed`; `Unacceptable` where that is more than one file holds."""
    check_may_export(actor)
    query, names = understood(actor, query)
    most = MOST[kind]
    ids = every_match(actor, query, most + 1)
    if len(ids) > most:
        raise Unacceptable(
            f"一次最多导出 {most:,} 件的{kind.value}，这里超过了：请先按年度、表种或填报单位缩小范围"
        )
    left_out: list[str] = []
    count = len(ids)
    if kind is ExportKind.PAPERS:
        entries = list(papers_of(actor, ids))
        left_out = [entry.left_out for entry in entries if entry.left_out]
        count = len(entries) - len(left_out)
    return Plan(kind, query, in_words(query, names)[:300], count, left_out)


def ask(actor: Actor, user: User, query: ArchiveQuery, kind: ExportKind, purpose: str) -> ArchiveExport:
    """导出, within the caller's deed. Raises `Unacceptable` where there is nothing to export, or too much."""
    planned = plan(actor, query, kind)
    if not planned.count:
        raise Unacceptable("这些条件下没有可以导出的备案件")
    _check_not_too_many(user)
    return put_in(
        user,
        kind,
        subject=planned.subject,
        purpose=purpose,
        total=planned.count,
        organization_id=actor.posts[0][1].organ.id,
        address=planned.query.address()[:2000],
    )


def put_in(
    user: User,
    kind: ExportKind,
    *,
    subject: str,
    purpose: str,
    total: int,
    organization_id: int,
    address: str = "",
) -> ArchiveExport:
    """Keep what is asked for and put its job into the queue, within the caller's deed."""
    export = ArchiveExport(
        kind=kind,
        organization_id=organization_id,
        asked_by_id=user.id,
        asked_at=clock.now(),
        address=address,
        subject=subject[:300],
        purpose=purpose[:300],
        count=total,
    )
    db.session.add(export)
    db.session.flush()
    export.job_id = queue.enqueue(JobKind.EXPORT, str(export.id), asked_by=user, total=total).id
    db.session.flush()
    return export


def _check_not_too_many(user: User) -> None:
    waiting = db.session.scalar(
        select(func.count())
        .select_from(ArchiveExport)
        .join(Job, Job.id == ArchiveExport.job_id)
        .where(ArchiveExport.asked_by_id == user.id, Job.state.in_(_UNFINISHED))
    )
    if (waiting or 0) >= MOST_AT_ONCE:
        raise StepNotAllowed(f"你已有 {waiting} 个导出还没有做完，请等其中一个完成后再导出")


def ask_again(export: ArchiveExport) -> None:
    """重新导出 what was given up, within the caller's deed."""
    if export.made_at is None:
        queue.revive(db.session.get_one(Job, export.job_id))


def mine(actor: Actor) -> list[ArchiveExport]:
    """我的导出, newest first."""
    asked = select(ArchiveExport).where(ArchiveExport.asked_by_id == actor.user_id)
    return list(db.session.scalars(asked.order_by(ArchiveExport.id.desc()).limit(LISTED)))


def find_export(actor: Actor, export_id: int) -> ArchiveExport:
    """An export of this person's own; raises `NotFound` for anybody else's."""
    export = db.session.get(ArchiveExport, export_id)
    if export is None or export.asked_by_id != actor.user_id:
        raise NotFound("没有这个导出，或它不是你要求的")
    return export


def open_file(actor: Actor, export: ArchiveExport) -> Path:
    """打开 a finished file. Raises `NotFound` before it is made and after it was cleared away, `NotAllowed`
    where a right has gone since, `StoreDamaged`."""
    if export.made_at is None:
        raise NotFound("这个导出还没有做好")
    if export.sha256 is None or (export.kept_until and export.kept_until <= clock.now()):
        raise NotFound(f"导出的文件保留 {KEPT.days} 天，这一份已经清理；需要时请重新导出")
    if not _reads_all(actor, export):
        raise NotAllowed(
            "你的任职变动后，或有的备案件销毁后，这份导出里有的内容已不供你查阅；请按现在的范围重新导出"
        )
    return papers.store().whole_file(export.sha256)


def _reads_all(actor: Actor, export: ArchiveExport) -> bool:
    ids = export.filing_ids
    if export.kind is ExportKind.PAPERS:
        found = list(papers_of(actor, ids))
        return len(found) == len(ids) and not any(entry.is_closed for entry in found)
    if export.kind not in (ExportKind.LIST, ExportKind.COMBINED):
        return True
    seen = 0
    for start in range(0, len(ids), _AT_ONCE):
        batch = visible_filings(actor).where(Filing.id.in_(ids[start : start + _AT_ONCE]))
        seen += (
            db.session.scalar(select(func.count()).select_from(batch.with_only_columns(Filing.id).subquery()))
            or 0
        )
    return seen == len(ids)


def sweep(_day: date, after: int) -> int | None:
    """清理一批 whose days are over, by id beyond `after`; gives the last one, None at the end. Within a deed.

    The row stays: who exported what, when and what for.
    """
    over = db.session.scalars(
        select(ArchiveExport)
        .where(
            ArchiveExport.id > after,
            ArchiveExport.sha256.is_not(None),
            ArchiveExport.kept_until <= clock.now(),
        )
        .order_by(ArchiveExport.id)
        .limit(100)
    ).all()
    if not over:
        return None
    last = over[-1].id
    _drop(over)
    return last


def drop_with(filing_ids: Iterable[int]) -> int:
    """Take the files off the store that hold any of these filings, within the deed that destroys them.

    Gives how many; files a transfer package was made of included.
    """
    gone = set(filing_ids)
    kept = db.session.scalars(
        select(ArchiveExport)
        .where(ArchiveExport.sha256.is_not(None))
        .options(undefer(ArchiveExport.filing_ids))
    )
    held = [export for export in kept if gone & set(export.filing_ids)]
    _drop(held)
    return len(held)


def _drop(exports: Sequence[ArchiveExport]) -> None:
    hashes = {export.sha256 for export in exports if export.sha256}
    for export in exports:
        export.sha256 = None
    db.session.flush()
    discard_unspoken(hashes)
