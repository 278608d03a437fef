"""导出汇总表: as Excel or PDF, registered with its purpose; a long one is made by a job.

    made_now(actor, user, table, …)    the file at once; register() it before it is handed out
    ask(actor, user, table, …)         within a deed: a job makes it (`archive/exports.py` keeps it some days)

Phones are masked unless asked for; then those stay readable that the reader has a right to, in a file handed out at
once and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import parse_qs, urlencode

from flask import current_app

from youthwork import clock
from youthwork.documents import pdf
from youthwork.domain.actors import Actor
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.models import ArchiveExport, ExportKind, UseKind, User
from youthwork.services import audit
from youthwork.services.archive import exports as kept_files
from youthwork.services.archive import uses
from youthwork.services.archive.export_order import Made, Order, Progress
from youthwork.services.combining import sheets, tables
from youthwork.services.combining.entries import Entry
from youthwork.services.combining.files import Heading, absent_words, heading_of, heads, situation
from youthwork.services.combining.sight import Table, find_table
from youthwork.services.combining.tables import Asked

#: Lines of a file made while one waits.
AT_ONCE = 500
#: What one file holds: of a sheet, and of paper.
MOST = {"xlsx": 50_000, "pdf": 5_000}


class FileForm(Enum):
    """文件格式; the value is the ending of its name."""

    EXCEL = "xlsx"
    PDF = "pdf"


@dataclass(frozen=True)
class Wanted:
    """要导出什么."""

    form: FileForm
    asked: Asked
    with_phones: bool = False


def lines_of(actor: Actor, table: Table, asked: Asked) -> int:
    """How many lines the file would have at least: rows that are filed, and everybody who has none."""
    found = tables.totals(table)
    everybody = tables.count(actor, table, asked)
    narrowed = asked.query or asked.since or asked.only_listed
    return (
        max(everybody, found.rows or 0)
        if narrowed
        else max(everybody, (found.rows or 0) + found.figures.missing)
    )


def check_size(lines: int, wanted: Wanted) -> None:
    """Raises `Unacceptable` for more than one file holds, or for phones in a file that would be kept."""
    most = MOST[wanted.form.value]
    if lines > most:
        raise Unacceptable(
            f"一份 {wanted.form.name} 最多 {most:,} 行，这里约 {lines:,} 行：请到下级单位的汇总表分别导出"
        )
    if wanted.with_phones and lines > AT_ONCE:
        raise Unacceptable(
            f"带电话的汇总表当场交给你，不留文件，一次最多 {AT_ONCE} 行，这里约 {lines:,} 行："
            "请到下级单位的汇总表分别导出，或导出隐去电话的"
        )


def made_now(actor: Actor, user: User, table: Table, wanted: Wanted) -> tuple[bytes, int]:
    """The file, and how many papers are in it; nothing is written down yet."""
    entries = list(tables.each(actor, table, wanted.asked, with_phones=wanted.with_phones))
    return _written(table, wanted, entries, user.name), len([each for each in entries if each.source])


def register(user: User, table: Table, wanted: Wanted, purpose: str, count: int) -> None:
    """利用登记, within the caller's deed, before the file is handed out. Raises `Unacceptable` without a purpose."""
    phones = "，含电话" if wanted.with_phones else ""
    subject = f"{table.place.common_name}{table.title}汇总（{count} 件{phones}）"
    if count:
        # A table of who is missing hands out nothing of the archive.
        uses.record(user, UseKind.LIST, subject, purpose, organization_id=table.place.id, count=count)
    audit.record("export", f"{user.name}导出{subject}", user.id)


def ask(actor: Actor, user: User, table: Table, wanted: Wanted, purpose: str, lines: int) -> ArchiveExport:
    """Put it in as a job, within the caller's deed; the use is registered when the file is made."""
    return kept_files.put_in(
        user,
        ExportKind.COMBINED,
        subject=f"{table.place.common_name}{table.title}汇总",
        purpose=purpose,
        total=lines,
        organization_id=table.place.id,
        address=_address(table, wanted),
    )


def make(order: Order, place: Path, progress: Progress) -> Made:
    """制作 what was put in, by the job: with the sight its asker has now."""
    table, wanted = _understood(order)
    count = tables.count(order.actor, table, wanted.asked)
    entries: list[Entry] = []
    for entry in tables.each(order.actor, table, wanted.asked):
        entries.append(entry)
        if len(entries) % 100 == 0:
            progress(len(entries), count)
    place.write_bytes(_written(table, wanted, entries, order.person_name))
    progress(len(entries), count)
    filings = [each.source.filing_id for each in entries if each.source and each.source.filing_id]
    return Made(file_name(table, wanted), filings)


def file_name(table: Table, wanted: Wanted) -> str:
    """团青岚市委附件1 联系点汇总表（汇总）20260406.xlsx."""
    return f"{table.place.common_name}{table.title}（汇总）{clock.today():%Y%m%d}.{wanted.form.value}"


def address_of(export: ArchiveExport) -> tuple[int, int]:
    """The annex and the organ whose table a kept file is."""
    given = parse_qs(export.address)
    return int(given["annex"][0]), int(given["organ"][0])


def written_pdf(table: Table, heading: Heading, entries: Sequence[Entry]) -> bytes:
    """A4 crosswise, its head on every page; sources and who is missing at its end."""
    # Without a request: a worker prints it, too.
    html = current_app.jinja_env.get_template("registers/combined.html").render(
        title=heading.form_title,
        heading=heading,
        heads=heads(table.layout),
        # A count of entries needs least room.
        spans=[table.annex.spans.get(column.name, 2) for column in table.layout.columns]
        + [0] * len(table.layout.counted),
        is_of_cadres=table.layout.is_of_cadres,
        entries=entries,
        situation=situation,
        absent=absent_words(entries),
        is_demo=current_app.config["IS_DEMO"],
    )
    return pdf.render(html, title=heading.form_title, made_at=heading.at).pdf


def _written(table: Table, wanted: Wanted, entries: Sequence[Entry], made_by: str) -> bytes:
    scope = f"名称含“{wanted.asked.query}”的单位" if wanted.asked.query else ""
    scope += "只列有内容的单位" if wanted.asked.only_listed else ""
    heading = heading_of(
        table,
        tables.totals(table).figures,
        sum(len(each.rows) for each in entries),
        clock.now(),
        made_by,
        masked=not wanted.with_phones,
        scope=scope,
    )
    if wanted.form is FileForm.PDF:
        return written_pdf(table, heading, entries)
    return sheets.workbook(heading, table.layout, dict(table.annex.spans), entries)


def _address(table: Table, wanted: Wanted) -> str:
    return urlencode(
        {
            "annex": table.row.id,
            "organ": table.place.id,
            "form": wanted.form.value,
            "reported": int(wanted.asked.with_reported),
            "q": wanted.asked.query,
            "listed": int(wanted.asked.only_listed),
        }
    )


def _understood(order: Order) -> tuple[Table, Wanted]:
    export = db.session.get_one(ArchiveExport, order.id)
    given = {name: values[0] for name, values in parse_qs(export.address).items()}
    table = find_table(order.actor, int(given["annex"]), int(given["organ"]))
    asked = Asked(given["reported"] == "1", given.get("q", ""), only_listed=given["listed"] == "1")
    return table, Wanted(FileForm(given["form"]), asked)
