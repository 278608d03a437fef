"""核验: one verdict for every kind of file that comes to the counter, and a sentence that says why."""

import io
from collections.abc import Callable

import pikepdf
import pytest

from tests.documents.signing import cast
from youthwork.documents import contents
from youthwork.documents.signing import checking, stamping
from youthwork.documents.signing.authority import Revocation, RevocationReason
from youthwork.documents.signing.checking import Trust, Verdict


def test_a_filed_paper_is_genuine_and_names_who_signed_it() -> None:
    found = cast.check(cast.filed())
    assert found.verdict is Verdict.GENUINE
    assert found.sentence == (
        f"{cast.COUNTY}（用印）、{cast.PREFECTURE}（备案）的签名有效，签名之后没有任何改动。"
    )
    unit, receiver = found.signatures
    assert (unit.field, unit.organization, unit.reason) == ("UnitSeal", cast.COUNTY, "用印")
    assert (receiver.field, receiver.contact_info) == ("ReceivingOrgan", "youthwork:paper:18")
    assert unit.signed_at == unit.stamped_at == cast.NOW
    assert unit.is_sound and receiver.is_sound


def test_a_paper_the_unit_alone_has_sealed_is_genuine() -> None:
    assert cast.check(cast.sealed()).is_genuine


def test_a_genuine_paper_gives_its_answers_and_their_digest() -> None:
    found = cast.check(cast.filed())
    assert found.answers == cast.ANSWERS
    assert found.answers_sha256 == contents.data_sha256(cast.ANSWERS)


def test_a_paper_that_is_not_genuine_gives_no_answers() -> None:
    assert cast.check(cast.filed() + b"\n").answers is None


def test_a_file_that_is_no_pdf_is_told_so() -> None:
    found = cast.check(b"PK\x03\x04 a spreadsheet")
    assert found.verdict is Verdict.FOREIGN
    assert "不是 PDF" in found.sentence


def test_an_empty_file_is_no_pdf() -> None:
    assert cast.check(b"").verdict is Verdict.FOREIGN


def test_a_huge_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_BYTES", 1000)
    monkeypatch.setattr(checking, "PdfFileReader", None)
    found = cast.check(b"%PDF-" + bytes(1000))
    assert found.verdict is Verdict.UNKNOWN
    assert "50兆" in found.sentence


def test_a_pdf_without_signatures_is_not_ours() -> None:
    for paper in (cast.face().pdf, cast.laid()):
        found = cast.check(paper)
        assert found.verdict is Verdict.FOREIGN
        assert "没有签名" in found.sentence


def test_an_encrypted_pdf_is_not_ours() -> None:
    result = io.BytesIO()
    with pikepdf.open(io.BytesIO(cast.face().pdf)) as opened:
        opened.save(result, encryption=pikepdf.Encryption(owner="o", user=""))
    found = cast.check(result.getvalue())
    assert found.verdict is Verdict.FOREIGN
    assert "加了密" in found.sentence


