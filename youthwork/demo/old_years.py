"""往年的档案: some filings of twelve years ago, typed in from the paper archive when the system came, whose period has
run out; a 销毁清册 that waits for approval, and a check that is over.

Nobody of today held a post then, so these are not walked: their rows are written as they would stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from youthwork.demo.calendar import Clock
from youthwork.demo.tree import Tree
from youthwork.documents.contents import data_sha256
from youthwork.domain.duties import Duty
from youthwork.domain.numbering import Series, filing_number, machine_number
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.models import (
    CheckStage,
    Filing,
    FilingScope,
    Notice,
    NumberSeries,
    Organization,
    Paper,
    PaperKind,
    Submission,
    SubmissionEvent,
    SubmissionRound,
    User,
    Verdict,
)
from youthwork.services import posts
from youthwork.services.archive import archiving
from youthwork.services.archive.checking import asking, running
from youthwork.services.archive.checking.asking import Asked
from youthwork.services.archive.counting import count_in
from youthwork.services.archive.disposal import appraising
from youthwork.services.archive.disposal.appraising import Judgement
from youthwork.services.archive.entries import names_in
from youthwork.services.archive.index import add_to_index
from youthwork.services.jobs import asking as papers_asked
from youthwork.services.transactions import deed
from youthwork.services.tree import ancestor_ids, find_organization, unit_of

_CITY, _DEPARTMENT, _KEEPER = "团青岚市委", "团青岚市委组织部", "zhao"
_COUNTIES = ("团云溪县委", "团白鹭县委", "团白泉县委", "团枕江区委")
_YEARS_AGO = 12
_REASON = "保管期限表“下级报送备案的其他文件材料”10年，期满；鉴定小组意见：内容已汇总进年度总结，无续存价值"
_WAY = (
    (Action.SUBMIT, State.IN_SIGN_OFF),
    (Action.SIGN_OFF, State.SIGNED_OFF),
    (Action.SEND, State.SENT),
    (Action.ACCEPT, State.ACCEPTED),
    (Action.FILE, State.FILED),
)


@dataclass(frozen=True)
class _People:
    """谁办的 one of them: filled in and signed in the county, accepted and filed in the city."""

    clerk: User
    signer: User
    filer: User

    def of(self, action: Action) -> User:
        return {Action.SUBMIT: self.clerk, Action.SIGN_OFF: self.signer, Action.SEND: self.clerk}.get(
            action, self.filer
        )


def write(tree: Tree, now: datetime) -> None:
    """补录 the filings of that year, within the builder's session; nothing where the tree has no such county."""
    owners = [find_organization(tree.by_name[name].id) for name in _COUNTIES if name in tree.by_name]
    if len(owners) < len(_COUNTIES):
        return
    organ, department = (find_organization(tree.by_name[name].id) for name in (_CITY, _DEPARTMENT))
    first_day = _a_monday(now.year - _YEARS_AGO)
    notice = _notice(organ, first_day)
    filer = posts.people_with([Duty.REVIEWER], unit_of(department.id))[0]
    above = posts.people_with([Duty.SIGNER], unit_of(organ.id))
    for number, owner in enumerate(owners, start=1):
        clerk = posts.people_with([Duty.CLERK], unit_of(owner.id))[0]
        # A county with one officer is signed for above.
        signers = (*posts.people_with([Duty.SIGNER], unit_of(owner.id)), *above)
        signer = next(one for one in signers if one.id != clerk.id)
        at = datetime.combine(first_day + timedelta(days=7 * number + 2), datetime.min.time()).replace(
            hour=10
        )
        submission = _submission(notice, owner, department, _People(clerk, signer, filer), at)
        _file(submission, organ, department, number, at)
    db.session.add(
        NumberSeries(
            organization_id=organ.id, series=Series.FILING, period=str(first_day.year), last=len(owners)
        )
    )
    db.session.flush()


def _a_monday(year: int) -> date:
    day = date(year, 4, 1)
    return day + timedelta(days=-day.weekday() % 7)


def _notice(organ: Organization, issued_on: date) -> Notice:
    """The notice of that year; nobody is asked for anything by it any more."""
    edition = EDITIONS["city_2017_walking"]
    title = f"{edition.title}（{issued_on.year}年）"
    notice = Notice(
        edition_key=edition.key, issuer_id=organ.id, number=None, title=title, issued_on=issued_on
    )
    db.session.add(notice)
    db.session.flush()
    return notice


def _answers(owner: Organization, people: _People) -> dict[str, Any]:
    row = {
        "id": "g1",
        "group": "第一调研组",
        "leader": f"{people.signer.name}、书记",
        "members": people.clerk.name,
        "counties": owner.common_name,
        "committee": "镇团委",
        "branch": "",
        "kind": "农村",
        "topic": "基层团组织覆盖情况",
        "schedule": "每季度一次",
        "liaison": people.clerk.name,
        "liaison_phone": "13800000000",
        "remark": "",
    }
    return {"unit": owner.short_name, "rows": [row]}


