"""要求移交包: whose archive, which year and period, to whom; and the check at transfer that must have passed before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from sqlalchemy import func, or_, select

from youthwork.domain import retention
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import (
    ArchiveBatch,
    ArchiveCheck,
    ArchiveExport,
    CheckStage,
    ExportKind,
    Filing,
    Organization,
    User,
)
from youthwork.services.archive import exports, fonds

#: Filings in one package: what fits onto a carrier and is read in again in one evening.
MOST = 5000


@dataclass(frozen=True)
class Wanted:
    """移交的范围: a year, and the period (None: all of them; 0: 永久)."""

    year: int
    retention_years: int | None
    receiver: str

    @property
    def words(self) -> str:
        """2016 年，保管期限 10年，移交青岚市档案馆."""
        period = "全部期限" if self.retention_years is None else retention.words(self.retention_years)
        return f"{self.year} 年，{period}，移交{self.receiver}"

    @property
    def address(self) -> str:
        """As the export's row keeps it."""
        given = {"year": self.year, "receiver": self.receiver}
        if self.retention_years is not None:
            given["retention"] = self.retention_years
        return urlencode(given)

    @classmethod
    def from_address(cls, address: str) -> Wanted:
        given = parse_qs(address)
        period = given.get("retention")
        return cls(int(given["year"][0]), int(period[0]) if period else None, given["receiver"][0])


def ask(actor: Actor, user: User, organization_id: int | None, wanted: Wanted, purpose: str) -> ArchiveExport:
    """生成移交包, within the caller's deed, by the organ's 档案员.

    Raises `Unacceptable` where there is nothing, or too much; `StepNotAllowed` before the check has passed.
    """
    organ = fonds.find_organ(actor, organization_id)
    count = len(filing_ids(organ.id, wanted))
    if not count:
        raise Unacceptable(f"{wanted.year} 年没有这个期限的、已归档的备案件，没有可以移交的")
    if count > MOST:
        raise Unacceptable(f"一个移交包最多 {MOST:,} 件，这里有 {count:,} 件：请按保管期限分几包")
    if len(wanted.address) > 1800:
        raise Unacceptable("接收单位的名称太长，请写规范简称")
    passed_check(organ, wanted.year)
    return exports.put_in(
        user,
        ExportKind.TRANSFER,
        subject=f"{organ.common_name} {wanted.words}",
        purpose=purpose,
        total=count,
        organization_id=organ.id,
        address=wanted.address,
    )


def passed_check(organ: Organization, year: int) -> ArchiveCheck:
    """移交环节的检测 of the year, finished since the last archiving and without anything that blocks."""
    check = db.session.scalar(
        select(ArchiveCheck)
        .where(
            ArchiveCheck.organization_id == organ.id,
            ArchiveCheck.stage == CheckStage.TRANSFER,
            or_(ArchiveCheck.year == year, ArchiveCheck.year.is_(None)),
            ArchiveCheck.finished_at.is_not(None),
        )
        .order_by(ArchiveCheck.finished_at.desc(), ArchiveCheck.id.desc())
        .limit(1)
    )
    where = f"请在“四性检测”选“移交与接收”环节、{year} 年检测一次"
    if check is None:
        raise StepNotAllowed(f"移交以前要做移交环节的四性检测：{where}")
    if check.blocking:
        raise StepNotAllowed(
            f"移交环节的四性检测有 {check.blocking} 处阻断，不能移交：请照检测报告处理后再检测"
        )
    archived = db.session.scalar(
        select(func.max(ArchiveBatch.archived_at)).where(
            ArchiveBatch.organization_id == organ.id, ArchiveBatch.year == year
        )
    )
    if archived is not None and archived > check.asked_at:
        raise StepNotAllowed(f"上次检测之后又归档过，检测结果不再作数：{where}")
    return check


def filing_ids(organization_id: int, wanted: Wanted) -> Sequence[int]:
    """What goes into the package, in the order of 档号; destroyed filings do not."""
    conditions = [
        Filing.organ_id == organization_id,
        Filing.year == wanted.year,
        Filing.archival_number.is_not(None),
        Filing.destroyed_at.is_(None),
    ]
    if wanted.retention_years is not None:
        conditions.append(Filing.retention_years == wanted.retention_years)
    return db.session.scalars(
        select(Filing.id).where(*conditions).order_by(Filing.archival_number).limit(MOST + 1)
    ).all()


def transfers_of(organ: Organization) -> Sequence[ArchiveExport]:
    """移交记录 of an organ, newest first."""
    return db.session.scalars(
        select(ArchiveExport)
        .where(ArchiveExport.organization_id == organ.id, ArchiveExport.kind == ExportKind.TRANSFER)
        .order_by(ArchiveExport.id.desc())
        .limit(exports.LISTED)
    ).all()


def archived_years(organ: Organization) -> Sequence[int]:
    """The years the organ has archived filings of, newest first."""
    return db.session.scalars(
        select(Filing.year)
        .where(Filing.organ_id == organ.id, Filing.archival_number.is_not(None))
        .distinct()
        .order_by(Filing.year.desc())
    ).all()
