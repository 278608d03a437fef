"""导出成件: the filed PDFs of what was found in one zip, with a table of contents; the same papers give the same bytes.

What the reader may not open, and what is not there or damaged, is named in the contents instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from youthwork.domain.errors import StoreDamaged
from youthwork.extensions import db
from youthwork.services.archive.export_contents import Entry, papers_of
from youthwork.services.archive.export_lists import Line, write_list
from youthwork.services.archive.export_order import Made, Order, Progress
from youthwork.services.archive.matching import every_match
from youthwork.services.archive.query import Standing
from youthwork.services.printing import papers

#: A package that still fits a carrier; asking is held to it (`exports.MOST`).
MOST_PAPERS = 2_000
#: Bytes of a name within the zip: what every file system takes.
_LONGEST_NAME = 180
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def make(order: Order, place: Path, progress: Progress) -> Made:
    """导出成件 of everything the question finds now. Raises `StoreUnwritable`."""
    entries = list(papers_of(order.actor, every_match(order.actor, order.query, MOST_PAPERS)))
    # The files are read for minutes: no reading transaction stays open that long.
    db.session.rollback()
    left_out = [entry.left_out for entry in entries if entry.left_out]
    wanted = [entry for entry in entries if not entry.left_out]
    lines: list[Line] = []
    with ZipFile(place, "w", ZIP_STORED) as package:
        for done, (entry, name) in enumerate(zip(wanted, file_names(wanted), strict=True)):
            progress(done, len(wanted))
            try:
                content = papers.store().get(entry.sha256)
            except StoreDamaged as damaged:
                left_out.append(f"{entry.named}：{damaged.sentence}")
                continue
            package.writestr(_member(name, entry.filed_at), content)
            lines.append(Line(entry, name))
        contents = BytesIO()
        write_list(contents, order, lines, left_out, files=True)
        package.writestr(_member("目录.xlsx", order.asked_at), contents.getvalue())
    progress(len(wanted), len(wanted))
    return Made(f"备案件成件 {order.asked_at:%Y%m%d-%H%M}.zip", [line.entry.id for line in lines], left_out)


def file_names(entries: Sequence[Entry]) -> list[str]:
    """岚青备〔2026〕96号 任务表·程昱.pdf; the version where it is not the first, the machine number where two agree."""
    names: list[str] = []
    taken: set[str] = set()
    for entry in entries:
        version = f"（第{entry.version}版）" if entry.version > 1 else ""
        void = "（作废）" if entry.standing is Standing.VOIDED else ""
        stem = _cut(_fit(f"{entry.filing_number}{version}{void} {entry.title}"))
        if stem.casefold() in taken:
            stem = f"{stem} {_fit(entry.machine_number)}"
        taken.add(stem.casefold())
        names.append(f"{stem}.pdf")
    return names


def _fit(text: str) -> str:
    """Only what a file's name may hold; 任务表 · 程昱 closes up."""
    return _UNFIT.sub("_", text.replace(" · ", "·")).strip(" .")


def _cut(stem: str) -> str:
    return stem.encode()[:_LONGEST_NAME].decode(errors="ignore").strip(" .")


def _member(name: str, at: datetime) -> ZipInfo:
    """An entry that says nothing of the machine it was made on."""
    info = ZipInfo(name, (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second))
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    return info
