"""导出 Word: a paper, a filing or the blank form as a .docx. What offices filled is read on the exchange page."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, request, send_file

from youthwork.blueprints import presenting_asked
from youthwork.blueprints.web import Answer, actor, find_submission, login_required, user
from youthwork.services import transactions
from youthwork.services.archive import reveal
from youthwork.services.exchange.word import exports
from youthwork.services.exchange.word.exports import WordFile
from youthwork.services.path import notices

blueprint = Blueprint("word", __name__)


@blueprint.post("/submissions/<int:submission_id>/exchange/word")
@login_required
def submission(submission_id: int) -> Answer:
    """报送件 as Word; a post, because it is recorded who took it."""
    return _recorded(exports.of_submission(find_submission(submission_id), actor(), user()))


@blueprint.post("/filings/<int:filing_id>/word")
@login_required
def filing(filing_id: int) -> Answer:
    """备案件 as Word: phones masked but for who has just revealed them."""
    is_revealed = reveal.is_revealed(request.form.get("revealed"), user().id, filing_id)
    return _recorded(exports.of_filing(actor(), filing_id, is_revealed))


@blueprint.get("/notices/annexes/<int:notice_annex_id>/blank.docx")
@login_required
def blank(notice_annex_id: int) -> Answer:
    """空白表 to be filled in Word."""
    row = notices.find_notice_annex(actor(), notice_annex_id)
    return _send(exports.blank_form(row, presenting_asked.blank_line(row)))


def _recorded(file: WordFile) -> Answer:
    # Written before the database is held: a roll-up of 3,000 rows takes a second.
    with transactions.deed():
        exports.record_export(file, user())
    return _send(file)


def _send(file: WordFile) -> Answer:
    return send_file(
        BytesIO(file.content), exports.MEDIA_TYPE, as_attachment=True, download_name=file.name, max_age=0
    )
