"""核验: a file, a number with its digest, or the text of a square code comes in, one answer goes out.

Whoever asks need not be signed in, and what is sent is not kept. Nothing is answered beyond what the file or the
sheet itself holds, but how the paper stands today.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Sequence
from typing import IO

from sqlalchemy import Row, or_, select

from youthwork import clock
from youthwork.documents.signing.checking import MOST_BYTES, Trust
from youthwork.documents.signing.outside import OutsideSeals, SealServiceDown
from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.forms.verify import LEAST_DIGITS, plain_digits
from youthwork.models import Filing
from youthwork.services.keys import trusting
from youthwork.services.keys.outside import seal_service
from youthwork.services.printing import making
from youthwork.services.verification import judging, records
from youthwork.services.verification.answer import Answer, Note, Verdict, unknown, unsure

_BRACKETS = str.maketrans("[]()【】〈〉<>﹝﹞", "〔〕〔〕〔〕〔〕〔〕〔〕")


class FileTooLarge(YouthworkError):
    """The file is larger than any paper of ours."""

    status = 413


def read_whole(stream: IO[bytes]) -> bytes:
    """Read a file to its end, but never more than one of ours could have; raises FileTooLarge."""
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FileTooLarge(f"文件超过 {MOST_BYTES >> 20} MB，不予核验：本系统的成件没有这么大。")
    return content


def verify_pdf(content: bytes) -> Answer:
    """核验文件: judge the file, then say whether it is the stored one and how it stands today."""
    trust, without_list = _trust()
    outside, without_service = _outside()
    answer = judging.judge_paper(content, trust, public_keys(), clock.now(), outside)
    return records.with_records(answer.with_checks(*without_list, *without_service), content)


def verify_text(text: str) -> Answer:
    """核验方码: judge the facts of a code, then compare them with the record."""
    answer = judging.judge_text(text, public_keys())
    if answer.facts is None:
        return answer
    filing = records.filing_of_code(answer.facts)
    answer = answer.with_checks(records.agreement(answer.facts, filing))
    return answer.standing(records.today(filing)) if filing else answer


def verify_code(number: str, digest: str) -> Answer:
    """核验编号: what is on record under 备案号 or 机器编号, for who also knows the digest's first digits.

    A number that does not exist and a digest that is wrong get the same answer and take the same time.
    """
    digits = plain_digits(digest).encode()
    found = None
    for filing_id, sha256 in _numbered(_tidy(number)):
        if hmac.compare_digest(sha256[: len(digits)].encode(), digits):
            found = filing_id
    if found is None or len(digits) < LEAST_DIGITS:
        return unknown("号码与摘要对不上。请照成件下方的备案栏重新输入。")
    filing = db.session.get_one(Filing, found)
    answer = Answer(
        Verdict.GENUINE,
        "号码、摘要与备案记录一致",
        "这说明备案记录里有这一件。手里的件与记录是否相同，请把下面各项与纸面逐项对照，或上传 PDF 核验。",
        facts=making.facts_of(filing),
    )
    return answer.standing(records.today(filing))


def public_keys() -> dict[str, bytes]:
    """核验公钥 by id, retired ones too: papers outlive them."""
    return {key.key_id: key.public for key in trusting.public_facts_keys()}


def _trust() -> tuple[Trust, list[Note]]:
    """信任的根据. A server without the passphrase still checks, with the lists the papers themselves carry."""
    try:
        return trusting.trust(), []
    except YouthworkError:
        sentence = "系统的密钥没有解锁：签名用的证书后来有没有吊销，没有核对。"
        return Trust(trusting.root_certificates()), [unsure(sentence)]


def _outside() -> tuple[OutsideSeals | None, list[Note]]:
    """外部电子印章服务, where the office has one. Papers without such a seal are checked even while it is down."""
    try:
        return seal_service(), []
    except SealServiceDown as down:
        return None, [unsure(down.sentence)]


def _numbered(number: str) -> Sequence[Row[int, str]]:
    """Id and digest of all versions under this number, the latest last; usually one.

    Nothing else is loaded, so that a number that exists takes no longer than one that does not.
    """
    return db.session.execute(
        select(Filing.id, Filing.answers_sha256)
        .where(or_(Filing.filing_number == number, Filing.machine_number == number))
        .order_by(Filing.version)
    ).all()


def _tidy(number: str) -> str:
    """As people type it: other brackets, full-width digits, blanks, small letters."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).translate(_BRACKETS)
    return plain.upper()[:60] if plain[:3].upper() == "BA-" else plain[:60]
