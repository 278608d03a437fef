"""随人随组织变动: what is asked follows appointments and the tree.

A cadre who left before reporting is excused (已离任), a new one is asked while the day has not come; what a unit
owed goes to its successor where that owes nothing of the kind, else it is excused (已并入××).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from youthwork import clock
from youthwork.domain.audience import Audience
from youthwork.domain.completeness import Reporting
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS, find_annex
from youthwork.forms.annexes.base import FilledBy
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    DutyException,
    ExceptionKind,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
    User,
)
from youthwork.models.organization import subtree_range
from youthwork.services.duties import exceptions, passed, tallies
from youthwork.services.duties.keeping import move
from youthwork.services.duties.slices import cadres_in, lay_slice
from youthwork.services.tree import units_at, units_of

LEFT = "已离任"
OUT_OF_USE = "账号已停用"
NOT_MEANT = "职务变动，不在填报范围"
CLOSED = "已撤销"
#: People of one deed of the daily run, and for how many days back it looks, should the worker have been away.
_PEOPLE = 25
_LOOKS_BACK = timedelta(days=14)


def follow_person(user: User) -> None:
    """Follow a change of the person's posts, within the caller's deed."""
    db.session.flush()
    places = {organ_id: nature for organ_id, ((_, nature), *_) in cadres_in(None, user.id).items()}
    duties = db.session.scalars(_running().where(ReportDuty.subject_id == user.id)).all()
    organs = _organs(places)
    asking = _asking_cadres() if organs else []
    if not duties and not asking:
        return
    # All at once, in one order: two people may be followed at the same moment.
    tallies.take(
        {duty.notice_annex_id for duty in duties} | {row.id for notice in asking for row in notice.annexes},
        {duty.path for duty in duties} | {organ.path for organ in organs},
    )
    for duty in duties:
        reason = _why_not_asked(duty, places) if user.is_enabled else OUT_OF_USE
        if reason is not None and _is_owed(duty):
            _excuse(duty, reason)
        elif duty.standing is Reporting.EXEMPT and reason is None:
            _ask_again(duty)
    _ask_newcomer(user, _still_running(asking), organs)


def _still_running(notices: Sequence[Notice]) -> list[Notice]:
    """Those of them that were not withdrawn while their duties were waited for."""
    ids = [notice.id for notice in notices if passed.is_in_force(notice)]
    rows = select(Notice.id).where(Notice.id.in_(ids), Notice.state == NoticeState.ISSUED)
    running = set(db.session.scalars(rows)) if ids else set()
    return [notice for notice in notices if notice.id in running]


def _is_owed(duty: ReportDuty) -> bool:
    """Whether it is to be reported, now or when the excuse there is ends."""
    if duty.standing is Reporting.EXEMPT:
        return not exceptions.is_for_good(duty)
    return duty.standing is Reporting.MISSING


def _why_not_asked(duty: ReportDuty, places: dict[int, CadreNature | None]) -> str | None:
    if duty.owner_id not in places:
        return LEFT
    row = duty.notice_annex
    annex = find_annex(row.notice.edition_key, row.annex_key)
    owner = units_of([duty.owner_id])[duty.owner_id]
    return None if annex.asks_cadre(owner, places[duty.owner_id]) else NOT_MEANT


def _excuse(duty: ReportDuty, reason: str) -> None:
    exceptions.grant(duty, ExceptionKind.EXEMPT, None, reason, None, None)


def _ask_again(duty: ReportDuty) -> None:
    """What the system excused because the person had left; what somebody granted stays granted."""
    rows = select(DutyException).where(
        DutyException.duty_id == duty.id,
        DutyException.reason.in_((LEFT, NOT_MEANT, OUT_OF_USE)),
        DutyException.granted_by_id.is_(None),
        DutyException.ended_at.is_(None),
    )
    for row in db.session.scalars(rows).all():
        exceptions.end(row, None)


def _organs(ids: Collection[int]) -> Sequence[Organization]:
    """The open organs among these, in the order of the tree."""
    if not ids:
        return []
    rows = select(Organization).where(Organization.id.in_(ids), Organization.closed_on.is_(None))
    return db.session.scalars(rows.order_by(Organization.path)).all()


def _asking_cadres() -> Sequence[Notice]:
    """Running notices that ask cadres for something whose day has not passed."""
    rows = (
        select(Notice)
        .join(Notice.annexes)
        .where(*_is_running(), NoticeAnnex.annex_key.in_(_cadre_annexes()), NoticeAnnex.due >= clock.today())
        .options(selectinload(Notice.annexes))
        .order_by(Notice.id)
    )
    return db.session.scalars(rows).unique().all()


def _ask_newcomer(user: User, notices: Iterable[Notice], organs: Sequence[Organization]) -> None:
    """What running notices ask of every cadre, of who came since; units founded later are not asked."""
    units = units_at(organ.path for organ in organs)
    for notice in notices:
        audience = Audience.from_json(notice.audience, notice.issuer_id)
        issued = notice.issued_at.date() if notice.issued_at else notice.issued_on
        meant = [
            organ for organ in organs if organ.established_on <= issued and audience.reaches(units[organ.id])
        ]
        lay_slice(notice, meant, user.id)


def _cadre_annexes() -> set[str]:
    return {
        annex.key
        for edition in EDITIONS.values()
        for annex in edition.annexes
        if annex.filled_by is FilledBy.CADRE
    }


def follow_unit(organization: Organization) -> None:
    """Follow a change of the tree, within the caller's deed: what moved is counted where it stands now, what a
    closed unit owed goes to its successor."""
    db.session.flush()
    _follow_paths(organization)
    if organization.closed_on is not None and organization.closed_on <= clock.today():
        _hand_over(organization)


def _follow_paths(organization: Organization) -> None:
    low, high = subtree_range(organization.path)
    rows = db.session.execute(
        select(ReportDuty, Organization.path)
        .join(Organization, Organization.id == ReportDuty.owner_id)
        .where(Organization.path >= low, Organization.path < high, ReportDuty.path != Organization.path)
        .order_by(ReportDuty.id)
    ).all()
    if not rows:
        return
    _take(duty for duty, _ in rows)
    tallies.take({duty.notice_annex_id for duty, _ in rows}, {path for _, path in rows})
    by_path: dict[str, list[ReportDuty]] = {}
    for duty, path in rows:
        by_path.setdefault(path, []).append(duty)
    for path, duties in by_path.items():
        move(duties, path)


def _hand_over(closed: Organization) -> None:
    heir = heir_of(closed)
    cadres = {person_id for person_id, _ in cadres_in([heir.id]).get(heir.id, ())} if heir else set()
    for duty in db.session.scalars(_running().where(ReportDuty.owner_id == closed.id)).all():
        if not _is_owed(duty):
            continue
        if heir is None:
            _excuse(duty, CLOSED)
        elif duty.subject_id is not None and duty.subject_id not in cadres:
            _excuse(duty, LEFT)
        elif _owes_already(heir, duty):
            _excuse(duty, f"已并入{heir.common_name}")
        else:
            _give_to(heir, duty)


def owed_by(organ: Organization) -> int:
    """How many duties of this unit and its cadres are not reported yet."""
    missing = _running().where(ReportDuty.owner_id == organ.id, ReportDuty.standing == Reporting.MISSING)
    rows = missing.order_by(None).with_only_columns(func.count())
    return db.session.scalar(rows) or 0


def take_along(user: User, organ: Organization, heir: Organization) -> None:
    """Whoever goes on in another unit takes what they have not reported yet with them."""
    theirs = _running().where(ReportDuty.owner_id == organ.id, ReportDuty.subject_id == user.id)
    for duty in db.session.scalars(theirs).all():
        if _is_owed(duty) and not _owes_already(heir, duty):
            _give_to(heir, duty)


def heir_of(closed: Organization) -> Organization | None:
    """The unit that goes on with the work, however often it was merged since."""
    heir, seen = closed.successor, {closed.id}
    while heir is not None and heir.closed_on is not None and heir.id not in seen:
        seen.add(heir.id)
        heir = heir.successor
    return heir if heir is not None and heir.closed_on is None else None


def _owes_already(heir: Organization, duty: ReportDuty) -> bool:
    same = select(ReportDuty.id).where(
        ReportDuty.notice_annex_id == duty.notice_annex_id,
        ReportDuty.owner_id == heir.id,
        ReportDuty.subject_id == duty.subject_id,
    )
    return db.session.scalar(same) is not None


def _give_to(heir: Organization, duty: ReportDuty) -> None:
    """The duty, and the draft begun for it, become the successor's."""
    _take([duty])
    tallies.take([duty.notice_annex_id], [heir.path])
    paper = duty.submission
    if paper is not None and paper.state is State.DRAFT and paper.owner_id == duty.owner_id:
        paper.owner = heir
        paper.holder = heir
        paper.version += 1
    move([duty], heir.path, heir.id)


