"""通知（已印发）: an edition issued by an organ, with a due date for every annex."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.models.base import Base
from youthwork.models.organization import Organization


class Notice(Base):
    """通知（已印发）: the same edition can be issued again for another year."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_key: Mapped[str] = mapped_column(String(60))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    #: 文号, `示青字〔2026〕8号`; a notice may bear none.
    number: Mapped[str | None] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    issued_on: Mapped[date]

    issuer: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
    annexes: Mapped[list[NoticeAnnex]] = relationship(
        back_populates="notice", order_by="NoticeAnnex.position"
    )


class NoticeAnnex(Base):
    """通知的一个附件 and its three 期限: `due` here; correction and review follow the rules."""

    __tablename__ = "notice_annex"
    __table_args__ = (UniqueConstraint("notice_id", "annex_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    annex_key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    due: Mapped[date]

    notice: Mapped[Notice] = relationship(back_populates="annexes")
