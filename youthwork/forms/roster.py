"""花名册导入表单: the upload, and the answers to what the file leaves open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wtforms import FileField, Form, RadioField, SelectChoice
from wtforms.form import BaseForm

from youthwork.forms.fields import Choice, Required

#: Every answer's input is called so, with the cell behind it: answer:花名册!D58.
ANSWER = "answer:"


class RosterForm(Form):
    """上传花名册."""

    organ = Choice("导入到", [])
    roster = FileField("花名册文件", [Required("请选择花名册文件")])

    def offer(self, organs: Iterable[tuple[int, str]]) -> None:
        """Let the organ be chosen from these."""
        self.organ.choices = [SelectChoice(str(id_), name) for id_, name in organs]


@dataclass(frozen=True)
class Open:
    """待确认的一格: the cell, what is asked in one line, and what may be answered (value, label)."""

    place: str
    label: str
    question: str
    choices: tuple[tuple[str, str], ...]


class AnswersForm(BaseForm):
    """逐格确认: one group of radio buttons for each open cell; a cell may stay unanswered."""

    def __init__(self, cells: Iterable[Open]) -> None:
        self.cells = {f"{ANSWER}{cell.place}": cell for cell in cells}
        super().__init__(
            {
                name: RadioField(
                    cell.label,
                    description=cell.question,
                    choices=[SelectChoice(value, label) for value, label in cell.choices],
                    id=f"answer-{number}",
                )
                for number, (name, cell) in enumerate(self.cells.items(), start=1)
            }
        )
        self.process()


def answers_in(posted: Mapping[str, str]) -> dict[str, str]:
    """The answers that were given, by cell; what is chosen freely is checked like a cell when it is read."""
    return {
        name.removeprefix(ANSWER): value
        for name, value in posted.items()
        if name.startswith(ANSWER) and value
    }
