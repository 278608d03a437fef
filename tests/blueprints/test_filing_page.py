from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from flask import Flask

from tests import journeys
from tests.client import PageClient
from tests.factories import Cast
from youthwork.extensions import db
from youthwork.models import Filing, Paper, PaperState, Seal, SealMode, Submission
from youthwork.services.jobs import runner
from youthwork.services.path.impressions import Scan
from youthwork.services.printing import papers

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


#: Rendering takes a second and gives the same bytes for the same answers: each paper is made once.
_MADE: dict[tuple[str, str | None], bytes] = {}
_PICTURES: dict[bytes, list[bytes]] = {}


@pytest.fixture(autouse=True)
def rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make, draw = papers._make, papers.page_images

    def made(paper: Paper) -> bytes:
        key = (paper.kind.value, db.session.get_one(Submission, paper.submission_id).answers_sha256)
        if key not in _MADE:
            _MADE[key] = make(paper)
        return _MADE[key]

    def drawn(content: bytes) -> list[bytes]:
        if content not in _PICTURES:
            _PICTURES[content] = draw(content)
        return _PICTURES[content]

    monkeypatch.setattr(papers, "_make", made)
    monkeypatch.setattr(papers, "page_images", drawn)


@pytest.fixture
def contact_points(app: Flask, cast: Cast) -> Filing:
    """团云溪县委's 汇总表, filed with 团青岚市委组织部, its paper made."""
    filing = journeys.file_contact_points(cast)
    journeys.make_papers()
    return filing


def urls(filing: Filing) -> tuple[str, ...]:
    return tuple(f"/filings/{filing.id}{rest}" for rest in ("", "/paper.pdf", "/pages/1.png", "/scan"))


def test_it_works(client: PageClient, contact_points: Filing) -> None:
    page = client.sign_in("zhou").get(f"/filings/{contact_points.id}")
    assert page.title == "联系点汇总表"
    for said in (
        contact_points.filing_number,
        "团青岚市委组织部",
        "何志远",
        "按时",
        "10年",
        "共青团青岚市委员会",
    ):
        assert said in page.text, said
    assert contact_points.answers_sha256 in page.text
    assert [image.get("src") for image in page.all("img")] == [f"/filings/{contact_points.id}/pages/1.png"]


def test_the_owner_can_print_a_receipt_with_both_numbers(client: PageClient, contact_points: Filing) -> None:
    receipt = client.sign_in("zhou").get(f"/filings/{contact_points.id}/receipt")
    assert receipt.title == "备案回执"
    for said in (
        "团云溪县委：",
        "《联系点汇总表》",
        contact_points.filing_number,
        "SL-20260401-0001",
        "2026年4月1日",
    ):
        assert said in receipt.text, said


def test_the_way_it_went_is_told_newest_first(client: PageClient, contact_points: Filing) -> None:
    text = client.sign_in("zhou").get(f"/filings/{contact_points.id}").text
    story = text[text.index("经过") :]
    places = [story.index(word) for word in ("予以备案", "签收", "报送", "用印", "审签同意", "提交审签")]
    assert places == sorted(places)


def test_a_returned_paper_shows_why(client: PageClient, cast: Cast, app: Flask) -> None:
    submission = journeys.accept(journeys.send_in(journeys.draft_task_sheet(cast), cast), cast)
    journeys.return_(submission, cast, reason="第二项效果太简单")
    filing = journeys.filed(journeys.file_(journeys.accept(journeys.send_in(submission, cast), cast), cast))
    page = client.sign_in("tang").get(f"/filings/{filing.id}")
    assert "第二项效果太简单" in page.text and "第 2 次报送" in page.text


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (
            journeys.file_task_sheet,
            ("任务表 · 罗欣喆", "一起学习总书记讲话", "清河志愿服务", "示青备〔2026〕1号"),
        ),
        (journeys.file_contact_points, ("联系点汇总表", "买买提江·阿布都", "用印编号", "岚青备〔2026〕1号")),
        (
            journeys.file_contact_units,
            ("联系单位安排表", "第一调研组", "基层团组织覆盖盲点", "岚青备〔2026〕1号"),
        ),
    ],
)
def test_every_annex_has_its_page(
    client: PageClient, cast: Cast, app: Flask, file: object, words: object
) -> None:
    filing = journeys.filed(file(cast))
    page = client.sign_in("su").get(f"/filings/{filing.id}")
    for word in words:
        assert word in page.text, word


