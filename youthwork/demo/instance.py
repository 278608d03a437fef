"""演示实例: the folder a demonstration lives in, and its database: the folder's own SQLite file, or, where
`DATABASE_URL` names one, a PostgreSQL database. What is not a demonstration is never touched."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import inspect

from youthwork import create_app
from youthwork.clock import wall_clock
from youthwork.config import database_url, instance_path, kept_secret
from youthwork.demo import cast
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db, engine_of
from youthwork.services import schema

#: Its presence says that an instance is a demonstration (`config.IS_DEMO`); the sign-in page reads the cast.
MARK = "demo.json"


def check_place(folder: Path) -> None:
    """Refuse a folder that holds anything but a demonstration; raises `Unacceptable`."""
    if folder.exists() and not folder.is_dir():
        raise Unacceptable(f"{folder} 是一个文件，不能在这里建演示省")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        what = "一个正式的实例" if (folder / "youthwork.db").exists() else "别的文件"
        raise Unacceptable(
            f"{folder} 里有{what}，不是演示省，没有动它。请把 YOUTHWORK_INSTANCE 指到别处，或去掉这个变量"
        )


def exists(folder: Path) -> bool:
    """Whether a whole demonstration is there: the mark is written last."""
    if not (folder / MARK).exists():
        return False
    return (folder / "youthwork.db").exists() if is_in_folder(folder) else _is_marked()


def is_in_folder(folder: Path) -> bool:
    """Whether the database is the folder's own file."""
    return database_url(folder) == f"sqlite:///{folder / 'youthwork.db'}"


def open_instance(folder: Path, clock: Callable[[], datetime]) -> Flask:
    """The application over a demonstration. The database must be one (`check_database`)."""
    return create_app(
        {
            "CLOCK": clock,
            "IS_DEMO": True,
            "INSTANCE_NAME": "示范省",
            # Beside its data, because nothing in a demonstration is worth protecting.
            "KEY_PASSPHRASE": kept_secret(folder / "key_passphrase", 16),
        },
        instance=folder,
    )


def check_database(folder: Path) -> None:
    """Refuse a database `DATABASE_URL` names that holds anything but a demonstration; raises `Unacceptable`."""
    if is_in_folder(folder):
        return
    if not database_url(folder).startswith("postgresql"):
        raise Unacceptable(
            "演示省的 SQLite 库放在自己的文件夹里。请去掉 DATABASE_URL，或让它指向一个 PostgreSQL 空库"
        )
    if _tables() and not _is_marked():
        raise Unacceptable(
            "DATABASE_URL 指向的库里有内容，不是演示省，没有动它。请去掉这个变量，或让它指向另一个空库"
        )


def begin_database(folder: Path) -> None:
    """Make the tables in the present application's database, those of an earlier demonstration being dropped."""
    if not is_in_folder(folder):
        check_database(folder)
        with db.engine.begin() as connection:
            for name in inspect(connection).get_table_names():
                connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
    schema.upgrade()
    if not is_in_folder(folder):
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"COMMENT ON TABLE organization IS '{_COMMENT}'")


#: What a demonstration's PostgreSQL database is known by: a word where no deed of the program ever writes.
_COMMENT = "youthwork demo"


def _is_marked() -> bool:
    return _asked("SELECT obj_description(to_regclass('organization'), 'pg_class')") == _COMMENT


def _tables() -> bool:
    return bool(
        _asked("SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()")
    )


def _asked(question: str) -> object:
    """What the database answers, before there is an application over it."""
    engine = engine_of(database_url(Path()))
    try:
        with engine.connect() as connection:
            return connection.exec_driver_sql(question).scalar()
    finally:
        engine.dispose()


def application() -> Flask:
    """The application a server process makes, over the folder `YOUTHWORK_INSTANCE` names."""
    return open_instance(instance_path(), wall_clock)


def write_mark(folder: Path, built_on: date) -> None:
    """demo.json: the day it was built on, and whom one may sign in as, to try what."""
    people = [
        {
            "organization": each.group,
            "username": each.username,
            "name": each.name,
            "duty": each.post,
            "story": each.story,
        }
        for each in cast.MEMBERS
        if each.story
    ]
    mark = {"built_on": built_on.isoformat(), "password": cast.PASSWORD, "cast": people}
    (folder / MARK).write_text(json.dumps(mark, ensure_ascii=False, indent=1), encoding="utf-8")


def built_on(folder: Path) -> date:
    mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    return date.fromisoformat(mark["built_on"])


def put_in_place(workshop: Path, folder: Path) -> None:
    """Move the finished folder to its place; what was there goes away only then."""
    old = workshop.with_name(f"{workshop.name}-old")
    if folder.exists():
        os.replace(folder, old)
    os.replace(workshop, folder)
    shutil.rmtree(old, ignore_errors=True)
