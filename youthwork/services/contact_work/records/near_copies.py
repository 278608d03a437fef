"""近似文字的查找: which other records say nearly the same, also in other units, found without reading them all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import joinedload

from youthwork.domain.near_copies import bands
from youthwork.extensions import db
from youthwork.models import Activity, ActivityBand

#: A sentence everybody writes would find everybody: so many are compared, those with the most in common first.
MOST = 50


def keep(activity: Activity, text: str) -> None:
    """Write the numbers this record is found by, in place of earlier ones; `activity` has been flushed."""
    forget(activity)
    rows = [{"activity_id": activity.id, "band": band} for band in sorted(set(bands(text)))]
    if rows:
        db.session.execute(insert(ActivityBand), rows)


def forget(activity: Activity) -> None:
    """Of a withdrawn record nothing is found."""
    db.session.execute(delete(ActivityBand).where(ActivityBand.activity_id == activity.id))


def candidates(text: str, but_id: int = 0) -> Sequence[Activity]:
    """Records that may be near copies of the text, the likeliest first; without the record `but_id` and withdrawn
    ones. Each comes with its writer's organ; two queries.
    """
    numbers = bands(text)
    if not numbers:
        return []
    ids = db.session.scalars(
        select(ActivityBand.activity_id)
        .where(ActivityBand.band.in_(numbers), ActivityBand.activity_id != but_id)
        .group_by(ActivityBand.activity_id)
        .order_by(func.count().desc(), ActivityBand.activity_id.desc())
        .limit(MOST)
    ).all()
    if not ids:
        return []
    rows = db.session.scalars(
        select(Activity).where(Activity.id.in_(ids)).options(joinedload(Activity.organization))
    )
    return sorted(rows, key=lambda each: ids.index(each.id))
