"""五个一月报的页面: figures to be opened and not typed, four parts to be written, and what the notices page calls it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest

from tests import journeys, monthly_reports
from tests.contact_work import add_activity
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries, queries_of
from tests.visits import TROUBLED, add_visit
from tests.wishes import add_wish
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.monthly_report import FIGURES
from youthwork.models import Submission
from youthwork.services.contact_work.visits.problems import ProblemGiven
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.exchange.word.writing import Dressing, write
from youthwork.services.path.cases import annex_of


@pytest.fixture
def report(cast: Cast, browser: Browser) -> Submission:
    monthly_reports.record_march(cast)
    submission = monthly_reports.open_month(cast, monthly_reports.ask(cast))
    db.session.commit()
    browser.sign_in("lin")
    return submission


def draft(report: Submission) -> str:
    return f"/submissions/{report.id}/draft"


def test_the_notices_page_asks_for_the_month_by_its_name(browser: Browser, cast: Cast) -> None:
    monthly_reports.ask(cast, "2026-03", "2026-04")
    db.session.commit()
    browser.sign_in("lin")
    page = browser.get("/notices")
    assert "五个一月报 · 2026年3月" in page.text and "五个一月报 · 2026年4月" in page.text
    assert "五个一月报 · 2026年3月" in browser.get("/").text
    opened = browser.press(page, "开始填报", beside="五个一月报 · 2026年3月")
    assert opened.title == "“五个一”工作落实情况月报 · 2026年3月"


def test_every_figure_opens_its_records_and_none_can_be_typed(browser: Browser, report: Submission) -> None:
    page = browser.get(draft(report))
    assert "活动记录 3 条" in page.text and "参加 117 人次" in page.text and "本地活动记录 4 条" in page.text
    assert "数从活动记录里来，不用填" in page.text and "每月25日24:00前报" in page.text
    links = {each.get("href") or "" for each in page.all("a")}
    behind = sorted(link for link in links if re.fullmatch(r"/records/\d+", link))
    assert len(behind) == 3
    names = {each.get("name") for tag in ("input", "textarea", "select") for each in page.all(tag)}
    assert names.isdisjoint(FIGURES)
    browser.get(behind[0])
    units = browser.follow(page, "看各单位")
    assert "团云溪县委" in units.text


def test_the_parts_say_where_they_come_from_until_somebody_rewrites_them(
    browser: Browser, report: Submission
) -> None:
    page = browser.get(draft(report))
    assert page.text.count("来自活动记录（截至2026年3月31日）") == 2
    after = browser.press(page, "保存", {"practice": "我们自己写的。"})
    assert after.text.count("来自活动记录（截至2026年3月31日）") == 1
    assert "记录现在写的，与下面不一样的 1 段" in after.text


def test_one_press_takes_what_the_records_say_and_keeps_what_was_typed(
    browser: Browser, report: Submission, cast: Cast
) -> None:
    page = browser.press(browser.get(draft(report)), "保存", {"practice": "我们自己写的。"})
    taken = browser.press(page, "换成记录写的", {"plans": "四月再办一次。"})
    assert "“做法”已换成记录现在写的" in taken.text
    assert "记录直接联系青年活动3次" in taken.field("practice") and taken.field("plans") == "四月再办一次。"
    db.session.expire_all()
    assert find_draft(report).fields["plans"] == ["四月再办一次。"]


def test_all_that_differ_are_taken_together_and_the_rest_stays(browser: Browser, report: Submission) -> None:
    typed = {"practice": "我们自己写的。", "experience": "也是自己写的。", "plans": "四月再办一次。"}
    page = browser.press(browser.get(draft(report)), "保存", typed)
    taken = browser.press(page, "2 段都换")
    assert "“做法”“经验”已换成记录现在写的" in taken.text
    assert taken.field("plans") == "四月再办一次。" and "记录现在写的，与下面不一样的" not in taken.text


def test_it_is_refused_once_the_report_is_under_way_and_elsewhere_not_found(
    browser: Browser, report: Submission, cast: Cast
) -> None:
    other = journeys.draft_contact_points(cast)
    journeys.type_in(report, cast.person("lin"), {"experience": "无", "problems": "无。", "plans": "再办。"})
    journeys.walk_on(report, cast, State.SENT)
    db.session.commit()
    browser.post(f"/submissions/{report.id}/paragraph", {"then": "practice"}, status=409)
    browser.post(f"/submissions/{report.id}/paragraph", {"then": "records"}, status=404)
    browser.sign_in("zhou").post(f"/submissions/{other.id}/paragraph", {"then": "practice"}, status=404)
    browser.sign_in("tang").post(f"/submissions/{report.id}/paragraph", {"then": "practice"}, status=403)


def test_what_is_missing_leads_to_its_field_and_loses_nothing(browser: Browser, report: Submission) -> None:
    page = browser.press(browser.get(draft(report)), "提交审签", {"practice": "只写了这一段。"}, status=422)
    assert "请填写下步工作安排" in page.text and page.field("practice") == "只写了这一段。"
    assert any(each.get("href") == "#plans" for each in page.all("a"))


def test_the_whole_way_to_the_receipt(browser: Browser, report: Submission, cast: Cast) -> None:
    typed = {"experience": "无", "problems": "无。", "plans": "四月再办一次。"}
    asking = browser.press(browser.get(draft(report)), "提交审签", typed)
    browser.press(asking, "提交审签")
    here = f"/submissions/{report.id}"
    for who, page, word in (
        ("meng", "sign-off", "审签同意"),
        ("lin", "sending", "报送"),
        ("tang", "acceptance", "签收"),
        ("tang", "filing", "予以备案"),
    ):
        browser.press(browser.sign_in(who).get(f"{here}/{page}"), word)
    db.session.expire_all()
    kept = db.session.get_one(Submission, report.id)
    assert kept.state is State.FILED and kept.title == "五个一月报 · 2026年3月"
    shown = browser.get(f"/submissions/{report.id}")
    assert "团示范省委组织部" in shown.text and "四月再办一次。" in shown.text


def test_word_goes_out_and_comes_back_and_there_is_no_excel(
    browser: Browser, report: Submission, cast: Cast
) -> None:
    page = browser.get(f"/submissions/{report.id}/exchange")
    assert "导出 Word" in page.text and "Excel" not in page.text
    answers = annex_of(report).sample()
    content = write(annex_of(report), {**answers, "plans": "五月办两次。\n另有一次线上的。"}, Dressing())
    read = browser.post(
        f"/submissions/{report.id}/exchange/upload", {"file": (BytesIO(content), "月报.docx")}, follow=True
    )
    assert read.title.startswith("看懂了各段") and "五月办两次。" in read.text
    browser.press(read, "带入草稿")
    assert find_draft(report).fields["plans"] == ["五月办两次。\n另有一次线上的。"]
    refused = browser.post(f"/submissions/{report.id}/exchange/spreadsheet", {}, status=422)
    assert "请用 Word" in refused.text


def test_a_month_with_many_records_costs_no_more_statements(
    browser: Browser, report: Submission, cast: Cast
) -> None:
    browser.get(draft(report))
    few = count_queries(lambda: browser.get(draft(report)))
    for day in range(1, 29):
        add_activity(cast, "luo", f"2026-03-{day:02}", start="09:00", people=day, topic=f"第{day}次走访")
    db.session.commit()
    many = count_queries(lambda: browser.get(draft(report)))
    assert many == few <= 11


def test_visits_of_protected_persons_problems_and_wishes_cost_few_statements_more(
    browser: Browser, report: Submission, cast: Cast
) -> None:
    for username in ("luo", "he"):
        problem = ProblemGiven("学习就学", "想转学", None)
        visited = {"name": "王小明", "day": "2026-03-10", "start": "19:00"}
        visit = add_visit(cast, username, TROUBLED, problems=(problem,), **visited)
        visit.problems[0].found_at = visit.activity.ends_at
        add_wish(cast, username)
    db.session.commit()
    page = draft(report)
    browser.get(page)
    asked = queries_of(lambda: browser.get(page))
    assert any("visit_problem" in each for each in asked) and any("protected" in each for each in asked)
    assert len(asked) <= 12, "\n".join(each[:100] for each in asked)
