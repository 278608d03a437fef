"""花名册各格: names, genders, kinds and phones in all the manners people type them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.services.exchange.roster_files import HEADER, only_problem, person, read, rezipped, workbook
from youthwork.services.exchange.cell_text import is_blank, tidy
from youthwork.services.exchange.roster_cells import (
    read_gender,
    read_name,
    read_nature,
    read_phone,
    read_text,
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王　喆", "王喆"),
        (" 王\u00a0喆\u200b ", "王喆"),
        ("欧 阳 昱", "欧阳昱"),
        ("张𬭎", "张𬭎"),
        ("\u2f45\u2f2d静", "方山静"),
        ("㛃婷", "㛃婷"),
        ("𠮷\U00030000", "𠮷\U00030000"),
        *[(f"买买提{dot}吐尔逊江", "买买提·吐尔逊江") for dot in "•‧・·･∙⋅."],
        ("买买提 · 吐尔逊江", "买买提·吐尔逊江"),
        ("Anna  Lee", "Anna Lee"),
        ("'李静", "李静"),
    ],
)
def test_a_name_is_read_in_one_form(typed: str, name: str) -> None:
    assert read_name(typed) == (name, None)


@pytest.mark.parametrize(
    "typed", ["王喆2", "李静（女）", "王喆、李静", "13800000700", "张?", "张□", "张\ue5e5", 12, "——"]
)
def test_what_is_no_name_is_an_error(typed: object) -> None:
    reading = read_name(typed)
    assert reading.value == "" and reading.finding and reading.finding.kind == "error"


def test_a_name_of_one_character_is_kept_with_a_note() -> None:
    assert read_name("王").finding.kind == "note"


@pytest.mark.parametrize(
    ("typed", "gender"), [("男", "男"), ("女 ", "女"), ("男性", "男"), ("Ｆ", "女"), ("m", "男")]
)
def test_gender_is_read(typed: str, gender: str) -> None:
    assert read_gender(typed).value == gender


@pytest.mark.parametrize("typed", ["另", "男女", "1", "X", True])
def test_what_is_no_gender_is_an_error(typed: object) -> None:
    assert read_gender(typed).value == ""


@pytest.mark.parametrize("kind", ["专", "挂", "兼"])
def test_the_kind_of_a_post_is_read(kind: str) -> None:
    typed = (kind, f"{kind}职", f" {kind} 职 ", f"{kind}职团干部", f"{kind}职（一年）")
    assert {read_nature(each).value for each in typed} == {f"{kind}职"}


@pytest.mark.parametrize("typed", ["专职/兼职", "专兼职", "非专职", "全职", "√"])
def test_what_is_not_one_kind_is_an_error(typed: str) -> None:
    assert read_nature(typed).value == ""


@pytest.mark.parametrize(
    "typed",
    [
        13800000701,
        1.3800000701e10,
        "13800000701",
        "１３８０００００７０１",
        "138 0000 0701",
        "138-0000-0701",
        "138—0000—0701",
        "+86 13800000701",
        "+86-138-0000-0701",
        "8613800000701",
        "008613800000701",
        "'13800000701",
        "‘13800000701",
        "13800000701.0",
        "1.3800000701E+10",
        "138\n0000\n0701",
        "手机：13800000701",
        "13800000701（微信同号）",
        "\u202d13800000701\u202c",
        "13800000701/13800000701",
    ],
)
@pytest.mark.parametrize("mobile_only", [True, False])
def test_a_mobile_number_is_read_in_any_manner(typed: str | float, mobile_only: bool) -> None:
    assert read_phone(typed, mobile_only=mobile_only) == ("13800000701", None)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (1380000012, "10 位"),
        ("138000007011", "12 位"),
        ("12800000701", "号段"),
        ("138O0000701", "字母"),
        ("1.38E+10", "科学计数法"),
        ("1.38E10", "科学计数法"),
        ("无", "数字以外"),
        ("138****0701", "数字以外"),
        ("0371-65902222", "固定电话"),
        (13800000701.5, "数字以外|位"),
    ],
)
def test_what_is_no_mobile_number_is_an_error_that_says_why(typed: str | float, says: str) -> None:
    reading = read_phone(typed, mobile_only=True)
    assert reading.value == "" and reading.finding
    assert re.search(says, reading.finding.message), reading.finding.message


@pytest.mark.parametrize(
    "typed",
    [
        "13800000701/13800000702",
        "13800000701、13800000702",
        "13800000701\n13800000702",
        "13800000701 13800000702",
        "13800000701-13800000702",
        "13800000701或13800000702",
    ],
)
def test_of_two_numbers_the_person_chooses(typed: str) -> None:
    finding = read_phone(typed, mobile_only=True).finding
    assert finding and finding.kind == "question"
    assert [value for value, _ in finding.choices] == ["13800000701", "13800000702"]


def test_a_mobile_beside_a_landline_is_taken_with_a_note() -> None:
    reading = read_phone("0371-65902222 / 13800000701", mobile_only=True)
    assert reading.value == "13800000701"
    assert reading.finding and reading.finding.kind == "note"


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("0371-65902222", "0371-65902222"),
        ("（0371）65902222", "0371-65902222"),
        ("010 65902222", "010-65902222"),
    ],
)
def test_a_landline_is_a_contact_number_but_no_mobile(typed: str, phone: str) -> None:
    assert read_phone(typed, mobile_only=False).value == phone
    assert read_phone(typed, mobile_only=True).value == ""


def test_colleagues_may_share_the_landline_of_their_office() -> None:
    header = ["联系电话" if title == "手机号码" else title for title in HEADER]
    people = [person(name=name, phone="0371-65902222") for name in ("王喆", "李静", "李静")]
    reading = read(workbook([header, *people]))
    assert len(reading.rows) == 2
    assert "同一人" in only_problem(reading).message


def test_a_landline_without_its_area_code_is_an_error() -> None:
    assert "区号" in read_phone("65902222", mobile_only=False).finding.message


def test_running_text_is_tidied_and_its_punctuation_kept() -> None:
    assert read_text("书　记").value == "书记"
    assert read_text(" 副书记（兼）\n学校部干事 ").value == "副书记（兼）学校部干事"
    assert read_text("Ｂ类 干部").value == "B类 干部"


def test_a_cell_that_shows_an_excel_error_is_named() -> None:
    content = rezipped(
        workbook([HEADER, person(title=77)]),
        "xl/worksheets/sheet1.xml",
        (r'<c r="F2"[^>]*>.*?</c>', '<c r="F2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
    )
    assert "公式出错" in only_problem(read(content)).message


office_text = st.text(st.sampled_from("王喆陈𬭎㛃·•. 　\u00a0\u200b\n１２aＢ（）"), max_size=12)


@given(office_text)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(office_text)
def test_a_name_once_read_is_read_the_same_again(text: str) -> None:
    name = read_name(text).value
    assert not name or read_name(name).value == name


@given(st.integers(13000000000, 19999999999), st.sampled_from([" ", "-", "　", "\u200b", "—"]), st.booleans())
def test_a_phone_once_read_is_read_the_same_again(number: int, between: str, prefixed: bool) -> None:
    digits = str(number)
    typed = ("+86" if prefixed else "") + between.join((digits[:3], digits[3:7], digits[7:]))
    assert read_phone(typed, mobile_only=True).value == digits == read_phone(digits, mobile_only=True).value


@given(
    st.text(max_size=20)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.datetimes()
    | st.times()
)
def test_no_cell_of_any_kind_breaks_the_reading(value: object) -> None:
    for cell in (read_name, read_gender, read_nature, read_text, is_blank):
        cell(value)
    reading = read_phone(value, mobile_only=False)
    assert reading.value or reading.finding
