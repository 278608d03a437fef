"""搬库: whatever lies in the rows arrives letter by letter, in both directions, in whatever order the rows refer."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, text

from tests.conftest import make_app
from tests.postgres import Cluster
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db, engine_of
from youthwork.models import AuditRecord, Book, KeyWrapping, Organization, RenderKey, User
from youthwork.services import schema
from youthwork.services.moving import copying
from youthwork.services.moving.content import tables

NOW = datetime(2026, 4, 1, 12, 0)
#: Everything a text column can hold, and what a format might take for something else.
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40
) | st.sampled_from(
    [
        "",
        "\\N",
        "\\.",
        "\t",
        "a\tb\nc\r\n",
        "NULL",
        "'; --",
        '"',
        "%s",
        "{}",
        "𠮷喆😀",
        "　",
        "\ufeff行",
        "\\u0000",
    ]
)
JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


@st.composite
def trees(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Organizations that have each other as superiors and successors, later rows too."""
    many = draw(st.integers(1, 6))
    anyone = st.none() | st.integers(1, many)
    return [
        {
            "id": number,
            "parent_id": draw(anyone),
            "successor_id": draw(anyone),
            "path": f"/{number}/",
            "type": OrganizationType.BRANCH,
            "level": draw(st.sampled_from(OrganizationLevel)),
            "full_name": draw(TEXTS),
            "short_name": draw(TEXTS),
            "common_name": draw(TEXTS),
            "code": None,
            "department_function": None,
            "position": draw(st.integers(-(2**31), 2**31 - 1)),
            "established_on": draw(DAYS),
            "closed_on": None,
        }
        for number in range(1, many + 1)
    ]


PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "name": TEXTS,
            "gender": st.none(),
            "password_hash": TEXTS,
            "is_enabled": st.booleans(),
            "wants_mail": st.booleans(),
            "expires_on": st.none() | DAYS,
            "created_at": MOMENTS,
        }
    ),
    min_size=1,
    max_size=5,
)
LOGS = st.lists(st.tuples(TEXTS, MOMENTS), max_size=5)
#: A column of ours holds a list or an object. A bare number would become SQLite's own: its JSON is NUMERIC there.
POSTED = st.lists(
    st.lists(JSONS, max_size=3) | st.dictionaries(TEXTS, JSONS, max_size=3),
    max_size=5,
)
BYTES = st.binary(max_size=60)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with tables and nothing in them."""
    place = tmp_path_factory.mktemp("blank")
    with make_app(place).app_context():
        schema.upgrade()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()
    return place / "youthwork.db"


# A database an example takes a second: none is spent on a smaller one.
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(trees(), PEOPLE, LOGS, POSTED, BYTES)
def test_any_rows_arrive_as_they_were(
    blank: Path,
    cluster: Cluster,
    tree: list[dict[str, Any]],
    people: list[dict[str, Any]],
    logs: list[tuple[str, datetime]],
    posted: list[Any],
    key: bytes,
) -> None:
    with tempfile.TemporaryDirectory() as folder, cluster.database() as url:
        here = engine_of(f"sqlite:///{shutil.copy(blank, Path(folder) / 'here.db')}")
        there, back = engine_of(url), engine_of(f"sqlite:///{Path(folder) / 'back.db'}")
        write(here, tree, people, logs, posted, key)
        copied = copying.copy(here, there)
        copying.copy(there, back)
        assert (
            sum(content.rows for content in copied)
            == len(tree) + len(people) + len(logs) + 2 * len(posted) + 1
        )
        for table in tables():
            # As the program reads them: the digest above looks at the letters.
            read = [sorted(map(repr, rows_of(engine, table.name))) for engine in (here, back)]
            assert read[0] == read[1], table.name
        for engine in (here, there, back):
            engine.dispose()


def write(
    engine: Engine,
    tree: list[dict[str, Any]],
    people: list[dict[str, Any]],
    logs: list[tuple[str, datetime]],
    posted: list[Any],
    key: bytes,
) -> None:
    with engine.connect() as connection:
        # Rows may refer to later ones: nobody looks before all are there.
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.execute(insert(Organization), tree)
        connection.execute(insert(User), [{**row, "username": f"u{n}"} for n, row in enumerate(people, 1)])
        connection.execute(
            insert(KeyWrapping), [{"id": 1, "salt": key, "wrapped": key[::-1], "changed_at": NOW}]
        )
        for words, at in logs:
            connection.execute(
                insert(AuditRecord), [{"at": at, "kind": "test", "sentence": words, "user_id": 1}]
            )
        for number, content in enumerate(posted):
            connection.execute(
                insert(RenderKey),
                [
                    {
                        "key": str(number),
                        "person_id": 1,
                        "door": "/",
                        "payload_sha256": "",
                        "posted": content,
                        "used_at": NOW,
                    }
                ],
            )
            connection.execute(
                insert(Book),
                [
                    {
                        "title": "册",
                        "asked_by_id": 1,
                        "asked_at": NOW,
                        "filing_ids": [number],
                        "left_out": content,
                    }
                ],
            )
        connection.commit()


def rows_of(engine: Engine, table: str) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(f'SELECT * FROM "{table}"')).all())
