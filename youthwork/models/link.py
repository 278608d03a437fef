"""联系关系: cadre → 基层团委/团总支 → one branch beneath it, dated (H8, H12)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.organization import Organization
from youthwork.models.user import User


class Link(Base):
    """联系关系. A cadre has one open link at a time; a change closes the old one and keeps it."""

    __tablename__ = "link"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index(
            "uq_link_one_open_per_cadre",
            "user_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    committee_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    committee: Mapped[Organization] = relationship(foreign_keys=[committee_id])
    branch: Mapped[Organization | None] = relationship(foreign_keys=[branch_id])
