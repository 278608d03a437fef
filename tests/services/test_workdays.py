"""工作日历 as administrators keep it: what is entered goes before the built-in table, and holds everywhere soon."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import insert, select

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.query_counts import queries_of
from youthwork.domain import workdays as table
from youthwork.domain.calendar import add_workdays, is_workday, next_workday
from youthwork.domain.errors import Unacceptable
from youthwork.domain.workdays import Marked
from youthwork.extensions import db
from youthwork.models import AuditRecord, CalendarDay
from youthwork.services import posts, workdays
from youthwork.services.transactions import deed

#: A Wednesday that is nothing special.
PLAIN = date(2026, 4, 15)
ARRANGED_2027 = {date(2027, 10, day): Marked(False, "国庆节") for day in range(1, 8)}


def enter(cast: Cast, day: date, is_work: bool, name: str = "校庆放假") -> None:
    with deed():
        workdays.set_day(day, is_work, name, cast.person("gu"))


@on_both_engines
def test_an_entered_day_goes_before_the_table_as_soon_as_it_is_committed(app: Flask, cast: Cast) -> None:
    assert is_workday(PLAIN) and next_workday(date(2026, 4, 14)) == PLAIN
    enter(cast, PLAIN, False)
    assert not is_workday(PLAIN) and next_workday(date(2026, 4, 14)) == date(2026, 4, 16)
    enter(cast, date(2026, 10, 1), True, "值班")
    assert is_workday(date(2026, 10, 1)) and add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 1)


@on_both_engines
def test_a_day_that_is_dropped_is_as_built_in_again(app: Flask, cast: Cast) -> None:
    enter(cast, date(2026, 10, 1), True, "值班")
    with deed():
        workdays.drop_day(date(2026, 10, 1), cast.person("gu"))
    assert not is_workday(date(2026, 10, 1))
    said = [record.sentence for record, _ in workdays.changes()]
    assert said[0].startswith("2026年10月1日取消“值班”") and "记为上班（值班）" in said[1]


def test_a_deed_that_is_undone_changes_nothing(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuntimeError), deed():
        workdays.set_day(PLAIN, False, "校庆放假", cast.person("gu"))
        raise RuntimeError
    assert is_workday(PLAIN) and not db.session.scalars(select(CalendarDay)).all()


def test_another_process_sees_an_edit_within_a_minute_and_asks_once_a_minute(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 1000.0
    monkeypatch.setattr(workdays, "monotonic", lambda: seconds)
    workdays.forget()
    assert is_workday(PLAIN)
    # As another process writes it: nobody tells this one.
    with db.engine.begin() as connection:
        connection.execute(
            insert(CalendarDay).values(day=PLAIN, is_workday=False, name="校庆放假", set_at=NOW)
        )
    assert is_workday(PLAIN)
    assert queries_of(lambda: [is_workday(date(2026, 5, day)) for day in range(1, 32)]) == []
    seconds += workdays.FRESH_SECONDS
    assert not is_workday(PLAIN)


def test_a_name_is_needed_and_the_same_again_is_no_change(app: Flask, cast: Cast) -> None:
    with pytest.raises(Unacceptable, match="名称"):
        workdays.set_day(PLAIN, False, " ", cast.person("gu"))
    enter(cast, PLAIN, False)
    with deed():
        assert workdays.set_days({PLAIN: Marked(False, "校庆放假")}, cast.person("gu")) == 0
    assert len(db.session.scalars(select(AuditRecord).where(AuditRecord.kind == "calendar")).all()) == 1


def test_a_year_is_arranged_once_its_days_off_are_entered(app: Flask, cast: Cast) -> None:
    assert table.unarranged_words(2027) == "2027年的放假安排尚未公布，暂按周末计算"
    assert is_workday(date(2027, 10, 1)) and table.unarranged_words(2026) == ""
    with deed():
        workdays.set_days(ARRANGED_2027, cast.person("gu"))
    assert not table.is_arranged(2027) and not is_workday(date(2027, 10, 1))
    more = {date(2027, 2, day): Marked(False, "春节") for day in range(5, 12)}
    with deed():
        workdays.set_days(more, cast.person("gu"))
    assert table.is_arranged(2027)


@pytest.mark.parametrize(("username", "may"), [("gu", True), ("lin", False), ("zhou", False), ("su", False)])
def test_only_administrators_of_the_topmost_organ_edit(
    app: Flask, cast: Cast, username: str, may: bool
) -> None:
    assert workdays.may_edit(posts.actor_of(cast.person(username))) is may
