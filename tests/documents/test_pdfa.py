"""长期保存: every face keeps the rules of PDF/A, says an independent reader, our own lint and qpdf.

PDFBox Preflight knows PDF/A-1b only, so each face is made once more as 1b, with the same fonts and drawing.
"""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from tests.documents.reading import faults_against_pdfa
from tests.documents.samples import CAST
from tests.forms.every_annex import ALL, every_annex
from youthwork import create_app
from youthwork.documents import contents, pdf
from youthwork.forms.annexes.base import AnnexForm, NoticeEdition
from youthwork.services.printing.faces import Marks, render_face
from youthwork.services.printing.letters import Block, Letter, RedHead, render_letter

JAVA = Path("/usr/share/java")
JARS = ("preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api")
LETTER = Letter(
    title="关于开展联系点备案工作情况的通报",
    blocks=[
        Block(heading="一、总体情况", level=1),
        Block(heading="（一）及时报备。", level=2, text="如期完成。"),
    ],
    signer="共青团青岚市委员会",
    date=date(2026, 4, 5),
    red_head=RedHead("共青团青岚市委员会文件", "青岚青字〔2026〕3号"),
    is_demo=True,
)


@pytest.fixture(autouse=True, scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    app = create_app({"SECRET_KEY": "test"}, instance=tmp_path_factory.mktemp("pdfa"))
    with app.app_context():
        yield app


def face(edition: NoticeEdition, annex: type[AnnexForm], answers: dict) -> str:
    marks = Marks(is_demo=True, seal_note="本件印模供系统内备案。", is_bound=True, approval_strip=True)
    return render_face(edition.key, annex, answers, "示青字〔2026〕8号附件", marks)


def with_rare_names(annex: type[AnnexForm]) -> dict:
    """The sample with the rarest name of the cast wherever a name stands, so that every font takes part."""
    answers = annex.sample()
    rare = CAST[3][0]
    for row in [answers, *answers.get("rows", [])]:
        row |= {key: rare for key in ("name", "filler", "liaison") if key in row}
    return answers


def test_preflight_finds_nothing_against_any_face_or_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (JAVA / "preflight.jar").exists(), "apt-get install libpdfbox2-java default-jre-headless …"
    monkeypatch.setattr(pdf, "VARIANT", "pdf/a-1b")
    pages = {
        f"{edition.key}-{annex.key}": face(edition, annex, with_rare_names(annex)) for edition, annex in ALL
    }
    pages |= {f"blank-{annex.key}": face(edition, annex, {}) for edition, annex in ALL}
    pages["letter"] = render_letter(LETTER)
    for name, html in pages.items():
        (tmp_path / f"{name}.pdf").write_bytes(pdf.render(html, title="表").pdf)
    jars = ":".join(str(JAVA / f"{jar}.jar") for jar in JARS)
    command = ["java", "-cp", jars, "org.apache.pdfbox.preflight.Validator_A1b", "batch", str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    assert sorted(said.split("\n\n")) == sorted(
        [f"The file {name}.pdf is a valid PDF/A-1b file" for name in pages] + [""]
    )


@every_annex
def test_a_face_is_pdfa_with_the_answers_in_it_as_they_were_given(
    edition: NoticeEdition, annex: type[AnnexForm], tmp_path: Path
) -> None:
    answers = with_rare_names(annex)
    paper = pdf.render(face(edition, annex, answers), title=annex.title, data=answers).pdf
    assert faults_against_pdfa(paper) == []
    assert contents.attached_data(paper) == answers
    (tmp_path / "paper.pdf").write_bytes(paper)
    checked = subprocess.run(["qpdf", "--check", tmp_path / "paper.pdf"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
