"""通知与填报: the notices that reach this person, and where a draft is begun."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork.blueprints import presenting, presenting_asked, presenting_notices
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
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import OrganizationType
from youthwork.forms.annexes import find_annex
from youthwork.models import Notice, NoticeAnnex
from youthwork.services import posts
from youthwork.services.combining.sight import may_combine
from youthwork.services.drafts import drafting, repeating
from youthwork.services.duties.sight import office_organs
from youthwork.services.notices import attempts, minutes, passing, rights
from youthwork.services.notices.contents import find_whole
from youthwork.services.notices.drafts import drafts_of
from youthwork.services.path import notices, obligations
from youthwork.services.path.notices import AnnexProgress
from youthwork.services.printing import blanks, faces

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
#: 办完的: nothing more is to be done for it, as far as one can see.
_DONE = frozenset({Reporting.FILED, Reporting.NIL, Reporting.EXEMPT})


@blueprint.get("")
@login_required
def index() -> Answer:
    asked = obligations.asked_of(user(), actor())
    rows = [
        {
            "title": notice.title,
            "url": url_for("notices.show", notice_id=notice.id),
            "number": notice.number or "无文号",
            "issuer": notice.signatory.common_name,
            "issued": long_date(notice.issued_on),
            "state": presenting_notices.state(notice),
        }
        for notice in notices.notices_for(actor())
    ]
    return render(
        "notices/index.html",
        mine=[_obligation(one) for one in asked if one.standing not in _DONE],
        done=[_obligation(one) for one in reversed(asked) if one.standing in _DONE],
        notices=rows,
        drafts=[presenting_notices.draft_row(each) for each in drafts_of(actor())],
        may_draw_up=any(duty in rights.DRAWS_UP for duty, _ in actor().posts),
    )


@blueprint.get("/<int:notice_id>")
@login_required
def show(notice_id: int) -> Answer:
    notice = find_whole(actor(), notice_id)
    asked = [one for one in obligations.asked_of(user(), actor()) if one.notice_annex.notice_id == notice.id]
    return render(
        "notices/show.html",
        notice=notice,
        whole=presenting_notices.whole(notice, actor()),
        issued=long_date(notice.issued_on),
        annexes=_annexes(notice),
        **_above_and_below(notice),
        mine=[_obligation(one) for one in asked],
        units=[_progress(one) for one in notices.unit_progress(notice, actor())],
        repeated=[_repeated(one) for one in repeating.offered(notice, actor())],
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
    another = bool(request.form.get("another"))
    submission = drafting.open_submission(row, user(), owner_id, subject, another)
    return see_other(url_for("drafting.draft", submission_id=submission.id))


@blueprint.get("/annexes/<int:notice_annex_id>/blank")
@login_required
def blank(notice_annex_id: int) -> Answer:
    """空白表: the official form without answers, to be printed."""
    row = notices.find_notice_annex(actor(), notice_annex_id)
    annex = find_annex(row.notice.edition_key, row.annex_key)
    stylesheet = url_for("static", filename="paper.css")
    marks = faces.Marks(False, seal_note=presenting_asked.blank_line(row))
    return faces.render_face(row.notice.edition_key, annex, {}, _heading(row), marks, stylesheet)


@blueprint.get("/annexes/<int:notice_annex_id>/blank.pdf")
@login_required
def blank_paper(notice_annex_id: int) -> Response:
    """空白表 as a PDF, as it comes out of the printer."""
    row = notices.find_notice_annex(actor(), notice_annex_id)
    annex = find_annex(row.notice.edition_key, row.annex_key)
    line = presenting_asked.blank_line(row)
    content = blanks.blank_pdf(row.notice.edition_key, row.annex_key, _heading(row), line)
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


def _above_and_below(notice: Notice) -> dict[str, Any]:
    """转发 and 加码尝试: what a notice has to do with those above and below."""
    return {
        "terms_words": " · ".join(presenting_asked.terms_words(notice)),
        "needless_url": presenting_asked.needless_url(notice),
        "may_pass_on": passing.is_offered(actor(), notice),
        "shows_attempts": attempts.is_issuers(actor(), notice),
        "unseen_attempts": attempts.unseen_of(actor(), notice),
        "above": presenting_asked.above(notice),
    }


def _annexes(notice: Notice) -> list[dict[str, Any]]:
    said = minutes.estimates((notice.edition_key, row.annex_key) for row in notice.annexes)
    return [
        {
            **_annex(notice.edition_key, row),
            "months": months,
            "asked": said[notice.edition_key, row.annex_key].words,
            "needless": presenting_asked.needless_url(notice, row.annex_key),
            "reports": _reports_url(row),
            "combined": url_for("combined.show", notice_annex_id=row.id)
            if may_combine(actor(), row) is not None
            else None,
        }
        for row, months in presenting_notices.once_each(notice)
    ]


def _reports_url(row: NoticeAnnex) -> str | None:
    """报送情况 of the first organ, from the issuer down, in whose office this person works."""
    issuer_id = row.notice.issuer_id
    for organ in office_organs(actor()):
        if organ.type is not OrganizationType.BRANCH and issuer_id in {unit.id for unit in organ.chain}:
            return url_for("completeness.annex", organization_id=organ.id, notice_annex_id=row.id)
    return None


def _annex(edition_key: str, row: Any) -> dict[str, Any]:
    annex = find_annex(edition_key, row.annex_key)
    return {
        "label": f"附件{annex.number}" if annex.number else "附件",
        "title": annex.title,
        "who": f"由{'各单位' if annex.filled_by.name == 'UNIT' else '每名'}{annex.filled_by.value}填报"
        + ("，有事才报" if annex.is_voluntary else ""),
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
        "title": one.annex.titled(row.period),
        "note": f"{row.notice.number or row.notice.title} · "
        + ("本人填报" if one.subject_id else one.owner.name)
        + (f" · {one.remark}" if one.remark else ""),
        "due": presenting.asked_due(one),
        "status": presenting.status(paper) if paper else presenting.asked(one),
        "may_begin": one.may_begin,
        "nil_url": _nil_url(one),
        "request": presenting.request_link(one),
        "url": url_for("submissions.show", submission_id=paper.id) if paper else None,
        "holder": presenting.holder_words(paper) if paper else "—",
        "day": presenting.day_words(paper) if paper else "",
        "action": "重新填报" if one.is_voided else "开始填报",
        "kind": "primary",
        "start": {"notice_annex_id": row.id, "owner_id": one.owner.id, "subject_id": one.subject_id},
    }


def _nil_url(one: obligations.Obligation) -> str | None:
    """零报告, where the form knows one and nothing is under way; said already, where it is taken back."""
    is_said = one.standing is Reporting.NIL
    if not one.annex.may_be_nil or not (one.may_begin or is_said):
        return None
    return url_for("nil_reports.show", duty_id=one.duty_id)


def _repeated(one: repeating.Offered) -> dict[str, Any]:
    """有事再报."""
    papers = [
        {
            "title": paper.title,
            "url": url_for("submissions.show", submission_id=paper.id),
            "holder": presenting.holder_words(paper),
            "day": presenting.day_words(paper),
            "status": presenting.status(paper),
        }
        for paper in one.papers
    ]
    start = {"notice_annex_id": one.notice_annex.id, "owner_id": one.owner.id, "another": True}
    return {
        "title": f"{one.owner.name} · {one.annex.short_title}",
        "note": "有事才报，可以报多件" if one.annex.is_voluntary else "可以报多件",
        "papers": papers,
        "item": {"start": start, "action": "再报一件" if papers else "报一件"} if one.may_begin else None,
    }


def _progress(one: AnnexProgress) -> dict[str, Any]:
    rows = [
        {
            "name": cadre.user.name,
            "title": cadre.title,
            "status": presenting.status(cadre.submission)
            if cadre.submission
            else presenting.not_begun(cadre.is_voided, cadre.excuse),
            "may_begin": cadre.may_begin,
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
