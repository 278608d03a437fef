"""演示省 on PostgreSQL: built where `DATABASE_URL` says, rebuilt there, and nowhere else."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.postgres import Cluster
from youthwork.demo import builder, instance, tree
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db, engine_of
from youthwork.models import Filing, Organization

NOW = datetime(2026, 11, 22, 10, 30)


def test_it_is_built_where_the_environment_says_in_place_of_one_that_was_interrupted(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "demo"
    with cluster.database() as url:
        monkeypatch.setenv("DATABASE_URL", url.replace("postgresql+psycopg", "postgresql"))
        assert not instance.exists(folder)
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(builder.noticed, "tell", _interrupt)
            builder.build(folder, tree.SMALL, now=NOW, with_papers=False)
        assert _organizations(url) and not instance.exists(folder)
        built = builder.build(folder, tree.SMALL, now=NOW, with_papers=False)
        assert instance.exists(folder) and not (folder / "youthwork.db").exists()
        assert _organizations(url) == built.organizations
        with instance.open_instance(folder, lambda: NOW).app_context():
            assert db.engine.dialect.name == "postgresql"
            assert db.session.scalar(db.select(db.func.count(Filing.id)))
            db.session.remove()
            db.engine.dispose()


def _interrupt(*_: object) -> None:
    """Organizations and people are there by now, the rest is not."""
    db.session.commit()
    db.session.remove()
    db.engine.dispose()
    raise KeyboardInterrupt


def _organizations(url: str) -> int:
    engine = engine_of(url)
    with engine.connect() as connection:
        count = connection.scalar(db.select(db.func.count(Organization.id)))
    engine.dispose()
    return count or 0


def test_a_database_with_anything_else_in_it_is_left_alone(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cluster.database() as url:
        engine = engine_of(url)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE organization (name TEXT)")
            connection.exec_driver_sql("INSERT INTO organization VALUES ('团外省委')")
        monkeypatch.setenv("DATABASE_URL", url)
        with pytest.raises(Unacceptable, match="DATABASE_URL 指向的库里有内容，不是演示省，没有动它"):
            builder.build(tmp_path / "demo", tree.SMALL, now=NOW)
        with engine.begin() as connection:
            assert connection.exec_driver_sql("SELECT name FROM organization").scalar_one() == "团外省委"
        engine.dispose()
        assert not (tmp_path / "demo").exists()
