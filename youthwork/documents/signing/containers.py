"""签名容器 (CMS, RFC 5652): what stands between the brackets of a signature, as we make it.

One signer, one certificate, P-256 with SHA-256, nothing else. How anybody's container is read is another
matter: see `container_reading.py`.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from asn1crypto import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from youthwork.documents.signing import der
from youthwork.documents.signing.authority import Credential

DIGEST = "sha256"

_SHA256 = der.sequence(der.identifier("2.16.840.1.101.3.4.2.1"))
_ECDSA_SHA256 = der.sequence(der.identifier("1.2.840.10045.4.3.2"))
_DATA = der.identifier("1.2.840.113549.1.7.1")
_SIGNED_DATA = der.identifier("1.2.840.113549.1.7.2")
_TIME_STAMP = der.identifier("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE = der.identifier("1.2.840.113549.1.9.3")
_MESSAGE_DIGEST = der.identifier("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = der.identifier("1.2.840.113549.1.9.16.2.47")
_TOKEN = der.identifier("1.2.840.113549.1.9.16.2.14")
# A policy below UUIDs, where everybody may make their own: what our own time stamps say they follow.
_OUR_POLICY = der.identifier("2.25.87063187214790021437")


@dataclass(frozen=True)
class Key:
    """签名密钥: a credential ready to sign; worth keeping, for parsing it costs more than a signature."""

    credential: Credential

    def sign(self, data: bytes) -> bytes:
        """Return the ECDSA signature of `data` over SHA-256."""
        return self._private_key.sign(data, ec.ECDSA(hashes.SHA256()))

    @cached_property
    def named(self) -> bytes:
        """How a container names its signer: issuer and serial number."""
        read = x509.Certificate.load(self.credential.certificate)
        return der.sequence(read.issuer.dump(), der.integer(read.serial_number))

    @cached_property
    def signing_certificate(self) -> bytes:
        """The signed attribute that ties the signature to this certificate and no other of the same key."""
        fingerprint = hashlib.sha256(self.credential.certificate).digest()
        certificates = der.sequence(der.sequence(der.value(der.OCTET_STRING, fingerprint)))
        return _attribute(_SIGNING_CERTIFICATE, der.sequence(certificates))

    @cached_property
    def _private_key(self) -> ec.EllipticCurvePrivateKey:
        key = serialization.load_der_private_key(self.credential.private_key, password=None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key


def sign_digest(key: Key, digest: bytes, stamp: Callable[[bytes], bytes | None]) -> tuple[bytes, bool]:
    """Make the container of a PDF signature (PAdES: no signing time inside) over this SHA-256 digest.

    `stamp` is asked for a time stamp token over the digest of the signature; None leaves it without. Returns
    the container and whether it has a time stamp.
    """
    attributes = _signed_attributes(key, _DATA, digest)
    signature = key.sign(der.set_of(*attributes))
    token = stamp(hashlib.sha256(signature).digest())
    return _container(key, der.sequence(_DATA), attributes, signature, token), token is not None


def sign_moment(key: Key, digest: bytes, moment: datetime, serial: int) -> bytes:
    """Make a time stamp token (RFC 3161) that says `digest` was there at `moment` (UTC)."""
    statement = der.sequence(
        der.integer(1),
        _OUR_POLICY,
        der.sequence(_SHA256, der.value(der.OCTET_STRING, digest)),
        der.integer(serial),
        der.value(der.GENERALIZED_TIME, moment.strftime("%Y%m%d%H%M%SZ").encode()),
    )
    content = der.sequence(_TIME_STAMP, der.explicit(0, der.value(der.OCTET_STRING, statement)))
    attributes = _signed_attributes(key, _TIME_STAMP, hashlib.sha256(statement).digest())
    return _container(key, content, attributes, key.sign(der.set_of(*attributes)), version=3)


def _signed_attributes(key: Key, kind: bytes, digest: bytes) -> tuple[bytes, ...]:
    return (
        _attribute(_CONTENT_TYPE, kind),
        _attribute(_MESSAGE_DIGEST, der.value(der.OCTET_STRING, digest)),
        key.signing_certificate,
    )


def _container(
    key: Key,
    content: bytes,
    attributes: tuple[bytes, ...],
    signature: bytes,
    token: bytes | None = None,
    version: int = 1,
) -> bytes:
    unsigned = [der.set_of(_attribute(_TOKEN, token), tag=der.CONTEXT + 1)] if token else []
    signer = der.sequence(
        der.integer(1),
        key.named,
        _SHA256,
        der.set_of(*attributes, tag=der.CONTEXT + 0),
        _ECDSA_SHA256,
        der.value(der.OCTET_STRING, signature),
        *unsigned,
    )
    signed_data = der.sequence(
        der.integer(version),
        der.set_of(_SHA256),
        content,
        der.explicit(0, key.credential.certificate),
        der.set_of(signer),
    )
    return der.sequence(_SIGNED_DATA, der.explicit(0, signed_data))


def _attribute(kind: bytes, content: bytes) -> bytes:
    return der.sequence(kind, der.set_of(content))
