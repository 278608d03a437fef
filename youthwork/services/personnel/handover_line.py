"""交接清单的一行, as it is read out before the press and kept after it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Line:
    """交接清单的一行: of which kind, what, how it passes; `wanting` is still to be done by somebody."""

    kind: str
    what: str
    how: str
    wanting: bool = False
    url: str = ""
    seal_id: int | None = None
    #: What of the contact work it is about (`contact_estate.py`): whether it still waits is asked of it.
    record_id: int | None = None

    def kept(self) -> dict[str, object]:
        return asdict(self)
