"""核验编号和方码: what is on record, told only to who has the sheet in hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import current_app

from tests.factories import NOW
from tests.services.verification.conftest import Filed
from youthwork.extensions import db
from youthwork.services.verification import attempts
from youthwork.services.verification.answer import Answer, Verdict
from youthwork.services.verification.attempts import MOST_A_MINUTE, TooManyTries
from youthwork.services.verification.verify import verify_code, verify_text


def test_a_number_with_its_digest_tells_what_is_on_record(world: Filed) -> None:
    filing = world.filing
    answer = verify_code(filing.filing_number, filing.answers_sha256[:8])
    assert (answer.verdict, answer.heading) == (Verdict.GENUINE, "号码、摘要与备案记录一致")
    assert answer.facts is not None and answer.facts.owner == filing.owner_name
    assert answer.today[0].sentence == "现行有效，没有更正，没有作废。"


@pytest.mark.parametrize(
    "typed", [("〔", "["), ("〔2026〕", "（2026）"), ("〔2026〕", "【２０２６】"), ("备", " 备 "), ("", "")]
)
def test_a_number_is_found_however_its_brackets_are_typed(world: Filed, typed: tuple[str, str]) -> None:
    filing = world.filing
    assert verify_code(filing.filing_number.replace(*typed), filing.answers_sha256[:8]).is_genuine


def test_a_machine_number_and_a_longer_digest_do_as_well(world: Filed) -> None:
    filing = world.filing
    assert verify_code(filing.machine_number.lower(), filing.answers_sha256[:16].upper()).is_genuine
    assert verify_code(filing.machine_number, f" {filing.answers_sha256[:8]} ").is_genuine
    assert verify_code(filing.machine_number, filing.answers_sha256).is_genuine


def test_a_wrong_digest_and_an_unknown_number_get_the_same_answer(world: Filed) -> None:
    filing = world.filing
    wrong = verify_code(filing.filing_number, "00000000")
    assert wrong == verify_code("岚青备〔2026〕999号", filing.answers_sha256[:8])
    assert (wrong.verdict, wrong.heading) == (Verdict.UNKNOWN, "无法判断")
    assert "号码与摘要对不上" in wrong.reason
    assert _is_silent(wrong)


@pytest.mark.parametrize("length", [0, 1, 7])
def test_fewer_digits_than_eight_tell_nothing(world: Filed, length: int) -> None:
    assert _is_silent(verify_code(world.filing.filing_number, world.filing.answers_sha256[:length]))


def test_wrong_tries_of_one_address_are_slowed_for_a_minute(world: Filed) -> None:
    for _ in range(MOST_A_MINUTE):
        attempts.check("10.0.0.7")
        attempts.record_wrong("10.0.0.7")
    with pytest.raises(TooManyTries, match="请过一分钟再试"):
        attempts.check("10.0.0.7")
    attempts.check("10.0.0.8")
    current_app.config["CLOCK"] = lambda: NOW + timedelta(seconds=61)
    attempts.check("10.0.0.7")


def test_the_code_on_the_sheet_is_judged_and_compared_with_the_record(world: Filed) -> None:
    answer = verify_text(world.code_text)
    assert (answer.verdict, answer.heading) == (Verdict.GENUINE, "所列事实是真实的")
    assert answer.checks[-1].sentence == "所列事实与备案记录一致。"
    assert answer.today[0].sentence == "现行有效，没有更正，没有作废。"


def test_a_changed_code_tells_nothing_of_the_record(world: Filed) -> None:
    answer = verify_text(world.code_text.replace("1号", "2号"))
    assert answer.verdict is Verdict.CHANGED
    assert _is_silent(answer)


def test_a_genuine_code_the_record_does_not_know_says_so(world: Filed) -> None:
    world.filing.machine_number = "BA-岚青-2026-000999-V1"
    db.session.flush()
    answer = verify_text(world.code_text)
    assert answer.is_genuine
    assert "备案记录里没有" in answer.checks[-1].sentence


def _is_silent(answer: Answer) -> bool:
    return not answer.facts and not answer.checks and not answer.today and not answer.is_genuine
