"""联系书记: a county organ's cadre and the 书记 of committees of the county (H37).

As many as they like; 若干 is no number, so none is asked for and none is missed (DOMAIN §9 A16).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.domain.groups import is_secretary
from youthwork.domain.hierarchy import LINKABLE_TYPES, OrganizationLevel
from youthwork.extensions import db
from youthwork.models import Appointment, Organization, SecretaryLink, User
from youthwork.models.organization import subtree_range
from youthwork.services import audit
from youthwork.services.contact_work.links.cadres import Cadre
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.holdings import open_today
from youthwork.services.personnel.dated import still_open

#: What one looks through without a second search.
MOST_FOUND = 50
_COUNTIES = (OrganizationLevel.COUNTY, OrganizationLevel.DIRECT_COUNTY)


def links_of(cadre: Cadre) -> list[SecretaryLink]:
    """联系的书记 past and present, newest first."""
    rows = db.session.scalars(
        select(SecretaryLink)
        .where(SecretaryLink.cadre_id == cadre.user.id)
        .order_by(SecretaryLink.ends_on.is_not(None), SecretaryLink.starts_on.desc(), SecretaryLink.id.desc())
        .options(joinedload(SecretaryLink.secretary), joinedload(SecretaryLink.committee))
    )
    return list(rows)


def is_for(cadre: Cadre) -> bool:
    """Whether this is a cadre of a county organ: the others have no 联系书记."""
    organ = db.session.get_one(Organization, cadre.organ_id)
    return organ.level in _COUNTIES


def candidates(cadre: Cadre, query: str = "") -> tuple[list[Appointment], bool]:
    """本县基层团委的书记 whose name or committee holds every word of `query`; and whether there are more."""
    found = _secretaries(cadre)
    for word in query.split()[:5]:
        names = (User.name, Organization.common_name, Organization.full_name)
        found = found.where(or_(*(name.icontains(word, autoescape=True) for name in names)))
    rows = [
        post
        for post in db.session.scalars(found.order_by(Organization.path, Appointment.position)).unique()
        if is_secretary(post.title) and post.user_id != cadre.user.id
    ]
    return rows[:MOST_FOUND], len(rows) > MOST_FOUND


def hold_their_posts(cadre: Cadre, links: Iterable[SecretaryLink]) -> set[int]:
    """Of these links, the ids of those whose 书记 holds the post in that committee today."""
    wanted = list(links)
    posts = _secretaries(cadre).where(Appointment.user_id.in_([each.secretary_id for each in wanted]))
    held = {
        (post.user_id, post.organization_id)
        for post in db.session.scalars(posts).unique()
        if is_secretary(post.title)
    }
    return {each.id for each in wanted if (each.secretary_id, each.committee_id) in held}


def add(cadre: Cadre, user_ids: Iterable[int], starts_on: date, by: User) -> list[SecretaryLink]:
    """联系这几位书记 from a day on; who is linked already stays as they are. Raises `FieldRefused`."""
    _check_may_change(cadre, by)
    wanted = list(dict.fromkeys(user_ids))
    if not wanted:
        raise FieldRefused("secretaries", "请至少勾选一位书记")
    if starts_on > clock.today():
        raise FieldRefused("starts_on", "开始日期不能晚于今天；还没有到的日子，到时再来登记")
    if starts_on < cadre.appointed_on:
        raise FieldRefused("starts_on", f"开始日期不能早于任职日期（{long_date(cadre.appointed_on)}）")
    # Two who add the same 书记 at once: the second waits here and finds the first one's link.
    db.session.refresh(cadre.user, with_for_update=True)
    posts = _secretaries(cadre).where(Appointment.user_id.in_(wanted))
    found = {post.user_id: post for post in db.session.scalars(posts).unique() if is_secretary(post.title)}
    if set(wanted) - found.keys() or cadre.user.id in found:
        raise FieldRefused("secretaries", "勾选的人中有的已不是本县基层团委的书记，请重新查找、勾选")
    there = {each.secretary_id for each in links_of(cadre) if each.ends_on is None}
    made = [
        SecretaryLink(
            cadre_id=cadre.user.id,
            secretary_id=user_id,
            committee_id=found[user_id].organization_id,
            starts_on=starts_on,
            recorded_by_id=by.id,
        )
        for user_id in wanted
        if user_id not in there
    ]
    db.session.add_all(made)
    db.session.flush()
    if made:
        names = "、".join(found[each.secretary_id].user.name for each in made)
        audit.record("link", f"{cadre.user.name}自{long_date(starts_on)}起联系书记{names}", by.id)
    return made


def find(cadre: Cadre, link_id: int) -> SecretaryLink:
    link = db.session.get(SecretaryLink, link_id)
    if link is None or link.cadre_id != cadre.user.id:
        raise NotFound("没有这条联系书记的记录")
    return link


def end(cadre: Cadre, link: SecretaryLink, by: User) -> None:
    """结束联系 today; pressed twice, it ended once."""
    _check_may_change(cadre, by)
    if link.ends_on is not None:
        return
    link.ends_on = max(link.starts_on, clock.today())
    db.session.flush()
    audit.record(
        "link", f"{cadre.user.name}至{long_date(link.ends_on)}结束联系书记{link.secretary.name}", by.id
    )


def _secretaries(cadre: Cadre) -> Select[Appointment]:
    """Posts of today in committees of the county whose title speaks of a 书记; `is_secretary` decides."""
    low, high = subtree_range(db.session.get_one(Organization, cadre.organ_id).path)
    return (
        select(Appointment)
        .join(Organization, Appointment.organization_id == Organization.id)
        .join(User, Appointment.user_id == User.id)
        .where(
            Organization.path > low,
            Organization.path < high,
            Organization.type.in_(LINKABLE_TYPES),
            still_open(),
            Appointment.title.contains("书记"),
            open_today(Appointment),
            User.is_enabled,
        )
    )


def _check_may_change(cadre: Cadre, by: User) -> None:
    if not cadre.may_change:
        raise NotAllowed(
            f"{cadre.user.name}联系哪几位书记，由本人或本单位经办人、管理员登记，{by.name}可以查看"
        )
    if not is_for(cadre):
        raise NotAllowed("联系基层团委书记是县级团委机关干部的安排，这里不用登记")
