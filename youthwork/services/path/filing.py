"""予以备案: the number, the frozen answers, who may find it; the paper is made once this is lasting."""

from __future__ import annotations

from dataclasses import dataclass

from youthwork import clock
from youthwork.documents.contents import data_sha256
from youthwork.domain.calendar import is_on_time
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.numbering import Series, filing_number, machine_number, next_version, period_of
from youthwork.domain.workflow import Action
from youthwork.extensions import db
from youthwork.forms.annexes.base import Fact
from youthwork.models import (
    Filing,
    FilingScope,
    Organization,
    Paper,
    PaperKind,
    Submission,
    SubmissionFact,
    User,
)
from youthwork.services.archive.counting import count_in
from youthwork.services.archive.entries import names_in
from youthwork.services.archive.index import add_to_index, renewing
from youthwork.services.archive.retention import years_for
from youthwork.services.jobs import asking
from youthwork.services.messages import telling
from youthwork.services.numbers import next_number
from youthwork.services.path import stages
from youthwork.services.path.cases import annex_of
from youthwork.services.path.impressions import current_impression
from youthwork.services.path.stages import Decided
from youthwork.services.path.steps import Step, check_open, take_step
from youthwork.services.tree import ancestor_ids, find_organization, unit_of


def file(submission: Submission, user: User, version: int | None, decided: Decided | None = None) -> Filing:
    """予以备案: one press files once. Number, facts, scope and the request for a paper are one deed.

    A correction (`Submission.corrects_id`) is filed as the next version under the number there is. What every level
    decides on (`decided`) is kept with the step.
    """
    check_open(submission, Action.FILE, version)
    stages.check(submission, decided)
    step = Step(Action.FILE, version)
    if decided is not None:
        step = Step(Action.FILE, version, decided.opinion, stages.words_of(submission, decided.verdict))
    event = take_step(submission, user, step)
    assert submission.receiver_id is not None
    if decided is not None:
        stages.keep(event, submission, submission.receiver_id, decided, user)
    department = find_organization(submission.receiver_id)
    organ = find_organization(unit_of(department.id).organ.id)
    filing = _filing(submission, user, organ, department, _number(submission, organ))
    # What it corrects is in force no longer, and is found so.
    with renewing([] if submission.corrects_id is None else [submission.corrects_id]):
        db.session.add(filing)
        db.session.flush()
    if submission.corrects is not None:
        db.session.expire(submission.corrects, ["later_version"])
    organs = _keep_scope(filing, submission.owner, organ)
    _keep_facts(submission)
    impression = current_impression(submission)
    paper = Paper(
        kind=PaperKind.FILED,
        submission_id=submission.id,
        filing_id=filing.id,
        impression_id=impression.id if impression else None,
        requested_at=clock.now(),
    )
    db.session.add(paper)
    db.session.flush()
    asking.ask_for(paper, user)
    add_to_index(filing)
    telling.tell_filed(filing, event, user)
    count_in(filing, organs)
    return filing


def paper_heading(submission: Submission) -> str | None:
    """<文号>附件N where the notice has a number, nothing where it has none (decision 9)."""
    annex = annex_of(submission)
    if submission.notice.number is None or annex.number is None:
        return None
    return f"{submission.notice.number}附件{annex.number}"


@dataclass(frozen=True)
class _Number:
    """备案号 of one filing, as people write it and as files do."""

    year: int
    number: int
    version: int
    filing_number: str
    machine_number: str


def _number(submission: Submission, organ: Organization) -> _Number:
    """The next of the organ's series; for a correction the number it corrects, one version on."""
    corrected = submission.corrects
    if corrected is not None:
        # Behind the row's lock: it may have been voided since the correction was begun.
        db.session.refresh(corrected, with_for_update={"of": Filing})
    if corrected is None or corrected.voided_at is not None:
        return _new_number(organ)
    if corrected.organ_id != organ.id:
        raise StepNotAllowed(
            f"{corrected.filing_number}是{corrected.organ_name}的编号，更正件不能由{organ.common_name}备案："
            f"请退回，由{corrected.organ_name}作废原件后重新填报"
        )
    version = corrected.version + 1
    return _Number(
        corrected.year,
        corrected.number,
        version,
        corrected.filing_number,
        next_version(corrected.machine_number, version),
    )


def _new_number(organ: Organization) -> _Number:
    today = clock.today()
    number = next_number(organ.id, Series.FILING, period_of(Series.FILING, today))
    code = organ.code or organ.common_name
    # Without a 机关代字 of its own two organs could share a name; a machine number must not.
    machine_code = organ.code or f"{code}{organ.id}"
    return _Number(
        today.year,
        number,
        1,
        filing_number(code, today.year, number),
        machine_number(machine_code, today.year, number),
    )


def _filing(
    submission: Submission, user: User, organ: Organization, department: Organization, given: _Number
) -> Filing:
    annex = annex_of(submission)
    answers = submission.answers
    assert answers is not None
    assert data_sha256(answers) == submission.answers_sha256, "answers changed after they were frozen"
    return Filing(
        submission_id=submission.id,
        organ_id=organ.id,
        department_id=department.id,
        year=given.year,
        number=given.number,
        version=given.version,
        corrects_id=submission.corrects_id,
        filing_number=given.filing_number,
        machine_number=given.machine_number,
        filed_at=clock.now(),
        filed_by_id=user.id,
        filed_by_name=user.name,
        edition_key=submission.notice.edition_key,
        annex_key=submission.annex_key,
        title=submission.title,
        heading=paper_heading(submission),
        owner_id=submission.owner_id,
        owner_name=submission.owner.common_name,
        organ_name=organ.short_name,
        department_name=department.common_name,
        subject_id=submission.subject_id,
        answers=answers,
        answers_sha256=submission.answers_sha256,
        was_on_time=_was_on_time(submission, given),
        retention_years=years_for(organ.id, annex, clock.today()),
        text="\n".join(text for text in annex.texts(answers) if text),
        names=names_in(annex, answers),
    )


def _was_on_time(submission: Submission, given: _Number) -> bool:
    """按时 by the first sending (decision 7): a correction was handed in when its first version was."""
    if submission.corrects is not None and given.version > 1:
        return submission.corrects.was_on_time
    assert submission.first_sent_at is not None
    return is_on_time(submission.first_sent_at, submission.due)


def _keep_scope(filing: Filing, owner: Organization, organ: Organization) -> set[int]:
    """可查范围: the owner, the receiving organ, and every organ above the owner, as the tree stands today."""
    organs = {organ.id, *(unit.organ.id for unit in unit_of(owner.id).chain), *_above(organ)}
    db.session.add_all(
        FilingScope(organization_id=organization_id, filing_id=filing.id)
        for organization_id in sorted(organs)
    )
    return organs


def _above(organ: Organization) -> list[int]:
    return ancestor_ids(organ.path)


def _keep_facts(submission: Submission) -> None:
    facts: list[Fact] = list(annex_of(submission).facts(submission.answers or {}))
    db.session.add_all(
        SubmissionFact(
            submission_id=submission.id,
            kind=fact.kind.value,
            text=fact.text[:200],
            number=fact.number,
            row_id=fact.row_id,
        )
        for fact in facts
    )
