"""演示省的成件: every processor prints a share of the papers, because printing takes half of the build.

Run as `python -m youthwork.demo.printing FOLDER MOMENT SHARE SHARES`; the builder does.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from youthwork.demo.instance import open_instance
from youthwork.extensions import db
from youthwork.models import Paper, PaperState
from youthwork.services.printing import papers

#: Below this many papers a second process costs more than it brings.
WORTH_SHARING = 24


def make_papers(folder: Path, now: datetime) -> int:
    """出件 of all that waits in the demonstration at `folder`, in as many processes as there are processors.

    The caller's database session must be closed. Raises `CalledProcessError` where a process fails.
    """
    waiting = len(_waiting(folder, now))
    shares = (os.cpu_count() or 1) if waiting >= WORTH_SHARING else 1
    if shares == 1:
        print_share(folder, now, 0, 1)
        return waiting
    # Processes of their own, not threads: Pango draws one sheet at a time in each.
    command = [sys.executable, "-m", "youthwork.demo.printing", str(folder), now.isoformat()]
    # In sessions of their own: Ctrl-C reaches this process, which ends them without their tracebacks.
    running = [
        subprocess.Popen([*command, str(share), str(shares)], start_new_session=True)
        for share in range(shares)
    ]
    try:
        for process in running:
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, process.args)
    finally:
        for process in running:
            process.terminate()
            process.wait()
    return waiting


def print_share(folder: Path, now: datetime, share: int, shares: int) -> None:
    """出件 of one share; sealed and filed paper of a submission are printed by the same process."""
    app = open_instance(folder, lambda: now)
    with app.app_context():
        for paper_id in _waiting_ids(share, shares):
            papers.produce(paper_id)
        db.session.remove()
        db.engine.dispose()


def _waiting(folder: Path, now: datetime) -> list[int]:
    app = open_instance(folder, lambda: now)
    with app.app_context():
        found = _waiting_ids(0, 1)
        db.session.remove()
        db.engine.dispose()
    return found


def _waiting_ids(share: int, shares: int) -> list[int]:
    mine = func.mod(Paper.submission_id, shares) == share
    query = select(Paper.id).where(Paper.state != PaperState.READY, mine).order_by(Paper.id)
    return list(db.session.scalars(query))


if __name__ == "__main__":
    place, moment, number, count = sys.argv[1:]
    print_share(Path(place), datetime.fromisoformat(moment), int(number), int(count))
