"""小组与下沉: who works together for a time, and who is posted where (H25, H35, J20)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.groups import GroupKind
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class Posting(Base):
    """常态化下沉: a cadre posted to a county for some months."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_posting_prefecture", "prefecture_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: The county, and the prefecture it lies in.
    county_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    prefecture_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    person: Mapped[User] = relationship(foreign_keys=[person_id])
    county: Mapped[Organization] = relationship(foreign_keys=[county_id])
    prefecture: Mapped[Organization] = relationship(foreign_keys=[prefecture_id])


class WorkGroup(Base):
    """小组 of an organ, with its leader and, for posted cadres, the committee they are linked to together."""

    __tablename__ = "work_group"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint(
            "kind <> '下沉干部小组' OR committee_id IS NOT NULL", name="posted_group_has_committee"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[GroupKind] = mapped_column(words(GroupKind, "kind"))
    name: Mapped[str] = mapped_column(String(60))
    leader_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: Why somebody leads who is neither 班子成员 nor 部门主要负责人 (H35).
    leader_reason: Mapped[str] = mapped_column(String(200), default="")
    committee_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    branch_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    #: A research group comes from a filed 联系单位安排表.
    filing_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id"), index=True)
    topic: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    organization: Mapped[Organization] = relationship(foreign_keys=[organization_id])
    leader: Mapped[User] = relationship(foreign_keys=[leader_id])
    committee: Mapped[Organization | None] = relationship(foreign_keys=[committee_id])
    branch: Mapped[Organization | None] = relationship(foreign_keys=[branch_id])
    members: Mapped[list[GroupMember]] = relationship(order_by="GroupMember.id", cascade="all, delete-orphan")

    def is_open(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class GroupMember(Base):
    """小组成员, from when to when; who leads is one too, so that earlier leaders stay known."""

    __tablename__ = "group_member"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_group_member_group", "group_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("work_group.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    is_leader: Mapped[bool] = mapped_column(default=False)
    #: What makes a posted cadre a member: when it ends, so does this.
    posting_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))

    person: Mapped[User] = relationship(lazy="joined", innerjoin=True)
    posting: Mapped[Posting | None] = relationship(lazy="joined")

    def is_current(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class DeclinedProposal(Base):
    """不成组: why these postings of a prefecture do not form a group; another posting is asked about anew."""

    __tablename__ = "declined_proposal"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="declined_for_a_reason"),
        Index("ix_declined_proposal_prefecture", "prefecture_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    prefecture_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    posting_ids: Mapped[list[int]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(200))
    declined_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    declined_at: Mapped[datetime]

    prefecture: Mapped[Organization] = relationship()
    declined_by: Mapped[User] = relationship()
