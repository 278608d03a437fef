"""联系关系一览: the cadres of an organ, each with the link or the group that stands for it; and who is or was linked
to a committee. Both as of any day, because nothing of a link is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import LINKABLE_TYPES, OrganizationType
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Link, Organization, WorkGroup
from youthwork.services.contact_work.groups.memberships import groups_linked_to, standing_in
from youthwork.services.contact_work.links.cadres import (
    Cadre,
    cadres_on,
    in_reach,
    organs_changed_by,
    organs_kept_by,
)
from youthwork.services.contact_work.links.links import gone, links_of, links_to, on_day
from youthwork.services.holdings import open_today


@dataclass(frozen=True)
class CadresLink:
    """一名团干部: the link of the day, or the group of posted cadres that stands for it (H25)."""

    post: Appointment
    link: Link | None
    group: WorkGroup | None


@dataclass(frozen=True)
class OrganLinks:
    """本单位: an organ's cadres on a day, each with what they are linked through."""

    id: int
    name: str
    day: date
    may_change: bool
    rows: tuple[CadresLink, ...]

    @property
    def unlinked(self) -> int:
        return sum(row.link is None and row.group is None for row in self.rows)

    @property
    def broken(self) -> int:
        """How many are linked to what has been closed since."""
        return sum(row.link is not None and gone(row.link) is not None for row in self.rows)


@dataclass(frozen=True)
class CommitteeLinks:
    """联系这个团委的团干部: those of the day, and all there were."""

    committee: Organization
    day: date
    then: tuple[Link, ...]
    past: tuple[Link, ...]
    groups: tuple[WorkGroup, ...]


@dataclass(frozen=True)
class Overview:
    """一览: the organs one looks after, and one's own links with the group that stands for them today."""

    organs: tuple[OrganLinks, ...]
    history: tuple[Link, ...]
    group: WorkGroup | None


def overview_for(actor: Actor, own: Cadre | None) -> Overview:
    """Everything of the first page, links and groups asked for once."""
    today, kept, changed = clock.today(), organs_kept_by(actor), organs_changed_by(actor)
    posts = {organ_id: _posts(organ_id, today) for organ_id in kept}
    people = {user_id for found in posts.values() for user_id in found} | ({own.user.id} if own else set())
    links, groups = links_of(people), standing_in(people, today)
    organs = tuple(
        _organ_links(organ_id, name, today, organ_id in changed, posts[organ_id], links, groups)
        for organ_id, name in kept.items()
    )
    mine = tuple(link for link in links if own is not None and link.user_id == own.user.id)
    return Overview(organs, mine, groups.get(own.user.id) if own else None)


def links_of_organ(actor: Actor, organization_id: int, day: date) -> OrganLinks:
    """An organ's cadres as of a day; raises `NotFound` for an organ that is not in the reader's office or below."""
    organ = _find(actor, organization_id, "没有这个单位，或它不在你的可见范围内")
    may_change = organ.id in organs_changed_by(actor) and day == clock.today()
    posts = _posts(organ.id, day)
    links, groups = links_of(posts), standing_in(posts, day)
    return _organ_links(organ.id, organ.common_name, day, may_change, posts, links, groups)


def organs_below(organ_id: int) -> list[Organization]:
    """下级单位 whose cadres' links one may look at: leading organs and committees right below."""
    rows = db.session.scalars(
        select(Organization)
        .where(
            Organization.parent_id == organ_id,
            Organization.type.not_in((OrganizationType.DEPARTMENT, OrganizationType.BRANCH)),
            Organization.closed_on.is_(None),
        )
        .order_by(Organization.position, Organization.id)
        .limit(300)
    )
    return list(rows)


def links_of_committee(actor: Actor, organization_id: int, day: date) -> CommitteeLinks:
    """Who is and was linked to a committee.

    An office that reaches the committee sees everybody; others see their own link and those of cadres they reach,
    and where that is nobody, the committee does not exist.
    """
    committee = db.session.get(Organization, organization_id)
    if committee is None or committee.type not in LINKABLE_TYPES:
        raise NotFound("没有这个团委，或它不在你的可见范围内")
    found = links_to(committee)
    groups = groups_linked_to(committee.id)
    if not in_reach(actor, committee):
        found = [link for link in found if link.user_id in _reached(actor, found)]
        groups = [group for group in groups if any(each.person_id == actor.user_id for each in group.members)]
        if not found and not groups:
            raise NotFound("没有这个团委，或它不在你的可见范围内")
    then = on_day(found, day)
    past = [link for link in found if link.ends_on is not None and link not in then]
    running = tuple(group for group in groups if group.is_open(day))
    return CommitteeLinks(committee, day, tuple(then), tuple(past), running)


def _posts(organ_id: int, day: date) -> dict[int, Appointment]:
    """团干部 of the organ by person; of a past day also those whose accounts are closed by now."""
    is_past = day < clock.today()
    return {post.user_id: post for post in cadres_on([organ_id], day) if is_past or post.user.is_enabled}


def _organ_links(
    organ_id: int,
    name: str,
    day: date,
    may_change: bool,
    posts: Mapping[int, Appointment],
    links: Iterable[Link],
    groups: Mapping[int, WorkGroup],
) -> OrganLinks:
    # Newest first: on a day on which one link ends and the next begins, the next counts.
    then = {link.user_id: link for link in reversed(on_day(links, day))}
    rows = tuple(CadresLink(post, then.get(user), groups.get(user)) for user, post in posts.items())
    return OrganLinks(organ_id, name, day, may_change, rows)


def _reached(actor: Actor, links: Iterable[Link]) -> set[int]:
    """Oneself, and who among those linked is a cadre within the reader's office."""
    today = clock.today()
    rows = db.session.scalars(
        select(Appointment)
        .join(AppointmentDuty)
        .where(
            Appointment.user_id.in_({link.user_id for link in links}),
            AppointmentDuty.duty == Duty.CADRE,
            open_today(Appointment, today),
            open_today(AppointmentDuty, today),
        )
    )
    return {post.user_id for post in rows.unique() if in_reach(actor, post.organization)} | {actor.user_id}


def _find(actor: Actor, organization_id: int, refusal: str) -> Organization:
    organ = db.session.get(Organization, organization_id)
    if organ is None or organ.is_department or not in_reach(actor, organ):
        raise NotFound(refusal)
    return organ
