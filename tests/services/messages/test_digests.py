"""每日汇总: once a workday, of what is unread and was in none; made late where the worker was down, never twice."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.jobs.standing_clock import StandingClock, put_up
from tests.services.messages.inboxes import messages_of
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Digest, Job, JobKind, MessageKind
from youthwork.services.jobs import daily, runner
from youthwork.services.messages import digests, inbox, telling
from youthwork.services.transactions import deed


def work_through() -> list[str]:
    """The day's jobs, as a worker does them: their lines in the log."""
    db.session.commit()
    daily.ask_for_today()
    return [str(outcome) for outcome in runner.run_until_empty() if outcome.taken.kind is JobKind.DIGEST]


def digests_of(cast: Cast, who: str) -> list[Digest]:
    return inbox.digests_of(cast.person(who))


@on_both_engines
def test_the_digest_names_what_is_unread_kind_by_kind(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.RETURNED)
    work_through()
    [digest] = digests_of(cast, "zhou")
    assert digest.text.startswith("周可儿：2026年4月1日（星期三）退回 1 条")
    assert "【退回】\n· 退回补正：团云溪县委 · 联系点汇总表，期限 4月7日 · 还有 6 天" in digest.text
    assert "请补充第二项的效果" in digest.text and "【进展】" in digest.text
    assert digests_of(cast, "wai") == []


def test_it_is_made_once_a_day_and_a_message_is_in_one_only(app: Flask, cast: Cast) -> None:
    clock = put_up(app)
    journeys.at_state(cast, State.SENT)
    assert work_through() and not work_through()
    assert len(digests_of(cast, "he")) == 1
    clock.pass_by(days=1)
    assert work_through()
    assert len(digests_of(cast, "he")) == 1, "nothing new, nothing told"
    telling.tell(cast.person("he"), MessageKind.POST, once="x", title="题")
    clock.pass_by(days=1)
    work_through()
    newest, _ = digests_of(cast, "he")
    assert "题" in newest.text and "待你签收" not in newest.text


@pytest.mark.parametrize(
    ("moment", "is_made"),
    [
        (datetime(2026, 4, 2, 8, 29), False),
        (datetime(2026, 4, 2, 8, 30), True),
        # The worker was down in the morning.
        (datetime(2026, 4, 2, 16, 0), True),
        (datetime(2026, 4, 2, 22, 0), False),
        (datetime(2026, 4, 4, 10, 0), False),
    ],
)
def test_it_is_made_from_half_past_eight_of_a_workday(
    app: Flask, cast: Cast, moment: datetime, is_made: bool
) -> None:
    journeys.at_state(cast, State.SENT)
    db.session.commit()
    app.config["CLOCK"] = StandingClock(moment)
    work_through()
    assert bool(digests_of(cast, "he")) is is_made


def test_what_was_read_is_in_no_digest(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    for message in messages_of(cast, "he"):
        inbox.read(message)
    work_through()
    assert digests_of(cast, "he") == [] and len(digests_of(cast, "cheng")) == 1


@on_both_engines
def test_two_workers_at_once_make_one(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    db.session.commit()

    def one_worker() -> None:
        with app.app_context():
            daily.ask_for_today()
            runner.run_until_empty()
            db.session.remove()

    threads = [threading.Thread(target=one_worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = db.select(Job).where(Job.kind == JobKind.DIGEST, Job.key == "2026-04-01:papers:0")
    assert len(db.session.scalars(first).all()) == 1
    assert len(digests_of(cast, "he")) == 1


def test_a_slice_done_again_makes_nothing_twice(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    db.session.commit()
    for _ in range(2):
        daily.run("2026-04-01:people:0")
    assert len(digests_of(cast, "he")) == 1


def test_the_job_of_a_day_that_is_over_does_nothing(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    db.session.commit()
    daily.run("2026-03-31:people:0")
    assert digests_of(cast, "he") == []


def test_people_are_taken_a_slice_at_a_time(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "SLICE", 2)
    telling.tell(cast.people.values(), MessageKind.POST, once="x", title="题")
    lines = work_through()
    made = db.session.scalars(db.select(Digest)).all()
    assert len(made) == len(cast.people)
    assert len([line for line in lines if "汇总 2026" in line and " 汇总" in line]) > len(cast.people) // 2


def test_a_long_list_is_counted_out(app: Flask, cast: Cast) -> None:
    for number in range(12):
        telling.tell(cast.person("he"), MessageKind.TO_DO, once=f"{number}", title=f"待你签收：第{number}件")
    work_through()
    assert "……另有 2 条" in digests_of(cast, "he")[0].text


def test_after_a_year_what_was_read_goes_and_what_was_not_stays(app: Flask, cast: Cast) -> None:
    clock = put_up(app)
    he = cast.person("he")
    telling.tell(he, MessageKind.POST, once="read", title="看过的")
    telling.tell(he, MessageKind.POST, once="unread", title="没看的")
    inbox.read(messages_of(cast, "he")[1])
    db.session.commit()
    clock.pass_by(days=364)
    with deed():
        assert inbox.discard_old(clock()) == 0
    clock.pass_by(days=2)
    with deed():
        assert inbox.discard_old(clock()) == 1
    assert [message.title for message in messages_of(cast, "he")] == ["没看的"]


def test_a_month_later_the_day_s_jobs_are_gone_and_others_are_not(app: Flask, cast: Cast) -> None:
    clock = put_up(app)
    journeys.file_task_sheet(cast)
    work_through()
    clock.pass_by(days=35)
    work_through()
    left = db.session.scalars(db.select(Job.key).where(Job.kind == JobKind.DIGEST)).all()
    assert left and all(key.startswith("2026-05-06:") for key in left)
    assert db.session.scalar(db.select(db.func.count()).where(Job.kind == JobKind.PAPER)) == 1
