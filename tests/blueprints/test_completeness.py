"""报送情况: what an office sees of who has reported, drilling down, searching, of a past day; and what nobody beside sees."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask

from tests import duties, journeys
from tests.client import Page, PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.completeness import Reporting
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import DutyMark, Notice, NoticeAnnex, ReportDuty
from youthwork.services.duties import keeping


@pytest.fixture
def table(app: Flask, cast: Cast) -> NoticeAnnex:
    """The province's table of contact points, as the cast was asked for it on 10 March."""
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    db.session.execute(db.update(DutyMark).values(at=datetime(2026, 3, 10, 9)))
    db.session.commit()
    return duties.annex(notice, "contact_points")


@pytest.fixture
def sheet(table: NoticeAnnex) -> NoticeAnnex:
    return duties.annex(table.notice, "task_sheet")


def mark(cast: Cast, row: NoticeAnnex, organ: str, standing: Reporting, at: str) -> None:
    found = duties.duty(cast, row.notice, row.annex_key, organ)
    keeping.mark(found, standing, at=datetime.fromisoformat(at))
    db.session.commit()


def organ_url(cast: Cast, organ: str, query: str = "") -> str:
    return f"/completeness/{cast.organizations[organ].id}{query}"


def annex_url(cast: Cast, organ: str, row: NoticeAnnex, more: str = "") -> str:
    return organ_url(cast, organ, f"/annexes/{row.id}{more}")


