"""`youthwork copy-database`: says what it did and what comes next, and refuses in sentences."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import journeys
from tests.cli.conftest import Run
from tests.conftest import make_app
from tests.factories import Cast
from tests.postgres import Cluster
from youthwork.extensions import db
from youthwork.models import Filing, FilingTally
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.posts import actor_of


@pytest.fixture
def instance(province: tuple[Path, Cast], tmp_path: Path) -> Path:
    """The cast's province with one filing in it, in the folder the command line works on."""
    place = tmp_path / "instance"
    place.mkdir()
    shutil.copy(province[0], place / "youthwork.db")
    with make_app(place).app_context():
        journeys.filed(journeys.file_task_sheet(province[1]))
        db.session.remove()
        db.engine.dispose()
    return place


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[str]:
    with cluster.database() as url:
        yield url.replace("postgresql+psycopg", "postgresql").replace("youthwork@", "youthwork:geheim@")


def test_it_works(run: Run, instance: Path, empty: str, tmp_path: Path) -> None:
    outcome = run("copy-database", str(instance), empty)
    assert (outcome.code, outcome.err) == (0, "")
    assert "已写入 filing 1 行" in outcome.out and "一致 filing 1 行 " in outcome.out
    assert "两边的行数和内容摘要逐表一致" in outcome.out
    assert "DATABASE_URL=postgresql://youthwork:***@/" in outcome.out and "geheim" not in outcome.out
    with make_app(
        tmp_path, SQLALCHEMY_DATABASE_URI=empty.replace("postgresql", "postgresql+psycopg", 1)
    ).app_context():
        filing = db.session.scalars(db.select(Filing)).one()
        reader = actor_of(filing.filed_by)
        found = matches(reader, ArchiveQuery(text=filing.filing_number), 5)
        assert found == [filing.id], "the index is built"
        assert db.session.scalars(db.select(FilingTally.count)).first() == 1, "and so are the counts"
        db.session.remove()
        db.engine.dispose()


def test_a_second_time_the_target_is_not_empty(run: Run, instance: Path, empty: str) -> None:
    assert run("copy-database", str(instance / "youthwork.db"), empty).code == 0
    outcome = run("copy-database", str(instance), empty)
    assert outcome.code == 1 and "目标库不是空的" in outcome.err and outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    ("source", "target", "sentence"),
    [
        ("nowhere", "postgresql://youthwork@/x", "没有"),
        ("mysql://a/b", "x.db", "数据库地址写得不对"),
        ("{instance}", "{instance}", "来源和去处是同一个库"),
        ("{instance}", "postgresql://youthwork@127.0.0.1:1/x", "连不上 PostgreSQL，请查看它是否已经启动"),
        (
            "{instance}",
            "postgresql://youthwork@/nothing?host={host}",
            "PostgreSQL 上没有“nothing”这个库，请先建库",
        ),
        ("{instance}", "{instance}/no/folder/x.db", "unable to open database file"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_sentence(
    run: Run, instance: Path, cluster: Cluster, source: str, target: str, sentence: str
) -> None:
    places = {"instance": instance, "host": cluster.folder}
    outcome = run("copy-database", source.format(**places), target.format(**places))
    assert outcome.code == 1 and sentence in outcome.err and "Traceback" not in outcome.err


def test_two_places_are_needed(run: Run) -> None:
    outcome = run("copy-database", "instance")
    assert outcome.code == 2 and "缺少 去处" in outcome.err
