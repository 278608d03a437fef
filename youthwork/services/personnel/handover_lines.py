"""在手工作: everything a post leaves behind, found before it is handed over, each line with its words.

What only this person could take further comes first: that is what would lie still.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import EDITABLE, Actor, State
from youthwork.extensions import db
from youthwork.models import Appointment, Delegation, Link, Seal, Submission
from youthwork.services import posts
from youthwork.services.path import obligations, queues
from youthwork.services.path.obligations import Obligation
from youthwork.services.path.queues import DISPATCH, DRAFTING, DUTIES_OF, REVIEW, Queue
from youthwork.services.personnel import delegations
from youthwork.services.personnel.contact_estate import ContactEstate, contact_estate
from youthwork.services.personnel.people import lasting_duties
from youthwork.services.seals import usable
from youthwork.services.tree import units_at, units_of

#: The wizard lists no more papers than this; the rest is counted.
MOST_PAPERS = 60


@dataclass(frozen=True)
class Held:
    """一件在手的件: where it waits, who besides the leaver could take it further, whom the rules keep out."""

    paper: Submission
    queue: Queue
    others: tuple[str, ...]
    #: Who filled in, signed or approved it already: not the same person again (三个人).
    barred: frozenset[int]
    #: 签收 by the leaver: the lock is let go with the hand-over.
    is_locked: bool

    @property
    def is_alone(self) -> bool:
        return not self.others

    @property
    def words(self) -> str:
        return f"{self.paper.owner.common_name} · {self.paper.title}"


@dataclass(frozen=True)
class Estate:
    """一个职务的全部在手工作."""

    post: Appointment
    unit: Unit
    duties: tuple[Duty, ...]
    papers: tuple[Held, ...]
    has_more_papers: bool
    owed: tuple[Obligation, ...]
    #: The leaver's own 任务表 under way: they stay theirs.
    own_sheets: tuple[Submission, ...]
    given: tuple[Delegation, ...]
    held: tuple[Delegation, ...]
    seals: tuple[Seal, ...]
    link: Link | None
    contact_work: ContactEstate
    #: The leaver's other posts that go on.
    other_posts: tuple[Appointment, ...]

    @property
    def stays_in_organ(self) -> bool:
        """Another post of the same organ goes on: links and seals stay with the person."""
        return any(each.organization_id in self.places for each in self.other_posts)

    @property
    def places(self) -> set[int]:
        """The organ and its departments."""
        return {self.unit.organ.id, *(each.unit_id for each in self.unit.organ.departments)}


def estate_of(post: Appointment) -> Estate:
    """Everything in the hands of the holder of this post, as it stands now."""
    leaver = post.user
    unit = units_at([post.organization.path])[post.organization_id]
    others = _other_posts(post)
    own = {unit.organ.id, *(each.unit_id for each in unit.organ.departments)}
    stays = any(each.organization_id in own for each in others)
    whole = posts.actor_of(leaver)
    acting = Actor(leaver.id, tuple((duty, held) for duty, held in whole.own if held.id == unit.id))
    papers = _papers(acting)
    owed = obligations.not_begun(leaver, acting)
    return Estate(
        post=post,
        unit=unit,
        duties=tuple(each.duty for each in lasting_duties(post)),
        papers=tuple(_judged(papers[:MOST_PAPERS], acting)),
        has_more_papers=len(papers) > MOST_PAPERS,
        owed=tuple(one for one in owed if one.subject_id is None),
        own_sheets=tuple(_own_sheets(leaver.id, own)),
        given=tuple(each for each in delegations.of_person(leaver.id) if each.appointment_id == post.id),
        held=tuple(each for each in delegations.of_person(leaver.id) if each.deputy_id == leaver.id),
        seals=() if stays else tuple(usable.in_keeping_of(leaver.id, unit.organ.id)),
        link=None if stays else _link(leaver.id),
        contact_work=_contact_work(leaver.id, own, others),
        other_posts=tuple(others),
    )


def _contact_work(user_id: int, own: set[int], others: list[Appointment]) -> ContactEstate:
    """联系工作: with another post in the organ it stays with the person, but for the young people, if none is a cadre's."""
    here = [each for each in others if each.organization_id in own]
    stays_cadre = any(Duty.CADRE in {duty.duty for duty in lasting_duties(each)} for each in here)
    found = contact_estate(user_id, own, leaves_all=not others, stays_cadre=stays_cadre)
    return ContactEstate(youth=found.youth) if here else found


