"""导出和导入: an annex goes out as Excel and comes back, or comes out of an office's own table or Word file.

What a file says is shown first, cell by cell (`exchange_report.py`); only 带入 writes, as one save of the draft.
The file stays in the instance between the steps, so every page can be reloaded and nothing is sent twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, flash, request, send_file, url_for

from youthwork.blueprints.exchange_report import report_of
from youthwork.blueprints.once import once
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
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.forms.exchange import UploadForm
from youthwork.models import Submission
from youthwork.services import transactions
from youthwork.services.archive import reveal
from youthwork.services.drafts import draft_saves
from youthwork.services.exchange import kept_uploads
from youthwork.services.exchange.annexes import exports, taking
from youthwork.services.exchange.annexes.exports import MEDIA_TYPE, ExcelFile
from youthwork.services.exchange.annexes.files import ReadFile, read_file
from youthwork.services.exchange.annexes.returning_sheet import return_sheet
from youthwork.services.exchange.annexes.taking import Prospect
from youthwork.services.exchange.kept_uploads import KeptUpload
from youthwork.services.path.cases import annex_of

blueprint = Blueprint("exchange", __name__)

_PURPOSE = "annex"
_PAPER = "/submissions/<int:submission_id>/exchange"


@blueprint.get(_PAPER)
@login_required
def index(submission_id: int) -> Answer:
    return _index_page(_find_draft(submission_id), UploadForm(), 200)


@blueprint.post(_PAPER)
@login_required
def from_draft(submission_id: int) -> Answer:
    """从填报页来: what was typed is saved along, so that the sheet has it."""
    submission = find_submission(submission_id)
    store_posted(submission)
    return see_other(url_for(".index", submission_id=submission.id))


@blueprint.post(f"{_PAPER}/spreadsheet")
@login_required
def spreadsheet(submission_id: int) -> Answer:
    """导出 Excel; a post, because it is recorded who took it."""
    return _recorded(exports.of_submission(find_submission(submission_id), actor(), user()))


@blueprint.post("/filings/<int:filing_id>/spreadsheet")
@login_required
def filing(filing_id: int) -> Answer:
    """备案件 as Excel: phones masked but for who has just revealed them."""
    is_revealed = reveal.is_revealed(request.form.get("revealed"), user().id, filing_id)
    return _recorded(exports.of_filing(actor(), filing_id, is_revealed))


@blueprint.post(f"{_PAPER}/upload")
@login_required
def upload(submission_id: int) -> Answer:
    """收下文件: keep it and go to what it says. What cannot be read is refused at once."""
    submission = _find_draft(submission_id)
    form = UploadForm.posted(request.files)
    if not form.validate():
        return _index_page(submission, form, 422)
    sent = form.file.data
    content, filename = sent.read(), _plain_name(sent.filename)
    try:
        read_file(submission, user(), content, filename=filename)
    except Unacceptable as refused:
        form.file.errors = [refused.sentence]
        return _index_page(submission, form, 422)
    kept = kept_uploads.keep(
        content, filename=filename, user_id=user().id, purpose=_PURPOSE, about_id=submission.id
    )
    return see_other(url_for(".report", submission_id=submission.id, key=kept.key))


@blueprint.get(f"{_PAPER}/<key>")
@login_required
def report(submission_id: int, key: str) -> Answer:
    """看懂了什么: what would change, what is wrong. Nothing is written."""
    read = _read(submission_id, key)
    return render(
        "exchange/report.html",
        submission=read.submission,
        annex=annex_of(read.submission),
        key=key,
        **report_of(read.kept.filename, read.file, read.prospect),
    )


@blueprint.post(f"{_PAPER}/<key>/sheet")
@login_required
def sheet(submission_id: int, key: str) -> Answer:
    """改读另一张工作表."""
    kept = _find_kept(_find_draft(submission_id), key)
    kept_uploads.keep_answers(kept, {"sheet": request.form.get("sheet", "")[:100]})
    return see_other(url_for(".report", submission_id=submission_id, key=key))


@blueprint.get(f"{_PAPER}/<key>/returned.xlsx")
@login_required
def returned(submission_id: int, key: str) -> Answer:
    """错处退回: the person's own sheet, with a comment at each wrong cell."""
    read = _read(submission_id, key)
    if read.file.reading is None:
        raise Unacceptable("只有 Excel 表格能带着批注退回；Word 文件的错处请看页面上列出的各条")
    kept = read.kept
    content = return_sheet(kept.content, read.file.reading, read.prospect.errors, filename=kept.filename)
    return _send(content, f"{kept.filename.rpartition('.')[0] or kept.filename}（有批注）.xlsx")


