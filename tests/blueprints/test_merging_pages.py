"""撤并、拆分 as pages: who is offered them, what they say before, and what one press does."""

from __future__ import annotations

import pytest

from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from tests.services.personnel.test_merging import destroy_seals
from youthwork.extensions import db
from youthwork.models import AuditRecord, Organization
from youthwork.services import posts

EGRET, STREAM = "团白鹭县委", "团云溪县委"


def url_of(cast: Cast, name: str, page: str = "") -> str:
    return f"/organizations/{cast.organizations[name].id}{page}"


def test_who_looks_after_the_superior_merges_with_one_press(browser: Browser, cast: Cast) -> None:
    browser.sign_in("lin")
    asked = browser.follow(browser.get(url_of(cast, EGRET)), "撤并")
    assert "1 条任职：白露（书记）" in asked.text
    page = browser.press(asked, "撤并", {"successor": str(cast.organizations[STREAM].id), "agreed": "y"})
    assert page.title == STREAM and "团白鹭县委已撤销，已并入团云溪县委" in page.text and "白露" in page.text
    assert "到 2026-03-31 撤销" in browser.get(url_of(cast, EGRET)).text


def test_what_stands_in_the_way_is_said_before_and_after_pressing(browser: Browser, cast: Cast) -> None:
    browser.sign_in("lin")
    page = browser.get(url_of(cast, STREAM, "/merging"))
    assert "还有 1 枚印章在用或待核准" in page.text
    typed = {"successor": str(cast.organizations[EGRET].id), "agreed": "y"}
    again = browser.press(page, "撤并", typed, status=422)
    assert "没有办理" in again.text and cast.organ(STREAM).closed_on is None


def test_unchecked_nothing_is_merged(browser: Browser, cast: Cast) -> None:
    browser.sign_in("lin")
    page = browser.get(url_of(cast, EGRET, "/merging"))
    again = browser.press(page, "撤并", {"successor": str(cast.organizations[STREAM].id)}, status=422)
    assert "请核对移交内容" in again.text and cast.organ(EGRET).closed_on is None


def test_a_new_unit_is_split_off_and_typed_names_survive_a_refusal(browser: Browser, cast: Cast) -> None:
    browser.sign_in("lin")
    page = browser.follow(browser.get(url_of(cast, STREAM)), "拆分")
    names = {
        "full_name": "中国共产主义青年团云湖县委员会",
        "short_name": "共青团云湖县委员会",
        "common_name": "团云湖县委",
    }
    again = browser.press(page, "拆分", names, status=422)
    assert "请至少选一名人员或一个下级组织" in again.text and again.field("common_name") == "团云湖县委"
    post = posts.current_appointments(cast.person("li"))[0]
    chosen = {"units": [str(cast.organizations["云溪镇团委"].id)], "posts": [str(post.id)]}
    done = browser.press(again, "拆分", chosen)
    assert done.title == "团云湖县委" and "云溪镇团委" in done.text
    (post,) = posts.current_appointments(cast.person("li"))
    assert post.organization.common_name == "团云湖县委"
    assert db.session.scalar(
        db.select(AuditRecord).where(AuditRecord.sentence.contains("拆分设立团云湖县委"))
    )


@pytest.mark.parametrize("page", ["/merging", "/splitting"])
@pytest.mark.parametrize(
    ("who", "status"), [("zhou", 403), ("bai", 404), ("wai", 404), ("luo", 403), ("su", 403)]
)
def test_neither_the_unit_itself_nor_a_sister_nor_who_administers_nothing_may(
    client: PageClient, cast: Cast, page: str, who: str, status: int
) -> None:
    client.sign_in(who).get(url_of(cast, STREAM, page), status=status)


def test_it_is_offered_to_those_alone(client: PageClient, cast: Cast) -> None:
    assert "拆分" not in client.sign_in("zhou").get(url_of(cast, STREAM)).text
    assert "拆分" in client.sign_in("lin").get(url_of(cast, STREAM)).text


def test_a_merged_unit_is_neither_merged_nor_split_again(browser: Browser, cast: Cast) -> None:
    destroy_seals(cast, STREAM)
    db.session.commit()
    browser.sign_in("lin")
    page = browser.get(url_of(cast, STREAM, "/merging"))
    typed = {"successor": str(cast.organizations[EGRET].id), "agreed": "y"}
    browser.press(page, "撤并", typed)
    browser.get(url_of(cast, STREAM, "/splitting"), status=403)
    moved = db.session.get_one(Organization, cast.organizations["云溪镇团委"].id)
    assert moved.parent_id == cast.organizations[EGRET].id


def test_the_page_takes_no_more_queries_for_more_units(browser: Browser, cast: Cast) -> None:
    browser.sign_in("lin")
    assert count_queries(lambda: browser.get(url_of(cast, STREAM, "/merging"))) <= 22
