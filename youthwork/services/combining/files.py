"""汇总表的文件 say the same on Excel and on paper: the heading, the heads of the columns, how a unit stands, who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from youthwork.domain.calendar import long_date
from youthwork.domain.completeness import Figures, Reporting
from youthwork.services.combining.entries import Entry
from youthwork.services.combining.layout import Layout
from youthwork.services.combining.sight import Table


@dataclass(frozen=True)
class Heading:
    """表头: whose table of what, as of when, made by whom."""

    title: str
    #: The form's own title, and 文号附件N above it, as the notice prints them.
    form_title: str
    heading: str
    organ: str
    notice: str
    at: datetime
    made_by: str
    counts: str
    is_masked: bool
    #: 数据范围 where it is narrowed.
    scope: str

    @property
    def facts(self) -> str:
        masked = "电话已隐去中间四位" if self.is_masked else "含受理部门可见的电话，请妥善保管"
        parts = (
            self.organ,
            self.notice,
            self.scope,
            self.counts,
            self.when,
            f"汇总人：{self.made_by}",
            masked,
        )
        return "　".join(part for part in parts if part)

    @property
    def when(self) -> str:
        return f"截至{long_date(self.at.date())} {self.at:%H:%M}"


def heading_of(
    table: Table, figures: Figures, rows: int, at: datetime, made_by: str, *, masked: bool, scope: str = ""
) -> Heading:
    notice = table.row.notice
    number = f"{notice.number}附件{table.annex.number}" if notice.number and table.annex.number else ""
    return Heading(
        title=f"{table.title}（汇总）",
        form_title=f"{table.annex.headed(table.row.period)}（汇总）",
        heading=number,
        organ=f"汇总单位：{table.place.full_name}",
        notice=f"{notice.number or ''}《{notice.title}》",
        at=at,
        made_by=made_by,
        counts=count_words(figures, rows, table.layout),
        is_masked=masked,
        scope=scope,
    )


def count_words(figures: Figures, rows: int, layout: Layout) -> str:
    """应报 28，已备案 15，未报 3，免报 1；共 96 行."""
    unit = "人" if layout.is_of_cadres else "行"
    parts = [f"应报 {figures.expected}", f"已备案 {figures.filed}"]
    on_way = figures.reported - figures.filed - figures.nil
    parts += [
        f"{word} {count}"
        for word, count in (
            ("已报未备案", on_way),
            ("零报告", figures.nil),
            ("免报", figures.exempt),
            ("未报", figures.missing),
        )
        if count
    ]
    return f"{'，'.join(parts)}；共 {rows} {unit}"


def heads(layout: Layout) -> tuple[str, ...]:
    """栏目 behind 序号: the unit, the form's own columns, where the line comes from."""
    return ("填报单位", *(column.label for column in layout.heads), "情况", "备案号", "日期")


def situation(entry: Entry) -> str:
    """情况: 已备案, 更正 V2 …; the reason where there are no rows."""
    if entry.source is not None and entry.source.is_corrected:
        return f"{entry.word[0]}（更正 V{entry.source.version}）"
    return f"{entry.word[0]}：{entry.note}" if entry.note else entry.word[0]


def absent_words(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """未报：…　免报：…: the names of those without rows, by how they stand, in their order."""
    found: dict[str, dict[str, int]] = {}
    for entry in entries:
        if entry.source is None and entry.standing is not Reporting.FILED:
            names = found.setdefault(entry.word[0], {})
            name = f"{entry.owner} {entry.subject}" if entry.subject else entry.owner
            names[name] = names.get(name, 0) + 1
    return [
        (word, "、".join(f"{name}（{count} 人）" if count > 1 else name for name, count in names.items()))
        for word, names in found.items()
    ]
