"""应报 = 已报 + 未报 + 免报, at every level and every moment, whatever is done in whichever order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import duties
from tests.conftest import on_both_engines
from tests.factories import NOW, START, Cast
from tests.services.duties import counting_again
from youthwork.domain.audience import Audience
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import YouthworkError
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    DutyException,
    ExceptionKind,
    Notice,
    NoticeAnnex,
    ReportDuty,
    Submission,
    SubmissionEvent,
)
from youthwork.services.duties import exceptions, following, keeping, laying, tallies
from youthwork.services.duties.counting import COLUMNS

pytestmark = on_both_engines


@dataclass
class Office:
    """Somebody who does anything at all, at a clock that goes on."""

    app: Flask
    cast: Cast
    now: datetime = NOW
    seen: dict[datetime, counting_again.Figures] = field(default_factory=dict)

    def duty(self, at: int) -> ReportDuty:
        rows = db.session.scalars(db.select(ReportDuty).order_by(ReportDuty.id)).all()
        return rows[at % len(rows)]

    def notice(self, at: int) -> Notice:
        rows = db.session.scalars(db.select(Notice).order_by(Notice.id)).all()
        return rows[at % len(rows)]

    def paper(self, at: int, step: Action, state: State) -> None:
        """The paper of a duty, in whatever state, as if it had been taken there by the rules."""
        duty = self.duty(at)
        row = duty.notice_annex
        keys = {
            "notice_id": row.notice_id,
            "annex_key": row.annex_key,
            "owner_id": duty.owner_id,
            "subject_id": duty.subject_id,
        }
        paper = db.session.scalar(db.select(Submission).filter_by(**keys)) or self.begin(duty, keys)
        paper.state = state
        paper.answers = {}
        paper.holder_id = None if state is State.FILED else duty.owner_id
        paper.first_sent_at = paper.first_sent_at or (self.now if step is Action.SEND else None)
        db.session.add(
            SubmissionEvent(
                submission_id=paper.id,
                at=self.now,
                actor_id=self.cast.people["gu"].id,
                actor_name="顾言",
                acting_for="单位",
                action=step,
                state=state,
                round_number=1,
            )
        )
        db.session.flush()
        keeping.follow_paper(paper)

    def begin(self, duty: ReportDuty, keys: dict[str, object]) -> Submission:
        people = self.cast.people
        paper = Submission(
            **keys,
            title="件",
            due=duty.due,
            held_since=self.now,
            created_at=self.now,
            created_by_id=people["gu"].id,
            accepted_by_id=people["wai"].id,
            filed_by_id=people["wai"].id,
            answers_sha256="0" * 64,
            holder_id=duty.owner_id,
        )
        db.session.add(paper)
        db.session.flush()
        return paper


def send(office: Office, at: int) -> None:
    office.paper(at, Action.SEND, State.SENT)


def take_back(office: Office, at: int) -> None:
    office.paper(at, Action.WITHDRAW, State.DRAFT)


def return_(office: Office, at: int) -> None:
    office.paper(at, Action.RETURN, State.RETURNED)


def file_(office: Office, at: int) -> None:
    office.paper(at, Action.SEND, State.SENT)
    office.paper(at, Action.FILE, State.FILED)


def grant(office: Office, at: int) -> None:
    kind = (ExceptionKind.EXEMPT, ExceptionKind.LATER)[at % 2]
    duty = office.duty(at)
    until = duty.due + timedelta(days=9) if kind is ExceptionKind.LATER else None
    exceptions.grant(
        duty, kind, until, "办公地点搬迁", office.cast.person("su"), office.cast.organ("团示范省委")
    )


def end_exception(office: Office, at: int) -> None:
    rows = db.session.scalars(db.select(DutyException).order_by(DutyException.id)).all()
    if rows:
        exceptions.end(rows[at % len(rows)], office.cast.person("su"))


def nil(office: Office, at: int) -> None:
    duty = office.duty(at)
    if duty.standing is Reporting.MISSING:
        keeping.mark(duty, Reporting.NIL, nil_by=office.cast.person("gu"), nil_words="没有")
    elif duty.standing is Reporting.NIL:
        keeping.mark(duty, Reporting.MISSING)


def amend(office: Office, at: int) -> None:
    notice = office.notice(at)
    levels = (OrganizationLevel.COUNTY, OrganizationLevel.PREFECTURE, OrganizationLevel.DIRECT_COUNTY)
    if notice.state is NoticeState.ISSUED:
        notice.audience = Audience(
            under=frozenset({notice.issuer_id}), levels=frozenset(levels[: at % 4])
        ).as_json()
        notice.annexes[0].due += timedelta(days=at % 3)
        laying.follow_notice(notice)


def withdraw(office: Office, at: int) -> None:
    notice = office.notice(at)
    if notice.state is NoticeState.ISSUED:
        notice.state, notice.withdrawn_at, notice.withdrawal_reason = (
            NoticeState.WITHDRAWN,
            office.now,
            "有误",
        )
        laying.follow_notice(notice)


def ask_the_same(office: Office, at: int) -> None:
    if db.session.scalar(db.select(db.func.count()).select_from(Notice)) < 6:
        duties.issue(office.cast, issuer=("团示范省委", "团青岚市委")[at % 2], issued_at=office.now)


def merge(office: Office, at: int) -> None:
    one, other = (office.cast.organ(each) for each in ("团白鹭县委", "团云溪县委"))
    if at % 4 == 0 and one.closed_on is None:
        one.closed_on, one.successor_id = office.now.date() - timedelta(days=1), other.id
        db.session.flush()
        following.follow_unit(one)


def move(office: Office, at: int) -> None:
    """The county goes to the other superior, or back."""
    organ = office.cast.organ("团云溪县委")
    superior = office.cast.organ(("团示范省委", "团青岚市委")[at % 2])
    before, organ.parent_id = organ.path, superior.id
    after = f"{superior.path}{organ.id}/"
    for each in db.session.scalars(db.select(type(organ)).where(type(organ).path.startswith(before))).all():
        each.path = after + each.path.removeprefix(before)
    db.session.flush()
    following.follow_unit(organ)


def leave_or_come(office: Office, at: int) -> None:
    name = ("zhou", "mai", "bai", "luo")[at % 4]
    post = db.session.scalars(
        db.select(Appointment).where(Appointment.user_id == office.cast.people[name].id)
    ).one()
    gone = post.ends_on is not None
    post.ends_on = None if gone else max(office.now.date() - timedelta(days=1), START)
    following.follow_person(office.cast.person(name))


DEEDS: list[Callable[[Office, int], None]] = [
    send,
    take_back,
    return_,
    file_,
    grant,
    end_exception,
    nil,
    amend,
    withdraw,
    ask_the_same,
    merge,
    move,
    leave_or_come,
]


def check(office: Office) -> None:
    """The kept figures are those of the duties, and they add up at every level."""
    kept = counting_again.kept()
    assert kept == counting_again.counted()
    for annex_id, organ_id, _ in kept:
        row = {name: kept[annex_id, organ_id, name] for name in (*COLUMNS.values(), "on_time")}
        expected = sum(row[name] for name in COLUMNS.values())
        reported = row["sent"] + row["filed"] + row["nil"]
        assert expected == reported + row["missing"] + row["exempt"]
        assert row["on_time"] <= reported
    office.seen[office.now] = kept


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(DEEDS), st.integers(0, 400), st.integers(0, 3), st.integers(0, 2)),
        min_size=1,
        max_size=14,
    )
)
def test_the_figures_add_up_after_any_deeds_and_can_be_had_again_as_of_then(
    app: Flask, cast: Cast, steps: list[tuple[Callable[[Office, int], None], int, int, int]]
) -> None:
    db.session.rollback()
    office = Office(app, cast)
    app.config["CLOCK"] = lambda: office.now
    try:
        duties.issue(cast, due=date(2026, 4, 3))
        check(office)
        for deed, at, days, hours in steps:
            office.now += timedelta(days=days, hours=hours)
            try:
                with db.session.begin_nested():
                    deed(office, at)
            except YouthworkError:
                db.session.expire_all()
            check(office)
        for moment, was in office.seen.items():
            assert counting_again.as_of(moment) == was
            day = moment.date()
            assert counting_again.kept_by_kind(day) == counting_again.by_kind(day)
        for annex_id in db.session.scalars(db.select(NoticeAnnex.id)):
            assert tallies.is_right(annex_id)
    finally:
        db.session.rollback()
        app.config["CLOCK"] = lambda: NOW
