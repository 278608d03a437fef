"""花名册各行: blank rows, totals, foot text, repeated headers, merged and hidden rows."""

import io
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from tests.services.exchange.roster_files import (
    HEADER,
    only_problem,
    person,
    read,
    read_rows,
    saved,
    workbook,
)

OTHER = person(number=2, name="李静", phone="13800000701")


def kinds(*between: list[Any], merges: tuple[str, ...] = ()) -> list[str]:
    """The kinds of the rows between two people who must both be read without a problem."""
    reading = read(workbook([HEADER, person(), *between, OTHER], merges=merges))
    assert [row.name for row in reading.rows] == ["王喆", "李静"]
    assert reading.problems == ()
    return [row.kind for row in reading.skipped]


def test_formatted_blank_rows_are_counted_and_cost_nothing() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, border = book.add_worksheet("花名册"), book.add_format({"border": 1})
        sheet.write_row(0, 0, HEADER, border)
        sheet.write_row(1, 0, person(), border)
        for row in range(2, 2000):
            sheet.write_row(row, 0, [None] * 9, border)
        sheet.write_row(2000, 0, OTHER, border)
        for row in range(2001, 5000):
            sheet.write_row(row, 0, [None] * 9, border)
    reading = read(content.getvalue())
    assert [row.row for row in reading.rows] == [2, 2001]
    assert (reading.blank_rows, reading.problems) == (1998 + 2999, ())


def test_cells_with_only_spaces_are_blank() -> None:
    assert kinds([" ", "　", "\u00a0", "\u200b", "\n", "\u3164", "\u2800"]) == []


def test_numbers_written_ahead_for_people_to_come_are_blank_rows() -> None:
    assert kinds([2], [3], ["4"]) == []


@pytest.mark.parametrize(
    "word", ["合计", "小计", "总计", "合　计", "合计：", "共计", "本页小计", "合计60人", "共60人"]
)
@pytest.mark.parametrize("place", [0, 1, 4])
def test_a_total_is_nobody(word: str, place: int) -> None:
    assert kinds([*[None] * place, word, *[None] * (8 - place - 1), 60]) == ["合计行"]


@pytest.mark.parametrize(
    "text",
    [
        ["填表说明：1. 本表由各级团组织填写。"],
        ["联系人：周可儿", None, None, "联系电话：13800000799"],
        ["填表人", "周可儿", None, None, "审核人", "高晨"],
        ["备注：兼职干部另附名单"],
        [None, "注：本表一式两份，由县级团委留存备查。"],
        ["说明"],
        ["填报单位（盖章）：团云溪县委", None, None, None, None, "填报时间：2017年3月20日"],
        ["第 1 页，共 3 页"],
        [None, None, None, None, None, None, None, None, "2017年3月20日"],
        ["例", "张三", "男", "1990.01", "团××县委", "书记", "专职", "13800000000"],
        ["一", "机关干部"],
        [None, None, None, None, "白泉镇团委"],
    ],
)
def test_text_between_and_below_is_nobody(text: list[Any]) -> None:
    assert kinds(text) == ["说明文字"]


def test_a_line_merged_across_the_table_is_a_heading() -> None:
    assert kinds([None, "机关干部"], merges=("B3:I3",)) == ["说明文字"]


def test_header_and_title_repeated_on_each_printed_page_are_passed_over() -> None:
    rows = [["团干部花名册"], HEADER, person(), ["团干部花名册"], [title + " " for title in HEADER], OTHER]
    reading = read(workbook(rows))
    assert (len(reading.rows), reading.problems) == (2, ())
    assert [row.kind for row in reading.skipped] == ["说明文字", "重复的表头"]


def test_a_row_that_may_be_a_person_is_never_skipped() -> None:
    reading = read_rows([None, "王喆"], [None, None, None, None, None, None, None, "13800000700"])
    assert (reading.people, reading.rows) == (2, ())
    assert {problem.row for problem in reading.errors} == {2, 3}


def test_a_unit_merged_over_several_rows_belongs_to_each() -> None:
    rows = [HEADER, person(nature="挂职"), person(name="李静", unit=None, nature=None, phone="13800000701")]
    reading = read(workbook(rows, merges=["E2:E3", "G2:G3"]))
    assert [(row.unit_name, row.nature) for row in reading.rows] == [("团云溪县委", "挂职")] * 2


def test_one_answer_settles_a_merged_cell_for_all_its_rows() -> None:
    rows = [HEADER, person(unit="镇团委"), person(name="李静", unit=None, phone="13800000701")]
    reading = read(workbook(rows, merges=["E2:E3"]), overrides={"E2": "白泉镇团委"})
    assert [row.unit_name for row in reading.rows] == ["白泉镇团委"] * 2


def test_rows_of_a_merged_unit_without_anybody_are_blank() -> None:
    reading = read(workbook([HEADER, person(), [None], [None]], merges=["E2:E4"]))
    assert (len(reading.rows), reading.problems) == (1, ())


def test_a_blank_unit_is_an_error_and_not_taken_from_above() -> None:
    assert only_problem(read_rows(person(), person(name="李静", unit=None, phone="13800000701"))).cell == "E3"


@pytest.mark.parametrize("mark", ["同上", "〃"])
def test_the_same_as_above_is_the_value_above(mark: str) -> None:
    second = person(name="李静", unit=mark, title=mark, nature=mark, phone="13800000701")
    third = person(name="陈玥", unit=mark, phone="13800000702")
    reading = read_rows(person(unit="白泉镇团委"), second, third)
    assert [row.unit_name for row in reading.rows] == ["白泉镇团委"] * 3


def test_a_person_on_two_merged_rows_is_one_person() -> None:
    rows = [HEADER, person(), [None, None, None, None, "白泉镇团委", "委员"]]
    reading = read(workbook(rows, merges=["A2:A3", "B2:B3", "C2:C3", "D2:D3", "H2:H3"]))
    assert [row.title for row in reading.rows] == ["书记"]
    assert (only_problem(reading).kind, only_problem(reading).row) == ("note", 3)


def test_hidden_rows_and_columns_are_read_and_mentioned() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook([HEADER, person(), OTHER])))
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["H"].hidden = True
    reading = read(saved(book))
    assert len(reading.rows) == 2
    assert [problem.kind for problem in reading.problems] == ["note", "note"]
    assert any("第 3 行是隐藏行" in problem.message for problem in reading.problems)
    assert any("“手机号码”是隐藏列" in problem.message for problem in reading.problems)
