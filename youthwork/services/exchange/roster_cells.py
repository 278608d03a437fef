"""花名册各格: read one cell of a kind, whatever way it was typed, or say what is wrong with it.

Every `read_…` takes a cell's value and gives a `Reading`: the value in our form, or a finding in one Chinese
sentence that says what to do. Where a cell can mean two things it asks; it never guesses.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, NamedTuple

from youthwork.services.exchange.cell_text import HAN, as_seen, half_width, tidy, without_spaces
from youthwork.services.exchange.spreadsheet import CellValue

Kind = Literal["error", "question", "note"]
Choices = tuple[tuple[str, str], ...]

MAX_NAME = 40
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a cell."""

    kind: Kind
    message: str
    choices: Choices = ()


class Reading(NamedTuple):
    """What a cell says: `value` is "" unless it could be read."""

    value: str = ""
    finding: Finding | None = None


def wrong(message: str) -> Reading:
    return Reading(finding=Finding("error", message))


def asks(message: str, choices: Choices) -> Reading:
    return Reading(finding=Finding("question", message, choices))


_COMMON_NAME = re.compile("[\u4e00-\u9fff]{2,4}")
_DOTS = re.compile("[•‧・･·∙⋅●˙․⸱ᐧ﹒．.。]")
_NAME = re.compile(f"[{HAN}]+(?:·[{HAN}]+)*|[A-Za-z][A-Za-z .'·-]*")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_VARIATION = re.compile("[\U000e0100-\U000e01ef]")


def read_name(value: CellValue) -> Reading:
    """姓名: no inner spaces (王　喆), every kind of middle dot as U+00B7."""
    if isinstance(value, str) and _COMMON_NAME.fullmatch(value):
        return Reading(value)
    text = half_width(tidy(as_seen(value)))
    if private := next((each for each in text if unicodedata.category(each) == "Co"), ""):
        return wrong(
            f"姓名里有自造字（U+{ord(private):04X}），别的电脑显示不出来。请用输入法里的正式字重新输入。"
        )
    if any(each in text for each in "?？□�＊*"):
        return wrong(f"姓名“{text}”里有没能显示出来的字，请改为正确的字。")
    if _HAN_CHARACTER.search(text):
        text = _DOTS.sub("·", without_spaces(text)).strip("·")
    if re.search(r"[(（\[【]", text):
        return wrong(f"姓名“{text}”里有括号。请只填姓名，括号里的内容移到备注。")
    if not _NAME.fullmatch(_VARIATION.sub("", text)) or len(text) > MAX_NAME:
        return wrong(f"“{text[:MAX_NAME]}”不像姓名。请只填一个人的姓名，不带数字和标点。")
    if len(text) == 1:
        return Reading(text, Finding("note", f"姓名只有一个字“{text}”，请核对是否填全。"))
    return Reading(text)


_GENDERS = {
    **dict.fromkeys(("男", "男性", "男士", "m", "male", "♂"), "男"),
    **dict.fromkeys(("女", "女性", "女士", "f", "female", "♀"), "女"),
}


@lru_cache(1024, typed=True)
def read_gender(value: CellValue) -> Reading:
    """性别: 男 or 女."""
    text = without_spaces(half_width(as_seen(value)))
    gender = _GENDERS.get(text.lower(), "")
    return Reading(gender) if gender else wrong(f"性别“{text}”认不出，请填“男”或“女”。")


_NATURE = re.compile(r"([专挂兼])(?:职|任)?(?:团)?(?:干部|人员)?(?:[(（][^)）]*[)）])?")


@lru_cache(1024, typed=True)
def read_nature(value: CellValue) -> Reading:
    """性质: 专职, 挂职 or 兼职, exactly one."""
    text = without_spaces(as_seen(value))
    if match := _NATURE.fullmatch(text):
        return Reading(f"{match[1]}职")
    if sum(kind in text for kind in "专挂兼") > 1:
        return wrong(f"性质“{text}”填了不止一种，请只填“专职”“挂职”“兼职”中的一种。")
    return wrong(f"性质“{text}”认不出，请填“专职”“挂职”或“兼职”。")


@lru_cache(4096, typed=True)
def read_text(value: CellValue) -> Reading:
    """职务、备注: running text, tidied."""
    text = tidy(as_seen(value))
    if len(text) > MAX_TEXT:
        return wrong(f"有 {len(text)} 个字，太长了，请缩短到 {MAX_TEXT} 字以内。")
    return Reading(text)


