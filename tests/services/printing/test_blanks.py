"""空白表样: one sheet as the notice prints it, and nothing on it that an office would have to cross out."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.documents.geometry import pages
from tests.documents.reading import faults_against_pdfa, page_texts
from tests.forms.every_annex import every_annex
from youthwork import create_app
from youthwork.documents.contents import attached_data
from youthwork.forms.annexes.base import AnnexForm, NoticeEdition
from youthwork.services.printing.blanks import blank_pdf


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app({"SECRET_KEY": "test", "IS_DEMO": True}, instance=tmp_path_factory.mktemp("blanks"))
    with app.app_context():
        yield app


@every_annex
def test_a_blank_form_is_one_sheet_of_empty_cells(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    paper = blank_pdf(edition.key, annex.key)
    [sheet] = pages(paper)
    [text] = page_texts(paper)
    assert annex.title.replace(" ", "") in text
    assert any(cell == "" for row in sheet.table() for cell in row)
    assert [word for word in ("空白", "样", "演示", "None", "sha") if word in text] == []
    assert attached_data(paper) is None
    assert faults_against_pdfa(paper) == []


def test_a_blank_form_bears_the_number_of_its_notice(app: Flask) -> None:
    own = page_texts(blank_pdf("province_2017_8", "task_sheet"))[0]
    ours = page_texts(blank_pdf("province_2017_8", "task_sheet", "示青字〔2026〕8号附件2"))[0]
    assert "豫青字〔2017〕8号附件2" in own
    assert "示青字〔2026〕8号附件2" in ours and "豫青字" not in ours
