"""处理另存的文字: what two people wrote into one field is decided by a person, field by field or all at once."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from youthwork.domain.errors import NotFound
from youthwork.extensions import db
from youthwork.forms.draft_cells import joined
from youthwork.models import Submission, User
from youthwork.services.drafts import draft_history
from youthwork.services.drafts.draft_history import open_clashes, take_draft
from youthwork.services.drafts.draft_saves import Delta, Saved, save_draft
from youthwork.services.path.cases import annex_of


class Take(Enum):
    """取哪一份, seen by whoever wrote what was set aside."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


def settle_clash(
    submission: Submission,
    user: User,
    save_id: int,
    take: Take,
    name: str = "",
    base_revision: int | None = None,
) -> Saved:
    """处理另存的文字: take it, leave the draft as it is, or keep both texts; it stays in the history either way.

    `name` decides one field, else all; `base_revision`, the page's, asks for what others saved since.
    Raises `NotFound` where it was decided already.
    """
    db.session.refresh(submission, with_for_update={"of": Submission})
    clash = next((each for each in open_clashes(submission) if each.id == save_id), None)
    if clash is None or (name and name not in clash.set_aside):
        raise NotFound("这处另存的文字已经处理过了")
    draft = take_draft(submission.id)
    decided = {name: clash.set_aside[name]} if name else dict(clash.set_aside)
    changes: dict[str, list[list[str] | None]] = {}
    for each, text in decided.items():
        now = draft.fields.get(each)
        both = joined(annex_of(submission), each, now or [], text) if take is Take.BOTH else None
        if take is not Take.THEIRS:
            changes[each] = [now, both or text]
    rest = {each: text for each, text in clash.set_aside.items() if each not in decided}
    if rest:
        clash.set_aside = rest
        draft_history.keep(draft, user.id, clash.base_revision, "", 0, {}, decided, settled=True)
    else:
        clash.settled = True
    db.session.flush()
    since = draft.revision if base_revision is None else base_revision
    saved = save_draft(submission, user, Delta(changes, since, "", 0))
    # The page is told what stands now, whichever text it was showing.
    return replace(saved, news={**saved.news, **{each: saved.fields.get(each) for each in decided}})
