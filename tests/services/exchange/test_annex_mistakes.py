"""两千行的往返: every mistake planted in a sheet is named at its cell, and none is invented."""

from __future__ import annotations

import io
import random

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import Cast
from tests.services.exchange.annex_files import (
    cast_draft,
    changed,
    exported,
    fill_contact_points,
    look,
    many_people,
    take,
)
from youthwork.services.drafts.draft_history import find_draft
from youthwork.services.exchange.annexes.comparing import RowKind
from youthwork.services.exchange.annexes.files import read_file
from youthwork.services.exchange.annexes.returning_sheet import return_sheet

ROWS = 2_000
HEAD = 4
NAME, TITLE, PHONE, COMMITTEE = "BCDE"

#: What is typed over a cell: a kind of mistake, its column, the text, a word of the sentence it must bring.
MISTAKES = (
    ("no name", NAME, None, "请填写姓名"),
    ("name too long", NAME, "长" * 51, "最多 50 个字"),
    ("a character no font draws", NAME, "王\ue000", "打印字体没有的字"),
    ("no title", TITLE, "", "请填写职务"),
    ("title too long", TITLE, "职" * 61, "最多 60 个字"),
    ("an error value", TITLE, "#N/A", "错误值"),
    ("a formula without its result", TITLE, "=VLOOKUP(B5,X!A:B,2,0)", "公式"),
    ("no phone", PHONE, None, "请填写联系方式"),
    ("a digit missing", PHONE, "1380010001", "这里有 10 位"),
    ("a digit too many", PHONE, 138001000123, "这里有 12 位"),
    ("a letter in the number", PHONE, "138OO1OOO12", "混有字母"),
    ("digits lost to Excel", PHONE, "1.38E+10", "科学计数法"),
    ("a number that begins wrong", PHONE, "12800100012", "号段不对"),
    ("a landline without area code", PHONE, "65902222", "缺区号"),
    ("words for a number", PHONE, "见名册", "数字以外"),
    ("two numbers", PHONE, "13800100012/13800100013", "2 个手机号码"),
    ("no committee", COMMITTEE, None, "请填写联系指导的团委"),
    ("an unknown committee", COMMITTEE, "红旗镇团委", "不在组织树中"),
    ("a branch", COMMITTEE, "白泉村团支部", "只能是基层团委或团总支"),
    ("a leading organ", COMMITTEE, "团云溪县委", "只能是基层团委或团总支"),
)


def test_forty_mistakes_in_two_thousand_rows_are_each_named_at_their_cell_and_none_is_invented(
    cast: Cast,
) -> None:
    draft, zhou = cast_draft(cast)
    fill_contact_points(draft, zhou, many_people(ROWS))
    before = dict(find_draft(draft).fields)
    places = {}
    rows = random.Random(40).sample(range(HEAD + 1, HEAD + 1 + ROWS), 2 * len(MISTAKES) + 3)
    right = rows.pop()

    def plant(sheet: Worksheet) -> None:
        for at, row in enumerate(rows[:-2]):
            _, column, text, words = MISTAKES[at % len(MISTAKES)]
            sheet[f"{column}{row}"] = text
            places[f"{column}{row}"] = words
        sheet[f"{TITLE}{right}"] = "办公室主任"
        # The same person twice, which only the whole table shows; the lower row is told.
        upper, lower = sorted(rows[-2:])
        for column in (NAME, PHONE):
            sheet[f"{column}{lower}"] = sheet[f"{column}{upper}"].value
        places[f"{NAME}{lower}"] = f"表中第 {upper} 行是同一人"

    content = changed(exported(draft, zhou), plant)
    prospect = look(draft, zhou, content)
    found = {mistake.place: mistake.sentence for mistake in prospect.errors}
    assert found.keys() == places.keys()
    for place, words in places.items():
        assert words in found[place], (place, words, found[place])
    assert len(prospect.errors) == len(places) == 41

    read = read_file(draft, zhou, content, filename="表.xlsx")
    assert read.reading is not None
    back = return_sheet(content, read.reading, prospect.errors, filename="表.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(back)).worksheets[0]
    commented = {
        cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment
    }
    assert commented == found
    assert all(sheet[place].fill.fgColor.rgb.endswith("FFFF00") for place in places)

    take(draft, zhou, prospect, only_good=True)
    now = find_draft(draft).fields
    assert {name for name in now if now[name] != before.get(name)} == {f"rows-p{right - HEAD - 1}-title"}


def test_a_sheet_brought_back_as_it_went_out_changes_nothing(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    fill_contact_points(draft, zhou, many_people(60))
    prospect = look(draft, zhou, exported(draft, zhou))
    assert prospect.comparison.changes_nothing and not prospect.errors
    assert len(prospect.comparison.rows_of(RowKind.SAME)) == 60
