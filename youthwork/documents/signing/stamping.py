"""时间戳: a third party's word that something was there at a moment (RFC 3161).

A paper is stamped when it is signed; where the service does not answer, it is signed without and stamped late.
Before the stamp's own certificate ends, another is put over the whole (`renew`). Both only append.
"""

import io
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from asn1crypto import core
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from youthwork.documents.signing import containers, evidence
from youthwork.documents.signing.authority import Credential
from youthwork.documents.signing.container_reading import Irregular, read_token
from youthwork.documents.signing.evidence import Evidence
from youthwork.documents.signing.moments import exact
from youthwork.documents.signing.revisions import Revision
from youthwork.documents.signing.waiting import finished
from youthwork.domain.errors import Unacceptable, YouthworkError


class StampServiceDown(YouthworkError):
    """The time stamp service does not answer, or not with a time stamp."""

    status = 503


class Stamper(Protocol):
    """时间戳服务."""

    #: The most bytes a token may take.
    room: int
    #: What a checker needs to judge its tokens, besides our root and list.
    evidence: Evidence

    def stamp(self, digest: bytes) -> bytes:
        """Return a token in DER over this SHA-256 digest; raise StampServiceDown."""
        ...


class LocalStamper:
    """本机时间戳: our own key states the time, from our own clock; it works offline."""

    room = 2048

    def __init__(self, credential: Credential, clock: Callable[[], datetime]) -> None:
        self._key = containers.Key(credential)
        self._clock = clock
        self.evidence = Evidence(certificates=(credential.certificate,))

    def stamp(self, digest: bytes) -> bytes:
        """Return a token over this digest, at the moment of the clock."""
        # The number has to differ from every other of this key, no more.
        return containers.sign_moment(self._key, digest, exact(self._clock()), secrets.randbits(63))


class HttpStamper:
    """时间戳服务器: ask a service that speaks RFC 3161 over HTTP; `timeout` is in seconds, for the whole answer.

    `known` is what judges its tokens: its certificates up to its root, and its revocation list where there is one.
    Papers it stamps are genuine only to those who trust its root (`checking.Trust`).
    """

    room = 12 * 1024

    def __init__(self, url: str, timeout: float, known: Evidence | None = None) -> None:
        self._service = HTTPTimeStamper(url, timeout=timeout)
        self.evidence = known or Evidence()

    def stamp(self, digest: bytes) -> bytes:
        """Return the service's token; raise StampServiceDown for whatever else it does."""
        try:
            answer = finished(self._service.async_timestamp(digest, containers.DIGEST))
            token: bytes = answer.dump()
            if not read_token(token).stamps_digest(digest):
                raise Irregular("stamps something else")
            if len(token) > self.room:
                raise Irregular("too long")
        # Not our machine: whatever comes back from it, and however it fails, we sign without it.
        except Exception as error:
            raise StampServiceDown(
                "时间戳服务没有给出可用的时间戳：件可以先签，稍后补加时间戳；请检查服务地址和网络。"
            ) from error
        return token


def stamp_late(paper: bytes, stamper: Stamper, known: Evidence) -> bytes:
    """补时间戳: append a time stamp over the whole of a paper signed without one; raise StampServiceDown.

    `known` holds our root certificate and the current revocation list. The result begins with `paper`.
    """
    if not _signatures(paper):
        raise Unacceptable("这份件还没有签名，不能补加时间戳。")
    return _append_stamp(paper, stamper, known)


def renew(paper: bytes, stamper: Stamper, known: Evidence) -> bytes:
    """续期: append another time stamp (B-LTA) while the last one still holds; raise StampServiceDown.

    Whoever calls checks the paper first: a stamp over a broken paper proves only that it is old.
    `known` holds our root certificate and the current revocation list. The result begins with `paper`.
    """
    stamped = [found for found in _signatures(paper) if found.sig_object_type == "/DocTimeStamp"]
    if not stamped and not all(_holds_token(found) for found in _signatures(paper)):
        raise Unacceptable("这份件的签名还没有时间戳：请先补加时间戳。")
    return _append_stamp(paper, stamper, known)


def _signatures(paper: bytes) -> list[EmbeddedPdfSignature]:
    found: list[EmbeddedPdfSignature] = PdfFileReader(io.BytesIO(paper)).embedded_signatures
    return found


def _holds_token(signature: EmbeddedPdfSignature) -> bool:
    return not isinstance(signature.signer_info["unsigned_attrs"], core.Void)


def _append_stamp(paper: bytes, stamper: Stamper, known: Evidence) -> bytes:
    revision = Revision(paper)
    evidence.write(revision, known)
    evidence.write(revision, stamper.evidence)
    field = f"TimeStamp{len(revision.root['/AcroForm']['/Fields']) + 1}"
    embedder = PdfCMSEmbedder(SigFieldSpec(field, readable_field_name="时间戳")).write_cms(field, revision)
    next(embedder)
    embedder.send(SigObjSetup(sig_placeholder=DocumentTimestamp(bytes_reserved=2 * stamper.room)))
    digest, output = embedder.send(SigIOSetup(md_algorithm=containers.DIGEST))
    embedder.send(stamper.stamp(digest.document_digest))
    stamped: bytes = output.getvalue()
    return stamped
