"""本地证书: certificates other programs accept, with the marks their use demands."""

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from tests.documents.signing import cast
from youthwork.documents.signing import authority
from youthwork.documents.signing.authority import Revocation, RevocationReason, Usage
from youthwork.domain.errors import Unacceptable


def read(credential: authority.Credential) -> x509.Certificate:
    return x509.load_der_x509_certificate(credential.certificate)


def test_openssl_accepts_a_certificate_below_its_root(tmp_path: Path) -> None:
    for name, credential in (("root", cast.a_root()), ("leaf", cast.county())):
        (tmp_path / f"{name}.der").write_bytes(credential.certificate)
        command = ["openssl", "x509", "-inform", "DER", "-in", f"{name}.der", "-out", f"{name}.pem"]
        subprocess.run(command, cwd=tmp_path, check=True)
    moment = str(int(datetime(2026, 11, 22).timestamp()))
    verify = ["openssl", "verify", "-x509_strict", "-attime", moment, "-CAfile", "root.pem", "leaf.pem"]
    ran = subprocess.run(verify, cwd=tmp_path, capture_output=True, text=True)
    assert ran.stdout == "leaf.pem: OK\n", ran.stderr


def test_every_key_is_on_the_curve_p_256() -> None:
    for credential in (cast.a_root(), cast.county(), cast.time_stamper()):
        key = read(credential).public_key()
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert key.curve.name == "secp256r1"


def test_a_signing_certificate_may_sign_and_issue_nothing() -> None:
    extensions = read(cast.county()).extensions
    usage = extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.content_commitment and not usage.key_cert_sign
    assert not extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_time_stamp_certificate_is_for_that_alone_and_says_so_critically() -> None:
    purpose = read(cast.time_stamper()).extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert purpose.critical
    assert [use.dotted_string for use in purpose.value] == ["1.3.6.1.5.5.7.3.8"]


@pytest.mark.parametrize("url", [None, "http://ca.intranet/root.crl"])
def test_a_place_for_the_revocation_list_is_named_only_when_there_is_one(url: str | None) -> None:
    credential = authority.issue(
        cast.a_root(),
        organization=cast.COUNTY,
        common_name=cast.COUNTY,
        usage=Usage.SIGNING,
        serial=77,
        not_before=cast.BEGINS,
        not_after=cast.ENDS,
        revocation_url=url,
    )
    assert (b"root.crl" in credential.certificate) is (url is not None)


def test_facts_are_read_back_as_given_in_beijing_time() -> None:
    facts = authority.describe(cast.county().certificate)
    assert (facts.organization, facts.common_name, facts.serial) == (
        cast.COUNTY,
        f"{cast.COUNTY}（演示）",
        11,
    )
    assert (facts.not_before, facts.not_after) == (cast.BEGINS, cast.ENDS)
    assert len(facts.fingerprint) == 64


def test_a_serial_number_of_63_bits_is_kept() -> None:
    credential = cast.a_credential(cast.COUNTY, 2**63 - 1)
    assert authority.describe(credential.certificate).serial == 2**63 - 1


def test_a_certificate_may_not_outlive_its_root() -> None:
    with pytest.raises(Unacceptable, match="不能超出根证书"):
        cast.a_credential(cast.COUNTY, 78, ends=cast.NOW + timedelta(days=50 * 365))


def test_a_name_longer_than_a_certificate_holds_is_refused_with_its_text() -> None:
    with pytest.raises(Unacceptable, match=r"长长长.*64个字"):
        cast.a_credential("长" * 65, 79)


def test_the_revocation_list_names_who_when_and_why() -> None:
    revocation = Revocation(11, cast.NOW, RevocationReason.KEY_COMPROMISE)
    listed = x509.load_der_x509_crl(cast.a_list(revocation))
    entry = listed.get_revoked_certificate_by_serial_number(11)
    assert entry is not None
    assert entry.revocation_date_utc.hour == 2, "10:30 in Beijing"
    assert (
        entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
        is x509.ReasonFlags.key_compromise
    )
    assert listed.is_signature_valid(read(cast.a_root()).public_key())


def test_a_credential_does_not_print_its_private_key() -> None:
    assert repr(cast.county()) == f"Credential({cast.COUNTY}（演示）)"
