"""联系关系: who is linked to which committee and branch, since when; make, change and end a link.

A cadre keeps the own link; 经办人 or 管理员 of the organ may keep it for the cadre and are named as who recorded it.
Nothing is overwritten but a branch that was left open: a change closes the old link and begins a new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.domain.errors import NotAllowed
from youthwork.domain.hierarchy import LINKABLE_TYPES, OrganizationType
from youthwork.extensions import db
from youthwork.models import Link, Organization, User
from youthwork.models.organization import subtree_range
from youthwork.services import audit
from youthwork.services.contact_work.links.cadres import Cadre
from youthwork.services.contact_work.refusing import FieldRefused


class LinkRefused(FieldRefused):
    """The link cannot be made so."""


def links_of(user_ids: Iterable[int]) -> list[Link]:
    """联系关系 past and present, newest first, with everything a page prints of them."""
    return _listed(Link.user_id.in_(list(user_ids)))


def links_to(committee: Organization) -> list[Link]:
    """联系过这个团委的: past and present, newest first, with the cadres."""
    return _listed(Link.committee_id == committee.id)


def on_day(links: Iterable[Link], day: date) -> list[Link]:
    """Those that held on the day; both its days count."""
    return [link for link in links if link.starts_on <= day and (link.ends_on is None or day <= link.ends_on)]


@dataclass(frozen=True)
class Gone:
    """已撤销、已划出: what an open link still points at, since when it is closed, and what took over its work."""

    organization: Organization
    #: A linkable organization, or None where nothing is known to have taken over.
    successor: Organization | None
    #: The committee of the link that the branch no longer lies beneath; None where the branch itself is closed.
    left: Organization | None = None

    @property
    def is_branch(self) -> bool:
        return self.organization.type is OrganizationType.BRANCH

    @property
    def sentence(self) -> str:
        name = self.organization.common_name
        if self.left is not None:
            above = self.organization.superior
            now = f"，现属{above.common_name}" if above else ""
            return f"{name}已不在{self.left.common_name}之下{now}，请改联系"
        assert self.organization.closed_on is not None
        day = long_date(self.organization.closed_on)
        return f"{name}已于{day}撤销，请改联系"


def gone(link: Link) -> Gone | None:
    """What is gone of an open link: its committee, else its branch; a branch also by being put elsewhere."""
    if link.ends_on is not None:
        return None
    today = clock.today()
    for each in (link.committee, link.branch):
        if each is not None and each.closed_on is not None and each.closed_on < today:
            heir = each.successor
            is_fit = heir is not None and heir.type in LINKABLE_TYPES and heir.closed_on is None
            return Gone(each, heir if is_fit else None)
    if link.branch is not None and not link.branch.path.startswith(link.committee.path):
        return Gone(link.branch, None, link.committee)
    return None


def open_link(user_id: int) -> Link | None:
    """The link a person has now; one query."""
    return _open(_listed(Link.user_id == user_id, Link.ends_on.is_(None)))


def _listed(*conditions: ColumnElement[bool]) -> list[Link]:
    rows = db.session.scalars(
        select(Link)
        .where(*conditions)
        .order_by(Link.starts_on.desc(), Link.id.desc())
        .options(
            joinedload(Link.user),
            joinedload(Link.committee).joinedload(Organization.superior),
            joinedload(Link.branch),
        )
    )
    return list(rows)


def place_words(committee: Organization) -> str:
    """云溪镇团委（团云溪县委）: the name, and where it stands."""
    if committee.superior is None:
        return committee.common_name
    return f"{committee.common_name}（{committee.superior.common_name}）"


def set_link(
    cadre: Cadre, committee_id: int, branch_id: int | None, starts_on: date | None, by: User, seen: int
) -> Link:
    """确定联系关系: from `starts_on` (today where None) the cadre is linked to the committee and the branch.

    `seen` is the id of the open link the page showed, 0 for none. The same link again changes nothing; a
    branch added to a link without one keeps its date. Raises `LinkRefused` with the field and the reason.
    """
    _check_may_change(cadre, by)
    committee = _committee(cadre, committee_id)
    branch = _branch(committee, branch_id)
    earlier = links_of([cadre.user.id])
    present = _open(earlier)
    if present is not None and (present.committee_id, present.branch_id) == (committee.id, branch_id):
        return present
    _check_unmoved(present, seen)
    if present is not None and present.committee_id == committee.id and present.branch_id is None:
        present.branch = branch
        present.recorded_by_id = by.id
        _record(by, f"为{cadre.user.name}的联系关系补定团支部：{_words(present)}")
        return present
    day = starts_on or clock.today()
    _check_start(cadre, day, earlier)
    if present is not None:
        present.ends_on = max(present.starts_on, day - timedelta(days=1))
        # The old one must be closed before the new one is written: one open link a cadre.
        db.session.flush()
    link = Link(
        user_id=cadre.user.id, committee=committee, branch=branch, starts_on=day, recorded_by_id=by.id
    )
    db.session.add(link)
    _record(by, f"{cadre.user.name}自{long_date(day)}起联系{_words(link)}")
    return link


def end_link(cadre: Cadre, ends_on: date, by: User, seen: int) -> None:
    """结束联系: close the open link on `ends_on` without a new one. Raises `LinkRefused`."""
    _check_may_change(cadre, by)
    present = _open(links_of([cadre.user.id]))
    if present is None:
        raise LinkRefused("", f"{cadre.user.name}现在没有联系关系，不需要结束")
    _check_unmoved(present, seen)
    if ends_on > clock.today():
        raise LinkRefused("ends_on", "结束日期不能晚于今天；还没有到的日子，到时再来结束")
    if ends_on < present.starts_on:
        raise LinkRefused(
            "ends_on", f"结束日期不能早于这条联系关系的开始日期（{long_date(present.starts_on)}）"
        )
    present.ends_on = ends_on
    _record(by, f"{cadre.user.name}至{long_date(ends_on)}结束联系{_words(present)}")


def _open(links: Iterable[Link]) -> Link | None:
    return next((link for link in links if link.ends_on is None), None)


def _check_may_change(cadre: Cadre, by: User) -> None:
    if not cadre.may_change:
        raise NotAllowed(f"{cadre.user.name}的联系关系由本人或本单位经办人、管理员确定，{by.name}可以查看")


def _check_unmoved(present: Link | None, seen: int) -> None:
    if (present.id if present else 0) != seen:
        raise LinkRefused(
            "", f"打开这一页之后，{_what_happened(present)}。请核对下面的“现在联系”，确要更改再提交一次"
        )


def _what_happened(present: Link | None) -> str:
    if present is None:
        return "这条联系关系已经结束"
    recorder = db.session.get_one(User, present.recorded_by_id)
    return f"{recorder.name}已把联系关系定为{_words(present)}"


def _committee(cadre: Cadre, committee_id: int) -> Organization:
    committee = db.session.get(Organization, committee_id)
    top = "/".join(cadre.home.path.split("/")[:2]) + "/"
    if committee is None or not committee.path.startswith(top):
        raise LinkRefused("committee", "没有这个团组织，请重新查找")
    if committee.type not in LINKABLE_TYPES:
        raise LinkRefused(
            "committee", f"{committee.common_name}是{committee.type.value}，只能联系团委、团工委或团总支"
        )
    if committee.closed_on is not None and committee.closed_on < clock.today():
        raise LinkRefused(
            "committee", f"{committee.common_name}已于{long_date(committee.closed_on)}撤销，请另选"
        )
    return committee


def _branch(committee: Organization, branch_id: int | None) -> Organization | None:
    if branch_id is None:
        return None
    branch = db.session.get(Organization, branch_id)
    low, high = subtree_range(committee.path)
    if branch is None or not low < branch.path < high:
        raise LinkRefused("branch", f"团支部必须在{committee.common_name}之下，请重新选择")
    if branch.type is not OrganizationType.BRANCH:
        raise LinkRefused("branch", f"{branch.common_name}是{branch.type.value}，这里要选团支部")
    if branch.closed_on is not None and branch.closed_on < clock.today():
        raise LinkRefused("branch", f"{branch.common_name}已于{long_date(branch.closed_on)}撤销，请另选")
    return branch


def _check_start(cadre: Cadre, day: date, earlier: list[Link]) -> None:
    if day > clock.today():
        raise LinkRefused("starts_on", "开始日期不能晚于今天；还没有到的日子，到时再来确定")
    appointed = cadre.appointed_on
    if day < appointed:
        raise LinkRefused(
            "starts_on",
            f"开始日期不能早于任职日期（{long_date(appointed)}）；任职日期不对的，请管理员先在“组织与人员”中更正",
        )
    last = max((link.ends_on or link.starts_on for link in earlier), default=None)
    if last is not None and day < last:
        raise LinkRefused(
            "starts_on",
            f"开始日期不能早于上一条联系关系的{'开始' if _open(earlier) else '结束'}日期（{long_date(last)}）",
        )


def _words(link: Link) -> str:
    return " · ".join(each.common_name for each in (link.committee, link.branch) if each)


def _record(by: User, sentence: str) -> None:
    db.session.flush()
    audit.record("link", sentence, by.id)
