"""审核: the receiving side's steps up to filing."""

from __future__ import annotations

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound, StepNotAllowed
from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.numbering import Series, intake_number, period_of
from youthwork.domain.routing import route
from youthwork.domain.workflow import Action
from youthwork.extensions import db
from youthwork.models import Organization, Submission, User
from youthwork.services import posts
from youthwork.services.numbers import next_number
from youthwork.services.path import returning, stages
from youthwork.services.path.cases import annex_of
from youthwork.services.path.impressions import mark_unused
from youthwork.services.path.returning import Handout
from youthwork.services.path.stages import Decided
from youthwork.services.path.steps import Step, check_open, take_step
from youthwork.services.tree import unit_of


def accept(submission: Submission, user: User, version: int | None) -> None:
    """签收: take the paper up; the lock names its holder and releases itself after the annex's days."""
    take_step(submission, user, Step(Action.ACCEPT, version))


def return_(
    submission: Submission,
    user: User,
    version: int | None,
    reason: str = "",
    handout: Handout | None = None,
) -> None:
    """退回补正: a new round begins, open where comments are pinned; the old impression stays in the register,
    marked 未用于备案."""
    returning.give_back(submission, user, Step(Action.RETURN, version, reason), handout)
    mark_unused(submission, "退回补正")


def departments_beside(submission: Submission) -> list[Organization]:
    """转办可选: the other open departments of the receiving organ."""
    assert submission.receiver_id is not None
    organ = unit_of(submission.receiver_id).organ
    return list(
        db.session.scalars(
            select(Organization)
            .where(
                Organization.parent_id == organ.id,
                Organization.type == OrganizationType.DEPARTMENT,
                Organization.closed_on.is_(None),
                Organization.id != submission.receiver_id,
            )
            .order_by(Organization.position, Organization.id)
        )
    )


def reassign(
    submission: Submission, user: User, version: int | None, department_id: int | None, reason: str = ""
) -> None:
    """转办: to another department of the same organ, which accepts it anew."""
    check_open(submission, Action.REASSIGN, version)
    target = next((each for each in departments_beside(submission) if each.id == department_id), None)
    if department_id is not None and target is None:
        raise NotFound("只能转给本机关的其他内设部门")
    note = f"转给{target.common_name}" if target else ""
    take_step(submission, user, Step(Action.REASSIGN, version, reason, note, department_id))
    if target is not None:
        submission.route_reason = f"{submission.route_reason}；由{user.name}转办至{target.common_name}"[:300]


def forward(
    submission: Submission,
    user: User,
    version: int | None,
    opinion: str = "",
    decided: Decided | None = None,
) -> None:
    """转报: one level up, with an opinion where there is one; only annexes that climb (decision 8).

    What every level decides on (`decided`) is kept with the step.
    """
    check_open(submission, Action.FORWARD, version)
    assert submission.receiver_id is not None
    from_id = submission.receiver_id
    annex = annex_of(submission)
    organ = unit_of(submission.receiver_id).organ
    if organ.superior is None:
        raise StepNotAllowed(f"{organ.name}没有上级团组织，不能再转报")
    stages.check(submission, decided)
    path = route(
        annex.receiving, organ, paper=annex.short_title, issuer_id=stages.first_issuer_id(submission)
    )
    if not posts.people_with([Duty.REVIEWER, Duty.SIGNER], unit_of(path.receiver_id)):
        raise StepNotAllowed(f"{path.receiver_name}没有能审核这件的人，暂时不能转报")
    event = take_step(
        submission,
        user,
        Step(Action.FORWARD, version, opinion, f"转报{path.receiver_name}", path.receiver_id),
    )
    if decided is not None:
        stages.keep(event, submission, from_id, decided, user)
    today = clock.today()
    number = next_number(unit_of(path.receiver_id).organ.id, Series.INTAKE, period_of(Series.INTAKE, today))
    submission.intake_number = intake_number(today, number)
    submission.route_reason = path.reason
