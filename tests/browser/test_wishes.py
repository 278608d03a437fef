"""微心愿 on a phone: from the record it was heard at in two taps, claimed in one, without a script too."""

from __future__ import annotations

import pytest

from tests.browser.conftest import People
from tests.contact_work import add_activity
from tests.factories import Cast
from tests.wishes import pooled
from youthwork.extensions import db
from youthwork.models import Wish
from youthwork.services import transactions


@pytest.mark.parametrize("javascript", [True, False])
def test_a_wish_is_registered_from_its_record_in_two_taps_and_claimed_in_one(
    people: People, cast: Cast, javascript: bool
) -> None:
    with transactions.deed():
        record = add_activity(cast, "mai", asked="镇上能不能有个自习室").id
        pooled(cast, "chen", text="想学电焊")
    person = people("mai", 390, javascript)
    person.open(f"/records/{record}")
    person.page.get_by_role("link", name="登记微心愿").click()
    person.page.get_by_role("button", name="登记", exact=True).click()
    person.page.get_by_text("已登记，本人办理").wait_for()
    assert not person.overflows()
    person.open("/wishes?view=pool")
    person.page.get_by_role("button", name="认领：想学电焊").click()
    person.page.get_by_text("现在由买买提江·阿布都办理").wait_for()
    assert not person.overflows() and person.faults == []
    db.session.rollback()
    assert {wish.owner_id for wish in db.session.scalars(db.select(Wish))} == {cast.person("mai").id}
