"""活动记录的照片: added after the record is saved, by whoever has one; examined and shrunk before the deed begins."""

from __future__ import annotations

import io

from flask import Blueprint, flash, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork.blueprints.web import Answer, actor, commits, login_required, see_other, user
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.domain.signals import SignalKind
from youthwork.services import transactions
from youthwork.services.contact_work.records import photos, records, signalling

blueprint = Blueprint("record_photos", __name__, url_prefix="/records/<int:activity_id>/photos")

#: Nothing a file holds may run, load or send anything, should a browser show it.
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"


@blueprint.post("")
@login_required
def add(activity_id: int) -> Answer:
    """添加: each picture a deed of its own; what is refused is said by name and takes no other along."""
    photos.check(records.find_activity(actor(), activity_id), actor())
    chosen = [each for each in request.files.getlist("photos") if each.filename]
    if not chosen:
        raise Unacceptable("没有选择照片：请先选一张，再添加")
    for each in chosen[: photos.MOST]:
        try:
            kept = photos.prepare(each.read(), each.filename or "")
            with transactions.deed():
                activity = records.find_activity(actor(), activity_id)
                photos.add(activity, user(), actor(), kept, request.form.get("caption", ""))
        except Unacceptable as refused:
            flash(refused.sentence, "back")
        else:
            flash("照片已添加", "done")
    _ask(activity_id)
    return _back(activity_id)


@blueprint.post("/<int:photo_id>/removal")
@login_required
@commits
def remove(activity_id: int, photo_id: int) -> Answer:
    photos.remove(records.find_activity(actor(), activity_id), actor(), photo_id)
    flash("照片已移除", "done")
    return _back(activity_id)


@blueprint.get("/<int:photo_id>")
@login_required
def show(activity_id: int, photo_id: int) -> Response:
    return _picture(photos.find(actor(), activity_id, photo_id).sha256)


@blueprint.get("/<int:photo_id>/thumbnail")
@login_required
def thumbnail(activity_id: int, photo_id: int) -> Response:
    found = photos.find(actor(), activity_id, photo_id).thumbnail_sha256
    if found is None:
        raise NotFound("这张照片没有小图")
    return _picture(found)


def _ask(activity_id: int) -> None:
    """同一张照片: told where it was added; answered at the record, like every 请核实."""
    for row in signalling.asked_at([activity_id]):
        if row.kind is SignalKind.SAME_PHOTO and not row.said:
            flash(f"请核实：{row.sentence}；可以在“请核实”里说明", "wait")


def _picture(sha256: str) -> Response:
    answer = send_file(io.BytesIO(photos.read(sha256)), mimetype="image/jpeg", max_age=0)
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _back(activity_id: int) -> Answer:
    return see_other(url_for("records.show", activity_id=activity_id) + "#photos")
