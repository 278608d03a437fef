"""联系工作的网页: CPU time and number of queries where an organ has sixty cadres and a year of their records.

Sixty cadres of 团云溪县委, each with twelve records over the first quarter (five in two months are asked for), one in ten
of them a night visit, one in fourteen of what the organ did together. Pages are asked for as in `pages.py`.
"""

from __future__ import annotations

import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from bench import made_records
from bench.pages import measure
from bench.people import add_cadres, row_of
from tests import contact_work, factories
from tests.client import PageClient
from tests.conftest import make_app, make_key_box
from youthwork.domain.night_visits import VisitKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivityMember, ActivityPurpose, NightVisit
from youthwork.services import schema

CADRES, EACH = 60, 12
_CADRE = ("talk", "talk", "heart_talk", "deed", "lesson")
_ORGAN = ("open_house", "volunteering", "share_session", "face_to_face", "own_design")
_FIRST = datetime(2026, 1, 5, 19)


def run() -> None:
    """Print a table: page, who opens it, queries, CPU ms, bytes."""
    with tempfile.TemporaryDirectory() as folder:
        app = make_app(Path(folder))
        with app.app_context():
            schema.upgrade()
            make_key_box()
            cast = factories.build_cast()
            count = fill(cast)
            organ, city = (cast.organizations[name].id for name in ("团云溪县委", "团青岚市委"))
            print(f"  {CADRES} cadres, {count:,} records")
            show(PageClient(app), organ, city)
            db.session.remove()
            db.engine.dispose()


def show(client: PageClient, organ: int, city: int) -> None:
    print(f"  {'page':<38}{'queries':>8}{'CPU ms':>9}{'kB':>7}")
    for label, who, url in (
        ("five-ones, an organ of sixty", "chen", f"/five-ones/organs/{organ}?quarter=2026-1"),
        ("five-ones, the organ above", "meng", f"/five-ones/organs/{city}?quarter=2026-1"),
        ("five-ones, a cadre", "zhou", "/five-ones"),
        ("records, one's own", "zhou", "/records"),
        ("records, an office's", "chen", "/records?of=office"),
        ("a new record", "zhou", "/records/new"),
        ("night visits, one's own", "zhou", "/visits"),
        ("night visits, an organ's", "chen", f"/visits/organs/{organ}"),
        ("wishes", "zhou", "/wishes"),
        ("links", "chen", "/links"),
        ("youth contacts", "zhou", "/contacts"),
        ("groups", "chen", "/groups"),
        ("monthly report", "lin", "/monthly"),
    ):
        client.sign_in(who)
        queries, cpu, size = measure(lambda url=url: client.send("GET", url))
        print(f"  {label:<38}{queries:>8}{cpu * 1000:>9.1f}{size / 1024:>7.1f}")


def fill(cast: factories.Cast) -> int:
    """The cadres and their records; gives how many."""
    chance = random.Random(60)
    writers = add_cadres(cast, CADRES - 3)
    first = contact_work.add_activity(cast, "zhou", "2026-01-02")
    like = row_of(Activity.__table__, Activity.__table__.c.id == first.id)
    records, ticked, along, visits = [], [], [], []
    for number in range(CADRES * EACH):
        one, writer = first.id + 1 + number, writers[number % len(writers)]
        starts = _FIRST + timedelta(days=chance.randrange(85), minutes=30 * chance.randrange(-8, 4))
        records.append(
            like
            | {"id": one, "client_key": f"made-{number}", "person_id": writer}
            | {"starts_at": starts, "ends_at": starts + timedelta(minutes=90), "recorded_at": starts}
            | {"place": f"第 {chance.randrange(40)} 村活动室", "effect": made_records.honest(chance)}
        )
        is_visit = number % 10 == 0
        purpose = chance.choice(_ORGAN if number % 14 == 3 else _CADRE)
        ticked.append({"activity_id": one, "purpose": "night_visit" if is_visit else purpose})
        if is_visit:
            visits.append({"activity_id": one, "kind": VisitKind.VILLAGE, "visited": "", "must_do": ""})
        elif number % 7 == 0:
            along.append({"activity_id": one, "person_id": writers[(number + 1) % len(writers)]})
    for model, rows in (
        (Activity, records),
        (ActivityPurpose, ticked),
        (ActivityMember, along),
        (NightVisit, visits),
    ):
        db.session.execute(insert(model.__table__), rows)
    db.session.commit()
    return len(records)
