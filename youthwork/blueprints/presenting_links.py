"""联系关系 in words: what the pages say of links, of what is gone of them, and of the groups that stand for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.domain.calendar import long_date, short_date
from youthwork.models import Link, SecretaryLink, WorkGroup
from youthwork.services.contact_work.groups import memberships
from youthwork.services.contact_work.links import links
from youthwork.services.contact_work.links.cadres import Cadre
from youthwork.services.contact_work.links.overview import CadresLink, CommitteeLinks, OrganLinks


def card(
    cadre: Cadre,
    history: Sequence[Link],
    group: WorkGroup | None,
    secretaries: Sequence[SecretaryLink] | None,
    *,
    is_self: bool,
) -> dict[str, Any]:
    """What a page says of one cadre: the present link or group, those before, and the 书记 (None: not asked here)."""
    present = present_link(history)
    return {
        "cadre": cadre,
        "is_self": is_self,
        "link": line(present) if present else None,
        "past": [line(link) for link in history if link.ends_on is not None],
        "group": group_line(group) if group else None,
        "secretaries": None if secretaries is None else [each for each in secretaries if not each.ends_on],
    }


def organ_rows(organ: OrganLinks) -> dict[str, Any]:
    """一个单位: its cadres with their links."""
    return {
        "id": organ.id,
        "name": organ.name,
        "may_change": organ.may_change,
        "unlinked": organ.unlinked,
        "broken": organ.broken,
        "rows": [_organ_row(row) for row in organ.rows],
    }


def committee_rows(found: CommitteeLinks) -> dict[str, Any]:
    """一个团委: who is linked to it on the day, who was before or is later, and the groups."""
    return {
        "committee": found.committee,
        "place": links.place_words(found.committee),
        "closed": long_date(found.committee.closed_on) if found.committee.closed_on else None,
        "then": [_cadres_line(link) for link in found.then],
        "past": [_cadres_line(link) for link in found.past],
        "groups": [group_line(group) for group in found.groups],
    }


def line(link: Link) -> dict[str, Any]:
    """One link: where, since when, until when, and what is gone of it."""
    today = clock.today()
    return {
        "committee_id": link.committee_id,
        "place": links.place_words(link.committee),
        "branch": link.branch.common_name if link.branch else None,
        "since": short_date(link.starts_on, today),
        "until": short_date(link.ends_on, today) if link.ends_on else None,
        "starts_on": link.starts_on.isoformat(),
        "ends_on": link.ends_on.isoformat() if link.ends_on else None,
        "gone": gone(link),
    }


def group_line(group: WorkGroup) -> dict[str, Any]:
    """小组 that stands for its members' links."""
    today = clock.today()
    until = f"—{short_date(group.ends_on, today)}" if group.ends_on else "起"
    return {
        "id": group.id,
        "name": group.name,
        "committee_id": group.committee_id,
        "place": links.place_words(group.committee) if group.committee else "",
        "branch": group.branch.common_name if group.branch else None,
        "time": f"{short_date(group.starts_on, today)}{until}",
        "members": "、".join(each.person.name for each in memberships.current_members(group, today)),
    }


def present_link(history: Sequence[Link]) -> Link | None:
    return next((link for link in history if link.ends_on is None), None)


def words(link: Link) -> str:
    """云溪镇团委 · 白泉村团支部."""
    return link.committee.common_name + (f" · {link.branch.common_name}" if link.branch else "")


def gone(link: Link) -> dict[str, Any] | None:
    """已撤销、已划出，请改联系: the sentence, and the one tap that leads on."""
    found = links.gone(link)
    if found is None:
        return None
    if found.is_branch:
        url = url_for("links.setting", user_id=link.user_id, committee=link.committee_id)
        return {"sentence": found.sentence, "url": url, "label": "另选团支部"}
    if found.successor is not None:
        url = url_for("links.setting", user_id=link.user_id, committee=found.successor.id)
        return {"sentence": found.sentence, "url": url, "label": f"改联系{found.successor.common_name}"}
    url = url_for("links.choosing", user_id=link.user_id)
    return {"sentence": found.sentence, "url": url, "label": "改联系"}


def _organ_row(row: CadresLink) -> dict[str, Any]:
    return {
        "user_id": row.post.user_id,
        "name": row.post.user.name,
        "title": row.post.title,
        "link": line(row.link) if row.link else None,
        "group": group_line(row.group) if row.group else None,
    }


def _cadres_line(link: Link) -> dict[str, Any]:
    return {**line(link), "user_id": link.user_id, "name": link.user.name}
