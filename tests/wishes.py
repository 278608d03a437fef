"""微心愿 for tests: registered and moved on through the services, as a page does it."""

from __future__ import annotations

from itertools import count
from typing import Any

from tests.factories import Cast
from youthwork.domain.wishes import WishAction
from youthwork.extensions import db
from youthwork.models import Wish
from youthwork.services.contact_work.wishes import wishes
from youthwork.services.contact_work.wishes.wishes import Asked, WishGiven

_numbers = count(1)
TEXT = "想在镇上有一间晚上能自习的屋子"


def given(**more: Any) -> WishGiven:
    """A wish as it is typed; `more` are fields of `WishGiven`."""
    return WishGiven(**({"client_key": f"test-key-{next(_numbers)}", "text": TEXT} | more))


def add_wish(
    cast: Cast, username: str = "zhou", then: WishAction | None = WishAction.TAKE_ON, **more: Any
) -> Wish:
    """登记 by this person, flushed; the caller commits."""
    return wishes.register(cast.person(username), given(**more), then)


def pooled(cast: Cast, username: str = "zhou", **more: Any) -> Wish:
    """One that lies in the pool of this person's organ."""
    return add_wish(cast, username, WishAction.POOL, **more)


def press(wish: Wish, cast: Cast, username: str, action: WishAction, **more: Any) -> Wish:
    """One step by this person, with words unless others are given."""
    wishes.take_step(wish, cast.person(username), Asked(action, **({"words": "说明"} | more)))
    db.session.flush()
    return wish
