"""团组织: the dated tree. A department is an organization too, so that it can hold and own."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.hierarchy import DepartmentFunction, OrganizationLevel, OrganizationType
from youthwork.models.base import Base, words

_IS_MERGED = text("successor_id IS NOT NULL")


class Organization(Base):
    """团组织（含内设部门）. `path` is the way from the top, `/1/7/31/`: a subtree is a range of paths.

    What the counts above it go by (`services/unit_counts.py`) remembers what it was before it is changed.
    """

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint("closed_on IS NULL OR closed_on >= established_on", name="closes_after_opening"),
        CheckConstraint(
            "(type = '内设部门') = (department_function IS NOT NULL)", name="department_has_function"
        ),
        CheckConstraint("members IS NULL OR members BETWEEN 0 AND 100000", name="members_in_bounds"),
        CheckConstraint("(members IS NULL) = (members_as_of IS NULL)", name="members_as_of_a_day"),
        # Of the few that were merged: with all the others in it, SQLite thinks it useless and reads the whole table.
        Index(
            "ix_organization_successor_id",
            "successor_id",
            sqlite_where=_IS_MERGED,
            postgresql_where=_IS_MERGED,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    path: Mapped[str] = mapped_column(String(200), index=True, unique=True, active_history=True)
    type: Mapped[OrganizationType] = mapped_column(words(OrganizationType, "type"), active_history=True)
    level: Mapped[OrganizationLevel] = mapped_column(words(OrganizationLevel, "level"), active_history=True)
    #: 全称, as the seal bears it.
    full_name: Mapped[str] = mapped_column(String(120), index=True)
    #: 规范简称, as papers print it.
    short_name: Mapped[str] = mapped_column(String(120), index=True)
    #: 习惯称, as people say it inside their own region.
    common_name: Mapped[str] = mapped_column(String(120), index=True)
    #: 机关代字 for its own filing numbers (豫青); only organs that receive need one.
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    department_function: Mapped[DepartmentFunction | None] = mapped_column(
        words(DepartmentFunction, "department_function")
    )
    #: 排列顺序 among its siblings, administrative order.
    position: Mapped[int] = mapped_column(default=0)
    established_on: Mapped[date] = mapped_column(index=True)
    closed_on: Mapped[date | None] = mapped_column(active_history=True)
    #: The organization that took over its work when it was merged or renamed.
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    #: 团员人数 and the day it was counted on; None where nobody has said.
    members: Mapped[int | None]
    members_as_of: Mapped[date | None]

    superior: Mapped[Organization | None] = relationship(remote_side=[id], foreign_keys=[parent_id])
    successor: Mapped[Organization | None] = relationship(remote_side=[id], foreign_keys=[successor_id])

    @property
    def is_department(self) -> bool:
        return self.type is OrganizationType.DEPARTMENT

    def names(self) -> tuple[str, str, str]:
        return self.full_name, self.short_name, self.common_name


def subtree_range(path: str) -> tuple[str, str]:
    """The half-open range of paths that lie in the subtree of `path`, itself included.

    `/1/7/` … `/1/70`: '0' is the character after '/', so the range holds every path that begins with it.
    """
    return path, path[:-1] + "0"
