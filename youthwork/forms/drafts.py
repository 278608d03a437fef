"""草稿的运算: what can be done to a draft without understanding it. A draft is input name → values.

`merge` is the rule behind promise 1: two people, or two tabs, who changed different fields both keep their
text; where they changed the same field, nothing is overwritten and the other text is set aside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from youthwork.forms.fields import ROW_ID, Posted

#: 改动: input name → [before, after]; None where the draft does not have the input.
Changes = Mapping[str, Sequence[list[str] | None]]


@dataclass(frozen=True)
class Merge:
    """The draft after a save, and what of the save could not go in: input name → the text set aside."""

    fields: Posted
    set_aside: Posted


def merge(
    base: Mapping[str, list[str]], current: Mapping[str, list[str]], mine: Mapping[str, list[str]]
) -> Merge:
    """三方合并: apply to `current` what `mine` changed since `base`, field by field.

    A row that one side took away while the other wrote in it comes back: text without a row is text lost.
    """
    current, mine = _rows_back(current, mine, base), _rows_back(mine, current, base)
    fields = dict(current)
    set_aside: Posted = {}
    for name in dict.fromkeys([*mine, *base]):
        old, now, new = base.get(name), current.get(name), mine.get(name)
        if new == old:
            continue
        if same_text(now, old):
            _put(fields, name, new)
        elif same_text(new, old) or same_text(new, now):
            continue
        elif _is_row_list(name, base, current, mine):
            fields[name] = _merge_rows(old or [], now or [], new or [])
        elif new is not None:
            set_aside[name] = list(new)
    return Merge(fields, set_aside)


def _rows_back(
    draft: Mapping[str, list[str]], other: Mapping[str, list[str]], base: Mapping[str, list[str]]
) -> Posted:
    """`draft` with the rows it took away put back as `base` had them, where `other` wrote in them since."""
    whole = {name: list(values) for name, values in draft.items()}
    taken = {name: rows for name, rows in base.items() if rows != draft.get(name)}
    taken = {name: rows for name, rows in taken.items() if set(rows) - set(draft.get(name, []))}
    if not taken:
        return whole
    written = [name for name in {*base, *other} if not same_text(other.get(name), base.get(name))]
    for name, rows in taken.items():
        taken_away = set(rows) & set(other.get(name, [])) - set(draft.get(name, []))
        for at, row in enumerate(rows):
            cells = f"{name}-{row}-"
            if row in taken_away and any(each.startswith(cells) for each in written):
                whole |= {key: list(values) for key, values in base.items() if key.startswith(cells)}
                whole.setdefault(name, []).insert(at, row)
    return whole


def same_text(one: list[str] | None, other: list[str] | None) -> bool:
    """Nothing typed is nothing, whether a page posted it as an empty input or did not post it."""
    return [text for text in one or () if text] == [text for text in other or () if text]


def difference(
    before: Mapping[str, list[str]], after: Mapping[str, list[str]]
) -> dict[str, list[list[str] | None]]:
    """改了哪些: what makes `after` of `before`, and takes it back again; exactly, an empty input counts."""
    return {
        name: [before.get(name), after.get(name)]
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }


def put_all(fields: Mapping[str, list[str]], values: Mapping[str, list[str] | None]) -> Posted:
    """The draft with these inputs set; None takes an input out."""
    after = dict(fields)
    for name, value in values.items():
        _put(after, name, value)
    return after


def _put(fields: Posted, name: str, value: list[str] | None) -> None:
    if value is None:
        fields.pop(name, None)
    else:
        fields[name] = list(value)


def _is_row_list(name: str, *drafts: Mapping[str, list[str]]) -> bool:
    return any(key.startswith(f"{name}-") for draft in drafts for key in draft)


def _merge_rows(old: list[str], now: list[str], new: list[str]) -> list[str]:
    """Both sides' additions stay; a row goes only when one side took it away and the other left it alone."""
    removed = (set(old) - set(new)) | (set(old) - set(now))
    common = set(old) & set(new)
    i_moved_rows = [row for row in new if row in common] != [row for row in old if row in common]
    order = [*new, *now] if i_moved_rows else [*now, *new]
    return [row for row in dict.fromkeys(order) if row not in removed]


def grid_step(posted: Mapping[str, list[str]], command: str, new_id: str) -> Posted:
    """行的增减移: carry out `add:rows`, `remove:rows:r1`, `up:rows:r1`, `down:rows:r1` as a button posts it.

    Anything else leaves the draft as it is: a stale button must not cost text.
    """
    fields = {name: list(values) for name, values in posted.items()}
    step, _, rest = command.partition(":")
    name, _, row = rest.partition(":")
    rows = fields.get(name, [])
    if step == "add" and name and ROW_ID.match(new_id):
        fields[name] = [*rows, new_id]
    elif step == "remove" and row in rows:
        fields[name] = [each for each in rows if each != row]
        for key in [key for key in fields if key.startswith(f"{name}-{row}-")]:
            del fields[key]
    elif step in ("up", "down") and row in rows:
        fields[name] = _moved(rows, row, -1 if step == "up" else 1)
    return fields


def _moved(rows: list[str], row: str, by: int) -> list[str]:
    at = rows.index(row)
    to = min(max(at + by, 0), len(rows) - 1)
    rest = [each for each in rows if each != row]
    return [*rest[:to], row, *rest[to:]]
