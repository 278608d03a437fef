"""逐项退回: which inputs a return leaves open. What a reviewer pinned, named as the form posts it, decides.

`filler` opens that input, `rows-r1-phone` one cell, `rows-r1` a whole row (it may also be removed), `rows` the
whole list: its rows may be written in, added, removed and moved. None opens everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

Values = Sequence[str]
Fields = Mapping[str, Values]
#: Input name → (before, after); of a list, the row ids in order. None where the input is not there.
Changes = Mapping[str, tuple[Values | None, Values | None]]


def is_open(reopened: Collection[str] | None, name: str) -> bool:
    """Whether this input, row or list may be written: it was pinned itself, or something it stands in was."""
    return reopened is None or any(name == pin or name.startswith(f"{pin}-") for pin in reopened)


def changes_between(before: Fields, after: Fields) -> dict[str, tuple[Values | None, Values | None]]:
    """改了哪些: the inputs that differ. Nothing typed is nothing, posted as an empty input or not at all."""
    names = dict.fromkeys([*before, *after])
    return {
        name: (before.get(name), after.get(name))
        for name in names
        if _typed(before.get(name)) != _typed(after.get(name))
    }


def split(
    reopened: Collection[str] | None, changes: Changes
) -> tuple[dict[str, Values | None], dict[str, Values | None]]:
    """Part what was changed into (allowed, closed), each input name → the text after the change.

    A list of rows may stand in both: of what was done to it, removing a reopened row is allowed and the rest
    is closed; `allowed` then has the list as it may become. None for an input that went away.
    """
    allowed: dict[str, Values | None] = {}
    closed: dict[str, Values | None] = {}
    for name, (before, after) in changes.items():
        if is_open(reopened, name):
            allowed[name] = after
            continue
        permitted = _without_open_rows(reopened or (), name, before or (), after or ())
        if permitted != list(before or ()):
            allowed[name] = permitted
        if permitted != list(after or ()):
            closed[name] = after
    return allowed, closed


def keep_closed(
    reopened: Collection[str] | None, before: Fields, after: Fields
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The draft as it may be saved: `after`, with what is closed put back as it was; and what was put back.

    The second holds input name → the text that was not let in (empty for an input that went away).
    """
    allowed, closed = split(reopened, changes_between(before, after))
    fields = {name: list(values) for name, values in after.items() if name not in closed}
    for name in closed:
        kept = allowed.get(name, before.get(name))
        if kept is not None:
            fields[name] = list(kept)
    return fields, {name: list(values or ()) for name, values in closed.items()}


def _without_open_rows(pins: Collection[str], name: str, before: Values, after: Values) -> list[str]:
    """The list as it may become: without the reopened rows that were removed, else as it was."""
    return [row for row in before if row in after or f"{name}-{row}" not in pins]


def _typed(values: Values | None) -> list[str]:
    return [text for text in values or () if text]
