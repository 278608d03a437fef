"""团干部与联系关系: whose links this person may see, and whose change: the own, and those of the own organ."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Appointment, Organization, User
from youthwork.services import posts

#: Who looks after the links of an organ's cadres; only the first of them may also set one.
_KEEPERS = (Duty.CLERK, Duty.ADMINISTRATOR, Duty.SIGNER)


@dataclass(frozen=True)
class Cadre:
    """团干部 whose link is looked at: the first post, and whether the reader may change the link."""

    user: User
    post: Appointment
    appointed_on: date
    may_change: bool

    @property
    def home(self) -> Organization:
        return self.post.organization


def find_cadre(actor: Actor, user_id: int) -> Cadre:
    """The cadre, if this is oneself or an own organ's; raises `NotFound` for everybody else."""
    user = db.session.get(User, user_id)
    cadre_posts = _cadre_posts(user) if user else []
    if user is not None and cadre_posts:
        since = min(post.starts_on for post in cadre_posts)
        if user_id == actor.user_id:
            return Cadre(user, cadre_posts[0], since, may_change=True)
        kept = [post for post in cadre_posts if _organ_id(post.organization) in organs_kept_by(actor)]
        if kept:
            clerks = clerks_organs(actor)
            mine = [post for post in kept if _organ_id(post.organization) in clerks]
            return Cadre(user, (mine or kept)[0], since, may_change=bool(mine))
    raise NotFound("没有这名团干部，或其不在你的可见范围内")


def find_own(actor: Actor) -> Cadre | None:
    """Oneself as a cadre, or None for who holds no post as 团干部."""
    if not any(duty is Duty.CADRE for duty, _ in actor.posts):
        return None
    return find_cadre(actor, actor.user_id)


def organs_kept_by(actor: Actor) -> dict[int, str]:
    """The organs, by id and name, whose cadres' links this person looks after."""
    return _kept_organs(actor)


def clerks_organs(actor: Actor) -> dict[int, str]:
    """Those among them whose links this person may also set, as 经办人."""
    return _kept_organs(actor, (Duty.CLERK,))


def _cadre_posts(user: User) -> list[Appointment]:
    today = clock.today()
    return [
        post
        for post in posts.current_appointments(user)
        if user.is_enabled and any(each.duty is Duty.CADRE and each.is_current(today) for each in post.duties)
    ]


def _kept_organs(actor: Actor, duties: tuple[Duty, ...] = _KEEPERS) -> dict[int, str]:
    """The organs, by id, whose links the actor looks after through one of these duties."""
    return {unit.organ.id: unit.organ.name for duty, unit in actor.posts if duty in duties}


def _organ_id(organization: Organization) -> int | None:
    return organization.parent_id if organization.is_department else organization.id
