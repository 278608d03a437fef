"""边写边查: eight processes file papers while eight search, for a minute, on SQLite and on PostgreSQL.

First the readers are alone; then everybody is at it. Every filing that was answered is looked for afterwards: in the
table, in the series of numbers, in the index. A cluster of our own plays PostgreSQL, with its caution for power cuts
(fsync) switched on, as SQLite's is.

    python -m bench mixed
    python -m bench.mixed --filings 100000 --seconds 60 --writers 8 --readers 8 --engines sqlite
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import data
from tests import factories, postgres
from tests.processes import running
from tests.services.test_concurrency import accepted_papers
from youthwork.domain.numbering import Series
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, Notice, NumberSeries, Organization, Submission, User
from youthwork.services import transactions
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.archive.search import search
from youthwork.services.path import filing
from youthwork.services.posts import actor_of

WORDS = ("志愿服务", "清河", "主题团日", "示青备", "任务表", "青年 学习", "王", "2公里")
#: Papers ready to be filed: more than so many processors file in a minute.
PAPERS = 12_000


def run() -> None:
    main([])


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m bench.mixed")
    asked.add_argument("--filings", type=int, default=10_000)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--alone", type=float, default=15)
    asked.add_argument("--writers", type=int, default=8)
    asked.add_argument("--readers", type=int, default=8)
    asked.add_argument("--engines", default="sqlite,postgresql")
    given = asked.parse_args(arguments)
    print(
        f"  {given.writers} writers, {given.readers} readers, {given.filings:,} filings, {os.cpu_count()} cores"
    )
    for engine in given.engines.split(","):
        with tempfile.TemporaryDirectory() as folder, _database(engine, Path(folder)) as url:
            _measure(engine, url, Path(folder), given)


@contextmanager
def _database(engine: str, place: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{place / 'youthwork.db'}"
        return
    # As an office would run it: what is answered has reached the disk.
    careful = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on"}
    before = dict(postgres.HASTE)
    postgres.HASTE.update(careful)
    try:
        with postgres.running_cluster() as cluster, cluster.database() as url:
            yield url
    finally:
        postgres.HASTE.update(before)


def _measure(engine: str, url: str, place: Path, given: argparse.Namespace) -> None:
    app = data.open_app(place, url)
    with app.app_context():
        data.make(given.filings)
        before = _count()
        _go_on_numbering()
        person = db.session.scalars(db.select(User.id).where(User.username == "tang")).one()
        ids = _papers()
        db.session.remove()
        db.engine.dispose()
    length = (given.alone, given.seconds)
    reading = [(url, str(place), person, length, at) for at in range(given.readers)]
    writing = [(url, str(place), ids[at :: given.writers], person, length, at) for at in range(given.writers)]
    with running(read, reading) as readers, running(write, writing) as writers:
        # Everybody loads the program first.
        while len(list(place.glob("ready-*"))) < len(readers) + len(writers):
            time.sleep(0.1)
        (place / "begin.part").write_text(str(time.time() + 0.5))
        (place / "begin.part").rename(place / "begin")
        for process in (*readers, *writers):
            process.join(given.alone + given.seconds + 120)
        codes = [process.exitcode for process in (*readers, *writers)]
    told = [json.loads(file.read_text()) for file in sorted(place.glob("told-*.json"))]
    alone, during = _all(told, "alone"), _all(told, "during")
    filed, errors = _all(told, "filed"), [error for each in told for error in each["errors"]]
    with app.app_context():
        lost, gaps, unfound = _look_for([id for each in told for id in each["ids"]], _count() - before)
        db.session.remove()
        db.engine.dispose()
    print(f"  {engine}")
    print(f"    search, nobody writing    {_figures(alone, given.alone)}")
    print(f"    search, while filing      {_figures(during, given.seconds)}")
    print(f"    filing                    {_figures(filed, given.seconds)}")
    print(
        f"    errors {len(errors)}, lost {lost}, gaps in numbers {gaps}, not found {unfound}, exit codes {set(codes)}"
    )
    for error in sorted(set(errors))[:5]:
        print(f"      {error}")


def _go_on_numbering() -> None:
    """The made filings have numbers of this year; the next is given after them."""
    last = db.select(Filing.organ_id, Filing.year, db.func.max(Filing.number)).group_by(
        Filing.organ_id, Filing.year
    )
    rows = [
        {"organization_id": organ, "series": Series.FILING, "period": str(year), "last": number}
        for organ, year, number in db.session.execute(last)
    ]
    db.session.execute(db.insert(NumberSeries), rows)
    db.session.commit()


def _papers() -> list[int]:
    """Accepted papers by the thousand, each another person's, of the cast that `data.make` has left."""
    accepted_papers(_cast(), PAPERS)
    accepted = db.select(Submission.id).where(Submission.state == State.ACCEPTED)
    return list(db.session.scalars(accepted.order_by(Submission.id)))


