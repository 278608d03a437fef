from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from youthwork.services.archive.marks import annex_mark, scope_mark, year_mark
from youthwork.services.archive.tokens import (
    LONGEST_QUERY,
    fold,
    terms_of,
    text_tokens,
    without_punctuation,
)

TEXTS = st.text(st.characters(min_codepoint=0, max_codepoint=0x323AF, exclude_categories=["Cs"]), max_size=30)
CHINESE = st.text('清河志愿服务团青岚备〔2026〕1号·、，。abcAＡ１%"𠮷😀 \n', max_size=30)


def words_of(query: str) -> list[str]:
    return [term.text for term in terms_of(query)]


def test_every_character_and_every_pair_of_a_chinese_text_is_a_token() -> None:
    assert {"清", "清河", "河志", "志愿"} <= text_tokens("清河志愿")


def test_an_ideograph_beyond_the_basic_plane_is_one_character() -> None:
    assert {"𠮷", "𠮷祥"} <= text_tokens("𠮷祥")


def test_a_digit_run_is_found_from_its_middle() -> None:
    assert terms_of("0128")[0].tokens == ("012", "128")
    assert {"012", "128"} <= text_tokens("BA-岚青-2026-000128-V1")


def test_full_width_and_capitals_are_the_same_word() -> None:
    assert fold("ＡＢＣ１２３") == fold("abc123")


def test_the_three_kinds_of_brackets_are_one() -> None:
    assert fold("〔2026〕") == fold("[2026]") == fold("（2026）")


def test_nul_and_invisible_signs_are_not_there() -> None:
    assert fold("清\x00河\u200b志\ufe00愿") == "清河志愿"


def test_words_are_parted_by_blanks_of_any_width() -> None:
    assert words_of("清河　志愿  清河") == ["清河", "志愿"]


def test_a_query_of_punctuation_only_asks_for_nothing() -> None:
    assert terms_of("% “” ·· \x00 ()") == ()


def test_operators_of_the_search_table_are_words() -> None:
    assert words_of('NEAR(清河) OR "x"') == ["near(清河)", "or", '"x"']


def test_a_word_of_two_characters_needs_no_second_look() -> None:
    assert terms_of("清河")[0].is_exact
    assert not terms_of("清河志")[0].is_exact
    assert terms_of("5%")[0].is_exact
    assert not terms_of("5%、")[0].is_exact


def test_a_mark_can_be_no_token_of_a_text() -> None:
    marks = {scope_mark(12), year_mark(2026), annex_mark("task_sheet")}
    assert not marks & text_tokens("o:12 y:2026 k:task_sheet o：12")


def test_a_pasted_page_is_cut() -> None:
    terms = terms_of("好" * 400 + "坏" * 400)
    assert len(terms[0].text) == LONGEST_QUERY


def test_what_punctuation_leaves_is_offered_as_words() -> None:
    assert without_punctuation("“清河”，志愿。") == "清河 志愿"


@given(TEXTS | CHINESE)
@example("ǆ㎏ﷺ")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(CHINESE | TEXTS, st.data())
def test_any_piece_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    tokens = text_tokens(text)
    for term in terms_of(text[start:end]):
        assert term.is_in(fold(text))
        assert set(term.tokens) <= tokens


@given(CHINESE, CHINESE)
def test_a_word_whose_token_says_all_is_in_the_text_exactly_when_its_token_is(text: str, query: str) -> None:
    for term in terms_of(query):
        if term.is_exact:
            assert (term.tokens[0] in text_tokens(text)) == term.is_in(fold(text))


def test_punctuation_within_a_word_is_looked_up_too() -> None:
    assert terms_of("备〔2026〕1号")[0].tokens == ("202", "026", "备（", "（2", "6）", "）1", "1号")
