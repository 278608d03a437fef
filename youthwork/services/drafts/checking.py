"""检查: what stands against a draft, in three grades. Fields first, then the whole, then whether it prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from youthwork.documents.fonts import undrawable
from youthwork.domain.annex_context import Grade, Problem
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import Answers, RowsField, answers_of, bind, problems_of
from youthwork.models import Submission, User
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.path.cases import annex_of


@dataclass(frozen=True)
class Findings:
    """检查的结果: what would be submitted, and what stands against it."""

    form: AnnexForm
    answers: Answers
    problems: tuple[Problem, ...]

    @property
    def must(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.grade is Grade.MUST)

    @property
    def notes(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.grade is not Grade.MUST)


def check_draft(submission: Submission, user: User) -> Findings:
    """检查: fields first, then the whole against the tree and the people, then whether it can be printed."""
    annex = annex_of(submission)
    form = bind(annex, find_draft(submission).fields)
    form.validate()
    typed = answers_of(form)
    context = context_for(submission, user, typed)
    answers = {**typed, **annex.known(context)}
    problems = [*problems_of(form), *_unprintable(form, answers, annex)]
    wrong = {problem.field for problem in problems}
    problems += [problem for problem in annex.check(answers, context) if problem.field not in wrong]
    return Findings(form, answers, tuple(problems))


def typed_answers(submission: Submission, user: User) -> Answers:
    """What would be printed if it were submitted now, wrong or not: for the preview."""
    annex = annex_of(submission)
    typed = answers_of(bind(annex, find_draft(submission).fields))
    return {**typed, **annex.known(context_for(submission, user))}


def _unprintable(form: AnnexForm, answers: Mapping[str, Any], annex: type[AnnexForm]) -> list[Problem]:
    """Characters no font draws are refused at entry by code point: never a box in print (DESIGN §5)."""
    problems = []
    for name, label in annex.known_fields.items():
        problems += _undrawn(f"known-{name}", label, str(answers.get(name) or ""))
    for cell in form:
        if isinstance(cell, RowsField):
            for number, (_, row) in enumerate(cell.filled_rows(), start=1):
                for part in row:
                    where = f"{cell.label.text}第 {number} 行{part.label.text}"
                    problems += _undrawn(part.name, where, part.data or "")
        else:
            problems += _undrawn(cell.name, cell.label.text, cell.data or "")
    return problems


def _undrawn(name: str, where: str, text: str) -> list[Problem]:
    missing = undrawable(text)
    if not missing:
        return []
    sentence = (
        f"{where}里有打印字体没有的字：{'、'.join(missing)}。请核对是否输错；确为人名用字的，请管理员补装字体"
    )
    return [Problem(name, sentence)]
