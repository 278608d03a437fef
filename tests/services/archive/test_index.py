from __future__ import annotations

from flask import Flask

from tests import journeys
from tests.factories import Cast
from tests.services.archive.corpus import Corpus
from youthwork.extensions import db
from youthwork.models import Filing
from youthwork.services.archive.index import reindex
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.archive.tokens import TOKENISER_VERSION
from youthwork.services.posts import actor_of

QUERIES = ("清河", "志愿服务", "月", "2025", "𠮷", "100%", "堃", "ba-岚青", "不在")


def answers(corpus: Corpus) -> list[list[int]]:
    actor = actor_of(corpus.cast.person("su"))
    return [[row.id for row in matches(actor, ArchiveQuery(query), 999)] for query in QUERIES]


def rebuild(most: int) -> int:
    """All of it, in so many at a time; gives the number of steps."""
    steps, next_id = 0, 0
    while next_id is not None:
        next_id = reindex(next_id, most)
        db.session.commit()
        steps += 1
    return steps


def test_a_rebuilt_index_answers_as_the_one_that_grew(corpus: Corpus) -> None:
    before = answers(corpus)
    assert any(before) and rebuild(90) == 4
    assert answers(corpus) == before
    assert rebuild(1000) == 1
    assert answers(corpus) == before


def test_a_rebuild_that_stopped_goes_on_where_it_was(corpus: Corpus) -> None:
    before = answers(corpus)
    next_id = reindex(0, 120)
    db.session.commit()
    db.session.remove()
    assert answers(corpus) != before
    while next_id is not None:
        next_id = reindex(next_id, 120)
    db.session.commit()
    assert answers(corpus) == before


def test_every_filing_says_which_tokeniser_cut_it(corpus: Corpus) -> None:
    db.session.execute(db.update(Filing).values(tokeniser_version=0))
    rebuild(500)
    assert set(db.session.scalars(db.select(Filing.tokeniser_version))) == {TOKENISER_VERSION}


def test_a_filing_undone_leaves_nothing_in_the_index(corpus: Corpus) -> None:
    before = answers(corpus)
    journeys.file_task_sheet(corpus.cast)
    db.session.rollback()
    assert answers(corpus) == before


def test_an_empty_archive_is_rebuilt_in_one_step(app: Flask, cast: Cast) -> None:
    assert reindex() is None
