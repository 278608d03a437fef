"""微心愿的清单与情况: who waits longest stands first, pages join without a gap, figures are what the wishes say."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.wishes import add_wish, pooled, press
from youthwork.domain.wishes import WishAction, WishState
from youthwork.domain.youth import YouthField
from youthwork.extensions import db
from youthwork.models import Wish
from youthwork.services.contact_work.wishes import wish_lists, wish_overview, wish_sheets
from youthwork.services.contact_work.wishes.wish_lists import WishQuery, WishView
from youthwork.services.posts import actor_of
from youthwork.services.tree import unit_of

pytestmark = on_both_engines
_A, _S = WishAction, WishState


def ids(cast: Cast, username: str, view: WishView, **asked: object) -> list[int]:
    page = wish_lists.list_wishes(actor_of(cast.person(username)), WishQuery(view, **asked))
    return [wish.id for wish in page.rows]


def test_it_works(app: Flask, cast: Cast) -> None:
    mine, other = add_wish(cast, "zhou"), pooled(cast, "chen")
    assert ids(cast, "zhou", WishView.MINE) == [mine.id]
    assert ids(cast, "zhou", WishView.POOL) == [other.id]
    assert ids(cast, "zhou", WishView.OFFICE) == [mine.id, other.id]


def test_a_pool_is_seen_from_beneath_and_never_from_beside(app: Flask, cast: Cast) -> None:
    county, city = pooled(cast, "chen"), pooled(cast, "lin")
    assert ids(cast, "zhou", WishView.POOL) == [county.id, city.id]
    assert ids(cast, "bai", WishView.POOL) == [city.id]
    assert ids(cast, "luo", WishView.POOL) == [city.id]
    assert ids(cast, "wai", WishView.POOL) == []


def test_the_office_sees_its_own_and_all_beneath(app: Flask, cast: Cast) -> None:
    wish = add_wish(cast, "mai")
    assert ids(cast, "meng", WishView.OFFICE) == ids(cast, "su", WishView.OFFICE) == [wish.id]
    assert ids(cast, "bai", WishView.OFFICE) == ids(cast, "luo", WishView.OFFICE) == []


def test_pages_join_without_gap_or_double(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wish_lists, "PAGE", 3)
    all_ids = [add_wish(cast).id for _ in range(8)]
    actor, found, query = actor_of(cast.person("zhou")), [], WishQuery()
    while True:
        page = wish_lists.list_wishes(actor, query)
        found.append([wish.id for wish in page.rows])
        if page.next_id is None:
            break
        query = query.but(after_id=page.next_id)
    assert found == [all_ids[:3], all_ids[3:6], all_ids[6:]]


def test_what_is_over_stands_newest_first_and_apart_from_what_waits(app: Flask, cast: Cast) -> None:
    over = [press(add_wish(cast), cast, "zhou", _A.GIVE_UP).id for _ in range(2)]
    waiting = add_wish(cast)
    assert ids(cast, "zhou", WishView.MINE) == [waiting.id]
    assert ids(cast, "zhou", WishView.MINE, state=_S.IMPOSSIBLE) == over[::-1]


def test_a_list_is_narrowed_by_field_and_by_words_as_they_are_typed(app: Flask, cast: Cast) -> None:
    first = add_wish(cast, text="想学 100% 的电焊", field=YouthField.FOUNDER)
    add_wish(cast, text="想学电脑", field=YouthField.SCHOOL)
    assert ids(cast, "zhou", WishView.MINE, field=YouthField.FOUNDER) == [first.id]
    assert ids(cast, "zhou", WishView.MINE, text="100% 电") == [first.id]
    assert ids(cast, "zhou", WishView.MINE, text="_") == []


def test_counts_tell_each_state_whatever_is_shown(app: Flask, cast: Cast) -> None:
    pooled(cast)
    press(pooled(cast), cast, "mai", _A.CLAIM)
    page = wish_lists.list_wishes(actor_of(cast.person("mai")), WishQuery(WishView.POOL))
    assert page.counts == {_S.POOL: 1, _S.CLAIMED: 1} and len(page.rows) == 1


def aged(wish: Wish, days: int) -> Wish:
    wish.raised_at = NOW - timedelta(days=days)
    db.session.flush()
    return wish


def test_the_overview_counts_what_the_wishes_say(app: Flask, cast: Cast) -> None:
    for days, field in ((2, YouthField.SCHOOL), (10, YouthField.SCHOOL), (30, YouthField.FOUNDER)):
        press(aged(add_wish(cast, "mai", field=field), days), cast, "mai", _A.FULFIL)
    aged(pooled(cast, "chen"), 34)
    press(add_wish(cast), cast, "zhou", _A.GIVE_UP, words="今年不改线")
    found = wish_overview.overview_of(unit_of(cast.organ("团云溪县委").id), 2026)
    assert found.counts == {_S.FULFILLED: 3, _S.POOL: 1, _S.IMPOSSIBLE: 1}
    assert found.by_field == [(YouthField.SCHOOL, 2), (YouthField.FOUNDER, 1)]
    assert (found.fulfilled, found.median_days, found.longest, found.registered) == (3, 10, 34, 5)
    assert [words for _, words in found.impossible] == ["今年不改线"]


def test_the_superior_counts_what_lies_beneath_and_the_sister_nothing_of_it(app: Flask, cast: Cast) -> None:
    pooled(cast, "chen")
    for name, waiting in (("团青岚市委", 1), ("团示范省委", 1), ("团白鹭县委", 0)):
        assert wish_overview.overview_of(unit_of(cast.organ(name).id), 2026).waiting == waiting


def test_what_was_taken_up_again_is_not_counted_as_fulfilled(app: Flask, cast: Cast) -> None:
    wish = press(add_wish(cast), cast, "zhou", _A.FULFIL)
    press(wish, cast, "zhou", _A.REOPEN)
    found = wish_overview.overview_of(unit_of(cast.organ("团云溪县委").id), 2026)
    assert (found.fulfilled, found.median_days) == (0, None)


@pytest.mark.parametrize(("at", "counted"), [(datetime(2025, 12, 31, 23, 59), 0), (datetime(2026, 1, 1), 1)])
def test_a_wish_counts_in_the_year_it_was_fulfilled(
    app: Flask, cast: Cast, at: datetime, counted: int
) -> None:
    wish = press(add_wish(cast), cast, "zhou", _A.FULFIL)
    wish.steps[-1].at = at
    db.session.flush()
    found = wish_overview.overview_of(unit_of(cast.organ("团云溪县委").id), 2026)
    assert found.fulfilled == counted


def test_the_sheet_has_no_name_of_anybody_and_no_formula(app: Flask, cast: Cast) -> None:
    wish = add_wish(cast, text="=1+1，想学电焊", of_whom="小王", field=YouthField.FOUNDER)
    press(wish, cast, "zhou", _A.FULFIL, words="报了名")
    actor = actor_of(cast.person("zhou"))
    rows = wish_lists.every_wish(actor, WishQuery(WishView.OFFICE), wish_sheets.MOST_ROWS)
    book = openpyxl.load_workbook(BytesIO(wish_sheets.sheet_of("微心愿清单", rows, NOW)))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert [cell.value for cell in cells if cell.row == 4][:2] == [wish.id, "=1+1，想学电焊"]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    said = "".join(str(cell.value) for cell in cells) + str(book.properties.creator)
    assert not [name for name in ("小王", "周可儿", "报了名") if name in said]
