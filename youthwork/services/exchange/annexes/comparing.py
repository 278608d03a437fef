"""与草稿对照: what taking a file over would change, cell by cell, before anything is taken.

Compared is with the draft the person last saw: the revision the sheet was exported at, else the draft as it is.
What colleagues typed since then stays; `taking` lets the save merge it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from youthwork.domain.annex_context import Grade
from youthwork.domain.privacy import mask_phone
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import LongText, Posted
from youthwork.services.exchange.annexes.cells import read_cell, same_text
from youthwork.services.exchange.annexes.layout import SheetColumn, SheetLayout, draft_texts, layout_of
from youthwork.services.exchange.annexes.matching import Matched, match_rows
from youthwork.services.exchange.annexes.writing import cell_text, head_text
from youthwork.services.exchange.cell_text import tidy
from youthwork.services.exchange.understood import Remark, Understood


class RowKind(Enum):
    """行的变化."""

    NEW = "新增"
    CHANGED = "更改"
    SAME = "没有变化"


@dataclass(frozen=True)
class Change:
    """一处改动: the input, its label, what stands in the draft and what the file says; `place` in the file."""

    name: str
    label: str
    before: str
    after: str
    place: str

    @property
    def is_cleared(self) -> bool:
        return not self.after


@dataclass(frozen=True)
class ComparedRow:
    """一行的对照: its list and id, what people call it, where it stands in the file, and its changes."""

    list_name: str
    row_id: str
    title: str
    place: str
    kind: RowKind
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class LeftRow:
    """文件中没有的行: stays in the draft unless the person ticks it off."""

    list_name: str
    row_id: str
    title: str

    @property
    def key(self) -> str:
        return f"{self.list_name}:{self.row_id}"


@dataclass(frozen=True)
class Comparison:
    """对照的结果. `base` is the draft compared with; `posted()` the whole form as if typed from there."""

    singles: tuple[Change, ...]
    rows: tuple[ComparedRow, ...]
    left: tuple[LeftRow, ...]
    orders: Mapping[str, tuple[str, ...]]
    remarks: tuple[Remark, ...]
    #: Input name → where its text stands in the file, of every cell read, changed or not.
    places: Mapping[str, str]
    base: Posted
    base_revision: int

    def rows_of(self, kind: RowKind) -> list[ComparedRow]:
        return [row for row in self.rows if row.kind is kind]

    @property
    def is_reordered(self) -> bool:
        return any(
            [row for row in order if row in self.base.get(name, [])] != self.base.get(name, [])
            for name, order in self.orders.items()
        )

    @property
    def changes_nothing(self) -> bool:
        return (
            not self.singles and all(row.kind is RowKind.SAME for row in self.rows) and not self.is_reordered
        )

    def posted(self, without: Collection[str] = (), removed: Collection[str] = ()) -> Posted:
        """The draft as the person means it: without these rows and cells of the file (`rows:u12`, `filler`),
        and with these rows taken away (`LeftRow.key`)."""
        fields = {name: list(values) for name, values in self.base.items()}
        for change in self.singles:
            if change.name not in without:
                fields[change.name] = [change.after]
        dropped = set(without) | set(removed)
        for name, order in self.orders.items():
            fresh = {row.row_id for row in self.rows if row.kind is RowKind.NEW and row.list_name == name}
            fields[name] = [
                row
                for row in order
                if f"{name}:{row}" not in removed and not (row in fresh and f"{name}:{row}" in dropped)
            ]
        for row in self.rows:
            if f"{row.list_name}:{row.row_id}" not in dropped:
                fields |= {change.name: [change.after] for change in row.changes}
        for key in removed:
            name, _, row_id = key.partition(":")
            fields = {
                each: texts for each, texts in fields.items() if not each.startswith(f"{name}-{row_id}-")
            }
        return fields


def compare(
    annex: type[AnnexForm], understood: Understood, base: Posted, base_revision: int, seed: str
) -> Comparison:
    """对照 what was understood with the draft `base`; `seed` names the file, for the ids of new rows."""
    layout = layout_of(annex)
    texts = draft_texts(annex, base)
    singles, places = _singles(annex, layout, understood, base)
    rows: list[ComparedRow] = []
    left: list[LeftRow] = []
    orders: dict[str, tuple[str, ...]] = {}
    remarks = list(understood.remarks)
    for name, found in understood.rows.items():
        draft = {row["id"]: row for row in texts[name]}
        matched = match_rows(found, draft, layout.key_column.name, f"{seed}/{name}")
        for each in matched:
            rows.append(_row(layout, name, each, draft))
            places |= {f"{name}-{each.row_id}-{column}": at for column, at in each.row.places.items()}
            if each.is_doubtful:
                who = each.row.cells.get(layout.key_column.name, "")
                sentence = f"草稿里有几行“{who}”，分不清是哪一行，作为新增的一行"
                remarks.append(Remark(each.row.place, sentence, Grade.EXPLAIN))
        known = [each.row_id for each in matched]
        left += [
            LeftRow(name, row_id, _title(layout, cells))
            for row_id, cells in draft.items()
            if row_id not in known and any(_as_read(cells[each.name], each) for each in layout.columns)
        ]
        orders[name] = _order(list(draft), known, any(each.by_id for each in matched))
    return Comparison(
        tuple(singles), tuple(rows), tuple(left), orders, tuple(remarks), places, base, base_revision
    )


def as_it_stands(comparison: Comparison, current: Posted) -> Comparison:
    """The comparison without what the draft has meanwhile: the same file was taken before, or another typed it."""
    rows = []
    for row in comparison.rows:
        changes = tuple(each for each in row.changes if current.get(each.name) != [each.after])
        is_new = row.kind is RowKind.NEW and row.row_id not in current.get(row.list_name, [])
        kind = RowKind.NEW if is_new else RowKind.CHANGED if changes else RowKind.SAME
        rows.append(replace(row, kind=kind, changes=changes))
    singles = tuple(each for each in comparison.singles if current.get(each.name) != [each.after])
    return replace(comparison, rows=tuple(rows), singles=singles)


def _singles(
    annex: type[AnnexForm], layout: SheetLayout, understood: Understood, base: Posted
) -> tuple[list[Change], dict[str, str]]:
    form = annex()
    changes = []
    places = {}
    for name, after in understood.cells.items():
        if name not in layout.singles:
            continue
        place = places[name] = understood.places.get(name, "")
        before = next(iter(base.get(name, ())), "")
        field = form[name]
        # A long text has lines; a cell of a head has one.
        was = before if isinstance(field, LongText) else tidy(head_text(layout.singles[name], before))
        if after and not same_text(was, after, field.filters):
            changes.append(Change(name, layout.singles[name], before, after, place))
    return changes, places


def _row(
    layout: SheetLayout, name: str, matched: Matched, draft: Mapping[str, Mapping[str, str]]
) -> ComparedRow:
    cells = draft.get(matched.row_id, {})
    changes = []
    for column in layout.columns:
        after = matched.row.cells.get(column.name)
        before = cells.get(column.name, "")
        # An empty cell clears only where its row is known beyond doubt.
        if after is None or (not after and not matched.by_id):
            continue
        if not _same(before, after, column):
            place = matched.row.places.get(column.name, "")
            input_name = f"{name}-{matched.row_id}-{column.name}"
            changes.append(Change(input_name, column.title, before, after, place))
    kind = RowKind.NEW if matched.is_new else RowKind.CHANGED if changes else RowKind.SAME
    title = _title(layout, {**cells, **{key: text for key, text in matched.row.cells.items() if text}})
    return ComparedRow(name, matched.row_id, title, matched.row.place, kind, tuple(changes))


def _same(before: str, after: str, column: SheetColumn) -> bool:
    """Whether the cell says nothing new: what stands in the draft would be read so from a sheet, too."""
    if after == before or after == _as_read(before, column) or same_text(before, after, column.field.filters):
        return True
    # An export for readers without the right to phones has 138****0021: that is no new number.
    return "*" in after and after == mask_phone(before.strip())


def _as_read(text: str, column: SheetColumn) -> str:
    return read_cell(cell_text(text), column)[0] or ""


def _title(layout: SheetLayout, cells: Mapping[str, str]) -> str:
    key = layout.key_column.name
    return cells.get(key, "").strip() or next(
        (text.strip() for name, text in cells.items() if name != "id" and text.strip()), "（空行）"
    )


def _order(draft: list[str], known: list[str], follows_file: bool) -> tuple[str, ...]:
    """The rows after taking over: as the file has them where it is our own export; else new rows at the end.

    A row the file does not have stays behind the row it stood behind.
    """
    in_file = set(known)
    if not follows_file:
        there = set(draft)
        return (*draft, *(row for row in known if row not in there))
    behind: dict[str, list[str]] = {"": []}
    last = ""
    for row in draft:
        if row in in_file:
            last = row
        else:
            behind.setdefault(last, []).append(row)
    return (*behind[""], *(each for row in known for each in (row, *behind.get(row, ()))))
