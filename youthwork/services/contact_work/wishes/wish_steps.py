"""心愿的一步: the only door through the table of `domain/wishes.py`; no other code sets a wish's state, owner or pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from youthwork import clock
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed, Unacceptable
from youthwork.domain.wish_words import number_problems
from youthwork.domain.wishes import Falls, Part, Step, WishAction, WishState, find_step, is_open, refusal
from youthwork.extensions import db
from youthwork.models import User, Wish, WishStep
from youthwork.services.contact_work.visits import protected
from youthwork.services.contact_work.wishes import wish_sight, wish_telling
from youthwork.services.posts import actor_of

#: As long as the columns are.
MOST_WORDS, MOST_SAID = 500, 200

LABELS = {"text": "心愿", "of_whom": "谁的心愿", "words": "说明", "said": "青年的话"}


class WishRefused(Unacceptable):
    """What was typed cannot be taken; `problems`: field → sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("；".join(problems.values()))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Asked:
    """要办的一步, with what belongs to it."""

    action: WishAction
    words: str = ""
    #: 反馈: what the young person said.
    said: str = ""
    #: 移交: to whom; 转下级心愿池: of which organ.
    to_id: int | None = None
    pool_id: int | None = None
    due_on: date | None = None


def take_step(wish: Wish, by: User, asked: Asked, version: int | None = None) -> WishStep:
    """Move the wish one row of the table on, or raise a sentence and leave it as it was.

    Raises `AlreadyMoved` where somebody acted since the page of `version`, `StepNotAllowed` where the state forbids
    it, `NotAllowed` where the person is not the one, `WishRefused` for what was typed.
    """
    lock(wish, version, asked.action)
    row = row_for(wish, by, asked.action)
    if found := _step_mistakes(wish, by, row, asked):
        raise WishRefused(found)
    owner_before, now = wish.owner_id, clock.now()
    if asked.action is not WishAction.REMIND:
        wish.version += 1
    if wish.state is not row.to:
        wish.state_since = now
    wish.state = row.to
    wish.owner_id = _owner_after(wish, row, by, asked)
    wish.pool_id = _pool_after(wish, asked)
    wish.due_on = asked.due_on or (wish.due_on if wish.owner_id == owner_before else None)
    return keep_step(wish, by, asked, owner_before, now)


def reminded_today(wish: Wish) -> WishStep | None:
    """The reminder the owner got today, if any: one a day is enough."""
    last = [step for step in wish.steps if step.action is WishAction.REMIND]
    return last[-1] if last and last[-1].at.date() == clock.today() else None


def lock(wish: Wish, version: int | None, action: WishAction) -> None:
    """Take the row for this deed and see it as it is now, not as it was when the page was drawn."""
    db.session.flush()
    db.session.refresh(wish, with_for_update={"of": Wish})
    db.session.expire(wish, ["steps", "owner", "pool"])
    if (version is not None and version != wish.version) or (
        action is WishAction.CLAIM and wish.state is WishState.CLAIMED
    ):
        raise AlreadyMoved(_who_was_faster(wish))


def _who_was_faster(wish: Wish) -> str:
    last = next(step for step in reversed(wish.steps) if step.action is not WishAction.REMIND)
    now = f"现在是“{wish.state.value}”" + (f"，由{wish.owner.name}办理" if wish.owner else "")
    when = moment_phrase(last.at, clock.now())
    return f"{last.by.name}{when}先办了“{last.action.value}”，这个心愿{now}；你这一步没有办"


def row_for(wish: Wish, by: User, action: WishAction) -> Step:
    parts = wish_sight.parts_of(actor_of(by), wish)
    row = find_step(wish.state, action, parts)
    if row is not None and not (action is WishAction.REMIND and Part.OWNER in parts):
        return row
    sentence = refusal(wish.state, action)
    raise NotAllowed(sentence) if is_open(wish.state, action) else StepNotAllowed(sentence)


def _step_mistakes(wish: Wish, by: User, row: Step, asked: Asked) -> dict[str, str]:
    texts = {"words": asked.words, "said": asked.said}
    found = {**protected_problems(by, texts), **number_problems(texts, LABELS)}
    if row.needs_words and not asked.words.strip():
        found["words"] = f"“{row.action.value}”请写说明"
    if asked.due_on is not None and asked.due_on < clock.today():
        found["due_on"] = "打算办好的日子不能早于今天"
    if row.to_whom is Falls.CHOSEN and not wish_sight.who_can_take(wish, person_id=asked.to_id or 0):
        found["to"] = "请选定接手的同志：心愿池所属机关及其下级的团干部，或登记人"
    if row.action is WishAction.PASS_UP and wish_sight.superior_pool(wish.pool_id) is None:
        found["words"] = "上面没有心愿池了，请在本级办理"
    if row.action is WishAction.PASS_DOWN and asked.pool_id not in _lower_ids(wish):
        found["pool"] = "请选定转给哪个下级"
    if row.action is WishAction.REMIND and (last := reminded_today(wish)):
        found["words"] = f"{last.by.name}今天已经提醒过，一天提醒一次就够了"
    return found


def _lower_ids(wish: Wish) -> set[int]:
    return {organ.id for organ in wish_sight.lower_pools(wish.pool_id)}


def _owner_after(wish: Wish, row: Step, by: User, asked: Asked) -> int | None:
    return {
        Falls.ACTOR: by.id,
        Falls.CHOSEN: asked.to_id,
        Falls.NOBODY: None,
        Falls.STAYS: wish.owner_id,
    }[row.to_whom]


def _pool_after(wish: Wish, asked: Asked) -> int:
    if asked.action is WishAction.PASS_UP:
        above = wish_sight.superior_pool(wish.pool_id)
        assert above is not None, "_step_mistakes() asks for one"
        return above.id
    if asked.action is WishAction.PASS_DOWN and asked.pool_id is not None:
        return asked.pool_id
    return wish.pool_id


def keep_step(wish: Wish, by: User, asked: Asked, owner_before: int | None, now: datetime) -> WishStep:
    """Put the step down and tell whom it concerns."""
    step = WishStep(
        at=now,
        by_id=by.id,
        action=asked.action,
        state=wish.state,
        owner_id=wish.owner_id,
        words=asked.words.strip(),
        said=asked.said.strip(),
    )
    wish.steps.append(step)
    db.session.flush()
    db.session.expire(wish, ["owner", "pool"])
    wish_telling.tell_of(step, wish, by, owner_before)
    return step


def protected_problems(person: User, texts: Mapping[str, str]) -> dict[str, str]:
    """The names of one's own night visits are refused: only one's own, so that nobody tries names out here."""
    changed = protected.renamed(person, texts)
    return {
        name: f"{LABELS[name]}里写了你夜访对象的姓名，请换成称呼或代号（如“{changed[name][:20]}”）"
        for name, text in texts.items()
        if changed[name] != text
    }
