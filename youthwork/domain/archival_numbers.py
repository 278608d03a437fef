"""档号 (DA/T 22-2015): 全宗号-档案门类代码·年度-保管期限代码-机构（问题）代码-件号, Z109-WS·2017-D10-ZZB-0001."""

from __future__ import annotations

import re
from dataclasses import dataclass

from youthwork.domain import retention
from youthwork.domain.hierarchy import DepartmentFunction

#: 文书档案, the 档案门类 filings belong to.
DOCUMENTS = "WS"
#: 四位代码, the first a letter or a digit (DA/T 13): Z109, 0109.
_FONDS = re.compile(r"[A-Z0-9]\d{3}\Z", re.ASCII)
_CATEGORY = re.compile(r"[A-Z]{2}(·[A-Z]{1,4})?\Z", re.ASCII)
_DEPARTMENT = re.compile(r"[A-Z0-9]{1,8}\Z", re.ASCII)
_WHOLE = re.compile(
    r"(?P<fonds>[A-Z0-9]\d{3})-(?P<category>[A-Z]{2}(?:·[A-Z]{1,4})?)·(?P<year>\d{4})"
    r"-(?P<period>Y|D\d{1,3})-(?P<department>[A-Z0-9]{1,8})-(?P<item>\d{4,6})\Z",
    re.ASCII,
)
#: 机构代码 by what a department does: proposed, never imposed.
_PROPOSED = {
    DepartmentFunction.ORGANIZATION: "ZZB",
    DepartmentFunction.SCHOOLS: "XXB",
    DepartmentFunction.CITY: "CSB",
    DepartmentFunction.OFFICE: "BGS",
}
#: Of the organ itself, where it has no departments or receives under its own name.
ORGAN_CODE = "JG"


@dataclass(frozen=True)
class Series:
    """件号的一列: within one of these, item numbers run from 1 without a gap."""

    fonds: str
    category: str
    year: int
    years: int
    department: str

    @property
    def prefix(self) -> str:
        """Z109-WS·2017-D10-ZZB-: everything before the 件号."""
        period = retention.code(self.years)
        return f"{self.fonds}-{self.category}·{self.year}-{period}-{self.department}-"

    def number(self, item: int) -> str:
        """档号 of the item, its 件号 in four digits; a series longer than that goes on in five."""
        return f"{self.prefix}{item:04d}"


@dataclass(frozen=True)
class ArchivalNumber:
    """档号, taken apart."""

    series: Series
    item: int


def parse(text: str) -> ArchivalNumber | None:
    """The parts of a 档号; None where the text is none."""
    found = _WHOLE.match(text)
    if found is None:
        return None
    years = retention.from_code(found["period"])
    if years is None:
        return None
    series = Series(found["fonds"], found["category"], int(found["year"]), years, found["department"])
    return ArchivalNumber(series, int(found["item"]))


def fonds_problem(text: str) -> str:
    """Why this cannot be a 全宗号; empty where it can."""
    if _FONDS.match(text):
        return ""
    return f"全宗号“{text}”不合 DA/T 13：四位，首位是大写字母或数字，其余三位是数字，如 Z109"


def category_problem(text: str) -> str:
    """Why this cannot be a 档案门类代码; empty where it can."""
    return "" if _CATEGORY.match(text) else f"档案门类代码“{text}”应是两个大写字母，文书档案为 WS"


def department_problem(text: str) -> str:
    """Why this cannot be a 机构代码; empty where it can."""
    if _DEPARTMENT.match(text):
        return ""
    return f"机构代码“{text}”应是 1 到 8 个大写字母或数字，如 ZZB"


def proposed_code(function: DepartmentFunction | None, position: int) -> str:
    """机构代码 to begin with: by what the department does, else BM and its place in the list."""
    return _PROPOSED.get(function, f"BM{position}") if function is not None else ORGAN_CODE