def _other_posts(post: Appointment) -> list[Appointment]:
    return list(
        db.session.scalars(
            select(Appointment).where(
                Appointment.user_id == post.user_id,
                Appointment.id != post.id,
                or_(Appointment.ends_on.is_(None), Appointment.ends_on > clock.today()),
            )
        )
    )


def _papers(acting: Actor) -> list[Submission]:
    if not acting.posts:
        return []
    waiting = queues.waiting_in(acting, (*DRAFTING, *DISPATCH, *REVIEW))
    # One's own 任务表 is no work of the post.
    of_the_post = or_(Submission.subject_id.is_(None), Submission.subject_id != acting.user_id)
    rows = select(Submission).where(waiting, of_the_post).order_by(Submission.due, Submission.id)
    return list(db.session.scalars(rows.limit(MOST_PAPERS + 1)))


def _judged(papers: Iterable[Submission], acting: Actor) -> list[Held]:
    """Each paper with who else could act; those nobody else could take further first."""
    papers = list(papers)
    places = {paper.owner_id for paper in papers} | {paper.holder_id for paper in papers if paper.holder_id}
    units = units_of(places)
    known: dict[tuple[tuple[Duty, ...], int], list[posts.Acting]] = {}
    found = []
    for paper in papers:
        queue = queues.queue_of(paper, acting)
        if queue is None:
            continue
        owner_side = queue in (Queue.WRITE, Queue.SEND) or paper.holder_id is None
        unit = units[paper.owner_id if owner_side else paper.holder_id or 0]
        key = (DUTIES_OF[queue], unit.id)
        if key not in known:
            known[key] = posts.acting_for(DUTIES_OF[queue], unit)
        barred = _barred(paper, queue)
        others = [each for each in known[key] if each.user.id not in barred | {acting.user_id}]
        locked = queue is Queue.REVIEW and paper.accepted_by_id == acting.user_id
        found.append(Held(paper, queue, tuple(each.name for each in others), barred, locked))
    return sorted(found, key=lambda each: (not each.is_alone, each.paper.due, each.paper.id))


def _barred(paper: Submission, queue: Queue) -> frozenset[int]:
    acted: tuple[int | None, ...] = ()
    if queue is Queue.SIGN_OFF:
        acted = (paper.submitted_by_id, paper.subject_id)
    elif queue is Queue.APPROVE_PRESS:
        acted = (paper.submitted_by_id,)
    elif queue is Queue.PRESS:
        acted = (paper.submitted_by_id, paper.press_approved_by_id)
    elif queue in REVIEW:
        acted = (paper.submitted_by_id, paper.subject_id, paper.signed_off_by_id)
    return frozenset(each for each in acted if each is not None)


def _own_sheets(user_id: int, organ_ids: set[int]) -> list[Submission]:
    unsent = (*EDITABLE, State.IN_SIGN_OFF, State.SIGNED_OFF, State.PRESSED)
    return list(
        db.session.scalars(
            select(Submission)
            .where(
                Submission.subject_id == user_id,
                Submission.owner_id.in_(organ_ids),
                Submission.state.in_(unsent),
            )
            .order_by(Submission.due, Submission.id)
        )
    )


def _link(user_id: int) -> Link | None:
    return db.session.scalar(
        select(Link)
        .where(Link.user_id == user_id, Link.ends_on.is_(None))
        .options(joinedload(Link.committee), joinedload(Link.branch))
    )
