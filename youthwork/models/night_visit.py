"""主题访谈夜: what a night visit has beyond any other record, and the problems found on it (J5–J14)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from youthwork.domain.night_visits import ProblemAction, ProblemState, VisitKind
from youthwork.models.activity import Activity
from youthwork.models.base import Base, words
from youthwork.models.organization import Organization
from youthwork.models.user import User


class ProtectedPerson(Base):
    """走访对象（保护）: a minor or 不良行为青少年, known by a code and a masked name everywhere but to who visited them.

    The number of the row is the number of the code (`night_visits.alias_of`): who is visited again keeps it. A row is
    never taken out, so that no number comes twice; only the locked name goes.
    """

    __tablename__ = "protected_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Who visited: nobody else ever reads the name.
    visitor_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    masked_name: Mapped[str] = mapped_column(String(10))
    #: None: never told, left out because the key box was shut, or forgotten since.
    name_locked: Mapped[bytes | None] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]


class NightVisit(Base):
    """夜访: one of the six kinds, who or what was visited, what was done of the 必做."""

    __tablename__ = "night_visit"
    __table_args__ = (
        CheckConstraint("subject_id IS NULL OR visited = ''", name="protected_or_named"),
        CheckConstraint(
            f"kind <> '{VisitKind.TROUBLED_YOUTH.value}' OR subject_id IS NOT NULL",
            name="troubled_is_protected",
        ),
    )

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    kind: Mapped[VisitKind] = mapped_column(words(VisitKind, "kind"))
    #: Who or what was visited, where it may be named: 高一（3）班, 某社会组织.
    visited: Mapped[str] = mapped_column(String(80), default="")
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("protected_person.id"), index=True)
    #: 必做: what was done of it.
    must_do: Mapped[str] = mapped_column(Text, default="")

    activity: Mapped[Activity] = relationship()
    subject: Mapped[ProtectedPerson | None] = relationship()
    problems: Mapped[list[VisitProblem]] = relationship(
        back_populates="visit", order_by="VisitProblem.id", cascade="all, delete-orphan"
    )


class VisitProblem(Base):
    """发现的问题: who sees to it, until when, what came of it."""

    __tablename__ = "visit_problem"
    __table_args__ = (Index("ix_visit_problem_organization_state", "organization_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("night_visit.activity_id"), index=True)
    #: The organ the visitor belonged to that day.
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    category: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(300))
    state: Mapped[ProblemState] = mapped_column(words(ProblemState, "state"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]
    #: Raised by every step: two who take one at once do not overwrite each other.
    version: Mapped[int] = mapped_column(default=1)
    found_at: Mapped[datetime]
    state_since: Mapped[datetime]

    visit: Mapped[NightVisit] = relationship(back_populates="problems")
    organization: Mapped[Organization] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    steps: Mapped[list[ProblemStep]] = relationship(order_by="ProblemStep.id", cascade="all, delete-orphan")


class ProblemStep(Base):
    """办理的一步."""

    __tablename__ = "problem_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("visit_problem.id"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    action: Mapped[ProblemAction] = mapped_column(words(ProblemAction, "action"))
    state: Mapped[ProblemState] = mapped_column(words(ProblemState, "state"))
    #: Who answered for it after the step.
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(String(300), default="")

    by: Mapped[User] = relationship(foreign_keys=[by_id])
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])


Activity.visit_kind = column_property(
    select(NightVisit.kind).where(NightVisit.activity_id == Activity.id).scalar_subquery(),
    deferred=True,
)
