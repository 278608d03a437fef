"""编号: how numbers look (DOMAIN §3.5). Who gets which number is decided in `services/numbers.py`."""

from __future__ import annotations

from datetime import date
from enum import Enum


class Series(Enum):
    """One counter per organ, series and period; each counts from 1 without a gap."""

    FILING = "备案号"
    INTAKE = "受理编号"
    IMPRESSION = "用印编号"
    PRESS_APPROVAL = "用印审批编号"


def period_of(series: Series, day: date) -> str:
    """The period within which a series counts: the year, or the day for 受理编号."""
    return f"{day:%Y%m%d}" if series is Series.INTAKE else f"{day.year}"


def filing_number(code: str, year: int, number: int) -> str:
    """备案号: 豫青备〔2017〕128号. `code` is the receiving organ's 机关代字 (豫青)."""
    return f"{code}备〔{year}〕{number}号"


def machine_number(code: str, year: int, number: int, version: int = 1) -> str:
    """The same number for file names and codes: BA-豫青-2017-000128-V1."""
    return f"BA-{code}-{year}-{number:06d}-V{version}"


def next_version(machine_number: str, version: int) -> str:
    """更正件的机器编号: the number of the version before, with its own: BA-豫青-2017-000128-V2."""
    return f"{machine_number.rpartition('-V')[0]}-V{version}"


def intake_number(day: date, number: int) -> str:
    """受理编号: SL-20170405-0031."""
    return f"SL-{day:%Y%m%d}-{number:04d}"


def impression_number(year: int, number: int) -> str:
    """用印编号: YY-2017-0007."""
    return f"YY-{year}-{number:04d}"


def press_approval_number(year: int, number: int) -> str:
    """用印审批编号: YS-2017-0007."""
    return f"YS-{year}-{number:04d}"
