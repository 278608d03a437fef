"""签名: two organs sign one paper; other programs agree that they did, and that it is still PDF/A."""

import io
import itertools
import subprocess
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.status import SignatureCoverageLevel

from tests.documents.reading import faults_against_pdfa, page_texts, picture
from tests.documents.signing import cast
from youthwork.documents.signing import signing
from youthwork.documents.signing.moments import exact
from youthwork.documents.signing.signing import RECEIVER_FIELD, UNIT_FIELD, Field, UnfitCertificate
from youthwork.documents.signing.waiting import finished
from youthwork.domain.errors import Unacceptable


def output_of(*command: str | Path) -> str:
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("signed") / "filed.pdf"
    file.write_bytes(cast.filed())
    return file


def test_every_step_begins_with_the_bytes_of_the_one_before() -> None:
    steps = [cast.face().pdf, cast.laid(), cast.sealed(), cast.filed()]
    assert all(len(after) > len(before) for before, after in itertools.pairwise(steps))
    assert all(after.startswith(before) for before, after in itertools.pairwise(steps))


def test_pdfsig_calls_both_signatures_valid_and_the_last_total(file: Path) -> None:
    said = output_of("pdfsig", "-nocert", file)
    assert said.count("Signature Validation: Signature is Valid.") == 2
    assert said.count("ETSI.CAdES.detached") == 2
    assert said.index("Not total document signed") < said.rindex("Total document signed")
    assert cast.COUNTY in said and cast.PREFECTURE in said


def test_qpdf_finds_no_fault_in_the_file(file: Path) -> None:
    assert "No syntax or stream encoding errors found" in output_of("qpdf", "--check", file)


def test_pyhanko_trusts_both_with_nothing_but_the_file_and_our_root() -> None:
    reader = PdfFileReader(io.BytesIO(cast.filed()))
    seen = []
    for signature in reader.embedded_signatures:
        context = DocumentSecurityStore.read_dss(reader).as_validation_context(
            {
                "trust_roots": [x509.Certificate.load(cast.a_root().certificate)],
                "revocation_mode": "require",
                "moment": exact(cast.NOW),
            }
        )
        status = finished(async_validate_pdf_signature(signature, context, context))
        assert status.bottom_line
        assert status.timestamp_validity is not None and status.timestamp_validity.trusted
        assert status.timestamp_validity.timestamp == exact(cast.NOW)
        seen.append((status.coverage, status.modification_level, signature.docmdp_level))
    assert seen == [
        (SignatureCoverageLevel.ENTIRE_REVISION, ModificationLevel.FORM_FILLING, MDPPerm.FILL_FORMS),
        (SignatureCoverageLevel.ENTIRE_FILE, ModificationLevel.NONE, None),
    ]


def test_every_step_is_still_pdf_a() -> None:
    for paper in (cast.laid(), cast.sealed(), cast.filed()):
        assert faults_against_pdfa(paper) == []
        assert list(faults_of_fields(paper)) == []