def _submission(
    notice: Notice, owner: Organization, department: Organization, people: _People, at: datetime
) -> Submission:
    annex = EDITIONS[notice.edition_key].annexes[0]
    answers = _answers(owner, people)
    digest = data_sha256(answers)
    submission = Submission(
        notice_id=notice.id,
        annex_key=annex.key,
        owner_id=owner.id,
        title=annex.paper_title(answers),
        due=(at + timedelta(days=5)).date(),
        state=State.FILED,
        held_since=at,
        receiver_id=department.id,
        submitted_by_id=people.clerk.id,
        signed_off_by_id=people.signer.id,
        accepted_by_id=people.filer.id,
        accepted_at=at,
        filed_by_id=people.filer.id,
        first_sent_at=at - timedelta(hours=20),
        sent_at=at - timedelta(hours=20),
        answers=answers,
        answers_sha256=digest,
        created_at=at - timedelta(days=2),
        created_by_id=people.clerk.id,
    )
    db.session.add(submission)
    db.session.flush()
    db.session.add(
        SubmissionRound(
            submission_id=submission.id,
            number=1,
            answers=answers,
            answers_sha256=digest,
            submitted_at=at - timedelta(hours=24),
            submitted_by_id=people.clerk.id,
        )
    )
    db.session.add_all(_events(submission, owner, department, people, at))
    db.session.flush()
    return submission


def _events(
    submission: Submission, owner: Organization, department: Organization, people: _People, at: datetime
) -> Iterator[SubmissionEvent]:
    """Filled in and sent the day before, a Tuesday; filed at `at`."""
    before = (timedelta(hours=24), timedelta(hours=22), timedelta(hours=20), timedelta(hours=1), timedelta(0))
    for (action, state), earlier in zip(_WAY, before, strict=True):
        actor = people.of(action)
        unit = department if actor is people.filer else owner
        yield SubmissionEvent(
            submission_id=submission.id,
            at=at - earlier,
            actor_id=actor.id,
            actor_name=actor.name,
            acting_for=unit.common_name,
            action=action,
            state=state,
            round_number=1,
        )


def _file(
    submission: Submission, organ: Organization, department: Organization, number: int, at: datetime
) -> None:
    annex = EDITIONS[submission.notice.edition_key].annexes[0]
    answers, filer = submission.answers or {}, db.session.get_one(User, submission.filed_by_id)
    filing = Filing(
        submission_id=submission.id,
        organ_id=organ.id,
        department_id=department.id,
        year=at.year,
        number=number,
        filing_number=filing_number(organ.code or "", at.year, number),
        machine_number=machine_number(organ.code or "", at.year, number),
        filed_at=at,
        filed_by_id=filer.id,
        filed_by_name=filer.name,
        edition_key=submission.notice.edition_key,
        annex_key=submission.annex_key,
        title=submission.title,
        owner_id=submission.owner_id,
        owner_name=submission.owner.common_name,
        organ_name=organ.short_name,
        department_name=department.common_name,
        answers=answers,
        answers_sha256=submission.answers_sha256,
        was_on_time=True,
        retention_years=10,
        text="\n".join(text for text in annex.texts(answers) if text),
        names=names_in(annex, answers),
    )
    db.session.add(filing)
    db.session.flush()
    organs = {organ.id, submission.owner_id, *ancestor_ids(submission.owner.path)}
    db.session.add_all(FilingScope(organization_id=each, filing_id=filing.id) for each in sorted(organs))
    paper = Paper(kind=PaperKind.FILED, submission_id=submission.id, filing_id=filing.id, requested_at=at)
    db.session.add(paper)
    db.session.flush()
    papers_asked.ask_for(paper, filer)
    add_to_index(filing)
    count_in(filing, organs)


def tell(moments: Clock, now: datetime) -> None:
    """归档 of that year, the list that waits for 签发人, and the yearly check; once the papers are there."""
    moments.moment = now - timedelta(days=2)
    city = db.session.scalars(select(Organization).where(Organization.common_name == _CITY)).one()
    pages, _ = archiving.count_pages(archiving.plan(city, now.year - _YEARS_AGO).ready)
    if pages:
        city_id = city.id
        with deed():
            city = db.session.get_one(Organization, city_id)
            archiving.archive(city, now.year - _YEARS_AGO, _keeper(), pages)
        moments.moment = now - timedelta(hours=22)
        _check(city_id)
        moments.moment = now - timedelta(hours=3)
        _propose(city_id, sorted(pages))


def _check(organization_id: int) -> None:
    with deed():
        check_id = asking.put_down(Asked(organization_id, None, CheckStage.KEEPING), _keeper()).id
    running.run(check_id)


def _propose(organization_id: int, filing_ids: Sequence[int]) -> None:
    with deed():
        keeper = _keeper()
        listed = appraising.begin(posts.actor_of(keeper), keeper, organization_id, filing_ids)
        kept = Judgement(Verdict.EXTEND, 10, "全市第一份联系单位安排，有研究价值")
        appraising.judge(listed, keeper, {filing_ids[0]: kept}, _REASON)
        appraising.propose(listed, keeper)


def _keeper() -> User:
    return db.session.scalars(select(User).where(User.username == _KEEPER)).one()
