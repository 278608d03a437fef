"""审签与报送: what waits in the own organ, the seal with its scan, the register, and refusals with their reason."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask

from tests import journeys
from tests.client import Page
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.stage import png
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Seal, SealImpression, SealMode, Submission
from youthwork.services.printing import papers, uploads


@pytest.fixture
def by_hand(cast: Cast) -> Submission:
    """A signed-off table of a unit that seals by hand."""
    county = cast.organ("团云溪县委")
    db.session.scalars(db.select(Seal).where(Seal.organization_id == county.id)).one().mode = SealMode.BY_HAND
    return journeys.at_state(cast, State.SIGNED_OFF)


def test_what_waits_stands_under_its_step(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.IN_SIGN_OFF)
    page = browser.sign_in("chen").get("/dispatch")
    assert "待我审签" in page.text and "团云溪县委 · 联系点汇总表" in page.text
    page = browser.follow(page, "审签")
    assert page.title.startswith("审签同意") and "13800000100" in page.text, (
        "what is signed stands on the page"
    )


def test_nothing_waiting_is_said(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.IN_SIGN_OFF)
    assert "没有等你审签、用印或报送的材料" in browser.sign_in("bai").get("/dispatch").text


def test_sending_back_without_a_reason_asks_for_it_at_its_field(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    page = browser.sign_in("chen").get(f"/submissions/{paper.id}/send-back")
    page = browser.press(page, "退回修改", {"reason": "  "}, status=422)
    [link] = [each for each in page.all("a") if (each.get("href") or "").startswith("#reason")]
    assert "请写明原因" in "".join(link.itertext()) and page.all("textarea", id="reason")
    browser.press(page, "退回修改", {"reason": "第二行写错"})
    assert "第二行写错" in browser.sign_in("zhou").get(f"/submissions/{paper.id}/draft").text


def test_whoever_filled_it_in_cannot_sign_it_off(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_task_sheet(cast, "chen"), cast, State.IN_SIGN_OFF)
    page = browser.sign_in("chen").get(f"/submissions/{paper.id}/sign-off", status=403)
    assert "“审签同意”由团青岚市委的签发人办理" in page.text
    browser.post(f"/submissions/{paper.id}/sign-off", {"version": str(paper.version)}, status=403)


def press_with(browser: Browser, paper: Submission, scan: object, status: int) -> Page:
    page = browser.sign_in("li").get(f"/submissions/{paper.id}/impression")
    return browser.press(page, "用印", {"scan": scan}, status=status)


def test_a_scan_of_the_sheet_sealed_by_hand_is_kept(
    browser: Browser, cast: Cast, by_hand: Submission
) -> None:
    page = press_with(browser, by_hand, (BytesIO(png()), "盖章件.png"), 303)
    assert "已用印，用印编号" in page.text
    kept = db.session.scalars(db.select(SealImpression)).one()
    assert kept.scan_media_type == "image/png" and papers.store().get(kept.scan_sha256 or "") == png()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"MZ not a picture", "这不是 PDF、JPG 或 PNG"),
        (b"", "请先打印盖章"),
        (b"%PDF-" + bytes(200_000), "最多 10 MB"),
    ],
)
def test_a_wrong_scan_is_refused_with_a_sentence_and_nothing_is_kept(
    browser: Browser,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    by_hand: Submission,
    content: bytes,
    sentence: str,
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    upload = (BytesIO(content), "scan.pdf" if content else "")
    page = press_with(browser, by_hand, upload, 422 if content else 409)
    assert sentence in page.text
    db.session.expire_all()
    assert db.session.get_one(Submission, by_hand.id).state is State.SIGNED_OFF
    assert not db.session.scalars(db.select(SealImpression)).all()
    store = app.config["PAPER_STORE"]
    assert not store.exists() or not [each for each in store.rglob("*") if each.is_file()]


def test_more_than_any_upload_may_hold_is_413(browser: Browser, cast: Cast, by_hand: Submission) -> None:
    browser.sign_in("li")
    answer = browser.send(
        "POST",
        f"/submissions/{by_hand.id}/impression",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(21 * 1024 * 1024)},
    )
    page = Page(answer)
    assert answer.status_code == 413 and page.title == "文件太大" and "最多 20 MB" in page.text


def test_who_may_not_press_leaves_no_file_behind(browser: Browser, cast: Cast, by_hand: Submission) -> None:
    data = {"version": str(by_hand.version), "scan": (BytesIO(png()), "a.png")}
    browser.sign_in("zhou").post(f"/submissions/{by_hand.id}/impression", data, status=403)
    assert not [each for each in papers.store().root.rglob("*") if each.is_file()]


def test_the_register_lists_every_impression_with_its_people(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.RETURNED)
    row = " ".join(browser.sign_in("li").get("/seals/register").words("tr")[-1:])
    for word in ("联系点汇总表", "周可儿", "陈昱", "李堃", "未用于备案（退回补正）"):
        assert word in row
    assert "联系点汇总表" not in browser.sign_in("bai").get("/seals/register").text
    assert "联系点汇总表" not in browser.sign_in("mai").get("/seals/register", status=403).text


def test_the_superiors_seal_is_said_before_it_is_pressed(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast, "jiao"), cast, State.SIGNED_OFF)
    journeys.approve_press(paper, cast)
    page = browser.sign_in("gu").get(f"/submissions/{paper.id}/impression")
    assert "代章，印在成件上注明" in page.text
    browser.press(page, "用印")
    assert "代章" in browser.get("/seals/register").text


def test_one_press_signs_off_and_approves_the_seal(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    page = browser.sign_in("chen").get(f"/submissions/{paper.id}/sign-off")
    assert "同时批准用印" in page.text and page.field("copies") == "1"
    again = browser.press(page, "审签同意", {"copies": "一百"}, status=422)
    assert "份数请填 1 到 99 的数字" in again.text and again.field("copies") == "一百"
    page = browser.press(page, "审签同意", {"copies": "２"})
    assert "已审签同意，并批准用印" in page.text and "YS-2026-0001，2 份" in page.text
    assert "待用印" in page.text


def test_left_unticked_the_seal_waits_for_another_to_approve_it(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    page = browser.sign_in("chen").get(f"/submissions/{paper.id}/sign-off")
    page = browser.press(page, "审签同意", {"approve": []})
    assert "待批准用印" in page.text and "并批准用印" not in page.text
    refused = browser.sign_in("li").get(f"/submissions/{paper.id}/impression", status=403)
    assert "用印还没有批准，请用印单位先批准（团云溪县委的用印批准人、签发人）" in refused.text
    assert "待用印" not in browser.get("/dispatch").text
    page = browser.follow(browser.sign_in("chen").get("/dispatch"), "批准用印")
    assert "申请人 周可儿" in page.text and "用印单位 团云溪县委" in page.text
    page = browser.press(page, "批准用印", {"copies": "3"})
    assert "已批准用印 3 份，审批编号 YS-2026-0001" in page.text
    page = browser.follow(browser.sign_in("li").get("/dispatch"), "用印")
    assert "批准人 陈昱 审批编号 YS-2026-0001" in page.text and "份数 3 份" in page.text


def test_a_signer_of_a_unit_whose_superior_seals_is_not_asked_to_approve(
    browser: Browser, cast: Cast
) -> None:
    paper = journeys.submit(journeys.draft_contact_points(cast, "ban"), cast)
    page = browser.sign_in("zhi").get(f"/submissions/{paper.id}/sign-off")
    assert "同时批准用印" not in page.text
    browser.press(page, "审签同意")
    page = browser.sign_in("su").get("/")
    assert "待批准用印" in page.text and "批准用印" in page.words("a")


def test_a_sign_off_with_approval_pressed_twice_is_done_once(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    data = {"version": str(paper.version), "approve": "1", "copies": "1", "render_key": "1" * 32}
    browser.sign_in("chen")
    for _ in range(2):
        browser.post(f"/submissions/{paper.id}/sign-off", data)
    assert len(db.session.get_one(Submission, paper.id).events) == 3


def test_a_batch_says_that_it_approves_seals_too(browser: Browser, cast: Cast) -> None:
    journeys.at_state(cast, State.IN_SIGN_OFF)
    journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    papers = list(db.session.scalars(db.select(Submission)))
    page = browser.sign_in("chen").get("/dispatch")
    page = browser.press(page, "审签所选", {"ids": [str(paper.id) for paper in papers]})
    assert "同时批准用印各 1 份（其中 1 件有盖章栏）" in page.text
    assert browser.press(page, "审签这 2 件", status=200).title == "已审签 2 件"
    assert "联系点汇总表" in browser.sign_in("li").get("/dispatch").text


def test_a_seal_in_anothers_keeping_is_refused_by_name_before_anything_is_asked(
    browser: Browser, cast: Cast
) -> None:
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    county = cast.organ("团云溪县委").id
    db.session.scalars(db.select(Seal).where(Seal.organization_id == county)).one().keeper_id = cast.person(
        "mai"
    ).id
    page = browser.sign_in("li").get(f"/submissions/{paper.id}/impression", status=403)
    assert "由保管人买买提江·阿布都保管" in page.text


def test_sending_names_a_vacancy_at_the_receiver(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.PRESSED)
    for who in ("he", "cheng", "meng"):
        cast.person(who).is_enabled = False
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/sending")
    assert "现在还不能报送" in page.text and "团青岚市委组织部没有能审核这件的人" in page.text
    refused = browser.post(f"/submissions/{paper.id}/sending", {"version": str(paper.version)}, status=409)
    assert "林晓舟" in refused.text, "who can lift it"


def test_the_sheet_a_superior_seals_by_hand_is_printed_whole_and_says_so(
    browser: Browser, cast: Cast
) -> None:
    paper = journeys.submit(journeys.draft_contact_points(cast, "wang"), cast)
    journeys.sign_off(paper, cast, by="su")
    phone = cast.person("wang").phone
    face = f"/submissions/{paper.id}/face"
    masked = browser.sign_in("gu").get(face).text
    assert phone not in masked and "（代章）" in masked
    province = cast.organ("团示范省委").id
    db.session.scalars(db.select(Seal).where(Seal.organization_id == province)).one().mode = SealMode.BY_HAND
    assert phone in browser.sign_in("gu").get(face).text
    assert phone not in browser.get(f"/submissions/{paper.id}").text, "on screen it stays masked"
