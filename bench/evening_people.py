"""截止前夜的人: counties with their cadres, each with an opened and filled task sheet; and what they post."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from typing import Any

from tests import factories
from tests.factories import Cast
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature, Gender, OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS
from youthwork.forms.fields import posted_from
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Draft,
    Link,
    NoticeAnnex,
    Organization,
    Submission,
    User,
)
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.path.cases import annex_of
from youthwork.services.transactions import deed

A_COUNTY = 100
#: The cell everybody goes on typing in: 效果 of the first entry.
FIRST_TASK = next(iter(TASKS))
CELL = f"{FIRST_TASK}-e1-effect"
WRITTEN = "形成体会12篇"


def open_sheets(many: int) -> list[tuple[int, int, int, int]]:
    """So many task sheets, filled and not handed in: (paper, person, version, revision) of each."""
    cast = factories.build_cast()
    sheets = cast.annex("province", "task_sheet")
    found: list[tuple[int, int, int, int]] = []
    while len(found) < many:
        with deed():
            found += _county(cast, len(found) // A_COUNTY + 1, min(A_COUNTY, many - len(found)), sheets)
    return found


def _county(cast: Cast, number: int, cadres: int, sheets: NoticeAnnex) -> list[tuple[int, int, int, int]]:
    """A county of 团青岚市委 with a committee, a branch, a secretary who signs, a clerk and its cadres."""
    city = cast.organ("团青岚市委")
    county = _organization(
        f"团第{number}县委", city, OrganizationType.LEADING_ORGAN, OrganizationLevel.COUNTY
    )
    committee = _organization(f"第{number}镇团委", county, OrganizationType.COMMITTEE, OrganizationLevel.TOWN)
    _organization(f"第{number}村团支部", committee, OrganizationType.BRANCH, OrganizationLevel.GRASSROOTS)
    _person(cast, county, f"书记{number}", (Duty.CADRE, Duty.SIGNER))
    _person(cast, county, f"干事{number}", (Duty.CADRE, Duty.CLERK))
    found = []
    for at in range(cadres):
        person = _person(cast, county, f"县{number}干部{at}", (Duty.CADRE,))
        db.session.add(
            Link(
                user_id=person.id,
                committee_id=committee.id,
                starts_on=date(2026, 3, 12),
                recorded_by_id=person.id,
            )
        )
        db.session.flush()
        submission = open_submission(sheets, person, county.id, subject=person)
        entry = {"id": "e1", "time": "3月15日", "form": "集中学习", "scale": "32人", "effect": WRITTEN}
        answers = {"committee": committee.common_name, "branch": f"第{number}村团支部", FIRST_TASK: [entry]}
        draft = find_draft(submission)
        posted = {**draft.fields, **_named(posted_from(annex_of(submission), answers), answers)}
        save_draft(submission, person, Save(posted, draft.revision))
        found.append((submission.id, person.id, submission.version, find_draft(submission).revision))
    return found


def _named(posted: dict[str, list[str]], answers: dict[str, Any]) -> dict[str, list[str]]:
    return {name: values for name, values in posted.items() if name.partition("-")[0] in answers}


def _organization(
    name: str, above: Organization, type_: OrganizationType, level: OrganizationLevel
) -> Organization:
    organization = Organization(
        parent_id=above.id,
        path="",
        type=type_,
        level=level,
        full_name=f"共青团{name}",
        short_name=f"共青团{name}",
        common_name=name,
        position=0,
        established_on=factories.START,
    )
    db.session.add(organization)
    db.session.flush()
    organization.path = f"{above.path}{organization.id}/"
    db.session.flush()
    return organization


def _person(cast: Cast, organ: Organization, name: str, duties: tuple[Duty, ...]) -> User:
    user = User(
        username=f"p{organ.id}-{name}",
        name=name,
        gender=Gender.FEMALE,
        birth_month="1993.05",
        phone="13800001111",
        password_hash=cast.person("luo").password_hash,
        must_change_password=False,
        created_at=datetime(2026, 1, 1),
    )
    db.session.add(user)
    db.session.flush()
    db.session.add(
        Appointment(
            user_id=user.id,
            organization_id=organ.id,
            title="书记" if Duty.SIGNER in duties else "干事",
            nature=CadreNature.FULL_TIME,
            position=user.id,
            starts_on=factories.START,
            duties=[AppointmentDuty(duty=duty, starts_on=factories.START) for duty in duties],
        )
    )
    db.session.flush()
    return user


def form_on(page: str) -> dict[str, str]:
    """What the review page's form would post: its hidden inputs, and nothing to explain."""
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    found = {}
    for each in inputs:
        name, value = re.search(r'name="([^"]*)"', each), re.search(r'value="([^"]*)"', each)
        if name:
            found[unescape(name.group(1))] = unescape(value.group(1)) if value else ""
    return found


def what_is_kept() -> tuple[dict[int, Any], dict[int, str]]:
    """The drafts and the states as the database has them, by paper."""
    drafts = {
        row.submission_id: row.fields
        for row in db.session.execute(db.select(Draft.submission_id, Draft.fields))
    }
    states = {
        row.id: row.state.value for row in db.session.execute(db.select(Submission.id, Submission.state))
    }
    return drafts, states
