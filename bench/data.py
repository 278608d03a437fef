"""造数据: an instance with as many filings as one wants, to measure on and to try things out.

    python -m bench data --filings 1000000 --place /somewhere            SQLite, in that folder
    python -m bench data --filings 1000000 --database-url postgresql://…  an empty database

Rows are made by as many processes as there are cores and loaded by one, in bulk; indexes come after. The people of
the tests' cast can read it (su the province, zhao a prefecture, zhou a county).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, text

from bench import loading, made_filings, province
from bench.made_filings import Plan, Rows
from bench.province import Province
from tests import factories
from tests.conftest import make_app, make_key_box
from youthwork.extensions import db
from youthwork.services import schema
from youthwork.services.archive import counting
from youthwork.services.transactions import deed

_CHUNK = 2_000
_FIRST_NOTICE = 1_000


def main(arguments: list[str]) -> None:
    """The command line; prints what it made and how fast."""
    asked = argparse.ArgumentParser(prog="python -m bench data")
    asked.add_argument("--filings", type=int, default=10_000)
    asked.add_argument("--place", type=Path)
    asked.add_argument("--database-url", default="")
    given = asked.parse_args(arguments)
    place = given.place or Path(tempfile.mkdtemp(prefix="youthwork-data-"))
    place.mkdir(parents=True, exist_ok=True)
    app = open_app(place, given.database_url)
    with app.app_context():
        seconds = make(given.filings)
        db.session.remove()
        db.engine.dispose()
    print(f"  {given.filings:,} filings in {place if not given.database_url else 'the database'}")
    for what, took in seconds.items():
        print(f"  {what:<24}{took:>8.1f} s")
    print(f"  {given.filings / sum(seconds.values()):,.0f} filings a second")


def open_app(place: Path, url: str = "") -> Flask:
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return make_app(place, **({"SQLALCHEMY_DATABASE_URI": url} if url else {}))


def make(filings: int) -> dict[str, float]:
    """Fill the empty database of the present application; gives what took how many seconds."""
    seconds: dict[str, float] = {}
    begun = time.perf_counter()

    def took(what: str) -> None:
        nonlocal begun
        seconds[what] = time.perf_counter() - begun
        begun = time.perf_counter()

    schema.upgrade()
    make_key_box()
    cast = factories.build_cast()
    people = tuple(cast.people[name].id for name in ("gu", "su", "tang"))
    notice_issuer = cast.organizations["团示范省委"].id
    made = province.build(cast, filings, random.Random(8))
    planned = list(made_filings.plans(made, filings, _FIRST_NOTICE))
    took("province and plan")
    # Nobody else may look while SQLite works without its log.
    db.session.remove()
    db.engine.dispose()
    with db.engine.connect() as connection, loading.bulk(connection) as bulk:
        bulk.add("organization", made.organizations)
        bulk.add("person", [_person(row) for row in made.people])
        bulk.add("appointment", [{"position": 0, **row} for row in made.appointments])
        bulk.add("appointment_duty", made.duties)
        bulk.add("notice", _notices(notice_issuer))
        batches = _batches(planned)
        bulk.add("archive_batch", _batch_rows(batches, planned, people[2]))
        took("organizations, people")
        for rows in _made(planned, made, {key: id for key, id in batches.items()}, people, bulk.wants_folded):
            bulk.load("submission", made_filings.SUBMISSION, rows.submissions)
            bulk.load("filing", made_filings.FILING, rows.filings)
            bulk.load("filing_scope", ("organization_id", "filing_id"), rows.scopes)
            bulk.load("paper", made_filings.PAPER, [(*row, 0, "", True, "") for row in rows.papers])
            bulk.load_entries(rows.entries)
        took("filings and their tokens")
        bulk.finish()
        took("indexes")
    after: int | None = 0
    while after is not None:
        with deed():
            after = counting.recount(after)
    took("counts")
    return seconds


_State = tuple[list[str], dict[tuple[int, int], int], tuple[int, ...], bool]
_state: _State


def _made(
    planned: list[Plan],
    made: Province,
    batches: dict[tuple[int, int], int],
    people: tuple[int, ...],
    with_folded: bool,
) -> Iterator[Rows]:
    """The rows in order, made beside by as many processes as there are cores."""
    global _state
    _state = (made.villages, batches, people, with_folded)
    chunks = (planned[at : at + _CHUNK] for at in range(0, len(planned), _CHUNK))
    # Forked, so that nothing is copied to a process but the plan of its rows.
    with multiprocessing.get_context("fork").Pool(min(4, os.cpu_count() or 1)) as pool:
        yield from pool.imap(_rows, chunks)


def _rows(planned: list[Plan]) -> Rows:
    villages, batches, people, with_folded = _state
    return made_filings.rows_of(planned, villages, batches, people, with_folded)


def _person(row: dict[str, object]) -> dict[str, object]:
    common = {"birth_month": "", "email": "", "wants_mail": False, "must_change_password": True}
    return {**common, "is_enabled": True, "large_text": False, **row}


def _notices(issuer: int) -> list[dict[str, object]]:
    return [
        {
            "id": _FIRST_NOTICE + at,
            "edition_key": "province_2017_8",
            "issuer_id": issuer,
            "number": f"示青字〔{day.year}〕8号",
            "title": f"关于报送{day.year}年{day.month}月联系基层情况的通知",
            "issued_on": day - timedelta(days=20),
        }
        for at, day in enumerate(made_filings.months())
    ]


def _batches(planned: list[Plan]) -> dict[tuple[int, int], int]:
    keys = dict.fromkeys((plan.organ.id, plan.filed_at.year) for plan in planned)
    return {key: at for at, key in enumerate(keys, start=1)}


def _batch_rows(
    batches: dict[tuple[int, int], int], planned: list[Plan], archivist: int
) -> list[dict[str, object]]:
    last = {(plan.organ.id, plan.filed_at.year): plan for plan in planned}
    return [
        {
            "id": id,
            "organization_id": organ,
            "year": year,
            "archived_at": last[organ, year].filed_at + timedelta(days=90),
            "archived_by_id": archivist,
            "count": last[organ, year].number,
            "pages": last[organ, year].number,
        }
        for (organ, year), id in batches.items()
    ]


def size_of(connection: Connection) -> dict[str, float]:
    """Megabytes of the index and of everything."""
    if connection.dialect.name == "sqlite":
        pages, page = (connection.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
        index = connection.scalar(text("SELECT sum(length(block)) FROM filing_index_data"))
        return {"index": index / 1e6, "all": pages * page / 1e6}
    index = connection.scalar(text("SELECT pg_total_relation_size('filing_search')"))
    return {
        "index": index / 1e6,
        "all": connection.scalar(text("SELECT pg_database_size(current_database())")) / 1e6,
    }
