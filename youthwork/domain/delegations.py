"""代理: which duties another person may exercise, and from when until when."""

from __future__ import annotations

from datetime import date

from youthwork.domain.duties import Duty
from youthwork.domain.errors import Unacceptable

#: A longer absence is a vacancy: then the post is handed over.
LONGEST_DAYS = 366

#: 团干部 fills in what is their own; custody of a seal passes hand to hand before a witness.
DELEGABLE = tuple(duty for duty in Duty if duty not in (Duty.CADRE, Duty.SEAL_KEEPER))


def deputy_words(name: str, principal: str) -> str:
    """署名: both names where one acted for the other, 张岚（代陈志远）."""
    return f"{name}（代{principal}）" if principal else name


def in_force(starts_on: date, ends_on: date, day: date) -> bool:
    """Whether the 代理 holds on the day; its first and its last day count."""
    return starts_on <= day <= ends_on


def overlap(starts_on: date, ends_on: date, other_start: date, other_end: date) -> bool:
    """Whether two periods have a day in common."""
    return starts_on <= other_end and other_start <= ends_on


def check_duty(duty: Duty) -> None:
    """Raises `Unacceptable` for what cannot be deputised."""
    if duty is Duty.SEAL_KEEPER:
        raise Unacceptable(
            "印章管理员不能代理：印章须当面交接，有监交人在场。请到“印章”里把印章交接给另一位印章管理员"
        )
    if duty is Duty.CADRE:
        raise Unacceptable("“团干部”是本人的身份，任务表由本人填报，不能代理")


def check_period(starts_on: date, ends_on: date, today: date) -> None:
    """Raises `Unacceptable` with what is wrong with the dates."""
    if ends_on < starts_on:
        raise Unacceptable(f"代理的结束日期（{ends_on}）不能早于开始日期（{starts_on}）")
    if starts_on < today:
        raise Unacceptable("代理不能从过去的日子开始：已经办过的事，署名不会改。请从今天或以后的日子开始")
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        raise Unacceptable("代理最长一年；长期不在岗的，请办理“交接”，由接任的同志担任")
