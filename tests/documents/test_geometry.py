"""版面尺寸: measured in the finished PDF. 版心, page numbers, heading and title where GB/T 9704 has them, and each
table read back from its ruled cells: nothing lost, nothing cut off, nothing beside its cell."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.documents import samples
from tests.documents.geometry import HAIR, POINTS_PER_MM, Box, Page, pages
from tests.documents.reading import page_texts
from youthwork.documents import pdf

#: 天头, right, 地脚, left of each face, in millimetres.
UPRIGHT = (37, 26, 35, 28)
CROSSWISE = (20, 25, 24, 25)
LINE = 28.95
HEADS = {
    samples.CONTACT_POINTS: "序号 姓名 职务 联系方式 联系指导的团委",
    samples.CONTACT_UNITS: (
        "序号 组别 带队领导 成员 联系县（市、区）/市属单位 联系的基层团委（团总支） 联络员 联系电话 备注"
    ),
}
COLUMNS = {
    samples.CONTACT_POINTS: ("name", "title", "phone", "committee"),
    samples.CONTACT_UNITS: (
        *("group", "leader", "members", "counties", "committee", "liaison", "liaison_phone", "remark"),
    ),
}


def printed(template: str, answers: dict[str, Any], **more: Any) -> list[Page]:
    html = samples.face_html(template, answers, is_demo=False, **more)
    paper = pdf.render(html, title="表", turned=more.get("is_bound", False))
    return pages(paper.pdf)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def rows_of(page: Page) -> list[list[str]]:
    return [row for row in page.table() if "备案栏" not in row[0]]


def check_rows(template: str, rows: list[dict[str, str]], **more: Any) -> list[Page]:
    """Every page begins with the head, and under the heads stand the rows, all of them, in order."""
    sheets = printed(template, {"rows": rows}, **more)
    body = []
    for sheet in sheets:
        head, *below = rows_of(sheet)
        assert head == HEADS[template].split()
        assert below, "a page has a head and nothing under it"
        body += below
    wanted = [
        [str(number), *(squeezed(row[key]) for key in COLUMNS[template])]
        for number, row in enumerate(rows, start=1)
    ]
    assert _joined(body) == wanted
    return sheets


def _joined(rows: list[list[str]]) -> list[list[str]]:
    """A row that breaks over two pages goes on in a row without a number."""
    whole: list[list[str]] = []
    for row in rows:
        if row[0] or not whole:
            whole.append(row)
        else:
            whole[-1] = [before + after for before, after in zip(whole[-1], row, strict=True)]
    return whole


@pytest.mark.parametrize("rows", [1, 60])
def test_every_cell_of_a_roll_up_stands_in_its_cell_under_a_repeated_head(rows: int) -> None:
    check_rows(samples.CONTACT_POINTS, samples.contact_points(rows)["rows"])
    check_rows(samples.CONTACT_UNITS, samples.contact_units(rows)["rows"])


def test_two_thousand_rows_lose_none() -> None:
    answers = samples.contact_points(2000)
    texts = page_texts(pdf.render(samples.face_html(samples.CONTACT_POINTS, answers), title="表").pdf)
    assert re.findall(r"1380000\d{4}", "".join(texts))[1:] == [row["phone"] for row in answers["rows"]]
    assert all("".join(HEADS[samples.CONTACT_POINTS].split()) in text for text in texts)
    assert all(f"—{number}—" in text for number, text in enumerate(texts, start=1))


def test_every_cell_of_a_task_sheet_stands_in_its_cell() -> None:
    [sheet] = printed(samples.TASK_SHEET, samples.task_sheet())
    head, rows = rows_of(sheet)[:4], rows_of(sheet)[5:]
    assert [cell for row in head for cell in row][1::2] == [
        *("买买提江·阿布都", "男", "1993.05", "共青团云溪县委员会挂职副书记", "13800000023"),
        *("白泉镇初级中学团委", "白泉镇初级中学教工团支部"),
    ]
    assert rows == [[label, samples.SENTENCE] for label in samples.TASKS.values()]


# What people type: names of any length, rare characters, western names, numbers without a gap to break at.
LETTERS = "周可儿䶮㛃𬭛𠅤𬭎喆堃昇祎玥·买提江（），第“1+100”示青字〔2026〕8号0371-65900000-123456abcXYZ、" * 6
REASONABLE = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def words(most: int) -> st.SearchStrategy[str]:
    """Text of every length alike; strategies for text prefer short ones."""
    return st.builds(
        lambda start, size: LETTERS[start : start + size], st.integers(0, 60), st.integers(0, most)
    )


@REASONABLE
@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(COLUMNS[samples.CONTACT_POINTS], words(100))),
        min_size=5,
        max_size=30,
    )
)
def test_no_length_of_text_is_cut_off_or_leaves_its_cell(rows: list[dict[str, str]]) -> None:
    check_rows(samples.CONTACT_POINTS, rows)


@REASONABLE
@given(
    st.lists(
        st.fixed_dictionaries(
            {key: words(30 if key in ("group", "liaison") else 200) for key in COLUMNS[samples.CONTACT_UNITS]}
        ),
        min_size=2,
        max_size=8,
    )
)
def test_long_rows_of_contact_units_break_over_pages_whole(rows: list[dict[str, str]]) -> None:
    check_rows(samples.CONTACT_UNITS, rows)


@REASONABLE
@given(st.lists(st.lists(words(200), max_size=4), min_size=11, max_size=11))
def test_a_task_sheet_of_any_length_loses_nothing(entries: list[list[str]]) -> None:
    said = dict(zip(samples.TASKS, entries, strict=True))
    sheets = printed(samples.TASK_SHEET, samples.task_sheet(), sentences=said)
    rows = [row for sheet in sheets for row in rows_of(sheet)]
    joined = _joined([row for row in rows[4:] if row != ["目标任务", "完成情况"]])
    numbered = [
        "".join(f"{at}.{squeezed(text)}" for at, text in enumerate(texts, start=1))
        if len(texts) > 1
        else squeezed("".join(texts))
        for texts in entries
    ]
    assert joined == [
        list(pair) for pair in zip(map(squeezed, samples.TASKS.values()), numbered, strict=True)
    ]


@pytest.mark.parametrize(
    ("template", "answers", "margins"),
    [
        (samples.CONTACT_POINTS, samples.contact_points(60), CROSSWISE),
        (samples.CONTACT_UNITS, samples.contact_units(30), CROSSWISE),
        (samples.TASK_SHEET, samples.task_sheet(), UPRIGHT),
    ],
)
def test_all_but_the_number_stands_inside_the_margins(template: str, answers: dict, margins: tuple) -> None:
    for sheet in printed(template, answers, seal_note="本件印模由系统依用印审批加盖。"):
        room = sheet.content_box(*margins)
        outside = [character for character, box in sheet.characters if not room.holds(box)]
        assert re.fullmatch(r"—\d+—", "".join(outside))
        assert all(room.holds(cell) for cell in sheet.cells)


@pytest.mark.parametrize(
    ("template", "answers", "margins"),
    [
        (samples.CONTACT_POINTS, samples.contact_points(60), CROSSWISE),
        (samples.TASK_SHEET, samples.task_sheet(), UPRIGHT),
    ],
)
def test_the_number_stands_7_mm_below_one_character_from_the_edge(
    template: str, answers: dict, margins: tuple
) -> None:
    _, right, bottom, left = (margin * POINTS_PER_MM for margin in margins)
    for number, sheet in enumerate(printed(template, answers), start=1):
        first, last = (box for character, box in sheet.characters if character == "—")
        assert bottom - first.middle[1] == pytest.approx(7 * POINTS_PER_MM, abs=1)
        indent = sheet.width - right - last.right if number % 2 else first.left - left
        assert indent == pytest.approx(14, abs=1.5)


@pytest.mark.parametrize("template", [samples.CONTACT_POINTS, samples.TASK_SHEET])
def test_the_mark_is_on_the_first_line_and_the_title_on_the_third(template: str) -> None:
    [sheet] = printed(template, {})
    top = sheet.height - (UPRIGHT if template == samples.TASK_SHEET else CROSSWISE)[0] * POINTS_PER_MM
    heading, title = sheet.line("示青字〔2026〕8号附件"), sheet.line(samples.TITLES[template][:6])
    assert heading.top < top + HAIR and heading.bottom > top - LINE
    assert title.top < top - 2 * LINE + HAIR and title.bottom > top - 3 * LINE
    left = (28 if template == samples.TASK_SHEET else 25) * POINTS_PER_MM
    assert heading.left == pytest.approx(left, abs=1.5)


def test_a_sheet_bound_with_upright_ones_lies_with_its_head_at_their_left_and_its_number_at_their_foot() -> (
    None
):
    """Clause 8. Measured on the sheet as it is bound: upright."""
    sheets = printed(samples.CONTACT_POINTS, samples.contact_points(30), is_bound=True)
    assert len(sheets) == 3
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.width < sheet.height
        room = sheet.content_box(*UPRIGHT)
        outside = [(character, box) for character, box in sheet.characters if not room.holds(box)]
        assert "".join(character for character, _ in outside) == f"—{number}—"
        dashes = [box for character, box in outside if character == "—"]
        assert dashes[0].middle[1] == pytest.approx(28 * POINTS_PER_MM, abs=1)
        indent = room.right - dashes[1].right if number % 2 else dashes[0].left - room.left
        assert indent == pytest.approx(14, abs=1.5)
    title = sheets[0].line("团干部指导参与")
    assert title.left < 60 * POINTS_PER_MM and title.top - title.bottom > title.right - title.left


def test_names_of_seven_and_eight_characters_stay_on_one_line() -> None:
    rows = samples.contact_points(2)["rows"]
    rows[0]["name"], rows[1]["name"] = "买买提江·阿布都", "阿卜杜热西提·库尔班"
    for sheet in printed(samples.CONTACT_POINTS, {"rows": rows}):
        for row in rows:
            name = sheet.line(row["name"])
            assert name.top - name.bottom < 16


def test_eleven_tasks_of_two_lines_stay_on_one_sheet_in_smaller_type() -> None:
    [full] = printed(samples.TASK_SHEET, samples.task_sheet())
    [few] = printed(samples.TASK_SHEET, samples.task_sheet(), sentences={"renew_oath": [samples.SENTENCE]})
    height = [sheet.line("2026年4月").top - sheet.line("2026年4月").bottom for sheet in (full, few)]
    assert height[0] < height[1]


def test_a_blank_form_is_one_sheet_with_its_approval_strip_too() -> None:
    assert len(printed(samples.TASK_SHEET, {})) == 1
    [sheet] = printed(samples.TASK_SHEET, {}, approval_strip=True)
    assert rows_of(sheet)[-1] == ["填表人签名：", "所在团组织意见（盖章）：", "上级备案意见（盖章）："]


def test_the_line_about_an_internal_seal_stands_in_the_foot_strip() -> None:
    note = "本件印模由系统依用印审批加盖，供系统内备案，不等同于《电子签名法》规定的可靠电子签名。"
    html = samples.face_html(samples.CONTACT_POINTS, samples.contact_points(1), is_demo=False, seal_note=note)
    paper = pdf.render(html, title="表")
    place = paper.anchors["seal-caption"]
    line = pages(paper.pdf)[0].line(note)
    assert Box(place.left, place.bottom, place.right, place.top).holds(line)


def test_a_last_row_does_not_stand_alone_on_a_page() -> None:
    counts = set()
    for rows in (59, 60, 61):
        last = rows_of(printed(samples.CONTACT_POINTS, samples.contact_points(rows))[-1])[1:]
        counts.add(len(last))
    assert min(counts) == 2
