"""认行: which row of the draft each row of a file is: by its hidden id, else by name where that is unambiguous.

Where id and name contradict each other, the name wins: somebody sorted the table without its hidden column.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from youthwork.services.exchange.cell_text import without_spaces
from youthwork.services.exchange.understood import UnderstoodRow


@dataclass(frozen=True)
class Matched:
    """认出的一行: the id its row has or gets in the draft, and how it was known."""

    row: UnderstoodRow
    row_id: str
    is_new: bool
    by_id: bool
    #: Several rows of the draft have its name, and nothing tells which is meant.
    is_doubtful: bool = False


def match_rows(
    rows: Sequence[UnderstoodRow], draft: Mapping[str, Mapping[str, str]], key: str, seed: str
) -> list[Matched]:
    """Each row of the file with its row of the draft (id → column → text); a new row's id follows from `seed`.

    `key` is the column by which people know a row.
    """
    names = [_key(row.cells.get(key, "")) for row in rows]
    draft_names = {row_id: _key(cells.get(key, "")) for row_id, cells in draft.items()}
    found = _by_id(rows, names, draft_names)
    taken = set(found.values())
    doubtful: set[int] = set()
    called: dict[str, list[str]] = {}
    for row_id, name in draft_names.items():
        called.setdefault(name, []).append(row_id)
    for at, row in enumerate(rows):
        if at in found or not names[at]:
            continue
        candidates = [each for each in called.get(names[at], ()) if each not in taken]
        best = _most_alike(row, candidates, draft)
        if best:
            found[at] = best
            taken.add(best)
        elif candidates:
            doubtful.add(at)
    return [
        Matched(
            row,
            found.get(at) or _new_id(seed, row.place),
            at not in found,
            found.get(at, "") == row.row_id != "",
            at in doubtful,
        )
        for at, row in enumerate(rows)
    ]


def _by_id(
    rows: Sequence[UnderstoodRow], names: Sequence[str], draft_names: Mapping[str, str]
) -> dict[int, str]:
    in_sheet, in_draft = Counter(names), Counter(draft_names.values())
    claims: dict[str, list[int]] = {}
    for at, row in enumerate(rows):
        if row.row_id not in draft_names:
            continue
        is_another = names[at] and names[at] != draft_names[row.row_id] and in_draft[names[at]] == 1
        if not (is_another and in_sheet[names[at]] == 1):
            claims.setdefault(row.row_id, []).append(at)
    # A row copied in Excel has its id twice: the one that still has the name is the row, the others are new.
    return {
        next((at for at in places if names[at] == draft_names[row_id]), places[0]): row_id
        for row_id, places in claims.items()
    }


def _most_alike(row: UnderstoodRow, candidates: Sequence[str], draft: Mapping[str, Mapping[str, str]]) -> str:
    """The one candidate that agrees with the row in most cells; "" where two agree equally."""
    if len(candidates) < 2:
        return candidates[0] if candidates else ""
    merits = {
        each: sum(1 for name, text in row.cells.items() if text and draft[each].get(name) == text)
        for each in candidates
    }
    best = max(merits.values())
    first = [each for each, merit in merits.items() if merit == best]
    return first[0] if len(first) == 1 else ""


def _key(text: str) -> str:
    return without_spaces(text)


def _new_id(seed: str, place: str) -> str:
    """The same file read again gives the same new rows, so that taking it twice adds nothing twice."""
    return "x" + hashlib.sha256(f"{seed}/{place}".encode()).hexdigest()[:12]
