"""联系青年、联系书记: the people a cadre is in touch with. Of a young person the least is kept, locked (H9, H37, H56)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.youth import ContactState, ContactWay, YouthField
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class YouthContact(Base):
    """联系的青年: a name or alias and one way to reach them, locked; readable to the cadre alone.

    Who does not wish to take part has nothing left here but the day and the field: the locked values are gone.
    """

    __tablename__ = "youth_contact"
    __table_args__ = (
        CheckConstraint(
            "state = '联系中' OR (name_locked IS NULL AND way_locked IS NULL)", name="forgotten_when_over"
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_youth_contact_cadre", "cadre_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    #: The organ the cadre belonged to when it was written down: aggregate numbers are its own.
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    field: Mapped[YouthField] = mapped_column(words(YouthField, "field"))
    name_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    way: Mapped[ContactWay | None] = mapped_column(words(ContactWay, "way"))
    way_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: 同意: on which day, and how it was given (当面告知, 线上答复 …).
    consented_on: Mapped[date | None]
    consent: Mapped[str] = mapped_column(String(60), default="")
    #: 同意移交: they agreed to be handed on to whoever takes over the post; without it they are forgotten with it.
    may_pass_on: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ContactState] = mapped_column(words(ContactState, "state"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_at: Mapped[datetime]


class SecretaryLink(Base):
    """联系的基层团委书记: a county organ's cadre and a secretary; as many as they like, none is asked for (H37)."""

    __tablename__ = "secretary_link"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("cadre_id <> secretary_id", name="two_persons"),
        Index(
            "uq_secretary_link_one_open",
            "cadre_id",
            "secretary_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    secretary_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    #: 书记所在的基层团组织, as it was when the link was made.
    committee_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    cadre: Mapped[User] = relationship(foreign_keys=[cadre_id])
    secretary: Mapped[User] = relationship(foreign_keys=[secretary_id])
    committee: Mapped[Organization] = relationship()
