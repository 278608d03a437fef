"""演示人员: the cast the demonstration's sign-in page shows; nothing of it outside a demo instance."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from flask import current_app


@dataclass(frozen=True)
class Player:
    """演示人员: what is shown of one, and what a press fills in."""

    username: str
    name: str
    duty: str
    story: str


@dataclass(frozen=True)
class Cast:
    """演示人员 by organization, in the builder's order, with the password they share."""

    password: str = ""
    groups: tuple[tuple[str, tuple[Player, ...]], ...] = ()


def find_cast() -> Cast:
    """The cast of this instance; empty outside the demonstration."""
    written = Path(current_app.instance_path) / "demo.json"
    if not current_app.config["IS_DEMO"] or not written.exists():
        return Cast()
    told = json.loads(written.read_text(encoding="utf-8"))
    groups: dict[str, list[Player]] = {}
    for each in told.get("cast", []):
        player = Player(each["username"], each["name"], each.get("duty", ""), each.get("story", ""))
        groups.setdefault(each.get("organization", ""), []).append(player)
    return Cast(told.get("password", ""), tuple((name, tuple(players)) for name, players in groups.items()))
