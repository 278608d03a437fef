"""联系青年、联系书记、小组与下沉 for everyone's tests, written through the services."""

from __future__ import annotations

from datetime import date

from tests import journeys
from tests.factories import START, Cast
from youthwork.domain.workflow import Actor, State
from youthwork.domain.youth import ConsentWay, ContactWay, YouthField
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    Filing,
    Posting,
    SecretaryLink,
    User,
    WorkGroup,
    YouthContact,
)
from youthwork.services.contact_work.groups import groups, postings, proposing
from youthwork.services.contact_work.groups.groups import GroupGiven
from youthwork.services.contact_work.groups.postings import PostingGiven
from youthwork.services.contact_work.groups.proposing import Accepted
from youthwork.services.contact_work.links import secretaries
from youthwork.services.contact_work.links.cadres import find_cadre
from youthwork.services.contact_work.youth import contacts
from youthwork.services.posts import actor_of

MARCH, TODAY = date(2026, 3, 1), date(2026, 4, 1)


def who(cast: Cast, username: str) -> Actor:
    return actor_of(cast.person(username))


def add_contact(
    cast: Cast, username: str, name: str = "小柳絮", value: str = "13800009999", **more: bool
) -> YouthContact:
    """One's 联系青年, reached by telephone."""
    given = contacts.Given(
        YouthField.UNIVERSITY, name, ContactWay.PHONE, value, date(2026, 3, 31), ConsentWay.IN_PERSON, **more
    )
    return contacts.add(find_cadre(who(cast, username), cast.person(username).id), given)


def add_secretary(cast: Cast, name: str, committee: str, title: str = "书记") -> User:
    """Somebody with a post in a committee, and no duty of ours."""
    person = User(username=name, name=name, password_hash="x", created_at=cast.person("zhou").created_at)
    db.session.add(person)
    db.session.flush()
    organ = cast.organ(committee)
    db.session.add(
        Appointment(user_id=person.id, organization_id=organ.id, title=title, starts_on=START, duties=[])
    )
    db.session.flush()
    return person


def link_secretary(cast: Cast, username: str, secretary: User) -> SecretaryLink:
    cadre = find_cadre(who(cast, username), cast.person(username).id)
    return secretaries.add(cadre, [secretary.id], TODAY, cast.person(username))[0]


def add_posting(
    cast: Cast,
    person: str,
    county: str,
    starts_on: date = MARCH,
    ends_on: date | None = None,
    by: str = "lin",
) -> Posting:
    given = PostingGiven(cast.person(person).id, cast.organ(county).id, starts_on, ends_on)
    return postings.register(who(cast, by), given, cast.person(by))


def add_group(
    cast: Cast, leader: str = "meng", members: tuple[str, ...] = ("luo", "he"), reason: str = ""
) -> WorkGroup:
    """团青岚市委's first 工作小组, since March."""
    given = GroupGiven(
        "第一工作小组",
        cast.person(leader).id,
        reason,
        tuple(cast.person(each).id for each in members),
        "高校和社区",
        MARCH,
    )
    return groups.form_group(who(cast, "lin"), cast.organ("团青岚市委"), given, cast.person("lin"))


def add_posted_group(cast: Cast, first: str = "luo", second: str = "he") -> WorkGroup:
    """Two posted to 云溪县 and 白鹭县, linked to 云溪镇团委 together since today."""
    add_posting(cast, first, "团云溪县委")
    add_posting(cast, second, "团白鹭县委")
    city = cast.organ("团青岚市委").id
    offer = proposing.find_offer(who(cast, "lin"), city)
    given = Accepted("下沉小组", cast.person(first).id, cast.organ("云溪镇团委").id, TODAY)
    return proposing.accept(who(cast, "lin"), city, offer.proposal.mark, given, cast.person("lin"))


def file_arrangement(cast: Cast, clerk: str = "lin", **changes: object) -> Filing:
    """联系单位安排表 of the clerk's organ, filed."""
    draft = journeys.draft_contact_units(cast, clerk, **changes)
    return journeys.file_(journeys.walk_on(draft, cast, State.ACCEPTED), cast)
