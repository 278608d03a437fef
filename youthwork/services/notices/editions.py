"""从哪里开始: a notice begun from 表样, or from an earlier notice with its days moved on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from youthwork.domain.audience import Audience
from youthwork.domain.notice_words import a_year_later
from youthwork.domain.notices import (
    AnnexGiven,
    NoticeGiven,
    NoticeState,
    earliest_due,
    numbers_of,
)
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS, find_annex
from youthwork.forms.annexes.base import NoticeEdition
from youthwork.models import Notice, User

#: Earlier notices offered to be issued again.
EARLIER = 12


@dataclass(frozen=True)
class Start:
    """起稿: what a new draft says, and of each annex how its days were found."""

    given: NoticeGiven
    hints: dict[str, str]


def earlier_of(issuer_id: int) -> Sequence[Notice]:
    """本机关印发过的通知, newest first: what may be issued again."""
    return db.session.scalars(
        select(Notice)
        .where(Notice.issuer_id == issuer_id, Notice.state != NoticeState.DRAFT)
        .order_by(Notice.issued_on.desc(), Notice.id.desc())
        .limit(EARLIER)
    ).all()


def from_edition(edition: NoticeEdition, issuer_id: int, by: User, today: date) -> Start:
    """起稿 from 表样: its title, all it asks for, its numbers; the days are for the drafter to set."""
    annexes = [_proposed(edition.key, annex.key, today) for annex in edition.annexes]
    last = max((each.due for each in annexes if each.due), default=today)
    given = NoticeGiven(
        title=edition.title,
        audience=Audience(under=frozenset({issuer_id})),
        expires_on=date(max(today, last).year, 12, 31),
        numbers={each.key: each.default for each in numbers_of(edition.key)},
        contact_name=by.name,
        annexes=tuple(annexes),
    )
    hints = {each.key: "通知没有写明期限，按惯例拟的" for each in annexes if each.due is not None}
    return Start(given, hints)


def _proposed(edition_key: str, annex_key: str, today: date) -> AnnexGiven:
    annex = find_annex(edition_key, annex_key)
    if annex.recurs is not None:
        first = next(annex.recurs.periods(earliest_due(today), date(today.year + 1, 12, 31)))
        return AnnexGiven(annex_key, first=first, last=max(first, f"{today.year}-12"))
    return AnnexGiven(annex_key, due=annex.proposed_due(today))


def from_notice(notice: Notice, given: NoticeGiven, issuer_id: int, by: User, today: date) -> Start:
    """照以前的通知再发: everything as it was, days moved by the years between and onto workdays.

    One of the same year, and a notice of another organ, which is passed on, keeps its days.
    """
    years = today.year - notice.issued_on.year if notice.issuer_id == issuer_id else 0
    moved = [_moved(each, years) for each in given.annexes]
    expires_on = given.expires_on and _years_later(given.expires_on, years)
    last = max((each.due for each, _ in moved if each.due), default=today)
    return Start(
        replace(
            given,
            number="",
            title=_years_on(given.title, years),
            audience=given.audience if notice.issuer_id == issuer_id else Audience(frozenset({issuer_id})),
            addressees=given.addressees if notice.issuer_id == issuer_id else "",
            copied_to=given.copied_to if notice.issuer_id == issuer_id else "",
            expires_on=expires_on or date(last.year, 12, 31),
            urgent_reason="",
            numbers=given.numbers or {each.key: each.default for each in numbers_of(notice.edition_key)},
            contact_name=given.contact_name if notice.issuer_id == issuer_id else by.name,
            contact_phone=given.contact_phone if notice.issuer_id == issuer_id else "",
            annexes=tuple(each for each, _ in moved),
        ),
        {each.key: hint for each, hint in moved if hint},
    )


def _moved(given: AnnexGiven, years: int) -> tuple[AnnexGiven, str]:
    if not years:
        return given, ""
    if given.first and given.last:
        first, last = (f"{int(each[:4]) + years}{each[4:]}" for each in (given.first, given.last))
        return replace(given, first=first, last=last), f"原为{given.first}至{given.last}"
    opens_on = _years_later(given.opens_on, years) if given.opens_on else None
    if given.due is None:
        return replace(given, opens_on=opens_on), ""
    due, hint = a_year_later(given.due, years)
    return replace(given, opens_on=opens_on, due=due), hint


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _years_on(title: str, years: int) -> str:
    return re.sub(r"20\d\d(?=年)", lambda found: str(int(found[0]) + years), title)


def choices() -> Sequence[NoticeEdition]:
    """表样 to begin from."""
    return list(EDITIONS.values())
