"""成件的检测: does the file open, will it in fifty years, is it genuine, and is it the paper of this very filing
(1-3、1-4、1-6、3-1…3-5、4-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from youthwork import clock
from youthwork.documents.archival import ArchivalLook, look_over
from youthwork.documents.contents import DATA_NAME
from youthwork.documents.facts import Facts
from youthwork.documents.signing.checking import Trust
from youthwork.documents.signing.outside import OutsideSeals, SealServiceDown
from youthwork.domain.errors import Unacceptable, YouthworkError
from youthwork.services.archive.checking.cases import Case
from youthwork.services.archive.checking.findings import Finding, Tally
from youthwork.services.keys import trusting
from youthwork.services.keys.outside import seal_service
from youthwork.services.verification import judging
from youthwork.services.verification.verify import public_keys


@dataclass(frozen=True)
class Judge:
    """核验的根据: the own root and the public keys, taken once for a slice."""

    trust: Trust
    keys: judging.PublicKeys
    outside: OutsideSeals | None

    @classmethod
    def now(cls) -> Judge:
        """Without the passphrase it judges by the lists the papers themselves carry."""
        try:
            trust = trusting.trust()
        except YouthworkError:
            trust = Trust(trusting.root_certificates())
        try:
            outside = seal_service()
        except SealServiceDown:
            outside = None
        return cls(trust, public_keys(), outside)


def check_paper(case: Case, content: bytes, judge: Judge, tally: Tally) -> None:
    """检测一件的成件, whose bytes are those that were put in."""
    try:
        look = look_over(content)
    except Unacceptable as refused:
        tally.look("3-1", [_finding(case, "3-1", refused.sentence)])
        return
    tally.look("3-1")
    tally.look("3-4", _found(case, "3-4", _locked(look)))
    if look.is_encrypted:
        return
    tally.look("3-2", _found(case, "3-2", _format(look)))
    tally.look("3-3", _found(case, "3-3", _fonts(look)))
    tally.look("3-5", _found(case, "3-5", _pages(case, look)))
    tally.look("4-1", _found(case, "4-1", _acting(look)))
    tally.look("1-3", _found(case, "1-3", _data(case, look)))
    answer = judging.judge_paper(content, judge.trust, judge.keys, clock.now(), judge.outside)
    tally.look("1-4", _found(case, "1-4", _titles(case, look, answer.facts)))
    wrong = [] if answer.is_genuine else [_finding(case, "1-6", f"{answer.heading}：{answer.reason}")]
    tally.look("1-6", wrong)


def _locked(look: ArchivalLook) -> Iterator[str]:
    if look.is_encrypted:
        yield "成件加了密：本系统的件从不加密，它不是原件"


def _format(look: ArchivalLook) -> Iterator[str]:
    if look.conformance[:1] not in ("1", "2", "3"):
        yield f"成件不是 PDF/A{f'（标为 {look.conformance}）' if look.conformance else ''}，不宜长期保存"


def _fonts(look: ArchivalLook) -> Iterator[str]:
    if look.bare_fonts:
        yield f"字体没有嵌入：{'、'.join(look.bare_fonts[:5])}"


def _pages(case: Case, look: ArchivalLook) -> Iterator[str]:
    recorded = case.filing.page_count
    if recorded is not None and recorded != look.pages:
        yield f"成件 {look.pages} 页，归档时登记为 {recorded} 页"
    pictures = len(case.paper.pages) if case.paper else 0
    if pictures != look.pages:
        yield f"成件 {look.pages} 页，页面图像 {pictures} 张"


def _acting(look: ArchivalLook) -> Iterator[str]:
    if look.has_actions:
        yield "成件里有会自己运行的脚本或动作"
    foreign = [name for name in look.enclosed if name != DATA_NAME]
    if foreign:
        yield f"成件里夹带了别的文件：{'、'.join(foreign[:5])}"


def _data(case: Case, look: ArchivalLook) -> Iterator[str]:
    if look.answers is None:
        yield f"成件里没有附填报数据（{DATA_NAME}）"
    elif look.answers != case.filing.answers:
        yield "成件里附的填报数据与备案记录不同"


def _titles(case: Case, look: ArchivalLook, facts: Facts | None) -> Iterator[str]:
    filing = case.filing
    if filing.title not in look.title:
        yield f"成件的题名是“{look.title}”，备案记录是“{filing.title}”"
    if facts is None:
        yield "成件上没有可读的核验码，编号无从对照"
        return
    pairs = (
        ("备案号", facts.filing_number, filing.filing_number),
        ("机器编号", facts.machine_number, filing.machine_number),
        ("备案日期", facts.filed_on.isoformat(), filing.filed_at.date().isoformat()),
        ("数据摘要", facts.answers_sha256[:12], filing.answers_sha256[:12]),
    )
    for word, printed, recorded in pairs:
        if printed != recorded:
            yield f"成件所载{word}是 {printed}，备案记录是 {recorded}：成件可能被换成了另一件"


def _found(case: Case, item: str, sentences: Iterator[str]) -> list[Finding]:
    return [_finding(case, item, sentence) for sentence in sentences]


def _finding(case: Case, item: str, sentence: str) -> Finding:
    return Finding(item, sentence, case.filing.id, case.named)
