"""签了名的成件: by whom, under which key, and what happens when a key, the passphrase or the stamps are missing."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from tests import journeys
from tests.documents.reading import drawn_text
from tests.factories import NOW, Cast
from youthwork.documents import facts
from youthwork.documents.signing.authority import RevocationReason
from youthwork.documents.signing.checking import Findings, Verdict, check
from youthwork.documents.signing.signing import RECEIVER_FIELD, UNIT_FIELD
from youthwork.extensions import db
from youthwork.models import Filing, KeyPurpose, Paper, PaperKind, PaperState, Seal, SealState, SigningKey
from youthwork.services.jobs import runner
from youthwork.services.keys import keys, trusting
from youthwork.services.printing import papers
from youthwork.services.transactions import deed


def found_in(paper: Paper) -> Findings:
    return check(papers.read(paper), trusting.trust())


def filed_paper(cast: Cast) -> tuple[Filing, Paper]:
    filing = journeys.file_contact_points(cast)
    journeys.make_papers()
    return filing, papers.of_filing(filing)


def test_unit_and_receiving_organ_both_signed_the_filed_paper(app: Flask, cast: Cast) -> None:
    filing, paper = filed_paper(cast)
    found = found_in(paper)
    assert found.verdict is Verdict.GENUINE, found.sentence
    assert [each.field for each in found.signatures] == [UNIT_FIELD, RECEIVER_FIELD]
    assert found.signatures[0].organization == filing.owner.full_name
    assert filing.filing_number in found.signatures[1].reason
    assert found.answers_sha256 == filing.answers_sha256
    assert paper.is_stamped and paper.good_until is not None


def test_a_task_sheet_is_signed_by_the_receiving_organ_alone(app: Flask, cast: Cast) -> None:
    journeys.file_task_sheet(cast)
    [paper] = journeys.make_papers()
    found = found_in(paper)
    assert found.verdict is Verdict.GENUINE, found.sentence
    assert [each.field for each in found.signatures] == [RECEIVER_FIELD]


def test_the_code_states_the_filing_and_its_signature_holds(app: Flask, cast: Cast) -> None:
    filing, paper = filed_paper(cast)
    assert paper.code_text is not None
    signed = facts.read_text(paper.code_text)
    public = {each.key_id: each.public for each in trusting.public_facts_keys()}
    assert facts.verify(signed, public)
    assert signed.facts.filing_number == filing.filing_number
    assert signed.facts.answers_sha256 == filing.answers_sha256
    assert found_in(paper).signatures[-1].contact_info == paper.code_text


def test_without_the_passphrase_the_paper_waits_and_the_filing_stands(app: Flask, cast: Cast) -> None:
    filing = journeys.file_task_sheet(cast)
    db.session.commit()
    given, app.config["KEY_PASSPHRASE"] = app.config["KEY_PASSPHRASE"], ""
    paper = papers.produce(papers.of_filing(filing).id)
    assert paper.state is PaperState.FAILED and "YOUTHWORK_KEY_PASSPHRASE" in paper.failure
    app.config["KEY_PASSPHRASE"] = given
    papers.produce(paper.id)
    assert found_in(paper).verdict is Verdict.GENUINE


def test_a_damaged_key_is_named_and_a_new_one_helps(app: Flask, cast: Cast) -> None:
    filing = journeys.file_task_sheet(cast)
    db.session.commit()
    with deed():
        key = keys.filing_key(db.session.get_one(type(filing.owner), filing.organ_id))
        key.locked_key = key.locked_key[:-1] + bytes([key.locked_key[-1] ^ 1])
        key_id = key.id
    assert "已损坏" in papers.produce(papers.of_filing(filing).id).failure
    with deed():
        keys.renew(db.session.get_one(SigningKey, key_id))
    assert papers.produce(papers.of_filing(filing).id).state is PaperState.READY


def test_an_expired_certificate_is_replaced_and_papers_before_stay_genuine(app: Flask, cast: Cast) -> None:
    _, old = filed_paper(cast)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=4 * 365)
    journeys.file_task_sheet(cast)
    [new] = [paper for paper in journeys.make_papers() if paper.id != old.id][-1:]
    assert found_in(new).verdict is Verdict.GENUINE, found_in(new).sentence
    assert found_in(old).verdict is Verdict.GENUINE, found_in(old).sentence
    filing_keys = select(SigningKey).where(SigningKey.purpose == KeyPurpose.FILING)
    assert len(db.session.scalars(filing_keys).all()) == 2


def test_a_key_revoked_later_leaves_the_papers_before_genuine(app: Flask, cast: Cast) -> None:
    _, paper = filed_paper(cast)
    app.config["CLOCK"] = lambda: NOW + timedelta(days=1)
    with deed():
        sealing = select(SigningKey).where(SigningKey.purpose == KeyPurpose.SEAL)
        keys.revoke(db.session.scalars(sealing).one(), RevocationReason.KEY_COMPROMISE)
    found = found_in(paper)
    assert found.verdict is Verdict.GENUINE and "吊销" in found.sentence


def test_the_stamp_service_down_the_paper_is_signed_now_and_stamped_later(app: Flask, cast: Cast) -> None:
    filing = journeys.file_contact_points(cast)
    # Nothing listens there.
    app.config["TIME_STAMP_URL"] = "http://127.0.0.1:1/"
    journeys.make_papers()
    paper = papers.of_filing(filing)
    assert paper.state is PaperState.READY and not paper.is_stamped
    assert all(each.stamped_at is None for each in found_in(paper).signatures)
    assert filing.filing_number in drawn_text(papers.read(paper))
    # Meanwhile the service is back.
    app.config.update(TIME_STAMP_URL="", CLOCK=lambda: NOW + timedelta(hours=2))
    runner.run_until_empty()
    assert papers.of_filing(filing).is_stamped
    assert "时间戳" not in found_in(papers.of_filing(filing)).sentence


def test_the_sealed_paper_alone_is_genuine_too(app: Flask, cast: Cast) -> None:
    journeys.file_contact_points(cast)
    made = journeys.make_papers()
    [sealed] = [paper for paper in made if paper.kind is PaperKind.SEALED]
    assert found_in(sealed).verdict is Verdict.GENUINE


def test_a_seal_lost_after_the_press_is_not_signed_with_and_the_filing_gets_its_paper(
    app: Flask, cast: Cast
) -> None:
    filing = journeys.file_contact_points(cast)
    for seal in db.session.scalars(select(Seal)):
        seal.state = SealState.LOST
    journeys.make_papers()
    paper = papers.of_filing(filing)
    found = found_in(paper)
    assert [each.field for each in found.signatures] == [RECEIVER_FIELD]
    assert found.verdict is Verdict.GENUINE
    assert "挂失" in paper.remark


def test_a_character_no_font_draws_is_named_and_does_not_stop_the_paper(app: Flask, cast: Cast) -> None:
    # Private use: no two machines draw the same for it, so it is never printed.
    filing = journeys.file_task_sheet(cast)
    filing.submission.answers = {**(filing.submission.answers or {}), "name": "罗\ue000喆"}
    [paper] = journeys.make_papers()
    assert "U+E000" in paper.remark
    assert "罗〓喆" in drawn_text(papers.read(paper))
