"""印章保管: a stopped, lost, destroyed or expired seal is not pressed; three people at a hand-over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, START, Cast
from tests.services.seals.seal_cases import in_use, registered
from tests.services.test_database_promises import refused_change
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    Seal,
    SealChange,
    SealEvent,
    SealImpression,
    SealState,
    SigningKey,
    User,
)
from youthwork.services.path import queues
from youthwork.services.path.queues import Queue
from youthwork.services.personnel import people
from youthwork.services.posts import actor_of
from youthwork.services.seals import custody, registry, usable

Deed = Callable[[Seal, User, str], None]


def give_duty(cast: Cast, who: str, duty: Duty) -> None:
    post = db.session.scalars(
        db.select(Appointment).where(Appointment.user_id == cast.person(who).id)
    ).first()
    assert post is not None
    db.session.add(AppointmentDuty(appointment_id=post.id, duty=duty, starts_on=START))
    db.session.flush()


def pressing_refused(cast: Cast, error: type[Exception], sentence: str) -> None:
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    with pytest.raises(error, match=sentence):
        journeys.press(paper, cast, by="li")
    assert paper.state is State.SIGNED_OFF
    assert not db.session.scalars(db.select(SealImpression)).all()


@on_both_engines
@pytest.mark.parametrize(
    ("deed", "sentence"),
    [(custody.suspend, "已停用"), (custody.lose, "已挂失"), (custody.destroy, "已缴销")],
)
def test_a_seal_out_of_use_is_not_pressed_and_not_replaced_by_silence(
    app: Flask, cast: Cast, deed: Deed, sentence: str
) -> None:
    deed(in_use(cast), cast.person("chen"), "印面损坏")
    pressing_refused(cast, StepNotAllowed, sentence)


@pytest.mark.parametrize(
    ("valid", "sentence"),
    [
        ({"valid_until": NOW.date() - timedelta(days=1)}, "到2026年3月31日为止"),
        ({"valid_from": NOW.date() + timedelta(days=1)}, "自2026年4月2日起才可使用"),
    ],
)
def test_a_seal_outside_its_time_is_not_pressed(
    app: Flask, cast: Cast, valid: dict[str, date], sentence: str
) -> None:
    seal = in_use(cast)
    for name, day in valid.items():
        setattr(seal, name, day)
    pressing_refused(cast, StepNotAllowed, sentence)


def test_on_the_last_day_of_its_time_a_seal_is_pressed(app: Flask, cast: Cast) -> None:
    in_use(cast).valid_until = NOW.date()
    assert journeys.at_state(cast, State.PRESSED).state is State.PRESSED


def test_a_suspended_seal_comes_back_by_another_than_its_keeper(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    custody.suspend(seal, cast.person("li"), "印油渗漏，先停用")
    with pytest.raises(
        NotAllowed, match="“恢复使用”由团云溪县委的用印批准人、签发人（陈昱）办理，保管人除外"
    ):
        custody.resume(seal, cast.person("li"), "修好了")
    custody.resume(seal, cast.person("chen"), "修好了")
    assert seal.state is SealState.ACTIVE
    assert journeys.at_state(cast, State.PRESSED).state is State.PRESSED


@pytest.mark.parametrize("who", ["mai", "luo", "wai", "bai"])
@pytest.mark.parametrize("deed", [custody.suspend, custody.lose, custody.destroy])
def test_who_does_not_answer_for_the_seal_changes_nothing(
    app: Flask, cast: Cast, who: str, deed: Deed
) -> None:
    seal = in_use(cast)
    with pytest.raises(NotAllowed, match="办理"):
        deed(seal, cast.person(who), "试试")
    assert seal.state is SealState.ACTIVE


def test_the_keeper_does_not_destroy_what_they_keep(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    with pytest.raises(NotAllowed, match="保管人除外"):
        custody.destroy(seal, cast.person("li"), "旧了")


@pytest.mark.parametrize(("deed", "because"), [(custody.lose, "密钥可能泄露"), (custody.destroy, "停用")])
def test_a_lost_or_destroyed_seal_never_comes_back_and_its_key_is_revoked(
    app: Flask, cast: Cast, deed: Deed, because: str
) -> None:
    seal, chen = in_use(cast), cast.person("chen")
    deed(seal, chen, "下乡途中遗失")
    for again in (custody.resume, custody.suspend):
        with pytest.raises(StepNotAllowed, match=f"现在是“{seal.state.value}”"):
            again(seal, chen, "找到了")
    key = db.session.scalars(db.select(SigningKey).where(SigningKey.seal_id == seal.id)).one()
    assert (key.revoked_at, key.revoked_because, key.retired_at) == (NOW, because, NOW)


def test_a_suspended_seal_keeps_its_key(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    custody.suspend(seal, cast.person("chen"), "盘点")
    key = db.session.scalars(db.select(SigningKey).where(SigningKey.seal_id == seal.id)).one()
    assert key.revoked_at is None


def test_every_change_wants_its_reason(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    for deed in (custody.suspend, custody.lose, custody.destroy):
        with pytest.raises(StepNotAllowed, match="请写明原因"):
            deed(seal, cast.person("chen"), " ")


@on_both_engines
def test_after_a_hand_over_the_new_keeper_presses_and_the_old_one_is_told_who(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    give_duty(cast, "mai", Duty.SEAL_KEEPER)
    custody.hand_over(seal, cast.person("chen"), cast.person("mai").id, "李堃借调")
    event = seal.events[-1]
    assert (event.kind, event.people) == (
        SealChange.HAND_OVER,
        "移交人 李堃；接收人 买买提江·阿布都；监交人 陈昱",
    )
    pressing_refused(cast, NotAllowed, "由保管人买买提江·阿布都保管")
    paper = db.session.scalars(db.select(journeys.Submission)).one()
    assert queues.queue_of(paper, actor_of(cast.person("li"))) is None
    assert queues.queue_of(paper, actor_of(cast.person("mai"))) is Queue.PRESS
    journeys.press(paper, cast, by="mai")
    assert paper.state is State.PRESSED


@on_both_engines
def test_a_hand_over_is_of_three_people(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    give_duty(cast, "mai", Duty.SEAL_KEEPER)
    for wrong in (cast.person("li").id, cast.person("zhou").id, cast.person("chen").id, None):
        with pytest.raises(Unacceptable, match="接收人须是本单位的另一位印章管理员"):
            custody.hand_over(seal, cast.person("chen"), wrong, "调岗")
    with pytest.raises(NotAllowed, match="“交接”由"):
        custody.hand_over(seal, cast.person("li"), cast.person("mai").id, "调岗")
    custody.hand_over(seal, cast.person("chen"), cast.person("mai").id, "调岗")
    event = seal.events[-1]
    for wrong_people in (
        {"witness_id": event.to_keeper_id},
        {"witness_id": event.from_keeper_id},
        {"witness_id": None},
        {"to_keeper_id": event.from_keeper_id},
    ):
        refused_change(SealEvent, event.id, "ck_seal_event_hand_over_of_three", **wrong_people)


def test_a_lost_seal_is_not_handed_over(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    custody.lose(seal, cast.person("chen"), "遗失")
    with pytest.raises(StepNotAllowed, match="不能办理交接"):
        custody.hand_over(seal, cast.person("chen"), cast.person("mai").id, "调岗")


def test_a_seal_nobody_is_named_for_is_pressed_by_any_keeper_of_the_organ(app: Flask, cast: Cast) -> None:
    in_use(cast).keeper_id = None
    db.session.flush()
    give_duty(cast, "mai", Duty.SEAL_KEEPER)
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    for who in ("li", "mai"):
        assert queues.queue_of(paper, actor_of(cast.person(who))) is Queue.PRESS
    journeys.press(paper, cast, by="mai")


def test_of_several_seals_the_newest_in_ones_keeping_is_pressed_unless_one_chooses(
    app: Flask, cast: Cast
) -> None:
    old = in_use(cast)
    new = registered(cast, diameter_mm=42)
    registry.confirm(new, cast.person("chen"))
    li, organ_id = cast.person("li"), old.organization_id
    assert usable.choose(organ_id, None, li) == new
    assert usable.choose(organ_id, old.id, li) == old
    other = db.session.scalars(db.select(Seal).where(Seal.organization_id != organ_id)).first()
    assert other is not None
    with pytest.raises(NotFound, match="用印单位没有这枚印章"):
        usable.choose(organ_id, other.id, li)


def test_an_organ_that_never_registered_a_seal_presses_its_metal_one_by_hand(app: Flask, cast: Cast) -> None:
    organ_id = cast.organ("团云溪县委").id
    db.session.execute(db.delete(Seal).where(Seal.organization_id == organ_id))
    pressing_refused(cast, StepNotAllowed, "请先打印盖章")


def test_a_keeper_whose_post_ends_is_reminded_to_hand_the_seal_over(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    post = db.session.scalars(db.select(Appointment).where(Appointment.user_id == cast.person("li").id)).one()
    assert any("此人保管着团云溪县委的印章" in each for each in people.open_work(post))
    custody.destroy(seal, cast.person("chen"), "换新章")
    assert not any("印章" in each for each in people.open_work(post))
