"""应报事项 for tests: a notice issued and laid, and the one duty a test speaks of."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.factories import NOW, Cast
from youthwork.domain.audience import Audience
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.models import Notice, NoticeAnnex, ReportDuty
from youthwork.services.duties import laying

DUE = date(2026, 4, 20)


def issue(
    cast: Cast,
    edition: str = "province_2017_8",
    issuer: str = "团示范省委",
    audience: Audience | None = None,
    due: date = DUE,
    annexes: tuple[str, ...] | None = None,
    opens_on: date | None = None,
    period: str = "",
    **more: Any,
) -> Notice:
    """A notice as if it had just been issued, its duties laid; `annexes` of the edition that are asked only once,
    unless they are named. `more` are columns of `Notice`."""
    form = EDITIONS[edition]
    keys = annexes or tuple(annex.key for annex in form.annexes if annex.recurs is None)
    columns: dict[str, Any] = {
        "edition_key": edition,
        "issuer_id": cast.organizations[issuer].id,
        "number": None,
        "title": form.title,
        "issued_on": NOW.date(),
        "issued_at": NOW,
        "audience": audience.as_json() if audience else None,
        "numbers": {},
    }
    notice = Notice(**columns | more)
    notice.annexes = [
        NoticeAnnex(annex_key=key, position=at, due=due, opens_on=opens_on, period=period)
        for at, key in enumerate(keys, start=1)
    ]
    db.session.add(notice)
    db.session.flush()
    laying.lay(notice)
    return notice


def annex(notice: Notice, key: str, period: str = "") -> NoticeAnnex:
    rows = db.select(NoticeAnnex).where(
        NoticeAnnex.notice_id == notice.id, NoticeAnnex.annex_key == key, NoticeAnnex.period == period
    )
    return db.session.scalars(rows).one()


def find_duty(
    cast: Cast, notice: Notice, annex_key: str, organ: str, person: str | None = None, period: str = ""
) -> ReportDuty | None:
    return db.session.scalar(
        db.select(ReportDuty).where(
            ReportDuty.notice_annex_id == annex(notice, annex_key, period).id,
            ReportDuty.owner_id == cast.organizations[organ].id,
            ReportDuty.subject_id == (cast.people[person].id if person else None),
        )
    )


def duty(
    cast: Cast, notice: Notice, annex_key: str, organ: str, person: str | None = None, period: str = ""
) -> ReportDuty:
    found = find_duty(cast, notice, annex_key, organ, person, period)
    assert found is not None, f"{annex_key} is not asked of {person or organ}"
    return found
