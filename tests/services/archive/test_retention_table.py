from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.models import AuditRecord, Organization, RetentionRule
from youthwork.services.archive import retention
from youthwork.services.archive.retention import OTHERS, Row

pytestmark = on_both_engines
TODAY = NOW.date()


def row(years: int, starts_on: date = TODAY, annex: str = "contact_points") -> Row:
    return Row(annex, "下级报送备案的联系点汇总表", years, "岚档函〔2026〕3号", starts_on)


@pytest.fixture
def city(app: Flask, cast: Cast) -> Organization:
    return cast.organ("团青岚市委")


def test_the_default_is_ten_years_for_every_annex_and_all_others(city: Organization) -> None:
    assert {each.years for each in retention.proposals(city.id)} == {10}
    assert retention.proposals(city.id)[-1].annex_key == OTHERS


def test_a_filing_takes_its_period_from_the_table_of_its_organ(city: Organization, cast: Cast) -> None:
    retention.add(city, cast.person("zhao"), row(30))
    assert journeys.file_contact_points(cast).retention_years == 30


def test_without_a_row_the_annexs_own_period_holds(cast: Cast, city: Organization) -> None:
    retention.add(city, cast.person("zhao"), row(30, annex="task_sheet"))
    assert journeys.file_contact_points(cast).retention_years == ContactPoints.retention_years


def test_a_row_for_all_others_is_asked_last(city: Organization, cast: Cast) -> None:
    zhao = cast.person("zhao")
    retention.add(city, zhao, row(0, annex=OTHERS))
    assert retention.years_for(city.id, ContactPoints, TODAY) == 0
    retention.add(city, zhao, row(30))
    assert retention.years_for(city.id, ContactPoints, TODAY) == 30


def test_a_new_row_ends_the_old_one_the_day_before_and_both_stay(city: Organization, cast: Cast) -> None:
    zhao, later = cast.person("zhao"), TODAY + timedelta(days=30)
    old, new = retention.add(city, zhao, row(10)), retention.add(city, zhao, row(0, later))
    assert (old.ends_on, new.ends_on) == (later - timedelta(days=1), None)
    assert [retention.years_for(city.id, ContactPoints, day) for day in (TODAY, old.ends_on, later)] == [
        10,
        10,
        0,
    ]
    assert db.session.scalar(db.select(db.func.count()).select_from(RetentionRule)) == 2
    said = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "archive")).all()
    assert any("永久，原为10年" in sentence and "岚档函〔2026〕3号" in sentence for sentence in said)


def test_a_row_cannot_begin_before_the_one_it_ends(city: Organization, cast: Cast) -> None:
    zhao = cast.person("zhao")
    retention.add(city, zhao, row(10))
    for day in (TODAY, TODAY - timedelta(days=1)):
        with pytest.raises(Unacceptable, match="从2026年4月1日起执行，新的一行要从这一天之后开始"):
            retention.add(city, zhao, row(30, day))


def test_periods_and_kinds_nobody_knows_are_refused(city: Organization, cast: Cast) -> None:
    for wrong, sentence in ((row(15), "永久、30年、10年"), (row(10, annex="nothing"), "没有这种附件")):
        with pytest.raises(Unacceptable, match=sentence):
            retention.add(city, cast.person("zhao"), wrong)


def test_another_organs_table_does_not_count(city: Organization, cast: Cast) -> None:
    retention.add(cast.organ("团示范省委"), cast.person("zhao"), row(30))
    assert retention.years_for(city.id, ContactPoints, TODAY) == 10
