"""记录的毛病 of the demonstration: late, overlapping, nearly a colleague's, corrected, withdrawn, a minute short.

They are what `domain/signals.py` asks about, each with what its writer said to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

from youthwork.demo.calendar import Deed
from youthwork.demo.contact_year import Year
from youthwork.domain.signals import SignalKind
from youthwork.models import Activity, User
from youthwork.services.contact_work.records import recording
from youthwork.services.contact_work.records.recording import Given


def deeds(year: Year) -> Iterator[Deed]:
    yield from _late_and_overlapping(year)
    yield from _copied(year)
    yield from _mended(year)
    yield from _crowded(year)
    # 59 minutes: told, not counted.
    yield year.visit(year.people["luo"], year.before(45), minutes=59)


def _late_and_overlapping(year: Year) -> Iterator[Deed]:
    mai, zhou = year.people["mai"], year.people["zhou"]
    late = year.given(mai, year.writer.talk(), year.before(52), time(9, 30), "talk")
    said = {SignalKind.LATE: "回原单位述职，回来翻了本子才补记"}
    yield Deed(late.ends_at + timedelta(days=19), lambda: recording.record(mai, late, said))
    first = year.given(zhou, year.writer.talk(), year.before(33), time(9, 0), "talk", 120)
    yield year.recorded(zhou, first)
    second = year.given(zhou, year.writer.deed(), year.before(33), time(10, 30), "deed", 90)
    words = {SignalKind.OVERLAP: "前半段座谈请陈祎主持，十点半以后去了村里"}
    yield Deed(second.ends_at + timedelta(hours=1), lambda: recording.record(zhou, second, words))


def _copied(year: Year) -> Iterator[Deed]:
    he, cheng = year.people["he"], year.people["cheng"]
    first = year.given(he, year.writer.lesson(), year.before(27), time(15, 0), "lesson", 60)
    yield year.recorded(he, first)
    second = replace(
        year.given(cheng, year.writer.lesson(), year.before(26), time(15, 0), "lesson", 60),
        topic=first.topic,
        effect=first.effect,
        asked=first.asked,
    )
    said = {SignalKind.COPY: "同一份提纲，两人分头到两个支部讲，问的也是同一件事"}
    yield Deed(second.ends_at + timedelta(hours=3), lambda: recording.record(cheng, second, said))


def _crowded(year: Year) -> Iterator[Deed]:
    """More people than the branch has 团员: others came too, and the writer says so."""
    luo = year.people["luo"]
    given = year.given(luo, year.writer.lesson(), year.before(19), time(14, 0), "lesson", 80)
    said = {SignalKind.CROWD: "隔壁班的支部也来听，合在一起讲的"}
    many = replace(given, people=86, linked_people=None)
    yield Deed(many.ends_at + timedelta(hours=2), lambda: recording.record(luo, many, said))


def _mended(year: Year) -> Iterator[Deed]:
    """One corrected two days later, one withdrawn."""
    luo, li = year.people["luo"], year.people["li"]
    wrong = year.given(
        luo, year.writer.task("volunteer_service"), year.before(38), time(8, 30), "volunteer_service"
    )
    wrong = replace(wrong, people=max(wrong.people - 6, 4), linked_people=None)
    twice = year.given(li, year.writer.talk(), year.before(41), time(16, 0), "talk")
    kept: dict[str, Activity] = {}

    def record(name: str, person: User, given: Given) -> None:
        kept[name] = recording.record(person, given, {})

    def correct() -> None:
        now = replace(recording.given_of(kept["wrong"]), people=wrong.people + 6)
        recording.correct(kept["wrong"], now, luo, "漏数了后到的六名同学", kept["wrong"].version)

    def withdraw() -> None:
        recording.withdraw(kept["twice"], li, "与前一条记的是同一次", kept["twice"].version)

    yield Deed(wrong.ends_at + timedelta(hours=1), lambda: record("wrong", luo, wrong))
    yield Deed(wrong.ends_at + timedelta(days=2), correct)
    yield Deed(twice.ends_at + timedelta(hours=1), lambda: record("twice", li, twice))
    yield Deed(twice.ends_at + timedelta(days=1), withdraw)
