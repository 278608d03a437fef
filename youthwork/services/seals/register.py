"""用印登记簿: what was pressed, for whom, by whom, allowed by whom; one organ's, year by year (DOMAIN §5.3.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from youthwork.domain.delegations import deputy_words
from youthwork.extensions import db
from youthwork.models import Organization, Seal, SealApplication, SealImpression, SealMode, Submission

#: Entries of the register on one page of the screen.
PAGE = 50

_KEPT = {
    SealMode.BY_HAND: "盖章件扫描",
    SealMode.IMAGE: "盖章件（电子）",
    SealMode.OUTSIDE: "盖章件（外部电子印章）",
}


@dataclass(frozen=True)
class Entry:
    """登记簿的一条, in words."""

    id: int
    submission_id: int
    number: str
    at: datetime
    unit: str
    matter: str
    digest: str
    seal: str
    copies: int
    applicant: str
    approver: str
    approval_number: str
    keeper: str
    kept: str
    remark: str


def entries(organization_id: int, year: int, before_id: int | None = None) -> list[Entry]:
    """A page of the year's entries, newest first, and one more, so that the page knows of the next."""
    query = _of_year(organization_id, year).order_by(SealImpression.id.desc()).limit(PAGE + 1)
    if before_id is not None:
        query = query.where(SealImpression.id < before_id)
    return [_entry(*row) for row in db.session.execute(query).unique()]


def whole_year(organization_id: int, year: int) -> list[Entry]:
    """All entries of the year, first to last, for the printed register."""
    query = _of_year(organization_id, year).order_by(SealImpression.id)
    return [_entry(*row) for row in db.session.execute(query).unique()]


def years(organization_id: int) -> list[int]:
    """The years in which anything was pressed, newest first."""
    first, last = db.session.execute(
        select(func.min(SealImpression.at), func.max(SealImpression.at)).where(
            SealImpression.organization_id == organization_id
        )
    ).one()
    return [] if first is None else list(range(last.year, first.year - 1, -1))


def _of_year(
    organization_id: int, year: int
) -> Select[SealImpression, Submission, SealApplication, Organization]:
    unit = aliased(Organization)
    people = [joinedload(getattr(SealImpression, who)) for who in ("keeper", "approver", "applicant")]
    return (
        select(SealImpression, Submission, SealApplication, unit)
        .join(Submission, SealImpression.submission_id == Submission.id)
        .join(unit, Submission.owner_id == unit.id)
        .outerjoin(SealApplication, SealImpression.application_id == SealApplication.id)
        .where(
            SealImpression.organization_id == organization_id,
            SealImpression.at >= datetime(year, 1, 1),
            SealImpression.at < datetime(year + 1, 1, 1),
        )
        .options(*people, joinedload(SealImpression.seal).load_only(Seal.name, Seal.mode))
    )


def _entry(
    impression: SealImpression,
    submission: Submission,
    application: SealApplication | None,
    unit: Organization,
) -> Entry:
    return Entry(
        id=impression.id,
        submission_id=submission.id,
        number=impression.number,
        at=impression.at,
        unit=unit.common_name,
        matter=impression.purpose,
        digest=impression.answers_sha256[:12],
        seal=impression.seal.mode.value,
        copies=impression.copies,
        applicant=impression.applicant.name,
        approver=deputy_words(impression.approver.name, application.approver_for if application else ""),
        approval_number=(application.approval_number or "") if application else "",
        keeper=impression.keeper.name,
        kept=_KEPT[impression.seal.mode],
        remark=_remark(impression),
    )


def _remark(impression: SealImpression) -> str:
    parts = ["代章"] if impression.on_behalf_of_id else []
    if impression.unused_because:
        parts.append(f"未用于备案（{impression.unused_because}）")
    return "；".join(parts)
