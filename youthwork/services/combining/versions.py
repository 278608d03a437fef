"""留存这一版: the combined table of a moment, kept as the list of its sources with their hashes.

What was filed is never altered, so the list is enough to show the table again as it was, and to tell what has been
corrected, voided or destroyed since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, undefer

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.extensions import db
from youthwork.models import CombinedVersion, Filing, User
from youthwork.services import audit
from youthwork.services.combining import tables
from youthwork.services.combining.entries import Entry, rows_of_filing
from youthwork.services.combining.layout import Row
from youthwork.services.combining.sight import Table, find_table
from youthwork.services.combining.tables import Asked
from youthwork.services.scope import visible_filings

#: Units of one kept version, and of a page of it.
MOST = 5_000
PAGE = 20
#: 留存的各版 listed beside the table.
LISTED = 10


@dataclass(frozen=True)
class KeptEntry:
    """留存的一个单位: as it stood then, its rows as they were filed, and what has become of its source since."""

    owner: str
    subject: str
    word: str
    note: str
    number: str
    version: int
    day: str
    sha256: str
    filing_id: int | None
    rows: Sequence[Row] = ()
    #: 已更正 V2, 已作废, or that it may not be read any more.
    since: str = ""


def keep(actor: Actor, user: User, table: Table, words: str) -> CombinedVersion:
    """留存 what is filed now, within the caller's deed. Raises `Unacceptable` where nothing is, or too much."""
    if tables.count(actor, table, Asked()) > MOST:
        raise Unacceptable(f"一次最多留存 {MOST:,} 个单位，这里超过了：请到下级单位的汇总表分别留存")
    entries = list(tables.each(actor, table, Asked()))
    filed = [each for each in entries if each.source is not None]
    if not filed:
        raise Unacceptable("还没有备案的单位，没有可以留存的；有单位备案以后再留存")
    sources = [_written(each) for each in entries]
    version = CombinedVersion(
        notice_annex_id=table.row.id,
        organization_id=table.place.id,
        kept_at=clock.now(),
        kept_by_id=user.id,
        words=words.strip()[:100],
        units=len(filed),
        lines=sum(len(each.rows) for each in filed),
        sources=sources,
        sha256=_hash(sources),
    )
    db.session.add(version)
    db.session.flush()
    said = (
        f"{user.name}留存{table.place.common_name}{table.title}汇总（{version.units} 件，第 {version.id} 号）"
    )
    audit.record("export", said, user.id)
    return version


def kept(table: Table) -> Sequence[CombinedVersion]:
    """留存的各版 of this table, newest first."""
    return db.session.scalars(
        select(CombinedVersion)
        .where(
            CombinedVersion.notice_annex_id == table.row.id,
            CombinedVersion.organization_id == table.place.id,
        )
        .options(joinedload(CombinedVersion.kept_by))
        .order_by(CombinedVersion.id.desc())
        .limit(LISTED)
    ).all()


def find_version(actor: Actor, version_id: int) -> tuple[Table, CombinedVersion]:
    """A kept version whose table is in this reader's sight. Raises `NotFound`."""
    version = db.session.get(
        CombinedVersion,
        version_id,
        options=[undefer(CombinedVersion.sources), joinedload(CombinedVersion.kept_by)],
    )
    if version is None:
        raise NotFound("没有这一版汇总表，或它不在你的可见范围内")
    return find_table(actor, version.notice_annex_id, version.organization_id), version


def is_whole(version: CombinedVersion) -> bool:
    """Whether the list of sources still is what was kept."""
    return _hash(version.sources) == version.sha256


def entries_of(actor: Actor, table: Table, version: CombinedVersion, start: int = 0) -> list[KeptEntry]:
    """A page of it, as it was: two queries."""
    sources = version.sources[start : start + PAGE]
    ids = [each["filing"] for each in sources if each["filing"]]
    rows = db.session.scalars(
        visible_filings(actor)
        .where(Filing.id.in_(ids), Filing.destroyed_at.is_(None))
        .options(defer(Filing.text), defer(Filing.names))
    )
    filings = {filing.id: filing for filing in rows}
    return [_entry(table, each, filings.get(each["filing"])) for each in sources]


def changed_since(version: CombinedVersion) -> int:
    """来源已更正 or voided since it was kept: how many."""
    ids = [each["filing"] for each in version.sources if each["filing"]]
    later = select(Filing.corrects_id).where(Filing.corrects_id.in_(ids))
    changed = select(Filing.id).where(
        Filing.id.in_(ids), Filing.voided_at.is_not(None) | Filing.id.in_(later)
    )
    return len(db.session.scalars(changed).all())


def _written(entry: Entry) -> dict[str, Any]:
    source = entry.source
    return {
        "owner": entry.owner,
        # A cadre who is not filed is named by their own organ, not by a list that is kept above it.
        "subject": entry.subject if source else "",
        "word": entry.word[0],
        "note": entry.note,
        "filing": source.filing_id if source else None,
        "number": source.number if source else "",
        "version": source.version if source else 0,
        "day": f"{source.at:%Y-%m-%d}" if source else "",
        "sha256": source.sha256 if source else "",
    }


def _hash(sources: Sequence[dict[str, Any]]) -> str:
    text = json.dumps(list(sources), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(table: Table, source: dict[str, Any], filing: Filing | None) -> KeptEntry:
    entry = KeptEntry(
        source["owner"],
        source["subject"],
        source["word"],
        source["note"],
        source["number"],
        source["version"],
        source["day"],
        source["sha256"],
        source["filing"],
    )
    if source["filing"] is None:
        return entry
    if filing is None:
        return replace(entry, filing_id=None, since="已销毁，或不在你的可查范围内")
    rows, _ = rows_of_filing(table.layout, filing, None, masked=True)
    since = ""
    if filing.voided_at is not None:
        since = "后来作废"
    elif (filing.later_version or 0) > filing.version:
        since = f"后来更正为 V{filing.later_version}"
    if filing.answers_sha256 != source["sha256"]:
        since = "与留存时的校验码不符"
    return replace(entry, rows=rows, since=since)
