"""拟发通知 as its people meet it, without a script: from the first page to the printed 公文, amended, withdrawn."""

from __future__ import annotations

import io

import pikepdf
import pytest
from flask import Flask

from tests.client import PageClient
from tests.documents.reading import page_texts
from tests.factories import Cast
from tests.notices import WHOLE, issued, whole
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.documents.archival import look_over
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Notice
from youthwork.services.duties import laying
from youthwork.services.jobs import runner
from youthwork.services.notices import audiences


def newest() -> Notice:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(db.select(Notice).order_by(Notice.id.desc())).first()


def asked_for(notice: Notice) -> list[tuple[str, str]]:
    return [(row.annex_key, row.period) for row in notice.annexes]


def begin(browser: Browser, who: str = "gu") -> str:
    page = browser.sign_in(who).follow(browser.get("/notices"), "拟发通知")
    page = browser.press(page, "开始拟稿", {"source": "edition:province_2017_8"})
    assert page.title == "拟发通知"
    return f"/notices/{newest().id}"


def test_it_works(browser: Browser, cast: Cast) -> None:
    """Drawn up by 顾言, issued by 苏明, read by 周可儿."""
    url = begin(browser)
    page = browser.press(browser.get(f"{url}/draft"), "保存", {**WHOLE, "annexes": ["contact_points"]})
    assert "已按公文格式改为“示青字〔2026〕12号”" in page.text and "都填好了" in page.text
    page = browser.press(page, "核对")
    assert "发给 12 个单位" in page.text and "看名单" in page.text and "2026年4月20日" in page.text
    browser.press(page, "送签发")
    page = browser.sign_in("su").get("/")
    assert "待你签发" in page.text
    page = browser.follow(page, "《关于做好联系点汇总工作的通知》")
    assert "顾言已送签发" in page.text
    page = browser.press(page, "印发")
    assert "已印发，已下达到各单位" in page.text
    page = browser.sign_in("zhou").get(url)
    assert "为做好联系点工作，现通知如下。" in page.text and "示青字〔2026〕12号" in page.text
    assert "联系点汇总表" in browser.get("/").text
    browser.get(f"{url}/amendment", status=404)
    assert "新通知：示青字〔2026〕12号" in browser.get("/messages").text


def test_a_due_day_of_a_year_not_arranged_yet_is_said_to_count_by_the_week(browser: Browser) -> None:
    url = begin(browser)
    days = {"annexes": ["contact_points"], "due-contact_points": "2027-01-01"}
    page = browser.press(browser.get(f"{url}/draft"), "保存", days)
    assert "2027年的放假安排尚未公布，暂按周末计算" in page.text
    page = browser.press(page, "保存", {"due-contact_points": "2026-04-20"})
    assert "放假安排尚未公布" not in page.text


def test_units_are_found_left_out_and_added_by_name(browser: Browser, cast: Cast) -> None:
    url = begin(browser)
    page = browser.press(browser.get(f"{url}/draft"), "查找", {"q": "白鹭", "title": "关于查找的通知"})
    page = browser.press(page, "不含", beside="县 · 领导机关")
    assert newest().title == "关于查找的通知", "what was typed is saved with every press"
    notice, sister = newest(), cast.organizations["团白鹭县委"].id
    assert notice.audience is not None and notice.audience["but"] == [sister]
    page = browser.press(page, "另送", beside="县 · 领导机关")
    assert newest().audience["also"] == [sister] and newest().audience["but"] == []
    page = browser.press(page, "只发这里", beside="县 · 领导机关")
    assert newest().audience["under"] == [sister] and "现在发给 1 个单位" in page.text
    page = browser.press(page, "保存", {"under": []})
    assert "一个单位也没有：请放宽层级或类型" in page.text


def test_the_list_is_searched_and_turned_over(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audiences, "PAGE", 5)
    url = begin(browser)
    page = browser.get(f"{url}/draft/audience")
    assert "发给 12 个单位" in page.text
    seen = page.text
    for _ in range(2):
        page = browser.follow(page, "下一页 ›")
        seen += page.text
    assert (
        all(name in seen for name in ("团云溪县委", "白泉村团支部", "示范大学团委"))
        and "团外省委" not in seen
    )
    assert "团白鹭县委" in browser.get(f"{url}/draft/audience?q=白鹭").text
    assert "没有名称含“外省”的单位" in browser.get(f"{url}/draft/audience?q=外省").text


