"""活动信息的页面, without a script: one is begun from the notice, drawn from records, and another after it."""

from __future__ import annotations

import pytest

from tests import duties, journeys
from tests.contact_work import add_activity
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes.city_2017_walking.activity_news import ActivityNews
from youthwork.models import Submission


@pytest.fixture
def notice(cast: Cast, browser: Browser) -> int:
    found = duties.issue(cast, "city_2017_walking", "团青岚市委", annexes=(ActivityNews.key,))
    add_activity(cast, "zhou", "2026-03-05", topic="听骑手说难处", place="清河快递站点")
    add_activity(cast, "li", "2026-03-12", topic="夜间班开班")
    db.session.commit()
    browser.sign_in("zhou")
    return found.id


def papers() -> list[Submission]:
    rows = db.select(Submission).where(Submission.annex_key == ActivityNews.key).order_by(Submission.id)
    db.session.expire_all()
    return list(db.session.scalars(rows))


def test_one_is_begun_from_the_notice_and_written_from_a_record(browser: Browser, notice: int) -> None:
    page = browser.get(f"/notices/{notice}")
    assert "有事才报" in page.text
    draft = browser.press(page, "报一件")
    choosing = browser.press(draft, "从活动记录带入", {"subject": "先写的题目"})
    assert "3月12日，座谈：夜间班开班，12人。" in choosing.text
    ids = [str(each.get("value")) for each in choosing.all("input", name="rows")]
    after = browser.press(choosing, "带入勾选的", {"rows": ids[1:]})
    assert after.field("where") == "清河快递站点" and after.field("when") == "3月5日"
    assert after.field("subject") == "先写的题目", "what was typed is saved before anything else"
    assert "来自 1 条活动记录" in after.text
    again = browser.press(after, "从活动记录带入")
    assert "已带入" in again.text


def test_nothing_ticked_is_refused_and_nothing_is_changed(browser: Browser, notice: int) -> None:
    draft = browser.press(browser.get(f"/notices/{notice}"), "报一件")
    choosing = browser.press(draft, "从活动记录带入")
    refused = browser.press(choosing, "带入勾选的", status=409)
    assert "没有勾选" in refused.text


def test_another_follows_the_first(browser: Browser, cast: Cast, notice: int) -> None:
    browser.press(browser.get(f"/notices/{notice}"), "报一件")
    journeys.type_in(papers()[0], cast.person("zhou"), ActivityNews.sample())
    page = browser.press(browser.get(f"/notices/{notice}"), "再报一件")
    assert "（第2件）" in page.title and [each.period for each in papers()] == ["1", "2"]
    browser.press(browser.get(f"/notices/{notice}"), "再报一件")
    assert len(papers()) == 2, "one nobody wrote in is taken before another is begun"


def test_what_was_submitted_takes_in_no_more(browser: Browser, cast: Cast, notice: int) -> None:
    browser.press(browser.get(f"/notices/{notice}"), "报一件")
    (paper,) = papers()
    journeys.walk_on(journeys.type_in(paper, cast.person("zhou"), ActivityNews.sample()), cast, State.SENT)
    db.session.commit()
    browser.get(f"/submissions/{paper.id}/news-records", status=409)


def test_other_papers_are_not_written_so(browser: Browser, cast: Cast, notice: int) -> None:
    sheet = journeys.draft_task_sheet(cast, "zhou")
    db.session.commit()
    browser.get(f"/submissions/{sheet.id}/news-records", status=404)
