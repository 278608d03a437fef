"""时间戳: ours, a service's, late, renewed; and what becomes of a paper when the service is silent."""

import dataclasses
import ssl
import subprocess
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.documents.reading import faults_against_pdfa
from tests.documents.signing import cast
from tests.documents.signing.stamp_service import a_server, stamp_service
from youthwork.documents.signing import checking, stamping
from youthwork.documents.signing.authority import Credential, RevocationReason, Usage
from youthwork.documents.signing.checking import Verdict
from youthwork.documents.signing.evidence import Evidence
from youthwork.documents.signing.signing import Signer
from youthwork.documents.signing.stamping import HttpStamper, StampServiceDown
from youthwork.domain.errors import Unacceptable

YEAR = timedelta(days=365)
DIGEST = bytes(range(32))


def test_openssl_verifies_our_time_stamp(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(cast.a_stamper().stamp(DIGEST))
    (tmp_path / "root.pem").write_text(ssl.DER_cert_to_PEM_cert(cast.a_root().certificate))
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "token", "-digest", DIGEST.hex()]
    command += ["-CAfile", "root.pem", "-attime", str(int(cast.NOW.timestamp()))]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "Verification: OK" in ran.stdout, ran.stderr


def test_a_paper_stamped_by_a_service_over_http_is_genuine(tmp_path: Path) -> None:
    # openssl stamps by the clock of the machine, so everything here is valid for many years around it.
    begins, ends = datetime(2001, 1, 1), datetime(2064, 1, 1)
    tsa = cast.a_credential("时间戳中心", 21, Usage.TIME_STAMPING, ends, begins=begins)
    unit = cast.a_credential(cast.COUNTY, 22, ends=ends, begins=begins)
    listed = cast.a_list(number=5, at=ends - 30 * cast.DAY)
    with stamp_service(tmp_path, tsa) as address:
        stamper = HttpStamper(address, timeout=10, known=Evidence((tsa.certificate,)))
        paper = cast.unit_signs(cast.laid(), Signer(unit, cast.a_root().certificate, listed, stamper))
        paper = stamping.renew(paper, stamper, cast.known())
    found = cast.check(paper, now=ends - cast.DAY)
    assert found.is_genuine, found
    assert all(one.stamped_at for one in found.signatures)


def stamp_root() -> Credential:
    return cast.a_root("时间戳中心根证书")


def stamped_by_a_stranger() -> bytes:
    """A paper of ours whose time a service below a root of its own stated."""
    stranger = cast.a_stamper(credential=cast.time_stamper(serial=31, root=stamp_root()))
    signer = Signer(cast.county(), cast.a_root().certificate, cast.a_list(), stranger)
    return cast.unit_signs(cast.laid(), signer)


def test_a_service_outside_is_believed_about_the_time_once_its_root_is_named() -> None:
    paper = stamped_by_a_stranger()
    root = stamp_root().certificate
    assert not cast.check(paper).is_genuine
    found = checking.check(paper, dataclasses.replace(cast.trust(), stamp_roots=(root,)), now=cast.NOW)
    assert found.is_genuine, found
    assert found.signatures[0].stamped_at is not None


def test_a_root_named_for_time_stamps_vouches_for_no_organ() -> None:
    stranger = stamp_root()
    posing = cast.a_credential(cast.COUNTY, 32, root=stranger)
    paper = cast.unit_signs(
        cast.laid(), Signer(posing, stranger.certificate, cast.a_list(), cast.a_stamper())
    )
    trust = dataclasses.replace(cast.trust(), stamp_roots=(stranger.certificate,))
    assert checking.check(paper, trust, now=cast.NOW).verdict is Verdict.FOREIGN


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"", "application/timestamp-reply"),
        (b"<html>busy</html>", "text/html"),
        (b"\x30\x05\x30\x03\x02\x01\x02", "application/timestamp-reply"),
        (b"\x30\x82", "application/timestamp-reply"),
    ],
    ids=["nothing", "a page", "a refusal", "half an answer"],
)
def test_whatever_is_no_time_stamp_counts_as_a_service_that_is_down(answer: bytes, kind: str) -> None:
    with a_server(lambda _: answer, kind) as address, pytest.raises(StampServiceDown, match="稍后补加时间戳"):
        HttpStamper(address, timeout=5).stamp(DIGEST)


def test_a_service_that_does_not_answer_in_time_is_down() -> None:
    released = threading.Event()

    def late(_: bytes) -> bytes:
        released.wait(10)
        return b""

    with a_server(late) as address:
        with pytest.raises(StampServiceDown):
            HttpStamper(address, timeout=0.2).stamp(DIGEST)
        released.set()


