"""到期: the filings whose period has run out, and what still refers to one so that it cannot be destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased, defer

from youthwork import clock
from youthwork.domain import retention
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    Disposal,
    DisposalItem,
    DisposalState,
    Filing,
    Submission,
)

#: Filings of one list: as many as a person judges one by one.
MOST = 500
#: A list that is still being worked on.
OPEN = (DisposalState.APPRAISING, DisposalState.PROPOSED, DisposalState.APPROVED)
_SETTLED = (DisposalState.CARRIED_OUT,)


@dataclass(frozen=True)
class Due:
    """一件到期的: the filing, the last year it was to be kept, and why it cannot be destroyed (empty: it can)."""

    filing: Filing
    kept_until: int
    held_by: str = ""


def due_filings(organ_id: int, most: int = MOST) -> list[Due]:
    """到期未鉴定的, oldest first: archived, the period over (续存 counted), on no list that is open."""
    filings = db.session.scalars(
        _due(organ_id)
        .options(defer(Filing.answers), defer(Filing.text))
        .order_by(Filing.year, Filing.archival_number, Filing.id)
        .limit(most)
    ).all()
    held = refusals(filings)
    extra = extra_years([filing.id for filing in filings])
    return [Due(filing, _until(filing, extra), held.get(filing.id, "")) for filing in filings]


def count_due(organ_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(_due(organ_id).subquery())) or 0


def is_due(filing: Filing) -> bool:
    """Whether the period, with every 续存, is over."""
    extra = extra_years([filing.id]).get(filing.id, 0)
    return retention.has_run_out(filing.year + extra, filing.retention_years, clock.today())


def extra_years(filing_ids: Sequence[int]) -> dict[int, int]:
    """续存年数 by filing, all its appraisals together."""
    rows = db.session.execute(
        select(DisposalItem.filing_id, func.sum(DisposalItem.extra_years))
        .join(Disposal)
        .where(DisposalItem.filing_id.in_(filing_ids), Disposal.state.in_(_SETTLED))
        .group_by(DisposalItem.filing_id)
    )
    return {filing_id: int(years) for filing_id, years in rows}


def _until(filing: Filing, extra: Mapping[int, int]) -> int:
    return filing.year + filing.retention_years + extra.get(filing.id, 0)


def _due(organ_id: int) -> Select[Filing]:
    """Built so that the engine compares years; nothing is kept for ever by a number that happens to be 0."""
    extended = (
        select(func.sum(DisposalItem.extra_years))
        .join(Disposal)
        .where(DisposalItem.filing_id == Filing.id, Disposal.state.in_(_SETTLED))
        .correlate(Filing)
        .scalar_subquery()
    )
    return select(Filing).where(
        Filing.organ_id == organ_id,
        Filing.archival_number.is_not(None),
        Filing.destroyed_at.is_(None),
        Filing.retention_years > retention.PERMANENT,
        Filing.year + Filing.retention_years + func.coalesce(extended, 0) < clock.today().year,
        ~_on_open_list(),
    )


def _on_open_list() -> ColumnElement[bool]:
    return exists().where(
        DisposalItem.filing_id == Filing.id,
        DisposalItem.disposal_id == Disposal.id,
        Disposal.state.in_(OPEN),
    )


def refusals(filings: Iterable[Filing], going: Iterable[int] = ()) -> dict[int, str]:
    """不能销毁的原因, by filing: what is under way about it, or what is kept and stands on it.

    `going` are the filings that are to be destroyed together: a version may go with the one that corrects it.
    """
    ids, going = [filing.id for filing in filings], set(going)
    held: dict[int, str] = {}
    open_papers = db.session.execute(
        select(Submission.corrects_id, Submission.title).where(
            Submission.corrects_id.in_(ids), Submission.state != State.FILED
        )
    )
    for filing_id, title in open_papers:
        assert filing_id is not None
        held[filing_id] = f"它的更正件（{title}）还在办理中：等更正件备案或取消后再销毁"
    later = aliased(Filing)
    kept = db.session.execute(
        select(later.corrects_id, later.id, later.filing_number, later.version)
        .where(later.corrects_id.in_(ids), later.destroyed_at.is_(None))
        .order_by(later.id)
    )
    for filing_id, later_id, number, version in kept:
        if filing_id is not None and later_id not in going:
            held.setdefault(
                filing_id,
                f"{number}（第 {version} 版）是它的更正件，还在保管：两版一起到期后一并销毁，或先续存",
            )
    return held
