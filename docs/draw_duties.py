"""Draw the pictures of 报送情况 and 日历 anew: `.venv/bin/python -m docs.draw_duties`. Look at them afterwards."""

from __future__ import annotations

from datetime import date

from docs.draw_pages import WIDTHS, province, save, shot
from tests import duties, journeys
from tests.factories import Cast
from youthwork.domain.workflow import State
from youthwork.services.transactions import deed

CITY = "团青岚市委"


def main() -> None:
    with province() as (people, cast):
        with deed():
            _asked(cast)
            city = cast.organizations[CITY].id
        for name, who, url in (
            ("completeness", "he", f"/completeness/{city}"),
            ("calendar", "lin", f"/calendar/{city}?month=2026-04"),
        ):
            save(name, [shot(people(who, width).open(url).page) for width in WIDTHS])


def _asked(cast: Cast) -> None:
    """The notice of the cast with one paper accepted; months, one over; a plan the city alone owes."""
    journeys.at_state(cast, State.ACCEPTED)
    duties.issue(
        cast, annexes=("implementation_plan",), due=date(2026, 4, 24), title="关于制定实施方案的通知"
    )
    for month, day in (("2026-03", date(2026, 3, 25)), ("2026-04", date(2026, 4, 25))):
        duties.issue(
            cast,
            annexes=("monthly_report",),
            period=month,
            due=day,
            title="关于按月报送“五个一”工作情况的通知",
        )


if __name__ == "__main__":
    main()
