"""起止日期: the condition that a dated record holds today; both its days count."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from youthwork import clock
from youthwork.models import Appointment, AppointmentDuty, Organization
from youthwork.services.holdings import open_today

__all__ = ["not_ended", "open_today", "still_open"]


def not_ended(dated: type[Appointment] | type[AppointmentDuty]) -> ColumnElement[bool]:
    """It holds today, or begins later."""
    return or_(dated.ends_on.is_(None), dated.ends_on >= clock.today())


def still_open() -> ColumnElement[bool]:
    """The organization has not been closed before today."""
    return or_(Organization.closed_on.is_(None), Organization.closed_on >= clock.today())
