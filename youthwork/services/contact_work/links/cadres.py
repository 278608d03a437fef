"""团干部与联系工作: whose links, secretaries and groups this person may see, and whose they may change.

Change: one's own, and as 经办人 or 管理员 those of the own organ. Read: with any duty of an office, those of the own
organ and of every organ below it. Everybody else does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Organization, User
from youthwork.services import posts
from youthwork.services.holdings import open_today
from youthwork.services.personnel.administration import own_organs, path_of

#: Who looks after the links of an organ's cadres, and who of them may also set one.
_LOOKING_AFTER = (Duty.CLERK, Duty.ADMINISTRATOR, Duty.SIGNER)
_CHANGING = (Duty.CLERK, Duty.ADMINISTRATOR)


@dataclass(frozen=True)
class Cadre:
    """团干部 who is looked at: the first post, and whether the reader may change what is kept of them."""

    user: User
    post: Appointment
    appointed_on: date
    may_change: bool

    @property
    def home(self) -> Organization:
        return self.post.organization

    @property
    def organ_id(self) -> int:
        """The organ, where the post is in one of its departments too."""
        return organ_id_of(self.home)


def find_cadre(actor: Actor, user_id: int) -> Cadre:
    """The cadre, if this is oneself or of an organ in the reader's office; raises `NotFound` for everybody else."""
    user = db.session.get(User, user_id)
    cadre_posts = _cadre_posts(user) if user else []
    if user is not None and cadre_posts:
        since = min(post.starts_on for post in cadre_posts)
        if user_id == actor.user_id:
            return Cadre(user, cadre_posts[0], since, may_change=True)
        seen = [post for post in cadre_posts if in_reach(actor, post.organization)]
        if seen:
            changing = organs_changed_by(actor)
            mine = [post for post in seen if organ_id_of(post.organization) in changing]
            return Cadre(user, (mine or seen)[0], since, may_change=bool(mine))
    raise NotFound("没有这名团干部，或其不在你的可见范围内")


def find_own(actor: Actor) -> Cadre | None:
    """Oneself as a cadre, or None for who holds no post as 团干部."""
    if not any(duty is Duty.CADRE for duty, _ in actor.posts):
        return None
    return find_cadre(actor, actor.user_id)


def in_reach(actor: Actor, organization: Organization) -> bool:
    """Whether the organization lies in or below an organ in whose office the person works."""
    return any(organization.path.startswith(path_of(organ)) for organ in own_organs(actor))


def organs_kept_by(actor: Actor) -> dict[int, str]:
    """The organs, by id and name, whose cadres' links this person looks after."""
    return _organs(actor, _LOOKING_AFTER)


def organs_changed_by(actor: Actor) -> dict[int, str]:
    """The organs for whose cadres this person may set links, groups and postings, as 经办人 or 管理员."""
    return _organs(actor, _CHANGING)


def cadres_on(organ_ids: Iterable[int], day: date) -> list[Appointment]:
    """团干部 of these organs and their departments on a day, past or present, in their order."""
    organs = list(organ_ids)
    in_them = or_(
        Organization.id.in_(organs),
        and_(Organization.parent_id.in_(organs), Organization.department_function.is_not(None)),
    )
    rows = db.session.scalars(
        select(Appointment)
        .join(AppointmentDuty)
        .join(Organization, Appointment.organization_id == Organization.id)
        .where(
            in_them,
            AppointmentDuty.duty == Duty.CADRE,
            open_today(Appointment, day),
            open_today(AppointmentDuty, day),
        )
        .order_by(Appointment.position, Appointment.id)
    )
    found: dict[int, Appointment] = {}
    for row in rows.unique():
        found.setdefault(row.user_id, row)
    return list(found.values())


def organ_id_of(organization: Organization) -> int:
    """The organ's id, of a department its organ's."""
    if organization.is_department and organization.parent_id is not None:
        return organization.parent_id
    return organization.id


def _cadre_posts(user: User) -> list[Appointment]:
    today = clock.today()
    return [
        post
        for post in posts.current_appointments(user)
        if user.is_enabled and any(each.duty is Duty.CADRE and each.is_current(today) for each in post.duties)
    ]


def _organs(actor: Actor, duties: tuple[Duty, ...]) -> dict[int, str]:
    return {unit.organ.id: unit.organ.name for duty, unit in actor.posts if duty in duties}