def test_a_paper_cut_in_half_is_incomplete() -> None:
    found = cast.check(cast.filed()[: len(cast.filed()) // 2])
    assert found.verdict is Verdict.UNKNOWN
    assert "不完整" in found.sentence


def test_a_stranger_who_signs_in_our_names_is_named_as_foreign() -> None:
    """Everything about it is right, down to the root's name; only the root's key is another."""
    root = cast.a_stranger_of_the_same_name()
    stamper = cast.a_stamper(credential=cast.time_stamper(root=root))
    unit = cast.a_signer(cast.a_credential(cast.COUNTY, 11, root=root), stamper, root)
    receiver = cast.a_signer(cast.a_credential(cast.PREFECTURE, 12, root=root), stamper, root)
    forged = cast.receiver_signs(cast.unit_signs(cast.laid(), unit), receiver)
    theirs = checking.check(forged, Trust((root.certificate,), (cast.a_list(root=root),)), now=cast.NOW)
    assert theirs.is_genuine, "to those who trust the stranger"
    found = cast.check(forged)
    assert found.verdict is Verdict.FOREIGN
    assert found.sentence.startswith(f"{cast.COUNTY}（用印）的签名证书不是本系统签发的")


def test_a_stranger_who_signs_after_us_has_changed_the_paper() -> None:
    root = cast.a_stranger_of_the_same_name()
    signer = cast.a_signer(cast.a_credential("某某单位", 5, root=root), None, root)
    found = cast.check(cast.receiver_signs(cast.sealed(), signer))
    assert found.verdict is Verdict.CHANGED
    assert "某某单位（备案）" in found.sentence


def test_a_time_stamp_key_cannot_sign_as_an_organ() -> None:
    found = cast.check(cast.unit_signs(cast.laid(), cast.a_signer(cast.time_stamper(), cast.a_stamper())))
    assert found.verdict is Verdict.FOREIGN


@pytest.mark.parametrize("who", ["an organ", "a stranger"])
def test_a_time_stamp_by_anybody_but_the_stamp_service_is_not_taken(who: str) -> None:
    stranger = cast.time_stamper(root=cast.a_stranger_of_the_same_name())
    stamper = cast.a_stamper(credential=cast.prefecture() if who == "an organ" else stranger)
    found = cast.check(cast.unit_signs(cast.laid(), cast.a_signer(cast.county(), stamper)))
    assert found.verdict is Verdict.CHANGED
    assert "不是我们认可的服务所盖" in found.sentence
    over_all = stamping.stamp_late(cast.unstamped(), stamper, cast.known())
    assert cast.check(over_all).verdict is Verdict.CHANGED


def test_a_key_revoked_after_the_stamped_time_leaves_the_paper_genuine_and_says_so() -> None:
    listed = cast.revoked(cast.county(), cast.NOW + 10 * cast.DAY)
    found = cast.check(cast.filed(), listed, now=cast.NOW + 20 * cast.DAY)
    assert found.is_genuine
    assert f"{cast.COUNTY}（用印）的签名有效；其证书此后于2026年12月1日吊销" in found.sentence
    assert found.signatures[0].revoked_at == cast.NOW + 10 * cast.DAY


def test_a_key_revoked_before_the_stamped_time_signed_nothing_of_worth() -> None:
    listed = cast.revoked(cast.county(), cast.NOW - 2 * cast.DAY, RevocationReason.KEY_COMPROMISE)
    found = cast.check(cast.filed(), listed)
    assert found.verdict is Verdict.UNKNOWN
    assert "证书已于2026年11月19日吊销，这个签名不能采信" in found.sentence


def test_without_a_time_stamp_a_revoked_key_leaves_nobody_able_to_judge() -> None:
    listed = cast.revoked(cast.county(), cast.NOW + 10 * cast.DAY)
    found = cast.check(cast.unstamped(), listed, now=cast.NOW + 20 * cast.DAY)
    assert found.verdict is Verdict.UNKNOWN
    assert "没有仍然有效的时间戳证明签名在先" in found.sentence


def test_without_a_time_stamp_and_without_a_current_list_nobody_can_judge() -> None:
    later = cast.NOW + 100 * cast.DAY
    found = cast.check(cast.unstamped(), now=later)
    assert found.verdict is Verdict.UNKNOWN
    assert "没有可用的吊销列表" in found.sentence
    assert cast.check(cast.unstamped(), cast.a_list(number=3, at=later - cast.DAY), now=later).is_genuine


def test_a_list_signed_by_somebody_else_revokes_nothing() -> None:
    revocation = Revocation(11, cast.BEGINS, RevocationReason.KEY_COMPROMISE)
    forged = cast.a_list(revocation, number=9, root=cast.a_stranger_of_the_same_name())
    assert cast.check(cast.filed(), forged).is_genuine
    assert not cast.check(cast.filed(), cast.a_list(revocation, number=9)).is_genuine


def test_a_renewed_certificate_signs_on_and_old_papers_still_check() -> None:
    renewed = cast.a_credential(cast.COUNTY, 41, ends=cast.NOW + 6 * 365 * cast.DAY)
    new_paper = cast.unit_signs(cast.laid(), cast.a_signer(renewed, cast.a_stamper()))
    listed = cast.revoked(cast.county(), cast.NOW + cast.DAY)
    assert cast.check(new_paper, listed, now=cast.NOW + 3 * cast.DAY).is_genuine
    assert cast.check(cast.filed(), listed, now=cast.NOW + 3 * cast.DAY).is_genuine


def test_after_the_root_is_replaced_both_roots_are_believed() -> None:
    new_root = cast.a_root("示范省备案根证书（二）")
    credential = cast.a_credential(cast.COUNTY, 51, root=new_root)
    stamper = cast.a_stamper(credential=cast.time_stamper(root=new_root))
    new_paper = cast.unit_signs(cast.laid(), cast.a_signer(credential, stamper, new_root))
    both = Trust(
        (cast.a_root().certificate, new_root.certificate), (cast.a_list(), cast.a_list(root=new_root))
    )
    assert checking.check(new_paper, both, now=cast.NOW).is_genuine
    assert checking.check(cast.filed(), both, now=cast.NOW).is_genuine
    assert cast.check(new_paper).verdict is Verdict.FOREIGN


@pytest.mark.parametrize(
    "hostile",
    [
        lambda paper: b"%PDF-1.7\n" + bytes(5000) + b"\nstartxref\n0\n%%EOF\n",
        lambda paper: paper.replace(b"/ByteRange", b"/ByteRangf"),
        lambda paper: paper.replace(b"/ETSI.CAdES.detached", b"/ETSI.CAdES.detacheX"),
        lambda paper: paper[:-400] + b"startxref\n999999999\n%%EOF\n",
    ],
    ids=["no objects", "no byte range", "unknown kind of signature", "a cross-reference nowhere"],
)
def test_hostile_bytes_get_a_verdict_and_a_sentence(hostile: Callable[[bytes], bytes]) -> None:
    found = cast.check(hostile(cast.filed()))
    assert not found.is_genuine
    assert found.sentence.endswith("。")


def test_whose_a_signature_is_follows_from_its_key_and_not_from_its_field() -> None:
    paper = cast.receiver_signs(cast.sealed(), cast.a_signer(cast.county(), cast.a_stamper()))
    in_the_receivers_field = cast.check(paper).signatures[1]
    assert (in_the_receivers_field.field, in_the_receivers_field.organization) == (
        "ReceivingOrgan",
        cast.COUNTY,
    )


@pytest.mark.parametrize(
    "paper",
    [
        b"%PDF-1.7\n" + b"\0" * 5_000_000,
        b"%PDF-1.7\n" + b" " * 5_000_000 + b"\nstartxref\n9\n%%EOF\n",
        b"%PDF-1.7\n" + b"\n" * 5_000_000 + b"startxref\n4000\n%%EOF",
    ],
    ids=["zeros", "blanks", "empty lines"],
)
def test_a_file_made_to_keep_us_busy_is_put_aside_before_it_is_parsed(
    paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[bytes] = []
    monkeypatch.setattr(checking, "_judged", lambda paper, *_: parsed.append(paper))
    assert cast.check(paper).verdict is Verdict.UNKNOWN
    assert parsed == []
