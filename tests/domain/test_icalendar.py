"""日历文件: lines as RFC 5545 has them."""

from __future__ import annotations

from datetime import date, datetime

from youthwork.domain.icalendar import Event, write

NOW = datetime(2026, 4, 1, 12, 0)


def test_a_day_is_one_whole_day_and_texts_are_escaped() -> None:
    content = write(
        [Event("a-1", date(2026, 4, 6), date(2026, 4, 6), "截止；a,b;c", "一\n二")], "我的", NOW
    ).decode()
    lines = content.split("\r\n")
    assert "DTSTART;VALUE=DATE:20260406" in lines and "DTEND;VALUE=DATE:20260407" in lines
    assert "SUMMARY:截止；a\\,b\\;c" in lines and "DESCRIPTION:一\\n二" in lines
    assert "DTSTAMP:20260401T040000Z" in lines and content.endswith("END:VCALENDAR\r\n")


def test_long_lines_are_folded_between_characters() -> None:
    title = "团" * 90
    content = write([Event("a-1", date(2026, 4, 6), date(2026, 4, 6), title)], "我的", NOW)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert f"SUMMARY:{title}" in content.decode().replace("\r\n ", "")
