"""申请延期或免报 on its pages: asked for from where the duty is shown, answered from the list, read by both sides."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest
from flask import Flask

from tests import duties, journeys
from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.completeness import Reporting
from youthwork.extensions import db
from youthwork.models import (
    DutyException,
    DutyRequest,
    Message,
    Notice,
    NoticeAnnex,
    ReportDuty,
    RequestState,
)
from youthwork.services.duties import keeping

LATER = {"kind": "延期", "until": "2026-04-20", "reason": "全县防汛，干部都在堤上"}
EXEMPT = {"kind": "免报", "until": "", "reason": "正在撤并"}


@pytest.fixture
def table(app: Flask, cast: Cast) -> NoticeAnnex:
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    return duties.annex(notice, "contact_points")


def of(cast: Cast, row: NoticeAnnex, organ: str = "团云溪县委") -> ReportDuty:
    db.session.expire_all()
    return duties.duty(cast, row.notice, row.annex_key, organ)


def asked(client: PageClient, cast: Cast, row: NoticeAnnex, given: dict[str, str] = LATER) -> DutyRequest:
    client.sign_in("zhou").post(f"/duties/{of(cast, row).id}/request", given)
    return db.session.scalars(db.select(DutyRequest).order_by(DutyRequest.id.desc()).limit(1)).one()


def requests_of(cast: Cast, organ: str) -> str:
    return f"/completeness/{cast.organizations[organ].id}/requests"


def test_asked_from_the_notice_and_granted_with_one_press(
    browser: Browser, cast: Cast, table: NoticeAnnex
) -> None:
    page = browser.sign_in("zhou").get(f"/notices/{table.notice_id}")
    page = browser.follow(page, "申请延期或免报")
    assert "由团青岚市委答复" in page.text and "期限 4月6日" in page.text
    page = browser.press(page, "申请", LATER)
    assert "已申请延期至 4月20日" in page.text and "答复以前，期限不变" in page.text
    page = browser.get(f"/notices/{table.notice_id}")
    assert "已申请延期，待答复" in page.text

    page = browser.sign_in("he").get(f"/completeness/{cast.organizations['团青岚市委'].id}")
    page = browser.follow(page, "有 1 件延期、免报申请待答复")
    assert "全县防汛" in page.text and "周可儿" in page.text
    page = browser.press(page, "准予")
    assert "已准予团云溪县委延期" in page.text and "没有待答复的申请" in page.text
    assert of(cast, table).due == date(2026, 4, 20)

    page = browser.get(f"/completeness/{cast.organizations['团青岚市委'].id}/annexes/{table.id}/exceptions")
    assert "周可儿 今天 12:00申请延期至 4月20日" in page.text and "何志远" in page.text
    page = browser.sign_in("zhou").get(f"/duties/{of(cast, table).id}/request")
    assert "以前的申请" in page.text and "已准予" in page.text


def test_the_desk_leads_to_it_on_both_sides(browser: Browser, cast: Cast, table: NoticeAnnex) -> None:
    page = browser.follow(browser.sign_in("zhou").get("/"), "申请延期或免报")
    browser.press(page, "申请", LATER)
    assert "已申请延期，待答复" in browser.get("/").text
    fragment = browser.sign_in("he").send("GET", "/lacking", headers={"HX-Request": "true"})
    said = fragment.get_data(as_text=True)
    assert requests_of(cast, "团青岚市委") in said and "件延期、免报申请待答复" in said
    for who in ("tang", "zhou", "bai"):
        fragment = browser.sign_in(who).send("GET", "/lacking", headers={"HX-Request": "true"})
        assert "待答复" not in fragment.get_data(as_text=True), who


def test_from_the_draft_it_leads_to_the_same_page(browser: Browser, cast: Cast, table: NoticeAnnex) -> None:
    paper = journeys.draft_contact_points(cast)
    db.session.commit()
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft")
    (link,) = [each for each in page.all("a") if each.get("href") == f"/submissions/{paper.id}/request"]
    assert link.text == "申请延期或免报"
    answer = browser.send("GET", f"/submissions/{paper.id}/request")
    assert answer.location == f"/duties/{of(cast, table).id}/request"
    assert "由团青岚市委答复" in browser.get(answer.location).text


def test_the_units_signer_finds_it_in_the_list_of_their_own_organ(
    browser: Browser, cast: Cast, table: NoticeAnnex
) -> None:
    names = f"/completeness/{cast.organizations['团云溪县委'].id}/annexes/{table.id}/names"
    page = browser.follow(browser.sign_in("chen").get(names), "申请延期或免报")
    browser.press(page, "申请", EXEMPT)
    page = browser.sign_in("he").get(
        names.replace(
            f"/{cast.organizations['团云溪县委'].id}/", f"/{cast.organizations['团青岚市委'].id}/", 1
        )
    )
    assert "已申请免报，待答复" in page.text and not page.all(
        "a", href=f"/duties/{of(cast, table).id}/request"
    )


def test_granted_with_another_day_and_reason(
    browser: Browser, cast: Cast, table: NoticeAnnex, client: PageClient
) -> None:
    request = asked(client, cast, table)
    page = browser.sign_in("he").get(requests_of(cast, "团青岚市委"))
    page = browser.follow(page, "改动或不准予")
    assert page.url == f"/duties/requests/{request.id}"
    assert page.field("until") == "2026-04-20" and "全县防汛" in page.field("reason")
    page = browser.press(page, "准予", {"until": "2026-04-13", "reason": "防汛，延期一周"})
    assert page.url == requests_of(cast, "团青岚市委")
    assert "准予的是延期至 4月13日" in page.text
    assert of(cast, table).due == date(2026, 4, 13)


def test_refused_with_a_sentence_that_who_asked_reads(
    browser: Browser, cast: Cast, table: NoticeAnnex, client: PageClient
) -> None:
    request = asked(client, cast, table)
    page = browser.sign_in("he").get(f"/duties/requests/{request.id}")
    page = browser.press(page, "不准予", {"answer": "全省统一汇总，等不了"})
    assert "未准予延期" in page.text
    page = browser.sign_in("zhou").get(f"/duties/{of(cast, table).id}/request")
    assert "全省统一汇总，等不了" in page.text and page.all("select", name="kind"), "another may be asked for"
    assert of(cast, table).due == date(2026, 4, 6)


def test_taken_back_by_who_asked(
    browser: Browser, cast: Cast, table: NoticeAnnex, client: PageClient
) -> None:
    request = asked(client, cast, table)
    page = browser.sign_in("zhou").get(f"/duties/{of(cast, table).id}/request")
    page = browser.press(page, "撤回申请")
    assert "延期申请已撤回" in page.text
    db.session.expire_all()
    assert db.session.get_one(DutyRequest, request.id).state is RequestState.WITHDRAWN
    client.post(f"/duties/requests/{request.id}/withdrawal", status=409)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "延期", "until": "", "reason": "受灾"}, "延期要写明延到哪一天"),
        ({"kind": "延期", "until": "2026-04-06", "reason": "受灾"}, "延期要晚于现在的期限（2026年4月6日）"),
        ({"kind": "免报", "until": "2026-03-31", "reason": "撤并"}, "这一天已经过去"),
        ({"kind": "免报", "until": "", "reason": ""}, "请填写原因"),
        ({"kind": "免报", "until": "", "reason": "长" * 301}, "原因最多 300 个字"),
        ({"kind": "停报", "until": "", "reason": "撤并"}, "请选择申请什么"),
        ({"kind": "延期", "until": "下周", "reason": "受灾"}, "不是日期"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: PageClient, cast: Cast, table: NoticeAnnex, given: dict[str, str], sentence: str
) -> None:
    page = client.sign_in("zhou").post(f"/duties/{of(cast, table).id}/request", given, status=422)
    assert sentence in page.text and page.field("reason").strip() == given["reason"]
    assert db.session.scalars(db.select(DutyRequest)).all() == []


def test_an_answer_that_is_none_is_said_beside_its_field(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    url = f"/duties/requests/{asked(client, cast, table).id}"
    client.sign_in("he")
    page = client.post(f"{url}/refusal", {"answer": " "}, status=422)
    assert "请填写不准予的原因" in page.text
    page = client.post(f"{url}/grant", {**LATER, "until": "2026-04-06"}, status=422)
    assert "延期要晚于现在的期限" in page.text and page.field("until") == "2026-04-06"
    assert db.session.scalars(db.select(DutyException)).all() == []


def test_what_was_asked_for_and_has_passed_meanwhile_is_shown_to_be_changed(
    app: Flask, client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    request = asked(client, cast, table)
    app.config["CLOCK"] = lambda: datetime(2026, 4, 21, 9, 0)
    page = client.sign_in("he").post(f"/duties/requests/{request.id}/grant", status=422)
    assert "这一天已经过去" in page.text and page.field("until") == "2026-04-20"


def test_pressed_by_two_the_second_reads_what_was_done(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    request = asked(client, cast, table)
    client.sign_in("he").post(f"/duties/requests/{request.id}/grant")
    page = client.sign_in("cheng").post(f"/duties/requests/{request.id}/grant", status=409)
    assert "由何志远办结：已准予" in page.text
    assert len(db.session.scalars(db.select(DutyException)).all()) == 1


@pytest.mark.parametrize("who", ["bai", "wai", "mai", "jiao"])
def test_nobody_beside_reads_or_answers_it(
    client: PageClient, cast: Cast, table: NoticeAnnex, who: str
) -> None:
    request = asked(client, cast, table)
    client.sign_in(who).get(f"/duties/requests/{request.id}", 404)
    client.post(f"/duties/requests/{request.id}/grant", status=404)
    client.post(f"/duties/requests/{request.id}/refusal", {"answer": "不行"}, status=404)
    client.post(f"/duties/requests/{request.id}/withdrawal", status=404)
    client.get(f"/duties/{of(cast, table).id}/request", 404)
    client.get(requests_of(cast, "团云溪县委"), 404)


@pytest.mark.parametrize("who", ["zhou", "lin", "gu"])
def test_an_office_without_the_right_reads_it_and_has_nothing_to_press(
    client: PageClient, cast: Cast, table: NoticeAnnex, who: str
) -> None:
    request = asked(client, cast, table)
    page = client.sign_in(who).get(f"/duties/requests/{request.id}")
    assert "全县防汛" in page.text and not page.all("textarea")
    client.post(f"/duties/requests/{request.id}/grant", status=403)
    client.post(f"/duties/requests/{request.id}/refusal", {"answer": "不行"}, status=403)
    assert of(cast, table).due == date(2026, 4, 6)


def test_a_cadres_request_is_named_no_further_than_the_organ_above(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    sheet = duties.duty(cast, table.notice, "task_sheet", "团云溪县委", "li")
    client.sign_in("li").post(f"/duties/{sheet.id}/request", {**LATER, "until": "2026-11-01"})
    assert "李堃" in client.sign_in("he").get(requests_of(cast, "团青岚市委")).text
    page = client.sign_in("tang").get(requests_of(cast, "团示范省委"))
    assert "李堃" not in page.text and "没有待答复的申请" in page.text


def test_what_is_reported_offers_nothing_to_ask(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    duty = of(cast, table)
    keeping.mark(duty, Reporting.REPORTED)
    db.session.commit()
    page = client.sign_in("zhou").get(f"/duties/{duty.id}/request")
    assert "现在是“已报”" in page.text and not page.all("textarea")
    client.post(f"/duties/{duty.id}/request", LATER, status=409)
    page = client.get(f"/notices/{table.notice_id}")
    assert not page.all("a", href=f"/duties/{duty.id}/request")


def test_the_message_leads_who_answers_to_the_page(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    request = asked(client, cast, table)
    told = db.session.scalars(db.select(Message).where(Message.once == f"request:{request.id}")).all()
    assert {each.person.username for each in told} == {"he", "cheng"}
    assert "全县防汛" in client.sign_in("he").get(told[0].url).text


def test_no_page_of_it_costs_more_than_ten_statements(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    request = asked(client, cast, table)
    client.sign_in("zhou")
    duty_id = of(cast, table).id
    assert count_queries(lambda: client.get(f"/duties/{duty_id}/request")) <= 10
    client.sign_in("he")
    for url in (requests_of(cast, "团青岚市委"), f"/duties/requests/{request.id}"):
        assert count_queries(partial(client.get, url)) <= 10, url
