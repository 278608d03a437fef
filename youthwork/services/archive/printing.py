"""档案的纸件: 归档文件目录 and 利用登记簿, as PDF and as Excel. They list papers and prove nothing: no seal, no signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from flask import current_app, render_template

from youthwork import clock
from youthwork.documents import pdf
from youthwork.domain.calendar import long_date
from youthwork.models import ArchiveUse, Organization
from youthwork.services.archive.catalogue import HEADS, Part
from youthwork.services.exchange.annexes.writing import cell_text

#: What Excel prints of the 目录: widths in its own characters, of A4 crosswise.
_CATALOGUE_WIDTHS = (6, 28, 20, 20, 44, 10, 7, 7, 26)
_USE_HEADS = ("序号", "利用时间", "利用人", "单位", "利用方式", "利用内容", "件数", "利用目的")
_USE_WIDTHS = (6, 17, 12, 24, 10, 52, 7, 32)


def catalogue_pdf(organ: Organization, title: str, parts: Sequence[Part]) -> bytes:
    """归档文件目录, A4 crosswise, each period and department on pages of its own."""
    return _print("registers/catalogue.html", f"{organ.full_name}{title}", organ=organ, parts=parts)


def catalogue_sheet(organ: Organization, parts: Sequence[Part]) -> bytes:
    """The same as Excel: a sheet for each part, numbers and dates as text."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as workbook:
        for part in parts:
            name = f"{part.year}-{part.period}-{part.department_code}"
            rows = [
                (
                    str(at),
                    row.archival_number,
                    row.document_number,
                    row.author,
                    row.title,
                    row.day,
                    row.secrecy,
                    row.pages,
                    row.remark,
                )
                for at, row in enumerate(part.rows, start=1)
            ]
            facts = (
                f"全宗：{organ.full_name}　全宗号：{part.fonds}　年度：{part.year}　保管期限：{part.period}　"
                f"机构：{part.department_name}　件号：{part.items}　共 {len(part.rows)} 件 {part.pages} 页"
            )
            _write_sheet(workbook, name, "归档文件目录", facts, HEADS, _CATALOGUE_WIDTHS, rows)
    return content.getvalue()


def uses_pdf(organ: Organization, asked: str, uses: Sequence[ArchiveUse]) -> bytes:
    """利用登记簿, A4 crosswise."""
    return _print(
        "registers/uses.html", f"{organ.full_name}档案利用登记簿", organ=organ, asked=asked, uses=uses
    )


def uses_sheet(organ: Organization, asked: str, uses: Sequence[ArchiveUse]) -> bytes:
    """The same as Excel."""
    rows = [
        (
            str(at),
            f"{use.used_at:%Y-%m-%d %H:%M}",
            use.person_name,
            use.unit_name,
            use.kind.value,
            use.subject,
            use.count,
            use.purpose,
        )
        for at, use in enumerate(uses, start=1)
    ]
    content = BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as workbook:
        facts = f"{organ.full_name}　{asked}　共 {len(rows)} 条"
        _write_sheet(workbook, "利用登记", "档案利用登记簿", facts, _USE_HEADS, _USE_WIDTHS, rows)
    return content.getvalue()


#: Texts come from people: written as they are, never as formulas, links or numbers.
_OPTIONS: Mapping[str, Any] = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def _write_sheet(
    workbook: Any,
    name: str,
    title: str,
    facts: str,
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str | int]],
) -> None:
    """One sheet with its heading, ready to be printed crosswise, its head on every page."""
    sheet = workbook.add_worksheet(name[:31])
    line = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_name": "宋体", "font_size": 10}
    cell = workbook.add_format(line)
    head = workbook.add_format({**line, "bold": True, "align": "center"})
    top = workbook.add_format({"bold": True, "font_size": 16, "align": "center", "font_name": "宋体"})
    last = len(heads) - 1
    sheet.merge_range(0, 0, 0, last, title, top)
    sheet.merge_range(1, 0, 1, last, cell_text(facts), workbook.add_format({"font_name": "宋体"}))
    for at, (word, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, word, head)
    for at, row in enumerate(rows, start=3):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(at, column, value, cell)
            else:
                sheet.write_string(at, column, cell_text(value), cell)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.freeze_panes(3, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _print(template: str, title: str, **context: Any) -> bytes:
    html = render_template(
        template,
        title=title,
        is_demo=current_app.config["IS_DEMO"],
        today=long_date(clock.today()),
        **context,
    )
    return pdf.render(html, title=title, made_at=clock.now()).pdf
