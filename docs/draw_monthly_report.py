"""Draw the pictures of 五个一月报 anew: `.venv/bin/python -m docs.draw_monthly_report`. Look at them afterwards."""

from __future__ import annotations

from playwright.sync_api import Page

from docs.draw_pages import WIDTHS, province, save, shot
from tests import monthly_reports
from tests.browser.conftest import People
from tests.contact_work import add_activity
from tests.factories import Cast
from youthwork.services.transactions import deed


def main() -> None:
    with province() as (people, cast):
        url = _begun(cast)
        save("monthly-report", [shot(_page(people, url, width)) for width in WIDTHS])


def _begun(cast: Cast) -> str:
    """团青岚市委's March, begun, and one record since."""
    with deed():
        monthly_reports.record_march(cast)
        report = monthly_reports.open_month(cast, monthly_reports.ask(cast))
        asked = "希望晚上八点以后也有活动"
        add_activity(cast, "luo", "2026-03-30", people=18, topic="与快递小哥座谈", asked=asked)
        return f"/submissions/{report.id}/draft"


def _page(people: People, url: str, width: int) -> Page:
    page = people("lin", width).open(url).page
    page.locator("details.tally summary").first.click()
    page.evaluate("document.activeElement.blur()")
    return page


if __name__ == "__main__":
    main()
