"""月报 for tests: the province asks for months, and a city with a few records opens its report."""

from __future__ import annotations

from datetime import date

from tests import duties
from tests.contact_work import add_activity
from tests.factories import Cast
from youthwork.forms.annexes.province_2017_8.monthly_report import MonthlyReport
from youthwork.models import Notice, NoticeAnnex, Submission
from youthwork.services import posts
from youthwork.services.drafts.drafting import open_submission

PERIOD = "2026-03"


def ask(cast: Cast, *periods: str) -> Notice:
    """The province's notice with the monthly report for each of these months, its duties laid."""
    notice = duties.issue(
        cast,
        annexes=("monthly_report",),
        period=(periods or (PERIOD,))[0],
        due=MonthlyReport.recurs.due((periods or (PERIOD,))[0]),
        number="示青字〔2026〕9号",
        issued_on=date(2026, 2, 10),
    )
    for at, period in enumerate(periods[1:], start=2):
        row = NoticeAnnex(
            annex_key="monthly_report", position=at, period=period, due=MonthlyReport.recurs.due(period)
        )
        notice.annexes.append(row)
    duties.laying.lay(notice)
    return notice


def open_month(cast: Cast, notice: Notice, clerk: str = "lin", period: str = PERIOD) -> Submission:
    """The clerk of a unit opens the report of a month."""
    person = cast.person(clerk)
    owner_id = posts.actor_of(person).posts[0][1].organ.id
    return open_submission(duties.annex(notice, "monthly_report", period), person, owner_id)


def record_march(cast: Cast) -> None:
    """团青岚市委's March: two talks and a lesson of its own, and one record of a county beneath it."""
    add_activity(cast, "lin", "2026-03-05", people=12)
    add_activity(
        cast, "luo", "2026-03-12", people=45, purposes=("lesson", "themed_lesson"), topic="给高一新团员讲团课"
    )
    add_activity(cast, "he", "2026-03-28", people=60, purposes=("open_house",), topic="机关开放日")
    add_activity(cast, "zhou", "2026-03-06", people=20)
