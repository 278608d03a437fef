"""添加与移除: while the paper is a draft, first or again, and only then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from youthwork import clock
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import EDITABLE, STATE_WORDS
from youthwork.extensions import db
from youthwork.forms.fields import tidy
from youthwork.models import Evidence, Submission, User
from youthwork.services.drafts.draft_saves import is_writer
from youthwork.services.evidence import rounds
from youthwork.services.evidence.preparing import Kept

MOST_FILES = 20
MOST_TOTAL = 50 * 1024 * 1024
#: Those taken out again count too: whoever adds and removes without end fills the disk.
MOST_EVER = 100
LONGEST_CAPTION = 100
_LONGEST_PLACE = 120


@dataclass(frozen=True)
class Added:
    """添加的结果: the entry, and a sentence where it was there already."""

    evidence: Evidence
    sentence: str = ""


def check_open(submission: Submission, user: User) -> None:
    """Refuse before anything is worked out what `add` would refuse anyway.

    Raises `NotAllowed` to whom it is not theirs to write, `StepNotAllowed` when the paper has moved on.
    """
    if not is_writer(submission, user):
        raise NotAllowed("佐证材料由填报单位的经办人或本人添加、移除")
    if submission.state not in EDITABLE:
        state = STATE_WORDS[submission.state]
        raise StepNotAllowed(
            f"这件已经提交，现在是“{state}”，佐证材料没有改动；要改请先撤回，退回补正后也可以再改"
        )


def add(submission: Submission, user: User, kept: Kept, place: str = "", caption: str = "") -> Added:
    """添加佐证材料 to the whole paper, or to a row or field by its name; the same bytes make one entry.

    Raises `Unacceptable` when the paper has as many as it may, and as `check_open` does.
    """
    _take(submission, user)
    known = _same_bytes(submission, kept.sha256)
    if known is not None and known.removed_in is None:
        return Added(known, f"“{kept.name}”已经在这一件里了（{known.name}），没有重复添加")
    if known is not None:
        _check_room(submission, known.size)
        _put_back(known)
        return Added(known, f"“{known.name}”刚才移除过，现在放回来了")
    _check_room(submission, kept.size)
    evidence = Evidence(
        submission_id=submission.id,
        field=place[:_LONGEST_PLACE],
        name=kept.name,
        caption=tidy_caption(caption),
        sha256=kept.sha256,
        media_type=kept.media_type,
        size=kept.size,
        thumbnail_sha256=kept.thumbnail_sha256,
        added_in=submission.round_number,
        added_by_id=user.id,
        added_at=clock.now(),
    )
    db.session.add(evidence)
    db.session.flush()
    return Added(evidence)


def remove(submission: Submission, user: User, evidence_id: int) -> Evidence:
    """移除: out of the present round; a round already handed over keeps it. Removed twice is removed once."""
    _take(submission, user)
    evidence = _of(submission, evidence_id)
    if evidence.removed_in is None:
        evidence.removed_in = submission.round_number
        evidence.removed_by_id = user.id
        db.session.flush()
    return evidence


def restore(submission: Submission, user: User, evidence_id: int) -> Evidence:
    """放回: undo a removal of the present round; raises `Unacceptable` where there is no room any more."""
    _take(submission, user)
    evidence = _of(submission, evidence_id)
    if evidence.removed_in is None:
        return evidence
    if evidence.removed_in != submission.round_number:
        raise StepNotAllowed("这份材料是以前报送时移除的，不能放回；要用请重新添加")
    _check_room(submission, evidence.size)
    _put_back(evidence)
    return evidence


def describe(submission: Submission, user: User, evidence_id: int, place: str, caption: str) -> Evidence:
    """改说明: what it proves, and in which words; not any more once a round was handed over with it."""
    _take(submission, user)
    evidence = _of(submission, evidence_id)
    changed = (place[:_LONGEST_PLACE], tidy_caption(caption))
    if changed == (evidence.field, evidence.caption):
        return evidence
    if evidence.added_in != submission.round_number:
        raise StepNotAllowed(
            f"“{evidence.name}”第 {evidence.added_in} 次报送时已经交出，说明不能再改；要改请移除后重新添加"
        )
    evidence.field, evidence.caption = changed
    db.session.flush()
    return evidence


def tidy_caption(caption: str) -> str:
    words = tidy(caption).replace("\n", " ")
    if len(words) > LONGEST_CAPTION:
        raise Unacceptable(f"说明最多 {LONGEST_CAPTION} 个字，现在有 {len(words)} 个")
    return words


def _take(submission: Submission, user: User) -> None:
    """The paper's row for this deed: it may have been sent while the file was on its way."""
    db.session.flush()
    db.session.refresh(submission, with_for_update={"of": Submission})
    check_open(submission, user)


def _of(submission: Submission, evidence_id: int) -> Evidence:
    found = db.session.get(Evidence, evidence_id)
    if found is None or found.submission_id != submission.id:
        raise NotFound("没有这份佐证材料，或它不在你的可见范围内")
    return found


def _same_bytes(submission: Submission, sha256: str) -> Evidence | None:
    """The entry of these bytes that is there, or was until it was taken out in this round."""
    return db.session.scalar(
        select(Evidence)
        .where(
            Evidence.submission_id == submission.id,
            Evidence.sha256 == sha256,
            Evidence.removed_in.is_(None) | (Evidence.removed_in == submission.round_number),
        )
        .order_by(Evidence.removed_in.is_(None).desc(), Evidence.id.desc())
        .limit(1)
    )


def _put_back(evidence: Evidence) -> None:
    evidence.removed_in = evidence.removed_by_id = None
    db.session.flush()


def _check_room(submission: Submission, size: int) -> None:
    present = rounds.in_round(submission.id, submission.round_number)
    if len(present) >= MOST_FILES:
        raise Unacceptable(f"一件最多附 {MOST_FILES} 份佐证材料，已经满了：能说明问题即可，请先移除用不着的")
    total = sum(each.size for each in present) + size
    if total > MOST_TOTAL:
        raise Unacceptable(
            f"佐证材料合起来有 {total / 1048576:.0f} MB，一件最多 {MOST_TOTAL >> 20} MB：请先移除用不着的"
        )
    ever = db.session.scalar(
        select(func.count()).select_from(Evidence).where(Evidence.submission_id == submission.id)
    )
    if (ever or 0) >= MOST_EVER:
        raise Unacceptable(f"这一件先后添加、移除的材料已有 {MOST_EVER} 份，不能再加；确有需要请联系管理员")
