"""可报多件: one paper after the other by one unit, none of them twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.domain.completeness import Reporting
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes.city_2017_walking.activity_news import ActivityNews
from youthwork.forms.annexes.city_2017_walking.research_report import ResearchReport
from youthwork.models import Notice, Submission
from youthwork.services import posts
from youthwork.services.drafts import repeating
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.path.cases import plan_route

pytestmark = on_both_engines

NEWS, REPORT = ActivityNews.key, ResearchReport.key
COUNTY = "团云溪县委"


def issued(cast: Cast) -> Notice:
    return duties.issue(cast, "city_2017_walking", "团青岚市委", annexes=(NEWS, REPORT))


def begin(cast: Cast, notice: Notice, key: str, another: bool = True) -> Submission:
    row = duties.annex(notice, key)
    return open_submission(row, cast.person("zhou"), cast.organ(COUNTY).id, another=another)


def write(cast: Cast, paper: Submission, subject: str) -> Submission:
    return journeys.type_in(paper, cast.person("zhou"), {**ActivityNews.sample(), "subject": subject})


def test_a_unit_hands_in_one_after_the_other(app: Flask, cast: Cast) -> None:
    notice = issued(cast)
    first = write(cast, begin(cast, notice, NEWS), "第一篇")
    second = write(cast, begin(cast, notice, NEWS), "第二篇")
    assert (first.period, second.period) == ("1", "2")
    assert [first.title, second.title] == ["活动信息和案例（第1件）", "活动信息和案例（第2件）"]
    for paper in (first, second):
        journeys.walk_on(paper, cast, State.SENT)
    assert second.title == "活动信息和案例 · 第二篇"


def test_one_nobody_wrote_in_yet_is_taken_before_another_is_begun(app: Flask, cast: Cast) -> None:
    notice = issued(cast)
    first = begin(cast, notice, NEWS)
    assert begin(cast, notice, NEWS) is first
    write(cast, first, "第一篇")
    assert begin(cast, notice, NEWS) is not first


def test_without_asking_for_another_it_is_the_first(app: Flask, cast: Cast) -> None:
    notice = issued(cast)
    first = write(cast, begin(cast, notice, NEWS), "第一篇")
    assert begin(cast, notice, NEWS, another=False) is first


def test_the_first_of_what_is_owed_is_the_report(app: Flask, cast: Cast) -> None:
    notice = issued(cast)
    owed = duties.duty(cast, notice, REPORT, COUNTY)
    first = begin(cast, notice, REPORT, another=False)
    assert first.period == ""
    journeys.type_in(first, cast.person("zhou"), ResearchReport.sample())
    second = begin(cast, notice, REPORT)
    assert second.period == "2"
    journeys.walk_on(first, cast, State.SENT)
    db.session.refresh(owed)
    assert owed.standing is Reporting.REPORTED


def test_nobody_owes_what_is_voluntary(app: Flask, cast: Cast) -> None:
    assert duties.find_duty(cast, issued(cast), NEWS, COUNTY) is None


def test_it_goes_straight_to_who_asked_past_what_lies_between(app: Flask, cast: Cast) -> None:
    notice = issued(cast)
    town = cast.organ("云溪镇团委").id
    post = posts.current_appointments(cast.person("zhou"))[0]
    post.organization_id = town
    db.session.flush()
    paper = open_submission(duties.annex(notice, NEWS), cast.person("zhou"), town, another=True)
    route = plan_route(paper, cast.person("zhou").id).route
    assert route.receiver_name == "团青岚市委组织部" and "直接报团青岚市委" in route.reason


def test_the_page_of_the_notice_offers_them_to_the_clerk_alone(app: Flask, cast: Cast) -> None:
    notice = issued(cast)
    write(cast, begin(cast, notice, NEWS), "第一篇")
    offered = {
        each.annex.key: each for each in repeating.offered(notice, posts.actor_of(cast.person("zhou")))
    }
    assert list(offered) == [NEWS], "the first report stands among what is asked"
    assert len(offered[NEWS].papers) == 1 and offered[NEWS].may_begin
    assert repeating.offered(notice, posts.actor_of(cast.person("mai"))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"state": NoticeState.WITHDRAWN, "withdrawn_at": NOW, "withdrawal_reason": "重复"},
        {"expires_on": NOW.date() - timedelta(days=1)},
    ],
    ids=["withdrawn", "expired"],
)
def test_a_notice_not_in_force_offers_no_more(app: Flask, cast: Cast, change: dict[str, object]) -> None:
    notice, clerk = issued(cast), posts.actor_of(cast.person("zhou"))
    notice.issued_on = NOW.date() - timedelta(days=9)
    write(cast, begin(cast, notice, NEWS), "第一篇")
    for name, value in change.items():
        setattr(notice, name, value)
    db.session.flush()
    (still,) = repeating.offered(notice, clerk)
    assert still.annex is ActivityNews and not still.may_begin
