"""凭件核验: what a file, or the text of a square code, proves by itself; no record is asked, so no database is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from youthwork.documents import facts as codes
from youthwork.documents.facts import NotOurCode, SignedFacts
from youthwork.documents.signing import checking
from youthwork.documents.signing.checking import Findings, Trust
from youthwork.documents.signing.outside import OutsideSeals
from youthwork.services.verification.answer import Answer, Tone, Verdict, bad, good, unknown, unsure

#: 32 bytes by key id.
PublicKeys = Mapping[str, bytes]

_HEADINGS = {
    Verdict.GENUINE: "真实，未改动",
    Verdict.CHANGED: "签名之后被改动",
    Verdict.FOREIGN: "不是本系统的件",
    Verdict.UNKNOWN: "无法判断",
}


def judge_paper(
    content: bytes,
    trust: Trust,
    public_keys: PublicKeys,
    now: datetime,
    outside: OutsideSeals | None = None,
) -> Answer:
    """核验文件: judge the bytes of a file; nothing it may hold makes this raise.

    `outside` judges the seals of an outside service (mode C), where there is one.
    """
    findings = checking.check(content, trust, outside, now=now)
    answer = Answer(
        findings.verdict, _HEADINGS[findings.verdict], findings.sentence, signatures=findings.signatures
    )
    signed = _code_in(findings)
    if signed is None:
        return answer
    return _with_code(answer, findings, signed, public_keys)


def judge_text(text: str, public_keys: PublicKeys) -> Answer:
    """核验方码文字: judge the facts a code states; the sheet it was printed on is not looked at."""
    try:
        signed = codes.read_text(text)
    except NotOurCode as refused:
        return Answer(Verdict.FOREIGN, "不是本系统的码", refused.sentence)
    if signed.key_id not in public_keys:
        return Answer(
            Verdict.FOREIGN,
            "不是本系统的码",
            f"签码的公钥 {signed.key_id} 不在本系统的公钥清单里，这个码不是本系统的机关签发的。",
        )
    if not codes.verify(signed, public_keys):
        return Answer(
            Verdict.CHANGED,
            "所列事实被改动过",
            "码里的签名与所列事实对不上：至少有一个字不是备案机关签发时的样子。",
        )
    return Answer(
        Verdict.GENUINE,
        "所列事实是真实的",
        "手里的纸件与所列事实是否相同，请逐项对照；填报内容是否改动过，请上传 PDF 核验。",
        facts=signed.facts,
    )


def _code_in(findings: Findings) -> SignedFacts | None:
    """The code's text as the receiving organ's signature carries it (`pipeline.file`)."""
    for signature in findings.signatures:
        try:
            return codes.read_text(signature.contact_info)
        except NotOurCode:
            continue
    return None


def _with_code(answer: Answer, findings: Findings, signed: SignedFacts, public_keys: PublicKeys) -> Answer:
    is_known = signed.key_id in public_keys
    if is_known and codes.verify(signed, public_keys):
        # The facts have a signature of their own: they hold even where the file around them was changed.
        answer = replace(answer, facts=signed.facts).with_checks(good("核验码的签名有效，所列事实是真实的。"))
    elif not public_keys:
        answer = answer.with_checks(unsure("没有给出核验公钥清单，核验码没有核对。"))
    else:
        answer = answer.with_checks(bad("核验码的签名对不上，所列事实不可信。"))
    if not findings.is_genuine:
        return answer
    same = findings.answers_sha256 == signed.facts.answers_sha256
    answer = answer.with_checks(
        good("文件里的填报数据与核验码的数据摘要一致。")
        if same
        else bad("文件里的填报数据与核验码的数据摘要不一致。")
    )
    return _doubted(answer) if any(note.tone is Tone.BAD for note in answer.checks) else answer


def _doubted(answer: Answer) -> Answer:
    """The signatures hold, but what they cover contradicts itself: that must not be called genuine."""
    reason = "文件的签名有效，但其中的核验码与文件对不上：请把文件交给备案机关查明。"
    doubt = unknown(reason)
    return replace(answer, verdict=doubt.verdict, heading=doubt.heading, reason=reason, facts=None)
