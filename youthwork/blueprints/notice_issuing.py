"""印发通知: looked over and issued, handed in, sent back; amended and withdrawn with trace; printed as a 公文."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response

from youthwork.blueprints import presenting_asked, presenting_audience
from youthwork.blueprints import presenting_notices as presenting
from youthwork.blueprints.downloads import PDF, send
from youthwork.blueprints.form_problems import put
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    page_version,
    render,
    see_other,
    user,
)
from youthwork.domain.audience import Audience
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotFound
from youthwork.domain.notices import NoticeState
from youthwork.forms.annexes import find_annex
from youthwork.forms.fields import Posted, bind, tidy
from youthwork.forms.links import Day
from youthwork.forms.notices import AmendForm, SendBackForm, WithdrawForm, pick
from youthwork.models import Notice
from youthwork.services import scope
from youthwork.services.notices import (
    amending,
    audiences,
    burden,
    drafts,
    handing_in,
    issuing,
    passing,
    rights,
)
from youthwork.services.notices.amending import Amended
from youthwork.services.notices.contents import given_of, shortcomings_of
from youthwork.services.printing import official_notices

blueprint = Blueprint("notice_issuing", __name__, url_prefix="/notices/<int:notice_id>")


@blueprint.get("/issuing")
@login_required
def review(notice_id: int) -> Answer:
    """核对: what will go out to whom, and what is still lacking."""
    notice = drafts.find_draft(actor(), notice_id)
    if notice.state is not NoticeState.DRAFT:
        return see_other(url_for("notices.show", notice_id=notice.id))
    return _review(notice, 200)


@blueprint.post("/issuing")
@login_required
@commits
@once
def issue(notice_id: int) -> Answer:
    """印发."""
    notice = drafts.find_draft(actor(), notice_id)
    try:
        notice = issuing.issue(notice, user(), page_version() or 0)
    except issuing.Lacking:
        return _review(notice, 422)
    flash("已印发，正在下达到各单位" if notice.laid_at is None else "已印发，已下达到各单位", "done")
    return see_other(url_for("notices.show", notice_id=notice.id))


@blueprint.post("/submittal")
@login_required
@commits
@once
def hand_in(notice_id: int) -> Answer:
    """送签发."""
    notice = drafts.find_draft(actor(), notice_id)
    handing_in.hand_in(notice, user(), page_version() or 0)
    flash("已送签发，签发人会在消息和工作台看到", "done")
    return see_other(url_for(".review", notice_id=notice.id))


@blueprint.post("/send-back")
@login_required
@commits
@once
def send_back(notice_id: int) -> Answer:
    """退回拟稿."""
    notice, form = drafts.find_draft(actor(), notice_id), SendBackForm(request.form)
    if not form.validate():
        return _review(notice, 422, form)
    handing_in.send_back(notice, user(), form.reason.data or "", page_version() or 0)
    flash("已退回拟稿", "done")
    return see_other(url_for("notice_drafts.draft", notice_id=notice.id))


def _review(notice: Notice, status: int, form: SendBackForm | None = None) -> Answer:
    given = given_of(notice)
    counted = audiences.reach(given.audience, notice.issuer)
    return render(
        "notices/review.html",
        status=status,
        notice=notice,
        given=given,
        expires=long_date(given.expires_on) if given.expires_on else "",
        lacking=shortcomings_of(notice, given, counted.total),
        reach=[(level.value, count) for level, count in counted.by_level],
        total=counted.total,
        to=given.addressees or audiences.addressees(given.audience, notice.issuer, counted),
        words=presenting_audience.audience_words(notice),
        annexes=presenting.issued_annexes(notice),
        numbers=presenting.number_words(notice),
        same=passing.same_asked(notice),
        burden=presenting_asked.burden_of(burden.of_notice(notice)),
        state=presenting.state(notice),
        saved=presenting.saved_words(notice),
        handed_in=notice.handed_in_by.name if notice.handed_in_by else "",
        may_issue=rights.may_issue(actor(), notice.issuer_id),
        form=form or SendBackForm(),
        edit_url=url_for("notice_drafts.draft", notice_id=notice.id),
    )


@blueprint.get("/laying")
@login_required
def laying(notice_id: int) -> Answer:
    """下达情况, looked at again by the page while a worker lays."""
    notice = _own(notice_id)
    found = presenting.laying(notice)
    if request.args.get("shown") == found.mark and found.looks_again:
        return Response(status=204)
    return render("notices/_laying.html", notice=notice, laying=found)


@blueprint.get("/amendment")
@login_required
def amendment(notice_id: int) -> Answer:
    notice = _own(notice_id)
    _check_out(notice)
    return _amendment_page(notice, _amend_form(notice, None), 200)


@blueprint.post("/amendment")
@login_required
@commits
@once
def amend(notice_id: int) -> Answer:
    """修改 with trace."""
    notice = _own(notice_id)
    posted = pick(dict(request.form.lists()), request.form.get("put", ""), notice.issuer_id)
    form = _amend_form(notice, posted)
    if request.form.get("then") == "find" or "put" in request.form:
        return _amendment_page(notice, form, 422, tidy(request.form.get("q"))[:60])
    if not form.validate():
        return _amendment_page(notice, form, 422)
    try:
        amending.amend(notice, _amended(notice, form), form.reason.data or "", user(), page_version() or 0)
    except amending.Refused as refused:
        put(form, [(name if name in form else "levels", sentence) for name, sentence in refused.found])
        return _amendment_page(notice, form, 422)
    flash("已修改，改动留痕，有关单位会收到消息", "done")
    return see_other(url_for("notices.show", notice_id=notice.id))


@blueprint.get("/withdrawal")
@login_required
def withdrawal(notice_id: int) -> Answer:
    notice = _own(notice_id)
    _check_out(notice)
    return _withdrawal_page(notice, WithdrawForm(), 200)


@blueprint.post("/withdrawal")
@login_required
@commits
@once
def withdraw(notice_id: int) -> Answer:
    """撤回."""
    notice, form = _own(notice_id), WithdrawForm(request.form)
    if not form.validate():
        return _withdrawal_page(notice, form, 422)
    amending.withdraw(notice, user(), form.reason.data or "", page_version() or 0)
    flash("已撤回，有关单位会收到消息", "done")
    return see_other(url_for("notices.show", notice_id=notice.id))


@blueprint.get("/paper.pdf")
@login_required
def paper(notice_id: int) -> Response:
    """公文 as a PDF; `?annexes=1` has the blank forms follow as 附件. A draft prints as one."""
    notice = _readable(notice_id)
    content = official_notices.pdf_of(notice, with_annexes=request.args.get("annexes") == "1")
    return send(content, PDF, official_notices.file_name(notice))


def _readable(notice_id: int) -> Notice:
    """A notice that reaches this person, or a draft of their own organ."""
    try:
        return scope.find_notice(actor(), notice_id)
    except NotFound:
        return drafts.find_draft(actor(), notice_id)


def _own(notice_id: int) -> Notice:
    """A notice of an organ for which this person issues."""
    notice = scope.find_notice(actor(), notice_id)
    if not rights.may_draw_up(actor(), notice.issuer_id):
        raise NotFound("没有这份通知，或它不是你单位印发的")
    return notice


def _check_out(notice: Notice) -> None:
    rights.check_issues(actor(), notice.issuer)
    amending.check_is_out(notice)


def _amend_form(notice: Notice, posted: Posted | None) -> AmendForm:
    """The sheet of an amendment, with a due day for each annex that may be put off."""
    fields = {
        f"due-{row.id}": Day(find_annex(notice.edition_key, row.annex_key).short_title)
        for row in amending.movable(notice)
    }
    kind: type[AmendForm] = type("AmendThisForm", (AmendForm,), fields)
    if posted is not None:
        form: AmendForm = bind(kind, posted)
        return form
    was = amending.as_it_is(notice)
    kept = was.audience.as_json()
    return kind(
        data={
            "body": was.body,
            "expires_on": was.expires_on,
            "contact_name": was.contact_name,
            "contact_phone": was.contact_phone,
            **{name: [str(each) for each in kept[name]] for name in kept},
            **{f"due-{id_}": due for id_, due in was.dues.items()},
        }
    )


def _amended(notice: Notice, form: AmendForm) -> Amended:
    return Amended(
        form.body.data or "",
        form.expires_on.data,
        form.contact_name.data or "",
        form.contact_phone.data or "",
        form.audience,
        {
            row.id: form[f"due-{row.id}"].data
            for row in amending.movable(notice)
            if f"due-{row.id}" in request.form
        },
    )


def _amendment_page(notice: Notice, form: AmendForm, status: int, text: str = "") -> Answer:
    return render(
        "notices/amendment.html",
        status=status,
        notice=notice,
        form=form,
        range=presenting_audience.audience_choices(notice.issuer, form, audiences.choices(notice.issuer)),
        dues=[(form[f"due-{row.id}"], f"现为{long_date(row.due)}") for row in amending.movable(notice)],
        expires=f"现为{long_date(notice.expires_on)}" if notice.expires_on else "",
        words=presenting_audience.audience_words(notice),
        found=presenting_audience.found_units(audiences.find_units(notice.issuer, text)) if text else None,
        text=text,
    )


def _withdrawal_page(notice: Notice, form: WithdrawForm, status: int) -> Answer:
    counted = audiences.reach(Audience.from_json(notice.audience, notice.issuer_id), notice.issuer)
    return render(
        "notices/withdrawal.html",
        status=status,
        notice=notice,
        form=form,
        facts=[
            ("标题", notice.title),
            ("文号", notice.number or "无文号"),
            ("印发", long_date(notice.issued_on)),
            ("受文单位", f"{counted.total:,} 个"),
        ],
    )
