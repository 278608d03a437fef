"""夜访发现的问题: written down, given to somebody, followed to 已解决 or 已说明 (`domain/night_visits.py` has the table).

Messages name the category and the day alone: what the problem is, is read where it may be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.duties import Duty
from youthwork.domain.errors import AlreadyMoved, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.night_visits import (
    CATEGORIES,
    ProblemAction,
    ProblemMove,
    ProblemPart,
    ProblemState,
    problem_moves,
)
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.visits import ProblemRow
from youthwork.models import Activity, MessageKind, NightVisit, ProblemStep, User, VisitProblem
from youthwork.services import audit, posts
from youthwork.services.contact_work.records import records
from youthwork.services.messages.telling import tell


@dataclass(frozen=True)
class ProblemGiven:
    """一个问题 as it was written down; without an owner it is the finder's own."""

    category: str
    text: str
    owner_id: int | None = None
    due_on: date | None = None


@dataclass(frozen=True)
class StepGiven:
    """办理的一步 as it was filled in; `owner_id` is asked for at 移交 alone, the date may come with any step."""

    action: ProblemAction
    words: str = ""
    owner_id: int | None = None
    due_on: date | None = None


class StepRefused(Unacceptable):
    """The step lacks something; `field` is the input the sentence speaks of."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def given_from(row: ProblemRow) -> ProblemGiven:
    """What a row says, once the form is valid; of an invalid one what can be read."""
    due = row.due.day if row.due.data and not row.due.errors else None
    return ProblemGiven(row.category.data or "", row.text.data or "", row_id(row.owner.data), due)


def row_id(text: str | None) -> int | None:
    """The row a choice names; what can name none is none."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None


def colleagues(organ_ids: Collection[int], but: int | None = None) -> list[tuple[int, str]]:
    """团干部 of these organs today, by id and name: who may answer for a problem."""
    found = {post.user_id: post.user.name for organ_id in organ_ids for post in posts.cadres_of(organ_id)}
    return [(id_, name) for id_, name in found.items() if id_ != but]


def find(visit: NightVisit, given: ProblemGiven, by: User) -> VisitProblem:
    """登记问题, within the caller's deed; the same words on the same visit again are the same problem.

    Raises `Unacceptable` for an owner who is no cadre of the visitor's organ.
    """
    for there in visit.problems:
        if (there.category, there.text) == (given.category, given.text):
            return there
    assert given.category in CATEGORIES, "the form offers no other"
    activity, now = visit.activity, clock.now()
    owner = _owner(activity.organization_id, given.owner_id) if given.owner_id else activity.person
    problem = VisitProblem(
        organization_id=activity.organization_id,
        category=given.category,
        text=given.text,
        state=ProblemState.OPEN,
        owner=owner,
        due_on=given.due_on,
        found_at=now,
        state_since=now,
    )
    visit.problems.append(problem)
    _record(problem, ProblemAction.FIND, by, "")
    if owner.id != by.id:
        _tell(problem, owner, by, "请你办理", due=given.due_on)
    return problem


def take_step(problem: VisitProblem, actor: Actor, by: User, given: StepGiven, version: int) -> None:
    """办理一步, within the caller's deed. `version` is that of the page.

    Raises `AlreadyMoved` where somebody was faster, `StepNotAllowed` where the table has no such move for this
    person, `StepRefused` with the field that lacks something.
    """
    _lock(problem, version)
    move = _move(problem, actor, given)
    owner = _next_owner(problem, given)
    state = move.to or problem.state
    if state is not problem.state:
        problem.state, problem.state_since = state, clock.now()
    before, problem.owner = problem.owner, owner
    problem.due_on = given.due_on or problem.due_on
    problem.version += 1
    _record(problem, given.action, by, given.words)
    _tell_of(problem, given.action, before, by)


def _lock(problem: VisitProblem, version: int) -> None:
    db.session.flush()
    db.session.refresh(problem, with_for_update={"of": VisitProblem})
    if problem.version != version:
        last = problem.steps[-1]
        raise AlreadyMoved(
            f"打开这一页之后，{last.by.name}已于 {last.at:%H:%M} {last.action.value}，现在是“{problem.state.value}”。"
            "请核对下面的经过再办"
        )


