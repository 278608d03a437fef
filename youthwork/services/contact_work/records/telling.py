"""告知: whom a record concerns besides its writer. By day and kind of deed only: what stands in it is read there."""

from __future__ import annotations

from youthwork.domain.calendar import long_date
from youthwork.extensions import db
from youthwork.models import Activity, MessageKind, User
from youthwork.services.messages.telling import tell


def tell_members(activity: Activity, by: User) -> None:
    """同去的团干部 learn that it counts for them too, once each."""
    people = [db.session.get_one(User, each.person_id) for each in activity.members]
    tell(
        people,
        MessageKind.PROGRESS,
        once=f"activity-member:{activity.id}",
        title=f"{by.name}把你记为同去的团干部：{_day(activity)}的活动记录",
        words="这条记录也算你一次。当时你不在的，打开记录退出即可。",
        url=_url(activity),
        sender=by.name,
        but=by,
    )


def tell_writer(activity: Activity, by: User, deed: str, words: str) -> None:
    """The writer learns what somebody else did with the record, and why."""
    tell(
        activity.person,
        MessageKind.PROGRESS,
        once=f"activity:{activity.id}:{activity.version}",
        title=f"{by.name}{deed}了你{_day(activity)}的活动记录",
        words=words,
        url=_url(activity),
        sender=by.name,
        but=by,
    )


def _day(activity: Activity) -> str:
    return long_date(activity.starts_at.date())


def _url(activity: Activity) -> str:
    return f"/records/{activity.id}"
