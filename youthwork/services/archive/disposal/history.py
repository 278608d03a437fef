"""鉴定经过 of one filing: the lists it stood on and what was decided there."""

from __future__ import annotations

from sqlalchemy import select

from youthwork.extensions import db
from youthwork.models import Disposal, DisposalItem, DisposalState, Filing


def carried_out_for(filing: Filing) -> tuple[Disposal, DisposalItem] | None:
    """The list by which the filing was destroyed, and its line; the latest it stood on while that is under way."""
    row = db.session.execute(
        select(Disposal, DisposalItem)
        .join(DisposalItem, DisposalItem.disposal_id == Disposal.id)
        .where(
            DisposalItem.filing_id == filing.id,
            Disposal.state.in_((DisposalState.APPROVED, DisposalState.CARRIED_OUT)),
        )
        .order_by(Disposal.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row is not None else None
