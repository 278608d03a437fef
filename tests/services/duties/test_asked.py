"""应报事项 read: what is asked of somebody today, by when, and why there is nothing to begin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.duties import counting_again
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.models import ExceptionKind, Notice, ReportDuty, Submission
from youthwork.services import posts
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.duties import exceptions, laying, nil
from youthwork.services.path import corrections, dispatch, obligations
from youthwork.services.path.obligations import Obligation

pytestmark = on_both_engines

COUNTY = "团云溪县委"


def asked(cast: Cast, notice: Notice, key: str = "contact_points", who: str = "zhou") -> list[Obligation]:
    person = cast.person(who)
    found = obligations.asked_of(person, posts.actor_of(person))
    return [one for one in found if one.notice_annex.notice_id == notice.id and one.annex.key == key]


def begin(cast: Cast, notice: Notice) -> Submission:
    row = duties.annex(notice, "contact_points")
    return open_submission(row, cast.person("zhou"), cast.organ(COUNTY).id)


def county_duty(cast: Cast, notice: Notice) -> ReportDuty:
    return duties.duty(cast, notice, "contact_points", COUNTY)


def grant(cast: Cast, duty: ReportDuty, kind: ExceptionKind, until: date | None) -> None:
    exceptions.grant(duty, kind, until, "汛期值守", cast.person("tang"), cast.organ("团示范省委"))


def far(cast: Cast, **more: Any) -> Notice:
    """A notice that asks the province's forms anew, months after the one there is."""
    return duties.issue(cast, due=date(2026, 9, 25), **more)


@pytest.mark.parametrize(
    "change",
    [
        {"state": NoticeState.DRAFT},
        {"state": NoticeState.WITHDRAWN, "withdrawn_at": NOW, "withdrawal_reason": "文号有误"},
        {"expires_on": NOW.date() - timedelta(days=1)},
    ],
    ids=["draft", "withdrawn", "past its last day"],
)
def test_a_notice_not_in_force_asks_nothing_and_begins_nothing(
    app: Flask, cast: Cast, change: dict[str, object]
) -> None:
    notice = far(cast, issued_on=date(2026, 3, 1))
    assert asked(cast, notice)
    for name, value in change.items():
        setattr(notice, name, value)
    db.session.flush()
    assert asked(cast, notice) == []
    with pytest.raises(StepNotAllowed):
        begin(cast, notice)


@pytest.mark.parametrize("standing", [Reporting.REPORTED, Reporting.FILED], ids=lambda each: each.name)
def test_what_another_units_paper_reported_is_said_to_be_reported(
    app: Flask, cast: Cast, standing: Reporting
) -> None:
    """A candidate's sheet climbs: the organ that sent it on has reported and has no paper of its own."""
    (one, *_) = asked(cast, far(cast))
    without_paper = replace(one, submission=None, standing=standing)
    assert without_paper.word == standing.value and not without_paper.may_begin


def test_what_expires_today_may_still_be_begun(app: Flask, cast: Cast) -> None:
    notice = far(cast, expires_on=NOW.date())
    assert begin(cast, notice).due == date(2026, 9, 25)


def test_before_it_opens_it_is_shown_with_the_day_and_cannot_be_begun(app: Flask, cast: Cast) -> None:
    notice = far(cast, opens_on=NOW.date() + timedelta(days=1))
    (one,) = asked(cast, notice)
    assert (one.word, one.may_begin) == ("4月2日起填报", False)
    with pytest.raises(StepNotAllowed, match="2026年4月2日起填报"):
        begin(cast, notice)
    app.config["CLOCK"] = lambda: datetime(2026, 4, 2, 0, 0)
    (one,) = asked(cast, notice)
    assert (one.word, one.may_begin) == ("", True)


def test_the_due_day_is_the_dutys_and_a_draft_follows_it_until_it_is_sent(app: Flask, cast: Cast) -> None:
    notice = far(cast)
    paper, later = begin(cast, notice), date(2026, 10, 9)
    grant(cast, county_duty(cast, notice), ExceptionKind.LATER, later)
    assert (paper.due, asked(cast, notice)[0].due) == (later, later)
    assert duties.annex(notice, "contact_points").due == date(2026, 9, 25)


