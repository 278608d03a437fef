"""申请延期或免报: who may ask, who is told, what an answer changes, and when a request is over by itself."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    AppointmentDuty,
    AuditRecord,
    DutyException,
    DutyRequest,
    ExceptionKind,
    Message,
    MessageKind,
    Notice,
    ReportDuty,
    RequestState,
    User,
)
from youthwork.services import posts, transactions
from youthwork.services.duties import exceptions, following, granted, laying, nil, requests, waiting
from youthwork.services.jobs import daily

pytestmark = on_both_engines

COUNTY, CITY, PROVINCE = "团云溪县委", "团青岚市委", "团示范省委"
LATER, EXEMPT = ExceptionKind.LATER, ExceptionKind.EXEMPT
DAY = date(2026, 4, 20)


@pytest.fixture
def notice(app: Flask, cast: Cast) -> Notice:
    return db.session.get_one(Notice, cast.notices["province"].id)


@pytest.fixture
def duty(cast: Cast, notice: Notice) -> ReportDuty:
    return duties.duty(cast, notice, "contact_points", COUNTY)


def ask(
    cast: Cast,
    duty: ReportDuty,
    who: str = "zhou",
    kind: ExceptionKind = LATER,
    until: date | None = DAY,
    reason: str = "全县防汛",
) -> DutyRequest:
    person = cast.person(who)
    actor = posts.actor_of(person)
    return requests.ask(requests.find_asked(actor, duty.id), kind, until, reason, person, actor)


def grant(cast: Cast, request: DutyRequest, who: str = "he", until: date | None = DAY) -> None:
    person = cast.person(who)
    requests.grant(request, request.kind, until, request.reason, person, posts.actor_of(person))


def refuse(cast: Cast, request: DutyRequest, who: str = "he", words: str = "时间来得及") -> None:
    person = cast.person(who)
    requests.refuse(request, words, person, posts.actor_of(person))


def told(kind: MessageKind, *, unread: bool = False) -> list[tuple[str, str]]:
    rows = db.select(Message).where(Message.kind == kind).order_by(Message.person_id)
    rows = rows.where(Message.read_at.is_(None)) if unread else rows
    return [(row.person.username, row.title) for row in db.session.scalars(rows)]


@pytest.mark.parametrize("who", ["zhou", "chen"])
def test_a_units_clerk_and_signer_ask_for_it(cast: Cast, duty: ReportDuty, who: str) -> None:
    request = ask(cast, duty, who)
    assert (request.state, request.asked_by.username, duty.due) == (RequestState.OPEN, who, date(2026, 4, 6))


@pytest.mark.parametrize("who", ["li", "mai", "bai", "lin", "tang", "wai"])
def test_nobody_else_does(cast: Cast, duty: ReportDuty, who: str) -> None:
    with pytest.raises(NotFound):
        ask(cast, duty, who)
    person = cast.person(who)
    with pytest.raises(NotAllowed, match="经办人、签发人申请"):
        requests.ask(duty, LATER, DAY, "全县防汛", person, posts.actor_of(person))
    assert db.session.scalars(db.select(DutyRequest)).all() == []


@pytest.mark.parametrize("who", ["li", "zhou", "chen"])
def test_a_cadre_asks_for_their_own_form_as_does_their_unit(cast: Cast, notice: Notice, who: str) -> None:
    sheet = duties.duty(cast, notice, "task_sheet", COUNTY, "li")
    assert ask(cast, sheet, who, EXEMPT, None).duty is sheet


def test_the_receiving_departments_reviewers_are_told_and_no_leader(cast: Cast, duty: ReportDuty) -> None:
    ask(cast, duty)
    (cheng, he) = told(MessageKind.TO_DO)
    assert {cheng[0], he[0]} == {"cheng", "he"}
    message = db.session.scalars(db.select(Message).where(Message.kind == MessageKind.TO_DO)).first()
    assert message is not None
    assert message.title.startswith("申请延期至 4月20日：团云溪县委 · ")
    assert "全县防汛" in message.words and message.sender == "周可儿（团云溪县委）"
    assert message.due == duty.due


def test_where_the_organ_above_has_nobody_the_next_one_is_told(cast: Cast, duty: ReportDuty) -> None:
    city = {cast.organizations[name].id for name in (CITY, "团青岚市委组织部", "团青岚市委学校部")}
    for held in db.session.scalars(db.select(AppointmentDuty)).all():
        if held.appointment.organization_id in city:
            held.ends_on = NOW.date() - timedelta(days=1)
    db.session.flush()
    ask(cast, duty)
    assert {who for who, _ in told(MessageKind.TO_DO)} == {"song", "tang"}
    assert waiting.waiting_for(posts.actor_of(cast.person("tang")))[0][1] == 1


def test_a_second_one_is_refused_while_the_first_is_open(cast: Cast, duty: ReportDuty) -> None:
    first = ask(cast, duty)
    with pytest.raises(AlreadyMoved, match=r"周可儿已在 今天 12:00 申请延期至 4月20日.*先撤回"):
        ask(cast, duty, "chen", EXEMPT, None)
    person = cast.person("chen")
    requests.withdraw(first, person, posts.actor_of(person))
    assert ask(cast, duty, "chen", EXEMPT, None).kind is EXEMPT


def test_the_database_itself_holds_one_open_request_a_duty(cast: Cast, duty: ReportDuty) -> None:
    ask(cast, duty)
    zhou = cast.person("zhou")
    again = DutyRequest(duty_id=duty.id, kind=EXEMPT, reason="再来一份", asked_by_id=zhou.id, asked_at=NOW)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(again)
        db.session.flush()


@pytest.mark.parametrize(
    ("kind", "until", "sentence"),
    [
        (LATER, None, "延到哪一天"),
        (LATER, date(2026, 4, 6), "延期要晚于现在的期限（2026年4月6日）"),
        (LATER, date(2026, 3, 1), "已经过去"),
        (EXEMPT, date(2026, 3, 1), "已经过去"),
        (LATER, date(2026, 7, 1), "通知有效至2026年6月30日，延期不能晚于这一天"),
    ],
)
def test_what_could_not_be_granted_cannot_be_asked_for(
    cast: Cast, duty: ReportDuty, notice: Notice, kind: ExceptionKind, until: date | None, sentence: str
) -> None:
    notice.expires_on = date(2026, 6, 30)
    with pytest.raises(Unacceptable, match=sentence):
        ask(cast, duty, kind=kind, until=until)
    with pytest.raises(Unacceptable, match=sentence):
        exceptions.grant(duty, kind, until, "汛期", cast.person("he"), cast.organ(CITY))


def test_without_a_reason_or_with_too_long_a_one_it_is_refused(cast: Cast, duty: ReportDuty) -> None:
    with pytest.raises(Unacceptable, match="写明申请的原因"):
        ask(cast, duty, reason="  ")
    with pytest.raises(Unacceptable, match="现在 301 个字"):
        ask(cast, duty, reason="长" * 301)


def test_what_is_reported_excused_or_no_longer_asked_is_not_asked_about(
    cast: Cast, duty: ReportDuty, notice: Notice
) -> None:
    exceptions.grant(duty, EXEMPT, None, "撤并", cast.person("he"), cast.organ(CITY))
    with pytest.raises(StepNotAllowed, match="现在是“免报”"):
        ask(cast, duty)
    notice.expires_on = NOW.date() - timedelta(days=1)
    with pytest.raises(StepNotAllowed, match="已过有效期"):
        ask(cast, duties.duty(cast, notice, "contact_points", "团白鹭县委"), "bai")
    notice.expires_on, notice.state = None, NoticeState.WITHDRAWN
    notice.withdrawn_at, notice.withdrawal_reason = NOW, "文号有误"
    with pytest.raises(StepNotAllowed, match="通知已撤回"):
        ask(cast, duties.duty(cast, notice, "contact_points", "团白鹭县委"), "bai")


def test_granted_as_asked_it_is_an_exception_like_any_other_and_who_asked_is_told(
    cast: Cast, duty: ReportDuty
) -> None:
    request = ask(cast, duty, "chen")
    grant(cast, request)
    assert (request.state, duty.due, request.ended_by) == (RequestState.GRANTED, DAY, cast.person("he"))
    exception = request.exception
    assert exception is not None
    assert (exception.kind, exception.until, exception.reason) == (LATER, DAY, "全县防汛")
    assert exception.granted_for_id == request.answered_for_id == cast.organ(CITY).id
    assert {who for who, title in told(MessageKind.NOTICE) if "已准予延期至 4月20日" in title} == {
        "zhou",
        "chen",
    }
    assert told(MessageKind.TO_DO, unread=True) == [], "nobody need answer it any more"


def test_granted_otherwise_the_request_keeps_what_was_asked(cast: Cast, duty: ReportDuty) -> None:
    request = ask(cast, duty)
    grant(cast, request, until=date(2026, 4, 13))
    assert (request.until, duty.due) == (DAY, date(2026, 4, 13))
    assert request.exception is not None and request.exception.until == date(2026, 4, 13)


def test_granted_from_the_list_without_looking_at_it_the_request_is_answered_too(
    cast: Cast, duty: ReportDuty
) -> None:
    request, he = ask(cast, duty), cast.person("he")
    granted.grant_to([duty], EXEMPT, None, "正在撤并", he, posts.actor_of(he))
    db.session.refresh(request)
    assert request.state is RequestState.GRANTED and duty.standing is Reporting.EXEMPT
    assert told(MessageKind.TO_DO, unread=True) == []


def test_refused_the_due_day_stays_and_who_asked_reads_why(cast: Cast, duty: ReportDuty) -> None:
    request = ask(cast, duty)
    with pytest.raises(Unacceptable, match="写明不准予的原因"):
        refuse(cast, request, words=" ")
    refuse(cast, request)
    assert (request.state, request.answer, duty.due) == (
        RequestState.REFUSED,
        "时间来得及",
        date(2026, 4, 6),
    )
    (message,) = db.session.scalars(db.select(Message).where(Message.kind == MessageKind.NOTICE)).all()
    assert message.person.username == "zhou" and message.title.startswith("未准予延期：团云溪县委")
    assert "时间来得及" in message.words and "请照常报送" in message.words
    assert ask(cast, duty, reason="又下雨了").state is RequestState.OPEN


@pytest.mark.parametrize("who", ["su", "tang", "he", "cheng", "meng"])
def test_whoever_may_grant_answers(cast: Cast, duty: ReportDuty, who: str) -> None:
    request = ask(cast, duty)
    grant(cast, request, who)
    assert request.state is RequestState.GRANTED


@pytest.mark.parametrize("who", ["zhou", "chen", "li", "lin", "gu", "bai", "wai"])
def test_nobody_else_answers(cast: Cast, duty: ReportDuty, who: str) -> None:
    request = ask(cast, duty)
    for answer in (grant, refuse):
        with pytest.raises(NotAllowed):
            answer(cast, request, who)
    assert request.state is RequestState.OPEN


def test_answered_twice_the_second_reads_who_was_first(cast: Cast, duty: ReportDuty) -> None:
    request = ask(cast, duty)
    refuse(cast, request)
    for again in (grant, refuse):
        with pytest.raises(AlreadyMoved, match="由何志远办结：未准予"):
            again(cast, request, "cheng")
    zhou = cast.person("zhou")
    with pytest.raises(AlreadyMoved):
        requests.withdraw(request, zhou, posts.actor_of(zhou))
    assert db.session.scalars(db.select(DutyException)).all() == []


def test_withdrawn_nobody_need_answer_it(cast: Cast, duty: ReportDuty) -> None:
    request, zhou = ask(cast, duty), cast.person("zhou")
    requests.withdraw(request, zhou, posts.actor_of(zhou))
    assert request.state is RequestState.WITHDRAWN and told(MessageKind.TO_DO, unread=True) == []
    assert waiting.waiting_for(posts.actor_of(cast.person("he"))) == []


def test_reported_it_is_needed_no_more(cast: Cast, duty: ReportDuty) -> None:
    request = ask(cast, duty)
    paper = journeys.draft_contact_points(cast)
    journeys.submit(paper, cast)
    assert request.state is RequestState.OPEN, "what is under way is not reported"
    journeys.walk_on(paper, cast, State.SENT)
    db.session.refresh(request)
    assert (request.state, request.ended_by_id) == (RequestState.NEEDLESS, None)
    assert not [title for _, title in told(MessageKind.TO_DO, unread=True) if title.startswith("申请")]
    with pytest.raises(AlreadyMoved, match="不再需要"):
        grant(cast, request)


def test_a_nil_report_ends_it_too(cast: Cast) -> None:
    monthly = duties.issue(cast, annexes=("monthly_report",), period="2026-04", due=date(2026, 4, 25))
    duty = duties.duty(cast, monthly, "monthly_report", CITY, period="2026-04")
    request = ask(cast, duty, "lin", until=date(2026, 5, 6))
    nil.report_nil(duty, cast.person("lin"))
    db.session.refresh(request)
    assert request.state is RequestState.NEEDLESS


def test_the_notice_withdrawn_it_is_needed_no_more(cast: Cast, duty: ReportDuty, notice: Notice) -> None:
    request = ask(cast, duty)
    notice.state, notice.withdrawn_at, notice.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "文号有误"
    laying.follow_notice(notice)
    db.session.refresh(request)
    assert request.state is RequestState.NEEDLESS and told(MessageKind.TO_DO, unread=True) == []


def test_the_notice_run_out_it_falls_away_over_night(
    app: Flask, cast: Cast, duty: ReportDuty, notice: Notice
) -> None:
    request = ask(cast, duty)
    notice.expires_on = date(2026, 4, 30)
    db.session.commit()
    app.config["CLOCK"] = lambda: datetime(2026, 4, 30, 9, 0)
    daily.run("2026-04-30:requests:0")
    db.session.refresh(request)
    assert request.state is RequestState.OPEN, "its last day counts"
    app.config["CLOCK"] = lambda: datetime(2026, 5, 6, 9, 0)
    assert waiting.waiting_for(posts.actor_of(cast.person("he"))) == []
    daily.run("2026-05-06:requests:0")
    db.session.refresh(request)
    assert request.state is RequestState.NEEDLESS


def test_of_a_unit_that_was_merged_it_is_needed_no_more(cast: Cast, duty: ReportDuty) -> None:
    request, county = ask(cast, duty), cast.organ(COUNTY)
    county.closed_on, county.successor_id = NOW.date() - timedelta(days=1), cast.organ("团白鹭县委").id
    following.follow_unit(county)
    db.session.refresh(request)
    assert (duty.standing, request.state) == (Reporting.EXEMPT, RequestState.NEEDLESS)


def test_it_comes_to_the_organ_directly_above_and_is_listed_all_the_way_up(
    cast: Cast, duty: ReportDuty
) -> None:
    request = ask(cast, duty)

    def desk(who: str) -> list[tuple[str, int]]:
        return [(unit.name, count) for unit, count in waiting.waiting_for(posts.actor_of(cast.person(who)))]

    assert desk("he") == desk("meng") == [(CITY, 1)]
    assert desk("tang") == desk("lin") == desk("zhou") == desk("bai") == desk("wai") == []
    everybody = ReportDuty.id > 0
    for organ in (COUNTY, CITY, PROVINCE):
        assert waiting.waiting_beneath(cast.organ(organ), everybody) == [request]
        assert waiting.count_beneath(cast.organ(organ), everybody) == 1
    assert waiting.count_beneath(cast.organ("团白鹭县委"), everybody) == 0
    refuse(cast, request)
    assert waiting.over_beneath(cast.organ(CITY), everybody) == [request]
    assert waiting.count_beneath(cast.organ(CITY), everybody) == 0


def test_what_is_asked_and_answered_is_recorded_without_a_cadres_name(cast: Cast, notice: Notice) -> None:
    sheet = duties.duty(cast, notice, "task_sheet", COUNTY, "li")
    refuse(cast, ask(cast, sheet, "li", EXEMPT, None))
    said = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "duty")).all()
    assert len(said) == 2 and not [sentence for sentence in said if "李堃" in sentence]
    assert "团云溪县委一名团干部" in said[0] and said[0].startswith("申请免报")


def test_two_who_answer_at_the_same_moment_answer_once(cast: Cast, duty: ReportDuty, app: Flask) -> None:
    request_id = ask(cast, duty).id
    people = [cast.person(who).id for who in ("he", "cheng", "meng", "tang")]
    db.session.commit()
    start = threading.Barrier(len(people))

    def press(person_id: int) -> int:
        with app.app_context():
            start.wait(timeout=20)
            try:
                with transactions.deed():
                    person = db.session.get_one(User, person_id)
                    actor = posts.actor_of(person)
                    found = requests.find_request(actor, request_id)
                    requests.grant(found, found.kind, found.until, found.reason, person, actor)
            except AlreadyMoved:
                return 0
            return 1

    with ThreadPoolExecutor(len(people)) as threads:
        assert sum(threads.map(press, people)) == 1
    db.session.expire_all()
    assert len(db.session.scalars(db.select(DutyException)).all()) == 1
