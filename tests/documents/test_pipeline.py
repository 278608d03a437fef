"""成件流程: press and filing only add, the seal hides nothing, the strip says what was filed."""

import dataclasses
from datetime import date

import pytest
import segno

from tests.documents import samples
from tests.documents.reading import box_of, drawn_text, faults_against_pdfa, page_texts, picture
from tests.documents.signers import MOMENT, a_signer, trust
from youthwork.documents import contents, pipeline, seals
from youthwork.documents.codes import FilingMark
from youthwork.documents.pipeline import SealPicture
from youthwork.documents.signing.checking import Verdict, check
from youthwork.domain.errors import Unacceptable

DIAMETER = 40
CODE_TEXT = "备案号 岚青备〔2026〕18号\n机关 共青团青岚市委员会\n签名 0123456789abcdef abc"
MARK = FilingMark(
    filing_number="岚青备〔2026〕18号",
    machine_number="BA-岚青-2026-000018-V1",
    organization="共青团青岚市委员会",
    filed_on=date(2026, 4, 5),
    answers_sha256="0123456789abcdef" * 4,
    code_text=CODE_TEXT,
    is_demo=True,
)
SEAL = SealPicture(seals.demo_seal_svg(samples.UNIT, DIAMETER), DIAMETER)


def a_face(seal_note: str = pipeline.SEAL_DISCLAIMER) -> bytes:
    html = samples.face_html(
        samples.CONTACT_POINTS, samples.contact_points(4), is_demo=False, seal_note=seal_note
    )
    return pipeline.face(html, samples.TITLES[samples.CONTACT_POINTS], samples.contact_points(4)).pdf


@pytest.fixture(scope="module")
def face() -> bytes:
    return a_face()


@pytest.fixture(scope="module")
def sealed(face: bytes) -> bytes:
    return pipeline.press(face, SEAL, a_signer(samples.UNIT), MOMENT).pdf


@pytest.fixture(scope="module")
def filed(sealed: bytes) -> bytes:
    return pipeline.file(sealed, MARK, a_signer(MARK.organization), MOMENT).pdf


def test_every_step_only_adds_to_the_bytes_before_it(face: bytes, sealed: bytes, filed: bytes) -> None:
    assert sealed.startswith(face) and len(sealed) > len(face)
    assert filed.startswith(sealed) and len(filed) > len(sealed)


def test_every_stage_keeps_the_rules_of_pdfa(face: bytes, sealed: bytes, filed: bytes) -> None:
    assert [faults_against_pdfa(paper) for paper in (face, sealed, filed)] == [[], [], []]


def test_what_the_unit_sealed_carries_no_filing_number(sealed: bytes, filed: bytes) -> None:
    assert "备案号：" not in drawn_text(sealed)
    assert "备案号：岚青备〔2026〕18号（演示）" in drawn_text(filed)


def test_the_strip_names_number_organ_date_and_digest(filed: bytes) -> None:
    text = drawn_text(filed)
    assert "共青团青岚市委员会" in text and "2026年4月5日予以备案" in text
    assert "BA-岚青-2026-000018-V1" in text and "0123456789abcdef" in text


def test_answers_title_and_places_survive_press_and_filing(face: bytes, filed: bytes) -> None:
    assert contents.attached_data(filed) == samples.contact_points(4)
    assert contents.title_of(filed) == samples.TITLES[samples.CONTACT_POINTS]
    assert contents.places(filed) == contents.places(face)


def test_the_seal_lies_in_true_size_on_the_middle_of_the_name(face: bytes, sealed: bytes) -> None:
    place = contents.places(face)["seal-place"]
    left, top, right, bottom = inked(sealed, 144)
    assert (right - left) / 144 * 25.4 == pytest.approx(DIAMETER, abs=0.6)
    assert (left + right) / 4 == pytest.approx((place.left + place.right) / 2, abs=1)
    assert 595.28 - (top + bottom) / 4 == pytest.approx((place.bottom + place.top) / 2, abs=1)


