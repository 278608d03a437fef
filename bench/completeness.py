"""报送情况: queries, CPU and time of the pages of completeness where one notice asks 30,000 units, and of the plain
counting of duties and papers beside it, in the same run.

    python -m bench completeness --units 30000 --engines sqlite,postgresql

Two of three units have reported, half of those are filed; everyone has a paper. The pages are asked for through the
test client; CPU is of our process, so that of PostgreSQL is in the time alone.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import case, func

from bench.asked_units import DUE, fill
from bench.pages import counted
from tests import factories, notices, postgres
from tests.client import PageClient
from tests.conftest import make_app
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.notices import PAGE, SEQUENCE
from youthwork.models import Notice, Organization, ReportDuty, Submission
from youthwork.models.organization import subtree_range
from youthwork.services import schema
from youthwork.services.duties.counting import next_step

UNITS = 30_000
ROUNDS = 15
_PAST_DAY = "2026-03-20"


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
        row_id = fill(cast, units)
        asked = db.session.scalar(db.select(func.count(ReportDuty.id)).where(_of(row_id)))
        print(f"{engine}: {asked} units asked")
        print(f"  {'page':<44}{'queries':>8}{'CPU ms':>9}{'least':>8}{'ms':>8}{'kB':>7}")
        _pages(PageClient(app), cast, row_id)
        _drawing_up(PageClient(app), cast)
        _plainly(cast, row_id)
        db.session.remove()
        db.engine.dispose()


def _pages(client: PageClient, cast: factories.Cast, row_id: int) -> None:
    top, city = (cast.organizations[name].id for name in ("团示范省委", "团青岚市委"))
    for label, who, url in (
        ("a page without figures, for comparison", "gu", "/more"),
        ("the province: its notices", "gu", f"/completeness/{top}"),
        ("the province: one annex, unit by unit", "gu", f"/completeness/{top}/annexes/{row_id}"),
        ("  by kind of unit", "gu", f"/completeness/{top}/annexes/{row_id}?by=kind"),
        ("  on a past day", "gu", f"/completeness/{top}/annexes/{row_id}?on={_PAST_DAY}"),
        ("  by kind on a past day", "gu", f"/completeness/{top}/annexes/{row_id}?by=kind&on={_PAST_DAY}"),
        ("  all notices on a past day", "gu", f"/completeness/{top}?on={_PAST_DAY}"),
        ("  who is missing, the first 50", "gu", f"/completeness/{top}/annexes/{row_id}/names"),
        ("  who is missing, a name searched", "gu", f"/completeness/{top}/annexes/{row_id}/names?q=河村"),
        ("  who is missing, nobody of the name", "gu", f"/completeness/{top}/annexes/{row_id}/names?q=无此"),
        ("  what is overdue, the first 50", "gu", f"/completeness/{top}/overdue"),
        ("a prefecture: one annex, unit by unit", "lin", f"/completeness/{city}/annexes/{row_id}"),
        ("  who is missing, the first 50", "lin", f"/completeness/{city}/annexes/{row_id}/names"),
    ):
        client.sign_in(who)
        _show(label, *_measured(lambda url=url: client.send("GET", url)))


def _drawing_up(client: PageClient, cast: factories.Cast) -> None:
    """拟发通知 to everybody in the province, from its draft to the page that issues it."""
    notice = notices.whole(cast)
    county = cast.organizations["团云溪县委"].id
    db.session.commit()
    at, id_ = f"/notices/{notice.id}", notice.id
    client.sign_in("gu")
    _show("a draft to all of them", *_measured(lambda: client.send("GET", f"{at}/draft")))
    _show("  kept by itself", *_measured(_saving(client, id_, {})))
    _show("  the same, a county left out", *_measured(_saving(client, id_, {"but": [str(county)]})))
    _show("  the list of the units", *_measured(lambda: client.send("GET", f"{at}/draft/audience")))
    _show("  looked over before it is issued", *_measured(lambda: client.send("GET", f"{at}/issuing")))


def _saving(client: PageClient, notice_id: int, changed: dict[str, list[str]]) -> Callable[[], Any]:
    """自动保存, another text each time."""
    times = iter(range(10_000))

    def save() -> Any:
        notice = db.session.get_one(Notice, notice_id)
        number, typed = next(times), dict(notice.typed or {}) | changed
        typed |= {"body": [f"请认真组织填报。\n第{number}次。"], PAGE: ["bench"], SEQUENCE: [str(number)]}
        version = notice.version
        db.session.rollback()
        return client.send("POST", f"/notices/{notice_id}/draft/changes", data={**typed, "version": version})

    return save


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


def _show(label: str, queries: int, cpu: float, least: float, taken: float, size: int) -> None:
    times = f"{cpu * 1000:>9.1f}{least * 1000:>8.1f}{taken * 1000:>8.1f}"
    print(f"  {label:<44}{queries:>8}{times}{size / 1024:>7.1f}", flush=True)


def _measured(ask: Callable[[], Any]) -> tuple[int, float, float, float, int]:
    """Queries, median and least CPU and median time in seconds, and bytes of one answer; the first answer warms the
    templates."""
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
    return count[0], statistics.median(cpu), min(cpu), statistics.median(taken), size


def _of(row_id: int) -> Any:
    return ReportDuty.notice_annex_id == row_id
