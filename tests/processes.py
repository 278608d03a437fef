"""别的进程: what another process of the server does to the same database.

The functions here run in a process of their own: they build their own application over the database given.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.conftest import make_app
from youthwork.domain.errors import AlreadyMoved
from youthwork.domain.wishes import WishAction
from youthwork.extensions import db
from youthwork.models import Submission, User, Wish
from youthwork.services import transactions
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.archive.search import search
from youthwork.services.contact_work.wishes import wish_steps
from youthwork.services.path import filing
from youthwork.services.posts import actor_of

#: Where processes come from: one that has loaded the program and done nothing. A child of it knows nothing of the
#: test's connections and threads, and need not load everything anew, which takes seconds.
_ORIGIN: Any = multiprocessing.get_context("forkserver")
_ORIGIN.set_forkserver_preload(["tests.processes", "youthwork.blueprints"])


@contextmanager
def running(work: Callable[..., None], shares: Sequence[tuple[Any, ...]]) -> Iterator[list[BaseProcess]]:
    """One process for each share of the work; none outlives the block."""
    processes = [_ORIGIN.Process(target=work, args=share, daemon=True) for share in shares]
    for process in processes:
        process.start()
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.join()


def file_papers(url: str, place: str, ids: Sequence[int], reviewer_id: int) -> None:
    """予以备案 one paper after the other, each in its own deed, as requests would."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    for submission_id in ids:
        with app.app_context(), transactions.deed():
            paper = db.session.get_one(Submission, submission_id)
            filing.file(paper, db.session.get_one(User, reviewer_id), paper.version)


def search_papers(url: str, place: str, reader_id: int, words: Sequence[str], mark: str) -> None:
    """检索 one word after the other, each as a request of its own, until the file `mark` is there; how often is
    written into a file of this process."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    searched = 0
    while not Path(mark).exists():
        with app.app_context():
            page = search(
                actor_of(db.session.get_one(User, reader_id)), ArchiveQuery(text=words[searched % len(words)])
            )
            assert page.count >= len(page.rows)
            searched += 1
    (Path(place) / f"searched-by-{os.getpid()}").write_text(str(searched))


def stop_while_filing(url: str, place: str, submission_id: int, reviewer_id: int) -> None:
    """File a paper and stand still before the commit, until killed; says where it stands by a file."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    with app.app_context(), transactions.deed():
        paper = db.session.get_one(Submission, submission_id)
        filed = filing.file(paper, db.session.get_one(User, reviewer_id), paper.version)
        (Path(place) / "standing-still").write_text(filed.filing_number)
        time.sleep(120)


def claim_wish(url: str, place: str, wish_id: int, person_id: int, version: int) -> None:
    """认领 as a request of this person would, when the file `go` is there; how it went is written into a file."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        (Path(place) / f"ready-{person_id}").touch()
        while not (Path(place) / "go").exists():
            time.sleep(0.002)
        try:
            with transactions.deed():
                person = db.session.get_one(User, person_id)
                asked = wish_steps.Asked(WishAction.CLAIM)
                wish_steps.take_step(db.session.get_one(Wish, wish_id), person, asked, version)
            outcome = "claimed"
        except AlreadyMoved as refused:
            outcome = refused.sentence
    (Path(place) / f"claim-{person_id}").write_text(outcome, encoding="utf-8")
