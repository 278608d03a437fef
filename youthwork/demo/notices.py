"""通知 of the demonstration: what has been issued."""

from __future__ import annotations

from datetime import date, timedelta

from youthwork.demo.tree import Tree
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.models import Notice, NoticeAnnex

#: How long before the day of building the notices went out.
ISSUED_DAYS_AGO = 24
#: The due dates, in days after the day of building: something is always urgent, something never is.
DUE_IN = {"contact_points": 5, "task_sheet": 182, "contact_units": 12}


def issue(tree: Tree, today: date) -> dict[str, NoticeAnnex]:
    """印发 the province's notice of this year and the city's; gives every annex by its key."""
    issued_on = today - timedelta(days=ISSUED_DAYS_AGO)
    rows = (
        ("province_2017_8", "团示范省委", f"示青字〔{issued_on.year}〕8号"),
        ("city_2017_walking", "团青岚市委", None),
    )
    annexes: dict[str, NoticeAnnex] = {}
    for key, issuer, number in rows:
        edition = EDITIONS[key]
        notice = Notice(
            edition_key=key,
            issuer_id=tree.by_name[issuer].id,
            number=number,
            title=edition.title,
            issued_on=issued_on,
        )
        for position, annex in enumerate(edition.annexes, start=1):
            due = today + timedelta(days=DUE_IN[annex.key])
            row = NoticeAnnex(annex_key=annex.key, position=position, due=due)
            notice.annexes.append(row)
            annexes[annex.key] = row
        db.session.add(notice)
    db.session.flush()
    return annexes
