"""签名自述: what a signature says of itself, before anybody has judged it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import x509
from pyhanko.sign.general import CMSExtractionError, extract_certificate_info
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from youthwork.documents.signing.findings import SignatureFinding, Verdict
from youthwork.documents.signing.moments import on_the_wall

_LONGEST = 200
#: The contact of the receiving organ's signature is the whole text of the square code (`facts.py`).
_LONGEST_CONTACT = 2000


@dataclass(frozen=True)
class Claim:
    """签名自述: field, organ, reason, time, as the file states them."""

    field: str
    organization: str
    reason: str
    signed_at: datetime | None
    contact_info: str
    is_time_stamp: bool

    @classmethod
    def of(cls, signature: EmbeddedPdfSignature) -> Claim:
        """Read what the signature says; what is missing or odd reads as empty."""
        is_time_stamp = signature.sig_object_type == "/DocTimeStamp"
        return cls(
            field=signature.field_name,
            organization=_organization(signature),
            reason="时间戳" if is_time_stamp else _text(signature, "/Reason"),
            signed_at=_signed_at(signature),
            contact_info=_text(signature, "/ContactInfo", _LONGEST_CONTACT),
            is_time_stamp=is_time_stamp,
        )

    def finding(
        self,
        verdict: Verdict,
        rest: str,
        stamped_at: datetime | None = None,
        revoked_at: datetime | None = None,
        good_until: datetime | None = None,
    ) -> SignatureFinding:
        """Make the finding about this signature; `rest` follows the organ in its sentence."""
        finding = SignatureFinding(
            field=self.field,
            organization=self.organization,
            reason=self.reason,
            signed_at=self.signed_at,
            stamped_at=stamped_at and on_the_wall(stamped_at),
            verdict=verdict,
            sentence=rest,
            contact_info=self.contact_info,
            is_time_stamp=self.is_time_stamp,
            revoked_at=revoked_at and on_the_wall(revoked_at),
            good_until=good_until and on_the_wall(good_until),
        )
        return replace(finding, sentence=finding.who + rest)


def _organization(signature: EmbeddedPdfSignature) -> str:
    try:
        certificate: x509.Certificate = extract_certificate_info(signature.signed_data).signer_cert
        names = certificate.subject.native
    except (CMSExtractionError, ValueError, TypeError, LookupError):
        return ""
    return str(names.get("organization_name") or names.get("common_name") or "")[:_LONGEST]


def _text(signature: EmbeddedPdfSignature, key: str, longest: int = _LONGEST) -> str:
    value = signature.sig_object.get(key, "")
    return value[:longest] if isinstance(value, str) else ""


def _signed_at(signature: EmbeddedPdfSignature) -> datetime | None:
    try:
        claimed = signature.self_reported_timestamp
    except (ValueError, TypeError, LookupError):
        return None
    return on_the_wall(claimed) if claimed else None
