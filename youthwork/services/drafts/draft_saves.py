"""保存草稿: promise 1. A save never refuses half-typed text, never overwrites another's, and is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.reopening import keep_closed
from youthwork.domain.workflow import EDITABLE, STATE_WORDS, Actor, State
from youthwork.extensions import db
from youthwork.forms.drafts import Changes, difference, merge, put_all, same_text
from youthwork.forms.fields import Posted
from youthwork.models import Draft, DraftSave, Submission, User
from youthwork.services.drafts import draft_history
from youthwork.services.drafts.draft_history import OthersSave, find_draft
from youthwork.services.posts import actor_of


def may_write(submission: Submission, user: User, actor: Actor | None = None) -> bool:
    """Whether this person may type into the draft now: the subject, or a clerk of the owner."""
    return submission.state in EDITABLE and is_writer(submission, user, actor)


def is_writer(submission: Submission, user: User, actor: Actor | None = None) -> bool:
    """Whether the draft is this person's to write at all, whatever state the paper is in."""
    return user.id == submission.subject_id or _writes(actor or actor_of(user), submission.owner_id, None)


def _writes(actor: Actor, owner_id: int, subject_id: int | None) -> bool:
    if actor.user_id == subject_id:
        return True
    return any(duty is Duty.CLERK and unit.organ.id == owner_id for duty, unit in actor.posts)


@dataclass(frozen=True)
class Save:
    """一次保存, the whole form as it was posted; `base_revision` is the draft the page was drawn from."""

    fields: Posted
    base_revision: int
    client_id: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class Delta:
    """一次自动保存, only what was typed since the server's last word: input name → [before, after]."""

    changes: Changes
    base_revision: int
    client_id: str
    sequence: int


@dataclass(frozen=True)
class Saved:
    """保存的结果: the draft now, what clashed, and what others wrote since the page's revision."""

    revision: int
    fields: Posted
    clashes: dict[str, tuple[str, str]] = field(default_factory=dict)
    clash_with: str = ""
    clash_id: int = 0
    #: 没有退回的栏目: input name → the text that was not let in, and is kept.
    closed: dict[str, str] = field(default_factory=dict)
    #: Input name → its values now, or None where it is gone; and who wrote them: “林佳 14:32”.
    news: dict[str, list[str] | None] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    #: What an autosave sent and the draft now has.
    typed: tuple[str, ...] = ()


def save_draft(submission: Submission, user: User, save: Save | Delta) -> Saved:
    """保存草稿: merge this save into the draft, field by field; a clash is set aside, never lost.

    Raises `StepNotAllowed` when the paper has moved on, `NotAllowed` to whom it is not theirs to write.
    """
    db.session.refresh(submission, with_for_update={"of": Submission})
    if not is_writer(submission, user):
        raise NotAllowed("这件由填报单位的经办人或本人填写")
    _check_editable(submission.state)
    return _save(submission.id, submission.reopened, user.id, save)


def save_changes(submission_id: int, actor: Actor, save: Delta) -> Saved:
    """自动保存: the same, without loading more of the submission than the rules ask for: it comes every second.

    Raises `NotFound` to whom it is not theirs to write: who writes a draft always sees it.
    """
    row = db.session.execute(
        select(Submission.owner_id, Submission.subject_id, Submission.state, Submission.reopened)
        .where(Submission.id == submission_id)
        .with_for_update(of=Submission)
    ).first()
    if row is None or not _writes(actor, row.owner_id, row.subject_id):
        raise NotFound("没有这件报送件，或它不由你填写")
    _check_editable(row.state)
    return _save(submission_id, row.reopened, actor.user_id, save)


def _check_editable(state: State) -> None:
    if state not in EDITABLE:
        raise StepNotAllowed(
            f"这件已经提交，现在是“{STATE_WORDS[state]}”，刚才的改动没有写入，已另存备查；要改请先撤回"
        )


def _save(submission_id: int, reopened: list[str] | None, user_id: int, save: Save | Delta) -> Saved:
    draft = draft_history.take_draft(submission_id)
    others = draft_history.others_since(submission_id, save.base_revision, save.client_id)
    same = draft_history.find_same(submission_id, save.client_id, save.sequence)
    if same is not None:
        return _answer(draft, same, others, save, {})
    base, mine = _sides(draft, save, others)
    closed: Posted = {}
    if reopened is not None:
        mine, closed = keep_closed(reopened, base, mine)
    undecided = draft_history.clashes_of(submission_id, save.client_id)
    mine, still_aside = _leave_contested(base, draft.fields, mine, undecided)
    outcome = merge(base, draft.fields, mine)
    kept = _write(draft, user_id, save, outcome.fields, {**still_aside, **outcome.set_aside})
    for clash in undecided:
        # The same page clashing again has the newer text, carried along; the older stays in the history only.
        clash.settled = True
    if closed:
        draft_history.keep(draft, user_id, save.base_revision, "", save.sequence, {}, closed, settled=True)
    return _answer(draft, kept, others, save, closed)


