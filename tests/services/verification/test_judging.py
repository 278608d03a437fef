"""凭件核验 without any record: what a file or a code proves to somebody who has the root and the public keys only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.documents import samples, signers
from tests.documents.test_facts import FACTS, KEY, KEY_ID, KEYS, TEXT
from youthwork.documents import contents, facts, pipeline
from youthwork.documents.codes import FilingMark
from youthwork.documents.facts import Facts
from youthwork.services.verification.answer import Verdict
from youthwork.services.verification.judging import judge_paper, judge_text

ANSWERS = samples.contact_points(2)
STATED = replace(FACTS, answers_sha256=contents.data_sha256(ANSWERS))


@pytest.fixture(scope="module")
def face() -> bytes:
    html = samples.face_html(samples.CONTACT_POINTS, ANSWERS)
    return pipeline.face(html, title="表", data=ANSWERS, made_at=signers.MOMENT).pdf


def filed(face: bytes, stated: Facts = STATED, text: str | None = None) -> bytes:
    code = facts.signed_text(stated, KEY_ID, KEY) if text is None else text
    mark = FilingMark(
        stated.filing_number,
        stated.machine_number,
        stated.organ,
        stated.filed_on,
        stated.answers_sha256,
        code,
        stated.is_demo,
    )
    return pipeline.file(face, mark, signers.a_signer(stated.organ), signers.MOMENT).pdf


def test_a_paper_is_judged_without_any_record(face: bytes) -> None:
    answer = judge_paper(filed(face), signers.trust(), KEYS, signers.MOMENT)
    assert (answer.verdict, answer.facts) == (Verdict.GENUINE, STATED)
    assert answer.today == ()


def test_without_the_public_keys_the_signatures_are_judged_and_the_code_is_not(face: bytes) -> None:
    answer = judge_paper(filed(face), signers.trust(), {}, signers.MOMENT)
    assert answer.is_genuine
    assert answer.facts is None
    assert "没有给出核验公钥清单" in answer.checks[0].sentence


def test_a_code_that_states_other_data_than_the_file_has_is_not_passed_over(face: bytes) -> None:
    answer = judge_paper(filed(face, FACTS), signers.trust(), KEYS, signers.MOMENT)
    assert answer.verdict is Verdict.UNKNOWN
    assert "核验码与文件对不上" in answer.reason
    assert "不一致" in answer.checks[-1].sentence


def test_a_code_of_a_foreign_key_in_a_sound_file_is_not_passed_over(face: bytes) -> None:
    stranger = Ed25519PrivateKey.generate()
    foreign = facts.signed_text(STATED, facts.key_id_of(stranger.public_key().public_bytes_raw()), stranger)
    answer = judge_paper(filed(face, text=foreign), signers.trust(), KEYS, signers.MOMENT)
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.facts is None


def test_the_text_of_a_code_is_judged() -> None:
    answer = judge_text(TEXT, KEYS)
    assert (answer.verdict, answer.heading, answer.facts) == (Verdict.GENUINE, "所列事实是真实的", FACTS)


@pytest.mark.parametrize(
    ("text", "verdict", "heading"),
    [
        ("微信支付", Verdict.FOREIGN, "不是本系统的码"),
        (TEXT[:50], Verdict.FOREIGN, "不是本系统的码"),
        (TEXT.replace("18号", "19号"), Verdict.CHANGED, "所列事实被改动过"),
        (TEXT.replace(KEY_ID, "0" * 16), Verdict.FOREIGN, "不是本系统的码"),
    ],
    ids=["another code", "cut off", "changed", "another key"],
)
def test_a_text_that_does_not_hold_says_why(text: str, verdict: Verdict, heading: str) -> None:
    answer = judge_text(text, KEYS)
    assert (answer.verdict, answer.heading, answer.facts) == (verdict, heading, None)
    assert answer.reason
