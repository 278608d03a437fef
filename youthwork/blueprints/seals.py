"""印章: 台账, registration and confirmation. What a seal looks like is on no page but its sample."""

from __future__ import annotations

import base64
import io

from flask import Blueprint, flash, request, send_file, url_for
from werkzeug.wrappers import Response

from youthwork import clock
from youthwork.blueprints import form_problems
from youthwork.blueprints.seal_words import CHANGES, facts_of, row_of, story_of
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
from youthwork.domain.errors import Unacceptable
from youthwork.domain.seals import usual_diameter
from youthwork.forms.seals import SealForm
from youthwork.models import Organization, Seal, SealChange, SealMode, SealState
from youthwork.services import transactions
from youthwork.services.printing import papers, uploads
from youthwork.services.seals import custody, people, picture, printing, registry, sight
from youthwork.services.seals.registry import Registration, SealKind
from youthwork.services.tree import unit_of

blueprint = Blueprint("seals", __name__, url_prefix="/seals")

_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


@blueprint.get("")
@login_required
def index() -> Answer:
    """印章台账 of the organs this person has a duty in, and what waits to be confirmed."""
    groups = [
        {
            "organ": organ,
            "rows": [row_of(seal) for seal in sight.seals_of(organ.id)],
            "may_register": people.may_register(actor(), organ),
        }
        for organ in sight.check_duty(actor())
    ]
    waiting = [row_of(seal) for seal in sight.waiting_for(actor())]
    return render("seals/index.html", groups=groups, waiting=waiting)


@blueprint.get("/new")
@login_required
def new() -> Answer:
    organ = _organ(request.args.get("organ", type=row_number))
    form = SealForm(
        data={
            "diameter_mm": usual_diameter(organ.level),
            "kind": SealKind.BY_HAND.name,
            "valid_from": clock.today().isoformat(),
        }
    )
    return _form_page(organ, form, 200)


@blueprint.post("")
@login_required
def register() -> Answer:
    """登记. The picture is read and cleaned before the deed begins."""
    organ = _organ(request.form.get("organ", type=row_number))
    form = SealForm(request.form)
    _offer(organ, form)
    given = _given(form) if form.validate() else None
    if given is not None:
        form_problems.put(form, registry.problems_of(organ, given))
    if given is None or any(field.errors for field in form):
        return _form_page(organ, form, 422)
    organ_id = organ.id
    with transactions.deed():
        seal = registry.register(sight.find_organ(actor(), organ_id), user(), given)
        words = people.overseers_of(seal).words()
        seal_id = seal.id
    flash(f"已登记，等{words}核准后才能使用", "done")
    return see_other(url_for("seals.show", seal_id=seal_id))


@blueprint.get("/<int:seal_id>")
@login_required
def show(seal_id: int) -> Answer:
    seal = sight.find_seal(actor(), seal_id)
    open_ = custody.changes_open_to(seal, user().id)
    return render(
        "seals/show.html",
        row=row_of(seal),
        facts=facts_of(seal),
        has_authority=seal.authority_sha256 is not None,
        story=story_of(seal),
        actions=[change for change in CHANGES.values() if change.kind in open_],
        may_confirm=SealChange.CONFIRM in open_,
        may_hand_over=SealChange.HAND_OVER in open_,
        waits_for=people.overseers_of(seal).words() if seal.state is SealState.PENDING else "",
    )


@blueprint.get("/<int:seal_id>/authority")
@login_required
def authority(seal_id: int) -> Response:
    """批文扫描, as it was uploaded."""
    seal = sight.find_seal(actor(), seal_id)
    scan = registry.read_authority(seal)
    name = f"{seal.organization.common_name}印章批文{_ENDINGS[scan.media_type]}"
    return send_file(
        io.BytesIO(papers.store().get(scan.sha256)),
        mimetype=scan.media_type,
        as_attachment=True,
        download_name=name,
        max_age=0,
    )


@blueprint.get("/<int:seal_id>/confirmation")
@login_required
def confirmation(seal_id: int) -> Answer:
    return _confirmation_page(sight.find_seal(actor(), seal_id), None)


@blueprint.post("/<int:seal_id>/sample")
@login_required
def sample(seal_id: int) -> Answer:
    """样张: the look is recorded first; the picture is made for this one answer and kept nowhere."""
    seal = sight.find_seal(actor(), seal_id)
    custody.check(seal, user(), SealChange.CONFIRM)
    with transactions.deed():
        printing.record_look(seal, user())
    image = base64.b64encode(printing.sample_image(seal)).decode()
    return _confirmation_page(seal, f"data:image/png;base64,{image}")


@blueprint.post("/<int:seal_id>/confirmation")
@login_required
@commits
def confirm(seal_id: int) -> Answer:
    seal = sight.find_seal(actor(), seal_id)
    registry.confirm(seal, user())
    flash("已核准，印章从有效期起可以使用", "done")
    return see_other(url_for("seals.show", seal_id=seal.id))


def _organ(organization_id: int | None) -> Organization:
    """The organ, once it is sure that this person may register its seals."""
    organ = sight.find_organ(actor(), organization_id)
    people.check_registers(actor(), organ)
    return organ


def _offer(organ: Organization, form: SealForm) -> None:
    kinds = [(kind.name, kind.value) for kind in registry.kinds_on_offer()]
    form.offer(kinds, ((each.id, each.name) for each in people.keepers(unit_of(organ.id))))


def _given(form: SealForm) -> Registration | None:
    """What was posted, the files read; None with the sentence at its field where one of them will not do."""
    kind = SealKind[form.kind.data]
    image = scan = None
    try:
        field = "picture"
        if kind is SealKind.IMAGE:
            image = picture.clean(_sent(field), form.diameter_mm.data or 0)
        field = "authority_scan"
        if content := _sent(field):
            scan = uploads.keep_scan(content, "批文")
    except Unacceptable as refused:
        form_problems.put(form, [(field, refused.sentence)])
        return None
    return Registration(
        kind=kind,
        name=form.name.data or "",
        diameter_mm=form.diameter_mm.data or 0,
        authority=form.authority.data or "",
        keeper_id=int(form.keeper.data or 0),
        valid_from=form.valid_from.day,
        valid_until=form.valid_until.day if form.valid_until.data else None,
        picture=image,
        outside_code=form.outside_code.data or "",
        authority_scan=scan,
    )


def _sent(field: str) -> bytes:
    """The uploaded file; empty where none was chosen."""
    sent = request.files.get(field)
    return sent.read() if sent else b""


def _form_page(organ: Organization, form: SealForm, status: int) -> Answer:
    _offer(organ, form)
    kinds = registry.kinds_on_offer()
    return render(
        "seals/new.html",
        status=status,
        organ=organ,
        form=form,
        has_outside=SealKind.OUTSIDE in kinds,
        has_keepers=len(form.keeper.choices) > 1,
    )


def _confirmation_page(seal: Seal, image: str | None) -> Answer:
    custody.check(seal, user(), SealChange.CONFIRM)
    return render(
        "seals/confirmation.html",
        row=row_of(seal),
        facts=facts_of(seal),
        has_authority=seal.authority_sha256 is not None,
        has_picture=seal.mode is SealMode.IMAGE,
        sample=image,
    )
