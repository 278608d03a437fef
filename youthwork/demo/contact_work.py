"""联系工作 of the demonstration: a year of activity records of the cast, night visits with what was found on them.

Everything is done by the services of the pages, each deed at its own moment.
"""

from __future__ import annotations

from youthwork.demo import contact_mishaps
from youthwork.demo.calendar import Clock
from youthwork.demo.contact_year import Year
from youthwork.extensions import db


def tell(clock: Clock) -> None:
    """一年的联系工作, up to the day before the moment the clock stands at; the clock is put back afterwards."""
    now = clock.moment
    year = Year(now)
    deeds = [*year.deeds(), *contact_mishaps.deeds(year)]
    for deed in sorted(deeds, key=lambda each: each.moment):
        clock.moment = deed.moment
        deed.do()
    db.session.flush()
    clock.moment = now
