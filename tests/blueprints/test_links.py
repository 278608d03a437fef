"""联系关系的页面: one's own, the office's list, and choosing in two steps that need no script."""

from __future__ import annotations

from datetime import date

from flask import Flask
from sqlalchemy import event

from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.together import add_secretary
from youthwork.extensions import db
from youthwork.services.contact_work.links.links import links_of


def test_it_works(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/links")
    assert page.title == "联系关系"
    assert "云溪镇团委（团云溪县委）" in page.text and "白泉村团支部" in page.text


def test_a_cadre_without_office_sees_only_the_own_link(client: PageClient) -> None:
    page = client.sign_in("luo").get("/links")
    assert "云溪县第一中学团委" in page.text
    assert "的团干部" not in page.text and "孟繁星" not in page.text


def test_the_office_sees_who_has_no_link_yet(client: PageClient) -> None:
    page = client.sign_in("chen").get("/links")
    assert "还有 1 人没有联系关系" in page.text
    assert "更换" not in " ".join(page.words("td")), "who only looks gets no buttons"


def test_one_chooses_step_by_step_without_a_script(client: PageClient, cast: Cast) -> None:
    mai, committee = cast.people["mai"].id, cast.organizations["云溪镇团委"].id
    client.sign_in("mai")
    found = client.get(f"/links/{mai}/choosing?q=云溪镇")
    assert found.all("input", type="radio", value=str(committee))
    page = client.get(f"/links/{mai}/setting?q=云溪镇&committee={committee}")
    branch = str(cast.organizations["白泉村团支部"].id)
    assert page.field("starts_on") == "2026-04-01"
    data = {"committee": committee, "branch": branch, "starts_on": "2026.3.15", "seen": page.field("seen")}
    after = client.post(f"/links/{mai}", data, follow=True)
    assert "已确定：买买提江·阿布都联系云溪镇团委 · 白泉村团支部" in after.text
    assert "3月15日" in after.text


def test_htmx_gets_the_list_alone(client: PageClient, cast: Cast) -> None:
    url = f"/links/{cast.people['zhou'].id}/choosing?q=大学"
    page = client.sign_in("zhou").http.get(url, headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "示范大学团委（团示范省委）" in page and "<html" not in page


def test_next_without_a_tick_leads_back_to_the_list(client: PageClient, cast: Cast) -> None:
    zhou = cast.people["zhou"].id
    client.sign_in("zhou")
    answer = client.get(f"/links/{zhou}/setting?q=中学", status=303)
    back = client.get(answer.response.headers["Location"])
    assert "请先从列表中选定" in back.text
    assert [each.get("value") for each in back.all("input", id="q")] == ["中学"]


def test_a_wrong_date_is_shown_at_its_field_with_what_was_typed(client: PageClient, cast: Cast) -> None:
    zhou, committee = cast.people["zhou"].id, cast.organizations["云溪县第一中学团委"].id
    client.sign_in("zhou")
    seen = client.get(f"/links/{zhou}/setting?committee={committee}").field("seen")
    for typed, words in (("2026-04-02", "不能晚于今天"), ("下周一", "认不出"), ("2026-02-30", "认不出")):
        data = {"committee": committee, "branch": "", "starts_on": typed, "seen": seen}
        page = client.post(f"/links/{zhou}", data, status=422)
        assert words in page.text and page.field("starts_on") == typed
        assert page.all("a", href="#starts_on"), "the summary leads to the field"


def test_a_branch_from_outside_the_committee_is_refused(client: PageClient, cast: Cast) -> None:
    zhou, committee = cast.people["zhou"].id, cast.organizations["云溪县第一中学团委"].id
    outside = cast.organizations["白泉村团支部"].id
    client.sign_in("zhou")
    seen = client.get(f"/links/{zhou}/setting?committee={committee}").field("seen")
    data = {"committee": committee, "branch": outside, "starts_on": "2026-04-01", "seen": seen}
    page = client.post(f"/links/{zhou}", data, status=422)
    assert page.all("a", href="#branch")
    assert [link.committee.common_name for link in links_of([zhou])] == ["云溪镇团委"]


def test_a_double_press_changes_once(client: PageClient, cast: Cast) -> None:
    zhou, committee = cast.people["zhou"].id, cast.organizations["云溪县第一中学团委"].id
    client.sign_in("zhou")
    seen = client.get(f"/links/{zhou}/setting?committee={committee}").field("seen")
    data = {"committee": committee, "branch": "", "starts_on": "2026-04-01", "seen": seen}
    client.post(f"/links/{zhou}", data)
    client.post(f"/links/{zhou}", data)
    assert len(links_of([zhou])) == 2


def test_who_comes_second_is_told_and_keeps_the_choice(client: PageClient, cast: Cast) -> None:
    mai, committee = cast.people["mai"].id, cast.organizations["云溪县第一中学团委"].id
    other = cast.organizations["云溪镇团委"].id
    client.sign_in("zhou").post(
        f"/links/{mai}", {"committee": other, "branch": "", "starts_on": "", "seen": "0"}
    )
    data = {"committee": committee, "branch": "", "starts_on": "2026-04-01", "seen": "0"}
    page = client.post(f"/links/{mai}", data, status=422)
    assert "周可儿已把联系关系定为云溪镇团委" in page.text
    assert page.field("committee") == str(committee) and page.field("seen") != "0"
    client.post(f"/links/{mai}", {**data, "seen": page.field("seen")})


def test_ending_keeps_the_history(client: PageClient, cast: Cast) -> None:
    zhou = cast.people["zhou"].id
    client.sign_in("zhou")
    page = client.get(f"/links/{zhou}/ending")
    data = {"ends_on": page.field("ends_on"), "seen": page.field("seen")}
    after = client.post(f"/links/{zhou}/ending", data, follow=True)
    assert "还没有联系关系" in after.text and "3月12日—4月1日" in after.text


def test_a_stranger_finds_nobody(client: PageClient, cast: Cast) -> None:
    zhou = cast.people["zhou"].id
    client.sign_in("bai")
    for path in ("", "/choosing", "/setting", "/ending"):
        client.get(f"/links/{zhou}{path}", status=404)
    client.post(f"/links/{zhou}", status=404)
    client.post(f"/links/{zhou}/ending", status=404)


def test_a_closed_committee_is_said_to_both_with_one_tap_to_the_next(browser: Browser, cast: Cast) -> None:
    town, school = cast.organ("云溪镇团委"), cast.organ("云溪县第一中学团委")
    town.closed_on, town.successor_id = date(2026, 3, 31), school.id
    db.session.commit()
    page = browser.sign_in("zhou").get("/links")
    assert "云溪镇团委已于2026年3月31日撤销，请改联系" in page.text
    assert "1 人联系的已撤销" in page.text and "已撤销，请改联系" in " ".join(page.words("td"))
    page = browser.press(browser.follow(page, "改联系云溪县第一中学团委"), "确定")
    assert "撤销" not in page.text and "云溪县第一中学团委（团云溪县委）" in page.text


def test_a_closed_branch_leads_to_the_branches_of_the_same_committee(browser: Browser, cast: Cast) -> None:
    cast.organ("白泉村团支部").closed_on = date(2026, 3, 31)
    page = browser.follow(browser.sign_in("zhou").get("/links"), "另选团支部")
    assert page.title == "确定联系关系" and "白泉村团支部" not in " ".join(page.words("option"))


def desk_line(browser: Browser) -> str:
    """The line the desk asks for once it stands there."""
    return browser.http.get("/five-ones/line", headers={"HX-Request": "true"}).get_data(as_text=True)


def test_the_desk_says_what_one_is_linked_to_is_gone_until_it_is_changed(
    browser: Browser, cast: Cast
) -> None:
    town, school = cast.organ("云溪镇团委"), cast.organ("云溪县第一中学团委")
    browser.sign_in("zhou")
    assert "请改联系" not in desk_line(browser)
    town.closed_on, town.successor_id = date(2026, 3, 31), school.id
    db.session.commit()
    said = desk_line(browser)
    assert "联系的云溪镇团委已于2026年3月31日撤销，请改联系" in said
    zhou = cast.people["zhou"].id
    page = browser.get(f"/links/{zhou}/setting?committee={school.id}")
    assert f'href="/links/{zhou}/setting?committee={school.id}"' in said
    browser.press(page, "确定")
    assert "请改联系" not in desk_line(browser)


def test_the_desk_of_another_cadre_says_nothing_of_it(browser: Browser, cast: Cast) -> None:
    cast.organ("云溪镇团委").closed_on = date(2026, 3, 31)
    db.session.commit()
    for who in ("chen", "mai"):
        browser.sign_in(who)
        assert "请改联系" not in desk_line(browser)


def test_a_branch_put_under_another_committee_is_said_with_where_it_stands(
    browser: Browser, cast: Cast
) -> None:
    branch, school = cast.organ("白泉村团支部"), cast.organ("云溪县第一中学团委")
    branch.parent_id, branch.path = school.id, f"{school.path}{branch.id}/"
    db.session.commit()
    browser.sign_in("zhou")
    assert "联系的白泉村团支部已不在云溪镇团委之下，现属云溪县第一中学团委，请改联系" in desk_line(browser)
    assert "另选团支部" in browser.get("/links").text


def test_a_past_day_shows_the_links_of_that_day(client: PageClient, cast: Cast) -> None:
    zhou, town = cast.people["zhou"].id, cast.organizations["云溪镇团委"].id
    data = {
        "ends_on": "2026-03-20",
        "seen": client.sign_in("zhou").get(f"/links/{zhou}/ending").field("seen"),
    }
    client.post(f"/links/{zhou}/ending", data)
    county = f"/links/organs/{cast.organizations['团云溪县委'].id}"
    assert "周可儿 副书记 还没有联系关系" in client.get(county).text
    assert "周可儿 副书记 云溪镇团委（团云溪县委）" in client.get(f"{county}?on=2026-03-20").text
    assert "2026年3月20日：联系云溪镇团委" in client.get(f"/links/{zhou}?on=2026-03-20").text
    assert "2026年3月11日：没有联系关系" in client.get(f"/links/{zhou}?on=2026-03-11").text
    page = client.get(f"/links/committees/{town}")
    assert "这一天没有团干部联系它" in page.text and "周可儿 白泉村团支部 3月12日—3月20日" in page.text


def test_an_odd_day_is_today(client: PageClient, cast: Cast) -> None:
    county = f"/links/organs/{cast.organizations['团云溪县委'].id}"
    client.sign_in("zhou")
    for odd in ("", "昨天", "2026-02-30", "2999-01-01"):
        assert "截至2026年4月1日" in client.get(f"{county}?on={odd}").text


def test_a_superior_looks_into_the_organs_below(browser: Browser, cast: Cast) -> None:
    city = cast.organizations["团青岚市委"].id
    page = browser.follow(browser.sign_in("lin").get(f"/links/organs/{city}"), "团云溪县委")
    assert "云溪镇团委（团云溪县委）" in page.text and not page.words("a", class_="btn btn-sm")


def test_secretaries_are_added_and_ended_without_a_script(browser: Browser, cast: Cast) -> None:
    liu = add_secretary(cast, "柳书记", "云溪镇团委")
    add_secretary(cast, "杨书记", "云溪县第一中学团委")
    page = browser.follow(browser.sign_in("mai").get("/links"), "登记联系的书记")
    assert "“若干”不是数量，不设指标" in page.text and "杨书记" in page.text
    page = browser.press(page, "查找", {"q": "云溪镇"})
    assert "杨书记" not in page.text
    page = browser.press(page, "登记", {"secretaries": [str(liu.id)]})
    assert "已登记 1 位书记" in page.text
    assert "柳书记" in browser.get("/links").text
    page = browser.press(browser.get(page.url), "结束联系")
    assert "以前联系" in page.text and "4月1日—4月1日" in page.text


def test_a_signer_may_look_and_not_change(client: PageClient, cast: Cast) -> None:
    mai = cast.people["mai"].id
    client.sign_in("chen").get(f"/links/{mai}")
    client.get(f"/links/{mai}/choosing", status=403)


def test_the_list_costs_few_queries(app: Flask, client: PageClient) -> None:
    client.sign_in("zhou")
    said: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    client.get("/links")
    queries = [each for each in said if each.lstrip().startswith("SELECT")]
    assert len(queries) <= 10, "\n".join(queries)
