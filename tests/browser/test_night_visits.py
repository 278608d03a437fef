"""夜访 in a real browser without any script: what a kind asks for shows as soon as it is chosen."""

from __future__ import annotations

import pytest

from tests.browser.conftest import People
from youthwork.domain.night_visits import MUST_DO, VisitKind


@pytest.mark.parametrize("width", [390, 1280])
def test_the_chosen_kind_shows_its_must_do_and_whom_it_protects(people: People, width: int) -> None:
    page = people("zhou", width=width, javascript=False).page
    page.goto("/records/new?purpose=night_visit")
    opened = page.locator("details:has(> fieldset.visit-kinds)")
    if opened.get_attribute("open") is None:
        opened.locator("> summary").click()
    named, visited = page.locator("[name=visit-name]"), page.locator("[name=visit-visited]")
    assert not named.is_visible() and visited.is_visible()
    for kind, must in MUST_DO.items():
        page.locator(f"input[name=visit-kind][value='{kind.value}']").check()
        shown = [each.inner_text() for each in page.locator(".must").all() if each.is_visible()]
        assert shown == [f"必做：{must}"]
        assert named.is_visible() is (kind is VisitKind.TROUBLED_YOUTH)
        assert visited.is_visible() is (kind is not VisitKind.TROUBLED_YOUTH)
    page.locator("[name=visit-is_protected]").check()
    assert named.is_visible() and not visited.is_visible()
