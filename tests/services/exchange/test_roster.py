"""读花名册: the office's sample as a whole — 60 people, eight wrong cells, one that must be asked about."""

import json

import pytest

from tests.services.exchange.office_sample import MISTAKES, QUESTION, SAMPLES, the_office_s_roster
from tests.services.exchange.roster_files import (
    HEADER,
    TODAY,
    find_unit,
    only_problem,
    person,
    read,
    read_rows,
    workbook,
)
from youthwork.services.exchange.roster import RosterReading, read_roster


@pytest.fixture(scope="module", params=["built", "given"])
def office_roster(request: pytest.FixtureRequest) -> bytes:
    return the_office_s_roster(request.param)


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
