"""保管期限: its words, its codes in a 档号, and until when it runs (国家档案局令第8号; DA/T 22-2015)."""

from __future__ import annotations

from datetime import date

#: 永久, as the tables hold it.
PERMANENT = 0
#: What a 保管期限表 may say, longest first: 永久、定期 30 年、定期 10 年.
PERIODS = (PERMANENT, 30, 10)
_CODES = {PERMANENT: "Y", 30: "D30", 10: "D10"}


def words(years: int) -> str:
    """永久, 30年, 10年."""
    return "永久" if years == PERMANENT else f"{years}年"


def code(years: int) -> str:
    """保管期限代码 of a 档号: Y, D30, D10. A period no table knows any more is written the same way."""
    return _CODES.get(years, f"D{years}")


def from_code(text: str) -> int | None:
    """The years a 保管期限代码 stands for; None where it is none."""
    if text == "Y":
        return PERMANENT
    digits = text.removeprefix("D")
    return int(digits) if text != digits and digits.isdigit() and len(digits) <= 3 else None


def kept_until(year: int, years: int) -> int | None:
    """保管至哪一年年底: counted from the year after the filing's own; None: 永久."""
    return None if years == PERMANENT else year + years


def has_run_out(year: int, years: int, today: date) -> bool:
    """期满: whether the last year of keeping is over."""
    last = kept_until(year, years)
    return last is not None and today.year > last


def until_words(year: int, years: int) -> str:
    """至 2027 年底; 长期保存 for what is kept for ever."""
    last = kept_until(year, years)
    return "不到期" if last is None else f"至 {last} 年底"


def runs_out_on(year: int, years: int) -> date | None:
    """保管期满之日: the last day of the last year; None: 永久."""
    last = kept_until(year, years)
    return None if last is None else date(last, 12, 31)
