"""分类计数: what is kept with the filings is what counting them would give, whoever files at the same time."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.archive.corpus import write_corpus
from youthwork.extensions import db
from youthwork.models import Filing, FilingScope, FilingTally
from youthwork.services.archive import counting, rebuilding
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.archive.tallies import tally
from youthwork.services.posts import actor_of
from youthwork.services.scope import visible_filings
from youthwork.services.transactions import deed

Kept = Counter[tuple[int, int, int, str]]


def kept() -> Kept:
    return Counter(
        {
            (row.organization_id, row.year, row.department_id, row.annex_key): row.count
            for row in db.session.scalars(db.select(FilingTally))
        }
    )


def counted() -> Kept:
    rows = db.session.execute(
        db.select(FilingScope.organization_id, Filing.year, Filing.department_id, Filing.annex_key).join(
            Filing, Filing.id == FilingScope.filing_id
        )
    )
    return Counter(tuple(row) for row in rows)


@on_both_engines
def test_filing_keeps_the_counts_of_every_organ_that_may_find_it(app: Flask, cast: Cast) -> None:
    journeys.file_task_sheet(cast)
    journeys.file_contact_points(cast)
    write_corpus(cast, many=20)
    assert kept() == counted()
    db.session.rollback()


@on_both_engines
def test_a_filing_undone_is_not_counted(app: Flask, cast: Cast) -> None:
    journeys.file_task_sheet(cast)
    db.session.commit()
    before = kept()
    journeys.file_contact_points(cast)
    db.session.rollback()
    assert kept() == before == counted()


@on_both_engines
def test_eight_who_file_at_once_lose_no_count_and_wait_in_no_circle(app: Flask, cast: Cast) -> None:
    write_corpus(cast, many=8)
    ids = list(db.session.scalars(db.select(Filing.id)))
    scopes = {
        id: set(db.session.scalars(db.select(FilingScope.organization_id).where(FilingScope.filing_id == id)))
        for id in ids
    }
    db.session.execute(db.delete(FilingTally))
    db.session.commit()

    def count(number: int) -> None:
        with app.app_context():
            for at in range(6):
                id = ids[(number + at) % len(ids)]
                with deed():
                    counting.count_in(db.session.get_one(Filing, id), scopes[id])
            db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(8)))
    # Every filing was counted by six of the eight.
    assert kept() == Counter({place: number * 6 for place, number in counted().items()})


@on_both_engines
def test_recounting_puts_right_what_was_wrong(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_corpus(cast, many=20)
    monkeypatch.setattr(counting, "_ORGANS", 3)
    db.session.execute(db.update(FilingTally).values(count=7))
    db.session.execute(db.delete(FilingTally).where(FilingTally.year == 2024))
    db.session.commit()
    rebuilding.rebuild()
    assert kept() == counted()


@on_both_engines
def test_a_reader_counts_each_filing_once_however_many_reasons_there_are_to_find_it(
    app: Flask, cast: Cast
) -> None:
    journeys.file_task_sheet(cast, "luo")
    write_corpus(cast, many=40)
    city, county = actor_of(cast.person("zhao")), actor_of(cast.person("zhou"))
    other, luo = actor_of(cast.person("wang")), actor_of(cast.person("luo"))
    nobody = replace(luo, own=())
    for actor in (
        city,
        county,
        luo,
        nobody,
        replace(city, own=(*city.own, *county.own)),
        replace(city, own=(*other.own, *county.own, *city.own)),
        replace(luo, own=(*luo.own, *county.own)),
    ):
        rows = list(db.session.scalars(visible_filings(actor)))
        place = Counter((row.year, row.department_id, row.annex_key) for row in rows)
        assert Counter(tally(actor).counts) == place
        assert matches(actor, ArchiveQuery(), 9_999) == sorted((row.id for row in rows), reverse=True)
