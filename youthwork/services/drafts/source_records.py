"""来源的记录: what a record says now, in the parts forms draw from it; one query a kind.

A reader is given ids and gives what is there; what is missing from its answer is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.calendar import long_date
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.fields import posted_from
from youthwork.models import Activity, Appointment, Filing, Link, Organization, User, WorkGroup
from youthwork.services.contact_work.derivation import composing


@dataclass(frozen=True)
class Record:
    """一条记录 as it is now: part → text, the record in words, and since when it holds no more."""

    parts: Mapping[str, str]
    words: str
    ended: str = ""
    #: The last day it held, and what took its place: a paper written after that day rests on a mended record.
    ended_on: date | None = None
    after: Mapping[str, str] = field(default_factory=dict)


def links(ids: set[int]) -> dict[int, Record]:
    rows = db.session.scalars(
        select(Link)
        .where(Link.id.in_(ids))
        .options(joinedload(Link.user), joinedload(Link.committee), joinedload(Link.branch))
    )
    found = list(rows)
    next_ones = _links_after([each for each in found if each.ends_on is not None])
    return {row.id: _link(row, next_ones.get(row.id)) for row in found}


def _links_after(ended: list[Link]) -> dict[int, Link]:
    """The link each ended one was changed into; one query, and none where nothing has ended."""
    if not ended:
        return {}
    rows = db.session.scalars(
        select(Link)
        .where(Link.user_id.in_({each.user_id for each in ended}))
        .order_by(Link.starts_on.desc(), Link.id.desc())
        .options(joinedload(Link.committee), joinedload(Link.branch))
    ).all()
    return {
        old.id: new
        for old in ended
        # Newest first: the last one written stays.
        for new in rows
        if new.user_id == old.user_id and new.id > old.id
    }


def _link_parts(link: Link) -> dict[str, str]:
    branch = link.branch.common_name if link.branch else ""
    return {"committee": link.committee.common_name, "branch": branch}


def _link(link: Link, after: Link | None) -> Record:
    until = f"至{long_date(link.ends_on)}" if link.ends_on else "起"
    words = f"{link.user.name}的联系关系，{long_date(link.starts_on)}{until}"
    ended = f"{long_date(link.ends_on)}已结束" if link.ends_on else ""
    return Record(_link_parts(link), words, ended, link.ends_on, _link_parts(after) if after else {})


def groups(ids: set[int]) -> dict[int, Record]:
    """小组: the committee and the branch posted cadres are linked to together."""
    rows = db.session.scalars(
        select(WorkGroup)
        .where(WorkGroup.id.in_(ids))
        .options(joinedload(WorkGroup.committee), joinedload(WorkGroup.branch))
    )
    return {row.id: _group(row) for row in rows}


def _group(group: WorkGroup) -> Record:
    parts = {
        "committee": group.committee.common_name if group.committee else "",
        "branch": group.branch.common_name if group.branch else "",
    }
    has_ended = group.ends_on is not None and group.ends_on < clock.today()
    ended = f"{long_date(group.ends_on)}已结束" if has_ended and group.ends_on else ""
    words = f"小组“{group.name}”的联系关系，{long_date(group.starts_on)}起"
    return Record(parts, words, ended, group.ends_on if has_ended else None)


def people(ids: set[int]) -> dict[int, Record]:
    # The subject of a paper, and whoever's post was read, are here already.
    here = {each.id: each for each in db.session.identity_map.values() if isinstance(each, User)}
    missing = ids - here.keys()
    if missing:
        here |= {row.id: row for row in db.session.scalars(select(User).where(User.id.in_(missing)))}
    return {user_id: _person(here[user_id]) for user_id in ids & here.keys()}


def _person(user: User) -> Record:
    parts = {
        "name": user.name,
        "gender": user.gender.value if user.gender else "",
        "birth_month": user.birth_month,
        "phone": user.phone,
    }
    return Record(parts, f"{user.name}的人员信息")


def appointments(ids: set[int]) -> dict[int, Record]:
    rows = db.session.scalars(select(Appointment).where(Appointment.id.in_(ids)))
    return {row.id: _appointment(row) for row in rows}


def _appointment(post: Appointment) -> Record:
    has_ended = post.ends_on is not None and post.ends_on < clock.today()
    words = f"{post.user.name}在{post.organization.common_name}任职，{long_date(post.starts_on)}起"
    ended = f"{long_date(post.ends_on)}已离任" if has_ended and post.ends_on else ""
    return Record({"title": post.title}, words, ended, post.ends_on if has_ended else None)


def organizations(ids: set[int]) -> dict[int, Record]:
    rows = db.session.scalars(select(Organization).where(Organization.id.in_(ids)))
    return {row.id: _organization(row) for row in rows}


def _organization(unit: Organization) -> Record:
    parts = {"printed_name": unit.short_name, "name": unit.common_name}
    ended = f"{long_date(unit.closed_on)}已撤销" if unit.closed_on else ""
    return Record(parts, f"组织名册：{unit.common_name}", ended)


def filings(ids: set[int]) -> dict[int, Record]:
    """上次的材料: its cells under the names their inputs have; corrected since, they are the later version's."""
    rows = db.session.scalars(select(Filing).where(Filing.id.in_(ids)))
    return {row.id: _filing(row) for row in rows}


def _filing(filing: Filing) -> Record:
    posted = posted_from(find_annex(filing.edition_key, filing.annex_key), filing.answers)
    ended = (
        "已作废"
        if filing.voided_at
        else f"已由第 {filing.later_version} 版更正"
        if filing.later_version
        else ""
    )
    parts = {name: "、".join(values) for name, values in posted.items()}
    return Record(parts, f"{filing.filing_number}（{filing.title}）", ended)


def activities(ids: set[int]) -> dict[int, Record]:
    """活动记录: the parts of an entry of 任务表, as the record would give them now."""
    rows = list(db.session.scalars(select(Activity).where(Activity.id.in_(ids))))
    parts = composing.parts_of_all(rows)
    return {row.id: _recorded(row, parts[row.id]) for row in rows}


def _recorded(activity: Activity, parts: Mapping[str, str]) -> Record:
    withdrawn = activity.withdrawn_at
    ended = f"{long_date(withdrawn.date())}已撤销" if withdrawn else ""
    return Record(parts, composing.words_of(activity), ended)
