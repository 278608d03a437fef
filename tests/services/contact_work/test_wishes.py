"""微心愿: registered once, always somebody's but in the pool, every step with who and in which words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.visits import TROUBLED, add_visit
from tests.wishes import TEXT, add_wish, given, pooled, press
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.wishes import WishAction, WishState
from youthwork.domain.youth import YouthField
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Message, MessageKind, Wish, WishStep
from youthwork.services.contact_work.wishes import wish_sight, wishes
from youthwork.services.contact_work.wishes.wishes import Asked, WishRefused
from youthwork.services.posts import actor_of

pytestmark = on_both_engines
_A, _S = WishAction, WishState


def told(cast: Cast, username: str) -> list[str]:
    rows = db.session.scalars(
        db.select(Message.title)
        .where(Message.person_id == cast.person(username).id, Message.kind == MessageKind.WISH)
        .order_by(Message.id)
    )
    return list(rows)


def refused(wish: Wish, cast: Cast, username: str, action: WishAction, **more: object) -> dict[str, str]:
    with pytest.raises(WishRefused) as raised:
        press(wish, cast, username, action, **more)
    return raised.value.problems


def test_it_works(app: Flask, cast: Cast) -> None:
    wish = add_wish(cast, field=YouthField.COUNTRYSIDE, of_whom="小王")
    zhou, county = cast.person("zhou"), cast.organ("团云溪县委")
    assert (wish.state, wish.owner_id, wish.pool_id) == (_S.OWN, zhou.id, county.id)
    assert (wish.text, wish.of_whom, wish.raised_at, wish.version) == (TEXT, "小王", NOW, 2)
    assert [step.action for step in wish.steps] == [_A.REGISTER, _A.TAKE_ON]


def test_the_whole_path_keeps_who_when_and_in_which_words(app: Flask, cast: Cast) -> None:
    wish = add_wish(cast)
    press(wish, cast, "zhou", _A.POOL, words="镇上没有空房")
    assert wish.owner_id is None
    press(wish, cast, "mai", _A.CLAIM, words="")
    press(wish, cast, "mai", _A.FULFIL, words="借到了镇文化站的二楼")
    press(wish, cast, "zhou", _A.FEED_BACK, words="当面告诉的", said="太好了")
    assert wish.state is _S.FED_BACK and wish.owner_id == cast.person("mai").id
    rows = [(step.by.name, step.action.value, step.words, step.said) for step in wish.steps]
    assert rows[2:] == [
        ("周可儿", "转入心愿池", "镇上没有空房", ""),
        ("买买提江·阿布都", "认领", "", ""),
        ("买买提江·阿布都", "实现", "借到了镇文化站的二楼", ""),
        ("周可儿", "反馈", "当面告诉的", "太好了"),
    ]
    assert {step.at for step in wish.steps} == {NOW}


def test_the_same_wish_sent_three_times_is_one(app: Flask, cast: Cast) -> None:
    sent = given(client_key="phone-1234")
    found = {wishes.register(cast.person("zhou"), sent).id for _ in range(3)}
    assert len(found) == 1
    assert db.session.scalar(db.select(db.func.count(WishStep.id))) == 2


def test_a_key_with_another_text_overwrites_nothing(app: Flask, cast: Cast) -> None:
    first = wishes.register(cast.person("zhou"), given(client_key="phone-1234"))
    with pytest.raises(AlreadyMoved, match="没有覆盖"):
        wishes.register(cast.person("zhou"), given(client_key="phone-1234", text="想学电焊"))
    assert first.text == TEXT


def test_two_people_may_have_the_same_key(app: Flask, cast: Cast) -> None:
    ids = {wishes.register(cast.person(name), given(client_key="phone-1234")).id for name in ("zhou", "chen")}
    assert len(ids) == 2


def test_a_person_without_a_post_as_cadre_registers_none(app: Flask, cast: Cast) -> None:
    post = db.session.scalars(
        db.select(AppointmentDuty).join(Appointment).where(Appointment.user_id == cast.person("mai").id)
    ).one()
    post.ends_on = NOW.date() - timedelta(days=1)
    db.session.flush()
    with pytest.raises(WishRefused, match="没有团干部任职"):
        add_wish(cast, "mai")


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("text", "找 13800001234", "电话或证件号码"),
        ("of_whom", "小王 13800001234", "电话或证件号码"),
        ("text", " ", "请写下"),
        ("of_whom", "王小明", "像是真实姓名"),
    ],
)
def test_what_must_not_stand_there_is_refused_at_its_field(
    app: Flask, cast: Cast, field: str, text: str, words: str
) -> None:
    with pytest.raises(WishRefused) as raised:
        add_wish(cast, **{field: text})
    assert words in raised.value.problems[field]
    assert db.session.scalar(db.select(db.func.count(Wish.id))) == 0


def test_what_only_reads_like_a_name_is_kept_by_who_knows_better_but_a_phone_never(
    app: Flask, cast: Cast
) -> None:
    zhou = cast.person("zhou")
    assert wishes.register(zhou, given(of_whom="高小明"), is_kept=True).of_whom == "高小明"
    with pytest.raises(WishRefused, match="号码"):
        wishes.register(zhou, given(of_whom="高小明13800001234"), is_kept=True)


def test_the_name_of_a_person_visited_at_night_is_taken_nowhere(app: Flask, cast: Cast) -> None:
    add_visit(cast, "zhou", TROUBLED, name="钱多宝")
    with pytest.raises(WishRefused) as raised:
        wishes.register(cast.person("zhou"), given(text="钱多宝想上夜校"), is_kept=True)
    assert "夜访对象" in raised.value.problems["text"] and "钱多宝" not in raised.value.sentence
    wish = add_wish(cast)
    found = refused(wish, cast, "zhou", _A.FULFIL, words="给钱多宝报了名")
    assert "夜访对象" in found["words"] and "钱多宝" not in found["words"]


def test_a_colleague_cannot_try_out_names_of_others_visits(app: Flask, cast: Cast) -> None:
    add_visit(cast, "zhou", TROUBLED, name="钱多宝")
    assert wishes.register(cast.person("li"), given(text="钱多宝想上夜校"), is_kept=True)


@pytest.mark.parametrize(
    ("username", "action", "sentence"),
    [
        ("mai", _A.FULFIL, "“实现”由办理人办理"),
        ("zhou", _A.CLAIM, "不能“认领”"),
        ("zhou", _A.FEED_BACK, "不能“反馈”"),
        ("mai", _A.POOL, "“转入心愿池”由办理人、心愿池管理人办理"),
    ],
)
def test_a_step_by_the_wrong_person_or_at_the_wrong_time_is_refused_in_a_sentence(
    app: Flask, cast: Cast, username: str, action: WishAction, sentence: str
) -> None:
    wish = add_wish(cast)
    with pytest.raises((NotAllowed, StepNotAllowed), match=sentence):
        press(wish, cast, username, action)
    assert wish.state is _S.OWN and len(wish.steps) == 2


@pytest.mark.parametrize("action", [_A.POOL, _A.FULFIL, _A.GIVE_UP, _A.HAND_OVER])
def test_a_step_that_needs_words_has_them(app: Flask, cast: Cast, action: WishAction) -> None:
    wish = add_wish(cast)
    found = refused(wish, cast, "zhou", action, words=" ", to_id=cast.person("li").id)
    assert found == {"words": f"“{action.value}”请写说明"}


def test_the_keeper_hands_over_from_the_pool_and_the_new_owner_hears_of_it(app: Flask, cast: Cast) -> None:
    wish = pooled(cast, "chen")
    day = date(2026, 4, 20)
    press(wish, cast, "zhou", _A.HAND_OVER, to_id=cast.person("li").id, due_on=day)
    assert (wish.state, wish.owner_id, wish.due_on) == (_S.CLAIMED, cast.person("li").id, day)
    assert told(cast, "li") == [f"周可儿把微心愿 {wish.id} 号移交给你办理"]
    assert told(cast, "chen") == [f"微心愿 {wish.id} 号移交给了别的同志办理"]


@pytest.mark.parametrize("username", ["bai", "wai", "luo"])
def test_nobody_outside_the_pool_is_handed_a_wish(app: Flask, cast: Cast, username: str) -> None:
    wish = pooled(cast)
    found = refused(wish, cast, "zhou", _A.HAND_OVER, to_id=cast.person(username).id)
    assert "接手的同志" in found["to"]


def test_the_owner_gives_it_back_and_the_keeper_hears_of_it(app: Flask, cast: Cast) -> None:
    wish = press(pooled(cast, "chen"), cast, "li", _A.CLAIM)
    press(wish, cast, "li", _A.HAND_BACK, words="没有场地")
    assert (wish.state, wish.owner_id) == (_S.POOL, None)
    assert told(cast, "zhou")[-1] == f"微心愿 {wish.id} 号退回了心愿池，请看看谁能办"


def test_the_keeper_passes_it_up_and_the_superior_passes_it_down_elsewhere(app: Flask, cast: Cast) -> None:
    wish = pooled(cast, "chen", field=YouthField.COUNTRYSIDE)
    press(wish, cast, "zhou", _A.PASS_UP, words="县里没有这样的师傅")
    assert wish.pool_id == cast.organ("团青岚市委").id and wish.state is _S.POOL
    assert told(cast, "lin") == [f"下级转来微心愿 {wish.id} 号（农村），请看看谁能办"]
    with pytest.raises(NotAllowed):
        press(wish, cast, "zhou", _A.PASS_DOWN, pool_id=cast.organ("团白鹭县委").id)
    press(wish, cast, "lin", _A.PASS_DOWN, pool_id=cast.organ("团白鹭县委").id)
    assert press(wish, cast, "bai", _A.CLAIM).owner_id == cast.person("bai").id


def test_above_the_top_there_is_no_pool(app: Flask, cast: Cast) -> None:
    wish = pooled(cast, "gu")
    assert "上面没有心愿池了" in refused(wish, cast, "gu", _A.PASS_UP)["words"]


def test_a_pool_is_passed_down_only_to_what_lies_beneath(app: Flask, cast: Cast) -> None:
    wish = pooled(cast)
    found = refused(wish, cast, "zhou", _A.PASS_DOWN, pool_id=cast.organ("团白鹭县委").id)
    assert "请选定" in found["pool"]


def test_where_an_organ_has_no_clerk_the_next_one_above_keeps_its_pool(app: Flask, cast: Cast) -> None:
    duty = db.session.scalars(
        db.select(AppointmentDuty)
        .join(Appointment)
        .where(Appointment.user_id == cast.person("zhou").id, AppointmentDuty.duty == "经办人")
    ).one()
    db.session.delete(duty)
    db.session.flush()
    wish = pooled(cast, "chen")
    assert [user.username for user in wish_sight.keepers(wish.pool_id)] == ["lin"]
    press(wish, cast, "lin", _A.HAND_OVER, to_id=cast.person("li").id)
    assert wish.owner_id == cast.person("li").id


def test_a_reminder_changes_nothing_and_comes_once_a_day(app: Flask, cast: Cast) -> None:
    wish = press(pooled(cast, "chen"), cast, "li", _A.CLAIM)
    before = (wish.version, wish.state_since, wish.owner_id)
    press(wish, cast, "zhou", _A.REMIND, words="")
    assert (wish.version, wish.state_since, wish.owner_id) == before
    assert told(cast, "li") == [f"周可儿提醒：微心愿 {wish.id} 号还等着你办"]
    assert "一天提醒一次" in refused(wish, cast, "chen", _A.REMIND)["words"]
    wish.steps[-1].at = NOW - timedelta(days=1)
    db.session.flush()
    press(wish, cast, "chen", _A.REMIND, words="")
    assert len(told(cast, "li")) == 2


def test_given_up_the_raiser_hears_it_and_may_take_it_up_again(app: Flask, cast: Cast) -> None:
    wish = press(pooled(cast, "chen"), cast, "li", _A.CLAIM)
    press(wish, cast, "li", _A.GIVE_UP, words="公路今年不改线，明年再提")
    assert (wish.state, wish.owner_id) == (_S.IMPOSSIBLE, cast.person("li").id)
    assert told(cast, "chen")[-1] == f"微心愿 {wish.id} 号无法实现，请把说明告诉那位青年"
    press(wish, cast, "chen", _A.REOPEN, words="路政所同意了")
    assert (wish.state, wish.owner_id) == (_S.OWN, cast.person("chen").id)
    assert told(cast, "li")[-1] == f"微心愿 {wish.id} 号不再由你办理（重新办理）"


def test_no_message_carries_what_the_young_person_wished(app: Flask, cast: Cast) -> None:
    wish = pooled(cast, "chen", of_whom="小王")
    press(wish, cast, "li", _A.CLAIM, words="我来")
    press(wish, cast, "li", _A.FULFIL, words="借到了自习室")
    rows = db.session.scalars(db.select(Message).where(Message.kind == MessageKind.WISH)).all()
    said = "".join(each.title + each.words + each.url for each in rows)
    assert rows and not [word for word in ("自习", "小王", "我来", "借到") if word in said]


def test_rewording_leaves_nothing_of_what_stood_there(app: Flask, cast: Cast) -> None:
    wish = wishes.register(cast.person("zhou"), given(text="高小明想学电焊", of_whom="高小明"), is_kept=True)
    wishes.reword(wish, cast.person("zhou"), given(text="想学电焊", of_whom="小高"), wish.version)
    db.session.flush()
    db.session.refresh(wish)
    assert (wish.text, wish.of_whom, wish.state) == ("想学电焊", "小高", _S.OWN)
    assert not [step for step in wish.steps if "高小明" in step.words + step.said]
    with pytest.raises(NotAllowed):
        wishes.reword(wish, cast.person("li"), given(text="别的"), wish.version)


def test_a_reworded_wish_sent_again_by_the_phone_is_still_the_same(app: Flask, cast: Cast) -> None:
    sent = given(client_key="phone-1234")
    wish = wishes.register(cast.person("zhou"), sent)
    wishes.reword(wish, cast.person("zhou"), given(text="想学电焊"), wish.version)
    assert wishes.register(cast.person("zhou"), sent).id == wish.id


def test_who_comes_second_is_told_who_was_faster(app: Flask, cast: Cast) -> None:
    wish = pooled(cast, "chen")
    seen = wish.version
    press(wish, cast, "li", _A.CLAIM, words="")
    sentence = "李堃今天 12:00先办了“认领”，这个心愿现在是“已认领”，由李堃办理"
    for version in (seen, None):
        with pytest.raises(AlreadyMoved, match=sentence):
            wishes.take_step(wish, cast.person("mai"), Asked(_A.CLAIM), version)


def test_the_database_lets_nobody_own_what_lies_in_the_pool_nor_nobody_own_the_rest(
    app: Flask, cast: Cast
) -> None:
    lying, own = pooled(cast), add_wish(cast)
    for wish_id, owner_id in ((lying.id, cast.person("zhou").id), (own.id, None)):
        change = db.update(Wish).where(Wish.id == wish_id).values(owner_id=owner_id)
        with pytest.raises(IntegrityError, match="owned_unless_pooled"), db.session.begin_nested():
            db.session.execute(change)


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        ("own", {"zhou", "chen", "li", "meng", "su"}),
        ("pool", {"zhou", "chen", "li", "mai", "meng", "su"}),
        ("claimed", {"zhou", "chen", "li", "mai", "meng", "su"}),
        ("passed_up", {"zhou", "chen", "li", "mai", "meng", "luo", "bai", "su"}),
    ],
)
def test_a_wish_is_seen_by_its_people_its_pool_and_the_offices_above(
    app: Flask, cast: Cast, state: str, seen_by: set[str]
) -> None:
    wish = add_wish(cast) if state == "own" else pooled(cast)
    if state == "claimed":
        press(wish, cast, "mai", _A.CLAIM)
    if state == "passed_up":
        press(wish, cast, "zhou", _A.PASS_UP)
    found = set()
    for name in ("zhou", "chen", "li", "mai", "meng", "luo", "bai", "su", "wai"):
        try:
            wish_sight.find_wish(actor_of(cast.person(name)), wish.id)
        except NotFound:
            continue
        found.add(name)
    assert found == seen_by
