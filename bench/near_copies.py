"""近似文字: what it costs to look for a near copy among a hundred thousand records at each save, on both engines.

Texts are made (`made_records.py`), one in a hundred of them a copy. Asked are texts nobody copied and copies of
stored ones with up to a tenth of their characters replaced. “check” is finding and comparing, “save” the whole of
`recording.record`; CPU is of our process, so that of PostgreSQL is in the time alone. Beside it, for one save each,
what compares with every text: Jaccard of the same runs, difflib, and rapidfuzz where it is installed.

    python -m bench near_copies                                   100,000 records
    python -m bench near_copies --records 10000 --engines sqlite
"""

from __future__ import annotations

import argparse
import difflib
import multiprocessing
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from flask import Flask
from sqlalchemy import func, insert, select, text

from bench import data, made_records
from bench.made_records import Made
from bench.people import add_cadres, row_of
from tests import contact_work, factories, postgres
from tests.conftest import make_key_box
from tests.factories import Cast
from youthwork.domain.near_copies import BANDS, ROWS, bands, likeness, likeness_to, runs
from youthwork.domain.signals import Thresholds
from youthwork.extensions import db
from youthwork.models import Activity, ActivityBand, ActivityPurpose
from youthwork.services import schema
from youthwork.services.contact_work.records import near_copies, recording
from youthwork.services.contact_work.records.given import text_of

RECORDS, ASKED = 100_000, 200
#: A rival that compares two texts a millisecond is let off after so many, and its time is scaled.
RIVAL_TEXTS = 5_000
LIMIT = Thresholds().likeness
_CHUNK = 5_000


def run() -> None:
    _measure(RECORDS, ("sqlite", "postgresql"))


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m bench near_copies")
    asked.add_argument("--records", type=int, default=RECORDS)
    asked.add_argument("--engines", default="sqlite,postgresql")
    given = asked.parse_args(arguments)
    _measure(given.records, given.engines.split(","))


def _measure(count: int, engines: Sequence[str]) -> None:
    made = made_records.texts(count)
    with multiprocessing.Pool() as pool:
        begun = time.perf_counter()
        numbers = pool.map(bands, [each.text for each in made], chunksize=500)
        took = time.perf_counter() - begun
    longest = statistics.quantiles([len(each.text) for each in made], n=20)
    print(
        f"  {count:,} records, texts of {longest[0]:.0f} to {longest[-1]:.0f} characters;"
        f" {BANDS} bands of {ROWS}, made in {took:.0f} s on {multiprocessing.cpu_count()} cores"
    )
    for engine in engines:
        with _opened(engine) as app, app.app_context():
            cast = _build(made, numbers)
            print(f"  on {engine}")
            _show(cast, made)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _opened(engine: str) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        if engine == "sqlite":
            yield data.open_app(Path(folder))
            return
        postgres.HASTE.update({"shared_buffers": "512MB"})
        with postgres.running_cluster() as cluster, cluster.database() as url:
            yield data.open_app(Path(folder), url)


