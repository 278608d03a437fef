"""重新计数: what is kept wrongly is found, named and counted anew, and what is right is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.duties import counting_again
from youthwork.extensions import db
from youthwork.models import DutyDayTally, DutyTally, UnitTally
from youthwork.services import unit_counts
from youthwork.services.duties import recounting

pytestmark = on_both_engines


def nobody(_looked_at: int, _total: int) -> None:
    """Progress that nobody looks at."""


def lose_a_unit() -> None:
    db.session.execute(db.delete(UnitTally))


def count_one_more() -> None:
    db.session.execute(db.update(DutyTally).values(missing=DutyTally.missing + 1))


def forget_the_days() -> None:
    db.session.execute(db.delete(DutyDayTally))


def test_what_is_right_is_found_right(app: Flask, cast: Cast) -> None:
    db.session.commit()
    done = recounting.recount(nobody)
    assert done.wrong == [] and done.looked_at > 2


@pytest.mark.parametrize(
    ("spoil", "words"),
    [(lose_a_unit, "单位计数"), (count_one_more, "报送计数"), (forget_the_days, "报送计数")],
)
def test_what_is_wrong_is_named_and_only_then_mended(
    app: Flask, cast: Cast, spoil: Callable[[], None], words: str
) -> None:
    before = counting_again.kept()
    spoil()
    db.session.commit()
    looked = recounting.recount(nobody, mend=False)
    assert looked.wrong and all(words in each for each in looked.wrong)
    assert recounting.recount(nobody).wrong == looked.wrong
    assert recounting.recount(nobody).wrong == []
    assert counting_again.kept() == before == counting_again.counted()
    assert unit_counts.is_right()
