"""Word 版式: how each annex lies on its sheet, in the measures of the printed face (`static/paper.css`).

An annex without a layout of its own gets a plain one from what it says of itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from youthwork.forms.annexes.base import AnnexForm, Column
from youthwork.services.exchange.word.labels import columns_of, lists_of

BLANK_ROWS = 7


@dataclass(frozen=True)
class Printed:
    """一栏 of a table: the field, its head, its share of the width, the ems a line holds, whether it is centred."""

    name: str
    head: str
    share: float
    room: float
    is_centred: bool = False


@dataclass(frozen=True)
class Layout:
    """一种表: upright or crosswise, its columns (none for a sheet of labels), its type in points."""

    columns: tuple[Printed, ...]
    #: Whether 填报单位 and the rest stand in a line above the table, with room for a seal.
    has_head_line: bool = True
    size: float = 12


_LAYOUTS = {
    "contact_points": Layout(
        (
            Printed("name", "姓名", 18, 9.5, True),
            Printed("title", "职务", 26, 14.2),
            Printed("phone", "联系方式", 16, 8.4, True),
            Printed("committee", "联系指导的团委", 34, 18.8),
        )
    ),
    "contact_units": Layout(
        (
            Printed("group", "组别", 9, 20, True),
            Printed("leader", "带队领导", 11.5, 26),
            Printed("members", "成员", 16, 60),
            Printed("counties", "联系县（市、区）/\n市属单位", 15, 60),
            Printed("committee", "联系的基层团委\n（团总支）", 16, 40),
            Printed("liaison", "联络员", 8, 4.5, True),
            Printed("liaison_phone", "联系电话", 11, 6.7, True),
            Printed("remark", "备注", 8.5, 30),
        ),
        has_head_line=False,
        size=10.5,
    ),
}


def layout_of(annex: type[AnnexForm]) -> Layout:
    """The layout of an annex whose rows stand under one head."""
    if annex.key in _LAYOUTS:
        return _LAYOUTS[annex.key]
    (list_name,) = lists_of(annex)
    columns = columns_of(annex, list_name)
    total = sum(_span(annex, column) for column in columns)
    return Layout(
        tuple(
            Printed(column.name, column.label, 94 * _span(annex, column) / total, 60) for column in columns
        ),
        size=12 if len(columns) < 7 else 10.5,
    )


def _span(annex: type[AnnexForm], column: Column) -> int:
    return annex.spans.get(column.name, 2)
