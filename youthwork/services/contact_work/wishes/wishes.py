"""微心愿: registered once however often a phone sends it, and moved along the table of `domain/wishes.py`.

`wish_steps.take_step` is the only door. All of it within the caller's deed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from youthwork import clock
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.errors import AlreadyMoved
from youthwork.domain.wish_words import name_questions, number_problems
from youthwork.domain.wishes import WishAction, WishState
from youthwork.domain.youth import YouthField
from youthwork.extensions import db
from youthwork.models import User, Wish
from youthwork.services.contact_work.records import posts_then
from youthwork.services.contact_work.wishes.wish_steps import (
    LABELS,
    Asked,
    WishRefused,
    keep_step,
    lock,
    protected_problems,
    row_for,
    take_step,
)

__all__ = ["Asked", "WishGiven", "WishRefused", "mistakes", "register", "reword", "take_step"]

#: As long as one reads on a phone; the form of address as its column is.
MOST_TEXT, MOST_WHOM = 500, 40


@dataclass(frozen=True)
class WishGiven:
    """登记的内容: what is wished, whose it is by field and form of address, the record it was heard at."""

    client_key: str
    text: str
    of_whom: str = ""
    field: YouthField | None = None
    activity_id: int | None = None


def mistakes(person: User, given: WishGiven, is_kept: bool = False) -> dict[str, str]:
    """What stands against these words, field → sentence; with `is_kept` what only reads like a name is let stand."""
    texts = {"text": given.text, "of_whom": given.of_whom}
    found = {} if given.text.strip() else {"text": "请写下青年的心愿"}
    if posts_then.post_of(person.id, clock.today()) is None:
        found["text"] = "你现在没有团干部任职，不能登记微心愿；任职由本单位管理员登记"
    return {
        **({} if is_kept else name_questions(given.text, given.of_whom)),
        **protected_problems(person, texts),
        **number_problems(texts, LABELS),
        **found,
    }


def only_asks(person: User, given: WishGiven, refused: WishRefused) -> bool:
    """Whether nothing stands against it but what reads like a name: that may be kept."""
    return not mistakes(person, given, is_kept=True) and bool(refused.problems)


def register(
    person: User, given: WishGiven, then: WishAction | None = WishAction.TAKE_ON, is_kept: bool = False
) -> Wish:
    """登记 within the caller's deed, and at once `then` (本人办理, 转入心愿池, or nothing yet).

    The same key again gives the wish there is. Raises `WishRefused`, and `AlreadyMoved` where the key brings another text.
    """
    if (earlier := _earlier(person, given)) is not None:
        return earlier
    if found := mistakes(person, given, is_kept):
        raise WishRefused(found)
    post = posts_then.post_of(person.id, clock.today())
    assert post is not None, "mistakes() asks for one"
    wish_id = _insert(person, given, post.organ.id)
    if wish_id is None:
        # Two sends at the same moment: the other has just been saved.
        earlier = _earlier(person, given)
        assert earlier is not None, "the key was there"
        return earlier
    wish = db.session.get_one(Wish, wish_id)
    keep_step(wish, person, Asked(WishAction.REGISTER), None, wish.raised_at)
    if then is not None:
        take_step(wish, person, Asked(then))
    return wish


def reword(wish: Wish, by: User, given: WishGiven, version: int | None, is_kept: bool = False) -> None:
    """更正文字: what stood there before is not kept, because a name may be what is taken out."""
    lock(wish, version, WishAction.REWORD)
    row_for(wish, by, WishAction.REWORD)
    found = mistakes(by, given, is_kept)
    if found:
        raise WishRefused(found)
    wish.text, wish.of_whom, wish.field = given.text.strip(), given.of_whom.strip(), given.field
    take_step(wish, by, Asked(WishAction.REWORD))


def _earlier(person: User, given: WishGiven) -> Wish | None:
    found = db.session.scalar(
        select(Wish).where(Wish.raised_by_id == person.id, Wish.client_key == given.client_key)
    )
    if found is not None and found.text != given.text.strip() and not _was_reworded(found):
        raise AlreadyMoved(
            f"这一条已经登记过（{moment_phrase(found.raised_at, clock.now())}），现在的内容与当时的不同，没有覆盖；"
            "要改的，请打开那个心愿更正文字"
        )
    return found


def _was_reworded(wish: Wish) -> bool:
    """A wish that was reworded since is still the one that was sent."""
    return any(step.action is WishAction.REWORD for step in wish.steps)


def _insert(person: User, given: WishGiven, organ_id: int) -> int | None:
    """Write the row unless the key is there; of two at once the second waits for the first and writes nothing."""
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.engine.dialect.name]
    now = clock.now()
    row = insert(Wish).values(
        client_key=given.client_key,
        text=given.text.strip(),
        field=given.field,
        of_whom=given.of_whom.strip(),
        raised_by_id=person.id,
        organization_id=organ_id,
        activity_id=given.activity_id,
        pool_id=organ_id,
        owner_id=person.id,
        state=WishState.REGISTERED,
        raised_at=now,
        state_since=now,
        version=1,
    )
    written: int | None = db.session.scalar(row.on_conflict_do_nothing().returning(Wish.id))
    return written
