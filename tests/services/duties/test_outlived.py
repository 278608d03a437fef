"""过了头的: exceptions whose unit or cadre is gone when they end, days beyond the notice, urging what nobody may begin."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.duties import counting_again
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.extensions import db
from youthwork.models import ExceptionKind, Message, MessageKind, Notice, ReportDuty
from youthwork.services import posts
from youthwork.services.duties import exceptions, sight, urging
from youthwork.services.duties.urging import Urged
from youthwork.services.path import dispatch
from youthwork.services.personnel import appointments, merging

pytestmark = on_both_engines

COUNTY, SISTER, KEY = "团云溪县委", "团白鹭县委", "contact_points"
UNTIL = NOW.date() + timedelta(days=5)


def province(cast: Cast) -> Notice:
    return db.session.get_one(Notice, cast.notices["province"].id)


def excuse(cast: Cast, duty: ReportDuty, until: date | None = UNTIL) -> None:
    exceptions.grant(
        duty, ExceptionKind.EXEMPT, until, "汛期值守", cast.person("tang"), cast.organ("团示范省委")
    )


def let_it_end(app: Flask) -> None:
    app.config["CLOCK"] = lambda: datetime.combine(UNTIL, NOW.time()) + timedelta(days=1)
    after: int | None = 0
    while after is not None:
        after = exceptions.end_outlived(after)


def urge(cast: Cast, who: str, *asked: ReportDuty) -> Urged:
    actor = posts.actor_of(cast.person(who))
    return urging.urge(sight.find_duties(actor, [each.id for each in asked]), cast.person(who), actor)


def told() -> list[str]:
    rows = db.session.scalars(db.select(Message).where(Message.kind == MessageKind.URGING))
    return [row.person.username for row in rows]


def test_an_excuse_that_outlives_its_unit_leaves_nobody_owing(app: Flask, cast: Cast) -> None:
    duty = duties.duty(cast, province(cast), KEY, SISTER)
    excuse(cast, duty)
    merging.merge(cast.organ(SISTER), cast.organ(COUNTY), cast.person("lin"))
    let_it_end(app)
    assert duty.standing is Reporting.EXEMPT, "there is nobody in it who could report"
    assert counting_again.kept() == counting_again.counted()


def test_an_excuse_that_outlives_its_unit_goes_to_a_successor_that_owes_nothing_yet(
    app: Flask, cast: Cast
) -> None:
    duty = duties.duty(cast, province(cast), "task_sheet", SISTER, "bai")
    excuse(cast, duty)
    merging.merge(cast.organ(SISTER), cast.organ(COUNTY), cast.person("lin"))
    assert (duty.owner_id, duty.standing) == (cast.organ(COUNTY).id, Reporting.EXEMPT)
    let_it_end(app)
    assert duty.standing is Reporting.MISSING, "who was excused for some days is asked again where they are"
    assert counting_again.kept() == counting_again.counted()


def test_an_excuse_that_outlives_a_cadres_post_leaves_nobody_owing(app: Flask, cast: Cast) -> None:
    duty = duties.duty(cast, province(cast), "task_sheet", COUNTY, "mai")
    excuse(cast, duty)
    (post,) = posts.current_appointments(cast.person("mai"))
    app.config["CLOCK"] = lambda: NOW + timedelta(days=2)
    appointments.end(post, NOW.date() + timedelta(days=1), cast.person("zhou"))
    let_it_end(app)
    assert duty.standing is Reporting.EXEMPT
    assert counting_again.kept() == counting_again.counted()


def test_more_time_is_not_given_beyond_the_last_day_of_the_notice(app: Flask, cast: Cast) -> None:
    province(cast).expires_on = date(2026, 4, 30)
    duty = duties.duty(cast, province(cast), KEY, COUNTY)
    with pytest.raises(Unacceptable, match="有效至2026年4月30日"):
        exceptions.grant(
            duty,
            ExceptionKind.LATER,
            date(2026, 5, 1),
            "汛期",
            cast.person("tang"),
            cast.organ("团示范省委"),
        )
    exceptions.grant(
        duty, ExceptionKind.LATER, date(2026, 4, 30), "汛期", cast.person("tang"), cast.organ("团示范省委")
    )
    assert duty.due == date(2026, 4, 30)


def test_what_came_by_the_later_day_stays_on_time(app: Flask, cast: Cast) -> None:
    duty = duties.duty(cast, province(cast), KEY, COUNTY)
    tang = cast.person("tang")
    later = exceptions.grant(
        duty, ExceptionKind.LATER, date(2026, 4, 20), "汛期", tang, cast.organ("团示范省委")
    )
    app.config["CLOCK"] = lambda: datetime(2026, 4, 15, 9, 0)
    paper = journeys.send_in(journeys.draft_contact_points(cast), cast)
    with pytest.raises(StepNotAllowed, match="已在延期内报送"):
        exceptions.end(later, tang)
    assert (duty.standing, duty.is_on_time) == (Reporting.REPORTED, True)
    dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    exceptions.end(later, tang)
    assert (duty.standing, duty.due) == (Reporting.MISSING, date(2026, 4, 6))


def test_what_may_be_begun_no_more_is_not_urged(app: Flask, cast: Cast) -> None:
    province(cast).expires_on = date(2026, 4, 10)
    app.config["CLOCK"] = lambda: datetime(2026, 4, 13, 12, 0)
    done = urge(cast, "lin", duties.duty(cast, province(cast), KEY, COUNTY))
    assert done.told == [] and "有效期已过" in done.left_out[0] and told() == []


def test_the_same_thing_asked_twice_is_urged_once_a_day(app: Flask, cast: Cast) -> None:
    again = duties.issue(cast, issuer="团青岚市委", due=duties.DUE, title="市里的通知", annexes=(KEY,))
    first, second = (duties.duty(cast, each, KEY, COUNTY) for each in (province(cast), again))
    assert second.same_as_id == first.id
    assert urge(cast, "lin", first, second).told == [(COUNTY, "周可儿")]
    assert urge(cast, "meng", second).told == []
    assert told() == ["zhou"]
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1)
    assert urge(cast, "meng", second).told == [(COUNTY, "周可儿")]