def test_an_exception_that_is_none_is_refused_with_what_to_do(app: Flask, cast: Cast) -> None:
    duty = county_duty(cast, far(cast))
    with pytest.raises(Unacceptable, match="延期要晚于现在的期限"):
        grant(cast, duty, ExceptionKind.LATER, duty.due)
    with pytest.raises(Unacceptable, match="哪一天"):
        grant(cast, duty, ExceptionKind.LATER, None)
    with pytest.raises(Unacceptable, match="已经过去"):
        grant(cast, duty, ExceptionKind.EXEMPT, NOW.date() - timedelta(days=1))
    with pytest.raises(Unacceptable, match="理由"):
        exceptions.grant(duty, ExceptionKind.EXEMPT, None, "  ", cast.person("tang"), None)


def test_what_is_excused_is_said_so_and_asked_again_when_the_excuse_ends(app: Flask, cast: Cast) -> None:
    notice = far(cast)
    duty = county_duty(cast, notice)
    grant(cast, duty, ExceptionKind.EXEMPT, date(2026, 4, 10))
    (one,) = asked(cast, notice)
    assert (one.word, one.may_begin) == ("免报", False)
    app.config["CLOCK"] = lambda: datetime(2026, 4, 10, 23, 59)
    assert exceptions.end_outlived(0) is None, "its last day counts"
    app.config["CLOCK"] = lambda: datetime(2026, 4, 11, 0, 0)
    assert exceptions.end_outlived(0) is not None
    assert (duty.standing, asked(cast, notice)[0].may_begin) == (Reporting.MISSING, True)


def test_who_is_excused_may_report_all_the_same_and_is_excused_again_after_taking_it_back(
    app: Flask, cast: Cast
) -> None:
    duty = county_duty(cast, cast.notices["province"])
    grant(cast, duty, ExceptionKind.EXEMPT, None)
    paper = journeys.send_in(journeys.draft_contact_points(cast), cast)
    assert duty.standing is Reporting.REPORTED
    dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    assert duty.standing is Reporting.EXEMPT