def test_an_office_sees_each_annex_in_force_as_a_line_of_figures(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    page = client.sign_in("lin").get("/completeness")
    assert page.title == "团青岚市委的报送情况" and "示青字〔2026〕8号" in page.text
    assert page.all("a", href=annex_url(cast, "团青岚市委", table))
    assert "应报＝已报＋未报＋免报" in page.text


def test_who_works_in_no_office_is_told_where_to_look_instead(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("mai").get("/completeness")
    assert "没有办公岗位" in page.text and page.all("a", href="/notices")


def test_the_bar_says_in_words_what_it_draws(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    mark(cast, table, "团云溪县委", Reporting.REPORTED, "2026-03-20T09:00")
    page = client.sign_in("lin").get(annex_url(cast, "团青岚市委", table))
    told = [each.get("aria-label") or "" for each in page.all("a") + _bars(page)]
    assert any("已报 1" in words and "按时 1" in words for words in told)


def _bars(page: Page) -> list[Any]:
    return [each for each in page.tree.iter() if each.tag.endswith("svg") and each.get("aria-label")]


def test_a_superior_comes_down_from_the_province_to_a_unit(
    browser: Browser, cast: Cast, table: NoticeAnnex
) -> None:
    mark(cast, table, "团云溪县委", Reporting.REPORTED, "2026-03-20T09:00")
    page = browser.sign_in("gu").get(annex_url(cast, "团示范省委", table))
    page = browser.follow(page, "团青岚市委")
    assert page.title.endswith("团青岚市委")
    page = browser.follow(page, "团云溪县委")
    assert page.title.endswith("团云溪县委")
    # and up again
    assert browser.follow(page, "团示范省委").title.endswith("团示范省委")


def test_units_stand_in_their_order_and_nothing_is_ranked(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    mark(cast, table, "团白鹭县委", Reporting.FILED, "2026-03-20T09:00")
    page = client.sign_in("lin").get(annex_url(cast, "团青岚市委", table))
    names = [words for words in page.words("a") if words in ("团云溪县委", "团白鹭县委")]
    assert names == ["团云溪县委", "团白鹭县委"]
    assert "%" not in page.text and "率" not in page.text


@pytest.mark.parametrize("who", ["bai", "wai", "mai", "gao"])
def test_nobody_beside_sees_figures_names_or_what_is_overdue(
    client: PageClient, cast: Cast, table: NoticeAnnex, who: str
) -> None:
    client.sign_in(who)
    for more in ("", "/names", "/exceptions"):
        client.get(annex_url(cast, "团云溪县委", table, more), 404)
    client.get(organ_url(cast, "团云溪县委"), 404)
    client.get(organ_url(cast, "团云溪县委", "/overdue"), 404)
    client.post(annex_url(cast, "团云溪县委", table, "/export"), status=404)
    client.post(annex_url(cast, "团云溪县委", table, "/names/export"), status=404)


def test_a_unit_sees_its_own_and_not_its_superiors(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    client.sign_in("zhou").get(annex_url(cast, "团云溪县委", table))
    client.get(annex_url(cast, "团青岚市委", table), 404)
    client.get(annex_url(cast, "团青岚市委", table, "/names"), 404)


def test_who_is_missing_is_named_with_where_the_paper_lies_and_who_sees_to_it(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    page = client.sign_in("lin").get(annex_url(cast, "团青岚市委", table, "/names"))
    assert "还差谁" in page.title and "团云溪县委" in page.text and "未开始" in page.text
    assert "周可儿" in page.words("td") and "没有经办人" in page.text
    journeys.draft_contact_points(cast)
    db.session.commit()
    page = client.get(annex_url(cast, "团青岚市委", table, "/names"))
    assert "草稿" in page.text and "4月1日起" in page.text
    assert "1380000" not in page.html, "the way to reach them is a message, not a phone"


def test_what_was_handed_in_leaves_the_list_of_the_missing(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    journeys.walk_on(journeys.draft_contact_points(cast), cast, State.SENT)
    db.session.commit()
    page = client.sign_in("lin").get(annex_url(cast, "团青岚市委", table, "/names"))
    assert "团云溪县委" not in page.words("td")
    assert "团云溪县委" in client.get(annex_url(cast, "团青岚市委", table, "/names?shown=reported")).text


def test_a_name_is_searched_among_all_beneath(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    page = client.sign_in("gu").get(annex_url(cast, "团示范省委", table, "/names?q=云溪县委"))
    assert "团云溪县委" in page.text and "团白鹭县委" not in page.text
    assert "没有名称里有“%”的" in client.get(annex_url(cast, "团示范省委", table, "/names?q=%25")).text


def test_a_long_list_goes_on_where_the_page_before_ended(
    client: PageClient, cast: Cast, table: NoticeAnnex, monkeypatch: pytest.MonkeyPatch
) -> None:
    from youthwork.services.duties import names

    monkeypatch.setattr(names.listed, "__kwdefaults__", {**names.listed.__kwdefaults__, "most": 3})
    seen: list[str] = []
    url: str | None = annex_url(cast, "团示范省委", table, "/names")
    client.sign_in("gu")
    while url:
        page = client.get(url)
        seen += [box.get("value") or "" for box in page.all("input", name="ids")]
        onward = page.all("a", rel="next")
        url = onward[0].get("href") if onward else None
    assert len(seen) == len(set(seen)) > 5


def test_cadres_are_named_to_their_organ_and_the_one_above_and_counted_further_up(
    client: PageClient, cast: Cast, sheet: NoticeAnnex
) -> None:
    assert "周可儿" in client.sign_in("zhou").get(annex_url(cast, "团云溪县委", sheet, "/names")).text
    assert "周可儿" in client.sign_in("lin").get(annex_url(cast, "团青岚市委", sheet, "/names")).text
    page = client.sign_in("gu").get(annex_url(cast, "团示范省委", sheet, "/names"))
    assert "林晓舟" in page.text and "周可儿" not in page.html
    page = client.get(annex_url(cast, "团云溪县委", sheet, "/names"))
    assert "周可儿" not in page.html
    figures = client.get(annex_url(cast, "团青岚市委", sheet))
    assert "团云溪县委" in figures.text
    assert not figures.all("a", href=annex_url(cast, "团云溪县委", sheet, "/names"))


def test_the_names_of_cadres_do_not_leave_in_a_sheet_either(
    client: PageClient, cast: Cast, sheet: NoticeAnnex
) -> None:
    told = cells(
        client.sign_in("gu").send("POST", annex_url(cast, "团示范省委", sheet, "/names/export")).data
    )
    assert "林晓舟" in told and "周可儿" not in told


def cells(content: bytes) -> set[object]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def test_the_figures_and_the_names_leave_as_excel_without_phones(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    mark(cast, table, "团云溪县委", Reporting.REPORTED, "2026-03-20T09:00")
    client.sign_in("lin")
    answer = client.send("POST", annex_url(cast, "团青岚市委", table, "/export"))
    book = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = {row[0]: row[1:] for row in book.iter_rows(values_only=True)}
    assert rows["单位"] == ("应报", "已报", "已备案", "按时", "零报告", "免报", "未报")
    assert rows["团云溪县委"][1] == 1
    summed = [sum(numbers) for numbers in zip(*(rows[name] for name in rows if name in _UNITS), strict=True)]
    assert list(rows["合计"]) == summed
    answer = client.send("POST", annex_url(cast, "团青岚市委", table, "/names/export"))
    told = cells(answer.data)
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    units = [row[0] for row in sheet.iter_rows(values_only=True)]
    assert "团白鹭县委" in units and "白露" in told and "团云溪县委" not in units
    assert not [each for each in told if "1380000" in str(each)]


_UNITS = ("团青岚市委（本级）", "团云溪县委", "团白鹭县委")


def test_a_past_day_shows_the_figures_of_then(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    mark(cast, table, "团云溪县委", Reporting.REPORTED, "2026-03-20T09:00")
    mark(cast, table, "团白鹭县委", Reporting.REPORTED, "2026-03-31T09:00")
    # They were laid only now: counted anew by their marks, it is as if it had been said on those days.
    keeping.rebuild_tallies(table.id)
    db.session.commit()
    client.sign_in("lin")
    url = annex_url(cast, "团青岚市委", table)

    def reported(query: str) -> str:
        page = client.get(url + query)
        return page.words("dd")[page.words("dt").index("已报")]

    assert reported("") == "2"
    assert reported("?on=2026-03-30") == "1"
    assert reported("?on=2026-03-19") == "0"
    page = client.get(url + "?on=2026-03-30")
    assert "2026年3月30日 24:00 的情况" in page.text
    assert not page.all("a", href=annex_url(cast, "团青岚市委", table, "/names"))
    assert "还没有被要求报这张表" in client.get(url + "?on=2026-03-01").text
    assert "没有在办的通知" in client.get(organ_url(cast, "团青岚市委", "?on=2026-03-01")).text


@pytest.mark.parametrize("day", ["2026-04-01", "2030-01-01", "1999-01-01", "morgen", "2026-02-30", ""])
def test_what_is_no_past_day_is_the_present(
    client: PageClient, cast: Cast, table: NoticeAnnex, day: str
) -> None:
    page = client.sign_in("lin").get(annex_url(cast, "团青岚市委", table, f"?on={day}"))
    assert "24:00 的情况" not in page.text


def test_by_kind_of_unit_the_whole_tree_is_counted(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    page = client.sign_in("gu").get(annex_url(cast, "团示范省委", table, "?by=kind"))
    assert "省辖市 · 领导机关" in page.text and "县 · 领导机关" in page.text


def test_what_is_overdue_is_listed_over_all_notices(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    late = duties.issue(cast, annexes=("contact_points",), due=date(2026, 3, 25), issued_on=date(2026, 3, 1))
    late.title = "另一份通知"
    db.session.commit()
    page = client.sign_in("lin").get(organ_url(cast, "团青岚市委", "/overdue"))
    assert "团云溪县委" in page.text and "逾期 7 天" in page.text
    assert "团青岚市委和下级" in page.text
    mark(cast, late.annexes[0], "团云溪县委", Reporting.REPORTED, "2026-03-31T09:00")
    assert "团云溪县委" not in client.get(organ_url(cast, "团青岚市委", "/overdue")).words("td")


def test_an_annex_that_is_not_there_is_not_found(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    client.sign_in("lin").get(organ_url(cast, "团青岚市委", "/annexes/999999"), 404)
    table.notice.state = table.notice.state.DRAFT
    db.session.commit()
    client.get(annex_url(cast, "团青岚市委", table), 404)


def test_no_page_costs_more_than_ten_statements(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    client.sign_in("gu")
    for url in (
        "/completeness",
        organ_url(cast, "团青岚市委"),
        annex_url(cast, "团青岚市委", table),
        annex_url(cast, "团青岚市委", table, "?by=kind"),
        annex_url(cast, "团青岚市委", table, "/names"),
        annex_url(cast, "团青岚市委", table, "/names?shown=reported&q=县"),
        organ_url(cast, "团青岚市委", "/overdue"),
        annex_url(cast, "团青岚市委", table, "?on=2026-03-30"),
    ):
        assert count_queries(lambda url=url: client.get(url)) <= 10, url


def test_one_is_urged_with_one_tap_and_several_ticked_together(
    browser: Browser, cast: Cast, table: NoticeAnnex
) -> None:
    url = annex_url(cast, "团青岚市委", table, "/names")
    page = browser.sign_in("lin").get(url)
    page = browser.press(page, "催报", beside="团云溪县委")
    assert "已催报：团云溪县委（周可儿）" in page.text and page.url == url
    assert "催过，4月1日（林晓舟）" in page.text
    ids = [
        duties.duty(cast, table.notice, "contact_points", organ).id for organ in ("团云溪县委", "团白鹭县委")
    ]
    page = browser.press(page, "催报所选", {"ids": ids})
    assert "已催报：团白鹭县委（白露）" in page.text and "团云溪县委今天已经催过" in page.text


def test_a_reload_after_urging_urges_nobody_again(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    page = client.sign_in("lin").get(annex_url(cast, "团青岚市委", table, "/names"))
    given = {
        "only": duties.duty(cast, table.notice, "contact_points", "团云溪县委").id,
        "render_key": page.field("render_key"),
    }
    first = client.post("/completeness/urging", given, follow=True)
    again = client.post("/completeness/urging", given, follow=True)
    for page in (first, again):
        assert "已催报：团云溪县委（周可儿）" in page.text and "今天已经催过" not in page.text


@pytest.mark.parametrize(("who", "status"), [("bai", 404), ("wai", 404), ("mai", 404), ("zhou", 403)])
def test_nobody_beside_or_beneath_urges_a_unit(
    client: PageClient, cast: Cast, table: NoticeAnnex, who: str, status: int
) -> None:
    duty = duties.duty(cast, table.notice, "contact_points", "团云溪县委")
    client.sign_in(who).post("/completeness/urging", {"ids": duty.id}, status=status)


def test_the_way_back_after_urging_stays_on_this_site(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    duty = duties.duty(cast, table.notice, "contact_points", "团云溪县委")
    given = {"ids": duty.id, "back": "//example.org/x"}
    answer = client.sign_in("lin").post("/completeness/urging", given).response
    assert answer.headers["Location"] == "/completeness"


def test_the_way_there_stands_in_the_navigation_of_an_office(client: PageClient, cast: Cast) -> None:
    assert client.sign_in("lin").get("/").all("a", href="/completeness")
    assert not client.sign_in("mai").get("/").all("a", href="/completeness")


def test_what_all_have_reported_is_late_no_more(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    """逾期 is said of what is missing; the day alone stays once nobody owes anything."""
    row = db.session.get_one(NoticeAnnex, table.id)
    row.due = date(2026, 3, 20)
    db.session.commit()
    address = f"/completeness/{cast.organ('团云溪县委').id}"
    assert "逾期 12 天" in client.sign_in("zhou").get(address).text
    for each in db.session.scalars(db.select(ReportDuty).where(ReportDuty.notice_annex_id == table.id)):
        keeping.mark(each, Reporting.REPORTED, at=datetime(2026, 3, 19, 9))
    db.session.commit()
    assert "逾期 12 天" not in client.sign_in("zhou").get(address).text
