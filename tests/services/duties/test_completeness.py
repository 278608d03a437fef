"""报送情况: the figures of an organ and all beneath it, now and of a past day, level by level and by name."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests import duties
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.query_counts import count_queries
from youthwork.domain.completeness import Figures, Reporting
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import DutyMark, Notice, NoticeAnnex, ReportDuty
from youthwork.services.duties import completeness, keeping, laying

pytestmark = on_both_engines

MISSING, REPORTED, FILED, NIL, EXEMPT = (
    Reporting.MISSING,
    Reporting.REPORTED,
    Reporting.FILED,
    Reporting.NIL,
    Reporting.EXEMPT,
)


@pytest.fixture
def notice(app: Flask, cast: Cast) -> Notice:
    """The province's table of contact points, asked of everybody beneath it that it asks."""
    return duties.issue(cast, annexes=("contact_points",), due=date(2026, 4, 20), issued_on=date(2026, 3, 10))


@pytest.fixture
def row(notice: Notice) -> NoticeAnnex:
    return notice.annexes[0]


def mark(cast: Cast, notice: Notice, organ: str, standing: Reporting, at: str) -> ReportDuty:
    found = duties.duty(cast, notice, "contact_points", organ)
    keeping.mark(found, standing, at=datetime.fromisoformat(at))
    return found


def all_duties(row: NoticeAnnex) -> list[ReportDuty]:
    return list(db.session.scalars(db.select(ReportDuty).where(ReportDuty.notice_annex_id == row.id)))


def test_everybody_asked_is_missing_at_first(cast: Cast, row: NoticeAnnex) -> None:
    found = completeness.figures(cast.organ("团示范省委"), [row.id])
    assert found == Figures(expected=len(all_duties(row)))
    assert found.missing == found.expected > 5


def test_what_a_unit_hands_in_counts_there_and_at_every_level_above(
    cast: Cast, notice: Notice, row: NoticeAnnex
) -> None:
    mark(cast, notice, "团云溪县委", REPORTED, "2026-04-05T09:00")
    for organ in ("团云溪县委", "团青岚市委", "团示范省委"):
        found = completeness.figures(cast.organ(organ), [row.id])
        assert (found.reported, found.on_time, found.filed) == (1, 1, 0), organ
    assert completeness.figures(cast.organ("团白鹭县委"), [row.id]).reported == 0


def test_expected_is_reported_and_missing_and_exempt(cast: Cast, notice: Notice, row: NoticeAnnex) -> None:
    mark(cast, notice, "团云溪县委", FILED, "2026-04-05T09:00")
    mark(cast, notice, "团白鹭县委", EXEMPT, "2026-04-05T09:00")
    mark(cast, notice, "团望川县委", REPORTED, "2026-04-21T00:00")
    found = completeness.figures(cast.organ("团示范省委"), [row.id])
    assert (found.reported, found.filed, found.on_time, found.exempt) == (2, 1, 1, 1)
    assert found.expected == found.reported + found.missing + found.exempt == len(all_duties(row))


def test_the_direct_subordinates_and_the_organs_own_add_up_to_the_whole(
    cast: Cast, notice: Notice, row: NoticeAnnex
) -> None:
    mark(cast, notice, "团云溪县委", REPORTED, "2026-04-05T09:00")
    mark(cast, notice, "团青岚市委", REPORTED, "2026-04-05T09:00")
    for organ in ("团示范省委", "团青岚市委", "团云溪县委"):
        place = cast.organ(organ)
        below = completeness.below(place, [row.id])
        own = [each for each in all_duties(row) if each.owner_id == place.id]
        summed = sum((each for _, each in below), Figures())
        assert completeness.figures(place, [row.id]).expected == summed.expected + len(own)


def test_subordinates_stand_in_administrative_order_however_they_did(
    cast: Cast, notice: Notice, row: NoticeAnnex
) -> None:
    names = [unit.common_name for unit, _ in completeness.below(cast.organ("团青岚市委"), [row.id])]
    mark(cast, notice, names[-1], FILED, "2026-04-05T09:00")
    again = [unit.common_name for unit, _ in completeness.below(cast.organ("团青岚市委"), [row.id])]
    assert names == again
    cast.organ(names[-1]).position = -1
    db.session.flush()
    assert completeness.below(cast.organ("团青岚市委"), [row.id])[0][0].common_name == names[-1]


def test_a_unit_nobody_asks_is_in_no_figure(cast: Cast, row: NoticeAnnex) -> None:
    assert not any(unit.is_department for unit, _ in completeness.below(cast.organ("团示范省委"), [row.id]))
    assert completeness.figures(cast.organ("团外省委"), [row.id]) == Figures()
    assert completeness.below(cast.organ("团外省委"), [row.id]) == []


def test_the_figures_of_a_past_day_are_had_again(cast: Cast, notice: Notice, row: NoticeAnnex) -> None:
    province, city = cast.organ("团示范省委"), cast.organ("团青岚市委")
    _laid(row, datetime(2026, 3, 10, 9))
    mark(cast, notice, "团云溪县委", REPORTED, "2026-04-05T23:59:59")
    then = completeness.figures(province, [row.id])
    below_then = completeness.below(province, [row.id])
    mark(cast, notice, "团云溪县委", FILED, "2026-04-06T00:00")
    mark(cast, notice, "团白鹭县委", EXEMPT, "2026-04-06T10:00")
    day = date(2026, 4, 5)
    assert completeness.figures(province, [row.id], day) == then
    assert completeness.below(province, [row.id], day) == below_then
    assert completeness.figures(city, [row.id], day).reported == 1
    assert completeness.figures(province, [row.id], date(2026, 3, 9)) == Figures()
    later = completeness.figures(province, [row.id], date(2026, 4, 6))
    assert later == completeness.figures(province, [row.id])
    assert (later.filed, later.exempt) == (1, 1)


