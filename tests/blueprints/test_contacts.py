"""联系青年的页面: the cadre alone reads names; a press too many, a refusal and a look around give none away."""

from __future__ import annotations

from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from tests.together import add_contact
from youthwork.extensions import db
from youthwork.models import RenderKey, YouthContact

NAME, PHONE = "小柳絮", "13800009999"
TYPED = {
    "field": "高校",
    "name": NAME,
    "way": "电话",
    "value": PHONE,
    "consented_on": "2026-04-01",
    "consent": "当面同意",
}


def contacts() -> list[YouthContact]:
    db.session.rollback()
    return list(db.session.scalars(db.select(YouthContact)))


def test_it_works(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in("luo").get("/contacts")
    assert "不设 100 人指标" in page.text
    page = browser.press(browser.follow(page, "登记一名青年"), "保存", TYPED)
    assert "已登记" in page.text and NAME in page.text and PHONE in page.text
    assert NAME not in page.url


def test_one_tap_forgets_who_does_not_wish_to(browser: Browser, cast: Cast) -> None:
    add_contact(cast, "luo")
    db.session.commit()
    page = browser.press(browser.sign_in("luo").get("/contacts"), "不愿参与")
    assert NAME not in page.text and PHONE not in page.text
    assert "1 人 不影响任何统计" in page.text and "联系中 0 人" in page.text


def test_nobody_else_sees_a_name_or_the_page_of_one(client: PageClient, cast: Cast) -> None:
    contact = add_contact(cast, "luo")
    db.session.commit()
    for other in ("lin", "meng", "he", "su"):
        client.sign_in(other)
        assert NAME not in client.get("/contacts").html
        client.get(f"/contacts/{contact.id}", status=404)
        client.post(f"/contacts/{contact.id}/declining", status=404)
        assert NAME not in client.get(f"/archive?q={NAME}").text.replace(f"“{NAME}”", "")


def test_a_double_press_adds_one_and_keeps_nothing_of_it_in_clear(client: PageClient, cast: Cast) -> None:
    key = client.sign_in("luo").get("/contacts/new").field("render_key")
    for _ in range(2):
        client.post("/contacts", {**TYPED, "render_key": key})
    assert len(contacts()) == 1
    (kept,) = db.session.scalars(db.select(RenderKey))
    assert kept.posted == {}


def test_a_refusal_keeps_what_was_typed_and_logs_none_of_it(client: PageClient, cast: Cast) -> None:
    client.sign_in("luo")
    page = client.post("/contacts", {**TYPED, "value": "139"}, status=422)
    assert "不是有效的号码" in page.text and page.field("name") == NAME
    page = client.post("/contacts", {**TYPED, "consent": ""}, status=422)
    assert "没有同意的不登记" in page.text
    assert contacts() == []


def test_the_inputs_are_kept_out_of_browsers_and_queues(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("luo").get("/contacts/new")
    for name in ("name", "value"):
        (field,) = page.all("input", name=name)
        assert field.get("autocomplete") == "off" and field.get("data-private") is not None


def test_a_correction_shows_what_stands_there_and_replaces_it(client: PageClient, cast: Cast) -> None:
    contact = add_contact(cast, "luo")
    db.session.commit()
    url = f"/contacts/{contact.id}"
    assert client.sign_in("luo").get(url).field("value") == PHONE
    client.post(url, {**TYPED, "name": "小榆", "way": "当面", "value": ""})
    page = client.get("/contacts")
    assert "小榆" in page.text and NAME not in page.text and PHONE not in page.text


def test_the_office_sees_numbers_and_none_below_three(client: PageClient, cast: Cast) -> None:
    for at in range(3):
        add_contact(cast, "luo", f"小榆{at}")
    add_contact(cast, "zhou")
    db.session.commit()
    page = client.sign_in("lin").get("/contacts")
    assert "高校 3" in page.text and "以上合计 3 人" in page.text and "小榆" not in page.html
    page = client.sign_in("zhou").get("/contacts")
    assert "各领域都少于 3 人，不显示" in page.text


def test_who_agreed_is_handed_on(browser: Browser, cast: Cast) -> None:
    add_contact(cast, "luo", may_pass_on=True)
    add_contact(cast, "luo", "小榆")
    db.session.commit()
    page = browser.follow(browser.sign_in("luo").get("/contacts"), "移交给接任人")
    page = browser.press(page, "移交", {"successor": str(cast.people["he"].id)})
    assert "已移交给何志远：1 人" in page.text and NAME not in page.text and "小榆" in page.text
    page = browser.sign_in("he").get("/contacts")
    assert NAME in page.text and "小榆" not in page.text


def test_handing_on_needs_a_tick_and_a_successor_of_the_organ(client: PageClient, cast: Cast) -> None:
    contact = add_contact(cast, "luo")
    db.session.commit()
    client.sign_in("luo")
    page = client.post("/contacts/passing", {"successor": str(cast.people["he"].id)}, status=422)
    assert "请勾选已经同意的" in page.text
    stranger = {"contacts": str(contact.id), "successor": str(cast.people["zhou"].id)}
    client.post("/contacts/passing", stranger, status=422)
    assert [each.cadre_id for each in contacts()] == [cast.people["luo"].id]


def test_the_list_is_not_printed(client: PageClient, cast: Cast) -> None:
    add_contact(cast, "luo")
    db.session.commit()
    page = client.sign_in("luo").get("/contacts")
    hidden = [each for each in page.all("div") if "screen-only" in (each.get("class") or "").split()]
    assert any(NAME in "".join(each.itertext()) for each in hidden)
    for each in hidden:
        each.clear()
    assert NAME not in page.text and PHONE not in page.text


def test_the_page_costs_few_queries_for_a_hundred(client: PageClient, cast: Cast) -> None:
    for at in range(100):
        add_contact(cast, "luo", f"小榆{at}")
    client.sign_in("luo")
    assert count_queries(lambda: client.get("/contacts")) <= 10
