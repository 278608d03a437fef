"""下达、汇总、人员变动: what it costs to lay 30,000 units, to combine what they reported, and to follow one more person.

    python -m bench duties --units 30000 --engines sqlite,postgresql

Laid in slices of 500 as the worker does it; combined for the province as a page, Excel and, of one prefecture, PDF.
CPU is of our process.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert

from bench.asked_units import fill
from tests import factories, postgres
from tests.client import PageClient
from tests.conftest import make_app
from youthwork import clock
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Filing,
    FilingScope,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
    User,
)
from youthwork.services import posts, schema
from youthwork.services.combining import exports
from youthwork.services.combining.sight import find_table
from youthwork.services.combining.tables import Asked
from youthwork.services.duties import following, laying

_AT_ONCE = 5_000
_PEOPLE = 40


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m bench duties")
    asked.add_argument("--units", type=int, default=30_000)
    asked.add_argument("--engines", default="sqlite,postgresql")
    given = asked.parse_args(arguments)
    for engine in given.engines.split(","):
        with tempfile.TemporaryDirectory() as folder:
            if engine == "sqlite":
                _on(engine, given.units, Path(folder), {})
                continue
            with postgres.running_cluster() as cluster, cluster.database() as url:
                _on(engine, given.units, Path(folder), {"SQLALCHEMY_DATABASE_URI": url})


def run() -> None:
    main([])


def _on(engine: str, units: int, folder: Path, settings: dict[str, str]) -> None:
    app = make_app(folder, **settings)
    with app.app_context():
        schema.upgrade()
        cast = factories.build_cast()
        row_id = fill(cast, units)
        _file(cast, row_id)
        print(f"{engine}: {units} units")
        _combined(PageClient(app), cast, row_id)
        _laid(cast)
        _followed(cast)
        db.session.remove()
        db.engine.dispose()


def _laid(cast: factories.Cast) -> None:
    """A second notice that asks the same units for two annexes."""
    notice = Notice(
        edition_key="province_2017_8",
        issuer_id=cast.organizations["团示范省委"].id,
        title="关于报送联系点汇总表和任务表的通知",
        issued_on=clock.today(),
        issued_at=clock.now(),
        numbers={},
        annexes=[
            NoticeAnnex(annex_key=key, position=at, due=clock.today())
            for at, key in enumerate(("contact_points", "task_sheet"), start=1)
        ],
    )
    db.session.add(notice)
    db.session.commit()
    slices: list[float] = []
    begun = [time.process_time()]

    def progress(_done: int, _total: int) -> None:
        now = time.process_time()
        slices.append(now - begun[0])
        begun[0] = now

    _say("laid by the worker", lambda: laying.run(notice.id, progress))
    rows = db.select(func.count(ReportDuty.id)).join(ReportDuty.notice_annex)
    duties = db.session.scalar(rows.where(NoticeAnnex.notice_id == notice.id)) or 0
    middle = statistics.median(slices) * 1000
    print(
        f"    {duties} duties, {len(slices)} slices, median {middle:.0f} ms CPU, longest {max(slices) * 1000:.0f}"
    )


def _followed(cast: factories.Cast) -> None:
    """People who take up a post while that notice is running, as an import of a roster writes them."""
    organs = db.session.scalars(
        db.select(Organization.id).order_by(Organization.id.desc()).limit(_PEOPLE)
    ).all()
    today, taken = clock.today(), []
    for at, organ_id in enumerate(organs):
        person = User(
            username=f"came{at}",
            name="新来的",
            password_hash="!",
            created_at=clock.now(),
            must_change_password=True,
        )
        post = Appointment(
            user=person,
            organization_id=organ_id,
            title="干事",
            starts_on=today,
            duties=[AppointmentDuty(duty=Duty.CADRE, starts_on=today)],
        )
        db.session.add_all([person, post])
        db.session.flush()
        start = time.process_time()
        following.follow_person(person)
        taken.append(time.process_time() - start)
        db.session.commit()
    print(f"    one more person followed: median {statistics.median(taken) * 1000:.1f} ms CPU")


def _combined(client: PageClient, cast: factories.Cast, row_id: int) -> None:
    top, city = (cast.organizations[name].id for name in ("团示范省委", "团青岚市委"))
    at = f"/notices/annexes/{row_id}/combined"
    found = db.session.scalar(db.select(NoticeAnnex.notice_id).where(NoticeAnnex.id == row_id))
    assert found is not None
    client.sign_in("su")
    for label, url in (
        ("combined table, the first page", f"{at}?organ={top}"),
        ("  only who reported", f"{at}?organ={top}&listed=1"),
        ("  a prefecture", f"{at}?organ={city}"),
    ):
        client.send("GET", url)
        _say(label, lambda url=url: _ok(client.send("GET", url)))
    user = cast.person("su")
    actor = posts.actor_of(user)
    for label, organ_id, form, most in (
        ("  as Excel", top, exports.FileForm.EXCEL, None),
        ("  a prefecture as Excel", city, exports.FileForm.EXCEL, None),
        ("  a prefecture as PDF", city, exports.FileForm.PDF, exports.MOST["pdf"]),
    ):
        table = find_table(actor, row_id, organ_id)
        wanted = exports.Wanted(form, Asked(only_listed=form is exports.FileForm.PDF))
        lines = exports.lines_of(actor, table, wanted.asked)
        if most is not None and lines > most:
            print(f"    {label.strip()}: {lines} lines, refused")
            continue
        _say(
            f"{label}, {lines} lines",
            lambda table=table, wanted=wanted: exports.made_now(actor, user, table, wanted),
        )


def _file(cast: factories.Cast, row_id: int) -> None:
    """A filing of the same two rows for every paper that is filed, found by the organs above it."""
    table: Any = Filing.__table__
    like = db.session.execute(db.select(table).order_by(table.c.id).limit(1)).one()._asdict()
    filed = db.session.execute(
        db.select(ReportDuty.submission_id, ReportDuty.owner_id, ReportDuty.path)
        .where(ReportDuty.notice_annex_id == row_id, ReportDuty.standing == Reporting.FILED)
        .order_by(ReportDuty.id)
    ).all()
    first = 1 + (db.session.scalar(db.select(func.max(Filing.id))) or 0)
    filings, scopes = [], []
    for at, (paper_id, owner_id, path) in enumerate(filed):
        filings.append(like | {"id": first + at, "submission_id": paper_id, "number": 1000 + at})
        filings[-1] |= {"filing_number": f"备{at}", "machine_number": f"BENCH-{at}", "owner_id": owner_id}
        filings[-1] |= {"subject_id": None, "annex_key": "contact_points"}
        scopes += [
            {"organization_id": int(one), "filing_id": first + at} for one in path.strip("/").split("/")[:2]
        ]
    for model, rows in ((Filing, filings), (FilingScope, scopes)):
        for at in range(0, len(rows), _AT_ONCE):
            db.session.execute(insert(model.__table__), rows[at : at + _AT_ONCE])
    db.session.commit()


def _ok(answer: Any) -> None:
    assert answer.status_code == 200, answer.status_code


def _say(label: str, do: Callable[[], Any]) -> None:
    start, begun = time.process_time(), time.perf_counter()
    do()
    cpu, taken = time.process_time() - start, time.perf_counter() - begun
    print(f"  {label:<44} {cpu * 1000:9.1f} ms CPU {taken * 1000:9.1f} ms", flush=True)
