"""小组 in words: rows of a list, one group with its members and their days, and what is proposed."""

from __future__ import annotations

from datetime import date
from typing import Any

from youthwork import clock
from youthwork.domain.calendar import short_date
from youthwork.domain.groups import GroupKind, leads_by_post
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.models import Filing, GroupMember, Organization, Posting, WorkGroup
from youthwork.services.contact_work.groups import groups, memberships
from youthwork.services.contact_work.groups.proposing import Offer
from youthwork.services.contact_work.links import links
from youthwork.services.contact_work.links.arrangements import filing_of


def row(group: WorkGroup, reader_id: int) -> dict[str, Any]:
    """One line of a list."""
    today = clock.today()
    running = memberships.current_members(group, min(today, group.ends_on or today))
    return {
        "id": group.id,
        "name": group.name,
        "kind": group.kind.value,
        "organ": group.organization.common_name,
        "leader": group.leader.name,
        "is_flagged": bool(group.leader_reason),
        "members": len(running),
        "place": group.committee.common_name if group.committee else "",
        "time": span(group.starts_on, group.ends_on, today),
        "is_open": group.is_open(today),
        "is_mine": any(each.person_id == reader_id and each.is_current(today) for each in group.members),
    }


def whole(group: WorkGroup) -> dict[str, Any]:
    """What the page of a group says."""
    today = clock.today()
    current = memberships.current_members(group, today)
    past = [each for each in group.members if each not in current]
    committee = group.committee
    return {
        "kind": group.kind.value,
        "time": span(group.starts_on, group.ends_on, today),
        "is_open": group.is_open(today),
        "is_posted": is_posted(group),
        "is_city_level": memberships.is_city_level(group),
        "place": links.place_words(committee) if committee else "",
        "is_gone": committee is not None and committee.closed_on is not None and committee.closed_on < today,
        "members": [_member(group, each, today) for each in current],
        "past": [_member(group, each, today) for each in sorted(past, key=lambda each: each.starts_on)],
        "source": _source(filing_of(group)),
    }


def offer(found: Offer, today: date) -> dict[str, Any]:
    """成组建议."""
    return {
        "prefecture_id": found.prefecture.id,
        "prefecture": found.prefecture.common_name,
        "mark": found.proposal.mark,
        "postings": [_posting(each, today) for each in found.postings],
        "newcomers": "、".join(each.person.name for each in found.newcomers),
        "group": {"id": found.group.id, "name": found.group.name} if found.group else None,
        "time": span(found.proposal.starts_on, found.proposal.ends_on, today),
        "starts_on": found.proposal.starts_on,
        "declined": {
            "who": found.declined.declined_by.name,
            "when": short_date(found.declined.declined_at.date(), today),
            "reason": found.declined.reason,
        }
        if found.declined
        else None,
        "may_settle": found.may_settle,
    }


def choices(group: WorkGroup, *, leaders: bool) -> list[tuple[int, str]]:
    """Who may lead the group, or join it."""
    today = clock.today()
    running = memberships.current_members(group, today)
    if is_posted(group):
        people = [(each.person_id, each.person.name) for each in running]
    else:
        people = [
            (each.user_id, f"{each.user.name}（{title_words(each.title) if leaders else each.title}）")
            for each in groups.all_posts(group.organization_id, today)
        ]
    out = {group.leader_id} if leaders else {each.person_id for each in running}
    return [(id_, words) for id_, words in people if id_ not in out]


def title_words(title: str) -> str:
    """The title, and whether it lets its holder lead a group without a reason."""
    return f"{title}，可任组长" if leads_by_post(title) else title


def is_posted(group: WorkGroup) -> bool:
    return group.kind is GroupKind.POSTED


def is_city(organ: Organization) -> bool:
    return organ.level is OrganizationLevel.PREFECTURE


def span(starts_on: date, ends_on: date | None, today: date) -> str:
    """3月12日起, or 3月12日—6月30日."""
    until = f"—{short_date(ends_on, today)}" if ends_on else "起"
    return f"{short_date(starts_on, today)}{until}"


def _member(group: WorkGroup, member: GroupMember, today: date) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.person.name,
        "is_leader": member.is_leader,
        "may_leave": not member.is_leader and member.ends_on != today,
        "posted_to": member.posting.county.common_name if member.posting else "",
        "time": span(member.starts_on, memberships.last_day(group, member), today),
    }


def _posting(posting: Posting, today: date) -> dict[str, Any]:
    return {
        "person_id": posting.person_id,
        "name": posting.person.name,
        "county": posting.county.common_name,
        "time": span(posting.starts_on, posting.ends_on, today),
    }


def _source(filing: Filing | None) -> dict[str, Any] | None:
    if filing is None:
        return None
    return {"id": filing.id, "number": filing.filing_number, "title": filing.title}
