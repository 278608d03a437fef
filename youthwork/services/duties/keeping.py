"""报送状态的保存: the only door through which a duty's standing changes, with its mark and the counts above it.

`mark` says how a duty stands; `follow_paper` works it out from the papers handed in for it; what is the same thing
asked by another notice follows at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select, update

from youthwork import clock
from youthwork.domain.calendar import is_on_time
from youthwork.domain.completeness import Reporting
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    DutyException,
    DutyMark,
    ExceptionKind,
    NoticeAnnex,
    ReportDuty,
    Submission,
    User,
)
from youthwork.services.duties import open_requests, tallies
from youthwork.services.duties.counting import HANDED_IN, Changes, Counted, changed
from youthwork.services.duties.handing_in import handed_in_at
from youthwork.services.duties.reports import reports


@dataclass(frozen=True)
class Outcome:
    """How a duty stands: by which paper, reported when; `nil_by` where nothing was to report."""

    standing: Reporting | None
    paper: Submission | None = None
    reported_at: datetime | None = None
    nil_by_id: int | None = None
    nil_words: str = ""


def mark(
    duty: ReportDuty,
    standing: Reporting | None,
    *,
    at: datetime | None = None,
    paper: Submission | None = None,
    nil_by: User | None = None,
    nil_words: str = "",
) -> None:
    """Say how a duty stands from now on (or from `at`); None: it is asked no more. Within the caller's deed.

    What another notice asks as the same thing stands the same from then on.
    """
    now = at or clock.now()
    reported = now if standing in HANDED_IN else None
    outcome = Outcome(standing, paper, reported, nil_by.id if nil_by else None, nil_words)
    for each in taken(ReportDuty.id == duty.id):
        put(each, outcome, now)


def follow_paper(submission: Submission) -> None:
    """Let the duty this paper was begun for stand as its papers do now: sent, taken back, filed, voided."""
    found = taken(or_(_asked_by(submission), _reported_by(submission)))
    if not found:
        return
    counted = counted_paper(submission)
    outcome = outcome_of(counted) if counted else Outcome(Reporting.MISSING)
    for each in found:
        # What is asked no more is not counted again by a paper that was on its way.
        is_counted = each.standing is not None and outcome.standing in HANDED_IN
        put(each, outcome if is_counted else _not_handed_in(each, counted), clock.now())


def link_paper(submission: Submission) -> None:
    """Name a paper that was begun to the duties it is for; how they stand does not change by it."""
    ids = select(ReportDuty.id).join(ReportDuty.notice_annex).where(_asked_by(submission))
    db.session.execute(
        update(ReportDuty)
        .where(or_(ReportDuty.id.in_(ids), ReportDuty.same_as_id.in_(ids)))
        .where(ReportDuty.submission_id.is_(None))
        .values(submission_id=submission.id)
        .execution_options(synchronize_session="fetch")
    )


def unlink_paper(submission: Submission) -> None:
    """Forget a paper that is about to be given up; it was not what counted."""
    db.session.execute(
        update(ReportDuty)
        .where(ReportDuty.submission_id == submission.id)
        .values(submission_id=None)
        .execution_options(synchronize_session="fetch")
    )


def set_due(duty: ReportDuty, due: date) -> None:
    """期限 in effect from now on; what was sent is on time or late by the new day, the paper's own day follows
    while it has not been sent."""
    if duty.due == due:
        return
    for each in taken(ReportDuty.id == duty.id):
        if each.id != duty.id and each.same_as_id == duty.id:
            continue
        each.due = due
        paper = each.submission
        if paper is not None and each.standing not in HANDED_IN and paper.corrects_id is None:
            paper.due = due
        outcome = Outcome(each.standing, paper, each.reported_at, each.nil_by_id, each.nil_words)
        put(each, outcome, clock.now())


def rebuild_tallies(notice_annex_id: int) -> None:
    """重新计数 of one annex from its duties."""
    tallies.rebuild(notice_annex_id)


def taken(condition: ColumnElement[bool]) -> Sequence[ReportDuty]:
    """The duties that meet the condition and those that are the same thing, taken for this deed and read anew."""
    ids = select(ReportDuty.id).join(ReportDuty.notice_annex).where(condition)
    meant = or_(ReportDuty.id.in_(ids), ReportDuty.same_as_id.in_(ids))
    places = db.session.execute(select(ReportDuty.notice_annex_id, ReportDuty.path).where(meant)).all()
    if not places:
        return []
    tallies.take((annex_id for annex_id, _ in places), (path for _, path in places))
    rows = select(ReportDuty).where(meant).order_by(ReportDuty.id)
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


def put(duty: ReportDuty, outcome: Outcome, at: datetime) -> None:
    """Write one duty's standing, its mark and the counts; the duty is taken."""
    before = Counted(duty.standing, duty.is_on_time)
    after = assign(duty, outcome)
    if after == before:
        db.session.flush()
        return
    db.session.add(mark_of(duty, at))
    db.session.flush()
    tallies.apply(changed(duty.notice_annex_id, duty.path, at.date(), before, after))
    if duty.standing is not Reporting.MISSING:
        open_requests.let_fall([duty.id])


