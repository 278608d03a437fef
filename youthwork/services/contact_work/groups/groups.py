"""小组: form one, change who leads and who is in it, end it (H35, J20).

Everything is dated: a member who leaves and a leader who is followed by another stay known. A group of posted cadres
is formed and ended by its postings (`postings.py`, `proposing.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import AlreadyMoved, NotAllowed
from youthwork.domain.groups import GroupKind, Posted, lasts_until, leads_by_post
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, GroupMember, Organization, User, WorkGroup
from youthwork.services import audit
from youthwork.services.contact_work.groups.memberships import may_change
from youthwork.services.contact_work.links.cadres import cadres_on, organs_changed_by
from youthwork.services.contact_work.links.linkable import branches_beneath
from youthwork.services.contact_work.refusing import FieldRefused


@dataclass(frozen=True)
class GroupGiven:
    """小组 as it is formed; `leader_reason` where the leader is neither 班子成员 nor 部门主要负责人."""

    name: str
    leader_id: int
    leader_reason: str
    member_ids: tuple[int, ...]
    topic: str
    starts_on: date


def leads_by_titles(user_id: int, organ_id: int, day: date) -> bool:
    """班子成员 or 部门主要负责人 by any title they hold in the organ as a cadre on the day."""
    posts = [post for post in all_posts(organ_id, day) if post.user_id == user_id]
    return any(leads_by_post(post.title) for post in posts)


def all_posts(organ_id: int, day: date) -> list[Appointment]:
    """团干部 of the organ on the day, each by the first post; the choice of a group's people."""
    return cadres_on([organ_id], day)


def form_group(
    actor: Actor, organ: Organization, given: GroupGiven, by: User, kind: GroupKind = GroupKind.WORKING
) -> WorkGroup:
    """组建小组 of the organ's own cadres. Raises `FieldRefused`."""
    if organ.id not in organs_changed_by(actor):
        raise NotAllowed(f"{organ.common_name}的小组由其经办人、管理员组建，{by.name}可以查看")
    if given.starts_on > clock.today():
        raise FieldRefused("starts_on", "成立日期不能晚于今天；还没有到的日子，到时再来登记")
    db.session.refresh(organ, with_for_update={"of": Organization})
    taken = select(WorkGroup.id).where(
        WorkGroup.organization_id == organ.id, WorkGroup.name == given.name, WorkGroup.ends_on.is_(None)
    )
    if db.session.scalar(taken.limit(1)) is not None:
        raise FieldRefused("name", f"已有一个叫“{given.name}”的小组，请换一个名称，或先结束原来的")
    people = {post.user_id for post in all_posts(organ.id, given.starts_on)}
    if given.leader_id not in people:
        raise FieldRefused("leader", f"组长须是{organ.common_name}当天在任的团干部")
    strangers = set(given.member_ids) - people
    if strangers:
        raise FieldRefused("members", f"勾选的成员中有人那天还不是{organ.common_name}的团干部，请重新勾选")
    reason = checked_reason(given.leader_id, organ.id, given.leader_reason, given.starts_on)
    group = WorkGroup(
        organization=organ,
        kind=kind,
        name=given.name,
        leader_id=given.leader_id,
        leader_reason=reason,
        topic=given.topic,
        starts_on=given.starts_on,
        recorded_by_id=by.id,
        members=members_of(given.leader_id, given.member_ids, given.starts_on),
    )
    db.session.add(group)
    db.session.flush()
    audit.record("group", f"{by.name}组建{kind.value}“{group.name}”，组长{group.leader.name}", by.id)
    return group


def members_of(leader_id: int, member_ids: Iterable[int], starts_on: date) -> list[GroupMember]:
    """组长和成员 from a day on, each person once."""
    others = [each for each in dict.fromkeys(member_ids) if each != leader_id]
    leader = GroupMember(person_id=leader_id, starts_on=starts_on, is_leader=True)
    return [leader, *(GroupMember(person_id=each, starts_on=starts_on) for each in others)]


def checked_reason(user_id: int, organ_id: int, reason: str, day: date) -> str:
    """The reason that is kept: none where the post itself entitles to lead (H35). Raises `FieldRefused`."""
    if leads_by_titles(user_id, organ_id, day):
        return ""
    if not reason:
        raise FieldRefused(
            "leader_reason",
            "组长一般由班子成员或部门主要负责人担任；由其他同志担任的，请写明原因，原因会显示在小组页上",
        )
    return reason


def change_leader(
    actor: Actor, group: WorkGroup, leader_id: int, reason: str, day: date, by: User, version: int
) -> None:
    """更换组长 from a day on; the one before stays as a member. Raises `FieldRefused`."""
    _open_for_change(actor, group, by, version)
    _check_day(group, day, "starts_on")
    if leader_id == group.leader_id:
        raise FieldRefused("leader", f"{group.leader.name}已经是组长")
    kept = _checked_leader(group, leader_id, reason, day)
    before = group.leader
    running = {each.person_id: each for each in group.members if each.is_current(day)}
    for person_id, leads in ((leader_id, True), (before.id, False)):
        row = running.get(person_id)
        ends_on, posting = (row.ends_on, row.posting) if row else (None, None)
        if row is not None and row.starts_on < day:
            row.ends_on = day - timedelta(days=1)
        elif row is not None:
            # Put right on its first day: it never held.
            group.members.remove(row)
        group.members.append(
            GroupMember(person_id=person_id, starts_on=day, ends_on=ends_on, is_leader=leads, posting=posting)
        )
    group.leader_id, group.leader_reason = leader_id, kept
    _changed(group)
    db.session.refresh(group, ["leader"])
    audit.record("group", f"{by.name}把“{group.name}”的组长由{before.name}改为{group.leader.name}", by.id)


