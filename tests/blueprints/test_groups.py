"""小组与下沉的页面: walked as the people concerned, without a script; a refusal keeps what was typed."""

from __future__ import annotations

from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.together import add_group, add_posted_group, add_posting, file_arrangement
from youthwork.extensions import db
from youthwork.models import Posting, WorkGroup


def count(kind: type[Posting | WorkGroup]) -> int:
    db.session.rollback()
    return len(db.session.scalars(db.select(kind)).all())


def test_two_postings_become_a_group_and_the_group_stands_for_the_link(browser: Browser, cast: Cast) -> None:
    browser.sign_in("lin")
    for person, county in (("luo", "团云溪县委"), ("he", "团白鹭县委")):
        page = browser.follow(browser.get("/postings"), "登记下沉")
        typed = {
            "person": str(cast.people[person].id),
            "county": str(cast.organizations[county].id),
            "starts_on": "2026-03-01",
        }
        page = browser.press(page, "登记", typed)
    page = browser.get("/groups")
    assert "成组建议：团青岚市委" in page.text and "罗欣喆：团云溪县委" in page.text
    page = browser.follow(page, "成组，或说明不成组")
    page = browser.press(page, "查找", {"q": "云溪镇团委"})
    typed = {
        "committee": str(cast.organizations["云溪镇团委"].id),
        "leader": str(cast.people["luo"].id),
        "starts_on": "2026-03-10",
    }
    page = browser.press(page, "成组", typed)
    assert "已成组：团青岚市委下沉干部小组" in page.text and "云溪镇团委（团云溪县委）" in page.text
    page = browser.press(page, "选定", {"branch": str(cast.organizations["白泉村团支部"].id)})
    assert "白泉村团支部" in page.text
    assert "由“团青岚市委下沉干部小组”共同联系" in browser.sign_in("he").get("/links").text
    page = browser.sign_in("lin").get("/links")
    assert "由 团青岚市委下沉干部小组 共同联系" in page.text and "还有 4 人没有联系关系" in page.text


def test_two_in_one_county_are_not_proposed(client: PageClient, cast: Cast) -> None:
    add_posting(cast, "luo", "团云溪县委")
    add_posting(cast, "he", "团云溪县委")
    db.session.commit()
    page = client.sign_in("lin").get("/groups")
    assert "成组建议" not in page.text


def test_a_declined_proposal_stays_with_its_reason_and_can_still_be_taken(
    browser: Browser, cast: Cast
) -> None:
    add_posting(cast, "luo", "团云溪县委")
    add_posting(cast, "he", "团白鹭县委")
    page = browser.follow(browser.sign_in("lin").get("/groups"), "成组，或说明不成组")
    refused = browser.press(page, "说明不成组", status=422)
    assert "请填写不成组的原因" in refused.text
    page = browser.press(page, "说明不成组", {"reason": "两县相隔太远"})
    assert "两县相隔太远" in page.text and "成组建议：" not in page.text
    assert browser.follow(page, "改为成组").title == "成组建议：团青岚市委"


def test_an_overlapping_posting_is_refused_with_its_days_and_keeps_what_was_typed(
    client: PageClient, cast: Cast
) -> None:
    add_posting(cast, "luo", "团云溪县委")
    db.session.commit()
    typed = {
        "person": str(cast.people["luo"].id),
        "county": str(cast.organizations["团白鹭县委"].id),
        "starts_on": "2026-04-01",
        "ends_on": "2026-05-01",
    }
    page = client.sign_in("lin").post("/postings", typed, status=422)
    assert "罗欣喆2026年3月1日起下沉团云溪县委" in page.text
    assert (page.field("starts_on"), page.field("ends_on")) == ("2026-04-01", "2026-05-01")
    assert count(Posting) == 1


def test_a_cadre_without_office_registers_the_own_posting(browser: Browser, cast: Cast) -> None:
    page = browser.follow(browser.sign_in("luo").get("/postings"), "登记下沉")
    typed = {
        "person": str(cast.people["luo"].id),
        "county": str(cast.organizations["团云溪县委"].id),
        "starts_on": "2026-04-01",
    }
    assert "罗欣喆下沉团云溪县委" in browser.press(page, "登记", typed).text


def test_the_last_day_of_a_posting_ends_the_group(browser: Browser, cast: Cast) -> None:
    group = add_posted_group(cast)
    page = browser.follow(browser.sign_in("lin").get("/postings"), "确定最后一天", beside="何志远")
    browser.press(page, "确定", {"ends_on": "2026-04-20"})
    assert "4月1日—4月20日" in browser.get(f"/groups/{group.id}").text


