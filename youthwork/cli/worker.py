"""`youthwork worker`: does what deeds asked for: papers, books, late time stamps; one job after the other."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType

import click
from flask import Flask
from flask.cli import ScriptInfo, with_appcontext

from youthwork import clock
from youthwork.documents.fonts import check_subsetter
from youthwork.extensions import db
from youthwork.services.jobs import asking, overview, runner


@click.command("worker", short_help="出件程序：出成件、合订本")
@click.option("--once", is_flag=True, help="做完现有的就退出；还有没做成的，退出码为 1。")
@click.option("--again", is_flag=True, help="已放弃的也重新排队。")
@with_appcontext
def worker(once: bool, again: bool) -> None:
    """出成件（PDF）、合订本，一件一行；平时常驻，收到 SIGTERM 做完手上这一件就退出。

    youthwork serve 自己带一个；件多的时候可以另开几个，在哪台机器上都行，不会重做。

    \b
    例：youthwork worker
        youthwork worker --once --again
    """
    check_subsetter()
    if again:
        click.echo(f"重新排队 {asking.revive_all()} 件")
    if once:
        sys.exit(_run_once())
    # The application itself: its proxy ends with this command's context, and the worker opens contexts of its own.
    app: Flask = click.get_current_context().ensure_object(ScriptInfo).load_app()
    # The command's own session would stay open for as long as the worker runs.
    db.session.remove()
    run_worker(app, Stopping().on_signals())


def run_worker(app: Flask, stopping: Stopping, is_orphaned: Callable[[], bool] = lambda: False) -> None:
    """常驻, in this process's main thread, until told to stop or, started beside a server, until that is gone."""
    click.echo(f"出件程序已启动（{runner.worker_name()}），每做一件说一行")
    runner.work(
        app,
        is_stopping=lambda: stopping.is_set() or is_orphaned(),
        say=lambda words: click.echo(f"{clock.wall_clock():%H:%M:%S} {words}"),
        rest=stopping.wait,
    )


class Stopping:
    """退出: asked once, the job at hand is finished; asked twice, it is left lying, and the next worker does it."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self.is_set = self._asked.is_set
        self.wait = self._asked.wait

    def on_signals(self) -> Stopping:
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._ask)
        return self

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        if self._asked.is_set():
            # Not sys.exit(): a library that calls back into Python may swallow the exception.
            os._exit(0)
        self._asked.set()


def _run_once() -> int:
    asking.ask_for_forgotten()
    outcomes = runner.run_until_empty(say=lambda outcome: click.echo(str(outcome)))
    click.echo(f"做成 {sum(outcome.is_done for outcome in outcomes)} 件")
    left = overview.unfinished_count()
    if left:
        click.echo(f"还有 {left} 件没有做成，原因见各件的页面", err=True)
    return 1 if left else 0
