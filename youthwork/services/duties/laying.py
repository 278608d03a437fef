"""下达: what a notice asks of whom is written down when it is issued, and follows when it is amended or withdrawn.

issue → lay(notice)                at once, in the deed that issues, up to AT_ONCE duties
      → ask_to_lay(notice)         more: the worker lays them a slice at a time (`run`)
amend, withdraw → follow_notice()  lays what is new, takes away what is asked no more, moves the due days
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from youthwork import clock
from youthwork.domain.audience import Audience
from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Job, JobKind, Notice, NoticeAnnex, Organization, ReportDuty, User
from youthwork.models.organization import subtree_range
from youthwork.services.duties import passed, removing
from youthwork.services.duties.slices import asking, lay_slice
from youthwork.services.jobs import queue
from youthwork.services.transactions import deed
from youthwork.services.tree import hold

#: The most duties that are laid within the deed that issues; more are the worker's.
AT_ONCE = 500
#: Duties of one slice: a deed of its own, short enough that nobody waits for it.
IN_A_SLICE = 500
#: Units of one slice where all is one deed anyway: as many as one query may name.
_MOST = 1_000


def reached(audience: Audience, on: date) -> ColumnElement[bool]:
    """受文范围 as a condition on `Organization`: what `Audience.reaches` says of one unit, of those that are open.

    A unit founded later is not asked.
    """
    tops = _paths(audience.under | audience.but)
    under = or_(false(), *(_beneath(tops[each]) for each in sorted(audience.under & tops.keys())))
    but = or_(false(), *(_beneath(tops[each]) for each in sorted(audience.but & tops.keys())))
    meant = [under, not_(but)]
    if audience.types:
        meant.append(Organization.type.in_(audience.types))
    if audience.levels:
        meant.append(Organization.level.in_(audience.levels))
    return and_(
        Organization.type != OrganizationType.DEPARTMENT,
        Organization.established_on <= on,
        Organization.closed_on.is_(None),
        or_(Organization.id.in_(audience.also), and_(*meant)),
    )


def reached_by(notice: Notice) -> Select[Organization]:
    """The units a notice reaches, as the tree lists them."""
    issued = notice.issued_at.date() if notice.issued_at else notice.issued_on
    on = clock.today() if notice.state is NoticeState.DRAFT else issued
    audience = Audience.from_json(notice.audience, notice.issuer_id)
    return select(Organization).where(reached(audience, on)).order_by(Organization.path)


def units_reached(notice: Notice) -> Sequence[Organization]:
    """受文单位: everybody its range means; which of them an annex asks, the annex says."""
    return db.session.scalars(reached_by(notice)).all()


def lay(notice: Notice) -> int:
    """下达 all at once, in the caller's deed; gives how many duties are new. Done twice, it adds nothing."""
    organs = units_reached(notice)
    count = sum(lay_slice(notice, organs[at : at + _MOST]) for at in range(0, len(organs), _MOST))
    notice.laid_at = clock.now()
    db.session.flush()
    return count


def most_duties(notice: Notice) -> int:
    """At most so many duties come of the notice: what decides between `lay` and `ask_to_lay`; two queries."""
    reached_units = reached_by(notice).order_by(None).subquery()
    units = db.session.scalar(select(func.count()).select_from(reached_units)) or 0
    return units * len(asking(notice))


def begin(notice: Notice, by: User | None = None) -> bool:
    """下达 now, or by the worker where it is too much for one deed; whether it is done."""
    if most_duties(notice) > AT_ONCE:
        ask_to_lay(notice, by)
        return False
    lay(notice)
    return True


def ask_to_lay(notice: Notice, by: User | None = None) -> Job:
    """要求下达 by the worker, within the caller's deed; `Notice.laid_at` is null until it is done."""
    notice.laid_at = None
    units = select(func.count()).select_from(reached_by(notice).order_by(None).subquery())
    total = db.session.scalar(units) or 0
    job = queue.enqueue(JobKind.DUTIES, str(notice.id), asked_by=by, total=total, again=True)
    db.session.flush()
    return job


def ask_for_unlaid() -> int:
    """补登: notices issued before duties were kept. A deed of its own; gives how many."""
    with deed():
        waiting = db.session.scalars(
            select(Notice)
            .where(Notice.laid_at.is_(None), Notice.state == NoticeState.ISSUED)
            .order_by(Notice.id)
        ).all()
        for notice in waiting:
            ask_to_lay(notice)
    return len(waiting)


