"""No page is wider than its window, at the desk, on a phone, at 360 px and in 大字; H47: the phone has it all."""

from __future__ import annotations

import pytest

from tests import journeys
from tests.browser.conftest import People
from tests.factories import Cast
from youthwork.services import transactions

PAGES = {
    "zhou": [
        "/",
        "/notices",
        "/notices/1",
        "/dispatch",
        "/archive",
        "/links",
        "/wishes",
        "/wishes?view=pool",
        "/wishes/new",
        "/links/1",
        "/links/1/secretaries",
        "/links/organs/10",
        "/links/committees/12",
        "/contacts",
        "/contacts/new",
        "/postings",
        "/postings/new",
        "/organizations",
        "/me",
        "/more",
        "/sent",
        "/verify",
        "/verify/keys",
    ],
    "he": [
        "/",
        "/review",
        "/messages?all=1",
        "/messages/digests",
        "/submissions/1/progress",
        "/archive",
        "/books",
        "/books/new",
        "/filings/1",
        "/submissions/1",
        "/submissions/2",
    ],
    "zhao": [
        "/archive/archiving",
        "/archive/checks",
        "/archive/disposals",
        "/archive/transfers",
        "/archive/fonds",
        "/archive/retention/new",
        "/archive/retention",
        "/archive/uses",
        "/archive?q=任务&join=all&field=title&words=任务&rows=8",
        "/archive?q=没有这个词",
        "/archive/1/preview",
        "/archive/saved",
        "/archive/saved/new?q=任务",
        "/archive/exports",
        "/archive/exports/new?kind=papers",
    ],
    "lin": [
        "/groups",
        "/groups/new",
        "/seals",
        "/seals/register",
        "/roster",
        "/suggestions",
        "/organizations",
        "/wishes/overview",
    ],
}


@pytest.fixture
def papers(cast: Cast) -> None:
    """One filed paper, one sent, one in sign-off."""
    # One deed: the worker beside the server writes too.
    with transactions.deed():
        journeys.file_contact_points(cast)
        journeys.send_in(journeys.draft_task_sheet(cast, "zhou"), cast)
        journeys.submit(journeys.draft_task_sheet(cast, "luo"), cast)
    journeys.make_papers()


@pytest.mark.parametrize("width", [1280, 390, 360])
def test_no_page_is_wider_than_the_window(people: People, papers: None, width: int) -> None:
    wide = []
    for username, urls in PAGES.items():
        person = people(username, width)
        for url in urls:
            person.open(url)
            if person.overflows():
                wide.append(f"{url} ({username})")
        assert person.faults == []
    assert wide == []


def test_large_text_still_fits_a_phone(people: People, papers: None) -> None:
    person = people("zhou", 390)
    person.page.get_by_role("button", name="大字").click()
    assert person.page.locator("html.large").count() == 1
    wide = [url for url in PAGES["zhou"] if person.open(url).overflows()]
    assert wide == []


def test_targets_on_a_phone_are_large_enough_for_a_thumb(people: People, papers: None) -> None:
    """44 px asked, 40 tolerated for borders; a link inside running text is exempt (WCAG 2.5.8)."""
    person = people("he", 390)
    small = []
    for url in ("/", "/review", "/submissions/2", "/archive?rows=4", "/archive/exports/new?kind=list"):
        person.open(url)
        for element in person.page.locator(
            "main .btn, .tabs a, main input:not([type=hidden]):not([type=checkbox])"
        ).all():
            box = element.bounding_box()
            if box and box["height"] < 40:
                small.append(f"{url}: {element.inner_text()!r} {box['height']:.0f} px")
    assert small == []
