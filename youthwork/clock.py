"""时钟: China Standard Time without a zone, from one place, so that tests can stand still.

One country, one zone, no summer time: a stored time is what the clock on the office wall said.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from flask import current_app

BEIJING = timezone(timedelta(hours=8))


def wall_clock() -> datetime:
    return datetime.now(BEIJING).replace(tzinfo=None, microsecond=0)


def now() -> datetime:
    """The present moment, or the one the configuration holds still (`CLOCK`)."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment


def today() -> date:
    return now().date()