def test_a_nil_report_is_counted_said_and_taken_back(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = far(cast)
    duty = county_duty(cast, notice)
    with pytest.raises(StepNotAllowed, match="不能零报告"):
        nil.report_nil(duty, cast.person("zhou"), "")
    monkeypatch.setattr(ContactPoints, "may_be_nil", True)
    nil.report_nil(duty, cast.person("zhou"), "本期没有")
    assert (duty.standing, duty.is_on_time, duty.nil_words) == (Reporting.NIL, True, "本期没有")
    assert asked(cast, notice)[0].word == "已零报告"
    with pytest.raises(StepNotAllowed, match="先收回零报告"):
        begin(cast, notice)
    nil.take_back(duty, cast.person("zhou"))
    assert (duty.standing, duty.reported_at, duty.nil_by_id) == (Reporting.MISSING, None, None)
    assert begin(cast, notice)
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(NOW)


@pytest.mark.parametrize(
    ("moment", "on_time"),
    [(datetime(2026, 4, 6, 23, 59, 59), True), (datetime(2026, 4, 7, 0, 0, 0), False)],
    ids=["the last second", "midnight"],
)
def test_on_time_is_until_the_last_second_of_the_due_day_by_the_servers_clock(
    app: Flask, cast: Cast, moment: datetime, on_time: bool
) -> None:
    duty = county_duty(cast, cast.notices["province"])
    assert duty.due == date(2026, 4, 6)
    paper = journeys.draft_contact_points(cast)
    app.config["CLOCK"] = lambda: moment
    journeys.send_in(paper, cast)
    assert (duty.standing, duty.is_on_time, duty.reported_at) == (Reporting.REPORTED, on_time, moment)


def test_taken_back_and_sent_again_it_is_the_second_sending_that_counts(app: Flask, cast: Cast) -> None:
    duty = county_duty(cast, cast.notices["province"])
    paper = journeys.send_in(journeys.draft_contact_points(cast), cast)
    dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    assert (duty.standing, duty.reported_at) == (Reporting.MISSING, None)
    app.config["CLOCK"] = lambda: datetime(2026, 4, 7, 9, 0)
    journeys.send_in(paper, cast)
    assert (duty.standing, duty.is_on_time) == (Reporting.REPORTED, False)


def test_returned_for_correction_it_stays_reported_and_on_time(app: Flask, cast: Cast) -> None:
    duty = county_duty(cast, cast.notices["province"])
    paper = journeys.return_(
        journeys.accept(journeys.send_in(journeys.draft_contact_points(cast), cast), cast), cast
    )
    assert duty.standing is Reporting.REPORTED
    app.config["CLOCK"] = lambda: datetime(2026, 4, 20, 9, 0)
    journeys.send_in(paper, cast)
    assert (duty.standing, duty.is_on_time) == (Reporting.REPORTED, True)


def test_filed_and_voided_it_is_missing_again(app: Flask, cast: Cast) -> None:
    duty = county_duty(cast, cast.notices["province"])
    filing = journeys.file_contact_points(cast)
    assert (duty.standing, duty.submission_id) == (Reporting.FILED, filing.submission_id)
    corrections.void(filing, cast.person("meng"), "不应备案的")
    assert (duty.standing, duty.is_on_time) == (Reporting.MISSING, False)
    assert asked(cast, cast.notices["province"])[0].is_voided
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(NOW)


def test_drafts_of_a_withdrawn_notice_stay_and_go_on_for_the_next_that_asks_the_same(
    app: Flask, cast: Cast
) -> None:
    first = far(cast)
    paper = begin(cast, first)
    typed = find_draft(paper).revision
    first.state, first.withdrawn_at, first.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "文号有误"
    assert county_duty(cast, first).id in laying.follow_notice(first)
    assert asked(cast, first) == [] and find_draft(paper).revision == typed
    second = far(cast, title="关于重新印发的通知")
    assert begin(cast, second) == paper
    assert (paper.notice_id, find_draft(paper).revision) == (second.id, typed)
    assert asked(cast, second)[0].submission == paper


def test_asked_twice_it_is_reported_once_and_counts_for_both(app: Flask, cast: Cast) -> None:
    province = cast.notices["province"]
    again = duties.issue(cast, issuer="团青岚市委", due=date(2026, 4, 20), title="市里的通知")
    first, second = county_duty(cast, province), county_duty(cast, again)
    assert second.same_as_id == first.id
    (one,) = asked(cast, again)
    assert (one.word, one.may_begin) == ("不另报", False)
    assert one.remark == f"与《{province.title}》同一张表，报一次即可"
    paper = begin(cast, again)
    assert paper.notice_id == province.id
    filing = journeys.file_contact_points(cast)
    assert (first.standing, second.standing) == (Reporting.FILED, Reporting.FILED)
    assert second.submission_id == filing.submission_id
    assert asked(cast, again)[0].submission == filing.submission
    assert counting_again.kept() == counting_again.counted()


def test_when_the_first_is_withdrawn_the_second_is_asked_for_itself(app: Flask, cast: Cast) -> None:
    province = db.session.get_one(Notice, cast.notices["province"].id)
    again = duties.issue(cast, issuer="团青岚市委", due=date(2026, 4, 20))
    province.state, province.withdrawn_at, province.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "有误"
    laying.follow_notice(province)
    (one,) = asked(cast, again)
    assert (one.same_as, one.may_begin, county_duty(cast, again).standing) == (None, True, Reporting.MISSING)


def test_a_year_later_it_is_another_report(app: Flask, cast: Cast) -> None:
    again = duties.issue(cast, due=date(2027, 4, 6))
    assert county_duty(cast, again).same_as_id is None


def test_passed_on_it_stays_the_superiors_with_an_earlier_day(app: Flask, cast: Cast) -> None:
    province = db.session.get_one(Notice, cast.notices["province"].id)
    province.reserve_days = 3
    passed = duties.issue(
        cast, issuer="团青岚市委", due=date(2026, 4, 3), annexes=("contact_points",), passes_on_id=province.id
    )
    assert duties.find_duty(cast, passed, "contact_points", COUNTY) is None
    duty = county_duty(cast, province)
    assert (duty.due, duty.passed_on_id) == (date(2026, 4, 3), duties.annex(passed, "contact_points").id)
    assert duties.duty(cast, province, "contact_points", "团青岚市委").due == date(2026, 4, 6), (
        "its own day is the province's"
    )
    assert duties.duty(cast, province, "contact_points", "团望川县委").due == date(2026, 4, 6)
    duties.annex(province, "contact_points").due = date(2026, 4, 30)
    laying.follow_notice(province)
    assert duty.due == date(2026, 4, 27), "not beyond the reserve, once the superior gives more time"
    duties.annex(province, "contact_points").due = date(2026, 4, 6)
    laying.follow_notice(province)
    passed.state, passed.withdrawn_at, passed.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "有误"
    laying.follow_notice(passed)
    assert (duty.due, duty.passed_on_id) == (date(2026, 4, 6), None)


def test_a_day_off_stays_the_due_day(app: Flask, cast: Cast) -> None:
    notice = duties.issue(cast, due=date(2026, 10, 4))
    assert county_duty(cast, notice).due == date(2026, 10, 4), "a Sunday in the holidays"
