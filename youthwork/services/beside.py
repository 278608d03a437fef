"""旁边有什么: a paper and, in the same query, which things stand beside it, so that a page asks only for what there is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, exists
from sqlalchemy.orm import joinedload

from youthwork.domain.workflow import Actor
from youthwork.models import Comment, Draft, DraftSave, Evidence, Submission
from youthwork.services import scope


@dataclass(frozen=True)
class Beside:
    """一件报送件 as a page opens it. It is true of the moment of asking: a route that writes asks the things themselves."""

    submission: Submission
    has_comments: bool
    has_evidence: bool
    #: 另存的文字 nobody has decided yet.
    has_clashes: bool
    #: Where it was asked for; held here, the session need not load it again.
    draft: Draft | None = None


def find(actor: Actor, submission_id: int, with_draft: bool = False) -> Beside:
    """The paper in this person's sight, as `scope.find_submission`, with its draft or else with its 经过; raises `NotFound`."""
    query = _with_draft() if with_draft else _with_events()
    return Beside(*scope.one_in_sight(query, actor, submission_id))


@cache
def _with_events() -> Select[Any]:
    return _asked().options(joinedload(Submission.events))


@cache
def _with_draft() -> Select[Any]:
    query = _asked().add_columns(Draft).outerjoin(Draft, Draft.submission_id == Submission.id)
    # An old paper may have no draft; an inner join beyond the outer one would take the paper away with it.
    return query.options(joinedload(Draft.saved_by, innerjoin=False))


def _asked() -> Select[Any]:
    same = {each: each.submission_id == Submission.id for each in (Comment, Evidence, DraftSave)}
    return scope.one_submission().add_columns(
        exists().where(same[Comment]),
        exists().where(same[Evidence]),
        exists().where(same[DraftSave], ~DraftSave.settled),
    )
