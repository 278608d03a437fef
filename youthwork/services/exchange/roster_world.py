"""花名册读取中: what the sheets of one file share while they are read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from youthwork.services.exchange.roster_answers import Answers
from youthwork.services.exchange.roster_cells import Finding
from youthwork.services.exchange.roster_report import CellProblem, RosterRow, SkippedRow
from youthwork.services.exchange.roster_units import Units


@dataclass
class World:
    """What the sheets of one file share: the ways to look things up, and what was read so far."""

    units: Units
    undrawable: Callable[[str], list[str]] | None
    today: date
    answers: Answers
    rows: list[RosterRow] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    phones: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    drawable: set[str] = field(default_factory=set)

    def undrawn(self, text: str) -> Finding | None:
        """Say which characters of `text` no font draws; one known to be fine is not asked for again."""
        if self.undrawable is None or self.drawable.issuperset(text):
            return None
        unknown = "".join(dict.fromkeys(each for each in text if each not in self.drawable))
        missing = self.undrawable(unknown)
        self.drawable.update(each for each in unknown if each not in missing)
        if not missing:
            return None
        named = "、".join(f"“{each}”（U+{ord(each):04X}）" for each in missing)
        return Finding(
            "error", f"系统的字体画不出 {named}，印出来会是空框。请联系管理员加装字体，或核对是否用字有误。"
        )

    def twin(self, sheet: str, row: int, phone: str, name: str) -> Finding | None:
        """Say which earlier row has this phone; an office's landline may be shared by different people."""
        key = phone if phone.startswith("1") else f"{phone} {name}"
        first_sheet, first_row, first_name = self.phones.setdefault(key, (sheet, row, name))
        if (first_sheet, first_row) == (sheet, row):
            return None
        place = f"第 {first_row} 行" if first_sheet == sheet else f"工作表“{first_sheet}”第 {first_row} 行"
        if name and name == first_name:
            return Finding("error", f"与{place}是同一人（姓名、电话都相同），请只保留一行。")
        return Finding("error", f"与{place}{first_name}的手机号码相同，请核对这两行，改正填错的一行。")
