"""导出的制作: make the file somebody asked for, as a job with progress. Idempotent: a file once made stays as it is.

A kind of export is a maker, which writes the file at a place given and says what is in it. The same filings give
the same bytes, so that a job that was killed and done again leaves one file.
"""

from __future__ import annotations

from collections.abc import Mapping

from youthwork import clock
from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.models import ArchiveExport, ExportKind, UseKind, User
from youthwork.services.archive import export_lists, export_papers, uses
from youthwork.services.archive.export_order import Made, Maker, Order, Progress, order_of
from youthwork.services.archive.exports import KEPT
from youthwork.services.archive.packaging import making as packages
from youthwork.services.printing import papers
from youthwork.services.transactions import deed

MAKERS: dict[ExportKind, Maker] = {
    ExportKind.LIST: export_lists.make,
    ExportKind.PAPERS: export_papers.make,
    ExportKind.TRANSFER: packages.make,
}
#: What the register of uses calls each.
_USES = {
    ExportKind.LIST: UseKind.LIST,
    ExportKind.PAPERS: UseKind.PAPERS,
    ExportKind.TRANSFER: UseKind.TRANSFER,
    ExportKind.COMBINED: UseKind.LIST,
}
_NO_OTHERS: Mapping[ExportKind, Maker] = {}


def make(export_id: int, progress: Progress, others: Mapping[ExportKind, Maker] = _NO_OTHERS) -> None:
    """制作: write, store, register the use. Begins and ends its own deeds; raises what the job is put off with.

    `others`: makers of files that are not the archive's own, which the archive knows nothing of.
    """
    export = db.session.get_one(ArchiveExport, export_id)
    if export.made_at is not None:
        return
    order = order_of(export, db.session.get_one(User, export.asked_by_id))
    store = papers.store()
    with store.workbench() as place:
        made = {**MAKERS, **others}[order.kind](order, place, progress)
        # No reading transaction stays open while bytes are moved.
        db.session.rollback()
        if not made.filing_ids:
            raise YouthworkError("这些条件下现在没有可以导出的备案件：请看清你现在的可查范围，或重新导出")
        size = place.stat().st_size
        digest = store.put_file(place)
    _keep(order, made, digest, size)


def _keep(order: Order, made: Made, digest: str, size: int) -> None:
    """The file and its 利用登记 in one deed: what is handed out is registered, and once."""
    with deed():
        export = db.session.get_one(ArchiveExport, order.id, with_for_update=True, populate_existing=True)
        if export.made_at is not None:
            return
        export.sha256, export.size = digest, size
        export.file_name = made.file_name[:200]
        export.filing_ids = list(made.filing_ids)
        export.count = len(made.filing_ids)
        export.left_out = list(made.left_out)
        export.made_at = clock.now()
        export.kept_until = export.made_at + KEPT
        person = db.session.get_one(User, order.person_id)
        assert order.organization_id is not None
        uses.record(
            person,
            _USES[order.kind],
            f"{order.subject}（{export.count:,} 件）",
            order.purpose,
            organization_id=order.organization_id,
            count=export.count,
        )
