"""时刻: a certificate counts in UTC, a record says what the clock on the office wall said (see `clock.py`)."""

from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def exact(moment: datetime) -> datetime:
    """Return the moment in UTC; one without a zone is Beijing time."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=BEIJING)).astimezone(UTC)


def on_the_wall(moment: datetime) -> datetime:
    """Return the moment as our records keep it: Beijing time, to the second, without a zone."""
    return exact(moment).astimezone(BEIJING).replace(tzinfo=None, microsecond=0)


def spoken(moment: datetime) -> str:
    """Return the day of a moment as a sentence names it: 2026年3月1日."""
    day = on_the_wall(moment)
    return f"{day.year}年{day.month}月{day.day}日"
