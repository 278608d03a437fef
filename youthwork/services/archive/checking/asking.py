"""要求检测: who may have an archive checked and read the report, the asking, the runs there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from youthwork import clock
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import ArchiveCheck, CheckStage, Filing, Job, JobKind, JobState, Organization, User
from youthwork.services.archive import fonds, uses
from youthwork.services.jobs import queue

#: 检测记录 on one page.
LISTED = 30


@dataclass(frozen=True)
class Asked:
    """检测的要求: whose archive (None: everything here), which year (None: all), at which stage."""

    organization_id: int | None
    year: int | None
    stage: CheckStage


def ask(actor: Actor, user: User, asked: Asked) -> ArchiveCheck:
    """开始检测, within the caller's deed, by the organ's 档案员; what runs already is not asked for twice."""
    organ = fonds.find_organ(actor, asked.organization_id)
    under_way = unfinished(asked)
    if under_way is not None:
        return under_way
    check = put_down(Asked(organ.id, asked.year, asked.stage), user)
    check.job_id = queue.enqueue(JobKind.CHECK, str(check.id), asked_by=user).id
    db.session.flush()
    return check


def put_down(asked: Asked, user: User | None = None) -> ArchiveCheck:
    """A run that has not begun, within the caller's deed."""
    check = ArchiveCheck(
        organization_id=asked.organization_id,
        year=asked.year,
        stage=asked.stage,
        asked_by_id=user.id if user else None,
        asked_at=clock.now(),
        items=[],
        findings=[],
        reached={},
    )
    db.session.add(check)
    db.session.flush()
    return check


def unfinished(asked: Asked, with_job: bool = True) -> ArchiveCheck | None:
    """The run of the same kind that waits or runs; of the command line's own with `with_job` false."""
    query = select(ArchiveCheck).where(
        ArchiveCheck.organization_id.is_not_distinct_from(asked.organization_id),
        ArchiveCheck.year.is_not_distinct_from(asked.year),
        ArchiveCheck.stage == asked.stage,
        ArchiveCheck.finished_at.is_(None),
        ArchiveCheck.job_id.is_not(None) if with_job else ArchiveCheck.job_id.is_(None),
    )
    found = db.session.scalar(query.order_by(ArchiveCheck.id.desc()).limit(1))
    if found is None or not with_job:
        return found
    job = job_of(found)
    return found if job is not None and job.state in (JobState.WAITING, JobState.RUNNING) else None


def ask_again(check: ArchiveCheck) -> None:
    """继续检测 what was given up, within the caller's deed: it goes on where it was."""
    job = job_of(check)
    if check.finished_at is None and job is not None:
        queue.revive(job)


def job_of(check: ArchiveCheck) -> Job | None:
    return db.session.get(Job, check.job_id) if check.job_id is not None else None


def find_check(actor: Actor, check_id: int) -> ArchiveCheck:
    """A run over an archive this person keeps or signs for; raises `NotFound` for another's."""
    check = db.session.get(ArchiveCheck, check_id)
    mine = {organ.id for organ in uses.readers_organs(actor)}
    if check is None or check.organization_id not in mine:
        raise NotFound("没有这次检测，或它不在你的可见范围内")
    return check


def checks_of(organ: Organization) -> Sequence[ArchiveCheck]:
    """检测记录 of an organ, newest first."""
    return db.session.scalars(
        select(ArchiveCheck)
        .where(ArchiveCheck.organization_id == organ.id)
        .order_by(ArchiveCheck.id.desc())
        .limit(LISTED)
    ).all()


def years_of(organ: Organization) -> Sequence[int]:
    """The years the organ has filings of, newest first."""
    return db.session.scalars(
        select(Filing.year).where(Filing.organ_id == organ.id).distinct().order_by(Filing.year.desc())
    ).all()


def is_keeper(actor: Actor, organization_id: int) -> bool:
    """Whether this person is the organ's 档案员, who starts runs."""
    return any(organ.id == organization_id for organ in fonds.organs_of(actor))


def scope_words(check: ArchiveCheck) -> str:
    """团青岚市委 · 2026 年."""
    organ = "全部机关"
    if check.organization_id is not None:
        organ = db.session.get_one(Organization, check.organization_id).common_name
    return f"{organ} · {f'{check.year} 年' if check.year is not None else '全部年度'}"


def organ_named(name: str) -> Organization:
    """An organ by 全称, 简称 or 机关代字, as typed on the command line; raises `Unacceptable`."""
    columns = (
        Organization.full_name,
        Organization.short_name,
        Organization.common_name,
        Organization.code,
    )
    found = db.session.scalars(
        select(Organization).where(or_(*(column == name for column in columns))).limit(2)
    ).all()
    if len(found) != 1:
        why = "没有这个机关" if not found else "不止一个机关叫这个名称，请写全称"
        raise Unacceptable(f"“{name}”：{why}")
    return found[0]
