"""五个一落实情况素材: an organ's month as its records tell it, for its 经办人 to edit and to take along."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from flask import Blueprint, request, send_file, url_for

from youthwork import clock
from youthwork.blueprints.web import Answer, actor, login_required, render, row_number
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.forms.monthly import MonthlyForm
from youthwork.models import Organization
from youthwork.services.contact_work.derivation import monthly, monthly_word
from youthwork.services.contact_work.derivation.monthly import MonthlyDraft
from youthwork.services.tree import find_organization

blueprint = Blueprint("monthly", __name__, url_prefix="/monthly")


@blueprint.get("")
@login_required
def index() -> Answer:
    organ, month = _organ(request.args), _month(request.args)
    draft = monthly.draft(organ, month)
    texts = [text for _, text in draft.paragraphs]
    form = MonthlyForm(data=dict(zip(MonthlyForm()._fields, texts, strict=True)))
    return _page(organ, month, draft, form)


@blueprint.post("/word")
@login_required
def word() -> Answer:
    """下载 Word of the text as it was edited; nothing is kept."""
    organ, day = _organ(request.form), _month(request.form)
    form = MonthlyForm(request.form)
    if not form.validate():
        return _page(organ, day, monthly.draft(organ, day), form, 422)
    words = monthly.month_of(day).words
    title = f"{words}“五个一”落实情况"
    content = monthly_word.write(title, organ.short_name, form.paragraphs)
    name = f"{words}五个一落实情况_{organ.common_name}.docx"
    return send_file(
        BytesIO(content), monthly_word.MEDIA_TYPE, as_attachment=True, download_name=name, max_age=0
    )


def _page(
    organ: Organization, month: date, draft: MonthlyDraft, form: MonthlyForm, status: int = 200
) -> Answer:
    first = month.replace(day=1)
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    return render(
        "monthly/index.html",
        status=status,
        organ=organ,
        month=f"{month:%Y-%m}",
        draft=draft,
        form=form,
        before=_link(organ, before),
        after=_link(organ, after) if after.replace(day=1) <= clock.today() else None,
        organs=[(name, url_for(".index", organ=each)) for each, name in _own().items() if each != organ.id],
    )


def _link(organ: Organization, day: date) -> tuple[str, str]:
    return f"{day.year}年{day.month}月", url_for(".index", month=f"{day:%Y-%m}", organ=organ.id)


def _own() -> dict[int, str]:
    """The organs whose 经办人 this person is."""
    return {unit.organ.id: unit.organ.name for duty, unit in actor().posts if duty is Duty.CLERK}


def _organ(asked: Any) -> Organization:
    own = _own()
    if not own:
        raise NotAllowed("“五个一”落实情况素材由单位的经办人整理")
    wanted = asked.get("organ", None, row_number) or next(iter(own))
    if wanted not in own:
        raise NotFound("没有这个单位，或它的素材不由你整理")
    return find_organization(wanted)


def _month(asked: Any) -> date:
    """The month asked for, `2026-03`; the present one where none is. Raises `Unacceptable` for what is none."""
    text = asked.get("month", "")
    if not text:
        return clock.today().replace(day=1)
    try:
        day = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Unacceptable("月份写成 2026-03 这样") from None
    if not 2000 <= day.year <= clock.today().year or day > clock.today():
        raise Unacceptable("只有已经开始的月份有素材")
    return day
