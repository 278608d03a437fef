"""出件: idempotent, visible when it fails, and never another's bytes."""

from __future__ import annotations

import hashlib

import pytest
from flask import Flask

from tests import journeys
from tests.documents.reading import drawn_text
from tests.factories import Cast
from youthwork.documents.contents import attached_data, data_sha256
from youthwork.documents.store import PaperStore
from youthwork.domain.errors import StepNotAllowed, StoreDamaged, StoreUnwritable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Paper, PaperState, Seal, SealMode
from youthwork.services.path import impressions
from youthwork.services.printing import making, papers
from youthwork.services.printing.uploads import keep_scan


def test_the_filed_paper_is_the_sealed_one_with_a_foot_strip_behind_it(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    journeys.make_papers()
    sealed, last = db.session.scalars(db.select(Paper).order_by(Paper.id)).all()
    unit_bytes, filed_bytes = papers.read(sealed), papers.read(last)
    assert filed_bytes.startswith(unit_bytes), "what the unit sealed stands unchanged in what was filed"
    assert data_sha256(attached_data(filed_bytes)) == filed.answers_sha256
    assert filed.filing_number in drawn_text(filed_bytes)
    assert filed.filing_number not in drawn_text(unit_bytes)
    assert hashlib.sha256(filed_bytes).hexdigest() == last.sha256
    assert papers.of_filing(filed).id == last.id and len(last.pages) >= 1


def test_asked_for_twice_a_paper_is_made_once(app: Flask, cast: Cast) -> None:
    journeys.file_task_sheet(cast)
    db.session.commit()
    paper = db.session.scalars(db.select(Paper)).one()
    first = papers.produce(paper.id)
    digest, made_at = first.sha256, first.made_at
    again = papers.produce(paper.id)
    assert (again.sha256, again.made_at, again.attempts, len(again.pages)) == (digest, made_at, 1, 1)


def test_a_store_that_cannot_be_written_is_a_visible_failure_and_tried_again(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = journeys.file_task_sheet(cast)
    db.session.commit()

    def full(_store: PaperStore, _paper: bytes) -> str:
        raise StoreUnwritable("成件写不进成件库（磁盘已满）")

    with monkeypatch.context() as broken:
        broken.setattr(PaperStore, "put", full)
        papers.produce(papers.of_filing(filed).id)
    paper = papers.of_filing(filed)
    assert (paper.state, paper.attempts, paper.sha256) == (PaperState.FAILED, 1, None)
    assert paper.failure == "成件写不进成件库（磁盘已满）"
    assert filed.filing_number == "示青备〔2026〕1号", "the filing itself is safe"
    papers.produce(paper.id)
    assert (paper.state, paper.attempts, paper.failure) == (PaperState.READY, 2, "")


def test_a_fault_of_ours_while_making_is_logged_and_shown_as_a_state(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    journeys.file_task_sheet(cast)
    db.session.commit()
    monkeypatch.setattr(making, "face", lambda _paper: 1 / 0)
    paper = papers.produce(db.session.scalars(db.select(Paper.id)).one())
    assert paper.state is PaperState.FAILED and "程序错误" in paper.failure
    assert "ZeroDivisionError" in caplog.text


def test_bytes_changed_on_the_disk_are_never_handed_out(app: Flask, cast: Cast) -> None:
    journeys.file_task_sheet(cast)
    paper = journeys.make_papers()[0]
    assert paper.sha256 is not None
    place = papers.store().path(paper.sha256)
    place.chmod(0o600)
    place.write_bytes(place.read_bytes()[:-1] + b"!")
    with pytest.raises(StoreDamaged):
        papers.read(paper)


def test_a_seal_pressed_by_hand_needs_the_scan_and_keeps_it(app: Flask, cast: Cast) -> None:
    seal = db.session.scalars(
        db.select(Seal).where(Seal.organization_id == cast.organ("团云溪县委").id)
    ).one()
    seal.mode = SealMode.BY_HAND
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    with pytest.raises(StepNotAllowed, match="上传盖章件"):
        journeys.press(paper, cast)
    assert paper.state is State.SIGNED_OFF
    scan = keep_scan(b"%PDF-1.7 a scan")
    journeys.press(paper, cast, scan=scan)
    pressed = impressions.current_impression(paper)
    assert pressed is not None and pressed.scan_sha256 == scan.sha256
    assert papers.store().get(scan.sha256) == b"%PDF-1.7 a scan"


def test_an_organ_that_never_registered_a_seal_presses_by_hand(app: Flask, cast: Cast) -> None:
    for seal in db.session.scalars(db.select(Seal)):
        db.session.delete(seal)
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    with pytest.raises(StepNotAllowed, match="留白手盖"):
        journeys.press(paper, cast)
    journeys.press(paper, cast, scan=keep_scan(b"%PDF-1.7 a scan"))
    [seal] = db.session.scalars(db.select(Seal))
    assert (seal.mode, seal.name) == (SealMode.BY_HAND, "中国共产主义青年团云溪县委员会")


def test_a_seal_out_of_use_is_not_replaced_by_silence(app: Flask, cast: Cast) -> None:
    for seal in db.session.scalars(db.select(Seal)):
        seal.valid_until = seal.valid_from
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    with pytest.raises(StepNotAllowed, match="不在有效期"):
        journeys.press(paper, cast)


def test_a_seal_is_pressed_by_a_third_person(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    paper.submitted_by_id = cast.person("li").id
    with pytest.raises(StepNotAllowed, match="申请、批准、监印须是三个不同的人"):
        journeys.press(paper, cast, by="li")