def _cast() -> factories.Cast:
    people = db.session.scalars(db.select(User).where(User.id < 100))
    organizations = db.session.scalars(db.select(Organization).where(Organization.id < 100))
    notices = db.session.scalars(db.select(Notice).where(Notice.id < 100))
    return factories.Cast(
        {each.common_name: each for each in organizations},
        {each.username: each for each in people},
        {"city" if each.edition_key.startswith("city") else "province": each for each in notices},
    )


def _wait(place: str, who: str) -> float:
    """Say that we are ready; gives the moment when all begin."""
    (Path(place) / f"ready-{who}").touch()
    while not (Path(place) / "begin").exists():
        time.sleep(0.01)
    begin = float((Path(place) / "begin").read_text())
    time.sleep(max(0.0, begin - time.time()))
    return begin


def read(url: str, place: str, reader_id: int, length: Sequence[float], at: int) -> None:
    app = data.open_app(Path(place), url)
    took: dict[str, list[float]] = {"alone": [], "during": []}
    errors: list[str] = []
    begin, turns = _wait(place, f"reader-{at}"), at
    turn, end = begin + length[0], begin + sum(length)
    while (now := time.time()) < end:
        begun = time.perf_counter()
        try:
            with app.app_context():
                search(
                    actor_of(db.session.get_one(User, reader_id)),
                    ArchiveQuery(text=WORDS[turns % len(WORDS)]),
                )
        except Exception as error:
            errors.append(f"search: {type(error).__name__}: {str(error)[:150]}")
        took["alone" if now < turn else "during"].append(time.perf_counter() - begun)
        turns += 1
    _tell(place, f"reader-{at}", {**took, "filed": [], "ids": [], "errors": errors})


def write(
    url: str, place: str, ids: Sequence[int], reviewer_id: int, length: Sequence[float], at: int
) -> None:
    app = data.open_app(Path(place), url)
    filed: list[float] = []
    done: list[int] = []
    errors: list[str] = []
    begin = _wait(place, f"writer-{at}")
    turn, end = begin + length[0], begin + sum(length)
    time.sleep(max(0.0, turn - time.time()))
    for submission_id in ids:
        if time.time() >= end:
            break
        begun = time.perf_counter()
        try:
            with app.app_context(), transactions.deed():
                paper = db.session.get_one(Submission, submission_id)
                filing.file(paper, db.session.get_one(User, reviewer_id), paper.version)
        except Exception as error:
            errors.append(f"filing: {type(error).__name__}: {str(error)[:150]}")
        else:
            done.append(submission_id)
        filed.append(time.perf_counter() - begun)
    else:
        errors.append(f"all {len(ids)} papers were filed before the time was over")
    _tell(place, f"writer-{at}", {"alone": [], "during": [], "filed": filed, "ids": done, "errors": errors})


def _tell(place: str, who: str, told: dict[str, object]) -> None:
    (Path(place) / f"told-{who}.json").write_text(json.dumps(told))


def _all(told: list[dict[str, list[float]]], what: str) -> list[float]:
    return [seconds for each in told for seconds in each[what]]


def _count() -> int:
    return db.session.scalar(db.select(db.func.count(Filing.id))) or 0


def _look_for(answered: list[int], more: int) -> tuple[int, int, int]:
    """Filings answered and not there (or there and not answered), numbers left out, filings the search misses."""
    rows = db.session.execute(
        db.select(Filing.id, Filing.number, Filing.filing_number).where(Filing.submission_id.in_(answered))
        if len(answered) < 500
        else db.select(Filing.id, Filing.number, Filing.filing_number).where(
            Filing.submission_id >= min(answered)
        )
    ).all()
    numbers = sorted(row.number for row in rows)
    gaps = (numbers[-1] - numbers[0] + 1 - len(numbers)) if numbers else 0
    reader = actor_of(db.session.scalars(db.select(User).where(User.username == "tang")).one())
    unfound = sum(
        row.id not in matches(reader, ArchiveQuery(text=row.filing_number), 5)
        for row in rows[:: max(1, len(rows) // 200)]
    )
    return abs(len(rows) - len(answered)) + abs(more - len(answered)), gaps, unfound


def _figures(seconds: list[float], length: float) -> str:
    if not seconds:
        return "none"
    p95 = statistics.quantiles(seconds, n=20)[18] if len(seconds) > 1 else seconds[0]
    return (
        f"{len(seconds) / length:7.1f}/s   median {statistics.median(seconds) * 1000:7.1f} ms"
        f"   p95 {p95 * 1000:7.1f} ms   longest {max(seconds) * 1000:8.1f} ms"
    )


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
