"""答复的写法: an answer as rows of names and texts, the same on the page and on the terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from youthwork.domain.calendar import long_date
from youthwork.services.verification.answer import Answer, Facts, SignatureFinding


def fact_rows(facts: Facts) -> list[tuple[str, str]]:
    """所列事实: name and text of each."""
    demo = "（演示文件，不作公务使用）" if facts.is_demo else ""
    return [
        ("备案号", facts.filing_number + demo),
        ("机器编号", facts.machine_number),
        ("备案机关", facts.organ),
        ("填报单位", facts.owner),
        ("题名", facts.title),
        ("备案日期", long_date(facts.filed_on)),
        ("数据摘要", facts.answers_sha256),
    ]


def signature_rows(signature: SignatureFinding) -> list[tuple[str, str]]:
    """一个签名: what was wrong with it, when it was made, and since when that is proven."""
    rows = []
    if not signature.is_sound or signature.revoked_at:
        rows.append(("原因", signature.sentence))
    if signature.signed_at and not signature.is_time_stamp:
        rows.append(("签名时间", _moment(signature.signed_at)))
    if signature.stamped_at:
        rows.append(("时间戳", _moment(signature.stamped_at)))
    elif signature.is_sound:
        rows.append(("时间戳", "还没有，签名时间只凭签名者自己所称"))
    return rows


def signature_word(signature: SignatureFinding) -> str:
    """有效, or what it is instead."""
    return "有效" if signature.is_sound else signature.verdict.value


def standing_title(answer: Answer) -> str:
    """Whose state is told: of a changed file, the genuine one's it was made from."""
    return "现在的状态" if answer.is_genuine else "真件现在的状态（不是这个文件的）"


def as_data(answer: Answer) -> dict[str, Any]:
    """机读答复: the whole answer as plain data."""
    facts = answer.facts
    return {
        "verdict": answer.verdict.name.lower(),
        "genuine": answer.is_genuine,
        "heading": answer.heading,
        "reason": answer.reason,
        "signatures": [
            {
                "field": each.field,
                "organization": each.organization,
                "reason": each.reason,
                "signed_at": _iso(each.signed_at),
                "stamped_at": _iso(each.stamped_at),
                "revoked_at": _iso(each.revoked_at),
                "is_time_stamp": each.is_time_stamp,
                "sound": each.is_sound,
                "sentence": each.sentence,
            }
            for each in answer.signatures
        ],
        "facts": facts
        and {
            "filing_number": facts.filing_number,
            "machine_number": facts.machine_number,
            "organ": facts.organ,
            "owner": facts.owner,
            "title": facts.title,
            "filed_on": facts.filed_on.isoformat(),
            "answers_sha256": facts.answers_sha256,
            "version": facts.version,
            "is_demo": facts.is_demo,
        },
        "checks": [{"tone": note.tone.name.lower(), "sentence": note.sentence} for note in answer.checks],
        "today": [{"tone": note.tone.name.lower(), "sentence": note.sentence} for note in answer.today],
    }


def _moment(at: datetime) -> str:
    return f"{long_date(at.date())} {at:%H:%M}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
