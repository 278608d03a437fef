"""同一件事: two notices that ask the same form of the same; it is reported once and counts for both.

The duty that was there first is the one that is reported; every other names it in `same_as_id` and stands as it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from youthwork import clock
from youthwork.domain.completeness import Reporting
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Notice, NoticeAnnex, ReportDuty, Submission

#: Asked for twice within so many days, it is one report; a year later it is another.
NEAR = timedelta(days=60)
#: 附件、填报单位、团干部: what is asked of whom, wherever.
Asked = tuple[int, int, int | None]


def find_duty(notice_annex: NoticeAnnex, owner_id: int, subject_id: int | None = None) -> ReportDuty | None:
    """What this annex asks of the unit, or of the cadre in it."""
    return db.session.scalar(
        select(ReportDuty).where(
            ReportDuty.notice_annex_id == notice_annex.id,
            ReportDuty.owner_id == owner_id,
            ReportDuty.subject_id == subject_id,
        )
    )


def firsts(annexes: Iterable[NoticeAnnex], owner_ids: Iterable[int]) -> Mapping[Asked, ReportDuty]:
    """For what these annexes of one notice ask of these units: the duties of other notices that ask the same."""
    rows = {(each.annex_key, each.period): each for each in annexes}
    others = _alike(rows)
    if not others:
        return {}
    duties = db.session.scalars(
        select(ReportDuty)
        .where(
            ReportDuty.notice_annex_id.in_(others),
            ReportDuty.owner_id.in_(owner_ids),
            ReportDuty.same_as_id.is_(None),
            ReportDuty.standing.is_not(None),
            ReportDuty.standing != Reporting.EXEMPT,
        )
        .order_by(ReportDuty.id)
    )
    found: dict[Asked, ReportDuty] = {}
    for duty in duties:
        found.setdefault((others[duty.notice_annex_id].id, duty.owner_id, duty.subject_id), duty)
    return found


def _alike(rows: Mapping[tuple[str, str], NoticeAnnex]) -> dict[int, NoticeAnnex]:
    """The annexes of other running notices that ask the same form → the one of ours."""
    ours = next(iter(rows.values()), None)
    if ours is None:
        return {}
    notice = ours.notice
    others = db.session.scalars(
        select(NoticeAnnex)
        .join(NoticeAnnex.notice)
        .where(
            Notice.edition_key == notice.edition_key,
            Notice.id != notice.id,
            Notice.state == NoticeState.ISSUED,
            or_(Notice.expires_on.is_(None), Notice.expires_on >= clock.today()),
            NoticeAnnex.annex_key.in_({key for key, _ in rows}),
        )
    )
    found = {}
    for other in others:
        mine = rows.get((other.annex_key, other.period))
        if mine is not None and is_near(mine.due, other.due):
            found[other.id] = mine
    return found


def is_near(one: date, other: date) -> bool:
    return abs(one - other) <= NEAR


def reported_at(notice_annex: NoticeAnnex, owner_id: int, subject_id: int | None) -> ReportDuty | None:
    """The duty to which a report for this annex goes: its own, or the one it is the same as."""
    duty = find_duty(notice_annex, owner_id, subject_id)
    return duty.same_as if duty is not None and duty.same_as is not None else duty


def part(duty: ReportDuty) -> list[ReportDuty]:
    """What was the same as a duty that is asked no more stands for itself from now on; the first of them leads.

    Gives those that were the same and are still asked; the caller says how they stand now.
    """
    rows = select(ReportDuty).where(ReportDuty.same_as_id == duty.id).order_by(ReportDuty.id)
    others = db.session.scalars(rows).all()
    asked = [other for other in others if other.standing is not None]
    for other in others:
        # What is asked no more leads nothing, and follows nothing.
        other.same_as_id = asked[0].id if other in asked[1:] else None
    db.session.flush()
    return asked


def left_behind(notice_annex: NoticeAnnex, owner_id: int, subject_id: int | None) -> Submission | None:
    """A draft of the same form whose notice asks for it no more: it may be gone on with for this notice."""
    notice = notice_annex.notice
    drafts = db.session.scalars(
        select(Submission)
        .join(Submission.notice)
        .options(contains_eager(Submission.notice))
        .where(
            Notice.edition_key == notice.edition_key,
            Notice.id != notice.id,
            Submission.annex_key == notice_annex.annex_key,
            Submission.period == notice_annex.period,
            Submission.owner_id == owner_id,
            Submission.subject_id == subject_id,
            Submission.state == State.DRAFT,
            Submission.first_sent_at.is_(None),
            Submission.corrects_id.is_(None),
        )
        .order_by(Submission.id.desc())
    )
    for draft in drafts:
        if is_near(draft.due, notice_annex.due) and _is_asked_no_more(draft):
            return draft
    return None


def _is_asked_no_more(draft: Submission) -> bool:
    if draft.notice.state is NoticeState.WITHDRAWN:
        return True
    standing = db.session.scalar(
        select(ReportDuty.standing)
        .join(ReportDuty.notice_annex)
        .where(
            NoticeAnnex.notice_id == draft.notice_id,
            NoticeAnnex.annex_key == draft.annex_key,
            NoticeAnnex.period == draft.period,
            ReportDuty.owner_id == draft.owner_id,
            ReportDuty.subject_id == draft.subject_id,
        )
    )
    return standing in (None, Reporting.EXEMPT)
