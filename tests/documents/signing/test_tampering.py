"""改动: no byte of a filed paper can change, none can come or go, without the paper ceasing to be genuine."""

import io
import random
import re
from collections.abc import Callable

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.documents.signing import cast
from youthwork.documents.contents import Anchor
from youthwork.documents.overlay import Sheet, lay_over
from youthwork.documents.signing import signing, stamping
from youthwork.documents.signing.checking import Verdict
from youthwork.documents.signing.revisions import Revision
from youthwork.documents.signing.signing import Field

SEED = 20261121
CHANGES = 200


def regions(paper: bytes) -> dict[str, list[tuple[int, int]]]:
    """Where what lies: the containers of the signatures, their evidence, the cross-references, all of it."""
    reader = PdfFileReader(io.BytesIO(paper))
    streams = [
        stream.get_object().encoded_data
        for kind in ("/Certs", "/CRLs")
        for stream in reader.root["/DSS"][kind]
    ]
    return {
        "containers": [match.span(1) for match in re.finditer(rb"/Contents <([0-9A-F]+)>", paper)],
        "byte ranges": [match.span() for match in re.finditer(rb"/ByteRange \[[0-9 ]+\]", paper)],
        "evidence": [(start, start + len(data)) for data in streams if (start := paper.find(data)) > 0],
        "cross-references": [
            match.span() for match in re.finditer(rb"/XRef[\s\S]{1,600}?startxref\s+\d+", paper)
        ],
        "ends": [match.span() for match in re.finditer(rb"startxref\s+\d+\s+%%EOF", paper)],
        "anywhere": [(0, len(paper))],
    }


def changes(paper: bytes) -> list[tuple[str, int, int]]:
    """200 changes of one byte, the same in every run: a few in each region that matters, the rest anywhere."""
    chance = random.Random(SEED)
    places: list[tuple[str, int]] = []
    for name, spans in regions(paper).items():
        assert spans, name
        for start, end in spans:
            places += [(name, chance.randrange(start, end)) for _ in range(6)]
    places += [("anywhere", chance.randrange(len(paper))) for _ in range(CHANGES - len(places))]
    return [
        (name, place, chance.choice([b for b in range(256) if b != paper[place]])) for name, place in places
    ]


def test_none_of_200_changes_of_one_byte_is_called_genuine() -> None:
    paper = cast.filed()
    tried = changes(paper)
    assert len(tried) >= CHANGES
    believed = [
        (name, place, byte)
        for name, place, byte in tried
        if cast.check(paper[:place] + bytes([byte]) + paper[place + 1 :]).verdict is Verdict.GENUINE
    ]
    assert believed == []


def test_what_no_signature_covers_can_be_written_in_one_way_only() -> None:
    """The last container: another digit, a small letter for a capital, a digit in the zeros behind."""
    paper = cast.filed()
    start, end = regions(paper)["containers"][-1]
    used = len(paper[start:end].rstrip(b"0"))
    chance = random.Random(SEED)
    spots = [start + chance.randrange(used) for _ in range(40)] + [start + used + 40, end - 1]
    letter = next(spot for spot in range(start, end) if paper[spot : spot + 1] in b"ABCDEF")
    tried = [(spot, chance.choice([d for d in b"0123456789ABCDEF" if d != paper[spot]])) for spot in spots]
    tried.append((letter, paper[letter] + 32))
    for spot, digit in tried:
        changed = paper[:spot] + bytes([digit]) + paper[spot + 1 :]
        assert not cast.check(changed).is_genuine, (spot - start, chr(digit))


@pytest.mark.parametrize("tail", [b"\n", b" ", b"\0", b"%%EOF\n", b"% a comment\n%%EOF\n"])
def test_bytes_behind_the_last_signature_are_noticed(tail: bytes) -> None:
    found = cast.check(cast.filed() + tail)
    assert not found.is_genuine


def test_content_laid_over_a_filed_paper_is_noticed_and_the_signer_before_it_named() -> None:
    changed = lay_over(cast.filed(), [Sheet(cast.strip_place(), cast.strip_sheet())])
    found = cast.check(changed)
    assert found.verdict is Verdict.CHANGED
    assert found.sentence == f"{cast.COUNTY}（用印）签名之后，又添加或改动了页面、附件等内容。"


def test_content_laid_over_between_the_two_signatures_is_noticed() -> None:
    between = lay_over(cast.sealed(), [Sheet(cast.strip_place(), cast.strip_sheet())])
    found = cast.check(cast.receiver_signs(between, cast.a_signer(cast.prefecture(), cast.a_stamper())))
    assert found.verdict is Verdict.CHANGED
    unit, receiver = found.signatures
    assert not unit.is_sound and receiver.is_sound


