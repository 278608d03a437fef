"""任务表由活动记录写成的行: take records in, take the words of a corrected one, keep what was typed, take a row out.

A row taken from a record bears its number, so that choosing it twice does not double it. Rows from records stand in
the order of their days before the rows written by hand; who moves one has the last word. What a person rewrote is
never overwritten without being asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete

from youthwork.domain.composing import PARTS
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.sources import Derived, SourceKind
from youthwork.extensions import db
from youthwork.forms.fields import Posted
from youthwork.models import Activity, Submission, SubmissionSource, User
from youthwork.services.contact_work.derivation.derived_rows import (
    Taken,
    Upstream,
    activity_in,
    rows_behind,
    rows_of,
)
from youthwork.services.contact_work.derivation.deriving import Choice, cells_of
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.sources import row_of


def take(submission: Submission, user: User, offered: Sequence[Choice], chosen: Collection[str]) -> int:
    """选入 the chosen ones of what was offered, in one save like any other; gives how many entries are new.

    Raises `StepNotAllowed` where nothing is new.
    """
    new = [each for each in offered if each.name in chosen and not each.is_taken]
    if not new:
        raise StepNotAllowed("没有勾选还没有选入的记录；草稿没有变动")
    fields = _fields(submission)
    days = {row.activity_id: row.activity.starts_at for row in rows_of(submission, fields) if row.activity}
    days |= {each.activity.id: each.activity.starts_at for each in new if each.activity}
    for choice in new:
        rows = fields.setdefault(choice.task, [])
        if choice.row not in rows:
            rows.insert(_place(rows, choice.activity, days), choice.row)
        _write(fields, choice.name, choice.cells)
    _save(submission, user, fields)
    _keep(submission, {each.name: (each.activity.id, each.cells) for each in new if each.activity})
    return len(new)


def _place(rows: Sequence[str], activity: Activity | None, days: Mapping[int, datetime]) -> int:
    """Behind the last row whose record is earlier; before all others where there is none."""
    at = 0
    for number, row in enumerate(rows, start=1):
        other = activity_in(row)
        if activity is None or other is None or other not in days:
            continue
        if (days[other], other) < (activity.starts_at, activity.id):
            at = number
    return at


def renew(
    submission: Submission, user: User, chosen: Collection[str], rewritten: Collection[str] = ()
) -> int:
    """换成更正后的: the chosen rows say what their records say now; gives how many.

    A row somebody rewrote only where `rewritten` names it too. Raises `StepNotAllowed` where none is left.
    """
    fields = _fields(submission)
    rows = [
        row
        for row in rows_behind(submission, fields)
        if row.name in chosen
        and row.upstream is Upstream.CORRECTED
        and (not row.is_edited or row.name in rewritten)
    ]
    if not rows:
        raise StepNotAllowed("没有可以换的：改写过的行要对照着勾选，没有更正的不用换；草稿没有变动")
    kept = {}
    for row in rows:
        assert row.activity is not None
        kept[row.name] = (row.activity_id, cells_of(submission, row.activity, row.now))
        _write(fields, row.name, kept[row.name][1])
    _save(submission, user, fields)
    _keep(submission, kept)
    return len(rows)


def keep_typed(submission: Submission, chosen: Collection[str]) -> int:
    """保留表里写的: the draft stays, and the record as it is now is not asked about again; gives how many rows."""
    rows = [row for row in rows_behind(submission, _fields(submission)) if row.name in chosen]
    kept = {
        row.name: (row.activity_id, cells_of(submission, row.activity, row.now))
        for row in rows
        if row.activity and row.upstream is Upstream.CORRECTED
    }
    if not kept:
        raise StepNotAllowed("没有勾选来源已更正的行；草稿没有变动")
    _keep(submission, kept)
    return len(kept)


def drop(submission: Submission, user: User, chosen: Collection[str]) -> int:
    """删去 the chosen rows that came from records; gives how many. Rewritten ones stay."""
    fields = _fields(submission)
    rows = [row for row in rows_of(submission, fields) if row.name in chosen and not row.is_edited]
    for row in rows:
        fields[row.task].remove(f"a{row.activity_id}")
        for part in PARTS:
            fields.pop(f"{row.name}-{part}", None)
    if rows:
        _save(submission, user, fields)
    return len(rows)


def _fields(submission: Submission) -> Posted:
    return {name: list(values) for name, values in find_draft(submission).fields.items()}


def _save(submission: Submission, user: User, fields: Posted) -> None:
    """Save the draft like a page; raises `StepNotAllowed` where a return left the rows closed."""
    saved = save_draft(submission, user, Save(fields, find_draft(submission).revision))
    if saved.closed:
        raise StepNotAllowed("这次只退回了部分栏目，要写的行不在其中，没有写入；请只改退回的几处")


def _write(fields: Posted, row: str, cells: dict[str, Taken]) -> None:
    for cell, taken in cells.items():
        fields[f"{row}-{cell}"] = [taken.text]


def _keep(submission: Submission, rows: dict[str, tuple[int, dict[str, Taken]]]) -> None:
    """来自活动记录, until SUBMIT freezes what is still so."""
    derived = [
        Derived(f"{row}-{cell}", SourceKind.ACTIVITY, activity_id, taken.part, taken.text, "")
        for row, (activity_id, cells) in rows.items()
        for cell, taken in cells.items()
    ]
    db.session.execute(
        delete(SubmissionSource).where(
            SubmissionSource.submission_id == submission.id,
            SubmissionSource.round_number == submission.round_number,
            SubmissionSource.kind == SourceKind.ACTIVITY,
            SubmissionSource.field.in_([each.field for each in derived]),
        )
    )
    db.session.add_all(row_of(submission, each) for each in derived)
    db.session.flush()
