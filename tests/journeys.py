"""路途: walk an annex along its path with the services, as the people of the cast (`tests/factories.py`).

Each verb does one step and returns the submission; `file_task_sheet` and `file_contact_points` walk the whole
way and return the filing. They flush and do not commit: a test that opens pages calls `db.session.commit()`,
or uses `filed(...)`.

    submission = draft_task_sheet(cast)               # 罗欣喆 of 团青岚市委, sent to 团示范省委组织部
    sign_off(submit(submission, cast), cast)

Who acts is the person whose duty it is in the cast; name another with `by="chen"`.
"""

from __future__ import annotations

import io
import time
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image

from tests.factories import Cast
from youthwork.domain.duties import Duty
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS
from youthwork.forms.fields import posted_from
from youthwork.models import Evidence, Filing, Job, JobState, Paper, Submission, User
from youthwork.services import posts
from youthwork.services.drafts import explaining
from youthwork.services.drafts.checking import check_draft
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.drafts.drafting import submit as submit_draft
from youthwork.services.evidence import taking
from youthwork.services.evidence.preparing import Kept
from youthwork.services.jobs import runner
from youthwork.services.path import corrections, dispatch, filing, impressions, press_approval, review
from youthwork.services.path.cases import annex_of
from youthwork.services.printing.papers import store
from youthwork.services.tree import unit_of

#: 时间、形式、规模、效果 of one entry of a task sheet.
Entry = tuple[str, str, str, str]
ENTRIES: dict[str, Sequence[Entry]] = {
    "study_speeches": [("3月15日", "集中学习", "32人", "形成学习体会12篇")],
    "volunteer_service": [("3月5日", "清河志愿服务", "45人", "清理河道2公里")],
}


def draft_task_sheet(
    cast: Cast,
    cadre: str = "luo",
    entries: Mapping[str, Sequence[Entry]] | None = None,
    owner: str | None = None,
) -> Submission:
    """附件2: the cadre opens their own sheet and fills it in; what is known comes from person and link."""
    person = cast.person(cadre)
    owner_id = cast.organ(owner).id if owner else posts.actor_of(person).posts[0][1].organ.id
    submission = open_submission(cast.annex("province", "task_sheet"), person, owner_id, subject=person)
    given = ENTRIES if entries is None else entries
    rows = {key: _entry_rows(key, given.get(key, ())) for key in TASKS}
    return type_in(submission, person, {**_places(submission), **rows})


def draft_contact_points(cast: Cast, clerk: str = "zhou", **changes: Any) -> Submission:
    """附件1: the clerk opens the unit's table; it is compiled from the unit's links."""
    person = cast.person(clerk)
    owner_id = posts.actor_of(person).posts[0][1].organ.id
    submission = open_submission(cast.annex("province", "contact_points"), person, owner_id)
    form = _bound(submission)
    rows = [{**row, "committee": row["committee"] or "云溪镇团委"} for row in form.rows.data]
    answers = {"filler": form.filler.data, "filler_phone": form.filler_phone.data, "rows": rows}
    return type_in(submission, person, {**answers, **changes})


def draft_contact_units(cast: Cast, clerk: str = "lin", **changes: Any) -> Submission:
    """联系单位安排表: 团市委's own, the sample's one group."""
    person = cast.person(clerk)
    owner_id = posts.actor_of(person).posts[0][1].organ.id
    submission = open_submission(cast.annex("city", "contact_units"), person, owner_id)
    return type_in(submission, person, {**annex_of(submission).sample(), **changes})


def type_in(submission: Submission, person: User, answers: Mapping[str, Any]) -> Submission:
    """填报: save these answers as the draft's text; what they do not name stays as it is."""
    revision = find_draft(submission).revision
    typed = posted_from(annex_of(submission), answers)
    named = {name: values for name, values in typed.items() if name.partition("-")[0] in answers}
    posted = {**find_draft(submission).fields, **named}
    save_draft(submission, person, Save(posted, revision))
    return submission


