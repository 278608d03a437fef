"""版面: the three faces say what the notices say, lose nothing, and stay whole from none to sixty rows."""

import logging
import re

import pikepdf
import pytest

from tests.documents import samples
from tests.documents.reading import box_of, page_texts
from youthwork.documents import pdf

A4 = (595.28, 841.89)


def made(template: str, answers: dict, **more) -> pdf.RenderedPaper:
    return pdf.render(samples.face_html(template, answers, **more), title=samples.TITLES[template])


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


FILLED = [
    (samples.CONTACT_POINTS, samples.contact_points(4)),
    (samples.TASK_SHEET, samples.task_sheet()),
    (samples.CONTACT_UNITS, samples.contact_units(4)),
]


@pytest.mark.parametrize(("template", "answers"), FILLED)
def test_every_value_is_printed_whole(template: str, answers: dict) -> None:
    text = "".join(page_texts(made(template, answers, is_demo=False).pdf))
    rows = answers.get("rows", [])
    values = [value for key, value in answers.items() if key != "rows" and template != samples.CONTACT_UNITS]
    values += [value for row in rows for key, value in row.items() if key != "id"]
    assert [value for value in values if squeezed(value) not in text] == []


@pytest.mark.parametrize(("template", "answers"), FILLED)
def test_the_engine_has_nothing_to_complain_about(
    template: str, answers: dict, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        made(template, answers)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (
            samples.CONTACT_POINTS,
            "填报单位（盖章）： 填表人： 联系电话： 序号 姓名 职务 联系方式 联系指导的团委",
        ),
        (
            samples.TASK_SHEET,
            "姓名 性别 出生年月 单位及职务 联系方式 联系指导的团委名称 全程参与的团支部名称 目标任务 完成情况"
            " 完成情况填写参与活动的时间、形式、规模、效果等方面内容。",
        ),
        (
            samples.CONTACT_UNITS,
            "序号 组别 带队领导 成员 联系县（市、区）/市属单位 联系的基层团委（团总支） 联络员 联系电话 备注",
        ),
    ],
)
def test_the_blank_form_is_one_page_with_the_words_of_the_notice(template: str, words: str) -> None:
    paper = made(template, {}, is_demo=False)
    assert paper.page_count == 1
    text = page_texts(paper.pdf)[0]
    assert squeezed(samples.TITLES[template]) in text
    assert [word for word in words.split() if word not in text] == []


def test_the_eleven_tasks_stand_in_the_order_of_the_notice() -> None:
    text = page_texts(made(samples.TASK_SHEET, {}, is_demo=False).pdf)[0]
    places = [text.index(label) for label in samples.TASKS.values()]
    assert places == sorted(places)


def test_a_blank_table_has_ruled_rows_to_write_in() -> None:
    for template in (samples.CONTACT_POINTS, samples.CONTACT_UNITS):
        assert "序号" in page_texts(made(template, {"rows": []}).pdf)[0]
        assert samples.face_html(template, {"rows": []}).count("<tr>") == 1 + 7


@pytest.mark.parametrize(("rows", "pages"), [(1, 1), (4, 1), (60, 5)])
def test_sixty_rows_are_numbered_through_under_repeated_heads(rows: int, pages: int) -> None:
    paper = made(samples.CONTACT_POINTS, samples.contact_points(rows), is_demo=False)
    texts = page_texts(paper.pdf)
    assert len(texts) == paper.page_count == pages
    assert all("序号姓名职务联系方式联系指导的团委" in text for text in texts)
    phones = re.findall(r"1380000\d{4}", "".join(texts))[1:]
    assert phones == [f"1380000{number:04}" for number in range(rows)]
    assert [f"—{page}—" in text for page, text in enumerate(texts, start=1)] == [True] * pages


def test_odd_pages_are_numbered_on_the_right_and_even_ones_on_the_left() -> None:
    paper = made(samples.CONTACT_POINTS, samples.contact_points(60), is_demo=False)
    on_the_right = [box_of(paper.pdf, f"— {page + 1} —", page)[0] > 297 / 25.4 * 36 for page in range(5)]
    assert on_the_right == [True, False, True, False, True]


def test_many_entries_of_one_task_are_numbered_and_break_over_pages() -> None:
    answers = samples.task_sheet()
    said = {"renew_oath": [f"第{number}次：{samples.SENTENCE}" for number in range(30)]}
    texts = page_texts(made(samples.TASK_SHEET, answers, sentences=said, is_demo=False).pdf)
    assert len(texts) >= 3
    printed = re.findall(r"(\d+)\.第(\d+)次：", "".join(texts))
    assert printed == [(str(number + 1), str(number)) for number in range(30)]


@pytest.mark.parametrize(
    ("template", "size"),
    [(samples.CONTACT_POINTS, A4[::-1]), (samples.TASK_SHEET, A4), (samples.CONTACT_UNITS, A4[::-1])],
)
def test_a_face_lies_the_way_its_form_does(template: str, size: tuple[float, float], tmp_path) -> None:
    (tmp_path / "face.pdf").write_bytes(made(template, {}).pdf)
    with pikepdf.open(tmp_path / "face.pdf") as opened:
        assert tuple(float(value) for value in opened.pages[0].mediabox[2:]) == pytest.approx(size, abs=0.5)


def test_only_the_annex_with_a_seal_cell_has_a_place_for_a_seal() -> None:
    assert "seal-place" in made(samples.CONTACT_POINTS, {}).anchors
    assert "seal-place" not in made(samples.TASK_SHEET, samples.task_sheet()).anchors
    assert "seal-place" not in made(samples.CONTACT_UNITS, samples.contact_units(1)).anchors


@pytest.mark.parametrize("template", list(samples.TITLES))
def test_every_face_reserves_the_foot_strip_on_its_first_page(template: str) -> None:
    strip = made(template, {}).anchors["foot-strip"]
    assert strip.page == 0 and strip.height >= 24 / 25.4 * 72


def test_the_heading_is_left_out_where_the_notice_has_no_number() -> None:
    assert "附件" not in page_texts(made(samples.CONTACT_UNITS, {}).pdf)[0]
    assert "示青字〔2026〕8号附件1" in page_texts(made(samples.CONTACT_POINTS, {}).pdf)[0]


def test_a_seal_pressed_for_another_unit_is_announced_after_the_name() -> None:
    answers = samples.contact_points(1)
    assert "（代章）" not in page_texts(made(samples.CONTACT_POINTS, answers).pdf)[0]
    text = page_texts(made(samples.CONTACT_POINTS, answers, on_behalf_of=True, is_demo=False).pdf)[0]
    assert f"{samples.UNIT}（代章）" in text


def test_only_a_demonstration_is_marked_as_one() -> None:
    answers = samples.contact_points(1)
    drawn = [made(samples.CONTACT_POINTS, answers, is_demo=demo).pdf for demo in (True, False)]
    assert ["演" in page_texts(paper)[0] for paper in drawn] == [True, False]


def test_what_people_type_is_never_markup() -> None:
    answers = samples.contact_points(1)
    answers["rows"][0]["name"] = "<b>周</b>&可儿"
    assert "<b>周</b>&可儿" in page_texts(made(samples.CONTACT_POINTS, answers, is_demo=False).pdf)[0]


def test_a_preview_links_its_style_sheet_and_has_no_inline_style_or_script() -> None:
    html = samples.face_html(samples.TASK_SHEET, samples.task_sheet(), stylesheet="/static/paper.css")
    assert '<link rel="stylesheet" href="/static/paper.css"/>' in html
    assert not re.search(r"<style|<script|style=", html)
