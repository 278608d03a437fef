"""几个进程同时: what other processes do to the same duties; they build their own application over the database given."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.conftest import make_app
from tests.factories import NOW, START, Cast
from tests.processes import running
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import YouthworkError
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.models import (
    ExceptionKind,
    Job,
    JobKind,
    Notice,
    Organization,
    ReportDuty,
    Submission,
    SubmissionEvent,
    User,
)
from youthwork.services import transactions
from youthwork.services.duties import exceptions, keeping, laying, tallies
from youthwork.services.jobs import queue, runner


def add_counties(cast: Cast, count: int) -> None:
    """So many more counties under the city, without anybody in them."""
    city = cast.organ("团青岚市委")
    first = (db.session.scalar(db.select(db.func.max(Organization.id))) or 0) + 1
    db.session.execute(
        db.insert(Organization),
        [
            {
                "id": first + at,
                "parent_id": city.id,
                "path": f"{city.path}{first + at}/",
                "type": OrganizationType.LEADING_ORGAN,
                "level": OrganizationLevel.COUNTY,
                "full_name": f"第{at}县全称",
                "short_name": f"第{at}县简称",
                "common_name": f"第{at}县",
                "position": at,
                "established_on": START,
            }
            for at in range(count)
        ],
    )
    db.session.commit()


def _send(duty: ReportDuty, at: int) -> None:
    """Its paper is sent, or taken back where it was."""
    row, by = duty.notice_annex, db.session.scalars(db.select(User).limit(1)).one()
    keys = {"notice_id": row.notice_id, "annex_key": row.annex_key, "owner_id": duty.owner_id}
    paper = db.session.scalar(db.select(Submission).filter_by(**keys).with_for_update(of=Submission))
    if paper is None:
        paper = Submission(
            **keys,
            title="件",
            due=duty.due,
            held_since=NOW,
            created_at=NOW,
            created_by_id=by.id,
            holder_id=duty.owner_id,
        )
        db.session.add(paper)
    is_back = paper.state is State.SENT
    paper.state = State.DRAFT if is_back else State.SENT
    paper.answers, paper.answers_sha256, paper.first_sent_at = {}, "0" * 64, NOW
    db.session.flush()
    db.session.add(
        SubmissionEvent(
            submission_id=paper.id,
            at=NOW,
            actor_id=by.id,
            actor_name=by.name,
            acting_for="县",
            action=Action.WITHDRAW if is_back else Action.SEND,
            state=paper.state,
            round_number=1,
        )
    )
    db.session.flush()
    keeping.follow_paper(paper)


def _grant(duty: ReportDuty, at: int) -> None:
    exceptions.grant(duty, ExceptionKind.EXEMPT, None, "汛期值守", None, None)


def _nil(duty: ReportDuty, at: int) -> None:
    back = duty.standing is Reporting.NIL
    person = None if back else db.session.scalars(db.select(User).limit(1)).one()
    keeping.mark(duty, Reporting.MISSING if back else Reporting.NIL, nil_by=person)


DEEDS: dict[str, Callable[[ReportDuty, int], None]] = {"send": _send, "grant": _grant, "nil": _nil}


def do_all(url: str, place: str, deed: str, ids: Sequence[int]) -> None:
    """One deed after the other; what the rules refuse is refused, anything else ends the process with a fault."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    with app.app_context():
        for at, duty_id in enumerate(ids):
            try:
                with transactions.deed():
                    DEEDS[deed](db.session.get_one(ReportDuty, duty_id), at)
            except YouthworkError:
                continue
        db.session.remove()
        db.engine.dispose()


def lay(url: str, place: str, notice_id: int) -> None:
    """下达 in small slices, as the worker does."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    with app.app_context(), patch.object(laying, "IN_A_SLICE", 20):
        laying.run(notice_id, lambda done, total: None)
        db.session.remove()
        db.engine.dispose()


#: Where a worker that lays may die: what is called there, the how-manyeth call, before it or after it.
STAGES: dict[str, tuple[Any, str, int, str]] = {
    "before the first slice": (laying, "lay_slice", 1, "before"),
    "once a slice is written and not lasting": (laying, "lay_slice", 2, "after"),
    "between two slices": (laying, "lay_slice", 3, "before"),
    "in the middle of a slice, before the counts": (tallies, "apply", 2, "before"),
    "before the job is finished": (queue, "finish", 1, "before"),
}


def killed_while_laying(stage: str, url: str, place: Path) -> None:
    """A worker that came to this stage and no further."""
    with running(stand_still, [(url, str(place), stage)]) as (worker,):
        deadline = time.monotonic() + 90
        while not (place / "standing-still").exists():
            assert worker.is_alive() and time.monotonic() < deadline, "the worker never got there"
            time.sleep(0.05)
        worker.kill()
        worker.join()


def stand_still(url: str, place: str, stage: str) -> None:
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    owner, name, count, when = STAGES[stage]
    stopping = _stopping(getattr(owner, name), count, when, Path(place))
    with patch.object(owner, name, stopping), patch.object(laying, "IN_A_SLICE", 20), app.app_context():
        runner.run_until_empty("dying:1")


def _stopping(call: Callable[..., Any], count: int, when: str, place: Path) -> Callable[..., Any]:
    calls = 0

    def stopped(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == count and when == "before":
            _stand(place)
        answer = call(*given, **named)
        if calls == count:
            _stand(place)
        return answer

    return stopped


def _stand(place: Path) -> None:
    (place / "standing-still").touch()
    time.sleep(120)


def jobs_left() -> int:
    rows = db.select(db.func.count()).select_from(Job)
    return db.session.scalar(rows.where(Job.kind == JobKind.DUTIES, Job.finished_at.is_(None))) or 0


def unlaid(notice: Notice) -> Notice:
    """Asked for, and not laid yet: its job waits."""
    laying.ask_to_lay(notice)
    db.session.commit()
    return notice
