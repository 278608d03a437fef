"""批注怎样说: the reviewer's page: what was handed in, what changed since the last round, and what is pinned where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from youthwork.blueprints import presenting
from youthwork.blueprints.web import actor, user
from youthwork.domain import reopening
from youthwork.domain.duties import Duty
from youthwork.domain.workflow import EDITABLE, Action
from youthwork.models import Comment, Submission, SubmissionEvent
from youthwork.services import scope
from youthwork.services.path import cases, comments, returning
from youthwork.services.printing import changes, reading
from youthwork.services.printing.reading import Place, ShownCell, ShownRow, ShownSection
from youthwork.services.tree import unit_of

_RECEIVERS = (Duty.REVIEWER, Duty.SIGNER)


@dataclass(frozen=True)
class Pins:
    """批注在页上的样子: the boxes at each place, why a cell was changed, and whether one may comment here."""

    submission_id: int
    may_comment: bool = False
    boxes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    pending: int = 0


@dataclass(frozen=True)
class Reviewed:
    """报送内容 of one paper as this reader may see it."""

    sections: list[ShownSection]
    pins: Pins
    readable: list[Comment]
    #: 上次的批注, each with 已改 or 没有改; empty where there are none to look after.
    before: list[dict[str, Any]]
    changed: int | None = None
    only_changes: bool = False


def reviewed(
    submission: Submission,
    only_changes: bool = False,
    may_comment: bool | None = None,
    has_comments: bool = True,
) -> Reviewed:
    """The page's middle: sections compared with the round before, and what is pinned to them.

    `may_comment` where the page has asked already what this person may do; `has_comments=False` where it knows
    that nobody has written any.
    """
    annex = cases.annex_of(submission)
    full = scope.shows_personal_data(actor(), submission)
    found = comments.readable(submission, actor()) if has_comments else []
    if may_comment is None:
        may_comment = comments.may_comment(submission, actor())
    answers = submission.answers or {}
    sections = reading.shown_sections(annex, answers, full) if submission.answers else []
    changed, notes = None, {}
    earlier = None if submission.state in EDITABLE else returning.answers_before(submission)
    if earlier is not None and sections:
        sections = changes.compared_sections(annex, earlier, answers, full)
        changed = changes.count_changes(sections)
        notes = _notes(submission, sections, found)
        if only_changes:
            sections = changes.only_changed(sections)
    mine = _pending(submission, found)
    now = reading.places(annex, answers) if found else {}
    to_do = comments.to_do(submission, found)
    pinned = [*mine, *(to_do if submission.state in EDITABLE else [])]
    pins = Pins(
        submission.id,
        may_comment,
        _boxes(submission, pinned, now, full, may_comment),
        notes,
        len(mine) if may_comment else 0,
    )
    looked_after = [] if submission.state in EDITABLE else to_do
    before = [_looked_after(each, now, full) for each in looked_after]
    return Reviewed(sections, pins, found, before, changed, only_changes and changed is not None)


def _pending(submission: Submission, found: Sequence[Comment]) -> list[Comment]:
    """Of what this person may read, what a return from here would carry."""
    return [
        each
        for each in found
        if each.given_at is None
        and each.round_number == submission.round_number
        and each.made_in is submission.state
        and each.unit_id == submission.holder_id
    ]


def _boxes(
    submission: Submission, pinned: Sequence[Comment], now: dict[str, Place], full: bool, may_change: bool
) -> dict[str, list[dict[str, Any]]]:
    boxes: dict[str, list[dict[str, Any]]] = {}
    for each in pinned:
        boxes.setdefault(each.field, []).append(
            comment_words(each, now, full)
            | ({"change": _change_urls(submission, each)} if may_change and each.given_at is None else {})
        )
    return boxes


def _change_urls(submission: Submission, comment: Comment) -> dict[str, str]:
    return {
        "edit": url_for("comments.edit", submission_id=submission.id, comment_id=comment.id),
        "remove": url_for("comments.remove", submission_id=submission.id, comment_id=comment.id),
    }


def comment_words(comment: Comment, now: dict[str, Place], full: bool) -> dict[str, Any]:
    """One comment as a page says it; personal data in it masked as the field it is pinned to is."""
    place = now.get(comment.field)
    whose = "你的批注" if comment.author_id == user().id else f"{comment.author.name}的批注"
    proposed = comment.proposed
    if proposed and place is not None:
        proposed = place.masked(proposed, full)
    elif proposed and not full:
        proposed = changes.HIDDEN
    return {
        "id": comment.id,
        "field": comment.field,
        "whose": whose,
        "who": f"{comment.author.name}（{comment.unit.common_name}）",
        "place": comment.place,
        "text": comment.text,
        "proposed": proposed,
        "quoted": place.masked(comment.quoted, full) if place and place.column else "",
    }


def _looked_after(comment: Comment, now: dict[str, Place], full: bool) -> dict[str, Any]:
    return comment_words(comment, now, full) | {
        "is_mended": comments.is_mended(comment, now),
        "taken_over": comment.taken_over_at is not None,
        "anchor": f"at-{now[comment.field].drawn_as}" if comment.field in now else "",
    }


def _notes(
    submission: Submission, sections: Sequence[ShownSection], found: Sequence[Comment]
) -> dict[str, str]:
    """按 4月2日 退回意见修改, at the changed cells the last return spoke of."""
    event = returning.last_return(submission)
    spoken_of = [each.field for each in found if event is not None and each.given_at == event.at]
    if event is None or not spoken_of:
        return {}
    words = returning.returned_words(event)
    return {
        name: words
        for section in sections
        for row in section.rows
        for name in [*(cell.name for cell in row.cells if cell.before is not None), row.name]
        if name and reopening.is_open(spoken_of, name)
    }


def story(submission: Submission, found: Sequence[Comment]) -> list[dict[str, Any]]:
    """经过, with what a return gave out beneath it; what another step wrote for itself is left out."""
    events = submission.events
    rows = presenting.timeline(events)
    full = scope.shows_personal_data(actor(), submission)
    now = reading.places(cases.annex_of(submission), submission.answers or {}) if found else {}
    for row, event in zip(rows, events, strict=True):
        carried = [each for each in found if each.given_at == event.at]
        if event.action in comments.CARRIED_BY and carried:
            ordered = comments.in_form_order(submission, carried)
            lines = [f"{each.place}：{_said(each, now, full)}" for each in ordered]
            row["words"] = "\n".join([row["words"], *lines])
    return without_private_words(submission, rows, events)


def without_private_words(
    submission: Submission, rows: list[dict[str, Any]], events: Sequence[SubmissionEvent]
) -> list[dict[str, Any]]:
    """The same rows, one an event; the words this person may not read are left out."""
    for row, event in zip(rows, events, strict=True):
        if row["words"] and not may_read_words(submission, event):
            row["words"] = ""
    return rows


def _said(comment: Comment, now: dict[str, Place], full: bool) -> str:
    words = comment_words(comment, now, full)
    proposed = f"建议改为“{words['proposed']}”" if words["proposed"] else ""
    return "；".join(part for part in (comment.text, proposed) if part)


def may_read_words(submission: Submission, event: SubmissionEvent) -> bool:
    """Words inside the owner's organ are not the receiver's to read, nor the other way round."""
    if event.actor_id == user().id:
        return True
    if event.action is Action.SEND_BACK:
        signs = any(unit.id == submission.signing_unit_id for _, unit in actor().posts)
        return signs or comments.is_of_owner(submission, actor())
    if event.action is Action.REASSIGN:
        return _is_of_receiving_organ(submission)
    return True


def _is_of_receiving_organ(submission: Submission) -> bool:
    """受理机关的审核人、签发人, of whichever department: the paper went from one of them to another."""
    if submission.receiver_id is None:
        return False
    organ = unit_of(submission.receiver_id).organ
    return any(duty in _RECEIVERS and unit.organ.id == organ.id for duty, unit in actor().posts)


def last_words(submission: Submission) -> SubmissionEvent | None:
    """The return or 退回修改 after which the paper is being mended, with the words given."""
    if submission.version == 1:
        return None
    return next((event for event in submission.events if event.action in comments.CARRIED_BY), None)


def locate(
    sections: Sequence[ShownSection], name: str
) -> tuple[ShownSection, ShownRow | None, ShownCell | None]:
    """What a page draws anew: the list, a row of it, or a single cell."""
    for section in sections:
        if section.name == name and name:
            return section, None, None
        for row in section.rows:
            if row.name == name and name:
                return section, row, None
            for cell in row.cells:
                if not section.is_table and cell.name == name:
                    return section, row, cell
    raise LookupError(name)
