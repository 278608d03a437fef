"""退回的草稿怎样说: what is to be mended and whether it was, what is open, and the reviewer's words beside the inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from youthwork.blueprints.presenting_comments import comment_words, last_words
from youthwork.blueprints.web import actor, user
from youthwork.domain import reopening
from youthwork.domain.annex_context import AnnexContext, Problem
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import answers_of
from youthwork.models import Comment, Submission, SubmissionEvent
from youthwork.services.path import cases, comments, returning
from youthwork.services.printing import reading
from youthwork.services.printing.reading import Place


@dataclass(frozen=True)
class Returned:
    """退回的草稿. `remarks` is input, row or list → the words; `is_open` says of an input whether it may be written."""

    event: SubmissionEvent | None
    to_do: list[dict[str, Any]]
    mended: int
    remarks: Mapping[str, str]
    is_open: Callable[[str], bool]
    is_limited: bool
    opened_by_checks: Sequence[str]
    who_opens: str
    consent_url: str | None


def on_draft(
    submission: Submission, form: AnnexForm, context: AnnexContext, problems: Sequence[Problem] | None
) -> Returned | None:
    """What the draft page of a paper that came back shows; None where it never did.

    `problems` are the 必须改 findings where the page was just checked, else they are looked for here.
    """
    event = last_words(submission)
    if event is None:
        return None
    annex = cases.annex_of(submission)
    to_do = comments.to_do(submission, comments.readable(submission, actor()))
    now = reading.places(annex, {**answers_of(form), **annex.known(context)}) if to_do else {}
    then = reading.places(annex, submission.answers or {}) if to_do else {}
    if problems is None:
        closed = returning.closed_findings(submission, user())
    else:
        closed = {
            each.field: each.message
            for each in problems
            if not reopening.is_open(submission.reopened, each.field)
        }
    opened = None if submission.reopened is None else [*submission.reopened, *closed]
    shown = [_to_do(each, now, then) for each in to_do]
    return Returned(
        event,
        shown,
        sum(each["is_mended"] for each in shown),
        _remarks(to_do),
        lambda name: reopening.is_open(opened, name),
        opened is not None,
        list(dict.fromkeys(closed.values())),
        returning.who_opens(submission),
        url_for("returning.consent", submission_id=submission.id)
        if any(each.proposed and not each.taken_over_at for each in to_do) and returning.proposals(submission)
        else None,
    )


def _to_do(comment: Comment, now: Mapping[str, Place], then: Mapping[str, Place]) -> dict[str, Any]:
    return comment_words(comment, dict(then), True) | {
        "is_mended": comments.is_mended(comment, now),
        # A row that was taken out leaves nothing to lead to.
        "anchor": comment.field if comment.field in now else "",
    }


def _remarks(to_do: Sequence[Comment]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for each in to_do:
        proposed = f"建议改为“{each.proposed}”" if each.proposed else ""
        words = "；".join(part for part in (each.text, proposed) if part)
        found.setdefault(each.field, []).append(f"{each.author.name}：{words}")
    return {name: "\n".join(lines) for name, lines in found.items()}
