"""本地证书: the root of an instance, the certificates it issues, and the list of those it revoked.

One step deep on purpose: a root, and below it the organs that sign and the key that stamps time. All keys are
ECDSA P-256. The root's certificate is what an office prints in its bulletin; whoever holds it can judge every
paper without us.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from youthwork.documents.signing.moments import exact, on_the_wall
from youthwork.domain.errors import Unacceptable

# RFC 5280, upper bounds of the two attributes.
_LONGEST_NAME = 64


class Usage(Enum):
    """证书用途."""

    SIGNING = "签名"
    TIME_STAMPING = "时间戳"


class RevocationReason(Enum):
    """吊销原因, each with the name X.509 has for it. Only the first casts doubt on what was made before."""

    KEY_COMPROMISE = "密钥可能泄露"
    SUPERSEDED = "已换发新证书"
    CESSATION = "停用"
    AFFILIATION_CHANGED = "组织变更"
    UNSPECIFIED = "未说明"


_REASONS = {
    RevocationReason.KEY_COMPROMISE: x509.ReasonFlags.key_compromise,
    RevocationReason.SUPERSEDED: x509.ReasonFlags.superseded,
    RevocationReason.CESSATION: x509.ReasonFlags.cessation_of_operation,
    RevocationReason.AFFILIATION_CHANGED: x509.ReasonFlags.affiliation_changed,
    RevocationReason.UNSPECIFIED: x509.ReasonFlags.unspecified,
}


@dataclass(frozen=True)
class Credential:
    """证书与私钥: the certificate in DER and its private key in DER (PKCS#8), which never leaves memory unlocked."""

    certificate: bytes
    private_key: bytes

    def __repr__(self) -> str:
        return f"Credential({describe(self.certificate).common_name})"


@dataclass(frozen=True)
class CertificateFacts:
    """证书要项: whose it is, its number, from when to when (Beijing time), and its SHA-256 in hex."""

    organization: str
    common_name: str
    serial: int
    not_before: datetime
    not_after: datetime
    fingerprint: str


@dataclass(frozen=True)
class Revocation:
    """吊销: this certificate does not hold from this moment on."""

    serial: int
    at: datetime
    reason: RevocationReason


def new_root(name: str, serial: int, not_before: datetime, not_after: datetime) -> Credential:
    """根证书: make the key and the self-signed certificate everything else is judged by."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _name(name, name)
    builder = (
        _certificate(subject, key, serial, not_before, not_after)
        .issuer_name(subject)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )
    return _credential(builder, key, signed_by=key)


def issue(
    root: Credential,
    *,
    organization: str,
    common_name: str,
    usage: Usage,
    serial: int,
    not_before: datetime,
    not_after: datetime,
    revocation_url: str | None = None,
) -> Credential:
    """签发证书: make a key and its certificate below `root`; `serial` is the caller's, positive, at most 63 bits.

    Raises Unacceptable when the names are longer than a certificate holds, or it would outlive its root.
    """
    issuer = x509.load_der_x509_certificate(root.certificate)
    if exact(not_after) > issuer.not_valid_after_utc:
        raise Unacceptable("证书的有效期不能超出根证书的有效期：请缩短有效期，或先更换根证书。")
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        _certificate(_name(organization, common_name), key, serial, not_before, not_after)
        .issuer_name(issuer.subject)
        .add_extension(_from(issuer), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(digital_signature=True, content_commitment=True), critical=True)
    )
    if usage is Usage.TIME_STAMPING:
        # RFC 3161 §2.3: for this purpose alone, and critical.
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    if revocation_url:
        place = x509.DistributionPoint([x509.UniformResourceIdentifier(revocation_url)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
    return _credential(builder, key, signed_by=_private_key(root))


def revocation_list(
    root: Credential,
    revocations: Iterable[Revocation],
    *,
    number: int,
    this_update: datetime,
    next_update: datetime,
) -> bytes:
    """吊销列表: return the list in DER. It names every certificate ever revoked, expired ones too."""
    issuer = x509.load_der_x509_certificate(root.certificate)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.subject)
        .last_update(exact(this_update))
        .next_update(exact(next_update))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_from(issuer), critical=False)
    )
    for revocation in revocations:
        entry = (
            x509.RevokedCertificateBuilder()
            .serial_number(revocation.serial)
            .revocation_date(exact(revocation.at))
            .add_extension(x509.CRLReason(_REASONS[revocation.reason]), critical=False)
        )
        builder = builder.add_revoked_certificate(entry.build())
    signed = builder.sign(_private_key(root), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.DER)


def describe(certificate: bytes) -> CertificateFacts:
    """Read the facts of a certificate in DER."""
    read = x509.load_der_x509_certificate(certificate)
    return CertificateFacts(
        organization=_attribute(read.subject, NameOID.ORGANIZATION_NAME),
        common_name=_attribute(read.subject, NameOID.COMMON_NAME),
        serial=read.serial_number,
        not_before=on_the_wall(read.not_valid_before_utc),
        not_after=on_the_wall(read.not_valid_after_utc),
        fingerprint=read.fingerprint(hashes.SHA256()).hex(),
    )


def _certificate(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    serial: int,
    not_before: datetime,
    not_after: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(exact(not_before))
        .not_valid_after(exact(not_after))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _credential(
    builder: x509.CertificateBuilder,
    key: ec.EllipticCurvePrivateKey,
    signed_by: ec.EllipticCurvePrivateKey,
) -> Credential:
    certificate = builder.sign(signed_by, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    private_key = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Credential(certificate, private_key)


def _private_key(credential: Credential) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_der_private_key(credential.private_key, password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def _from(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    identifier = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _key_usage(**granted: bool) -> x509.KeyUsage:
    kinds = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement"
        " key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{kind: granted.get(kind, False) for kind in kinds.split()})


def _name(organization: str, common_name: str) -> x509.Name:
    for text in (organization, common_name):
        if not 1 <= len(text) <= _LONGEST_NAME:
            raise Unacceptable(f"“{text}”不能写入证书：名称须为1至{_LONGEST_NAME}个字。")
    if len(common_name.encode()) > _LONGEST_NAME:
        # The library counts the common name in bytes, and a Chinese character has three.
        raise Unacceptable(f"“{common_name}”不能作证书的通用名：须在{_LONGEST_NAME // 3}个汉字以内。")
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _attribute(name: x509.Name, kind: x509.ObjectIdentifier) -> str:
    return next((str(found.value) for found in name.get_attributes_for_oid(kind)), "")
