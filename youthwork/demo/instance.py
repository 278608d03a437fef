"""演示实例: the folder a demonstration lives in. What is not a demonstration is never touched."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from flask import Flask

from youthwork import create_app
from youthwork.clock import wall_clock
from youthwork.config import instance_path, kept_secret
from youthwork.demo import cast
from youthwork.domain.errors import Unacceptable

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
    return (folder / MARK).exists() and (folder / "youthwork.db").exists()


def open_instance(folder: Path, clock: Callable[[], datetime]) -> Flask:
    """The application over a demonstration's own SQLite file: never over what DATABASE_URL names."""
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'youthwork.db'}",
            "CLOCK": clock,
            "IS_DEMO": True,
            "INSTANCE_NAME": "示范省",
            # Beside its data, because nothing in a demonstration is worth protecting.
            "KEY_PASSPHRASE": kept_secret(folder / "key_passphrase", 16),
        },
        instance=folder,
    )


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