def attach(submission: Submission, person: User, name: str = "照片.jpg", colour: str = "green") -> Evidence:
    """添加佐证材料: a small picture of this colour, as it would come out of the examination."""
    written = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, "JPEG")
    content = written.getvalue()
    sha256 = store().put(content)
    return taking.add(submission, person, Kept(name, "image/jpeg", len(content), sha256, sha256)).evidence


def submit(submission: Submission, cast: Cast, by: str | None = None) -> Submission:
    """提交审签, by the subject or whoever opened the draft; what the checks want explained is explained."""
    opener = submission.subject_id or submission.created_by_id
    person = _person(cast, by, opener)
    explain(submission, person)
    submit_draft(submission, person, submission.version)
    return submission


def explain(submission: Submission, person: User, words: str = "情况属实") -> Submission:
    """请说明: the same words to every finding that wants some."""
    asked = check_draft(submission, person).explain
    if asked:
        explaining.keep(submission, person, {each.message: words for each in asked})
    return submission


def sign_off(submission: Submission, cast: Cast, by: str | None = None, approves: bool = True) -> Submission:
    """审签; who may also approve the seal does so in the same press, as the page proposes."""
    signer = _someone(cast, by, submission, Duty.SIGNER)
    also = approves and press_approval.may_approve_with_sign_off(submission, posts.actor_of(signer))
    dispatch.sign_off(submission, signer, submission.version, copies_to_press=1 if also else None)
    return submission


def approve_press(submission: Submission, cast: Cast, by: str | None = None) -> Submission:
    """批准用印, unless it was approved with the sign-off."""
    if submission.press_approved_by_id is None:
        approver = _someone(cast, by, submission, Duty.SEAL_APPROVER)
        press_approval.approve(submission, approver, submission.version)
    return submission


def press(
    submission: Submission, cast: Cast, by: str | None = None, scan: impressions.Scan | None = None
) -> Submission:
    """用印, approved before where it was not yet."""
    approve_press(submission, cast)
    keeper = _someone(cast, by, submission, Duty.SEAL_KEEPER)
    impressions.press(submission, keeper, submission.version, scan)
    return submission


def send(submission: Submission, cast: Cast, by: str | None = None) -> Submission:
    dispatch.send(
        submission, _someone(cast, by, submission, Duty.CLERK, submission.owner_id), submission.version
    )
    return submission


def accept(submission: Submission, cast: Cast, by: str | None = None) -> Submission:
    review.accept(submission, _someone(cast, by, submission, Duty.REVIEWER), submission.version)
    return submission


def return_(
    submission: Submission, cast: Cast, reason: str = "请补充第二项的效果", by: str | None = None
) -> Submission:
    review.return_(submission, _person(cast, by, submission.accepted_by_id), submission.version, reason)
    return submission


def file_(submission: Submission, cast: Cast, by: str | None = None) -> Filing:
    """予以备案, by whoever accepted it. The paper is asked for, not yet made (`make_papers`)."""
    return filing.file(submission, _person(cast, by, submission.accepted_by_id), submission.version)


def send_in(submission: Submission, cast: Cast) -> Submission:
    """From the filled draft to the receiver: 提交、审签、用印（有盖章栏的）、报送."""
    sign_off(submit(submission, cast), cast)
    if annex_of(submission).has_seal_cell:
        press(submission, cast)
    return send(submission, cast)


#: The path by state: what has been done when a paper stands there.
_WAY = (
    State.DRAFT,
    State.IN_SIGN_OFF,
    State.SIGNED_OFF,
    State.PRESSED,
    State.SENT,
    State.ACCEPTED,
    State.FILED,
)


def at_state(cast: Cast, state: State, sealed: bool = True) -> Submission:
    """A paper that stands in this state: 附件1 of 团云溪县委, or 附件2 of 罗欣喆 where `sealed` is false."""
    submission = draft_contact_points(cast) if sealed else draft_task_sheet(cast)
    return walk_on(submission, cast, state)


