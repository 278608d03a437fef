"""填报页: what the drafting screen shows: the annex's fields as they were typed, and what stands beside them."""

from __future__ import annotations

from typing import Any

from youthwork import clock
from youthwork.blueprints import (
    contact_points,
    contact_units,
    presenting,
    presenting_corrections,
    task_sheets,
)
from youthwork.blueprints.web import Answer, actor, render, user
from youthwork.domain.annex_context import Problem
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import Posted, RowsField, bind, names_with_errors
from youthwork.models import Submission
from youthwork.services.drafts import annex_context, draft_saves
from youthwork.services.drafts.checking import Findings
from youthwork.services.path import cases, corrections

#: What is special to an annex stands above its fields.
_TOOLS = {
    "contact_points": contact_points.tools,
    "contact_units": contact_units.tools,
    "task_sheet": task_sheets.tools,
}


def draft_page(submission: Submission, findings: Findings | None = None, status: int = 200) -> Answer:
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
