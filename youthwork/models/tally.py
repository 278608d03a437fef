"""计数的保存: figures kept beside what they count, so that a page of thirty thousand units need not count them.

Each is changed in the deed that changes what it counts, and can be counted anew (`youthwork recount`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.models.base import Base, words


class DutyDayTally(Base):
    """每日变化: by how much the figures of an organ and all beneath it changed on one day, for one kind of unit.

    The sum of the days up to a past one is how it stood at its end; the sum of all is `DutyTally`. A unit that came
    under another superior leaves the figures it had under the first and brings them to the second.
    """

    __tablename__ = "duty_day_tally"
    __table_args__ = (Index("ix_duty_day_tally_under", "notice_annex_id", "superior_id", "day"),)

    notice_annex_id: Mapped[int] = mapped_column(ForeignKey("notice_annex.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    #: The kind of the unit that was asked.
    level: Mapped[OrganizationLevel] = mapped_column(words(OrganizationLevel, "level"), primary_key=True)
    type: Mapped[OrganizationType] = mapped_column(words(OrganizationType, "type"), primary_key=True)
    #: The organ directly above in the path it was counted under; of the topmost, itself.
    superior_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    missing: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    filed: Mapped[int] = mapped_column(default=0)
    nil: Mapped[int] = mapped_column(default=0)
    exempt: Mapped[int] = mapped_column(default=0)
    on_time: Mapped[int] = mapped_column(default=0)


class UnitTally(Base):
    """单位计数: how many open units of one kind stand beneath an organ, itself left out, departments too."""

    __tablename__ = "unit_tally"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    level: Mapped[OrganizationLevel] = mapped_column(words(OrganizationLevel, "level"), primary_key=True)
    type: Mapped[OrganizationType] = mapped_column(words(OrganizationType, "type"), primary_key=True)
    units: Mapped[int] = mapped_column(default=0)
