"""附件的往返: what comes back unchanged changes nothing, whatever was typed and whatever Excel did in between."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from tests import journeys
from tests.factories import Cast
from tests.services.exchange.annex_files import (
    cast_draft,
    changed,
    exported,
    fill_contact_points,
    look,
    many_people,
    row_of,
    take,
)
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import Posted, RowsField, posted_from
from youthwork.services.drafts.draft_history import find_draft, open_clashes
from youthwork.services.drafts.draft_saves import Save, save_draft
from youthwork.services.exchange.annexes.comparing import RowKind, compare
from youthwork.services.exchange.annexes.layout import draft_texts, layout_of
from youthwork.services.exchange.annexes.marks import Mark, find_mark
from youthwork.services.exchange.annexes.reading import read_annex_sheet
from youthwork.services.exchange.annexes.writing import Filled, write_annex
from youthwork.services.exchange.spreadsheet import read_sheets

#: What is written text goes out as Word alone (`word/test_prose.py`).
ANNEXES = [annex for edition in EDITIONS.values() for annex in edition.annexes if annex.has_rows()]
#: What people type, and what nobody should: formulas, escapes, wide digits, breaks, things no font draws.
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            " ",
            "=1+1",
            "=cmd|'/c calc'!A0",
            "+86",
            "-",
            "@SUM(A1)",
            "_x0041_",
            "１３８０００００００１",
            "甲\n乙",
            "合计",
            "小计：",
            "序号",
            "备注：无",
            "说明",
            "第1页",
            "0371-65900000",
            "037165900000",
            "13800000001",
            "王　喆",
            "买买提江·阿布都",
            "http://示范.cn",
            "1989.10",
            "\ufffe",
            "长" * 40_000,
            "0",
            "#N/A",
            "TRUE",
        ]
    ),
)


@st.composite
def drafts(draw: st.DrawFn, annex: type[AnnexForm]) -> Posted:
    """A draft of this annex with anything typed anywhere that its page could have posted."""
    posted: Posted = {}
    for field in annex():
        if not isinstance(field, RowsField):
            posted[field.name] = [draw(TEXTS)]
            continue
        ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True), max_size=4, unique=True))
        posted[field.name] = ids
        for row in ids:
            for cell in field.row_form():
                texts = st.sampled_from(["", *layout_of(annex).column(cell.short_name).choices])
                chosen = texts if layout_of(annex).column(cell.short_name).choices else TEXTS
                posted[f"{field.name}-{row}-{cell.short_name}"] = [draw(chosen)]
    return posted


def there_and_back(annex: type[AnnexForm], posted: Posted) -> Any:
    layout = layout_of(annex)
    mark = Mark(annex.key, "an edition", 7, 3, "团云溪县委", 4, "2026-04-01 12:00")
    content = write_annex(Filled(layout, draft_texts(annex, posted), "附件1", mark, {}))
    sheets = read_sheets(content, filename="表.xlsx")
    assert find_mark(sheets) == mark
    reading = read_annex_sheet(sheets, layout, 7, filename="表.xlsx")
    return compare(annex, reading.understood, posted, 4, "seed")


@pytest.mark.parametrize("annex", ANNEXES, ids=lambda annex: annex.key)
@settings(
    max_examples=25,
    deadline=None,
    # Shrinking a whole workbook takes minutes; the assertion names the cell instead.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_whatever_was_typed_comes_back_as_no_change(annex: type[AnnexForm], data: st.DataObject) -> None:
    posted = data.draw(drafts(annex))
    comparison = there_and_back(annex, posted)
    changes = [*comparison.singles, *(change for row in comparison.rows for change in row.changes)]
    assert changes == [] and comparison.rows_of(RowKind.NEW) == [] and comparison.left == ()
    assert comparison.posted() == posted


@pytest.mark.parametrize("annex", ANNEXES, ids=lambda annex: annex.key)
def test_every_annex_goes_out_and_comes_back(annex: type[AnnexForm]) -> None:
    posted = posted_from(annex, annex.sample())
    comparison = there_and_back(annex, posted)
    assert comparison.changes_nothing and comparison.posted() == posted
    rows = sum(len(annex.sample()[name]) for name in layout_of(annex).lists)
    assert len(comparison.rows_of(RowKind.SAME)) == rows > 0


def test_nothing_in_an_exported_sheet_is_a_formula_or_a_link(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    hostile = '=HYPERLINK("http://x","点")'
    fill_contact_points(
        draft, zhou, [{**many_people(1)[0], "name": hostile, "title": "+1", "committee": "@x"}]
    )
    book = openpyxl.load_workbook(io.BytesIO(exported(draft, zhou)))
    kinds = {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds <= {"s", "n"} and book.worksheets[0]["B5"].value == hostile
    assert not any(cell.hyperlink for row in book.worksheets[0].iter_rows() for cell in row)


def test_phones_and_ids_are_text_and_the_row_ids_are_hidden(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    sheet = openpyxl.load_workbook(io.BytesIO(exported(draft, zhou))).worksheets[0]
    assert sheet["D5"].data_type == "s" and sheet["D5"].number_format == "@"
    assert sheet.column_dimensions["F"].hidden
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$4:$4"


def test_sorting_inserting_and_copying_rows_in_excel_keeps_who_is_who(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    people = many_people(6)
    fill_contact_points(draft, zhou, people)

    def work(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet["A5:F10"]]
        rows.sort(key=lambda row: row[1], reverse=True)
        rows.insert(2, [None, "新来的", "干事", "13800009999", "云溪镇团委", None])
        rows.append([7, "抄出来的", *rows[0][2:3], "13800008888", *rows[0][4:]])
        for at, row in enumerate(rows, start=5):
            for column, value in enumerate(row, start=1):
                sheet.cell(at, column, value)

    prospect = look(draft, zhou, changed(exported(draft, zhou), work))
    assert [row.title for row in prospect.comparison.rows_of(RowKind.NEW)] == ["新来的", "抄出来的"]
    assert len(prospect.comparison.rows_of(RowKind.SAME)) == 6 and prospect.comparison.is_reordered
    take(draft, zhou, prospect)
    fields = find_draft(draft).fields
    names = [fields[f"rows-{row}-name"][0] for row in fields["rows"]]
    by_name = sorted((person["name"] for person in people), reverse=True)
    assert names == [*by_name[:2], "新来的", *by_name[2:], "抄出来的"]
    assert all(fields[f"rows-{person['id']}-name"] == [person["name"]] for person in people)


def test_a_table_sorted_without_its_hidden_column_is_known_by_the_names(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    fill_contact_points(draft, zhou, many_people(5))

    def sort_visible(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet["B5:E9"]]
        for at, row in enumerate(reversed(rows), start=5):
            for column, value in enumerate(row, start=2):
                sheet.cell(at, column, value)

    prospect = look(draft, zhou, changed(exported(draft, zhou), sort_visible))
    assert len(prospect.comparison.rows_of(RowKind.SAME)) == 5


def test_a_column_left_out_is_never_wiped_and_a_row_left_out_stays_unless_ticked(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    fill_contact_points(draft, zhou, many_people(3))
    names = [person["name"] for person in many_people(3)]

    def work(sheet: Worksheet) -> None:
        sheet.delete_rows(row_of(sheet, names[1]))
        sheet.delete_cols(3)
        sheet.cell(row_of(sheet, names[0]), 3, "13800007777")

    prospect = look(draft, zhou, changed(exported(draft, zhou), work))
    assert [row.title for row in prospect.comparison.left] == [names[1]]
    assert [(c.label, c.after) for r in prospect.comparison.rows for c in r.changes] == [
        ("联系方式", "13800007777")
    ]
    take(draft, zhou, prospect)
    fields = find_draft(draft).fields
    assert fields["rows"] == ["p0", "p1", "p2"] and fields["rows-p0-title"] == ["书记"]
    assert fields["rows-p0-phone"] == ["13800007777"]
    again = look(draft, zhou, changed(exported(draft, zhou), lambda sheet: sheet.delete_rows(6)))
    take(draft, zhou, again, removed=[again.comparison.left[0].key])
    fields = find_draft(draft).fields
    assert fields["rows"] == ["p0", "p2"] and not any(name.startswith("rows-p1-") for name in fields)


def test_an_emptied_cell_clears_only_where_the_row_is_known_by_its_id(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    fill_contact_points(draft, zhou, many_people(2))

    def empty(sheet: Worksheet) -> None:
        sheet["C5"] = None

    (row,) = look(draft, zhou, changed(exported(draft, zhou), empty)).comparison.rows_of(RowKind.CHANGED)
    assert [(change.label, change.is_cleared) for change in row.changes] == [("职务", True)]

    def empty_without_id(sheet: Worksheet) -> None:
        sheet["C5"] = sheet["F5"] = None

    by_name = look(draft, zhou, changed(exported(draft, zhou), empty_without_id))
    assert by_name.comparison.changes_nothing


def test_what_a_colleague_typed_online_since_the_export_is_kept(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    fill_contact_points(draft, zhou, many_people(3))
    sheet = exported(draft, zhou)
    kept = find_draft(draft)
    online: dict[str, Any] = {"rows-p0-title": ["网上改的"], "rows-p1-title": ["网上也改"]}
    save_draft(draft, zhou, Save({**kept.fields, **online}, kept.revision))
    db.session.commit()

    def work(page: Worksheet) -> None:
        page["C6"] = "表里改的"
        page["C7"] = "第三行"

    prospect = look(draft, zhou, changed(sheet, work))
    assert dict(prospect.clashes) == {"rows-p1-title": "网上也改"}
    saved = take(draft, zhou, prospect, client_id="a-file")
    fields = find_draft(draft).fields
    assert fields["rows-p0-title"] == ["网上改的"] and fields["rows-p2-title"] == ["第三行"]
    assert saved.clashes == {"rows-p1-title": ("网上也改", "表里改的")}
    assert open_clashes(draft)[0].set_aside == {"rows-p1-title": ["表里改的"]}


def test_the_same_file_taken_twice_adds_its_rows_once(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    content = changed(
        exported(draft, zhou), lambda sheet: sheet.append([9, "新来的", "干事", "13800009999", "云溪镇团委"])
    )
    take(draft, zhou, look(draft, zhou, content))
    again = look(draft, zhou, content)
    assert not again.comparison.rows_of(RowKind.NEW)
    names = [texts for name, texts in find_draft(draft).fields.items() if name.endswith("-name")]
    assert names.count(["新来的"]) == 1


def test_another_units_and_another_annexs_export_are_refused_by_their_names(cast: Cast) -> None:
    draft, zhou = cast_draft(cast)
    other = journeys.draft_contact_points(cast, "lin")
    with pytest.raises(Unacceptable, match="团青岚市委的联系点汇总表，不能带入团云溪县委"):
        look(draft, zhou, exported(other, cast.person("lin")))
    units = journeys.draft_contact_units(cast)
    with pytest.raises(Unacceptable, match="联系单位安排表的导出表，这里填的是联系点汇总表"):
        look(draft, zhou, exported(units, cast.person("lin")))


@pytest.mark.parametrize(
    ("line", "value", "words"),
    [
        ("revision", "99", "第 99 次改动"),
        ("edition", "next_year", "另一套表样"),
        ("submission", "4711", "另一件报送件"),
    ],
)
def test_a_sheet_from_elsewhere_or_from_the_future_is_read_with_a_warning(
    cast: Cast, line: str, value: str, words: str
) -> None:
    from youthwork.services.exchange.annexes.files import read_file

    draft, zhou = cast_draft(cast)
    book = openpyxl.load_workbook(io.BytesIO(exported(draft, zhou)))
    hidden = book["youthwork"]
    for row in hidden.iter_rows(min_row=1, max_row=10):
        if row[0].value == line:
            row[1].value = value
    content = io.BytesIO()
    book.save(content)
    read = read_file(draft, zhou, content.getvalue(), filename="表.xlsx")
    assert any(words in warning for warning in read.warnings)
    assert look(draft, zhou, content.getvalue()).comparison.changes_nothing
