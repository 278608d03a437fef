"""读花名册: the office's sample as a whole — 60 people, eight wrong cells, one that must be asked about."""

import json
from pathlib import Path

import pytest

from tests.services.exchange.roster_files import (
    HEADER,
    TODAY,
    find_unit,
    only_problem,
    person,
    read,
    read_rows,
    saved,
    workbook,
)
from youthwork.services.exchange.roster import RosterReading, read_roster

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
MISTAKES = {
    (9, 8): 1380000012,
    (15, 5): "云溪县第九中学团委",
    (21, 7): "专职/兼职",
    (28, 4): "1993.13",
    (34, 8): "138 0000 0728",
    (40, 2): None,
    (47, 3): "另",
    (53, 4): "94年",
}
QUESTION = (58, 4)


@pytest.fixture(scope="module", params=["built", "given"])
def office_roster(request: pytest.FixtureRequest) -> bytes:
    """The sample if it lies beside this repository, and always a copy built in the same manner."""
    given = SAMPLES / "roster.xlsx"
    return given.read_bytes() if request.param == "given" and given.exists() else _build_office_roster()


@pytest.fixture(scope="module")
def reading(office_roster: bytes) -> RosterReading:
    return read_roster(office_roster, filename="roster.xlsx", find_unit=find_unit, today=TODAY)


def test_the_eight_wrong_cells_are_named_and_no_other(reading: RosterReading) -> None:
    assert {(problem.row, problem.column) for problem in reading.errors} == set(MISTAKES)
    assert len(reading.errors) == 8
    assert reading.notes == ()


def test_the_built_copy_has_the_mistakes_of_the_list_beside_the_sample() -> None:
    listed = SAMPLES / "roster-mistakes.json"
    given = json.loads(listed.read_text()) if listed.exists() else []
    assert not given or {(each["row"], each["column"]) for each in given} == set(MISTAKES)


def test_1989_1_is_asked_about_and_never_guessed(reading: RosterReading) -> None:
    (question,) = reading.questions
    assert (question.row, question.column, question.cell) == (*QUESTION, "D58")
    assert question.choices == (("1989.01", "1989年1月"), ("1989.10", "1989年10月"))


def test_every_other_person_can_be_imported(reading: RosterReading) -> None:
    assert (reading.people, len(reading.good_rows), reading.bad_rows) == (60, 51, 9)
    kept_back = {row for row, _ in (*MISTAKES, QUESTION)}
    assert kept_back.isdisjoint(row.row for row in reading.rows)


def test_rare_characters_and_long_names_survive(reading: RosterReading) -> None:
    assert {"张𬭎", "㛃婷", "买买提·吐尔逊江"} <= {row.name for row in reading.rows}


def test_every_manner_of_typing_comes_out_alike(reading: RosterReading) -> None:
    first = {row.row: (row.birth_month, row.phone, row.nature) for row in reading.rows}
    assert first[4] == ("1995.12", "13800000700", "兼职")
    assert first[5] == ("1996.06", "13800000701", "专职")
    assert first[6] == ("1989.11", "13800000702", "兼职")
    assert first[7] == ("1985.06", "13800000703", "专职")
    assert first[8] == ("1986.04", "13800000704", "挂职")


def test_a_sentence_sums_the_reading_up(reading: RosterReading) -> None:
    assert reading.summary.startswith("读到 60 人，51 人可以导入；8 处错误、1 处需要确认；")
    assert reading.header_row == 3
    assert (reading.blank_rows, [row.kind for row in reading.skipped]) == (
        3,
        ["合计行", "说明文字", "说明文字"],
    )


@pytest.mark.parametrize("key", ["D58", "花名册!D58", "'花名册'!$d$58", "花名册！D58"])
def test_an_answer_settles_its_question(office_roster: bytes, key: str) -> None:
    answered = read(office_roster, overrides={key: "1989.10"})
    assert answered.questions == ()
    assert len(answered.rows) == 52
    assert next(row for row in answered.rows if row.row == 58).birth_month == "1989.10"


def test_an_answer_is_checked_like_a_cell(office_roster: bytes) -> None:
    answered = read(office_roster, overrides={"D58": "1989.13"})
    assert (58, 4) in {(problem.row, problem.column) for problem in answered.errors}


def test_an_answer_for_no_cell_is_said_and_not_lost() -> None:
    problem = only_problem(read_rows(person(), overrides={"D85": "1989.10"}))
    assert problem.kind == "error" and "D85" in problem.message


