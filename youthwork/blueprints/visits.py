"""夜访: one's own of a year, an organ's with its figures, and each with whom it was made to, masked, and its paper."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from youthwork import clock
from youthwork.blueprints import downloads, protected_names, veiled
from youthwork.blueprints import presenting_visits as shown
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.calendar import long_date
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.night_visits import ProblemState, VisitKind
from youthwork.forms.visits import FoundForm, ReasonForm
from youthwork.models import NightVisit
from youthwork.services.contact_work.records import records
from youthwork.services.contact_work.visits import (
    problem_lists,
    problems,
    protected,
    visit_lists,
    visit_paper,
    visits,
)
from youthwork.services.contact_work.visits.visit_lists import FIRST_YEAR, Scope

blueprint = Blueprint("visits", __name__, url_prefix="/visits")


@blueprint.get("")
@login_required
def index() -> Answer:
    """我的夜访 of a year, what I have to see to, and the way to the organ's."""
    year = _year()
    is_cadre = any(duty is Duty.CADRE for duty, _ in actor().posts)
    progress = visit_lists.progress_of(user().id, year)
    least = progress.counter.least_minutes
    own = visit_lists.visits_of(user().id, year)
    veiled.prepare({each.activity.person_id for each in own})
    rows = [shown.visit_row(each, actor(), least) for each in own]
    return render(
        "visits/index.html",
        year=year,
        years=_years(year, "visits.index"),
        card=shown.year_card(progress) if is_cadre else None,
        rows=rows,
        waiting=problem_lists.waiting_for(user().id),
        organs=visit_lists.organs_read_by(actor()),
        is_cadre=is_cadre,
    )


@blueprint.get("/organs/<int:organization_id>")
@login_required
def organ(organization_id: int) -> Answer:
    """本单位的夜访: the figures, the problems by state and category, the visits."""
    year, is_beneath = _year(), request.args.get("beneath") == "1"
    found = visit_lists.find_organ(actor(), organization_id)
    scope = Scope(found, year, is_beneath)
    figures = visit_lists.figures_of(scope)
    listed = visit_lists.page_of(scope, request.args.get("before", type=row_number))
    here: dict[str, Any] = {"organization_id": organization_id, "beneath": "1" if is_beneath else None}
    more = len(listed) > visit_lists.PAGE
    last = listed[: visit_lists.PAGE]
    veiled.prepare({each.activity.person_id for each in last})
    return render(
        "visits/organ.html",
        organ=found,
        organs=visit_lists.organs_read_by(actor()),
        year=year,
        years=_years(year, "visits.organ", **here),
        is_beneath=is_beneath,
        other_url=url_for(
            "visits.organ",
            organization_id=organization_id,
            year=year,
            beneath=None if is_beneath else "1",
        ),
        as_of=f"{long_date(clock.today())} {clock.now():%H:%M}",
        figures=figures,
        open_=figures.problems_in(ProblemState.OPEN, ProblemState.UNDER_WAY),
        over=figures.problems_in(ProblemState.SOLVED, ProblemState.EXPLAINED),
        kinds=[(kind.value, figures.kinds.get(kind, 0)) for kind in VisitKind],
        states=[state.value for state in ProblemState],
        chart=shown.chart(figures),
        rows=[shown.visit_row(each, actor(), figures.least_minutes) for each in last],
        older_url=url_for("visits.organ", **here, year=year, before=last[-1].activity_id) if more else None,
    )


@blueprint.get("/<int:activity_id>")
@login_required
def show(activity_id: int) -> Answer:
    return _page(visit_lists.find_visit(actor(), activity_id))


@blueprint.get("/<int:activity_id>/paper.pdf")
@login_required
def paper(activity_id: int) -> Response:
    """夜访记录表, with the code and the masked name only, whoever prints it."""
    visit = visit_lists.find_visit(actor(), activity_id)
    content = visit_paper.paper_of(visit, user())
    return downloads.send(content, downloads.PDF, f"夜访记录表{visit.activity.starts_at:%Y%m%d}.pdf")


@blueprint.post("/<int:activity_id>/name")
@login_required
@commits
def reveal(activity_id: int) -> Answer:
    """查看姓名: shown in this one answer; opened again, the page shows the code."""
    visit = visit_lists.find_visit(actor(), activity_id)
    form = ReasonForm(request.form)
    if not form.validate():
        return _page(visit, 422, reason=form)
    return _page(visit, name=protected.reveal(user(), visit, form.reason.data or ""))


@blueprint.post("/<int:activity_id>/name/forgetting")
@login_required
@commits
def forget(activity_id: int) -> Answer:
    """删去姓名."""
    visit = visit_lists.find_visit(actor(), activity_id)
    protected.forget(user(), visit)
    flash("姓名已删去，代称留着", "done")
    return see_other(url_for(".show", activity_id=activity_id))


@blueprint.post("/<int:activity_id>/problems")
@login_required
@commits
@once
def add_problem(activity_id: int) -> Answer:
    """补记一个问题 after the visit was recorded."""
    visit = visit_lists.find_visit(actor(), activity_id)
    if not records.may_correct(actor(), visit.activity):
        raise NotFound("问题由走访人或本单位经办人登记")
    form = FoundForm(request.form)
    form.offer(_colleagues(visit))
    if form.validate() and protected_names.settle(form, form.text):
        problem = problems.find(visit, problems.given_from(form), user())
        flash(f"已登记，由{problem.owner.name}办理", "done")
        return see_other(url_for(".show", activity_id=activity_id) + "#problems")
    return _page(visit, 422, found=form)


def _page(
    visit: NightVisit,
    status: int = 200,
    name: str = "",
    reason: ReasonForm | None = None,
    found: FoundForm | None = None,
) -> Answer:
    may_add = records.may_correct(actor(), visit.activity)
    form = found or FoundForm()
    if may_add:
        form.offer(_colleagues(visit))
    return render(
        "visits/show.html",
        status=status,
        visit=visit,
        activity=visit.activity,
        topic=veiled.texts(visit.activity)["topic"],
        facts=shown.visit_facts(visit, actor(), visit_lists.least_minutes_of(visit)),
        alias=visits.shown_to(visit, actor()) if visit.subject else "",
        may_read=protected.may_read(user(), visit),
        name=name,
        reason=reason or ReasonForm(),
        asks_reason=reason is not None,
        problems=[shown.problem_row(each) for each in visit.problems],
        form=form if may_add else None,
        adds=found is not None,
    )


def _colleagues(visit: NightVisit) -> list[tuple[int, str]]:
    return problems.colleagues([visit.activity.organization_id], but=visit.activity.person_id)


def _year() -> int:
    """The year that is asked for; this one where it is none there could be records of."""
    this = clock.today().year
    asked = request.args.get("year", type=row_number)
    return asked if asked is not None and FIRST_YEAR <= asked <= this else this


def _years(year: int, endpoint: str, **here: Any) -> list[tuple[str, str, bool]]:
    """This year and the two before it: (word, address, whether it is shown)."""
    this = clock.today().year
    listed = sorted({*range(max(FIRST_YEAR, this - 2), this + 1), year}, reverse=True)
    return [(f"{each} 年", url_for(endpoint, **here, year=each), each == year) for each in listed]
