"""要求多少: the numbers asked follow the notice in force, the issuer's alone, and not one passed on (H57, DOMAIN §9 A5)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.client import PageClient
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.contact_work.test_counting import year_of
from tests.visits import add_visit
from youthwork.domain.night_visits import A_YEAR, LEAST_MINUTES
from youthwork.domain.notices import NUMBERS, NoticeState
from youthwork.domain.periods import Period, PeriodKind, periods_of
from youthwork.domain.progress import CADRE_FIVE, COUNTERS, NIGHT_VISITS, ORGAN_FIVE, SHARE_SESSION
from youthwork.domain.signals import SignalKind
from youthwork.extensions import db
from youthwork.models import ActivitySignal, Notice
from youthwork.services.contact_work.counting.asking import asked_of

QUARTERS = periods_of(2026, PeriodKind.QUARTER)
YEAR = periods_of(2026, PeriodKind.YEAR)[0]


def notice_of(cast: Cast, key: str = "province", **changes: object) -> Notice:
    notice = db.session.get_one(Notice, cast.notices[key].id)
    for name, value in changes.items():
        setattr(notice, name, value)
    db.session.flush()
    return notice


def another(cast: Cast, issuer: str, **columns: object) -> Notice:
    base: dict[str, object] = {
        "edition_key": "province_2017_8",
        "issuer_id": cast.organ(issuer).id,
        "title": "另一份",
        "issued_on": date(2026, 1, 5),
        "numbers": {},
    }
    notice = Notice(**base | columns)
    db.session.add(notice)
    db.session.flush()
    return notice


def needed(cast: Cast, quarter: Period = QUARTERS[1], organ: str = "团云溪县委") -> int:
    return asked_of(cast.organ(organ).path).of(ORGAN_FIVE, quarter).needed


def test_the_counters_ask_by_default_what_the_notices_ask() -> None:
    asked = {each.key: each.needed for each in COUNTERS}
    for counter in (CADRE_FIVE, ORGAN_FIVE, SHARE_SESSION, NIGHT_VISITS):
        assert asked[counter.key] == NUMBERS[counter.key].default
    assert (NUMBERS["night_visits"].default, NUMBERS["night_minutes"].default) == (A_YEAR, LEAST_MINUTES)


@on_both_engines
def test_the_numbers_are_those_of_the_notice_and_the_defaults_where_it_names_none(cast: Cast) -> None:
    assert needed(cast) == 5
    notice_of(cast, numbers={"organ_five": 4})
    assert needed(cast) == 4
    assert asked_of(cast.organ("团云溪县委").path).of(CADRE_FIVE, QUARTERS[1]).needed == 5


@on_both_engines
def test_a_notice_that_passes_it_on_changes_nothing(cast: Cast) -> None:
    notice = notice_of(cast)
    another(cast, "团青岚市委", passes_on_id=notice.id, numbers={"organ_five": 6})
    assert needed(cast) == 5


@on_both_engines
def test_of_several_organs_above_the_highest_goes(cast: Cast) -> None:
    another(cast, "团青岚市委", numbers={"organ_five": 6}, issued_on=date(2026, 3, 20))
    assert needed(cast) == 5


@on_both_engines
@pytest.mark.parametrize("state", [NoticeState.DRAFT, NoticeState.WITHDRAWN])
def test_a_draft_and_a_withdrawn_notice_ask_nothing(state: NoticeState, cast: Cast) -> None:
    notice = notice_of(cast)
    notice.state = state
    if state is NoticeState.WITHDRAWN:
        notice.withdrawn_at, notice.withdrawal_reason = db.func.now(), "内容有误"
    db.session.flush()
    asked = asked_of(cast.organ("团云溪县委").path)
    assert asked.five_ones == date.max and asked.night_visits < date.max


@on_both_engines
def test_each_year_goes_by_its_own_notice(cast: Cast) -> None:
    another(
        cast,
        "团示范省委",
        issued_on=date(2025, 3, 1),
        expires_on=date(2025, 12, 31),
        numbers={"organ_five": 3},
    )
    of_2025 = periods_of(2025, PeriodKind.QUARTER)[2]
    assert (needed(cast, of_2025), needed(cast)) == (3, 5)


@on_both_engines
def test_a_quarter_goes_by_what_was_in_force_for_half_of_it(cast: Cast) -> None:
    another(cast, "团示范省委", issued_on=date(2025, 3, 1), numbers={"organ_five": 3})
    notice_of(cast, issued_on=date(2026, 3, 10))
    assert (needed(cast, QUARTERS[0]), needed(cast, QUARTERS[1])) == (3, 5)


@on_both_engines
def test_a_notice_for_another_county_asks_nothing_here(cast: Cast) -> None:
    sister = cast.organ("团白鹭县委").id
    notice_of(cast, audience={"under": [sister], "types": [], "levels": [], "but": [], "also": []})
    assert asked_of(cast.organ("团云溪县委").path).five_ones == date.max
    assert asked_of(cast.organ("团白鹭县委").path).five_ones == date(2026, 3, 10)


@on_both_engines
def test_the_pages_of_five_ones_and_visits_say_the_numbers_of_the_notice(
    client: PageClient, cast: Cast
) -> None:
    notice_of(cast, numbers={"organ_five": 4, "cadre_five": 3})
    notice_of(cast, "city", numbers={"night_visits": 2, "night_minutes": 45})
    db.session.commit()
    client.sign_in("zhou")
    organ = client.get(f"/five-ones/organs/{cast.organ('团云溪县委').id}?quarter=2026-2").text
    assert "0/4" in organ and "0/5" not in organ
    mine = client.get("/five-ones").text
    assert "0/3" in mine and "0/2" in mine
    assert "满 45 分钟" in mine and "满 60 分钟" not in mine
    assert "满 45 分钟" in client.get("/visits").text


@on_both_engines
def test_a_visit_counts_by_the_minutes_the_notice_asks(cast: Cast) -> None:
    add_visit(cast, "zhou", minutes=50)
    assert year_of(cast, "zhou").visits.count == 0
    notice_of(cast, "city", numbers={"night_minutes": 45})
    assert year_of(cast, "zhou").visits.count == 1


@on_both_engines
def test_what_is_asked_while_recording_goes_by_the_notice_too(cast: Cast) -> None:
    short = db.select(ActivitySignal.activity_id).where(ActivitySignal.kind == SignalKind.SHORT_VISIT)
    add_visit(cast, "zhou", day="2026-03-20", minutes=50)
    assert len(db.session.scalars(short).all()) == 1
    notice_of(cast, "city", numbers={"night_minutes": 45})
    add_visit(cast, "li", day="2026-03-20", minutes=50)
    assert len(db.session.scalars(short).all()) == 1
