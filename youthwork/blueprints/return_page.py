"""退回页: what goes out with a return: the reason on top, the pinned comments as the to-do, what it reopens; from the
third round on, that it was talked over or that the proposed texts are to be agreed to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import request, url_for

from youthwork.blueprints import presenting, presenting_comments, presenting_corrections, stepping
from youthwork.blueprints.web import Answer, actor, page_version, render, row_number
from youthwork.domain.workflow import ACTION_WORDS, Action
from youthwork.models import Comment, Submission
from youthwork.services import scope
from youthwork.services.path import cases, comments, returning
from youthwork.services.path.returning import Handout
from youthwork.services.printing import reading

_LEADS = {
    Action.RETURN: "退回后填报单位修改，重新审签、用印、报送",
    Action.SEND_BACK: "退给填报人修改，批注和原因只有本单位看得到",
}
NO_REASON = "请写明原因，或先在报送内容里批注至少一处"


def ask(submission: Submission, action: Action, problems: Sequence[tuple[str, str]] = ()) -> Answer:
    """The page; with `problems` (field, sentence) once more, 422, with what was typed."""
    stepping.check(submission, action)
    carried = comments.pending(submission)
    to_receiver = action is Action.RETURN
    reviewed = presenting_comments.reviewed(submission)
    return render(
        "returning/return.html",
        status=422 if problems else 200,
        submission=submission,
        problems=problems,
        errors=dict(problems),
        version=page_version() if problems else submission.version,
        title=presenting.list_title(submission, of_others=True),
        word=ACTION_WORDS[action],
        lead=_LEADS[action],
        action=url_for(
            presenting.STEP_ENDPOINTS[action].replace(".", ".create_"), submission_id=submission.id
        ),
        carried=_words(submission, carried),
        seen=[each.id for each in carried],
        typed=request.form,
        chooses_scope=to_receiver and bool(carried),
        must_talk=to_receiver and returning.must_talk(submission),
        times=submission.round_number - 1,
        may_ask_consent=bool(carried) and all(each.proposed for each in carried),
        path=presenting.path_steps(submission),
        correction=presenting_corrections.banner(submission),
        sections=reviewed.sections,
        # The list above is what goes out: comments are written on the paper's own page, not beneath it.
        pins=replace(reviewed.pins, may_comment=False, boxes=_read_only(reviewed.pins.boxes)),
        back_url=url_for("submissions.show", submission_id=submission.id),
    )


def problems_in(submission: Submission, action: Action) -> list[tuple[str, str]]:
    """What the posted form leaves out, as (field, sentence)."""
    carried = comments.pending(submission)
    found = []
    if not carried and not request.form.get("reason", "").strip():
        found.append(("reason", NO_REASON))
    seen = posted_handout().seen
    if seen is not None and seen != {each.id for each in carried}:
        found.append(("carried", "刚刚有人添改了批注，请看过下面现在的批注再退回"))
    if action is Action.RETURN and returning.must_talk(submission):
        found += _talk_problems(carried)
    return found


def _talk_problems(carried: Sequence[Comment]) -> list[tuple[str, str]]:
    way = request.form.get("way")
    if way == "consent":
        if carried and all(each.proposed for each in carried):
            return []
        return [("way", "代为更正，须在每处批注里代拟文字；没有代拟的，请先补上或删去这条批注")]
    if way != "talked":
        return [("way", "请选择：已电话沟通，或代为更正请对方同意")]
    blank = []
    if not request.form.get("talked_when", "").strip():
        blank.append(("talked_when", "请写明什么时候打的电话"))
    if not request.form.get("talked_with", "").strip():
        blank.append(("talked_with", "请写明与谁沟通"))
    return blank


def posted_handout() -> Handout:
    form = request.form
    seen = frozenset(form.getlist("seen", type=row_number)) if "with_seen" in form else None
    way = form.get("way")
    parts = [form.get("talked_when", "").strip()[:40], form.get("talked_with", "").strip()[:40]]
    talked = "，".join(part for part in parts if part) if way == "talked" else ""
    return Handout(seen, form.get("scope") == "all", talked, way == "consent")


def _read_only(boxes: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [{**each, "change": None} for each in found] for name, found in boxes.items()}


def _words(submission: Submission, carried: Sequence[Comment]) -> list[dict[str, Any]]:
    full = scope.sees_personal_data(actor(), submission)
    now = reading.places(cases.annex_of(submission), submission.answers or {}) if carried else {}
    return [
        presenting_comments.comment_words(each, now, full)
        | {
            "edit": url_for("comments.edit", submission_id=submission.id, comment_id=each.id),
            "anchor": f"at-{now[each.field].drawn_as}" if each.field in now else "",
        }
        for each in carried
    ]
