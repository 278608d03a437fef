"""微心愿的告知: who hears of which step. A message names the wish by its number and field: what the young person asked,
and the words said to it, are read on its own page, because messages go out by mail and into digests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from youthwork.domain.wishes import WishAction
from youthwork.extensions import db
from youthwork.models import MessageKind, User, Wish, WishStep
from youthwork.services.contact_work.wishes import wish_sight
from youthwork.services.messages import telling

People = Callable[[Wish], Iterable[User]]


def _raiser(wish: Wish) -> list[User]:
    return [wish.raised_by]


def _owner(wish: Wish) -> list[User]:
    return [wish.owner] if wish.owner else []


def _keepers(wish: Wish) -> list[User]:
    return wish_sight.keepers(wish.pool_id)


#: Action → who is told in which words, the first that fits a person; {wish}, {by} are filled in.
TELLINGS: Mapping[WishAction, tuple[tuple[People, str], ...]] = {
    WishAction.REGISTER: (),
    WishAction.TAKE_ON: (),
    WishAction.REWORD: (),
    WishAction.POOL: (
        (_raiser, "{by}把{wish}转入了心愿池"),
        (_keepers, "心愿池来了{wish}，请看看谁能办"),
    ),
    WishAction.CLAIM: ((_raiser, "{by}认领了{wish}"),),
    WishAction.HAND_BACK: (
        (_raiser, "{wish}退回了心愿池"),
        (_keepers, "{wish}退回了心愿池，请看看谁能办"),
    ),
    WishAction.HAND_OVER: ((_owner, "{by}把{wish}移交给你办理"), (_raiser, "{wish}移交给了别的同志办理")),
    WishAction.PASS_UP: (
        (_raiser, "{wish}转到了上级心愿池"),
        (_keepers, "下级转来{wish}，请看看谁能办"),
    ),
    WishAction.PASS_DOWN: (
        (_raiser, "{wish}转到了下级心愿池"),
        (_keepers, "上级转来{wish}，请看看谁能办"),
    ),
    WishAction.REMIND: ((_owner, "{by}提醒：{wish}还等着你办"),),
    WishAction.FULFIL: ((_raiser, "{wish}实现了，请告诉那位青年"),),
    WishAction.FEED_BACK: ((_raiser, "{wish}已向青年反馈"), (_owner, "{wish}已向青年反馈")),
    WishAction.GIVE_UP: ((_raiser, "{wish}无法实现，请把说明告诉那位青年"),),
    WishAction.REOPEN: (
        (_owner, "{by}请求重新办理{wish}"),
        (_raiser, "{wish}重新办理"),
        (_keepers, "{wish}重新办理"),
    ),
}


def tell_of(step: WishStep, wish: Wish, by: User, owner_before: int | None) -> None:
    """一步之后, within the caller's deed: whom it concerns, each once, and not who did it."""
    told: set[int] = set()
    rows = list(TELLINGS[step.action])
    if owner_before not in (None, wish.owner_id):
        # Who answered for it until now hears that they do not any more.
        before = [db.session.get_one(User, owner_before)]
        rows.append((lambda _wish: before, f"{{wish}}不再由你办理（{step.action.value}）"))
    for people, title in rows:
        to = [each for each in people(wish) if each.id not in told]
        told |= {each.id for each in to}
        telling.tell(
            to,
            MessageKind.WISH,
            once=f"wish:{step.id}",
            title=title.format(wish=name_of(wish), by=by.name),
            url=f"/wishes/{wish.id}",
            sender=f"{by.name}",
            but=by,
        )


def name_of(wish: Wish) -> str:
    """微心愿 12 号（高校）: by number and field."""
    return f"微心愿 {wish.id} 号（{wish.field.value}）" if wish.field else f"微心愿 {wish.id} 号"