def test_the_pdf_is_the_stored_file_under_its_machine_number(
    client: PageClient, contact_points: Filing
) -> None:
    answer = client.sign_in("zhou").http.get(f"/filings/{contact_points.id}/paper.pdf")
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    paper = db.session.scalars(db.select(Paper).where(Paper.filing_id == contact_points.id)).one()
    assert answer.data.startswith(b"%PDF-") and hashlib.sha256(answer.data).hexdigest() == paper.sha256
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment") and "BA-%E5%B2%9A%E9%9D%92-2026-000001-V1.pdf" in disposition
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    viewed = client.http.get(f"/filings/{contact_points.id}/paper.pdf?view=1")
    assert viewed.headers["Content-Disposition"].startswith("inline") and viewed.data == answer.data


def test_a_page_is_a_picture_and_there_are_no_more_than_there_are(
    client: PageClient, contact_points: Filing
) -> None:
    client.sign_in("zhou")
    answer = client.http.get(f"/filings/{contact_points.id}/pages/1.png")
    assert answer.status_code == 200 and answer.data.startswith(b"\x89PNG")
    assert "no-store" in answer.headers["Cache-Control"]
    for number in (0, 2, 999):
        assert (
            f"没有第 {number} 页"
            in client.get(f"/filings/{contact_points.id}/pages/{number}.png", status=404).text
        )


#: Who opens the page of 团云溪县委's 汇总表, and who its filed copy as well.
READERS = [
    ("zhou", 200, 200),  # the owner's clerk
    ("chen", 200, 200),  # the owner's 书记
    ("he", 200, 200),  # the receiving department
    ("meng", 200, 200),  # the receiving organ's 书记 acts for its departments
    ("zhao", 200, 200),  # its 档案员
    ("lin", 200, 403),  # its 办公室主任: in scope, not concerned
    ("su", 200, 403),  # the province above
    ("xu", 200, 403),  # a department of the province
    ("bai", 404, 404),  # the sister county
    ("wang", 404, 404),  # another county
    ("luo", 404, 404),  # a cadre of the city without an office
    ("wai", 404, 404),  # another province
]


@pytest.mark.parametrize(("username", "page", "copy"), READERS)
def test_who_may_open_the_page_and_who_the_filed_copy(
    client: PageClient, contact_points: Filing, username: str, page: int, copy: int
) -> None:
    show, paper, picture, _ = urls(contact_points)
    client.sign_in(username)
    shown = client.get(show, status=page)
    assert client.http.get(paper).status_code == copy
    assert client.http.get(picture).status_code == copy
    if page == 200:
        whole = copy == 200
        assert "13800000100" not in shown.text and "138****0100" in shown.text
        assert ("查看电话" in shown.text) == whole
        assert bool(shown.all("img")) == whole


def test_the_refusal_says_who_may(client: PageClient, contact_points: Filing) -> None:
    text = client.sign_in("su").get(f"/filings/{contact_points.id}/paper.pdf", status=403).text
    assert "团云溪县委" in text and "团青岚市委组织部" in text and "档案员" in text


def test_the_cadre_reads_their_own_sheet_whole(client: PageClient, cast: Cast, app: Flask) -> None:
    filing = journeys.file_task_sheet(cast, "mai")
    journeys.make_papers()
    client.sign_in("mai")
    assert client.get(f"/filings/{filing.id}").all("img")
    assert client.http.get(f"/filings/{filing.id}/paper.pdf").status_code == 200


def test_birth_months_are_masked_to_the_year(client: PageClient, cast: Cast, app: Flask) -> None:
    filing = journeys.filed(journeys.file_task_sheet(cast, "luo"))
    month = cast.people["luo"].birth_month
    for username in ("xu", "tang"):
        text = client.sign_in(username).get(f"/filings/{filing.id}").text
        assert month not in text and f"{month[:4]}年" in text
    page = client.post(f"/filings/{filing.id}/reveal", {"purpose": "工作查考"}, status=200)
    assert month in page.text


