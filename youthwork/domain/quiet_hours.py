"""免打扰: when the system may call on a person by itself (a digest, an e-mail). What lies in the inbox waits to be
looked at and disturbs nobody; only what goes out keeps these hours."""

from __future__ import annotations

from datetime import date, datetime, time

from youthwork.domain.calendar import is_workday, next_workday

#: 每日汇总 goes out at this time of a workday.
DIGEST_AT = time(8, 30)
#: Nothing goes out at night, nor on a day off.
QUIET_FROM, QUIET_UNTIL = time(21, 0), time(7, 30)


def is_quiet(moment: datetime) -> bool:
    """免打扰时段: 21:00 to 7:30, and every day off."""
    return not is_workday(moment.date()) or not QUIET_UNTIL <= moment.time() < QUIET_FROM


def next_sending(moment: datetime) -> datetime:
    """The moment itself, or 7:30 of the next workday morning where it falls into quiet hours."""
    if not is_quiet(moment):
        return moment
    is_before_dawn = is_workday(moment.date()) and moment.time() < QUIET_UNTIL
    day = moment.date() if is_before_dawn else next_workday(moment.date())
    return datetime.combine(day, QUIET_UNTIL)


def digest_day(moment: datetime) -> date | None:
    """The day whose digest is to be made by this moment; None before 8:30, at night and on days off.

    A worker that was down at 8:30 makes it when it is back, the same day.
    """
    return moment.date() if moment.time() >= DIGEST_AT and not is_quiet(moment) else None


def is_immediate(is_return: bool, due: date | None, today: date) -> bool:
    """立即发出: a return, and what is due this very day. Everything else waits for the digest."""
    return is_return or due == today
