"""导出 Word: who gets what as a document, masked where they may not see it, and always on record."""

from __future__ import annotations

import pytest

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser, apart
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import AuditRecord, Filing
from youthwork.services.archive import reveal
from youthwork.services.exchange.understood import Understood
from youthwork.services.exchange.word import reading
from youthwork.services.exchange.word.exports import MEDIA_TYPE
from youthwork.services.path.cases import annex_of


def exported(browser: Browser, url: str) -> tuple[bytes, str]:
    answer = apart(lambda: browser.http.post(url))
    assert answer.status_code == 200 and answer.mimetype == MEDIA_TYPE
    return answer.data, answer.headers["Content-Disposition"]


def last_export() -> str:
    return (
        db.session.scalars(
            db.select(AuditRecord.sentence)
            .where(AuditRecord.kind == "export")
            .order_by(AuditRecord.id.desc())
        ).first()
        or ""
    )


def phones(understood: Understood) -> list[str]:
    return [row.cells["phone"] for row in understood.rows["rows"] if "phone" in row.cells]


def test_the_owner_s_export_comes_back_as_the_same_rows(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    content, disposition = exported(browser.sign_in("zhou"), f"/submissions/{paper.id}/exchange/word")
    understood = reading.read(content, annex_of(paper), paper_id=paper.id)
    assert [row.row_id for row in understood.rows["rows"]] == [row["id"] for row in paper.answers["rows"]]
    assert phones(understood) == [row["phone"] for row in paper.answers["rows"]]
    assert "attachment" in disposition
    assert f"报送件 {paper.id}" in last_export() and "含联系方式等个人信息" in last_export()


def test_a_draft_is_exported_as_it_stands(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.DRAFT)
    content, _ = exported(browser.sign_in("zhou"), f"/submissions/{paper.id}/exchange/word")
    assert reading.read(content, annex_of(paper), paper_id=paper.id).rows["rows"]


def test_a_filing_is_masked_until_its_phones_are_revealed(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.FILED)
    filing_id = db.session.scalars(db.select(Filing.id).where(Filing.submission_id == paper.id)).one()
    for who in ("zhou", "tang"):
        masked, _ = exported(browser.sign_in(who), f"/filings/{filing_id}/word")
        understood = reading.read(masked, annex_of(paper))
        assert phones(understood) == [] and "是隐去的号码，没有读" in understood.remarks[0].sentence
        assert "已隐去" in last_export()
    mark = reveal._marks().dumps([cast.person("zhou").id, filing_id])
    answer = browser.sign_in("zhou").http.post(f"/filings/{filing_id}/word", data={"revealed": mark})
    assert len(phones(reading.read(answer.data, annex_of(paper)))) == len(paper.answers["rows"])


@pytest.mark.parametrize("who", ["wai", "mai"])
def test_nobody_else_gets_it_and_nothing_is_recorded(browser: Browser, cast: Cast, who: str) -> None:
    paper = journeys.at_state(cast, State.SENT)
    assert browser.sign_in(who).http.post(f"/submissions/{paper.id}/exchange/word").status_code == 404
    assert last_export() == ""


def test_the_blank_form_is_for_everybody_the_notice_reaches(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.DRAFT)
    row = next(each for each in paper.notice.annexes if each.annex_key == paper.annex_key)
    answer = browser.sign_in("mai").http.get(f"/notices/annexes/{row.id}/blank.docx")
    assert answer.mimetype == MEDIA_TYPE
    assert reading.read(answer.data, annex_of(paper)).rows == {"rows": ()}
