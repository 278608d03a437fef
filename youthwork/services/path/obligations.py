"""应报事项: which annexes are asked of this person or their unit, and which have not been begun."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from youthwork import clock
from youthwork.domain.calendar import short_date
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import Unit
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import DutyRequest, Notice, NoticeAnnex, ReportDuty, Submission, User
from youthwork.services.duties.reports import Key, Reports, reports


@dataclass(frozen=True)
class Obligation:
    """应报一件: one annex asked of a unit, or of one cadre in it; `submission` once it was begun."""

    notice_annex: NoticeAnnex
    annex: type[AnnexForm]
    owner: Unit
    subject_id: int | None
    #: 期限 in effect: of the annex, of the superior who passed it on, or by exception.
    due: date
    standing: Reporting
    submission: Submission | None = None
    #: 作废待重报: what was filed has been voided, and nothing was handed in since.
    is_voided: bool = False
    #: The annex of another notice that asks the same thing: it is reported there and counts here.
    same_as: NoticeAnnex | None = None
    #: 开始填报 from this day on; null once it has come.
    opens_on: date | None = None
    duty_id: int = 0
    #: 申请延期或免报, asked and not answered yet.
    open_request: DutyRequest | None = None

    @property
    def title(self) -> str:
        return self.annex.titled(self.notice_annex.period)

    @property
    def may_begin(self) -> bool:
        """Whether it is there to be begun: asked, open, not begun, and not done with somewhere else."""
        return (
            self.submission is None
            and self.standing is Reporting.MISSING
            and self.same_as is None
            and self.opens_on is None
        )

    @property
    def remark(self) -> str:
        """What is to be known beside the state: that it is reported under another notice."""
        return f"与《{self.same_as.notice.title}》同一张表，报一次即可" if self.same_as is not None else ""

    @property
    def word(self) -> str:
        """Why there is nothing to begin, in a word or two; empty where there is."""
        if self.same_as is not None:
            return "不另报"
        if self.standing is Reporting.EXEMPT:
            return "免报"
        if self.standing is Reporting.NIL:
            return "已零报告"
        if self.submission is None and self.standing in (Reporting.REPORTED, Reporting.FILED):
            return self.standing.value
        if self.opens_on is not None and self.submission is None:
            return f"{short_date(self.opens_on, clock.today())}起填报"
        return ""


def asked_of(user: User, actor: Actor) -> list[Obligation]:
    """What is asked of this person, as a cadre and as the clerk of a unit, begun or not; earliest due first.

    Also what is not open yet, excused or asked twice, as `Obligation.remark` says. Two queries.
    """
    places = _places(user, actor)
    if not places:
        return []
    duties = db.session.scalars(_running().where(_meant(user, actor))).unique().all()
    begun = _begun(duties)
    return sorted(
        (_obligation(duty, places[duty.owner_id], begun) for duty in duties),
        key=lambda one: (one.due, one.notice_annex.id),
    )


def not_begun(user: User, actor: Actor) -> list[Obligation]:
    """What of it there is to begin."""
    return [one for one in asked_of(user, actor) if one.may_begin]


def _places(user: User, actor: Actor) -> dict[int, Unit]:
    """The organs for which anything may be asked of this person."""
    return {unit.organ.id: unit.organ for unit in (*_clerked(actor), *(held for held, _ in actor.cadre_in))}


def _clerked(actor: Actor) -> list[Unit]:
    return [unit for duty, unit in actor.posts if duty is Duty.CLERK]


def _running() -> Select[ReportDuty]:
    same = joinedload(ReportDuty.same_as).joinedload(ReportDuty.notice_annex).joinedload(NoticeAnnex.notice)
    return (
        select(ReportDuty)
        .join(ReportDuty.notice_annex)
        .join(NoticeAnnex.notice)
        .where(
            ReportDuty.standing.is_not(None),
            Notice.state == NoticeState.ISSUED,
            or_(Notice.expires_on.is_(None), Notice.expires_on >= clock.today()),
        )
        .options(
            contains_eager(ReportDuty.notice_annex).contains_eager(NoticeAnnex.notice),
            same,
            joinedload(ReportDuty.open_request),
        )
    )


def _meant(user: User, actor: Actor) -> ColumnElement[bool]:
    """The duties of the units whose 经办人 this person is, and their own as a cadre."""
    units = {unit.organ.id for unit in _clerked(actor)}
    own = {unit.organ.id for unit, _ in actor.cadre_in}
    return or_(
        and_(ReportDuty.subject_id.is_(None), ReportDuty.owner_id.in_(units)),
        and_(ReportDuty.subject_id == user.id, ReportDuty.owner_id.in_(own)),
    )


def _obligation(duty: ReportDuty, owner: Unit, begun: Reports) -> Obligation:
    row, key = duty.notice_annex, _key(duty)
    assert duty.standing is not None
    is_open = row.opens_on is None or row.opens_on <= clock.today()
    return Obligation(
        row,
        find_annex(row.notice.edition_key, row.annex_key),
        owner,
        duty.subject_id,
        duty.due,
        duty.standing,
        begun.counted.get(key),
        key in begun.voided,
        duty.same_as.notice_annex if duty.same_as else None,
        None if is_open else row.opens_on,
        duty.id,
        duty.open_request,
    )


def _begun(duties: Iterable[ReportDuty]) -> Reports:
    """What stands for each of them: corrections are no reports of their own, voided papers are none."""
    keys = [_key(duty) for duty in duties]
    if not keys:
        return Reports({}, frozenset())
    subjects = {subject_id for *_, subject_id in keys if subject_id is not None}
    return reports(
        Submission.owner_id.in_({key[3] for key in keys}),
        Submission.notice_id.in_({key[0] for key in keys}),
        # A large organ's hundreds of other cadres have sheets under the same notice.
        or_(Submission.subject_id.is_(None), Submission.subject_id.in_(subjects)),
    )


def _key(duty: ReportDuty) -> Key:
    """Under which notice it is reported: what is asked twice, under the first."""
    row = (duty.same_as or duty).notice_annex
    return row.notice_id, row.annex_key, row.period, duty.owner_id, duty.subject_id
