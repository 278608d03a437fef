"""花名册的表格: the empty template, the list of problems, and the slips, as .xlsx (slips also as .csv)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from youthwork.domain.hierarchy import CadreNature, Gender
from youthwork.services.exchange.roster import CellProblem
from youthwork.services.exchange.roster_writing import Slip

BLANK_ROWS = 200
MOST_NAMES = 2000

#: Title, width in characters, how to fill it in, an example.
COLUMNS: tuple[tuple[str, int, str, str], ...] = (
    ("序号", 6, "可以不填", "1"),
    ("姓名", 14, "一格一人；少数民族姓名中的间隔号用“·”", "买买提·吐尔逊江"),
    ("性别", 7, "男、女", "女"),
    ("出生年月", 12, "年和月，月份写两位；1989.1 会被当面问清是 1 月还是 10 月", "1993.05"),
    ("单位", 26, "系统中的团组织名称，见下面“单位名称”；全称、简称都行", "云溪镇团委"),
    ("职务", 18, "团内职务", "副书记"),
    ("性质", 9, "专职、挂职、兼职，只填一种", "专职"),
    ("手机号码", 16, "11 位数字，每人一个", "13800000000"),
    ("备注", 16, "可以不填，不导入", ""),
)


def roster_template(organ_name: str, unit_names: Iterable[str]) -> bytes:
    """空白花名册: title, header in row 3, bordered blank rows with choices, and a sheet that explains them."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as workbook:
        _write_form(workbook, workbook.add_worksheet("花名册"), organ_name)
        _write_help(workbook, workbook.add_worksheet("填表说明"), list(unit_names))
    return content.getvalue()


def problem_list(problems: Iterable[CellProblem]) -> bytes:
    """问题清单: every problem with its place, for who mends the sheet."""
    words = {"error": "要改正", "question": "要确认", "note": "说明"}
    rows = [
        (
            each.sheet,
            each.row or "",
            each.cell,
            each.person,
            each.column_title,
            each.value,
            words[each.kind],
            each.message,
        )
        for each in problems
    ]
    head = ("工作表", "行", "单元格", "姓名", "栏目", "表中写的", "类别", "问题")
    return _table("问题清单", head, (12, 6, 8, 12, 12, 22, 8, 70), rows)


def slips_as_xlsx(slips: Sequence[Slip]) -> bytes:
    """账号条, to be printed and cut or handed on."""
    return _table("账号条", _SLIP_HEAD, (14, 28, 20, 20), [_slip_row(slip) for slip in slips])


def slips_as_csv(slips: Sequence[Slip]) -> bytes:
    """The same as .csv, with the mark by which Excel knows UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(_SLIP_HEAD)
    writer.writerows(_slip_row(slip) for slip in slips)
    return text.getvalue().encode("utf-8-sig")


_SLIP_HEAD = ("姓名", "单位", "登录名", "初始密码")


def _slip_row(slip: Slip) -> tuple[str, str, str, str]:
    return slip.name, slip.unit_name, slip.username, slip.password


def _write_form(workbook: Workbook, sheet: Worksheet, organ_name: str) -> None:
    title = workbook.add_format({"bold": True, "font_size": 18, "align": "center", "valign": "vcenter"})
    note = workbook.add_format({"font_size": 10, "valign": "vcenter"})
    head = workbook.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "bg_color": "#EEF1F4"}
    )
    # Text format: Excel would drop the zero of 1989.10 and show a phone number as 1.38E+10.
    text = workbook.add_format({"border": 1, "num_format": "@", "valign": "vcenter"})
    last = len(COLUMNS) - 1
    sheet.merge_range(0, 0, 0, last, f"{organ_name}团干部花名册", title)
    sheet.merge_range(1, 0, 1, last, f"填报单位：{organ_name}", note)
    sheet.set_row(0, 34)
    sheet.set_row(2, 24)
    for at, (name, width, hint, _) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, name, head)
        sheet.write_comment(2, at, hint)
    for row in range(3, 3 + BLANK_ROWS):
        for at in range(len(COLUMNS)):
            sheet.write_blank(row, at, None, text)
    for at, (name, choices) in _choices().items():
        refusal = {"error_title": name, "error_message": f"请填{'、'.join(choices)}中的一种"}
        sheet.data_validation(
            3, at, 2 + BLANK_ROWS, at, {"validate": "list", "source": list(choices), **refusal}
        )
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)


def _choices() -> dict[int, tuple[str, tuple[str, ...]]]:
    names = [name for name, *_ in COLUMNS]
    return {
        names.index("性别"): ("性别", tuple(each.value for each in Gender)),
        names.index("性质"): ("性质", tuple(each.value for each in CadreNature)),
    }


def _write_help(workbook: Workbook, sheet: Worksheet, unit_names: list[str]) -> None:
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 20)
    sheet.write_row(0, 0, ("各栏怎么填", "说明", "例子"), bold)
    for at, (name, _, hint, example) in enumerate(COLUMNS, start=1):
        sheet.write_row(at, 0, (name, hint, example), wrapped)
    row = len(COLUMNS) + 2
    sheet.write_string(row, 0, "系统中现有的团组织（单位一栏照此填写）", bold)
    for at, name in enumerate(unit_names[:MOST_NAMES], start=row + 1):
        sheet.write_string(at, 0, name)


def _table(
    name: str, head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str | int]]
) -> bytes:
    content = BytesIO()
    # Values come from people's sheets: written as they are, never as formulas or links.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as workbook:
        sheet = workbook.add_worksheet(name)
        bold: Format = workbook.add_format({"bold": True, "border": 1, "bg_color": "#EEF1F4"})
        cell: Format = workbook.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        for at, (title, width) in enumerate(zip(head, widths, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(0, at, title, bold)
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, row, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return content.getvalue()
