"""夜访问题: the lists of those one sees to, found, or looks after; each with its steps to the end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints import presenting_visits as shown
from youthwork.blueprints import protected_names, veiled
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    page_version,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import Unacceptable
from youthwork.domain.night_visits import CATEGORIES, ProblemAction, ProblemState
from youthwork.forms.visits import StepForm
from youthwork.models import VisitProblem
from youthwork.services.contact_work.visits import problem_lists, problems, visit_lists, visits
from youthwork.services.contact_work.visits.problem_lists import Asked, Whose
from youthwork.services.contact_work.visits.problems import StepGiven, StepRefused

blueprint = Blueprint("visit_problems", __name__, url_prefix="/visits/problems")

#: Which list: the word in the address → whose problems.
_LISTS = {"mine": Whose.MINE, "found": Whose.FOUND, "organ": Whose.ORGAN}
_STATES = {
    "open": (None, False, "没有办完的"),
    "waiting": (ProblemState.OPEN, False, "待办"),
    "doing": (ProblemState.UNDER_WAY, False, "办理中"),
    "solved": (ProblemState.SOLVED, False, "已解决"),
    "explained": (ProblemState.EXPLAINED, False, "已说明"),
    "all": (None, True, "全部"),
}


@blueprint.get("")
@login_required
def index() -> Answer:
    """问题清单; what waits longest comes first."""
    whose, state, category = _asked()
    chosen = Asked(_LISTS[whose], _STATES[state][0], _STATES[state][1], category)
    found = problem_lists.page_of(actor(), chosen, request.args.get("beyond", type=row_number))
    rows = found[: problem_lists.PAGE]
    here: dict[str, Any] = {"whose": whose, "state": state, "category": category or None}
    more = len(found) > problem_lists.PAGE
    veiled.prepare({each.visit.activity.person_id for each in rows})
    return render(
        "visits/problems.html",
        tabs=[
            (words.value, url_for(".index", whose=key), key == whose)
            for key, words in _LISTS.items()
            if key != "organ" or visit_lists.organs_read_by(actor())
        ],
        states=[
            (words, url_for(".index", **{**here, "state": key}), key == state)
            for key, (_, _, words) in _STATES.items()
        ],
        categories=[
            (word, url_for(".index", **{**here, "category": word}), word == category) for word in CATEGORIES
        ],
        any_url=url_for(".index", **{**here, "category": None}),
        category=category,
        shows_unit=whose == "organ",
        rows=[shown.problem_row(each) for each in rows],
        next_url=url_for(".index", **here, beyond=rows[-1].id) if more else None,
    )


@blueprint.get("/<int:problem_id>")
@login_required
def show(problem_id: int) -> Answer:
    return _page(problems.find_problem(actor(), problem_id), StepForm(), 200)


@blueprint.post("/<int:problem_id>/steps")
@login_required
@commits
@once
def step(problem_id: int) -> Answer:
    """办理一步: what the pressed button says."""
    problem = problems.find_problem(actor(), problem_id)
    form = StepForm(request.form)
    _offer(problem, form)
    if not form.validate() or not protected_names.settle(form, form.words):
        return _page(problem, form, 422)
    given = StepGiven(
        ProblemAction(form.action.data),
        form.words.data or "",
        problems.row_id(form.owner.data),
        form.due.day if form.due.data else None,
    )
    try:
        problems.take_step(problem, actor(), user(), given, page_version() or 0)
    except StepRefused as refused:
        form[refused.field].errors = [*form[refused.field].errors, refused.sentence]
        return _page(problem, form, 422)
    flash(_DONE.get(given.action, "已记下").format(problem.owner.name), "done")
    return see_other(url_for(".show", problem_id=problem_id))


_DONE = {
    ProblemAction.BEGIN: "已开始办理",
    ProblemAction.HAND_OVER: "已移交给{}，并告知",
    ProblemAction.SOLVE: "已解决，已告知走访人",
    ProblemAction.EXPLAIN: "已说明，已告知走访人",
    ProblemAction.REOPEN: "已重新办理",
}


def _offer(problem: VisitProblem, form: StepForm) -> None:
    form.offer(
        [each.action for each in problems.moves(problem, actor())],
        problems.colleagues([problem.organization_id], but=problem.owner_id),
    )


def _page(problem: VisitProblem, form: StepForm, status: int) -> Answer:
    moves = problems.moves(problem, actor())
    _offer(problem, form)
    activity = problem.visit.activity
    return render(
        "visits/problem.html",
        status=status,
        problem=problem,
        row=shown.problem_row(problem),
        facts=_facts(problem),
        visit_url=url_for("visits.show", activity_id=activity.id) if _sees_visit(problem) else None,
        steps=[shown.step_row(each, at == 0) for at, each in enumerate(reversed(problem.steps))],
        actions=[each.action for each in moves],
        form=form,
        is_withdrawn=activity.withdrawn_at is not None,
    )


def _facts(problem: VisitProblem) -> list[tuple[str, ...]]:
    visit = problem.visit
    activity = visit.activity
    due = long_date(problem.due_on) if problem.due_on else "没有定"
    whom = veiled.beside(activity, visits.shown_to(visit, actor())) or visit.kind.value
    return [
        ("承办人", problem.owner.name, problem.organization.common_name),
        ("办理期限", due),
        ("发现", long_date(problem.found_at.date())),
        ("来自", f"{activity.person.name}的夜访", f"{long_date(activity.starts_at.date())} · {whom}"),
    ]


def _sees_visit(problem: VisitProblem) -> bool:
    """Who had a problem handed over reads the problem, not the whole record."""
    return visit_lists.is_seen(actor(), problem.visit_id)


def _asked() -> tuple[str, str, str]:
    """Which list, in which state, of which category; what is not understood is the usual."""
    given: dict[str, Any] = {name: request.args.get(name, "") for name in ("whose", "state", "category")}
    whose = given["whose"] if given["whose"] in _LISTS else "mine"
    if whose == "organ" and not visit_lists.organs_read_by(actor()):
        raise Unacceptable("本单位的问题清单由有审核、签发、经办等职责的同志查看")
    state = given["state"] if given["state"] in _STATES else "open"
    return whose, state, given["category"] if given["category"] in CATEGORIES else ""