def faults_of_fields(paper: bytes) -> Iterator[str]:
    """PDF/A-3 §6.3, §6.4: fields print, hide nothing, have a normal appearance and no other, and act on nothing."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        if "/NeedAppearances" in pdf.Root.AcroForm or "/XFA" in pdf.Root.AcroForm:
            yield "the form draws itself"
        for page in pdf.pages:
            for annotation in page.get("/Annots", []):
                flags = int(annotation.get("/F", 0))
                if not flags & 4 or flags & (1 | 2 | 32):
                    yield f"flags {flags}"
                if set(annotation.AP.keys()) != {"/N"} or "/A" in annotation or "/AA" in annotation:
                    yield "appearances or actions"


def test_the_description_of_the_paper_stays_as_the_unit_had_it() -> None:
    descriptions = set()
    for paper in (cast.face().pdf, cast.filed()):
        with pikepdf.open(io.BytesIO(paper)) as pdf:
            descriptions.add((pdf.Root.Metadata.read_bytes(), str(pdf.docinfo)))
    assert len(descriptions) == 1


def test_seal_and_strip_are_printed_at_their_places_and_only_after_signing() -> None:
    def red(paper: bytes) -> int:
        place = cast.seal_place()
        page = picture(paper, 72, place.page)
        box = (place.left, page.height - place.top, place.right, page.height - place.bottom)
        inks = page.crop(tuple(round(number) for number in box)).get_flattened_data()
        return sum(1 for r, g, b in inks if r > 150 and g < 100 and b < 100)

    assert red(cast.laid()) == 0
    assert red(cast.sealed()) > 300
    assert picture(cast.laid()).tobytes() == picture(cast.face().pdf).tobytes()


def test_the_print_under_the_seal_stays_black() -> None:
    """The ink multiplies: where a stroke of the printed name lies under the seal, it is as dark as before."""
    place = cast.seal_place()
    before, after = (
        picture(paper, 144, place.page).convert("L").tobytes() for paper in (cast.laid(), cast.sealed())
    )
    assert before != after
    assert max(after[spot] for spot, value in enumerate(before) if value < 40) < 60


def test_the_words_of_the_strip_can_be_searched() -> None:
    with pikepdf.open(io.BytesIO(cast.filed())) as pdf:
        names = [str(field.T) for field in pdf.Root.AcroForm.Fields]
        labels = [str(field.TU) for field in pdf.Root.AcroForm.Fields]
    assert names == [UNIT_FIELD, RECEIVER_FIELD]
    assert labels == ["填报单位印章", "备案机关"]
    assert cast.COUNTY in "".join(page_texts(cast.filed()))


def test_a_field_that_does_not_show_can_be_signed_too() -> None:
    paper = signing.lay_fields(cast.face().pdf, [Field(RECEIVER_FIELD, None, "备案机关")])
    signed = signing.sign(
        paper,
        RECEIVER_FIELD,
        None,
        cast.a_signer(cast.prefecture(), cast.a_stamper()),
        reason="备案",
        location="青岚市",
        certify=False,
        moment=cast.NOW,
    )
    assert cast.check(signed.pdf).is_genuine
    assert faults_against_pdfa(signed.pdf) == []
    assert picture(signed.pdf).tobytes() == picture(cast.face().pdf).tobytes()


def test_the_second_signature_repeats_no_evidence() -> None:
    with pikepdf.open(io.BytesIO(cast.filed())) as pdf:
        assert len(pdf.Root.DSS.CRLs) == 1
        assert len(pdf.Root.DSS.Certs) == 4, "county, prefecture, root, time stamps"


def test_without_a_stamp_service_the_paper_is_signed_and_says_so() -> None:
    for stamper in (None, cast.NoStamps()):
        signed = signing.sign(
            cast.laid(),
            UNIT_FIELD,
            cast.seal_sheet(),
            cast.a_signer(cast.county(), stamper),
            reason="用印",
            location="云溪县",
            certify=True,
            moment=cast.NOW,
        )
        assert not signed.is_stamped
        found = cast.check(signed.pdf)
        assert found.is_genuine and "还没有时间戳" in found.sentence
        with pikepdf.open(io.BytesIO(signed.pdf)) as pdf:
            assert pdf.Root.DSS.CRLs[0].read_bytes() == cast.a_list()


def test_the_signature_says_when_why_where_and_about_what() -> None:
    reader = PdfFileReader(io.BytesIO(cast.filed()))
    signature = reader.embedded_signatures[1]
    said = {key: signature.sig_object[key] for key in ("/Reason", "/Location", "/ContactInfo", "/M")}
    assert said == {
        "/Reason": "备案",
        "/Location": "青岚市",
        "/ContactInfo": "youthwork:paper:18",
        "/M": "D:20261121103000+08'00'",
    }
    assert signature.self_reported_timestamp.astimezone(UTC) == exact(cast.NOW)


def test_an_expired_certificate_signs_nothing() -> None:
    signer = cast.a_signer(cast.a_credential(cast.COUNTY, 31, ends=cast.NOW - cast.DAY), None)
    with pytest.raises(UnfitCertificate, match="共青团云溪县委员会的签名证书已于2026年11月20日到期，请续期"):
        cast.unit_signs(cast.laid(), signer)


def test_a_certificate_signs_nothing_before_it_begins() -> None:
    signer = cast.a_signer(cast.a_credential(cast.COUNTY, 32, begins=cast.NOW + cast.DAY), None)
    with pytest.raises(UnfitCertificate, match="自2026年11月22日起才有效"):
        cast.unit_signs(cast.laid(), signer)


def test_a_revoked_certificate_signs_nothing() -> None:
    listed = cast.revoked(cast.county(), cast.NOW - 2 * cast.DAY)
    signer = signing.Signer(cast.county(), cast.a_root().certificate, listed, None)
    with pytest.raises(UnfitCertificate, match="已被吊销"):
        cast.unit_signs(cast.laid(), signer)


def test_an_outdated_revocation_list_is_not_signed_into_a_paper() -> None:
    with pytest.raises(UnfitCertificate, match="吊销列表已过期"):
        cast.unit_signs(cast.laid(), cast.a_signer(cast.county(), None), at=cast.NOW + timedelta(days=40))


@pytest.mark.parametrize("paper", ["face", "sealed"])
def test_a_field_that_is_not_there_or_already_signed_is_refused(paper: str) -> None:
    bytes_of = {"face": cast.face().pdf, "sealed": cast.sealed()}
    with pytest.raises(Unacceptable, match="没有空着的签名栏“UnitSeal”"):
        cast.unit_signs(bytes_of[paper], cast.a_signer(cast.county(), None))
