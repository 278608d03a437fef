"""本单位的联系关系: all cadres of the organs a person looks after, each with the link or without."""

from __future__ import annotations

from dataclasses import dataclass

from youthwork.domain.workflow import Actor
from youthwork.models import Appointment, Link
from youthwork.services import posts
from youthwork.services.contact_work.cadres import clerks_organs, organs_kept_by
from youthwork.services.contact_work.links import links_of


@dataclass(frozen=True)
class OrganLinks:
    """本单位: an organ's cadres, each with the open link or None."""

    name: str
    may_change: bool
    rows: tuple[tuple[Appointment, Link | None], ...]

    @property
    def unlinked(self) -> int:
        return sum(link is None for _, link in self.rows)


def links_kept_by(actor: Actor) -> list[OrganLinks]:
    """The organs whose links this person looks after, each with all its cadres; two queries an organ."""
    clerks = clerks_organs(actor)
    found = []
    for organ_id, name in organs_kept_by(actor).items():
        first_posts: dict[int, Appointment] = {}
        for post in posts.cadres_of(organ_id):
            first_posts.setdefault(post.user_id, post)
        open_links = {link.user_id: link for link in links_of(first_posts) if link.ends_on is None}
        rows = tuple((post, open_links.get(user_id)) for user_id, post in first_posts.items())
        found.append(OrganLinks(name, organ_id in clerks, rows))
    return found
