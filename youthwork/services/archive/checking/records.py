"""备案记录的检测: what one filing's own row and its way say, without opening a file (1-1、1-2、2-3…2-5、2-7、2-8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from youthwork import clock
from youthwork.documents.contents import data_sha256
from youthwork.domain import retention
from youthwork.domain.archival_numbers import parse
from youthwork.domain.workflow import ACTION_WORDS, Action
from youthwork.extensions import db
from youthwork.models import Disposal, DisposalState, PaperState, Verdict
from youthwork.services.archive.checking.cases import Case
from youthwork.services.archive.checking.findings import Finding, Tally
from youthwork.services.path.cases import annex_of

_HASH = re.compile(r"[0-9a-f]{64}")
_WAY = (Action.SUBMIT, Action.SIGN_OFF, Action.SEND, Action.ACCEPT, Action.FILE)


def check_record(case: Case, tally: Tally) -> None:
    """检测一件的备案记录."""
    tally.look("1-1", _found(case, "1-1", _metadata(case)))
    if not case.is_destroyed:
        tally.look("1-2", _found(case, "1-2", _digest(case)))
        tally.look("2-5", _found(case, "2-5", _papers(case)))
    if case.filing.version > 1:
        tally.look("2-3", _found(case, "2-3", _versions(case)))
    tally.look("2-4", _found(case, "2-4", _way(case)))
    tally.look("2-7", _found(case, "2-7", _archived(case)))
    if case.is_destroyed:
        tally.look("2-8", _found(case, "2-8", _destroyed(case)))


def _found(case: Case, item: str, sentences: Iterator[str]) -> list[Finding]:
    return [Finding(item, sentence, case.filing.id, case.named) for sentence in sentences]


def _metadata(case: Case) -> Iterator[str]:
    """格式与值域 of what stands in the row."""
    filing = case.filing
    if not filing.filing_number.endswith(f"〔{filing.year}〕{filing.number}号"):
        yield f"备案号“{filing.filing_number}”与年度 {filing.year}、序号 {filing.number} 对不上"
    ending = f"-{filing.year}-{filing.number:06d}-V{filing.version}"
    if not filing.machine_number.endswith(ending):
        yield f"机器编号“{filing.machine_number}”不以“{ending}”结尾"
    if filing.filed_at.year < filing.year:
        yield f"备案时间 {filing.filed_at:%Y-%m-%d} 早于备案号的年度 {filing.year}"
    for word, text in (
        ("题名", filing.title),
        ("责任者", filing.owner_name),
        ("备案机关", filing.organ_name),
    ):
        if not text.strip():
            yield f"{word}是空的"
    if not _HASH.fullmatch(filing.answers_sha256):
        yield "填报内容的摘要不是 SHA-256"
    if filing.retention_years not in retention.PERIODS:
        yield f"保管期限 {filing.retention_years} 不是永久、30 年、10 年之一"
    if filing.archival_number is not None and parse(filing.archival_number) is None:
        yield f"档号“{filing.archival_number}”不合 DA/T 22 的格式"


def _digest(case: Case) -> Iterator[str]:
    filing, submission = case.filing, case.submission
    if data_sha256(filing.answers) != filing.answers_sha256:
        yield "备案记录里的填报内容与备案时的摘要不一致：内容被改动过"
    elif submission.answers_sha256 != filing.answers_sha256:
        yield "报送件与备案件的摘要不一致：其中一处被改动过"


def _papers(case: Case) -> Iterator[str]:
    if case.paper is None:
        yield "没有成件的记录"
    for paper in case.papers:
        if paper.state is not PaperState.READY:
            what = "成件" if paper is case.paper else "盖章件"
            yield f"{what}{paper.state.value}" + (f"：{paper.failure}" if paper.failure else "")


def _versions(case: Case) -> Iterator[str]:
    filing, before = case.filing, case.corrected
    if before is None or (before.organ_id, before.year, before.number, before.version) != (
        filing.organ_id,
        filing.year,
        filing.number,
        filing.version - 1,
    ):
        yield f"第 {filing.version} 版没有连到第 {filing.version - 1} 版"


def _way(case: Case) -> Iterator[str]:
    """办理过程: every step the path asks for; a seal where the annex has a cell for one."""
    there = {event.action for event in case.events}
    asked = [*_WAY, *([Action.PRESS] if annex_of(case.submission).has_seal_cell else [])]
    missing = [ACTION_WORDS[action] for action in asked if action not in there]
    if missing:
        yield f"办理经过里没有：{'、'.join(missing)}"


def _archived(case: Case) -> Iterator[str]:
    filing = case.filing
    absent = [
        word
        for word, value in (
            ("档号", filing.archival_number),
            ("件号", filing.item_number),
            ("页数", filing.page_count),
        )
        if value is None
    ]
    if absent and filing.year < _this_year():
        yield f"{filing.year} 年的件还没有{'、'.join(absent)}"


def _destroyed(case: Case) -> Iterator[str]:
    carried_out = any(
        item.verdict is Verdict.DESTROY and _is_carried_out(item.disposal_id) for item in case.disposals
    )
    if not carried_out:
        yield "标为已销毁，却没有已销毁的清册；或销毁只做了一半"
    if case.filing.answers or case.filing.text or case.submission.answers or case.evidence:
        yield "标为已销毁，内容还在"


def _is_carried_out(disposal_id: int) -> bool:
    return db.session.get_one(Disposal, disposal_id).state is DisposalState.CARRIED_OUT


def _this_year() -> int:
    return clock.today().year
