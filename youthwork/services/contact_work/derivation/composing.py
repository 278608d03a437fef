"""记录写成的一次: from activity records to the parts of an entry, and a record in words.

Of a record whose text may name a protected person (`SignalKind.PROTECTED_NAME`, kept by its writer) only day, form
and numbers go on: what is written about it on a paper is for a person to write.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from youthwork.domain import composing
from youthwork.domain.calendar import long_date
from youthwork.domain.composing import Told
from youthwork.domain.signals import SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivitySignal


def parts_of(activity: Activity, is_guarded: bool) -> dict[str, str]:
    """时间、形式、规模、效果 as the record says them now (`domain/composing.py`)."""
    told = Told(
        activity.starts_at.date(),
        "" if is_guarded else activity.topic,
        "" if is_guarded else activity.form,
        activity.is_online,
        activity.people,
        activity.linked_people,
        "" if is_guarded else activity.effect,
    )
    return composing.parts_of(told)


def parts_of_all(activities: Iterable[Activity]) -> dict[int, dict[str, str]]:
    """The same of several records, by id; one query."""
    rows = list(activities)
    guarded = guarded_among(row.id for row in rows)
    return {row.id: parts_of(row, row.id in guarded) for row in rows}


def guarded_among(activity_ids: Iterable[int]) -> set[int]:
    """The records whose texts may name a protected person; no query for none."""
    wanted = set(activity_ids)
    if not wanted:
        return set()
    found = select(ActivitySignal.activity_id).where(
        ActivitySignal.activity_id.in_(wanted), ActivitySignal.kind == SignalKind.PROTECTED_NAME
    )
    return set(db.session.scalars(found))


def words_of(activity: Activity) -> str:
    """2026年3月5日的活动记录, as a source is called to whoever reads the paper: by day alone."""
    return f"{long_date(activity.starts_at.date())}的活动记录"
