"""归档文件目录 (DA/T 22-2015): what was archived, by act and by year, period and department."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import defer, joinedload

from youthwork.domain import retention
from youthwork.domain.archival_numbers import parse
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import ArchiveBatch, Filing
from youthwork.services.archive.fonds import check_archivist

#: 序号、档号、文号、责任者、题名、日期、密级、页数、备注.
HEADS = ("序号", "档号", "文号", "责任者", "题名", "日期", "密级", "页数", "备注")
#: Rows of a page on the screen; and the most one PDF takes, beyond which the departments are printed apart.
PAGE = 100
MOST_PRINTED = 2000


@dataclass(frozen=True)
class Row:
    """目录的一条, in words."""

    filing_id: int
    item: int
    archival_number: str
    document_number: str
    author: str
    title: str
    day: str
    secrecy: str
    pages: int
    remark: str


@dataclass(frozen=True)
class Part:
    """目录的一部分: one year, period and department, as its 归档章 names them."""

    fonds: str
    year: int
    years: int
    department_code: str
    department_name: str
    rows: Sequence[Row]

    @property
    def period(self) -> str:
        return retention.words(self.years)

    @property
    def items(self) -> str:
        """件号 from first to last: 0001—0038."""
        first, last = self.rows[0].item, self.rows[-1].item
        return f"{first:04d}" if first == last else f"{first:04d}—{last:04d}"

    @property
    def pages(self) -> int:
        return sum(row.pages for row in self.rows)


@dataclass(frozen=True)
class Group:
    """一年里归了档的: a period and a department, with how much is in it."""

    years: int
    department_id: int
    department_name: str
    count: int
    pages: int

    @property
    def period(self) -> str:
        return retention.words(self.years)


@dataclass(frozen=True)
class Asked:
    """哪一部分目录: a whole year, an act, or one period and department of a year."""

    organ_id: int
    year: int
    batch_id: int | None = None
    years: int | None = None
    department_id: int | None = None


def batches(organ_id: int, year: int) -> Sequence[ArchiveBatch]:
    """归档的各批, the latest first."""
    return db.session.scalars(
        select(ArchiveBatch)
        .where(ArchiveBatch.organization_id == organ_id, ArchiveBatch.year == year)
        .options(joinedload(ArchiveBatch.archived_by))
        .order_by(ArchiveBatch.id.desc())
    ).all()


def find_batch(actor: Actor, batch_id: int) -> ArchiveBatch:
    """An act of an organ whose 档案员 this person is."""
    mine = [organ.id for organ in check_archivist(actor)]
    found = db.session.get(ArchiveBatch, batch_id)
    if found is None or found.organization_id not in mine:
        raise NotFound("没有这一批归档，或你不是那个机关的档案员")
    return found


def groups(asked: Asked) -> list[Group]:
    """保管期限 × 机构 of a year or an act, in the order of the 目录."""
    rows = db.session.execute(
        select(
            Filing.retention_years,
            Filing.department_id,
            func.max(Filing.department_name),
            func.count(),
            func.sum(Filing.page_count),
        )
        .where(*_conditions(asked))
        .group_by(Filing.retention_years, Filing.department_id)
    )
    found = [Group(years, place, name, count, pages or 0) for years, place, name, count, pages in rows]
    return sorted(found, key=lambda group: (group.years != 0, -group.years, group.department_id))


def page(asked: Asked, after_item: int = 0) -> tuple[list[Row], bool]:
    """A page of one period's and department's 目录 after this 件号, and whether more follows."""
    found = db.session.scalars(_chosen(asked).where(Filing.item_number > after_item).limit(PAGE + 1)).all()
    return [_row(each) for each in found[:PAGE]], len(found) > PAGE


def parts(asked: Asked, most: int | None = MOST_PRINTED) -> list[Part]:
    """All of the 目录, a part for each year, period and department; raises `Unacceptable` beyond `most` rows."""
    found = db.session.scalars(_chosen(asked).limit(most + 1 if most else None)).all()
    if most and len(found) > most:
        raise Unacceptable(f"超过 {most:,} 件，一份 PDF 印不下：请分保管期限和机构打印，或导出 Excel")
    if not found:
        raise NotFound("这里还没有归档的文件，没有目录可印")
    return list(_parts(found))


def _parts(filings: Sequence[Filing]) -> Iterator[Part]:
    for (years, _), group in groupby(filings, key=lambda each: (each.retention_years, each.department_id)):
        members = list(group)
        first = members[0]
        number = parse(first.archival_number or "")
        yield Part(
            fonds=number.series.fonds if number else "",
            year=first.year,
            years=years,
            department_code=number.series.department if number else "",
            department_name=first.department_name,
            rows=[_row(each) for each in members],
        )


def _chosen(asked: Asked) -> Select[Filing]:
    return (
        select(Filing)
        .where(*_conditions(asked))
        .options(defer(Filing.answers), defer(Filing.text), defer(Filing.names))
        .order_by(
            case((Filing.retention_years == 0, 0), else_=1),
            Filing.retention_years.desc(),
            Filing.department_id,
            Filing.item_number,
        )
    )


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    wanted = (
        (Filing.archive_batch_id, asked.batch_id),
        (Filing.retention_years, asked.years),
        (Filing.department_id, asked.department_id),
    )
    return [
        Filing.organ_id == asked.organ_id,
        Filing.year == asked.year,
        Filing.archival_number.is_not(None),
        *(column == value for column, value in wanted if value is not None),
    ]


def _row(filing: Filing) -> Row:
    return Row(
        filing_id=filing.id,
        item=filing.item_number or 0,
        archival_number=filing.archival_number or "",
        document_number=filing.filing_number,
        author=filing.owner_name,
        title=title_of(filing),
        day=f"{filing.filed_at:%Y%m%d}",
        secrecy="",
        pages=filing.page_count or 0,
        remark=_remark(filing),
    )


def title_of(filing: Filing) -> str:
    """题名: the annex's own title, with the person where it is one person's (任务表 · 程昱 in lists)."""
    annex = find_annex(filing.edition_key, filing.annex_key)
    _, _, person = filing.title.partition(" · ")
    return f"{annex.title}（{person}）" if person else annex.title


def _remark(filing: Filing) -> str:
    """备注: how this item stands to the others under its number, and whether its content is still there."""
    said = []
    if filing.version > 1:
        said.append(f"更正件，第 {filing.version} 版")
    if filing.later_version is not None and filing.voided_at is None:
        said.append(f"已由第 {filing.later_version} 版更正")
    if filing.voided_at is not None:
        said.append("已作废")
    if filing.destroyed_at is not None:
        said.append(f"{filing.destroyed_at:%Y%m%d}销毁")
    return "；".join(said)
