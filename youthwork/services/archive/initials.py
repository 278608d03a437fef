"""姓名首字母: a name by the first letters of its readings, every reading of a character counted (单: d, s, c)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin

#: One letter is found in nearly every name; names of more characters are found by a part of them.
SHORTEST, LONGEST = 2, 6
#: So many ways to read one run of characters; more are left out.
_MOST_READINGS = 32
#: Readings of surnames that dictionaries leave out.
_SURNAMES = {"盖": "g", "翟": "z", "区": "o", "朴": "p", "缪": "m", "尉": "y", "覃": "q"}
_LETTERS = re.compile(rf"[a-z]{{{SHORTEST},{LONGEST}}}")


def are_initials(word: str) -> bool:
    """Whether a folded word may be meant as first letters of a name."""
    return _LETTERS.fullmatch(word) is not None


def runs_of(name: str) -> set[str]:
    """Every run of first letters within a name, in every reading: 单晓明 → dx, sx, cx, xm, dxm, sxm, cxm."""
    letters = _readings(name)
    return {
        "".join(run)
        for start in range(len(letters))
        for length in range(SHORTEST, LONGEST + 1)
        if start + length <= len(letters)
        for run in islice(product(*letters[start : start + length]), _MOST_READINGS)
    }


def fit(word: str, name: str) -> bool:
    """Whether the letters are a run of the name's first letters in some reading."""
    return word in runs_of(name)


def _readings(name: str) -> list[str]:
    return [letters for character in name for letters in [_letters_of(character)] if letters]


@lru_cache(maxsize=20_000)
def _letters_of(character: str) -> str:
    """The first letters a character may be read with; none for what is no character of a name (·, blanks)."""
    if character.isascii():
        return character.lower() if character.isalpha() else ""
    return "".join(sorted(set(_read(character)) | set(_SURNAMES.get(character, ""))))


def _read(character: str) -> Iterator[str]:
    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return (letter for found in readings for letter in found if letter.isascii() and letter.isalpha())
