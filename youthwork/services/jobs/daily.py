"""每日一次: the reminders, the digests and the clearing away of a workday, slice by slice, each slice a job.

Whoever works asks whether the day's was asked for (`ask_for_today`); two workers ask for one. A slice ends by asking
for the next one in the same deed, so that a worker killed in between leaves neither a gap nor a double.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from youthwork import clock
from youthwork.domain.quiet_hours import digest_day
from youthwork.models import JobKind
from youthwork.services.archive import exports
from youthwork.services.contact_work.records import photos
from youthwork.services.contact_work.youth import contact_numbers
from youthwork.services.duties import exceptions, following, waiting
from youthwork.services.evidence import sweeping
from youthwork.services.jobs import queue
from youthwork.services.messages import digests, inbox
from youthwork.services.path import lacking, reminders
from youthwork.services.transactions import deed

#: A slice: after which one to go on → the last one done, None at the end.
Slice = Callable[[date, int], int | None]


#: How long the ended slices and letters are kept, for whoever looks into the table.
_JOBS_KEPT = timedelta(days=30)


def _discard(_day: date, times: int) -> int | None:
    queue.discard_done((JobKind.DIGEST, JobKind.MAIL), clock.now() - _JOBS_KEPT)
    return times + 1 if inbox.discard_old(clock.now()) else None


def _end_exceptions(_day: date, after_id: int) -> int | None:
    return exceptions.end_outlived(after_id)


def _end_requests(_day: date, after_id: int) -> int | None:
    return waiting.end_outlived(after_id)


#: In this order: what is due is told before the digest is made of what was told.
_PHASES: dict[str, Slice] = {
    "papers": reminders.remind_of_papers,
    "duties": following.follow_day,
    "exceptions": _end_exceptions,
    "requests": _end_requests,
    "asked": reminders.remind_of_asked,
    "lacking": lacking.tell_weekly,
    "people": digests.make_slice,
    "old": _discard,
    "evidence": sweeping.sweep,
    "photos": photos.sweep,
    "exports": exports.sweep,
    "contacts": contact_numbers.end_with_posts,
}


def ask_for_today() -> date | None:
    """要求今天的汇总, from 8:30 of a workday; a deed of its own. Gives the day once it was asked for, else None."""
    day = digest_day(clock.now())
    if day is None:
        return None
    key = _key(day, next(iter(_PHASES)), 0)
    if queue.newest(JobKind.DIGEST, key) is None:
        with deed():
            if queue.newest(JobKind.DIGEST, key) is None:
                queue.enqueue(JobKind.DIGEST, key)
    return day


def words_of(key: str) -> str:
    """What a slice does, for the log: 2026-04-01 汇总，自 200."""
    day, phase, after = key.split(":")
    word = {
        "papers": "催办",
        "duties": "应报事项随任职变动",
        "exceptions": "到期的免报",
        "requests": "通知过期的申请",
        "asked": "催未填报的",
        "lacking": "告知上级还差多少",
        "people": "汇总",
        "old": "清理",
        "evidence": "清理佐证材料",
        "photos": "清理移除的照片",
        "exports": "清理导出文件",
        "contacts": "结束离任人员的联系青年",
    }[phase]
    return f"{day} {word}" + (f"，{after} 之后" if after != "0" else "")


def run(key: str) -> None:
    """One slice, and the asking for the next; a day that is over is let go."""
    day_text, phase, after = key.split(":")
    day = date.fromisoformat(day_text)
    if day != clock.today():
        return
    with deed():
        last = _PHASES[phase](day, int(after))
        following = phase if last is not None else _phase_after(phase)
        if following is not None:
            queue.enqueue(JobKind.DIGEST, _key(day, following, last or 0))


def _phase_after(phase: str) -> str | None:
    phases = list(_PHASES)
    at = phases.index(phase) + 1
    return phases[at] if at < len(phases) else None


def _key(day: date, phase: str, after: int) -> str:
    return f"{day}:{phase}:{after}"
