"""通知与印章 of the demonstration: what has been issued, and who has which seal."""

from __future__ import annotations

from datetime import date, timedelta

from youthwork.demo.tree import Tree
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.models import Notice, NoticeAnnex, SealMode

#: How long before the day of building the notices went out.
ISSUED_DAYS_AGO = 24
#: The due dates, in days after the day of building: something is always urgent, something never is.
DUE_IN = {"contact_points": 5, "task_sheet": 182, "contact_units": 12}

#: This county presses its seal by hand and keeps the scan (decision 10).
BY_HAND = "团白鹭县委"
#: No seal of their own: the superior presses for them (decision 5).
WITHOUT_SEAL = frozenset({"团白泉县委", "团望川县委"})

_WITH_SEAL = frozenset(
    {
        OrganizationLevel.PROVINCE,
        OrganizationLevel.PREFECTURE,
        OrganizationLevel.COUNTY,
        OrganizationLevel.DIRECT_COUNTY,
        OrganizationLevel.DIRECT_UNIT,
        OrganizationLevel.UNIVERSITY,
    }
)


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


def seals(tree: Tree, since: date) -> list[dict[str, object]]:
    """印章 rows: a demo seal for every organ, one unit by hand, two without."""
    return [
        {
            "organization_id": place.id,
            "name": place.full_name,
            "mode": SealMode.BY_HAND if place.name == BY_HAND else SealMode.IMAGE,
            "diameter_mm": 42 if place.level is OrganizationLevel.PROVINCE else 40,
            "is_demo": True,
            "valid_from": since,
        }
        for place in tree.places
        if place.level in _WITH_SEAL
        and place.type is not OrganizationType.DEPARTMENT
        and place.name not in WITHOUT_SEAL
    ]
