"""分类计数的保存: `FilingTally`, raised in the deed that files; `recount` puts it right from the filings themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from youthwork.extensions import db
from youthwork.models import Filing, FilingScope, FilingTally

#: Organs recounted in one deed: the busiest of them holds every filing.
_ORGANS = 200


def count_in(filing: Filing, organization_ids: Iterable[int]) -> None:
    """计入: one more for every organ that may find it.

    Row by row in the order of the organs, so that two who file at once wait for one another and never in a
    circle; and last in the deed, so that they wait for a moment only.
    """
    for organization_id in sorted(organization_ids):
        if not _raise(filing, organization_id):
            _open(filing, organization_id)


def _raise(filing: Filing, organization_id: int) -> bool:
    # RETURNING, because a driver may not say how many rows an UPDATE touched.
    raised = db.session.scalar(
        update(FilingTally)
        .where(
            FilingTally.organization_id == organization_id,
            FilingTally.year == filing.year,
            FilingTally.department_id == filing.department_id,
            FilingTally.annex_key == filing.annex_key,
        )
        .values(count=FilingTally.count + 1, department_name=filing.department_name)
        .returning(FilingTally.count)
        .execution_options(synchronize_session=False)
    )
    return raised is not None


def _open(filing: Filing, organization_id: int) -> None:
    """The first of its kind: two may try at once, and the key lets one through."""
    try:
        with db.session.begin_nested():
            db.session.execute(
                insert(FilingTally).values(
                    organization_id=organization_id,
                    year=filing.year,
                    department_id=filing.department_id,
                    annex_key=filing.annex_key,
                    department_name=filing.department_name,
                    count=1,
                )
            )
    except IntegrityError:
        assert _raise(filing, organization_id)


def recount(after: int = 0) -> int | None:
    """重新计数 for the next organs after this one, within a deed; gives the last of them, None at the end.

    Filing goes on meanwhile: whoever files waits for the rows of this deed and then adds to them.
    """
    organs = list(
        db.session.scalars(
            select(FilingScope.organization_id)
            .where(FilingScope.organization_id > after)
            .distinct()
            .order_by(FilingScope.organization_id)
            .limit(_ORGANS)
        )
    )
    last = organs[-1] if len(organs) == _ORGANS else None
    within = [FilingTally.organization_id > after]
    if last is not None:
        within.append(FilingTally.organization_id <= last)
    db.session.execute(delete(FilingTally).where(*within))
    if organs:
        db.session.execute(insert(FilingTally).from_select(_COLUMNS, _counted(organs[0], organs[-1])))
    return last


_PLACE = (Filing.year, Filing.department_id, Filing.annex_key)
_COLUMNS = ("organization_id", "year", "department_id", "annex_key", "department_name", "count")


def _counted(first: int, last: int) -> Select[*tuple[Any, ...]]:
    named = (
        select(
            FilingScope.organization_id,
            *_PLACE,
            func.max(Filing.id).label("newest"),
            func.count().label("count"),
        )
        .join(Filing, Filing.id == FilingScope.filing_id)
        .where(FilingScope.organization_id.between(first, last))
        .group_by(FilingScope.organization_id, *_PLACE)
        .subquery()
    )
    newest = select(Filing.department_name).where(Filing.id == named.c.newest).scalar_subquery()
    return select(
        named.c.organization_id, named.c.year, named.c.department_id, named.c.annex_key, newest, named.c.count
    )
