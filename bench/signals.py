"""请核实: how often honest records are asked about – in the demonstration, and in a made year of forty cadres.

In the demonstration whoever meant a fault said so when keeping it; what was asked and not answered was asked in vain.
The made year is honest throughout: four in five records are entered within a day, one in fifty after more than a
week; times are on the half hour, now and then two on a day; a third of the larger numbers of people are round; texts
are those of `made_records`, none of them copied. Every signal there is one in vain.

    python -m bench signals                        builds a demonstration to count in
    python -m bench signals --instance FOLDER      counts in one that is there
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Select, func, select

from bench import made_records
from bench.data import open_app
from bench.people import add_cadres
from tests import contact_work, factories
from tests.conftest import make_key_box
from youthwork.demo import builder, instance
from youthwork.demo.calendar import Clock
from youthwork.domain.signals import SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivitySignal, User
from youthwork.services import schema
from youthwork.services.contact_work.records import recording

CADRES, A_YEAR = 40, 30
YEAR = 2026
#: Days until a record is entered, and how many in a hundred are.
_DELAYS = ((0, 60), (1, 20), (3, 12), (6, 6), (12, 2))


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        builder.build(Path(folder) / "demo", with_papers=False)
        _in_demonstration(Path(folder) / "demo")
    _in_made_year()


def main(arguments: list[str]) -> None:
    asked = argparse.ArgumentParser(prog="python -m bench signals")
    asked.add_argument("--instance", type=Path, required=True)
    _in_demonstration(asked.parse_args(arguments).instance)


def _in_demonstration(folder: Path) -> None:
    app = instance.open_instance(folder, datetime.now)
    with app.app_context():
        answered = ActivitySignal.said != ""
        _show(
            "the demonstration",
            _records(),
            _by_kind(select(ActivitySignal.kind, func.count()).where(~answered)),
            _by_kind(select(ActivitySignal.kind, func.count()).where(answered)),
        )
        _leave()


def _in_made_year() -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = open_app(Path(folder))
        clock = Clock(datetime(YEAR, 1, 1))
        app.config["CLOCK"] = lambda: clock.moment
        with app.app_context():
            schema.upgrade()
            make_key_box()
            writers = add_cadres(factories.build_cast(), CADRES)
            db.session.commit()
            for one in sorted(_honest_year(writers), key=lambda each: each.entered_at):
                clock.moment = one.entered_at
                recording.record(db.session.get_one(User, one.writer), one.given, {})
                db.session.commit()
            _show("the made year", _records(), _by_kind(select(ActivitySignal.kind, func.count())), Counter())
            _leave()


@dataclass(frozen=True)
class _Entered:
    """One record, by whom and when it is entered."""

    writer: int
    entered_at: datetime
    given: recording.Given


def _honest_year(writers: list[int]) -> list[_Entered]:
    chance = random.Random(60)
    made = []
    for writer in writers:
        for at in range(A_YEAR):
            day = date(YEAR, 1, 1) + timedelta(days=at * 360 // A_YEAR + chance.randrange(5))
            starts = [chance.randrange(17, 41)]
            if chance.random() < 0.1:
                starts.append(starts[0] + chance.randrange(4, 7))
            made += [_entered(writer, day, half_hours, chance) for half_hours in starts]
    return made


def _entered(writer: int, day: date, half_hours: int, chance: random.Random) -> _Entered:
    start = datetime.combine(day, datetime.min.time()) + timedelta(minutes=30 * half_hours)
    minutes = chance.choice((60, 90, 120))
    people = chance.choice((*range(1, 10), *range(10, 60)))
    if people >= 10 and chance.random() < 1 / 3:
        people = round(people, -1)
    given = contact_work.given(
        day.isoformat(), f"{start:%H:%M}", minutes, people=people, effect=made_records.honest(chance)
    )
    (delay,) = chance.choices([days for days, _ in _DELAYS], [share for _, share in _DELAYS])
    entered = given.ends_at + timedelta(minutes=chance.randrange(5, 90))
    return _Entered(writer, entered + timedelta(days=delay), given)


def _records() -> int:
    return db.session.scalar(select(func.count()).select_from(Activity)) or 0


def _by_kind(question: Select[SignalKind, int]) -> Counter[str]:
    rows = db.session.execute(question.group_by(ActivitySignal.kind))
    return Counter({kind.value: count for kind, count in rows})


def _show(what: str, records: int, in_vain: Counter[str], rightly: Counter[str]) -> None:
    print(
        f"  {what}: {records:,} records; asked in vain {sum(in_vain.values())}, rightly {sum(rightly.values())}"
    )
    for kind in dict.fromkeys([*in_vain, *rightly]):
        print(
            f"    {kind:<10}in vain {in_vain[kind]:>4} ({in_vain[kind] / records:.1%}) rightly {rightly[kind]:>4}"
        )


def _leave() -> None:
    db.session.remove()
    db.engine.dispose()
