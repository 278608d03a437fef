"""活动记录: one honest record of contact work, entered once; what it counts for is ticked beside it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    exists,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.night_visits import VisitKind
from youthwork.domain.signals import SignalKind
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class Activity(Base):
    """活动记录: when, where, with whom and how many, what came of it, what the young people asked.

    The post it was done in is kept as it was that day: who moves takes the record along, the organ keeps it too.
    """

    __tablename__ = "activity"
    __table_args__ = (
        # A phone that is not sure sends the same record again.
        UniqueConstraint("person_id", "client_key", name="uq_activity_sent_once"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("people >= 0", name="people_from_zero"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_by_somebody"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawn_for_a_reason"),
        Index("ix_activity_person_starts", "person_id", "starts_at"),
        Index("ix_activity_organization_starts", "organization_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_key: Mapped[str] = mapped_column(String(40))
    #: What was sent first: the same once more is no second record, other words under the same key are told.
    sent_sha256: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: The organ whose cadre the person was then, and as what; None: 未定.
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    nature: Mapped[CadreNature | None] = mapped_column(words(CadreNature, "nature"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    is_online: Mapped[bool] = mapped_column(default=False)
    #: Where, in words; and the committee or branch it was with, where it is in the tree.
    place: Mapped[str] = mapped_column(String(120), default="")
    with_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    topic: Mapped[str] = mapped_column(String(120))
    #: 形式: 集中学习, 志愿服务 …
    form: Mapped[str] = mapped_column(String(60), default="")
    people: Mapped[int]
    #: How many of them are young people the person is linked to; None: not said.
    linked_people: Mapped[int | None]
    effect: Mapped[str] = mapped_column(Text)
    asked: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime]
    #: Raised by every correction; what a form was derived from names it.
    version: Mapped[int] = mapped_column(default=1)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_reason: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[User] = relationship(foreign_keys=[person_id])
    organization: Mapped[Organization] = relationship(foreign_keys=[organization_id])
    with_: Mapped[Organization | None] = relationship(foreign_keys=[with_id])
    purposes: Mapped[list[ActivityPurpose]] = relationship(cascade="all, delete-orphan")
    members: Mapped[list[ActivityMember]] = relationship(cascade="all, delete-orphan")
    photos: Mapped[list[ActivityPhoto]] = relationship(
        primaryjoin="and_(Activity.id == ActivityPhoto.activity_id, ActivityPhoto.removed_at.is_(None))",
        order_by="ActivityPhoto.id",
        viewonly=True,
    )
    if TYPE_CHECKING:
        #: 写了保护对象姓名, and its writer kept it: others read its texts veiled (`visits/veiling.py`).
        is_guarded: Mapped[bool]
        #: What kind of night visit was recorded with it (`models/night_visit.py`); loaded only where it is asked for.
        visit_kind: Mapped[VisitKind | None]


class ActivityPurpose(Base):
    """用途: what the record counts for (`domain/purposes.py`)."""

    __tablename__ = "activity_purpose"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class ActivityMember(Base):
    """同去的团干部: for whom the record counts as well; each may take themselves out."""

    __tablename__ = "activity_member"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)

    person: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class ActivityPhoto(Base):
    """照片: optional, never asked for, in the store by hash; taken out, row and bytes go with the daily clearing."""

    __tablename__ = "activity_photo"
    __table_args__ = (UniqueConstraint("activity_id", "sha256", name="uq_activity_photo_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    thumbnail_sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    caption: Mapped[str] = mapped_column(String(120), default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ActivityChange(Base):
    """更正留痕: what a record said before it was corrected, by whom and why; the first minute leaves none."""

    __tablename__ = "activity_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    #: The version that was replaced.
    version: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200))
    #: Field → [before, after]; nothing of a protected person.
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)


class ActivityBand(Base):
    """近似文字的查找号 (`domain/near_copies.py`)."""

    __tablename__ = "activity_band"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, index=True)


class SignalSettings(Base):
    """核实界限: an organ's own thresholds, for its cadres and for all beneath without settings of their own."""

    __tablename__ = "signal_settings"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    #: Name of a threshold (`domain/signals.py`) → whole number; what is missing is the default.
    limits: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    set_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_at: Mapped[datetime]


class ActivitySignal(Base):
    """请核实: what was asked before the record was saved, and why the writer kept it."""

    __tablename__ = "activity_signal"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    kind: Mapped[SignalKind] = mapped_column(words(SignalKind, "kind"), primary_key=True)
    sentence: Mapped[str] = mapped_column(String(200))
    said: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


# Read along with every record: whoever shows one need not ask.
Activity.is_guarded = column_property(
    exists()
    .where(ActivitySignal.activity_id == Activity.id, ActivitySignal.kind == SignalKind.PROTECTED_NAME)
    .correlate_except(ActivitySignal)
)
