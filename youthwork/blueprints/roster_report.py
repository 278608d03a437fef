"""花名册核对页: a reading and its plan as the page shows them; long lists are cut, the download has them whole."""

from __future__ import annotations

from typing import Any

from youthwork.forms.roster import AnswersForm, Open
from youthwork.models import Organization
from youthwork.services.exchange.kept_uploads import KeptUpload
from youthwork.services.exchange.roster import CellProblem, RosterReading
from youthwork.services.exchange.roster_plan import ImportPlan

#: What a person works through on one page; a phone gets a page of bearable length.
MOST_PROBLEMS = 200
MOST_OPEN = 100
MOST_CHANGES = 100
PREVIEW = 10


def report_of(
    kept: KeptUpload, organ: Organization, reading: RosterReading, plan: ImportPlan
) -> dict[str, Any]:
    """Everything templates/roster/report.html reads."""
    errors = [*reading.errors, *plan.held_back]
    open_cells = [each for each in reading.problems if each.choices and each.cell]
    several = len({sheet.name for sheet in reading.sheets if sheet.people}) > 1
    return {
        "filename": kept.filename,
        "organ": organ.common_name,
        "reading": reading,
        "plan": plan,
        "left_out": reading.people - plan.people,
        "is_clean": not errors and not reading.questions,
        "passed_over": _passed_over(reading),
        "errors": [_line(each, several) for each in errors[:MOST_PROBLEMS]],
        "error_count": len(errors),
        "notes": [_line(each, several) for each in reading.notes[:MOST_PROBLEMS]],
        "form": AnswersForm(_open(each, several) for each in open_cells[:MOST_OPEN]),
        "more_open": max(0, len(open_cells) - MOST_OPEN),
        "answered": [f"{_cell(place, several)} {value}" for place, value in kept.answers.items()],
        "changes": plan.changed[:MOST_CHANGES],
        "preview": plan.new[:PREVIEW],
    }


def _line(problem: CellProblem, several: bool) -> dict[str, str]:
    return {
        "place": _place(problem, several),
        "cell": problem.cell,
        "person": problem.person,
        "title": problem.column_title,
        "value": problem.value,
        "message": problem.message,
    }


def _open(problem: CellProblem, several: bool) -> Open:
    who = "".join(f" {each}" for each in (problem.person, problem.column_title) if each)
    value = f"“{problem.value}”" if problem.value else ""
    label = f"{_place(problem, several)}{who}{value}"
    return Open(problem.place, label, problem.message, tuple(problem.choices))


def _place(problem: CellProblem, several: bool) -> str:
    """第 9 行, with the sheet before it where several hold people; "" where the sentence names the sheet."""
    if not problem.row:
        return ""
    return (f"“{problem.sheet}”" if several else "") + f"第 {problem.row} 行"


def _cell(place: str, several: bool) -> str:
    """花名册!D58 as people say it: the sheet only where there are several."""
    return place if several else place.rpartition("!")[2]


def _passed_over(reading: RosterReading) -> str:
    """略过空行 3 行、合计行 1 行 …, so that nobody wonders where a row went."""
    kinds = [row.kind for row in reading.skipped]
    counts = [f"{kind} {kinds.count(kind)} 行" for kind in dict.fromkeys(kinds)]
    if reading.blank_rows:
        counts.insert(0, f"空行 {reading.blank_rows} 行")
    said = f"略过{'、'.join(counts)}" if counts else ""
    unused = f"没有用到的栏目：{'、'.join(reading.ignored_columns)}" if reading.ignored_columns else ""
    return "；".join(part for part in (said, unused) if part)
