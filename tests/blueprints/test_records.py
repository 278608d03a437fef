"""记一条的页面: what is saved, what comes back with its mistakes, what is asked before, and what a second send does."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.client import Page, PageClient
from tests.contact_work import EFFECT, add_activity
from tests.factories import Cast
from tests.services.jobs.standing_clock import put_up
from youthwork.domain.signals import SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivityChange, ActivitySignal, NightVisit, VisitProblem


def filled(page: Page, **more: Any) -> dict[str, Any]:
    """What an ordinary evening's entry posts: the form as it was drawn, and what one types."""
    return {
        "client_key": page.field("client_key"),
        "day": "2026-03-31",
        "other_day": "",
        "starts": "19:00",
        "ends": "20:30",
        "topic": "和返乡青年聊电商",
        "place": "村委会活动室",
        "with_id": "",
        "people": "6",
        "linked_people": "",
        "effect": EFFECT,
        "asked": "",
        "form": "",
        "purposes": ["talk"],
        **more,
    }


def kept() -> list[Activity]:
    return list(db.session.scalars(db.select(Activity).order_by(Activity.id)))


def test_it_works(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("zhou").get("/records/new")
    assert page.title == "记一条"
    branch = cast.organizations["白泉村团支部"].id
    after = client.post("/records", filled(page, with_id=branch), follow=True)
    assert after.title == "和返乡青年聊电商" and "已记下" in after.text
    assert "3月31日" in after.text and "19:00—20:30" in after.text and "90 分钟" in after.text
    [row] = kept()
    assert (row.with_id, row.people, row.linked_people) == (branch, 6, None)
    assert [each.purpose for each in row.purposes] == ["talk"]


def test_the_linked_branch_is_chosen_and_the_hour_that_just_ended(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("zhou").get("/records/new")
    chosen = [each.get("value") for each in page.all("option") if each.get("selected") is not None]
    assert str(cast.organizations["白泉村团支部"].id) in chosen
    assert (page.field("starts"), page.field("ends")) == ("11:00", "12:00")
    assert [
        each.get("value") for each in page.all("input", name="day") if each.get("checked") is not None
    ] == ["2026-04-01"]


def test_a_cadre_without_a_link_may_record_with_any_organization_or_none(client: PageClient) -> None:
    page = client.sign_in("mai").get("/records/new")
    [select] = page.all("select", name="with_id")
    assert ["".join(each.itertext()) for each in select] == ["不属于哪个团组织"]
    client.post("/records", filled(page))
    assert kept()[0].with_id is None


def test_an_organization_is_found_by_name_without_a_script_and_nothing_typed_is_lost(
    client: PageClient, cast: Cast
) -> None:
    page = client.sign_in("mai").get("/records/new")
    data = filled(page, with_query="高一 班", find="1")
    found = client.post("/records/form", data, status=200)
    assert found.field("topic") == "和返乡青年聊电商" and found.field("people") == "6"
    branch = str(cast.organizations["云溪县第一中学高一（1）班团支部"].id)
    assert [each for each in found.all("option", value=branch) if each.get("selected") is not None]
    assert not kept()
    client.post("/records", {**data, "with_id": branch, "with_found": "高一 班"})
    assert kept()[0].with_id == int(branch)


def test_the_enter_key_in_the_search_saves_nothing(client: PageClient) -> None:
    page = client.sign_in("mai").get("/records/new")
    again = client.post("/records", filled(page, with_query="第一中学", with_found=""), status=422)
    assert "按名称查找了团组织，请核对后再保存" in again.text and not kept()


def test_everything_wrong_is_said_at_once_at_its_field_with_what_was_typed(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    data = filled(page, topic="", starts="25:00", people="十二", purposes=["talk", "lesson"])
    wrong = client.post("/records", data, status=422)
    assert {each.get("href") for each in wrong.all("a")} >= {"#starts", "#people"}
    assert "“25:00”认不出" in wrong.text and "“十二”不是整数" in wrong.text
    assert wrong.field("people") == "十二" and wrong.field("effect").strip() == EFFECT
    ticked = {each.get("value") for each in wrong.all("input", name="purposes") if "checked" in each.attrib}
    assert ticked == {"talk", "lesson"}


def test_what_was_ticked_names_a_record_nobody_named(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    client.post("/records", filled(page, topic="", purposes=["lesson", "talk"]))
    assert kept()[0].topic == "与青年交流、讲团课"
    page = client.get("/records/new")
    other = {"starts": "15:00", "ends": "16:00", "effect": "二十个团员听了。"}
    client.post("/records", filled(page, topic="给返乡青年讲团课", **other))
    assert kept()[1].topic == "给返乡青年讲团课"


def test_a_name_nobody_wrote_follows_the_ticks_and_a_written_one_stays(client: PageClient) -> None:
    client.sign_in("zhou")
    for topic, now in (("", "讲团课"), ("和返乡青年聊电商", "和返乡青年聊电商")):
        day = {"day": f"2026-03-3{len(kept())}", "effect": f"{topic}，谈了{len(kept())}件事。"}
        client.post("/records", filled(client.get("/records/new"), topic=topic, **day))
        row = kept()[-1]
        page = client.get(f"/records/{row.id}/edit")
        drawn = {"client_key": "", "topic": page.field("topic"), "version": page.field("version")}
        changed = {"purposes": ["lesson"], "reason": "勾错了", **day}
        client.post(f"/records/{row.id}", {**filled(client.get("/records/new")), **drawn, **changed})
        db.session.expire_all()
        assert row.topic == now


def test_the_places_one_was_at_are_offered_and_none_is_filled_in(client: PageClient, cast: Cast) -> None:
    for day, place in ((3, "村委会活动室"), (4, "镇文化站"), (5, "村委会活动室")):
        add_activity(cast, "zhou", f"2026-03-{day:02d}", place=place)
    add_activity(cast, "zhou", "2026-03-06", place="线上会议", is_online=True)
    add_activity(cast, "chen", "2026-03-06", place="别人去的地方")
    db.session.commit()
    page = client.sign_in("zhou").get("/records/new")
    [offered] = page.all("datalist", id="places")
    assert [each.get("value") for each in offered] == ["村委会活动室", "镇文化站"]
    assert page.field("place") == page.field("topic") == page.field("people") == page.field("effect") == ""


def test_a_night_visit_is_never_folded_away(client: PageClient, cast: Cast) -> None:
    for key in ("talk", "deed", "lesson", "charity"):
        add_activity(cast, "zhou", purposes=(key,), start=f"{9 + len(key)}:00", minutes=50)
    db.session.commit()
    page = client.sign_in("zhou").get("/records/new")
    [ticks] = [each for each in page.all("fieldset", id="purposes")]
    first = next(each for each in ticks if each.get("class") == "ticks")
    assert [each.get("value") for each in first if each.tag.endswith("input")] == [
        "charity",
        "lesson",
        "deed",
        "night_visit",
    ]


def test_an_end_before_the_start_is_asked_about_midnight(client: PageClient) -> None:
    client.sign_in("zhou")
    data = filled(client.get("/records/new"), starts="23:00", ends="00:30")
    wrong = client.post("/records", data, status=422)
    assert "结束要晚于开始" in wrong.text and wrong.all("a", href="#ends")
    client.post("/records", {**data, "overnight": "y"})
    assert (kept()[0].ends_at - kept()[0].starts_at).seconds == 90 * 60
    assert "23:00—次日 00:30" in client.get(f"/records/{kept()[0].id}").text


def test_another_day_is_chosen_in_the_calendar_and_a_day_of_the_chips_wins_over_it(
    client: PageClient,
) -> None:
    page = client.sign_in("zhou").get("/records/new")
    client.post("/records", filled(page, day="other", other_day="2026-03-27"))
    client.post(
        "/records",
        filled(
            client.get("/records/new"), day="2026-03-30", other_day="2026-03-27", effect="到村里看了大棚。"
        ),
    )
    assert [row.starts_at.day for row in kept()] == [27, 30]


def test_today_of_a_queued_entry_stays_the_day_it_was_typed_on(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    client.post("/records", filled(page, day="2026-03-26"), headers={"X-Queue": "1"}, status=200)
    assert kept()[0].starts_at.day == 26


def test_a_late_entry_is_asked_about_and_kept_with_a_few_words(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    data = filled(page, day="other", other_day="2026-03-05")
    asked = client.post("/records", data, status=422)
    assert "是 27 天前的事" in asked.text and "不扣分" in asked.text and not kept()
    assert asked.field("topic") == "和返乡青年聊电商"
    assert asked.all("option", value="出差回来补记")
    client.post("/records", {**data, "said-LATE": "出差回来补记"})
    [signal] = db.session.scalars(db.select(ActivitySignal))
    assert signal.said == "出差回来补记"
    assert "说明：出差回来补记" in client.get(f"/records/{kept()[0].id}").text


def test_the_same_log_sent_three_times_is_one_record(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    data = filled(page)
    urls = {client.post("/records", data).response.headers["Location"] for _ in range(3)}
    assert len(kept()) == 1 and urls == {f"/records/{kept()[0].id}"}


def test_another_text_under_the_same_key_comes_back_as_a_correction_and_is_not_lost(
    client: PageClient,
) -> None:
    page = client.sign_in("zhou").get("/records/new")
    client.post("/records", filled(page))
    again = client.post("/records", filled(page, people="9"), status=422)
    assert "这一条已经保存过" in again.text and again.field("people") == "9"
    [form] = [each for each in again.all("form") if each.get("data-record") is not None]
    assert form.get("action") == f"/records/{kept()[0].id}"
    client.post(form.get("action") or "", {**filled(page, people="9"), "version": again.field("version")})
    assert [row.people for row in kept()] == [9]


def test_a_queue_is_answered_in_a_few_words(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    late = filled(page, day="other", other_day="2026-03-05")
    told = client.post("/records", late, headers={"X-Queue": "1"}, status=200).response.get_json()
    assert told == {"url": f"/records/{kept()[0].id}", "words": "已记下"}
    again = client.post("/records", late, headers={"X-Queue": "1"}, status=200).response.get_json()
    assert again["words"] == "这一条已经记下，没有重复" and len(kept()) == 1
    wrong = client.post(
        "/records",
        {**late, "client_key": "other", "topic": "", "purposes": []},
        headers={"X-Queue": "1"},
        status=422,
    )
    assert wrong.response.get_json() == {
        "sentences": ["请写做了什么，一句话就够；勾了“算作哪些工作”的可以不写"]
    }
    assert "去说明" in client.get(f"/records/{kept()[0].id}").text


def test_a_question_of_a_queued_entry_is_answered_later_without_a_reason(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    late = filled(page, day="other", other_day="2026-03-05")
    client.post("/records", late, headers={"X-Queue": "1"}, status=200)
    edit = client.get(f"/records/{kept()[0].id}/edit")
    assert "请核实 1 处" in edit.text
    client.post(f"/records/{kept()[0].id}", {**late, "version": "1", "said-LATE": "当时没有网络"})
    [signal] = db.session.scalars(db.select(ActivitySignal))
    assert signal.said == "当时没有网络" and kept()[0].version == 1


def test_a_night_visit_brings_its_own_part_and_its_problem(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    visit = {
        "purposes": ["night_visit"],
        "visit-kind": "二访班级或寝室",
        "visit-visited": "高一（3）班",
        "visit-must_do": "开了主题团日",
        "visit-problems": "p1",
        "visit-problems-p1-category": "学习就学",
        "visit-problems-p1-text": "晚自习灯光暗",
    }
    wrong = client.post("/records", filled(page, **{**visit, "visit-kind": ""}), status=422)
    assert "请选择是哪一访" in wrong.text and not kept()
    for _ in range(2):
        client.post("/records", filled(page, **visit))
    [row] = kept()
    assert db.session.get_one(NightVisit, row.id).visited == "高一（3）班"
    assert len(db.session.scalars(db.select(VisitProblem)).all()) == 1
    assert "高一（3）班" in client.get(f"/records/{row.id}").text


def test_a_protected_name_is_asked_about_and_replaced_by_its_code(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new")
    data = filled(
        page,
        topic="看望王小川",
        purposes=["night_visit"],
        **{"visit-kind": "一访困难青少年或不良行为青少年", "visit-name": "王小川"},
    )
    asked = client.post("/records", data, status=422)
    assert SignalKind.PROTECTED_NAME.value in asked.text and not kept()
    renamed = client.post("/records/form", {**data, "rename": "1"}, status=200)
    assert "王小川" not in renamed.field("topic")
    client.post("/records", {**data, "topic": renamed.field("topic")})
    assert "王小川" not in client.get(f"/records/{kept()[0].id}").text


def test_within_a_minute_one_corrects_freely_and_later_with_a_reason(
    app: Flask, client: PageClient, cast: Cast
) -> None:
    clock = put_up(app)
    client.sign_in("zhou")
    data = filled(client.get("/records/new"))
    client.post("/records", data)
    url = f"/records/{kept()[0].id}"
    free = client.get(f"{url}/edit")
    assert not free.all("input", name="reason")
    client.post(url, {**data, "people": "7", "version": free.field("version")})
    clock.pass_by(seconds=61)
    late = client.get(f"{url}/edit")
    assert late.field("people") == "7"
    again = {**data, "people": "8", "version": late.field("version")}
    refused = client.post(url, again, status=422)
    assert refused.all("a", href="#reason") and refused.field("people") == "8"
    after = client.post(url, {**again, "reason": "点错了人数"}, follow=True)
    assert "点错了人数" in after.text and "参加人数：7 → 8" in after.text
    assert len(db.session.scalars(db.select(ActivityChange)).all()) == 1


def test_a_correction_over_a_newer_one_keeps_what_was_typed(client: PageClient, cast: Cast) -> None:
    client.sign_in("zhou")
    data = filled(client.get("/records/new"))
    client.post("/records", data)
    url = f"/records/{kept()[0].id}"
    client.post(url, {**data, "people": "7", "version": "1"})
    stale = client.post(url, {**data, "people": "8", "version": "1"}, status=422)
    assert "打开这一页之后" in stale.text and stale.field("people") == "8"
    client.post(url, {**data, "people": "8", "version": stale.field("version")})
    assert [row.people for row in kept()] == [8]


def test_a_record_is_withdrawn_with_a_reason_and_stays_readable(client: PageClient, cast: Cast) -> None:
    row = add_activity(cast, "zhou", day="2026-03-30")
    db.session.commit()
    client.sign_in("zhou")
    refused = client.post(f"/records/{row.id}/withdraw", {"version": "1", "reason": ""}, status=422)
    assert "请写更改的理由" in refused.text
    after = client.post(f"/records/{row.id}/withdraw", {"version": "1", "reason": "重复了"}, follow=True)
    assert "已撤销" in after.text and "重复了" in after.text
    assert not after.all("form", action=f"/records/{row.id}/withdraw")
    client.get(f"/records/{row.id}/edit", status=409)


def test_who_was_not_there_takes_themselves_out(client: PageClient, cast: Cast) -> None:
    row = add_activity(cast, "zhou", day="2026-03-30", members=(cast.people["mai"].id,))
    db.session.commit()
    client.sign_in("mai")
    assert "周可儿记，我同去" in client.get("/records").text
    client.post(f"/records/{row.id}/leave", {})
    client.get(f"/records/{row.id}", status=404)


def test_the_clerk_corrects_a_colleagues_record_with_a_reason_and_the_writer_is_told(
    client: PageClient, cast: Cast
) -> None:
    row = add_activity(cast, "chen", day="2026-03-30")
    db.session.commit()
    client.sign_in("zhou")
    edit = client.get(f"/records/{row.id}/edit")
    data = filled(edit_with_key(edit), day="2026-03-30", people="11", version="1", reason="与签到表核对")
    client.post(f"/records/{row.id}", data)
    assert "更正了你" in client.sign_in("chen").get("/messages").text


def edit_with_key(page: Page) -> Page:
    """An edit has no key of its own: the record keeps the first."""
    assert not page.all("input", name="client_key")
    page.html = page.html.replace("<form class=", '<input name="client_key" value="x"><form class=', 1)
    del page.tree
    return page
