"""`youthwork worker`: make the papers that wait: what was asked for while nobody could print."""

from __future__ import annotations

import signal
import sys
import time
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from youthwork.documents.fonts import check_subsetter
from youthwork.extensions import db
from youthwork.models import Paper, PaperState
from youthwork.services.printing import papers

#: How long to rest when nothing waited.
PAUSE_SECONDS = 20


@click.command("worker", short_help="补出还没有出成的件")
@click.option("--once", is_flag=True, help="做完现有的就退出；还有出不成的，退出码为 1。")
@with_appcontext
def worker(once: bool) -> None:
    """补出还没有出成的件（PDF）；平时常驻，收到 SIGTERM 即退出，做了一半的下次重做。

    \b
    例：youthwork worker --once
    """
    check_subsetter()
    if once:
        click.echo(f"出件 {make_waiting(current_app)} 份")
        left = _left()
        if left:
            click.echo(f"还有 {left} 份没有出成，原因见各件的页面", err=True)
            sys.exit(1)
        return
    signal.signal(signal.SIGTERM, _leave)
    while True:
        if not make_waiting(current_app):
            time.sleep(PAUSE_SECONDS)


def make_waiting(app: Flask) -> int:
    """出件 of all that waits; gives how many were made. Each round sees the database afresh."""
    made = 0
    with app.app_context():
        while count := papers.produce_pending():
            made += count
            db.session.remove()
        db.session.remove()
    return made


def _left() -> int:
    return db.session.scalar(select(func.count()).where(Paper.state != PaperState.READY)) or 0


def _leave(_signal: int, _frame: FrameType | None) -> None:
    # Also in the middle of a paper: it was not stored yet, and the next run makes it.
    sys.exit(0)
