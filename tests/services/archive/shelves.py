"""库房: filings of the cast's province, archived, and years later; for what is done to an archive."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from tests import journeys
from tests.factories import Cast
from tests.services.jobs.standing_clock import StandingClock, put_up
from youthwork.extensions import db
from youthwork.models import ArchiveBatch, Filing, Organization
from youthwork.services.archive import archiving, fonds
from youthwork.services.transactions import deed

#: Filed in 2026, kept for ten years, so due from here on.
YEARS_LATER = datetime(2037, 3, 2, 9, 0)


def file_sheets(cast: Cast, *cadres: str) -> list[Filing]:
    """附件2 of each, received by 团青岚市委组织部, their papers made."""
    found = [journeys.file_task_sheet(cast, cadre) for cadre in cadres]
    journeys.make_papers()
    return found


def archive_all(
    cast: Cast, organ_name: str = "团青岚市委", year: int = 2026, by: str = "zhao"
) -> ArchiveBatch:
    """归档 of the year, as the organ's 档案员 does it."""
    organ = cast.organ(organ_name)
    codes = {
        place.id: code
        for place, code in zip(fonds.places_of(organ), ("ZZB", "BGS", "XXB", "JG"), strict=False)
    }
    with deed():
        if fonds.fonds_of(organ.id) is None:
            fonds.settle(db.session.get_one(Organization, organ.id), cast.person(by), "Z109", "WS", codes)
    planned = archiving.plan(cast.organ(organ_name), year)
    pages, hindered = archiving.count_pages(planned.ready)
    assert not hindered, hindered
    with deed():
        return archiving.archive(cast.organ(organ_name), year, cast.person(by), pages)


def years_later(app: Flask) -> StandingClock:
    clock = put_up(app)
    clock.now = YEARS_LATER
    return clock
