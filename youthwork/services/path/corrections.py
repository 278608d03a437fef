"""更正、作废、重新填报: what follows a filed paper. The filed row and its bytes are never altered.

A correction is a submission like any other, with `corrects_id`; it walks the whole path, and `filing.py` decides
its number when it is filed. Who may do what, and when, is said in `domain/corrections.py`. Every deed takes the
filing's row, so that of two people who act at once the second sees what the first did; where the correction's
row is needed too it is taken before, as filing a correction does, so that neither waits for the other.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select

from youthwork import clock
from youthwork.domain import corrections as rules
from youthwork.domain.calendar import add_workdays
from youthwork.domain.corrections import FiledPaper, FollowUp
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound, StepNotAllowed, YouthworkError
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.fields import posted_from
from youthwork.models import (
    Comment,
    Draft,
    DraftSave,
    Filing,
    Message,
    NoticeAnnex,
    Submission,
    SubmissionEvent,
    SubmissionRound,
    SubmissionSource,
    User,
)
from youthwork.services import audit, posts
from youthwork.services.archive.index import renewing
from youthwork.services.drafts.draft_saves import keep_first_save
from youthwork.services.duties import keeping
from youthwork.services.evidence import rounds
from youthwork.services.messages import telling
from youthwork.services.path.cases import annex_of, route_of
from youthwork.services.path.follow_ups import as_ruled, check, is_in_seal_register, successor_of
from youthwork.services.path.steps import CORRECTION_WORKDAYS
from youthwork.services.tree import unit_of


def start(filing: Filing, user: User, reason: str) -> Submission:
    """申请更正: a draft with what was filed in it; the one there is, if somebody has begun already."""
    _take(filing)
    actor = posts.actor_of(user)
    paper = check(filing, FollowUp.CORRECT, actor)
    begun = successor_of(filing)
    if begun is not None:
        return begun
    draft = _begin(filing, paper, actor, user, reason)
    telling.tell_correction(draft, user, is_asked=False)
    return draft


def ask(filing: Filing, user: User, reason: str) -> Submission:
    """请更正: the same draft on the owner's desk, with the receiver's words; it is not the receiver's to read."""
    _take(filing)
    actor = posts.actor_of(user)
    paper = check(filing, FollowUp.ASK, actor)
    draft = _begin(filing, paper, actor, _writer(filing, paper), reason)
    draft.correction_asked_by_id = user.id
    telling.tell_correction(draft, user, is_asked=True)
    audit.record("correction", f"请更正{filing.machine_number}：{reason}", user.id)
    db.session.flush()
    return draft


def withdraw_request(filing: Filing, user: User) -> None:
    """撤回请更正: the draft stays with the owner, who may now give it up or go on; nothing typed is lost."""
    _take(filing)
    check(filing, FollowUp.WITHDRAW, posts.actor_of(user))
    draft = successor_of(filing)
    assert draft is not None
    draft.correction_asked_by_id = None
    telling.tell_request_withdrawn(draft, user)
    audit.record("correction", f"撤回请更正{filing.machine_number}", user.id)
    db.session.flush()


def void(filing: Filing, user: User, reason: str) -> None:
    """作废: the number stays in the list, the paper stays readable, both marked; the annex is owed again."""
    begun = successor_of(filing)
    if begun is not None:
        _take_correction(begun)
    _take(filing)
    check(filing, FollowUp.VOID, posts.actor_of(user))
    with renewing([filing.id]):
        filing.voided_at = clock.now()
        filing.voided_by_id = user.id
        filing.void_reason = reason
    db.session.flush()
    keeping.follow_paper(filing.submission)
    telling.tell_voided(filing, user)
    audit.record("voiding", f"作废{filing.machine_number}：{reason}", user.id)
    draft = successor_of(filing)
    if draft is not None:
        # It goes on as 重新填报; whoever has it open is told, since its number will be another.
        draft.version += 1
        draft.correction_asked_by_id = None
        draft.due = max(draft.due, _due(draft))
    db.session.flush()


def refile(filing: Filing, user: User) -> Submission:
    """重新填报 after 作废: a draft with what was filed in it; the one there is, if it was begun already."""
    _take(filing)
    actor = posts.actor_of(user)
    paper = check(filing, FollowUp.REFILE, actor)
    reason = f"原件已作废：{filing.void_reason}"[: rules.LONGEST_REASON]
    return successor_of(filing) or _begin(filing, paper, actor, user, reason)


