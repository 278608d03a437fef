"""读签名容器: no byte of it is free, and it says the same to other readers."""

import hashlib

import pytest
from asn1crypto import cms

from tests.documents.signing import cast
from youthwork.documents.signing import containers, der
from youthwork.documents.signing.container_reading import Irregular, read_signature, read_token

DIGEST = hashlib.sha256(b"the signed bytes of a paper").digest()


def a_container() -> bytes:
    key = containers.Key(cast.county())
    container, is_stamped = containers.sign_digest(key, DIGEST, cast.a_stamper().stamp)
    assert is_stamped
    return container


def is_accepted(container: bytes) -> bool:
    try:
        read = read_signature(container)
        return (
            all(read.covers(DIGEST))
            and read.token is not None
            and read.token.stamps(read.signature)
            and read.certificate.dump() == cast.county().certificate
        )
    except Irregular:
        return False


@pytest.mark.parametrize("change", [0x01, 0x04, 0x10, 0x80], ids=hex)
def test_no_byte_of_a_container_can_change_unnoticed(change: int) -> None:
    """All of them, not a sample: each has been the one that libraries passed over."""
    container = a_container()
    assert is_accepted(container)
    free = [
        place
        for place in range(len(container))
        if is_accepted(container[:place] + bytes([container[place] ^ change]) + container[place + 1 :])
    ]
    assert free == []


def test_a_container_reads_the_same_to_another_library() -> None:
    read = cms.ContentInfo.load(a_container(), strict=True)
    signer = read["content"]["signer_infos"][0]
    names = {attribute["type"].native for attribute in signer["signed_attrs"]}
    assert names == {"content_type", "message_digest", "signing_certificate_v2"}
    assert signer["digest_algorithm"]["algorithm"].native == "sha256"
    assert signer["unsigned_attrs"][0]["type"].native == "signature_time_stamp_token"


def test_a_container_without_a_time_stamp_reads_as_such() -> None:
    container, is_stamped = containers.sign_digest(containers.Key(cast.county()), DIGEST, lambda _: None)
    assert not is_stamped
    assert read_signature(container).token is None


def test_a_signature_is_no_time_stamp_and_a_time_stamp_no_signature() -> None:
    with pytest.raises(Irregular):
        read_token(a_container())
    with pytest.raises(Irregular):
        read_signature(cast.a_stamper().stamp(DIGEST))


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, 2**63 - 1])
def test_numbers_are_written_as_asn1crypto_reads_them(number: int) -> None:
    assert cms.Integer.load(der.integer(number), strict=True).native == number


@pytest.mark.parametrize("length", [0, 1, 127, 128, 255, 256, 70_000])
def test_lengths_are_written_and_read_back(length: int) -> None:
    written = der.value(der.OCTET_STRING, bytes(length))
    assert cms.OctetString.load(written, strict=True).native == bytes(length)
    assert der.first(written + b"\0\0") == written
    assert der.parts(der.sequence(written, written)) == [written, written]


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x30",
        b"\x30\x05\x02\x01",
        b"\x30\x81\x03\x02\x01\x00",
        b"\x30\x80\x00\x00",
        b"\x30\x02\x02\x05",
    ],
)
def test_what_is_not_der_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"value|kind|whole"):
        der.parts(broken)
