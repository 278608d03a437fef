"""工作交接: pass a leaver's post on in one deed, and read what was passed.

The post ends on the last day; the successor's begins on it, so that both are there for the day. Nothing is
passed half: either everything below happens, or a sentence says what stands against it.
"""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotFound
from youthwork.domain.personnel import Post
from youthwork.domain.workflow import Actor, State
from youthwork.extensions import db
from youthwork.models import Appointment, Handover, Link, Seal, Submission, User
from youthwork.services import audit
from youthwork.services.personnel import administration, appointments, contact_estate, delegations
from youthwork.services.personnel.handover_lines import Estate, estate_of
from youthwork.services.personnel.handover_plan import Choice, check, first_day, lines, post_of
from youthwork.services.personnel.people import lasting_duties


def of_post(post: Appointment) -> Handover | None:
    """The hand-over of this post, if it has been made."""
    return db.session.scalar(select(Handover).where(Handover.appointment_id == post.id))


def hand_over(post: Appointment, choice: Choice, by: User) -> Handover:
    """交接: everything `handover_plan.lines` says, in one deed. Pressed twice, it was done once."""
    db.session.refresh(post, with_for_update={"of": Appointment})
    earlier = of_post(post)
    if earlier is not None:
        return earlier
    estate = estate_of(post)
    check(estate, choice)
    kept = [line.kept() for line in lines(estate, choice)]
    _appoint_successor(estate, choice, by)
    if not estate.stays_in_organ:
        for held in estate.held:
            delegations.cut(held, choice.last_day, by)
    appointments.end(post, choice.last_day, by, may_leave_vacant=True)
    _move_link(estate, choice, by)
    _let_go(estate, choice)
    if not estate.other_posts:
        post.user.expires_on = choice.last_day
    row = Handover(
        appointment=post,
        successor_id=choice.successor.id if choice.successor else None,
        made_by_id=by.id,
        made_at=clock.now(),
        last_day=choice.last_day,
        items=kept,
    )
    db.session.add(row)
    db.session.flush()
    to = f"交给{choice.successor.name}" if choice.successor else "暂缺"
    audit.record(
        "handover",
        f"{by.name}办理{post.user.name}在{post.organization.common_name}的工作交接，{to}，"
        f"到{long_date(choice.last_day)}",
        by.id,
    )
    return row


def find(actor: Actor, handover_id: int) -> Handover:
    """交接 for those it concerns: who left, who came, who made it, and who looks after the unit or works in it."""
    row = db.session.scalar(
        select(Handover)
        .where(Handover.id == handover_id)
        .options(joinedload(Handover.successor), joinedload(Handover.made_by))
    )
    if row is not None:
        people = (row.appointment.user_id, row.successor_id, row.made_by_id)
        unit = administration.unit_for(actor, row.appointment.organization)
        works = unit.organ.id in {organ.id for organ in administration.own_organs(actor)}
        if actor.user_id in people or works or administration.charge_of(unit).includes(actor):
            return row
    raise NotFound("没有这次交接，或它不在你的可见范围内")


def seals_wanting(row: Handover) -> set[int]:
    """印章待交接: those of the list still in the leaver's keeping."""
    wanted = [item["seal_id"] for item in row.items if item.get("seal_id")]
    if not wanted:
        return set()
    return set(
        db.session.scalars(
            select(Seal.id).where(Seal.id.in_(wanted), Seal.keeper_id == row.appointment.user_id)
        )
    )


def wanting(row: Handover) -> set[int]:
    """待办: the lines, by place, that are still to be done. A seal's is, until its custody has passed; one of the
    contact work, until it is in other hands; any other stays as it was said."""
    seals = seals_wanting(row)
    open_still = contact_estate.still_open(row.appointment.user_id, row.items)
    return {
        at
        for at, item in enumerate(row.items)
        if item["wanting"]
        and (item["seal_id"] is None or item["seal_id"] in seals)
        and (item.get("record_id") is None or at in open_still)
    }


def of_person(user_id: int) -> list[Handover]:
    """交接 of the person's posts and of those they took over, newest first."""
    given: ColumnElement[bool] = Handover.appointment_id.in_(
        select(Appointment.id).where(Appointment.user_id == user_id)
    )
    rows = select(Handover).where(or_(given, Handover.successor_id == user_id))
    return list(db.session.scalars(rows.order_by(Handover.id.desc()).limit(20)))


def _appoint_successor(estate: Estate, choice: Choice, by: User) -> None:
    """The successor's post, opened or widened by the duties that pass."""
    if choice.successor is None:
        return
    day = first_day(choice)
    present = post_of(choice, estate.post)
    if present is None:
        post = Post(choice.title.strip(), estate.post.nature, choice.duties, day)
        appointments.appoint(estate.post.organization, choice.successor, post, by)
        return
    held = {each.duty for each in lasting_duties(present)}
    for duty in choice.duties:
        if duty not in held:
            appointments.begin_duty(present, duty, max(day, present.starts_on))
    db.session.flush()


def _move_link(estate: Estate, choice: Choice, by: User) -> None:
    """联系关系: closed today, and begun anew by the successor where they take it on."""
    link, today = estate.link, clock.today()
    if link is None:
        return
    link.ends_on = max(link.starts_on, today)
    db.session.flush()
    if choice.link_goes_on and choice.successor is not None:
        db.session.add(
            Link(
                user_id=choice.successor.id,
                committee_id=link.committee_id,
                branch_id=link.branch_id,
                starts_on=max(link.starts_on, today),
                recorded_by_id=by.id,
            )
        )
    db.session.flush()


def _let_go(estate: Estate, choice: Choice) -> None:
    """放开签收: from the last day on, the papers the leaver accepted can be accepted anew; no clock has to run."""
    moment = max(clock.now(), datetime.combine(choice.last_day, time()))
    own = {estate.unit.id} if estate.stays_in_organ else estate.places
    mine = select(Submission).where(
        Submission.accepted_by_id == estate.post.user_id,
        Submission.state == State.ACCEPTED,
        Submission.holder_id.in_(own),
        or_(Submission.accepted_until.is_(None), Submission.accepted_until > moment),
    )
    for paper in db.session.scalars(mine.with_for_update(of=Submission)):
        paper.accepted_until = moment
    db.session.flush()
