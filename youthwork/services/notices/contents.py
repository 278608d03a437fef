"""拟稿的内容: what a draft says, read from what was typed, laid into the columns, and what it still lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain import notice_words
from youthwork.domain import notices as rules
from youthwork.domain.audience import Audience
from youthwork.domain.errors import NotFound
from youthwork.domain.notices import AnnexDue, AnnexGiven, Draft, NoticeGiven, NoticeState
from youthwork.domain.recurrence import first_day, last_day
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms import notices as forms
from youthwork.forms.annexes import EDITIONS, find_annex
from youthwork.models import Notice, NoticeAmendment, NoticeAnnex
from youthwork.services import scope
from youthwork.services.notices import audiences
from youthwork.services.personnel import personal_data


def find_whole(actor: Actor, notice_id: int) -> Notice:
    """一份通知 in this person's sight, with its annexes and what was amended, in one statement."""
    query = (
        scope.visible_notices(actor)
        .where(Notice.id == notice_id)
        .options(joinedload(Notice.annexes), joinedload(Notice.amendments).joinedload(NoticeAmendment.by))
    )
    found = db.session.scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound("没有这份通知，或它没有发给你的单位")
    return found


def given_of(notice: Notice) -> NoticeGiven:
    """拟发的通知 as far as it can be read: from what was typed, or from the columns where nothing was."""
    if notice.typed is not None:
        given = forms.read(notice.edition_key, notice.typed)
        return replace(given, audience=audiences.within(given.audience, notice.issuer))
    return NoticeGiven(
        number=notice.number or "",
        title=notice.title,
        body=notice.body,
        addressees=notice.addressees,
        copied_to=notice.copied_to,
        audience=Audience.from_json(notice.audience, notice.issuer_id),
        basis=notice.basis,
        expires_on=notice.expires_on,
        urgent_reason=notice.urgent_reason,
        numbers=dict(notice.numbers or {}),
        reserve_days=notice.reserve_days,
        contact_name=notice.contact_name,
        contact_phone=notice.contact_phone,
        annexes=tuple(_given_annexes(notice)),
    )


def _given_annexes(notice: Notice) -> list[AnnexGiven]:
    found = []
    for key, group in groupby(notice.annexes, key=lambda row: row.annex_key):
        rows = list(group)
        periods = [row.period for row in rows if row.period]
        if periods:
            found.append(AnnexGiven(key, first=min(periods), last=max(periods)))
        else:
            found.append(AnnexGiven(key, rows[0].opens_on, rows[0].due))
    return found


def write(notice: Notice, given: NoticeGiven) -> None:
    """The columns and the annexes, as far as they can be read; within the caller's deed."""
    notice.number = given.number[:40] or None
    notice.title = given.title[:200]
    notice.body = given.body
    notice.addressees = given.addressees[:300]
    notice.copied_to = given.copied_to[:300]
    notice.audience = audiences.within(given.audience, notice.issuer).as_json()
    notice.basis = given.basis[:300]
    notice.issued_on = clock.today()
    notice.expires_on = (
        given.expires_on if given.expires_on and given.expires_on >= notice.issued_on else None
    )
    notice.urgent_reason = given.urgent_reason[:300]
    notice.numbers = dict(given.numbers)
    notice.reserve_days = given.reserve_days
    notice.contact_name = given.contact_name[:50]
    notice.contact_phone = given.contact_phone[:40]
    _write_annexes(notice, given)


def _write_annexes(notice: Notice, given: NoticeGiven) -> None:
    wanted = {(row[0], row[1]): row for row in annex_rows(notice.edition_key, given)}
    there = {(row.annex_key, row.period): row for row in notice.annexes}
    for key, row in there.items():
        if key not in wanted:
            notice.annexes.remove(row)
            db.session.delete(row)
    for key, (annex_key, period, position, opens_on, due) in wanted.items():
        row = there.get(key) or NoticeAnnex(annex_key=annex_key, period=period)
        row.position, row.opens_on, row.due = position, opens_on, due
        if key not in there:
            notice.annexes.append(row)


