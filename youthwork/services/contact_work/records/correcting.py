"""更正、撤销、退出: what becomes of a record after it was saved; freely for a minute, later with a reason and a trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed
from youthwork.domain.signals import Signal, SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivityChange, User
from youthwork.services import audit
from youthwork.services.contact_work.derivation import derived_uses
from youthwork.services.contact_work.records import near_copies, records, signalling, telling, writing
from youthwork.services.contact_work.records.given import TEXTS, Given, NotRecorded, keepable, mistakes
from youthwork.services.contact_work.visits import protected
from youthwork.services.posts import actor_of

FREE = timedelta(seconds=60)
MOST_REASON = 200
#: In place of a text that named a protected person, or might have.
KEPT_BACK = "（涉及保护对象，不留原文）"


def is_free(activity: Activity, by: User) -> bool:
    """刚记下: within a minute its writer corrects it without a reason, and no trace is kept."""
    return activity.person_id == by.id and clock.now() - activity.recorded_at <= FREE


def needs_reason(activity: Activity, by: User) -> bool:
    """Whether a correction by this person asks for a reason now."""
    return not is_free(activity, by)


def correct(
    activity: Activity,
    given: Given,
    by: User,
    reason: str,
    version: int,
    said: Mapping[SignalKind, str] | None = None,
    extra: Iterable[Signal] = (),
) -> Activity:
    """更正: what is given takes the place of what stood there; `version` is the one the page showed.

    Nothing changed asks for no reason: so a writer answers what was asked, later. Raises `NotRecorded` with a
    sentence for each field (`reason` among them), `AlreadyMoved` where somebody was there in between, `NotAllowed`
    for who may not. Another day decides the organ anew.
    """
    _hold(activity, by, version)
    is_writer = activity.person_id == by.id
    reason = _without_names(reason, activity, by)
    changes = writing.changes(activity, given)
    if changes:
        _check(activity, given, by, reason)
    asked = signalling.signals_of(activity.person, given, activity, extra)
    if changes:
        if not is_free(activity, by):
            _trace(activity, by, reason, _without_protected(activity, changes, asked))
            audit.record("activity", f"{by.name}更正了第 {activity.id} 号活动记录", by.id)
        writing.put(activity, given)
        activity.version += 1
        db.session.flush()
        telling.tell_writer(activity, by, "更正", f"理由：{reason.strip()}")
        telling.tell_members(activity, by)
        derived_uses.tell_corrected(activity, by)
    signalling.keep(activity, asked, said or {} if is_writer else {}, is_writer=is_writer)
    return activity


def withdraw(activity: Activity, by: User, reason: str, version: int) -> None:
    """撤销: it counts nowhere any more and nobody's text is a copy of it; it stays, with the reason."""
    _hold(activity, by, version)
    reason = _without_names(reason, activity, by)
    if found := _reason_mistakes(reason):
        raise NotRecorded(found)
    activity.withdrawn_at, activity.withdrawn_by_id = clock.now(), by.id
    activity.withdrawn_reason = reason.strip()
    activity.version += 1
    near_copies.forget(activity)
    db.session.flush()
    audit.record("activity", f"{by.name}撤销了第 {activity.id} 号活动记录", by.id)
    telling.tell_writer(activity, by, "撤销", f"理由：{activity.withdrawn_reason}")
    derived_uses.tell_corrected(activity, by, "撤销")


def leave(activity: Activity, by: User) -> None:
    """退出: a member who was not there takes themselves out; who wrote it is told."""
    _lock(activity)
    before = sorted(each.person_id for each in activity.members)
    if by.id not in before:
        raise NotAllowed("你不在这条记录的同去人员里，或已经退出")
    rest = [each for each in before if each != by.id]
    _trace(activity, by, "本人退出同去人员", {"members": [before, rest]})
    activity.members = [each for each in activity.members if each.person_id != by.id]
    activity.version += 1
    db.session.flush()
    audit.record("activity", f"{by.name}退出了第 {activity.id} 号活动记录的同去人员", by.id)
    telling.tell_writer(activity, by, "退出", "本人当时不在，这条记录不再算其一次。")


def changes_of(activity: Activity) -> list[ActivityChange]:
    """更正经过, oldest first."""
    return list(
        db.session.scalars(
            select(ActivityChange)
            .where(ActivityChange.activity_id == activity.id)
            .order_by(ActivityChange.version, ActivityChange.id)
        )
    )


def _hold(activity: Activity, by: User, version: int) -> None:
    """Take the record for this deed, as the page showed it, by somebody who may."""
    _lock(activity)
    if not records.may_correct(actor_of(by), activity):
        raise NotAllowed("这条记录由记录人本人更正，或由当时所在单位的经办人说明理由后更正")
    if activity.version != version:
        raise AlreadyMoved(
            f"打开这一页之后，{_who_was_there(activity)}。请核对现在的内容，确要更改再提交一次"
        )


def _lock(activity: Activity) -> None:
    db.session.flush()
    db.session.expire(activity)
    db.session.refresh(activity, with_for_update={"of": Activity})
    if activity.withdrawn_at is not None:
        by = db.session.get_one(User, activity.withdrawn_by_id).name
        raise StepNotAllowed(f"这条记录已由{by}于 {activity.withdrawn_at:%Y-%m-%d %H:%M} 撤销，不能再改")


def _who_was_there(activity: Activity) -> str:
    last = next(reversed(changes_of(activity)), None)
    if last is None or last.version != activity.version - 1:
        return f"{activity.person.name}在另一处改过这条记录"
    return f"{db.session.get_one(User, last.by_id).name}于 {last.at:%H:%M} 改过这条记录"


def _without_names(reason: str, activity: Activity, by: User) -> str:
    """A reason is read by many and goes into a message: a protected person's name becomes what stands for it."""
    said = protected.renamed(activity.person, {"": keepable(reason)})
    return protected.renamed(by, said)[""]


def _check(activity: Activity, given: Given, by: User, reason: str) -> None:
    found = mistakes(activity.person, given)
    if not is_free(activity, by):
        found |= _reason_mistakes(reason)
    if found:
        raise NotRecorded(found)


def _reason_mistakes(reason: str) -> dict[str, str]:
    if not reason.strip():
        return {"reason": "请写更改的理由，一句话就够"}
    if len(reason.strip()) > MOST_REASON:
        return {"reason": f"理由最多 {MOST_REASON} 个字"}
    return {}


def _trace(activity: Activity, by: User, reason: str, changes: Mapping[str, Any]) -> None:
    db.session.add(
        ActivityChange(
            activity_id=activity.id,
            version=activity.version,
            at=clock.now(),
            by_id=by.id,
            reason=reason.strip(),
            changes=dict(changes),
        )
    )


def _without_protected(
    activity: Activity, changes: Mapping[str, list[Any]], asked: Iterable[Signal]
) -> dict[str, list[Any]]:
    """A name taken out of a text must not stay in the trace of its being taken out."""
    kinds = {row.kind for row in signalling.asked_at([activity.id])} | {each.kind for each in asked}
    told = dict(changes)
    for field in changes.keys() & TEXTS.keys():
        pair = {"before": changes[field][0], "after": changes[field][1]}
        renamed = protected.renamed(activity.person, pair)
        is_told = SignalKind.PROTECTED_NAME in kinds
        told[field] = [KEPT_BACK, KEPT_BACK] if is_told else [renamed["before"], renamed["after"]]
    return told