def test_a_working_group_is_formed_and_its_odd_leader_explained(browser: Browser, cast: Cast) -> None:
    page = browser.follow(browser.sign_in("lin").get("/groups"), "组建小组")
    typed = {
        "name": "第一工作小组",
        "leader": str(cast.people["luo"].id),
        "starts_on": "2026-03-01",
        "members": [str(cast.people["he"].id), str(cast.people["cheng"].id)],
    }
    refused = browser.press(page, "组建", typed, status=422)
    assert "请写明原因" in refused.text and refused.field("name") == "第一工作小组"
    page = browser.press(refused, "组建", {"leader_reason": "部长在外培训"})
    assert "组长罗欣喆不是班子成员或部门主要负责人。原因：部长在外培训" in page.text
    assert "何志远" in page.text and "程祎" in page.text
    page = browser.press(page, "更换", {"leader": str(cast.people["meng"].id)})
    assert "原因：" not in page.text and "罗欣喆 组长 3月1日—3月31日" in page.text


def test_a_double_press_forms_one_group(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("lin").get("/groups/new")
    data = {
        "render_key": page.field("render_key"),
        "organ": page.field("organ"),
        "name": "第一工作小组",
        "leader": str(cast.people["meng"].id),
        "starts_on": "2026-04-01",
    }
    client.post("/groups", data)
    client.post("/groups", data)
    assert count(WorkGroup) == 1


def test_a_county_forms_a_group_that_says_it_is_no_city(browser: Browser, cast: Cast) -> None:
    page = browser.follow(browser.sign_in("zhou").get("/groups"), "组建小组")
    assert "不是市级" in page.text
    page = browser.press(page, "组建", {"name": "县小组", "leader": str(cast.people["chen"].id)})
    assert "只作注明" in page.text


def test_a_member_reads_the_group_and_finds_no_button(client: PageClient, cast: Cast) -> None:
    group = add_group(cast)
    db.session.commit()
    page = client.sign_in("luo").get(f"/groups/{group.id}")
    assert "孟繁星" in page.text and "结束小组" not in page.text
    assert not page.all("form", action=f"/groups/{group.id}/ending")
    client.post(f"/groups/{group.id}/ending", {"ends_on": "2026-04-01", "version": "1"}, status=403)
    assert "我的小组" in client.get("/groups").text


def test_who_comes_second_is_told(client: PageClient, cast: Cast) -> None:
    group = add_group(cast)
    db.session.commit()
    client.sign_in("lin")
    first = {"members": str(cast.people["cheng"].id), "starts_on": "2026-04-01", "version": "1"}
    client.post(f"/groups/{group.id}/members", first)
    second = {**first, "members": str(cast.people["zhao"].id)}
    page = client.post(f"/groups/{group.id}/members", second, status=409)
    assert "请刷新页面" in page.text


def test_a_filed_table_becomes_groups_that_lead_back_to_it(browser: Browser, cast: Cast) -> None:
    filing = file_arrangement(cast)
    page = browser.follow(browser.sign_in("lin").get("/groups"), "由安排表建调研组")
    page = browser.follow(page, "取为调研组", beside=filing.filing_number)
    assert "孟繁星" in page.text and "云溪镇团委" in page.text
    page = browser.press(page, "建立调研组")
    assert "已建立 1 个调研组" in page.text
    page = browser.follow(page, "第一调研组")
    assert page.all("a", href=f"/filings/{filing.id}")


def test_a_group_whose_committee_is_gone_says_so(client: PageClient, cast: Cast) -> None:
    group = add_posted_group(cast)
    cast.organ("云溪镇团委").closed_on = cast.organ("云溪镇团委").established_on
    db.session.commit()
    assert "云溪镇团委已撤销，请改联系" in client.sign_in("lin").get(f"/groups/{group.id}").text


def test_the_page_of_a_postings_end_says_what_ends_with_it(client: PageClient, cast: Cast) -> None:
    group = add_posted_group(cast)
    posting = next(each.posting for each in group.members if each.person_id == cast.person("he").id)
    assert posting is not None
    db.session.commit()
    page = client.sign_in("lin").get(f"/postings/{posting.id}/ending")
    assert "还没有登记最后一天" in page.text and "由这次下沉加入的小组： 下沉小组" in page.text
    client.post(f"/postings/{posting.id}/ending", {"ends_on": "2026-06-30"})
    assert "现在登记到6月30日" in client.get(f"/postings/{posting.id}/ending").text
    alone = add_posting(cast, "cheng", "团望川县委")
    db.session.commit()
    assert "由这次下沉加入" not in client.get(f"/postings/{alone.id}/ending").text


def test_a_newcomer_is_declined_by_the_words_of_the_page(client: PageClient, cast: Cast) -> None:
    add_posted_group(cast)
    add_posting(cast, "cheng", "团云溪县委")
    db.session.commit()
    url = f"/groups/proposals/{cast.organ('团青岚市委').id}"
    page = client.sign_in("lin").get(url)
    assert "不加入小组的原因" in page.text and "不成组的原因" not in page.text
    page = client.post(f"{url}/declining", {"reason": "", "mark": page.field("mark")}, status=422)
    assert "请填写不加入小组的原因" in page.text
