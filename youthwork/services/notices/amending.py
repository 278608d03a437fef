"""修改和撤回 of a notice that is out: with trace, and with what it asks following it in the same deed.

What may change is little: a later due day, the body, the expiry, the contact, the range. A shorter time, another form,
a higher number is another notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, func, not_, select

from youthwork import clock
from youthwork.domain.audience import Audience
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import JobKind, Notice, NoticeAmendment, NoticeAnnex, Organization, User
from youthwork.services import audit, posts
from youthwork.services.duties import laying
from youthwork.services.jobs import queue
from youthwork.services.notices import announcing, audiences, passing, rights
from youthwork.services.notices.drafts import check_version, take
from youthwork.services.personnel import personal_data
from youthwork.services.tree import hold


@dataclass(frozen=True)
class Amended:
    """改成什么; `dues`: NoticeAnnex id → the new due day. `unread`: (field, sentence) of what could not be read."""

    body: str
    expires_on: date | None
    contact_name: str
    contact_phone: str
    audience: Audience
    dues: Mapping[int, date | None] = field(default_factory=dict)
    unread: tuple[tuple[str, str], ...] = ()


class Refused(Unacceptable):
    """不能这样改: (field, sentence) each."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__(found[0][1])
        self.found = found


def as_it_is(notice: Notice) -> Amended:
    """What the page of an amendment starts with."""
    return Amended(
        notice.body,
        notice.expires_on,
        notice.contact_name,
        notice.contact_phone,
        Audience.from_json(notice.audience, notice.issuer_id),
        {row.id: row.due for row in movable(notice)},
    )


def movable(notice: Notice) -> list[NoticeAnnex]:
    """The annexes whose due day may be put off: not those of a month, whose day the form itself sets."""
    return [row for row in notice.annexes if not row.period]


def amend(notice: Notice, given: Amended, reason: str, by: User, version: int) -> NoticeAmendment:
    """修改; raises `Refused` for what may not be changed, and where nothing was."""
    hold(notice.issuer.path)
    notice = take(notice)
    rights.check_issues(posts.actor_of(by), notice.issuer)
    check_is_out(notice)
    check_version(notice, version)
    audience = audiences.within(given.audience, notice.issuer)
    before = Audience.from_json(notice.audience, notice.issuer_id)
    problems = [*given.unread, *_problems(notice, given, audience)]
    if not reason.strip():
        problems.append(("reason", "请写修改原因，收到通知的单位都看得到"))
    if problems:
        raise Refused(problems)
    changes = dict(_changes(notice, given, before, audience))
    if not changes:
        raise Refused([("reason", "没有改动，不用修改")])
    gone = _left_out(notice, before, audience) if audience != before else None
    _write(notice, given, audience)
    db.session.flush()
    passing.check(notice, by)
    amendment = NoticeAmendment(
        notice_id=notice.id, at=clock.now(), by_id=by.id, reason=reason.strip(), changes=changes
    )
    notice.amendments.append(amendment)
    notice.version += 1
    db.session.flush()
    if gone is not None:
        announcing.tell_left_out(notice, gone, by)
    _follow(notice, by, gone)
    audit.record("notice", f"修改《{notice.title}》：{'、'.join(changes)}（{reason.strip()}）", by.id)
    db.session.flush()
    return amendment


def withdraw(notice: Notice, by: User, reason: str, version: int) -> None:
    """撤回: what it asked is asked no more; drafts stay to be read, what was filed stays filed."""
    hold(notice.issuer.path)
    notice = take(notice)
    rights.check_issues(posts.actor_of(by), notice.issuer)
    check_is_out(notice)
    check_version(notice, version)
    if not reason.strip():
        raise Refused([("reason", "请写撤回原因，收到通知的单位都看得到")])
    notice.state = NoticeState.WITHDRAWN
    notice.withdrawn_by_id, notice.withdrawn_at = by.id, clock.now()
    notice.withdrawal_reason = reason.strip()
    notice.version += 1
    db.session.flush()
    _follow(notice, by)
    audit.record("notice", f"撤回《{notice.title}》：{reason.strip()}", by.id)
    db.session.flush()


