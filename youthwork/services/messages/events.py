"""告诉谁: one table: what happened to a paper → who is told, as which kind, in which words.

Who appears in several rows is told by the first of them, and once. Who did it is told nothing. What is told at once
and what waits for the digest is decided by `domain/quiet_hours.is_immediate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from youthwork.domain.duties import Duty
from youthwork.domain.workflow import Action
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import MessageKind, Submission, SubmissionEvent, User
from youthwork.services import posts, standing
from youthwork.services.tree import unit_of

People = Callable[[Submission], Iterable[User]]


def who_acts(submission: Submission) -> list[User]:
    """Who can take the next step, now that this one is taken."""
    return [each.user for each in standing.waited_for(submission)]


def deciding_signers(submission: Submission) -> list[User]:
    """签发人 of the organ that took up a candidate: 推荐上报 is theirs alone, whoever took it up."""
    annex = find_annex(submission.notice.edition_key, submission.annex_key)
    if not annex.is_decided_by_level or submission.receiver_id is None:
        return []
    return posts.people_with([Duty.SIGNER], unit_of(submission.receiver_id))


def owners_people(submission: Submission) -> list[User]:
    """填报方: the cadre it is about, who began it, who submitted it, and the owner's clerks."""
    ids = {submission.subject_id, submission.created_by_id, submission.submitted_by_id}
    people = [db.session.get(User, each) for each in sorted(each for each in ids if each is not None)]
    return [*(each for each in people if each is not None), *standing.clerks(submission)]


def owners_side(submission: Submission) -> list[User]:
    """填报方 and who signed it off."""
    signer = db.session.get(User, submission.signed_off_by_id) if submission.signed_off_by_id else None
    return [*owners_people(submission), *([signer] if signer else [])]


@dataclass(frozen=True)
class Telling:
    """一行: `title` is filled with {paper} (填报单位 · 材料) and {note} (转给何处)."""

    to: People
    kind: MessageKind
    title: str
    #: Whether the words given with the step are theirs to read.
    with_words: bool = True


_TO_DO, _PROGRESS, _RETURNED = MessageKind.TO_DO, MessageKind.PROGRESS, MessageKind.RETURNED

TELLINGS: dict[Action, tuple[Telling, ...]] = {
    Action.SUBMIT: (Telling(who_acts, _TO_DO, "待你审签：{paper}"),),
    Action.SEND_BACK: (Telling(owners_people, _RETURNED, "退回修改：{paper}"),),
    Action.SIGN_OFF: (Telling(who_acts, _TO_DO, "{step}：{paper}"),),
    Action.APPROVE_PRESS: (Telling(who_acts, _TO_DO, "待你用印：{paper}"),),
    Action.PRESS: (Telling(who_acts, _TO_DO, "待你报送：{paper}"),),
    Action.SEND: (Telling(who_acts, _TO_DO, "待你签收：{paper}"),),
    Action.WITHDRAW: (Telling(owners_side, _PROGRESS, "已撤回：{paper}"),),
    Action.ACCEPT: (
        Telling(owners_people, _PROGRESS, "已签收，正在审核：{paper}"),
        Telling(deciding_signers, _TO_DO, "请写本级意见：{paper}"),
    ),
    Action.RETURN: (Telling(owners_people, _RETURNED, "退回补正：{paper}"),),
    Action.REASSIGN: (
        Telling(who_acts, _TO_DO, "转来待你签收：{paper}"),
        Telling(owners_people, _PROGRESS, "已转办，{note}：{paper}", with_words=False),
    ),
    Action.FORWARD: (
        Telling(who_acts, _TO_DO, "待你签收：{paper}"),
        Telling(owners_people, _PROGRESS, "已{note}：{paper}"),
    ),
    # With the number, once the filing is there: `telling.tell_filed`.
    Action.FILE: (),
}

#: What asks somebody to do something, and is settled by whatever happens next to its paper.
ASKING = (
    MessageKind.TO_DO,
    MessageKind.RETURNED,
    MessageKind.DUE_TODAY,
    MessageKind.DUE_SOON,
    MessageKind.OVERDUE,
    MessageKind.CORRECTION,
    MessageKind.URGING,
)


#: Of these, what only reminds of a date.
REMINDING = (MessageKind.DUE_TODAY, MessageKind.DUE_SOON, MessageKind.OVERDUE, MessageKind.URGING)


def title_of(row: Telling, submission: Submission, event: SubmissionEvent) -> str:
    """The title of one telling, in the paper's own words."""
    step = f"{standing.word_of(submission)[0].replace('待', '待你', 1)}"
    return row.title.format(paper=paper_words(submission), note=event.note, step=step)


def paper_words(submission: Submission) -> str:
    """填报单位 · 材料."""
    return f"{submission.owner.common_name} · {submission.title}"
