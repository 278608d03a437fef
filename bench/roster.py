"""花名册: CPU seconds to read, check and report 20,000 people, beside openpyxl reading the same file.

DESIGN §9 row 7. openpyxl only reads the values; `read_roster` also checks every cell and writes the report.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import openpyxl
import xlsxwriter

from youthwork.services.exchange.roster import RosterReading, UnitMatch, read_roster

Result = TypeVar("Result")

PEOPLE = 20_000
UNITS = [f"青岚市第{number}中学团委" for number in range(1, 301)]
TITLES = ("书记", "副书记", "委员", "组织部部长", "学校部干事")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂芳玲"


def run() -> None:
    """Print the figures of one run."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        write_roster(path)
        content = path.read_bytes()
        reading, ours = _timed(lambda: _read(content))
        _, rival = _timed(lambda: _read_with_openpyxl(path))
    print(f"roster of {PEOPLE} people, {len(content) / 1e6:.1f} MB")
    print(f"  read, checked, reported   {ours:5.2f} CPU-s   {reading.summary}")
    print(f"  openpyxl, reading only    {rival:5.2f} CPU-s   {rival / ours:.1f} times as long")


def write_roster(path: Path) -> None:
    """Write a roster the way an office would: every fifth row typed in another manner, one in 200 wrong."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("花名册")
        bordered = workbook.add_format({"border": 1})
        sheet.merge_range("A1:I1", "青岚市团干部花名册", bordered)
        header = (
            "序号",
            "姓　名",
            "性别",
            "出生\n年月",
            "单位",
            "职务",
            "专职/挂职/兼职",
            "手机号码",
            "备注",
        )
        sheet.write_row(2, 0, header, bordered)
        for number in range(PEOPLE):
            sheet.write_row(number + 3, 0, _person(number), bordered)
        for blank in range(5_000):
            sheet.write_row(PEOPLE + 3 + blank, 0, [""] * 9, bordered)


def _person(number: int) -> list[str | int | float]:
    name = SURNAMES[number % 10] + GIVEN[number // 10 % 20] + GIVEN[number // 200 % 20]
    year, month = 1980 + number % 17, 1 + number % 12
    births = (
        f"{year}.{month:02}",
        f"{year}年{month}月",
        float(f"{year}.{month % 9 + 2}"),
        f"{year}-{month}",
        f"{year}/13",
    )
    phone = 13800000000 + number
    phones = (
        phone,
        str(phone),
        f"{str(phone)[:3]} {str(phone)[3:7]} {str(phone)[7:]}",
        f"+86{phone}",
        phone // 10,
    )
    manner = 4 if number % 200 == 0 else number % 4
    unit, title = UNITS[number % len(UNITS)], TITLES[number % len(TITLES)]
    nature = ("专职", "专", "挂职", "兼")[number % 4]
    return [number + 1, name, "男女"[number % 2], births[manner], unit, title, nature, phones[manner], ""]


def _read(content: bytes) -> RosterReading:
    ids = {name: number for number, name in enumerate(UNITS, 1)}

    def find_unit(name: str) -> UnitMatch:
        return UnitMatch([ids[name]], [name]) if name in ids else UnitMatch()

    return read_roster(content, filename="roster.xlsx", find_unit=find_unit, today=date(2026, 1, 1))


def _read_with_openpyxl(path: Path) -> int:
    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(1 for _ in workbook.active.iter_rows(values_only=True))


def _timed(deed: Callable[[], Result]) -> tuple[Result, float]:
    start = time.process_time()
    result = deed()
    return result, time.process_time() - start


if __name__ == "__main__":
    run()
