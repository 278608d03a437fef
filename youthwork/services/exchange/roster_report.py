"""花名册读取结果: what a reading says, in records that a page or a command line can show."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from youthwork.services.exchange.roster_cells import Choices, Kind
from youthwork.services.exchange.sheet_xml import column_letters


@dataclass(frozen=True)
class UnitMatch:
    """单位查找结果: ids and full names of the units a text may mean (none, one, several), and near names."""

    found: Sequence[int] = ()
    names: Sequence[str] = ()
    suggestions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class RosterRow:
    """团干部: one row that can be imported; `row` as in the sheet, `birth_month` "1995.12" or ""."""

    sheet: str
    row: int
    name: str
    gender: str
    birth_month: str
    unit_id: int
    unit_name: str
    title: str
    nature: str
    phone: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """问题: one sentence about one cell and what to do. `row` and `column` count from 1.

    `column` is 0 and `cell` "" where the whole sheet or row is meant. `choices` are (value, label): the
    answers to a question, or for an unknown unit the names that come near.
    """

    sheet: str
    row: int
    column: int
    column_title: str
    value: str
    message: str
    kind: Kind
    choices: Choices = ()
    person: str = ""

    @property
    def cell(self) -> str:
        return f"{column_letters(self.column)}{self.row}" if self.column and self.row else ""

    @property
    def place(self) -> str:
        """The key of an override, and where to look: 花名册!H9."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """略过的行: a row that holds no person, with its kind and its text."""

    sheet: str
    row: int
    kind: str
    text: str


@dataclass(frozen=True)
class SheetReading:
    """工作表: what was found on one sheet; `header_row` is 0 where it was not read."""

    name: str
    header_row: int = 0
    columns: dict[str, str] = field(default_factory=dict)
    ignored_columns: tuple[str, ...] = ()
    people: int = 0
    blank_rows: int = 0


@dataclass(frozen=True)
class RosterReading:
    """读取结果: the rows that can be imported and everything that keeps the others back."""

    filename: str
    rows: tuple[RosterRow, ...]
    problems: tuple[CellProblem, ...]
    sheets: tuple[SheetReading, ...]
    skipped: tuple[SkippedRow, ...]

    @property
    def good_rows(self) -> tuple[RosterRow, ...]:
        return self.rows

    @property
    def errors(self) -> tuple[CellProblem, ...]:
        return tuple(problem for problem in self.problems if problem.kind == "error")

    @property
    def questions(self) -> tuple[CellProblem, ...]:
        return tuple(problem for problem in self.problems if problem.kind == "question")

    @property
    def notes(self) -> tuple[CellProblem, ...]:
        return tuple(problem for problem in self.problems if problem.kind == "note")

    @property
    def people(self) -> int:
        """人员行数, good and bad."""
        return sum(sheet.people for sheet in self.sheets)

    @property
    def bad_rows(self) -> int:
        return self.people - len(self.rows)

    @property
    def blank_rows(self) -> int:
        return sum(sheet.blank_rows for sheet in self.sheets)

    @property
    def header_row(self) -> int:
        """The header's last row on the first sheet that has one, else 0."""
        return next((sheet.header_row for sheet in self.sheets if sheet.header_row), 0)

    @property
    def ignored_columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(title for sheet in self.sheets for title in sheet.ignored_columns))

    @property
    def summary(self) -> str:
        """一句话: 读到 60 人，51 人可以导入；8 处错误、1 处需要确认。"""
        if not self.people:
            return f"“{self.filename}”中没有读到人员" + ("，原因见下。" if self.problems else "。")
        parts = [f"读到 {self.people} 人，{len(self.rows)} 人可以导入"]
        if found := "、".join(
            text
            for count, text in (
                (len(self.errors), f"{len(self.errors)} 处错误"),
                (len(self.questions), f"{len(self.questions)} 处需要确认"),
            )
            if count
        ):
            parts.append(found)
        kinds = [row.kind for row in self.skipped]
        passed = [f"{kind} {kinds.count(kind)} 行" for kind in dict.fromkeys(kinds)]
        if self.blank_rows:
            passed.insert(0, f"空行 {self.blank_rows} 行")
        if passed:
            parts.append("略过" + "、".join(passed))
        if self.ignored_columns:
            parts.append("没有用到的栏目：" + "、".join(self.ignored_columns))
        return "；".join(parts) + "。"
