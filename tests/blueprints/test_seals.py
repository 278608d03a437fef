"""印章的页面: 台账, registration, confirmation with its sample, custody, the register; and no page gives the picture."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any

import pytest

from tests import journeys
from tests.documents.reading import page_texts
from tests.factories import NOW, Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from tests.services.seals.seal_cases import drawing, in_use, jpg, png, registered
from tests.services.seals.test_custody import give_duty
from youthwork.domain.duties import Duty
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import AuditRecord, Seal, SealMode, SealState
from youthwork.services.seals import picture, registry
from youthwork.services.seals.registry import SealKind


def typed(cast: Cast, **changes: Any) -> dict[str, Any]:
    """What 周可儿 enters."""
    given = {
        "name": cast.organ("团云溪县委").full_name,
        "authority": "岚青字〔2026〕3号",
        "keeper": str(cast.people["li"].id),
        "kind": "DEMO",
    }
    return {**given, **changes}


def newest() -> Seal:
    db.session.expire_all()
    return db.session.scalars(db.select(Seal).order_by(Seal.id.desc())).first()


def test_a_seal_is_entered_looked_at_confirmed_and_pressed_by_three_people(
    browser: Browser, cast: Cast
) -> None:
    page = browser.follow(browser.sign_in("zhou").get("/seals"), "登记印章")
    assert page.field("diameter_mm") == "40" and page.field("valid_from") == NOW.date().isoformat()
    page = browser.press(page, "登记", typed(cast))
    assert "已登记，等团云溪县委的用印批准人、签发人（陈昱）核准后才能使用" in page.text
    assert "待核准" in page.text and "核准" not in page.words("a")

    page = browser.sign_in("chen").get("/")
    assert any("印章" in each and "1" in each for each in page.words("a")), "it is counted in the navigation"
    page = browser.follow(browser.get("/seals"), "核准")
    assert not page.all("img"), "no picture before it is asked for"
    page = browser.press(page, "看样张", status=200)
    [image] = [each.get("src") or "" for each in page.all("img")]
    assert image.startswith("data:image/png;base64,")
    told = db.session.scalars(db.select(AuditRecord).order_by(AuditRecord.id.desc())).first()
    assert told is not None and "陈昱查看团云溪县委印章" in told.sentence
    page = browser.press(page, "核准")
    assert "已核准" in page.text and "在用" in page.text and "登记人 周可儿；保管人 李堃" in page.text

    paper = journeys.at_state(cast, State.SIGNED_OFF)
    page = browser.sign_in("li").get(f"/submissions/{paper.id}/impression")
    page = browser.press(page, "用印", {"seal_id": str(newest().id)})
    assert "已用印，用印编号 YY-2026-0001" in page.text


def test_an_uploaded_picture_is_cleaned_locked_and_shown_on_its_sample_only(
    browser: Browser, cast: Cast
) -> None:
    scan = jpg(drawing())
    page = browser.sign_in("zhou").get(f"/seals/new?organ={cast.organizations['团云溪县委'].id}")
    page = browser.press(page, "登记", typed(cast, kind="IMAGE", picture=(BytesIO(scan), "章.jpg")))
    seal = newest()
    assert (seal.mode, seal.image_media_type) == (SealMode.IMAGE, "image/png")
    kept = seal.locked_image or b""
    assert len(kept) > 1000 and b"PNG" not in kept and scan[200:260] not in kept


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "团云溪县委"}, "印文须与组织全称一字不差"),
        ({"authority": " "}, "请填写制发（启用）文号"),
        ({"keeper": ""}, "保管人须是团云溪县委的印章管理员"),
        ({"diameter_mm": "70"}, "30 到 60"),
        ({"diameter_mm": "四十"}, "直径"),
        ({"valid_from": "昨天"}, "不是日期"),
        ({"valid_until": "2025-01-01"}, "有效期止须不早于有效期起"),
        ({"kind": "IMAGE"}, "没有选择图像"),
        ({"authority_scan": (BytesIO(b"MZ"), "a.exe")}, "不是 PDF、JPG 或 PNG：请上传批文的扫描"),
        ({"kind": "IMAGE", "picture": (BytesIO(b"MZ"), "a.exe")}, "不是 PNG 或 JPG"),
        ({"kind": "IMAGE", "picture": (BytesIO(png(drawing(200))), "小.png")}, "至少要 472 像素"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_registered(
    browser: Browser, cast: Cast, changes: dict[str, Any], sentence: str
) -> None:
    before = db.session.scalar(db.select(db.func.count(Seal.id)))
    page = browser.sign_in("zhou").get(f"/seals/new?organ={cast.organizations['团云溪县委'].id}")
    page = browser.press(page, "登记", typed(cast, **changes), status=422)
    assert (
        sentence in page.text
        and page.field("authority") == changes.get("authority", "岚青字〔2026〕3号").strip()
    )
    assert [each for each in page.all("a") if (each.get("href") or "").startswith("#")]
    assert db.session.scalar(db.select(db.func.count(Seal.id))) == before


def test_the_confirmer_reads_the_authority_paper(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in("zhou").get(f"/seals/new?organ={cast.organizations['团云溪县委'].id}")
    page = browser.press(page, "登记", typed(cast, authority_scan=(BytesIO(b"%PDF-1.7 paper"), "批文.pdf")))
    seal = newest()
    assert "看批文扫描" in browser.sign_in("chen").get(f"/seals/{seal.id}/confirmation").words("a")
    answer = browser.send("GET", f"/seals/{seal.id}/authority")
    assert (answer.data, answer.mimetype) == (b"%PDF-1.7 paper", "application/pdf")
    assert "attachment" in answer.headers["Content-Disposition"]
    other = registered(cast)
    browser.get(f"/seals/{other.id}/authority", status=404)
    browser.sign_in("bai")
    assert browser.send("GET", f"/seals/{seal.id}/authority").status_code == 404


def test_a_kind_that_is_not_on_offer_is_neither_shown_nor_taken(
    browser: Browser, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a real instance (`test_no_real_instance_draws_a_seal`)."""
    monkeypatch.setattr(registry, "kinds_on_offer", lambda: (SealKind.BY_HAND, SealKind.IMAGE))
    page = browser.sign_in("zhou").get(f"/seals/new?organ={cast.organizations['团云溪县委'].id}")
    assert "演示章" not in page.text and "外部电子印章" not in page.text
    organ = str(cast.organizations["团云溪县委"].id)
    forged = typed(cast, organ=organ, diameter_mm="40", valid_from="2026-04-01", valid_until="", kind="DEMO")
    assert "请选择用印方式" in browser.post("/seals", forged, status=422).text


