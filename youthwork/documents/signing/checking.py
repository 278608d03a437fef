"""核验: is this file a paper of ours, and unchanged? One verdict, one plain sentence.

    check()         guards first, then the signatures from the last to the first, then the verdict
      Examiner      one signature (`examination.py`)

Genuine means all of this: every signature is sound and below a root of ours; nothing but signing followed any
of them; the last one covers the file to its last byte; and no byte between the brackets is free. Anything
that goes wrong while looking is a reason not to call it genuine.
"""

import io
import logging
import re
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from youthwork.documents import contents
from youthwork.documents.signing import evidence
from youthwork.documents.signing.examination import Examiner
from youthwork.documents.signing.findings import Findings, SignatureFinding, Verdict
from youthwork.documents.signing.moments import exact
from youthwork.documents.signing.outside import OutsideSeal, OutsideSeals
from youthwork.documents.signing.standing import Trust

__all__ = ["MOST_BYTES", "Findings", "SignatureFinding", "Trust", "Verdict", "check"]

_log = logging.getLogger(__name__)

_Signature = EmbeddedPdfSignature | OutsideSeal

MOST_BYTES = 50 * 1024 * 1024
# Anybody may bring a file, and the library below walks white space byte by byte: 50 MB of it takes half a minute.
# None of our papers has so much, and all end as PDFs end.
_TAIL = 2048
_ENDING = re.compile(rb"startxref\s+\d+\s+%%EOF")
_EMPTINESS = re.compile(rb"[\x00\t\n\f\r ]{65536}")


def check(
    paper: bytes, trust: Trust, outside: OutsideSeals | None = None, *, now: datetime | None = None
) -> Findings:
    """核验: judge the bytes of a file; never raises, whatever the bytes are.

    `outside` judges the seals of an outside service, where there is one. `now` (default: the present) is when
    certificates are judged. The answers a genuine paper carries come with
    the findings; whether they are those on record is the caller's to compare.
    """
    if len(paper) > MOST_BYTES:
        return Findings(Verdict.UNKNOWN, "文件超过50兆字节，不予核验：本系统的件没有这么大。")
    if not paper.startswith(b"%PDF-"):
        return Findings(
            Verdict.FOREIGN, "这不是 PDF 文件：请选择盖了章的 PDF 原件，照片、扫描件和截图都不能核验。"
        )
    if _ENDING.search(paper[-_TAIL:]) is None or _EMPTINESS.search(paper):
        return Findings(Verdict.UNKNOWN, _unreadable(paper))
    try:
        return _judged(paper, trust, outside, exact(now or datetime.now(UTC)))
    # Hostile bytes make the libraries under us raise anything; whatever it is, the paper is not genuine.
    except Exception:
        _log.info("a file brought for checking could not be read", exc_info=True)
        return Findings(Verdict.UNKNOWN, _unreadable(paper))


def _judged(paper: bytes, trust: Trust, outside: OutsideSeals | None, moment: datetime) -> Findings:
    reader = PdfFileReader(io.BytesIO(paper))
    if reader.encrypted:
        return Findings(Verdict.FOREIGN, "这份 PDF 加了密：本系统的件从不加密，它不是原件。")
    signatures = _signatures(paper, reader, outside)
    if not signatures:
        return Findings(Verdict.FOREIGN, "这份 PDF 没有签名：它不是本系统签名的件，或者签名已被去掉。")
    examiner = Examiner(paper, trust, evidence.read(reader), moment)
    found = tuple(
        signature.examine(paper, reader)
        if isinstance(signature, OutsideSeal)
        else examiner.examine(signature)
        for signature in reversed(signatures)
    )[::-1]
    verdict, sentence = _conclusion(found)
    if verdict is Verdict.GENUINE:
        verdict, sentence = _last_look(paper, reader, signatures) or (verdict, sentence)
    if verdict is not Verdict.GENUINE:
        return Findings(verdict, sentence, found)
    return Findings(verdict, sentence, found, *_answers(paper), _good_until(found))


def _signatures(paper: bytes, reader: PdfFileReader, outside: OutsideSeals | None) -> list[_Signature]:
    """Every filled signature field, in the order of signing; one nobody can read raises."""
    signatures: list[_Signature] = []
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        seal = outside.check(paper, name) if outside else None
        if seal:
            revision = reader.xrefs.get_last_change(field.get_object().raw_get("/V").reference)
            signatures.append(OutsideSeal(name, value.get_object(), revision, seal))
        else:
            signatures.append(EmbeddedPdfSignature(reader, field, name))
    return sorted(signatures, key=lambda signature: signature.signed_revision)


def _conclusion(found: tuple[SignatureFinding, ...]) -> tuple[Verdict, str]:
    organs = [finding for finding in found if not finding.is_time_stamp]
    if not organs:
        return Verdict.FOREIGN, "这份 PDF 只有时间戳，没有任何组织的签名：它不是本系统签名的件。"
    if all(finding.verdict is Verdict.FOREIGN for finding in organs):
        return Verdict.FOREIGN, organs[0].sentence
    for finding in found:
        if finding.verdict in (Verdict.CHANGED, Verdict.FOREIGN):
            return Verdict.CHANGED, finding.sentence
    for finding in organs:
        if finding.verdict is Verdict.UNKNOWN:
            return Verdict.UNKNOWN, finding.sentence
    names = "、".join(finding.who for finding in organs)
    notes = [finding.sentence for finding in organs if finding.revoked_at]
    if any(finding.stamped_at is None and not finding.is_outside for finding in organs):
        notes.append("还没有时间戳。")
    return Verdict.GENUINE, "".join([f"{names}的签名有效，签名之后没有任何改动。", *notes])


def _last_look(
    paper: bytes, reader: PdfFileReader, signatures: list[_Signature]
) -> tuple[Verdict, str] | None:
    """What no single signature can see: bytes behind the last one, and pictures in fields nobody signed."""
    _, _, second, rest = signatures[-1].byte_range
    if second + rest != len(paper):
        return Verdict.CHANGED, "文件末尾被改动：最后一个签名之后又多出了内容。"
    for name, _, field in enumerate_sig_fields(reader, filled_status=False):
        if _shows_something(field.get_object()):
            return Verdict.CHANGED, f"签名栏“{name}”没有签名，却画上了内容：有人仿造印章或备案标记。"
    return None


def _shows_something(field: generic.DictionaryObject) -> bool:
    try:
        return bool(field["/AP"]["/N"].data.strip())
    except KeyError:
        return False


def _answers(paper: bytes) -> tuple[dict[str, Any] | None, str | None]:
    answers = contents.attached_data(paper)
    return answers, contents.data_sha256(answers) if answers is not None else None


def _good_until(found: tuple[SignatureFinding, ...]) -> datetime | None:
    """The newest time stamp over the whole speaks for all under it; without one, the weakest signature does."""
    whole = [finding for finding in found if finding.is_time_stamp and finding.is_sound]
    return min((finding.good_until for finding in whole[-1:] or found if finding.good_until), default=None)


def _unreadable(paper: bytes) -> str:
    if b"%%EOF" not in paper[-1024:]:
        return "文件不完整：末尾缺失，可能在传送中被截断，请重新取得原件再核验。"
    return "文件读不出来：已损坏或被改动，无法判断。"