def test_a_service_that_is_not_there_is_down() -> None:
    with a_server(lambda _: b"") as address:
        pass
    with pytest.raises(StampServiceDown):
        HttpStamper(address, timeout=5).stamp(DIGEST)


def test_a_late_stamp_is_appended_and_proves_the_moment_it_was_made() -> None:
    later = cast.NOW + 5 * cast.DAY
    paper = stamping.stamp_late(cast.unstamped(), cast.a_stamper(later), cast.known())
    assert paper.startswith(cast.unstamped())
    found = cast.check(paper, now=later)
    assert found.is_genuine and "还没有时间戳" not in found.sentence
    assert [one.stamped_at for one in found.signatures] == [later, later]
    assert [one.is_time_stamp for one in found.signatures] == [False, True]
    assert faults_against_pdfa(paper) == []


def test_a_paper_without_signatures_is_not_stamped_late() -> None:
    with pytest.raises(Unacceptable, match="还没有签名"):
        stamping.stamp_late(cast.laid(), cast.a_stamper(), cast.known())


def test_a_paper_without_a_time_stamp_is_not_renewed() -> None:
    with pytest.raises(Unacceptable, match="先补加时间戳"):
        stamping.renew(cast.unstamped(), cast.a_stamper(), cast.known())


def test_a_silent_service_leaves_the_paper_to_be_stamped_another_day() -> None:
    with pytest.raises(StampServiceDown):
        stamping.stamp_late(cast.unstamped(), cast.NoStamps(), cast.known())


def test_a_signature_outlives_its_certificate_by_its_time_stamp() -> None:
    assert cast.check(cast.filed(), now=cast.ENDS + YEAR).is_genuine
    lost = cast.check(cast.unstamped(), now=cast.ENDS + YEAR)
    assert lost.verdict is Verdict.UNKNOWN
    assert "证书已到期，又没有仍然有效的时间戳" in lost.sentence


def test_a_paper_renewed_in_time_outlives_its_first_time_stamps() -> None:
    """B-LTA: the second key's stamp holds when the first key has ended, and so on."""
    last_day = cast.NOW + 9 * YEAR
    second = cast.time_stamper(ends=cast.NOW + 20 * YEAR, serial=3)
    renewed = stamping.renew(cast.filed(), cast.a_stamper(last_day, second), cast.known())
    assert renewed.startswith(cast.filed())
    assert cast.check(cast.filed(), now=cast.LATER_THAN_STAMPS).verdict is Verdict.UNKNOWN
    found = cast.check(renewed, now=cast.LATER_THAN_STAMPS)
    assert found.is_genuine
    assert [one.stamped_at for one in found.signatures] == [cast.NOW, cast.NOW, last_day]
    assert found.good_until == cast.NOW + 20 * YEAR
    third = cast.time_stamper(ends=cast.NOW + 30 * YEAR, serial=4)
    again = stamping.renew(renewed, cast.a_stamper(cast.NOW + 19 * YEAR, third), cast.known())
    assert cast.check(renewed, now=cast.NOW + 25 * YEAR).verdict is Verdict.UNKNOWN
    assert cast.check(again, now=cast.NOW + 25 * YEAR).is_genuine
    assert faults_against_pdfa(again) == []


def test_renewal_after_the_time_stamp_ended_comes_too_late() -> None:
    second = cast.time_stamper(ends=cast.NOW + 20 * YEAR, serial=3)
    late = stamping.renew(cast.filed(), cast.a_stamper(cast.LATER_THAN_STAMPS, second), cast.known())
    assert cast.check(late, now=cast.LATER_THAN_STAMPS).verdict is Verdict.UNKNOWN


def test_a_paper_says_until_when_it_can_be_judged() -> None:
    assert cast.check(cast.filed()).good_until == cast.NOW + 10 * YEAR
    assert cast.check(cast.unstamped()).good_until == cast.ENDS


def test_a_leaked_stamp_key_proves_nothing_and_one_replaced_in_time_does() -> None:
    after = cast.ENDS + YEAR
    leaked, replaced = (
        cast.revoked(cast.time_stamper(), cast.NOW + YEAR, reason)
        for reason in (RevocationReason.KEY_COMPROMISE, RevocationReason.SUPERSEDED)
    )
    assert cast.check(cast.filed(), leaked, now=after).verdict is Verdict.UNKNOWN
    assert cast.check(cast.filed(), replaced, now=after).is_genuine


def test_a_time_stamp_from_before_its_key_began_is_not_taken() -> None:
    early = cast.a_stamper(cast.BEGINS - cast.DAY)
    found = cast.check(cast.unit_signs(cast.laid(), cast.a_signer(cast.county(), early)))
    assert found.signatures[0].stamped_at is None
