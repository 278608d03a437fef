"""导出 Excel of an organ's quarter: names of units and cadres, and numbers; no topic, no place, nobody's phone."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import xlsxwriter

from youthwork.domain.calendar import long_date
from youthwork.domain.periods import Period
from youthwork.domain.progress import Progress, Standing
from youthwork.services.contact_work.counting.counting_cadre_rows import CadreRow
from youthwork.services.contact_work.counting.counting_organs import OrganQuarter

_SAME = "不同的人记的、同一天开始、地点相同、时间有重叠的，按一次计"
Cells = list[str | int]


def write(found: OrganQuarter) -> bytes:
    """三张表: the organ, its cadres in their order, the units beneath it in theirs."""
    content = BytesIO()
    # Names come from people: written as they are, never as formulas or links.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        for name, widths, rows in (
            ("本单位", (30, 12, 12, 12), _organ(found)),
            ("团干部", (14, 24, 10, 18, 10, 10, 14, 12), _cadres(found)),
            ("下级单位", (28, *(12 for _ in range(8))), _beneath(found)),
        ):
            sheet = workbook.add_worksheet(name)
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row, head if at == 1 else None)
    return content.getvalue()


def _organ(found: OrganQuarter) -> Iterator[Cells]:
    day = long_date(found.today)
    yield [f"{found.organ.common_name} {found.quarter.words} 截至{day}的活动记录"]
    yield ["项目", "次数", "要求", "情况"]
    for progress in (found.five, found.share, *found.campaigns):
        yield [progress.counter.word, *_numbers(progress)]
    for key, word in found.five.counter.kinds:
        yield [f"其中：{word}", found.five.kinds[key], "", ""]
    yield [_SAME]


def _cadres(found: OrganQuarter) -> Iterator[Cells]:
    yield [f"{found.organ.common_name} {found.quarter.words} 团干部“五个一”，按本单位排列顺序"]
    yield ["姓名", "职务", "性质", "周期", "在本单位次数", "在其他单位次数", "要求", "情况"]
    for row in found.cadres:
        yield from _cadre(row)


def _cadre(row: CadreRow) -> Iterator[Cells]:
    for cell in row.cells:
        period = cell.progress.period
        assert isinstance(period, Period), "cadres are counted by pairs and quarters"
        asked: str | int = "" if cell.standing is Standing.NOT_ASKED else cell.progress.counter.needed
        yield [
            row.posts.name,
            row.title,
            row.natures,
            period.words,
            cell.progress.count,
            cell.elsewhere,
            asked,
            cell.standing.value,
        ]


def _beneath(found: OrganQuarter) -> Iterator[Cells]:
    kinds = found.five.counter.kinds
    yield [f"{found.organ.common_name} 下级单位 {found.quarter.words} 机关集中活动，按行政区划顺序"]
    yield ["单位", "次数", "要求", "情况", *(word for _, word in kinds)]
    for each in found.beneath:
        counts: Cells = [each.five.kinds[key] for key, _ in kinds]
        yield [each.organ.common_name, *_numbers(each.five), *counts]


def _numbers(progress: Progress) -> Cells:
    asked: str | int = "" if progress.standing is Standing.NOT_ASKED else progress.counter.needed
    return [progress.count, asked, progress.standing.value]
