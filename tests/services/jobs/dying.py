"""Workers in processes of their own: one that stands still at a certain stage until it is killed (`killed_at`), and
two that count what they make. They build their own application over the database given.

What they make is a blank sheet (`quick_sheet`): loading the printer would take most of a test's time, and what
is asked here is what becomes of a paper around its rendering.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pikepdf

from tests.conftest import make_app
from tests.processes import running
from youthwork.documents import store
from youthwork.documents.store import PaperStore
from youthwork.extensions import db
from youthwork.models import Paper
from youthwork.services.archive import export_making, export_papers
from youthwork.services.jobs import queue, runner
from youthwork.services.printing import papers
from youthwork.services.printing.making import Made

#: Where a worker may die: what is called there, and whether it dies before that or after it.
STAGES: dict[str, tuple[Any, str, str]] = {
    "before it takes the job": (queue, "take", "before"),
    "once it has the job": (papers, "produce", "before"),
    "once the sheet is rendered": (papers, "_make", "after"),
    "while the pages are drawn": (papers, "page_images", "before"),
    "in the middle of writing into the store": (store.os, "fsync", "before"),
    "once the store has a file": (PaperStore, "put", "after"),
    "before the paper is kept": (papers, "_keep", "before"),
    "before the job is finished": (queue, "finish", "before"),
}
#: And one that makes an export.
EXPORT_STAGES: dict[str, tuple[Any, str, str]] = {
    "while the file is written": (export_papers, "write_list", "before"),
    "while the store takes it": (store.os, "fsync", "before"),
    "once the store has it": (export_making, "_keep", "before"),
    "once its use is registered": (export_making, "_keep", "after"),
}


def quick_sheet(paper: Paper) -> Made:
    """A blank sheet in place of the printed one; of another paper it has other bytes."""
    content = io.BytesIO()
    with pikepdf.new() as sheet:
        sheet.add_blank_page(page_size=(595, 842))
        sheet.docinfo["/Title"] = str(paper.id)
        sheet.save(content)
    return Made(content.getvalue())


def killed_at(stage: str, url: str, place: Path) -> None:
    """A worker that came to this stage and no further."""
    with running(stand_still, [(url, str(place), stage)]) as (worker,):
        deadline = time.monotonic() + 90
        while not (place / "standing-still").exists():
            assert worker.is_alive() and time.monotonic() < deadline, "the worker never got there"
            time.sleep(0.05)
        worker.kill()  # SIGKILL: no finally, nothing given back
        worker.join()


def stand_still(url: str, place: str, stage: str) -> None:
    """Work until the stage is reached, say so by a file, and wait to be killed."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    papers._make = quick_sheet
    owner, name, when = {**STAGES, **EXPORT_STAGES}[stage]
    with patch.object(owner, name, _stopping(getattr(owner, name), when, Path(place))), app.app_context():
        runner.run_until_empty("dying:1")


def _stopping(call: Callable[..., Any], when: str, place: Path) -> Callable[..., Any]:
    def stopped(*given: Any, **named: Any) -> Any:
        if when == "after":
            call(*given, **named)
        (place / "standing-still").touch()
        time.sleep(120)

    return stopped


def work_and_count(url: str, place: str) -> None:
    """Work until nothing is left; each paper rendered leaves a line in a file of this process."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)

    def counted(paper: Paper) -> Any:
        with (Path(place) / f"made-by-{os.getpid()}").open("a") as log:
            log.write(f"{paper.id}\n")
        return quick_sheet(paper)

    with patch.object(papers, "_make", counted), app.app_context():
        runner.run_until_empty(f"here:{os.getpid()}")
        db.session.remove()
        db.engine.dispose()