def check_is_out(notice: Notice) -> None:
    if notice.state is NoticeState.WITHDRAWN:
        raise StepNotAllowed(f"《{notice.title}》已经撤回，不能再改")
    if notice.state is NoticeState.DRAFT:
        raise StepNotAllowed(f"《{notice.title}》还没有印发，在拟稿里改就行")


def _follow(notice: Notice, by: User, gone: ColumnElement[bool] | None = None) -> None:
    """What is asked follows; people are told here, or by the worker who does what is too much for one deed."""
    fallen_out = 0
    if gone is not None:
        fallen_out = db.session.scalar(select(func.count(Organization.id)).where(gone)) or 0
    if fallen_out > laying.AT_ONCE:
        laying.ask_to_lay(notice, by)
    else:
        laying.follow_notice(notice, by)
    if queue.unfinished(JobKind.DUTIES, str(notice.id)) is None:
        announcing.announce(notice, but=by)


def _problems(notice: Notice, given: Amended, audience: Audience) -> Iterator[tuple[str, str]]:
    if not given.body.strip() and notice.body.strip():
        yield "body", "正文不能改成空白；整份作废的请用“撤回”"
    if sentence := personal_data.unprintable(given.body):
        yield "body", sentence
    is_other = audience != Audience.from_json(notice.audience, notice.issuer_id)
    if is_other and not audiences.reach(audience, notice.issuer).total:
        yield "audience", "受文范围里没有一个单位了：请放宽，整份作废的请用“撤回”"
    latest = notice.issued_on
    for row in notice.annexes:
        due = given.dues.get(row.id, row.due) if not row.period else row.due
        title = find_annex(notice.edition_key, row.annex_key).short_title
        if due is None:
            yield f"due-{row.id}", f"请给《{title}》定截止日期"
            continue
        if due < row.due:
            yield (
                f"due-{row.id}",
                f"《{title}》已通知{long_date(row.due)}截止，只能推后，不能提前",
            )
        latest = max(latest, due)
    if given.expires_on is None and notice.expires_on is not None:
        yield "expires_on", "请写明有效至哪一天"
    if given.expires_on is not None and given.expires_on < latest:
        yield "expires_on", f"有效期早于最晚的截止日期（{long_date(latest)}）"


def _changes(
    notice: Notice, given: Amended, before: Audience, after: Audience
) -> Iterator[tuple[str, list[str]]]:
    """What (in words) → [before, after]."""
    for row in movable(notice):
        due = given.dues.get(row.id, row.due)
        if due is not None and due != row.due:
            title = find_annex(notice.edition_key, row.annex_key).short_title
            yield f"{title}的截止日期", [long_date(row.due), long_date(due)]
    if given.expires_on != notice.expires_on:
        yield "有效至", [_day(notice.expires_on), _day(given.expires_on)]
    if before != after:
        names = audiences.named(
            before.under | before.but | before.also | after.under | after.but | after.also
        )
        said = [
            f"{audiences.words(each, notice.issuer, names)}，{audiences.reach(each, notice.issuer).total} 个单位"
            for each in (before, after)
        ]
        yield "受文范围", said
    if given.contact_name.strip() != notice.contact_name:
        yield "联系人", [notice.contact_name or "（无）", given.contact_name.strip() or "（无）"]
    if given.contact_phone.strip() != notice.contact_phone:
        yield "联系电话", [notice.contact_phone or "（无）", given.contact_phone.strip() or "（无）"]
    if _lines(given.body) != _lines(notice.body):
        yield "正文", [notice.body, given.body]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day(day: date | None) -> str:
    return long_date(day) if day else "（没有写明）"


def _left_out(notice: Notice, before: Audience, after: Audience) -> ColumnElement[bool]:
    """Of a unit: whether it is reached no more."""
    return and_(audiences.reached(before, notice.issuer), not_(audiences.reached(after, notice.issuer)))


def _write(notice: Notice, given: Amended, audience: Audience) -> None:
    notice.body, notice.expires_on = given.body, given.expires_on
    notice.contact_name, notice.contact_phone = given.contact_name[:50], given.contact_phone[:40]
    notice.audience = audience.as_json()
    for row in movable(notice):
        due = given.dues.get(row.id)
        if due is not None:
            row.due = due
