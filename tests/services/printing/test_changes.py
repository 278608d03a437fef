"""更正对照: cells compared by row, whatever place the row has; personal data only for who may see it."""

from __future__ import annotations

from typing import Any

from youthwork.forms.annexes import find_annex
from youthwork.services.printing.changes import (
    HIDDEN,
    Change,
    changes,
    compared_sections,
    count_changes,
    only_changed,
)
from youthwork.services.printing.reading import places

POINTS = find_annex("province_2017_8", "contact_points")
SHEET = find_annex("province_2017_8", "task_sheet")


def row(id_: str, name: str, phone: str = "13800000001") -> dict[str, str]:
    return {"id": id_, "name": name, "title": "书记", "phone": phone, "committee": "云溪镇团委"}


def table(*rows: dict[str, str], **cells: str) -> dict[str, Any]:
    return {
        "unit": "共青团云溪县委员会",
        "filler": "周可儿",
        "filler_phone": "13800000009",
        **cells,
        "rows": rows,
    }


def test_the_same_answers_have_no_changes() -> None:
    for annex in (POINTS, SHEET):
        assert changes(annex, annex.sample(), annex.sample(), True) == []


def test_a_cell_is_compared_with_its_own_row_wherever_it_went() -> None:
    before, after = table(row("a", "甲"), row("b", "乙")), table(row("b", "丙"), row("a", "甲"))
    assert changes(POINTS, before, after, True) == [
        Change("联系点第 1 行", "姓名", "乙", "丙"),
        Change("联系点", "行的次序", "", "已调整"),
    ]


def test_rows_that_came_and_went_are_shown_whole() -> None:
    found = changes(POINTS, table(row("a", "甲")), table(row("b", "乙")), True)
    assert found == [
        Change("联系点第 1 行", "增加一行", "", "乙；书记；13800000001；云溪镇团委"),
        Change("联系点原第 1 行", "删去一行", "甲；书记；13800000001；云溪镇团委", ""),
    ]


def test_personal_data_stays_masked_for_who_may_not_see_it() -> None:
    before = table(row("a", "甲", "13811110001"), filler_phone="13800000009")
    after = table(row("a", "甲", "13822220001"), row("b", "乙"), filler_phone="13800000008")
    assert changes(POINTS, before, after, False) == [
        Change("表头", "联系电话", "138****0009", "138****0008"),
        Change("联系点第 1 行", "联系方式", "138****0001", HIDDEN),
        Change("联系点第 2 行", "增加一行", "", "乙；书记；138****0001；云溪镇团委"),
    ]


def test_an_entry_of_a_task_is_told_by_the_task() -> None:
    before = {**SHEET.sample(), "volunteer_service": [{"id": "v0", "time": "3月5日", "effect": "清理河道"}]}
    after = {**before, "volunteer_service": [{"id": "v0", "time": "3月6日", "effect": "清理河道"}]}
    (only,) = changes(SHEET, before, after, True)
    assert ("志愿服务" in only.where, only.before, only.after) == (True, "3月5日", "3月6日")


def test_a_page_shows_each_changed_cell_with_its_text_before() -> None:
    before, after = (
        table(row("a", "甲"), row("b", "乙")),
        table(row("b", "丙"), row("a", "甲"), filler="李堃"),
    )
    shown = compared_sections(POINTS, before, after, True)
    changed = [
        (cell.name, cell.before, cell.text)
        for section in shown
        for line in section.rows
        for cell in line.cells
        if cell.before is not None
    ]
    assert changed == [("filler", "周可儿", "李堃"), ("rows-b-name", "乙", "丙")]
    assert count_changes(shown) == 2
    assert [[line.name for line in section.rows] for section in only_changed(shown)] == [[""], ["rows-b"]]
    assert [cell.name for cell in only_changed(shown)[0].rows[0].cells] == ["filler"]


def test_a_page_marks_rows_that_came_and_went() -> None:
    shown = compared_sections(POINTS, table(row("a", "甲")), table(row("b", "乙")), True)
    assert [(line.fate, line.cells[0].text) for line in shown[1].rows] == [("增加", "乙"), ("删去", "甲")]
    assert count_changes(shown) == 2 and only_changed(shown)[0].name == "rows"


def test_a_changed_phone_says_so_though_its_mask_is_the_same() -> None:
    before, after = table(filler_phone="13811110009"), table(filler_phone="13822220009")
    cell = compared_sections(POINTS, before, after, False)[0].rows[0].cells[2]
    assert (cell.before, cell.text) == ("138****0009", HIDDEN)


def test_nothing_changed_is_nothing_to_show() -> None:
    for annex in (POINTS, SHEET):
        shown = compared_sections(annex, annex.sample(), annex.sample(), True)
        assert count_changes(shown) == 0 and only_changed(shown) == []


def test_every_input_of_an_annex_is_a_place_with_words() -> None:
    for annex in (POINTS, SHEET, find_annex("city_2017_walking", "contact_units")):
        found = places(annex, annex.sample())
        asked = set(annex()._fields)
        assert asked <= set(found) and all(place.words for place in found.values())
