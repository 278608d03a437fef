"""填报用时: measured without pauses, shown as a median of ten or more, and nobody's own time is kept (PEERS C7)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import AuditRecord, DraftSave, FormMinutes, Submission
from youthwork.services.notices.minutes import active, estimate, estimates

CONTACT_POINTS = ("province_2017_8", "contact_points")


def at(*moments: float) -> list[datetime]:
    return [NOW + timedelta(minutes=each) for each in moments]


def test_pauses_are_left_out() -> None:
    saves = at(0, 1, 2, 60, 62)
    assert active(saves, NOW + timedelta(minutes=63)) == timedelta(minutes=2 + 2 + 1)


def test_five_minutes_are_no_pause_and_a_second_more_is_one() -> None:
    assert active(at(0), NOW + timedelta(minutes=5)) == timedelta(minutes=5)
    assert active(at(0), NOW + timedelta(minutes=5, seconds=1)) == timedelta()


@given(st.lists(st.floats(0, 500), max_size=30))
def test_it_is_never_longer_than_from_the_first_save_to_the_last(moments: list[float]) -> None:
    saves = at(*sorted(moments))
    end = saves[-1] if saves else NOW
    assert timedelta() <= active(saves, end) <= (end - saves[0] if saves else timedelta())


def test_nine_fillings_are_too_few_and_ten_are_enough() -> None:
    assert estimate(8, {3: 9}).words == "约 8 分钟（估计）"
    assert estimate(8, {3: 10}).words == "约 3 分钟（10 次填报的中位数）"


def test_it_is_the_median_and_not_the_mean() -> None:
    assert estimate(8, {2: 4, 5: 6, 240: 5}).minutes == 5


def fill(cast: Cast, clerk: str, *moments: float) -> Submission:
    """A roll-up whose saves lie so many minutes before now, submitted now."""
    paper = journeys.draft_contact_points(cast, clerk)
    saves = db.session.scalars(
        db.select(DraftSave).where(DraftSave.submission_id == paper.id).order_by(DraftSave.id)
    ).all()
    for save in saves:
        save.saved_at = NOW - timedelta(minutes=moments[0])
    for sequence, moment in enumerate(moments[1:]):
        db.session.add(
            DraftSave(
                submission_id=paper.id,
                revision=saves[-1].revision,
                base_revision=0,
                client_id="tab",
                sequence=sequence,
                changes={},
                saved_at=NOW - timedelta(minutes=moment),
                saved_by_id=cast.person(clerk).id,
            )
        )
    db.session.flush()
    return journeys.submit(paper, cast)


def kept() -> list[tuple[int, int]]:
    rows = db.session.scalars(db.select(FormMinutes).order_by(FormMinutes.minutes))
    return [(row.minutes, row.times) for row in rows]


@on_both_engines
def test_submitting_counts_one_filling_in_its_minutes(cast: Cast) -> None:
    fill(cast, "zhou", 40, 3, 1)
    assert kept() == [(3, 1)]


@on_both_engines
def test_only_the_first_submitting_is_counted(cast: Cast) -> None:
    paper = fill(cast, "zhou", 3, 1)
    journeys.walk_on(paper, cast, State.ACCEPTED)
    journeys.return_(paper, cast)
    journeys.submit(paper, cast)
    assert kept() == [(3, 1)]


@on_both_engines
def test_a_filling_saved_once_without_a_script_measures_nothing(cast: Cast) -> None:
    fill(cast, "zhou", 40)
    assert kept() == []


@on_both_engines
def test_no_row_can_be_traced_to_a_person(cast: Cast) -> None:
    """Two people who took as long leave the very same behind, in whichever order and on whichever day; and there is
    no column, no log and no audit in which anything else could stand."""
    fill(cast, "zhou", 3, 1)
    fill(cast, "lin", 3, 1)
    assert kept() == [(3, 2)]
    assert set(FormMinutes.__table__.columns.keys()) == {"edition_key", "annex_key", "minutes", "times"}
    assert not FormMinutes.__table__.foreign_keys
    said = db.session.scalars(db.select(AuditRecord.sentence)).all()
    assert not [sentence for sentence in said if "分钟" in sentence or "用时" in sentence]


@on_both_engines
def test_nothing_of_it_is_logged(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        fill(cast, "zhou", 3, 1)
    assert not [each for each in caplog.messages if "form_minutes" in each or "分钟" in each]


@on_both_engines
def test_the_page_reads_what_was_measured_a_moment_ago(cast: Cast) -> None:
    assert estimates([CONTACT_POINTS])[CONTACT_POINTS].times == 0
    db.session.add(FormMinutes(edition_key="province_2017_8", annex_key="contact_points", minutes=4, times=9))
    fill(cast, "zhou", 3, 1)
    found = estimates([CONTACT_POINTS])[CONTACT_POINTS]
    assert (found.minutes, found.times) == (4, 10)