def _sides(draft: Draft, save: Save | Delta, others: list[OthersSave]) -> tuple[Posted, Posted]:
    """What the page knew of the draft when it was typed into, and what the page says now."""
    base = draft_history.undo(draft.fields, [each.changes for each in others])
    if isinstance(save, Save):
        return base, save.fields
    base = put_all(base, {name: before for name, (before, _) in save.changes.items()})
    return base, put_all(base, {name: after for name, (_, after) in save.changes.items()})


def _leave_contested(
    base: Posted, current: Mapping[str, list[str]], mine: Posted, undecided: list[DraftSave]
) -> tuple[Posted, Posted]:
    """What this page has clashed about stays beside the draft until somebody decides, however often it is saved.

    Gives what may be merged, and what stays set aside: the page's newest text for it.
    """
    aside: Posted = {}
    fields = dict(mine)
    for name, text in ((name, text) for clash in undecided for name, text in clash.set_aside.items()):
        newest = text if same_text(mine.get(name), base.get(name)) else mine.get(name) or []
        fields = put_all(fields, {name: base.get(name)})
        if not same_text(newest, current.get(name)):
            aside[name] = newest
    return fields, aside


def _write(draft: Draft, user_id: int, save: Save | Delta, fields: Posted, set_aside: Posted) -> DraftSave:
    changes = difference(draft.fields, fields)
    if changes:
        draft.fields = fields
        draft.revision += 1
        draft.saved_by_id = user_id
        db.session.expire(draft, ["saved_by"])
    draft.saved_at = clock.now()
    return draft_history.keep(
        draft,
        user_id,
        save.base_revision,
        save.client_id,
        save.sequence,
        changes,
        set_aside,
        settled=not set_aside,
    )


def _answer(
    draft: Draft, kept: DraftSave, others: list[OthersSave], save: Save | Delta, closed: Posted
) -> Saved:
    fields = draft.fields
    news, by = news_of(draft, others)
    typed: tuple[str, ...] = ()
    if isinstance(save, Delta):
        # What was sent and stands otherwise: a list both sides added to, a row that came back, a clash.
        sent = {name: after for name, (_, after) in save.changes.items()}
        news |= {name: fields.get(name) for name in sent if not same_text(fields.get(name), sent[name])}
        typed = tuple(name for name in sent if name in fields)
    clashes = {} if kept.settled else kept.set_aside
    last = next((each for each in reversed(others) if clashes.keys() & each.changes.keys()), None)
    return Saved(
        draft.revision,
        fields,
        {name: (_text(fields.get(name)), _text(text)) for name, text in clashes.items()},
        f"{last.who}（{moment_phrase(last.at, clock.now())}）" if last else "",
        kept.id,
        {name: _text(text) for name, text in closed.items()},
        news,
        by,
        typed,
    )


def news_of(draft: Draft, others: list[OthersSave]) -> tuple[dict[str, list[str] | None], dict[str, str]]:
    """别人填的: what these saves left in the draft, and who wrote it: “林佳 14:32”."""
    news = {name: draft.fields.get(name) for each in others for name in each.changes}
    by = {name: f"{each.who} {each.at:%H:%M}" for each in others for name in each.changes}
    return news, by


def keep_late(submission: Submission, user: User, save: Save | Delta) -> None:
    """迟到的草稿: text that arrives after the paper was sent is not written, and not thrown away either."""
    draft = find_draft(submission)
    if isinstance(save, Delta):
        typed = {name: after or [] for name, (_, after) in save.changes.items()}
    else:
        typed = save.fields
    late = {name: values for name, values in typed.items() if not same_text(values, draft.fields.get(name))}
    if late and draft_history.find_same(submission.id, save.client_id, save.sequence) is None:
        draft_history.keep(
            draft, user.id, save.base_revision, save.client_id, save.sequence, {}, late, settled=False
        )


def keep_first_save(submission: Submission, user: User, fields: Posted) -> None:
    """The prefilled draft is revision 1: what later saves are compared with."""
    draft = Draft(submission_id=submission.id, fields=fields, saved_at=clock.now(), saved_by_id=user.id)
    db.session.add(draft)
    db.session.flush()
    draft_history.keep(draft, user.id, 0, "", 0, difference({}, fields), {}, settled=True)


def _text(values: list[str] | None) -> str:
    return "、".join(values or [])


__all__ = [
    "Delta",
    "Save",
    "Saved",
    "find_draft",
    "is_writer",
    "keep_first_save",
    "keep_late",
    "may_write",
    "news_of",
    "save_changes",
    "save_draft",
]
