"""读文件: what an uploaded file says for one submission, be it a workbook of today, of yesterday, or Word.

Content decides what a file is. What belongs to another annex or another unit is refused by its name; what only
comes from elsewhere is read with a word of warning.
"""

from __future__ import annotations

from dataclasses import dataclass

from youthwork.domain.errors import Unacceptable
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.fields import Posted
from youthwork.models import Submission, User
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.draft_history import fields_at, find_draft
from youthwork.services.exchange.annexes.exports import check_has_rows
from youthwork.services.exchange.annexes.layout import layout_of
from youthwork.services.exchange.annexes.marks import Mark, find_mark
from youthwork.services.exchange.annexes.reading import SheetReading, read_annex_sheet
from youthwork.services.exchange.file_kinds import holds_part, is_old_workbook
from youthwork.services.exchange.old_workbook import read_old_sheets
from youthwork.services.exchange.spreadsheet import Sheet, read_sheets
from youthwork.services.exchange.understood import Understood
from youthwork.services.exchange.word import reading as word
from youthwork.services.exchange.word.opening import looks_like_word
from youthwork.services.path.cases import annex_of


@dataclass(frozen=True)
class ReadFile:
    """读懂的文件: what it says, the draft it is compared with, what has to be told beside it.

    `reading` is the sheet of a workbook, None for Word.
    """

    understood: Understood
    base: Posted
    base_revision: int
    warnings: tuple[str, ...]
    reading: SheetReading | None


def read_file(
    submission: Submission, user: User, content: bytes, *, filename: str, chosen: str = ""
) -> ReadFile:
    """读文件; `chosen` names the sheet where several are alike. Raises `Unacceptable` with what to do."""
    annex = annex_of(submission)
    draft = find_draft(submission)
    if looks_like_word(content, filename=filename):
        known = annex.known(context_for(submission, user))
        understood = word.read(content, annex, filename=filename, known=known, paper_id=submission.id)
        return ReadFile(understood, draft.fields, draft.revision, (), None)
    check_has_rows(annex)
    sheets = _sheets(content, filename)
    mark = find_mark(sheets)
    _check_mark(mark, submission, filename)
    reading = read_annex_sheet(sheets, layout_of(annex), submission.id, filename=filename, chosen=chosen)
    revision = _revision(mark, submission, draft.revision)
    base = draft.fields if revision == draft.revision else fields_at(submission, revision)
    warnings = (
        *_about_mark(mark, submission, draft.revision),
        *_about_unit(reading, mark, submission),
        *_about_file(reading, content),
    )
    return ReadFile(reading.understood, base, revision, tuple(warnings), reading)


def _sheets(content: bytes, filename: str) -> list[Sheet]:
    if is_old_workbook(content):
        return read_old_sheets(content, filename=filename)
    return read_sheets(content, filename=filename)


def _check_mark(mark: Mark | None, submission: Submission, filename: str) -> None:
    if mark is None:
        return
    annex = annex_of(submission)
    if mark.annex != annex.key:
        other = next(
            (each.short_title for edition in EDITIONS.values() if (each := edition.annex(mark.annex))),
            "另一个附件",
        )
        raise Unacceptable(
            f"“{filename}”是{other}的导出表，这里填的是{annex.short_title}。请到{other}的填报页导入"
        )
    if mark.owner != submission.owner_id:
        raise Unacceptable(
            f"“{filename}”是{mark.owner_name}的{annex.short_title}，"
            f"不能带入{submission.owner.common_name}的草稿。请核对是不是选错了文件"
        )


def _revision(mark: Mark | None, submission: Submission, now: int) -> int:
    """The draft the sheet was exported from; for any other file the draft as it is."""
    own = mark is not None and mark.submission == submission.id and 0 < mark.revision <= now
    return mark.revision if mark is not None and own else now


def _about_mark(mark: Mark | None, submission: Submission, now: int) -> list[str]:
    if mark is None:
        return []
    if mark.edition != submission.notice.edition_key:
        edition = EDITIONS.get(mark.edition)
        title = f"《{edition.title}》" if edition else "另一套表样"
        return [f"这份表是按{title}的表样导出的，与这件的表样不同：各行按姓名等认，请逐行核对"]
    if mark.submission != submission.id:
        return ["这份表是从另一件报送件导出的：各行按姓名等认，请逐行核对"]
    if mark.revision > now:
        return [
            f"这份表导出时草稿是第 {mark.revision} 次改动，系统里现在只到第 {now} 次（可能恢复过备份）：与现在的草稿对照"
        ]
    return []


def _about_unit(reading: SheetReading, mark: Mark | None, submission: Submission) -> list[str]:
    owner = submission.owner
    ours = {owner.common_name, owner.full_name, owner.short_name, ""}
    if mark is not None or reading.unit.removesuffix("（代章）") in ours:
        return []
    return [f"表头的填报单位写的是“{reading.unit}”，这里是{owner.common_name}的草稿，请核对是不是选错了文件"]


def _about_file(reading: SheetReading, content: bytes) -> list[str]:
    said = []
    if holds_part(content, "xl/vbaProject.bin"):
        said.append("文件里的宏没有运行，只读了表中的文字")
    if count := reading.sheet.xml.formula_count:
        said.append(f"表中有 {count} 格公式，按保存时显示的结果读入，公式没有运行")
    return said
