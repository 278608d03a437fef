from __future__ import annotations

from youthwork.services.archive.extracts import extract, highlight
from youthwork.services.archive.tokens import terms_of


def test_the_words_stand_marked_in_what_is_around_them() -> None:
    text = "3月5日\n清河志愿服务\n45人\n清理河道2公里"
    assert extract(text, terms_of("清河 志愿")) == ("3月5日，<mark>清河志愿</mark>服务，45人，清理河道2公里")


def test_a_text_with_none_of_the_words_has_no_extract() -> None:
    assert extract("主题团日", terms_of("清河")) is None
    assert extract("主题团日", ()) is None


def test_markup_in_a_text_is_text() -> None:
    shown = str(highlight("<script>alert(1)</script>&", terms_of("alert")))
    assert shown == "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt;&amp;"


def test_markup_that_is_searched_for_is_marked_and_still_text() -> None:
    assert str(highlight("<b>", terms_of("<b>"))) == "<mark>&lt;b&gt;</mark>"


def test_marks_lie_right_where_folding_changes_lengths() -> None:
    assert str(highlight("㎏ＡＢ〔1〕", terms_of("kg ab (1)"))) == "<mark>㎏ＡＢ〔1〕</mark>"
    assert str(highlight("清\x00河志", terms_of("清河"))) == "<mark>清\x00河</mark>志"


def test_far_apart_words_are_shown_in_two_places() -> None:
    text = "清河" + "甲" * 200 + "志愿" + "乙" * 200
    shown = extract(text, terms_of("清河 志愿"))
    assert shown is not None
    assert "<mark>清河</mark>" in shown and "<mark>志愿</mark>" in shown
    assert len(shown) < 140


def test_the_place_that_says_most_is_preferred() -> None:
    text = "清河" + "甲" * 100 + "清河志愿" + "乙" * 100
    shown = extract(text, terms_of("清河 志愿"))
    assert shown is not None
    assert shown.count("<mark>") == 1 and "<mark>清河志愿</mark>" in shown


def test_a_long_table_gives_a_short_extract() -> None:
    shown = extract("\n".join(["云溪镇团委"] * 500), terms_of("云溪"))
    assert shown is not None and len(shown) < 200


def test_a_find_is_never_cut_in_two() -> None:
    shown = extract("甲" * 50 + "清河" + "乙" * 23 + "清河" + "丙" * 50, terms_of("清河"))
    assert shown is not None and shown.count("<mark>清河</mark>") == 2