@blueprint.post(f"{_PAPER}/<key>/taking")
@login_required
@commits
@once
def take(submission_id: int, key: str) -> Answer:
    """带入草稿: all of it, or the rows without mistakes; rows ticked off are taken away."""
    read = _read(submission_id, key)
    saved = taking.take(
        read.submission,
        user(),
        read.prospect,
        only_good=request.form.get("which") == "good",
        removed=request.form.getlist("remove"),
        client_id=taking.client_id_of(key, read.kept.kept_at),
    )
    kept_uploads.discard(read.kept)
    _tell(read.kept.filename, saved)
    return see_other(url_for("drafting.draft", submission_id=submission_id))


@blueprint.post(f"{_PAPER}/<key>/removal")
@login_required
def remove(submission_id: int, key: str) -> Answer:
    """放弃: let the file go; the draft stays as it is."""
    kept = _find_kept(_find_draft(submission_id), key)
    kept_uploads.discard(kept)
    flash(f"已放弃导入“{kept.filename}”，上传的文件已清除，草稿没有改动", "done")
    return see_other(url_for(".index", submission_id=submission_id))


@dataclass(frozen=True)
class _Read:
    submission: Submission
    kept: KeptUpload
    file: ReadFile
    prospect: Prospect


def _read(submission_id: int, key: str) -> _Read:
    submission = _find_draft(submission_id)
    kept = _find_kept(submission, key)
    chosen = kept.answers.get("sheet", "")
    file = read_file(submission, user(), kept.content, filename=kept.filename, chosen=chosen)
    return _Read(submission, kept, file, taking.look(submission, user(), file, key))


def _find_kept(submission: Submission, key: str) -> KeptUpload:
    kept = kept_uploads.find(key, user_id=user().id, purpose=_PURPOSE)
    if kept.about_id != submission.id:
        raise kept_uploads.gone()
    return kept


def _find_draft(submission_id: int) -> Submission:
    submission = find_submission(submission_id)
    if not draft_saves.may_write(submission, user(), actor()):
        raise NotAllowed("导入由填报单位的经办人或本人在填写时办理；这件现在不能由你填写")
    return submission


def _index_page(submission: Submission, form: UploadForm, status: int) -> Answer:
    return render(
        "exchange/index.html", status=status, submission=submission, annex=annex_of(submission), form=form
    )


def _tell(filename: str, saved: draft_saves.Saved) -> None:
    flash(f"已带入“{filename}”的内容并保存；还没有提交", "done")
    if saved.clashes:
        flash(f"有 {len(saved.clashes)} 处{saved.clash_with}也改过，两份文字都已保留，请在下面选用", "wait")
    if saved.closed:
        flash(f"有 {len(saved.closed)} 处这次没有退回给你修改，没有带入，文字另存备查", "wait")


def _recorded(file: ExcelFile) -> Answer:
    # Written before the database is held: 3,000 rows take a second.
    with transactions.deed():
        exports.record_export(file, user())
    return _send(file.content, file.name)


def _send(content: bytes, name: str) -> Answer:
    return send_file(BytesIO(content), MEDIA_TYPE, as_attachment=True, download_name=name, max_age=0)


def _plain_name(filename: str | None) -> str:
    """The name without the folders some browsers send along."""
    return (filename or "").replace("\\", "/").rpartition("/")[2] or "未命名.xlsx"
