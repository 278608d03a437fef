"""下沉登记: who is posted to which county, from when to when (H25).

A person's postings never overlap. What a posting makes somebody a member of ends with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.domain.groups import Posted
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, GroupMember, Organization, Posting, User, WorkGroup
from youthwork.models.organization import subtree_range
from youthwork.services import audit
from youthwork.services.contact_work.groups.groups import settle
from youthwork.services.contact_work.links.cadres import cadres_on, find_own, organ_id_of, organs_changed_by
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.holdings import open_today
from youthwork.services.personnel.administration import in_sight
from youthwork.services.personnel.dated import still_open
from youthwork.services.tree import ancestor_ids

MOST_SHOWN = 300
_COUNTIES = (OrganizationLevel.COUNTY, OrganizationLevel.DIRECT_COUNTY)


@dataclass(frozen=True)
class PostingGiven:
    """一次下沉 as it is registered; `ends_on` None where the end is not known."""

    person_id: int
    county_id: int
    starts_on: date
    ends_on: date | None


def visible_postings(actor: Actor) -> Select[Posting]:
    """下沉 this person may read: their own, those of cadres within their office, and those into its counties."""
    within = select(Organization.id).where(in_sight(actor))
    people = select(Appointment.user_id).where(Appointment.organization_id.in_(within))
    return (
        select(Posting)
        .where(
            or_(
                Posting.person_id == actor.user_id,
                Posting.person_id.in_(people),
                Posting.county_id.in_(within),
            )
        )
        .options(joinedload(Posting.person), joinedload(Posting.county), joinedload(Posting.prefecture))
    )


def register_of(actor: Actor) -> list[Posting]:
    """下沉名册, those that go on first, the newest first."""
    newest = visible_postings(actor).order_by(
        Posting.ends_on.is_not(None), Posting.ends_on.desc(), Posting.starts_on.desc(), Posting.id.desc()
    )
    return list(db.session.scalars(newest.limit(MOST_SHOWN)))


def find(actor: Actor, posting_id: int) -> Posting:
    found = db.session.scalar(visible_postings(actor).where(Posting.id == posting_id))
    if found is None:
        raise NotFound("没有这条下沉记录，或它不在你的可见范围内")
    return found


def people_to_post(actor: Actor) -> list[Appointment]:
    """可以登记的团干部: oneself, and the cadres of the organs one keeps as 经办人 or 管理员."""
    rows = cadres_on(organs_changed_by(actor), clock.today())
    own = find_own(actor)
    if own is not None and own.user.id not in {row.user_id for row in rows}:
        rows = [own.post, *rows]
    return rows


def changeable(actor: Actor) -> set[int]:
    """The people whose postings this person may register and end."""
    return {row.user_id for row in people_to_post(actor)}


def counties_for(actor: Actor) -> list[Organization]:
    """可以下沉到的县（市、区）: all in the actor's province, in the order of the tree."""
    province = next((unit for _, held in actor.posts for unit in held.chain if unit.superior is None), None)
    if province is None:
        return []
    low, high = subtree_range(f"/{province.id}/")
    rows = db.session.scalars(
        select(Organization)
        .where(
            Organization.path >= low,
            Organization.path < high,
            Organization.type == OrganizationType.LEADING_ORGAN,
            Organization.level.in_(_COUNTIES),
            still_open(),
        )
        .order_by(Organization.path)
        .options(joinedload(Organization.superior))
    )
    return list(rows)


