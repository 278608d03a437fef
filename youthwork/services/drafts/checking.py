"""检查: what stands against a draft, in three grades. Fields first, then the whole, then whether it prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from youthwork.documents.fonts import undrawable
from youthwork.domain.annex_context import AnnexContext, Grade, Problem
from youthwork.domain.sources import Derived
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.annexes.comparing import unchanged
from youthwork.forms.fields import Answers, Posted, RowsField, answers_of, bind, problems_of
from youthwork.models import Submission, User
from youthwork.services.contact_work.derivation import derived_rows, news
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.carrying import taken_over
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.eligibility import gate
from youthwork.services.path.cases import annex_of


@dataclass(frozen=True)
class Findings:
    """检查的结果: what would be submitted, and what stands against it."""

    form: AnnexForm
    answers: Answers
    problems: tuple[Problem, ...]
    #: What the system filled in and still says so: frozen with the paper as its sources.
    derived: tuple[Derived, ...] = ()

    @property
    def must(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.grade is Grade.MUST)

    @property
    def explain(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.grade is Grade.EXPLAIN)

    @property
    def hints(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.grade is Grade.HINT)


def check_draft(submission: Submission, user: User) -> Findings:
    """检查 of the draft as it is kept."""
    return check_fields(submission, user, find_draft(submission).fields)


def check_fields(submission: Submission, user: User, fields: Posted) -> Findings:
    """检查: fields first, then the whole against the tree and the people, then whether it can be printed."""
    annex = annex_of(submission)
    form = bind(annex, fields)
    form.validate()
    typed = answers_of(form)
    context = context_for(submission, user, typed)
    answers = {**typed, **annex.known(context)}
    problems = [*problems_of(form), *_unprintable(form, answers, annex)]
    wrong = {problem.field for problem in problems}
    problems += [problem for problem in annex.check(answers, context) if problem.field not in wrong]
    problems += gate.findings(submission, annex, answers)
    problems += _as_last_time(annex, answers, context)
    derived = all_derived(submission, annex, answers, context, fields)
    return Findings(form, answers, tuple(dict.fromkeys(problems)), derived)


def all_derived(
    submission: Submission,
    annex: type[AnnexForm],
    answers: Mapping[str, Any],
    context: AnnexContext,
    fields: Posted,
) -> tuple[Derived, ...]:
    """来源 of what stands in the draft: from the records, else from last period's form."""
    known = [
        *annex.derived(answers, context),
        *derived_rows.derived_in(submission, fields),
        *news.derived_in(submission, fields),
    ]
    named = {each.field for each in known}
    taken = taken_over(submission, context.last, fields)
    return (*known, *(each for each in taken if each.field not in named))


def _as_last_time(annex: type[AnnexForm], answers: Mapping[str, Any], context: AnnexContext) -> list[Problem]:
    """与上次相同: long texts nobody has changed since last period; a hint, never more."""
    if context.last is None:
        return []
    earlier = [text for _, _, text in annex.narratives(context.last.answers)]
    return list(unchanged(annex.narratives(answers), earlier, context.last.words))


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
