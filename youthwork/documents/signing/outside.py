"""外部电子印章 (mode C): the slot for a seal service outside, such as one by GB/T 38540. None comes with us.

An office writes a provider (docs/outside-seal.md): an object with `seal` and `check`. We never see its keys. What
we hold it to is what we hold ourselves to: the paper only grows, and by exactly one signature.
"""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import extract_contents

from youthwork.documents.contents import Anchor
from youthwork.documents.signing.findings import SignatureFinding, Verdict
from youthwork.documents.signing.moments import on_the_wall
from youthwork.documents.signing.revisions import SIGNING_ONLY
from youthwork.domain.errors import YouthworkError


class SealServiceDown(YouthworkError):
    """The outside seal service does not answer, or not with this paper sealed."""

    status = 503


@dataclass(frozen=True)
class SealRequest:
    """加盖请求: the paper and its SHA-256 in hex, where to seal, with which seal of theirs, and why."""

    paper: bytes
    sha256: str
    place: Anchor
    seal_code: str
    reason: str


@dataclass(frozen=True)
class OutsideFinding:
    """外部签章核验结果: what the service says of one of its signatures; `sentence` follows the organ's name."""

    is_sound: bool
    organization: str
    signed_at: datetime | None
    sentence: str


class OutsideSeals(Protocol):
    """外部签章的核验."""

    def check(self, paper: bytes, field: str) -> OutsideFinding | None:
        """Judge the signature in this field; None when it is none of this service's."""
        ...


class SealService(OutsideSeals, Protocol):
    """外部电子印章服务: what a provider offers."""

    def seal(self, request: SealRequest) -> bytes:
        """Return the paper sealed: the same bytes and a revision behind them; anything raised is a failure."""
        ...


def apply(service: SealService, request: SealRequest) -> bytes:
    """加盖: have the paper sealed outside, and take it back only as we gave it; raise SealServiceDown."""
    try:
        sealed = service.seal(request)
    # Not our code: whatever it raises, the paper is not sealed and may be tried again.
    except Exception as error:
        raise SealServiceDown(
            f"外部电子印章服务没有完成加盖（{type(error).__name__}）：请稍后重试，或联系印章服务的管理单位。"
        ) from error
    if not isinstance(sealed, bytes) or not sealed.startswith(request.paper):
        raise SealServiceDown(
            "外部电子印章服务退回的不是在原件上加盖的文件，已拒收：请联系印章服务的管理单位。"
        )
    if _count(sealed) != _count(request.paper) + 1:
        raise SealServiceDown(
            "外部电子印章服务退回的文件没有多出一个签名，已拒收：请联系印章服务的管理单位。"
        )
    return sealed


def _count(paper: bytes) -> int:
    try:
        return len(list(enumerate_sig_fields(PdfFileReader(io.BytesIO(paper)), filled_status=True)))
    # A file nobody can read has no signature that counts.
    except Exception:
        return 0


@dataclass(frozen=True)
class OutsideSeal:
    """外部签章: a signature its own service vouches for. What came after it we judge ourselves."""

    field: str
    sig_object: generic.DictionaryObject
    signed_revision: int
    finding: OutsideFinding

    @property
    def byte_range(self) -> list[int]:
        return [int(number) for number in self.sig_object["/ByteRange"]]

    def examine(self, paper: bytes, reader: PdfFileReader) -> SignatureFinding:
        """Put the service's word and our own look at the file together."""
        verdict, rest = Verdict.GENUINE, self.finding.sentence
        if not self.finding.is_sound:
            verdict = Verdict.CHANGED
        elif not self._is_untouched(paper, reader):
            verdict, rest = Verdict.CHANGED, "的电子印章加盖之后，又添加或改动了内容。"
        return SignatureFinding(
            field=self.field,
            organization=self.finding.organization,
            reason="",
            signed_at=self.finding.signed_at and on_the_wall(self.finding.signed_at),
            stamped_at=None,
            verdict=verdict,
            sentence=f"{self.finding.organization}{rest}",
            is_outside=True,
        )

    def _is_untouched(self, paper: bytes, reader: PdfFileReader) -> bool:
        start, first, second, rest = self.byte_range
        between = b"<" + extract_contents(self.sig_object).hex().encode() + b">"
        end = reader.xrefs.get_xref_container_info(self.signed_revision).end_location
        if start != 0 or paper[first:second].lower() != between or second + rest < end:
            return False
        after = SIGNING_ONLY.review_file(reader, self.signed_revision)
        return isinstance(after, DiffResult)
