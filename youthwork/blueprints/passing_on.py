"""转发到下级: a superior's notice passed on to one's own units; what is the superior's stands there and cannot be raised."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    page_version,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.additions import clause_of
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.notices import NoticeState
from youthwork.forms import notices as forms
from youthwork.forms.annexes import find_annex, inputs
from youthwork.forms.fields import Posted, bind
from youthwork.models import Notice
from youthwork.services import scope, transactions
from youthwork.services.notices import attempts, drafts, minutes, passing, terms
from youthwork.services.notices.attempts import AdditionRefused, Tried
from youthwork.services.notices.contents import shortcomings_of

blueprint = Blueprint("passing_on", __name__, url_prefix="/notices/<int:notice_id>/passing-on")


@blueprint.get("")
@login_required
def show(notice_id: int) -> Answer:
    """转发到下级: of a superior's notice what will be taken over; of one's own draft the sheet."""
    draft = _own_draft(notice_id)
    if draft is not None:
        return _page(draft, draft.typed or {}, [], 200)
    notice = scope.find_notice(actor(), notice_id)
    organs = passing.organs_for(actor(), notice)
    if not organs:
        raise NotAllowed(
            "转发由收到通知、有下级单位的机关的经办人、审核人或签发人办理；失效或撤回的通知不能转发"
        )
    return render(
        "passing_on/ask.html",
        notice=notice,
        organs=organs,
        root=terms.root_of(notice),
        issued=long_date(notice.issued_on),
        clause=clause_of(notice.edition_key),
        passed_on=passing.passed_on_by(notice, [each.id for each in organs]),
        annexes=[
            (row, terms.name_of(notice.edition_key, row.annex_key, row.period)) for row in notice.annexes
        ],
        long_date=long_date,
    )


@blueprint.post("")
@login_required
@commits
@once
def begin(notice_id: int) -> Answer:
    """起草转发通知."""
    notice = scope.find_notice(actor(), notice_id)
    draft = passing.begin(notice, user(), request.form.get("organ", 0, row_number))
    if draft.state is not NoticeState.DRAFT:
        flash("本机关已经转发过这份通知", "wait")
        return see_other(url_for("notices.show", notice_id=draft.id))
    return see_other(url_for(".show", notice_id=draft.id))


@blueprint.post("/draft")
@login_required
def save(notice_id: int) -> Answer:
    """保存: the text first, in a deed of its own; then what goes beyond the superior's is refused and kept on record."""
    draft, posted = _draft(notice_id), _posted(notice_id)
    tries = passing.read(draft, posted)
    try:
        with transactions.deed():
            draft = passing.save(_draft(notice_id), tries.kept, user(), page_version() or 0)
    except AlreadyMoved as moved:
        return _page(_draft(notice_id), tries.kept, [("", moved.sentence)], 409)
    onward = request.form.get("then") == "review"
    if tries.additions and (onward or tries.is_tampered):
        return _refuse(_draft(notice_id), tries)
    if not onward:
        flash(f"已保存 {clock.now():%H:%M}", "done")
        return see_other(url_for(".show", notice_id=notice_id))
    lacking = [*passing.later_than_allowed(draft), *shortcomings_of(draft)]
    if lacking:
        return _page(draft, draft.typed or {}, lacking, 422)
    return see_other(url_for("notice_issuing.review", notice_id=notice_id))


@blueprint.post("/draft/changes")
@login_required
@commits
def save_changes(notice_id: int) -> Answer:
    """自动保存: while one types an earlier day is nobody's business; what the page offers no field for is refused."""
    draft = _draft(notice_id)
    tries = passing.read(draft, _posted(notice_id))
    if tries.is_tampered:
        raise _refused(draft, tries)
    draft = passing.save(draft, tries.kept, user(), page_version() or 0)
    return render("passing_on/_saved.html", version=draft.version, saved=f"已保存 {clock.now():%H:%M}")


def _refused(draft: Notice, tries: passing.Tries) -> AdditionRefused:
    root = terms.root_of(draft)
    return AdditionRefused(draft, user(), [Tried(root.id, each) for each in tries.additions])


