"""附件填报背景 from the database: everything a form's checks and prefills may know, in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from youthwork import clock
from youthwork.domain.annex_context import AnnexContext, KnownLink, KnownOrganization, KnownPerson
from youthwork.domain.duties import Duty
from youthwork.domain.groups import GroupKind
from youthwork.domain.hierarchy import LINKABLE_TYPES, OrganizationType
from youthwork.extensions import db
from youthwork.forms.annexes.base import AnnexForm, FilledBy
from youthwork.forms.annexes.city_2017_walking.research_topic import ResearchTopic
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Evidence,
    GroupMember,
    Link,
    Organization,
    Posting,
    Submission,
    User,
    WorkGroup,
)
from youthwork.models.organization import subtree_range
from youthwork.services import posts
from youthwork.services.contact_work.derivation import known_months
from youthwork.services.drafts.last_period import last_of
from youthwork.services.holdings import open_today
from youthwork.services.path.cases import annex_of
from youthwork.services.tree import find_by_names, known


def context_for(
    submission: Submission, filler: User, answers: Mapping[str, Any] | None = None
) -> AnnexContext:
    """What is known around this submission; with `answers`, also every organization they name."""
    annex = annex_of(submission)
    owner = submission.owner
    alone = submission.subject_id if annex.filled_by is FilledBy.CADRE else None
    cadres = _people(posts.cadres_of(owner.id, alone), owner) if annex.reads_cadres else ()
    links = open_links(person.user_id for person in cadres) if annex.reads_links else {}
    subject = _subject(submission, cadres, owner)
    subordinates = _subordinates(owner) if annex.reads_subordinates else ()
    if annex.reads_links and subject is not None and subject.user_id not in links:
        links |= open_links([subject.user_id])
    return AnnexContext(
        owner=known(owner),
        filler=_person(filler, None, owner.common_name),
        today=clock.today(),
        subject=subject,
        cadres=cadres,
        links=links,
        subordinates=subordinates,
        contacts=_contacts(subordinates),
        window=window_of(submission),
        last=last_of(submission),
        branches=_branches(links, subject),
        linkable=_linkable(owner) if _chooses_committees(annex) else (),
        named=find_by_names(annex.names_in(answers)) if answers is not None else {},
        period=submission.period,
        month=known_months.month_of(owner, submission.period) if annex.reads_month else None,
        evidence=_evidence(submission) if annex.reads_evidence else 0,
        topics=_topics(submission) if annex.reads_topics else (),
    )


def _topics(submission: Submission) -> tuple[tuple[str, str], ...]:
    """调研选题 the unit submitted under the same notice, as they stand now; of a topic itself, the others."""
    rows = db.session.execute(
        select(Submission.period, Submission.answers)
        .where(
            Submission.notice_id == submission.notice_id,
            Submission.owner_id == submission.owner_id,
            Submission.annex_key == ResearchTopic.key,
            Submission.answers_sha256.is_not(None),
        )
        .order_by(Submission.id)
    )
    by_period = {period: answers for period, answers in rows}
    if submission.annex_key == ResearchTopic.key:
        by_period.pop(submission.period, None)
    return tuple((each["topic"], each["group"]) for each in by_period.values() if each)


def _evidence(submission: Submission) -> int:
    counted = (
        select(func.count())
        .select_from(Evidence)
        .where(Evidence.submission_id == submission.id, Evidence.removed_in.is_(None))
    )
    return db.session.scalar(counted) or 0


def open_links(user_ids: Iterable[int]) -> dict[int, KnownLink]:
    """The open links of these cadres; for a posted one without, the group's (H25). One query, one more for those."""
    branch = aliased(Organization)
    is_posted = exists().where(Posting.person_id == User.id, open_today(Posting))
    rows = db.session.execute(
        select(User.id, is_posted, Link, Organization, branch)
        .outerjoin(Link, and_(Link.user_id == User.id, Link.ends_on.is_(None)))
        .outerjoin(Organization, Link.committee_id == Organization.id)
        .outerjoin(branch, Link.branch_id == branch.id)
        .where(User.id.in_(list(user_ids)), or_(Link.id.is_not(None), is_posted))
    ).all()
    own = {
        user_id: KnownLink(user_id, known(committee), _known(below), link.starts_on, link.id)
        for user_id, _, link, committee, below in rows
        if link is not None
    }
    return own | _through_groups([user_id for user_id, *_ in rows if user_id not in own])


