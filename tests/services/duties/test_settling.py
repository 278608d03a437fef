"""催办了结: what said that something is due is read no more once there is nothing to report, or later."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.extensions import db
from youthwork.models import DutyException, ExceptionKind, Message, Notice, ReportDuty
from youthwork.services import posts
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.duties import exceptions, nil, sight, urging
from youthwork.services.messages.events import REMINDING
from youthwork.services.path import reminders

pytestmark = on_both_engines

COUNTY, CITY = "团云溪县委", "团青岚市委"


@pytest.fixture
def duty(cast: Cast) -> ReportDuty:
    return duties.duty(
        cast, db.session.get_one(Notice, cast.notices["province"].id), "contact_points", COUNTY
    )


def urge(cast: Cast, duty: ReportDuty, who: str = "lin") -> None:
    person = cast.person(who)
    actor = posts.actor_of(person)
    assert urging.urge(sight.find_duties(actor, [duty.id]), person, actor).told


def reminded() -> list[str]:
    rows = db.select(Message).where(Message.kind.in_(REMINDING), Message.read_at.is_(None))
    return [row.person.username for row in db.session.scalars(rows.order_by(Message.id))]


def grant(cast: Cast, duty: ReportDuty, kind: ExceptionKind, until: date | None = None) -> DutyException:
    return exceptions.grant(duty, kind, until, "汛期", cast.person("he"), cast.organ(CITY))


@pytest.mark.parametrize(
    ("kind", "until"), [(ExceptionKind.LATER, date(2026, 4, 20)), (ExceptionKind.EXEMPT, None)]
)
@pytest.mark.parametrize("is_begun", [False, True])
def test_an_exception_settles_the_reminders_of_its_duty_and_no_others(
    cast: Cast, duty: ReportDuty, kind: ExceptionKind, until: date | None, is_begun: bool
) -> None:
    if is_begun:
        journeys.draft_contact_points(cast)
    other = duties.duty(cast, duty.notice_annex.notice, "contact_points", "团白鹭县委")
    urge(cast, duty)
    urge(cast, other)
    assert reminded() == ["zhou", "bai"]
    grant(cast, duty, kind, until)
    assert reminded() == ["bai"]
    settled = db.session.scalars(db.select(Message).where(Message.settled_at.is_not(None))).all()
    assert [each.person.username for each in settled] == ["zhou"]


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_nil_report_settles_them(cast: Cast, is_begun: bool) -> None:
    monthly = duties.issue(cast, annexes=("monthly_report",), period="2026-04", due=date(2026, 4, 2))
    duty = duties.duty(cast, monthly, "monthly_report", CITY, period="2026-04")
    if is_begun:
        row = duties.annex(monthly, "monthly_report", "2026-04")
        open_submission(row, cast.person("lin"), cast.organ(CITY).id)
    urge(cast, duty, "tang")
    assert reminded() == ["lin"]
    nil.report_nil(duty, cast.person("lin"))
    assert reminded() == []


def test_a_draft_of_what_is_excused_is_not_reminded_of_until_it_is_asked_again(
    app: Flask, cast: Cast, duty: ReportDuty
) -> None:
    journeys.draft_contact_points(cast)
    exception = grant(cast, duty, ExceptionKind.EXEMPT)
    app.config["CLOCK"] = lambda: datetime(2026, 4, 6, 9, 0)
    reminders.remind_of_papers(date(2026, 4, 6), 0)
    assert reminded() == []
    exceptions.end(exception, cast.person("he"))
    reminders.remind_of_papers(date(2026, 4, 6), 0)
    assert reminded() == ["zhou"]


def test_given_more_time_it_is_reminded_of_by_the_new_day(app: Flask, cast: Cast, duty: ReportDuty) -> None:
    journeys.draft_contact_points(cast)
    grant(cast, duty, ExceptionKind.LATER, date(2026, 4, 20))
    app.config["CLOCK"] = lambda: datetime(2026, 4, 7, 9, 0)
    reminders.remind_of_papers(date(2026, 4, 7), 0)
    assert reminded() == []
    app.config["CLOCK"] = lambda: datetime(2026, 4, 20, 9, 0)
    reminders.remind_of_papers(date(2026, 4, 20), 0)
    assert reminded() == ["zhou"]