def test_print_under_the_seal_stays_black(face: bytes, sealed: bytes) -> None:
    """Counted in the red channel, where the seal's ink is light and print is dark."""
    name = contents.places(face)["seal-place"]
    area = (name.left * 4, (595.28 - name.top) * 4, name.right * 4, (595.28 - name.bottom) * 4)
    before, after = (
        sum(value < 100 for value in picture(paper, 288).crop(area).getchannel("R").tobytes())
        for paper in (face, sealed)
    )
    assert before > 2_000
    assert after > before * 0.99


def test_the_seal_touches_neither_title_nor_data(face: bytes, sealed: bytes) -> None:
    _, top, _, bottom = inked(sealed, 144)
    words = {word: box_of(face, word) for word in ("汇总表", "李堃")}
    assert (595.28 - top / 2) < words["汇总表"][1]
    assert (595.28 - bottom / 2) > words["李堃"][3]


def test_the_line_about_the_seal_is_printed_only_where_it_is_asked_for(face: bytes) -> None:
    assert pipeline.SEAL_DISCLAIMER in page_texts(face)[0]
    assert pipeline.SEAL_DISCLAIMER not in page_texts(a_face(seal_note=""))[0]


def test_both_organs_signed_and_the_paper_is_genuine(filed: bytes) -> None:
    found = check(filed, trust())
    assert found.verdict is Verdict.GENUINE, found.sentence
    assert [each.organization for each in found.signatures] == [samples.UNIT, MARK.organization]
    assert found.signatures[1].contact_info == CODE_TEXT


def test_a_paper_nobody_sealed_is_signed_by_the_receiving_organ_alone(face: bytes) -> None:
    found = check(pipeline.file(face, MARK, a_signer(MARK.organization), MOMENT).pdf, trust())
    assert found.verdict is Verdict.GENUINE, found.sentence
    assert [each.organization for each in found.signatures] == [MARK.organization]


def test_a_paper_is_not_filed_twice(filed: bytes) -> None:
    with pytest.raises(Unacceptable, match="没有空着的签名栏"):
        pipeline.file(filed, MARK, a_signer(MARK.organization), MOMENT)


def test_a_correction_says_which_version_it_stands_in_for(face: bytes) -> None:
    mark = dataclasses.replace(MARK, remark="更正件（第2版），代替第1版")
    paper = pipeline.file(face, mark, a_signer(MARK.organization), MOMENT).pdf
    assert "更正件（第2版），代替第1版" in drawn_text(paper)


def test_a_sample_shows_the_seal_and_carries_no_signature(face: bytes) -> None:
    sample = pipeline.imprint(face, contents.places(face)["seal-place"], SEAL)
    assert inked(sample, 72)
    assert not contents.is_signed(sample)


def test_a_paper_that_reserves_no_place_is_refused() -> None:
    bare = pipeline.face("<p>没有版面</p>", "无").pdf
    with pytest.raises(Unacceptable, match="重新出件"):
        pipeline.press(bare, SEAL, a_signer(samples.UNIT), MOMENT)


def test_the_printed_code_is_the_code_of_these_facts(filed: bytes) -> None:
    """Read module by module: a printed square is dark exactly where the code's is."""
    code = segno.make_qr(CODE_TEXT, encoding="utf-8", error="m", mask=3)
    expected = [[bool(module) for module in row] for row in code.matrix_iter(border=2)]
    strip = contents.places(filed)["foot-strip"]
    scale = 600 / 72
    side = 25 / 25.4 * 72
    left, top = strip.right - side, 595.28 - strip.top + 1 / 25.4 * 72
    page = picture(filed, 600).convert("L")
    step = side / len(expected)
    printed = [
        [
            page.getpixel((round((left + (x + 0.5) * step) * scale), round((top + (y + 0.5) * step) * scale)))
            < 128
            for x in range(len(expected))
        ]
        for y in range(len(expected))
    ]
    assert printed == expected


def inked(paper: bytes, dots_per_inch: int) -> tuple[int, int, int, int]:
    """The box around everything red."""
    page = picture(paper, dots_per_inch)
    red, green, _ = page.split()
    only_red = red.point(lambda value: 255 if value > 150 else 0)
    no_green = green.point(lambda value: 255 if value < 100 else 0)
    from PIL import ImageChops

    box = ImageChops.multiply(only_red, no_green).getbbox()
    assert box is not None
    return box
