"""核验文件: genuine, changed, foreign or unknown; and what the records say of it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pikepdf
import pytest
from flask import current_app
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from tests import journeys
from tests.factories import NOW, Cast
from tests.services.verification.conftest import Filed
from youthwork.documents import contents
from youthwork.documents.signing.authority import RevocationReason
from youthwork.extensions import db
from youthwork.models import (
    Filing,
    Paper,
    PaperKind,
    PaperRendition,
    RenditionKind,
    Seal,
    SealChange,
    SealEvent,
    SealImpression,
    SealState,
    SigningKey,
)
from youthwork.services.keys import keys
from youthwork.services.printing import papers
from youthwork.services.verification.answer import Note, Verdict
from youthwork.services.verification.verify import MOST_BYTES, FileTooLarge, read_whole, verify_pdf


def test_a_filed_paper_is_genuine_and_in_force(world: Filed) -> None:
    answer = verify_pdf(world.filed)
    assert (answer.verdict, answer.heading) == (Verdict.GENUINE, "真实，未改动"), answer.reason
    assert [each.organization for each in answer.signatures if not each.is_time_stamp] == [
        "中国共产主义青年团云溪县委员会",
        "中国共产主义青年团青岚市委员会",
    ]
    assert all(each.stamped_at for each in answer.signatures)
    assert answer.facts is not None and answer.facts.machine_number == world.filing.machine_number
    assert said(answer.checks) == [
        "核验码的签名有效，所列事实是真实的。",
        "文件里的填报数据与核验码的数据摘要一致。",
        "与存档逐字节相同。",
        "所列事实与备案记录一致。",
    ]
    assert said(answer.today) == ["现行有效，没有更正，没有作废。"]


def test_the_units_sealed_paper_is_genuine_before_it_is_filed(world: Filed) -> None:
    answer = verify_pdf(world.sealed)
    assert answer.is_genuine
    assert answer.facts is None
    assert "与存档逐字节相同。" in said(answer.checks)
    number = world.filing.filing_number
    assert said(answer.today) == [f"这是填报单位的盖章件，已备案，备案号 {number}。"]


def test_a_sealed_paper_whose_round_was_returned_says_so(world: Filed) -> None:
    db.session.scalars(db.select(SealImpression)).one().unused_because = "退回补正"
    assert said(verify_pdf(world.sealed).today) == ["这是填报单位的盖章件，没有用于备案（退回补正）。"]


@pytest.mark.parametrize("place", [0.2, 0.5, 0.9])
def test_one_changed_byte_is_found(world: Filed, place: float) -> None:
    at = int(len(world.filed) * place)
    changed = world.filed[:at] + bytes([world.filed[at] ^ 1]) + world.filed[at + 1 :]
    answer = verify_pdf(changed)
    assert answer.verdict in (Verdict.CHANGED, Verdict.UNKNOWN)
    assert "与存档逐字节相同。" not in said(answer.checks)


def test_appended_content_is_found_and_the_facts_are_still_told(world: Filed) -> None:
    answer = verify_pdf(_updated(world.filed))
    assert answer.verdict is Verdict.CHANGED
    assert answer.heading == "签名之后被改动"
    assert answer.facts is not None
    assert "核验码的签名有效，所列事实是真实的。" in said(answer.checks)


def test_a_swapped_attachment_is_found(world: Filed) -> None:
    """The file written anew with other answers: no signature of it holds."""
    answer = verify_pdf(_with_other_answers(world.filed))
    assert not answer.is_genuine


@pytest.mark.parametrize(
    ("content", "verdict", "heading"),
    [
        (b"", Verdict.FOREIGN, "不是本系统的件"),
        (b"\x89PNG\r\n\x1a\n", Verdict.FOREIGN, "不是本系统的件"),
        (b"%PDF-1.7\nnothing of a PDF", Verdict.UNKNOWN, "无法判断"),
    ],
    ids=["empty", "a picture", "a PDF in name only"],
)
def test_what_is_no_paper_gets_a_sentence(
    world: Filed, content: bytes, verdict: Verdict, heading: str
) -> None:
    answer = verify_pdf(content)
    assert (answer.verdict, answer.heading) == (verdict, heading)
    assert answer.reason


def test_half_a_paper_is_not_genuine(world: Filed) -> None:
    answer = verify_pdf(world.filed[: len(world.filed) // 2])
    assert not answer.is_genuine
    assert "不完整" in answer.reason


def test_a_file_of_200_mb_is_refused_without_being_read(world: Filed) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            assert size > 0, "the whole stream was asked for"
            self.given += size
            return bytes(size)

    stream = Endless()
    with pytest.raises(FileTooLarge, match="50 MB"):
        read_whole(stream)
    assert stream.given <= MOST_BYTES + 1


def test_a_paper_of_another_instance_is_not_ours(world: Filed) -> None:
    for key in db.session.scalars(db.select(SigningKey)):
        db.session.delete(key)
    db.session.flush()
    keys.root_key()
    answer = verify_pdf(world.filed)
    assert (answer.verdict, answer.facts) == (Verdict.FOREIGN, None)


def test_a_seal_revoked_after_the_press_leaves_the_paper_genuine(world: Filed) -> None:
    seal = db.session.scalars(db.select(SealImpression)).one().seal
    current_app.config["CLOCK"] = lambda: NOW + timedelta(days=1)
    keys.revoke_seal_key(seal, RevocationReason.CESSATION)
    answer = verify_pdf(world.filed)
    assert answer.is_genuine
    assert "吊销" in answer.reason


def test_a_seal_revoked_before_the_press_does_not(world: Filed) -> None:
    seal = db.session.scalars(db.select(SealImpression)).one().seal
    keys.revoke_seal_key(seal, RevocationReason.CESSATION)
    for key in db.session.scalars(db.select(SigningKey).where(SigningKey.seal_id == seal.id)):
        key.revoked_at = NOW - timedelta(hours=2)
    answer = verify_pdf(world.filed)
    assert not answer.is_genuine
    assert "吊销" in answer.reason


def test_a_lost_seal_is_told_beside_the_genuine_paper(world: Filed, cast: Cast) -> None:
    impression = db.session.scalars(db.select(SealImpression)).one()
    impression.seal.state = SealState.LOST
    _change(impression.seal, cast, SealChange.LOSE, NOW + timedelta(days=3))
    answer = verify_pdf(world.filed)
    assert answer.is_genuine
    assert said(answer.today)[-1] == "盖章的印章此后已于2026年4月4日挂失；盖章在此之前，不受影响。"


def test_a_seal_lost_before_the_press_is_told_as_a_fault(world: Filed, cast: Cast) -> None:
    impression = db.session.scalars(db.select(SealImpression)).one()
    impression.seal.state = SealState.LOST
    _change(impression.seal, cast, SealChange.LOSE, NOW - timedelta(days=3))
    assert "在盖章之前" in said(verify_pdf(world.filed).today)[-1]


def test_a_voided_filing_is_still_genuine_and_says_why_it_no_longer_holds(world: Filed, cast: Cast) -> None:
    with db.session.no_autoflush:
        filing = world.filing
        filing.voided_at, filing.voided_by_id = NOW + timedelta(days=2), cast.people["meng"].id
        filing.void_reason = "重复报送"
    answer = verify_pdf(world.filed)
    assert answer.is_genuine
    assert said(answer.today) == ["已于2026年4月3日作废：重复报送"]


def test_a_corrected_filing_names_the_version_that_holds(world: Filed, cast: Cast) -> None:
    later = _second_version(world.filing, cast)
    answer = verify_pdf(world.filed)
    assert answer.is_genuine
    assert said(answer.today) == [f"已由第 2 版更正（{later.machine_number}），请以新版为准。"]


def test_a_renewed_rendition_is_the_stored_paper_too(world: Filed) -> None:
    paper = world.paper
    first = PaperRendition(number=1, kind=RenditionKind.RENEWAL, sha256=paper.sha256, made_at=NOW)
    paper.renditions.append(first)
    paper.sha256 = "0" * 64
    db.session.flush()
    assert "与存档逐字节相同。" in said(verify_pdf(world.filed).checks)


def test_a_genuine_paper_the_records_do_not_know_says_so(world: Filed) -> None:
    world.filing.machine_number = "BA-岚青-2026-000999-V1"
    world.paper.sha256 = "0" * 64
    db.session.flush()
    answer = verify_pdf(world.filed)
    assert answer.is_genuine
    assert "备案记录里没有" in said(answer.checks)[-1]
    assert answer.today == ()


def test_a_record_that_was_tampered_with_is_not_hidden(world: Filed) -> None:
    world.filing.answers_sha256 = "0" * 64
    db.session.flush()
    assert "所列事实与备案记录不一致，请向备案机关查询。" in said(verify_pdf(world.filed).checks)


def test_the_stored_paper_of_a_unit_that_seals_by_hand_is_known_by_its_bytes(world: Filed) -> None:
    """留白手盖: the unit's file has no signature, so outside this instance nothing could be said of it."""
    bare = _unsigned()
    assert not verify_pdf(bare).is_genuine
    sealed = db.session.scalars(db.select(Paper).where(Paper.kind == PaperKind.SEALED)).one()
    sealed.sha256 = papers.store().put(bare)
    db.session.flush()
    answer = verify_pdf(bare)
    assert answer.is_genuine
    assert "没有电子签名" in answer.reason


