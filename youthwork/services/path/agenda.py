"""日历的内容: what is due on which day, for a person and for an organ; and the days of the campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from youthwork.domain.actors import Actor
from youthwork.domain.campaigns import Campaigns
from youthwork.domain.completeness import Figures, Reporting
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import EDITABLE, State
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import Notice, NoticeAnnex, Organization, ReportDuty, User
from youthwork.services import standing
from youthwork.services.duties import completeness
from youthwork.services.path import obligations


@dataclass(frozen=True)
class Entry:
    """日历上的一件. `duty_id` of what is somebody's to report, `figures` of what units beneath an organ owe it."""

    day: date
    notice_annex: NoticeAnnex
    #: Whose it is; '' of one's own and of what units beneath owe.
    owner: str = ""
    duty_id: int = 0
    is_done: bool = False
    #: 补正: returned, and to be handed in again by this day.
    is_correction: bool = False
    submission_id: int | None = None
    figures: Figures | None = None
    #: The day of the superior's notice, where this one differs from it.
    above: date | None = None

    @property
    def title(self) -> str:
        row = self.notice_annex
        return find_annex(row.notice.edition_key, row.annex_key).titled(row.period)


@dataclass(frozen=True)
class Span:
    """专项的日子."""

    key: str
    name: str
    first: date
    last: date


def of_person(user: User, actor: Actor, first: date, last: date) -> list[Entry]:
    """我要报的, as a cadre and as the clerk of a unit, with exceptions and dates of one's superior; two queries."""
    found = []
    for one in obligations.asked_of(user, actor):
        if one.standing is Reporting.EXEMPT or one.same_as is not None:
            continue
        paper = one.submission
        found.append(
            Entry(
                one.due,
                one.notice_annex,
                "" if one.subject_id is not None else one.owner.name,
                one.duty_id,
                one.standing is not Reporting.MISSING or (paper is not None and paper.state not in EDITABLE),
                submission_id=paper.id if paper else None,
                above=_above(one.due, one.notice_annex),
            )
        )
        if paper is not None and paper.state is State.RETURNED:
            found.append(
                Entry(
                    standing.due_of(paper),
                    one.notice_annex,
                    "" if one.subject_id is not None else one.owner.name,
                    one.duty_id,
                    is_correction=True,
                    submission_id=paper.id,
                )
            )
    return _between(found, first, last)


def of_organ(organ: Organization, today: date, first: date, last: date) -> list[Entry]:
    """本机关: what it reports itself, what its units owe it, its own dates beside the superior's; two queries.

    What nobody but the organ was asked for stands there once, as its own.
    """
    lines = completeness.running(organ)
    own = list(_own(organ, today, first, last))
    alone = {each.notice_annex.id for each in own}
    days = {(line.notice_annex.notice_id, _form(line.notice_annex)): line.notice_annex.due for line in lines}
    owed = []
    for line in lines:
        row = line.notice_annex
        if line.figures.expected == 1 and row.id in alone:
            continue
        theirs = days.get((row.notice.passes_on_id or 0, _form(row)))
        above = theirs if theirs != row.due else None
        owed.append(Entry(row.due, row, figures=line.figures, is_done=line.figures.is_complete, above=above))
    return _between([*own, *owed], first, last)


def _own(organ: Organization, today: date, first: date, last: date) -> Iterator[Entry]:
    query = (
        select(ReportDuty)
        .join(ReportDuty.notice_annex)
        .join(NoticeAnnex.notice)
        .options(contains_eager(ReportDuty.notice_annex).contains_eager(NoticeAnnex.notice))
        .where(
            ReportDuty.owner_id == organ.id,
            ReportDuty.subject_id.is_(None),
            ReportDuty.same_as_id.is_(None),
            ReportDuty.standing.is_not(None),
            ReportDuty.standing != Reporting.EXEMPT,
            ReportDuty.due.between(first, last),
            Notice.state == NoticeState.ISSUED,
            or_(Notice.expires_on.is_(None), Notice.expires_on >= today),
        )
    )
    for duty in db.session.scalars(query):
        row = duty.notice_annex
        yield Entry(
            duty.due,
            row,
            organ.common_name,
            duty.id,
            duty.standing is not Reporting.MISSING,
            submission_id=duty.submission_id,
            above=_above(duty.due, row),
        )


def _above(due: date, row: NoticeAnnex) -> date | None:
    return row.due if row.due != due else None


def _form(row: NoticeAnnex) -> tuple[str, str]:
    return row.annex_key, row.period


def _between(found: list[Entry], first: date, last: date) -> list[Entry]:
    return sorted(
        (each for each in found if first <= each.day <= last),
        key=lambda each: (each.day, each.figures is not None, each.notice_annex.id, each.duty_id),
    )


def spans(first: date, last: date) -> list[Span]:
    """开放日、集中服务月、大会宣讲 that touch these days."""
    campaigns: Campaigns = current_app.config["CAMPAIGNS"]
    found: dict[str, Span] = {}
    for year in range(first.year - 1, last.year + 1):
        open_day, service = campaigns.open_day_of(year), campaigns.service_month_of(year)
        found[f"open-day-{year}"] = Span(
            f"open-day-{year}", "机关开放日", open_day.starts_on, open_day.ends_on
        )
        found[f"service-{year}"] = Span(
            f"service-{year}", "集中服务青年月", service.starts_on, service.ends_on
        )
        talks = campaigns.congress_talks_in(year)
        if talks is not None:
            found["talks"] = Span("talks", "大会精神宣讲", talks.starts_on, talks.ends_on)
    return sorted(
        (each for each in found.values() if each.first <= last and each.last >= first),
        key=lambda each: each.first,
    )
