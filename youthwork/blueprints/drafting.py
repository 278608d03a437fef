"""填报: one drafting screen for any annex, its autosave, its preview, and the two steps an owner begins with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, request, url_for
from markupsafe import escape

from youthwork import clock
from youthwork.blueprints import (
    contact_points,
    contact_units,
    presenting,
    presenting_corrections,
    stepping,
    task_sheets,
)
from youthwork.blueprints.posting import store_posted
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    page_version,
    render,
    see_other,
    user,
)
from youthwork.domain.annex_context import Problem
from youthwork.domain.workflow import EDITABLE, Action
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import Posted, RowsField, bind, names_with_errors
from youthwork.models import Submission
from youthwork.services import scope
from youthwork.services.drafts import annex_context, checking, draft_saves, drafting
from youthwork.services.drafts.checking import Findings
from youthwork.services.drafts.draft_saves import Saved
from youthwork.services.path import cases, corrections, dispatch, filing, impressions
from youthwork.services.printing import faces, reading

blueprint = Blueprint("drafting", __name__, url_prefix="/submissions/<int:submission_id>")

#: What is special to an annex stands above its fields.
_TOOLS = {
    "contact_points": contact_points.tools,
    "contact_units": contact_units.tools,
    "task_sheet": task_sheets.tools,
}


@blueprint.get("/draft")
@login_required
def draft(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if not draft_saves.may_write(submission, user(), actor()):
        return see_other(url_for("submissions.show", submission_id=submission.id))
    return _page(submission)


@blueprint.route("/draft", methods=["POST", "PUT"])
@login_required
def save(submission_id: int) -> Answer:
    """保存: the text first, in a deed of its own; then what the pressed button asked for."""
    submission = find_submission(submission_id)
    saved = store_posted(submission)
    if "X-Autosave" in request.headers:
        return _autosaved(saved)
    then = request.form.get("then", "")
    if saved.clashes:
        return see_other(url_for("drafting.draft", submission_id=submission.id))
    if then == "submit":
        return _before_submitting(submission)
    if then == "preview":
        return see_other(url_for("drafting.preview", submission_id=submission.id))
    if "grid" not in request.form:
        flash(f"已保存 {clock.now():%H:%M}", "done")
    return see_other(url_for("drafting.draft", submission_id=submission.id) + _anchor())


@blueprint.post("/draft/clashes/<int:save_id>")
@login_required
@commits
def clash(submission_id: int, save_id: int) -> Answer:
    """处理另存的文字: mine into the draft, or the draft as it is."""
    submission = find_submission(submission_id)
    draft_saves.settle_clash(submission, user(), save_id, request.form.get("take") == "mine")
    return see_other(url_for("drafting.draft", submission_id=submission.id))


@blueprint.get("/preview")
@login_required
def preview(submission_id: int) -> Answer:
    """看印出来的样子: the face as the paper will have it, from the answers or, while drafting, from the draft."""
    submission = find_submission(submission_id)
    correction = presenting_corrections.banner(submission)
    return render("drafting/preview.html", submission=submission, correction=correction)


@blueprint.get("/face")
@login_required
def face(submission_id: int) -> Answer:
    """版面: the face alone, which the preview frames and a printer prints."""
    submission = find_submission(submission_id)
    annex = cases.annex_of(submission)
    answers = submission.answers
    if submission.state in EDITABLE and draft_saves.may_write(submission, user(), actor()):
        answers = checking.typed_answers(submission, user())
    whole = scope.sees_personal_data(actor(), submission) or impressions.prints_to_press(submission, actor())
    shown = reading.as_reader_sees(annex, answers or {}, whole)
    on_behalf_of = submission.sealing_unit_id not in (None, submission.owner_id)
    return faces.render_face(
        submission.notice.edition_key,
        annex,
        shown,
        filing.paper_heading(submission),
        faces.Marks(current_app.config["IS_DEMO"], on_behalf_of),
        url_for("static", filename="paper.css"),
    )


@blueprint.get("/submittal")
@login_required
def submittal(submission_id: int) -> Answer:
    """提交审签: what will happen, and what the checks still say, before it is pressed."""
    submission = find_submission(submission_id)
    stepping.check(submission, Action.SUBMIT)
    findings = checking.check_draft(submission, user())
    if findings.must:
        return _page(submission, findings)
    plan = cases.plan_route(submission, user().id)
    return stepping.ask(
        submission,
        Action.SUBMIT,
        facts=stepping.plan_facts(plan),
        notes=findings.notes,
        vacancies=plan.vacancies,
    )


@blueprint.post("/submittal")
@login_required
@commits
def create_submittal(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    if not stepping.is_pressed_again(submission, Action.SUBMIT):
        drafting.submit(submission, user(), page_version())
    return stepping.done(submission, "已提交审签")


@blueprint.get("/withdrawal")
@login_required
def withdrawal(submission_id: int) -> Answer:
    return stepping.ask(find_submission(submission_id), Action.WITHDRAW)


@blueprint.post("/withdrawal")
@login_required
@commits
def create_withdrawal(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    dispatch.withdraw(submission, user(), page_version(), request.form.get("reason", ""))
    return stepping.done(submission, "已撤回，可以修改后重新提交")


def _autosaved(saved: Saved) -> Answer:
    if saved.clashes:
        text = f"{saved.clash_with}也改了 {len(saved.clashes)} 处，两份文字都已保留，刷新页面后选择"
    else:
        text = f"已保存 {clock.now():%H:%M}"
    return Response(escape(text), 200, {"X-Revision": str(saved.revision)}, mimetype="text/html")


def _anchor() -> str:
    """Back to the grid whose button was pressed."""
    parts = request.form.get("grid", "").split(":")
    return f"#{parts[1]}" if len(parts) > 1 and parts[1].isidentifier() else ""


def _before_submitting(submission: Submission) -> Answer:
    findings = checking.check_draft(submission, user())
    if findings.must:
        return _page(submission, findings, status=422)
    return see_other(url_for("drafting.submittal", submission_id=submission.id))


def _page(submission: Submission, findings: Findings | None = None, status: int = 200) -> Answer:
    annex = cases.annex_of(submission)
    kept = draft_saves.find_draft(submission)
    context = annex_context.context_for(submission, user())
    form = findings.form if findings else bind(annex, kept.fields)
    problems = findings.must if findings else ()
    grids = [field for field in form if isinstance(field, RowsField)]
    for grid in grids if findings else ():
        grid.drop_blank_rows()
    return render(
        "drafting/draft.html",
        status=status,
        submission=submission,
        annex=annex,
        form=form,
        grids=grids,
        singles=[field for field in form if not isinstance(field, RowsField)],
        known=[
            (name, label, annex.known(context).get(name, "")) for name, label in annex.known_fields.items()
        ],
        problems=problems,
        errors=_errors_beyond(form, problems),
        sources=annex.sources(kept.fields, context),
        suggestions=annex.suggestions(context),
        tools=_TOOLS[annex.key](submission, context) if annex.key in _TOOLS else None,
        draft=kept,
        saved_words=f"已保存 {kept.saved_at:%H:%M}" if kept.saved_at.date() == clock.today() else "已保存",
        clashes=[_clash(each, kept.fields, form) for each in draft_saves.open_clashes(submission)],
        path=presenting.path_steps(submission),
        lead=_lead(submission, annex.minutes),
        due=presenting.due_words(submission.correction_due or submission.due),
        annex_words=presenting.annex_words(submission),
        returned=_last_reason(submission),
        correction=presenting_corrections.banner(submission),
        may_give_up=corrections.may_give_up(submission, actor()),
    )


def _lead(submission: Submission, minutes: int) -> str:
    receiver = cases.route_of(submission, actor()).receiver_name
    return f"填好提交审签，再报 {receiver} · 约 {minutes} 分钟"


def _errors_beyond(form: AnnexForm, problems: tuple[Problem, ...]) -> dict[str, str]:
    """What stands at each input besides what its own field refuses, which the field shows itself."""
    shown = names_with_errors(form)
    found: dict[str, list[str]] = {}
    for problem in problems:
        if problem.field not in shown:
            found.setdefault(problem.field, []).append(problem.message)
    return {name: "；".join(messages) for name, messages in found.items()}


def _last_reason(submission: Submission) -> Any:
    """The words with which the paper came back, if it ever did."""
    if submission.version == 1:
        return None
    return next((event for event in submission.events if event.reason), None)


def _clash(each: Any, current: Posted, form: Any) -> dict[str, Any]:
    labels = {field.name: field.label.text for field in form if not isinstance(field, RowsField)}
    for field in form:
        if isinstance(field, RowsField):
            for number, (_, row) in enumerate(field.rows, start=1):
                labels |= {cell.name: f"第 {number} 行{cell.label.text}" for cell in row}
    pairs = [
        (labels.get(name, "已删去的行"), "、".join(current.get(name, [])), "、".join(mine))
        for name, mine in each.set_aside.items()
    ]
    return {"id": each.id, "who": each.saved_by.name, "when": each.saved_at, "pairs": pairs}
