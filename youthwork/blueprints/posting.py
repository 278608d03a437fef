"""草稿怎样提交上来: from the posted form to a save. Shared by the drafting screen and the annexes' own buttons."""

from __future__ import annotations

import secrets
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from youthwork.blueprints.web import actor, find_submission, row_number, user
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.forms.drafts import grid_step
from youthwork.forms.fields import Posted, RowsField
from youthwork.models import Submission
from youthwork.services import transactions
from youthwork.services.drafts import draft_saves
from youthwork.services.drafts.draft_saves import Delta, Save, Saved
from youthwork.services.path import cases, returning

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
            returning.open_by_checks(submission.id, person)
            return draft_saves.save_draft(submission, person, save)
    except StepNotAllowed:
        _keep_late(submission, save)
        raise


def store_changes(submission_id: int) -> Saved:
    """自动保存: save what was typed since the server's last word, as the page sends it in JSON:

    {"client_id", "sequence", "base_revision", "changes": {input name: [before, after]}}; null where the page
    has no such input. Raises `Unacceptable` for anything else.
    """
    sent: Any = request.get_json(silent=True)
    try:
        changes = {
            _input_name(name): [_values(each) for each in pair] for name, pair in sent["changes"].items()
        }
        if any(len(pair) != 2 for pair in changes.values()):
            raise ValueError("a change is [before, after]")
        delta = Delta(
            changes,
            row_number(str(sent["base_revision"])),
            _input_name(sent["client_id"])[:40],
            row_number(str(sent["sequence"])),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        find_submission(submission_id)
        raise Unacceptable(
            "这次自动保存的内容看不懂，没有写入。请刷新页面；没有保存的文字还在这台设备上"
        ) from None
    who, person = actor(), user()
    try:
        with transactions.deed():
            returning.open_by_checks(submission_id, person)
            return draft_saves.save_changes(submission_id, who, delta)
    except StepNotAllowed:
        _keep_late(find_submission(submission_id), delta)
        raise


def _input_name(sent: object) -> str:
    if not isinstance(sent, str) or not 0 < len(sent) <= 200:
        raise ValueError("an input has a name")
    return sent


def _values(sent: object) -> list[str] | None:
    if sent is None:
        return None
    if not isinstance(sent, list) or not all(isinstance(each, str) for each in sent):
        raise ValueError("an input has texts")
    return [_as_kept(each) for each in sent]


def _as_kept(text: str) -> str:
    """A form that is posted ends its lines otherwise than a script reads them: both must be the same text."""
    return text.replace("\x00", "").replace("\r\n", "\n")


def _keep_late(submission: Submission, save: Save | Delta) -> None:
    person = user()
    with transactions.deed():
        draft_saves.keep_late(submission, person, save)


def posted_draft(submission: Submission) -> Posted:
    """The draft as the page posted it, with the row button carried out where one was pressed."""
    posted = {
        name: [_as_kept(value) for value in values]
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