def test_what_two_people_typed_stands_side_by_side(browser: Browser, cast: Cast) -> None:
    url = begin(browser)
    mine = browser.get(f"{url}/draft")
    browser.press(browser.sign_in("tang").get(f"{url}/draft"), "保存", {"title": "唐宁写的通知"})
    page = browser.sign_in("gu").press(mine, "保存", {"title": "顾言写的通知"}, status=409)
    assert "唐宁" in page.text and "唐宁写的通知" in page.text and "顾言写的通知" in page.text
    assert newest().title == "唐宁写的通知"
    browser.press(page, "保存")
    assert newest().title == "顾言写的通知"


def test_autosave_answers_with_the_version_and_what_is_lacking(client: PageClient, cast: Cast) -> None:
    notice = whole(cast)
    db.session.commit()
    client.sign_in("gu")
    version = notice.version
    posted = {**(notice.typed or {}), "version": str(version), "body": ""}
    answer = client.http.post(f"/notices/{notice.id}/draft/changes", data=posted, headers={"X-Autosave": "1"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "请写正文" in text and "已保存 12:00" in text
    assert f'value="{version + 1}"' in text
    late = client.http.post(
        f"/notices/{notice.id}/draft/changes",
        data={**posted, "page": "c" * 16, "title": "迟到的"},
        headers={"X-Autosave": "1"},
    )
    assert late.status_code == 409 and "存了另一版" in late.get_data(as_text=True)


def test_what_is_lacking_leads_to_its_field(browser: Browser, cast: Cast) -> None:
    url = begin(browser)
    page = browser.press(browser.get(f"{url}/draft"), "核对")
    assert "不能印发" in page.text and f'href="{url}/draft#basis"' in page.html
    draft = browser.get(f"{url}/draft").html
    for field in ("basis", "body", "due-contact_points", "contact_name"):
        assert f'id="{field}"' in draft, field
    answer = browser.sign_in("su").post(f"{url}/issuing", {"version": "1"}, status=422)
    assert "不能印发" in answer.text and newest().state is NoticeState.DRAFT


def test_it_is_issued_once_however_often_it_is_pressed(browser: Browser, cast: Cast) -> None:
    notice = whole(cast)
    db.session.commit()
    page = browser.sign_in("su").get(f"/notices/{notice.id}/issuing")
    browser.press(page, "印发")
    again = browser.press(page, "印发")
    assert "已印发" in again.text
    fresh = browser.post(f"/notices/{notice.id}/issuing", {"version": "1"}, status=409)
    assert "已经印发了" in fresh.text


def test_a_draft_is_discarded_after_a_question(browser: Browser, cast: Cast) -> None:
    url = begin(browser)
    page = browser.follow(browser.get(f"{url}/draft"), "删除拟稿")
    assert "删掉就找不回来了" in page.text
    browser.press(page, "删除拟稿")
    browser.get(f"{url}/draft", status=404)


def test_a_large_laying_shows_its_progress(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "AT_ONCE", 3)
    notice = issued(cast)
    db.session.commit()
    page = browser.sign_in("su").get(f"/notices/{notice.id}")
    assert "正在下达" in page.text
    runner.run_until_empty()
    assert "正在下达" not in browser.get(f"/notices/{notice.id}").text
    answer = browser.send("GET", f"/notices/{notice.id}/laying")
    assert "已下达到各单位" in answer.get_data(as_text=True)


def test_an_amendment_shows_before_and_after_to_all(browser: Browser, cast: Cast) -> None:
    notice = issued(cast)
    row = notice.annexes[0].id
    db.session.commit()
    url = f"/notices/{notice.id}"
    page = browser.follow(browser.sign_in("su").get(url), "修改通知")
    page = browser.press(page, "修改", {f"due-{row}": "2026-04-10", "reason": "提前"}, status=422)
    assert "只能推后" in page.text and "提前" in page.html
    page = browser.press(page, "修改", {f"due-{row}": "2026-04-30", "reason": "应基层要求推后"})
    page = browser.sign_in("zhou").get(url)
    assert "应基层要求推后" in page.text and "2026年4月20日" in page.text and "2026年4月30日" in page.text
    page = browser.sign_in("su").press(browser.get(f"{url}/amendment"), "查找", {"q": "白鹭"}, status=422)
    page = browser.press(page, "修改", {"reason": "什么也没改"}, status=422)
    assert "没有改动" in page.text


def test_a_unit_is_left_out_by_an_amendment(browser: Browser, cast: Cast) -> None:
    notice = issued(cast)
    db.session.commit()
    url = f"/notices/{notice.id}"
    page = browser.sign_in("su").press(browser.get(f"{url}/amendment"), "查找", {"q": "白鹭"}, status=422)
    page = browser.press(page, "不含", status=422, beside="县 · 领导机关")
    browser.press(page, "修改", {"reason": "白鹭县在撤并"})
    assert newest().audience["but"] == [cast.organizations["团白鹭县委"].id]
    assert "不含团白鹭县委，11 个单位" in browser.get(url).text


def test_a_withdrawal_is_asked_about_and_said_to_all(browser: Browser, cast: Cast) -> None:
    notice = issued(cast)
    db.session.commit()
    page = browser.follow(browser.sign_in("su").get(f"/notices/{notice.id}"), "撤回")
    page = browser.press(page, "撤回通知", status=422)
    assert "请填写撤回原因" in page.text
    browser.press(page, "撤回通知", {"reason": "文件有误"})
    page = browser.sign_in("zhou").get(f"/notices/{notice.id}")
    assert "苏明撤回： 文件有误" in page.text and "已撤回" in browser.get("/notices").text


def test_it_prints_as_an_official_paper(browser: Browser, cast: Cast) -> None:
    notice = issued(cast, body="现通知如下。\n" + "\n".join(f"{n}. 做好第{n}项工作。" for n in range(1, 30)))
    db.session.commit()
    answer = browser.sign_in("zhou").send("GET", f"/notices/{notice.id}/paper.pdf")
    pages = page_texts(answer.data)
    text = "".join("".join(pages).split())
    for words in (
        "共青团示范省委员会文件",
        "示青字〔2026〕12号",
        "关于做好联系点汇总工作的通知",
        "团各省辖市委",
        "报送期限：联系点汇总表2026年4月20日前。",
        "附件：团干部指导参与“一学一做”教育实践联系点汇总表",
        "2026年4月1日",
        "（联系人：顾言，联系电话：13800000001）",
        "2026年4月1日印发",
    ):
        assert words in text, words
    assert len(pages) % 2 == 0 and "印发" in pages[-1], "版记 lies on an even page, the last"
    looked = look_over(answer.data)
    assert looked.conformance == "3U" and looked.bare_fonts == ()
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        boxes = {tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages}
    assert boxes == {(0, 0, 595, 842)}


def test_the_blank_forms_follow_as_annexes(browser: Browser, cast: Cast) -> None:
    notice = issued(cast, annexes=["contact_points", "task_sheet"], due_task_sheet="2026-10-15")
    db.session.commit()
    short = page_texts(browser.sign_in("zhou").send("GET", f"/notices/{notice.id}/paper.pdf").data)
    whole_ = page_texts(browser.send("GET", f"/notices/{notice.id}/paper.pdf?annexes=1").data)
    headed = [page for page in whole_ if "附件1团干部" in page or "附件2团干部" in page]
    assert len(headed) == 2 and len(whole_) > len(short) and "印发" in whole_[-1]
    assert not any("备案栏" in page for page in whole_), "nothing is filed on a notice's own annex"


def test_a_draft_prints_marked_as_one(browser: Browser, cast: Cast) -> None:
    notice = whole(cast)
    db.session.commit()
    answer = browser.sign_in("gu").send("GET", f"/notices/{notice.id}/paper.pdf")
    assert "拟稿" in "".join(page_texts(answer.data))
    assert browser.sign_in("zhou").send("GET", f"/notices/{notice.id}/paper.pdf").status_code == 404


@pytest.mark.parametrize(("page", "most"), [("draft", 10), ("draft/audience", 10), ("issuing", 18)])
def test_its_pages_ask_few_questions(browser: Browser, cast: Cast, page: str, most: int) -> None:
    notice = whole(cast)
    db.session.commit()
    browser.sign_in("su")
    assert count_queries(lambda: browser.get(f"/notices/{notice.id}/{page}")) <= most


def test_a_stranger_and_a_cadre_are_not_offered_to_draw_up(app: Flask, browser: Browser, cast: Cast) -> None:
    for who in ("mai", "wai", "jiao"):
        assert "由有下级单位的机关" in browser.sign_in(who).get("/notices/new", status=403).text
