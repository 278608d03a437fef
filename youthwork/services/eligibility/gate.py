"""参评的门: somebody found 不合格 in the notice's year is not nominated, unless an organ above let them (H52).

A form names a person by name and unit. Whoever bears that name and held a post that year in the nominating unit or
beneath it is meant, unless the unit as typed is one they have nothing to do with: in doubt the gate stays closed, and
准予参评 opens it, with a reason, for a namesake as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import exists, or_, select, true
from sqlalchemy.orm import joinedload

from youthwork.domain.annex_context import KnownOrganization, Problem
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.nominations import Nominee
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import (
    Appointment,
    Disqualification,
    EligibilityOverride,
    Organization,
    Submission,
    User,
)
from youthwork.models.organization import subtree_range
from youthwork.services.eligibility import sight
from youthwork.services.tree import find_by_names


def findings(submission: Submission, annex: type[AnnexForm], answers: Mapping[str, Any]) -> list[Problem]:
    """检查: what stands against the nominee of a draft, at the input that names them."""
    nominee = annex.nominee(answers)
    if nominee is None:
        return []
    return [Problem(nominee.field, _sentence(each)) for each in standing_against(submission, nominee)]


def check(submission: Submission) -> None:
    """Refuse, within a deed, to let a nomination pass this level; raises `StepNotAllowed` with the year and what can be done."""
    nominee = _nominee_of(submission)
    if nominee is None:
        return
    # Whoever is just being found 不合格 is waited for: `deciding.disqualify` holds the person.
    bearers = select(User.id).where(sight.is_called(nominee.name)).order_by(User.id)
    db.session.execute(bearers.with_for_update(read=True))
    against = standing_against(submission, nominee)
    if against:
        raise StepNotAllowed(_sentence(against[0]))


def standing_against(submission: Submission, nominee: Nominee) -> list[Disqualification]:
    """不合格 of the nominee for the year of the notice that still stands and nobody above has lifted."""
    lifted = exists().where(EligibilityOverride.disqualification_id == Disqualification.id)
    return _meant(submission, nominee, ~lifted)


def words_against(submission: Submission) -> list[str]:
    """What would refuse this nomination here, in the words of the refusal; empty where it may pass."""
    nominee = _nominee_of(submission)
    return [_sentence(each) for each in standing_against(submission, nominee)] if nominee else []


def concerning(submission: Submission) -> list[Disqualification]:
    """评定 of the nominee for the year of the notice that were not withdrawn, lifted ones among them."""
    nominee = _nominee_of(submission)
    return _meant(submission, nominee, true()) if nominee else []


def lifted_for(submission: Submission) -> list[EligibilityOverride]:
    """准予参评 by which this nomination passes; shown with the case and printed nowhere."""
    nominee = _nominee_of(submission)
    if nominee is None:
        return []
    lifted = exists().where(EligibilityOverride.disqualification_id == Disqualification.id)
    ids = [each.id for each in _meant(submission, nominee, lifted)]
    if not ids:
        return []
    rows = db.session.scalars(
        select(EligibilityOverride)
        .where(EligibilityOverride.disqualification_id.in_(ids))
        .options(joinedload(EligibilityOverride.granted_for), joinedload(EligibilityOverride.granted_by))
        .order_by(EligibilityOverride.id)
    )
    return list(rows)


def year_of(submission: Submission) -> int:
    """参评年度: that of the notice."""
    return submission.notice.issued_on.year


def _nominee_of(submission: Submission) -> Nominee | None:
    annex = find_annex(submission.notice.edition_key, submission.annex_key)
    return annex.nominee(submission.answers or {})


def _meant(submission: Submission, nominee: Nominee, condition: Any) -> list[Disqualification]:
    if not nominee.name:
        return []
    year = year_of(submission)
    low, high = subtree_range(submission.owner.path)
    rows = db.session.execute(
        select(Disqualification, Organization.path)
        .join(User, Disqualification.person_id == User.id)
        .join(Appointment, Appointment.user_id == User.id)
        .join(Organization, Appointment.organization_id == Organization.id)
        .where(
            sight.is_called(nominee.name),
            Disqualification.year == year,
            Disqualification.withdrawn_at.is_(None),
            Organization.path >= low,
            Organization.path < high,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= date(year, 1, 1)),
            condition,
        )
        .order_by(Disqualification.id)
    ).all()
    unit = _unit_of(nominee) if rows else None
    return list(dict.fromkeys(row for row, path in rows if unit is None or _has_to_do(unit, path)))


def _unit_of(nominee: Nominee) -> KnownOrganization | None:
    """The one organization the unit as typed means; None where it is none of the tree, or several."""
    found = find_by_names([nominee.unit]).get(nominee.unit, ())
    return found[0] if len(found) == 1 else None


def _has_to_do(unit: KnownOrganization, path: str) -> bool:
    """The post is held in the unit, beneath it or above it."""
    return path.startswith(unit.path) or unit.path.startswith(path)


def _sentence(against: Disqualification) -> str:
    organ = against.decided_for
    way = (
        f"确需推荐的，由{organ.common_name}的上级团组织准予参评，写明理由"
        if organ.parent_id is not None
        else f"评定有误的，由{organ.common_name}撤销"
    )
    return f"{against.person.name}{against.year}年评定为不合格，按通知第五部分不能参评；{way}"
