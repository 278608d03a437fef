"""微心愿的一步: the page that asks for the words, and the press. A row of `domain/wishes.STEPS` each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for

from youthwork import clock
from youthwork.blueprints import presenting_wishes as presenting
from youthwork.blueprints.form_problems import put
from youthwork.blueprints.once import once
from youthwork.blueprints.web import (
    Answer,
    actor,
    commits,
    login_required,
    page_version,
    render,
    row_number,
    see_other,
    user,
)
from youthwork.domain.wishes import NOUNS, Falls, Step, WishAction
from youthwork.forms.choosing import offer
from youthwork.forms.fields import tidy
from youthwork.forms.wishes import RewordForm, StepForm
from youthwork.models import Wish
from youthwork.services.contact_work.wishes import wish_sight, wish_steps, wishes
from youthwork.services.contact_work.wishes.wishes import Asked, WishGiven, WishRefused

blueprint = Blueprint("wish_steps", __name__, url_prefix="/wishes")

#: What the words of a step are for; the young person may be told them.
_WORDS: dict[WishAction, tuple[str, str]] = {
    WishAction.POOL: ("为什么办不了", "试过什么、还缺什么，接手的人看得到"),
    WishAction.HAND_BACK: ("为什么退回", "试过什么、还缺什么，接手的人看得到"),
    WishAction.HAND_OVER: ("交代", "办到哪一步、还要做什么"),
    WishAction.PASS_UP: ("请上级帮什么", "本级为什么办不了"),
    WishAction.PASS_DOWN: ("请下级办什么", ""),
    WishAction.FULFIL: ("怎样实现的", "一两句就够；不写姓名和电话"),
    WishAction.FEED_BACK: ("怎样告诉的", "例如：当面告诉的、打电话告诉的"),
    WishAction.GIVE_UP: ("为什么实现不了", "写成可以原样告诉那位青年的话"),
    WishAction.REOPEN: ("为什么重新办理", ""),
}
_TITLES = {
    WishAction.FULFIL: "心愿实现了",
    WishAction.FEED_BACK: "已经告诉青年",
    WishAction.GIVE_UP: "实现不了，说明原因",
    WishAction.HAND_OVER: "移交给别的同志",
}
_NOUN = "any(" + ",".join(f'"{noun}"' for noun in NOUNS) + ")"


@blueprint.get(f"/<int:wish_id>/<{_NOUN}:noun>")
@login_required
def show(wish_id: int, noun: str) -> Answer:
    """The page of a step; what needs no words is pressed on the wish's own page."""
    wish, action = wish_sight.find_wish(actor(), wish_id), NOUNS[noun]
    if action in presenting.AT_ONCE:
        return see_other(url_for("wishes.show", wish_id=wish.id))
    row = wish_steps.row_for(wish, user(), action)
    if action is WishAction.REWORD:
        field = wish.field.value if wish.field else ""
        return _reword_page(
            wish, RewordForm(data={"text": wish.text, "of_whom": wish.of_whom, "field": field}), 200
        )
    return _step_page(wish, row, StepForm(data={"due_on": wish.due_on}), 200)


@blueprint.post(f"/<int:wish_id>/<{_NOUN}:noun>")
@login_required
@commits
@once
def take(wish_id: int, noun: str) -> Answer:
    wish, action = wish_sight.find_wish(actor(), wish_id), NOUNS[noun]
    if action is WishAction.REWORD:
        return _reword(wish)
    form = StepForm(request.form)
    _offer(wish, action, form)
    if not form.validate():
        return _step_page(wish, wish_steps.row_for(wish, user(), action), form, 422)
    try:
        wishes.take_step(wish, user(), _asked(action, form), page_version())
    except WishRefused as refused:
        if action in presenting.AT_ONCE:
            raise
        put(form, refused.problems.items())
        return _step_page(wish, wish_steps.row_for(wish, user(), action), form, 422)
    flash(_done_words(wish, action), "done")
    return see_other(url_for("wishes.show", wish_id=wish.id))


def _asked(action: WishAction, form: StepForm) -> Asked:
    return Asked(
        action,
        form.words.data or "",
        form.said.data or "",
        _number(form.to.data),
        _number(form.pool.data),
        form.due_on.data,
    )


def _reword(wish: Wish) -> Answer:
    form = RewordForm(request.form)
    if not form.validate():
        return _reword_page(wish, form, 422)
    given = WishGiven(wish.client_key, form.text.data or "", form.of_whom.data or "", form.youth_field)
    try:
        wishes.reword(wish, user(), given, page_version(), form.is_kept.data)
    except WishRefused as refused:
        put(form, refused.problems.items())
        return _reword_page(wish, form, 422, wishes.only_asks(user(), given, refused))
    flash("文字已更正，原来的文字没有保留", "done")
    return see_other(url_for("wishes.show", wish_id=wish.id))


def _step_page(wish: Wish, row: Step, form: StepForm, status: int) -> Answer:
    _offer(wish, row.action, form)
    label, hint = _WORDS[row.action]
    form.words.label.text = label
    chooses = row.to_whom is Falls.CHOSEN
    query = tidy(request.args.get("q"))[:40]
    return render(
        "wishes/step.html",
        status=status,
        wish=wish,
        row=presenting.row(wish, clock.now()),
        form=form,
        title=_TITLES.get(row.action, row.action.value),
        verb=row.action.value,
        noun=presenting.noun_of(row.action),
        words_hint=hint if row.needs_words else f"{hint}（可以不写）" if hint else "可以不写",
        asks_said=row.action is WishAction.FEED_BACK,
        asks_pool=row.action is WishAction.PASS_DOWN,
        superior=wish_sight.superior_pool(wish.pool_id) if row.action is WishAction.PASS_UP else None,
        asks_day=chooses,
        people=_people(wish, query) if chooses else None,
        query=query,
    )


def _reword_page(wish: Wish, form: RewordForm, status: int, asks: bool = False) -> Answer:
    return render("wishes/reword.html", status=status, wish=wish, form=form, asks=asks)


def _offer(wish: Wish, action: WishAction, form: StepForm) -> None:
    if action is WishAction.PASS_DOWN:
        lower = wish_sight.lower_pools(wish.pool_id)
        offer(form.pool, [("", "请选择"), *((str(each.id), each.common_name) for each in lower)])


def _people(wish: Wish, query: str) -> dict[str, Any]:
    found = wish_sight.who_can_take(wish, query)
    return {
        "rows": [(person.id, person.name, unit) for person, unit in found],
        "is_full": len(found) == wish_sight.MOST_PEOPLE,
    }


def _done_words(wish: Wish, action: WishAction) -> str:
    if action is WishAction.REMIND:
        return f"已提醒{wish.owner.name}" if wish.owner else "已提醒"
    if wish.owner is None:
        return f"已办“{action.value}”，现在在{wish.pool.common_name}心愿池里"
    return (
        f"已办“{action.value}”，现在由{wish.owner.name}办理"
        if not wish.state.is_over
        else f"已办“{action.value}”"
    )


def _number(text: str | None) -> int | None:
    try:
        return row_number(text or "")
    except ValueError:
        return None
