"""期限: the only place that compares dates with due dates.

All times are China Standard Time without a zone. A due date runs to 24:00 of its day (DOMAIN §9 A2).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from youthwork.domain import workdays

WEEKDAYS = "一二三四五六日"


def is_on_time(sent_at: datetime, due: date) -> bool:
    """按时: judged by the first sending, to 24:00 of the due day (decision 7)."""
    return sent_at < datetime.combine(due, time()) + timedelta(days=1)


def days_left(due: date, today: date) -> int:
    """Days until the due day; 0 on the day itself, negative when past."""
    return (due - today).days


def due_phrase(due: date, today: date) -> str:
    """The due date as people say it: “4月6日 · 还有 2 天”, “3月25日 · 逾期 10 天”."""
    left = days_left(due, today)
    if left < 0:
        return f"{short_date(due, today)} · 逾期 {-left} 天"
    if left == 0:
        return f"{short_date(due, today)} · 今天截止"
    if left <= 7:
        return f"{short_date(due, today)} · 还有 {left} 天"
    return short_date(due, today)


def day_number(since: datetime, now: datetime) -> int:
    """第几天: the day something was handed over counts as day 1."""
    return (now.date() - since.date()).days + 1


def is_workday(day: date) -> bool:
    """工作日, with 节假日 and 调休: the one place where anything asks (`domain/workdays.py` has the table)."""
    return workdays.is_workday(day)


def next_workday(day: date) -> date:
    """The first workday after this day."""
    return add_workdays(day, 1)


def add_workdays(start: date, count: int) -> date:
    """The day `count` workdays after `start`; days off do not count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        if is_workday(day):
            count -= 1
    return day


def is_first_workday_of_week(day: date) -> bool:
    """本周第一个工作日: mostly Monday; what is told once a week is told then."""
    monday = day - timedelta(days=day.weekday())
    return is_workday(day) and not any(
        is_workday(monday + timedelta(days=each)) for each in range(day.weekday())
    )


def lock_ends(accepted_at: datetime, days: int) -> datetime:
    """签收锁定期满: 24:00 of the day `days` days after acceptance."""
    return datetime.combine(accepted_at.date() + timedelta(days=days + 1), time())


def short_date(day: date, today: date) -> str:
    """4月6日 within this year, 2025年4月6日 otherwise."""
    return f"{day.month}月{day.day}日" if day.year == today.year else long_date(day)


def long_date(day: date) -> str:
    """成文日期: 2017年4月5日, Arabic, no leading zeros (GB/T 9704 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_phrase(at: datetime, now: datetime) -> str:
    """今天 09:05, 昨天 17:40, 4月3日 16:20."""
    days = (now.date() - at.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, short_date(at.date(), now.date()))
    return f"{day} {at:%H:%M}"


def month_words(period: str) -> str:
    """报告期 in words: `2026-03` → 2026年3月."""
    year, month = period.split("-")
    return f"{year}年{int(month)}月"
