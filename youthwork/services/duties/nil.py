"""零报告: the unit says in one tap that there was nothing to report, and may take it back."""

from __future__ import annotations

from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.workflow import EDITABLE
from youthwork.forms.annexes import find_annex
from youthwork.models import ReportDuty, User
from youthwork.services.duties import beginning, settling
from youthwork.services.duties.keeping import mark, outcome_now, taken

#: As long as the column.
_LONGEST = 300


def refusal(duty: ReportDuty) -> str | None:
    """Why there can be no 零报告 for this duty, in a sentence; None where there can."""
    duty = duty.same_as or duty
    notice_annex = duty.notice_annex
    annex = find_annex(notice_annex.notice.edition_key, notice_annex.annex_key)
    if not annex.may_be_nil:
        return f"《{annex.short_title}》不能零报告，请填报"
    if duty.standing is not Reporting.MISSING:
        word = duty.standing.value if duty.standing else "不再要求"
        return f"这一件现在是“{word}”，不必零报告"
    paper = duty.submission
    if paper is not None and (paper.state not in EDITABLE or paper.first_sent_at is not None):
        return "这张表已提交审签，请先撤回，再零报告"
    return None


def report_nil(duty: ReportDuty, by: User, words: str = "") -> None:
    """零报告 within the caller's deed, counted as reported from now on. Raises `StepNotAllowed` with why not."""
    duty = duty.same_as or duty
    found = taken(ReportDuty.id == duty.id)
    sentence = refusal(duty)
    if sentence is not None:
        raise StepNotAllowed(sentence)
    beginning.check(duty.notice_annex, duty)
    mark(duty, Reporting.NIL, paper=duty.submission, nil_by=by, nil_words=words.strip()[:_LONGEST])
    settling.settle_reminders(found)


def take_back(duty: ReportDuty, by: User) -> None:
    """收回零报告: it is owed again."""
    duty = duty.same_as or duty
    taken(ReportDuty.id == duty.id)
    if duty.standing is not Reporting.NIL:
        raise StepNotAllowed("这一件没有零报告，或刚刚已经收回")
    mark(duty, outcome_now(duty).standing, paper=duty.submission)
