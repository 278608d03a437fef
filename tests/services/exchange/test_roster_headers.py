"""花名册表头: titles above it, other names, two rows, merged cells, other orders, several sheets."""

import io
from typing import Any

import openpyxl
import pytest

from tests.services.exchange.roster_files import (
    HEADER,
    only_problem,
    person,
    read,
    read_rows,
    saved,
    sheets,
    workbook,
)
from youthwork.services.exchange.roster_titles import Field, match_title, title_key


@pytest.mark.parametrize(
    ("field", "titles"),
    [
        (Field.NAME, "姓名 姓　名 *姓名 姓名（必填） 姓\n名 团干部姓名"),
        (Field.GENDER, "性别 性　　别 性别(男/女)"),
        (Field.BIRTH, "出生年月 出生日期 出生时间 出生年月日 出生\n年月 出生年月（如1995.01） 生日"),
        (Field.UNIT, "单位 所在单位 工作单位 所在团组织 单位名称 所在单位（全称） 团组织名称"),
        (Field.TITLE, "职务 团内职务 现任职务 职　务 担任职务 职务/职级"),
        (Field.UNIT_AND_TITLE, "单位及职务 单位职务 工作单位及职务 单位、职务 所在单位和职务"),
        (
            Field.NATURE,
            "专职/挂职/兼职 性质 干部类别 性质（专职/挂职/兼职） 专/挂/兼 专（挂、兼）职情况 专挂兼",
        ),
        (
            Field.PHONE,
            "手机 手机号码 手机号 联系电话 联系方式 电话 联系方式（手机） 联系电话(手机号码) 移动电话",
        ),
        (Field.REMARK, "备注 备　注 备注说明"),
    ],
)
def test_a_column_is_known_by_any_of_its_names(field: Field, titles: str) -> None:
    unknown = [title for title in titles.split(" ") if (match_title(title_key(title)) or [None])[0] != field]
    assert unknown == []


@pytest.mark.parametrize(
    "title", ["身份证号", "民族", "学历", "办公电话", "单位性质", "行政职务", "邮箱", "政治面貌", "学校"]
)
def test_other_columns_are_not_taken_for_ours(title: str) -> None:
    assert match_title(title_key(title)) is None


def test_extra_columns_are_passed_over_and_named() -> None:
    reading = read_rows([*person(), "汉族", "本科"], header=[*HEADER, "民族", "学历"])
    assert len(reading.rows) == 1
    assert reading.ignored_columns == ("民族", "学历")
    assert "民族、学历" in reading.summary


def test_columns_may_stand_in_any_order() -> None:
    row = dict(zip(HEADER, person(), strict=True))
    order = ("手机号码", "单位", "性质", "姓名", "职务", "出生年月", "性别")
    reading = read_rows([row[title] for title in order], header=order)
    assert (reading.rows[0].name, reading.rows[0].phone) == ("王喆", "13800000700")


@pytest.mark.parametrize("above", [0, 1, 7, 19])
def test_the_header_may_stand_below_titles(above: int) -> None:
    reading = read(workbook([*[["青岚市团干部花名册"]] * above, HEADER, person()]))
    assert (reading.header_row, len(reading.rows), reading.errors) == (above + 1, 1, ())


def test_a_header_in_two_rows_with_merged_cells_is_read_whole() -> None:
    top = ["序号", "姓名", "基本情况", None, "任职情况", None, None, "联系方式", None]
    bottom = [None, None, "性别", "出生年月", "所在团组织", "团内职务", "性质", "手机", "邮箱"]
    merges = ["A2:A3", "B2:B3", "C2:D2", "E2:G2", "H2:I2", "A1:I1"]
    reading = read(workbook([["花名册"], top, bottom, person()], merges=merges))
    assert (reading.header_row, len(reading.rows), reading.problems) == (3, 1, ())
    assert reading.ignored_columns == ("邮箱",)


def test_a_header_in_two_rows_may_split_one_title() -> None:
    top = ["序号", "姓名", "性别", "出生", "单位", "职务", "性质", "手机", "备注"]
    bottom = [None, None, None, "年月", None, None, None, "号码", None]
    assert len(read(workbook([top, bottom, person()])).rows) == 1


@pytest.mark.parametrize("merges", [(), ("A1:A2", "H1:I1")])
def test_a_title_over_two_others_does_not_leave_them_as_a_person(merges: tuple[str, ...]) -> None:
    top = ["序号", "姓名", "性别", "出生年月", "单位", "职务", "性质", "联系方式", None]
    bottom = [*[None] * 7, "手机", "邮箱"]
    reading = read(workbook([top, bottom, person()], merges=merges))
    assert (len(reading.rows), reading.problems) == (1, ())


def test_the_first_person_is_not_taken_for_a_second_header_row() -> None:
    reading = read_rows(person(number=None, remark="兼职"), person(name="李静", phone="13800000701"))
    assert [row.row for row in reading.rows] == [2, 3]


def ticked(*marks: Any, name: str = "王喆", phone: str = "13800000700") -> list[Any]:
    return [name, "男", "1995.12", "团云溪县委", "书记", *marks, phone]