def test_the_keeper_cannot_be_offered_from_another_organ(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in("lin").get("/seals/new")
    options = [each.get("value") for each in page.all("option")]
    assert str(cast.people["zhao"].id) in options and str(cast.people["li"].id) not in options


def test_where_nobody_keeps_seals_the_form_says_what_to_do_first(browser: Browser, cast: Cast) -> None:
    page = browser.sign_in("ban").get("/seals/new")
    assert "还没有印章管理员" in page.text


def test_a_registration_can_be_refused_with_its_reason(browser: Browser, cast: Cast) -> None:
    seal = registered(cast)
    page = browser.sign_in("chen").get(f"/seals/{seal.id}/confirmation")
    page = browser.follow(page, "不予核准")
    assert "请填写原因" in browser.press(page, "不予核准", {"reason": " "}, status=422).text
    page = browser.press(page, "不予核准", {"reason": "批文号不对"})
    assert "不予核准" in page.text and "批文号不对" in page.text and newest().state is SealState.REJECTED


@pytest.mark.parametrize(
    ("who", "word", "noun", "then"),
    [
        ("li", "停用", "suspension", SealState.SUSPENDED),
        ("zhou", "挂失", "loss", SealState.LOST),
        ("chen", "缴销", "destruction", SealState.DESTROYED),
    ],
)
def test_a_seal_is_taken_out_of_use_with_a_reason_and_its_page_says_so(
    browser: Browser, cast: Cast, who: str, word: str, noun: str, then: SealState
) -> None:
    seal = in_use(cast)
    page = browser.follow(browser.sign_in(who).get(f"/seals/{seal.id}"), word)
    page = browser.press(page, word, {"reason": "下乡途中进水"})
    assert f"已登记{word}" in page.text and then.value in page.text and "下乡途中进水" in page.text
    browser.post(f"/seals/{seal.id}/changes/{noun}", {"reason": "再来"}, status=409)


def test_a_refused_change_names_who_may(browser: Browser, cast: Cast) -> None:
    seal = in_use(cast)
    page = browser.sign_in("li").get(f"/seals/{seal.id}/changes/destruction", status=403)
    assert "团云溪县委的用印批准人、签发人（陈昱）办理，保管人除外" in page.text
    assert not {"缴销", "交接", "核准"} & set(browser.get(f"/seals/{seal.id}").words("a"))
    assert "没有这种印章变动" in browser.get(f"/seals/{seal.id}/changes/burning", status=404).text


def test_a_hand_over_is_entered_by_its_witness_and_printed_for_three_signatures(
    browser: Browser, cast: Cast
) -> None:
    seal = in_use(cast)
    page = browser.sign_in("chen").get(f"/seals/{seal.id}/hand-over")
    assert "没有别的印章管理员可以接收" in page.text
    give_duty(cast, "mai", Duty.SEAL_KEEPER)
    page = browser.get(f"/seals/{seal.id}/hand-over")
    assert "监交人 陈昱" in page.text
    assert "另一位印章管理员" in browser.press(page, "登记交接", {"reason": "借调"}, status=422).text
    page = browser.press(page, "登记交接", {"receiver": str(cast.people["mai"].id), "reason": "李堃借调"})
    assert "交接已登记" in page.text
    [link] = [each.get("href") or "" for each in page.all("a") if (each.get("href") or "").endswith(".pdf")]
    answer = browser.send("GET", link)
    assert answer.mimetype == "application/pdf"
    text = "".join(page_texts(answer.data))
    for word in ("印章交接单", "移交人", "李堃", "买买提江·阿布都", "监交人", "陈昱", "岚青字〔2026〕3号"):
        assert word in text
    browser.get(link.replace(link.split("/")[-1], "999999.pdf"), status=404)


def test_who_has_no_duty_for_seals_and_who_is_elsewhere_see_none(browser: Browser, cast: Cast) -> None:
    seal = in_use(cast)
    assert "由担任经办人" in browser.sign_in("mai").get("/seals", status=403).text
    for who in ("mai", "bai", "wai"):
        browser.sign_in(who).get(f"/seals/{seal.id}", status=404)
    assert "团云溪县委" not in browser.sign_in("bai").get("/seals").text
    assert browser.sign_in("meng").get(f"/seals/{seal.id}").title == "团云溪县委的印章", (
        "who leads the superior"
    )


def test_no_address_gives_the_picture_of_a_seal(browser: Browser, cast: Cast) -> None:
    """Everybody opens every page of the program; none holds the picture, in whatever clothing."""
    content = picture.clean(png(drawing()), 40)
    seal = registered(cast, kind=SealKind.IMAGE, picture=content)
    registry.confirm(seal, cast.person("chen"))
    paper = journeys.at_state(cast, State.PRESSED)
    numbers = {"seal_id": seal.id, "submission_id": paper.id, "organization_id": seal.organization_id}
    secret = [content[60:120], base64.b64encode(content)[300:360]]
    locked = seal.locked_image or b""
    secret += [locked[20:60], base64.b64encode(locked)[60:120]]
    looked = 0
    rules = [rule for rule in browser.app.url_map.iter_rules() if "GET" in (rule.methods or set())]
    for who in ("zhou", "chen", "li"):
        browser.sign_in(who)
        for rule in rules:
            url = re.sub(r"<(?:[^<>:]*:)?(\w+)>", lambda part: str(numbers.get(part[1], 1)), rule.rule)
            answer = browser.send("GET", url)
            looked += answer.status_code == 200
            assert not [each for each in secret if each in answer.data], (who, url)
    assert looked > 60


def test_the_sample_is_for_who_confirms_and_only_while_it_waits(browser: Browser, cast: Cast) -> None:
    seal = registered(cast)
    for who in ("zhou", "li"):
        browser.sign_in(who).post(f"/seals/{seal.id}/sample", status=403)
    browser.sign_in("chen").post(f"/seals/{seal.id}/sample", status=200)
    registry.confirm(newest(), cast.person("chen"))
    browser.post(f"/seals/{seal.id}/sample", status=409)
    assert browser.send("GET", f"/seals/{seal.id}/sample").status_code == 405


def test_the_register_is_checked_and_printed(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.PRESSED)
    page = browser.follow(browser.sign_in("li").get("/seals"), "用印登记簿")
    for word in (
        "YY-2026-0001",
        "YS-2026-0001",
        "联系点汇总表（第 1 次报送）",
        "周可儿",
        "陈昱",
        "李堃",
        "盖章件（电子）",
    ):
        assert word in page.text
    assert "首尾相接" in browser.follow(page, "核对").text
    [link] = [each.get("href") or "" for each in page.all("a") if (each.get("href") or "").endswith(".pdf")]
    assert browser.send("GET", link).data.startswith(b"%PDF")
    assert "还没有用印" in browser.get("/seals/register?year=2025").text
    for odd in ("year=x", "year=99999999", "before=-1", "organ=", "year=0"):
        browser.get(f"/seals/register?{odd}")
    browser.get(f"/seals/register?organ={cast.organizations['团外省委'].id}", status=404)


@pytest.mark.parametrize("who", ["zhou", "chen", "li"])
def test_a_page_of_seals_costs_no_more_than_ten_queries(browser: Browser, cast: Cast, who: str) -> None:
    seal = in_use(cast)
    registry.confirm(registered(cast, diameter_mm=42), cast.person("chen"))
    journeys.at_state(cast, State.PRESSED)
    browser.sign_in(who)
    for url in ("/seals", f"/seals/{seal.id}", "/seals/register"):
        assert count_queries(lambda url=url: browser.get(url)) <= 10, url
