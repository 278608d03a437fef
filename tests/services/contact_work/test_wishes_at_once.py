"""同时认领: several processes claim one wish; one has it, the others are told who, on both engines."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.processes import claim_wish, running
from tests.wishes import given, pooled
from youthwork.domain.wishes import WishAction, WishState
from youthwork.extensions import db
from youthwork.models import User, Wish
from youthwork.services import transactions
from youthwork.services.contact_work.wishes import wishes

pytestmark = on_both_engines


def test_of_three_processes_that_claim_at_once_one_wins_and_the_others_are_told_who(
    app: Flask, cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    wish = pooled(cast, "chen")
    db.session.commit()
    wish_id, seen = wish.id, wish.version
    people = {name: cast.person(name).id for name in ("li", "mai", "zhou")}
    names = {cast.person(name).id: cast.person(name).name for name in people}
    db.session.rollback()
    shares = [(database[0], str(tmp_path), wish_id, person_id, seen) for person_id in people.values()]
    with running(claim_wish, shares) as processes:
        until = time.monotonic() + 60
        while len(list(tmp_path.glob("ready-*"))) < 3:
            assert time.monotonic() < until, "a process never got there"
            time.sleep(0.02)
        (tmp_path / "go").touch()
        for process in processes:
            process.join(timeout=60)
        assert [process.exitcode for process in processes] == [0, 0, 0]
    said = {each: (tmp_path / f"claim-{each}").read_text(encoding="utf-8") for each in people.values()}
    winners = [each for each, words in said.items() if words == "claimed"]
    assert len(winners) == 1, said
    told = f"{names[winners[0]]}今天 12:00先办了“认领”"
    assert all(words.startswith(told) for each, words in said.items() if each not in winners)
    wish = db.session.get_one(Wish, wish_id)
    assert (wish.owner_id, wish.state, wish.version) == (winners[0], WishState.CLAIMED, seen + 1)
    assert [step.action for step in wish.steps].count(WishAction.CLAIM) == 1


def test_a_wish_sent_twice_at_the_same_moment_is_one(app: Flask, cast: Cast) -> None:
    zhou, sent, start = cast.person("zhou").id, given(client_key="phone-1234"), Barrier(2)
    db.session.rollback()

    def send(_: int) -> int:
        with app.app_context():
            start.wait(timeout=20)
            with transactions.deed():
                return wishes.register(db.session.get_one(User, zhou), sent).id

    with ThreadPoolExecutor(2) as threads:
        assert len(set(threads.map(send, range(2)))) == 1
    db.session.rollback()
    assert len(db.session.scalars(db.select(Wish)).one().steps) == 2
