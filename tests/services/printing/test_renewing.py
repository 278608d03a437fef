"""续签: late stamps and renewals append, keep what was there, and refuse what is not whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.factories import NOW, Cast
from youthwork.documents.signing.checking import Verdict, check
from youthwork.documents.signing.stamping import StampServiceDown
from youthwork.domain.errors import StoreDamaged
from youthwork.extensions import db
from youthwork.models import Filing, Paper, RenditionKind
from youthwork.services.keys import trusting
from youthwork.services.printing import papers, renewing

NOBODY = "http://127.0.0.1:1/"


@pytest.fixture
def filing(app: Flask, cast: Cast) -> Filing:
    return journeys.file_task_sheet(cast)


@pytest.fixture
def unstamped(app: Flask, filing: Filing) -> Paper:
    app.config["TIME_STAMP_URL"] = NOBODY
    journeys.make_papers()
    app.config["TIME_STAMP_URL"] = ""
    return papers.of_filing(filing)


@pytest.fixture
def stamped(filing: Filing) -> Paper:
    journeys.make_papers()
    return papers.of_filing(filing)


def test_a_late_stamp_makes_a_rendition_that_begins_with_the_paper(unstamped: Paper) -> None:
    before, first = papers.read(unstamped), unstamped.sha256
    assert renewing.unstamped() == [unstamped.id]
    renewing.stamp_late(unstamped.id)
    after = papers.read(unstamped)
    assert after.startswith(before) and len(after) > len(before)
    assert unstamped.sha256 == first, "what was made first stays on record"
    assert [each.kind for each in unstamped.renditions] == [RenditionKind.LATE_STAMP]
    assert check(after, trusting.trust()).verdict is Verdict.GENUINE
    assert papers.store().get(first or "") == before, "the first bytes stay in the store"


def test_stamped_twice_a_paper_has_one_late_stamp(unstamped: Paper) -> None:
    renewing.stamp_late(unstamped.id)
    renewing.stamp_late(unstamped.id)
    assert len(unstamped.renditions) == 1
    assert renewing.unstamped() == []


def test_while_the_service_is_down_a_paper_stays_unstamped(app: Flask, unstamped: Paper) -> None:
    app.config["TIME_STAMP_URL"] = NOBODY
    with pytest.raises(StampServiceDown):
        renewing.stamp_late(unstamped.id)
    db.session.rollback()
    assert not unstamped.is_stamped and not unstamped.renditions


def test_only_a_paper_near_its_end_is_renewed(stamped: Paper) -> None:
    assert renewing.ending_before(NOW + timedelta(days=365)) == []
    assert renewing.ending_before(NOW + timedelta(days=11 * 365)) == [stamped.id]


def test_a_renewed_paper_is_genuine_after_its_first_stamp_has_ended(app: Flask, stamped: Paper) -> None:
    before = papers.read(stamped)
    later = NOW + timedelta(days=9 * 365 + 200)
    app.config["CLOCK"] = lambda: later
    renewing.renew(stamped.id)
    after = papers.read(stamped)
    assert after.startswith(before)
    assert [each.kind for each in stamped.renditions] == [RenditionKind.RENEWAL]
    years_on = NOW + timedelta(days=12 * 365)
    app.config["CLOCK"] = lambda: years_on
    found = check(after, trusting.trust(), now=years_on)
    assert found.verdict is Verdict.GENUINE, found.sentence
    assert renewing.ending_before(years_on + timedelta(days=365)) == []


def test_a_paper_that_is_not_whole_is_not_stamped(unstamped: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = papers.read(unstamped)
    broken = whole.replace(b"/Reason", b"/Raeson", 1)
    assert broken != whole
    monkeypatch.setattr(papers, "read", lambda _paper: broken)
    with pytest.raises(StoreDamaged, match="核验不过"):
        renewing.stamp_late(unstamped.id)
    assert not unstamped.renditions
