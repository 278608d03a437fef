"""保存草稿: promise 1. A save never refuses half-typed text, never overwrites another's, and is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.workflow import EDITABLE, STATE_WORDS, Actor
from youthwork.extensions import db
from youthwork.forms.drafts import merge
from youthwork.forms.fields import Posted
from youthwork.models import Draft, DraftSave, Submission, User
from youthwork.services.posts import actor_of


def find_draft(submission: Submission) -> Draft:
    draft = db.session.get(Draft, submission.id)
    assert draft is not None, "open_submission makes the draft with the submission"
    return draft


def may_write(submission: Submission, user: User, actor: Actor | None = None) -> bool:
    """Whether this person may type into the draft now: the subject, or a clerk of the owner."""
    return submission.state in EDITABLE and is_writer(submission, user, actor)


def is_writer(submission: Submission, user: User, actor: Actor | None = None) -> bool:
    """Whether the draft is this person's to write at all, whatever state the paper is in."""
    if user.id == submission.subject_id:
        return True
    held = (actor or actor_of(user)).posts
    return any(duty is Duty.CLERK and unit.organ.id == submission.owner_id for duty, unit in held)


@dataclass(frozen=True)
class Save:
    """一次保存 as the page posts it; `base_revision` is the draft the page was drawn from."""

    fields: Posted
    base_revision: int
    client_id: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class Saved:
    """保存的结果: the draft's revision now, and what clashed: input name → (theirs, mine)."""

    revision: int
    fields: Posted
    clashes: dict[str, tuple[str, str]] = field(default_factory=dict)
    clash_with: str = ""


def save_draft(submission: Submission, user: User, save: Save) -> Saved:
    """保存草稿: merge this save into the draft, field by field; a clash is set aside, never lost.

    Raises `StepNotAllowed` when the paper has moved on, `NotAllowed` to whom it is not theirs to write.
    """
    db.session.refresh(submission, with_for_update={"of": Submission})
    if not is_writer(submission, user):
        raise NotAllowed("这件由填报单位的经办人或本人填写")
    if submission.state not in EDITABLE:
        state = STATE_WORDS[submission.state]
        raise StepNotAllowed(f"这件已经提交，现在是“{state}”，刚才的改动没有写入，已另存备查；要改请先撤回")
    draft = find_draft(submission)
    # Read behind the lock: the page may have looked at the draft before somebody else's save.
    db.session.refresh(draft)
    if _seen_before(submission, save):
        return Saved(draft.revision, draft.fields)
    outcome = merge(_base(submission, draft, save), draft.fields, save.fields)
    other = f"{draft.saved_by.name}（{moment_phrase(draft.saved_at, clock.now())}）"
    clashes = {name: (_text(draft.fields.get(name)), _text(mine)) for name, mine in outcome.set_aside.items()}
    if outcome.fields != draft.fields:
        draft.fields = outcome.fields
        draft.revision += 1
        draft.saved_by_id = user.id
    draft.saved_at = clock.now()
    db.session.flush()
    _keep(submission, user, draft, save, outcome.set_aside)
    db.session.expire(draft, ["saved_by"])
    return Saved(draft.revision, draft.fields, clashes, other if clashes else "")


def keep_late(submission: Submission, user: User, save: Save) -> None:
    """迟到的草稿: text that arrives after the paper was sent is not written, and not thrown away either."""
    draft = find_draft(submission)
    changed = {name: values for name, values in save.fields.items() if draft.fields.get(name) != values}
    if changed and not _seen_before(submission, save):
        _keep(submission, user, draft, save, changed)


def _base(submission: Submission, draft: Draft, save: Save) -> Posted:
    """What the page last knew: its own last save, or the revision it was drawn from."""
    if save.client_id:
        last = db.session.scalar(
            select(DraftSave.posted)
            .where(DraftSave.submission_id == submission.id, DraftSave.client_id == save.client_id)
            .order_by(DraftSave.sequence.desc())
            .limit(1)
        )
        if last is not None:
            return last
    return (
        draft.fields if save.base_revision == draft.revision else _fields_at(submission, save.base_revision)
    )


def _seen_before(submission: Submission, save: Save) -> bool:
    if not save.client_id:
        return False
    return (
        db.session.scalar(
            select(DraftSave.id).where(
                DraftSave.submission_id == submission.id,
                DraftSave.client_id == save.client_id,
                DraftSave.sequence == save.sequence,
            )
        )
        is not None
    )


def _fields_at(submission: Submission, revision: int) -> Posted:
    """The draft as it stood at a revision; the newest save of it, since a revision is saved more than once."""
    fields = db.session.scalar(
        select(DraftSave.fields)
        .where(DraftSave.submission_id == submission.id, DraftSave.revision == revision)
        .order_by(DraftSave.id)
        .limit(1)
    )
    return fields or {}


def keep_first_save(submission: Submission, user: User, fields: Posted) -> None:
    """The prefilled draft is revision 1: what later saves are compared with."""
    draft = Draft(submission_id=submission.id, fields=fields, saved_at=clock.now(), saved_by_id=user.id)
    db.session.add(draft)
    db.session.flush()
    _keep(submission, user, draft, Save(fields, 0), {})


def _keep(submission: Submission, user: User, draft: Draft, save: Save, set_aside: Posted) -> None:
    if set_aside and save.client_id:
        _supersede(submission, save.client_id)
    db.session.add(
        DraftSave(
            submission_id=submission.id,
            revision=draft.revision,
            base_revision=save.base_revision,
            # A save without JavaScript has no client id; each is a save of its own.
            client_id=save.client_id or secrets.token_hex(8),
            sequence=save.sequence,
            fields=draft.fields,
            posted=save.fields,
            set_aside=set_aside,
            settled=not set_aside,
            saved_at=clock.now(),
            saved_by_id=user.id,
        )
    )
    db.session.flush()


def _supersede(submission: Submission, client_id: str) -> None:
    """The same page clashing again has the newer text; the older one stays in the history only."""
    for clash in open_clashes(submission):
        if clash.client_id == client_id:
            clash.settled = True


def open_clashes(submission: Submission) -> list[DraftSave]:
    """另存的文字: saves of which something was set aside and nobody has decided yet."""
    return list(
        db.session.scalars(
            select(DraftSave)
            .where(DraftSave.submission_id == submission.id, DraftSave.settled.is_(False))
            .order_by(DraftSave.id)
        )
    )


def settle_clash(submission: Submission, user: User, save_id: int, take: bool) -> Saved:
    """处理另存的文字: take it into the draft, or leave the draft as it is; either way it stays in the history."""
    clash = next((each for each in open_clashes(submission) if each.id == save_id), None)
    if clash is None:
        raise NotFound("这处另存的文字已经处理过了")
    clash.settled = True
    draft = find_draft(submission)
    taken: Posted = clash.set_aside if take else {}
    return save_draft(submission, user, Save({**draft.fields, **taken}, draft.revision))


def _text(values: list[str] | None) -> str:
    return "、".join(values or [])
