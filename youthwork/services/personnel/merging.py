"""撤并: a unit is closed, and another under the same superior goes on with its people, its units and its work.

Nothing is lost on the way: what cannot be handed over is named beforehand, with what to do about it (`obstacles`).
The closed unit stays readable under its name; what it reported and filed stays its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select, update

from youthwork import clock
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.naming import place_problem
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    MessageKind,
    Organization,
    Submission,
    User,
)
from youthwork.models.organization import subtree_range
from youthwork.services import audit, unit_counts
from youthwork.services.archive.index import renewing_unit
from youthwork.services.duties import following
from youthwork.services.messages import telling
from youthwork.services.notices import succession
from youthwork.services.personnel import handing_on
from youthwork.services.personnel.dated import still_open
from youthwork.services.personnel.merging_parts import (
    count,
    departments_of,
    obstacles,
    posts_of,
    units_of,
)
from youthwork.services.personnel.organization_changes import carry_over, check_free, names_of
from youthwork.services.tree import hold

#: How many branches or people a page names; the rest is counted.
NAMED = 12


@dataclass(frozen=True)
class Estate:
    """要移交的: what a unit leaves to its successor."""

    posts: tuple[Appointment, ...]
    units: tuple[Organization, ...]
    drafts: int
    duties: int
    links: int

    @property
    def is_empty(self) -> bool:
        return not (self.posts or self.units or self.drafts or self.duties or self.links)


def estate_of(organ: Organization) -> Estate:
    """What there is to hand over, for the page that asks."""
    return Estate(
        posts=tuple(posts_of(organ)),
        units=tuple(units_of(organ)),
        drafts=count(Submission, Submission.owner_id == organ.id, Submission.state == State.DRAFT),
        duties=following.owed_by(organ),
        links=handing_on.links_to(organ),
    )


def check_organ(organ: Organization) -> None:
    """Refuse what is no unit that could be merged or split."""
    if organ.is_department:
        raise NotAllowed("内设部门不撤并、不拆分，请用“撤销部门”")
    if organ.parent_id is None:
        raise NotAllowed("最上级的组织不能撤并、拆分")
    if organ.closed_on is not None:
        raise NotAllowed(f"{organ.common_name}已于 {organ.closed_on} 撤销")


def successors(organ: Organization) -> list[Organization]:
    """可承接的: the open units under the same superior, and that superior itself."""
    rows = select(Organization).where(
        or_(Organization.parent_id == organ.parent_id, Organization.id == organ.parent_id),
        Organization.id != organ.id,
        Organization.department_function.is_(None),
        still_open(),
    )
    found = db.session.scalars(rows.order_by(Organization.position, Organization.id)).all()
    return sorted(found, key=lambda each: each.id == organ.parent_id)


def merge(organ: Organization, heir: Organization | None, by: User) -> None:
    """撤并 from today, within the caller's deed; `heir` None closes a unit that leaves nothing behind.

    Raises `Unacceptable` with everything that stands in the way.
    """
    check_organ(organ)
    _lock(organ, heir)
    waiting = obstacles(organ)
    if waiting:
        raise Unacceptable("；".join(waiting))
    estate = estate_of(organ)
    if heir is None and (estate.posts or estate.units):
        raise Unacceptable(
            f"{organ.common_name}还有 {len(estate.posts)} 条任职、{len(estate.units)} 个下级组织，请选承接单位"
        )
    people = [post.user for post in estate.posts]
    if heir is not None:
        _check_heir(organ, heir)
        _hand_over(organ, heir, estate, by)
    last_day = max(clock.today() - timedelta(days=1), organ.established_on)
    with renewing_unit(organ):
        organ.closed_on, organ.successor = last_day, heir
        _closedepartments_of(organ, heir, last_day)
        db.session.flush()
    following.follow_unit(organ)
    if heir is not None:
        following.follow_unit(heir)
    for person in {each.id: each for each in people}.values():
        following.follow_person(person)
    _tell(organ, heir, people, by)
    onward = f"并入{heir.common_name}" if heir else "，没有承接单位"
    audit.record(
        "organization",
        f"{by.name}撤销{organ.common_name}{onward}："
        f"{len(people)} 条任职、{len(estate.units)} 个下级组织、{estate.duties} 件未报事项随之移交",
        by.id,
    )


def _lock(organ: Organization, heir: Organization | None) -> None:
    """Of two who merge the same units at once the second sees what the first did."""
    hold(organ.path)
    ids = sorted({organ.id, *([heir.id] if heir else [])})
    rows = select(Organization).where(Organization.id.in_(ids)).order_by(Organization.id).with_for_update()
    db.session.scalars(rows.execution_options(populate_existing=True)).all()
    check_organ(organ)


def _check_heir(organ: Organization, heir: Organization) -> None:
    if heir.id not in {each.id for each in successors(organ)}:
        raise Unacceptable("承接单位须是同一上级之下、没有撤销的另一个组织，或它的上级")
    for child in units_of(organ):
        problem = place_problem((heir.type, heir.level), child.type, child.level)
        if problem is not None:
            raise Unacceptable(
                f"{child.common_name}不能转到{heir.common_name}之下：{problem}；请另选承接单位"
            )
        try:
            check_free(heir.id, names_of(child), except_id=child.id)
        except Unacceptable as taken:
            raise Unacceptable(
                f"{child.common_name}不能转到{heir.common_name}之下：{taken.sentence}"
            ) from None


def _hand_over(organ: Organization, heir: Organization, estate: Estate, by: User) -> None:
    move_units(estate.units, heir)
    places = {each.department_function: each for each in departments_of(heir)}
    for post in estate.posts:
        onward = (
            places.get(post.organization.department_function) if post.organization.is_department else None
        )
        give_post(post, onward or heir, by)
    handing_on.hand_on(organ, heir, by)
    succession.hand_over(organ, heir, [each.id for each in estate.units])


def give_post(post: Appointment, place: Organization, by: User) -> None:
    """The post, with its title and duties, goes on in another unit from today."""
    carry_over(post, place, clock.today() - timedelta(days=1), by)


def move_units(units: Iterable[Organization], superior: Organization) -> None:
    """These units, with everything beneath them, stand under another superior from now on."""
    for unit in units:
        unit_counts.moved(unit, superior)
        before, after = unit.path, f"{superior.path}{unit.id}/"
        low, high = subtree_range(before)
        unit.parent_id = superior.id
        db.session.flush()
        db.session.execute(
            update(Organization)
            .where(Organization.path >= low, Organization.path < high)
            .values(path=after + func.substr(Organization.path, len(before) + 1))
            .execution_options(synchronize_session=False)
        )
    for each in db.session.identity_map.values():
        if isinstance(each, Organization):
            db.session.expire(each, ["path", "parent_id", "superior"])


def _closedepartments_of(organ: Organization, heir: Organization | None, last_day: date) -> None:
    theirs = {each.department_function: each for each in departments_of(heir)} if heir else {}
    for department in departments_of(organ):
        department.closed_on = max(last_day, department.established_on)
        department.successor = theirs.get(department.department_function, heir)


def _tell(organ: Organization, heir: Organization | None, people: Iterable[User], by: User) -> None:
    if heir is None:
        return
    telling.tell(
        people,
        MessageKind.POST,
        once=f"merged:{organ.id}",
        title=f"{organ.common_name}已并入{heir.common_name}",
        words="你的任职、联系对象和没有报送的草稿已转到承接单位，可以接着办理。",
        url="/organizations",
        sender=by.name,
        but=by,
    )
