from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.archive.corpus import Corpus, write_corpus
from youthwork import clock
from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.models import Filing
from youthwork.services.archive import fts, health, index, rebuilding
from youthwork.services.archive.entries import entries_of
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import (
    ArchiveQuery,
    Condition,
    Field,
    Join,
    Keeping,
    Standing,
)
from youthwork.services.archive.tokens import TOKENISER_VERSION
from youthwork.services.jobs import runner
from youthwork.services.path import corrections
from youthwork.services.personnel.organization_changes import Names, names_of, rename
from youthwork.services.posts import actor_of

QUERIES = ("清河", "志愿服务", "月", "2025", "𠮷", "100%", "堃", "ba-岚青", "不在")


def found(cast: Cast, query: ArchiveQuery, who: str = "su") -> list[int]:
    return matches(actor_of(cast.person(who)), query, 999)


def answers(cast: Cast) -> list[list[int]]:
    return [found(cast, ArchiveQuery(query)) for query in QUERIES]


def rebuild(most: int) -> int:
    """All of it, in so many at a time; gives the number of steps."""
    rebuilding.begin()
    db.session.commit()
    steps = 0
    reached: int | None = 0
    while reached is not None:
        reached = rebuilding.step(most)
        db.session.commit()
        steps += 1
    return steps


@on_both_engines
def test_a_rebuilt_index_answers_as_the_one_that_grew(app: Flask, cast: Cast) -> None:
    corpus = write_corpus(cast, many=45)
    before = answers(cast)
    assert any(before) and rebuild(20) == 3
    assert answers(cast) == before
    assert rebuild(1000) == 1
    assert answers(cast) == before
    assert health.faults_of(corpus.texts) == [] and health.strangers(9) == []


@on_both_engines
def test_while_it_is_rebuilt_everything_is_found_and_a_rebuild_that_stopped_goes_on(
    app: Flask, cast: Cast
) -> None:
    write_corpus(cast, many=45)
    before = answers(cast)
    rebuilding.begin()
    reached = rebuilding.step(20)
    db.session.commit()
    db.session.remove()
    assert answers(cast) == before, "half of it is built beside"
    assert rebuilding.begin() == reached, "the process that began was killed"
    while rebuilding.step(20) is not None:
        db.session.commit()
        assert answers(cast) == before
    db.session.commit()
    assert answers(cast) == before


@on_both_engines
def test_what_changes_while_the_index_is_rebuilt_is_changed_in_both_tables(app: Flask, cast: Cast) -> None:
    corpus = write_corpus(cast, many=45)
    early, late = min(corpus.texts), max(corpus.texts)
    rebuilding.begin()
    rebuilding.step(20)
    db.session.commit()
    with index.renewing([early, late]):
        for filing_id in (early, late):
            db.session.get_one(Filing, filing_id).was_on_time = False
            db.session.get_one(Filing, filing_id).title = "任务表 · 新题名"
    db.session.commit()
    new = journeys.file_task_sheet(cast).id
    for at in range(4):
        assert {early, late} == set(found(cast, ArchiveQuery("新题名"))), at
        assert {early, late} <= set(found(cast, ArchiveQuery(on_time=False)))
        assert new in found(cast, ArchiveQuery("清河志愿"))
        rebuilding.step(20)
        db.session.commit()
    assert rebuilding.under_way() is None
    assert health.faults_of([*corpus.texts, new]) == []


