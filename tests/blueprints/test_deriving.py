"""从活动记录选入的页面: chosen one by one or all, rebuilt with one press, never over what somebody wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import journeys
from tests.contact_work import add_activity
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Activity, Submission
from youthwork.services.contact_work.records import recording
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft


@pytest.fixture
def sheet(cast: Cast, browser: Browser) -> int:
    submission = journeys.draft_task_sheet(cast, "zhou", entries={})
    add_activity(cast, "zhou", purposes=("study_speeches",), topic="学五四讲话", form="集中学习")
    add_activity(
        cast, "zhou", "2026-03-09", purposes=("volunteer_service",), topic="清河捡垃圾", form="志愿服务"
    )
    db.session.commit()
    browser.sign_in("zhou")
    return submission.id


def draft(sheet: int) -> str:
    return f"/submissions/{sheet}/draft"


def record_of(topic: str) -> Activity:
    return db.session.scalars(db.select(Activity).where(Activity.topic == topic)).one()


def corrected(cast: Cast, topic: str) -> None:
    activity = record_of(topic)
    activity.recorded_at -= timedelta(minutes=5)
    now = recording.given_of(activity)
    changed = now.__class__(**{**vars(now), "people": 40})
    recording.correct(activity, changed, cast.person("zhou"), "数错了", activity.version)
    db.session.commit()


def test_it_works(browser: Browser, sheet: int) -> None:
    page = browser.get(draft(sheet))
    assert "有 2 次勾选了这张表的项目" in page.text
    choosing = browser.press(page, "从活动记录选入")
    assert "3月9日，志愿服务：清河捡垃圾，12人" in choosing.text
    row = f"volunteer_service-a{record_of('清河捡垃圾').id}"
    after = browser.press(choosing, "选入勾选的", {"rows": [row]})
    assert "已由活动记录选入 1 次" in after.text and "来自3月9日的活动记录" in after.text
    assert after.field(f"{row}-form") == "志愿服务：清河捡垃圾"


def test_all_of_them_with_one_press(browser: Browser, sheet: int) -> None:
    choosing = browser.press(browser.get(draft(sheet)), "从活动记录选入")
    assert "已由活动记录选入 3 次" in browser.press(choosing, "全部选入（3 次）").text
    again = browser.press(browser.get(draft(sheet)), "从活动记录选入")
    assert again.text.count("1 次，已选入 1") == 3 and "全部选入" not in again.text


def test_what_was_typed_goes_along_to_the_choosing(browser: Browser, sheet: int, cast: Cast) -> None:
    browser.press(browser.get(draft(sheet)), "从活动记录选入", {"branch": "云溪镇柳林村团支部"})
    assert browser.get(draft(sheet)).field("branch") == "云溪镇柳林村团支部"


def test_a_corrected_record_is_taken_over_with_one_press_on_the_draft(
    browser: Browser, sheet: int, cast: Cast
) -> None:
    browser.press(browser.press(browser.get(draft(sheet)), "从活动记录选入"), "全部选入（3 次）")
    corrected(cast, "清河捡垃圾")
    page = browser.get(draft(sheet))
    assert "来源已更正" in page.text and "清河捡垃圾，40人" in page.text
    after = browser.press(page, "换成更正后的")
    assert "来源已更正" not in after.text
    row = f"volunteer_service-a{record_of('清河捡垃圾').id}"
    assert after.field(f"{row}-scale") == "40人"


def test_a_rewritten_row_is_shown_beside_the_record_and_stays_unless_ticked(
    browser: Browser, sheet: int, cast: Cast
) -> None:
    browser.press(browser.press(browser.get(draft(sheet)), "从活动记录选入"), "全部选入（3 次）")
    row = f"volunteer_service-a{record_of('清河捡垃圾').id}"
    page = browser.press(browser.get(draft(sheet)), "保存", {f"{row}-effect": "自己写的"})
    assert "来自3月9日的活动记录，效果已改写" in page.text
    corrected(cast, "清河捡垃圾")
    page = browser.get(draft(sheet))
    assert "这一行改写过，不会自动换" in page.text
    beside = browser.press(page, "对照着看")
    assert "换了就盖掉改写的文字" in beside.text
    kept = browser.press(beside, "保留表里写的", {"rows": [row]})
    assert kept.field(f"{row}-effect") == "自己写的" and "来源已更正" not in kept.text


def test_a_row_of_a_withdrawn_record_goes_with_one_press(browser: Browser, sheet: int, cast: Cast) -> None:
    browser.press(browser.press(browser.get(draft(sheet)), "从活动记录选入"), "全部选入（3 次）")
    activity = record_of("清河捡垃圾")
    recording.withdraw(activity, cast.person("zhou"), "记重了", activity.version)
    db.session.commit()
    page = browser.get(draft(sheet))
    assert "记录已撤销" in page.text
    after = browser.press(page, "删去这一行")
    assert "已删去这一行" in after.text and "清河捡垃圾" not in after.text


def test_what_is_submitted_takes_nothing_more(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_task_sheet(cast, "zhou"), cast, State.IN_SIGN_OFF)
    db.session.commit()
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/records", status=409)
    assert "要改请先撤回" in page.text


def test_another_annex_draws_nothing_from_records(browser: Browser, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    db.session.commit()
    browser.sign_in("zhou").get(f"/submissions/{paper.id}/records", status=404)


def test_a_column_a_return_left_closed_is_not_written(browser: Browser, sheet: int, cast: Cast) -> None:
    paper = db.session.get_one(Submission, sheet)
    paper.reopened = ["branch"]
    db.session.commit()
    choosing = browser.get(f"/submissions/{sheet}/records")
    answer = browser.press(choosing, "全部选入（3 次）", status=409)
    assert "没有写入" in answer.text
    db.session.expire_all()
    assert not find_draft(db.session.get_one(Submission, sheet)).fields.get("volunteer_service")


def test_a_reader_who_may_not_write_is_told_who_does(browser: Browser, sheet: int, cast: Cast) -> None:
    assert "经办人或本人填写" in browser.sign_in("chen").get(f"/submissions/{sheet}/records", status=403).text


def test_the_draft_costs_no_more_than_three_queries_for_its_records(
    browser: Browser, sheet: int, cast: Cast
) -> None:
    # The minutes a form takes are read by one page a minute (`services/notices/minutes.py`).
    browser.get(draft(sheet))
    plain = count_queries(lambda: browser.get(draft(sheet)))
    browser.press(browser.press(browser.get(draft(sheet)), "从活动记录选入"), "全部选入（3 次）")
    drawn = count_queries(lambda: browser.get(draft(sheet)))
    assert plain <= 13
    paper = db.session.get_one(Submission, sheet)
    for day in range(10, 28):
        add_activity(cast, "zhou", f"2026-03-{day}", purposes=("volunteer_service",))
    fields = find_draft(paper).fields
    save_draft(paper, cast.person("zhou"), Save(fields, find_draft(paper).revision))
    db.session.commit()
    assert count_queries(lambda: browser.get(draft(sheet))) == drawn <= plain + 8
