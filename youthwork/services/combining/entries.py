"""汇总表的一个单位: how it stands, its rows, and the filing or paper they were taken from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer

from youthwork.domain.actors import Actor
from youthwork.domain.completeness import Reporting
from youthwork.domain.standing import Tone
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, Organization, Submission
from youthwork.services.archive.access import reads_whole
from youthwork.services.combining.differences import compared
from youthwork.services.combining.layout import Layout, Row
from youthwork.services.duties.named import Named, lines_of
from youthwork.services.duties.sight import office_organs
from youthwork.services.scope import sees_personal_data, visible_filings, visible_submissions

#: 已报未备案 as it stands with whoever receives it.
_ON_ITS_WAY = (State.SENT, State.ACCEPTED)


@dataclass(frozen=True)
class Source:
    """来源: the filing, or the paper not yet filed; when, under which number, which version."""

    submission_id: int
    filing_id: int | None
    #: 备案号, or 受理编号, or nothing yet.
    number: str
    version: int
    at: datetime
    sha256: str
    #: Whether the reader may see its phones in full.
    is_open: bool

    @property
    def is_corrected(self) -> bool:
        return self.version > 1


@dataclass(frozen=True)
class Entry:
    """一个单位，或一名团干部: in its place, with its rows or without."""

    duty_id: int
    owner_id: int
    owner: str
    superior: str
    #: The cadre's name, where the reader may know it.
    subject: str
    standing: Reporting
    word: tuple[str, Tone]
    #: Why there are no rows: 免报 for what reason, 零报告 with what words, with whom it lies.
    note: str = ""
    source: Source | None = None
    rows: tuple[Row, ...] = field(default=())
    #: Of a correction: how many rows of the version before it are gone.
    removed: int = 0


def entries_of(
    actor: Actor,
    layout: Layout,
    duty_ids: Sequence[int],
    *,
    with_reported: bool,
    with_phones: bool = False,
) -> list[Entry]:
    """The entries in the order of the duties; six queries at most."""
    lines = lines_of(duty_ids)
    papers = [line.paper.id for line in lines if line.paper is not None]
    filings = _filings(actor, papers)
    before = _before(filings.values())
    sent = _sent(actor, papers) if with_reported else {}
    near = _near(actor, lines) if layout.is_of_cadres else set()
    found = []
    for line in lines:
        paper_id = line.paper.id if line.paper else None
        if line.standing is Reporting.FILED and paper_id in filings:
            found.append(_filed(actor, layout, line, filings[paper_id], before, with_phones))
        elif line.standing is Reporting.REPORTED and paper_id in sent:
            found.append(_on_its_way(actor, layout, line, sent[paper_id], with_phones))
        else:
            found.append(_without_rows(line, is_near=not layout.is_of_cadres or line.owner_id in near))
    return found


def rows_of_filing(layout: Layout, filing: Filing, before: Filing | None, masked: bool) -> tuple[Any, int]:
    """The rows of a filing, beside those of the version it corrected where there is one."""
    rows = layout.rows(filing.answers, masked=masked)
    if before is None:
        return rows, 0
    # Compared as they were written: a phone may change where its mask does not.
    changed = compared(layout.rows(filing.answers, masked=False), layout.rows(before.answers, masked=False))
    if not masked:
        return changed.rows, changed.removed
    hidden = compared(rows, layout.rows(before.answers, masked=True))
    return [
        _marked(row, whole) for row, whole in zip(hidden.rows, changed.rows, strict=True)
    ], changed.removed


def _marked(row: Row, whole: Row) -> Row:
    """A masked row, with a change told also where it lies behind the mask."""
    cells = tuple(
        type(cell)(
            cell.text, cell.before or (f"{cell.text}（隐去的部分）" if real.before is not None else None)
        )
        for cell, real in zip(row.cells, whole.cells, strict=True)
    )
    return Row(row.id, cells, row.is_new)


def _filed(
    actor: Actor,
    layout: Layout,
    line: Named,
    found: tuple[Filing, int],
    before: dict[int, Filing],
    with_phones: bool,
) -> Entry:
    filing, created_by_id = found
    is_open = reads_whole(actor, filing, created_by_id)
    earlier = before.get(filing.corrects_id or 0) if filing.version > 1 else None
    rows, removed = rows_of_filing(layout, filing, earlier, masked=not (with_phones and is_open))
    source = Source(
        filing.submission_id,
        filing.id,
        filing.filing_number,
        filing.version,
        filing.filed_at,
        filing.answers_sha256,
        is_open,
    )
    return _entry(
        line, ("已备案", Tone.DONE), subject=line.subject, source=source, rows=rows, removed=removed
    )


def _on_its_way(actor: Actor, layout: Layout, line: Named, paper: Submission, with_phones: bool) -> Entry:
    is_open = sees_personal_data(actor, paper)
    assert paper.sent_at is not None, "what is with the receiver was sent"
    source = Source(
        paper.id, None, paper.intake_number or "", 1, paper.sent_at, paper.answers_sha256 or "", is_open
    )
    rows = layout.rows(paper.answers or {}, masked=not (with_phones and is_open))
    return _entry(line, ("已报未备案", Tone.MOVE), subject=line.subject, source=source, rows=rows)


def _without_rows(line: Named, is_near: bool) -> Entry:
    word, note = (line.standing.value, Tone.WAIT), ""
    if line.standing is Reporting.NIL:
        word, note = ("零报告", Tone.DONE), line.nil_words
    elif line.standing is Reporting.EXEMPT:
        word, note = ("免报", Tone.DRAFT), line.exception[2] if line.exception else ""
    elif line.standing is Reporting.FILED:
        word, note = ("已备案", Tone.DONE), "这一件不在你的可查范围内，或已销毁，没有列出"
    elif line.standing is Reporting.REPORTED:
        is_returned = line.paper is not None and line.paper.state is State.RETURNED
        word = ("退回补正中", Tone.BACK) if is_returned else ("已报未备案", Tone.MOVE)
        note = "" if is_returned else "备案后列入"
    return _entry(line, word, subject=line.subject if is_near else "", note=note)


def _entry(line: Named, word: tuple[str, Tone], *, subject: str, **more: Any) -> Entry:
    rows = tuple(more.pop("rows", ()))
    return Entry(
        line.duty_id,
        line.owner_id,
        line.owner,
        line.superior,
        subject,
        line.standing,
        word,
        rows=rows,
        **more,
    )


def _filings(actor: Actor, paper_ids: Collection[int]) -> dict[int, tuple[Filing, int]]:
    """The filings of these papers that the reader finds, with who began each."""
    rows = db.session.execute(
        visible_filings(actor)
        .where(Filing.submission_id.in_(paper_ids), Filing.voided_at.is_(None), Filing.destroyed_at.is_(None))
        .join(Submission, Submission.id == Filing.submission_id)
        .with_only_columns(Filing, Submission.created_by_id, maintain_column_froms=True)
        .options(defer(Filing.text), defer(Filing.names))
    )
    return {filing.submission_id: (filing, created_by_id) for filing, created_by_id in rows}


def _before(found: Iterable[tuple[Filing, int]]) -> dict[int, Filing]:
    """上一版 of each that is a correction."""
    ids = [filing.corrects_id for filing, _ in found if filing.version > 1 and filing.corrects_id]
    if not ids:
        return {}
    rows = db.session.scalars(
        select(Filing)
        .where(Filing.id.in_(ids), Filing.destroyed_at.is_(None))
        .options(defer(Filing.text), defer(Filing.names))
    )
    return {filing.id: filing for filing in rows}


def _sent(actor: Actor, paper_ids: Collection[int]) -> dict[int, Submission]:
    """The papers on their way that the reader may open."""
    asked = visible_submissions(actor).where(Submission.id.in_(paper_ids), Submission.state.in_(_ON_ITS_WAY))
    return {paper.id: paper for paper in db.session.scalars(asked)}


def _near(actor: Actor, lines: Sequence[Named]) -> set[int]:
    """The owners whose cadres may be named: the offices' own organs and those directly beneath them."""
    offices = {organ.id for organ in office_organs(actor)}
    owners = {line.owner_id for line in lines}
    return set(
        db.session.scalars(
            select(Organization.id).where(
                Organization.id.in_(owners),
                Organization.id.in_(offices) | Organization.parent_id.in_(offices),
            )
        )
    )