@on_both_engines
def test_every_filing_says_which_tokeniser_cut_it_and_a_lagging_index_is_noticed(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_corpus(cast, many=10)
    assert health.trouble() == ""
    db.session.execute(db.update(Filing).values(tokeniser_version=0))
    assert health.trouble() == "", "believed for a minute"
    monkeypatch.setattr(health, "_BELIEVED", 0.0)
    app.extensions.pop(health._KEY)
    assert "youthwork reindex" in health.trouble()
    rebuild(500)
    assert set(db.session.scalars(db.select(Filing.tokeniser_version))) == {TOKENISER_VERSION}
    assert health.trouble() == ""


#: What befalls the index on SQLite, and on PostgreSQL, where it is a table like any other.
HARMS = {
    "it lags": ("UPDATE filing SET tokeniser_version = 0",) * 2,
    "it was emptied": (
        "INSERT INTO filing_index(filing_index) VALUES ('delete-all')",
        "DELETE FROM filing_search",
    ),
    "it is gone": ("DROP TABLE filing_index", "TRUNCATE filing_search"),
}


@on_both_engines
@pytest.mark.parametrize("harm", HARMS)
def test_an_index_that_is_not_whole_is_mended_by_the_worker(app: Flask, cast: Cast, harm: str) -> None:
    write_corpus(cast, many=10)
    whole = found(cast, ArchiveQuery())
    assert not health.ask_to_mend()
    db.session.execute(text(HARMS[harm][not index.is_sqlite()]))
    db.session.commit()
    assert health.ask_to_mend() and health.ask_to_mend()
    (outcome,) = runner.run_until_empty()
    assert str(outcome).startswith("编索引 备案检索索引 完成")
    assert not health.ask_to_mend() and health.trouble() == ""
    assert found(cast, ArchiveQuery()) == whole != []


@on_both_engines
def test_a_filing_undone_leaves_nothing_in_the_index(app: Flask, cast: Cast) -> None:
    journeys.file_task_sheet(cast)
    before = answers(cast)
    db.session.commit()
    journeys.file_contact_points(cast)
    assert answers(cast) != before
    db.session.rollback()
    assert answers(cast) == before


@on_both_engines
def test_an_empty_archive_is_rebuilt_in_one_step(app: Flask, cast: Cast) -> None:
    assert rebuild(500) == 1
    assert health.trouble() == ""


@on_both_engines
def test_a_correction_and_a_voiding_change_what_stands(app: Flask, cast: Cast) -> None:
    filing = journeys.filed(journeys.file_task_sheet(cast))
    assert found(cast, ArchiveQuery(standing=Standing.CURRENT)) == [filing.id]
    corrections.void(filing, cast.person("su"), "填错了人")
    db.session.commit()
    assert found(cast, ArchiveQuery(standing=Standing.CURRENT)) == []
    assert found(cast, ArchiveQuery("清河", standing=Standing.VOIDED)) == [filing.id]
    assert health.faults_of([filing.id]) == []


@on_both_engines
def test_archiving_and_destroying_are_in_the_index_with_the_deed(app: Flask, cast: Cast) -> None:
    corpus = write_corpus(cast, many=12)
    filing = db.session.get_one(Filing, max(corpus.texts))
    _give_archival_number(filing, "Z109-WS·2026-D10-ZZB-0007")
    for typed in ("Z109-WS·2026-D10-ZZB-0007", "d10-zzb-0007", "zzb"):
        assert found(cast, ArchiveQuery(typed)) == [filing.id]
        only = Condition(Join.ALL, Field.ARCHIVAL, typed)
        assert found(cast, ArchiveQuery(conditions=(only,))) == [filing.id]
    assert found(cast, ArchiveQuery(keeping=Keeping.ARCHIVED)) == [filing.id]
    assert filing.id not in found(cast, ArchiveQuery(keeping=Keeping.OPEN))
    deed = filing.text.splitlines()[2]
    assert filing.id in found(cast, ArchiveQuery(deed))
    with index.renewing([filing.id]):
        filing.text, filing.names, filing.answers, filing.destroyed_at = "", "", {}, clock.now()
    db.session.commit()
    assert filing.id not in found(cast, ArchiveQuery(deed))
    assert found(cast, ArchiveQuery("zzb", keeping=Keeping.DESTROYED)) == [filing.id]
    assert health.faults_of(corpus.texts) == []


def _give_archival_number(filing: Filing, number: str) -> None:
    """What `archiving.py` does, without the act around it."""
    db.session.execute(
        text(
            "INSERT INTO archive_batch (id, organization_id, year, archived_at, archived_by_id, count, pages)"
            " VALUES (1, :organ, 2026, :now, :person, 1, 1)"
        ),
        {"organ": filing.organ_id, "now": clock.now(), "person": filing.filed_by_id},
    )
    with index.renewing([filing.id]):
        filing.archive_batch_id, filing.archival_number = 1, number
    db.session.commit()


@on_both_engines
def test_a_renamed_unit_is_found_by_both_names(app: Flask, cast: Cast) -> None:
    filing = journeys.filed(journeys.file_contact_points(cast))
    old = names_of(filing.owner)
    rename(
        filing.owner,
        Names("共青团锦屏县委员会", "共青团锦屏县委", "团锦屏县委", old.code),
        cast.person("su"),
    )
    db.session.commit()
    assert db.session.get_one(Filing, filing.id).owner_name == old.common_name
    for name in (old.common_name, "团锦屏县委", "共青团锦屏县委员会", "锦屏"):
        assert found(cast, ArchiveQuery(name)) == [filing.id], name
        asked = Condition(Join.ALL, Field.UNIT, name)
        assert found(cast, ArchiveQuery(conditions=(asked,))) == [filing.id], name
    assert health.faults_of([filing.id]) == []


@on_both_engines
def test_an_entry_that_is_missing_or_differs_is_named(app: Flask, cast: Cast) -> None:
    corpus = write_corpus(cast, many=6)
    first, second, *_ = sorted(corpus.texts)
    db.session.execute(db.update(Filing).where(Filing.id == first).values(was_on_time=db.false()))
    db.session.execute(db.update(Filing).where(Filing.id == second).values(title="不在索引里的题名"))
    assert health.faults_of(corpus.texts) in ([second], [first, second])
    rebuild(500)
    assert health.faults_of(corpus.texts) == []


@on_both_engines
def test_a_search_without_its_table_says_what_to_do_and_a_rebuild_brings_it_back(
    app: Flask, cast: Cast, engine: str
) -> None:
    corpus = write_corpus(cast, many=6)
    before = answers(cast)
    if engine == "postgresql":
        db.session.execute(text("TRUNCATE filing_search"))
    else:
        db.session.execute(text("DROP TABLE filing_index"))
    db.session.commit()
    if engine == "sqlite":
        with pytest.raises(YouthworkError, match="youthwork reindex"):
            found(cast, ArchiveQuery("清河"))
        with pytest.raises(fts.IndexBroken):
            health.faults_of(corpus.texts)
    db.session.rollback()
    rebuild(500)
    assert answers(cast) == before


def test_an_entry_is_the_words_of_the_paper_a_line_a_part(corpus: Corpus) -> None:
    filing = db.session.get_one(Filing, max(corpus.texts))
    lines = entries_of([filing.id])[0].document.split("\n")
    assert lines[0] == filing.title and lines[1] == "" and lines[3] == ""
    assert lines[2] == f"{filing.filing_number} {filing.machine_number}"
    assert lines[4].split()[0] == filing.owner_name