def test_what_is_asked_no_more_was_asked_on_the_days_before(
    cast: Cast, notice: Notice, row: NoticeAnnex
) -> None:
    _laid(row, datetime(2026, 3, 10, 9))
    many = len(all_duties(row))
    keeping.mark(duties.duty(cast, notice, "contact_points", "团云溪县委"), None, at=datetime(2026, 4, 6, 9))
    province = cast.organ("团示范省委")
    assert completeness.figures(province, [row.id]).expected == many - 1
    assert completeness.figures(province, [row.id], date(2026, 4, 5)).expected == many
    assert completeness.figures(province, [row.id], date(2026, 4, 6)).expected == many - 1


def test_by_kind_of_unit_it_is_the_same_sum(cast: Cast, notice: Notice, row: NoticeAnnex) -> None:
    _laid(row, datetime(2026, 3, 10, 9))
    mark(cast, notice, "团云溪县委", REPORTED, "2026-04-05T09:00")
    province = cast.organ("团示范省委")
    county = OrganizationLevel.COUNTY, OrganizationType.LEADING_ORGAN
    for day in (None, date(2026, 4, 5)):
        kinds = completeness.kinds(province, [row.id], day)
        assert sum(kinds.values(), Figures()) == completeness.figures(province, [row.id], day)
        assert kinds[county].reported == 1
    levels = list(OrganizationLevel)
    order = [levels.index(level) for level, _ in kinds]
    assert order == sorted(order)


def test_a_notice_in_force_is_listed_and_one_that_is_over_is_not(
    cast: Cast, notice: Notice, row: NoticeAnnex
) -> None:
    county = cast.organ("团云溪县委")

    def ids(lines: list[completeness.Line]) -> list[int]:
        return [line.notice_annex.id for line in lines]

    assert row.id in ids(completeness.running(county))
    notice.expires_on = NOW.date() - timedelta(days=1)
    db.session.flush()
    assert row.id not in ids(completeness.running(county))
    assert row.id in ids(completeness.ended(county))
    notice.expires_on = None
    notice.state, notice.withdrawn_at, notice.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "有误"
    db.session.flush()
    assert row.id not in ids(completeness.running(county)) + ids(completeness.ended(county))


def test_a_notice_withdrawn_later_is_listed_for_the_days_before(
    cast: Cast, notice: Notice, row: NoticeAnnex
) -> None:
    _laid(row, datetime(2026, 3, 10, 9))
    notice.state, notice.withdrawn_at, notice.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "有误"
    db.session.flush()
    before, on = NOW.date() - timedelta(days=1), NOW.date()
    county = cast.organ("团云溪县委")
    assert row.id in [line.notice_annex.id for line in completeness.running(county, before)]
    assert row.id not in [line.notice_annex.id for line in completeness.running(county, on)]


def test_what_an_organ_beneath_asks_stands_on_its_own_page_not_on_its_superiors(
    cast: Cast, app: Flask
) -> None:
    of_city = duties.issue(cast, issuer="团青岚市委", annexes=("contact_points",)).annexes[0].id

    def ids(organ: str) -> list[int]:
        return [line.notice_annex.id for line in completeness.running(cast.organ(organ))]

    assert of_city in ids("团青岚市委") and of_city in ids("团云溪县委")
    assert of_city not in ids("团示范省委")


def test_the_months_of_an_annex_stand_in_their_order(cast: Cast, app: Flask) -> None:
    notice = duties.issue(cast, annexes=("contact_points",), period="2026-05")
    notice.annexes.append(
        NoticeAnnex(annex_key="contact_points", position=1, due=date(2026, 3, 25), period="2026-03")
    )
    db.session.flush()
    laying.lay(notice)
    found = completeness.periods(cast.organ("团青岚市委"), notice.annexes[0])
    assert [line.notice_annex.period for line in found] == ["2026-03", "2026-05"]


def test_each_of_them_is_one_query_and_two_of_a_past_day(
    cast: Cast, notice: Notice, row: NoticeAnnex
) -> None:
    db.session.commit()
    province, ids, day = cast.organ("团示范省委"), [row.id], date(2026, 4, 5)
    assert province.path
    for ask, most in (
        (lambda: completeness.running(province), 1),
        (lambda: completeness.figures(province, ids), 1),
        (lambda: completeness.below(province, ids), 1),
        (lambda: completeness.kinds(province, ids), 1),
        (lambda: completeness.running(province, day), 2),
        (lambda: completeness.below(province, ids, day), 1),
        (lambda: completeness.kinds(province, ids, day), 1),
    ):
        # Committing forgets the organ's row, which is read again.
        assert count_queries(lambda ask=ask: ask()) <= most + 1


def _laid(row: NoticeAnnex, at: datetime) -> None:
    """As if the duties had been laid then."""
    ids = [each.id for each in all_duties(row)]
    db.session.execute(db.update(DutyMark).where(DutyMark.duty_id.in_(ids)).values(at=at))
    keeping.rebuild_tallies(row.id)
