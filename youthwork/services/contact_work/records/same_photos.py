"""同一张照片: photos lie in the store by hash, so the same bytes beside another record are seen at once."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from youthwork.extensions import db
from youthwork.models import Activity, ActivityPhoto


def used_before(activity: Activity) -> list[Activity]:
    """The other records that had one of this record's photos before it, oldest first. One query.

    Whoever takes it later is asked: the first one is the original.
    """
    mine, theirs = aliased(ActivityPhoto), aliased(ActivityPhoto)
    return list(
        db.session.scalars(
            select(Activity)
            .where(
                Activity.id.in_(
                    select(theirs.activity_id)
                    .join(mine, mine.sha256 == theirs.sha256)
                    .where(
                        mine.activity_id == activity.id,
                        mine.removed_at.is_(None),
                        theirs.activity_id != activity.id,
                        theirs.removed_at.is_(None),
                        theirs.id < mine.id,
                    )
                ),
                Activity.withdrawn_at.is_(None),
            )
            .order_by(Activity.starts_at, Activity.id)
            .options(joinedload(Activity.organization))
        )
    )
