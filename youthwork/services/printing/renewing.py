"""续签: append time stamps to papers already signed: late ones, and new ones before the old cannot be checked.

Nothing stored is written again: each stamp makes a rendition of its own, whose bytes begin with the ones before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from youthwork import clock
from youthwork.documents.signing import stamping
from youthwork.documents.signing.checking import Verdict, check
from youthwork.documents.signing.evidence import Evidence
from youthwork.documents.signing.stamping import Stamper
from youthwork.domain.errors import StoreDamaged
from youthwork.extensions import db
from youthwork.models import Paper, PaperRendition, PaperState, RenditionKind
from youthwork.services.keys import trusting
from youthwork.services.keys.outside import seal_service
from youthwork.services.printing import papers, signing
from youthwork.services.transactions import deed


def unstamped() -> list[int]:
    """The papers signed while no stamp service answered, oldest first."""
    query = select(Paper.id).where(Paper.state == PaperState.READY, Paper.is_stamped.is_(False))
    return list(db.session.scalars(query.order_by(Paper.id)))


def ending_before(moment: datetime) -> list[int]:
    """The stamped papers whose last time stamp cannot be checked from `moment` on, the most urgent first."""
    query = select(Paper.id).where(
        Paper.state == PaperState.READY, Paper.is_stamped.is_(True), Paper.good_until < moment
    )
    return list(db.session.scalars(query.order_by(Paper.good_until, Paper.id)))


def stamp_late(paper_id: int) -> Paper:
    """补时间戳; a paper stamped in between stays as it is. Raises `StampServiceDown`. Begins and ends its deeds."""
    paper = db.session.get_one(Paper, paper_id)
    if paper.is_stamped:
        return paper
    return _append(paper, RenditionKind.LATE_STAMP, stamping.stamp_late)


def renew(paper_id: int) -> Paper:
    """续期 (B-LTA). Raises `StampServiceDown`, and `StoreDamaged` for a paper that is not whole any more."""
    return _append(db.session.get_one(Paper, paper_id), RenditionKind.RENEWAL, stamping.renew)


def _append(paper: Paper, kind: RenditionKind, stamp: Callable[[bytes, Stamper, Evidence], bytes]) -> Paper:
    paper_id, content = paper.id, papers.read(paper)
    _check_whole(paper_id, content)
    stamper, known = signing.stamping_material()
    digest = papers.store().put(stamp(content, stamper, known))
    good_until = signing.stamps_hold_until()
    with deed():
        paper = db.session.get_one(Paper, paper_id, with_for_update=True)
        paper.renditions.append(
            PaperRendition(number=len(paper.renditions) + 1, kind=kind, sha256=digest, made_at=clock.now())
        )
        paper.is_stamped = True
        paper.good_until = good_until
    return paper


def _check_whole(paper_id: int, content: bytes) -> None:
    """A stamp over a broken paper would only prove that it is old."""
    found = check(content, trusting.trust(), seal_service(), now=clock.now())
    if found.verdict not in (Verdict.GENUINE, Verdict.UNKNOWN):
        raise StoreDamaged(f"第 {paper_id} 号成件核验不过（{found.sentence}），没有加盖时间戳：请报告管理员")
