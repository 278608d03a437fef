"""单元格文字: clean what people type into cells, without changing what they meant.

Only digits and Latin letters are made half-width: NFKC would also turn （ into ( and rewrite rare characters.
"""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff]"
)
# Both look like a space and are none to str.isspace: the Hangul filler and the empty Braille cell.
_SPACE = re.compile("[\\s\u3164\u2800]+")
_LINE_BREAK = re.compile("[\\r\\n\u2028]+ *")
_FULL_WIDTH = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
# Text copied out of a PDF may hold radicals (U+2F45) that look like the characters they stand for.
_RADICALS = range(0x2F00, 0x2FD6)
_ORDINARY = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*_FULL_WIDTH, *_RADICALS)}

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HAN_ONLY = re.compile(f"[{HAN}]+")


def is_blank(value: object) -> bool:
    """空单元格: tell whether a person looking at the sheet would see nothing."""
    if not isinstance(value, str):
        return value is None
    # Nearly every filled cell is settled by its first character (the Hangul filler poses as a letter).
    return not (value[:1].isalnum() and value[0] != "\u3164") and not without_spaces(value)


def without_spaces(text: str) -> str:
    """Drop every kind of space and every invisible character."""
    return _SPACE.sub("", _INVISIBLE.sub("", text))


def half_width(text: str) -> str:
    """Make full-width digits and Latin letters half-width, and look-alike radicals the characters meant."""
    return text if text.isascii() else text.translate(_ORDINARY)


def tidy(text: str) -> str:
    """Tidy running text: a line break is a wrapped line, 书　记 is one word, other spaces are one space."""
    visible = half_width(_INVISIBLE.sub("", text).strip("'‘’`"))
    words = _SPACE.sub(" ", _LINE_BREAK.sub("", visible)).strip().split(" ")
    spaced_out = len(words) > 1 and all(len(word) == 1 and _HAN_ONLY.fullmatch(word) for word in words)
    return "".join(words) if spaced_out else " ".join(words)


def as_seen(value: object) -> str:
    """Write a cell's value the way the sheet shows it, so that the person finds it again."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "strftime"):
        return str(value).removesuffix(" 00:00:00")
    return "" if value is None else str(value).strip()
