"""The clock of a test, moved by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from tests.factories import NOW


@dataclass
class StandingClock:
    """It shows noon until `pass_by` moves it on."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **span: float) -> None:
        self.now += timedelta(**span)


def put_up(app: Flask) -> StandingClock:
    clock = app.config["CLOCK"] = StandingClock()
    return clock
