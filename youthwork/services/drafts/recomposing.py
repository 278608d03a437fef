"""月报的四段与记录: which of them say what the records say now, and taking the records' words into the draft.

Records go on while a draft is open, and people write: nothing is replaced unless it is asked for, part by part.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from youthwork.domain.annex_context import AnnexContext
from youthwork.domain.errors import StepNotAllowed
from youthwork.forms.annexes.province_2017_8.monthly_report import PARTS, composed
from youthwork.forms.fields import Posted, tidy
from youthwork.models import Submission, User
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft


@dataclass(frozen=True)
class Part:
    """一段: its input and label, what the records say now, and whether the draft says just that, or nothing."""

    name: str
    label: str
    now: str
    is_same: bool
    is_empty: bool


def parts_of(fields: Posted, context: AnnexContext) -> list[Part]:
    """四段 in order, compared with the records as they are."""
    told = composed(context)
    return [
        Part(name, label, now, tidy(now) == written, not written)
        for name, label in PARTS.items()
        for now, written in [(told.get(name, ""), tidy("".join(fields.get(name, []))))]
    ]


def recompose(submission: Submission, user: User, names: Collection[str]) -> list[Part]:
    """换成记录现在写的, the named parts; what stood there stays in the history of saves. Gives those that changed.

    Raises `StepNotAllowed` where the records say nothing else about any of them, or a return left one closed.
    """
    draft = find_draft(submission)
    parts = parts_of(draft.fields, context_for(submission, user))
    new = [each for each in parts if each.name in names and each.now and not each.is_same]
    if not new:
        raise StepNotAllowed("记录里没有写到，或者与表里的一样，草稿没有变动")
    fields = {**draft.fields, **{each.name: [each.now] for each in new}}
    saved = save_draft(submission, user, Save(fields, draft.revision))
    if saved.closed:
        closed = "、".join(each.label for each in new if each.name in saved.closed)
        raise StepNotAllowed(f"这次没有退回“{closed}”，没有写入；请只改退回的几处")
    return new
