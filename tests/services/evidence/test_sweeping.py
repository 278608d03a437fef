"""清理佐证材料: only what nobody was ever handed goes, and its bytes only where nothing else speaks of them."""

from __future__ import annotations

import os
from datetime import datetime

from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Evidence
from youthwork.services.evidence import rounds, sweeping, taking
from youthwork.services.jobs import daily, runner
from youthwork.services.printing.papers import store

pytestmark = on_both_engines

DAY = datetime(2026, 4, 1).date()


def swept() -> list[str]:
    """The names that stand in the records after a sweep to its end."""
    last: int | None = 0
    while last is not None:
        last = sweeping.sweep(DAY, last)
    return list(db.session.scalars(db.select(Evidence.name).order_by(Evidence.id)))


def lies_there(evidence: Evidence) -> bool:
    return store().path(evidence.sha256).exists()


def age(evidence: Evidence) -> None:
    """As if it had been put in two days ago."""
    path = store().path(evidence.sha256)
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 2 * 86400))


def test_what_nobody_was_handed_goes_once_its_round_is_over(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    photo = journeys.attach(paper, luo, "误传.jpg", "red")
    path = store().path(photo.sha256)
    age(photo)
    taking.remove(paper, luo, photo.id)
    assert swept() == ["误传.jpg"], "as long as the round is open it may be put back"
    journeys.walk_on(paper, cast, State.RETURNED)
    assert swept() == []
    assert not path.exists()


def test_what_a_round_was_handed_over_with_stays_whoever_removes_it_later(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    photo = journeys.attach(paper, luo)
    age(photo)
    journeys.walk_on(paper, cast, State.RETURNED)
    taking.remove(paper, luo, photo.id)
    journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    assert swept() == ["照片.jpg"]
    assert lies_there(photo)
    assert [each.id for each in rounds.in_round(paper.id, 1)] == [photo.id]


def test_bytes_another_paper_keeps_stay(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    taken_out = journeys.attach(paper, luo, "甲.jpg", "red")
    kept = journeys.attach(journeys.draft_task_sheet(cast, "cheng"), cast.person("cheng"), "乙.jpg", "red")
    age(kept)
    taking.remove(paper, luo, taken_out.id)
    journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    assert swept() == ["乙.jpg"]
    assert lies_there(kept)


def test_bytes_that_were_just_put_in_again_stay(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    photo = journeys.attach(paper, luo, "甲.jpg", "red")
    path = store().path(photo.sha256)
    content = store().get(photo.sha256)
    age(photo)
    taking.remove(paper, luo, photo.id)
    journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    store().put(content)
    assert swept() == []
    assert path.exists(), "somebody is about to write of them"


def test_the_worker_sweeps_every_workday(app: Flask, cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    photo = journeys.attach(paper, luo, "误传.jpg", "red")
    taking.remove(paper, luo, photo.id)
    journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    db.session.commit()
    daily.ask_for_today()
    done = [str(outcome) for outcome in runner.run_until_empty()]
    assert any("清理佐证材料" in line for line in done)
    assert db.session.scalar(db.select(db.func.count()).select_from(Evidence)) == 0