def as_given_up(submission: Submission, actor: Actor) -> FiledPaper:
    """The filing a correction stands on, once it is certain that this person may give the correction up."""
    if submission.corrects is None:
        raise StepNotAllowed("这件不是更正件，不能放弃；不再填报的，请联系上级")
    paper = as_ruled(submission.corrects, submission)
    _check(rules.giving_up_refusal(paper, actor, is_in_seal_register(submission)))
    return paper


def may_give_up(submission: Submission, actor: Actor) -> bool:
    if submission.corrects is None:
        return False
    paper = as_ruled(submission.corrects, submission)
    return rules.giving_up_refusal(paper, actor, is_in_seal_register(submission)) is None


def give_up(submission: Submission, user: User) -> None:
    """放弃更正: the draft goes, with a line in the audit; the filed paper stands as it stood."""
    _take_correction(submission)
    if submission.corrects is not None:
        _take(submission.corrects)
    as_given_up(submission, posts.actor_of(user))
    assert submission.corrects is not None
    number = submission.corrects.machine_number
    audit.record("correction", f"放弃更正{number}（原因曾为：{submission.correction_reason}）", user.id)
    rounds.forget(submission)
    keeping.unlink_paper(submission)
    for table in (Comment, Message, SubmissionSource, DraftSave, Draft, SubmissionEvent, SubmissionRound):
        db.session.execute(delete(table).where(table.submission_id == submission.id))
    db.session.flush()
    db.session.expunge(submission)
    db.session.execute(delete(Submission).where(Submission.id == submission.id))


def _take_correction(submission: Submission) -> None:
    """The correction's row for this deed; it may have been given up since the page was drawn."""
    db.session.flush()
    rows = select(Submission).where(Submission.id == submission.id).with_for_update(of=Submission)
    if db.session.scalar(rows.execution_options(populate_existing=True)) is None:
        raise NotFound("这件更正刚刚已被放弃")


def _take(filing: Filing) -> None:
    """The filing's row for this deed, as it is now and not as it was when the page was drawn."""
    db.session.flush()
    db.session.refresh(filing, with_for_update={"of": Filing})


def _check(refusal: YouthworkError | None) -> None:
    if refusal is not None:
        raise refusal


def _begin(filing: Filing, paper: FiledPaper, actor: Actor, writer: User, reason: str) -> Submission:
    filed = filing.submission
    if not paper.is_voided:
        receiver_id = route_of(filed, actor).receiver_id
        _check(rules.moved_refusal(paper, unit_of(receiver_id).organ))
    now = clock.now()
    draft = Submission(
        notice=filed.notice,
        annex_key=filed.annex_key,
        period=filed.period,
        owner=filed.owner,
        subject=filed.subject,
        title=filed.title,
        due=_due(filed),
        holder_id=filed.owner_id,
        held_since=now,
        created_at=now,
        created_by_id=writer.id,
        corrects=filing,
        correction_reason=reason[: rules.LONGEST_REASON],
    )
    db.session.add(draft)
    db.session.flush()
    keep_first_save(draft, writer, posted_from(annex_of(draft), filing.answers))
    rounds.copy_filed(filed, draft)
    return draft


def _due(submission: Submission) -> date:
    """期限 of a correction: as for 补正, three workdays from today, and never before the annex itself is due."""
    asked = db.session.scalar(
        select(NoticeAnnex.due).where(
            NoticeAnnex.notice_id == submission.notice_id,
            NoticeAnnex.annex_key == submission.annex_key,
            NoticeAnnex.period == submission.period,
        )
    )
    soon = add_workdays(clock.today(), CORRECTION_WORKDAYS)
    return max(soon, asked or soon)


def _writer(filing: Filing, paper: FiledPaper) -> User:
    """Whose draft an asked-for correction is: the subject, else the clerk who wrote last time, else the first."""
    if filing.submission.subject is not None:
        return filing.submission.subject
    clerks = posts.people_with([Duty.CLERK], paper.owner)
    if not clerks:
        raise StepNotAllowed(f"{paper.owner.name}现在没有经办人，请其管理员补上后再请更正")
    return next((each for each in clerks if each.id == filing.submission.created_by_id), clerks[0])
