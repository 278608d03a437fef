"""机关的计数: the five of a quarter, cadres in their order, units beneath, and the same as of a past day (I16)."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest

from tests.conftest import on_both_engines
from tests.contact_work import add_activity, given
from tests.factories import NOW, START, Cast
from tests.query_counts import count_queries
from tests.services.contact_work.test_counting import appoint, end_post, notice_goes_out
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.periods import Period, PeriodKind, period_of, periods_of
from youthwork.domain.progress import Standing
from youthwork.domain.purposes import Family, of_family
from youthwork.extensions import db
from youthwork.models import Activity, ActivityMember, ActivityPurpose
from youthwork.services.contact_work.counting import counting, counting_organs, quarter_sheet
from youthwork.services.contact_work.counting.counting_organs import OrganQuarter
from youthwork.services.contact_work.counting.posts_held import posts_of
from youthwork.services.contact_work.records import recording

FIRST, SECOND = periods_of(2026, PeriodKind.QUARTER)[:2]
#: The last day of the quarter of most tests.
TODAY = NOW.date()


def quarter_of(cast: Cast, organ: str, quarter: Period = FIRST, as_of: date | None = None) -> OrganQuarter:
    db.session.flush()
    return counting_organs.quarter_of_organ(cast.organ(organ), quarter, as_of)


@on_both_engines
def test_a_share_session_counts_for_the_quarter_and_among_the_five(cast: Cast) -> None:
    add_activity(cast, "zhou", purposes=("share_session",))
    found = quarter_of(cast, "团云溪县委")
    assert (found.five.count, found.share.count, found.share.standing) == (1, 1, Standing.MET)


@on_both_engines
def test_one_record_with_colleagues_counts_once_for_the_organ(cast: Cast) -> None:
    add_activity(
        cast, "zhou", purposes=("open_house",), members=(cast.person("li").id, cast.person("mai").id)
    )
    assert quarter_of(cast, "团云溪县委").five.count == 1


@on_both_engines
def test_several_records_of_one_event_count_once_and_are_all_shown(cast: Cast) -> None:
    add_activity(cast, "zhou", purposes=("open_house",), place="团县委 大会议室")
    add_activity(cast, "li", purposes=("face_to_face",), start="20:00", place="团县委大会议室。")
    add_activity(cast, "chen", purposes=("volunteering",), start="20:30", place="高铁站")
    found = quarter_of(cast, "团云溪县委").five
    assert [len(each.records) for each in found.occasions] == [2, 1]
    assert found.kinds["open_house"] == found.kinds["face_to_face"] == found.kinds["volunteering"] == 1


@on_both_engines
def test_five_a_quarter_are_asked_of_cities_and_counties_and_shown_of_everyone(cast: Cast) -> None:
    notice_goes_out(START)
    asked = {"团青岚市委", "团云溪县委", "团望川县委"}
    others = {"团示范省委", "云溪镇团委", "省直机关团工委", "示范大学团委", "云溪县第一中学团委"}
    for name in asked | others:
        standing = quarter_of(cast, name, SECOND).five.standing
        assert standing is (Standing.UNDER_WAY if name in asked else Standing.NOT_ASKED), name


@on_both_engines
def test_an_open_day_is_asked_of_every_leading_organ_in_its_days(cast: Cast) -> None:
    found = quarter_of(cast, "团示范省委", SECOND)
    (day,) = found.campaigns
    assert day.standing is Standing.UNDER_WAY
    assert (day.period.starts_on, day.period.ends_on) == (date(2026, 4, 25), date(2026, 5, 10))
    assert all(each.counter.key != "open_day" for each in quarter_of(cast, "团示范省委").campaigns)


@on_both_engines
def test_each_organ_counts_what_was_done_under_it(cast: Cast) -> None:
    for day in ("2026-03-02", "2026-03-09"):
        add_activity(cast, "li", day, purposes=("talk", "open_house"))
    end_post(cast, "li", date(2026, 3, 15))
    appoint(cast, "li", "团白鹭县委", CadreNature.FULL_TIME, date(2026, 3, 16))
    for day in ("2026-03-20", "2026-03-21", "2026-03-22"):
        add_activity(cast, "li", day, purposes=("talk", "open_house"))
    left, joined = (quarter_of(cast, name) for name in ("团云溪县委", "团白鹭县委"))
    assert (left.five.count, joined.five.count) == (2, 3)
    before = next(each for each in left.cadres if each.posts.name == "李堃").cells[-1]
    after = next(each for each in joined.cadres if each.posts.name == "李堃").cells[-1]
    assert (before.progress.count, before.elsewhere, before.standing) == (2, 3, Standing.MET)
    # Five together are enough, though only three of them were done here.
    assert (after.progress.count, after.elsewhere, after.standing) == (3, 2, Standing.MET)


@on_both_engines
def test_cadres_stand_in_the_order_of_the_organ_whatever_their_numbers(cast: Cast) -> None:
    for day in range(1, 8):
        add_activity(cast, "mai", f"2026-03-{day:02d}")
    found = quarter_of(cast, "团云溪县委")
    assert [each.posts.name for each in found.cadres] == ["周可儿", "陈昱", "李堃", "买买提江·阿布都"]
    assert [cell.progress.period.words for cell in found.cadres[3].cells] == ["2026年1—2月", "2026年3—4月"]
    assert found.cadres[3].cells[1].progress.count == 7


@on_both_engines
def test_units_beneath_stand_in_their_order_with_what_their_own_people_did(cast: Cast) -> None:
    add_activity(cast, "bai", purposes=("open_house",))
    add_activity(cast, "zhou", purposes=("share_session",))
    found = quarter_of(cast, "团青岚市委")
    assert [(each.organ.common_name, each.five.count, each.share.count) for each in found.beneath] == [
        ("团云溪县委", 1, 1),
        ("团白鹭县委", 1, 0),
    ]
    assert found.five.count == 0


@on_both_engines
def test_a_past_day_shows_what_was_known_then(app, cast: Cast) -> None:
    clock = {"now": datetime(2026, 3, 10, 9)}
    app.config["CLOCK"] = lambda: clock["now"]
    kept = add_activity(cast, "zhou", "2026-03-05", purposes=("open_house",))
    moved = add_activity(cast, "li", "2026-03-06", purposes=("volunteering",))
    dropped = add_activity(cast, "chen", "2026-03-07", purposes=("talk", "share_session"))
    clock["now"] = datetime(2026, 3, 20, 9)
    then = given("2026-04-06", purposes=("volunteering",), place="别处")
    clock["now"] = datetime(2026, 4, 8, 9)
    recording.correct(moved, then, cast.person("li"), "日期记错了", moved.version)
    recording.withdraw(dropped, cast.person("chen"), "没有办", dropped.version)
    recording.correct(
        kept, given("2026-03-05", purposes=("own_design",)), cast.person("zhou"), "类别勾错", kept.version
    )
    add_activity(cast, "zhou", "2026-03-08", purposes=("open_house",))
    db.session.flush()
    now, past = quarter_of(cast, "团云溪县委"), quarter_of(cast, "团云溪县委", as_of=date(2026, 3, 31))
    assert (now.five.count, now.five.covered) == (2, {"own_design", "open_house"})
    assert (past.five.count, past.five.covered) == (3, {"open_house", "volunteering", "share_session"})
    assert quarter_of(cast, "团云溪县委", as_of=date(2026, 3, 9)).five.count == 0
    zhou = posts_of(cast.person("chen").id)
    assert zhou and counting.year_of_cadre(zhou, 2026, date(2026, 3, 31)).all_five.count == 1
    assert counting.year_of_cadre(zhou, 2026).all_five.count == 0


@on_both_engines
@pytest.mark.parametrize("seed", [1, 2])
def test_a_counter_without_cleverness_counts_the_same(cast: Cast, seed: int) -> None:
    rows = random_records(cast, random.Random(seed), 400)
    write(rows)
    for number in range(4):
        quarter = periods_of(2026, PeriodKind.QUARTER)[number]
        for name in ("团云溪县委", "团青岚市委", "团白鹭县委"):
            found = quarter_of(cast, name, quarter)
            organ = cast.organ(name).id
            assert found.five.count == plain_count(
                [r for r in rows if r.organization_id == organ], quarter, _ORGAN
            )
            for cadre in found.cadres:
                for cell in cadre.cells:
                    mine = [r for r in rows if cadre.posts.id in people_of(r)]
                    here = [r for r in mine if r.organization_id == organ]
                    assert cell.progress.count == plain_count(here, cell.progress.period, _CADRE)
    for who in ("zhou", "li", "lin"):
        posts = posts_of(cast.person(who).id)
        assert posts is not None
        found_year = counting.year_of_cadre(posts, 2026)
        mine = [r for r in rows if posts.id in people_of(r)]
        counts = [progress.count for _, progress in found_year.strips[0].cells if progress]
        periods = periods_of(2026, PeriodKind.TWO_MONTHS)
        assert counts == [plain_count(mine, each, _CADRE) for each in periods]
        assert sum(counts) == found_year.all_five.count
        assert found_year.visits.count == plain_count(
            [r for r in mine if r.ends_at - r.starts_at >= timedelta(hours=1)],
            period_of(TODAY, PeriodKind.YEAR),
            {"night_visit"},
        )


@on_both_engines
def test_five_thousand_records_and_sixty_cadres_cost_no_more_queries(cast: Cast) -> None:
    rows = random_records(cast, random.Random(7), 5000)
    organ = cast.organ("团云溪县委")
    for row in rows:
        row.organization_id = organ.id
    write(rows)
    db.session.commit()
    few = count_queries(lambda: counting_organs.quarter_of_organ(cast.organ("团白鹭县委"), FIRST))
    assert (
        count_queries(lambda: counting_organs.quarter_of_organ(cast.organ("团云溪县委"), FIRST)) == few <= 6
    )


def test_the_sheet_has_names_and_numbers_and_nothing_of_a_record(app, cast: Cast) -> None:
    add_activity(cast, "zhou", purposes=("open_house", "talk"), topic="与小王谈心", place="小王家")
    book = openpyxl.load_workbook(BytesIO(quarter_sheet.write(quarter_of(cast, "团青岚市委"))))
    words = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert book.sheetnames == ["本单位", "团干部", "下级单位"]
    assert "罗欣喆" in words and "团云溪县委" in words
    assert not any("小王" in word or word.startswith("138") for word in words)


_ORGAN = {each.key for each in of_family(Family.ORGAN)}
_CADRE = {each.key for each in of_family(Family.CADRE)}


def random_records(cast: Cast, chance: random.Random, count: int) -> list[Activity]:
    """Records of a year, many of them at once and at the same place, each as its recorder's organ would have it."""
    homes = {
        "zhou": "团云溪县委",
        "chen": "团云溪县委",
        "li": "团云溪县委",
        "bai": "团白鹭县委",
        "lin": "团青岚市委",
    }
    keys = [*sorted(_ORGAN | _CADRE), "night_visit", "service_month"]
    rows = []
    for number in range(count):
        who = chance.choice(sorted(homes))
        day = START + timedelta(days=chance.randrange(-20, 380))
        starts = datetime.combine(day, datetime.min.time()) + timedelta(minutes=30 * chance.randrange(30, 48))
        others = chance.sample(sorted(homes.keys() - {who}), chance.choice((0, 0, 0, 1, 2)))
        rows.append(
            Activity(
                client_key=f"random-{number}",
                sent_sha256="0" * 64,
                person_id=cast.people[who].id,
                organization_id=cast.organizations[homes[who]].id,
                nature=CadreNature.FULL_TIME,
                starts_at=starts,
                ends_at=starts + timedelta(minutes=chance.choice((30, 59, 60, 90, 240))),
                place=chance.choice(("", "甲 村", "甲村", "乙村")),
                topic="一次",
                people=5,
                effect="好",
                recorded_at=starts,
                purposes=[ActivityPurpose(purpose=key) for key in chance.sample(keys, chance.randint(0, 3))],
                members=[ActivityMember(person_id=cast.people[each].id) for each in others],
            )
        )
    return rows


