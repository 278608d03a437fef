"""升级 of the saves: of two whole copies of the draft the difference is kept, and every revision can still be had."""

from __future__ import annotations

import importlib

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask

from tests.conftest import on_both_engines
from youthwork.extensions import db
from youthwork.services.drafts.draft_history import undo

pytestmark = on_both_engines

#: One submission: prefilled, saved twice, a late text set aside; and another beside it.
STOOD = [
    (1, 7, 1, {"rows": ["r1"], "rows-r1-name": ["周"]}),
    (2, 7, 2, {"rows": ["r1", "r2"], "rows-r1-name": ["周可儿"], "rows-r2-name": [""]}),
    (3, 8, 1, {"filler": ["别的件"]}),
    (4, 7, 3, {"rows": ["r2"], "rows-r2-name": ["李堃"]}),
    (5, 7, 3, {"rows": ["r2"], "rows-r2-name": ["李堃"]}),
]


def test_the_copies_become_differences_and_undo_to_what_stood(app: Flask) -> None:
    migration = importlib.import_module("youthwork.migrations.versions.0004_drafting_and_reviewing")
    with db.engine.connect() as connection, connection.begin() as nothing_lasts:
        connection.exec_driver_sql("ALTER TABLE draft_save RENAME TO draft_save_of_now")
        old = sa.Table(
            "draft_save",
            sa.MetaData(),
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("submission_id", sa.Integer, nullable=False),
            sa.Column("revision", sa.Integer, nullable=False),
            sa.Column("fields", sa.JSON, nullable=False),
            sa.Column("posted", sa.JSON, nullable=False),
            sa.Column("settled", sa.Boolean, nullable=False),
        )
        for index in ("ix_draft_save_revision", "ix_draft_save_unsettled"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        old.create(connection)
        for id, submission_id, revision, fields in STOOD:
            row = {"id": id, "submission_id": submission_id, "revision": revision, "settled": True}
            connection.execute(old.insert().values(**row, fields=fields, posted=fields))
        with Operations.context(MigrationContext.configure(connection)):
            migration._keep_only_what_saves_changed()
        columns = {column["name"] for column in sa.inspect(connection).get_columns("draft_save")}
        assert {"fields", "posted"} & columns == set()
        new = sa.table(
            "draft_save",
            sa.column("id", sa.Integer),
            sa.column("submission_id", sa.Integer),
            sa.column("changes", sa.JSON),
        )
        rows = connection.execute(sa.select(new).order_by(new.c.id)).all()
        nothing_lasts.rollback()
    for submission_id in (7, 8):
        saves = [changes for _, of, changes in rows if of == submission_id]
        stood = [fields for _, of, _, fields in STOOD if of == submission_id]
        for at, fields in enumerate(stood):
            assert undo(stood[-1], saves[at + 1 :]) == fields
    assert rows[1].changes["rows-r1-name"] == [["周"], ["周可儿"]]
    assert rows[4].changes == {}
