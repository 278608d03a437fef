"""同时发生: units send while a superior excuses them while a job lays; a worker killed while it lays."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests import duties
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.processes import running
from tests.services.duties import counting_again, together
from youthwork.extensions import db
from youthwork.models import DutyMark, Notice, NoticeAnnex, ReportDuty
from youthwork.services.duties import laying
from youthwork.services.jobs import runner

pytestmark = on_both_engines

COUNTIES = 40


def address(app: Flask) -> str:
    return db.engine.url.render_as_string(hide_password=False)


def contact_point_duties(notice: Notice) -> list[int]:
    row = duties.annex(notice, "contact_points")
    rows = db.select(ReportDuty.id).where(
        ReportDuty.notice_annex_id == row.id, ReportDuty.subject_id.is_(None)
    )
    return list(db.session.scalars(rows.order_by(ReportDuty.id)))


def issued_not_laid(cast: Cast, due: date) -> Notice:
    notice = Notice(
        edition_key="province_2017_8",
        issuer_id=cast.organizations["团示范省委"].id,
        title="又一份通知",
        issued_on=NOW.date(),
        issued_at=NOW,
        numbers={},
        annexes=[
            NoticeAnnex(annex_key=key, position=at, due=due)
            for at, key in enumerate(("contact_points", "task_sheet"), start=1)
        ],
    )
    db.session.add(notice)
    db.session.flush()
    return notice


def test_sending_excusing_and_laying_at_once_leave_the_figures_true(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    together.add_counties(cast, COUNTIES)
    notice = duties.issue(cast, due=date(2026, 9, 25))
    # The same forms near the same day: what is laid now is the same thing as what is being sent.
    again = issued_not_laid(cast, date(2026, 9, 30))
    ids = contact_point_duties(notice)
    db.session.commit()
    url, place = address(app), str(tmp_path)
    shares = [
        (url, place, "send", ids),
        (url, place, "grant", ids[::-3]),
        (url, place, "nil", ids[::2]),
    ]
    with (
        running(together.do_all, shares) as doing,
        running(together.lay, [(url, place, again.id)]) as (laid,),
    ):
        for process in (*doing, laid):
            process.join(timeout=240)
        assert [process.exitcode for process in (*doing, laid)] == [0, 0, 0, 0]
    db.session.rollback()
    assert len(contact_point_duties(again)) == len(ids)
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(NOW + timedelta(days=1))


@pytest.mark.parametrize("stage", together.STAGES)
def test_a_worker_killed_while_it_lays_leaves_nothing_doubled_and_nothing_out(
    app: Flask, cast: Cast, tmp_path: Path, stage: str
) -> None:
    together.add_counties(cast, COUNTIES)
    notice = together.unlaid(issued_not_laid(cast, date(2026, 9, 25)))
    together.killed_while_laying(stage, address(app), tmp_path)
    db.session.rollback()
    app.config["CLOCK"] = lambda: NOW + timedelta(minutes=5)
    runner.run_until_empty("after:1")
    assert together.jobs_left() == 0
    db.session.refresh(notice)
    assert notice.laid_at is not None
    laid = set(contact_point_duties(notice))
    assert laying.lay(notice) == 0, "nothing was left out"
    marks = db.session.scalars(db.select(DutyMark.duty_id).where(DutyMark.duty_id.in_(laid))).all()
    assert sorted(marks) == sorted(laid), "one mark each"
    assert counting_again.kept() == counting_again.counted()


def test_the_worker_tells_how_far_it_is_and_stops_between_slices(app: Flask, cast: Cast) -> None:
    together.add_counties(cast, COUNTIES)
    notice = together.unlaid(issued_not_laid(cast, date(2026, 9, 25)))
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 2:
            raise InterruptedError

    step = laying.IN_A_SLICE
    laying.IN_A_SLICE = 20
    try:
        with pytest.raises(InterruptedError):
            laying.run(notice.id, progress)
        some = len(contact_point_duties(notice))
        assert 0 < some < COUNTIES and notice.laid_at is None
        laying.run(notice.id, lambda done, total: told.append((done, total)))
    finally:
        laying.IN_A_SLICE = step
    assert told[-1][0] == told[-1][1] >= COUNTIES
    assert counting_again.kept() == counting_again.counted()
