"""重新计数: the kept figures of the tree and of every annex held against what they count, and counted anew where wrong.

A deed for each annex: whoever reports meanwhile waits for that one only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import Notice, NoticeAnnex
from youthwork.services import unit_counts
from youthwork.services.duties import tallies
from youthwork.services.transactions import deed

#: How far it is: annexes looked at, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Recounted:
    """看过几处计数, and which of them were wrong, in words."""

    looked_at: int
    wrong: list[str]


def recount(progress: Progress, *, mend: bool = True) -> Recounted:
    """核对 all kept figures; `mend`: count anew what is wrong."""
    wrong = []
    with deed():
        if not unit_counts.is_right():
            wrong.append("组织树的单位计数")
            if mend:
                unit_counts.rebuild()
    asked = select(NoticeAnnex.id).join(NoticeAnnex.notice).where(Notice.state != NoticeState.DRAFT)
    annex_ids = db.session.scalars(asked.order_by(NoticeAnnex.id)).all()
    db.session.rollback()
    for at, annex_id in enumerate(annex_ids, start=1):
        with deed():
            if not tallies.is_right(annex_id):
                wrong.append(_words(db.session.get_one(NoticeAnnex, annex_id)))
                if mend:
                    tallies.rebuild(annex_id)
        progress(at, len(annex_ids))
    return Recounted(len(annex_ids) + 1, wrong)


def _words(row: NoticeAnnex) -> str:
    notice = row.notice
    title = find_annex(notice.edition_key, row.annex_key).titled(row.period)
    return f"{notice.number or '无文号'}《{notice.title}》{title}的报送计数"
