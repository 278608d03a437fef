"""签名 (PAdES): two organs sign one paper, one after the other, and every step only appends.

    lay_fields()   both places are laid first, so that signing adds nothing but a signature
    sign()         the unit certifies (after it only the laid places may be filled), then the receiving organ signs

Each signature brings its own evidence (B-LT): the certificates, the revocation list, a time stamp. They are
written from what we know to be true; our own chain is not judged again at each signature.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from cryptography import x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from youthwork.documents.contents import Anchor
from youthwork.documents.signing import containers, evidence
from youthwork.documents.signing.authority import Credential, describe
from youthwork.documents.signing.evidence import Evidence
from youthwork.documents.signing.moments import BEIJING, exact, spoken
from youthwork.documents.signing.revisions import Revision
from youthwork.documents.signing.stamping import Stamper, StampServiceDown
from youthwork.domain.errors import Unacceptable, YouthworkError

UNIT_FIELD = "UnitSeal"
RECEIVER_FIELD = "ReceivingOrgan"

# A container without its time stamp: attributes, one P-256 signature, and the certificate beside it.
_ROOM_FOR_SIGNATURE = 1024


class UnfitCertificate(YouthworkError):
    """The certificate may not sign at this moment; the sentence says why and what to do."""

    status = 409


@dataclass(frozen=True)
class Field:
    """签名栏: its name in the file, where it stands (None: it does not show), and what readers call it."""

    name: str
    place: Anchor | None
    label: str


@dataclass(frozen=True)
class Signed:
    """签名结果: the paper with one more signature, and whether that has a time stamp."""

    pdf: bytes
    is_stamped: bool


@dataclass(frozen=True)
class Signer:
    """签名人: an organ's credential with what proves it. Worth keeping for many papers: it parses once."""

    credential: Credential
    root_certificate: bytes
    revocation_list: bytes
    stamper: Stamper | None

    def refuse_unfit(self, moment: datetime) -> None:
        """Raise UnfitCertificate unless the certificate is valid and not revoked at this moment."""
        facts = describe(self.credential.certificate)
        whose = f"{facts.organization}的签名证书"
        if exact(moment) < exact(facts.not_before):
            raise UnfitCertificate(f"{whose}自{spoken(facts.not_before)}起才有效，现在不能用它签名。")
        if exact(moment) > exact(facts.not_after):
            raise UnfitCertificate(f"{whose}已于{spoken(facts.not_after)}到期，请续期后再签。")
        if self._list.get_revoked_certificate_by_serial_number(facts.serial):
            raise UnfitCertificate(f"{whose}已被吊销，不能再用它签名：请换发新证书。")
        if self._list.next_update_utc and exact(moment) > self._list.next_update_utc:
            raise UnfitCertificate("吊销列表已过期，签出的件将无法核验：请先更新吊销列表。")

    def stamp(self, digest: bytes) -> bytes | None:
        """Return a time stamp token over this digest; None where there is no service, or it does not answer."""
        try:
            return self.stamper.stamp(digest) if self.stamper else None
        except StampServiceDown:
            return None

    @cached_property
    def key(self) -> containers.Key:
        return containers.Key(self.credential)

    @cached_property
    def evidence(self) -> Evidence:
        more = self.stamper.evidence if self.stamper else Evidence()
        return Evidence(
            (self.credential.certificate, self.root_certificate, *more.certificates),
            (self.revocation_list, *more.revocation_lists),
        )

    @cached_property
    def _list(self) -> x509.CertificateRevocationList:
        return x509.load_der_x509_crl(self.revocation_list)


def lay_fields(paper: bytes, fields: Iterable[Field]) -> bytes:
    """留签名栏: append empty signature fields; the result begins with `paper` and stays PDF/A."""
    revision = Revision(paper)
    # ISO 32000-1 knows no evidence inside a file: readers are told whose extension it is.
    revision.register_extension(ESIC_EXTENSION_1)
    for field in fields:
        place = field.place
        append_signature_field(
            revision,
            SigFieldSpec(
                field.name,
                on_page=place.page if place else 0,
                box=_box(place) if place else None,
                readable_field_name=field.label,
            ),
        )
    return revision.appended()


def _box(place: Anchor) -> tuple[int, int, int, int]:
    # A PDF knows fractions of a point; only the library's annotation says whole ones.
    return cast(tuple[int, int, int, int], (place.left, place.bottom, place.right, place.top))


def sign(
    paper: bytes,
    field_name: str,
    appearance: bytes | None,
    signer: Signer,
    *,
    reason: str,
    location: str,
    contact_info: str = "",
    certify: bool,
    moment: datetime,
) -> Signed:
    """签名: fill a laid field; the result begins with `paper`, and its last signature covers the whole file.

    `appearance` is a PDF whose first page is drawn to fill the field. `certify` is for the first signature:
    after it only the other laid fields may be filled. Where the stamp service does not answer, the paper is
    signed without a time stamp. Raises UnfitCertificate, or Unacceptable when there is no such empty field.
    """
    signer.refuse_unfit(moment)
    revision = Revision(paper)
    embedder = PdfCMSEmbedder().write_cms(field_name, revision, existing_fields_only=True)
    try:
        field = next(embedder).get_object()
    except SigningError as error:
        raise Unacceptable(f"这份件没有空着的签名栏“{field_name}”，不能签名：请重新出件。") from error
    if appearance:
        field["/AP"] = _appearance(revision, appearance)
    evidence.write(revision, signer.evidence)
    embedder.send(
        SigObjSetup(
            sig_placeholder=SignatureObject(
                timestamp=exact(moment).astimezone(BEIJING),
                subfilter=SigSeedSubFilter.PADES,
                reason=reason,
                location=location,
                contact_info=contact_info,
                bytes_reserved=2 * _room(signer),
            ),
            mdp_setup=SigMDPSetup(containers.DIGEST, certify=certify, docmdp_perms=MDPPerm.FILL_FORMS)
            if certify
            else None,
        )
    )
    prepared, output = embedder.send(SigIOSetup(md_algorithm=containers.DIGEST))
    container, is_stamped = containers.sign_digest(signer.key, prepared.document_digest, signer.stamp)
    embedder.send(container)
    return Signed(output.getvalue(), is_stamped)


def _appearance(revision: Revision, sheet: bytes) -> generic.DictionaryObject:
    """The sheet itself is the appearance: a reader scales it to the field, seal ink and all."""
    form = revision.import_page_as_xobject(PdfFileReader(io.BytesIO(sheet)))
    return generic.DictionaryObject({pdf_name("/N"): form})


def _room(signer: Signer) -> int:
    stamp = signer.stamper.room if signer.stamper else 0
    return _ROOM_FOR_SIGNATURE + len(signer.credential.certificate) + stamp
