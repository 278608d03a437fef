"""逐项退回: what a return carries and what it reopens; mending it, and 代为更正 with the owner's consent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from youthwork import clock
from youthwork.domain import reopening
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, StepNotAllowed
from youthwork.domain.workflow import Action, Actor, State
from youthwork.extensions import db
from youthwork.forms.fields import posted_from
from youthwork.models import Comment, MessageKind, Submission, SubmissionEvent, SubmissionRound, User
from youthwork.services import audit
from youthwork.services.drafts.checking import check_draft
from youthwork.services.drafts.draft_saves import Save, Saved, find_draft, save_draft
from youthwork.services.messages import telling
from youthwork.services.messages.events import owners_people
from youthwork.services.path import comments
from youthwork.services.path.cases import annex_of
from youthwork.services.path.steps import Step, check_allowed, take_step
from youthwork.services.posts import actor_of
from youthwork.services.printing.reading import places
from youthwork.services.tree import unit_of

#: A return from this round on begins the third or a later one.
TALK_FROM_ROUND = 2
LONGEST_TALK = 100


@dataclass(frozen=True)
class Handout:
    """退回时选定的. `seen` are the comments the page listed: none goes out that the person did not see.

    `open_all` opens everything; `talked` says when and with whom it was talked over (from the third round on);
    `asks_consent` sends the proposed texts to be agreed to instead.
    """

    seen: frozenset[int] | None = None
    open_all: bool = False
    talked: str = ""
    asks_consent: bool = False


def must_talk(submission: Submission) -> bool:
    """电话沟通: whether a return would begin the third or a later round."""
    return submission.round_number >= TALK_FROM_ROUND


def give_back(
    submission: Submission, user: User, step: Step, handout: Handout | None = None
) -> SubmissionEvent:
    """退回 (RETURN or SEND_BACK) with what is pinned; a return then opens only those places.

    Raises `StepNotAllowed` where comments came or went since the page was drawn, and from the third round on
    where nobody was phoned and no texts are proposed.
    """
    handout = handout or Handout()
    db.session.flush()
    db.session.refresh(submission, with_for_update={"of": Submission})
    carried = comments.pending(submission)
    reason = step.reason.strip() or (f"逐项意见 {len(carried)} 处" if carried else "")
    check_allowed(submission, user, Step(step.action, step.version, reason))
    if handout.seen is not None and handout.seen != {each.id for each in carried}:
        raise StepNotAllowed("刚刚有人添改了批注，请看过现在的批注再退回")
    note = _note(submission, step.action, carried, handout)
    event = take_step(submission, user, Step(step.action, step.version, reason, note))
    for comment in carried:
        comment.given_at = event.at
    pins = list(dict.fromkeys(comment.field for comment in carried))
    if step.action is Action.RETURN:
        submission.reopened = pins if pins and not handout.open_all else None
    elif submission.reopened is not None:
        # The 签发人 of a mended paper found more: these open beside what the receiver reopened.
        submission.reopened = list(dict.fromkeys([*submission.reopened, *pins]))
    db.session.flush()
    telling.tell_return(event, submission, carried)
    return event


def _note(submission: Submission, action: Action, carried: Collection[Comment], handout: Handout) -> str:
    if action is not Action.RETURN:
        return ""
    if handout.asks_consent:
        if not carried or any(comment.proposed is None for comment in carried):
            raise StepNotAllowed("代为更正，须在每处批注里代拟文字；没有代拟的，请先补上或删去这条批注")
        return f"代为更正 {len(carried)} 处，请填报单位同意"
    talked = handout.talked.strip()
    if must_talk(submission) and not talked:
        raise StepNotAllowed(
            f"这件已退回 {submission.round_number - 1} 次，再退回以前请先电话沟通，写明何时、与谁；或代拟文字请对方同意"
        )
    if len(talked) > LONGEST_TALK:
        raise StepNotAllowed(f"电话沟通的说明最多 {LONGEST_TALK} 个字，现在有 {len(talked)} 个字")
    return f"已电话沟通：{talked}" if talked else ""


def last_return(submission: Submission) -> SubmissionEvent | None:
    """The last time the paper came back from its receiver."""
    return next((event for event in submission.events if event.action is Action.RETURN), None)


def answers_before(submission: Submission) -> Mapping[str, Any] | None:
    """上一次报送的内容: the answers of the round before the present one; None in the first."""
    if submission.round_number == 1:
        return None
    return db.session.scalar(
        select(SubmissionRound.answers)
        .where(
            SubmissionRound.submission_id == submission.id,
            SubmissionRound.number < submission.round_number,
        )
        .order_by(SubmissionRound.number.desc())
        .limit(1)
    )


def check_closed(submission: Submission, answers: Mapping[str, Any]) -> None:
    """没有放开的地方不改: refuse to submit what differs from the last round where the return opened nothing.

    The draft lets no such change in; this is the second lock. What the system itself fills in is not compared.
    """
    before = answers_before(submission) if submission.reopened is not None else None
    if before is None:
        return
    annex = annex_of(submission)
    changes = reopening.changes_between(posted_from(annex, before), posted_from(annex, answers))
    _, closed = reopening.split(submission.reopened, changes)
    if not closed:
        return
    known = {**places(annex, before), **places(annex, answers)}
    words = list(dict.fromkeys(known[name].words for name in closed if name in known))
    where = "、".join(words[:3]) + (f"等 {len(words)} 处" if len(words) > 3 else "")
    raise StepNotAllowed(
        f"{where}这一次没有放开，却与上次报送的不同：请改回原来的文字，或请{who_opens(submission)}放开"
    )


def who_opens(submission: Submission) -> str:
    event = last_return(submission)
    return f"{event.actor_name}（{event.acting_for}）" if event else "退回的部门"


def closed_findings(submission: Submission, user: User) -> dict[str, str]:
    """必须改却没有放开的: input → the sentence of the check. They open by themselves, else nobody could go on."""
    if submission.reopened is None:
        return {}
    found: dict[str, str] = {}
    for problem in check_draft(submission, user).must:
        if not reopening.is_open(submission.reopened, problem.field):
            found.setdefault(problem.field, problem.message)
    return found


def open_by_checks(submission_id: int, user: User) -> None:
    """因检查放开: keep open what a check demands to be mended, before a save of it is let in."""
    limited = db.session.scalar(select(Submission.reopened).where(Submission.id == submission_id))
    if limited is None:
        return
    submission = db.session.get_one(Submission, submission_id)
    found = closed_findings(submission, user)
    if found:
        submission.reopened = [*limited, *found]
        db.session.flush()


def check_may_open(submission: Submission, actor: Actor) -> None:
    """放开更多 is for those who review for the receiving department, while the paper is back."""
    if submission.state is not State.RETURNED or submission.receiver_id is None:
        raise StepNotAllowed("这件不在退回补正中，不用放开")
    if submission.reopened is None:
        raise StepNotAllowed("这件退回时已全部放开")
    if not actor.has((Duty.REVIEWER, Duty.SIGNER), unit_of(submission.receiver_id)):
        receiver = submission.receiver.common_name if submission.receiver else "接收部门"
        raise NotAllowed(f"“放开更多”由{receiver}的审核人、签发人办理")


def may_open(submission: Submission, actor: Actor) -> bool:
    try:
        check_may_open(submission, actor)
    except (NotAllowed, StepNotAllowed):
        return False
    return True


def open_more(submission: Submission, user: User, names: Collection[str], everything: bool = False) -> int:
    """放开更多: further places, or everything; gives how many are new. What is open stays open."""
    db.session.flush()
    db.session.refresh(submission, with_for_update={"of": Submission})
    check_may_open(submission, actor_of(user))
    opened = list(submission.reopened or ())
    known = places(annex_of(submission), submission.answers or {})
    added = [name for name in dict.fromkeys(names) if name in known and not reopening.is_open(opened, name)]
    if not added and not everything:
        raise StepNotAllowed("请勾选还要放开的地方")
    submission.reopened = None if everything else [*opened, *added]
    words = "全部放开" if everything else "、".join(known[name].words for name in added)
    audit.record("reopening", f"放开更多（报送件 {submission.id}）：{words}", user.id)
    telling.tell(
        owners_people(submission),
        MessageKind.RETURNED,
        once=f"reopening:{submission.id}:{submission.version}:{'all' if everything else len(opened)}",
        title=f"{submission.title}：又放开了可以修改的地方",
        words=words,
        url=f"/submissions/{submission.id}",
        submission=submission,
        due=submission.correction_due,
        sender=f"{user.name}（{submission.receiver.common_name if submission.receiver else ''}）",
        but=user,
    )
    db.session.flush()
    return len(added)


def proposals(submission: Submission) -> list[Comment]:
    """代拟待同意的: the texts the last return proposed and nobody took over yet, where their place still is."""
    given = db.session.scalars(
        select(Comment).where(Comment.submission_id == submission.id, Comment.given_at.is_not(None))
    ).all()
    there = find_draft(submission).fields
    return [
        each
        for each in comments.to_do(submission, given)
        if each.proposed is not None
        and each.taken_over_at is None
        and (there.get(each.field) is not None or "-" not in each.field)
    ]


def take_over(submission: Submission, user: User) -> Saved:
    """同意代为更正: write the proposed texts into the draft. What stood there stays in the round before.

    Signing and sealing follow as always: no seal ever stands under a changed text.
    """
    taken = proposals(submission)
    if not taken:
        raise StepNotAllowed("没有待同意的代拟文字，可能已经采用")
    draft = find_draft(submission)
    texts = {each.field: [each.proposed or ""] for each in taken}
    saved = save_draft(submission, user, Save({**draft.fields, **texts}, draft.revision))
    for each in taken:
        each.taken_over_at = clock.now()
        each.taken_over_by_id = user.id
    db.session.flush()
    return saved


def returned_words(event: SubmissionEvent) -> str:
    """按 4月2日 退回意见修改: how a changed cell says why it was changed."""
    return f"按 {event.at.month}月{event.at.day}日 退回意见修改"