def _take(duties: Iterable[ReportDuty]) -> None:
    rows = list(duties)
    tallies.take({duty.notice_annex_id for duty in rows}, {duty.path for duty in rows})


def follow_day(day: date, after_id: int) -> int | None:
    """每日: the next people whose posts began or ended lately, also by a day set before; gives the last of them."""
    since = day - _LOOKS_BACK
    changed = (
        select(Appointment.user_id)
        .join(AppointmentDuty)
        .where(
            or_(
                Appointment.starts_on.between(since, day),
                Appointment.ends_on.between(since, day),
                AppointmentDuty.starts_on.between(since, day),
                AppointmentDuty.ends_on.between(since, day),
            )
        )
    )
    people = db.session.scalars(
        select(User).where(User.id.in_(changed), User.id > after_id).order_by(User.id).limit(_PEOPLE)
    ).all()
    for person in people:
        follow_person(person)
    return people[-1].id if people else None


def _running() -> Select[ReportDuty]:
    return (
        select(ReportDuty)
        .join(ReportDuty.notice_annex)
        .join(NoticeAnnex.notice)
        .where(ReportDuty.standing.is_not(None), *_is_running())
        .order_by(ReportDuty.id)
    )


def _is_running() -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.state == NoticeState.ISSUED,
        or_(Notice.expires_on.is_(None), Notice.expires_on >= clock.today()),
    )