def annex_rows(edition_key: str, given: NoticeGiven) -> list[tuple[str, str, int, date | None, date]]:
    """(annex, period, position, opens_on, due) of every row the annexes make; what has no due day makes none."""
    found: list[tuple[str, str, int, date | None, date]] = []
    keys = [annex.key for annex in EDITIONS[edition_key].annexes]
    for each in given.annexes:
        annex, position = find_annex(edition_key, each.key), keys.index(each.key) + 1
        if annex.recurs is not None:
            for period in periods_of(edition_key, each):
                opens, due = annex.recurs.opens_on(period), annex.recurs.due(period)
                found.append((each.key, period, position, opens, due))
        else:
            last = each.due or (given.expires_on if annex.is_voluntary else None)
            if last is not None:
                opens_on = each.opens_on if each.opens_on and each.opens_on <= last else None
                found.append((each.key, "", position, opens_on, last))
    return found


def periods_of(edition_key: str, given: AnnexGiven) -> list[str]:
    """报告期 an annex is asked for."""
    recurs = find_annex(edition_key, given.key).recurs
    if recurs is None or not given.first or not given.last:
        return []
    return list(recurs.periods(first_day(given.first), last_day(given.last)))


def shortcomings_of(
    notice: Notice, given: NoticeGiven | None = None, counted: int | None = None
) -> list[tuple[str, str]]:
    """还缺的: (field, sentence); none where it may be issued. `given` and `counted`, where the caller knows them."""
    given = given or given_of(notice)
    if counted is None:
        counted = audiences.reach(given.audience, notice.issuer).total
    unread = {name for name, _ in given.unread}
    found = [it for it in rules.shortcomings(_draft(notice, given, counted)) if it[0] not in unread]
    return [*given.unread, *found, *_taken_number(notice, given), *_unprintable(given)]


def _draft(notice: Notice, given: NoticeGiven, units: int) -> Draft:
    return Draft(
        title=given.title,
        number=given.number,
        body=given.body,
        issued_on=clock.today(),
        expires_on=given.expires_on,
        basis=given.basis,
        urgent_reason=given.urgent_reason,
        annexes=[_annex_due(notice.edition_key, each) for each in given.annexes],
        units=units,
        contact_name=given.contact_name,
        contact_phone=given.contact_phone,
    )


def _annex_due(edition_key: str, given: AnnexGiven) -> AnnexDue:
    annex = find_annex(edition_key, given.key)
    if annex.recurs is None:
        return AnnexDue(
            given.key, annex.short_title, given.opens_on, given.due, is_voluntary=annex.is_voluntary
        )
    periods = periods_of(edition_key, given)
    return AnnexDue(
        given.key,
        annex.short_title,
        None,
        annex.recurs.due(periods[0]) if periods else None,
        recurs=True,
        first=given.first,
        last=given.last,
        periods=len(periods),
        last_month_due=annex.recurs.due(periods[-1]) if periods else None,
        is_voluntary=annex.is_voluntary,
    )


def _taken_number(notice: Notice, given: NoticeGiven) -> list[tuple[str, str]]:
    if not given.number:
        return []
    other = db.session.scalar(
        select(Notice.title).where(
            Notice.issuer_id == notice.issuer_id,
            Notice.number == given.number,
            Notice.id != notice.id,
            Notice.state != NoticeState.DRAFT,
        )
    )
    return [("number", f"文号{given.number}已用于《{other}》，请换一个")] if other else []


def _unprintable(given: NoticeGiven) -> list[tuple[str, str]]:
    texts = (
        ("title", given.title),
        ("body", given.body),
        ("addressees", given.addressees),
        ("copied_to", given.copied_to),
    )
    said = ((name, personal_data.unprintable(text)) for name, text in texts)
    return [(name, sentence) for name, sentence in said if sentence]


def title_warnings(notice: Notice, given: NoticeGiven) -> list[str]:
    """标题的提醒."""
    return notice_words.title_warnings(given.title, notice.issuer.names(), clock.today().year)
