"""核验码事实: what the square code says of a filing, signed, so that anybody can check it without the network.

A code is a short text that any phone shows line by line:

    演示文件
    备案号 岚青备〔2026〕18号
    编号 BA-岚青-2026-000018-V1
    机关 共青团青岚市委员会
    填报 共青团云溪县委员会
    题名 任务表 · 周可儿
    日期 2026-04-01
    摘要 (SHA-256 of the canonical answers in hex)
    签名 (key id) (Ed25519 signature in base64url)

What is signed are the lines above the last one, joined by \\n, as UTF-8 in Unicode's form C. A reader takes the
facts out of whatever reached it (other line ends, blanks, lines run together) and judges the lines made anew
from them: spoilt blanks are forgiven, a changed word is not.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from youthwork.domain.errors import Unacceptable

#: UTF-8 bytes a QR code of version 15 holds at level M: 25 mm wide, a phone and a scan at 150 dpi still read it.
MOST_BYTES = 411

_DEMO = "演示文件"
_LONGEST_PASTED = 4000
#: Long names give way in this order, each down to so many characters; all of them stand on the paper whole.
_SHORTENED = (("title", 8), ("owner", 12), ("organ", 12))

_CODE = re.compile(
    rf"(?P<demo>{_DEMO}\s+)?备案号\s(?P<filing_number>.+?)\s+编号\s(?P<machine_number>\S+-V(?P<version>\d{{1,4}}))"
    r"\s+机关\s(?P<organ>.+?)\s+填报\s(?P<owner>.+?)\s+题名\s(?P<title>.+?)\s+日期\s(?P<filed_on>\d{4}-\d\d-\d\d)"
    r"\s+摘要\s(?P<answers_sha256>[0-9A-Fa-f]{64})\s+签名\s(?P<key_id>[0-9A-Fa-f]{16})\s(?P<signature>[\w-]{86})",
    re.ASCII,
)


class NotOurCode(Unacceptable):
    """The text is not one of our codes, or not the whole of one."""


@dataclass(frozen=True)
class Facts:
    """核验码事实: what the receiving organ states when it files.

    `machine_number` ends with `-V` and `version`; `answers_sha256` is in hex over the canonical answers
    (`contents.data_sha256`). A name too long for the code is cut there and ends with “…”.
    """

    organ: str
    filing_number: str
    machine_number: str
    owner: str
    title: str
    filed_on: date
    answers_sha256: str
    version: int
    is_demo: bool


@dataclass(frozen=True)
class SignedFacts:
    """带签名的事实, as read from a code; nobody has judged the signature (64 bytes) yet."""

    facts: Facts
    key_id: str
    signature: bytes


def signed_text(facts: Facts, key_id: str, private_key: Ed25519PrivateKey) -> str:
    """签名: return the text of the square code, at most MOST_BYTES long in UTF-8.

    Raises ValueError when the facts contradict themselves or do not fit: that is a fault of ours.
    """
    if not facts.machine_number.endswith(f"-V{facts.version}"):
        raise ValueError(f"{facts.machine_number} is not version {facts.version}")
    fitting = _fitted(_tidy(facts))
    signature = _base64url(private_key.sign(signed_bytes(fitting)))
    text = "\n".join([*_lines(fitting), f"签名 {key_id} {signature}"])
    if not _reads_back(text, fitting):
        raise ValueError(f"the code of {facts.machine_number} would be read otherwise than it was written")
    return text


def read_text(text: str) -> SignedFacts:
    """读码: take the facts out of a code's text, as scanned, copied or pasted.

    Raises NotOurCode when the text is none of ours, is cut off, or names an impossible date.
    """
    plain = unicodedata.normalize("NFC", text[:_LONGEST_PASTED].translate(_HALF_WIDTH)).strip()
    if "备案号" not in plain:
        raise NotOurCode("这不是本系统的核验码：请扫成件下方的方码，把读出的文字全部粘贴进来。")
    if (found := _CODE.fullmatch(plain)) is None:
        raise NotOurCode(
            "核验码的文字不完整或被改动过：请重新扫码，从“备案号”到“签名”后面的字母全部粘贴进来。"
        )
    try:
        filed_on = date.fromisoformat(found["filed_on"])
        signature = base64.urlsafe_b64decode(found["signature"] + "==")
    except ValueError:
        raise NotOurCode("核验码里的日期不成立：请重新扫码后再粘贴。") from None
    if _base64url(signature) != found["signature"]:
        # 86 letters hold 516 bits, a signature 512: the four left over must not be free to change.
        raise NotOurCode("核验码的签名不完整或被改动过：请重新扫码后再粘贴。")
    facts = Facts(
        organ=found["organ"],
        filing_number=found["filing_number"],
        machine_number=found["machine_number"],
        owner=found["owner"],
        title=found["title"],
        filed_on=filed_on,
        answers_sha256=found["answers_sha256"].lower(),
        version=int(found["version"]),
        is_demo=found["demo"] is not None,
    )
    return SignedFacts(facts, found["key_id"].lower(), signature)


def verify(signed: SignedFacts, public_keys: Mapping[str, bytes]) -> bool:
    """核验: tell whether the signature holds under one of `public_keys` (32 bytes each, by key id).

    A key id not among them is a foreign key: False as well; ask `key_id in public_keys` for the difference.
    """
    public = public_keys.get(signed.key_id)
    if public is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed.signature, signed_bytes(signed.facts))
    except InvalidSignature:
        return False
    return True


def signed_bytes(facts: Facts) -> bytes:
    """Return exactly the bytes the signature is over."""
    return "\n".join(_lines(facts)).encode()


def key_id_of(public_key: bytes) -> str:
    """公钥编号: the first 16 hex digits of the SHA-256 of the 32 bytes."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _reads_back(text: str, facts: Facts) -> bool:
    try:
        return read_text(text).facts == facts
    except NotOurCode:
        return False


def _lines(facts: Facts) -> list[str]:
    return [
        *[_DEMO] * facts.is_demo,
        f"备案号 {facts.filing_number}",
        f"编号 {facts.machine_number}",
        f"机关 {facts.organ}",
        f"填报 {facts.owner}",
        f"题名 {facts.title}",
        f"日期 {facts.filed_on.isoformat()}",
        f"摘要 {facts.answers_sha256}",
    ]


def _tidy(facts: Facts) -> Facts:
    """Form C, one line each, no blanks at the ends: the form a reader gets back."""
    texts: dict[str, Any] = {
        name: unicodedata.normalize("NFC", " ".join(getattr(facts, name).translate(_HALF_WIDTH).split()))
        for name in ("organ", "filing_number", "machine_number", "owner", "title")
    }
    return replace(facts, **texts)


def _fitted(facts: Facts) -> Facts:
    """Cut what is too long for the code, the title first."""
    for name, least in _SHORTENED:
        text = getattr(facts, name)
        while _length(facts) > MOST_BYTES and len(text) > least:
            text = text[:-1].rstrip()
            cut: dict[str, Any] = {name: f"{text}…"}
            facts = replace(facts, **cut)
    if _length(facts) > MOST_BYTES:
        raise ValueError(f"the facts of {facts.machine_number} do not fit into a code")
    return facts


def _length(facts: Facts) -> int:
    return len(signed_bytes(facts)) + len("\n签名 ".encode()) + 16 + 1 + 86


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


#: Input methods turn what is pasted into full width; letters and digits mean the same in both.
_HALF_WIDTH = {
    code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum() or code == 0xFF0D
} | {0x3000: 0x20, 0xA0: 0x20, 0xFF3F: 0x5F, 0xFEFF: None}