def test_a_server_without_the_passphrase_still_checks_and_says_what_it_could_not(world: Filed) -> None:
    current_app.config["KEY_PASSPHRASE"] = ""
    answer = verify_pdf(world.filed)
    assert answer.is_genuine, answer.reason
    assert "有没有吊销，没有核对" in answer.checks[-3].sentence


def test_a_seal_service_that_is_down_stops_no_check(world: Filed) -> None:
    current_app.config["SEAL_SERVICE"] = "no_such_package:service"
    answer = verify_pdf(world.filed)
    assert answer.is_genuine
    assert any("外部电子印章服务" in note.sentence for note in answer.checks)


def test_an_instance_without_keys_calls_nothing_its_own(world: Filed) -> None:
    for key in db.session.scalars(db.select(SigningKey)):
        db.session.delete(key)
    db.session.flush()
    assert verify_pdf(world.filed).verdict is Verdict.FOREIGN


def said(notes: tuple[Note, ...]) -> list[str]:
    return [note.sentence for note in notes]


def _change(seal: Seal, cast: Cast, kind: SealChange, at: datetime) -> None:
    db.session.add(SealEvent(seal_id=seal.id, at=at, kind=kind, by_id=cast.person("li").id, by_name="李堃"))
    db.session.flush()


def _second_version(first: Filing, cast: Cast) -> Filing:
    """The row a correction leaves; the path that leads there has tests of its own."""
    kept = {column.key for column in Filing.__table__.columns} - {"id", "submission_id", "corrects_id"}
    later = Filing(
        **{name: getattr(first, name) for name in kept}
        | {
            "submission_id": journeys.draft_contact_points(cast, "bai").id,
            "corrects_id": first.id,
            "version": 2,
            "machine_number": f"{first.machine_number[:-1]}2",
        }
    )
    db.session.add(later)
    db.session.flush()
    return later


def _updated(paper: bytes) -> bytes:
    """Another content of the first page appended by an incremental update, as an editor does."""
    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    content = generic.StreamObject(stream_data=b"q 1 0 0 rg 100 100 200 200 re f Q")
    writer.add_stream_to_page(0, writer.add_object(content))
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _with_other_answers(paper: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        answers = contents.canonical_json({"rows": []})
        del pdf.attachments[contents.DATA_NAME]
        pdf.attachments[contents.DATA_NAME] = pikepdf.AttachedFileSpec(
            pdf, answers, filename=contents.DATA_NAME
        )
        written = io.BytesIO()
        pdf.save(written)
    return written.getvalue()


def _unsigned() -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        written = io.BytesIO()
        pdf.save(written, static_id=True)
    return written.getvalue()
