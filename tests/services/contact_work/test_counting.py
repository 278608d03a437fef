"""计数: the numbers of DOMAIN §10.6 and §10.7 from records in the database, and every move of a cadre between posts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import on_both_engines
from tests.contact_work import add_activity
from tests.factories import START, Cast
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.periods import Period, PeriodKind
from youthwork.domain.progress import Progress, Standing
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Notice
from youthwork.services.contact_work.counting import counting
from youthwork.services.contact_work.counting.counting import CadreYear
from youthwork.services.contact_work.counting.posts_held import posts_of
from youthwork.services.contact_work.records import recording

pytestmark = on_both_engines


def year_of(cast: Cast, who: str, year: int = 2026, as_of: date | None = None) -> CadreYear:
    db.session.flush()
    posts = posts_of(cast.person(who).id)
    assert posts is not None
    return counting.year_of_cadre(posts, year, as_of)


def cell(found: CadreYear, month: int, kind: PeriodKind = PeriodKind.TWO_MONTHS) -> Progress:
    strip = next(each for each in found.strips if each.kind is kind)
    progress = dict(strip.cells)[Period(date(found.year, month, 1), kind)]
    assert progress is not None
    return progress


def appoint(
    cast: Cast, who: str, organ: str, nature: CadreNature, first: date, last: date | None = None
) -> None:
    duty = AppointmentDuty(duty=Duty.CADRE, starts_on=first)
    db.session.add(
        Appointment(
            user_id=cast.person(who).id,
            organization_id=cast.organ(organ).id,
            title="干事",
            nature=nature,
            position=50,
            starts_on=first,
            ends_on=last,
            duties=[duty],
        )
    )


def end_post(cast: Cast, who: str, last: date) -> None:
    post = db.session.scalars(db.select(Appointment).where(Appointment.user_id == cast.person(who).id)).one()
    post.ends_on = last


def notice_goes_out(day: date) -> None:
    for notice in db.session.scalars(db.select(Notice)):
        notice.issued_on = day


def add_days(cast: Cast, who: str, *days: str, **more: object) -> None:
    for day in days:
        add_activity(cast, who, day, **more)


def test_five_in_march_and_april_of_a_full_time_cadre_are_enough(cast: Cast) -> None:
    add_days(cast, "zhou", "2026-03-01", "2026-03-05", "2026-03-10", "2026-03-20")
    before = cell(year_of(cast, "zhou"), 3)
    assert (before.count, before.standing) == (4, Standing.UNDER_WAY)
    add_days(cast, "zhou", "2026-03-31")
    found = cell(year_of(cast, "zhou"), 3)
    assert (found.count, found.wanting, found.standing) == (5, 0, Standing.MET)


def test_a_part_time_cadre_is_counted_by_quarters_alone(cast: Cast) -> None:
    notice_goes_out(START)
    add_days(cast, "jiao", "2026-01-05", "2026-02-28", "2026-03-31")
    found = year_of(cast, "jiao")
    assert [strip.kind for strip in found.strips] == [PeriodKind.QUARTER]
    first = cell(found, 1, PeriodKind.QUARTER)
    assert (first.count, first.standing, first.wanting) == (3, Standing.SHORT, 2)


def test_a_record_goes_to_the_pair_it_began_in_however_long_past_midnight_it_lasted(cast: Cast) -> None:
    add_activity(cast, "zhou", "2026-02-28", start="23:30", minutes=90)
    found = year_of(cast, "zhou")
    assert (cell(found, 1).count, cell(found, 3).count) == (1, 0)


def test_a_record_of_new_years_eve_belongs_to_the_old_year(cast: Cast) -> None:
    appoint(cast, "mai", "团云溪县委", CadreNature.FULL_TIME, date(2025, 1, 1), date(2025, 12, 31))
    add_activity(cast, "mai", "2025-12-31", start="23:59", minutes=120)
    assert cell(year_of(cast, "mai", 2025), 11).count == 1
    assert cell(year_of(cast, "mai", 2026), 1).count == 0


def test_nothing_is_asked_before_the_notice_went_out(cast: Cast) -> None:
    found = year_of(cast, "zhou")
    # The notice is of 10 March: the first pair asked for is March and April (DOMAIN §9 A5).
    assert cell(found, 1).standing is Standing.NOT_ASKED and cell(found, 3).standing is Standing.UNDER_WAY
    notice_goes_out(START)
    assert cell(year_of(cast, "zhou"), 1).standing is Standing.SHORT


def test_where_no_notice_reaches_nothing_is_asked(cast: Cast) -> None:
    appoint(cast, "wai", "团外省委", CadreNature.FULL_TIME, START)
    found = year_of(cast, "wai")
    assert {cell(found, month).standing for month in range(1, 13, 2)} == {Standing.NOT_ASKED}
    assert found.visits.standing is Standing.NOT_ASKED


def test_who_goes_along_has_it_counted_too_and_it_is_entered_once(cast: Cast) -> None:
    add_activity(cast, "zhou", members=(cast.person("li").id,))
    assert cell(year_of(cast, "li"), 3).count == cell(year_of(cast, "zhou"), 3).count == 1


def test_two_who_each_recorded_the_same_visit_have_it_counted_once_each(cast: Cast) -> None:
    add_activity(cast, "zhou", members=(cast.person("li").id,))
    add_activity(cast, "li", start="19:30")
    found = cell(year_of(cast, "li"), 3)
    assert found.count == 1 and found.occasions[0].may_be_several and len(found.counted) == 2


def test_what_was_withdrawn_counts_nowhere(cast: Cast) -> None:
    activity = add_activity(cast, "zhou")
    recording.withdraw(activity, cast.person("zhou"), "记重了", activity.version)
    assert cell(year_of(cast, "zhou"), 3).count == 0


def test_one_record_counts_in_every_place_it_is_ticked_for(cast: Cast) -> None:
    add_activity(cast, "zhou", purposes=("talk", "lesson", "themed_lesson", "share_session"))
    found = year_of(cast, "zhou")
    assert cell(found, 3).kinds == {"talk": 1, "deed": 0, "heart_talk": 0, "lesson": 1, "charity": 0}
    assert found.tasks.kinds["themed_lesson"] == 1 and found.tasks.count == 1


def test_who_moved_takes_the_records_along(cast: Cast) -> None:
    add_days(cast, "li", "2026-03-02", "2026-03-09")
    end_post(cast, "li", date(2026, 3, 15))
    appoint(cast, "li", "团白鹭县委", CadreNature.FULL_TIME, date(2026, 3, 16))
    add_days(cast, "li", "2026-03-20")
    found = cell(year_of(cast, "li"), 3)
    assert (found.count, found.standing) == (3, Standing.UNDER_WAY)


def test_who_came_in_the_last_weeks_is_not_asked_and_never_for_the_weeks_before(cast: Cast) -> None:
    notice_goes_out(START)
    end_post(cast, "mai", date(2026, 1, 2))
    appoint(cast, "mai", "团云溪县委", CadreNature.FULL_TIME, date(2026, 4, 1))
    found = year_of(cast, "mai")
    assert cell(found, 1).standing is Standing.NOT_ASKED
    assert cell(found, 3).standing is Standing.NOT_ASKED  # 30 of 61 days
    assert cell(found, 5).standing is Standing.UNDER_WAY


def test_who_turned_part_time_has_two_strips_with_only_the_weeks_held(cast: Cast) -> None:
    notice_goes_out(START)
    end_post(cast, "mai", date(2026, 3, 31))
    appoint(cast, "mai", "团云溪县委", CadreNature.PART_TIME, date(2026, 4, 1))
    found = year_of(cast, "mai")
    pairs, quarters = found.strips
    assert [progress is not None for _, progress in pairs.cells] == [True, True, False, False, False, False]
    assert [progress is not None for _, progress in quarters.cells] == [False, True, True, True]
    assert cell(found, 4, PeriodKind.QUARTER).standing is Standing.UNDER_WAY


@pytest.mark.parametrize(("minutes", "count"), [(59, 0), (60, 1)])
def test_a_visit_of_59_minutes_is_shown_and_not_counted(cast: Cast, minutes: int, count: int) -> None:
    add_activity(cast, "zhou", minutes=minutes, purposes=("night_visit",))
    found = year_of(cast, "zhou").visits
    assert (found.count, len(found.uncounted)) == (count, 1 - count)


def test_night_visits_are_asked_of_full_time_cadres_and_only_encouraged_of_others(cast: Cast) -> None:
    assert year_of(cast, "zhou").visits.standing is Standing.UNDER_WAY
    assert year_of(cast, "mai").visits.standing is Standing.NOT_ASKED
    # 示范大学 stands under no city's notice.
    assert year_of(cast, "gao").visits.standing is Standing.NOT_ASKED
    asked = {
        who: counting.is_asked_to_visit(year_of(cast, who).posts, 2026) for who in ("zhou", "mai", "gao")
    }
    assert asked == {"zhou": True, "mai": False, "gao": False}


def test_the_service_month_crosses_the_year_and_counts_once(cast: Cast) -> None:
    add_days(cast, "zhou", "2026-01-20", purposes=("service_month",))
    (month,) = year_of(cast, "zhou").campaigns
    assert (month.count, month.period.words) == (1, "2025—2026年元旦、春节前后")
    in_2025 = year_of(cast, "zhou", 2025).campaigns
    assert [each.count for each in in_2025] == [0, 1]


def test_congress_talks_are_asked_only_where_a_congress_was_held(cast: Cast, app: object) -> None:
    assert all(each.counter.key != "congress_talk" for each in year_of(cast, "zhou").campaigns)
    appoint(cast, "zhou", "团云溪县委", CadreNature.FULL_TIME, date(2017, 1, 1), date(2020, 1, 1))
    notice_goes_out(date(2017, 3, 8))
    add_activity(cast, "zhou", "2018-01-10", purposes=("congress_talk",))
    for year in (2017, 2018):
        talks = year_of(cast, "zhou", year).campaigns[0]
        assert (talks.counter.key, talks.count, talks.standing) == ("congress_talk", 1, Standing.MET)


def test_the_line_of_the_desk_is_the_present_pair(cast: Cast) -> None:
    add_days(cast, "zhou", "2026-03-01", "2026-02-28", "2026-03-31")
    found = counting.present_of(cast.person("zhou").id)
    assert found is not None and found.count == 2
    assert found.period == Period(date(2026, 3, 1), PeriodKind.TWO_MONTHS)
    end_post(cast, "zhou", date(2026, 3, 31))
    assert counting.present_of(cast.person("zhou").id) is None


def test_who_is_full_time_here_and_part_time_there_is_asked_by_the_stricter_alone(cast: Cast) -> None:
    notice_goes_out(START)
    appoint(cast, "zhou", "团青岚市委", CadreNature.PART_TIME, START)
    assert [strip.kind for strip in year_of(cast, "zhou").strips] == [PeriodKind.TWO_MONTHS]
