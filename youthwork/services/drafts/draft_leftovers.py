"""没有对应栏目的文字: what stands in a draft whose annex has changed since, and no longer asks for it."""

from __future__ import annotations

from youthwork.forms.draft_cells import without_cell
from youthwork.forms.fields import Posted
from youthwork.models import Submission, User
from youthwork.services.drafts.draft_saves import Delta, find_draft, save_draft
from youthwork.services.path.cases import annex_of


def leftovers(submission: Submission) -> Posted:
    """Input name → the text that no field of the annex shows; in the order it was typed."""
    return without_cell(annex_of(submission), find_draft(submission).fields)


def clear(submission: Submission, user: User) -> None:
    """Take it out of the draft; every save of it stays in the history."""
    draft = find_draft(submission)
    changes = {name: [values, None] for name, values in leftovers(submission).items()}
    save_draft(submission, user, Delta(changes, draft.revision, "", 0))
