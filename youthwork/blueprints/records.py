"""活动记录: the list, 记一条, one record with all that belongs to it, its correction and its end.

What is posted is checked, then asked about (请核实), then saved; each time the page comes back with all that was
typed. A phone's queue (`X-Queue`) posts the same form to the same door and is answered in a few words.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, request, url_for

from youthwork import clock
from youthwork.blueprints import record_answers, record_form, veiled
from youthwork.blueprints.downloads import EXCEL, send
from youthwork.blueprints.presenting_record_list import filters_of, wanted
from youthwork.blueprints.presenting_records import by_month, whole
from youthwork.blueprints.record_form import Sheet
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed, Unacceptable
from youthwork.models import Activity
from youthwork.services import audit
from youthwork.services.contact_work.derivation import deriving
from youthwork.services.contact_work.links import cadres
from youthwork.services.contact_work.records import (
    photos,
    record_list,
    record_sheet,
    recording,
    records,
    settings,
)
from youthwork.services.contact_work.records.recording import NotRecorded, SentBefore
from youthwork.services.contact_work.visits import visits
from youthwork.services.contact_work.wishes import wish_lists

blueprint = Blueprint("records", __name__, url_prefix="/records")


@blueprint.get("")
@login_required
def index() -> Answer:
    """活动记录: one's own; for an office those of the organ and all beneath (`?of=office`)."""
    asked = wanted(request.args)
    page = record_list.page(actor(), asked.wanted, asked.before)
    return render(
        "records/index.html",
        months=by_month(page.rows, asked.wanted.is_mine),
        is_mine=asked.wanted.is_mine,
        filters=filters_of(asked, page.older),
        may_record=cadres.find_own(actor()) is not None,
        has_office=bool(record_list.offices(actor())),
        keeps_limits=bool(settings.organs_kept_by(actor())),
    )


@blueprint.post("/export")
@login_required
@commits
def export() -> Answer:
    """导出 of the very list the page shows; recorded."""
    asked = wanted(request.form)
    rows = record_list.all_of(actor(), asked.wanted)
    title = "我的活动记录" if asked.wanted.is_mine else "活动记录"
    audit.record("activity", f"{user().name}导出活动记录 {len(rows)} 条", user().id)
    content = record_sheet.make(rows, title, clock.now(), user().name)
    return send(content, EXCEL, f"{title} {clock.now():%Y%m%d-%H%M}.xlsx")


@blueprint.get("/new")
@login_required
def new() -> Answer:
    return record_answers.draw(record_form.blank(), 200)


@blueprint.post("/form")
@login_required
def redraw() -> Answer:
    """The sheet again with an organization found, or with 代称 in place of a name; nothing is saved."""
    activity_id = request.args.get("activity", type=row_number)
    sheet = record_form.posted(records.find_activity(actor(), activity_id) if activity_id else None)
    if "rename" in request.form:
        record_form.rename(sheet)
        return record_answers.draw(sheet, 200)
    record_form.find_place(sheet)
    return record_answers.draw(sheet, 200, block="with_part")


@blueprint.post("")
@login_required
@commits
def create() -> Answer:
    """记下; what came under this key before is not saved again."""
    sheet = record_form.posted()
    before = recording.sent_before(sheet.person, sheet.form.client_key.data or "")
    if not sheet.is_sound():
        return record_answers.again(sheet, before)
    given = sheet.given
    assert given is not None, "a sound sheet says when"
    if before is None:
        open_questions = record_answers.open_questions(
            sheet, recording.signals_of(sheet.person, given, extra=sheet.extra)
        )
        if open_questions:
            return record_answers.ask(sheet, open_questions)
    try:
        activity = recording.record(sheet.person, given, sheet.said(), sheet.extra)
        if before is None:
            _keep_visit(sheet, activity)
    except SentBefore as sent:
        return record_answers.again(sheet, sent.activity)
    except Unacceptable as refused:
        sheet.put(record_answers.mistakes_of(refused))
        return record_answers.again(sheet, None)
    words = "已记下" if before is None else "这一条已经记下，没有重复"
    url = url_for(".show", activity_id=activity.id)
    if record_answers.is_queue():
        return jsonify(url=url, words=words)
    flash(words, "done")
    return see_other(url)


@blueprint.get("/<int:activity_id>")
@login_required
def show(activity_id: int) -> Answer:
    return _show(records.find_activity(actor(), activity_id), 200)


