"""通用规范汉字表: the list the fonts are cut to."""

from youthwork.documents import font_cutting


def test_the_list_has_the_8105_characters_of_the_table_each_once() -> None:
    characters = font_cutting.standard_characters()
    assert len(characters) == len(set(characters)) == 3500 + 3000 + 1605


def test_the_three_levels_begin_and_end_where_the_table_says() -> None:
    characters = font_cutting.standard_characters()
    assert (characters[0], characters[3499]) == ("一", "矗")
    assert (characters[3500], characters[6499]) == ("乂", "齉")
    assert (characters[6500], characters[8104]) == ("亍", "蠼")


def test_the_list_holds_characters_only() -> None:
    assert all(0x3400 <= ord(character) <= 0x2FFFF for character in font_cutting.standard_characters())
