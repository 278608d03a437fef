"""档案室: an organ with its 全宗, and filings whose papers are there, made without walking or printing."""

from __future__ import annotations

import random
from functools import cache

import pypdfium2

from tests.factories import Cast
from tests.services.archive.corpus import add_filing
from youthwork.extensions import db
from youthwork.models import Filing, Fonds, Paper, PaperPage, PaperState
from youthwork.services.archive import fonds
from youthwork.services.printing import papers

CITY, PROVINCE = "团青岚市委", "团示范省委"


def settle(cast: Cast, organ: str = CITY, number: str = "Z109", by: str = "zhao") -> Fonds:
    """全宗设置 with the proposed codes."""
    place = cast.organ(organ)
    codes = fonds.proposed_codes(fonds.places_of(place))
    return fonds.settle(place, cast.person(by), number, "WS", codes)


def add_filed(cast: Cast, number: int, pages: int = 1, **changes: object) -> Filing:
    """A filing (`corpus.add_filing`) with its paper of so many blank pages in the store."""
    filing = add_filing(cast, number, random.Random(number))
    for name, value in changes.items():
        setattr(filing, name, value)
    paper = db.session.scalars(db.select(Paper).where(Paper.filing_id == filing.id)).one()
    paper.state, paper.sha256, paper.made_at = (
        PaperState.READY,
        papers.store().put(blank(pages)),
        filing.filed_at,
    )
    paper.pages = [PaperPage(number=at, sha256=paper.sha256) for at in range(1, pages + 1)]
    db.session.flush()
    return filing


@cache
def blank(pages: int) -> bytes:
    """A PDF of so many empty pages."""
    import io

    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842).close()
    written = io.BytesIO()
    document.save(written)
    document.close()
    return written.getvalue()


def numbers() -> list[str]:
    """Every 档号 given so far, in the order of the filings."""
    return list(
        db.session.scalars(
            db.select(Filing.archival_number)
            .where(Filing.archival_number.is_not(None))
            .order_by(Filing.archival_number)
        )
    )
