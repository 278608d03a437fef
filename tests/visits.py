"""夜访 for tests: a record and what a visit adds to it, written as a page writes them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tests.conftest import make_app
from tests.contact_work import add_activity
from tests.factories import Cast
from youthwork.domain.errors import AlreadyMoved
from youthwork.domain.night_visits import VisitKind
from youthwork.extensions import db
from youthwork.models import NightVisit, User, VisitProblem
from youthwork.services import transactions
from youthwork.services.contact_work.visits import problems, visits
from youthwork.services.contact_work.visits.problems import ProblemGiven
from youthwork.services.contact_work.visits.visits import VisitGiven
from youthwork.services.posts import actor_of

TROUBLED, CLASS = VisitKind.TROUBLED_YOUTH, VisitKind.CLASS


def add_visit(
    cast: Cast,
    username: str = "zhou",
    kind: VisitKind = CLASS,
    *,
    visited: str = "",
    name: str = "",
    is_protected: bool = False,
    person_id: int | None = None,
    must_do: str = "开展了一次主题团日",
    problems: tuple[ProblemGiven, ...] = (),
    **activity: Any,
) -> NightVisit:
    """记一次夜访 of this person, flushed; the caller commits. A 一访 and a name are protected without being told."""
    given = VisitGiven(
        kind,
        visited,
        is_protected or kind is TROUBLED or bool(name),
        person_id,
        name,
        must_do,
        problems,
    )
    row = add_activity(cast, username, purposes=activity.pop("purposes", ("night_visit",)), **activity)
    return visits.put(row, given, cast.person(username)).visit


def add_problem(
    cast: Cast, username: str = "zhou", owner: str = "", category: str = "学习就学", text: str = "想转学"
) -> VisitProblem:
    """A visit of its own with one problem, given to `owner`, else to the visitor."""
    owner_id = cast.person(owner).id if owner else None
    visit = add_visit(cast, username, problems=(ProblemGiven(category, text, owner_id),))
    return visit.problems[0]


def solve_at_once(url: str, place: str, problem_id: int, person_id: int) -> None:
    """已解决, in a process of its own, from the page of version 1; what came of it goes into a file."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        try:
            with transactions.deed():
                person = db.session.get_one(User, person_id)
                problem = problems.find_problem(actor_of(person), problem_id)
                given = problems.StepGiven(problems.ProblemAction.SOLVE, f"办好了 {os.getpid()}")
                problems.take_step(problem, actor_of(person), person, given, 1)
            said = "done"
        except AlreadyMoved:
            said = "moved"
        (Path(place) / f"solved-{os.getpid()}").write_text(said)
