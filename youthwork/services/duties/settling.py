"""催办了结: once there is nothing to report, or not yet, nobody need read any more that it is due."""

from __future__ import annotations

from collections.abc import Iterable

from youthwork.domain.duties import Duty
from youthwork.models import ReportDuty
from youthwork.services import posts
from youthwork.services.messages import telling
from youthwork.services.tree import units_at


def settle_reminders(duties: Iterable[ReportDuty]) -> None:
    """Mark the unread reminders and 催报 about these duties as done, within the caller's deed."""
    for duty in duties:
        unit = units_at([duty.path])[duty.owner_id]
        people = [duty.subject] if duty.subject else posts.people_with([Duty.CLERK], unit)
        key = telling.asked_key(duty.notice_annex_id, duty.owner_id, duty.subject_id)
        telling.settle_reminders_of(people, key, duty.submission_id)
