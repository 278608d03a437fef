"""读附件表: what an uploaded workbook says in the terms of an annex; nothing is compared with the draft yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from youthwork.domain.errors import Unacceptable
from youthwork.forms.fields import MOST_ROWS, Phone
from youthwork.services.exchange.annexes.cells import read_cell, read_phone_cell
from youthwork.services.exchange.annexes.header import Head, find_head, place_of
from youthwork.services.exchange.annexes.layout import LIST_TITLE, SheetLayout
from youthwork.services.exchange.annexes.lines import Lines
from youthwork.services.exchange.annexes.marks import row_id_in
from youthwork.services.exchange.cell_text import as_seen, is_blank, tidy, without_spaces
from youthwork.services.exchange.spreadsheet import CellValue, Sheet
from youthwork.services.exchange.understood import Remark, Understood, UnderstoodRow

#: What is listed of the texts that belong nowhere.
_MOST_UNREAD = 30


@dataclass(frozen=True)
class SheetReading:
    """读懂的表: from which sheet, with which head, and which others look like the annex too."""

    sheet: Sheet
    head: Head
    understood: Understood
    others: tuple[str, ...]
    #: 填报单位 as the sheet says it above the table.
    unit: str


def read_annex_sheet(
    sheets: list[Sheet], layout: SheetLayout, submission_id: int, *, filename: str, chosen: str = ""
) -> SheetReading:
    """读附件表 from the `chosen` sheet, or from the one that looks most like it.

    Raises `Unacceptable` where no sheet has the annex's columns, or a sheet has more rows than an annex takes.
    """
    found = {
        sheet.name: head for sheet in sheets if not sheet.is_hidden and (head := find_head(sheet, layout))
    }
    if not found:
        wanted = "、".join(column.title for column in layout.columns if column.field.flags.required)
        raise Unacceptable(
            f"“{filename}”里没有找到{layout.annex.short_title}的表头。表头要在前 30 行之内，写明这些栏目：{wanted}"
        )
    by_name = {sheet.name: sheet for sheet in sheets}
    name = chosen if chosen in found else _most_like(found, by_name)
    reader = _Reader(by_name[name], found[name], layout, submission_id, filename)
    understood = reader.read()
    others = tuple(each for each in found if each != name)
    return SheetReading(by_name[name], found[name], understood, others, reader.unit)


def _most_like(found: Mapping[str, Head], sheets: Mapping[str, Sheet]) -> str:
    """The first of those that read best: with row ids, with most columns, with rows below the head at all."""

    def merit(name: str) -> tuple[bool, int]:
        head = found[name]
        return len(sheets[name].rows) > head.last_row + 1, head.merit

    return max(found, key=merit)


class _Reader:
    def __init__(
        self, sheet: Sheet, head: Head, layout: SheetLayout, submission_id: int, filename: str
    ) -> None:
        self._sheet, self._head, self._layout = sheet, head, layout
        self._submission_id, self._filename = submission_id, filename
        self._lines = Lines(sheet, head, layout)
        self._columns = [
            (column, head.columns[column.title]) for column in layout.columns if column.title in head.columns
        ]
        self._remarks: list[Remark] = []
        self._unread: list[str] = []
        self._list = next(iter(layout.lists))
        self.unit = ""

    def read(self) -> Understood:
        cells, places = self._read_above()
        rows: dict[str, list[UnderstoodRow]] = {name: [] for name in self._layout.lists}
        count = 0
        for line in self._lines:
            if not line.is_data:
                self._unread.append(f"第 {line.row + 1} 行：{line.text}")
                continue
            count += 1
            if count > MOST_ROWS:
                raise too_many_rows(self._filename)
            name = self._list_of(line.row)
            if name and (row := self._read_row(line.row)):
                rows[name].append(row)
        titles = [f"“{title}”栏" for title in dict.fromkeys(self._head.unread.values())]
        unread = (*titles, *self._unread)
        if len(unread) > _MOST_UNREAD:
            unread = (*unread[:_MOST_UNREAD], f"等，共 {len(unread)} 处")
        return Understood(
            cells, {name: tuple(found) for name, found in rows.items()}, tuple(self._remarks), unread, places
        )

    def _read_row(self, row: int) -> UnderstoodRow | None:
        cells: dict[str, str] = {}
        places: dict[str, str] = {}
        for column, at in self._columns:
            place = places[column.name] = place_of(row, at)
            value = self._lines.value(row, at)
            if value == "" and (why := self._sheet.xml.hidden_content(row + 1, at + 1)):
                self._remarks.append(Remark(place, _HIDDEN[why]))
                continue
            text, doubt = read_cell(value, column)
            if doubt:
                self._remarks.append(Remark(place, *doubt))
            if text is not None:
                cells[column.name] = text
        if self._is_continued(row) or not any(cells.values()):
            return None
        return UnderstoodRow(self._row_id(row), cells, f"第 {row + 1} 行", places)

    def _row_id(self, row: int) -> str:
        at = self._head.row_ids
        return "" if at is None else row_id_in(as_seen(self._sheet.rows[row][at]), self._submission_id)

    def _is_continued(self, row: int) -> bool:
        """Every filled cell belongs to a merge that began above: the lower half of the row before."""
        filled = [at for _, at in self._columns if not is_blank(self._lines.value(row, at))]
        return all(self._sheet.merged_from.get((row, at), (row, at))[0] < row for at in filled)

    def _list_of(self, row: int) -> str:
        """Which list a row belongs to, by the column that tells it; said where it tells none."""
        if not self._layout.has_list_column:
            return self._list
        at = self._head.columns.get(LIST_TITLE)
        text = without_spaces(as_seen(self._lines.value(row, at))) if at is not None else ""
        labels = {without_spaces(label): name for name, label in self._layout.lists.items()}
        if text in labels:
            self._list = labels[text]
        elif text or at is None:
            place = place_of(row, at or 0)
            self._remarks.append(Remark(place, f"{LIST_TITLE}“{text}”不是这张表里的项目，这一行没有带入"))
            return ""
        return self._list

    def _read_above(self) -> tuple[dict[str, str], dict[str, str]]:
        """填表人：周可儿 above the table: the single fields, in one cell with the label or in the next."""
        cells: dict[str, str] = {}
        places: dict[str, str] = {}
        form = self._layout.annex()
        for row, at, label, value in _labelled(self._sheet, self._head):
            for name, title in self._layout.singles.items():
                if name not in cells and _same_label(label, title):
                    places[name] = place_of(row, at)
                    is_phone = isinstance(form[name], Phone)
                    cells[name], doubt = read_phone_cell(value) if is_phone else (tidy(as_seen(value)), None)
                    if doubt:
                        self._remarks.append(Remark(places[name], *doubt))
            if label.startswith(_UNIT):
                self.unit = tidy(as_seen(value))
        return cells, places


_UNIT = "填报单位"
_HIDDEN = {
    "error": "这一格是 Excel 的错误值（如 #N/A），没有带入，请改填文字",
    "formula": "这一格是公式，文件里没有存它的结果，没有带入；请在 WPS 或 Excel 中打开后保存一次，或改填文字",
}
_LABELLED = re.compile(r"\s*([^:：]{2,20}?)\s*[:：]\s*(.*)", re.S)


def _labelled(sheet: Sheet, head: Head) -> list[tuple[int, int, str, CellValue]]:
    """Every `label：value` above the table, in one cell or in a cell and the next filled one."""
    found: list[tuple[int, int, str, CellValue]] = []
    for row in range(head.first_row):
        values = sheet.rows[row]
        for at, value in enumerate(values):
            match = _LABELLED.fullmatch(value) if isinstance(value, str) else None
            if match is None:
                continue
            beside = next(((at_, each) for at_, each in enumerate(values) if at_ > at and each != ""), None)
            if match[2].strip() or beside is None or _is_labelled(beside[1]):
                found.append((row, at, without_spaces(match[1]), match[2].strip()))
            else:
                found.append((row, beside[0], without_spaces(match[1]), beside[1]))
    return found


def _is_labelled(value: CellValue) -> bool:
    return isinstance(value, str) and _LABELLED.fullmatch(value) is not None


def _same_label(said: str, label: str) -> bool:
    return without_spaces(said) == without_spaces(label)


def too_many_rows(filename: str) -> Unacceptable:
    return Unacceptable(
        f"“{filename}”里的行太多：一份附件最多 {MOST_ROWS} 行。请核对是不是选错了文件，或分开填报"
    )
