"""通知与填报: what is asked of me, the notices that reach me, and where a draft is begun."""

from __future__ import annotations

import pytest

from tests import journeys
from tests.documents.reading import page_texts
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Submission


def begin(browser: Browser, cast: Cast, status: int, annex: str = "contact_points", **data: object) -> str:
    row = cast.annex("province", annex).id
    return browser.post(f"/notices/annexes/{row}/submissions", data, status=status).text


def test_it_works(browser: Browser) -> None:
    page = browser.sign_in("zhou").get("/notices")
    assert page.title == "通知与填报"
    assert "示青字〔2026〕8号" in page.text and "无文号" in page.text and "2026年3月10日" in page.text


def test_what_is_done_with_is_folded_below_what_is_still_to_be_done(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.FILED)
    page = browser.sign_in("zhou").get("/notices").text
    open_ones, _, done = page.partition("已经办完的 1 件")
    assert "任务表" in open_ones and "已备案" not in open_ones and "已备案" in done


def test_a_notice_leads_who_looks_after_others_to_who_has_reported(browser: Browser, cast: Cast) -> None:
    notice = cast.notices["province"].id
    page = browser.follow(browser.sign_in("lin").get(f"/notices/{notice}"), "报送情况", beside="附件1")
    assert (
        page.url
        == f"/completeness/{cast.organ('团青岚市委').id}/annexes/{cast.annex('province', 'contact_points').id}"
    )
    links = [each.get("href") or "" for each in browser.sign_in("luo").get(f"/notices/{notice}").all("a")]
    assert not [each for each in links if each.startswith("/completeness/")]


def test_what_was_begun_is_opened_and_not_begun_again(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    page = browser.sign_in("zhou").get("/notices")
    page = browser.follow(page, "打开", beside="联系点汇总表")
    assert page.url == f"/submissions/{paper.id}"


def test_a_notice_shows_its_annexes_and_how_far_each_cadre_is(browser: Browser, cast: Cast) -> None:
    journeys.walk_on(journeys.draft_task_sheet(cast, "chen"), cast, State.SENT)
    page = browser.sign_in("zhou").get(f"/notices/{cast.notices['province'].id}")
    assert "附件1" in page.text and "由每名团干部填报" in page.text
    assert "已报送 1/4" in page.text and "买买提江·阿布都 挂职副书记 未填报" in page.text


def test_the_clerk_types_for_a_cadre_who_must_confirm(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in("zhou").get(f"/notices/{cast.notices['province'].id}")
    page = browser.press(page, "代为填写", beside="买买提江·阿布都")
    paper = db.session.scalars(db.select(Submission)).one()
    assert paper.subject_id == cast.people["mai"].id and "买买提江·阿布都" in page.text
    refused = browser.get(f"/submissions/{paper.id}/submittal", status=403)
    assert "任务表须由团干部本人确认后提交" in refused.text


def test_the_blank_form_is_the_official_one_without_answers(browser: Browser, cast: Cast) -> None:
    row = cast.annex("province", "contact_points").id
    shown = browser.sign_in("zhou").send("GET", f"/notices/annexes/{row}/blank").text
    assert "示青字〔2026〕8号附件1" in shown and "联系点汇总表" in shown and "周可儿" not in shown


def test_the_blank_form_comes_as_a_pdf_with_the_heading_of_its_notice(browser: Browser, cast: Cast) -> None:
    browser.sign_in("zhou")
    for notice, heading in (("province", "示青字〔2026〕8号附件1"), ("city", None)):
        annex = "contact_points" if heading else "contact_units"
        answer = browser.send("GET", f"/notices/annexes/{cast.annex(notice, annex).id}/blank.pdf")
        text = "".join(page_texts(answer.data))
        assert answer.mimetype == "application/pdf" and "周可儿" not in text
        assert heading in text if heading else "附件" not in text


def test_a_unit_of_another_province_is_not_there(browser: Browser, cast: Cast) -> None:
    browser.sign_in("zhou")
    assert "团外省委" not in begin(browser, cast, 404, owner_id=cast.organizations["团外省委"].id)
    assert "没有这个填报单位" in begin(browser, cast, 404, owner_id=999)
    begin(browser, cast, 404)
    begin(browser, cast, 404, owner_id="一")
    assert db.session.scalar(db.select(db.func.count(Submission.id))) == 0


def test_a_person_of_another_province_is_not_named(browser: Browser, cast: Cast) -> None:
    owner, stranger = cast.organizations["团云溪县委"].id, cast.people["wai"].id
    text = begin(browser.sign_in("zhou"), cast, 422, "task_sheet", owner_id=owner, subject_id=stranger)
    assert "现在不在团云溪县委任职" in text and "外人" not in text
    begin(browser, cast, 404, "task_sheet", owner_id=owner, subject_id=99999)


def test_a_cadre_without_the_duty_may_not_begin_the_units_table(browser: Browser, cast: Cast) -> None:
    owner = cast.organizations["团云溪县委"].id
    assert "由团云溪县委的经办人填报" in begin(browser.sign_in("mai"), cast, 403, owner_id=owner)


def test_a_notice_of_another_province_is_not_there(browser: Browser, cast: Cast) -> None:
    browser.sign_in("wai").get(f"/notices/{cast.notices['province'].id}", status=404)
    assert "还没有通知发到你的单位" in browser.get("/notices").text


@pytest.mark.parametrize("url", ["/notices", "/notices/1"])
@pytest.mark.parametrize("who", ["zhou", "lin", "luo"])
def test_it_takes_no_more_than_ten_queries(browser: Browser, cast: Cast, url: str, who: str) -> None:
    journeys.at_state(cast, State.SENT, sealed=False)
    browser.sign_in(who)
    assert count_queries(lambda: browser.get(url)) <= 10