def move(duties: Iterable[ReportDuty], path: str, owner_id: int | None = None) -> None:
    """Count these duties, which are taken, under another path from now on; with a new owner where one is given."""
    changes: Changes = Counter()
    now = clock.now()
    for duty in duties:
        counted = Counted(duty.standing, duty.is_on_time)
        changes.update(changed(duty.notice_annex_id, duty.path, now.date(), counted, Counted()))
        changes.update(changed(duty.notice_annex_id, path, now.date(), Counted(), counted))
        duty.path = path
        duty.owner_id = owner_id or duty.owner_id
        db.session.add(mark_of(duty, now))
    db.session.flush()
    tallies.apply(changes)


def assign(duty: ReportDuty, outcome: Outcome) -> Counted:
    """The columns of a duty that stands so."""
    is_reported = outcome.standing in HANDED_IN
    duty.standing = outcome.standing
    duty.reported_at = (duty.reported_at or outcome.reported_at) if is_reported else None
    duty.is_on_time = duty.reported_at is not None and is_on_time(duty.reported_at, duty.due)
    duty.submission_id = outcome.paper.id if outcome.paper else None
    duty.nil_by_id = outcome.nil_by_id if outcome.standing is Reporting.NIL else None
    duty.nil_words = outcome.nil_words if outcome.standing is Reporting.NIL else ""
    return Counted(duty.standing, duty.is_on_time)


def mark_of(duty: ReportDuty, at: datetime) -> DutyMark:
    return DutyMark(
        duty_id=duty.id, at=at, standing=duty.standing, is_on_time=duty.is_on_time, path=duty.path
    )


def counted_paper(submission: Submission) -> Submission | None:
    """算数的一件 among the papers of the same report."""
    return next(iter(reports(*_same_report(submission)).counted.values()), None)


def _same_report(submission: Submission) -> tuple[ColumnElement[bool], ...]:
    return (
        Submission.notice_id == submission.notice_id,
        Submission.annex_key == submission.annex_key,
        Submission.period == submission.period,
        Submission.owner_id == submission.owner_id,
        Submission.subject_id == submission.subject_id,
    )


def outcome_of(paper: Submission) -> Outcome:
    """How a duty stands whose report is this paper."""
    sent_at = handed_in_at(paper)
    if paper.state is State.FILED:
        return Outcome(Reporting.FILED, paper, sent_at or clock.now())
    if sent_at is not None:
        return Outcome(Reporting.REPORTED, paper, sent_at)
    return Outcome(Reporting.MISSING, paper)


def outcome_now(duty: ReportDuty) -> Outcome:
    """How a duty that is asked again stands: as the paper there is for it, else 未报."""
    paper = duty.submission
    outcome = outcome_of(paper) if paper is not None else Outcome(Reporting.MISSING)
    if outcome.standing in HANDED_IN:
        return outcome
    return Outcome(Reporting.EXEMPT if is_exempt(duty) else Reporting.MISSING, paper)


def _not_handed_in(duty: ReportDuty, paper: Submission | None) -> Outcome:
    """未报, unless it was said that there is nothing to report, or that it need not be."""
    if duty.standing is None:
        return Outcome(None, paper)
    if duty.standing is Reporting.NIL:
        return Outcome(Reporting.NIL, paper, duty.reported_at, duty.nil_by_id, duty.nil_words)
    return Outcome(Reporting.EXEMPT if is_exempt(duty) else Reporting.MISSING, paper)


def is_exempt(duty: ReportDuty) -> bool:
    """Whether an exception of 免报 is in force."""
    in_force = (
        select(DutyException.id)
        .where(
            DutyException.duty_id == duty.id,
            DutyException.kind == ExceptionKind.EXEMPT,
            DutyException.ended_at.is_(None),
            or_(DutyException.until.is_(None), DutyException.until >= clock.today()),
        )
        .limit(1)
    )
    return db.session.scalar(in_force) is not None


def _reported_by(submission: Submission) -> ColumnElement[bool]:
    """The duty that is reported by this paper although another notice asked for it, which was withdrawn since."""
    return ReportDuty.submission_id.in_(select(Submission.id).where(*_same_report(submission)))


def _asked_by(submission: Submission) -> ColumnElement[bool]:
    """The duty this paper is for; a paper forwarded by another organ is never that organ's own."""
    return and_(
        NoticeAnnex.notice_id == submission.notice_id,
        NoticeAnnex.annex_key == submission.annex_key,
        NoticeAnnex.period == submission.period,
        ReportDuty.owner_id == submission.owner_id,
        ReportDuty.subject_id.is_(None)
        if submission.subject_id is None
        else ReportDuty.subject_id == submission.subject_id,
    )
