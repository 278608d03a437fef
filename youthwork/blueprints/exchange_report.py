"""看懂了什么: a file beside the draft as the page shows it; long lists are cut, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from youthwork.services.exchange.annexes.comparing import Change, ComparedRow, RowKind
from youthwork.services.exchange.annexes.files import ReadFile
from youthwork.services.exchange.annexes.judging import Mistake
from youthwork.services.exchange.annexes.taking import Prospect

#: What a person works through on one page; a phone gets a page of bearable length.
MOST = 200
MOST_NEW = 50


def report_of(filename: str, read: ReadFile, prospect: Prospect) -> dict[str, Any]:
    """Everything templates/exchange/report.html reads."""
    comparison = prospect.comparison
    new, changed, same = (comparison.rows_of(kind) for kind in RowKind)
    errors, hints = prospect.errors, prospect.hints
    cleared = [change for row in changed for change in row.changes if change.is_cleared]
    return {
        "filename": filename,
        "title": _title(prospect, bool(read.understood.rows)),
        "sheet": read.reading.sheet.name if read.reading else "",
        "other_sheets": read.reading.others if read.reading else (),
        "is_excel": read.reading is not None,
        "warnings": read.warnings,
        "unread": read.understood.unread,
        "counts": [
            ("新增", len(new)),
            ("更改", len(changed)),
            ("没有变化", len(same)),
            ("文件中没有", len(comparison.left)),
            ("要改正", len(errors)),
        ],
        "errors": [_line(each) for each in errors[:MOST]],
        "error_count": len(errors),
        "hints": [_line(each) for each in hints[:MOST]],
        "singles": [_change(each, prospect) for each in comparison.singles],
        "changed": [_row(each, prospect) for each in changed[:MOST]],
        "changed_count": len(changed),
        "cleared_count": len(cleared),
        "new": [_new(each) for each in new[:MOST_NEW]],
        "new_count": len(new),
        "left": [{"key": row.key, "title": row.title} for row in comparison.left],
        "is_reordered": comparison.is_reordered,
        "clash_count": len(prospect.clashes),
        "closed_count": len(prospect.closed),
        "nothing": comparison.changes_nothing,
        "good_rows": prospect.good_rows,
        "all_rows": len(new) + len(changed),
    }


def _title(prospect: Prospect, is_table: bool) -> str:
    comparison = prospect.comparison
    if comparison.changes_nothing and not prospect.errors:
        return "与草稿相同，没有要带入的内容"
    if comparison.changes_nothing:
        return f"没有变化，有 {len(prospect.errors)} 处要改正"
    rows = len(comparison.rows)
    errors = f"，{len(prospect.errors)} 处要改正" if prospect.errors else ""
    return f"看懂了 {rows} 行{errors}" if rows else f"看懂了{'表头' if is_table else '各段'}{errors}"


def _line(mistake: Mistake) -> dict[str, str]:
    return {
        "place": mistake.place,
        "who": "" if mistake.who and mistake.sentence.startswith(mistake.who) else mistake.who,
        "label": mistake.label,
        "sentence": mistake.sentence,
    }


def _row(row: ComparedRow, prospect: Prospect) -> dict[str, Any]:
    return {
        "title": row.title,
        "place": row.place,
        "changes": [_change(change, prospect) for change in row.changes],
    }


def _change(change: Change, prospect: Prospect) -> dict[str, Any]:
    return {
        "label": change.label,
        "before": change.before,
        "after": change.after,
        "place": change.place,
        "theirs": prospect.clashes.get(change.name),
        "is_closed": change.name in prospect.closed,
    }


def _new(row: ComparedRow) -> dict[str, Any]:
    cells: Sequence[tuple[str, str]] = [(change.label, change.after) for change in row.changes]
    return {"title": row.title, "place": row.place, "cells": cells}
