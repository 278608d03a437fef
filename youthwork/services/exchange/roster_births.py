"""出生年月: read a month of birth, however it was typed, into the form 1995.12.

Excel keeps 1989.10 as the number 1989.1, which is how January may have been typed as well: such a cell is a
question. Only what is in the sheet counts; nothing is inferred from the person.
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from youthwork.services.exchange.cell_text import as_seen, without_spaces
from youthwork.services.exchange.roster_cells import Choices, Reading, asks, wrong
from youthwork.services.exchange.spreadsheet import CellValue

EARLIEST_YEAR = 1930
# 团员 are admitted from 14 on; a later birth is a slip, often a date Excel made of "5-6".
YOUNGEST = 14

_HOW = "请填成“1995.12”的样子。"
_YEAR_MONTH = re.compile(
    r"(\d{4}|\d{2})[年.\-/、,，·。—–_\\]+(\d{1,2})"
    r"(?:月|(?:[月.\-/、,·]+\d{1,2}日?)(?:\d{1,2}:\d{2}(?::\d{2})?|T[\d:.]+)?)?"
)
_RUN_OF_DIGITS = re.compile(r"((?:18|19|20)\d{2})(\d{2})(?:\d{2})?")
_YEAR_ONLY = re.compile(r"(\d{4})[年.]?|(\d{2})年")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_MONTHS = {"十": "10", "十一": "11", "十二": "12"}


@lru_cache(8192, typed=True)
def read_birth(value: CellValue, *, today: date, zero_is_shown: bool = False) -> Reading:
    """出生年月: the month as "1995.12"; `zero_is_shown` where the sheet itself shows 1989.1 as 1989.10."""
    if isinstance(value, datetime | date):
        return _plausible(value.year, value.month, today)
    if isinstance(value, bool | time | timedelta):
        return wrong(f"“{as_seen(value)}”不是出生年月，{_HOW}")
    if isinstance(value, int | float):
        return _read_number(float(value), today, zero_is_shown)
    return _read_written(value, today)


def _read_number(number: float, today: date, zero_is_shown: bool) -> Reading:
    if number.is_integer():
        return (
            _read_serial(int(number), today)
            if 10_000 <= number < 60_000
            else _read_written(f"{number:.0f}", today)
        )
    year, _, month = f"{round(number, 6):.6f}".rstrip("0").partition(".")
    if month == "1" and len(year) == 4 and not zero_is_shown:
        return asks(
            f"“{year}.1”可能是 1 月，也可能是 10 月（Excel 会把 {year}.10 末尾的 0 去掉），请选定。",
            ((f"{year}.01", f"{year}年1月"), (f"{year}.10", f"{year}年10月")),
        )
    return _read_written(f"{year}.{'10' if month == '1' and zero_is_shown else month}", today)


def _read_serial(number: int, today: date) -> Reading:
    """A five-digit number: a date that lost its format, or 1993.5 typed as 19935."""
    as_date = date(1899, 12, 30) + timedelta(days=number)
    meanings = [(as_date.year, as_date.month), (number // 10, number % 10)]
    choices: Choices = tuple(
        (f"{year}.{month:02}", f"{year}年{month}月")
        for year, month in dict.fromkeys(meanings)
        if month and not _plausible(year, month, today).finding
    )
    if not choices:
        return wrong(f"“{number}”不是出生年月，{_HOW}")
    return asks(f"“{number}”像是丢了格式的日期，请选定出生年月，或在表中改正。", choices)


def _read_written(value: str, today: date) -> Reading:
    text = unicodedata.normalize("NFKC", without_spaces(value)).strip("'‘’`.。")
    text = re.sub(r"\((?:\d+周?岁|公历|阳历)\)$|(?:出?生)$", "", text)
    text = re.sub(r"(?<=[年.])(十[一二]?)(?=月)", lambda match: _HAN_MONTHS[match[1]], text).translate(
        _HAN_DIGITS
    )
    if match := _YEAR_ONLY.fullmatch(text):
        return wrong(f"“{text}”只有年份，没有月份，{_HOW}")
    match = _RUN_OF_DIGITS.fullmatch(text) or _YEAR_MONTH.fullmatch(text)
    if not match:
        return wrong(f"出生年月“{value.strip()[:30]}”认不出，{_HOW}")
    year, month = match[1], int(match[2])
    if not 1 <= month <= 12:
        return wrong(f"“{text}”中没有 {month} 月这个月份，请改为 1 至 12 月。")
    if len(year) == 4:
        return _plausible(int(year), month, today)
    centuries = (1900 + int(year), 2000 + int(year))
    likely = [each for each in centuries if not _plausible(each, month, today).finding]
    if not likely:
        return wrong(f"“{text}”的年份不全，{_HOW}")
    choices = tuple((f"{each}.{month:02}", f"{each}年{month}月") for each in likely)
    return asks(f"“{text}”的年份只有两位，请选定年份。", choices)


def _plausible(year: int, month: int, today: date) -> Reading:
    if year < EARLIEST_YEAR or (year + YOUNGEST, month) > (today.year, today.month):
        return wrong(f"“{year}年{month}月”不像团干部的出生年月，请核对。")
    return Reading(f"{year}.{month:02}")


def has_unpadded_month(value: CellValue) -> bool:
    """Tell whether June stands here as the number 1991.6: then 1989.1 beside it may be January."""
    return isinstance(value, float) and re.fullmatch(r"(?:19|20)\d\d\.[2-9]", str(value)) is not None
