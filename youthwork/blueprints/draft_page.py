"""填报页: what the drafting screen shows: the annex's fields as they were typed, and what stands beside them."""

from __future__ import annotations

from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.blueprints import (
    activity_news,
    carrying,
    contact_points,
    contact_units,
    draft_answers,
    monthly_reports,
    presenting,
    presenting_asked,
    presenting_corrections,
    presenting_evidence,
    presenting_returned,
    presenting_sources,
    task_sheets,
)
from youthwork.blueprints.web import Answer, actor, render, user
from youthwork.domain.annex_context import AnnexContext, Problem
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import LongText, Posted, RowsField, answers_of, bind, names_with_errors
from youthwork.models import Submission
from youthwork.services import standing
from youthwork.services.beside import Beside
from youthwork.services.drafts import annex_context, checking, draft_leftovers, draft_saves
from youthwork.services.drafts.checking import Findings
from youthwork.services.notices import minutes
from youthwork.services.path import cases, corrections

#: What is special to an annex stands above its fields.
_TOOLS = {
    "contact_points": contact_points.tools,
    "contact_units": contact_units.tools,
    "task_sheet": task_sheets.tools,
    "activity_news": activity_news.tools,
    "monthly_report": monthly_reports.tools,
}


def draft_page(
    submission: Submission, findings: Findings | None = None, status: int = 200, beside: Beside | None = None
) -> Answer:
    """The screen of one draft; `beside` where it is known what stands beside it."""
    annex = cases.annex_of(submission)
    kept = draft_saves.find_draft(submission)
    context = annex_context.context_for(submission, user())
    form = findings.form if findings else bind(annex, kept.fields)
    problems = findings.must if findings else ()
    grids = [field for field in form if isinstance(field, RowsField)]
    singles = [field for field in form if not isinstance(field, RowsField)]
    tools = _TOOLS[annex.key](submission, context) if annex.key in _TOOLS else None
    known = annex.known(context)
    for grid in grids if findings else ():
        grid.drop_blank_rows()
    return render(
        "drafting/draft.html",
        status=status,
        submission=submission,
        annex=annex,
        heading=annex.headed(submission.period),
        form=form,
        grids=grids,
        singles=[field for field in singles if not isinstance(field, LongText)],
        texts=[field for field in singles if isinstance(field, LongText)],
        known=[
            (name, label, known.get(name, ""))
            for name, label in annex.known_fields.items()
            if not tools or name not in tools.get("shown", ())
        ],
        problems=problems,
        errors=_errors_beyond(form, problems),
        **_known_from(submission, annex, form, kept.fields, context, tools),
        suggestions=annex.suggestions(context),
        tools=tools,
        draft=kept,
        saved_words=f"已保存 {kept.saved_at:%H:%M}" if kept.saved_at.date() == clock.today() else "已保存",
        clashes=draft_answers.open_clashes(submission, kept.fields)
        if beside is None or beside.has_clashes
        else [],
        leftovers=draft_leftovers.leftovers(submission),
        path=presenting.path_steps(submission),
        standing=standing.of(submission),
        lead=_lead(submission),
        **_asked(submission),
        due=presenting.due_words(standing.due_of(submission)),
        annex_words=presenting.annex_words(submission),
        returned=presenting_returned.on_draft(submission, form, context, problems if findings else None),
        correction=presenting_corrections.banner(submission),
        evidence=presenting_evidence.of_submission(submission, beside is None or beside.has_evidence),
        may_give_up=corrections.may_give_up(submission, actor()),
    )


def _known_from(
    submission: Submission,
    annex: type[AnnexForm],
    form: AnnexForm,
    fields: Posted,
    context: AnnexContext,
    tools: dict[str, Any] | None,
) -> dict[str, Any]:
    """来自…: under each input, as a count, and what last period's form has to offer."""
    typed = {**answers_of(form), **annex.known(context)}
    derived = checking.all_derived(submission, annex, typed, context, fields)
    notes, summary = presenting_sources.of_draft(annex, derived, typed, context)
    return {
        "sources": {**(tools.get("notes", {}) if tools else {}), **notes},
        "source_summary": summary,
        "last_period": carrying.offered(submission, context.last, fields),
    }


def _lead(submission: Submission) -> str:
    receiver = cases.route_of(submission, actor()).receiver_name
    return f"填好提交审签，再报 {receiver}"


def _asked(submission: Submission) -> dict[str, Any]:
    """约几分钟，依据什么，有效至哪天; the urgent reason; and where to say that the form is not needed."""
    notice = submission.notice
    form = notice.edition_key, submission.annex_key
    return {
        "asked_line": presenting_asked.asked_line(notice, minutes.estimates([form])[form]),
        "urgent_words": presenting_asked.urgent_words(notice),
        "needless_url": presenting_asked.needless_url(notice, submission.annex_key),
        "request_url": None
        if submission.first_sent_at or submission.corrects_id or cases.annex_of(submission).is_voluntary
        else url_for("asking.of_paper", submission_id=submission.id),
    }


def _errors_beyond(form: AnnexForm, problems: tuple[Problem, ...]) -> dict[str, str]:
    """What stands at each input besides what its own field refuses, which the field shows itself."""
    shown = names_with_errors(form)
    found: dict[str, list[str]] = {}
    for problem in problems:
        if problem.field not in shown:
            found.setdefault(problem.field, []).append(problem.message)
    return {name: "；".join(messages) for name, messages in found.items()}
