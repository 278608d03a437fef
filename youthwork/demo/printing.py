"""演示省的成件: every processor works on the job table, because printing takes half of the build.

The builder's process is one of them: it has loaded by then what another has to load first.

Run as `python -m youthwork.demo.printing FOLDER MOMENT`; the builder does.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from youthwork.demo.instance import open_instance
from youthwork.extensions import db
from youthwork.services.jobs import runner

#: Below this many papers a second process costs more than it brings.
WORTH_SHARING = 24


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage a hundredth as often: nearly all a build makes stays, and looking takes a tenth of its time."""
    before = gc.get_threshold()
    gc.set_threshold(100 * before[0], *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def make_papers(folder: Path, now: datetime, waiting: int) -> None:
    """出件 of the `waiting` papers of the demonstration at `folder`, in as many processes as there are processors.

    Called in the application over `folder`, whose clock stands at `now`. Raises `CalledProcessError` where another
    process fails.
    """
    others = (os.cpu_count() or 1) - 1 if waiting >= WORTH_SHARING else 0
    # Processes of their own, not threads: Pango draws one sheet at a time in each.
    command = [sys.executable, "-m", "youthwork.demo.printing", str(folder), now.isoformat()]
    # In sessions of their own: Ctrl-C reaches this process, which ends them without their tracebacks.
    running = [subprocess.Popen(command, start_new_session=True) for _ in range(others)]
    try:
        runner.run_until_empty()
        for process in running:
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, process.args)
    finally:
        for process in running:
            process.terminate()
            process.wait()


def print_waiting(folder: Path, now: datetime) -> None:
    """The same in a process of its own: whatever no other has taken; the clock stands, so no lease runs out."""
    app = open_instance(folder, lambda: now)
    with app.app_context():
        runner.run_until_empty()
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    place, moment = sys.argv[1:]
    with seldom_collecting():
        print_waiting(Path(place), datetime.fromisoformat(moment))