def test_the_first_of_two_people_with_one_phone_is_kept_and_the_second_names_it() -> None:
    reading = read_rows(person(), person(name="李静", phone="138-0000-0700"))
    problem = only_problem(reading)
    assert (problem.cell, problem.person) == ("H3", "李静")
    assert "第 2 行王喆" in problem.message
    assert [row.name for row in reading.rows] == ["王喆"]


def test_the_same_person_twice_is_called_the_same_person() -> None:
    problem = only_problem(read_rows(person(), person(name="王　喆", unit="白泉镇团委")))
    assert "同一人" in problem.message and "第 2 行" in problem.message


def test_two_people_of_one_name_are_two_people() -> None:
    assert len(read_rows(person(), person(phone="13800000701")).rows) == 2


def test_an_unknown_unit_offers_names_that_come_near() -> None:
    problem = only_problem(read_rows(person(unit="云溪县第九中学团委")))
    assert problem.kind == "error"
    assert problem.choices == (("云溪县第一中学团委", "云溪县第一中学团委"),)


def test_an_ambiguous_unit_is_asked_about_and_its_answer_is_taken() -> None:
    rows = [HEADER, person(unit="镇团委")]
    problem = only_problem(read(workbook(rows)))
    assert problem.kind == "question"
    answer = {problem.place: problem.choices[1][0]}
    assert read(workbook(rows), overrides=answer).rows[0].unit_name == "白泉镇团委"


def test_a_character_no_font_draws_is_named_by_code_point() -> None:
    asked: list[str] = []

    def undrawable(text: str) -> list[str]:
        asked.append(text)
        return [each for each in text if each == "\U0003106c"]

    reading = read_rows(person(name="张\U0003106c"), person(phone="13800000701"), undrawable=undrawable)
    assert "U+3106C" in only_problem(reading).message
    assert "".join(asked).count("书") == 1, "a character known to be fine is not asked for again"


def test_every_blank_required_cell_is_named() -> None:
    reading = read_rows([1, "王喆"])
    assert [problem.cell for problem in reading.errors] == ["C2", "D2", "E2", "F2", "G2", "H2"]
    assert "性别为空" in reading.errors[0].message


def test_a_formula_counts_by_the_value_it_shows_and_its_error_is_named() -> None:
    content = workbook([HEADER, person(title='=F9&"书记"')])
    assert "公式没有结果" in only_problem(read(content)).message


def _build_office_roster() -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet["A1"], sheet["A2"], sheet["F2"] = (
        "团云溪县委及所属团干部花名册",
        "填报单位（盖章）：团云溪县委",
        "填报时间：2017年3月20日",
    )
    header = ("序号", "姓　名", "性别", "出生\n年月", "单位", "职务", "专职/挂职/兼职", "手机号码", "备注")
    for column, title in enumerate(header, 1):
        sheet.cell(3, column, title)
    rows = [row for row in range(4, 66) if row not in (24, 45)]
    for number, row in enumerate(rows):
        for column, value in enumerate(_office_person(number), 1):
            sheet.cell(row, column, value)
    for (row, column), value in MISTAKES.items():
        sheet.cell(row, column).value = value
    sheet.cell(33, 8).value, sheet.cell(*QUESTION).value = "138 0000 0728", 1989.1
    sheet["B49"], sheet["B32"], sheet["B65"] = "张𬭎", "㛃婷", "买买提・吐尔逊江"
    sheet["A66"], sheet["G66"] = "合计", 60
    sheet["A68"], sheet["A69"] = "填表说明：1. 本表由各级团组织填写。2. 出生年月填到月。", "联系人：周可儿"
    border = openpyxl.styles.Border(bottom=openpyxl.styles.Side("thin"))
    for row in sheet.iter_rows(min_row=1, max_row=67, max_col=9):
        for cell in row:
            cell.border = border
    for merge in ("A1:I1", "A2:E2", "F2:I2", "A66:F66"):
        sheet.merge_cells(merge)
    return saved(book)


def _office_person(number: int) -> tuple[object, ...]:
    births = ("1995.12", "1996年6月", 1989.11, "1985-6", "1986/04")
    phone = str(13800000700 + number)
    spaced = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    wide = phone.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    phones = (int(phone), phone, wide, spaced, spaced.replace(" ", "-"))
    natures = ("兼", "专职", "兼职", "专职", "挂")
    name = "郑陈刘王冯"[number % 5] + "敏静丽强磊军洋勇艳杰娟涛"[number // 5]
    manner = number % 5
    unit = ("团云溪县委", "云溪镇团委", "清河街道团工委")[number % 3]
    return (
        number + 1,
        name,
        "男女"[number % 2],
        births[manner],
        unit,
        "委员",
        natures[manner],
        phones[manner],
    )