def an_update(paper: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    revision = Revision(paper)
    change(revision)
    return revision.appended()


def another_file(writer: IncrementalPdfFileWriter) -> None:
    specification = writer.root["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    specification["/EF"]["/F"] = writer.add_object(generic.StreamObject(stream_data=b'{"unit":"another"}'))
    writer.update_container(specification)


def another_title(writer: IncrementalPdfFileWriter) -> None:
    information = writer.trailer_view["/Info"]
    information["/Title"] = generic.pdf_string("另一个标题")
    writer.update_container(information)


def a_note(writer: IncrementalPdfFileWriter) -> None:
    note = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): generic.ArrayObject([generic.NumberObject(n) for n in (100, 100, 300, 200)]),
            pdf_name("/Contents"): generic.pdf_string("同意"),
        }
    )
    writer.register_annotation(writer.find_page_for_modification(0)[0], writer.add_object(note))


@pytest.mark.parametrize("change", [another_file, another_title, a_note])
@pytest.mark.parametrize("is_filed", [False, True], ids=["sealed", "filed"])
def test_an_update_that_is_no_signature_is_noticed(
    change: Callable[[IncrementalPdfFileWriter], None], is_filed: bool
) -> None:
    changed = an_update(cast.filed() if is_filed else cast.sealed(), change)
    assert changed.startswith(cast.sealed())
    assert cast.check(changed).verdict is Verdict.CHANGED


@pytest.mark.parametrize("change", [another_file, another_title, a_note])
def test_a_time_stamp_over_a_changed_paper_does_not_make_it_whole(
    change: Callable[[IncrementalPdfFileWriter], None],
) -> None:
    """Whoever may use the stamp service could cover the change; only the date is proven by that."""
    changed = stamping.renew(an_update(cast.filed(), change), cast.a_stamper(), cast.known())
    assert cast.check(changed).verdict is Verdict.CHANGED


def test_a_strip_drawn_into_the_empty_field_without_signing_is_noticed() -> None:
    def draw(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][1].get_object()
        sheet = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(cast.strip_sheet())))
        field["/AP"] = generic.DictionaryObject({pdf_name("/N"): sheet})
        writer.update_container(field)

    forged = an_update(cast.sealed(), draw)
    assert not cast.check(forged).is_genuine
    assert not cast.check(stamping.renew(forged, cast.a_stamper(), cast.known())).is_genuine


def test_a_new_field_with_a_picture_in_it_and_nobodys_signature_is_noticed() -> None:
    """The receiving organ alone has signed, certifying nothing; somebody adds a seal and has it time-stamped."""
    signed = cast.receiver_signs(cast.laid(), cast.a_signer(cast.prefecture(), cast.a_stamper()))
    assert cast.check(signed).is_genuine
    place = cast.seal_place()
    moved = Anchor(place.page, place.left + 200, place.bottom, place.right + 200, place.top)
    added = signing.lay_fields(signed, [Field("Another", moved, "另一枚印章")])

    def draw(writer: IncrementalPdfFileWriter) -> None:
        field = writer.root["/AcroForm"]["/Fields"][2].get_object()
        sheet = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(cast.seal_sheet())))
        field["/AP"] = generic.DictionaryObject({pdf_name("/N"): sheet})
        writer.update_container(field)

    forged = stamping.renew(an_update(added, draw), cast.a_stamper(), cast.known())
    found = cast.check(forged)
    assert found.verdict is Verdict.CHANGED
    assert "“Another”没有签名，却画上了内容" in found.sentence


def swap_answers(paper: pikepdf.Pdf) -> None:
    paper.attachments["answers.json"] = pikepdf.AttachedFileSpec(paper, b"{}", filename="answers.json")


def drop_the_receiver(paper: pikepdf.Pdf) -> None:
    del paper.Root.AcroForm.Fields[1].V


@pytest.mark.parametrize("change", [swap_answers, drop_the_receiver, lambda paper: None])
def test_a_paper_saved_anew_by_an_editor_is_not_genuine(change: Callable[[pikepdf.Pdf], None]) -> None:
    assert not cast.check(cast.rewritten(cast.filed(), change)).is_genuine


def test_a_signature_moved_to_another_paper_is_noticed() -> None:
    """Both signed by the same key; the other paper differs in the day it was signed."""
    other = cast.unit_signs(cast.laid(), cast.a_signer(cast.county(), cast.a_stamper()), cast.NOW + cast.DAY)
    (start, end), theirs = (regions(paper)["containers"][0] for paper in (cast.sealed(), other))
    moved = cast.sealed()[:start] + other[slice(*theirs)] + cast.sealed()[end:]
    found = cast.check(moved)
    assert found.verdict is Verdict.CHANGED
    assert "签过的内容被改动过" in found.sentence


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_paper_cut_short_is_not_genuine(keep: float) -> None:
    paper = cast.filed()
    assert not cast.check(paper[: int(len(paper) * keep)]).is_genuine
