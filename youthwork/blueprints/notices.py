"""通知与填报: the notices that reach this person, and where a draft is begun."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork.blueprints import presenting
from youthwork.blueprints.once import once
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
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotFound
from youthwork.forms.annexes import find_annex
from youthwork.models import NoticeAnnex
from youthwork.services import posts, scope
from youthwork.services.drafts import drafting
from youthwork.services.path import notices, obligations
from youthwork.services.path.notices import AnnexProgress
from youthwork.services.printing import blanks, faces

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@blueprint.get("")
@login_required
def index() -> Answer:
    asked = obligations.asked_of(user(), actor())
    mine = [_obligation(one) for one in asked]
    rows = [
        {
            "title": notice.title,
            "url": url_for("notices.show", notice_id=notice.id),
            "number": notice.number or "无文号",
            "issuer": notice.issuer.common_name,
            "issued": long_date(notice.issued_on),
        }
        for notice in notices.notices_for(actor())
    ]
    return render("notices/index.html", mine=mine, notices=rows)


@blueprint.get("/<int:notice_id>")
@login_required
def show(notice_id: int) -> Answer:
    notice = scope.find_notice(actor(), notice_id)
    asked = [one for one in obligations.asked_of(user(), actor()) if one.notice_annex.notice_id == notice.id]
    return render(
        "notices/show.html",
        notice=notice,
        issued=long_date(notice.issued_on),
        annexes=[_annex(notice.edition_key, row) for row in notice.annexes],
        mine=[_obligation(one) for one in asked],
        units=[_progress(one) for one in notices.unit_progress(notice, actor())],
    )


@blueprint.post("/annexes/<int:notice_annex_id>/submissions")
@login_required
@commits
@once
def begin(notice_annex_id: int) -> Answer:
    """开始填报: the draft there is, or a new one prefilled with what is known."""
    row = notices.find_notice_annex(actor(), notice_annex_id)
    owner_id = request.form.get("owner_id", 0, row_number)
    if owner_id not in {unit.organ.id for _, unit in actor().posts}:
        raise NotFound("没有这个填报单位，或你不在其中任职")
    subject_id = request.form.get("subject_id", type=row_number)
    subject = posts.find_user(subject_id) if subject_id else None
    submission = drafting.open_submission(row, user(), owner_id, subject)
    return see_other(url_for("drafting.draft", submission_id=submission.id))


@blueprint.get("/annexes/<int:notice_annex_id>/blank")
@login_required
def blank(notice_annex_id: int) -> Answer:
    """空白表: the official form without answers, to be printed."""
    row = notices.find_notice_annex(actor(), notice_annex_id)
    annex = find_annex(row.notice.edition_key, row.annex_key)
    stylesheet = url_for("static", filename="paper.css")
    return faces.render_face(row.notice.edition_key, annex, {}, _heading(row), faces.Marks(False), stylesheet)


@blueprint.get("/annexes/<int:notice_annex_id>/blank.pdf")
@login_required
def blank_paper(notice_annex_id: int) -> Response:
    """空白表 as a PDF, as it comes out of the printer."""
    row = notices.find_notice_annex(actor(), notice_annex_id)
    annex = find_annex(row.notice.edition_key, row.annex_key)
    content = blanks.blank_pdf(row.notice.edition_key, row.annex_key, _heading(row))
    return send_file(
        io.BytesIO(content),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{annex.short_title}（空白表）.pdf",
        max_age=0,
    )


def _heading(row: NoticeAnnex) -> str:
    """文号附件N, or nothing where the notice has no number (decision 9)."""
    annex = find_annex(row.notice.edition_key, row.annex_key)
    return f"{row.notice.number}附件{annex.number}" if row.notice.number and annex.number else ""


def _annex(edition_key: str, row: Any) -> dict[str, Any]:
    annex = find_annex(edition_key, row.annex_key)
    return {
        "label": f"附件{annex.number}" if annex.number else "附件",
        "title": annex.title,
        "who": f"由{'各单位' if annex.filled_by.name == 'UNIT' else '每名'}{annex.filled_by.value}填报",
        "minutes": annex.minutes,
        "due": presenting.due_words(row.due),
        "blank": url_for("notices.blank", notice_annex_id=row.id),
        "blank_paper": url_for("notices.blank_paper", notice_annex_id=row.id),
        "blank_word": url_for("word.blank", notice_annex_id=row.id),
    }


def _obligation(one: obligations.Obligation) -> dict[str, Any]:
    paper = one.submission
    row = one.notice_annex
    return {
        "title": one.annex.short_title,
        "note": f"{row.notice.number or row.notice.title} · "
        + ("本人填报" if one.subject_id else one.owner.name),
        "due": presenting.due_words(row.due),
        "status": presenting.status(paper) if paper else presenting.not_begun(one.is_voided),
        "url": url_for("submissions.show", submission_id=paper.id) if paper else None,
        "holder": presenting.holder_words(paper) if paper else "—",
        "day": presenting.day_words(paper) if paper else "",
        "action": "重新填报" if one.is_voided else "开始填报",
        "kind": "primary",
        "start": {"notice_annex_id": row.id, "owner_id": one.owner.id, "subject_id": one.subject_id},
    }


def _progress(one: AnnexProgress) -> dict[str, Any]:
    rows = [
        {
            "name": cadre.user.name,
            "title": cadre.title,
            "status": presenting.status(cadre.submission)
            if cadre.submission
            else presenting.not_begun(cadre.is_voided),
            "url": url_for("submissions.show", submission_id=cadre.submission.id)
            if cadre.submission
            else None,
            "start": {
                "notice_annex_id": one.notice_annex.id,
                "owner_id": one.owner.id,
                "subject_id": cadre.user.id,
            },
            "action": "代为填写",
        }
        for cadre in one.cadres
    ]
    return {"title": one.annex.short_title, "owner": one.owner.name, "rows": rows, "sent": one.sent}