def _move(problem: VisitProblem, actor: Actor, given: StepGiven) -> ProblemMove:
    for move in moves(problem, actor):
        if move.action is given.action:
            if move.words_for and not given.words.strip():
                raise StepRefused("words", f"请写明{move.words_for}")
            return move
    raise StepNotAllowed(
        f"这个问题现在是“{problem.state.value}”，由{problem.owner.name}承办，"
        f"你不能{given.action.value}；可办的几步列在页面上"
    )


def moves(problem: VisitProblem, actor: Actor) -> list[ProblemMove]:
    """可办的各步 for this person; none at a record that was withdrawn."""
    if problem.visit.activity.withdrawn_at is not None:
        return []
    return problem_moves(problem.state, parts_of(problem, actor))


def parts_of(problem: VisitProblem, actor: Actor) -> frozenset[ProblemPart]:
    """承办人, 走访人, 经办人: as what this person stands to the problem."""
    is_keeper = any(
        duty is Duty.CLERK and unit.organ.id == problem.organization_id for duty, unit in actor.posts
    )
    found = {
        ProblemPart.OWNER: problem.owner_id == actor.user_id,
        ProblemPart.VISITOR: problem.visit.activity.person_id == actor.user_id,
        ProblemPart.KEEPER: is_keeper,
    }
    return frozenset(part for part, holds in found.items() if holds)


def _next_owner(problem: VisitProblem, given: StepGiven) -> User:
    if given.action is not ProblemAction.HAND_OVER:
        return problem.owner
    if given.owner_id is None:
        raise StepRefused("owner", "请选择移交给谁")
    if given.owner_id == problem.owner_id:
        raise StepRefused("owner", f"现在就是{problem.owner.name}承办，请选另一位同志")
    return _owner(problem.organization_id, given.owner_id)


def _owner(organ_id: int, person_id: int) -> User:
    if person_id not in dict(colleagues([organ_id])):
        raise StepRefused("owner", "承办人要是本单位现任的团干部，请重新选择")
    return db.session.get_one(User, person_id)


def _record(problem: VisitProblem, action: ProblemAction, by: User, words: str) -> None:
    problem.steps.append(
        ProblemStep(
            at=clock.now(),
            by=by,
            action=action,
            state=problem.state,
            owner=problem.owner,
            words=words.strip(),
        )
    )
    db.session.flush()
    said = f"{by.name}：夜访问题 {problem.id}（{problem.category}）{action.value}"
    audit.record("problem", said, by.id)


def _tell_of(problem: VisitProblem, action: ProblemAction, before: User, by: User) -> None:
    """Who must act now, and who waited for it, learn of a step."""
    visitor = problem.visit.activity.person
    if action is ProblemAction.HAND_OVER:
        _tell(problem, problem.owner, by, "请你办理", due=problem.due_on)
        _tell(problem, before, by, f"已移交给{problem.owner.name}", but=problem.owner)
    elif action is ProblemAction.REOPEN:
        _tell(problem, problem.owner, by, "请重新办理", due=problem.due_on)
    elif action is ProblemAction.NOTE:
        _tell(problem, problem.owner, by, "有新的进展")
    elif problem.state.is_over:
        _tell(problem, visitor, by, action.value)


def _tell(
    problem: VisitProblem,
    to: User,
    by: User,
    what: str,
    due: date | None = None,
    but: User | None = None,
) -> None:
    if but is not None and but.id == to.id:
        return
    tell(
        to,
        MessageKind.PROBLEM,
        once=f"problem:{problem.id}:{problem.version}",
        title=f"{what}：{long_date(problem.visit.activity.starts_at.date())}夜访发现的问题（{problem.category}）",
        words="打开查看问题和经过。",
        url=f"/visits/problems/{problem.id}",
        due=due,
        sender=by.name,
        but=by,
    )


def find_problem(actor: Actor, problem_id: int) -> VisitProblem:
    """The problem, if it is in this person's sight: by its record, or by having had a hand in it."""
    mine = select(ProblemStep.problem_id).where(
        or_(ProblemStep.by_id == actor.user_id, ProblemStep.owner_id == actor.user_id)
    )
    seen = records.visible_activities(actor).with_only_columns(Activity.id)
    found = db.session.scalar(
        select(VisitProblem).where(
            VisitProblem.id == problem_id,
            or_(VisitProblem.visit_id.in_(seen), VisitProblem.id.in_(mine)),
        )
    )
    if found is None:
        raise NotFound("没有这个问题，或它不在你的可见范围内")
    return found
