"""微心愿的可见范围: who sees a wish, what they are to it, who keeps the pool it lies in, who may be given it.

A wish in hand is seen by who wrote it down, who answers for it and their office; once it has been in the pool, by
everybody of the pool's organ and beneath. Whose wish it is nobody reads here: no name is kept (DOMAIN §7.2).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import OrganizationType, Unit
from youthwork.domain.wishes import PRIVATE, Part
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User, Wish, WishStep
from youthwork.models.organization import subtree_range
from youthwork.services import posts
from youthwork.services.holdings import open_today
from youthwork.services.tree import unit_of

#: So many people are offered at once; more are found by name.
MOST_PEOPLE = 30


def visible_wishes(actor: Actor) -> Select[Wish]:
    """微心愿 this person may see: the own and those they had a hand in, those of the pools of their organs and of the
    organs above, and through an office's duty those of the organ and all beneath."""
    had_a_hand = select(WishStep.wish_id).where(WishStep.by_id == actor.user_id)
    return select(Wish).where(
        or_(
            Wish.raised_by_id == actor.user_id,
            Wish.owner_id == actor.user_id,
            Wish.id.in_(had_a_hand),
            in_pools_of(actor),
            of_office(actor),
        )
    )


def find_wish(actor: Actor, wish_id: int) -> Wish:
    found = db.session.scalar(
        visible_wishes(actor)
        .where(Wish.id == wish_id)
        .options(
            joinedload(Wish.raised_by),
            joinedload(Wish.owner),
            joinedload(Wish.organization),
            joinedload(Wish.pool),
        )
    )
    if found is None:
        raise NotFound("没有这个微心愿，或它不在你的可见范围内")
    return found


def in_pools_of(actor: Actor) -> ColumnElement[bool]:
    """In the pool of an organ of this person, or of one above; or claimed, fulfilled, given up out of it."""
    return and_(Wish.pool_id.in_(pool_ids(actor)), Wish.state.not_in(PRIVATE))


def of_office(actor: Actor) -> ColumnElement[bool]:
    """Raised in an organ this person's office looks after, or beneath it; or lying in its pool."""
    units = {unit.organ.id: unit.organ for duty, unit in actor.posts if duty is not Duty.CADRE}
    ranges = [subtree_range(path_of(unit)) for unit in units.values()]
    within = [and_(Organization.path >= low, Organization.path < high) for low, high in ranges]
    beneath = select(Organization.id).where(or_(*within) if within else Organization.id.is_(None))
    return or_(Wish.organization_id.in_(beneath), Wish.pool_id.in_(units))


def pool_ids(actor: Actor) -> set[int]:
    """The organs whose pools this person draws from: their own, and those above."""
    return {unit.id for _, held_in in actor.posts for unit in held_in.chain if not unit.is_department}


def path_of(unit: Unit) -> str:
    return "/" + "".join(f"{each.id}/" for each in reversed(list(unit.chain)))


def parts_of(actor: Actor, wish: Wish) -> frozenset[Part]:
    """What this person is to the wish now."""
    asked = {
        Part.RAISER: lambda: actor.user_id == wish.raised_by_id,
        Part.OWNER: lambda: actor.user_id == wish.owner_id,
        Part.ORGAN: lambda: wish.pool_id in pool_ids(actor),
        Part.KEEPER: lambda: _keeps(actor, wish.pool_id),
    }
    return frozenset(part for part, is_so in asked.items() if is_so())


def keepers(pool_id: int) -> list[User]:
    """心愿池管理人: the 经办人 of the pool's organ; where there is none, of the next organ above that has one."""
    for unit in unit_of(pool_id).chain:
        found = [] if unit.is_department else posts.people_with((Duty.CLERK,), unit)
        if found:
            return found
    return []


def _keeps(actor: Actor, pool_id: int) -> bool:
    clerk_of = {unit.organ.id for duty, unit in actor.posts if duty is Duty.CLERK}
    if not clerk_of or pool_id in clerk_of:
        return pool_id in clerk_of
    if not clerk_of & {unit.id for unit in unit_of(pool_id).chain}:
        return False
    return any(user.id == actor.user_id for user in keepers(pool_id))


def superior_pool(pool_id: int) -> Unit | None:
    """上级心愿池: the next organ above; None at the top."""
    return next((unit for unit in list(unit_of(pool_id).chain)[1:] if not unit.is_department), None)


def lower_pools(pool_id: int) -> list[Organization]:
    """下级心愿池: the open organs directly beneath; a branch has no pool."""
    no_pool = (OrganizationType.DEPARTMENT, OrganizationType.BRANCH)
    return list(
        db.session.scalars(
            select(Organization)
            .where(
                Organization.parent_id == pool_id,
                Organization.type.not_in(no_pool),
                Organization.closed_on.is_(None),
            )
            .order_by(Organization.position, Organization.id)
        )
    )


def who_can_take(wish: Wish, query: str = "", person_id: int | None = None) -> list[tuple[User, str]]:
    """能接手的: 团干部 of the pool's organ and beneath, and who raised it, each with the organization; not the owner.

    Without a query those of the pool's organ itself and the raiser's; with one, whoever's name or organization has
    all its words; `person_id` asks for one of them.
    """
    rows = (
        select(User, Organization.common_name)
        .join(Appointment, Appointment.user_id == User.id)
        .join(AppointmentDuty)
        .join(Organization, Appointment.organization_id == Organization.id)
        .where(
            User.is_enabled,
            User.id != (wish.owner_id or 0),
            AppointmentDuty.duty == Duty.CADRE,
            open_today(Appointment),
            open_today(AppointmentDuty),
            *_narrowed(wish, query, person_id),
        )
        .order_by(Organization.path, Appointment.position, User.id)
        .limit(MOST_PEOPLE * 2)
    )
    found: dict[int, tuple[User, str]] = {}
    for user, name in db.session.execute(rows):
        found.setdefault(user.id, (user, name))
    return list(found.values())[:MOST_PEOPLE]


def _narrowed(wish: Wish, query: str, person_id: int | None) -> Iterable[ColumnElement[bool]]:
    low, high = subtree_range(db.session.get_one(Organization, wish.pool_id).path)
    beneath = and_(Organization.path >= low, Organization.path < high)
    if person_id is not None:
        return [User.id == person_id, or_(beneath, User.id == wish.raised_by_id)]
    if query:
        words = [
            or_(
                User.name.contains(word, autoescape=True),
                Organization.common_name.contains(word, autoescape=True),
            )
            for word in query.split()
        ]
        return [beneath, *words]
    near = {wish.pool_id, wish.organization_id}
    department = and_(Organization.parent_id.in_(near), Organization.department_function.is_not(None))
    return [or_(Organization.id.in_(near), department, User.id == wish.raised_by_id)]
