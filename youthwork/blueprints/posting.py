"""草稿怎样提交上来: from the posted form to a save. Shared by the drafting screen and the annexes' own buttons."""

from __future__ import annotations

import secrets

from flask import request
from werkzeug.datastructures import MultiDict

from youthwork.blueprints.web import row_number, user
from youthwork.domain.errors import StepNotAllowed
from youthwork.forms.drafts import grid_step
from youthwork.forms.fields import Posted, RowsField
from youthwork.models import Submission
from youthwork.services import transactions
from youthwork.services.drafts import draft_saves
from youthwork.services.drafts.draft_saves import Save, Saved
from youthwork.services.path import cases

#: Posted beside the draft, not part of it.
_CONTROLS = {"csrf_token", "client_id", "base_revision", "sequence", "grid", "then"}


def store_posted(submission: Submission) -> Saved:
    """Save what the page posted in a deed of its own, so that nothing refused later can take the text along."""
    form: MultiDict[str, str] = request.form
    save = Save(
        posted_draft(submission),
        form.get("base_revision", 0, row_number),
        form.get("client_id", "")[:40],
        form.get("sequence", 0, row_number),
    )
    person = user()
    try:
        with transactions.deed():
            return draft_saves.save_draft(submission, person, save)
    except StepNotAllowed:
        with transactions.deed():
            draft_saves.keep_late(submission, person, save)
        raise


def posted_draft(submission: Submission) -> Posted:
    """The draft as the page posted it, with the row button carried out where one was pressed."""
    posted = {
        name: [value.replace("\x00", "") for value in values]
        for name, values in request.form.lists()
        if name not in _CONTROLS
    }
    # A row grid emptied to the last row posts nothing under its name; that is an empty list, not silence.
    for name, field in cases.annex_of(submission)()._fields.items():
        if isinstance(field, RowsField):
            posted.setdefault(name, [])
    command = request.form.get("grid")
    return grid_step(posted, command, _new_row_id()) if command else posted


def _new_row_id() -> str:
    return f"n{secrets.token_hex(4)}"
