"""佐证材料: adding photos and papers to a draft, taking them out, and handing them to those who may open them.

A picture is unpacked and shrunk before the deed begins; each file is a deed of its own, so that one which is refused
takes no other along. Sent by the script (`X-Evidence`), one file is answered by the list drawn anew.
"""

from __future__ import annotations

import io

from flask import Blueprint, flash, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork.blueprints import presenting, presenting_evidence
from youthwork.blueprints.posting import store_posted
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    find_submission,
    login_required,
    render,
    see_other,
    user,
)
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.models import Evidence, Submission
from youthwork.services import transactions
from youthwork.services.evidence import preparing, sight, taking

blueprint = Blueprint("evidence", __name__)

_OF_PAPER = "/submissions/<int:submission_id>/evidence"
_OF_FILING = "/filings/<int:filing_id>/evidence/<int:evidence_id>"
#: Nothing a file holds may run, load or send anything, should a browser show it.
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"


@blueprint.get(_OF_PAPER)
@login_required
def index(submission_id: int) -> Answer:
    return _page(find_submission(submission_id))


@blueprint.post(f"{_OF_PAPER}/draft")
@login_required
def from_draft(submission_id: int) -> Answer:
    """保存并添加: the text of the draft first, then the page of the files."""
    submission = find_submission(submission_id)
    saved = store_posted(submission)
    endpoint = "drafting.draft" if saved.clashes else "evidence.index"
    return see_other(url_for(endpoint, submission_id=submission_id))


@blueprint.post(_OF_PAPER)
@login_required
def add(submission_id: int) -> Answer:
    """添加: one file or several; what is refused is said by name, what is taken is kept."""
    taking.check_open(find_submission(submission_id), user())
    chosen = [each for each in request.files.getlist("files") if each.filename]
    if not chosen:
        raise Unacceptable("没有选择文件：请先选择照片或文件，再添加")
    if _is_script():
        sentence = _take(submission_id, chosen[0].read(), chosen[0].filename or "")
        return _list(submission_id, sentence)
    problems = []
    for each in chosen:
        try:
            sentence = _take(submission_id, each.read(), each.filename or "")
        except Unacceptable as refused:
            problems.append((None, refused.sentence))
        else:
            flash(sentence or f"已添加“{preparing.tidy_name(each.filename or '')}”", "done")
    if problems:
        return _page(find_submission(submission_id), problems)
    return see_other(url_for("evidence.index", submission_id=submission_id))


def _take(submission_id: int, content: bytes, filename: str) -> str:
    """One file into the paper; gives the sentence where it was there already."""
    caption = taking.tidy_caption(request.form.get("caption", ""))
    kept = preparing.keep(content, filename)
    with transactions.deed():
        submission = find_submission(submission_id)
        return taking.add(submission, user(), kept, _place(submission), caption).sentence


@blueprint.post(f"{_OF_PAPER}/<int:evidence_id>/description")
@login_required
@commits
def describe(submission_id: int, evidence_id: int) -> Answer:
    submission = find_submission(submission_id)
    place = _place(submission, sight.find(submission, actor(), evidence_id).field)
    taking.describe(submission, user(), evidence_id, place, request.form.get("caption", ""))
    return _done(submission_id, "说明已保存")


@blueprint.post(f"{_OF_PAPER}/<int:evidence_id>/removal")
@login_required
@commits
def remove(submission_id: int, evidence_id: int) -> Answer:
    removed = taking.remove(find_submission(submission_id), user(), evidence_id)
    return _done(submission_id, f"已移除“{removed.name}”，可以在下面放回")


@blueprint.post(f"{_OF_PAPER}/<int:evidence_id>/restoration")
@login_required
@commits
def restore(submission_id: int, evidence_id: int) -> Answer:
    restored = taking.restore(find_submission(submission_id), user(), evidence_id)
    return _done(submission_id, f"已放回“{restored.name}”")


@blueprint.get(f"{_OF_PAPER}/<int:evidence_id>")
@login_required
def file(submission_id: int, evidence_id: int) -> Response:
    return _send(sight.find(find_submission(submission_id), actor(), evidence_id))


@blueprint.get(f"{_OF_PAPER}/<int:evidence_id>/thumbnail")
@login_required
def thumbnail(submission_id: int, evidence_id: int) -> Response:
    return _send_thumbnail(sight.find(find_submission(submission_id), actor(), evidence_id))


@blueprint.get(_OF_FILING)
@login_required
def filed_file(filing_id: int, evidence_id: int) -> Response:
    return _send(sight.find_filed(actor(), filing_id, evidence_id))


@blueprint.get(f"{_OF_FILING}/thumbnail")
@login_required
def filed_thumbnail(filing_id: int, evidence_id: int) -> Response:
    return _send_thumbnail(sight.find_filed(actor(), filing_id, evidence_id))


def _send(evidence: Evidence) -> Response:
    """A picture to be looked at, anything else to be saved: a PDF runs in no page of ours."""
    is_picture = evidence.media_type == "image/jpeg"
    return _bytes(evidence.sha256, evidence.media_type, evidence.name, as_attachment=not is_picture)


def _send_thumbnail(evidence: Evidence) -> Response:
    found = evidence.thumbnail_sha256
    if found is None:
        raise NotFound("这份材料没有小图，请下载后查看")
    return _bytes(found, "image/jpeg", f"{evidence.id}.jpg", as_attachment=False)


def _bytes(sha256: str, media_type: str, name: str, as_attachment: bool) -> Response:
    """no-store and nosniff are put on every answer in `security.py`."""
    answer = send_file(
        io.BytesIO(sight.read(sha256)),
        mimetype=media_type,
        as_attachment=as_attachment,
        download_name=name,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = _POLICY
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _page(submission: Submission, problems: list[tuple[None, str]] | None = None) -> Answer:
    return render(
        "evidence/index.html",
        status=422 if problems else 200,
        submission=submission,
        title=presenting.list_title(submission, of_others=True),
        evidence=presenting_evidence.of_submission(submission),
        problems=problems or [],
    )


def _done(submission_id: int, words: str) -> Answer:
    if _is_script():
        return _list(submission_id, words)
    flash(words, "done")
    return see_other(url_for("evidence.index", submission_id=submission_id))


def _list(submission_id: int, words: str) -> Answer:
    """The list drawn anew, with what is to be said about it."""
    shown = presenting_evidence.of_submission(find_submission(submission_id))
    is_page = request.headers["X-Evidence"] == "page"
    return render("evidence/_list.html", evidence=shown, words=words, plain=is_page)


def _is_script() -> bool:
    return "X-Evidence" in request.headers


def _place(submission: Submission, present: str = "") -> str:
    """The row or field the file is about; a name the paper does not have changes nothing."""
    place = request.form.get("place", "")
    return place if place in dict(presenting_evidence.of_submission(submission).places) else present
