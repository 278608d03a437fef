"""导出活动记录: a sheet of the records a reader has before them; no formula, nothing of a young person by name,
not even where the writer kept one.

青年的诉求 and all a visit to a protected person says beyond its time stay in the system (DOMAIN §7.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter
from sqlalchemy import select

from youthwork.domain.calendar import long_date
from youthwork.domain.night_visits import minutes_of
from youthwork.domain.purposes import known
from youthwork.extensions import db
from youthwork.models import Activity, NightVisit
from youthwork.services.contact_work.visits.veiling import Veil

_Cell = str | int
KEPT_IN = "（走访保护对象，内容不导出）"
#: Heading, width in characters, what stands there; the last column says whether it is told of a protected person too.
_COLUMNS: tuple[tuple[str, int, Callable[[Activity, Mapping[str, str]], _Cell], bool], ...] = (
    ("日期", 12, lambda row, _: f"{row.starts_at:%Y-%m-%d}", True),
    ("开始", 8, lambda row, _: f"{row.starts_at:%H:%M}", True),
    ("结束", 8, lambda row, _: f"{row.ends_at:%H:%M}", True),
    ("分钟", 8, lambda row, _: minutes_of(row.starts_at, row.ends_at), True),
    ("做了什么", 36, lambda row, said: said["topic"], False),
    ("形式", 14, lambda row, said: said["form"], False),
    ("地点", 24, lambda row, said: "线上" if row.is_online else said["place"], False),
    ("团组织", 26, lambda row, _: row.with_.common_name if row.with_ else "", False),
    ("参加人数", 10, lambda row, _: row.people, True),
    ("其中联系的青年", 14, lambda row, _: "" if row.linked_people is None else row.linked_people, True),
    (
        "算作",
        30,
        lambda row, _: "、".join(each.word for each in known(p.purpose for p in row.purposes)),
        True,
    ),
    ("成效", 50, lambda row, said: said["effect"], False),
    ("记录人", 12, lambda row, _: row.person.name, True),
    ("单位", 20, lambda row, _: row.organization.common_name, True),
    ("同去", 20, lambda row, _: "、".join(each.person.name for each in row.members), True),
    ("状态", 10, lambda row, _: "已撤销" if row.withdrawn_at else "", True),
)


def make(rows: Sequence[Activity], title: str, asked_at: datetime, person_name: str) -> bytes:
    """The sheet, a line each; the same rows at the same moment make the same bytes."""
    held = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as workbook:
        workbook.set_properties({"title": title, "author": person_name, "created": asked_at})
        sheet = workbook.add_worksheet("活动记录")
        head = workbook.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#EEF1F4"})
        cell = workbook.add_format({"border": 1, "valign": "top", "text_wrap": True})
        sheet.set_row(0, 28)
        sheet.write_string(0, 0, title, workbook.add_format({"bold": True, "font_size": 16}))
        sheet.write_string(1, 0, f"{person_name} {long_date(asked_at.date())}导出，共 {len(rows)} 条")
        for at, (name, width, _, _) in enumerate(_COLUMNS):
            sheet.set_column(at, at, width)
            sheet.write_string(2, at, name, head)
        protected = _protected(row.id for row in rows)
        veil = Veil(None)
        for line, row in enumerate(rows, start=3):
            texts = veil.texts(row)
            for at, (_, _, value, is_always_told) in enumerate(_COLUMNS):
                said = value(row, texts) if is_always_told or row.id not in protected else KEPT_IN
                if isinstance(said, int):
                    sheet.write_number(line, at, said, cell)
                else:
                    sheet.write_string(line, at, _plain(said), cell)
        sheet.freeze_panes(3, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.autofilter(2, 0, max(len(rows) + 2, 3), len(_COLUMNS) - 1)
    return held.getvalue()


def _protected(activity_ids: Iterable[int]) -> set[int]:
    ids = list(activity_ids)
    found: set[int] = set()
    for at in range(0, len(ids), 500):
        visits = select(NightVisit).where(NightVisit.activity_id.in_(ids[at : at + 500]))
        found |= {each.activity_id for each in db.session.scalars(visits) if each.subject is not None}
    return found


def _plain(text: str) -> str:
    """Without the controls no sheet can hold."""
    return "".join(sign for sign in text if sign >= " " or sign == "\n")[:32_000]
