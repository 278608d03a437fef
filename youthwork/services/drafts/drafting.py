"""填报: open a draft and submit it. Saving is in `draft_saves.py`, checking in `checking.py`."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from youthwork import clock
from youthwork.documents.contents import data_sha256
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import Action
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm, FilledBy
from youthwork.forms.fields import Answers, posted_from
from youthwork.models import NoticeAnnex, Submission, SubmissionRound, User
from youthwork.services.drafts import explaining, repeating, sources
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.checking import Findings, check_draft
from youthwork.services.drafts.draft_history import find_draft, take_draft
from youthwork.services.drafts.draft_saves import keep_first_save
from youthwork.services.duties import beginning, sameness
from youthwork.services.duties.keeping import link_paper
from youthwork.services.duties.reports import last_voided, reports
from youthwork.services.messages import telling
from youthwork.services.notices import minutes
from youthwork.services.path import corrections, returning
from youthwork.services.path.cases import Plan, annex_of, check_staffed
from youthwork.services.path.steps import Step, check_open, take_step
from youthwork.services.posts import actor_of
from youthwork.services.tree import find_organization, unit_of


def open_submission(
    notice_annex: NoticeAnnex,
    user: User,
    owner_id: int,
    subject: User | None = None,
    another: bool = False,
) -> Submission:
    """开始填报: the owner's submission for this annex, with a prefilled draft; the one there is, if any.

    Where the one there was is voided, it is handed in anew with what it said (重新填报). `another` begins one more of an
    annex of which a unit may hand in several (再报一件).
    """
    annex = find_annex(notice_annex.notice.edition_key, notice_annex.annex_key)
    _check_may_open(annex, user, owner_id, subject)
    duty = sameness.find_duty(notice_annex, owner_id, subject.id if subject else None)
    notice_annex = beginning.place_of(notice_annex, duty)
    period = notice_annex.period
    if annex.may_repeat:
        period = repeating.period_of(notice_annex, owner_id, another)
    same = _same_report(notice_annex, period, owner_id, subject)
    existing = next(iter(reports(*same).counted.values()), None)
    if existing is not None:
        return existing
    beginning.check(notice_annex, duty, unit_of(owner_id))
    voided = last_voided(*same)
    if voided is not None:
        return corrections.refile(voided, user)
    left_behind = beginning.take_up(notice_annex, duty, user) if duty is not None else None
    if left_behind is not None:
        return left_behind
    now = clock.now()
    submission = Submission(
        notice=notice_annex.notice,
        annex_key=annex.key,
        period=period,
        owner=find_organization(owner_id),
        subject=subject,
        title=_title(annex, period, subject),
        due=duty.due if duty is not None else notice_annex.due,
        holder_id=owner_id,
        held_since=now,
        created_at=now,
        created_by_id=user.id,
    )
    db.session.add(submission)
    db.session.flush()
    link_paper(submission)
    prefilled = posted_from(annex, annex.prefill(context_for(submission, user)))
    keep_first_save(submission, user, prefilled)
    telling.settle_asked(submission, notice_annex.id)
    return submission


def _title(annex: type[AnnexForm], period: str, subject: User | None) -> str:
    """题名: the short title, the month it reports on or which of several it is, the cadre it is about."""
    parts = (annex.titled(period), subject.name if subject else "")
    return " · ".join(part for part in parts if part)


def _check_may_open(annex: type[AnnexForm], user: User, owner_id: int, subject: User | None) -> None:
    owner = unit_of(owner_id)
    if annex.filled_by is FilledBy.CADRE:
        if subject is None:
            raise Unacceptable(f"{annex.short_title}由团干部填报，请指明是哪一位")
        if owner.id not in {unit.organ.id for _, unit in actor_of(subject).posts}:
            raise Unacceptable(f"所选的人现在不在{owner.name}任职")
        if user.id == subject.id:
            return
    if not actor_of(user).has((Duty.CLERK,), owner):
        raise NotAllowed(f"{annex.short_title}由{owner.name}的经办人填报")


def _same_report(
    notice_annex: NoticeAnnex, period: str, owner_id: int, subject: User | None
) -> tuple[ColumnElement[bool], ...]:
    return (
        Submission.notice_id == notice_annex.notice_id,
        Submission.annex_key == notice_annex.annex_key,
        Submission.period == period,
        Submission.owner_id == owner_id,
        Submission.subject_id == (subject.id if subject else None),
    )


@dataclass(frozen=True)
class Ready:
    """可以提交的一份: what the checks, the words said to them and the route came to, at one revision of the draft."""

    revision: int
    findings: Findings
    said: dict[str, str]
    plan: Plan


def prepare(submission: Submission, user: User, version: int | None) -> Ready:
    """提交前的检查: everything that only reads, so that a deed need not hold the database meanwhile.

    Raises `StepNotAllowed` with the first thing to mend; the page shows them all before this is called.
    """
    check_open(submission, Action.SUBMIT, version)
    revision = find_draft(submission).revision
    findings = check_draft(submission, user)
    if findings.must:
        raise StepNotAllowed(f"还有 {len(findings.must)} 处必须改：{findings.must[0].message}")
    returning.check_closed(submission, findings.answers)
    said = explaining.check_explained(submission, findings)
    return Ready(revision, findings, said, check_staffed(submission, user.id))


def submit(submission: Submission, user: User, version: int | None, ready: Ready | None = None) -> None:
    """提交审签: freeze what was typed as this round's answers and hand it to who signs.

    What was prepared before the deed counts while nobody has typed since. Raises as `prepare`.
    """
    # Behind the lock: an autosave answered 已保存 a moment ago is in this revision or comes too late.
    db.session.execute(select(Submission.id).where(Submission.id == submission.id).with_for_update())
    revision = take_draft(submission.id).revision
    if ready is None or ready.revision != revision:
        ready = prepare(submission, user, version)
    answers, plan = ready.findings.answers, ready.plan
    digest = data_sha256(answers)
    submission.answers = answers
    submission.answers_sha256 = digest
    submission.title = annex_of(submission).paper_title(answers)
    submission.receiver_id = plan.route.receiver_id
    submission.route_reason = plan.route.reason
    submission.signing_unit_id = plan.signing_unit.id if plan.signing_unit else None
    submission.sealing_unit_id = plan.sealing_unit.id if plan.sealing_unit else None
    take_step(submission, user, Step(Action.SUBMIT, version))
    _keep_round(submission, user, answers, digest, ready.said)
    sources.freeze(submission, ready.findings.derived)
    minutes.measure(submission)


def _keep_round(
    submission: Submission, user: User, answers: Answers, digest: str, said: dict[str, str]
) -> None:
    """One row a round; submitting again after 撤回 or 退回修改 is still the same round."""
    kept = db.session.scalar(
        select(SubmissionRound).where(
            SubmissionRound.submission_id == submission.id,
            SubmissionRound.number == submission.round_number,
        )
    )
    if kept is None:
        kept = SubmissionRound(submission_id=submission.id, number=submission.round_number)
        db.session.add(kept)
    kept.answers = answers
    kept.answers_sha256 = digest
    kept.explanations = said
    kept.submitted_at = clock.now()
    kept.submitted_by_id = user.id
    db.session.flush()
