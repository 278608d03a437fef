"""更正与作废的规则: who may have what follow a filed paper, and when; no database is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.places import CITY, CITY_ORGANIZATION, COUNTY, COUNTY_OFFICE, PROVINCE, SISTER_COUNTY
from youthwork.domain import corrections as rules
from youthwork.domain.corrections import FiledPaper, FollowUp, Successor, Validity
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, StepNotAllowed
from youthwork.domain.hierarchy import Unit
from youthwork.domain.numbering import machine_number, next_version
from youthwork.domain.workflow import Actor, State

SUBJECT, FILER = 7, 3
TABLE = FiledPaper("岚青备〔2026〕1号", 1, COUNTY, CITY, CITY_ORGANIZATION, FILER, submitter_id=2)
SHEET = replace(TABLE, submitter_id=SUBJECT, subject_id=SUBJECT)
VOIDED = replace(TABLE, is_voided=True)
OLD = replace(TABLE, later_version=2)
DRAFT = Successor(State.DRAFT)


def person(duty: Duty, unit: Unit, user_id: int = 100) -> Actor:
    return Actor(user_id, ((duty, unit),))


CLERK = person(Duty.CLERK, COUNTY)
REVIEWER = person(Duty.REVIEWER, CITY_ORGANIZATION)
SIGNER = person(Duty.SIGNER, CITY)


def said(what: FollowUp, paper: FiledPaper, actor: Actor, voiding_unit: Unit | None = CITY) -> str:
    refusal = rules.refusal(what, paper, actor, voiding_unit)
    return refusal.sentence if refusal else ""


@pytest.mark.parametrize(
    ("what", "paper", "actor"),
    [
        (FollowUp.CORRECT, TABLE, CLERK),
        (FollowUp.CORRECT, TABLE, person(Duty.CLERK, COUNTY_OFFICE)),
        (FollowUp.CORRECT, SHEET, person(Duty.CADRE, COUNTY, SUBJECT)),
        (FollowUp.CORRECT, replace(TABLE, successor=DRAFT), CLERK),
        (FollowUp.ASK, TABLE, REVIEWER),
        (FollowUp.ASK, TABLE, SIGNER),
        (FollowUp.WITHDRAW, replace(TABLE, successor=replace(DRAFT, was_asked_for=True)), REVIEWER),
        (FollowUp.VOID, TABLE, SIGNER),
        (FollowUp.VOID, replace(TABLE, successor=DRAFT), SIGNER),
        (FollowUp.REFILE, VOIDED, CLERK),
    ],
)
def test_whose_it_is_may(what: FollowUp, paper: FiledPaper, actor: Actor) -> None:
    assert said(what, paper, actor) == ""


@pytest.mark.parametrize("what", list(FollowUp))
@pytest.mark.parametrize(
    "actor",
    [
        person(Duty.CLERK, SISTER_COUNTY),
        person(Duty.SIGNER, PROVINCE),
        person(Duty.ARCHIVIST, CITY),
        person(Duty.CADRE, COUNTY),
        Actor(1, ()),
    ],
)
def test_nobody_else_may(what: FollowUp, actor: Actor) -> None:
    paper = VOIDED if what is FollowUp.REFILE else TABLE
    assert isinstance(rules.refusal(what, paper, actor, CITY), NotAllowed)


@pytest.mark.parametrize("what", [FollowUp.CORRECT, FollowUp.ASK, FollowUp.VOID])
def test_only_the_latest_version_in_force_is_followed_up(what: FollowUp) -> None:
    actor = {FollowUp.CORRECT: CLERK, FollowUp.ASK: REVIEWER, FollowUp.VOID: SIGNER}[what]
    assert "已由第2版更正" in said(what, OLD, actor)
    assert "作废" in said(what, VOIDED, actor)


def test_who_filed_or_filled_in_a_paper_does_not_void_it() -> None:
    assert "备案人不能作废" in said(FollowUp.VOID, TABLE, person(Duty.SIGNER, CITY, FILER))
    assert "本人填报" in said(FollowUp.VOID, SHEET, person(Duty.SIGNER, CITY, SUBJECT))
    assert said(FollowUp.VOID, TABLE, SIGNER, PROVINCE) == "作废由团示范省委的签发人办理"
    assert "请先由管理员补上" in said(FollowUp.VOID, TABLE, SIGNER, None)


def test_a_correction_under_way_is_not_asked_for_and_a_sent_one_not_taken_back() -> None:
    assert "不用再请" in said(FollowUp.ASK, replace(TABLE, successor=DRAFT), REVIEWER)
    assert "没有等着" in said(FollowUp.WITHDRAW, replace(TABLE, successor=DRAFT), REVIEWER)
    sent = Successor(State.SENT, was_sent=True, was_asked_for=True)
    assert "请直接审核" in said(FollowUp.WITHDRAW, replace(TABLE, successor=sent), REVIEWER)


@pytest.mark.parametrize(
    ("successor", "sentence"),
    [
        (DRAFT, ""),
        (Successor(State.IN_SIGN_OFF), "请先撤回到草稿"),
        (Successor(State.RETURNED, was_sent=True), "报送过"),
        (Successor(State.DRAFT, was_asked_for=True), "请联系其撤回请求"),
    ],
)
def test_what_left_the_owners_desk_is_not_given_up(successor: Successor, sentence: str) -> None:
    paper = replace(TABLE, successor=successor)
    refusal = rules.giving_up_refusal(paper, CLERK, False)
    if refusal is None:
        refusal_with_seal = rules.giving_up_refusal(paper, CLERK, True)
        assert refusal_with_seal is not None and "登记簿" in refusal_with_seal.sentence
    assert (refusal is None) if not sentence else sentence in refusal.sentence


def test_what_is_owed_anew_was_voided_and_not_handed_in_yet() -> None:
    assert "没有作废" in said(FollowUp.REFILE, TABLE, CLERK)
    assert "已予以备案" in said(FollowUp.REFILE, replace(VOIDED, later_version=1), CLERK)


def test_a_number_is_its_organs() -> None:
    assert rules.moved_refusal(TABLE, CITY) is None
    assert isinstance(rules.moved_refusal(TABLE, PROVINCE), StepNotAllowed)


def test_a_filing_says_what_it_is_worth() -> None:
    assert rules.validity(False, None) is Validity.CURRENT
    assert rules.validity(False, 2) is Validity.CORRECTED
    assert rules.validity(True, None) is rules.validity(True, 1) is Validity.VOIDED
    assert rules.marks(1, False, None) == ()
    assert rules.marks(2, False, 3) == (("V2 更正", "move"), ("已由 V3 更正", "draft"))
    assert rules.marks(2, True, None) == (("V2 更正", "move"), ("作废", "back"))
    assert (rules.remark(1), rules.remark(3)) == ("", "更正件（第3版），代替第2版")


def test_a_version_changes_the_end_of_the_machine_number_only() -> None:
    first = machine_number("V-青", 2026, 12)
    assert next_version(first, 2) == "BA-V-青-2026-000012-V2"
    assert next_version(next_version(first, 2), 3) == "BA-V-青-2026-000012-V3"
