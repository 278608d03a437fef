"""谁能看: what stands beside the paper for this reader, and whether they may open it.

Who may read the paper reads the list. The files may show anybody's data, so they are opened by those who read the
paper's personal data (DOMAIN §7.2) and by those whose turn it is to seal. Beyond the owner's side only what was
handed over is there: a receiver sees nothing of a draft, not even of one that came back.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.domain.workflow import EDITABLE, Actor, State
from youthwork.extensions import db
from youthwork.models import Evidence, Filing, Submission
from youthwork.services.archive.access import reads_whole
from youthwork.services.evidence import rounds
from youthwork.services.posts import office_units
from youthwork.services.printing.papers import store
from youthwork.services.scope import find_filing, sees_personal_data

_WITH_RECEIVER_NOW = frozenset({State.SENT, State.ACCEPTED, State.FILED})


@dataclass(frozen=True)
class Standing:
    """佐证材料 as one reader finds them: what is with the paper, what was, and whether it opens for them."""

    present: list[Evidence]
    earlier: list[Evidence]
    opens: bool


def standing(submission: Submission, actor: Actor) -> Standing:
    """现有与已移除的佐证材料, for this reader of the paper."""
    number = _shown_round(submission, actor)
    present, taken_out = rounds.present_and_taken_out(submission.id, number)
    earlier = [each for each in taken_out if _was_handed_over(each) or _may_come_back(each, submission)]
    return Standing(present, earlier, may_open(submission, actor))


def nothing(submission: Submission, actor: Actor) -> Standing:
    """The same of a paper that never had any."""
    return Standing([], [], may_open(submission, actor))


def filed_standing(actor: Actor, filing: Filing, submission: Submission) -> Standing:
    """佐证材料 of a filed paper, for a reader of the archive."""
    present = rounds.in_round(submission.id, submission.round_number)
    return Standing(present, [], reads_whole(actor, filing, submission.created_by_id))


def may_open(submission: Submission, actor: Actor) -> bool:
    return sees_personal_data(actor, submission) or _is_at_turn(submission, actor)


def find(submission: Submission, actor: Actor, evidence_id: int) -> Evidence:
    """One file of a paper this reader has before them.

    Raises `NotFound` for what does not stand beside this paper for them, `NotAllowed` where they only read the list.
    """
    seen = standing(submission, actor)
    return _found([*seen.present, *seen.earlier], evidence_id, seen.opens)


def find_filed(actor: Actor, filing_id: int, evidence_id: int) -> Evidence:
    """One file of a filed paper; raises as `find` does."""
    filing = find_filing(actor, filing_id)
    submission = db.session.scalars(select(Submission).where(Submission.id == filing.submission_id)).one()
    seen = filed_standing(actor, filing, submission)
    return _found(seen.present, evidence_id, seen.opens)


def read(sha256: str) -> bytes:
    """The stored bytes; raises `StoreDamaged` when they are gone or differ."""
    return store().get(sha256)


def _found(evidence: list[Evidence], evidence_id: int, opens: bool) -> Evidence:
    found = next((each for each in evidence if each.id == evidence_id), None)
    if found is None:
        raise NotFound("没有这份佐证材料，或它不在你的可见范围内")
    if not opens:
        raise NotAllowed("佐证材料里可能有个人信息，只供本人、填报单位、正在办理的单位和受理部门打开")
    return found


def _shown_round(submission: Submission, actor: Actor) -> int:
    """A return began the present round; what lies before it has been handed over."""
    is_there = submission.state in _WITH_RECEIVER_NOW or _is_near(submission, actor)
    return submission.round_number if is_there else submission.round_number - 1


def _is_near(submission: Submission, actor: Actor) -> bool:
    """On the owner's side, or at their turn before the paper is sent."""
    if actor.user_id in (submission.subject_id, submission.created_by_id):
        return True
    return submission.owner_id in office_units(actor) or _is_at_turn(submission, actor)


def _is_at_turn(submission: Submission, actor: Actor) -> bool:
    turn = {State.IN_SIGN_OFF: submission.signing_unit_id, State.SIGNED_OFF: submission.sealing_unit_id}
    return turn.get(submission.state) in office_units(actor)


def _was_handed_over(each: Evidence) -> bool:
    return each.removed_in is not None and each.removed_in > each.added_in


def _may_come_back(each: Evidence, submission: Submission) -> bool:
    return submission.state in EDITABLE and each.removed_in == submission.round_number