def follow_notice(notice: Notice, by: User | None = None) -> list[int]:
    """Follow a notice that was amended or withdrawn, in the caller's deed: lay what is new, take away what is asked
    no more, move the due days. Gives the ids of what was taken away; a large notice, and one that the worker lays
    meanwhile, is followed by the worker."""
    if most_duties(notice) > AT_ONCE or queue.unfinished(JobKind.DUTIES, str(notice.id)) is not None:
        ask_to_lay(notice, by)
        return []
    gone = removing.remove(_not_asked(notice), AT_ONCE)
    if len(gone) == AT_ONCE or passed.take_back(_not_passed_on(notice), AT_ONCE) == AT_ONCE:
        # A large range that became a small one: the rest is the worker's.
        ask_to_lay(notice, by)
    elif notice.state is not NoticeState.WITHDRAWN:
        lay(notice)
    return gone


def run(notice_id: int, progress: Callable[[int, int], None]) -> None:
    """下达 by the worker: a deed a slice. Killed and begun again, it neither doubles nor leaves out; amended or
    withdrawn meanwhile, it begins again by itself."""
    while not _is_laid_as_it_was(notice_id, progress):
        pass


def _is_laid_as_it_was(notice_id: int, progress: Callable[[int, int], None]) -> bool:
    """Lay it all; False where the notice was changed on the way."""
    version, total = _begin(notice_id)
    while True:
        with deed():
            notice = _held(notice_id)
            gone = removing.remove(_not_asked(notice), IN_A_SLICE)
            if not gone and not passed.take_back(_not_passed_on(notice), IN_A_SLICE):
                break
    # By id: a unit that moves meanwhile is not passed over.
    done, after = 0, 0
    while True:
        with deed():
            notice = _held(notice_id)
            if notice.version != version:
                return False
            if notice.state is not NoticeState.ISSUED:
                return True
            units = reached_by(notice).where(Organization.id > after).order_by(None).order_by(Organization.id)
            organs = db.session.scalars(units.limit(_step(notice))).all()
            if not organs:
                notice.laid_at = clock.now()
                return True
            lay_slice(notice, organs)
            after, done = organs[-1].id, done + len(organs)
        progress(done, max(done, total))


def _begin(notice_id: int) -> tuple[int, int]:
    """The notice's version, and how many units it reaches."""
    notice = db.session.get_one(Notice, notice_id)
    units = select(func.count()).select_from(reached_by(notice).order_by(None).subquery())
    return notice.version, db.session.scalar(units) or 0


def _held(notice_id: int) -> Notice:
    """The notice as it is now, while no units are merged or split."""
    notice = db.session.get_one(Notice, notice_id)
    hold(notice.issuer.path)
    db.session.refresh(notice)
    return notice


def _not_asked(notice: Notice) -> ColumnElement[bool]:
    """The duties of units the notice does not reach: all of them, where it was withdrawn.

    Units closed since were asked, and are followed by `following.py`.
    """
    return _beyond(notice, ReportDuty.notice_annex_id)


def _not_passed_on(notice: Notice) -> ColumnElement[bool]:
    """The superior's duties with a day of this notice, of units it does not reach."""
    return _beyond(notice, ReportDuty.passed_on_id)


def _beyond(notice: Notice, annex_id: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    of_notice = annex_id.in_(select(NoticeAnnex.id).where(NoticeAnnex.notice_id == notice.id))
    if notice.state is NoticeState.WITHDRAWN:
        return of_notice
    # Whoever goes on with the work of a unit that was asked may have been founded since.
    audience = Audience.from_json(notice.audience, notice.issuer_id)
    meant = select(Organization.id).where(reached(audience, date.max))
    is_open = select(Organization.id).where(Organization.closed_on.is_(None))
    return and_(of_notice, ReportDuty.owner_id.not_in(meant), ReportDuty.owner_id.in_(is_open))


def _step(notice: Notice) -> int:
    """Units of one slice."""
    return max(1, IN_A_SLICE // max(1, len(asking(notice))))


def _paths(ids: frozenset[int]) -> dict[int, str]:
    if not ids:
        return {}
    rows = select(Organization.id, Organization.path).where(Organization.id.in_(ids))
    return dict(db.session.execute(rows).all())


def _beneath(path: str) -> ColumnElement[bool]:
    low, high = subtree_range(path)
    return and_(Organization.path >= low, Organization.path < high)
