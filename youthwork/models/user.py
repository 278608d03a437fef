"""人员与登录: the person, and each attempt to sign in."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from flask_login import UserMixin
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from youthwork.domain.hierarchy import Gender
from youthwork.models.base import Base, words


class User(UserMixin, Base):
    """人员: one account a person, never shared. Phone and birth month exist because 附件1, 附件2 ask them."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(50), index=True)
    gender: Mapped[Gender | None] = mapped_column(words(Gender, "gender"))
    #: 出生年月, `1993.05`.
    birth_month: Mapped[str] = mapped_column(String(7), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    #: Optional; messages go there too where the person wants it and the office has a mail server.
    email: Mapped[str] = mapped_column(String(120), default="")
    wants_mail: Mapped[bool] = mapped_column(default=False)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    is_enabled: Mapped[bool] = mapped_column(default=True)
    #: The last day of an account whose holder has handed the last post over; nothing has to run for it to end.
    expires_on: Mapped[date | None]
    large_text: Mapped[bool] = mapped_column(default=False)
    #: 一次性重置码, hashed; gone once used.
    reset_code_hash: Mapped[str | None] = mapped_column(String(200))
    reset_code_expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def is_active(self) -> bool:
        return self.is_enabled

    def is_open(self, day: date) -> bool:
        """Whether the account may be used on the day."""
        return self.is_enabled and (self.expires_on is None or day <= self.expires_on)

    def get_id(self) -> str:
        """What a session holds: the person, and a mark of the password, so that a new one ends the others."""
        mark = hashlib.sha256(self.password_hash.encode()).hexdigest()[:16]
        return f"{self.id}:{mark}"


class SignInAttempt(Base):
    """登录尝试: kept in the database, so that a lock survives a restart."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_username_at", "username", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    succeeded: Mapped[bool]
    address: Mapped[str] = mapped_column(String(60), default="")
