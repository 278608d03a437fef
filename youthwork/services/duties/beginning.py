"""开始填报: whether what a notice asks is there to be begun, where it is reported, and by when."""

from __future__ import annotations

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.hierarchy import Unit
from youthwork.domain.notices import NoticeState, has_expired
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import NoticeAnnex, ReportDuty, Submission, User
from youthwork.services import audit
from youthwork.services.duties import sameness
from youthwork.services.duties.keeping import link_paper


def place_of(notice_annex: NoticeAnnex, duty: ReportDuty | None) -> NoticeAnnex:
    """Where it is reported: what another notice asked first, there."""
    return duty.same_as.notice_annex if duty is not None and duty.same_as is not None else notice_annex


def check(notice_annex: NoticeAnnex, duty: ReportDuty | None, owner: Unit | None = None) -> None:
    """Refuse to begin what is not asked, not yet or no more. A department owes nothing and may report to its organ."""
    notice, today = notice_annex.notice, clock.today()
    if notice.state is NoticeState.WITHDRAWN:
        raise StepNotAllowed(f"这份通知已撤回（{notice.withdrawal_reason}），不再填报")
    if notice.state is NoticeState.DRAFT:
        raise StepNotAllowed("这份通知还没有印发，不能填报")
    if notice.expires_on is not None and has_expired(notice.expires_on, today):
        until = long_date(notice.expires_on)
        raise StepNotAllowed(
            f"这份通知有效至{until}，不再填报；确需补报的，请联系{notice.issuer.common_name}"
        )
    if notice_annex.opens_on is not None and notice_annex.opens_on > today:
        raise StepNotAllowed(f"这张表{long_date(notice_annex.opens_on)}起填报，还没有到开始的日子")
    if duty is not None and duty.standing is Reporting.NIL:
        raise StepNotAllowed("这张表已零报告；有情况要报的，请先收回零报告，再开始填报")
    if duty is None and notice.laid_at is None:
        raise StepNotAllowed("这份通知正在下达，请过几分钟再开始填报")
    annex = find_annex(notice.edition_key, notice_annex.annex_key)
    if owner is not None and owner.is_department:
        return
    if not annex.is_voluntary and (duty is None or duty.standing is None):
        raise StepNotAllowed(
            f"《{notice.title}》没有要求你单位（本人）填报{annex.short_title}；认为应当填报的，请联系{notice.issuer.common_name}"
        )


def take_up(notice_annex: NoticeAnnex, duty: ReportDuty, by: User) -> Submission | None:
    """接着填: a draft left behind by a notice that was withdrawn goes on for this one; None where there is none."""
    draft = sameness.left_behind(notice_annex, duty.owner_id, duty.subject_id)
    if draft is None:
        return None
    before = draft.notice.title
    draft.notice = notice_annex.notice
    draft.due = duty.due
    draft.version += 1
    db.session.flush()
    link_paper(draft)
    audit.record(
        "duty", f"“{draft.title}”原为《{before}》（已撤回）填的草稿，改报《{draft.notice.title}》", by.id
    )
    return draft
