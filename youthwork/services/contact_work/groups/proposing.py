"""成组建议: posted cadres of one prefecture and different counties, made a group in one act or declined with a reason.

The rule is `domain/groups.proposals`; here it meets who is in a group already and what was declined.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound
from youthwork.domain.groups import GroupKind, Proposal, proposals
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import (
    DeclinedProposal,
    GroupMember,
    MessageKind,
    Organization,
    Posting,
    User,
    WorkGroup,
)
from youthwork.services import audit
from youthwork.services.contact_work.groups.groups import settle
from youthwork.services.contact_work.groups.postings import posted
from youthwork.services.contact_work.links.cadres import in_reach, organs_changed_by
from youthwork.services.contact_work.links.linkable import find_committee
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.messages.telling import tell
from youthwork.services.tree import ancestor_ids


@dataclass(frozen=True)
class Offer:
    """一条成组建议 in sight: the postings, the group some are in already, and the answer that was given."""

    proposal: Proposal
    prefecture: Organization
    postings: tuple[Posting, ...]
    #: The group there is already: the others join it.
    group: WorkGroup | None
    declined: DeclinedProposal | None
    may_settle: bool

    @property
    def newcomers(self) -> tuple[Posting, ...]:
        there = {each.posting_id for each in self.group.members} if self.group else set()
        return tuple(each for each in self.postings if each.id not in there)


@dataclass(frozen=True)
class Accepted:
    """成组: under which name, led by whom, linked to which committee, since when."""

    name: str
    leader_id: int
    committee_id: int
    starts_on: date


def offers(actor: Actor) -> list[Offer]:
    """成组建议 of the prefectures in or under whose office this person works, those not yet answered first."""
    today = clock.today()
    rows = {each.id: each for each in _running(today)}
    found = []
    for proposal in proposals(map(posted, rows.values()), today):
        postings = tuple(rows[each.id] for each in proposal.postings)
        if in_reach(actor, postings[0].prefecture):
            found.append((proposal, postings))
    here = {proposal.prefecture_id for proposal, _ in found}
    groups, answers, changed = _open_groups(here), _answers(here), organs_changed_by(actor).keys()
    made = [
        Offer(
            proposal,
            postings[0].prefecture,
            postings,
            groups.get(proposal.prefecture_id),
            _declined(proposal, answers),
            bool(changed & set(ancestor_ids(postings[0].prefecture.path))),
        )
        for proposal, postings in found
    ]
    return sorted((each for each in made if each.newcomers), key=lambda each: each.declined is not None)


def find_offer(actor: Actor, prefecture_id: int) -> Offer:
    found = next((each for each in offers(actor) if each.prefecture.id == prefecture_id), None)
    if found is None:
        raise NotFound("这里现在没有成组建议：可能已经成组，或下沉已有变动")
    return found


def accept(actor: Actor, prefecture_id: int, mark: str, given: Accepted, by: User) -> WorkGroup:
    """成组 in one act. Raises `FieldRefused`, or `AlreadyMoved` where the postings are others by now."""
    offer = _for_deed(actor, prefecture_id, mark, by)
    if offer.group is not None:
        raise AlreadyMoved(f"这里已有“{offer.group.name}”，请让新下沉的同志加入")
    committee = find_committee(offer.prefecture, given.committee_id)
    if committee is None or not committee.path.startswith(offer.prefecture.path):
        raise FieldRefused("committee", f"请在{offer.prefecture.common_name}所属的基层团委、团总支中选定一个")
    if given.leader_id not in {each.person_id for each in offer.postings}:
        raise FieldRefused("leader", "组长须是这几位下沉干部中的一位")
    if not offer.proposal.starts_on <= given.starts_on <= clock.today():
        day = long_date(offer.proposal.starts_on)
        raise FieldRefused("starts_on", f"成立日期须在{day}（下沉开始重叠的那天）到今天之间")
    group = WorkGroup(
        organization=offer.prefecture,
        kind=GroupKind.POSTED,
        name=given.name,
        leader_id=given.leader_id,
        committee=committee,
        starts_on=given.starts_on,
        recorded_by_id=by.id,
        version=0,
        members=[_member(each, given.starts_on, given.leader_id) for each in offer.postings],
    )
    db.session.add(group)
    db.session.flush()
    settle(group)
    _tell(group, offer.postings, by)
    names = "、".join(each.person.name for each in offer.postings)
    audit.record("group", f"{by.name}组建“{group.name}”（{names}），共同联系{committee.common_name}", by.id)
    return group


def join(actor: Actor, prefecture_id: int, mark: str, by: User) -> WorkGroup:
    """加入已有的小组: who was posted later joins from today, or from the first day of the posting."""
    offer = _for_deed(actor, prefecture_id, mark, by)
    group = offer.group
    if group is None:
        raise AlreadyMoved("这里还没有小组，请先成组")
    names = "、".join(each.person.name for each in offer.newcomers)
    group.members += [_member(each, clock.today(), 0) for each in offer.newcomers]
    db.session.flush()
    settle(group)
    _tell(group, offer.newcomers, by)
    audit.record("group", f"{by.name}让{names}加入“{group.name}”", by.id)
    return group


def decline(actor: Actor, prefecture_id: int, mark: str, reason: str, by: User) -> DeclinedProposal:
    """不成组, with the reason; asked anew once another is posted there."""
    offer = _for_deed(actor, prefecture_id, mark, by)
    if not reason:
        raise FieldRefused("reason", "请写明为什么不成组")
    if offer.declined is not None:
        return offer.declined
    row = DeclinedProposal(
        prefecture=offer.prefecture,
        posting_ids=[each.id for each in offer.postings],
        reason=reason,
        declined_by_id=by.id,
        declined_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("group", f"{by.name}不采用{offer.prefecture.common_name}的成组建议：{reason}", by.id)
    return row


def _tell(group: WorkGroup, newcomers: tuple[Posting, ...], by: User) -> None:
    """告知: who is in a group now need not choose a committee of their own."""
    assert group.committee is not None, "a group of posted cadres has one"
    for each in newcomers:
        tell(
            each.person,
            MessageKind.PROGRESS,
            once=f"group:{group.id}:{each.id}",
            title=f"你已编入“{group.name}”",
            words=f"和小组共同联系{group.committee.common_name}，期间不用另选联系的团委。",
            url=f"/groups/{group.id}",
            sender=by.name,
            but=by,
        )


def _for_deed(actor: Actor, prefecture_id: int, mark: str, by: User) -> Offer:
    # Two who answer at once: the second waits here and finds what the first one did.
    db.session.get(Organization, prefecture_id, with_for_update=True)
    offer = find_offer(actor, prefecture_id)
    if not offer.may_settle:
        raise NotAllowed(
            f"是否成组由{offer.prefecture.common_name}或其上级的经办人、管理员办理，{by.name}可以查看"
        )
    if offer.proposal.mark != mark:
        raise AlreadyMoved("打开这一页以后，下沉名册有了变动，请刷新页面，核对以后再办")
    return offer


def _declined(proposal: Proposal, answers: list[DeclinedProposal]) -> DeclinedProposal | None:
    """The newest answer that was given with all these postings known."""
    ids = {each.id for each in proposal.postings}
    here = (each for each in answers if each.prefecture_id == proposal.prefecture_id)
    return next((each for each in here if ids <= set(each.posting_ids)), None)


def _answers(prefecture_ids: set[int]) -> list[DeclinedProposal]:
    rows = db.session.scalars(
        select(DeclinedProposal)
        .where(DeclinedProposal.prefecture_id.in_(prefecture_ids))
        .order_by(DeclinedProposal.id.desc())
        .options(joinedload(DeclinedProposal.declined_by))
    )
    return list(rows)


def _running(day: date) -> list[Posting]:
    rows = db.session.scalars(
        select(Posting)
        .where(Posting.starts_on <= day, or_(Posting.ends_on.is_(None), Posting.ends_on >= day))
        .order_by(Posting.id)
        .options(joinedload(Posting.person), joinedload(Posting.county), joinedload(Posting.prefecture))
    )
    return list(rows)


def _open_groups(prefecture_ids: set[int]) -> dict[int, WorkGroup]:
    """The group of posted cadres of each prefecture, where there is one today; the newest counts."""
    today = clock.today()
    rows = db.session.scalars(
        select(WorkGroup)
        .where(WorkGroup.organization_id.in_(prefecture_ids), WorkGroup.kind == GroupKind.POSTED)
        .order_by(WorkGroup.id)
        .options(selectinload(WorkGroup.members))
    )
    return {each.organization_id: each for each in rows if each.is_open(today)}


def _member(posting: Posting, starts_on: date, leader_id: int) -> GroupMember:
    return GroupMember(
        person_id=posting.person_id,
        starts_on=max(starts_on, posting.starts_on),
        ends_on=posting.ends_on,
        is_leader=posting.person_id == leader_id,
        posting=posting,
    )