def register(actor: Actor, given: PostingGiven, by: User) -> Posting:
    """登记下沉. Raises `FieldRefused`: postings of one person never overlap."""
    post = next((each for each in people_to_post(actor) if each.user_id == given.person_id), None)
    if post is None:
        raise FieldRefused("person", "只能登记本人，或由经办人、管理员登记本单位的团干部")
    county = next((each for each in counties_for(actor) if each.id == given.county_id), None)
    if county is None:
        raise FieldRefused("county", "请选择下沉到哪个县（市、区）")
    if county.id == organ_id_of(post.organization):
        raise FieldRefused("county", f"{post.user.name}就在{county.common_name}任职，不用登记下沉")
    person = db.session.get_one(User, given.person_id, with_for_update=True)
    if given.ends_on is not None and given.ends_on < given.starts_on:
        raise FieldRefused("ends_on", "结束日期不能早于开始日期")
    _check_overlap(person, given.starts_on, given.ends_on, but=0)
    posting = Posting(
        person=person,
        county=county,
        prefecture=_prefecture_of(county),
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        recorded_by_id=by.id,
    )
    db.session.add(posting)
    db.session.flush()
    audit.record("posting", f"{by.name}登记：{_words(posting)}", by.id)
    return posting


def set_end(actor: Actor, posting: Posting, ends_on: date, by: User) -> None:
    """确定下沉的最后一天; the memberships that rest on it end with it. Raises `FieldRefused`."""
    db.session.refresh(posting, with_for_update={"of": Posting})
    if posting.person_id not in changeable(actor):
        raise NotAllowed(f"{posting.person.name}的下沉由本人或本单位经办人、管理员登记，{by.name}可以查看")
    before = posting.ends_on
    if before is not None and before < clock.today():
        raise FieldRefused("", f"这次下沉已于{long_date(before)}结束，不能再改")
    if ends_on < posting.starts_on:
        raise FieldRefused("ends_on", f"结束日期不能早于开始日期（{long_date(posting.starts_on)}）")
    _check_overlap(posting.person, posting.starts_on, ends_on, but=posting.id)
    posting.ends_on = ends_on
    _end_memberships(posting, before)
    db.session.flush()
    audit.record("posting", f"{by.name}登记：{_words(posting)}", by.id)


def groups_through(posting: Posting) -> list[WorkGroup]:
    """由它加入的小组 that go on: with it the membership ends."""
    member = select(GroupMember.group_id).where(GroupMember.posting_id == posting.id, open_today(GroupMember))
    rows = select(WorkGroup).where(WorkGroup.id.in_(member), open_today(WorkGroup)).order_by(WorkGroup.id)
    return list(db.session.scalars(rows))


def posted(row: Posting) -> Posted:
    """下沉 as the rules see it."""
    return Posted(row.id, row.person_id, row.county_id, row.prefecture_id, row.starts_on, row.ends_on)


def _check_overlap(person: User, starts_on: date, ends_on: date | None, but: int) -> None:
    others = db.session.scalars(
        select(Posting)
        .where(Posting.person_id == person.id, Posting.id != but)
        .order_by(Posting.starts_on)
        .options(joinedload(Posting.county))
    )
    for each in others:
        if posted(each).overlaps(starts_on, ends_on):
            raise FieldRefused(
                "ends_on" if but else "starts_on",
                f"与已登记的下沉重叠：{_words(each)}。一人同一时间只下沉一处，请改日期，或先确定那一次的结束日期",
            )


def _prefecture_of(county: Organization) -> Organization:
    """The 市 the county lies in; a 省直管县 lies in none and stands for itself."""
    above = db.session.scalar(
        select(Organization).where(
            Organization.id.in_(ancestor_ids(county.path)),
            Organization.level == OrganizationLevel.PREFECTURE,
            Organization.type == OrganizationType.LEADING_ORGAN,
        )
    )
    return above or county


def _end_memberships(posting: Posting, before: date | None) -> None:
    """Whoever left the group earlier left it then."""
    rows = db.session.scalars(select(GroupMember).where(GroupMember.posting_id == posting.id))
    for member in rows:
        if member.ends_on in (None, before) and posting.ends_on is not None:
            member.ends_on = max(member.starts_on, posting.ends_on)
            settle(db.session.get_one(WorkGroup, member.group_id))


def _words(posting: Posting) -> str:
    until = f"至{long_date(posting.ends_on)}" if posting.ends_on else "起"
    return f"{posting.person.name}{long_date(posting.starts_on)}{until}下沉{posting.county.common_name}"