def test_columns_to_be_ticked_are_read_as_the_kind_ticked() -> None:
    top = ["姓名", "性别", "出生年月", "单位", "职务", "性质", None, None, "手机号码"]
    bottom = [None] * 5 + ["专职", "挂职", "兼职"]
    rows = [top, bottom, ticked(None, "√", None), ticked("√", "√", None, name="李静", phone="13800000701")]
    reading = read(workbook(rows, merges=["F1:H1"]))
    assert [row.nature for row in reading.rows] == ["挂职"]
    assert "不止一种" in only_problem(reading).message


def test_unit_and_title_in_one_column_are_split_where_the_unit_ends() -> None:
    header = ("姓名", "性别", "出生年月", "单位及职务", "性质", "手机号码")
    reading = read_rows(
        ("王喆", "男", "1995.12", "云溪县第一中学团委副书记", "专职", "13800000700"),
        ("李静", "女", "1995.12", "团云溪县委 学校部干事", "专职", "13800000701"),
        ("陈玥", "女", "1995.12", "云溪县第九中学团委书记", "专职", "13800000702"),
        ("高晨", "女", "1995.12", "白泉镇团委", "专职", "13800000703"),
        header=header,
    )
    units = [(row.unit_name, row.title) for row in reading.rows]
    assert units == [("云溪县第一中学团委", "副书记"), ("团云溪县委", "学校部干事")]
    assert [problem.cell for problem in reading.errors] == ["D4", "D5"]


def test_unit_and_title_merged_over_two_columns_are_unit_and_title() -> None:
    header = ("姓名", "性别", "出生年月", "单位及职务", None, "性质", "手机号码")
    row = ("王喆", "男", "1995.12", "团云溪县委", "书记", "专职", "13800000700")
    reading = read(workbook([["花名册"], header, row], merges=["A1:G1", "D2:E2"]))
    assert (reading.rows[0].unit_name, reading.rows[0].title) == ("团云溪县委", "书记")


def test_the_office_of_the_league_wins_over_another_post() -> None:
    header = [
        "姓名",
        "性别",
        "出生年月",
        "工作单位",
        "所在团组织",
        "现任职务",
        "团内职务",
        "性质",
        "手机",
        "联系电话",
    ]
    row = [
        "王喆",
        "男",
        "1995.12",
        "云溪镇政府",
        "云溪镇团委",
        "科员",
        "书记",
        "兼职",
        "13800000700",
        "0371-65902222",
    ]
    (found,) = read_rows(row, header=header).rows
    assert (found.unit_name, found.title, found.phone) == ("云溪镇团委", "书记", "13800000700")


@pytest.mark.parametrize(
    ("title", "column"), [("姓名", 1), ("单位", 4), ("手机号码", 7), ("职务", 5), ("性质", 6)]
)
def test_a_missing_column_is_one_error_that_tells_what_the_sheet_has(title: str, column: int) -> None:
    def without(row: Any) -> list[Any]:
        return [*row[:column], *row[column + 1 :]]

    reading = read_rows(without(person()), without(person(phone="13800000701")), header=without(HEADER))
    problem = only_problem(reading)
    assert (problem.column_title, problem.kind, reading.rows) == (title, "error", ())
    assert "、".join(without(HEADER)) in problem.message


@pytest.mark.parametrize("column", [2, 3])
def test_without_gender_or_birth_people_are_read_with_a_note(column: int) -> None:
    row, header = person(), list(HEADER)
    del row[column], header[column]
    reading = read_rows(row, header=header)
    assert only_problem(reading).kind == "note"
    assert "" in (reading.rows[0].gender, reading.rows[0].birth_month)


def test_two_columns_of_one_name_are_refused_and_not_chosen_from() -> None:
    reading = read_rows([*person(), "13800000701"], header=[*HEADER, "手机号码"])
    assert "H 列和 J 列" in only_problem(reading).message
    assert reading.rows == ()


def test_every_sheet_with_a_header_is_read_and_the_others_are_named() -> None:
    content = sheets(
        {
            "说明": [["请于三月底前报送"]],
            "县直": [HEADER, person()],
            "乡镇": [
                ["乡镇"],
                HEADER,
                person(name="李静"),
                person(name="陈玥", birth=1989.1, phone="13800000702"),
            ],
            "空表": [],
        }
    )
    reading = read(content)
    assert [(row.sheet, row.row) for row in reading.rows] == [("县直", 2)]
    skipped, twin, question = reading.problems
    assert (skipped.kind, skipped.sheet) == ("note", "说明")
    assert "工作表“县直”第 2 行" in twin.message
    assert question.place == "乡镇!D4"
    assert len(read(content, overrides={"乡镇!D4": "1989.01"}).rows) == 2
    assert len(read(content, overrides={"D4": "1989.01"}).rows) == 1, "D4 alone does not say which sheet"


def test_a_hidden_sheet_is_left_alone_with_a_note() -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(sheets({"今年": [HEADER, person()], "去年": [HEADER, person()]}))
    )
    book["去年"].sheet_state = "hidden"
    reading = read(saved(book))
    assert len(reading.rows) == 1
    assert "取消隐藏" in only_problem(reading).message


def test_a_sheet_of_something_else_is_not_a_roster() -> None:
    reading = read(workbook([["项目", "金额"], ["活动经费", 500]]))
    assert (reading.people, only_problem(reading).kind) == (0, "note")
    assert "没有读到人员" in reading.summary
