"""客户端的钟: what is on time is decided by the server's clock alone, whatever a browser below says the time is."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask

import youthwork
from tests import duties, journeys
from tests.client import PageClient
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.completeness import Reporting
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import DutyMark, ReportDuty

#: All a browser could send to say that it is still Monday there, or already next year.
EARLY, AHEAD = datetime(2026, 4, 6, 9, 0), datetime(2027, 1, 1, 9, 0)


def claims(moment: datetime) -> tuple[dict[str, str], dict[str, str]]:
    """(fields, headers) of a client whose clock stands at this moment."""
    names = ("at", "now", "sent_at", "first_sent_at", "reported_at", "typed_at", "day", "due", "is_on_time")
    fields = dict.fromkeys(names, moment.isoformat())
    stamp = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return fields, dict.fromkeys(("Date", "If-Modified-Since", "X-Client-Time", "X-Typed-At"), stamp)


@on_both_engines
@pytest.mark.parametrize(
    ("server", "client_says", "on_time"),
    [
        (datetime(2026, 4, 7, 0, 0, 1), EARLY, False),
        (datetime(2026, 4, 6, 23, 59, 59), AHEAD, True),
    ],
    ids=["a clock that is slow", "a clock that is fast"],
)
def test_a_paper_is_on_time_by_the_servers_clock(
    app: Flask, client: PageClient, cast: Cast, server: datetime, client_says: datetime, on_time: bool
) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast), cast, State.PRESSED)
    db.session.commit()
    app.config["CLOCK"] = lambda: server
    fields, headers = claims(client_says)
    client.sign_in("zhou")
    url = f"/submissions/{paper.id}/sending"
    answer = client.http.post(url, data={**fields, "version": str(paper.version)}, headers=headers)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    db.session.expire_all()
    duty = duties.duty(cast, paper.notice, "contact_points", "团云溪县委")
    assert (duty.standing, duty.reported_at, duty.is_on_time) == (Reporting.REPORTED, server, on_time)
    last = db.session.scalars(
        db.select(DutyMark).where(DutyMark.duty_id == duty.id).order_by(DutyMark.id.desc())
    ).first()
    assert last is not None and last.at == server


@on_both_engines
def test_so_is_a_nil_report(app: Flask, client: PageClient, cast: Cast) -> None:
    monthly = duties.issue(cast, annexes=("monthly_report",), period="2026-04", due=date(2026, 4, 25))
    duty = duties.duty(cast, monthly, "monthly_report", "团青岚市委", period="2026-04")
    db.session.commit()
    late = datetime(2026, 4, 26, 0, 0, 1)
    app.config["CLOCK"] = lambda: late
    fields, headers = claims(EARLY)
    client.sign_in("lin")
    answer = client.http.post(f"/duties/{duty.id}/nil", data={**fields, "words": "没有"}, headers=headers)
    assert answer.status_code == 303
    db.session.expire_all()
    duty = db.session.get_one(ReportDuty, duty.id)
    assert (duty.standing, duty.reported_at, duty.is_on_time) == (Reporting.NIL, late, False)


def test_no_service_that_keeps_the_standings_asks_any_other_clock() -> None:
    """`clock.now()` of the server is the only one: no request is read there, and no machine's own `now`."""
    other = re.compile(r"from flask import .*\brequest\b|datetime\.now\(|date\.today\(|time\.time\(")
    package = Path(youthwork.__file__).parent
    files = [
        file
        for place in ("services/duties", "services/path", "domain")
        for file in (package / place).glob("*.py")
    ]
    assert len(files) > 50
    assert [file.name for file in files if other.search(file.read_text())] == []
