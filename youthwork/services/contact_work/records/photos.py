"""照片: beside a record for whoever has one; never asked for, shown to who may read the record and to nobody else.

A picture is examined, shrunk and freed of where it was taken by `evidence/preparing.py` before the deed begins.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete, select

from youthwork import clock
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Activity, ActivityPhoto, User
from youthwork.services.contact_work.records import records, signalling
from youthwork.services.contact_work.visits import visits
from youthwork.services.evidence import preparing
from youthwork.services.evidence.kinds import PICTURE, kind_of
from youthwork.services.evidence.preparing import Kept
from youthwork.services.evidence.sweeping import discard_unspoken
from youthwork.services.printing.papers import store

MOST = 3
_KEPT = timedelta(days=1)
_AT_ONCE = 100
MOST_CAPTION = 60


def prepare(content: bytes, filename: str) -> Kept:
    """验看并收存 one picture, outside any deed. Raises `Unacceptable` for what is none."""
    shown = preparing.tidy_name(filename)
    if kind_of(content, shown) is not PICTURE:
        raise Unacceptable(f"“{shown}”不是照片，没有收下；文件不附在活动记录里，要用的附在材料的佐证材料里")
    return preparing.keep(content, filename)


def may_add(activity: Activity, actor: Actor) -> bool:
    """Whether this person may add one: who wrote it, and never of a young person to be protected."""
    return _is_own(activity, actor) and not _is_protected(activity) and len(activity.photos) < MOST


def check(activity: Activity, actor: Actor) -> None:
    """Refuse before anything is worked out what `add` would refuse anyway."""
    if not _is_own(activity, actor):
        raise NotAllowed("照片由记录人本人添加、移除；已撤销的记录不再改动")
    if _is_protected(activity):
        raise StepNotAllowed("走访未成年人或不良行为青少年的记录不附照片")


def add(activity: Activity, by: User, actor: Actor, kept: Kept, caption: str = "") -> ActivityPhoto:
    """添加, within the caller's deed; the same picture again is the one that is there."""
    db.session.refresh(activity, with_for_update={"of": Activity})
    check(activity, actor)
    present = _photos(activity)
    known = next((each for each in present if each.sha256 == kept.sha256), None)
    if known is not None and known.removed_at is None:
        return known
    if sum(each.removed_at is None for each in present) >= MOST:
        raise Unacceptable(f"一条记录最多附 {MOST} 张照片，已经满了；要换的先移除一张")
    words = caption.strip()
    if len(words) > MOST_CAPTION:
        raise Unacceptable(f"照片说明最多 {MOST_CAPTION} 个字，现在有 {len(words)} 个")
    if known is not None:
        known.removed_at, known.caption = None, words
        _settle(activity)
        return known
    photo = ActivityPhoto(
        activity_id=activity.id,
        sha256=kept.sha256,
        thumbnail_sha256=kept.thumbnail_sha256,
        media_type=kept.media_type,
        size=kept.size,
        caption=words,
        added_by_id=by.id,
        added_at=clock.now(),
    )
    db.session.add(photo)
    _settle(activity)
    return photo


def remove(activity: Activity, actor: Actor, photo_id: int) -> None:
    """移除: out of the record at once, off the disk with the next daily clearing. Twice is once."""
    if not _is_own(activity, actor):
        raise NotAllowed("照片由记录人本人添加、移除；已撤销的记录不再改动")
    photo = next((each for each in activity.photos if each.id == photo_id), None)
    if photo is not None:
        photo.removed_at = clock.now()
        _settle(activity)


def sweep(_day: date, after: int) -> int | None:
    """清理移除的照片一批, by id beyond `after`; gives the last one, None when there are no more. Within the caller's deed.

    A day is left to them, because the store keeps for as long what was just put in.
    """
    is_gone = ActivityPhoto.removed_at < clock.now() - _KEPT
    gone = db.session.scalars(
        select(ActivityPhoto)
        .where(ActivityPhoto.id > after, is_gone)
        .order_by(ActivityPhoto.id)
        .limit(_AT_ONCE)
    ).all()
    if not gone:
        return None
    last = gone[-1].id
    db.session.execute(delete(ActivityPhoto).where(ActivityPhoto.id.in_([each.id for each in gone])))
    discard_unspoken({sha256 for each in gone for sha256 in (each.sha256, each.thumbnail_sha256) if sha256})
    return last


def find(actor: Actor, activity_id: int, photo_id: int) -> ActivityPhoto:
    """One picture of a record this person may read; raises `NotFound`."""
    activity = records.find_activity(actor, activity_id)
    found = next((each for each in activity.photos if each.id == photo_id), None)
    if found is None:
        raise NotFound("没有这张照片，或它不在你的可见范围内")
    return found


def read(sha256: str) -> bytes:
    """The stored bytes; raises `StoreDamaged` when they are gone or differ."""
    return store().get(sha256)


def _settle(activity: Activity) -> None:
    """Read the photos anew, and ask whether one of them lies beside another record too."""
    db.session.flush()
    db.session.expire(activity, ["photos"])
    signalling.ask_about_photos(activity)


def _photos(activity: Activity) -> list[ActivityPhoto]:
    """Those taken out and not yet cleared away among them."""
    return list(
        db.session.scalars(
            select(ActivityPhoto).where(ActivityPhoto.activity_id == activity.id).order_by(ActivityPhoto.id)
        )
    )


def _is_own(activity: Activity, actor: Actor) -> bool:
    return activity.person_id == actor.user_id and activity.withdrawn_at is None


def _is_protected(activity: Activity) -> bool:
    visit = visits.visit_of(activity.id)
    return visit is not None and visit.subject is not None
