"""来源与说明怎样说: what stands beside a paper of where its values come from and what its filler explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from youthwork.blueprints.web import actor
from youthwork.domain.annex_context import AnnexContext
from youthwork.domain.composing import PARTS
from youthwork.domain.sources import Derived, SourceKind
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.annexes.comparing import unchanged
from youthwork.models import Filing, Submission
from youthwork.services import scope
from youthwork.services.drafts import explaining, sources
from youthwork.services.drafts.sources import Source, Sources
from youthwork.services.path.cases import annex_of

#: What a source under an input looks like to `ui.source_note`.
Note = str | dict[str, str | None]


def beside(submission: Submission) -> dict[str, Any]:
    """What `submissions/_explanations.html` and `submissions/_sources.html` read, for a submitted paper."""
    if submission.answers is None:
        return {"explanations": [], "sources": None}
    full = scope.shows_personal_data(actor(), submission)
    annex = annex_of(submission)
    found = sources.sources_of(submission, annex, submission.answers, full)
    return {
        "explanations": explaining.explanations_of(submission, found.explanations),
        "sources": _panel(found, annex, submission.answers),
    }


def of_filing(
    filing: Filing, submission: Submission, annex: type[AnnexForm], full: bool, may_correct: bool
) -> dict[str, Any] | None:
    """来源 of a filed paper; where one was mended since, whoever may correct the paper is led there."""
    found = sources.sources_of(submission, annex, filing.answers, full)
    panel = _panel(found, annex, filing.answers)
    if panel is not None and may_correct:
        panel["correction_url"] = url_for("corrections.correction", filing_id=filing.id)
    return panel


def of_draft(
    annex: type[AnnexForm],
    derived: Sequence[Derived],
    answers: Mapping[str, Any],
    context: AnnexContext,
) -> tuple[dict[str, Note], str]:
    """来自… under each input of a draft, and how much of it comes from where."""
    found = sources.drawn(derived, annex, answers)
    notes: dict[str, Note] = {}
    if context.last is not None:
        earlier = [text for _, _, text in annex.narratives(context.last.answers)]
        for problem in unchanged(annex.narratives(answers), earlier, context.last.words):
            notes[problem.field] = "与上次相同，请看一眼是否仍属实"
    for each in derived:
        if each.kind is not SourceKind.ACTIVITY:
            notes[each.field] = {"words": each.words, "record": each.record, "url": _record_url(each)}
    return notes | _of_records(derived) | _of_texts(derived), found.summary(_rows(annex, answers))


def _of_texts(derived: Sequence[Derived]) -> dict[str, Note]:
    """来自 3 条活动记录 under a long text that tells of several; of a single one it leads there."""
    texts: dict[str, list[Derived]] = {}
    for each in derived:
        if each.kind is SourceKind.ACTIVITY and "-" not in each.field:
            texts.setdefault(each.field, []).append(each)
    return {
        field: {
            "words": f"来自 {len(drawn)} 条活动记录",
            "record": "、".join(each.record for each in drawn),
            "url": _record_url(drawn[0]) if len(drawn) == 1 else None,
        }
        for field, drawn in texts.items()
    }


def _of_records(derived: Sequence[Derived]) -> dict[str, Note]:
    """来自3月5日的活动记录: once a row, at its last cell, with the cells that were rewritten since."""
    rows: dict[str, dict[str, Derived]] = {}
    for each in derived:
        # What a month counts stands with its figures, not under an input.
        # Nor under a text that tells of several records.
        if each.kind is SourceKind.ACTIVITY and "-" in each.field and not each.field.startswith("known-"):
            row, _, cell = each.field.rpartition("-")
            rows.setdefault(row, {})[cell] = each
    notes: dict[str, Note] = {}
    for row, cells in rows.items():
        first = next(iter(cells.values()))
        rewritten = "、".join(word for cell, (word, _) in PARTS.items() if cell not in cells)
        words = f"{first.words}，{rewritten}已改写" if rewritten else first.words
        notes[f"{row}-{list(PARTS)[-1]}"] = {
            "words": words,
            "record": first.record,
            "url": _record_url(first),
        }
    return notes


def _record_url(each: Derived) -> str | None:
    if each.kind in (SourceKind.LINK, SourceKind.GROUP):
        return url_for("links.index")
    if each.kind is SourceKind.SUBMISSION:
        return url_for("filing.show", filing_id=each.record_id)
    if each.kind is SourceKind.ACTIVITY:
        return url_for("records.show", activity_id=each.record_id)
    return None


def _panel(found: Sources, annex: type[AnnexForm], answers: Mapping[str, Any]) -> dict[str, Any] | None:
    if not found.all:
        return None
    parts = [("来源已更正", found.corrected), ("来源已结束", found.ended)]
    return {
        "summary": found.summary(_rows(annex, answers)),
        "all": [_row(each) for each in found.all],
        "corrected": [_row(each) for each in found.corrected],
        "changed_words": "，".join(f"{word} {len(which)} 处" for word, which in parts if which),
        "correction_url": None,
    }


def _row(each: Source) -> dict[str, str]:
    return {
        "field": each.field,
        "place": each.place,
        "kind": each.kind.value,
        "words": each.words,
        "then": each.then,
        "now": each.now,
        "state": each.state,
    }


def _rows(annex: type[AnnexForm], answers: Mapping[str, Any]) -> int:
    tables = [section.rows_field for section in annex.sections if section.rows_field]
    return len(answers.get(tables[0]) or []) if len(tables) == 1 else 0