def _through_groups(user_ids: Sequence[int]) -> dict[int, KnownLink]:
    """小组代为联系: the committee of the group of posted cadres each of these is in today."""
    if not user_ids:
        return {}
    branch = aliased(Organization)
    rows = db.session.execute(
        select(GroupMember, WorkGroup, Organization, branch)
        .join(WorkGroup, GroupMember.group_id == WorkGroup.id)
        .join(Organization, WorkGroup.committee_id == Organization.id)
        .outerjoin(branch, WorkGroup.branch_id == branch.id)
        .where(
            GroupMember.person_id.in_(user_ids),
            WorkGroup.kind == GroupKind.POSTED,
            open_today(GroupMember),
            open_today(WorkGroup),
        )
        .order_by(WorkGroup.id)
    )
    return {
        member.person_id: KnownLink(
            member.person_id,
            known(committee),
            _known(below),
            max(member.starts_on, group.starts_on),
            group_id=group.id,
            group=group.name,
        )
        for member, group, committee, below in rows
    }


def _known(organization: Organization | None) -> KnownOrganization | None:
    return known(organization) if organization else None


def _people(appointments: list[Appointment], owner: Organization) -> tuple[KnownPerson, ...]:
    seen: dict[int, KnownPerson] = {}
    for appointment in appointments:
        seen.setdefault(appointment.user_id, _person(appointment.user, appointment, owner.common_name))
    return tuple(seen.values())


def _person(user: User, appointment: Appointment | None, unit_name: str) -> KnownPerson:
    return KnownPerson(
        user_id=user.id,
        name=user.name,
        gender=user.gender.value if user.gender else "",
        birth_month=user.birth_month,
        phone=user.phone,
        title=appointment.title if appointment else "",
        unit_name=unit_name,
        nature=appointment.nature if appointment else None,
        appointment_id=appointment.id if appointment else 0,
    )


def _subject(
    submission: Submission, cadres: tuple[KnownPerson, ...], owner: Organization
) -> KnownPerson | None:
    if submission.subject is None:
        return None
    found = next((person for person in cadres if person.user_id == submission.subject_id), None)
    return found or _person(submission.subject, None, owner.common_name)


def _subordinates(owner: Organization) -> tuple[KnownOrganization, ...]:
    rows = db.session.scalars(
        select(Organization)
        .where(
            Organization.parent_id == owner.id,
            Organization.type != OrganizationType.DEPARTMENT,
            Organization.closed_on.is_(None),
        )
        .order_by(Organization.position, Organization.id)
    )
    return tuple(known(row) for row in rows)


def _contacts(subordinates: tuple[KnownOrganization, ...]) -> dict[int, KnownPerson]:
    """联络员: the first 经办人 of each subordinate."""
    names = {unit.id: unit.name for unit in subordinates}
    if not names:
        return {}
    rows = db.session.scalars(
        select(Appointment)
        .join(AppointmentDuty)
        .join(User, Appointment.user_id == User.id)
        .where(
            Appointment.organization_id.in_(names),
            AppointmentDuty.duty == Duty.CLERK,
            User.is_enabled,
            open_today(Appointment),
            open_today(AppointmentDuty),
        )
        .order_by(Appointment.position, Appointment.id)
    )
    found: dict[int, KnownPerson] = {}
    for row in rows.unique():
        found.setdefault(row.organization_id, _person(row.user, row, names[row.organization_id]))
    return found


def window_of(submission: Submission) -> tuple[date, date]:
    """通知期间: from the month before the notice was issued (H6: 3月至9月, issued in April) to the due day."""
    before = submission.notice.issued_on.replace(day=1) - timedelta(days=1)
    return before.replace(day=1), max(submission.due, submission.correction_due or submission.due)


def _chooses_committees(annex: type[AnnexForm]) -> bool:
    """A table of a unit, or a text of one that reads its links."""
    return annex.filled_by is FilledBy.UNIT and (annex.has_rows() or annex.reads_links)


def _linkable(owner: Organization) -> tuple[KnownOrganization, ...]:
    """The committees under the owner, to choose from; others are typed by name."""
    low, high = subtree_range(owner.path)
    rows = db.session.scalars(
        select(Organization)
        .where(
            Organization.path >= low,
            Organization.path < high,
            Organization.type.in_(LINKABLE_TYPES),
            Organization.closed_on.is_(None),
        )
        .order_by(Organization.path)
        .limit(200)
    )
    return tuple(known(row) for row in rows)


def _branches(links: Mapping[int, KnownLink], subject: KnownPerson | None) -> tuple[KnownOrganization, ...]:
    """The branches beneath the subject's linked committee, to choose from."""
    link = links.get(subject.user_id) if subject else None
    if link is None:
        return ()
    rows = db.session.scalars(
        select(Organization)
        .where(
            Organization.path > link.committee.path,
            Organization.path < link.committee.path[:-1] + "0",
            Organization.type == OrganizationType.BRANCH,
            Organization.closed_on.is_(None),
        )
        .order_by(Organization.path)
        .limit(200)
    )
    return tuple(known(row) for row in rows)
