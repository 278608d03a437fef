"""印章登记: entered by one, confirmed by another; what is refused, and that the picture lies locked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.seals.seal_cases import drawing, in_use, png, registered, registration
from tests.services.test_database_promises import refused_change
from youthwork.domain.errors import NotAllowed, StepNotAllowed, Unacceptable
from youthwork.extensions import db
from youthwork.models import (
    AuditRecord,
    Organization,
    Seal,
    SealChange,
    SealEvent,
    SealMode,
    SealState,
    SigningKey,
)
from youthwork.services.keys.box import keybox
from youthwork.services.printing.making import SEAL_PICTURE, seal_picture
from youthwork.services.seals import people, picture, registry, usable
from youthwork.services.seals.registry import SealKind


def events_of(seal: Seal) -> list[tuple[SealChange, str]]:
    rows = db.session.scalars(db.select(SealEvent).where(SealEvent.seal_id == seal.id).order_by(SealEvent.id))
    return [(row.kind, row.by_name) for row in rows]


@on_both_engines
def test_a_seal_is_pressed_only_once_another_person_confirmed_it(app: Flask, cast: Cast) -> None:
    seal = registered(cast)
    assert (seal.state, seal.keeper_id) == (SealState.PENDING, cast.person("li").id)
    assert seal not in usable.seals_to_press(seal.organization_id)
    with pytest.raises(StepNotAllowed, match="还没有核准"):
        usable.choose(seal.organization_id, seal.id, cast.person("li"))
    registry.confirm(seal, cast.person("chen"))
    assert usable.seals_to_press(seal.organization_id)[0] == seal
    assert events_of(seal) == [(SealChange.REGISTER, "周可儿"), (SealChange.CONFIRM, "陈昱")]
    told = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "seal")).all()
    assert len(told) == 2 and "登记人 周可儿；保管人 李堃" in told[0]


@pytest.mark.parametrize("who", ["zhou", "li", "mai", "meng", "wai"])
def test_neither_who_entered_it_nor_who_keeps_it_nor_a_stranger_confirms(
    app: Flask, cast: Cast, who: str
) -> None:
    seal = registered(cast)
    for deed in (registry.confirm, lambda seal, user: registry.reject(seal, user, "不符")):
        with pytest.raises(NotAllowed, match="团云溪县委的用印批准人、签发人（陈昱）"):
            deed(seal, cast.person(who))
    assert seal.state is SealState.PENDING


def test_where_the_organ_has_nobody_else_the_superior_confirms(app: Flask, cast: Cast) -> None:
    """王望 alone is 团望川县委: enters the seal and keeps it."""
    given = registration(cast, "团望川县委", "wang")
    seal = registry.register(cast.organ("团望川县委"), cast.person("wang"), given)
    assert people.overseers_of(seal).words() == "团示范省委的用印批准人、签发人（苏明、傅敏）"
    with pytest.raises(NotAllowed):
        registry.confirm(seal, cast.person("wang"))
    registry.confirm(seal, cast.person("fu"))
    assert seal.state is SealState.ACTIVE


@on_both_engines
def test_the_database_itself_wants_two_people_and_a_code(app: Flask, cast: Cast) -> None:
    seal = registered(cast)
    refused_change(Seal, seal.id, "ck_seal_two_people", confirmed_by_id=seal.registered_by_id)
    refused_change(Seal, seal.id, "ck_seal_code_if_outside", mode=SealMode.OUTSIDE)
    refused_change(Seal, seal.id, "ck_seal_diameter_of_a_seal", diameter_mm=61)


def test_a_confirmed_seal_is_not_confirmed_again_nor_rejected(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    with pytest.raises(StepNotAllowed, match="现在是“在用”，不能核准"):
        registry.confirm(seal, cast.person("chen"))
    with pytest.raises(StepNotAllowed, match="不能不予核准"):
        registry.reject(seal, cast.person("chen"), "不符")


def test_a_rejected_registration_stays_readable_and_is_never_pressed(app: Flask, cast: Cast) -> None:
    seal = registered(cast)
    with pytest.raises(StepNotAllowed, match="请写明原因"):
        registry.reject(seal, cast.person("chen"), "  ")
    registry.reject(seal, cast.person("chen"), "批文号不对")
    assert seal.state is SealState.REJECTED and seal.events[-1].reason == "批文号不对"
    with pytest.raises(StepNotAllowed, match="没有核准"):
        usable.choose(seal.organization_id, seal.id, cast.person("li"))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "共青团云溪县委员会"}, "应为“中国共产主义青年团云溪县委员会”，现在是“共青团云溪县委员会”"),
        ({"name": "中国共产主义青年团云溪县委员会 "}, "一字不差"),
        ({"diameter_mm": 29}, "30 到 60 毫米"),
        ({"diameter_mm": 61}, "30 到 60 毫米"),
        ({"valid_until": date(2025, 12, 31)}, "有效期止"),
        ({"valid_until": NOW.date() - timedelta(days=1)}, "有效期止"),
        ({"keeper_id": 0}, "保管人须是团云溪县委的印章管理员"),
        ({"kind": SealKind.IMAGE}, "请上传印模图像"),
        ({"kind": SealKind.OUTSIDE}, "不能登记这一种"),
    ],
)
def test_a_registration_that_is_not_right_is_refused_with_its_sentence(
    app: Flask, cast: Cast, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Unacceptable, match=sentence):
        registered(cast, **changes)


def test_the_keeper_must_keep_seals_in_that_organ(app: Flask, cast: Cast) -> None:
    with pytest.raises(Unacceptable, match="印章管理员，请重新选择"):
        registered(cast, keeper="zhao")


def test_no_real_instance_draws_a_seal(app: Flask, cast: Cast) -> None:
    app.config["IS_DEMO"] = False
    assert SealKind.DEMO not in registry.kinds_on_offer()
    with pytest.raises(Unacceptable, match="不能登记这一种"):
        registered(cast)
    by_hand = registered(cast, kind=SealKind.BY_HAND)
    assert (by_hand.mode, by_hand.is_demo, by_hand.locked_image) == (SealMode.BY_HAND, False, None)


def test_an_outside_seal_needs_its_service_and_its_code(app: Flask, cast: Cast) -> None:
    app.config["SEAL_SERVICE"] = "somewhere:provider"
    with pytest.raises(Unacceptable, match="印章编码"):
        registered(cast, kind=SealKind.OUTSIDE)
    seal = registered(cast, kind=SealKind.OUTSIDE, outside_code="4101-07")
    assert (seal.mode, seal.outside_code, seal.locked_image) == (SealMode.OUTSIDE, "4101-07", None)


@pytest.mark.parametrize(("who", "told"), [("chen", "经办人周可儿"), ("mai", "管理员（周可儿）")])
def test_only_the_organs_clerk_or_administrator_enters_a_seal(
    app: Flask, cast: Cast, who: str, told: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        registry.register(cast.organ("团云溪县委"), cast.person(who), registration(cast))
    assert told in refused.value.sentence


def test_a_department_has_no_seal_of_its_own(app: Flask, cast: Cast) -> None:
    department = cast.organ("团青岚市委组织部")
    with pytest.raises(NotAllowed, match="内设部门，印章由团青岚市委登记"):
        registry.register(department, cast.person("lin"), registration(cast, "团青岚市委组织部", "zhao"))


def test_the_picture_lies_locked_and_is_pressed_as_it_was_cleaned(app: Flask, cast: Cast) -> None:
    content = picture.clean(png(drawing()), 40)
    seal = registered(cast, kind=SealKind.IMAGE, picture=content)
    assert seal.locked_image is not None and not seal.is_demo
    assert b"PNG" not in seal.locked_image and content[100:160] not in seal.locked_image
    assert keybox().unlock(seal.locked_image, SEAL_PICTURE) == content
    assert "data:image/png;base64," in seal_picture(seal).svg


def test_a_confirmed_picture_has_a_key_to_sign_with_and_a_seal_of_metal_has_none(
    app: Flask, cast: Cast
) -> None:
    drawn = in_use(cast)
    keys = db.select(SigningKey.seal_id).where(SigningKey.seal_id.is_not(None))
    assert list(db.session.scalars(keys)) == [drawn.id]
    registry.confirm(registered(cast, kind=SealKind.BY_HAND), cast.person("chen"))
    assert list(db.session.scalars(keys)) == [drawn.id]


def test_a_seal_whose_organ_was_renamed_is_not_pressed(app: Flask, cast: Cast) -> None:
    seal = in_use(cast)
    db.session.get_one(Organization, seal.organization_id).full_name = "中国共产主义青年团云溪区委员会"
    with pytest.raises(StepNotAllowed, match="与现在的全称不一致"):
        usable.choose(seal.organization_id, None, cast.person("li"))
