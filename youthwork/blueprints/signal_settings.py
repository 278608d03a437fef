"""核实界限: what a record is asked about, set by an organ's 经办人 or 管理员 for its cadres and all beneath."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for

from youthwork.blueprints.navigation import belongs_to
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
from youthwork.forms.signal_settings import SignalSettingsForm
from youthwork.models import Organization, SignalSettings
from youthwork.services import posts, tree
from youthwork.services.contact_work.records import settings

blueprint = Blueprint("signal_settings", __name__, url_prefix="/records/limits")


@blueprint.get("")
@login_required
def index() -> Answer:
    """The limits that hold in one's organ; `?organ=` another one kept by the same person."""
    organ = _organ(request.args.get("organ", type=row_number))
    return _page(organ, SignalSettingsForm.showing(settings.shown(settings.thresholds_for(organ))), 200)


@blueprint.post("/<int:organization_id>")
@login_required
@commits
def keep(organization_id: int) -> Answer:
    organ = settings.find_kept(actor(), organization_id)
    form = SignalSettingsForm(request.form)
    if not form.validate():
        return _page(organ, form, 422)
    settings.set_limits(organ, form.numbers, user())
    flash("核实界限已保存，从下一条记录起执行", "done")
    return see_other(url_for(".index", organ=organ.id))


@blueprint.post("/<int:organization_id>/dropping")
@login_required
@commits
def drop(organization_id: int) -> Answer:
    """取消自设: the limits from above hold again."""
    organ = settings.find_kept(actor(), organization_id)
    settings.drop_limits(organ, user())
    flash("已取消自设的界限", "done")
    return see_other(url_for(".index", organ=organ.id))


def _organ(organization_id: int | None) -> Organization:
    kept = settings.organs_kept_by(actor())
    if not kept:
        raise NotFound("核实界限由单位的经办人或管理员设定，你没有这项职责")
    return settings.find_kept(actor(), next(iter(kept)) if organization_id is None else organization_id)


def _page(organ: Organization, form: SignalSettingsForm, status: int) -> Answer:
    belongs_to("records.index")
    source = settings.source_of(organ)
    return render(
        "records/limits.html",
        status=status,
        organ=organ,
        organs=[
            (name, url_for(".index", organ=each), each == organ.id)
            for each, name in settings.organs_kept_by(actor()).items()
        ],
        form=form,
        source=_source_words(organ, source),
        is_own=source is not None and source.organization_id == organ.id,
    )


def _source_words(organ: Organization, source: SignalSettings | None) -> str:
    if source is None:
        return "本单位和上级都没有自设，现在用的是系统默认的界限"
    set_on = f"{posts.find_user(source.set_by_id).name}于{long_date(source.set_at.date())}设定"
    if source.organization_id == organ.id:
        return f"现在用的是本单位自设的界限，{set_on}"
    return f"现在用的是{tree.find_organization(source.organization_id).common_name}的界限，{set_on}"
