"""佐证材料 over HTTP: how files come in, how they are handed out, and what a refusal costs."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image

from tests import journeys
from tests.documents.test_pdf_examining import a_pdf
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.services.evidence.test_kinds import ole, word
from youthwork.domain.errors import StoreUnwritable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Evidence, Submission
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.evidence import preparing
from youthwork.services.printing.papers import store


def jpeg(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "JPEG")
    return written.getvalue()


def upload(*files: tuple[str, bytes], **fields: str) -> dict[str, object]:
    return {"files": [(io.BytesIO(content), name) for name, content in files], **fields}


@pytest.fixture
def paper(cast: Cast) -> Submission:
    return journeys.draft_task_sheet(cast)


def rows() -> list[Evidence]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Evidence).order_by(Evidence.id)))


def test_several_files_come_in_at_once_each_with_the_caption_and_the_row(
    browser: Browser, paper: Submission
) -> None:
    url = f"/submissions/{paper.id}/evidence"
    files = upload(
        ("照片.jpg", jpeg()),
        ("签到表.pdf", a_pdf(2)),
        ("总结.docx", word()),
        caption="志愿服务",
        place="volunteer_service",
    )
    page = browser.sign_in("luo").post(url, files, follow=True)
    assert "已添加“照片.jpg”" in page.text and "3 份，" in page.text
    assert [each.name for each in rows()] == ["照片.jpg", "签到表.pdf", "总结.docx"]
    assert {(each.caption, each.field) for each in rows()} == {("志愿服务", "volunteer_service")}
    assert [bool(each.thumbnail_sha256) for each in rows()] == [True, True, False]


def test_what_is_refused_is_named_and_takes_no_other_along(browser: Browser, paper: Submission) -> None:
    url = f"/submissions/{paper.id}/evidence"
    files = upload(("名单.xlsx", ole("Workbook")), ("照片.jpg", jpeg()))
    page = browser.sign_in("luo").post(url, files, status=422)
    assert (
        "有 1 个文件没有收下" in page.text
        and "“名单.xlsx”其实是旧版 Excel（.xls）文件，只是改了后缀" in page.text
    )
    assert "已添加“照片.jpg”" in page.text
    assert [each.name for each in rows()] == ["照片.jpg"]


def test_the_same_photo_sent_twice_is_said_and_kept_once(browser: Browser, paper: Submission) -> None:
    url = f"/submissions/{paper.id}/evidence"
    browser.sign_in("luo").post(url, upload(("a.jpg", jpeg())))
    page = browser.post(url, upload(("b.jpg", jpeg())), follow=True)
    assert "“b.jpg”已经在这一件里了（a.jpg），没有重复添加" in page.text
    assert len(rows()) == 1


def test_the_script_is_answered_by_the_list_alone_or_by_the_sentence(
    browser: Browser, paper: Submission
) -> None:
    url = f"/submissions/{paper.id}/evidence"
    browser.sign_in("luo")
    answer = browser.send("POST", url, data=upload(("a.jpg", jpeg())), headers={"X-Evidence": "draft"})
    assert answer.status_code == 200 and "<html" not in answer.text and "evidence-item" in answer.text
    refused = browser.send("POST", url, data=upload(("a.gif", b"GIF89a")), headers={"X-Evidence": "draft"})
    assert refused.status_code == 422 and "“a.gif”是 GIF 动图，不能收" in refused.text


def test_nothing_chosen_is_said(browser: Browser, paper: Submission) -> None:
    page = browser.sign_in("luo").post(f"/submissions/{paper.id}/evidence", upload(("", b"")), status=422)
    assert "没有选择文件" in page.text


def test_a_picture_is_looked_at_and_everything_else_is_saved(browser: Browser, paper: Submission) -> None:
    url = f"/submissions/{paper.id}/evidence"
    browser.sign_in("luo").post(url, upload(("图 1.jpg", jpeg()), ("表.pdf", a_pdf()), ("总结.docx", word())))
    photo, pdf, text = rows()
    for row, disposition in ((photo, "inline"), (pdf, "attachment"), (text, "attachment")):
        answer = browser.send("GET", f"{url}/{row.id}")
        assert answer.headers["Content-Disposition"].startswith(disposition)
        assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
        assert answer.headers["Content-Type"] == row.media_type
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        policy = answer.headers["Content-Security-Policy"]
        assert "sandbox" in policy and "default-src 'none'" in policy and "script" not in policy
    assert browser.send("GET", f"{url}/{photo.id}/thumbnail").headers["Content-Type"] == "image/jpeg"
    assert browser.send("GET", f"{url}/{text.id}/thumbnail").status_code == 404


def test_a_file_is_found_by_its_paper_alone(browser: Browser, cast: Cast, paper: Submission) -> None:
    other = journeys.draft_task_sheet(cast, "he")
    theirs = journeys.attach(other, cast.person("he"))
    browser.sign_in("luo")
    for url in (
        f"/submissions/{paper.id}/evidence/{theirs.id}",
        f"/submissions/{paper.id}/evidence/{theirs.sha256}",
    ):
        assert browser.send("GET", url).status_code == 404


def test_a_receiver_reads_it_after_it_was_sent_and_not_before(
    browser: Browser, cast: Cast, paper: Submission
) -> None:
    photo = journeys.attach(paper, cast.person("luo"))
    url = f"/submissions/{paper.id}/evidence/{photo.id}"
    journeys.walk_on(paper, cast, State.SIGNED_OFF)
    assert browser.sign_in("tang").send("GET", url).status_code == 404
    journeys.send(paper, cast)
    assert browser.send("GET", url).status_code == 200
    page = browser.get(f"/submissions/{paper.id}")
    assert "佐证材料" in page.text and photo.sha256[:12] in page.text and "不印在表里" in page.text


def test_a_paper_without_evidence_does_not_speak_of_it(
    browser: Browser, cast: Cast, paper: Submission
) -> None:
    journeys.walk_on(paper, cast, State.SENT)
    assert "佐证材料" not in browser.sign_in("tang").get(f"/submissions/{paper.id}").text


def test_the_filed_paper_shows_it_and_the_printed_face_does_not(
    browser: Browser, cast: Cast, paper: Submission
) -> None:
    photo = journeys.attach(paper, cast.person("luo"), "签到表.jpg")
    filing = journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    page = browser.sign_in("tang").get(f"/filings/{filing.id}")
    assert "签到表.jpg" in page.text and photo.sha256[:12] in page.text
    assert browser.send("GET", f"/filings/{filing.id}/evidence/{photo.id}").status_code == 200
    assert "签到表.jpg" not in browser.send("GET", f"/submissions/{paper.id}/face").text


def test_an_upload_that_comes_after_sending_is_refused_kindly(
    browser: Browser, cast: Cast, paper: Submission
) -> None:
    journeys.submit(paper, cast)
    page = browser.sign_in("luo").post(
        f"/submissions/{paper.id}/evidence", upload(("a.jpg", jpeg())), status=409
    )
    assert "这件已经提交，现在是“待审签”，佐证材料没有改动；要改请先撤回" in page.text
    assert not rows()


def test_a_full_disk_costs_the_photo_and_not_the_text(
    browser: Browser, paper: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(content: bytes) -> str:
        raise StoreUnwritable("成件写不进成件库（磁盘已满）：请检查磁盘空间")

    before = dict(find_draft(paper).fields)
    monkeypatch.setattr(type(store()), "put", lambda self, content: full(content))
    page = browser.sign_in("luo").post(
        f"/submissions/{paper.id}/evidence", upload(("a.jpg", jpeg())), status=503
    )
    assert "磁盘已满" in page.text and not rows()
    assert find_draft(db.session.get_one(Submission, paper.id)).fields == before


def test_a_file_larger_than_it_may_be_is_named_with_its_size(
    browser: Browser, paper: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "MOST_BYTES", 2 * 1024 * 1024)
    big = jpeg() + b"\0" * (3 * 1024 * 1024)
    page = browser.sign_in("luo").post(
        f"/submissions/{paper.id}/evidence", upload(("a.jpg", big)), status=422
    )
    assert "“a.jpg”有 3 MB，每个最多 2 MB：照片请调小尺寸" in page.text


def test_a_request_larger_than_any_is_answered_by_a_page(
    browser: Browser, app: Flask, paper: Submission
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    page = browser.sign_in("luo").post(
        f"/submissions/{paper.id}/evidence", upload(("a.jpg", jpeg() + b"\0" * (2 * 1024 * 1024))), status=413
    )
    assert "最多 1 MB" in page.text


def test_by_buttons_a_file_is_described_taken_out_and_put_back(
    browser: Browser, cast: Cast, paper: Submission
) -> None:
    journeys.attach(paper, cast.person("luo"), "签到表.jpg")
    page = browser.sign_in("luo").get(f"/submissions/{paper.id}/evidence")
    page = browser.press(page, "保存说明", {"caption": "第一页", "place": "volunteer_service"})
    assert "说明已保存" in page.text and page.field("caption") == "第一页"
    assert rows()[0].field == "volunteer_service"
    page = browser.press(page, "移除")
    assert "已移除 1 份" in page.text and "已移除“签到表.jpg”，可以在下面放回" in page.text
    page = browser.press(page, "放回")
    assert "已放回“签到表.jpg”" in page.text and rows()[0].removed_in is None


def test_the_draft_s_text_is_saved_on_the_way_to_the_files(browser: Browser, paper: Submission) -> None:
    page = browser.sign_in("luo").get(f"/submissions/{paper.id}/draft")
    assert "不要求留痕：能说明问题即可，不用为凑材料拍照" in page.text
    page = browser.press(page, "保存并添加佐证材料", {"branch": "写到一半的支部"})
    assert page.url.endswith("/evidence")
    assert find_draft(db.session.get_one(Submission, paper.id)).fields["branch"] == ["写到一半的支部"]


def test_a_reader_without_a_right_to_phones_reads_the_list_alone(
    browser: Browser, cast: Cast, paper: Submission
) -> None:
    photo = journeys.attach(paper, cast.person("luo"), "王某13800000123.jpg")
    filing = journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    page = browser.sign_in("xu").get(f"/filings/{filing.id}")
    assert "13800000123" not in page.html and "王某138****0123.jpg" in page.text
    assert f"/evidence/{photo.id}" not in page.html and "只供本人、填报单位" in page.text
    assert browser.send("GET", f"/filings/{filing.id}/evidence/{photo.id}").status_code == 403
