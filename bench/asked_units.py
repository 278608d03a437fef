"""三万个单位的一份通知: a tree of that many units, a notice that asks all of them, and how each of them stands.

Two of three units have reported, half of those are filed; everyone has a paper.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert

from bench import province
from tests import factories, journeys
from youthwork.domain.completeness import Reporting
from youthwork.domain.hierarchy import OrganizationType
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    DutyMark,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
    Submission,
    User,
)
from youthwork.services import postgresql, unit_counts
from youthwork.services.duties import keeping

DUE, LAID = date(2026, 3, 25), datetime(2026, 3, 1, 9)
_AT_ONCE = 5_000


def fill(cast: factories.Cast, units: int) -> int:
    """The tree, its people, a notice that asks everybody, papers, duties with their marks; gives the annex's id."""
    chance = random.Random(7)
    tree = province.build(cast, units * 20, chance)
    walked = journeys.file_task_sheet(cast).submission
    for model, rows in (
        (Organization, tree.organizations),
        (User, tree.people),
        (Appointment, tree.appointments),
        (AppointmentDuty, tree.duties),
    ):
        _add(model, rows)
    notice = Notice(
        edition_key="province_2017_8",
        issuer_id=cast.organizations["团示范省委"].id,
        number="示青字〔2026〕9号",
        title="关于报送团干部直接联系青年汇总表的通知",
        issued_on=LAID.date(),
        numbers={},
        laid_at=LAID,
        annexes=[NoticeAnnex(annex_key="contact_points", position=1, due=DUE)],
    )
    db.session.add(notice)
    db.session.commit()
    row_id = notice.annexes[0].id
    unit_counts.rebuild()
    organs = db.session.execute(
        db.select(Organization.id, Organization.path)
        .where(
            Organization.path.startswith(f"/{cast.organizations['团示范省委'].id}/"),
            Organization.type != OrganizationType.DEPARTMENT,
        )
        .order_by(Organization.id)
        .limit(units)
    ).all()
    _lay(notice.id, row_id, organs, _row(walked.id), chance)
    keeping.rebuild_tallies(row_id)
    if db.engine.dialect.name == "postgresql":
        postgresql.follow_ids(db.session.connection())
    db.session.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    return row_id


def _lay(notice_id: int, row_id: int, organs: Any, walked: dict[str, Any], chance: random.Random) -> None:
    first = 1 + (db.session.scalar(db.select(func.max(Submission.id))) or 0)
    duty = 1 + (db.session.scalar(db.select(func.max(ReportDuty.id))) or 0)
    papers, duties, marks = [], [], []
    for at, organ in enumerate(organs):
        standing = chance.choice((Reporting.MISSING, Reporting.REPORTED, Reporting.FILED))
        sent = None if standing is Reporting.MISSING else LAID + timedelta(hours=chance.randrange(24 * 28))
        is_on_time = sent is not None and sent.date() <= DUE
        papers.append(_paper(walked, first + at, notice_id, organ.id, standing, sent))
        duties.append(
            {
                "id": duty + at,
                "notice_annex_id": row_id,
                "owner_id": organ.id,
                "path": organ.path,
                "due": DUE,
                "standing": standing,
                "is_on_time": is_on_time,
                "reported_at": sent,
                "submission_id": first + at,
            }
        )
        steps = [(Reporting.MISSING, LAID, False)]
        if sent is not None:
            steps.append((Reporting.REPORTED, sent, is_on_time))
        if sent is not None and standing is Reporting.FILED:
            steps.append((Reporting.FILED, sent + timedelta(hours=30), is_on_time))
        marks += [
            {"duty_id": duty + at, "at": when, "standing": how, "is_on_time": timely, "path": organ.path}
            for how, when, timely in steps
        ]
    for model, rows in ((Submission, papers), (ReportDuty, duties), (DutyMark, marks)):
        _add(model, rows)


def _paper(
    walked: dict[str, Any], id: int, notice_id: int, owner_id: int, standing: Reporting, sent: datetime | None
) -> dict[str, Any]:
    paper = walked | {
        "id": id,
        "notice_id": notice_id,
        "annex_key": "contact_points",
        "owner_id": owner_id,
        "subject_id": None,
        "due": DUE,
        "first_sent_at": sent,
    }
    if standing is not Reporting.FILED:
        state = State.SENT if standing is Reporting.REPORTED else State.DRAFT
        paper |= {"state": state, "holder_id": owner_id, "filed_by_id": None}
    return paper


def _row(paper_id: int) -> dict[str, Any]:
    table: Any = Submission.__table__
    return db.session.execute(db.select(table).where(table.c.id == paper_id)).one()._asdict()


def _add(model: Any, rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), _AT_ONCE):
        db.session.execute(insert(model.__table__), rows[at : at + _AT_ONCE])
    db.session.commit()
