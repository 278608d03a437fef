"""办理: walk papers along their real path, deed by deed, with the services every page uses.

A `Walk` says whose paper it is, how far it has come and when; `run` takes all walks together and does their
deeds in the order of time, so that numbers, days and timelines are as they would be in an office.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy import select

from youthwork.demo import drawings
from youthwork.demo.calendar import Clock, moments_until
from youthwork.demo.scans import hand_sealed_scan
from youthwork.domain.duties import Duty
from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import PRESS_APPROVERS
from youthwork.extensions import db
from youthwork.forms.fields import Posted
from youthwork.models import Filing, NoticeAnnex, SealMode, Submission, User
from youthwork.services import posts
from youthwork.services.drafts import checking, draft_saves, drafting, explaining
from youthwork.services.path import (
    cases,
    comments,
    corrections,
    deciding,
    dispatch,
    filing,
    impressions,
    press_approval,
    review,
)
from youthwork.services.path.stages import Decided
from youthwork.services.printing import reading
from youthwork.services.seals import usable
from youthwork.services.tree import unit_of

#: 请说明: what is said to a finding.
_SAID = "已与本人核对，情况属实；联系关系正在变更，随后更新"

#: What is typed: the prefilled draft in, the draft as it is saved out.
Fill = Callable[[Submission, Posted], Posted]

OPENED = ("open",)
BEGUN = (*OPENED, "fill")
SUBMITTED = (*BEGUN, "submit")
SIGNED = (*SUBMITTED, "sign_off")
#: Signed off, and the box for approving the seal left unticked.
UNAPPROVED = (*SUBMITTED, "sign_off_only")
APPROVED = (*SIGNED, "approve")
PRESSED = (*APPROVED, "press")


def sent(has_seal_cell: bool) -> tuple[str, ...]:
    return (*(PRESSED if has_seal_cell else SIGNED), "send")


def accepted(has_seal_cell: bool) -> tuple[str, ...]:
    return (*sent(has_seal_cell), "accept")


def returned(has_seal_cell: bool) -> tuple[str, ...]:
    return (*accepted(has_seal_cell), "return")


def accepted_again(has_seal_cell: bool) -> tuple[str, ...]:
    """Returned once, mended, and taken up again."""
    again = accepted(has_seal_cell)[len(OPENED) :]
    return (*returned(has_seal_cell), *again)


def filed(has_seal_cell: bool) -> tuple[str, ...]:
    return (*accepted(has_seal_cell), "file")


def corrected(has_seal_cell: bool) -> tuple[str, ...]:
    """Filed, then corrected: the second version has walked the whole way too."""
    again = filed(has_seal_cell)[len(OPENED) :]
    return (*filed(has_seal_cell), "correct", *again)


def voided(has_seal_cell: bool) -> tuple[str, ...]:
    return (*filed(has_seal_cell), "void")


def asked_to_correct(has_seal_cell: bool) -> tuple[str, ...]:
    return (*filed(has_seal_cell), "ask")


@dataclass
class Walk:
    """一件报送件 and how far it has come: `deeds` in order, the last of them done at `end`."""

    annex: NoticeAnnex
    owner_id: int
    deeds: tuple[str, ...]
    end: datetime
    fills: tuple[Fill, ...]
    subject: User | None = None
    reason: str = ""
    #: 批注 a return carries: the place in words, the comment, the text proposed instead (“” for none).
    comments: tuple[tuple[str, str, str], ...] = ()
    #: Who of the receiving side takes it up; the first who may, where nobody is named.
    reviewer: User | None = None
    #: Who signs, seals and receives in the present round, found once when it is submitted.
    plan: cases.Plan | None = None
    #: 佐证材料: two drawings go with it.
    has_evidence: bool = False


def run(walks: Iterable[Walk], clock: Clock, random: Random) -> None:
    """办理 all walks, deeds in the order of time."""
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    for number, walk in enumerate(walks):
        _proceed(waiting, number, _steps(walk, random))
    while waiting:
        moment, number, steps = heapq.heappop(waiting)
        clock.moment = moment
        _proceed(waiting, number, steps)


def _proceed(
    waiting: list[tuple[datetime, int, Iterator[datetime]]], number: int, steps: Iterator[datetime]
) -> None:
    """Do the deed whose moment has come and queue the walk for its next."""
    moment = next(steps, None)
    if moment is not None:
        heapq.heappush(waiting, (moment, number, steps))


def _steps(walk: Walk, random: Random) -> Iterator[datetime]:
    """One walk: gives the moment of the next deed, and does it when taken up again."""
    moments = moments_until(walk.end, len(walk.deeds), random)
    fills = iter(walk.fills)
    filler = walk.subject or _clerk(walk.owner_id)
    submission = None
    for deed, moment in zip(walk.deeds, moments, strict=True):
        yield moment
        if submission is None:
            submission = drafting.open_submission(walk.annex, filler, walk.owner_id, walk.subject)
        elif deed == "correct":
            submission = corrections.start(_filing(submission), filler, walk.reason)
        elif deed == "fill":
            _fill(submission, filler, next(fills))
            if walk.has_evidence:
                drawings.attach(submission, filler)
        else:
            _DEEDS[deed](submission, walk)


def _clerk(owner_id: int) -> User:
    return posts.people_with([Duty.CLERK], unit_of(owner_id))[0]


def _fill(submission: Submission, filler: User, fill: Fill) -> None:
    draft = draft_saves.find_draft(submission)
    fields = fill(submission, dict(draft.fields))
    draft_saves.save_draft(submission, filler, draft_saves.Save(fields, draft.revision))


def _submit(submission: Submission, walk: Walk) -> None:
    filler = walk.subject or _clerk(walk.owner_id)
    asked = checking.check_draft(submission, filler).explain
    if asked:
        explaining.keep(submission, filler, {each.message: _SAID for each in asked})
    drafting.submit(submission, filler, None)
    walk.plan = cases.plan_route(submission, filler.id)


def _sign_off(submission: Submission, walk: Walk) -> None:
    """With 批准用印 in the same press where the signer may, as the page proposes."""
    assert walk.plan is not None
    signer = walk.plan.signers[0]
    also = press_approval.may_approve_with_sign_off(submission, posts.actor_of(signer))
    dispatch.sign_off(submission, signer, None, copies_to_press=1 if also else None)


def _sign_off_only(submission: Submission, walk: Walk) -> None:
    assert walk.plan is not None
    dispatch.sign_off(submission, walk.plan.signers[0], None)


def _approve(submission: Submission, walk: Walk) -> None:
    """批准用印 by the sealing unit, where it was not approved with the sign-off."""
    if submission.press_approved_by_id is None:
        unit = unit_of(submission.sealing_unit_id or submission.owner_id)
        approver = next(
            each for each in posts.people_with(PRESS_APPROVERS, unit) if each.id != submission.submitted_by_id
        )
        press_approval.approve(submission, approver, None)


def _press(submission: Submission, walk: Walk) -> None:
    assert walk.plan is not None
    keeper = next(each for each in walk.plan.keepers if each.id != submission.press_approved_by_id)
    seal = usable.choose(submission.sealing_unit_id or submission.owner_id, None, keeper)
    by_hand = seal.mode is SealMode.BY_HAND
    impressions.press(submission, keeper, None, hand_sealed_scan(submission) if by_hand else None)


def _send(submission: Submission, walk: Walk) -> None:
    dispatch.send(submission, _clerk(walk.owner_id), None)


def _accept(submission: Submission, walk: Walk) -> None:
    review.accept(submission, walk.reviewer or _free_reviewer(submission, walk), None)


def _free_reviewer(submission: Submission, walk: Walk) -> User:
    """审核人 before 签发人: leaders file only what nobody else may."""
    assert walk.plan is not None
    reviewers = posts.ids_with([Duty.REVIEWER], unit_of(walk.plan.route.receiver_id))
    free = [each for each in walk.plan.receivers if each.id != submission.signed_off_by_id]
    return min(free, key=lambda each: each.id not in reviewers)


def _accept_above(submission: Submission, walk: Walk) -> None:
    """签收 by the organ it was reported to from the one that received it."""
    assert submission.receiver_id is not None
    review.accept(submission, posts.people_with([Duty.REVIEWER], unit_of(submission.receiver_id))[0], None)


def _decide(verdict: StageVerdict) -> Callable[[Submission, Walk], None]:
    """本级意见: upwards by a 签发人, the rest by whoever took it up."""

    def do(submission: Submission, walk: Walk) -> None:
        by = _reviewer(submission)
        if verdict is StageVerdict.UPWARD:
            assert submission.receiver_id is not None
            by = posts.people_with([Duty.SIGNER], unit_of(submission.receiver_id))[0]
        deciding.decide(submission, by, None, Decided(verdict, walk.reason))

    return do


def _return(submission: Submission, walk: Walk) -> None:
    """退回, item by item where the walk has comments."""
    reviewer = _reviewer(submission)
    by_words = {
        place.words: name
        for name, place in reading.places(cases.annex_of(submission), submission.answers or {}).items()
    }
    for words, text, proposed in walk.comments:
        comments.write(submission, reviewer, by_words[words], text, proposed)
    review.return_(submission, reviewer, None, walk.reason)


def _file(submission: Submission, walk: Walk) -> None:
    filing.file(submission, _reviewer(submission), None)


def _ask(submission: Submission, walk: Walk) -> None:
    """请更正 by whoever filed it."""
    found = _filing(submission)
    corrections.ask(found, found.filed_by, walk.reason)


def _void(submission: Submission, walk: Walk) -> None:
    found = _filing(submission)
    signers = posts.people_with([Duty.SIGNER], unit_of(found.organ_id))
    corrections.void(found, next(each for each in signers if each.id != found.filed_by_id), walk.reason)


def _filing(submission: Submission) -> Filing:
    return db.session.scalars(select(Filing).where(Filing.submission_id == submission.id)).one()


_DEEDS: dict[str, Callable[[Submission, Walk], None]] = {
    "submit": _submit,
    "sign_off": _sign_off,
    "sign_off_only": _sign_off_only,
    "approve": _approve,
    "press": _press,
    "send": _send,
    "accept": _accept,
    "accept_above": _accept_above,
    "upward": _decide(StageVerdict.UPWARD),
    "chosen": _decide(StageVerdict.CHOSEN),
    "declined": _decide(StageVerdict.DECLINED),
    "return": _return,
    "file": _file,
    "ask": _ask,
    "void": _void,
}


def _reviewer(submission: Submission) -> User:
    return db.session.get_one(User, submission.accepted_by_id)
