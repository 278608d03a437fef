"""参评资格的页面: decide, see, object, withdraw, lift."""

from __future__ import annotations

from flask import Flask

from tests import nominations
from tests.client import PageClient
from tests.factories import Cast
from tests.nominations import CITY, PROVINCE
from youthwork.extensions import db
from youthwork.models import Disqualification

REASON = "夜访次数与记录不符，本人已确认"


def decide(client: PageClient, cast: Cast, who: str = "li") -> int:
    client.sign_in("meng").post(
        f"/people/{cast.person(who).id}/disqualifications",
        {"organ": str(cast.organ(CITY).id), "year": "2026", "reason": REASON},
        follow=True,
    )
    return db.session.scalars(db.select(Disqualification.id)).one()


def test_the_superior_s_signer_decides_from_the_person_s_page(client: PageClient, cast: Cast) -> None:
    person = cast.person("li").id
    page = client.sign_in("meng").get(f"/people/{person}")
    assert "评定不合格" in page.words("a")
    form = client.get(f"/people/{person}/disqualifications/new")
    assert form.words("option") == [CITY, "2026年", "2025年"]
    number = decide(client, cast)
    shown = client.get(f"/disqualifications/{number}")
    assert REASON in shown.text and "不能参评" in shown.text
    assert "李堃" in client.get("/disqualifications").text


def test_others_are_not_offered_it_and_are_refused(client: PageClient, app: Flask, cast: Cast) -> None:
    person = cast.person("li").id
    for who in ("he", "su", "zhou"):
        other = PageClient(app).sign_in(who)
        assert "评定不合格" not in other.get(f"/people/{person}").words("a"), who
        other.get(f"/people/{person}/disqualifications/new", status=403)
        posted = {"organ": str(cast.organ(CITY).id), "year": "2026", "reason": REASON}
        other.post(f"/people/{person}/disqualifications", posted, status=403)
    PageClient(app).sign_in("bai").get(f"/people/{person}/disqualifications/new", status=404)


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(client: PageClient, cast: Cast) -> None:
    url = f"/people/{cast.person('li').id}/disqualifications"
    organ = str(cast.organ(CITY).id)
    client.sign_in("meng")
    assert "请填写评定理由" in client.post(url, {"organ": organ, "year": "2026"}, status=422).text
    kept = client.post(url, {"organ": organ, "year": "1999", "reason": REASON}, status=422)
    assert kept.field("reason").strip() == REASON
    client.post(url, {"organ": "999", "year": "2026", "reason": REASON}, status=422)


def test_the_person_reads_it_and_objects_above_who_decided(
    client: PageClient, app: Flask, cast: Cast
) -> None:
    number = decide(client, cast)
    li = PageClient(app).sign_in("li")
    page = li.get(f"/disqualifications/{number}")
    assert REASON in page.text and "撤销评定" not in page.words("button")
    (way,) = [each.get("href") for each in page.all("a") if "".join(each.itertext()) == "提出异议"]
    form = li.get(str(way))
    chosen = [each.get("value") for each in form.all("option", selected="")]
    assert chosen == ["投诉", str(cast.organ(CITY).id)]


def test_it_is_withdrawn_with_a_reason(client: PageClient, cast: Cast) -> None:
    number = decide(client, cast)
    url = f"/disqualifications/{number}/withdrawal"
    assert "请填写撤销理由" in client.post(url, {"reason": " "}, status=422).text
    done = client.post(url, {"reason": "核实有误"}, follow=True)
    assert "已撤销" in done.text and "核实有误" in done.text and not done.all("textarea")
    client.post(url, {"reason": "再来一次"}, status=403)


def test_an_organ_above_lifts_it_beside_the_withdrawal(client: PageClient, app: Flask, cast: Cast) -> None:
    number = decide(client, cast)
    url = f"/disqualifications/{number}/override"
    client.post(url, {"lifting-organ": str(cast.organ(CITY).id), "lifting-reason": "理由"}, status=403)
    su = PageClient(app).sign_in("su")
    assert len(su.get(f"/disqualifications/{number}").all("textarea")) == 2
    province = str(cast.organ(PROVINCE).id)
    assert "请填写准予参评的理由" in su.post(url, {"lifting-organ": province}, status=422).text
    done = su.post(url, {"lifting-organ": province, "lifting-reason": "已经改正"}, follow=True)
    assert "准予参评" in done.text and "已经改正" in done.text
    assert len(done.all("textarea")) == 1


def test_nobody_beside_or_below_finds_it(client: PageClient, app: Flask, cast: Cast) -> None:
    number = decide(client, cast)
    for who in ("zhou", "chen", "lin", "bai", "wang", "mai"):
        other = PageClient(app).sign_in(who)
        other.get(f"/disqualifications/{number}", status=404)
        assert "李堃" not in other.get("/disqualifications").text, who
        other.post(f"/disqualifications/{number}/withdrawal", {"reason": "不服"}, status=404)


def test_the_case_shows_that_it_was_lifted_and_the_face_does_not(client: PageClient, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    nominations.lift(cast, nominations.disqualify(cast))
    paper = nominations.at_city(cast, below)
    db.session.commit()
    assert "准予参评：已经改正，事迹突出" in client.sign_in("meng").get(f"/submissions/{paper.id}").text
    assert "准予参评" not in client.send("GET", f"/submissions/{paper.id}/face").text
