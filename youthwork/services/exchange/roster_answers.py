"""花名册答复: the values a person answered to the questions of an earlier reading, by cell."""

from collections.abc import Mapping

from youthwork.services.exchange.cell_text import half_width, without_spaces
from youthwork.services.exchange.sheet_xml import column_letters


class Answers:
    """答复: found by 花名册!D58, or by D58 where one sheet is a roster; knows which were of no use."""

    def __init__(self, given: Mapping[str, str], *, only_sheet: str = "") -> None:
        self._given = {_place(key, only_sheet): (key, value) for key, value in given.items()}
        self._used: set[str] = set()

    def get(self, sheet: str, row: int, column: int) -> str | None:
        """The answer for a cell (row and column from 1), or None."""
        if not self._given:
            return None
        place = f"{sheet}!{column_letters(column)}{row}"
        if place not in self._given:
            return None
        self._used.add(place)
        return self._given[place][1]

    def unused(self) -> list[str]:
        """The keys that named no cell of any person, as they were given."""
        return [key for place, (key, _) in self._given.items() if place not in self._used]


def _place(key: str, only_sheet: str) -> str:
    """Accept 'Sheet 1'!$d$58 and Sheet 1！D58 for Sheet 1!D58, as people copy them."""
    sheet, _, cell = half_width(key).replace("！", "!").rpartition("!")
    cell = without_spaces(cell).replace("$", "").upper()
    sheet = sheet.strip().removeprefix("'").removesuffix("'") or only_sheet
    return f"{sheet}!{cell}"
