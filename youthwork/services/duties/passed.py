"""转发: a notice that passes the superior's on asks nothing a second time; it may name an earlier day.

The duty stays the superior's. What the lower organ writes on it is its own annex, and so its own due day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, select

from youthwork.domain.audience import Audience
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Notice, NoticeAnnex, ReportDuty
from youthwork.services.duties import tallies
from youthwork.services.duties.dues import dues_of
from youthwork.services.duties.keeping import set_due
from youthwork.services.duties.sameness import Asked
from youthwork.services.tree import units_at


def annexes_above(notice: Notice, rows: Iterable[NoticeAnnex]) -> Mapping[int, NoticeAnnex]:
    """The annexes of the notice that was issued first → the one of ours that passes it on."""
    top = notice
    while top.passes_on is not None:
        top = top.passes_on
    if top is notice:
        return {}
    ours = {(row.annex_key, row.period): row for row in rows}
    return {
        row.id: ours[row.annex_key, row.period] for row in top.annexes if (row.annex_key, row.period) in ours
    }


def duties_above(above: Mapping[int, NoticeAnnex], owner_ids: Collection[int]) -> Mapping[Asked, ReportDuty]:
    """What is asked already of these units → by the annex, unit and cadre of the notice that passes it on."""
    if not above:
        return {}
    duties = db.session.scalars(
        select(ReportDuty).where(
            ReportDuty.notice_annex_id.in_(above),
            ReportDuty.owner_id.in_(owner_ids),
            ReportDuty.standing.is_not(None),
        )
    )
    return {(above[each.notice_annex_id].id, each.owner_id, each.subject_id): each for each in duties}


def pass_on(duties: Mapping[Asked, ReportDuty]) -> None:
    """Write on these duties by which annex they were passed on; their due day follows."""
    for (annex_id, _, _), duty in duties.items():
        duty.passed_on_id = annex_id
    db.session.flush()
    _follow(list(duties.values()))


def take_back(condition: ColumnElement[bool], most: int) -> int:
    """Up to so many of these duties are passed on no more: the day of who passed it on before, or else the first
    notice's, holds again. Gives how many they were."""
    duties = list(
        db.session.scalars(
            select(ReportDuty)
            .where(ReportDuty.passed_on_id.is_not(None), condition)
            .order_by(ReportDuty.id)
            .limit(most)
        )
    )
    tallies.take({duty.notice_annex_id for duty in duties}, (duty.path for duty in duties))
    before = _passed_on_before({duty.passed_on_id for duty in duties if duty.passed_on_id})
    units = units_at(duty.path for duty in duties) if before else {}
    for duty in duties:
        row = before.get(duty.passed_on_id or 0)
        is_meant = row is not None and _audience(row.notice).reaches(units[duty.owner_id])
        duty.passed_on_id = row.id if row is not None and is_meant else None
    db.session.flush()
    _follow(duties)
    return len(duties)


def _passed_on_before(annex_ids: Collection[int]) -> dict[int, NoticeAnnex]:
    """Of an annex that passes on what was passed on already: the annex in between, while that notice is in force."""
    found: dict[int, NoticeAnnex] = {}
    for row in db.session.scalars(select(NoticeAnnex).where(NoticeAnnex.id.in_(annex_ids))):
        between = row.notice.passes_on
        if between is None or between.passes_on is None or between.state is not NoticeState.ISSUED:
            continue
        asked = {(each.annex_key, each.period): each for each in between.annexes}
        if is_in_force(between) and (row.annex_key, row.period) in asked:
            found[row.id] = asked[row.annex_key, row.period]
    return found


def _audience(notice: Notice) -> Audience:
    return Audience.from_json(notice.audience, notice.issuer_id)


def is_in_force(notice: Notice) -> bool:
    """Whether the notice asks anything still: one that passes a withdrawn notice on does not."""
    while notice.passes_on is not None:
        notice = notice.passes_on
    return notice.state is NoticeState.ISSUED


def _follow(duties: list[ReportDuty]) -> None:
    dues = dues_of(duties)
    for duty in duties:
        set_due(duty, dues[duty.id])
