"""编号: the next number of a series, gapless, given inside the deed that uses it.

The counter's row is raised by one UPDATE, which both engines serialize: whoever comes second waits for
the first to commit or to roll back, so no number is given twice and none is lost (DOMAIN §3.5).
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from youthwork.domain.numbering import Series
from youthwork.extensions import db
from youthwork.models import NumberSeries


def next_number(organization_id: int, series: Series, period: str) -> int:
    """The next number of this organ's series in this period, from 1."""
    number = _raise(organization_id, series, period)
    if number is None:
        _open_series(organization_id, series, period)
        number = _raise(organization_id, series, period)
    assert number is not None
    return number


def last_number(organization_id: int, series: Series, period: str) -> int:
    """The last number given; 0 where none was."""
    return (
        db.session.scalar(
            select(NumberSeries.last).where(
                NumberSeries.organization_id == organization_id,
                NumberSeries.series == series,
                NumberSeries.period == period,
            )
        )
        or 0
    )


def _raise(organization_id: int, series: Series, period: str) -> int | None:
    return db.session.scalar(
        update(NumberSeries)
        .where(
            NumberSeries.organization_id == organization_id,
            NumberSeries.series == series,
            NumberSeries.period == period,
        )
        .values(last=NumberSeries.last + 1)
        .returning(NumberSeries.last)
        .execution_options(synchronize_session=False)
    )


def _open_series(organization_id: int, series: Series, period: str) -> None:
    """The first number of a period: two may try at once, and the unique key lets one through."""
    try:
        with db.session.begin_nested():
            db.session.add(
                NumberSeries(organization_id=organization_id, series=series, period=period, last=0)
            )
    except IntegrityError:
        # Somebody else opened it in between; the counter exists, which is all that was wanted.
        pass
