"""检索索引: keep the search table with the filings – in the deed that files, and in every deed that changes one.

    add_to_index(filing)            a new filing
    with renewing([filing.id]):     whatever happens to filings inside is in the index when the block ends
        filing.archival_number = …

`fts.py` and `vectors.py` are the table of either engine; what an entry holds is said in `entries.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select, update

from youthwork.extensions import db
from youthwork.models import Filing, Organization
from youthwork.models.organization import subtree_range
from youthwork.services.archive import fts, vectors
from youthwork.services.archive.entries import Entry, entries_of
from youthwork.services.archive.tokens import TOKENISER_VERSION


def add_to_index(filing: Filing) -> None:
    """入索引, within the deed that files."""
    filing.tokeniser_version = TOKENISER_VERSION
    put(entries_of([filing.id]))


def put(entries: Sequence[Entry]) -> None:
    """Entries of filings the table does not have yet."""
    if is_sqlite():
        fts.put(entries)
    else:
        vectors.put(entries)


@contextmanager
def renewing(filing_ids: Iterable[int]) -> Iterator[None]:
    """改索引: what changes of these filings inside the block is changed in the index too.

    Within a deed that holds the filings' rows; nothing is touched where the block raises.
    """
    before = {entry.id: entry for entry in entries_of(filing_ids)}
    yield
    changed = [(before[after.id], after) for after in entries_of(before) if after != before[after.id]]
    if is_sqlite():
        fts.change(changed)
    else:
        vectors.change(changed)


@contextmanager
def renewing_unit(organization: Organization) -> Iterator[None]:
    """改名: the same for all that an organization has filed."""
    with renewing(_filed_by([organization.id])):
        yield


@contextmanager
def renewing_subtree(organization: Organization) -> Iterator[None]:
    """改隶属: the same for all that an organization and those below it have filed."""
    low, high = subtree_range(organization.path)
    owners = select(Organization.id).where(Organization.path >= low, Organization.path < high)
    with renewing(_filed_by(db.session.scalars(owners))):
        yield


def _filed_by(owner_ids: Iterable[int]) -> list[int]:
    return list(db.session.scalars(select(Filing.id).where(Filing.owner_id.in_(list(owner_ids)))))


def mark_indexed(filing_ids: Sequence[int]) -> None:
    """Note by which rules these filings are indexed; those that say so already are not written."""
    db.session.execute(
        update(Filing)
        .where(Filing.id.in_(filing_ids), Filing.tokeniser_version != TOKENISER_VERSION)
        .values(tokeniser_version=TOKENISER_VERSION)
        .execution_options(synchronize_session=False)
    )


def is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"