@lru_cache(4096, typed=True)
def unit_text(value: CellValue) -> str:
    """单位: the name as typed, without spaces and line breaks, which no unit's name has."""
    return half_width(without_spaces(as_seen(value)))


_BETWEEN_PHONES = re.compile(r"[/、,，;；|\n\r或和]+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})")
_IN_NUMBERS = re.compile(r"[\s\-‐‑‒–—―−.·()（）'‘’`\"“”_]+")
_ASIDE = re.compile(r"[(（][^()（）\d]*[)）]")
_LABEL = re.compile(r"^(?:手机|电话|联系电话|联系方式|移动电话|座机|固话|办公)(?:号码?)?[:：]?")


def read_phone(value: CellValue, *, mobile_only: bool) -> Reading:
    """手机号码: 11 digits; a landline too (0371-65902222) where the column is 联系电话 or 联系方式."""
    text = _phone_text(value)
    if text is None:
        return wrong(
            "号码被 Excel 显示成了科学计数法，后几位已经丢失。请把这一格设为文本格式，重新输入 11 位号码。"
        )
    if _MOBILE.fullmatch(text):
        return Reading(text)
    text = _ASIDE.sub("", text)
    whole = _digits(text)
    pieces = (
        [whole] if _MOBILE.fullmatch(whole) else [_digits(piece) for piece in _BETWEEN_PHONES.split(text)]
    )
    if len(pieces) == 1 and len(whole) == 22:
        pieces = [whole[:11], whole[11:]]
    pieces = list(dict.fromkeys(piece for piece in pieces if piece))
    mobiles = [piece for piece in pieces if _MOBILE.fullmatch(piece)]
    if len(mobiles) > 1:
        choices = tuple((mobile, mobile) for mobile in mobiles)
        return asks(f"填了 {len(mobiles)} 个手机号码，请选定用哪一个。", choices)
    if mobiles:
        others = "、".join(piece for piece in pieces if piece != mobiles[0])
        note = (
            Finding("note", f"填了几个号码，只取手机号码 {mobiles[0]}，没有取 {others}。") if others else None
        )
        return Reading(mobiles[0], note)
    return _without_mobile(pieces, text, mobile_only)


def _phone_text(value: CellValue) -> str | None:
    """The characters of a phone cell, or None where Excel has already thrown digits away."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return as_seen(value)
    text = unicodedata.normalize("NFKC", as_seen(value))
    text = re.sub(r"^\+?\d[\d\s-]*\.0+$", lambda match: match[0].split(".")[0], text.strip())
    if re.fullmatch(r"\d(?:\.\d+)?[eE]\+?\d+", text.strip()):
        try:
            number = Decimal(text.strip())
        except InvalidOperation:
            return None
        kept = len(number.as_tuple().digits) - 1
        return str(int(number)) if kept >= number.adjusted() and number.adjusted() == 10 else None
    return text


def _digits(text: str) -> str:
    digits = _IN_NUMBERS.sub("", _LABEL.sub("", without_spaces(text)))
    return re.sub(r"^(?:\+86|0086|86)(?=1\d{10}(?:\D|$))", "", digits)


def _without_mobile(pieces: list[str], text: str, mobile_only: bool) -> Reading:
    landline = next((match for piece in pieces if (match := _LANDLINE.fullmatch(piece))), None)
    if landline and not mobile_only:
        return Reading(f"{landline[1]}-{landline[2]}")
    if landline:
        return wrong(f"“{text.strip()}”是固定电话，这一栏要填 11 位手机号码。")
    first = pieces[0] if pieces else ""
    what = "手机号码" if mobile_only else "联系电话"
    if re.search(r"[oOlIB]", first) and re.fullmatch(r"[\doOlIB]+", first):
        return wrong(f"{what}“{text.strip()}”里混有字母，请改为数字。")
    if not first.isascii() or not first.isdigit():
        return wrong(f"{what}“{text.strip()}”里有数字以外的内容，请只填 11 位手机号码。")
    if not mobile_only and len(first) in (7, 8):
        return wrong(f"联系电话“{text.strip()}”缺区号，请写成“区号-号码”或改填手机号码。")
    if len(first) != 11:
        return wrong(f"{what}应为 11 位数字，这里有 {len(first)} 位，请核对补正。")
    return wrong(f"{what}“{first}”的号段不对（应以 13 至 19 开头），请核对。")
