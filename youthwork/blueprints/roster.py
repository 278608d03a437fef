"""花名册导入: upload, see what was read and what is wrong, answer what is open, import, hand out the slips.

The file stays in the instance between the steps, so every page can be reloaded and nothing is sent twice.
"""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, request, send_file, url_for

from youthwork.blueprints.roster_report import report_of
from youthwork.blueprints.web import Answer, actor, login_required, render, see_other, user
from youthwork.forms.roster import RosterForm, answers_in
from youthwork.models import Organization
from youthwork.services import transactions
from youthwork.services.exchange import roster_import, roster_sheets, roster_uploads
from youthwork.services.exchange.file_kinds import UnreadableSpreadsheet, open_zip
from youthwork.services.exchange.kept_uploads import KeptUpload
from youthwork.services.exchange.roster import RosterReading
from youthwork.services.exchange.roster_plan import plan_import
from youthwork.services.exchange.roster_writing import prepare_accounts
from youthwork.services.exchange.unit_names import load_units

blueprint = Blueprint("roster", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/roster")
@login_required
def new() -> Answer:
    return _upload_page(_form(), 200)


@blueprint.get("/roster/template/<int:organ_id>.xlsx")
@login_required
def template(organ_id: int) -> Answer:
    """空白花名册 with the organ's own unit names in it."""
    organ = roster_import.find_importing_organ(actor(), organ_id)
    names = [unit.common_name for unit in load_units(organ) if not unit.is_closed]
    return _download(roster_sheets.roster_template(organ.common_name, names), "团干部花名册.xlsx")


@blueprint.post("/roster")
@login_required
def upload() -> Answer:
    """收下文件: keep it and go to what it says. What is no .xlsx is refused at once."""
    form = _form()
    if not form.validate():
        return _upload_page(form, 422)
    organ = roster_import.find_importing_organ(actor(), int(form.organ.data))
    sent = form.roster.data
    content, filename = sent.read(), _plain_name(sent.filename)
    try:
        open_zip(content, filename=filename).close()
    except UnreadableSpreadsheet as refused:
        form.roster.errors = [refused.sentence]
        return _upload_page(form, 422)
    kept = roster_uploads.keep_roster(content, filename=filename, user_id=user().id, organ_id=organ.id)
    return see_other(url_for(".report", key=kept.key))


@blueprint.get("/roster/<key>")
@login_required
def report(key: str) -> Answer:
    """核对: what was read, what is wrong, what an import would do. Nothing is written."""
    kept, organ = _find(key)
    reading = _read(kept, organ)
    return render(
        "roster/report.html", key=key, **report_of(kept, organ, reading, plan_import(reading, organ))
    )


@blueprint.get("/roster/<key>/problems.xlsx")
@login_required
def problems(key: str) -> Answer:
    kept, organ = _find(key)
    reading = _read(kept, organ)
    found = [*reading.problems, *plan_import(reading, organ).held_back]
    return _download(roster_sheets.problem_list(found), "花名册问题清单.xlsx")


@blueprint.post("/roster/<key>/answers")
@login_required
def answers(key: str) -> Answer:
    """答复: keep the answers beside the file and read it again; `forget` takes them all back."""
    kept, _ = _find(key)
    given = {} if "forget" in request.form else {**kept.answers, **answers_in(request.form)}
    roster_uploads.keep_answers(kept, given)
    return see_other(url_for(".report", key=key))


@blueprint.post("/roster/<key>/import")
@login_required
def import_(key: str) -> Answer:
    """导入: all of it in one transaction; the answer shows the slips, once."""
    kept, organ = _find(key)
    reading = _read(kept, organ)
    # Reading and hashing take seconds: both are done before the database is held for writing.
    accounts = prepare_accounts(plan_import(reading, organ))
    organ_id = organ.id
    with transactions.deed():
        done = roster_import.import_people(
            reading,
            roster_import.find_importing_organ(actor(), organ_id),
            accounts,
            fingerprint=request.form.get("fingerprint", ""),
            takes_good_rows="take_good_rows" in request.form,
            by=user(),
        )
    roster_uploads.discard(kept)
    left_out = reading.people - len(done.slips) - len(done.changed) - done.unchanged
    return render("roster/imported.html", done=done, left_out=left_out, filename=kept.filename)


@blueprint.post("/roster/<key>/removal")
@login_required
def remove(key: str) -> Answer:
    """放弃: let the file go."""
    kept, _ = _find(key)
    roster_uploads.discard(kept)
    flash(f"已放弃导入“{kept.filename}”，上传的文件已清除", "done")
    return see_other(url_for(".new"))


def _form() -> RosterForm:
    units = roster_import.importing_organs(actor())
    form = RosterForm()
    form.offer((unit.id, unit.name) for unit in units)
    posted = {"organ": request.form.get("organ") or str(units[0].id), "roster": request.files.get("roster")}
    form.process(data=posted)
    return form


def _upload_page(form: RosterForm, status: int) -> Answer:
    organs = [(choice.value, choice.label) for choice in form.organ.choices]
    return render("roster/new.html", status=status, form=form, organs=organs, columns=roster_sheets.COLUMNS)


def _find(key: str) -> tuple[KeptUpload, Organization]:
    kept = roster_uploads.find_roster(key, user().id)
    return kept, roster_import.find_importing_organ(actor(), kept.about_id)


def _read(kept: KeptUpload, organ: Organization) -> RosterReading:
    return roster_import.read_for(organ, kept.content, filename=kept.filename, answers=kept.answers)


def _plain_name(filename: str | None) -> str:
    """The name without the folders some browsers send along."""
    return (filename or "").replace("\\", "/").rpartition("/")[2] or "未命名.xlsx"


def _download(content: bytes, filename: str) -> Answer:
    return send_file(BytesIO(content), XLSX, as_attachment=True, download_name=filename)
