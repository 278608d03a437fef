"""读签名容器: anybody's container (CMS), read so strictly that no bit of it is free.

A container holds more than what its signature covers: certificates, lists of algorithms, the time stamp. A
paper is genuine only when none of its bytes can change unnoticed, so nothing is taken that cannot be tied to
the signature.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, core, tsp, x509
from pyhanko.sign.general import (
    CMSExtractionError,
    SigningError,
    extract_certificate_info,
)
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr, validate_sig_integrity

from youthwork.documents.signing import der

_STRONG = {"sha256", "sha384", "sha512"}
_TOKEN = der.identifier("1.2.840.113549.1.9.16.2.14")
_SIGNATURE = "data"
_TIME_STAMP = "tst_info"
# RFC 5652 §5.1: the version follows from what is inside.
_VERSIONS = {_SIGNATURE: "v1", _TIME_STAMP: "v3"}


class Irregular(Exception):
    """A container that holds something its signature does not vouch for, or cannot be read."""


@dataclass(frozen=True)
class Container:
    """签名容器（已读）: whose signature, over what, stamped by which token."""

    certificate: x509.Certificate
    #: Certificates besides the signer's; whoever judges must place each on the signer's path.
    others: tuple[x509.Certificate, ...]
    token: "Token | None"
    _info: cms.SignerInfo
    _kind: str

    @property
    def digest_algorithm(self) -> str:
        name: str = self._info["digest_algorithm"]["algorithm"].native
        return name

    @property
    def signature(self) -> bytes:
        value: bytes = self._info["signature"].native
        return value

    def covers(self, digest: bytes) -> tuple[bool, bool]:
        """Say whether this digest is the one signed, and whether the signature over it is right."""
        try:
            intact, valid = validate_sig_integrity(self._info, self.certificate, self._kind, digest)
        except (SignatureValidationError, ValueError) as error:
            raise Irregular(str(error)) from error
        return intact, valid


@dataclass(frozen=True)
class Token:
    """时间戳: a container over a statement of time."""

    container: Container
    moment: datetime
    #: The digest algorithm of what was stamped, and its digest.
    algorithm: str
    imprint: bytes
    _statement: bytes

    def stamps(self, stamped: bytes) -> bool:
        """Say whether it was made over these bytes, and is itself unharmed."""
        return self.stamps_digest(hashlib.new(self.algorithm, stamped).digest())

    def stamps_digest(self, digest: bytes) -> bool:
        """Say whether it was made over what has this digest, and is itself unharmed."""
        statement = hashlib.new(self.container.digest_algorithm, self._statement).digest()
        return digest == self.imprint and all(self.container.covers(statement))


def read_signature(container: bytes) -> Container:
    """Read the container of a PDF signature, in DER; raise Irregular."""
    return _read(container, _SIGNATURE)


def read_token(token: bytes) -> Token:
    """Read a time stamp token in DER; raise Irregular."""
    container = _read(token, _TIME_STAMP)
    statement = bytes(cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"])
    info = tsp.TSTInfo.load(statement)
    imprint = info["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].native
    _must(algorithm in _STRONG, "weak digest of what is stamped")
    return Token(container, info["gen_time"].native, algorithm, imprint["hashed_message"].native, statement)


def _read(container: bytes, kind: str) -> Container:
    try:
        token = _unsigned_token(container, kind)
        return _read_strictly(cms.ContentInfo.load(container), token, kind)
    except (ValueError, TypeError, KeyError, LookupError, CMSExtractionError, SigningError) as error:
        # asn1crypto reads as it goes and raises whatever the bytes lead it to.
        raise Irregular(str(error)) from error


def _unsigned_token(container: bytes, kind: str) -> bytes | None:
    """Return the time stamp, after making sure of every part around it: asn1crypto passes over surplus parts."""
    _, wrapped = der.parts(container)
    (signed_data,) = der.parts(wrapped, der.CONTEXT)
    _, digests, content, certificates, signers = der.parts(signed_data)
    (signer,) = der.parts(signers, der.SET)
    _, named, digest, signed, mechanism, signature, *unsigned = der.parts(signer)
    _must(der.parts(digests, der.SET) == [digest], "digest algorithms")
    _must(all(len(der.parts(one)) in (1, 2) for one in (digest, mechanism)), "algorithms")
    _must(len(der.parts(named)) == 2 and signature[0] == der.OCTET_STRING, "signer")
    _must(bool(der.parts(certificates, der.CONTEXT) and der.parts(signed, der.CONTEXT)), "certificates")
    for inside in der.parts(content)[1:]:
        (statement,) = der.parts(inside, der.CONTEXT)
        _must(statement[0] == der.OCTET_STRING, "content")
    if not unsigned:
        return None
    (attributes,) = unsigned
    (attribute,) = der.parts(attributes, der.CONTEXT + 1)
    name, values = der.parts(attribute)
    _must(kind == _SIGNATURE and name == _TOKEN, "unsigned attribute")
    (token,) = der.parts(values, der.SET)
    return token


def _read_strictly(message: cms.ContentInfo, token: bytes | None, kind: str) -> Container:
    _must(message["content_type"].native == "signed_data", "not signed data")
    data: cms.SignedData = message["content"]
    _must(data["version"].native == _VERSIONS[kind], "version")
    _must(data["encap_content_info"]["content_type"].native == kind, "kind of content")
    _must(_is_absent(data["encap_content_info"]["content"]) == (kind == _SIGNATURE), "content")
    _must(_is_absent(data["crls"]), "revocation lists inside")
    info: cms.SignerInfo = data["signer_infos"][0]
    _must_name_its_algorithms(info)
    _must(all(choice.name == "certificate" for choice in data["certificates"]), "kinds of certificates")
    found = extract_certificate_info(data)
    certificate: x509.Certificate = found.signer_cert
    _must_name_its_signer(info, certificate)
    return Container(certificate, tuple(found.other_certs), read_token(token) if token else None, info, kind)


def _must_name_its_algorithms(info: cms.SignerInfo) -> None:
    named: algos.DigestAlgorithm = info["digest_algorithm"]
    _must(named["algorithm"].native in _STRONG, "weak digest")
    _must(named["parameters"].native is None, "parameters of the digest")
    mechanism: algos.SignedDigestAlgorithm = info["signature_algorithm"]
    _must(mechanism.signature_algo in ("ecdsa", "rsassa_pkcs1v15"), "signature algorithm")
    _must(mechanism["parameters"].native is None, "parameters of the signature")
    if mechanism["algorithm"].native != "rsassa_pkcs1v15":
        _must(mechanism.hash_algo == named["algorithm"].native, "two digest algorithms")


def _must_name_its_signer(info: cms.SignerInfo, certificate: x509.Certificate) -> None:
    _must(info["version"].native == "v1", "version of the signer")
    sid = info["sid"].chosen
    _must(sid["issuer"].dump() == certificate.issuer.dump(), "issuer named")
    # Without this signed attribute nothing ties the certificate to the signature but the key.
    _must(get_signing_cert_attr(info["signed_attrs"]) is not None, "certificate not signed for")


def _is_absent(value: core.Asn1Value) -> bool:
    # Asking for `.native` would parse everything below.
    return isinstance(value, core.Void)


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise Irregular(what)
