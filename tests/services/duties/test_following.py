"""随人随组织变动: newcomers, leavers, posts that change, accounts out of use, units that move."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.duties import counting_again
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature, Gender
from youthwork.domain.personnel import PersonalData, Post
from youthwork.models import Appointment, ExceptionKind, ReportDuty, User
from youthwork.services import posts
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.duties import exceptions, following
from youthwork.services.personnel import accounts, appointments

pytestmark = on_both_engines

COUNTY = "团云溪县委"
TODAY = NOW.date()


def sheet(cast: Cast, who: str, organ: str = COUNTY) -> ReportDuty:
    return duties.duty(cast, cast.notices["province"], "task_sheet", organ, who)


def post_of(cast: Cast, who: str) -> Appointment:
    return posts.current_appointments(cast.person(who))[0]


def newcomer(cast: Cast, starts_on: date = TODAY, nature: CadreNature | None = CadreNature.FULL_TIME) -> User:
    data = PersonalData("沈知夏", Gender.FEMALE, "1995.05", "13800001999")
    post = Post("干事", nature, (Duty.CADRE,), starts_on)
    person = appointments.add_person(cast.organ(COUNTY), data, post, cast.person("zhou"))
    cast.people["shen"] = person
    return person


def asked(cast: Cast, organ: str = COUNTY) -> ReportDuty | None:
    return duties.find_duty(cast, cast.notices["province"], "task_sheet", organ, "shen")


def test_who_comes_while_the_notice_runs_is_asked(app: Flask, cast: Cast) -> None:
    newcomer(cast)
    found = asked(cast)
    assert found is not None and found.standing is Reporting.MISSING
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(NOW)


@pytest.mark.parametrize(("day", "is_asked"), [(date(2026, 10, 15), True), (date(2026, 10, 16), False)])
def test_who_comes_after_the_due_day_is_not(app: Flask, cast: Cast, day: date, is_asked: bool) -> None:
    app.config["CLOCK"] = lambda: datetime.combine(day, NOW.time())
    newcomer(cast, day)
    assert (asked(cast) is not None) is is_asked


def test_who_begins_later_is_asked_from_that_day_by_the_daily_run(app: Flask, cast: Cast) -> None:
    day = NOW.date() + timedelta(days=5)
    newcomer(cast, day)
    assert asked(cast) is None
    app.config["CLOCK"] = lambda: datetime.combine(day, NOW.time())
    after: int | None = 0
    while after is not None:
        after = following.follow_day(day, after)
    assert asked(cast) is not None


def test_a_leaver_is_excused_the_day_after_and_asked_again_on_coming_back(app: Flask, cast: Cast) -> None:
    appointments.end(post_of(cast, "mai"), NOW.date(), cast.person("zhou"))
    assert sheet(cast, "mai").standing is Reporting.MISSING, "the last day counts"
    tomorrow = NOW + timedelta(days=1)
    app.config["CLOCK"] = lambda: tomorrow
    after: int | None = 0
    while after is not None:
        after = following.follow_day(tomorrow.date(), after)
    assert sheet(cast, "mai").standing is Reporting.EXEMPT
    back = Post("副书记", CadreNature.FULL_TIME, (Duty.CADRE,), tomorrow.date())
    appointments.appoint(cast.organ(COUNTY), cast.person("mai"), back, cast.person("zhou"))
    assert sheet(cast, "mai").standing is Reporting.MISSING
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(tomorrow)


def test_who_reported_before_leaving_stays_reported(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast, "mai")
    journeys.send_in(paper, cast)
    appointments.end(post_of(cast, "mai"), NOW.date() - timedelta(days=1), cast.person("zhou"))
    assert sheet(cast, "mai").standing is Reporting.REPORTED


def test_somebody_elses_excuse_is_not_taken_away_by_a_change_of_posts(app: Flask, cast: Cast) -> None:

    exceptions.grant(
        sheet(cast, "mai"),
        ExceptionKind.EXEMPT,
        None,
        "长期病休",
        cast.person("su"),
        cast.organ("团示范省委"),
    )
    following.follow_person(cast.person("mai"))
    assert sheet(cast, "mai").standing is Reporting.EXEMPT


def test_an_account_out_of_use_is_excused_and_asked_again(app: Flask, cast: Cast) -> None:
    accounts.disable(cast.person("mai"), cast.person("zhou"))
    assert sheet(cast, "mai").standing is Reporting.EXEMPT
    accounts.enable(cast.person("mai"), cast.person("zhou"))
    assert sheet(cast, "mai").standing is Reporting.MISSING


def test_who_changes_units_is_excused_there_and_asked_here(app: Flask, cast: Cast) -> None:
    open_submission(
        cast.annex("province", "task_sheet"), cast.person("mai"), cast.organ(COUNTY).id, cast.person("mai")
    )
    yesterday = NOW.date() - timedelta(days=1)
    appointments.end(post_of(cast, "mai"), yesterday, cast.person("zhou"))
    here = Post("副书记", CadreNature.FULL_TIME, (Duty.CADRE,), NOW.date())
    appointments.appoint(cast.organ("团白鹭县委"), cast.person("mai"), here, cast.person("bai"))
    assert sheet(cast, "mai").standing is Reporting.EXEMPT
    assert sheet(cast, "mai", "团白鹭县委").standing is Reporting.MISSING
    assert counting_again.kept() == counting_again.counted()
