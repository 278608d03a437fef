"""核对各格: let the web form's own checks judge what a file says, and put each mistake at its cell.

What the checks call 第 3 行 is a row of the draft; a person who looks at the sheet counts by its own rows, so
the sentence is put into the sheet's terms.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from youthwork.domain.annex_context import Grade, Problem
from youthwork.forms.fields import Posted, RowsField
from youthwork.models import Submission, User
from youthwork.services.drafts.checking import Findings, check_fields
from youthwork.services.exchange.annexes.comparing import Comparison
from youthwork.services.exchange.understood import Remark

_ROW = re.compile(r"第 (\d+) 行")


@dataclass(frozen=True)
class Mistake:
    """一处问题: the place in the file ("" for the whole), what the row is called, the sentence, how grave.

    `key` is the row or field of the draft it belongs to (`rows:u12`, `filler`, "" where to none).
    """

    place: str
    who: str
    label: str
    sentence: str
    grade: Grade
    key: str


def judge(submission: Submission, user: User, comparison: Comparison, fields: Posted) -> tuple[Mistake, ...]:
    """Everything that stands against the cells of the file, were the draft as `fields`; one sentence a cell."""
    findings = check_fields(submission, user, fields)
    names = _Names(comparison, findings)
    mistakes = [names.remarked(remark) for remark in comparison.remarks]
    spoken_of = {mistake.place for mistake in mistakes if mistake.grade is Grade.MUST}
    beyond: Counter[str] = Counter()
    for problem in findings.problems:
        found = names.mistake(problem)
        if found is not None and names.is_beyond_the_file(problem):
            beyond[found.label] += 1
        elif found is not None and (found.place not in spoken_of or not found.place):
            mistakes.append(found)
    for label, count in beyond.items():
        sentence = f"表里没有“{label}”栏，有 {count} 行带入后要在草稿里补填"
        mistakes.append(Mistake("", "", label, sentence, Grade.EXPLAIN, ""))
    return tuple(sorted(mistakes, key=_position))


def _position(mistake: Mistake) -> tuple[int, int, str]:
    """As one reads the sheet: row by row, from the left; what concerns the whole table at the end."""
    found = re.match(r"(?:第 )?([A-Z]*)(\d*)", mistake.place)
    assert found is not None, "every part of it may be empty"
    letters, number = found.groups()
    return (int(number) if number else 10**9, len(letters), letters)


def rows_with_mistakes(mistakes: tuple[Mistake, ...]) -> set[str]:
    """The rows and fields that must be mended."""
    return {mistake.key for mistake in mistakes if mistake.grade is Grade.MUST and mistake.key}


class _Names:
    """Turns the names of inputs and the numbers of rows into places of the file."""

    def __init__(self, comparison: Comparison, findings: Findings) -> None:
        self._comparison = comparison
        self._rows = {(row.list_name, row.row_id): row for row in comparison.rows}
        self._keys = _Keys(comparison)
        self._inputs = {place: name for name, place in comparison.places.items()}
        self._numbers: dict[str, dict[int, str]] = {}
        self._labels: dict[str, str] = {}
        for field in findings.form:
            if isinstance(field, RowsField):
                filled = field.filled_rows()
                self._numbers[field.name] = {at: row_id for at, (row_id, _) in enumerate(filled, start=1)}
                for _, row in filled:
                    self._labels |= {cell.name: cell.label.text for cell in row}
            else:
                self._labels[field.name] = field.label.text

    def remarked(self, remark: Remark) -> Mistake:
        """What the reading itself remarked, with the row and the column it speaks of."""
        key = self._keys.at(remark.place)
        list_name, _, row_id = key.partition(":")
        row = self._rows.get((list_name, row_id))
        label = self._labels.get(self._inputs.get(remark.place, ""), "")
        return Mistake(remark.place, row.title if row else "", label, remark.sentence, remark.grade, key)

    def is_beyond_the_file(self, problem: Problem) -> bool:
        """Whether it stands against a cell in a column the file does not have: no mistake of the file's."""
        return (
            problem.grade is Grade.MUST
            and problem.field in self._labels
            and problem.field.partition("-")[0] in self._numbers
            and problem.field not in self._comparison.places
        )

    def mistake(self, problem: Problem) -> Mistake | None:
        """None for what stands against a row the file does not have, or a cell the system itself fills in."""
        name = problem.field
        if name.startswith("known-"):
            return None
        list_name, _, rest = name.partition("-")
        if list_name not in self._numbers or not rest:
            place = self._comparison.places.get(name, "")
            key = name if place and name not in self._numbers else ""
            return Mistake(place, "", self._labels.get(name, ""), problem.message, problem.grade, key)
        row_id, _, _ = rest.partition("-")
        row = self._rows.get((list_name, row_id))
        if row is None:
            return None
        place = self._comparison.places.get(name) or row.place
        return Mistake(
            place,
            row.title,
            self._labels.get(name, ""),
            self._in_the_sheets_terms(problem.message, list_name, row_id),
            problem.grade,
            f"{list_name}:{row_id}",
        )

    def _in_the_sheets_terms(self, sentence: str, list_name: str, row_id: str) -> str:
        own = re.match(r"[^“”：]{0,30}?第 (\d+) 行：?", sentence)
        if own and self._numbers[list_name].get(int(own[1])) == row_id:
            sentence = sentence[own.end() :]
        return _ROW.sub(lambda found: self._row_words(list_name, int(found[1])), sentence)

    def _row_words(self, list_name: str, number: int) -> str:
        row = self._rows.get((list_name, self._numbers[list_name].get(number, "")))
        return f"表中{row.place}" if row else f"草稿第 {number} 行"


class _Keys:
    """Finds the row or field of the draft behind a place of the file; "" where its row was not taken."""

    def __init__(self, comparison: Comparison) -> None:
        self._keys = {row.place: f"{row.list_name}:{row.row_id}" for row in comparison.rows}
        for name, place in comparison.places.items():
            list_name, _, rest = name.partition("-")
            self._keys[place] = f"{list_name}:{rest.partition('-')[0]}" if rest else name

    def at(self, place: str) -> str:
        number = re.sub(r"^[A-Z]+", "", place)
        return self._keys.get(place) or self._keys.get(f"第 {number} 行", "")
