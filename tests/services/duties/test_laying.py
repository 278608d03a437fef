"""下达: what a notice asks of whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.duties import counting_again
from youthwork.domain.audience import Audience
from youthwork.domain.completeness import Reporting
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.models import DutyMark, DutyTally, Message, MessageKind, Notice, Organization, ReportDuty
from youthwork.services import tree
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.duties import keeping, laying
from youthwork.services.jobs import runner

pytestmark = on_both_engines


def test_a_notice_laid_twice_asks_once(app: Flask, cast: Cast) -> None:
    notice = duties.issue(cast)
    assert duties.duty(cast, notice, "contact_points", "团云溪县委").due == duties.DUE
    assert laying.lay(notice) == 0


def test_everybody_the_annex_asks_in_the_range_owes_it_and_nobody_else(app: Flask, cast: Cast) -> None:
    audience = Audience(under=frozenset({cast.organizations["团青岚市委"].id}))
    notice = duties.issue(cast, audience=audience, due=date(2026, 9, 25))
    row = duties.annex(notice, "contact_points")
    owners = db.session.scalars(
        db.select(Organization.common_name)
        .join(ReportDuty, ReportDuty.owner_id == Organization.id)
        .where(ReportDuty.notice_annex_id == row.id)
    ).all()
    units = tree.units_of(cast.organizations[name].id for name in cast.organizations)
    asked = [unit.name for unit in audience.of(units.values()) if ContactPoints.asks_unit(unit)]
    assert sorted(owners) == sorted(asked) and asked


def test_the_range_in_sql_reaches_whom_the_rule_reaches(app: Flask, cast: Cast) -> None:
    units = tree.units_of(each.id for each in cast.organizations.values())
    ids = {name: each.id for name, each in cast.organizations.items()}
    for audience in (
        Audience(under=frozenset({ids["团示范省委"]})),
        Audience(under=frozenset({ids["团青岚市委"]}), but=frozenset({ids["团云溪县委"]})),
        Audience(under=frozenset({ids["团示范省委"]}), levels=frozenset({OrganizationLevel.COUNTY})),
        Audience(
            under=frozenset({ids["团示范省委"]}),
            types=frozenset({OrganizationType.COMMITTEE}),
            also=frozenset({ids["白泉村团支部"], ids["团示范省委组织部"]}),
        ),
        Audience(also=frozenset({ids["团望川县委"]})),
        Audience(),
    ):
        found = db.session.scalars(
            db.select(Organization.id).where(laying.reached(audience, NOW.date()))
        ).all()
        assert set(found) == {unit.id for unit in audience.of(units.values())}


def test_units_founded_later_or_closed_are_not_reached(app: Flask, cast: Cast) -> None:
    audience = Audience(under=frozenset({cast.organizations["团青岚市委"].id}))
    cast.organ("团白鹭县委").closed_on = NOW.date()
    cast.organ("团云溪县委").established_on = NOW.date() + timedelta(days=1)
    db.session.flush()
    found = db.session.scalars(
        db.select(Organization.common_name).where(laying.reached(audience, NOW.date()))
    ).all()
    assert "团青岚市委" in found and not {"团白鹭县委", "团云溪县委"} & set(found)


def test_voluntary_forms_are_owed_by_nobody(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ContactPoints, "is_voluntary", True)
    notice = duties.issue(cast, due=date(2026, 9, 25))
    assert duties.find_duty(cast, notice, "contact_points", "团云溪县委") is None
    assert open_submission(
        duties.annex(notice, "contact_points"), cast.person("zhou"), cast.organ("团云溪县委").id
    )


def test_what_was_handed_in_before_duties_were_kept_is_found_with_its_days(app: Flask, cast: Cast) -> None:
    filing = journeys.file_contact_points(cast)
    sent_at = filing.submission.first_sent_at
    _forget_duties()
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    notice.laid_at, later = None, NOW + timedelta(days=30)
    db.session.commit()
    app.config["CLOCK"] = lambda: later
    assert laying.ask_for_unlaid() == 1
    runner.run_until_empty("upgraded:1")
    duty = duties.duty(cast, notice, "contact_points", "团云溪县委")
    assert (duty.standing, duty.submission_id, duty.is_on_time) == (
        Reporting.FILED,
        filing.submission_id,
        True,
    )
    marks = db.session.scalars(db.select(DutyMark).where(DutyMark.duty_id == duty.id).order_by(DutyMark.id))
    assert [(each.at, each.standing) for each in marks] == [
        (datetime(2026, 3, 10), Reporting.MISSING),
        (sent_at, Reporting.REPORTED),
        (filing.filed_at, Reporting.FILED),
    ]
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(later)
    assert laying.ask_for_unlaid() == 0
    # It went out long ago: nobody is told of it as of a new one.
    assert not [
        each.title for each in db.session.scalars(db.select(Message)) if each.kind is MessageKind.NOTICE
    ]


def _forget_duties() -> None:
    """As an instance is that was upgraded a moment ago."""
    for table in (DutyMark, DutyTally, ReportDuty):
        db.session.execute(db.delete(table))


def test_a_large_notice_is_followed_by_the_worker(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "AT_ONCE", 0)
    notice = duties.issue(cast, due=date(2026, 9, 25))
    notice.audience = Audience(
        under=frozenset({notice.issuer_id}), levels=frozenset({OrganizationLevel.COUNTY})
    ).as_json()
    assert laying.follow_notice(notice) == [] and notice.laid_at is None
    db.session.commit()
    runner.run_until_empty("here:1")
    db.session.refresh(notice)
    assert notice.laid_at is not None
    assert duties.duty(cast, notice, "contact_points", "团望川县委").standing is None
    assert duties.duty(cast, notice, "contact_points", "团云溪县委").standing is Reporting.MISSING
    notice.state, notice.withdrawn_at, notice.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "有误"
    laying.follow_notice(notice)
    db.session.commit()
    runner.run_until_empty("here:1")
    assert duties.duty(cast, notice, "contact_points", "团云溪县委").standing is None
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(NOW)


def test_narrowed_and_widened_again_it_is_asked_again_with_what_was_reported(app: Flask, cast: Cast) -> None:
    province = db.session.get_one(Notice, cast.notices["province"].id)
    filing = journeys.file_contact_points(cast)
    duty = duties.duty(cast, province, "contact_points", "团云溪县委")
    province.audience = Audience(
        under=frozenset({province.issuer_id}), levels=frozenset({OrganizationLevel.PREFECTURE})
    ).as_json()
    assert duty.id in laying.follow_notice(province)
    assert duty.standing is None
    province.audience = None
    laying.follow_notice(province)
    assert (duty.standing, duty.submission_id, duty.is_on_time) == (
        Reporting.FILED,
        filing.submission_id,
        True,
    )
    assert counting_again.kept() == counting_again.counted()


def test_the_figures_can_be_counted_anew(app: Flask, cast: Cast) -> None:
    journeys.file_contact_points(cast)
    row = cast.annex("province", "contact_points")
    before = counting_again.kept()
    db.session.execute(db.update(DutyTally).where(DutyTally.notice_annex_id == row.id).values(missing=77))
    assert counting_again.kept() != before
    keeping.rebuild_tallies(row.id)
    assert counting_again.kept() == before


def test_a_large_range_made_small_leaves_the_rest_to_the_worker(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = duties.issue(cast, due=date(2026, 9, 25), annexes=("contact_points",))
    notice.audience = Audience(also=frozenset({cast.organizations["团云溪县委"].id})).as_json()
    monkeypatch.setattr(laying, "AT_ONCE", 2)
    assert len(laying.follow_notice(notice)) == 2 and notice.laid_at is None
    db.session.commit()
    runner.run_until_empty("here:1")
    row = duties.annex(notice, "contact_points")
    asked = db.select(ReportDuty.owner_id).where(
        ReportDuty.notice_annex_id == row.id, ReportDuty.standing.is_not(None)
    )
    assert db.session.scalars(asked).all() == [cast.organizations["团云溪县委"].id]
