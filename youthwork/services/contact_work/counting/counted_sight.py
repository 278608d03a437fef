"""进度的可见范围: a cadre sees the own; an office's duty those of the organ and all beneath it; nobody one beside it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from youthwork.domain.actors import Actor
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.extensions import db
from youthwork.models import Organization
from youthwork.services.contact_work.counting.counted_rows import Row
from youthwork.services.contact_work.counting.posts_held import PersonPosts, posts_of


def office_organs(actor: Actor) -> list[Unit]:
    """The organs in whose office this person works, the first post first."""
    return list({unit.organ.id: unit.organ for duty, unit in actor.posts if duty is not Duty.CADRE}.values())


def is_beneath(actor: Actor, path: str) -> bool:
    """Whether the organization at this path is one of those organs, or lies under it."""
    chain = set(path.strip("/").split("/"))
    return any(str(organ.id) in chain for organ in office_organs(actor))


def find_organ(actor: Actor, organization_id: int) -> Organization:
    """机关 whose progress this person may read; a department's numbers are its organ's."""
    found = db.session.scalar(select(Organization).where(Organization.id == organization_id))
    if found is None or found.is_department or not is_beneath(actor, found.path):
        raise NotFound("没有这个单位的进度，或它不在你的可见范围内；内设部门的次数计在所属机关")
    return found


def find_own(actor: Actor) -> PersonPosts | None:
    """Oneself as a 团干部, also of a post that has ended; None for who never was one."""
    return posts_of(actor.user_id)


def find_cadre(actor: Actor, person_id: int, day: date) -> PersonPosts:
    """一名团干部 and their posts: oneself, or who held a post in sight on the day."""
    found = posts_of(person_id)
    if found is None or (
        person_id != actor.user_id and not any(is_beneath(actor, each.path) for each in found.on(day))
    ):
        raise NotFound("没有这名团干部的进度，或其不在你的可见范围内")
    return found


def organs_in_sight(actor: Actor, posts: PersonPosts, rows: Iterable[Row]) -> frozenset[int]:
    """The organs whose records this reader may open among those of a cadre: one query where there are others'."""
    paths = {each.organ_id: each.path for each in posts.held}
    if others := {row.organization_id for row in rows} - paths.keys():
        asked = select(Organization.id, Organization.path).where(Organization.id.in_(others))
        paths |= {row.id: row.path for row in db.session.execute(asked)}
    return frozenset(organ_id for organ_id, path in paths.items() if is_beneath(actor, path))
