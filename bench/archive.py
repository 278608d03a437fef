"""检索: what a page of the archive costs at ten thousand, a hundred thousand and a million filings, on both engines.

DESIGN §9 rows 4 and 5. Every kind of question is asked with many words, drawn from the stored texts; “ids” is the
matching alone, “page” the whole page with its rows, extracts, counts and tree; CPU is of our process, so that of
PostgreSQL is in the time alone. Beside it, in the same run, plain LIKE
and the trigram index either engine offers. PostgreSQL is a cluster of its own, as in the tests.

    python -m bench archive                              10,000 and 100,000
    python -m bench archive --sizes 10000,1000000 --engines sqlite
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from bench import archive_rivals, data, exactness
from tests import postgres
from tests.query_counts import count_queries
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, User
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery, Condition, Field, Join, Keeping
from youthwork.services.archive.search import PAGE_SIZE, search
from youthwork.services.posts import actor_of

SIZES = (10_000, 100_000)
#: Words of every kind of question, and how often a slow rival is asked.
WORDS, RIVAL_WORDS = 30, 5
#: Words whose results are compared with those of a scan.
EXACT_WORDS = 300


@dataclass(frozen=True)
class Kind:
    """一类问题: what it is called, who asks, and the questions."""

    name: str
    actor: Actor
    queries: Sequence[ArchiveQuery]
    #: Whether the rivals can be asked the same: words alone.
    is_plain: bool = False


def run() -> None:
    _measure(SIZES, ("sqlite", "postgresql"))


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m bench archive")
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)))
    asked.add_argument("--engines", default="sqlite,postgresql")
    asked.add_argument("--exact-only", action="store_true", help="no timings: what is found, against a scan")
    given = asked.parse_args(arguments)
    sizes = [int(size) for size in given.sizes.split(",")]
    _measure(sizes, given.engines.split(","), given.exact_only)


def _measure(sizes: Sequence[int], engines: Sequence[str], exact_only: bool = False) -> None:
    for size in sizes:
        for engine in engines:
            with _opened(engine) as app, app.app_context():
                print(f"  {size:,} filings on {engine}")
                _built(data.make(size), size)
                if not exact_only:
                    _show(_kinds(random.Random(5)))
                _compare()
                db.session.remove()
                db.engine.dispose()


@contextmanager
def _opened(engine: str) -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        if engine == "sqlite":
            yield data.open_app(Path(folder))
            return
        # A server of two cores and some memory, instead of the tests' little one.
        postgres.HASTE.update({"shared_buffers": "1GB", "max_wal_size": "8GB"})
        with postgres.running_cluster() as cluster, cluster.database() as url:
            yield data.open_app(Path(folder), url)


def _built(seconds: dict[str, float], size: int) -> None:
    with db.engine.connect() as connection:
        sizes = data.size_of(connection)
    made, indexed = seconds["filings and their tokens"], seconds["indexes"]
    print(
        f"    built in {sum(seconds.values()):.0f} s ({size / sum(seconds.values()):,.0f} a second: rows and tokens"
        f" {made:.0f} s, indexes {indexed:.0f} s, counts {seconds['counts']:.0f} s);"
        f" search index {sizes['index']:,.0f} MB of {sizes['all']:,.0f} MB"
    )


def _show(kinds: Sequence[Kind]) -> None:
    name, took, size = archive_rivals.build()
    print(f"    {name}: built in {took:.0f} s, {size:,.0f} MB")
    heads = ("ids p50", "p95", "CPU", "page p50", "p95", "CPU", "queries", "LIKE p50", "trigram")
    print(f"    {'ms':<34}" + "".join(f"{head:>9}" for head in heads))
    for kind in kinds:
        ids = _times([_ids(kind.actor, query) for query in kind.queries])
        pages = [_page(kind.actor, query) for query in kind.queries]
        page = _times(pages)
        figures = [*ids.figures, *page.figures, str(max(map(count_queries, pages[:3])))]
        figures += _rivals(kind) if kind.is_plain else ["", ""]
        print(f"    {kind.name:<34}" + "".join(f"{each:>9}" for each in figures), flush=True)


def _compare() -> None:
    asked, found, wrong = exactness.differences(
        [_actor("su"), _actor("zhou")], EXACT_WORDS, random.Random(13)
    )
    print(
        f"    {asked} words against a scan of every text: {found:,} filings found, {len(wrong)} words differ"
    )
    for each in wrong[:10]:
        print(f"      {each}", flush=True)


def _rivals(kind: Kind) -> list[str]:
    organ = next(unit.organ.id for _, unit in kind.actor.posts)
    words = [query.text for query in kind.queries[:RIVAL_WORDS]]
    asked = [[ask(word, organ) for word in words] for ask in (archive_rivals.like, archive_rivals.trigram)]
    return [f"{statistics.median(_times(each, warm=False).wall):.0f}" for each in asked]


def _ids(actor: Actor, query: ArchiveQuery) -> Callable[[], object]:
    return lambda: matches(actor, query, PAGE_SIZE + 1)


def _page(actor: Actor, query: ArchiveQuery) -> Callable[[], object]:
    return lambda: search(actor, query)


@dataclass(frozen=True)
class Times:
    """Milliseconds of each call."""

    wall: Sequence[float]
    cpu: Sequence[float]

    @property
    def figures(self) -> list[str]:
        ordered = sorted(self.wall)
        late = ordered[max(0, round(len(ordered) * 0.95) - 1)]
        return [f"{each:.1f}" for each in (statistics.median(ordered), late, statistics.median(self.cpu))]


def _times(calls: Sequence[Callable[[], object]], warm: bool = True) -> Times:
    """Each call as a request makes it: a transaction of its own, the pages of its data read before."""
    wall, cpu = [], []
    for call in calls:
        if warm:
            call()
            db.session.rollback()
        begun, used = time.perf_counter(), time.process_time()
        call()
        wall.append((time.perf_counter() - begun) * 1000)
        cpu.append((time.process_time() - used) * 1000)
        db.session.rollback()
    return Times(wall, cpu)


def _kinds(chance: random.Random) -> list[Kind]:
    newest = db.session.scalar(select(Filing.id).order_by(Filing.id.desc()).limit(1)) or 0
    oldest = db.session.scalar(select(Filing.id).order_by(Filing.id).limit(1)) or 0
    ids = [chance.randint(oldest, newest) for _ in range(WORDS * 2)]
    sample = list(db.session.scalars(select(Filing).where(Filing.id.in_(ids)).order_by(Filing.id)))
    chance.shuffle(sample)
    province, city, county = (_actor(name) for name in ("su", "zhao", "zhou"))

    def words(pick: Callable[[Filing], str]) -> list[ArchiveQuery]:
        return [ArchiveQuery(pick(filing)) for filing in sample[:WORDS]]

    common = [
        ArchiveQuery(word)
        for word in ("月", "志愿", "团支部", "慰问", "书记", "10", "青年", "学习", "主题团日活动")
    ]
    pieces = words(lambda it: _piece(it, chance, 6))
    year = sample[0].year
    kinds = [
        Kind("common word, province", province, common, True),
        Kind("common word, county", county, common, True),
        Kind("two characters at random, province", province, words(lambda it: _piece(it, chance, 2)), True),
        Kind("name, province", province, words(_name), True),
        Kind("name, county", county, words(_name), True),
        Kind("filing number, province", province, words(lambda it: it.filing_number)),
        Kind("six characters, province", province, pieces, True),
        Kind("six characters, prefecture", city, [*pieces]),
        Kind("two words, province", province, words(lambda it: f"{_name(it)[:2]} {_piece(it, chance, 3)}")),
        Kind("of one year only: 抗疫先锋", province, [ArchiveQuery("抗疫先锋")] * 10, True),
        Kind("found nowhere", province, [ArchiveQuery(word) for word in ("颢颢", "河清水", "团月委员会年")], True),
        Kind("common word, year and annex", province, [query.but(year=year, annex="task_sheet") for query in common]),
        Kind("initials of a person", province, [_person("wxm"), _person("lj"), _person("sxm"), _person("zzl")]),
        Kind("unit by name", province, [_condition(Field.UNIT, it.owner_name) for it in sample[:WORDS]]),
        Kind("not a word, either of two", province, [_either(it, chance) for it in sample[:WORDS]]),
        Kind("days, late, archived", province, [_narrowed(it) for it in sample[:WORDS]]),
        Kind("a county's, asked by the province", province, [_of_unit(it) for it in sample[:WORDS]]),
        Kind("browse, province", province, [ArchiveQuery()] * 10),
        Kind("browse, county", county, [ArchiveQuery()] * 10),
        Kind("browse, year and annex", province, [ArchiveQuery(year=year, annex="contact_points")] * 10),
    ]  # fmt: skip
    db.session.rollback()
    return kinds


def _piece(filing: Filing, chance: random.Random, length: int) -> str:
    """So many characters of one line of the text."""
    lines = [line for line in filing.text.split("\n") if len(line) >= length and " " not in line]
    line = chance.choice(lines)
    start = chance.randrange(len(line) - length + 1)
    return line[start : start + length]


def _name(filing: Filing) -> str:
    return filing.names.split("\n")[0]


def _condition(field: Field, words: str) -> ArchiveQuery:
    return ArchiveQuery(conditions=(Condition(Join.ALL, field, words),))


def _person(letters: str) -> ArchiveQuery:
    return _condition(Field.PERSON, letters)


def _either(filing: Filing, chance: random.Random) -> ArchiveQuery:
    two = Condition(Join.ANY, Field.ANYWHERE, f"{_name(filing)} {_piece(filing, chance, 4)}")
    return ArchiveQuery(conditions=(two, Condition(Join.NONE, Field.ANYWHERE, "慰问")))


def _narrowed(filing: Filing) -> ArchiveQuery:
    day = filing.filed_at.date()
    first = day.replace(day=min(day.day, 9))
    return ArchiveQuery(
        filed_from=first, filed_to=day.replace(day=28), on_time=False, keeping=Keeping.ARCHIVED
    )


def _of_unit(filing: Filing) -> ArchiveQuery:
    return ArchiveQuery("慰问", organization_id=filing.owner_id)


def _actor(username: str) -> Actor:
    return actor_of(db.session.scalars(select(User).where(User.username == username)).one())
