"""导出 Excel: whose contents may leave the system as a sheet, masked where the reader has no right to them.

The same rights as the printed face; every export is recorded, with who, what, and whether phones were in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from youthwork import clock
from youthwork.domain.errors import Unacceptable
from youthwork.domain.workflow import EDITABLE, Actor
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Submission, User
from youthwork.services import audit, scope
from youthwork.services.archive import record
from youthwork.services.archive.masks import mask_phones
from youthwork.services.drafts import draft_saves
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.draft_history import find_draft
from youthwork.services.exchange.annexes.layout import draft_texts, layout_of
from youthwork.services.exchange.annexes.marks import Mark
from youthwork.services.exchange.annexes.writing import Filled, write_annex
from youthwork.services.path import cases, impressions
from youthwork.services.path.filing import paper_heading
from youthwork.services.printing import reading

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ExcelFile:
    """一份导出的 .xlsx: its bytes, the name to save it under, and what the log says of it."""

    content: bytes
    name: str
    words: str


def of_submission(submission: Submission, actor: Actor, user: User) -> ExcelFile:
    """报送件 as Excel: its answers, or the draft as typed for who may write it."""
    annex = cases.annex_of(submission)
    if submission.state in EDITABLE and draft_saves.may_write(submission, user, actor):
        return _of_draft(submission, annex, user)
    whole = scope.shows_personal_data(actor, submission) or impressions.prints_to_press(submission, actor)
    shown = reading.as_reader_sees(annex, submission.answers or {}, whole)
    return _written(submission, annex, shown, paper_heading(submission), whole, 0, {})


def of_filing(actor: Actor, filing_id: int, is_revealed: bool = False) -> ExcelFile:
    """备案件 as Excel: what was filed, to work on; the filed paper itself is the PDF."""
    found = record.open_record(actor, filing_id, is_revealed)
    shown = reading.as_reader_sees(found.annex, found.filing.answers, found.is_shown)
    if not found.is_shown:
        shown = _without_phones(shown)
    heading = found.filing.heading
    return _written(found.submission, found.annex, shown, heading, found.is_shown, 0, {})


def check_has_rows(annex: type[AnnexForm]) -> None:
    """成文的材料 is no table; raises `Unacceptable` with the way."""
    if not annex.has_rows():
        raise Unacceptable(f"{annex.short_title}是成文的材料，不是表格：请用 Word 导出或导入")


def record_export(file: ExcelFile, user: User) -> None:
    """导出留痕, within the present deed."""
    audit.record("export", f"{user.name}导出 Excel：{file.words}", user.id)


def _of_draft(submission: Submission, annex: type[AnnexForm], user: User) -> ExcelFile:
    draft = find_draft(submission)
    context = context_for(submission, user)
    texts = {**draft_texts(annex, draft.fields), **annex.known(context)}
    heading = paper_heading(submission)
    suggestions = annex.suggestions(context)
    return _written(submission, annex, texts, heading, True, draft.revision, suggestions)


def _written(
    submission: Submission,
    annex: type[AnnexForm],
    texts: Mapping[str, Any],
    heading: str | None,
    whole: bool,
    revision: int,
    suggestions: Mapping[str, Sequence[str]],
) -> ExcelFile:
    owner = submission.owner
    mark = Mark(
        annex.key,
        submission.notice.edition_key,
        submission.id,
        submission.owner_id,
        owner.common_name,
        revision,
        f"{clock.now():%Y-%m-%d %H:%M}",
    )
    check_has_rows(annex)
    content = write_annex(Filled(layout_of(annex), texts, heading or "", mark, suggestions))
    title = f"{annex.paper_title(texts)}（{owner.common_name}）"
    data = "含联系方式等个人信息" if whole else "联系方式等个人信息已隐去"
    return ExcelFile(content, f"{title}.xlsx", f"{title}，报送件 {submission.id}，{data}")


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
