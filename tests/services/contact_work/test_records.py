"""活动记录的查阅: never sideways, never more statements for more records."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.contact_work import add_activity, given
from tests.factories import NOW, Cast
from tests.query_counts import count_queries
from tests.services.contact_work.test_recording import move
from youthwork.domain.errors import NotFound
from youthwork.domain.night_visits import VisitKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivityPurpose, NightVisit
from youthwork.services.contact_work.records.recording import signals_of, withdraw
from youthwork.services.contact_work.records.records import (
    as_records,
    find_activity,
    records_of_organ,
    records_of_person,
    visible_activities,
)
from youthwork.services.posts import actor_of

pytestmark = on_both_engines
YEAR = date(2026, 1, 1), date(2026, 12, 31)


def readers(cast: Cast, one: Activity) -> set[str]:
    found = set()
    for name in cast.people:
        try:
            find_activity(actor_of(cast.person(name)), one.id)
        except NotFound:
            continue
        found.add(name)
    return found


#: Everybody with an office in the county, the city or the province above; `mai` and `luo` are cadres alone.
ABOVE = {"meng", "lin", "he", "cheng", "zhao", "su", "fu", "gu", "tang", "song", "xu", "cai"}


def test_a_record_is_read_by_its_people_and_the_offices_above(cast: Cast) -> None:
    one = add_activity(cast, "zhou")
    assert readers(cast, one) == {"zhou", "chen", "li"} | ABOVE


def test_who_went_along_reads_it_from_wherever_they_are(cast: Cast) -> None:
    one = add_activity(cast, "zhou", members=(cast.person("luo").id, cast.person("bai").id))
    assert readers(cast, one) == {"zhou", "chen", "li", "luo", "bai"} | ABOVE


def test_who_moved_keeps_the_own_records_and_the_organ_keeps_them_too(cast: Cast) -> None:
    one = add_activity(cast, "zhou", "2026-03-15")
    move(cast, "zhou", "团白鹭县委", date(2026, 3, 16))
    assert readers(cast, one) == {"zhou", "chen", "li"} | ABOVE
    assert records_of_organ(cast.organ("团云溪县委").id, *YEAR) == [one]
    assert records_of_organ(cast.organ("团白鹭县委").id, *YEAR) == []


def test_the_sister_county_sees_nothing_in_a_list_either(cast: Cast) -> None:
    add_activity(cast, "zhou")
    own = add_activity(cast, "bai")
    assert db.session.scalars(visible_activities(actor_of(cast.person("bai")))).all() == [own]
    assert db.session.scalars(visible_activities(actor_of(cast.person("mai")))).all() == []


def test_days_count_from_midnight_to_midnight(cast: Cast) -> None:
    first = add_activity(cast, "zhou", "2026-01-31", "23:59", 60)
    second = add_activity(cast, "zhou", "2026-02-01", "00:00", 60)
    zhou = cast.person("zhou").id
    assert records_of_person(zhou, date(2026, 1, 1), date(2026, 1, 31)) == [first]
    assert records_of_person(zhou, date(2026, 2, 1), date(2026, 2, 28)) == [second]


def test_a_persons_records_hold_those_they_went_along_to_and_none_withdrawn(cast: Cast) -> None:
    own = add_activity(cast, "chen", "2026-03-02")
    joined = add_activity(cast, "zhou", "2026-03-01", members=(cast.person("chen").id,))
    gone = add_activity(cast, "chen", "2026-03-03")
    withdraw(gone, cast.person("chen"), "记重了", gone.version)
    assert records_of_person(cast.person("chen").id, *YEAR) == [joined, own]


def test_a_night_visit_brings_its_kind_to_the_counters(cast: Cast) -> None:
    visit = add_activity(cast, "zhou", purposes=("night_visit",))
    db.session.add(NightVisit(activity_id=visit.id, kind=VisitKind.VILLAGE, must_do=""))
    talk = add_activity(cast, "zhou", "2026-03-06")
    db.session.flush()
    first, second = as_records([visit, talk])
    assert (first.kind, first.purposes) == ("五访村、社区", frozenset({"night_visit"}))
    assert (second.kind, second.person_id, second.place) == ("", cast.person("zhou").id, "白泉村活动室")


@pytest.fixture
def five_thousand(cast: Cast) -> int:
    """So many records of one organ in a year, of one cadre, some of them night visits."""
    one = add_activity(cast, "chen")
    table = Activity.__table__
    row = db.session.execute(db.select(table).where(table.c.id == one.id)).one()._asdict()
    begun = datetime(2026, 1, 1, 0, 0)
    rows = []
    for number in range(5000):
        starts = begun + timedelta(minutes=100 * number)
        times = {"starts_at": starts, "ends_at": starts + timedelta(minutes=60), "recorded_at": starts}
        rows.append({**row, **times, "id": one.id + 1 + number, "client_key": f"many-{number}"})
    db.session.execute(db.insert(table), rows)
    ticked = [
        {"activity_id": each["id"], "purpose": "night_visit" if each["id"] % 2 else "talk"} for each in rows
    ]
    db.session.execute(db.insert(ActivityPurpose), ticked)
    db.session.commit()
    return 5001


def test_five_thousand_records_of_an_organ_cost_a_bounded_number_of_statements(
    cast: Cast, five_thousand: int, app: Flask
) -> None:
    county = cast.organ("团云溪县委").id
    found: list[int] = []
    asked = count_queries(lambda: found.append(len(as_records(records_of_organ(county, *YEAR)))))
    # One for the records, one for each 500 of their purposes, one for each 1,000 night visits' kinds.
    assert found == [five_thousand] and asked <= 1 + 11 + 3


def test_a_new_record_among_five_thousand_costs_as_much_as_among_none(
    cast: Cast, five_thousand: int, app: Flask
) -> None:
    app.config["CLOCK"] = lambda: NOW + timedelta(days=300)
    chen, among_none = cast.person("chen"), cast.person("mai")
    new = given("2026-12-20", "19:00")
    many = count_queries(lambda: signals_of(chen, new))
    assert many <= count_queries(lambda: signals_of(among_none, new)) + 1
