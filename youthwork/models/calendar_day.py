"""节假日和调休: days of the calendar that are not what their weekday says."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.user import User


class CalendarDay(Base):
    """节假日或调休工作日, as somebody entered it; it goes before what the built-in table says."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    #: 国庆节、调休上班, or why.
    name: Mapped[str] = mapped_column(String(60))
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]

    set_by: Mapped[User | None] = relationship()
