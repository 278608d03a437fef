"""同时发送: the same records from several processes at once are saved once, on the real database of both kinds."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import on_both_engines
from tests.contact_work import add_activity, given
from tests.factories import Cast
from tests.processes import running
from tests.services.contact_work import sending
from youthwork.extensions import db
from youthwork.models import Activity, ActivityBand, ActivityChange, ActivityPurpose, Message
from youthwork.services.contact_work.records import recording

pytestmark = on_both_engines


def run(place: Path, work: Callable[..., None], shares: list[tuple[Any, ...]]) -> list[str]:
    """Let a process do each share, all from the same moment; what each of them wrote down."""
    names = [str(share[-1]) for share in shares]
    with running(work, shares) as processes:
        until = time.monotonic() + 60
        while not all((place / f"ready-{name}").exists() for name in names):
            assert time.monotonic() < until, "the processes did not start"
            time.sleep(0.01)
        (place / "go").touch()
        for process in processes:
            process.join(timeout=90)
        assert [process.exitcode for process in processes] == [0] * len(shares)
    return [(place / f"got-{name}").read_text() for name in names]


def test_a_flaky_phone_sends_the_same_twenty_records_three_times_at_once(
    cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    zhou = cast.person("zhou").id
    db.session.rollback()
    keys = [f"phone-{number}" for number in range(20)]
    shares: list[tuple[Any, ...]] = [
        (database[0], str(tmp_path), zhou, keys, name) for name in ("a", "b", "c")
    ]
    first, *others = run(tmp_path, sending.send, shares)
    assert others == [first, first] and len(set(first.split())) == 20
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count()).select_from(Activity)) == 20
    assert db.session.scalar(db.select(db.func.count()).select_from(ActivityPurpose)) == 20
    bands = db.session.execute(
        db.select(db.func.count(), db.func.count(ActivityBand.band.distinct())).select_from(ActivityBand)
    ).one()
    assert bands[0] == 20 * bands[1], "each is found by the same numbers, once each"


def test_of_three_who_correct_one_record_at_once_one_wins_and_the_others_are_told(
    cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    one = recording.record(cast.person("chen"), given(client_key="phone-1"), {}).id
    clerk = cast.person("zhou").id
    db.session.commit()
    shares: list[tuple[Any, ...]] = [
        (database[0], str(tmp_path), one, clerk, 20 + at, str(20 + at)) for at in range(3)
    ]
    said = run(tmp_path, sending.correct_as, shares)
    assert sorted(each == "done" for each in said) == [False, False, True]
    assert all("周可儿" in each for each in said if each != "done")
    db.session.expire_all()
    saved = db.session.get_one(Activity, one)
    assert saved.version == 2 and str(saved.people) == str(20 + said.index("done"))
    assert len(db.session.scalars(db.select(ActivityChange)).all()) == 1
    assert len(db.session.scalars(db.select(Message)).all()) == 1


def test_a_deed_undone_leaves_no_key_behind(cast: Cast) -> None:
    """The send after a failed one is the first."""
    add_activity(cast, "zhou", client_key="phone-1", people=12)
    db.session.rollback()
    assert add_activity(cast, "zhou", client_key="phone-1", people=13).people == 13