def _refuse(draft: Notice, tries: passing.Tries) -> Answer:
    refused = _refused(draft, tries)
    with transactions.deed():
        attempts.record(refused)
    draft = _draft(draft.id)
    problems = [(each.input, each.sentence) for each in tries.additions]
    return _page(draft, tries.kept, problems, 422, clause=refused.clause)


def _draft(notice_id: int) -> Notice:
    draft = drafts.find_draft(actor(), notice_id)
    if draft.passes_on_id is None or draft.state is not NoticeState.DRAFT:
        raise StepNotAllowed("这一份不是正在起草的转发通知，可能已经印发；请回到通知查看")
    return draft


def _own_draft(notice_id: int) -> Notice | None:
    try:
        return _draft(notice_id)
    except (NotFound, StepNotAllowed):
        return None


def _posted(notice_id: int) -> Posted:
    """What the page posted; `range` says whether the ticked units or all beneath are meant."""
    posted = forms.posted_of(request.form.lists())
    whole = posted.pop("range", ["some" if "under" in posted else "all"])
    if whole == ["all"]:
        posted["under"] = [str(_draft(notice_id).issuer_id)]
    posted.setdefault("under", [])
    posted.setdefault("annexes", [])
    return posted


def _page(
    draft: Notice, typed: Posted, problems: Sequence[tuple[str, str]], status: int, clause: str = ""
) -> Answer:
    form = bind(forms.notice_form(draft.edition_key), typed)
    root, above = terms.root_of(draft), draft.passes_on
    under = set(typed.get("under", ()))
    errors = {name: sentence for name, sentence in problems if name}
    return render(
        "passing_on/draft.html",
        status=status,
        notice=draft,
        root=root,
        above=above,
        form=form,
        problems=[(_anchor(name), sentence) for name, sentence in problems],
        errors=errors,
        clause=clause or clause_of(draft.edition_key),
        is_refused=bool(clause),
        annexes=_annexes(draft, root, form),
        locked=_locked(root),
        subordinates=[(each, str(each.id) in under) for each in passing.subordinates(draft.issuer)],
        is_whole=str(draft.issuer_id) in under,
        tried=attempts.of_draft(draft),
        page_key=secrets.token_hex(8),
        long_date=long_date,
        **_versions(draft),
    )


def _versions(draft: Notice) -> dict[str, Any]:
    saved = f"{draft.saved_at:%H:%M} 已保存" if draft.saved_at else ""
    return {"version": draft.version, "saved": saved}


def _anchor(name: str) -> str | None:
    """Where on the page the field of this name stands; what is locked stands together."""
    if not name:
        return None
    return "locked" if name.startswith(("asked-", "required-")) or name == "expires_on" else name


def _annexes(draft: Notice, root: Notice, form: Any) -> list[dict[str, Any]]:
    """要报的表: the superior's days, the earliest one's own may be, and the field for it."""
    keys = list(dict.fromkeys(row.annex_key for row in root.annexes))
    said = minutes.estimates((draft.edition_key, key) for key in keys)
    days, ticked = passing.earliest(draft), set(form.annexes.data or ())
    rows = []
    for key in keys:
        annex = find_annex(draft.edition_key, key)
        theirs, earliest = days[key]
        rows.append(
            {
                "key": key,
                "title": annex.short_title,
                "ticked": key in ticked,
                "theirs": annex.recurs.words if annex.recurs else theirs,
                "earliest": "" if annex.recurs else earliest,
                "field": None if annex.recurs else form[f"due-{key}"],
                "minutes": said[draft.edition_key, key].words,
                "required": list(inputs.required(annex).values()),
            }
        )
    return rows


def _locked(root: Notice) -> list[tuple[str, str]]:
    """照上级通知、不能改的."""
    numbers = [
        f"{each.word}至少 {each.number} {each.unit}" for each in terms.of_notice(root).numbers.values()
    ]
    return [
        ("数量频次", "；".join(numbers) or "上级通知没有数量要求"),
        ("依据", root.basis or root.number or root.title),
        ("有效至", long_date(root.expires_on) if root.expires_on else "上级通知没有写明"),
        (
            "预留天数",
            f"截止日期至多提前 {root.reserve_days} 天" if root.reserve_days else "没有，截止日期不能提前",
        ),
    ]
