"""批注: pin a comment to a place of 报送内容, change it, take it away; a page of its own, or in place with htmx."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints.once import once
from youthwork.blueprints.presenting_comments import locate, reviewed
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    render,
    see_other,
    user,
)
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import htmx
from youthwork.models import Submission
from youthwork.services import scope
from youthwork.services.path import cases, comments
from youthwork.services.printing import reading
from youthwork.services.printing.reading import Place

blueprint = Blueprint("comments", __name__, url_prefix="/submissions/<int:submission_id>/comments")


@blueprint.get("/new")
@login_required
def new(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    comments.check_may_comment(submission, actor())
    name = request.args.get("field", "")
    if htmx and "cancel" in request.args:
        return _place(submission, comments.find_place(submission, name))
    return _form(submission, comments.find_place(submission, name))


@blueprint.post("")
@login_required
@commits
@once
def create(submission_id: int) -> Answer:
    submission = find_submission(submission_id)
    try:
        written = comments.write(submission, user(), _posted("field"), _posted("text"), _posted("proposed"))
    except Unacceptable as refusal:
        place = comments.find_place(submission, _posted("field"))
        return _form(submission, place, error=refusal.sentence)
    return _done(submission, written.field, f"已批注：{written.place}")


@blueprint.get("/<int:comment_id>")
@login_required
def edit(submission_id: int, comment_id: int) -> Answer:
    submission = find_submission(submission_id)
    comment = comments.find_pending(submission, user(), comment_id, to_write=False)
    place = comments.find_place(submission, comment.field)
    return _form(submission, place, comment_id, text=comment.text, proposed=comment.proposed or "")


@blueprint.post("/<int:comment_id>")
@login_required
@commits
def rewrite(submission_id: int, comment_id: int) -> Answer:
    submission = find_submission(submission_id)
    try:
        comment = comments.rewrite(submission, user(), comment_id, _posted("text"), _posted("proposed"))
    except Unacceptable as refusal:
        comment = comments.find_pending(submission, user(), comment_id)
        place = comments.find_place(submission, comment.field)
        return _form(submission, place, comment_id, error=refusal.sentence)
    return _done(submission, comment.field, f"批注已改：{comment.place}")


@blueprint.post("/<int:comment_id>/removal")
@login_required
@commits
def remove(submission_id: int, comment_id: int) -> Answer:
    submission = find_submission(submission_id)
    comment = comments.remove(submission, user(), comment_id)
    return _done(submission, comment.field, f"批注已删：{comment.place}")


def _posted(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "")


def _form(
    submission: Submission,
    place: Place,
    comment_id: int | None = None,
    text: str = "",
    proposed: str = "",
    error: str = "",
) -> Answer:
    """The form at its place; with `error` once more, 422, with what was typed."""
    full = scope.sees_personal_data(actor(), submission)
    form = {
        "at": place.drawn_as,
        "place": place.words,
        "field": place.name,
        "quoted": place.masked(place.text, full) if place.column else "",
        "options": _options(submission, place) if comment_id is None else [],
        "takes_text": place.takes_text or (place.name == place.drawn_as and comment_id is None),
        "text": _posted("text") if error else text,
        "proposed": _posted("proposed") if error else proposed,
        "error": error,
        "action": url_for("comments.rewrite", submission_id=submission.id, comment_id=comment_id)
        if comment_id
        else url_for("comments.create", submission_id=submission.id),
        "cancel": url_for("comments.new", submission_id=submission.id, field=place.name, cancel=1),
        "back": url_for("submissions.show", submission_id=submission.id) + f"#at-{place.drawn_as}",
    }
    if htmx:
        return _place(submission, place, form, 422 if error else 200)
    return render(
        "comments/edit.html",
        status=422 if error else 200,
        submission=submission,
        title=f"批注：{place.words}",
        form=form,
    )


def _options(submission: Submission, place: Place) -> list[tuple[str, str]]:
    """批在哪里: the row as a whole, or one of its cells."""
    every = reading.places(cases.annex_of(submission), submission.answers or {})
    cells = [each for each in every.values() if each.drawn_as == place.drawn_as and each.column]
    if place.drawn_as not in every or len(cells) < 2:
        return []
    return [(place.drawn_as, "整行"), *((each.name, each.column.label) for each in cells if each.column)]


def _place(
    submission: Submission, place: Place, form: dict[str, Any] | None = None, status: int = 200
) -> Answer:
    """The place alone, drawn anew; what was just done is said in the page's status line."""
    page = reviewed(submission)
    section, row, cell = locate(page.sections, place.drawn_as)
    return render(
        "review/_place.html",
        status=status,
        submission=submission,
        pins=page.pins,
        section=section,
        row=row,
        cell=cell,
        comment_form=form,
    )


def _done(submission: Submission, name: str, words: str) -> Answer:
    place = comments.find_place(submission, name)
    if htmx:
        return _place(submission, place)
    flash(words, "done")
    return see_other(url_for("submissions.show", submission_id=submission.id) + f"#at-{place.drawn_as}")