def test_a_phone_in_a_remark_is_masked_for_who_may_not_see_it(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    filing = journeys.file_contact_units(cast)
    rows = [{**row, "remark": "电话13800000077"} for row in filing.answers["rows"]]
    filing.answers = {**filing.answers, "rows": rows}
    db.session.commit()
    page = client.sign_in("he").post(f"/filings/{filing.id}/reveal", {"purpose": "工作查考"}, status=200)
    assert "13800000077" in page.text
    text = client.sign_in("su").get(f"/filings/{filing.id}").text
    assert "13800000077" not in text and "138****0077" in text


def test_a_paper_not_made_yet_says_so_until_the_worker_has_made_it(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    filing = journeys.filed(journeys.file_task_sheet(cast))
    client.sign_in("tang")
    page = client.get(f"/filings/{filing.id}")
    assert "待出件" in page.text and "正在排队" in page.text and not page.all("img")
    assert "待出件" in client.get(f"/filings/{filing.id}/paper.pdf", status=404).text
    journeys.make_papers()
    page = client.get(f"/filings/{filing.id}")
    assert "待出件" not in page.text and page.all("img")
    assert "成件已出好" in client.post(f"/filings/{filing.id}/paper", follow=True).text


def test_a_paper_that_failed_says_why_and_can_be_asked_for_again(
    client: PageClient, cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing = journeys.filed(journeys.file_task_sheet(cast))

    def broken(paper: Paper) -> bytes:
        raise papers.YouthworkError("成件库写不进去：磁盘已满")

    with monkeypatch.context() as patch:
        patch.setattr(papers, "_make", broken)
        runner.run_until_empty()
    page = client.sign_in("tang").get(f"/filings/{filing.id}")
    assert "失败" in page.text and "磁盘已满" in page.text and "重新出件" in page.text
    runner.run_until_empty()
    assert "磁盘已满" in client.get(f"/filings/{filing.id}").text, "it rests before the next attempt"
    assert "已重新排队" in client.post(f"/filings/{filing.id}/paper", follow=True).text
    runner.run_until_empty()
    assert client.get(f"/filings/{filing.id}").all("img")
    assert db.session.scalars(db.select(Paper.state)).all() == [PaperState.READY]


def test_a_cadre_without_an_office_cannot_ask_for_a_paper(client: PageClient, cast: Cast, app: Flask) -> None:
    filing = journeys.filed(journeys.file_task_sheet(cast, "mai"))
    page = client.sign_in("mai").get(f"/filings/{filing.id}")
    assert "重新出件" not in page.text
    client.post(f"/filings/{filing.id}/paper", status=403)


def test_a_stranger_cannot_ask_for_a_paper(client: PageClient, contact_points: Filing) -> None:
    client.sign_in("wai").post(f"/filings/{contact_points.id}/paper", status=404)


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_store_is_said_and_nothing_else_is_given_out(
    client: PageClient, contact_points: Filing, damage: str
) -> None:
    paper = db.session.scalars(db.select(Paper).where(Paper.filing_id == contact_points.id)).one()
    assert paper.sha256 is not None
    for digest in (paper.sha256, paper.pages[0].sha256):
        _harm(papers.store().path(digest), damage)
    client.sign_in("zhou")
    for url in urls(contact_points)[1:3]:
        text = client.get(url, status=500).text
        assert "请从备份恢复" in text and "管理员" in text
    assert client.get(f"/filings/{contact_points.id}").title == "联系点汇总表"


def _harm(file: Path, damage: str) -> None:
    if damage == "gone":
        file.unlink()
    else:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.chmod(0o640)
        file.write_bytes(content)


def test_the_scan_of_a_paper_sealed_by_hand_is_kept_beside_it(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    seal = db.session.scalars(
        db.select(Seal).where(Seal.organization_id == cast.organizations["团云溪县委"].id)
    ).one()
    seal.mode = SealMode.BY_HAND
    submission = journeys.sign_off(journeys.submit(journeys.draft_contact_points(cast), cast), cast)
    journeys.press(submission, cast, scan=Scan(papers.store().put(PNG), "image/png"))
    filing = journeys.file_(journeys.accept(journeys.send(submission, cast), cast), cast)
    db.session.commit()
    assert f"/filings/{filing.id}/scan" in client.sign_in("zhou").get(f"/filings/{filing.id}").html
    answer = client.http.get(f"/filings/{filing.id}/scan")
    assert answer.data == PNG and answer.mimetype == "image/png"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert client.sign_in("su").http.get(f"/filings/{filing.id}/scan").status_code == 403
    assert f"/filings/{filing.id}/scan" not in client.get(f"/filings/{filing.id}").html


def test_a_paper_with_a_printed_seal_has_no_scan(client: PageClient, contact_points: Filing) -> None:
    assert "没有手工盖章的扫描件" in client.sign_in("zhou").get(urls(contact_points)[3], status=404).text


def test_a_filing_that_never_was_is_not_found(client: PageClient, app: Flask) -> None:
    for rest in ("", "/paper.pdf", "/pages/1.png", "/scan"):
        client.sign_in("su").get(f"/filings/9999{rest}", status=404)