@blueprint.get("/<int:activity_id>/edit")
@login_required
def edit(activity_id: int) -> Answer:
    activity = _changeable(activity_id)
    sheet = record_form.of_record(activity)
    given = sheet.given
    assert given is not None, "a record has its times"
    is_writer = activity.person_id == actor().user_id
    asked = recording.signals_of(activity.person, given, activity) if is_writer else []
    return record_answers.draw(sheet, 200, asked)


@blueprint.post("/<int:activity_id>")
@login_required
@commits
def correct(activity_id: int) -> Answer:
    """更正: freely within a minute, later with a reason."""
    activity = _changeable(activity_id)
    sheet = record_form.posted(activity)
    if not sheet.is_sound():
        return record_answers.draw(sheet, 422)
    given = sheet.given
    assert given is not None, "a sound sheet says when"
    asked = recording.signals_of(activity.person, given, activity, sheet.extra)
    if activity.person_id == actor().user_id and record_answers.open_questions(sheet, asked):
        return record_answers.draw(sheet, 422, asked)
    version = sheet.form.version.data or ""
    try:
        recording.correct(
            activity,
            given,
            user(),
            sheet.form.reason.data or "",
            int(version) if version.isdecimal() and len(version) < 9 else 0,
            sheet.said(),
            sheet.extra,
        )
        _keep_visit(sheet, activity)
    except Unacceptable as refused:
        sheet.put(record_answers.mistakes_of(refused))
        return record_answers.draw(sheet, 422, asked)
    except AlreadyMoved as moved:
        # What was typed stays; pressed once more, it is meant over what stands there now.
        sheet.form.version.data = str(activity.version)
        sheet.put({"": moved.sentence})
        return record_answers.draw(sheet, 422, asked)
    flash("已更正", "done")
    return see_other(url_for(".show", activity_id=activity_id))


@blueprint.post("/<int:activity_id>/withdraw")
@login_required
@commits
def withdraw(activity_id: int) -> Answer:
    """撤销: it counts nowhere any more, and stays with its reason."""
    activity = _changeable(activity_id)
    reason = request.form.get("reason", "")
    version = request.form.get("version", type=row_number) or 0
    try:
        recording.withdraw(activity, user(), reason, version)
    except NotRecorded as refused:
        return _show(activity, 422, refused.mistakes.get("reason", refused.sentence), reason)
    except AlreadyMoved as moved:
        return _show(activity, 422, moved.sentence, reason)
    visits.take_back(activity)
    flash("已撤销：不再计入任何次数，经过留在这一页", "done")
    return see_other(url_for(".show", activity_id=activity_id))


@blueprint.post("/<int:activity_id>/leave")
@login_required
@commits
def leave(activity_id: int) -> Answer:
    """退出: I was not there."""
    recording.leave(records.find_activity(actor(), activity_id), user())
    flash("已退出这条记录的同去人员，它不再算你一次", "done")
    return see_other(url_for(".index"))


def _changeable(activity_id: int) -> Activity:
    """Loaded through scope; who may not change it is told before anything is drawn."""
    activity = records.find_activity(actor(), activity_id)
    if activity.withdrawn_at is not None:
        raise StepNotAllowed("这条记录已经撤销，不能再改")
    if not records.may_correct(actor(), activity):
        raise NotAllowed("这条记录由记录人本人更正，或由当时所在单位的经办人说明理由后更正")
    return activity


def _keep_visit(sheet: Sheet, activity: Activity) -> None:
    if not sheet.is_visit:
        visits.take_back(activity)
        return
    notice = visits.put(activity, visits.given_from(sheet.visit_form), user()).notice
    if notice:
        flash(notice, "wait")


def _show(activity: Activity, status: int, refusal: str = "", reason: str = "") -> Answer:
    visit = visits.visit_of(activity.id)
    return render(
        "records/show.html",
        status=status,
        record=whole(activity),
        photos=_photos(activity),
        may_add_photo=photos.may_add(activity, actor()),
        visit=visit,
        visited=veiled.beside(activity, visits.shown_name(visit, user())) if visit else "",
        must_do=veiled.beside(activity, visit.must_do) if visit else "",
        uses=deriving.uses_of(activity.id, actor()),
        wishes=[
            (each.text[:40], url_for("wishes.show", wish_id=each.id))
            for each in wish_lists.of_record(activity.id)
        ],
        refusal=refusal,
        reason=reason,
    )


def _photos(activity: Activity) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "caption": each.caption,
            "url": url_for("record_photos.show", activity_id=activity.id, photo_id=each.id),
            "thumbnail_url": url_for("record_photos.thumbnail", activity_id=activity.id, photo_id=each.id),
        }
        for each in activity.photos
    ]
