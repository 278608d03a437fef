"""自动保存的回话: what a save answers to the page's script. 已保存 is said here and nowhere else."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify

from youthwork import clock
from youthwork.blueprints.web import Answer, user
from youthwork.forms import draft_cells
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import Posted
from youthwork.models import Submission
from youthwork.services.drafts import draft_history, draft_saves
from youthwork.services.drafts.draft_saves import Saved
from youthwork.services.path import cases


def saved(submission_id: int, it: Saved) -> Answer:
    """JSON: the revision, when it was saved, what others wrote since, and what is to be decided or was kept out.

    {revision, saved, news: {name: values or null}, by: {name: who}, clashes: {id, who, fields: [{name, label,
    theirs, mine, joins}]} or null, closed: [sentence], leftovers: [name]}.
    """
    annex = draft_history.annex_at(submission_id)
    answer: dict[str, Any] = {
        "revision": it.revision,
        "saved": f"已保存 {clock.now():%H:%M}",
        "news": it.news,
        "by": it.by,
        "clashes": None,
        "closed": closed_sentences(submission_id, it),
        "leftovers": [],
    }
    if it.clashes:
        mine = {name: text for name, (_, text) in it.clashes.items()}
        answer["clashes"] = {
            "id": it.clash_id,
            "who": it.clash_with,
            "fields": _both(annex, it.fields, mine),
        }
    if it.typed:
        answer["leftovers"] = list(
            draft_cells.without_cell(annex, {name: it.fields[name] for name in it.typed})
        )
    return _told(answer)


def news(submission: Submission, since: int, client_id: str) -> Answer:
    """What others saved since; the same words as after a save."""
    draft = draft_saves.find_draft(submission)
    others = draft_history.others_since(submission.id, since, client_id)
    found, by = draft_saves.news_of(draft, others)
    return _told({"revision": draft.revision, "news": found, "by": by})


def closed_sentences(submission_id: int, it: Saved) -> list[str]:
    """没有退回的栏目 that were written in all the same, each named."""
    if not it.closed:
        return []
    annex = draft_history.annex_at(submission_id)
    labels = dict.fromkeys(draft_cells.label_of(annex, name, it.fields) for name in it.closed)
    return [f"这次只退回了部分栏目，“{'”“'.join(labels)}”没有退回，改动没有写入，已另存备查"]


def open_clashes(submission: Submission, fields: Posted) -> list[dict[str, Any]]:
    """另存的文字 for the page: whose it is, when it came, and field by field what stands and what was set aside."""
    annex = cases.annex_of(submission)
    return [
        {
            "id": each.id,
            "who": each.saved_by.name,
            "is_mine": each.saved_by_id == user().id,
            "when": each.saved_at,
            "fields": _both(annex, fields, {name: "、".join(text) for name, text in each.set_aside.items()}),
        }
        for each in draft_history.open_clashes(submission)
    ]


def _both(annex: type[AnnexForm], fields: Posted, mine: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": draft_cells.label_of(annex, name, fields),
            "theirs": "、".join(fields.get(name, [])),
            "mine": text,
            "joins": draft_cells.joins(annex, name),
        }
        for name, text in mine.items()
    ]


def _told(answer: dict[str, Any]) -> Response:
    return jsonify(answer)
