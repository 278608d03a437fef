"""花名册样张: the sample as an office made it where it lies beside this repository, and a copy built in the same
manner, so that what is tested of it is tested everywhere."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.services.exchange.roster_files import saved

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
MISTAKES = {
    (9, 8): 1380000012,
    (15, 5): "云溪县第九中学团委",
    (21, 7): "专职/兼职",
    (28, 4): "1993.13",
    (34, 8): "138 0000 0728",
    (40, 2): None,
    (47, 3): "另",
    (53, 4): "94年",
}
QUESTION = (58, 4)


def the_office_s_roster(which: str) -> bytes:
    """`given`: the sample itself, or the copy where it is not there; `built`: always the copy."""
    given = SAMPLES / "roster.xlsx"
    return given.read_bytes() if which == "given" and given.exists() else _build_office_roster()


def _build_office_roster() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet["A1"], sheet["A2"], sheet["F2"] = (
        "团云溪县委及所属团干部花名册",
        "填报单位（盖章）：团云溪县委",
        "填报时间：2017年3月20日",
    )
    header = ("序号", "姓　名", "性别", "出生\n年月", "单位", "职务", "专职/挂职/兼职", "手机号码", "备注")
    for column, title in enumerate(header, 1):
        sheet.cell(3, column, title)
    rows = [row for row in range(4, 66) if row not in (24, 45)]
    for number, row in enumerate(rows):
        for column, value in enumerate(_office_person(number), 1):
            sheet.cell(row, column, value)
    for (row, column), value in MISTAKES.items():
        sheet.cell(row, column).value = value
    sheet.cell(33, 8).value, sheet.cell(*QUESTION).value = "138 0000 0728", 1989.1
    sheet["B49"], sheet["B32"], sheet["B65"] = "张𬭎", "㛃婷", "买买提・吐尔逊江"
    sheet["A66"], sheet["G66"] = "合计", 60
    sheet["A68"], sheet["A69"] = "填表说明：1. 本表由各级团组织填写。2. 出生年月填到月。", "联系人：周可儿"
    border = openpyxl.styles.Border(bottom=openpyxl.styles.Side("thin"))
    for row in sheet.iter_rows(min_row=1, max_row=67, max_col=9):
        for cell in row:
            cell.border = border
    for merge in ("A1:I1", "A2:E2", "F2:I2", "A66:F66"):
        sheet.merge_cells(merge)
    return saved(book)


def _office_person(number: int) -> tuple[object, ...]:
    births = ("1995.12", "1996年6月", 1989.11, "1985-6", "1986/04")
    phone = str(13800000700 + number)
    spaced = f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    wide = phone.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    phones = (int(phone), phone, wide, spaced, spaced.replace(" ", "-"))
    natures = ("兼", "专职", "兼职", "专职", "挂")
    name = "郑陈刘王冯"[number % 5] + "敏静丽强磊军洋勇艳杰娟涛"[number // 5]
    manner = number % 5
    unit = ("团云溪县委", "云溪镇团委", "清河街道团工委")[number % 3]
    return (
        number + 1,
        name,
        "男女"[number % 2],
        births[manner],
        unit,
        "委员",
        natures[manner],
        phones[manner],
    )
