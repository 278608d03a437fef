"""花名册单位: find the unit a cell names, alone or written together with the 职务 (团云溪县委书记)."""

from collections.abc import Callable
from dataclasses import dataclass

from youthwork.services.exchange.cell_text import tidy
from youthwork.services.exchange.roster_cells import Finding, unit_text
from youthwork.services.exchange.roster_report import UnitMatch


@dataclass(frozen=True, slots=True)
class UnitReading:
    """What a unit cell says; `unit_id` is 0 where there is a finding."""

    unit_id: int = 0
    name: str = ""
    title: str = ""
    finding: Finding | None = None


class Units:
    """单位: looks names up through the caller and remembers the answers, as a roster repeats them."""

    def __init__(self, find_unit: Callable[[str], UnitMatch]) -> None:
        self._find_unit = find_unit
        self._known: dict[str, UnitMatch] = {}

    def read(self, value: str) -> UnitReading:
        """单位: the one unit `value` names."""
        return self._judge(unit_text(value), "")

    def read_with_title(self, value: str) -> UnitReading:
        """单位及职务: the longest beginning that names a unit is the unit, the rest the 职务."""
        words = tidy(value).split(" ", 1)
        if len(words) == 2 and self._match(unit_text(words[0])).found:
            return self._judge(unit_text(words[0]), words[1])
        text = unit_text(value)
        for length in range(len(text), 1, -1):
            if self._match(text[:length]).found:
                return self._judge(text[:length], text[length:].lstrip("、,，;；:：-—/"))
        return self._judge(text, "")

    def _match(self, name: str) -> UnitMatch:
        if name not in self._known:
            self._known[name] = self._find_unit(name)
        return self._known[name]

    def _judge(self, name: str, title: str) -> UnitReading:
        match = self._match(name)
        if len(match.found) == 1:
            return UnitReading(match.found[0], match.names[0] if match.names else name, title)
        if match.found:
            choices = tuple((f"{full} {title}".strip(), full) for full in match.names)
            message = f"“{name}”可能是{_either(match.names)}，请选定，或在表中写全称。"
            return UnitReading(finding=Finding("question", message, choices))
        near = f"是不是{_either(match.suggestions)}？" if match.suggestions else ""
        message = f"组织树中没有“{name}”。{near}请改用系统中的单位名称，或先在系统中添加这个单位。"
        return UnitReading(
            finding=Finding(
                "error", message, tuple((f"{each} {title}".strip(), each) for each in match.suggestions)
            )
        )


def _either(names: object) -> str:
    return "或".join(f"“{name}”" for name in names) if isinstance(names, list | tuple) else ""
