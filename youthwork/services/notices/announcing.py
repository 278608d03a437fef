"""通知送达: each unit's 经办人 and every cadre who is asked are told of a notice once, in the next digest.

A notice that is amended or withdrawn is told again, once each; told twice by a worker begun anew, nobody hears it twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from youthwork import clock
from youthwork.domain.calendar import long_date, short_date
from youthwork.domain.duties import Duty
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Message,
    MessageKind,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
    User,
)
from youthwork.services.duties import laying
from youthwork.services.holdings import holdings
from youthwork.services.messages.telling import tell
from youthwork.services.transactions import deed

#: Units of one slice, and people of one statement.
SLICE, MOST_AT_ONCE = 200, 1000


def announce(notice: Notice, but: User | None = None) -> None:
    """送达 at once, within the caller's deed: for what is laid within it."""
    after: int | None = 0
    while after is not None:
        after = _slice(notice, after, but)


def announce_all(notice_id: int) -> None:
    """送达 by the worker, a deed a slice. What went out before notices were issued here, whose duties are laid after,
    is news to nobody."""
    after: int | None = 0
    while after is not None:
        with deed():
            notice = db.session.get_one(Notice, notice_id)
            after = _slice(notice, after, None) if notice.issued_at is not None else None


def _slice(notice: Notice, after: int, but: User | None) -> int | None:
    """The next units by id, so that none that moves meanwhile is passed over; gives where to go on, None at the end."""
    query = laying.reached_by(notice).where(Organization.id > after)
    organs = db.session.scalars(query.order_by(None).order_by(Organization.id).limit(SLICE)).all()
    if organs:
        people = people_of(notice, Organization.id.in_([organ.id for organ in organs]))
        _tell(notice, people, but)
    return organs[-1].id if len(organs) == SLICE else None


def _tell(notice: Notice, people: Sequence[User], but: User | None) -> None:
    if notice.state is NoticeState.WITHDRAWN:
        _say(notice, _told(people, first_key(notice)), f"{first_key(notice)}:withdrawn", but)
        return
    if notice.amendments:
        amended = notice.amendments[-1]
        told = _told(people, first_key(notice))
        _say(notice, told, f"{first_key(notice)}:amended:{amended.id}", but)
    _say(notice, people, first_key(notice), but)


def first_key(notice: Notice) -> str:
    """What a person was told, as `Message.once` names it."""
    return f"notice:{notice.id}"


def tell_left_out(notice: Notice, gone: ColumnElement[bool], by: User) -> None:
    """不再要求: the units an amendment took out, within the caller's deed."""
    people = _told(people_of(notice, gone), first_key(notice))
    for at in range(0, len(people), MOST_AT_ONCE):
        tell(
            people[at : at + MOST_AT_ONCE],
            MessageKind.NOTICE,
            once=f"{first_key(notice)}:left-out:{notice.version}",
            title=f"不再要求你单位填报：《{notice.title}》",
            words="通知的受文范围有修改；已经填的草稿可以照看，不用再报。",
            url=f"/notices/{notice.id}",
            sender=notice.issuer.common_name,
            but=by,
        )


def _say(notice: Notice, people: Sequence[User], once: str, but: User | None) -> None:
    title, words = _words(notice, once)
    tell(
        people,
        MessageKind.NOTICE,
        once=once,
        title=title,
        words=words,
        url=f"/notices/{notice.id}",
        sender=notice.issuer.common_name,
        but=but,
    )


def _words(notice: Notice, once: str) -> tuple[str, str]:
    name = f"{notice.number or ''}《{notice.title}》"
    if once.endswith(":withdrawn"):
        return f"通知已撤回：{name}", f"{notice.withdrawal_reason}\n已经填的草稿可以照看，不用再报。"
    if ":amended:" in once:
        amended = notice.amendments[-1]
        lines = [f"{what}：{before} → {after}" for what, (before, after) in amended.changes.items()]
        return f"通知有修改：{name}", "\n".join([amended.reason, *(line[:200] for line in lines)])
    urgent = [f"紧急：{notice.urgent_reason}"] if notice.urgent_reason else []
    return f"新通知：{name}", "\n".join([*urgent, *_due_lines(notice, clock.today())])


def _due_lines(notice: Notice, today: date) -> Iterator[str]:
    """Each annex with its next due day; a monthly one in one line."""
    seen: set[str] = set()
    for row in notice.annexes:
        annex = find_annex(notice.edition_key, row.annex_key)
        if row.annex_key in seen:
            continue
        seen.add(row.annex_key)
        if annex.recurs is not None:
            yield f"{annex.short_title}：{annex.recurs.words}"
        elif annex.is_voluntary:
            yield f"{annex.short_title}：有则报，{long_date(row.due)}以前"
        else:
            yield f"{annex.short_title}：{short_date(row.due, today)}以前"


def people_of(notice: Notice, meant: ColumnElement[bool]) -> list[User]:
    """The 经办人 of the units that are meant and the cadres in them whom the notice asks; one query for all of them."""
    units = select(Organization.id).where(meant)
    place = aliased(Organization)
    departments = and_(place.parent_id.in_(units), place.department_function.is_not(None))
    places = select(place.id).where(or_(place.id.in_(units), departments))
    held = holdings(AppointmentDuty.duty == Duty.CLERK, Appointment.organization_id.in_(places))
    asked = select(ReportDuty.subject_id).where(
        ReportDuty.notice_annex_id.in_(select(NoticeAnnex.id).where(NoticeAnnex.notice_id == notice.id)),
        ReportDuty.owner_id.in_(units),
        ReportDuty.subject_id.is_not(None),
    )
    clerks = select(held.subquery().c.user_id)
    query = select(User).where(or_(User.id.in_(clerks), User.id.in_(asked)), User.is_enabled)
    return list(db.session.scalars(query.order_by(User.id)))


def _told(people: Sequence[User], once: str) -> list[User]:
    """Those of them who were told of it before."""
    ids = [each.id for each in people]
    before: set[int] = set()
    for at in range(0, len(ids), MOST_AT_ONCE):
        some = Message.person_id.in_(ids[at : at + MOST_AT_ONCE])
        before |= set(db.session.scalars(select(Message.person_id).where(some, Message.once == once)))
    return [each for each in people if each.id in before]
