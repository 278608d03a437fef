"""导出 Word: whose answers may leave the system as a document, masked where the reader has no right to them.

The same rights as the printed face; every export is recorded, with who, what, and whether phones were in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from youthwork.domain.workflow import EDITABLE, Actor
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Filing, NoticeAnnex, Submission, User
from youthwork.services import audit, scope
from youthwork.services.archive import record
from youthwork.services.archive.masks import mask_phones
from youthwork.services.drafts import checking, draft_saves
from youthwork.services.exchange.word.writing import Dressing, write
from youthwork.services.path import cases, impressions
from youthwork.services.path.filing import paper_heading
from youthwork.services.printing import reading

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class WordFile:
    """一份导出的 .docx: its bytes, the name to save it under, and what the log says of it."""

    content: bytes
    name: str
    words: str


def of_submission(submission: Submission, actor: Actor, user: User) -> WordFile:
    """报送件 as Word: its answers, or the draft for who may write it."""
    annex = cases.annex_of(submission)
    answers = submission.answers
    if submission.state in EDITABLE and draft_saves.may_write(submission, user, actor):
        answers = checking.typed_answers(submission, user)
    whole = scope.shows_personal_data(actor, submission) or impressions.prints_to_press(submission, actor)
    shown = reading.as_reader_sees(annex, answers or {}, whole)
    return _written(annex, shown, _dressing(submission, paper_heading(submission)), submission, whole)


def of_filing(actor: Actor, filing_id: int, is_revealed: bool = False) -> WordFile:
    """备案件 as Word: what was filed, in an editable form; the filed paper itself is the PDF."""
    found = record.open_record(actor, filing_id, is_revealed)
    filing: Filing = found.filing
    shown = reading.as_reader_sees(found.annex, filing.answers, found.is_shown)
    if not found.is_shown:
        shown = _without_phones(shown)
    dressing = _dressing(found.submission, filing.heading)
    return _written(found.annex, shown, dressing, found.submission, found.is_shown)


def blank_form(notice_annex: NoticeAnnex, note: str) -> WordFile:
    """空白表 as Word, as the notice issues it; `note` below every page: 约几分钟, 依据, 有效至, as on the printed one."""
    notice = notice_annex.notice
    annex = find_annex(notice.edition_key, notice_annex.annex_key)
    heading = f"{notice.number}附件{annex.number}" if notice.number and annex.number else None
    name = f"{annex.short_title}（空白表）.docx"
    return WordFile(write(annex, {}, Dressing(heading, note=note)), name, name)


def record_export(file: WordFile, user: User) -> None:
    """导出留痕, within the present deed."""
    audit.record("export", f"{user.name}导出 Word：{file.words}", user.id)


def _written(
    annex: type[AnnexForm],
    answers: Mapping[str, Any],
    dressing: Dressing,
    submission: Submission,
    whole: bool,
) -> WordFile:
    title = f"{annex.paper_title(answers)}（{submission.owner.common_name}）"
    data = "含联系方式等个人信息" if whole else "联系方式等个人信息已隐去"
    return WordFile(
        write(annex, answers, dressing), f"{title}.docx", f"{title}，报送件 {submission.id}，{data}"
    )


def _dressing(submission: Submission, heading: str | None) -> Dressing:
    on_behalf_of = submission.sealing_unit_id not in (None, submission.owner_id)
    return Dressing(heading, submission.id, on_behalf_of, current_app.config["IS_DEMO"])


def _without_phones(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Phones typed into remarks are masked as well."""
    return {
        name: [
            {key: mask_phones(text) if key != "id" else text for key, text in row.items()} for row in value
        ]
        if isinstance(value, list)
        else mask_phones(str(value))
        for name, value in answers.items()
    }
