"""报送情况: queries, CPU and time of the pages of completeness where one notice asks 30,000 units, and of the plain
counting of duties and papers beside it, in the same run.

    python -m bench completeness --units 30000 --engines sqlite,postgresql

Two of three units have reported, half of those are filed; everyone has a paper. The pages are asked for through the
test client; CPU is of our process, so that of PostgreSQL is in the time alone.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import case, func, insert

from bench import province
from bench.pages import counted
from tests import factories, journeys, postgres
from tests.client import PageClient
from tests.conftest import make_app
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
from youthwork.models.organization import subtree_range
from youthwork.services import postgresql, schema
from youthwork.services.duties import keeping
from youthwork.services.duties.counting import next_step

UNITS = 30_000
ROUNDS = 15
DUE, LAID = date(2026, 3, 25), datetime(2026, 3, 1, 9)
_PAST_DAY = "2026-03-20"
_AT_ONCE = 5_000


def run() -> None:
    _measure(UNITS, ("sqlite", "postgresql"))


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m bench completeness")
    asked.add_argument("--units", type=int, default=UNITS)
    asked.add_argument("--engines", default="sqlite,postgresql")
    given = asked.parse_args(arguments)
    _measure(given.units, given.engines.split(","))


def _measure(units: int, engines: Any) -> None:
    for engine in engines:
        if engine == "sqlite":
            with tempfile.TemporaryDirectory() as folder:
                _on(engine, units, Path(folder), {})
        else:
            with (
                tempfile.TemporaryDirectory() as folder,
                postgres.running_cluster() as cluster,
                cluster.database() as url,
            ):
                _on(engine, units, Path(folder), {"SQLALCHEMY_DATABASE_URI": url})


def _on(engine: str, units: int, folder: Path, settings: dict[str, str]) -> None:
    app = make_app(folder, **settings)
    with app.app_context():
        schema.upgrade()
        cast = factories.build_cast()
        row_id = _fill(cast, units)
        asked = db.session.scalar(db.select(func.count(ReportDuty.id)).where(_of(row_id)))
        print(f"{engine}: {asked} units asked")
        print(f"  {'page':<44}{'queries':>8}{'CPU ms':>9}{'ms':>8}{'kB':>7}")
        _pages(PageClient(app), cast, row_id)
        _plainly(cast, row_id)
        db.session.remove()
        db.engine.dispose()


def _pages(client: PageClient, cast: factories.Cast, row_id: int) -> None:
    top, city = (cast.organizations[name].id for name in ("团示范省委", "团青岚市委"))
    for label, who, url in (
        ("a page without figures, for comparison", "gu", "/more"),
        ("the province: its notices", "gu", f"/completeness/{top}"),
        ("the province: one annex, unit by unit", "gu", f"/completeness/{top}/annexes/{row_id}"),
        ("  by kind of unit (counted each time)", "gu", f"/completeness/{top}/annexes/{row_id}?by=kind"),
        ("  on a past day (counted each time)", "gu", f"/completeness/{top}/annexes/{row_id}?on={_PAST_DAY}"),
        ("  who is missing, the first 50", "gu", f"/completeness/{top}/annexes/{row_id}/names"),
        ("  who is missing, a name searched", "gu", f"/completeness/{top}/annexes/{row_id}/names?q=河村"),
        ("  what is overdue, the first 50", "gu", f"/completeness/{top}/overdue"),
        ("a prefecture: one annex, unit by unit", "lin", f"/completeness/{city}/annexes/{row_id}"),
        ("  who is missing, the first 50", "lin", f"/completeness/{city}/annexes/{row_id}/names"),
    ):
        client.sign_in(who)
        _show(label, *_measured(lambda url=url: client.send("GET", url)))


def _plainly(cast: factories.Cast, row_id: int) -> None:
    """The same numbers of the province's direct subordinates, by GROUP BY over the duties and their papers."""
    top = db.session.get_one(Organization, cast.organizations["团示范省委"].id)
    low, high = subtree_range(top.path)
    inner = (
        db.select(next_step(ReportDuty.path, top).label("step"), Submission.state, Submission.first_sent_at)
        .outerjoin(Submission, Submission.id == ReportDuty.submission_id)
        .where(_of(row_id), ReportDuty.path >= low, ReportDuty.path < high)
        .subquery()
    )
    end = datetime.combine(DUE, datetime.min.time()) + timedelta(days=1)
    asked = db.select(
        inner.c.step,
        func.count(),
        func.count(inner.c.first_sent_at),
        func.sum(case((inner.c.state == State.FILED, 1), else_=0)),
        func.sum(case((inner.c.first_sent_at < end, 1), else_=0)),
    ).group_by(inner.c.step)

    def ask() -> None:
        db.session.execute(asked).all()
        db.session.rollback()

    _show("GROUP BY duties and papers (no page around it)", *_measured(ask))


def _show(label: str, queries: int, cpu: float, taken: float, size: int) -> None:
    print(f"  {label:<44}{queries:>8}{cpu * 1000:>9.1f}{taken * 1000:>8.1f}{size / 1024:>7.1f}")


def _measured(ask: Callable[[], Any]) -> tuple[int, float, float, int]:
    """Queries, median CPU and time in seconds, and bytes of one answer; the first answer warms the templates."""
    answer = ask()
    assert answer is None or answer.status_code == 200, answer.request.path
    with counted() as count:
        ask()
    cpu, taken = [], []
    for _ in range(ROUNDS):
        start, begun = time.process_time(), time.perf_counter()
        ask()
        cpu.append(time.process_time() - start)
        taken.append(time.perf_counter() - begun)
    size = len(answer.data) if answer is not None else 0
    return count[0], statistics.median(cpu), statistics.median(taken), size


def _of(row_id: int) -> Any:
    return ReportDuty.notice_annex_id == row_id


def _fill(cast: factories.Cast, units: int) -> int:
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
