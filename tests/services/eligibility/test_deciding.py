"""评定、撤销、准予参评: whose deed each is, with a reason, told to the person, seen by nobody beside."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import nominations
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.nominations import CITY, COUNTY
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound, Unacceptable
from youthwork.extensions import db
from youthwork.models import AuditRecord, Disqualification, Message
from youthwork.services import posts
from youthwork.services.eligibility import deciding, sight

pytestmark = on_both_engines


def organs(cast: Cast, by: str, who: str) -> list[str]:
    return [each.name for each in deciding.organs_for(posts.actor_of(cast.person(by)), cast.person(who))]


def test_it_is_decided_by_the_signer_of_the_organ_directly_above(app: Flask, cast: Cast) -> None:
    assert organs(cast, "meng", "li") == [CITY]
    for nobody in ("chen", "he", "lin", "su", "bai", "wai"):
        assert organs(cast, nobody, "li") == [], nobody
    assert organs(cast, "su", "luo") == ["团示范省委"]


def test_nobody_decides_about_themselves(app: Flask, cast: Cast) -> None:
    assert organs(cast, "su", "su") == [] and organs(cast, "fu", "su") == ["团示范省委"]


def test_who_does_not_sign_for_the_superior_is_refused(app: Flask, cast: Cast) -> None:
    chen = cast.person("chen")
    with pytest.raises(NotAllowed, match="上级团组织签发人"):
        deciding.disqualify(
            posts.actor_of(chen), chen, cast.person("li"), cast.organ(COUNTY).id, 2026, "理由"
        )


@pytest.mark.parametrize(
    ("year", "reason"), [(2026, "  "), (2026, "长" * 301), (2024, "理由"), (2027, "理由")]
)
def test_year_and_reason_are_asked_for(app: Flask, cast: Cast, year: int, reason: str) -> None:
    meng = cast.person("meng")
    with pytest.raises(Unacceptable):
        deciding.disqualify(posts.actor_of(meng), meng, cast.person("li"), cast.organ(CITY).id, year, reason)


def test_it_is_decided_once_a_year(app: Flask, cast: Cast) -> None:
    nominations.disqualify(cast)
    with pytest.raises(AlreadyMoved, match="已评定李堃2026年不合格"):
        nominations.disqualify(cast)
    nominations.disqualify(cast, year=2025)


def test_the_person_is_told_and_the_message_says_neither_word_nor_reason(app: Flask, cast: Cast) -> None:
    decided = nominations.disqualify(cast)
    (told,) = db.session.scalars(db.select(Message).where(Message.person_id == cast.person("li").id))
    assert told.url == f"/disqualifications/{decided.id}"
    assert "不合格" not in told.title + told.words and "夜访" not in told.title + told.words


def test_it_is_in_the_audit_without_the_name(app: Flask, cast: Cast) -> None:
    decided = nominations.disqualify(cast)
    (kept,) = db.session.scalars(db.select(AuditRecord).where(AuditRecord.kind == "评定不合格"))
    assert f"第 {decided.id} 号" in kept.sentence and "李堃" not in kept.sentence
    assert kept.user_id == cast.person("meng").id


def test_only_who_decided_those_above_and_the_person_see_it(app: Flask, cast: Cast) -> None:
    decided = nominations.disqualify(cast)
    for who in ("meng", "he", "su", "tang", "li"):
        assert sight.find(posts.actor_of(cast.person(who)), decided.id) is decided, who
    for who in ("zhou", "chen", "lin", "luo", "bai", "wang", "mai", "wai", "gu"):
        with pytest.raises(NotFound):
            sight.find(posts.actor_of(cast.person(who)), decided.id)
        assert sight.listed(posts.actor_of(cast.person(who))) == [], who


def test_it_is_withdrawn_by_the_organ_or_one_above_and_stays_on_record(app: Flask, cast: Cast) -> None:
    decided = nominations.disqualify(cast)
    he, su = cast.person("he"), cast.person("su")
    with pytest.raises(NotAllowed):
        deciding.withdraw(posts.actor_of(he), he, decided, "核实有误")
    with pytest.raises(Unacceptable):
        deciding.withdraw(posts.actor_of(su), su, decided, " ")
    deciding.withdraw(posts.actor_of(su), su, decided, "核实有误")
    assert decided.withdrawn_by_id == su.id and decided.reason == "夜访次数不实"
    again = nominations.disqualify(cast)
    assert db.session.scalars(db.select(Disqualification)).all() == [decided, again]


def test_only_an_organ_above_lifts_it_and_once(app: Flask, cast: Cast) -> None:
    decided = nominations.disqualify(cast)
    meng = cast.person("meng")
    assert deciding.lifting_organs(posts.actor_of(meng), decided) == []
    with pytest.raises(NotAllowed):
        deciding.lift(posts.actor_of(meng), meng, decided, cast.organ(CITY).id, "理由")
    nominations.lift(cast, decided)
    with pytest.raises(AlreadyMoved):
        nominations.lift(cast, decided, by="fu")


def test_what_is_withdrawn_is_neither_lifted_nor_withdrawn_again(app: Flask, cast: Cast) -> None:
    decided = nominations.disqualify(cast)
    meng, su = cast.person("meng"), cast.person("su")
    deciding.withdraw(posts.actor_of(meng), meng, decided, "核实有误")
    assert deciding.lifting_organs(posts.actor_of(su), decided) == []
    assert not deciding.may_withdraw(posts.actor_of(meng), decided)
