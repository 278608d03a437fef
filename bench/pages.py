"""网页: CPU time and number of queries of the pages people open all day, over some thousands of papers.

The tests' province, one task sheet walked to its filing, then copied; the pages are asked for through the test
client by people who are signed in. CPU time is of this process, so a busy machine does not change it much.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from tests import factories, journeys
from tests.client import PageClient
from tests.conftest import make_app
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, FilingScope, Submission, SubmissionEvent, User
from youthwork.services import schema
from youthwork.services.archive import rebuilding

PAPERS = 4_000
#: Of every hundred copies, how many stand where; the rest is filed.
STANDING = {State.SENT: 5, State.ACCEPTED: 5, State.RETURNED: 2}
ROUNDS = 15


def run() -> None:
    """Print a table: page, who opens it, queries, CPU ms, bytes."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            schema.upgrade()
            cast = factories.build_cast()
            paper_id, filing_id = _enlarge(cast)
            print(f"{PAPERS} submissions, {db.session.scalar(db.select(db.func.count(Filing.id)))} filings")
            _show(PageClient(app), paper_id, filing_id)
            db.session.remove()
            db.engine.dispose()


def _show(client: PageClient, paper_id: int, filing_id: int) -> None:
    print(f"  {'page':<34}{'queries':>8}{'CPU ms':>9}{'kB':>7}")
    for label, who, url in (
        ("desk, a cadre", "luo", "/"),
        ("desk, a clerk", "lin", "/"),
        ("desk, a reviewer", "tang", "/"),
        ("review list", "tang", "/review"),
        ("submission, its subject", "luo", f"/submissions/{paper_id}"),
        ("submission, a reviewer", "tang", f"/submissions/{paper_id}"),
        ("filing", "tang", f"/filings/{filing_id}"),
        ("archive list", "tang", "/archive"),
        ("archive, searched", "tang", "/archive?q=志愿服务"),
        ("archive, a county's", "zhou", "/archive"),
    ):
        client.sign_in(who)
        queries, cpu, size = measure(lambda url=url: client.send("GET", url))
        print(f"  {label:<34}{queries:>8}{cpu * 1000:>9.1f}{size / 1024:>7.1f}")


def measure(ask: Callable[[], Any]) -> tuple[int, float, int]:
    """Queries, median CPU seconds and bytes of one answer; the first answer warms the templates."""
    answer = ask()
    assert answer.status_code == 200, f"{answer.request.path}: {answer.status_code}"
    with counted() as count:
        ask()
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        ask()
        times.append(time.process_time() - start)
    return count[0], statistics.median(times), len(answer.data)


@contextmanager
def counted() -> Iterator[list[int]]:
    """Statements sent while the block lasts, but for the frame of a transaction."""
    count = [0]

    def tick(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        count[0] += not statement.startswith(("BEGIN", "PRAGMA"))

    event.listen(Engine, "before_cursor_execute", tick)
    try:
        yield count
    finally:
        event.remove(Engine, "before_cursor_execute", tick)


def _enlarge(cast: factories.Cast) -> tuple[int, int]:
    """Copy one filed task sheet until there are `PAPERS`; gives the ids of the first paper and filing."""
    filed = journeys.filed(journeys.file_task_sheet(cast))
    first_paper, first_filing = filed.submission_id, filed.id
    person, sheet, number, subject = (
        model.__table__ for model in (User, Submission, Filing, SubmissionEvent)
    )
    someone = _row(person, filed.subject_id)
    names = [f"copy{at}" for at in range(1, PAPERS)]
    db.session.execute(db.insert(person), [{**someone, "username": name} for name in names])
    people = db.session.scalars(db.select(User.id).where(User.username.in_(names)).order_by(User.id)).all()
    walked = _row(sheet, filed.submission_id)
    holder = walked["receiver_id"]
    db.session.execute(
        db.insert(sheet), [{**walked, **_standing(at, who, holder)} for at, who in enumerate(people)]
    )
    copies = db.session.execute(
        db.select(Submission.id, Submission.subject_id, Submission.state)
        .where(Submission.id > filed.submission_id)
        .order_by(Submission.id)
    ).all()
    steps = [step._asdict() for step in db.session.execute(db.select(subject)).all()]
    db.session.execute(
        db.insert(subject),
        [
            {**{name: value for name, value in step.items() if name != "id"}, "submission_id": copy.id}
            for copy in copies
            for step in steps[: len(steps) if copy.state is State.FILED else -1]
        ],
    )
    _file(number, filed, [copy for copy in copies if copy.state is State.FILED])
    db.session.commit()
    rebuilding.rebuild()
    return first_paper, first_filing


def _row(table: Any, row_id: int | None) -> dict[str, Any]:
    row = db.session.execute(db.select(table).where(table.c.id == row_id)).one()._asdict()
    del row["id"]
    return row


def _standing(at: int, who: int, holder: int) -> dict[str, Any]:
    changed: dict[str, Any] = {"subject_id": who, "submitted_by_id": who, "created_by_id": who}
    share = at % 100
    for state, many in STANDING.items():
        if share < many:
            return {**changed, "state": state, "holder_id": holder, "filed_by_id": None}
        share -= many
    return changed


def _file(table: Any, first: Filing, copies: Any) -> None:
    row = _row(table, first.id)
    organs = db.session.scalars(
        db.select(FilingScope.organization_id).where(FilingScope.filing_id == first.id)
    ).all()
    db.session.execute(
        db.insert(table),
        [
            {
                **row,
                "submission_id": copy.id,
                "subject_id": copy.subject_id,
                "number": at,
                "filing_number": f"示青备〔2026〕{at}号",
                "machine_number": f"BA-示青-2026-{at:06d}-V1",
                "filed_at": row["filed_at"] + timedelta(minutes=at),
            }
            for at, copy in enumerate(copies, start=2)
        ],
    )
    ids = db.session.scalars(db.select(Filing.id).where(Filing.id != first.id)).all()
    db.session.execute(
        db.insert(FilingScope.__table__),
        [{"organization_id": organ, "filing_id": filing_id} for filing_id in ids for organ in organs],
    )
