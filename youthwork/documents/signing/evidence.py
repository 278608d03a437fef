"""验证材料 (DSS): certificates and revocation lists inside the paper, so that it can be judged without us.

They are written into the same revision as the signature they serve: the last signature then covers the whole
file, and a single byte behind it is one too many.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from asn1crypto import crl, x509
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError

from youthwork.documents.signing.revisions import Revision


@dataclass(frozen=True)
class Evidence:
    """验证材料: certificates and revocation lists in DER."""

    certificates: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()


def write(revision: Revision, evidence: Evidence) -> None:
    """Add what the paper does not hold yet."""
    DocumentSecurityStore.supply_dss_in_writer(
        revision,
        None,
        certs=[x509.Certificate.load(one) for one in evidence.certificates],
        crls=[crl.CertificateList.load(one) for one in evidence.revocation_lists],
    )


def read(reader: PdfFileReader) -> Evidence:
    """Read what the paper holds; it proves nothing by itself, each piece is signed by its issuer."""
    try:
        found = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return Evidence()
    return Evidence(
        tuple(_streams(found.certs.values(), DecodePurpose.CERTIFICATE)),
        tuple(_streams(found.crls, DecodePurpose.CRL)),
    )


def _streams(references: Iterable[Any], purpose: DecodePurpose) -> Iterable[bytes]:
    for reference in references:
        yield reference.get_object().read_data(purpose)
