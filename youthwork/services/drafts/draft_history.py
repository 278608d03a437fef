"""保存的经过: every save of a draft as the difference it made; the draft at any revision by undoing backwards."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import lazyload

from youthwork import clock
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.drafts import Changes
from youthwork.forms.fields import Posted
from youthwork.models import Draft, DraftSave, Notice, Submission, User


@dataclass(frozen=True)
class OthersSave:
    """别人的一次保存: what it changed, who made it and when."""

    changes: Changes
    who: str
    at: datetime


def find_draft(submission: Submission) -> Draft:
    draft = db.session.get(Draft, submission.id)
    assert draft is not None, "open_submission makes the draft with the submission"
    return draft


def take_draft(submission_id: int) -> Draft:
    """The draft as it is behind the lock: the page may have looked at it before somebody else's save."""
    found = select(Draft).where(Draft.submission_id == submission_id).options(lazyload(Draft.saved_by))
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def annex_at(submission_id: int) -> type[AnnexForm]:
    """The submission's annex by two keys, without loading the rest of it."""
    edition_key, annex_key = db.session.execute(
        select(Notice.edition_key, Submission.annex_key)
        .join(Notice, Submission.notice_id == Notice.id)
        .where(Submission.id == submission_id)
    ).one()
    return find_annex(edition_key, annex_key)


def others_since(submission_id: int, revision: int, client_id: str) -> list[OthersSave]:
    """What everybody but this page saved after a revision, oldest first."""
    rows = db.session.execute(
        select(DraftSave.changes, User.name, DraftSave.saved_at)
        .join(User, DraftSave.saved_by_id == User.id)
        .where(
            DraftSave.submission_id == submission_id,
            DraftSave.revision > revision,
            DraftSave.client_id != client_id,
        )
        .order_by(DraftSave.id)
    )
    return [OthersSave(changes, who, at) for changes, who, at in rows if changes]


def fields_at(submission: Submission, revision: int) -> Posted:
    """The draft as it stood at a revision."""
    draft = find_draft(submission)
    if revision >= draft.revision:
        return dict(draft.fields)
    return undo(draft.fields, [each.changes for each in others_since(submission.id, revision, "")])


def undo(fields: Mapping[str, list[str]], saves: Iterable[Changes]) -> Posted:
    """The draft before these saves, which are given oldest first."""
    before = dict(fields)
    for changes in reversed(list(saves)):
        for name, (old, _) in changes.items():
            if old is None:
                before.pop(name, None)
            else:
                before[name] = list(old)
    return before


def find_same(submission_id: int, client_id: str, sequence: int) -> DraftSave | None:
    """The same save, if it arrived before."""
    if not client_id:
        return None
    return db.session.scalar(
        select(DraftSave)
        .where(
            DraftSave.submission_id == submission_id,
            DraftSave.client_id == client_id,
            DraftSave.sequence == sequence,
        )
        .options(lazyload(DraftSave.saved_by))
    )


def open_clashes(submission: Submission) -> list[DraftSave]:
    """另存的文字: saves of which something was set aside and nobody has decided yet."""
    return list(db.session.scalars(_unsettled(submission.id)))


def clashes_of(submission_id: int, client_id: str) -> list[DraftSave]:
    """The same of one page."""
    asked = _unsettled(submission_id).where(DraftSave.client_id == client_id)
    return list(db.session.scalars(asked.options(lazyload(DraftSave.saved_by)))) if client_id else []


def _unsettled(submission_id: int) -> Select[DraftSave]:
    asked = select(DraftSave).where(DraftSave.submission_id == submission_id, ~DraftSave.settled)
    return asked.order_by(DraftSave.id)


def keep(
    draft: Draft,
    user_id: int,
    base_revision: int,
    client_id: str,
    sequence: int,
    changes: Changes,
    set_aside: Posted,
    settled: bool,
) -> DraftSave:
    """记一次保存. A save without JavaScript has no client id; each is a save of its own."""
    kept = DraftSave(
        submission_id=draft.submission_id,
        revision=draft.revision,
        base_revision=base_revision,
        client_id=client_id or secrets.token_hex(8),
        sequence=sequence,
        changes={name: list(pair) for name, pair in changes.items()},
        set_aside=set_aside,
        settled=settled,
        saved_at=clock.now(),
        saved_by_id=user_id,
    )
    db.session.add(kept)
    db.session.flush()
    return kept
