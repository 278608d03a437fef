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

pytestmark = pytest.mark.usefixtures("papers_unmade")


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
    row = " ".join(browser.sign_in("li").get("/seal-register").words("tr")[-1:])
    for word in ("联系点汇总表", "周可儿", "陈昱", "李堃", "未用于备案（退回补正）"):
        assert word in row
    assert "联系点汇总表" not in browser.sign_in("bai").get("/seal-register").text
    assert "联系点汇总表" not in browser.sign_in("mai").get("/seal-register").text


def test_the_superiors_seal_is_said_before_it_is_pressed(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast, "jiao"), cast, State.SIGNED_OFF)
    page = browser.sign_in("gu").get(f"/submissions/{paper.id}/impression")
    assert "代章，印在成件上注明" in page.text
    browser.press(page, "用印")
    assert "代章" in browser.get("/seal-register").text


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
