"""投诉与建议的页面: say it, see that it was read, read the answer."""

from __future__ import annotations

from flask import Flask

from tests.client import PageClient
from tests.factories import Cast
from youthwork.extensions import db
from youthwork.models import Suggestion

TEXT = "要求每周报一次"


def send(client: PageClient, cast: Cast, about: str = "团云溪县委") -> int:
    posted = {"kind": "反映加码", "about": str(cast.organ(about).id), "text": TEXT}
    client.sign_in("mai").post("/suggestions", posted, follow=True)
    return db.session.scalars(db.select(Suggestion.id)).one()


def test_it_works(client: PageClient, app: Flask, cast: Cast) -> None:
    page = client.sign_in("mai").get("/suggestions")
    assert "团云溪县委（送团示范省委）" in " ".join(page.words("option"))
    number = send(client, cast)
    sent = client.get(f"/suggestions/{number}")
    assert TEXT in sent.text and "未读" in sent.text and "苏明、傅敏" in sent.text
    su = PageClient(app).sign_in("su")
    assert TEXT not in su.get("/suggestions").text, "a list does not read it out over a shoulder"
    opened = su.post(f"/suggestions/{number}/opening", follow=True)
    assert TEXT in opened.text and "买买提江·阿布都" in opened.text
    assert "已读" in client.get(f"/suggestions/{number}").text
    su.post(f"/suggestions/{number}/answer", {"answer": "已核实，不再收这张表"})
    answered = client.get(f"/suggestions/{number}")
    assert "已核实，不再收这张表" in answered.text and "已答复" in answered.text


def test_the_unit_it_is_about_and_the_level_between_see_nothing(
    client: PageClient, app: Flask, cast: Cast
) -> None:
    number = send(client, cast)
    for name in ("zhou", "chen", "meng", "lin", "bai", "wai"):
        other = PageClient(app).sign_in(name)
        assert TEXT not in other.get("/suggestions").text
        other.get(f"/suggestions/{number}", status=404)
        other.post(f"/suggestions/{number}/answer", {"answer": "没有这回事"}, status=404)


def test_the_writer_cannot_answer_themselves(client: PageClient, cast: Cast) -> None:
    number = send(client, cast)
    assert not client.get(f"/suggestions/{number}").all("textarea", name="answer")
    client.post(f"/suggestions/{number}/answer", {"answer": "很好"}, status=403)


def test_an_empty_answer_is_asked_for(client: PageClient, app: Flask, cast: Cast) -> None:
    number = send(client, cast)
    su = PageClient(app).sign_in("su")
    assert "请填写答复" in su.post(f"/suggestions/{number}/answer", {"answer": " "}, status=422).text


def test_the_top_is_not_offered_and_the_page_says_why(client: PageClient, cast: Cast) -> None:
    page = client.sign_in("mai").get("/suggestions")
    top = str(cast.organ("团示范省委").id)
    assert not page.all("option", value=top)
    assert "关于团示范省委的，它在本系统里没有上级" in page.text
    again = client.post("/suggestions", {"kind": "投诉", "about": top, "text": TEXT}, status=422)
    assert "请选择关于哪个单位" in again.text and again.field("text") == TEXT


def test_an_empty_complaint_is_asked_for(client: PageClient) -> None:
    client.sign_in("mai").post("/suggestions", {"kind": "建议", "about": "0", "text": " "}, status=422)


def test_who_receives_none_sees_no_list_of_received(client: PageClient) -> None:
    assert "收到的" not in client.sign_in("mai").get("/suggestions").words("h2")


def test_a_complaint_sent_twice_by_a_double_press_is_one(client: PageClient, cast: Cast) -> None:
    posted = {
        "kind": "投诉",
        "about": str(cast.organ("团云溪县委").id),
        "text": TEXT,
        "render_key": "k" * 32,
    }
    for _ in range(2):
        client.sign_in("mai").post("/suggestions", posted)
    assert len(db.session.scalars(db.select(Suggestion)).all()) == 1
