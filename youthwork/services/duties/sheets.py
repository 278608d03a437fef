"""导出 Excel of the figures and of the names: units and, where they may be named, cadres; nobody's phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

from youthwork import clock
from youthwork.domain.calendar import long_date, short_date
from youthwork.domain.completeness import Figures
from youthwork.services.duties.named import Named
from youthwork.services.duties.names import Shown

#: 单位 of one file of names; more are for the pages of the organs below.
MOST_NAMES = 5000

Cells = list[str | int]
HEADS = ("应报", "已报", "已备案", "按时", "零报告", "免报", "未报")


@dataclass(frozen=True)
class Heading:
    """表头: whose figures of what as of when."""

    organ: str
    annex: str
    notice: str
    due: str
    as_of: str


def of_figures(heading: Heading, rows: Iterable[tuple[str, Figures]], total: Figures) -> bytes:
    """报送情况 by direct subordinate in administrative order, with the sum; no share, no order by how they did."""
    return _book("报送情况", (34, *(9 for _ in HEADS)), _figures(heading, rows, total))


def of_names(heading: Heading, shown: Shown, rows: Sequence[Named]) -> bytes:
    """名单 of one standing, with where the paper lies and who sees to it."""
    return _book("名单", (34, 24, 12, 20, 14, 22, 26), _names(heading, shown, rows))


def numbers(figures: Figures) -> tuple[int, ...]:
    """The figures in the order of `HEADS`."""
    return (
        figures.expected,
        figures.reported,
        figures.filed,
        figures.on_time,
        figures.nil,
        figures.exempt,
        figures.missing,
    )


def _figures(heading: Heading, rows: Iterable[tuple[str, Figures]], total: Figures) -> Iterator[Cells]:
    yield [f"{heading.organ} {heading.annex} 报送情况，截至{heading.as_of}"]
    yield ["单位", *HEADS]
    for name, each in rows:
        yield [name, *numbers(each)]
    yield ["合计", *numbers(total)]
    yield [f"{heading.notice}，{heading.due}；应报＝已报＋未报＋免报；已报含已备案和零报告"]


def _names(heading: Heading, shown: Shown, rows: Sequence[Named]) -> Iterator[Cells]:
    yield [f"{heading.organ} {heading.annex} {shown.value}名单（{len(rows)}），截至{heading.as_of}"]
    yield ["单位", "上级", "团干部", "情况", "期限", "经办人", "例外"]
    for row in rows:
        yield [
            row.owner,
            row.superior,
            row.subject,
            lies(row),
            long_date(row.due),
            "" if row.subject else "、".join(row.people) or "没有经办人",
            f"{row.exception[0].value}：{row.exception[2]}" if row.exception else "",
        ]
    yield [f"{heading.notice}，{heading.due}"]


def lies(row: Named) -> str:
    """在哪里: how the duty stands, or how far its paper is and since when."""
    word = row.word[0]
    if row.since is not None:
        return f"{word} {short_date(row.since.date(), clock.today())}"
    return f"{word}：{row.nil_words}" if row.nil_words else word


def _book(name: str, widths: Sequence[int], rows: Iterable[Cells]) -> bytes:
    content = BytesIO()
    # Names come from people: written as they are, never as formulas or links.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet = workbook.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.freeze_panes(2, 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for at, cells in enumerate(rows):
            sheet.write_row(at, 0, cells, head if at == 1 else None)
    return content.getvalue()
