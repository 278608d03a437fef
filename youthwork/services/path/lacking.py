"""还差谁, in numbers: what units beneath an organ still owe it, soon due or overdue; for its desk, and once a week
for the inbox of those who work on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from youthwork.domain.actors import Actor
from youthwork.domain.calendar import due_phrase, is_first_workday_of_week
from youthwork.domain.completeness import Figures
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import DutyTally, MessageKind, Notice, NoticeAnnex, Organization
from youthwork.services import posts
from youthwork.services.duties.completeness import of_tally
from youthwork.services.duties.dues import day_of, passed_on_day
from youthwork.services.messages import telling
from youthwork.services.tree import ancestor_ids, unit_of

#: Looked at: what is due within a fortnight, and what has been overdue for two months at most.
AHEAD, LONGEST_OVERDUE = timedelta(days=14), timedelta(days=60)
#: Upwards only what is due this week or was.
_THIS_WEEK = timedelta(days=6)
MOST = 6
#: Organs of one slice.
_SLICE = 50
_READERS = (Duty.CLERK, Duty.REVIEWER)


@dataclass(frozen=True)
class Lacking:
    """附件1 · 4月6日 · 已报 17/28，还差 11."""

    notice_annex: NoticeAnnex
    organization_id: int
    figures: Figures
    #: 期限 of the units beneath: the notice's, or the earlier one of who passed it on.
    due: date

    @property
    def title(self) -> str:
        annex = find_annex(self.notice_annex.notice.edition_key, self.notice_annex.annex_key)
        title = annex.titled(self.notice_annex.period)
        return f"附件{annex.number} {title}" if annex.number and not self.notice_annex.period else title

    @property
    def words(self) -> str:
        found = self.figures
        exempt = f"，免报 {found.exempt}" if found.exempt else ""
        return f"已报 {found.reported}/{found.expected}{exempt}，还差 {found.missing}"


def may_lack(actor: Actor) -> bool:
    """Whether this person asks, receives or signs anywhere."""
    return bool(_asked_by(actor))


def of_desk(actor: Actor, today: date) -> list[Lacking]:
    """What the desk leads with: of the organs for which this person asks, receives or signs; one query or none."""
    organs = _asked_by(actor)
    return _lacking(organs, today, AHEAD)[:MOST] if organs else []


def _asked_by(actor: Actor) -> set[int]:
    asking = (Duty.CLERK, Duty.REVIEWER, Duty.SIGNER)
    return {unit.organ.id for duty, unit in actor.posts if duty in asking}


def _lacking(organ_ids: Iterable[int], today: date, ahead: timedelta) -> list[Lacking]:
    query = (
        select(NoticeAnnex, DutyTally, Organization.path, _passed_on())
        .join(NoticeAnnex.notice)
        .join(DutyTally, DutyTally.notice_annex_id == NoticeAnnex.id)
        .join(Organization, Organization.id == DutyTally.organization_id)
        .options(contains_eager(NoticeAnnex.notice))
        .where(
            DutyTally.organization_id.in_(sorted(organ_ids)),
            *_owed(today, ahead),
        )
        .order_by(NoticeAnnex.due, NoticeAnnex.id, DutyTally.organization_id)
    )
    found = [
        Lacking(row, tally.organization_id, of_tally(tally), day_of(row, passed_on))
        for row, tally, path, passed_on in db.session.execute(query)
        # What an organ beneath asks of its own units stands on that one's desk.
        if row.notice.issuer_id in ancestor_ids(path)
    ]
    return sorted(found, key=lambda each: each.due)


@cache
def _passed_on() -> ScalarSelect[date]:
    """By the organ of the row, or above it; built once, as every desk of a superior asks it."""
    return passed_on_day(_stands_above)


def _stands_above(issuer_id: Any) -> ColumnElement[bool]:
    """The issuer is the organ of this row, or above it."""
    issuer = aliased(Organization)
    reached = func.substr(Organization.path, 1, func.length(issuer.path)) == issuer.path
    return exists().where(issuer.id == issuer_id, reached).correlate_except(issuer)


def _owed(today: date, ahead: timedelta) -> Sequence[ColumnElement[bool]]:
    """Of a notice in force, open, due by then, and not yet reported by everybody beneath an organ that has units."""
    unit = aliased(Organization)
    return (
        DutyTally.missing > 0,
        # Asked of the organ alone, it is on the desk as its own to do.
        DutyTally.missing + DutyTally.sent + DutyTally.filed + DutyTally.nil + DutyTally.exempt > 1,
        NoticeAnnex.due.between(today - LONGEST_OVERDUE, today + ahead),
        or_(NoticeAnnex.opens_on.is_(None), NoticeAnnex.opens_on <= today),
        Notice.state == NoticeState.ISSUED,
        or_(Notice.expires_on.is_(None), Notice.expires_on >= today),
        exists().where(
            unit.parent_id == DutyTally.organization_id,
            unit.type != OrganizationType.DEPARTMENT,
            unit.closed_on.is_(None),
        ),
    )


def tell_weekly(today: date, after_organization_id: int) -> int | None:
    """每周一句 upwards, on the first workday of a week: numbers only, no unit is named. A slice of organs, within the
    caller's deed; gives the last of them, None when nobody is left or it is not the day."""
    if not is_first_workday_of_week(today):
        return None
    ids = db.session.scalars(
        select(DutyTally.organization_id)
        .join(NoticeAnnex, NoticeAnnex.id == DutyTally.notice_annex_id)
        .join(NoticeAnnex.notice)
        .where(DutyTally.organization_id > after_organization_id, *_owed(today, _THIS_WEEK))
        .distinct()
        .order_by(DutyTally.organization_id)
        .limit(_SLICE)
    ).all()
    by_organ: dict[int, list[Lacking]] = {}
    for each in _lacking(ids, today, _THIS_WEEK) if ids else []:
        by_organ.setdefault(each.organization_id, []).append(each)
    year, week, _ = today.isocalendar()
    for organ_id, found in by_organ.items():
        telling.tell(
            posts.people_with(_READERS, unit_of(organ_id)),
            MessageKind.PROGRESS,
            once=f"lacking:{organ_id}:{year}w{week}",
            title=f"本周还差 {sum(each.figures.missing for each in found)} 件未报（{len(found)} 张表）",
            words="\n".join(
                f"{each.title} · {due_phrase(each.due, today)} · {each.words}" for each in found[:MOST]
            ),
            url=f"/completeness/{organ_id}",
        )
    return ids[-1] if ids else None
