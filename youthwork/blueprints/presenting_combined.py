"""怎样显示汇总表: units with their rows, linked to what they come from; changes of a correction beside the old text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from youthwork import clock
from youthwork.domain.calendar import moment_phrase, short_date
from youthwork.models import CombinedVersion
from youthwork.services.combining.entries import Entry
from youthwork.services.combining.looks import Look
from youthwork.services.combining.sight import Table
from youthwork.services.combining.tables import Totals
from youthwork.services.combining.versions import KeptEntry


def groups(entries: Sequence[Entry], look: Look | None, is_of_cadres: bool) -> list[dict[str, Any]]:
    """单位 in their order; of a cadre's own form a unit with all its cadres on the page under one heading.

    Cadres without rows are told beside the unit's name: how many stand how, and who where they may be named.
    """
    found: list[dict[str, Any]] = []
    for entry in entries:
        if not found or found[-1]["owner_id"] != entry.owner_id:
            found.append(
                {
                    "owner_id": entry.owner_id,
                    "name": entry.owner,
                    "superior": entry.superior,
                    "entries": [],
                    "absent": {},
                }
            )
        if is_of_cadres and not entry.rows:
            found[-1]["absent"].setdefault((entry.word[0], entry.word[1].value), []).append(entry.subject)
        else:
            found[-1]["entries"].append(_entry(entry, look))
    for group in found:
        group["absent"] = [_absent(word, names) for word, names in group["absent"].items()]
    return found


def _absent(word: tuple[str, str], names: Sequence[str]) -> tuple[tuple[str, str], str]:
    """未报 3：某某、某某 where they may be named; else 未报 3 人."""
    known = "、".join(name for name in names if name)
    return (f"{word[0]} {len(names)} 人", word[1]), known


def _entry(entry: Entry, look: Look | None) -> dict[str, Any]:
    source = entry.source
    shown: dict[str, Any] = {
        "word": (entry.word[0], entry.word[1].value),
        "note": entry.note,
        "subject": entry.subject,
        "rows": entry.rows,
        "removed": entry.removed,
        "is_new": bool(look and source and source.at > look.seen_at),
        "source": None,
    }
    if source is not None:
        is_filed = source.filing_id is not None
        shown["source"] = {
            "number": source.number or "打开报送件",
            "url": url_for("filing.show", filing_id=source.filing_id)
            if is_filed
            else url_for("submissions.show", submission_id=source.submission_id),
            "day": short_date(source.at.date(), clock.today()) + ("备案" if is_filed else "报送"),
            "corrected": f"更正 V{source.version}" if source.is_corrected else "",
        }
    return shown


def total_words(table: Table, totals: Totals) -> list[tuple[str, Any]]:
    """合计 as facts: how the units stand, how many rows."""
    figures = totals.figures
    on_way = figures.reported - figures.filed - figures.nil
    counts: list[tuple[str, Any]] = [("应报", figures.expected), ("已备案", figures.filed)]
    counts += [
        (word, count)
        for word, count in (
            ("已报未备案", on_way),
            ("零报告", figures.nil),
            ("免报", figures.exempt),
            ("未报", figures.missing),
        )
        if count
    ]
    if totals.rows is not None and not table.layout.is_of_cadres:
        counts.append(("表中共", f"{totals.rows:,} 行"))
    return counts


def look_words(look: Look | None) -> str:
    """自你 4月6日 9:00 看过以后……"""
    if look is None:
        return ""
    seen = moment_phrase(look.seen_at, clock.now())
    return (
        f"自你 {seen} 看过以后，新备案或更正 {look.came} 件" if look.came else f"自你 {seen} 看过以后没有变化"
    )


def version_rows(versions: Sequence[CombinedVersion]) -> list[dict[str, Any]]:
    now = clock.now()
    return [
        {
            "url": url_for("combined.version", version_id=each.id),
            "name": f"第 {each.id} 号" + (f" · {each.words}" if each.words else ""),
            "when": moment_phrase(each.kept_at, now),
            "by": each.kept_by.name,
            "counts": f"{each.units} 件，{each.lines} 行",
        }
        for each in versions
    ]


def kept_groups(entries: Sequence[KeptEntry]) -> list[dict[str, Any]]:
    return [
        {
            "name": entry.owner,
            "superior": "",
            "absent": [],
            "entries": [
                {
                    "word": (entry.word, "done" if entry.number else "draft"),
                    "note": entry.note,
                    "subject": entry.subject,
                    "rows": entry.rows,
                    "removed": 0,
                    "is_new": False,
                    "since": entry.since,
                    "source": {
                        "number": entry.number,
                        "url": url_for("filing.show", filing_id=entry.filing_id) if entry.filing_id else None,
                        "day": entry.day,
                        "corrected": f"V{entry.version}" if entry.version > 1 else "",
                        "sha256": entry.sha256,
                    }
                    if entry.number
                    else None,
                }
            ],
        }
        for entry in entries
    ]