def write(rows: Iterable[Activity]) -> None:
    db.session.add_all(rows)
    db.session.flush()


def people_of(row: Activity) -> set[int]:
    return {row.person_id, *(each.person_id for each in row.members)}


def plain_count(rows: list[Activity], period: Period, purposes: set[str]) -> int:
    """Events, by comparing every record with every other until nothing more goes together."""
    counted = [
        row
        for row in rows
        if {each.purpose for each in row.purposes} & purposes
        and period.starts_on <= row.starts_at.date() <= period.ends_on
    ]
    event = {id(row): at for at, row in enumerate(counted)}
    changed = True
    while changed:
        changed = False
        for one in counted:
            for other in counted:
                if same_event(one, other) and event[id(one)] != event[id(other)]:
                    event[id(one)] = event[id(other)] = min(event[id(one)], event[id(other)])
                    changed = True
    return len(set(event.values()))


def same_event(one: Activity, other: Activity) -> bool:
    return (
        one.person_id != other.person_id
        and one.starts_at.date() == other.starts_at.date()
        and one.starts_at < other.ends_at
        and other.starts_at < one.ends_at
        and one.place.replace(" ", "") == other.place.replace(" ", "") != ""
    )


@on_both_engines
def test_a_correction_to_a_day_in_another_organ_is_undone_with_its_organ(app, cast: Cast) -> None:
    end_post(cast, "li", date(2026, 2, 15))
    appoint(cast, "li", "团白鹭县委", CadreNature.FULL_TIME, date(2026, 2, 16))
    app.config["CLOCK"] = lambda: datetime(2026, 3, 2, 9)
    activity = add_activity(cast, "li", "2026-03-01", purposes=("open_house",))
    app.config["CLOCK"] = lambda: datetime(2026, 3, 20, 9)
    recording.correct(
        activity, given("2026-02-10", purposes=("open_house",)), cast.person("li"), "记错了月份", 1
    )
    now = {name: quarter_of(cast, name).five.count for name in ("团云溪县委", "团白鹭县委")}
    assert now == {"团云溪县委": 1, "团白鹭县委": 0}
    past = quarter_of(cast, "团白鹭县委", as_of=date(2026, 3, 10))
    assert past.five.count == 1 and past.five.counted[0].day == date(2026, 3, 1)
