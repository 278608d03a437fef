"""外部电子印章 (mode C) from the press to the filed paper, with the fake provider of the tests."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests import journeys
from tests.documents.signing.test_outside import FakeService
from tests.factories import NOW, Cast
from youthwork.documents.signing.checking import Verdict, check
from youthwork.documents.signing.signing import RECEIVER_FIELD
from youthwork.extensions import db
from youthwork.models import Filing, Paper, PaperKind, PaperState, Seal, SealMode
from youthwork.services.jobs import runner
from youthwork.services.keys import trusting
from youthwork.services.keys.outside import seal_service
from youthwork.services.printing import papers

PROVIDER = "tests.services.printing.test_outside_seal:provider"
_service = FakeService()


def provider() -> FakeService:
    """What YOUTHWORK_SEAL_SERVICE names."""
    return _service


def sealed_paper() -> Paper:
    return db.session.scalars(select(Paper).where(Paper.kind == PaperKind.SEALED)).one()


def try_papers() -> None:
    db.session.commit()
    runner.run_until_empty()


@pytest.fixture
def filing(app: Flask, cast: Cast) -> Filing:
    """A 汇总表 filed by a unit whose seal lies with an outside service."""
    app.config["SEAL_SERVICE"] = PROVIDER
    for seal in db.session.scalars(select(Seal)):
        seal.mode, seal.outside_code = SealMode.OUTSIDE, "41010000000001"
    return journeys.file_contact_points(cast)


def test_a_paper_sealed_outside_is_filed_on_the_same_bytes(filing: Filing) -> None:
    journeys.make_papers()
    paper = papers.of_filing(filing)
    assert papers.read(paper).startswith(papers.read(sealed_paper()))
    found = check(papers.read(paper), trusting.trust(), seal_service(), now=NOW)
    assert found.verdict is Verdict.GENUINE, found.sentence
    assert [each.is_outside for each in found.signatures] == [True, False]
    assert found.signatures[1].field == RECEIVER_FIELD


def test_without_the_service_nobody_calls_its_seal_genuine(filing: Filing) -> None:
    journeys.make_papers()
    found = check(papers.read(papers.of_filing(filing)), trusting.trust(), None, now=NOW)
    assert found.verdict is not Verdict.GENUINE


def test_while_no_service_is_set_the_paper_waits_with_a_reason(app: Flask, filing: Filing) -> None:
    app.config["SEAL_SERVICE"] = ""
    try_papers()
    paper = sealed_paper()
    assert paper.state is PaperState.FAILED and "YOUTHWORK_SEAL_SERVICE" in paper.failure


def test_a_service_that_cannot_be_loaded_is_named(app: Flask, filing: Filing) -> None:
    app.config["SEAL_SERVICE"] = "no_such_module:provider"
    try_papers()
    assert "no_such_module:provider" in sealed_paper().failure
