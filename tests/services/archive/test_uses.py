from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.archive.archives import CITY, add_filed
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.extensions import db
from youthwork.models import ArchiveUse, Filing, UseKind
from youthwork.services import posts
from youthwork.services.archive import uses
from youthwork.services.archive.uses import Asked

pytestmark = on_both_engines


@pytest.fixture
def filing(app: Flask, cast: Cast) -> Filing:
    return add_filed(cast, 1)


def use(cast: Cast, filing: Filing, purpose: str = "工作查考", **given: object) -> ArchiveUse:
    return uses.record(
        cast.person("zhao"),
        given.pop("kind", UseKind.READ),
        uses.named(filing),
        purpose,
        organization_id=filing.organ_id,
        filing_id=filing.id,
        **given,
    )


def test_who_what_when_and_what_for_stand_in_the_register(cast: Cast, filing: Filing) -> None:
    found = use(cast, filing)
    assert (found.person_name, found.unit_name, found.used_at) == ("赵一鸣", "团青岚市委办公室", NOW)
    assert found.subject == f"{filing.filing_number} {filing.title}" and found.count == 1


def test_nothing_is_used_without_a_purpose(cast: Cast, filing: Filing) -> None:
    with pytest.raises(Unacceptable, match="利用目的"):
        use(cast, filing, "  ")


def test_a_phone_typed_into_a_purpose_is_masked(cast: Cast, filing: Filing) -> None:
    assert "13800001234" not in use(cast, filing, "打13800001234核对").purpose


def test_a_page_is_followed_by_the_next_without_a_gap(cast: Cast, filing: Filing) -> None:
    for at in range(uses.PAGE + 5):
        use(cast, filing, f"第{at}次")
    asked = Asked(filing.organ_id)
    first = uses.entries(asked)
    assert len(first) == uses.PAGE + 1
    rest = uses.entries(asked, first[uses.PAGE - 1].id)
    seen = [each.purpose for each in (*first[: uses.PAGE], *rest)]
    assert seen == [f"第{at}次" for at in reversed(range(uses.PAGE + 5))]
    assert [each.purpose for each in uses.all_entries(asked)] == seen[::-1]


def test_filters_narrow_by_kind_day_and_person(cast: Cast, filing: Filing) -> None:
    own = use(cast, filing, kind=UseKind.REVEAL)
    other = use(cast, filing, name="苏明", unit="团示范省委")
    old = use(cast, filing)
    old.used_at = NOW - timedelta(days=40)
    db.session.flush()
    organ = filing.organ_id

    def ids(asked: Asked) -> set[int]:
        return {each.id for each in uses.entries(asked)}

    assert ids(Asked(organ, kind=UseKind.REVEAL)) == {own.id}
    assert ids(Asked(organ, since=NOW.date(), until=NOW.date())) == {own.id, other.id}
    assert ids(Asked(organ, until=date(2026, 3, 1))) == {old.id}
    assert ids(Asked(organ, person="省委")) == ids(Asked(organ, person="苏明")) == {other.id}
    assert ids(Asked(organ, person="%")) == set()


def test_the_register_of_another_organ_is_not_found_and_a_cadre_has_none(app: Flask, cast: Cast) -> None:
    zhao, luo = (posts.actor_of(cast.person(name)) for name in ("zhao", "luo"))
    assert uses.find_register(zhao, None).common_name == CITY
    with pytest.raises(NotFound):
        uses.find_register(zhao, cast.organ("团示范省委").id)
    with pytest.raises(NotAllowed):
        uses.find_register(luo, None)
