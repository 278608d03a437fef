"""排字: estimates by which a face chooses smaller type, so that a name stays on its line and a sheet on its page.

Nothing is cut off when an estimate is wrong: the engine breaks the line. Widths are in ems, one Chinese
character each.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

#: The sizes of a table, in points: 小四, 五号, 小五; the names are those of paper.css.
SIZES = (("", 12), ("small", 10.5), ("smaller", 9))
#: 完成情况: ems a line and lines a sheet of 五号 type and of 小五.
TASK_LINE, _TIGHT_LINE = 27.5, 32
_TASK_LINES, _TIGHT_LINES = 19, 24
#: A row of more lines than this may break over pages; others move to the next page whole.
_LONG_ROW = 12
_BATCH = 50


def ems(text: str) -> float:
    """字宽: how wide `text` is; letters and digits are about half a Chinese character."""
    return sum(1 if unicodedata.east_asian_width(character) in "WFA" else 0.55 for character in text)


def smaller(text: str, room: float, size: float = 12) -> str:
    """缩小字号: the class with which `text` fits on `room` ems of `size` points; the smallest if none does."""
    width = ems(text) * size
    fitting = (name for name, points in SIZES if points <= size and width <= room * size * size / points)
    name = next(fitting, SIZES[-1][0])
    return "" if name == _name_of(size) else name


def density(tasks: Collection[Sequence[str]]) -> str:
    """任务表的疏密: “tight” where smaller type keeps the sheet on one page, else as the form is."""
    if _task_lines(tasks, TASK_LINE) > _TASK_LINES and _task_lines(tasks, _TIGHT_LINE) <= _TIGHT_LINES:
        return "tight"
    return ""


def is_long(cells: Iterable[tuple[str, float]]) -> bool:
    """长行: whether a row may break over two pages; of each cell its text and how many ems a line of it holds."""
    return any(_lines(text, width) > _LONG_ROW for text, width in cells)


def batches(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[tuple[int, Mapping[str, Any]]]]:
    """分组: the numbered rows, fifty a group: the engine looks through a whole group for every page of it."""
    numbered = list(enumerate(rows, start=1))
    return (numbered[start : start + _BATCH] for start in range(0, len(numbered), _BATCH))


def _task_lines(tasks: Collection[Sequence[str]], width: float) -> float:
    # A row of one line is as high as its label, which is set a little larger.
    return sum(max(1.2, sum(_lines(sentence, width) for sentence in said)) for said in tasks)


def _lines(text: str, width: float) -> int:
    return math.ceil(ems(text) / width)


def _name_of(size: float) -> str:
    return next(name for name, points in SIZES if points == size)
