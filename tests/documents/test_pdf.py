"""版式文件: PDF/A-3u, the answers inside, the places named, nothing fetched from outside."""

import gc
import io
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest

from tests.documents import samples
from tests.documents.reading import faults_against_pdfa, page_texts
from youthwork.documents import contents, pdf

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def rendered() -> pdf.RenderedPaper:
    answers = samples.contact_points(4)
    html = samples.face_html(samples.CONTACT_POINTS, answers)
    return pdf.render(html, title="联系点汇总表", data=answers, made_at=NOON)


def test_it_works() -> None:
    paper = rendered()
    assert paper.pdf.startswith(b"%PDF-1.7")
    assert paper.page_count == 1
    assert samples.UNIT in page_texts(paper.pdf)[0]


def test_a_paper_keeps_the_rules_of_pdfa() -> None:
    assert faults_against_pdfa(rendered().pdf) == []


def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    assert shutil.which("qpdf"), "qpdf is missing: apt-get install qpdf"
    (tmp_path / "paper.pdf").write_bytes(rendered().pdf)
    checked = subprocess.run(["qpdf", "--check", tmp_path / "paper.pdf"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_title_language_and_date_are_written_into_the_file(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(rendered().pdf)
    with pikepdf.open(tmp_path / "paper.pdf") as opened:
        assert opened.Root.Lang == "zh-CN"
        assert opened.docinfo.Title == "联系点汇总表"
        assert opened.docinfo.CreationDate == "D:20261121120000Z"
        assert opened.open_metadata()["dc:title"] == "联系点汇总表"


def test_the_attached_answers_are_the_answers_in_canonical_form() -> None:
    paper = rendered().pdf
    assert contents.attached_data(paper) == samples.contact_points(4)
    assert contents.data_sha256(contents.attached_data(paper)) == contents.data_sha256(
        samples.contact_points(4)
    )


def test_a_paper_without_answers_carries_none() -> None:
    assert contents.attached_data(pdf.render("<p>空白表样</p>", title="空白表样").pdf) is None


def test_the_canonical_form_does_not_depend_on_the_order_of_keys() -> None:
    assert contents.canonical_json({"乙": 1, "甲": [2]}) == contents.canonical_json({"甲": [2], "乙": 1})


def test_the_same_html_and_date_give_the_same_bytes() -> None:
    assert rendered().pdf == rendered().pdf


def test_places_are_read_back_from_the_bytes_as_they_were_measured() -> None:
    paper = rendered()
    assert set(paper.anchors) == {"seal-place", "foot-strip", "seal-caption"}
    assert contents.places(paper.pdf) == paper.anchors


def test_a_place_lies_where_its_words_are_printed() -> None:
    place = rendered().anchors["seal-place"]
    assert place.page == 0
    assert place.width == pytest.approx(len(samples.UNIT) * 14, abs=1)
    assert 0 < place.left < place.right < 297 / 25.4 * 72


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/logo.png", "file:///etc/hostname", "../../pyproject.toml", "ftp://127.0.0.1/x.png"],
)
def test_nothing_outside_the_program_is_fetched(address: str) -> None:
    with pytest.raises(ValueError, match="may not fetch"):
        pdf.render(f'<img src="{address}">', title="外部图片")


def test_a_picture_inside_the_page_is_drawn() -> None:
    red = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
    assert pdf.render(f'<img src="{red}">', title="内嵌图片").page_count == 1


def test_papers_made_at_the_same_time_do_not_disturb_each_other() -> None:
    with ThreadPoolExecutor(4) as pool:
        papers = [future.result().pdf for future in [pool.submit(rendered) for _ in range(4)]]
    assert set(papers) == {rendered().pdf}


def test_a_character_no_font_draws_is_shown_as_a_gap_and_named_at_the_end() -> None:
    answers = samples.contact_points(1)
    answers["rows"][0]["name"] = "周\ue000可\x07儿\ue000"
    paper = pdf.render(samples.face_html(samples.CONTACT_POINTS, answers), title="表", data=answers)
    text = page_texts(paper.pdf)[0]
    assert "周〓可〓儿〓" in text and "〓为打印字体没有的字：U+E000、U+0007。" in text
    assert paper.undrawn == ("\ue000 U+E000", "\x07 U+0007")
    assert contents.attached_data(paper.pdf) == answers, "the data keeps what was typed"


def test_a_paper_without_gaps_says_nothing_of_them() -> None:
    paper = rendered()
    assert paper.undrawn == () and "〓" not in page_texts(paper.pdf)[0]


def test_a_face_is_read_as_xml_because_html_costs_ten_times_as_much() -> None:
    for template, answers in (
        (samples.CONTACT_POINTS, samples.contact_points(2)),
        (samples.TASK_SHEET, samples.task_sheet()),
        (samples.CONTACT_UNITS, samples.contact_units(2)),
    ):
        ElementTree.fromstring(samples.face_html(template, answers))


def test_html_that_is_no_xml_is_printed_too() -> None:
    assert "一段" in page_texts(pdf.render("<p>一段<p>又一段<br>&nbsp;", title="网页").pdf)[0]


def test_a_turned_sheet_is_shown_upright_and_keeps_its_places() -> None:
    html = samples.face_html(samples.CONTACT_POINTS, samples.contact_points(4), is_bound=True)
    lying, turned = (pdf.render(html, title="表", made_at=NOON, turned=turned) for turned in (False, True))
    assert lying.anchors == turned.anchors
    with pikepdf.open(io.BytesIO(turned.pdf)) as opened:
        assert [page.get("/Rotate") for page in opened.pages] == [270]


def test_the_garbage_collector_works_again_after_a_paper_and_after_a_failure() -> None:
    rendered()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="may not fetch"):
        pdf.render('<img src="file:///etc/hostname"/>', title="外部图片")
    assert gc.isenabled()