def add_members(
    actor: Actor, group: WorkGroup, user_ids: Sequence[int], day: date, by: User, version: int
) -> None:
    """增加成员 from a day on; who is in already stays as they are. Raises `FieldRefused`."""
    _open_for_change(actor, group, by, version)
    if group.kind is GroupKind.POSTED:
        raise NotAllowed("下沉干部小组的成员由下沉登记而来，请在“下沉登记”中登记")
    _check_day(group, day, "starts_on")
    there = {each.person_id for each in group.members if each.ends_on is None}
    fresh = [each for each in dict.fromkeys(user_ids) if each not in there]
    if not fresh:
        raise FieldRefused("members", "请至少勾选一位还不在组里的同志")
    if set(fresh) - {post.user_id for post in all_posts(group.organization_id, day)}:
        raise FieldRefused("members", "勾选的人中有人那天不是本单位的团干部，请重新勾选")
    group.members += [GroupMember(person_id=each, starts_on=day) for each in fresh]
    _changed(group)
    names = "、".join(db.session.get_one(User, each).name for each in fresh)
    audit.record("group", f"{names}自{long_date(day)}起加入“{group.name}”", by.id)


def set_branch(actor: Actor, group: WorkGroup, branch_id: int, by: User, version: int) -> None:
    """选定团支部 beneath the committee the posted cadres are linked to. Raises `FieldRefused`."""
    _open_for_change(actor, group, by, version)
    branches = {each.id: each for each in branches_beneath(group.committee)} if group.committee else {}
    if branch_id not in branches:
        raise FieldRefused("branch", "团支部必须在小组联系的团委之下，请重新选择")
    group.branch = branches[branch_id]
    _changed(group)
    audit.record("group", f"{by.name}为“{group.name}”选定团支部{group.branch.common_name}", by.id)


def end_membership(actor: Actor, group: WorkGroup, member_id: int, by: User, version: int) -> None:
    """退出小组 today; the leader is followed by another first."""
    _open_for_change(actor, group, by, version)
    member = next((each for each in group.members if each.id == member_id), None)
    if member is None or not member.is_current(clock.today()):
        return
    if member.is_leader:
        raise FieldRefused("", f"{member.person.name}是组长，请先更换组长，或结束小组")
    member.ends_on = max(member.starts_on, clock.today())
    settle(group)
    _changed(group)
    audit.record("group", f"{member.person.name}至{long_date(member.ends_on)}退出“{group.name}”", by.id)


def end_group(actor: Actor, group: WorkGroup, day: date, by: User, version: int) -> None:
    """结束小组 with a day, for all its members. Raises `FieldRefused`."""
    _open_for_change(actor, group, by, version)
    _check_day(group, day, "ends_on")
    close(group, day)
    _changed(group)
    audit.record("group", f"{by.name}结束{group.kind.value}“{group.name}”，到{long_date(day)}", by.id)


def close(group: WorkGroup, day: date) -> None:
    """Its last day, and at the latest its members' too."""
    group.ends_on = max(group.starts_on, day)
    for member in group.members:
        if member.ends_on is None or member.ends_on > group.ends_on:
            member.ends_on = max(member.starts_on, group.ends_on)


def settle(group: WorkGroup) -> None:
    """下沉干部小组 ends with the last day on which its members, as posted, still make a group (H25)."""
    today = clock.today()
    if group.kind is not GroupKind.POSTED or (group.ends_on is not None and group.ends_on <= today):
        return
    spans = [
        Posted(
            each.id,
            each.person_id,
            each.posting.county_id,
            each.posting.prefecture_id,
            each.starts_on,
            each.ends_on,
        )
        for each in group.members
        if each.posting is not None
    ]
    # Members keep the days of their postings: prolonged before it ended, the group goes on with them.
    group.ends_on = lasts_until(spans, group.starts_on)
    _changed(group)


def _checked_leader(group: WorkGroup, leader_id: int, reason: str, day: date) -> str:
    """A posted group is led by one of its members; others by a cadre of the organ, with a reason where it needs one."""
    if group.kind is GroupKind.POSTED:
        if leader_id not in {each.person_id for each in group.members if each.is_current(day)}:
            raise FieldRefused("leader", "下沉干部小组的组长须是小组成员")
        return ""
    if leader_id not in {post.user_id for post in all_posts(group.organization_id, day)}:
        raise FieldRefused("leader", f"组长须是{group.organization.common_name}当天在任的团干部")
    return checked_reason(leader_id, group.organization_id, reason, day)


def _open_for_change(actor: Actor, group: WorkGroup, by: User, version: int) -> None:
    db.session.refresh(group, with_for_update={"of": WorkGroup})
    if not may_change(actor, group):
        raise NotAllowed(f"这个小组由{group.organization.common_name}的经办人、管理员管理，{by.name}可以查看")
    if group.version != version:
        raise AlreadyMoved("打开这一页以后，小组刚有改动，请刷新页面，核对以后再改")
    if not group.is_open(clock.today()):
        raise AlreadyMoved("这个小组已经结束，不能再改；需要的，另建一个")


def _check_day(group: WorkGroup, day: date, field: str) -> None:
    if day > clock.today():
        raise FieldRefused(field, "日期不能晚于今天；还没有到的日子，到时再来办")
    latest = max((each.starts_on for each in group.members if each.ends_on is None), default=group.starts_on)
    if day < latest:
        raise FieldRefused(field, f"日期不能早于小组上一次变动的日期（{long_date(latest)}）")


def _changed(group: WorkGroup) -> None:
    group.version += 1
    db.session.flush()
