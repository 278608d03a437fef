"""证书的资格: was this certificate issued below one of our roots, in time, for this use, and not revoked?"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

from asn1crypto import x509 as asn1
from cryptography import x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from youthwork.documents.signing.authority import Usage
from youthwork.documents.signing.evidence import Evidence
from youthwork.documents.signing.waiting import finished

_KEY_USAGE = {Usage.SIGNING: {"non_repudiation"}, Usage.TIME_STAMPING: {"digital_signature"}}
_EXTENDED_USAGE = {Usage.SIGNING: None, Usage.TIME_STAMPING: {"time_stamping"}}


@dataclass(frozen=True)
class Trust:
    """信任: the root certificates we believe, past and present, and the current revocation lists, in DER.

    `stamp_roots` are those of outside time stamp services: believed about the time, and about nobody's name.
    """

    roots: tuple[bytes, ...]
    revocation_lists: tuple[bytes, ...] = ()
    stamp_roots: tuple[bytes, ...] = ()

    @property
    def for_stamps(self) -> Trust:
        """The same, believing the outside time stamp services too."""
        return replace(self, roots=(*self.roots, *self.stamp_roots))


class Grade(Enum):
    """资格."""

    GOOD = "有效"
    FOREIGN = "不是我们的根证书签发的"
    UNFIT = "不是用来签名或盖时间戳的"
    TOO_EARLY = "还没有到有效期"
    EXPIRED = "已到期"
    REVOKED = "已吊销"
    UNLISTED = "没有可用的吊销列表"


@dataclass(frozen=True)
class Standing:
    """资格判定: at the moment asked about; `revoked_at` is set also when that was only later."""

    grade: Grade
    revoked_at: datetime | None = None
    #: RFC 3161 §4: whether what was made before the revocation is in doubt too.
    is_compromised: bool = False


@dataclass(frozen=True)
class Pedigree:
    """证书链: a certificate, and those above it up to a root of ours."""

    certificate: asn1.Certificate
    #: In DER, from the one that issued it up to the root; empty when no root of ours stands there.
    issuers: tuple[bytes, ...]


def pedigree(
    certificate: asn1.Certificate, others: Iterable[asn1.Certificate], known: Evidence, trust: Trust
) -> Pedigree:
    """Find the way from a certificate up to a root of ours; `others` came with it and must lie on that way."""
    # Whether it is ours does not depend on today: it was issued once, when it began.
    context = ValidationContext(
        trust_roots=[asn1.Certificate.load(root) for root in trust.roots],
        other_certs=[asn1.Certificate.load(one) for one in known.certificates],
        moment=certificate.not_valid_before,
        allow_fetching=False,
        crls=[],
    )
    others = list(others)
    try:
        path = finished(CertificateValidator(certificate, others, context).async_validate_path())
    except (PathError, ValidationError, ValueError, TypeError, LookupError):
        return Pedigree(certificate, ())
    way = [one.dump() for one in path.iter_certs(include_root=True)]
    if way[-1] != certificate.dump() or any(other.dump() not in way for other in others):
        return Pedigree(certificate, ())
    return Pedigree(certificate, tuple(reversed(way[:-1])))


def standing(line: Pedigree, usage: Usage, moment: datetime, lists: Iterable[bytes]) -> Standing:
    """Judge a certificate at a moment (UTC), by every revocation list at hand."""
    if not line.issuers:
        return Standing(Grade.FOREIGN)
    if not _serves(line.certificate, usage):
        return Standing(Grade.UNFIT)
    entries = [_Listed(), *(_listed(one, line) for one in lists)]
    revoked = [entry for entry in entries if entry.at]
    first = min(revoked, key=lambda entry: entry.at or moment, default=_Listed())
    found = functools.partial(Standing, revoked_at=first.at, is_compromised=first.is_compromised)
    # An intermediate certificate is judged with its leaf: none of ours exists, an outside service may have one.
    if moment < line.certificate.not_valid_before:
        return found(Grade.TOO_EARLY)
    if moment > line.certificate.not_valid_after:
        return found(Grade.EXPIRED)
    if first.at and first.at <= moment:
        return found(Grade.REVOKED)
    # The list of an outside time stamp service may be nowhere at hand; ours always lies in the paper.
    if usage is Usage.SIGNING and not any(entry.until and entry.until >= moment for entry in entries):
        return found(Grade.UNLISTED)
    return found(Grade.GOOD)


def _serves(certificate: asn1.Certificate, usage: Usage) -> bool:
    granted = certificate.key_usage_value
    extended = certificate.extended_key_usage_value
    named = set(extended.native) if extended else None
    return bool(granted) and _KEY_USAGE[usage] <= granted.native and named == _EXTENDED_USAGE[usage]


@dataclass(frozen=True)
class _Listed:
    """What one list says of one certificate, and until when it speaks."""

    until: datetime | None = None
    at: datetime | None = None
    is_compromised: bool = False


@functools.lru_cache(maxsize=256)
def _listed_by(revocation_list: bytes, issuer: bytes, serial: int) -> _Listed:
    read = x509.load_der_x509_crl(revocation_list)
    above = x509.load_der_x509_certificate(issuer)
    # A key of a kind that cannot sign makes this raise, and what raises is not genuine.
    key: Any = above.public_key()
    if read.issuer != above.subject or not read.is_signature_valid(key):
        return _Listed()
    entry = read.get_revoked_certificate_by_serial_number(serial)
    if entry is None:
        return _Listed(until=read.next_update_utc)
    return _Listed(read.next_update_utc, entry.revocation_date_utc, _is_compromise(entry))


def _listed(revocation_list: bytes, line: Pedigree) -> _Listed:
    return _listed_by(revocation_list, line.issuers[0], line.certificate.serial_number)


def _is_compromise(entry: x509.RevokedCertificate) -> bool:
    """RFC 3161 §4: without a reason, or with one that doubts the key, nothing made with the key counts."""
    harmless = {
        x509.ReasonFlags.unspecified,
        x509.ReasonFlags.affiliation_changed,
        x509.ReasonFlags.superseded,
        x509.ReasonFlags.cessation_of_operation,
    }
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason not in harmless
    except x509.ExtensionNotFound:
        return True