def _build(made: Sequence[Made], numbers: Sequence[Sequence[int]]) -> Cast:
    """The tests' province with so many records, written by its cadres over the first quarter."""
    schema.upgrade()
    make_key_box()
    cast = factories.build_cast()
    writers = add_cadres(cast, max(1, len(made) // 50))
    # One through the front door shows what a row looks like; the others are copies of it.
    first = contact_work.add_activity(cast, "zhou", "2026-01-02", effect="第一条")
    row = row_of(Activity.__table__, Activity.__table__.c.id == first.id)
    begun = datetime(2026, 1, 1)
    for at in range(0, len(made), _CHUNK):
        rows, found, ticked = [], [], []
        for number in range(at, min(at + _CHUNK, len(made))):
            one, starts = first.id + 1 + number, begun + timedelta(seconds=77 * number)
            times = {"starts_at": starts, "ends_at": starts + timedelta(minutes=60), "recorded_at": starts}
            names = {"id": one, "client_key": f"made-{number}", "person_id": writers[number % len(writers)]}
            rows.append({**row, **times, **names, "effect": made[number].text})
            ticked.append({"activity_id": one, "purpose": "talk"})
            found += [{"activity_id": one, "band": band} for band in set(numbers[number])]
        db.session.execute(insert(Activity.__table__), rows)
        db.session.execute(insert(ActivityPurpose.__table__), ticked)
        db.session.execute(insert(ActivityBand.__table__), found)
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        highest = select(func.max(Activity.id)).scalar_subquery()
        db.session.execute(select(func.setval(text("'activity_id_seq'"), highest)))
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
    return cast


def _show(cast: Cast, made: Sequence[Made]) -> None:
    chance = random.Random(66)
    honest = [made_records.honest(chance) for _ in range(ASKED)]
    originals = chance.sample([each.text for each in made if len(each.text) > 24], ASKED)
    copies = [
        made_records.altered(each, round(len(each) * chance.choice((0, 0.02, 0.05, 0.08))), chance)
        for each in originals
    ]
    longest = ["".join(made_records.honest(chance) for _ in range(60))[:2000] for _ in range(10)]
    heads = ("check p50", "p95", "most", "CPU", "save p50", "p95", "most", "CPU")
    print(f"    {'ms':<28}" + "".join(f"{head:>10}" for head in heads))
    kinds = (("honest", honest), ("near copies", copies), ("2,000 characters", longest))
    for name, texts in kinds:
        figures = [*_times(_check, texts), *_times(_saving(cast), texts)]
        print(f"    {name:<28}" + "".join(f"{each:>10.1f}" for each in figures), flush=True)
    _recall(made, originals, copies, honest)
    _rivals(made, copies[:3], statistics.median(_wall(_check, copies[:50])))


def _check(asked: str) -> bool:
    alike = likeness_to(asked)
    return any(alike(text_of(row)) >= LIMIT for row in near_copies.candidates(asked))


def _saving(cast: Cast) -> Callable[[str], object]:
    new = contact_work.given("2026-03-31", "19:00")

    def save(asked: str) -> object:
        return recording.record(cast.person("zhou"), replace(new, client_key="new", effect=asked), {})

    return save


def _times(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    used = time.process_time()
    wall = sorted(_wall(call, texts))
    cpu = (time.process_time() - used) * 1000 / len(texts)
    return [statistics.median(wall), wall[round(len(wall) * 0.95) - 1], wall[-1], cpu]


def _wall(call: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Each as a request makes it: a transaction of its own, undone at the end."""
    took = []
    for each in texts:
        begun = time.perf_counter()
        call(each)
        db.session.flush()
        took.append((time.perf_counter() - begun) * 1000)
        db.session.rollback()
    return took


def _recall(
    made: Sequence[Made], originals: Sequence[str], copies: Sequence[str], honest: Sequence[str]
) -> None:
    wanted = [pair for pair in zip(originals, copies, strict=True) if likeness(*pair) >= LIMIT]
    found = sum(_check(copy) for _, copy in wanted)
    vain = statistics.mean(len(_all_candidates(each)) for each in honest)
    alarms = sum(_check(each) for each in honest)
    print(
        f"    of {len(wanted)} copies at least {LIMIT:.0%} alike {found} found ({found / len(wanted):.1%});"
        f" an honest text meets {vain:.0f} others in a band ({vain / len(made):.2%}), at most"
        f" {near_copies.MOST} are compared; {alarms} of {len(honest)} honest texts are taken for copies"
    )


def _all_candidates(asked: str) -> Sequence[int]:
    return db.session.scalars(
        select(ActivityBand.activity_id).where(ActivityBand.band.in_(bands(asked))).distinct()
    ).all()


def _rivals(made: Sequence[Made], copies: Sequence[str], ours: float) -> None:
    texts = [each.text for each in made]
    for name, compare, most in _comparisons():
        asked = texts[:most]
        begun, used = time.perf_counter(), time.process_time()
        for copy in copies:
            compare(copy, asked)
        share = len(texts) / len(asked) / len(copies)
        wall = (time.perf_counter() - begun) * 1000 * share
        cpu = (time.process_time() - used) * 1000 * share
        scaled = "" if len(asked) == len(texts) else f" (timed on {len(asked):,} and scaled)"
        print(f"    {name:<28}{wall:>10,.0f} ms, CPU {cpu:,.0f} ms a save: {wall / ours:,.0f} × ours{scaled}")


def _comparisons() -> Iterator[tuple[str, Callable[[str, Sequence[str]], float], int]]:
    yield "every text by Jaccard", _by_jaccard, RECORDS
    yield "every text by difflib", _by_difflib, RIVAL_TEXTS
    if find_spec("rapidfuzz") is None:
        print("    rapidfuzz is not installed and left out")
    else:
        yield "every text by rapidfuzz", _by_rapidfuzz, RECORDS


def _by_jaccard(asked: str, texts: Sequence[str]) -> float:
    mine, most = runs(asked), 0.0
    for each in texts:
        theirs = runs(each)
        most = max(most, len(mine & theirs) / len(mine | theirs))
    return most


def _by_difflib(asked: str, texts: Sequence[str]) -> float:
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(asked)
    most = 0.0
    for each in texts:
        matcher.set_seq1(each)
        # As its manual advises: the quick bounds first.
        if matcher.real_quick_ratio() > LIMIT and matcher.quick_ratio() > LIMIT:
            most = max(most, matcher.ratio())
    return most


def _by_rapidfuzz(asked: str, texts: Sequence[str]) -> float:
    process, fuzz = import_module("rapidfuzz.process"), import_module("rapidfuzz.fuzz")
    found = process.extractOne(asked, texts, scorer=fuzz.ratio, score_cutoff=LIMIT * 100)
    return found[1] / 100 if found else 0.0
