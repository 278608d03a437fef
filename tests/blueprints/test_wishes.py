"""微心愿的页面: registered in a few taps, claimed in one, moved by the buttons the page shows; 390 px needs no script."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.client import Page, PageClient
from tests.contact_work import add_activity
from tests.factories import Cast
from tests.query_counts import count_queries
from tests.wishes import TEXT, add_wish, pooled, press
from youthwork.domain.wishes import WishAction, WishState
from youthwork.extensions import db
from youthwork.models import AuditRecord, Wish
from youthwork.services import transactions

_A, _S = WishAction, WishState


def only_wish() -> Wish:
    db.session.expire_all()
    return db.session.scalars(db.select(Wish)).one()


def typed(page: Page, **more: str) -> dict[str, str]:
    """What the page posts when the wish is typed and nothing else touched."""
    key = page.field("client_key")
    return {"client_key": key, "text": TEXT, "field": "", "of_whom": "", "then": "own", **more}


def test_it_works(client: PageClient) -> None:
    page = client.sign_in("mai").get("/wishes/new")
    after = client.post("/wishes", typed(page), follow=True)
    assert "已登记，本人办理" in after.text and TEXT in after.text
    assert "今天登记，由买买提江·阿布都办理" in after.text
    assert client.get("/wishes").words("a", href=f"/wishes/{only_wish().id}") == [TEXT]


def test_the_same_form_sent_again_leads_to_the_same_wish(client: PageClient) -> None:
    posted = typed(client.sign_in("mai").get("/wishes/new"))
    answers = {client.post("/wishes", posted).response.headers["Location"] for _ in range(3)}
    assert answers == {f"/wishes/{only_wish().id}"}


def test_a_wish_heard_at_a_record_starts_from_what_was_asked_there(client: PageClient, cast: Cast) -> None:
    record = add_activity(cast, "mai", asked="镇上能不能有个自习室")
    db.session.commit()
    page = client.sign_in("mai").get(f"/wishes/new?record={record.id}")
    assert page.field("text") == "镇上能不能有个自习室"
    after = client.post("/wishes", typed(page, record=page.field("record")), follow=True)
    assert only_wish().activity_id == record.id
    assert after.all("a", href=f"/records/{record.id}")


def test_a_record_out_of_sight_gives_nothing(client: PageClient, cast: Cast) -> None:
    record = add_activity(cast, "mai", asked="镇上能不能有个自习室")
    db.session.commit()
    client.sign_in("bai").get(f"/wishes/new?record={record.id}", status=404)
    page = client.get("/wishes/new")
    client.post("/wishes", typed(page, record=str(record.id)), status=404)
    assert db.session.scalar(db.select(db.func.count(Wish.id))) == 0


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("text", "想学电焊，找 138 0000 1234", "电话或证件号码"),
        ("of_whom", "高小明", "像是真实姓名"),
        ("text", " ", "请填写青年的心愿"),
        ("text", "想" * 501, "最多 500 个字"),
        ("field", "月球", "请选择领域"),
    ],
)
def test_what_is_refused_stays_in_its_field(client: PageClient, field: str, text: str, words: str) -> None:
    page = client.sign_in("mai").get("/wishes/new")
    again = client.post("/wishes", typed(page, **{field: text}), status=422)
    assert words in again.text and again.all("a", href=f"#{field}")
    if field != "field":
        assert again.field(field).strip() == text.strip()
    assert again.field("client_key") == page.field("client_key")


def test_what_only_reads_like_a_name_is_kept_by_a_tick_that_a_phone_does_not_bring_in(
    client: PageClient,
) -> None:
    page = client.sign_in("mai").get("/wishes/new")
    assert not page.all("input", name="is_kept")
    with_phone = typed(page, of_whom="高小明", text="找 13800001234")
    assert not client.post("/wishes", with_phone, status=422).all("input", name="is_kept")
    posted = typed(page, of_whom="高小明")
    assert client.post("/wishes", posted, status=422).all("input", name="is_kept")
    client.post("/wishes", {**posted, "is_kept": "y"})
    assert only_wish().of_whom == "高小明"


def test_four_byte_characters_come_back_as_they_were_typed(client: PageClient) -> None:
    page = client.sign_in("mai").get("/wishes/new")
    client.post("/wishes", typed(page, text="想学画画🎨，𠮷"))
    assert only_wish().text == "想学画画🎨，𠮷"


def test_a_wish_in_the_pool_is_claimed_in_one_tap(client: PageClient, cast: Cast) -> None:
    wish = pooled(cast, "chen")
    db.session.commit()
    page = client.sign_in("mai").get("/wishes?view=pool")
    form = page.all("form", action=f"/wishes/{wish.id}/claim")[0]
    posted = {each.get("name"): each.get("value") for each in form.iter() if each.get("name")}
    after = client.post(f"/wishes/{wish.id}/claim", posted, follow=True)
    assert "现在由买买提江·阿布都办理" in after.text
    assert (wish.id, only_wish().state) == (wish.id, _S.CLAIMED)


def test_the_pools_of_the_organs_above_are_told_apart(client: PageClient, cast: Cast) -> None:
    pooled(cast, "chen", text="想学电焊")
    pooled(cast, "lin", text="想学画画")
    db.session.commit()
    page = client.sign_in("mai").get("/wishes?view=pool")
    assert "想学电焊" in page.text and "想学画画" in page.text
    city = cast.organ("团青岚市委").id
    narrowed = client.get(f"/wishes?view=pool&pool={city}")
    assert "想学画画" in narrowed.text and "想学电焊" not in narrowed.text
    chosen = [each.get("value") for each in narrowed.all("option") if each.get("selected") is not None]
    assert chosen == [str(city)]


def test_who_claims_second_is_told_who_was_faster(client: PageClient, app: Flask, cast: Cast) -> None:
    wish = pooled(cast, "chen")
    db.session.commit()
    seen = {"version": str(wish.version)}
    PageClient(app).sign_in("li").post(f"/wishes/{wish.id}/claim", seen)
    page = client.sign_in("mai").post(f"/wishes/{wish.id}/claim", seen, status=409)
    assert "李堃今天 12:00先办了“认领”" in page.text
    assert only_wish().owner_id == cast.person("li").id


def test_a_claim_pressed_twice_counts_once(client: PageClient, cast: Cast) -> None:
    wish = pooled(cast, "chen")
    db.session.commit()
    posted = {"version": str(wish.version), "render_key": "k" * 32}
    client.sign_in("mai").post(f"/wishes/{wish.id}/claim", posted)
    client.post(f"/wishes/{wish.id}/claim", posted)
    assert [step.action for step in only_wish().steps].count(_A.CLAIM) == 1


def test_a_step_without_its_words_keeps_what_was_typed(client: PageClient, cast: Cast) -> None:
    wish = press(add_wish(cast, "mai"), cast, "mai", _A.FULFIL)
    db.session.commit()
    client.sign_in("mai").get(f"/wishes/{wish.id}/feedback")
    posted = {"words": "", "said": "太好了", "version": str(wish.version)}
    page = client.post(f"/wishes/{wish.id}/feedback", posted, status=422)
    assert "“反馈”请写说明" in page.text and page.field("said") == "太好了"
    client.post(f"/wishes/{wish.id}/feedback", {**posted, "words": "当面告诉的"})
    shown = client.get(f"/wishes/{wish.id}")
    assert "青年说：太好了" in shown.text and "用了 0 天" not in shown.text


def test_the_page_offers_what_the_person_may_do_and_no_more(app: Flask, cast: Cast) -> None:
    wish = press(pooled(cast, "chen"), cast, "mai", _A.CLAIM)
    db.session.commit()

    def offered(name: str) -> set[str]:
        page = PageClient(app).sign_in(name).get(f"/wishes/{wish.id}")
        links = [each.get("href") or "" for each in page.all("a")]
        forms = [each.get("action") or "" for each in page.all("form")]
        start = f"/wishes/{wish.id}/"
        return {each.removeprefix(start) for each in links + forms if each.startswith(start)}

    assert offered("mai") == {"fulfilment", "hand-back", "hand-over", "explanation"}
    assert offered("zhou") == {"hand-back", "hand-over", "reminder", "wording"}
    assert offered("chen") == {"reminder", "wording"}
    assert offered("li") == set()


def test_every_step_offered_opens(client: PageClient, cast: Cast) -> None:
    wish = pooled(cast, "lin")
    db.session.commit()
    page = client.sign_in("lin").get(f"/wishes/{wish.id}")
    steps = [href for each in page.all("a") if (href := each.get("href") or "").startswith("/wishes/1/")]
    assert len(steps) == 5
    for href in steps:
        assert client.get(href).title


def test_the_keeper_finds_somebody_of_another_unit_by_name(client: PageClient, cast: Cast) -> None:
    wish = pooled(cast, "lin")
    db.session.commit()
    page = client.sign_in("lin").get(f"/wishes/{wish.id}/hand-over")
    assert "白露" not in page.text and "孟繁星" in page.text
    found = client.get(f"/wishes/{wish.id}/hand-over?q=白鹭")
    bai = str(cast.person("bai").id)
    assert found.all("input", name="to", value=bai)
    client.post(f"/wishes/{wish.id}/hand-over", {"to": bai, "words": "县里有师傅", "due_on": "2026-04-20"})
    assert only_wish().owner_id == cast.person("bai").id
    assert "2026-04-20 前办好" in client.get(f"/wishes/{wish.id}").text


@pytest.mark.parametrize("to", ["", "x", "99999", "-1"])
def test_a_hand_over_to_nobody_is_refused_at_the_field(client: PageClient, cast: Cast, to: str) -> None:
    wish = pooled(cast, "lin")
    db.session.commit()
    data = {"to": to, "words": "请办"}
    page = client.sign_in("lin").post(f"/wishes/{wish.id}/hand-over", data, status=422)
    assert "请选定接手的同志" in page.text and page.field("words") == "请办"


def test_a_second_reminder_of_the_day_is_not_offered(client: PageClient, cast: Cast) -> None:
    wish = press(pooled(cast, "chen"), cast, "li", _A.CLAIM)
    db.session.commit()
    client.sign_in("zhou").post(f"/wishes/{wish.id}/reminder", follow=True)
    assert not client.get(f"/wishes/{wish.id}").all("form", action=f"/wishes/{wish.id}/reminder")
    assert "一天提醒一次" in client.post(f"/wishes/{wish.id}/reminder", status=422).text


def test_rewording_takes_a_name_out(client: PageClient, cast: Cast) -> None:
    wish = add_wish(cast, "mai", text="想学电焊")
    db.session.commit()
    page = client.sign_in("mai").get(f"/wishes/{wish.id}/wording")
    assert page.field("text") == "想学电焊"
    posted = {"text": "想学气焊", "of_whom": "小高", "field": "农村", "version": page.field("version")}
    after = client.post(f"/wishes/{wish.id}/wording", posted, follow=True)
    assert "想学气焊" in after.text and "想学电焊" not in after.text


def test_a_page_that_is_old_overwrites_nothing(client: PageClient, cast: Cast) -> None:
    wish = add_wish(cast, "mai")
    db.session.commit()
    seen = str(wish.version)
    with transactions.deed():
        press(wish, cast, "mai", _A.FULFIL)
    client.sign_in("mai").post(
        f"/wishes/{wish.id}/explanation", {"words": "办不了", "version": seen}, status=409
    )
    assert only_wish().state is _S.FULFILLED


def test_waiting_is_told_in_days_and_never_in_red(client: PageClient, cast: Cast) -> None:
    wish = pooled(cast, "chen")
    wish.raised_at = wish.raised_at.replace(month=2, day=26)
    db.session.commit()
    page = client.sign_in("mai").get("/wishes?view=pool")
    assert "已等 34 天" in page.text
    assert not [each for each in page.tree.iter() if "due-past" in (each.get("class") or "")]


def test_the_export_is_for_offices_and_recorded(client: PageClient, cast: Cast) -> None:
    add_wish(cast, "mai")
    db.session.commit()
    assert not client.sign_in("mai").get("/wishes?view=pool").all("form", action="/wishes/export")
    client.post("/wishes/export", {"view": "office"}, status=403)
    answer = client.sign_in("zhou").send("POST", "/wishes/export", data={"view": "office"})
    assert answer.status_code == 200 and answer.get_data().startswith(b"PK")
    told = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "export")).one()
    assert told == "周可儿导出微心愿清单（本单位），1 个"


@pytest.mark.parametrize("query", ["view=moon", "state=moon", "field=moon", "after=-1", "pool=x", "q=%"])
def test_a_mistyped_address_is_no_fault(client: PageClient, query: str) -> None:
    assert client.sign_in("mai").get(f"/wishes?{query}").title == "微心愿"


def test_the_overview_reads_for_a_cadre_and_says_how_it_counts(client: PageClient, cast: Cast) -> None:
    press(add_wish(cast, "mai"), cast, "mai", _A.FULFIL)
    press(add_wish(cast, "mai", text="想有公交站"), cast, "mai", _A.GIVE_UP, words="今年不改线")
    db.session.commit()
    page = client.sign_in("luo").get("/wishes/overview")
    assert "团青岚市委及其下级，2026 年" in page.text and "今年不改线" in page.text
    assert "不给单位和个人排先后" in page.text
    assert client.get("/wishes/overview?organ=99999", status=404)
    assert "2025 年" in client.get("/wishes/overview?year=2025").text
    assert "2026 年" in client.get("/wishes/overview?year=9999").text


def test_a_page_of_a_full_pool_takes_few_queries(client: PageClient, cast: Cast) -> None:
    for _ in range(40):
        pooled(cast, "chen")
    db.session.commit()
    client.sign_in("mai").get("/wishes?view=pool")
    assert count_queries(lambda: client.get("/wishes?view=pool")) <= 10
