"""备案记录: what the instance knows beyond the file: is it the stored one, does the record agree, how does it stand today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import or_, select

from youthwork.documents.facts import Facts
from youthwork.domain.calendar import long_date
from youthwork.extensions import db
from youthwork.models import (
    Filing,
    Paper,
    PaperKind,
    PaperRendition,
    SealChange,
    SealEvent,
    SealImpression,
    SealMode,
    SealState,
)
from youthwork.services.verification.answer import Answer, Note, Verdict, bad, good, plain, unsure

_OUT_OF_USE = {
    SealState.LOST: (SealChange.LOSE, "挂失"),
    SealState.SUSPENDED: (SealChange.SUSPEND, "停用"),
    SealState.DESTROYED: (SealChange.DESTROY, "缴销"),
}


def with_records(answer: Answer, content: bytes) -> Answer:
    """对照存档: add what the records say of a file that was judged by itself."""
    paper = _stored(hashlib.sha256(content).hexdigest())
    if paper is not None:
        answer = _identical(answer, paper)
    filing = filing_of_code(answer.facts) if answer.facts else None
    if answer.facts is not None:
        answer = answer.with_checks(agreement(answer.facts, filing))
    if paper is not None:
        return answer.standing(_today_of_paper(paper))
    return answer.standing(today(filing)) if filing else answer


def filing_of_code(facts: Facts) -> Filing | None:
    return db.session.scalar(select(Filing).where(Filing.machine_number == facts.machine_number))


def agreement(facts: Facts, filing: Filing | None) -> Note:
    """记录是否相符: whether the record says what the code says."""
    if filing is None:
        return unsure(f"本系统的备案记录里没有 {facts.machine_number} 这个编号，请向备案机关查询。")
    if (filing.filing_number, filing.answers_sha256) != (facts.filing_number, facts.answers_sha256):
        return bad("所列事实与备案记录不一致，请向备案机关查询。")
    return good("所列事实与备案记录一致。")


def today(filing: Filing) -> Iterator[Note]:
    """今天的状态 of a filing: in force, corrected or voided, and what became of the seal on it."""
    if filing.destroyed_at is not None:
        when = long_date(filing.destroyed_at.date())
        yield plain(
            f"备案机关存的一份保管期满，已于{when}按销毁清册销毁；记录和摘要还在，可供核对。", "已销毁"
        )
    later = db.session.scalar(select(Filing).where(Filing.corrects_id == filing.id))
    if filing.voided_at is not None:
        yield bad(f"已于{long_date(filing.voided_at.date())}作废：{filing.void_reason}", "作废")
        if later is not None:
            yield plain(f"作废后已重新备案，备案号 {later.filing_number}（{later.machine_number}）。")
    elif later is not None:
        yield unsure(f"已由第 {later.version} 版更正（{later.machine_number}），请以新版为准。", "已更正")
    else:
        yield good("现行有效，没有更正，没有作废。", "现行")
    if filing.version > 1:
        yield plain(f"这一件是更正件（第 {filing.version} 版），代替第 {filing.version - 1} 版。")
    impression_id = db.session.scalar(
        select(Paper.impression_id).where(Paper.filing_id == filing.id, Paper.kind == PaperKind.FILED)
    )
    yield from _seal_today(impression_id)


def _stored(sha256: str) -> Paper | None:
    """The paper whose bytes, or one of whose renditions, these are."""
    rendered = select(PaperRendition.paper_id).where(PaperRendition.sha256 == sha256)
    return db.session.scalar(
        select(Paper).where(or_(Paper.sha256 == sha256, Paper.id.in_(rendered))).order_by(Paper.id.desc())
    )


def _identical(answer: Answer, paper: Paper) -> Answer:
    kept = "与备案记录所载的摘要相同。" if _is_destroyed(paper) else "与存档逐字节相同。"
    answer = answer.with_checks(good(kept))
    if answer.signatures or answer.verdict is not Verdict.FOREIGN:
        return answer
    # Pressed by hand on paper (留白手盖), the unit's file bears no signature; the store still knows every byte.
    kind = "盖章件" if paper.kind is PaperKind.SEALED else "备案件"
    return replace(
        answer,
        verdict=Verdict.GENUINE,
        heading="真实，未改动",
        reason=f"它与存档的{kind}逐字节相同；这份件没有电子签名，离开本系统就不能核验。",
    )


def _is_destroyed(paper: Paper) -> bool:
    """Whether the archive's own copy is gone; its hash is on record still."""
    return (
        db.session.scalar(select(Filing.destroyed_at).where(Filing.submission_id == paper.submission_id))
        is not None
    )


def _today_of_paper(paper: Paper) -> Iterator[Note]:
    if paper.filing_id is not None:
        yield from today(db.session.get_one(Filing, paper.filing_id))
        return
    filing = db.session.scalar(select(Filing).where(Filing.submission_id == paper.submission_id))
    impression = db.session.get(SealImpression, paper.impression_id)
    if impression is not None and impression.unused_because:
        yield unsure(f"这是填报单位的盖章件，没有用于备案（{impression.unused_because}）。", "未用")
    elif filing is not None:
        yield good(f"这是填报单位的盖章件，已备案，备案号 {filing.filing_number}。", "已备案")
    else:
        yield unsure("这是填报单位的盖章件，还没有备案。", "未备案")
    if impression is not None and impression.seal.mode is SealMode.BY_HAND:
        yield plain("印章盖在纸上，不在这个文件里。")
    yield from _seal_today(paper.impression_id)


def _seal_today(impression_id: int | None) -> Iterator[Note]:
    impression = db.session.get(SealImpression, impression_id) if impression_id else None
    if impression is None or impression.seal.state not in _OUT_OF_USE:
        return
    change, word = _OUT_OF_USE[impression.seal.state]
    at = db.session.scalar(
        select(SealEvent.at)
        .where(SealEvent.seal_id == impression.seal_id, SealEvent.kind == change)
        .order_by(SealEvent.id.desc())
    )
    if at is None or at >= impression.at:
        when = f"于{long_date(at.date())}" if at else ""
        yield unsure(f"盖章的印章此后已{when}{word}；盖章在此之前，不受影响。", f"印章{word}")
    else:
        yield bad(f"盖章的印章在盖章之前已于{long_date(at.date())}{word}，请向填报单位查询。", f"印章{word}")
