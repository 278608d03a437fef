"""报送件: one filled annex of one owner, its rounds, its events, and the facts drawn from its answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from youthwork.domain.workflow import Action, State
from youthwork.models.base import Base, words
from youthwork.models.notice import Notice
from youthwork.models.organization import Organization
from youthwork.models.user import User

if TYPE_CHECKING:
    from youthwork.models.filing import Filing

_ONE_PER_UNIT = text("subject_id IS NULL AND corrects_id IS NULL")
_ONE_PER_CADRE = text("subject_id IS NOT NULL AND corrects_id IS NULL")


class Submission(Base):
    """报送件. `state` is assigned in `services/path/steps.py` only; the CHECKs below keep what the law cares for."""

    __tablename__ = "submission"
    __table_args__ = (
        CheckConstraint("(state = 'filed') = (holder_id IS NULL)", name="held_until_filed"),
        CheckConstraint("signed_off_by_id <> submitted_by_id", name="signer_is_not_filler"),
        CheckConstraint("signed_off_by_id <> subject_id", name="signer_is_not_subject"),
        CheckConstraint("press_approved_by_id <> submitted_by_id", name="press_approver_is_not_applicant"),
        CheckConstraint(
            "filed_by_id <> submitted_by_id AND filed_by_id <> signed_off_by_id", name="filer_is_third_person"
        ),
        CheckConstraint("filed_by_id <> subject_id", name="filer_is_not_subject"),
        CheckConstraint("state <> 'filed' OR filed_by_id IS NOT NULL", name="filer_if_filed"),
        CheckConstraint("state <> 'accepted' OR accepted_by_id IS NOT NULL", name="acceptor_if_accepted"),
        CheckConstraint(
            "state IN ('draft', 'returned') OR answers_sha256 IS NOT NULL", name="answers_once_submitted"
        ),
        Index(
            "uq_submission_one_per_unit",
            "notice_id",
            "annex_key",
            "period",
            "owner_id",
            unique=True,
            sqlite_where=_ONE_PER_UNIT,
            postgresql_where=_ONE_PER_UNIT,
        ),
        Index(
            "uq_submission_one_per_cadre",
            "notice_id",
            "annex_key",
            "period",
            "owner_id",
            "subject_id",
            unique=True,
            sqlite_where=_ONE_PER_CADRE,
            postgresql_where=_ONE_PER_CADRE,
        ),
        UniqueConstraint("corrects_id", name="uq_submission_one_correction"),
        CheckConstraint("corrects_id IS NULL OR correction_reason <> ''", name="corrected_for_a_reason"),
        Index("ix_submission_holder_state", "holder_id", "state"),
        Index("ix_submission_owner_state", "owner_id", "state"),
        Index("ix_submission_owner_newest", "owner_id", "id"),
        Index("ix_submission_receiver_state", "receiver_id", "state"),
        # A correction may be given up: its number must not come back as another paper's address.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    annex_key: Mapped[str] = mapped_column(String(60))
    #: 报告期, as in its `NoticeAnnex`: `2026-03`, or empty.
    period: Mapped[str] = mapped_column(String(10), default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    #: The cadre a 任务表 is about; null for a unit's paper.
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    due: Mapped[date]
    #: 更正: the filing this submission is to correct, and why. A filed paper is never altered.
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("filing.id", use_alter=True))
    correction_reason: Mapped[str] = mapped_column(String(300), default="")
    #: 请更正: who of the receiving side asked for it; null where the owner began it.
    correction_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    state: Mapped[State] = mapped_column(words(State, "state"), default=State.DRAFT)
    #: 当前经办: the organization that must act now.
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    held_since: Mapped[datetime]
    round_number: Mapped[int] = mapped_column(default=1)
    #: Raised by every step, so that of two people acting at once the second is told.
    version: Mapped[int] = mapped_column(default=1)

    receiver_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    route_reason: Mapped[str] = mapped_column(String(300), default="")
    signing_unit_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    sealing_unit_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))

    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    #: 用印批准人 of the present round, as in its `SealApplication`; lists and rules read it here.
    press_approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]
    accepted_until: Mapped[datetime | None]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_sent_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    correction_due: Mapped[date | None]
    intake_number: Mapped[str | None] = mapped_column(String(30), index=True)

    #: 逐项退回: the inputs, rows (`rows-r1`) and lists (`rows`) the last return reopened; null where all is open.
    reopened: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    #: Typed answers of the present round, written by SUBMIT only.
    answers: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    answers_sha256: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)

    notice: Mapped[Notice] = relationship(lazy="joined", innerjoin=True)
    owner: Mapped[Organization] = relationship(lazy="joined", innerjoin=True, foreign_keys=[owner_id])
    holder: Mapped[Organization | None] = relationship(lazy="joined", foreign_keys=[holder_id])
    receiver: Mapped[Organization | None] = relationship(lazy="joined", foreign_keys=[receiver_id])
    subject: Mapped[User | None] = relationship(lazy="joined", foreign_keys=[subject_id])
    accepted_by: Mapped[User | None] = relationship(foreign_keys=[accepted_by_id])
    #: Loaded with a list in one query more, and in none where no paper of it corrects another.
    corrects: Mapped[Filing | None] = relationship(foreign_keys=[corrects_id], lazy="selectin")
    correction_asked_by: Mapped[User | None] = relationship(foreign_keys=[correction_asked_by_id])
    events: Mapped[list[SubmissionEvent]] = relationship(order_by="SubmissionEvent.id.desc()")
    rounds: Mapped[list[SubmissionRound]] = relationship(order_by="SubmissionRound.number")


class SubmissionEvent(Base):
    """经过: one step taken, by whom, for which organization, with the words then given. Never changed."""

    __tablename__ = "submission_event"
    # 平均天数: the newest times an organ did a step (services/path/pace.py).
    __table_args__ = (Index("ix_submission_event_pace", "acting_for", "action", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    actor_name: Mapped[str] = mapped_column(String(50))
    acting_for: Mapped[str] = mapped_column(String(120))
    #: 代理: whose duty the actor exercised; empty where it was their own.
    deputy_for: Mapped[str] = mapped_column(String(50), default="")
    action: Mapped[Action] = mapped_column(words(Action, "action"))
    state: Mapped[State] = mapped_column(words(State, "state"))
    round_number: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(String(300), default="")


class SubmissionRound(Base):
    """一次报送: what was submitted in this round; a return begins the next, this one stays readable."""

    __tablename__ = "submission_round"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    answers_sha256: Mapped[str] = mapped_column(String(64))
    #: 请说明: the check's sentence → what the filler said to it; it travels with the paper.
    explanations: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class SubmissionFact(Base):
    """要素: a value drawn from the answers to be searched, counted or scored; the JSON stays closed."""

    __tablename__ = "submission_fact"
    __table_args__ = (Index("ix_submission_fact_kind_text", "kind", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(200))
    number: Mapped[int | None]
    row_id: Mapped[str] = mapped_column(String(40), default="")
