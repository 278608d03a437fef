"""写进记录: how what is given becomes the rows of a record, and what stood there as a picture to compare with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from youthwork.domain.hierarchy import CadreNature
from youthwork.extensions import db
from youthwork.models import Activity, ActivityMember, ActivityPurpose
from youthwork.services.contact_work.records import near_copies, posts_then
from youthwork.services.contact_work.records.given import TEXTS, Given

_COLUMNS = (*TEXTS, "starts_at", "ends_at", "is_online", "with_id", "people", "linked_people")


def columns_of(given: Given) -> dict[str, Any]:
    """The columns that are simply what was given."""
    return {column: getattr(given, column) for column in _COLUMNS}


def put(activity: Activity, given: Given) -> None:
    """Write what is given in place of what stood there. The organ is asked anew only where the day is another."""
    activity.organization_id, activity.nature = _organ_then(activity, given)
    for column, value in columns_of(given).items():
        setattr(activity, column, value)
    put_lists(activity, given)


def _organ_then(activity: Activity, given: Given) -> tuple[int, CadreNature | None]:
    """The post of that day; on the day it stood on, the one it was recorded in, whatever was mended there since."""
    if activity.starts_at.date() != given.day:
        post = posts_then.post_of(activity.person_id, given.day)
        if post is not None:
            return post.organ.id, post.nature
    return activity.organization_id, activity.nature


def put_lists(activity: Activity, given: Given) -> None:
    """用途, 同去的人 and the numbers near copies are found by, of a record that has its id."""
    kept = {each.purpose: each for each in activity.purposes}
    activity.purposes = [
        kept.get(key) or ActivityPurpose(activity_id=activity.id, purpose=key)
        for key in sorted(given.purposes)
    ]
    there = {each.person_id: each for each in activity.members}
    activity.members = [
        there.get(person_id) or ActivityMember(activity_id=activity.id, person_id=person_id)
        for person_id in sorted(set(given.members))
    ]
    db.session.flush()
    near_copies.keep(activity, given.text)


def picture_of(activity: Activity) -> dict[str, Any]:
    """The record as `changes` compares and keeps it: plain values, lists sorted."""
    columns = {column: _plain(getattr(activity, column)) for column in (*_COLUMNS, "organization_id")}
    purposes = sorted(each.purpose for each in activity.purposes)
    return columns | {"purposes": purposes, "members": sorted(each.person_id for each in activity.members)}


def changes(activity: Activity, given: Given) -> dict[str, list[Any]]:
    """Field → [before, after] of what would be another."""
    before = picture_of(activity)
    after = {column: _plain(value) for column, value in columns_of(given).items()}
    after |= {"purposes": sorted(given.purposes), "members": sorted(set(given.members))}
    after["organization_id"] = _organ_then(activity, given)[0]
    return {field: [before[field], after[field]] for field in after if before[field] != after[field]}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
