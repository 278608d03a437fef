"""建演示省: the whole demonstration in one folder, built beside its place and moved there when it is whole.

A build that is interrupted leaves no half province behind: what is served was finished.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert

from youthwork.clock import wall_clock
from youthwork.demo import (
    archives,
    candidates,
    cast,
    contact_work,
    handing_over,
    inboxes,
    instance,
    noticed,
    notices,
    old_years,
    plot,
    printing,
    requests,
    seals,
    together,
    walking,
    wishes,
    written,
)
from youthwork.demo.calendar import Clock, office_moment
from youthwork.demo.people import Registry
from youthwork.demo.tree import FULL, Size, Tree, grow
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Base, Link, Organization, Seal, SealEvent, User
from youthwork.services import postgresql, unit_counts
from youthwork.services.jobs import overview
from youthwork.services.personnel import passwords

#: The same province every time; only the dates follow the day it is built on.
SEED = 2017


#: When the branches counted their members.
COUNTED_DAYS_AGO = 45


@dataclass(frozen=True)
class Built:
    """建成的演示省: how much is in it."""

    organizations: int
    people: int
    submissions: int
    #: Made, or left to the worker.
    papers: int


def build(
    folder: Path,
    size: Size = FULL,
    now: datetime | None = None,
    with_papers: bool = True,
    say: Callable[[str], None] = lambda words: None,
) -> Built:
    """建演示省 at `folder`, in place of the demonstration that is there; dates are relative to `now`.

    Raises `Unacceptable` where something else lies in `folder`. `with_papers=False` leaves the PDFs to the
    worker.
    """
    instance.check_place(folder)
    instance.check_database(folder)
    moment = now or wall_clock()
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        with printing.seldom_collecting():
            built = _write(workshop, size, moment)
            say(f"组织 {built.organizations} 个，人员 {built.people} 名，报送件 {built.submissions} 件")
            if with_papers:
                _make_papers(workshop, moment, built.papers)
                say(f"成件 {built.papers} 份")
        instance.write_mark(workshop, moment.date())
        instance.put_in_place(workshop, folder)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return built


def _make_papers(workshop: Path, now: datetime, waiting: int) -> None:
    """The papers, and what could only happen once they were there."""
    moments = Clock(now)
    app = instance.open_instance(workshop, moments)
    with app.app_context():
        printing.make_papers(workshop, now, waiting)
        db.session.remove()
        archives.tell(moments, now)
        db.session.remove()
        old_years.tell(moments, now)
        _close()


def _write(workshop: Path, size: Size, now: datetime) -> Built:
    """Everything but the papers."""
    clock = Clock(now)
    random = Random(SEED)
    app = instance.open_instance(workshop, clock)
    with app.app_context():
        instance.begin_database(workshop)
        tree = grow(size, random)
        people = _populate(tree, now, random)
        annexes = notices.issue(tree, clock)
        noticed.tell(tree, annexes, clock, Random(SEED))
        clock.moment = now - timedelta(days=archives.SETTLED_DAYS_AGO)
        archives.settle(tree)
        old_years.write(tree, now)
        clock.moment = now
        contact_work.tell(clock)
        walks = list(plot.Stage(tree, annexes, now.date(), random).walks())
        walks += written.walks(tree, annexes.values(), now.date(), random)
        walks += candidates.walks(tree, annexes, now.date())
        walking.run(walks, clock, random)
        candidates.tell(tree, annexes, clock)
        clock.moment = now
        requests.tell(tree, annexes, clock, Random(SEED))
        clock.moment = office_moment(now.date(), 1, random)
        seals.tell(tree, clock.moment)
        handing_over.tell(tree)
        clock.moment = now
        wishes.tell(clock, random)
        clock.moment = now
        together.tell(clock)
        inboxes.settle(now)
        db.session.commit()
        papers = overview.unfinished_count()
        _close()
    return Built(len(tree.places), people, len(walks), papers)


def _populate(tree: Tree, now: datetime, random: Random) -> int:
    """Organizations, people, duties, links and seals in bulk."""
    since = now.date() - timedelta(days=400)
    password_hash = passwords.hash_password(cast.PASSWORD)
    people = Registry(tree, password_hash, now, since, random).write()
    tables: list[tuple[type[Base], list[dict[str, Any]]]] = [
        (Organization, tree.rows(since, now.date() - timedelta(days=COUNTED_DAYS_AGO))),
        (User, people.persons),
        (Appointment, people.appointments),
        (AppointmentDuty, people.duties),
        (Link, people.links),
    ]
    for model, rows in tables:
        db.session.execute(insert(model), rows)
    for model, rows in zip((Seal, SealEvent), seals.rows(tree, people, since), strict=True):
        db.session.execute(insert(model), rows)
    postgresql.follow_ids(db.session.connection())
    # What is inserted in bulk is counted by nobody on its way in.
    unit_counts.rebuild()
    return len(people.persons)


def _close() -> None:
    """Close the database so that one file is all of it."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
