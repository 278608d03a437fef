"""演示省的成件: every processor works on the job table, because printing takes half of the build.

Run as `python -m youthwork.demo.printing FOLDER MOMENT`; the builder does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from youthwork.demo.instance import open_instance
from youthwork.extensions import db
from youthwork.services.jobs import overview, runner

#: Below this many papers a second process costs more than it brings.
WORTH_SHARING = 24


def make_papers(folder: Path, now: datetime) -> int:
    """出件 of all that waits in the demonstration at `folder`, in as many processes as there are processors.

    The caller's database session must be closed. Raises `CalledProcessError` where a process fails.
    """
    waiting = _waiting(folder, now)
    workers = (os.cpu_count() or 1) if waiting >= WORTH_SHARING else 1
    if workers == 1:
        print_waiting(folder, now)
        return waiting
    # Processes of their own, not threads: Pango draws one sheet at a time in each.
    command = [sys.executable, "-m", "youthwork.demo.printing", str(folder), now.isoformat()]
    # In sessions of their own: Ctrl-C reaches this process, which ends them without their tracebacks.
    running = [subprocess.Popen(command, start_new_session=True) for _ in range(workers)]
    try:
        for process in running:
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, process.args)
    finally:
        for process in running:
            process.terminate()
            process.wait()
    return waiting


def print_waiting(folder: Path, now: datetime) -> None:
    """出件 of whatever no other process has taken; the clock stands at `now`, so no lease runs out."""
    app = open_instance(folder, lambda: now)
    with app.app_context():
        runner.run_until_empty()
        db.session.remove()
        db.engine.dispose()


def _waiting(folder: Path, now: datetime) -> int:
    app = open_instance(folder, lambda: now)
    with app.app_context():
        count = overview.unfinished_count()
        db.session.remove()
        db.engine.dispose()
    return count


if __name__ == "__main__":
    place, moment = sys.argv[1:]
    print_waiting(Path(place), datetime.fromisoformat(moment))