def walk_on(submission: Submission, cast: Cast, to: State) -> Submission:
    """Take the paper on, step by step, until it stands in this state."""
    if to is State.RETURNED:
        return return_(walk_on(submission, cast, State.ACCEPTED), cast)
    ways = {
        State.IN_SIGN_OFF: submit,
        State.SIGNED_OFF: sign_off,
        State.PRESSED: press,
        State.SENT: send,
        State.ACCEPTED: accept,
        State.FILED: file_,
    }
    if not annex_of(submission).has_seal_cell:
        assert to is not State.PRESSED, "this annex has no seal cell"
        del ways[State.PRESSED]
    way = [each for each in _WAY if each is State.DRAFT or each in ways]
    here = way.index(State.DRAFT if submission.state is State.RETURNED else submission.state)
    for state in way[here + 1 : way.index(to) + 1]:
        ways[state](submission, cast)
    return submission


def file_task_sheet(
    cast: Cast, cadre: str = "luo", entries: Mapping[str, Sequence[Entry]] | None = None
) -> Filing:
    return file_(accept(send_in(draft_task_sheet(cast, cadre, entries), cast), cast), cast)


def file_contact_points(cast: Cast, clerk: str = "zhou", **changes: Any) -> Filing:
    return file_(accept(send_in(draft_contact_points(cast, clerk, **changes), cast), cast), cast)


def file_contact_units(cast: Cast, clerk: str = "lin", **changes: Any) -> Filing:
    return file_(accept(send_in(draft_contact_units(cast, clerk, **changes), cast), cast), cast)


def draft_correction(
    filing: Filing, cast: Cast, by: str | None = None, reason: str = "填报人电话有误", **changes: Any
) -> Submission:
    """申请更正, by whoever handed the paper in, with these answers changed."""
    person = _person(cast, by, filing.submission.submitted_by_id)
    return type_in(corrections.start(filing, person, reason), person, changes)


def file_correction(filing: Filing, cast: Cast, **changes: Any) -> Filing:
    """更正: the whole path of a correction, to the next version."""
    return file_(accept(send_in(draft_correction(filing, cast, **changes), cast), cast), cast)


def filed(filing: Filing) -> Filing:
    """Make the filing lasting, as a request would."""
    db.session.commit()
    return filing


def make_papers() -> list[Paper]:
    """出件: make every paper asked for so far; fails where one could not be made."""
    db.session.commit()
    runner.run_until_empty()
    # A browser test has a worker beside it, which may have taken one.
    while db.session.scalar(db.select(Job.id).where(Job.state == JobState.RUNNING)):
        db.session.rollback()
        time.sleep(0.05)
    made = list(db.session.scalars(db.select(Paper).order_by(Paper.id)))
    assert all(paper.sha256 for paper in made), [paper.failure for paper in made]
    return made


def _entry_rows(key: str, entries: Sequence[Entry]) -> list[dict[str, str]]:
    names = ("time", "form", "scale", "effect")
    return [
        {"id": f"{key[:3]}{at}", **dict(zip(names, entry, strict=True))} for at, entry in enumerate(entries)
    ]


def _places(submission: Submission) -> dict[str, str]:
    """The linked committee and a branch beneath it; the cast's own where the cadre has no link."""
    form = _bound(submission)
    return {
        "committee": form.committee.data or "云溪镇团委",
        "branch": form.branch.data or ("" if form.committee.data else "白泉村团支部"),
    }


def _bound(submission: Submission) -> Any:
    from youthwork.forms.fields import bind

    return bind(annex_of(submission), find_draft(submission).fields)


def _someone(
    cast: Cast, by: str | None, submission: Submission, duty: Duty, organization_id: int | None = None
) -> User:
    """The first person whose duty it is where the submission is now, and who has not acted on it yet."""
    if by is not None:
        return cast.person(by)
    place = unit_of(organization_id or submission.holder_id or submission.owner_id)
    acted = {
        submission.subject_id,
        submission.submitted_by_id,
        submission.signed_off_by_id,
        submission.press_approved_by_id,
    }
    if duty is Duty.CLERK:
        acted = set()
    return next(user for user in posts.people_with([duty], place) if user.id not in acted)


def _person(cast: Cast, by: str | None, user_id: int | None) -> User:
    if by is not None:
        return cast.person(by)
    assert user_id is not None
    return db.session.get_one(User, user_id)
