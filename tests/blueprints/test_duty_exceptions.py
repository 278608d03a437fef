"""免报和延期: who may grant them to whom, what follows, where they are listed, and how they end."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests import duties
from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.completeness import Reporting
from youthwork.extensions import db
from youthwork.models import DutyException, Message, MessageKind, Notice, NoticeAnnex, ReportDuty
from youthwork.services.duties import completeness, keeping

LATER = {"kind": "延期", "until": "2026-04-20", "reason": "受灾，县里正在安置"}
EXEMPT = {"kind": "免报", "reason": "正在撤并"}


@pytest.fixture
def table(app: Flask, cast: Cast) -> NoticeAnnex:
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    return duties.annex(notice, "contact_points")


def of(cast: Cast, row: NoticeAnnex, organ: str) -> ReportDuty:
    db.session.expire_all()
    return duties.duty(cast, row.notice, row.annex_key, organ)


def listed(cast: Cast, row: NoticeAnnex, organ: str) -> str:
    return f"/completeness/{cast.organizations[organ].id}/annexes/{row.id}/exceptions"


def test_the_receiving_organ_gives_one_unit_more_time(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    duty = of(cast, table, "团云溪县委")
    page = client.sign_in("he").get(f"/duties/exceptions/new?ids={duty.id}")
    assert "以团青岚市委的名义" in page.text and "团云溪县委" in page.text
    client.post("/duties/exceptions", {"ids": duty.id, **LATER})
    duty = of(cast, table, "团云溪县委")
    assert duty.due == date(2026, 4, 20) and duty.standing is Reporting.MISSING
    page = client.get(listed(cast, table, "团青岚市委"))
    assert "受灾" in page.text and "何志远" in page.text and "4月20日" in page.text


def test_the_excused_stay_in_what_is_expected_and_leave_what_is_missing(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    city = cast.organ("团青岚市委")
    before = completeness.figures(city, [table.id])
    ids = [of(cast, table, organ).id for organ in ("团云溪县委", "团白鹭县委")]
    client.sign_in("meng").post("/duties/exceptions", {"ids": ids, **EXEMPT})
    after = completeness.figures(city, [table.id])
    assert (after.expected, after.exempt, after.missing) == (before.expected, 2, before.missing - 2)


def test_those_ticked_on_the_list_are_asked_about_together(
    browser: Browser, cast: Cast, table: NoticeAnnex
) -> None:
    ids = [of(cast, table, organ).id for organ in ("团云溪县委", "团白鹭县委")]
    names = f"/completeness/{cast.organizations['团青岚市委'].id}/annexes/{table.id}/names"
    page = browser.sign_in("he").get(names)
    page = browser.press(page, "免报或延期", {"ids": ids}, status=200)
    assert "2 件" in page.words("h2") and len(page.all("input", name="ids")) == 2
    page = browser.press(page, "准予", EXEMPT)
    assert "已准予 2 件免报" in page.text and page.url == names


def test_the_unit_is_told_of_it_and_of_its_end(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    client.sign_in("he").post("/duties/exceptions", {"ids": of(cast, table, "团云溪县委").id, **LATER})
    exception = db.session.scalars(db.select(DutyException)).one()
    client.post(f"/duties/exceptions/{exception.id}/ending")
    told = db.session.scalars(
        db.select(Message).where(Message.kind == MessageKind.NOTICE).order_by(Message.id)
    ).all()
    assert {each.person.username for each in told} == {"zhou"}
    assert any("已准予延期至 4月20日" in each.title and "受灾" in each.words for each in told)
    assert of(cast, table, "团云溪县委").due == date(2026, 4, 6)


def test_what_was_ended_is_asked_again_and_stays_listed_as_over(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    client.sign_in("he").post("/duties/exceptions", {"ids": of(cast, table, "团云溪县委").id, **EXEMPT})
    exception = db.session.scalars(db.select(DutyException)).one()
    client.post(f"/duties/exceptions/{exception.id}/ending")
    assert of(cast, table, "团云溪县委").standing is Reporting.MISSING
    page = client.get(listed(cast, table, "团青岚市委"))
    assert "已结束" in page.text and not page.all("button", aria_label="提前结束团云溪县委的免报")
    client.post(f"/duties/exceptions/{exception.id}/ending", status=409)


@pytest.mark.parametrize(
    ("who", "status"), [("bai", 404), ("wai", 404), ("mai", 404), ("zhou", 403), ("lin", 403)]
)
def test_nobody_beside_beneath_or_with_another_duty_grants_one(
    client: PageClient, cast: Cast, table: NoticeAnnex, who: str, status: int
) -> None:
    duty = of(cast, table, "团云溪县委")
    client.sign_in(who)
    client.get(f"/duties/exceptions/new?ids={duty.id}", status)
    client.post("/duties/exceptions", {"ids": duty.id, **EXEMPT}, status=status)
    assert db.session.scalars(db.select(DutyException)).all() == []


def test_a_list_with_one_out_of_reach_grants_none(client: PageClient, cast: Cast, table: NoticeAnnex) -> None:
    ids = [of(cast, table, "团云溪县委").id, of(cast, table, "团望川县委").id]
    client.sign_in("he").post("/duties/exceptions", {"ids": ids, **EXEMPT}, status=404)
    assert db.session.scalars(db.select(DutyException)).all() == []


def test_the_province_may_excuse_what_it_asked_for_at_any_depth(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    client.sign_in("su").post("/duties/exceptions", {"ids": of(cast, table, "云溪镇团委").id, **EXEMPT})
    assert of(cast, table, "云溪镇团委").standing is Reporting.EXEMPT


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "延期", "reason": "受灾"}, "延期要写明延到哪一天"),
        ({"kind": "延期", "until": "2026-04-06", "reason": "受灾"}, "延期要晚于现在的期限（2026年4月6日）"),
        ({"kind": "免报", "until": "2026-03-31", "reason": "撤并"}, "这一天已经过去"),
        ({"kind": "免报", "reason": ""}, "请填写原因"),
        ({"kind": "免报", "reason": "长" * 301}, "原因最多 300 个字"),
        ({"kind": "停报", "reason": "撤并"}, "请选择怎样处理"),
        ({"kind": "延期", "until": "下周", "reason": "受灾"}, "不是日期"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: PageClient, cast: Cast, table: NoticeAnnex, given: dict[str, str], sentence: str
) -> None:
    duty = of(cast, table, "团云溪县委")
    page = client.sign_in("he").post("/duties/exceptions", {"ids": duty.id, **given}, status=422)
    assert sentence in page.text and page.field("reason").strip() == given["reason"]
    assert page.field("ids") == str(duty.id)
    assert db.session.scalars(db.select(DutyException)).all() == []


def test_what_was_reported_meanwhile_is_refused_with_a_sentence(
    client: PageClient, cast: Cast, table: NoticeAnnex
) -> None:
    duty = of(cast, table, "团云溪县委")
    keeping.mark(duty, Reporting.REPORTED)
    db.session.commit()
    page = client.sign_in("he").post("/duties/exceptions", {"ids": duty.id, **EXEMPT}, status=422)
    assert "团云溪县委已报" in page.text


def test_nothing_ticked_or_what_is_no_number_is_refused(client: PageClient, cast: Cast) -> None:
    client.sign_in("he").post("/duties/exceptions", dict(EXEMPT), status=422)
    assert "勾选" in client.post("/duties/exceptions", {"ids": "x", **EXEMPT}, status=422).text
    assert "勾选" in client.post("/completeness/urging", {"ids": "99999999999"}, status=422).text
