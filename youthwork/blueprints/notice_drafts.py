"""拟发通知: begun, typed, saved as it is typed, its range looked at, discarded; issuing is in `notice_issuing.py`."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_audience
from youthwork.blueprints import presenting_notices as presenting
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
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.extensions import htmx
from youthwork.forms import notices as forms
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.fields import Posted, bind, tidy
from youthwork.models import Notice
from youthwork.services.notices import audiences, drafts, editions, rights
from youthwork.services.notices.contents import given_of

blueprint = Blueprint("notice_drafts", __name__, url_prefix="/notices")


@blueprint.get("/new")
@login_required
def new() -> Answer:
    """从哪里开始: 表样, or an earlier notice with its days moved on."""
    organs = rights.organs_of(actor())
    if not organs:
        raise NotAllowed("拟发通知由有下级单位的机关的经办人、审核人、签发人办理")
    asked = request.args.get("organ", type=row_number)
    organ = next((each for each in organs if each.id == asked), organs[0])
    earlier = [
        {
            "id": each.id,
            "title": each.title,
            "number": each.number or "无文号",
            "issued": long_date(each.issued_on),
            "annexes": len({row.annex_key for row in each.annexes}),
            "is_of_before": each.issued_on.year < clock.today().year,
        }
        for each in editions.earlier_of(organ.id)
    ]
    return render(
        "notices/new.html",
        organ=organ,
        organs=organs,
        earlier=earlier,
        editions=[(each, [annex.short_title for annex in each.annexes]) for each in editions.choices()],
    )


@blueprint.post("/drafts")
@login_required
@commits
@once
def begin() -> Answer:
    """起稿."""
    source = request.form.get("source", "")
    organ_id = request.form.get("organ", 0, row_number)
    kind, _, key = source.partition(":")
    if kind == "notice" and key.isdecimal():
        earlier = {each.id: each for each in editions.earlier_of(organ_id)}.get(int(key))
        if earlier is None or not rights.may_draw_up(actor(), organ_id):
            raise Unacceptable("没有这份通知，请重新选择从哪里开始")
        notice = drafts.begin(user(), organ_id, earlier.edition_key, copied_from=earlier)
    else:
        if key not in EDITIONS or not rights.may_draw_up(actor(), organ_id):
            raise Unacceptable("请选择从哪套表样或哪份通知开始")
        notice = drafts.begin(user(), organ_id, key)
    return see_other(url_for(".draft", notice_id=notice.id))


@blueprint.get("/<int:notice_id>/draft")
@login_required
def draft(notice_id: int) -> Answer:
    notice = drafts.find_draft(actor(), notice_id)
    if notice.state is not NoticeState.DRAFT:
        return see_other(url_for("notices.show", notice_id=notice.id))
    if notice.passes_on_id is not None:
        return see_other(f"/notices/{notice.id}/passing-on")
    return _page(notice, notice.typed or {}, 200)


@blueprint.post("/<int:notice_id>/draft")
@login_required
@commits
def save(notice_id: int) -> Answer:
    """保存, and then what the pressed button asked for."""
    notice = _own_draft(notice_id)
    posted, put = _posted(notice), request.form.get("put", "")
    given = forms.read(notice.edition_key, posted)
    try:
        drafts.save(notice, given, user(), page_version() or 0)
    except AlreadyMoved as moved:
        return _clash(notice, posted, moved.sentence)
    if request.form.get("then") == "review":
        return see_other(url_for("notice_issuing.review", notice_id=notice.id))
    if put or request.form.get("then") == "find":
        text = tidy(request.form.get("q"))[:60]
        return see_other(url_for(".draft", notice_id=notice.id, q=text or None) + "#audience")
    flash(f"已保存 {clock.now():%H:%M}", "done")
    return see_other(url_for(".draft", notice_id=notice.id))


@blueprint.post("/<int:notice_id>/draft/changes")
@login_required
@commits
def save_changes(notice_id: int) -> Answer:
    """自动保存: answers with what the page says beside what is typed."""
    notice = _own_draft(notice_id)
    given = forms.read(notice.edition_key, _posted(notice))
    notice = drafts.save(notice, given, user(), page_version() or 0)
    given = given_of(notice)
    return render(
        "notices/_told.html",
        notice=notice,
        told=presenting.told(notice, given),
        saved=f"已保存 {clock.now():%H:%M}",
    )


@blueprint.get("/<int:notice_id>/draft/units")
@login_required
def units(notice_id: int) -> Answer:
    """按名称查找单位, to be left out, added or made the only ones."""
    notice = drafts.find_draft(actor(), notice_id)
    text = tidy(request.args.get("q"))[:60]
    if not htmx:
        return see_other(url_for(".draft", notice_id=notice.id, q=text or None) + "#audience")
    found = presenting_audience.found_units(audiences.find_units(notice.issuer, text))
    return render("notices/_found.html", found=found, text=text)


@blueprint.get("/<int:notice_id>/draft/audience")
@login_required
def audience(notice_id: int) -> Answer:
    """名单: whom it will reach, before it is issued."""
    notice = drafts.find_draft(actor(), notice_id)
    if notice.state is not NoticeState.DRAFT:
        return see_other(url_for("notices.show", notice_id=notice.id))
    given, text = given_of(notice), tidy(request.args.get("q"))[:60]
    counted = audiences.reach(given.audience, notice.issuer)
    page = audiences.list_units(given.audience, notice.issuer, text, request.args.get("after", "")[:200])
    return render(
        "notices/audience.html",
        notice=notice,
        reach=[(level.value, f"{count:,}") for level, count in counted.by_level],
        total=counted.total,
        words=presenting_audience.audience_words(notice),
        rows=[{"name": each.common_name, "kind": presenting_audience.kind_words(each)} for each in page.rows],
        text=text,
        next_url=url_for(".audience", notice_id=notice.id, q=text or None, after=page.next_path)
        if page.next_path
        else None,
    )


@blueprint.get("/<int:notice_id>/draft/discarding")
@login_required
def discarding(notice_id: int) -> Answer:
    notice = drafts.find_draft(actor(), notice_id)
    drafts.check_is_draft(notice)
    return render("notices/discarding.html", notice=notice, saved=presenting.saved_words(notice))


@blueprint.post("/<int:notice_id>/draft/discarding")
@login_required
@commits
def discard(notice_id: int) -> Answer:
    notice = drafts.find_draft(actor(), notice_id)
    title = notice.title
    drafts.discard(notice, user(), page_version() or 0)
    flash(f"已删除拟稿《{title}》", "done")
    return see_other(url_for("notices.index"))


def _own_draft(notice_id: int) -> Notice:
    """拟稿 whose every field is the organ's; what passes a superior's notice on has a page of its own."""
    notice = drafts.find_draft(actor(), notice_id)
    if notice.passes_on_id is not None:
        raise StepNotAllowed(
            "转发上级的通知，在“转发到下级”页上改：表格、必填内容、数量频次、期限以上级通知为准"
        )
    return notice


def _posted(notice: Notice) -> Posted:
    """What the page posted, with the unit whose button was pressed."""
    known = set(forms.notice_form(notice.edition_key)()._fields)
    posted = {name: texts for name, texts in forms.posted_of(request.form.lists()).items() if name in known}
    return forms.pick(posted, request.form.get("put", ""), notice.issuer_id)


def _clash(notice: Notice, posted: Posted, sentence: str) -> Answer:
    """两个人都在改: mine stays on the page, theirs is shown beside it; saved again, mine stands."""
    theirs, mine = given_of(notice), forms.read(notice.edition_key, posted)
    labels = forms.notice_form(notice.edition_key)()
    differing = [
        (name, labels[name].label.text, _words(theirs.typed, name), _words(mine.typed, name))
        for name in labels._fields
        if name not in (forms.PAGE, forms.SEQUENCE) and _words(theirs.typed, name) != _words(mine.typed, name)
    ]
    return _page(notice, posted, 409, clash={"sentence": sentence, "differing": differing})


def _words(typed: Any, name: str) -> str:
    return "、".join(typed.get(name, []))


def _page(notice: Notice, posted: Posted, status: int, clash: dict[str, Any] | None = None) -> Answer:
    form, given = bind(forms.notice_form(notice.edition_key), posted), given_of(notice)
    text, choices = tidy(request.args.get("q"))[:60], audiences.choices(notice.issuer)
    return render(
        "notices/draft.html",
        status=status,
        notice=notice,
        form=form,
        page_key=secrets.token_hex(8),
        edition=EDITIONS[notice.edition_key],
        annexes=presenting.annex_rows(notice, form),
        numbers=presenting.number_rows(notice, form),
        range=presenting_audience.audience_choices(notice.issuer, form, choices),
        told=presenting.told(notice, given, choices),
        state=presenting.state(notice),
        saved=presenting.saved_words(notice),
        found=presenting_audience.found_units(audiences.find_units(notice.issuer, text)) if text else None,
        text=text,
        clash=clash,
        may_issue=rights.may_issue(actor(), notice.issuer_id),
    )
