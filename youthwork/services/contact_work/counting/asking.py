"""何时起作要求: nothing is asked for days before the notice that asks went out (DOMAIN §9 A5).

The two notices ask different things: 五个一 and what hangs on it by the province's (H26—H42), night visits by the city's
(J13). An organ that stands under no notice of a kind has its numbers shown and nothing asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from youthwork.domain.progress import NIGHT_VISITS, Counter
from youthwork.extensions import db
from youthwork.models import Notice
from youthwork.services.tree import ancestor_ids

#: 表样 → what its notice asks.
_FIVE_ONES, _VISITS = "province_2017_8", "city_2017_walking"
NEVER = date.max


@dataclass(frozen=True)
class Asked:
    """作要求的起点: the day the first notice of each kind went out; `NEVER` where there is none."""

    five_ones: date = NEVER
    night_visits: date = NEVER

    def since(self, counter: Counter) -> date:
        return self.night_visits if counter is NIGHT_VISITS else self.five_ones


def asked_of(path: str) -> Asked:
    """What the organs above the one at this path, and itself, have issued; one query."""
    rows = db.session.execute(
        select(Notice.edition_key, func.min(Notice.issued_on))
        .where(Notice.issuer_id.in_(ancestor_ids(path)), Notice.edition_key.in_([_FIVE_ONES, _VISITS]))
        .group_by(Notice.edition_key)
    )
    first = {edition: issued_on for edition, issued_on in rows}
    return Asked(first.get(_FIVE_ONES, NEVER), first.get(_VISITS, NEVER))
