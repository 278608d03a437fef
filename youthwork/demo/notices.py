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


#: 上年: the same table, asked for once before by one city, of itself and its counties, all of whom answered: nobody
#: is in arrears with it.
LAST_YEAR = "contact_units of last year"
LAST_YEARS_CITY = "团青岚市委"
_LAST_ISSUED_DAYS_AGO = 395


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
    last_year = today - timedelta(days=_LAST_ISSUED_DAYS_AGO)
    annexes[LAST_YEAR] = _issue_last_year(tree, last_year)
    _issue_before_the_system(tree, last_year)
    db.session.flush()
    return annexes


def _issue_before_the_system(tree: Tree, issued_on: date) -> None:
    """印发 the province's notice of the year before, whose tables were handed in on paper: since it went out the
    five-ones are asked for, so that the whole of this year is counted against what is asked."""
    edition = EDITIONS["province_2017_8"]
    db.session.add(
        Notice(
            edition_key=edition.key,
            issuer_id=tree.by_name["团示范省委"].id,
            number=f"示青字〔{issued_on.year}〕6号",
            title=f"{edition.title}（{issued_on.year}年）",
            issued_on=issued_on,
        )
    )


def _issue_last_year(tree: Tree, issued_on: date) -> NoticeAnnex:
    """印发 the notice of the year before."""
    edition = EDITIONS["city_2017_walking"]
    notice = Notice(
        edition_key=edition.key,
        issuer_id=tree.by_name[LAST_YEARS_CITY].id,
        number=None,
        title=f"{edition.title}（{issued_on.year}年）",
        issued_on=issued_on,
    )
    row = NoticeAnnex(annex_key="contact_units", position=1, due=issued_on + timedelta(days=36))
    notice.annexes.append(row)
    db.session.add(notice)
    return row
