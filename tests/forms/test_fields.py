"""字段: rows known by their ids, numbers as people dial them, and a codec that loses nothing."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wtforms import Form

from youthwork.forms.fields import (
    MOST_ROWS,
    ROW_ID,
    Choice,
    LongText,
    Phone,
    Posted,
    RowsField,
    TextLine,
    answers_of,
    bind,
    half_width,
    names_with_errors,
    posted_from,
    problems_of,
    tidy,
)


class Row(Form):
    name = TextLine("姓名", required=True, most=20)
    phone = Phone("联系方式")


class Sheet(Form):
    unit = TextLine("单位", required=True)
    story = LongText("经过", most=50)
    kind = Choice("类型", [("", "—"), ("村", "村"), ("学校", "学校")], default="")
    rows = RowsField("名单", Row)


def posted_rows(**rows: dict[str, str]) -> Posted:
    """A draft of `Sheet` with these rows, in this order."""
    posted: Posted = {"unit": ["团云溪县委"], "rows": list(rows)}
    for row_id, cells in rows.items():
        posted |= {f"rows-{row_id}-{name}": [text] for name, text in cells.items()}
    return posted


def names(posted: Posted) -> list[str]:
    return [row["name"] for row in bind(Sheet, posted).rows.data]


def refused(posted: Posted) -> dict[str, str]:
    form = bind(Sheet, posted)
    form.validate()
    return {problem.field: problem.message for problem in problems_of(form)}


# texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  团云溪县委　", "团云溪县委"),
        ("共青团  云溪县\u3000\u00a0委员会", "共青团 云溪县 委员会"),
        ("李\u200b堃\ufeff", "李堃"),
        ("周\x00可儿", "周可儿"),
        ("周可儿\t副书记", "周可儿 副书记"),
        ("一行\r\n两行", "一行\n两行"),
        ("𠅤㛃·阿布都", "𠅤㛃·阿布都"),
        (None, ""),
    ],
)
def test_a_line_is_kept_as_offices_mean_it(typed: str | None, kept: str) -> None:
    assert tidy(typed) == kept


@given(st.text())
def test_tidying_twice_changes_nothing_more(typed: str) -> None:
    assert tidy(tidy(typed)) == tidy(typed)


def test_a_text_past_its_limit_is_refused_with_the_limit() -> None:
    posted = posted_rows() | {"unit": ["团" * 201], "story": ["一" * 51]}
    assert refused(posted) == {"unit": "单位最多 200 个字", "story": "经过最多 50 个字"}
    assert refused(posted | {"unit": ["团" * 200], "story": ["一" * 50]}) == {}


@pytest.mark.parametrize("typed", ["", "   ", "\u3000", "\u200b", "\x00"])
def test_a_required_field_with_nothing_visible_in_it_is_empty(typed: str) -> None:
    assert refused({"unit": [typed]}) == {"unit": "请填写单位"}


# numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800000021", "13800000021"),
        ("138 0000 0021", "13800000021"),
        ("１３８００００００２１", "13800000021"),
        ("0371-65900000", "0371-65900000"),
        ("０３７１－６５９０００００", "0371-65900000"),
        ("010-12345678-801", "010-12345678-801"),
    ],
)
def test_a_number_is_taken_however_it_is_typed(typed: str, kept: str) -> None:
    form = bind(Sheet, posted_rows(r1={"name": "周可儿", "phone": typed}))
    assert form.validate()
    assert form.rows.data[0]["phone"] == half_width(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["1380000002", "138000000211", "12800000021", "65900000", "1380000002x", "138٠٠٠٠٠٠٢١", "13800000021\n1"],
)
def test_what_nobody_can_dial_is_refused_with_what_was_typed(typed: str) -> None:
    (sentence,) = refused(posted_rows(r1={"name": "周可儿", "phone": typed})).values()
    assert half_width(typed) in sentence
    assert sentence.startswith("名单第 1 行：联系方式")


def test_an_optional_number_may_stay_empty() -> None:
    assert refused(posted_rows(r1={"name": "周可儿", "phone": ""})) == {}


def test_a_choice_outside_the_list_is_refused() -> None:
    assert refused({"unit": ["团云溪县委"], "kind": ["宿舍"]}) == {"kind": "请选择类型"}
    assert refused({"unit": ["团云溪县委"], "kind": ["学校"]}) == {}


# rows


def test_a_row_is_found_by_its_id_wherever_its_cells_were_posted() -> None:
    posted = posted_rows(r1={"name": "周可儿"}, r2={"name": "李堃"})
    shuffled = dict(random.Random(1).sample(sorted(posted.items()), len(posted)))
    assert bind(Sheet, shuffled).rows.data == [
        {"id": "r1", "name": "周可儿", "phone": ""},
        {"id": "r2", "name": "李堃", "phone": ""},
    ]


def test_the_order_of_the_ids_is_the_order_of_the_rows() -> None:
    posted = posted_rows(r1={"name": "周可儿"}, r2={"name": "李堃"})
    assert names(posted | {"rows": ["r2", "r1"]}) == ["李堃", "周可儿"]


def test_a_blank_row_is_dropped_from_the_answers_and_stays_on_the_page() -> None:
    form = bind(Sheet, posted_rows(r1={"name": " ", "phone": "\u3000"}, r2={"name": "李堃"}))
    assert form.validate()
    assert [row["id"] for row in form.rows.data] == ["r2"]
    assert [row_id for row_id, _ in form.rows.rows] == ["r1", "r2"]


def test_a_row_with_anything_in_it_must_be_whole() -> None:
    assert refused(posted_rows(r1={"phone": "13800000021"})) == {"rows-r1-name": "名单第 1 行：请填写姓名"}


def test_an_id_posted_twice_is_one_row_at_its_first_place() -> None:
    posted = posted_rows(r1={"name": "周可儿"}, r2={"name": "李堃"})
    assert names(posted | {"rows": ["r1", "r2", "r1"]}) == ["周可儿", "李堃"]


@pytest.mark.parametrize(
    "row_id", ["../", "..%2f", "", "r 1", "r-1", "r1\n", "行", "<b>", "r1'", "x" * 41, "r1\x00"]
)
def test_a_row_id_that_is_no_plain_word_is_no_row(row_id: str) -> None:
    posted = posted_rows(r1={"name": "周可儿"})
    posted |= {"rows": [row_id, "r1"], f"rows-{row_id}-name": ["混入"]}
    assert names(posted) == ["周可儿"]


def test_cells_of_a_row_that_is_not_listed_are_not_read() -> None:
    assert names(posted_rows(r1={"name": "周可儿"}) | {"rows-r9-name": ["混入"]}) == ["周可儿"]


def test_columns_that_the_form_does_not_know_are_not_read() -> None:
    data = bind(Sheet, posted_rows(r1={"name": "周可儿", "is_admin": "1"})).rows.data
    assert list(data[0]) == ["id", "name", "phone"]


def test_more_rows_than_anybody_writes_are_refused_and_not_quietly_cut() -> None:
    many = {f"r{number}": {"name": "周可儿"} for number in range(10_000)}
    form = bind(Sheet, posted_rows(**many))
    assert not form.validate()
    assert len(form.rows.rows) == MOST_ROWS
    assert [problem.message for problem in problems_of(form)] == [
        "名单最多 3000 行，现在有 10000 行，请分开填报"
    ]


def test_the_most_rows_are_still_taken() -> None:
    form = bind(Sheet, posted_rows(**{f"r{number}": {"name": "周可儿"} for number in range(MOST_ROWS)}))
    assert form.validate()
    assert len(form.rows.data) == MOST_ROWS


def test_errors_are_named_by_their_input_and_by_the_number_of_the_row() -> None:
    posted = posted_rows(r7={"name": "周可儿", "phone": "1"}, r3={"phone": "13800000021"}) | {"unit": [""]}
    form = bind(Sheet, posted)
    assert not form.validate()
    assert names_with_errors(form) == {"unit", "rows-r7-phone", "rows-r3-name"}
    order = [problem.field for problem in problems_of(form)]
    assert order == ["unit", "rows-r7-phone", "rows-r3-name"]
    assert refused(posted)["rows-r3-name"] == "名单第 2 行：请填写姓名"


def test_one_bad_row_does_not_hide_the_next() -> None:
    assert set(refused(posted_rows(a={"phone": "1"}, b={"phone": "2"}))) == {
        "rows-a-name",
        "rows-a-phone",
        "rows-b-name",
        "rows-b-phone",
    }


def test_the_row_to_clone_carries_a_place_for_its_id() -> None:
    assert [cell.name for cell in bind(Sheet, {}).rows.blank_row()] == [
        "rows-__id__-name",
        "rows-__id__-phone",
    ]


# the codec

#: Everything an office or its clipboard may send: rare characters beyond the BMP, emoji, line breaks, NUL.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("周可儿李堃㛃䶮·、（）“”〔〕　 \t\r\n\x00\u200b😀🏳️‍🌈"),
        st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
        st.characters(exclude_categories=("Cs",)),
    ),
    max_size=12,
)
ROWS = st.dictionaries(
    st.from_regex(ROW_ID, fullmatch=True), st.fixed_dictionaries({"name": TEXTS, "phone": TEXTS}), max_size=4
)
DRAFTS = st.builds(
    lambda unit, story, rows: posted_rows(**rows) | {"unit": [unit], "story": [story]}, TEXTS, TEXTS, ROWS
)


@settings(max_examples=40, deadline=None)
@given(DRAFTS)
def test_answers_survive_json_and_come_back_from_a_draft_unchanged(posted: Posted) -> None:
    answers = answers_of(bind(Sheet, posted))
    again = answers_of(bind(Sheet, posted_from(Sheet, json.loads(json.dumps(answers)))))
    # Full-width signs may fold once more in a number nobody can dial; everything else is a fixed point.
    for row in (*answers["rows"], *again["rows"]):
        row["phone"] = ""
    assert again == answers


@settings(max_examples=40, deadline=None)
@given(DRAFTS)
def test_whatever_is_posted_can_be_bound_and_checked(posted: Posted) -> None:
    form = bind(Sheet, posted)
    assert form.validate() is (list(problems_of(form)) == [])


def test_answers_are_strings_and_rows_even_where_nothing_was_posted() -> None:
    assert answers_of(bind(Sheet, {})) == {"unit": "", "story": "", "kind": "", "rows": []}


def test_what_the_form_has_no_field_for_does_not_come_back_into_a_draft() -> None:
    draft = posted_from(Sheet, {"unit": "团云溪县委", "secret": "x", "rows": []})
    assert draft == {"unit": ["团云溪县委"], "rows": []}
