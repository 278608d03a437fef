"""每一种版面，备案以后: every face, sealed and filed, before judges that are not ours."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.documents import samples
from tests.documents.reading import faults_against_pdfa
from tests.documents.signers import MOMENT, a_signer, trust
from tests.documents.test_pipeline import MARK, SEAL
from youthwork.documents import contents, pipeline
from youthwork.documents.signing.checking import Verdict, check

ANSWERS = {
    samples.CONTACT_POINTS: samples.contact_points(60),
    samples.TASK_SHEET: samples.task_sheet(),
    samples.CONTACT_UNITS: samples.contact_units(12),
}
every_face = pytest.mark.parametrize("face", ANSWERS, ids=lambda face: Path(face).stem)


@cache
def filed(face: str) -> bytes:
    """The face with its answers, sealed where it has a seal cell, and filed."""
    has_seal_cell = face == samples.CONTACT_POINTS
    html = samples.face_html(face, ANSWERS[face], seal_note=pipeline.SEAL_DISCLAIMER if has_seal_cell else "")
    paper = pipeline.face(html, samples.TITLES[face], ANSWERS[face]).pdf
    if has_seal_cell:
        paper = pipeline.press(paper, SEAL, a_signer(samples.UNIT), MOMENT).pdf
    return pipeline.file(paper, MARK, a_signer(MARK.organization), MOMENT).pdf


@every_face
def test_a_filed_face_keeps_the_rules_of_pdfa(face: str) -> None:
    assert faults_against_pdfa(filed(face)) == []


@every_face
def test_qpdf_finds_nothing_wrong_with_a_filed_face(face: str, tmp_path: Path) -> None:
    (tmp_path / "filed.pdf").write_bytes(filed(face))
    ran = subprocess.run(["qpdf", "--check", "filed.pdf"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@every_face
def test_pdfsig_calls_every_signature_valid_and_the_last_one_total(face: str, tmp_path: Path) -> None:
    (tmp_path / "filed.pdf").write_bytes(filed(face))
    said = subprocess.run(["pdfsig", "filed.pdf"], cwd=tmp_path, capture_output=True, text=True).stdout
    signatures = said.split("Signature #")[1:]
    assert len(signatures) == (2 if face == samples.CONTACT_POINTS else 1)
    assert all("Signature is Valid" in one for one in signatures), said
    assert "Total document signed" in signatures[-1]


@every_face
def test_a_filed_face_is_genuine_and_carries_exactly_the_answers(face: str) -> None:
    found = check(filed(face), trust(), now=MOMENT)
    assert found.verdict is Verdict.GENUINE, found.sentence
    assert contents.attached_data(filed(face)) == ANSWERS[face]
    assert found.answers_sha256 == contents.data_sha256(ANSWERS[face])
