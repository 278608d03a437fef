"""代理: who may act for whom, when, and what stays when it is over; on both engines."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.query_counts import count_queries
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Appointment, Delegation, Submission, User
from youthwork.services import posts, scope, transactions
from youthwork.services.path import cases, desk, dispatch
from youthwork.services.personnel import accounts, appointments, delegations
from youthwork.services.personnel.delegations import Term
from youthwork.services.seals import register

pytestmark = on_both_engines

TODAY = NOW.date()
DAY = timedelta(days=1)


@contextmanager
def on(app: Flask, day: date) -> Iterator[None]:
    """The clock stands at noon of the day."""
    before = app.config["CLOCK"]
    app.config["CLOCK"] = lambda: datetime.combine(day, NOW.time())
    try:
        yield
    finally:
        app.config["CLOCK"] = before


def post_of(cast: Cast, name: str) -> Appointment:
    return posts.current_appointments(cast.person(name))[0]


def name(
    cast: Cast,
    principal: str,
    deputy: str,
    *duties: Duty,
    by: str | None = None,
    first: date = TODAY,
    last: date = TODAY + 9 * DAY,
) -> list[Delegation]:
    giver = cast.person(by or principal)
    place = delegations.place_of(posts.actor_of(giver), post_of(cast, principal).id)
    return delegations.give(place, Term(duties, cast.person(deputy).id, first, last, "党校培训"), giver)


def signs(cast: Cast, who: str) -> bool:
    """Whether this person could sign for 团云溪县委 today."""
    unit = cases.units_of([cast.organ("团云溪县委").id])[cast.organ("团云溪县委").id]
    able = posts.actor_of(cast.person(who)).has((Duty.SIGNER,), unit)
    assert able == (cast.person(who) in posts.people_with([Duty.SIGNER], unit))
    return able


@pytest.mark.parametrize(
    ("offset", "able"), [(-1, False), (0, True), (4, True), (9, True), (10, False), (400, False)]
)
def test_a_deputy_may_act_on_the_days_from_the_first_to_the_last_and_on_no_other(
    app: Flask, cast: Cast, offset: int, able: bool
) -> None:
    first = TODAY + DAY
    name(cast, "chen", "li", Duty.SIGNER, first=first, last=first + 9 * DAY)
    with on(app, first + offset * DAY):
        assert signs(cast, "li") == able
        assert signs(cast, "chen"), "the principal may act all the same"
        assert not signs(cast, "mai")


@pytest.mark.parametrize("duty", [Duty.SIGNER, Duty.SEAL_APPROVER])
def test_only_the_duties_named_pass_to_the_deputy(app: Flask, cast: Cast, duty: Duty) -> None:
    name(cast, "chen", "li", duty)
    held = {each.duty for each in posts.actor_of(cast.person("li")).standing_in}
    assert held == {duty}


def test_the_deputy_signs_in_their_own_name_and_both_names_stand_in_the_record(
    app: Flask, cast: Cast
) -> None:
    name(cast, "chen", "li", Duty.SIGNER)
    paper = journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    waiting = desk.desk_of(cast.person("li"), posts.actor_of(cast.person("li"))).waiting
    [item] = [one for one in waiting if one.submission is paper]
    assert item.capacity is not None and item.capacity.principal == "陈昱"
    journeys.sign_off(paper, cast, by="li")
    assert paper.signed_off_by_id == cast.person("li").id
    assert (paper.events[0].actor_name, paper.events[0].deputy_for) == ("李堃", "陈昱")


def test_the_principal_signs_without_any_second_name(app: Flask, cast: Cast) -> None:
    name(cast, "chen", "li", Duty.SIGNER)
    paper = journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    journeys.sign_off(paper, cast, by="chen")
    assert paper.events[0].deputy_for == ""


def test_a_deputy_cannot_sign_what_they_filled_in_themselves(app: Flask, cast: Cast) -> None:
    name(cast, "chen", "zhou", Duty.SIGNER)
    paper = journeys.submit(journeys.draft_contact_points(cast), cast)
    with pytest.raises(StepNotAllowed, match="另一位签发人"):
        journeys.sign_off(paper, cast, by="zhou")
    journeys.sign_off(paper, cast, by="chen")


def test_a_deputy_who_signed_cannot_file_it_as_a_third_person(app: Flask, cast: Cast) -> None:
    name(cast, "he", "meng", Duty.REVIEWER)
    paper = journeys.submit(journeys.draft_task_sheet(cast, "luo"), cast)
    journeys.sign_off(paper, cast, by="meng")
    paper = journeys.send(paper, cast)
    reviewers = {user.username for user in cases.plan_reception(paper).receivers}
    assert "meng" not in reviewers


def test_a_deputy_who_approved_the_seal_is_named_in_the_register_with_whom_they_acted_for(
    app: Flask, cast: Cast
) -> None:
    name(cast, "chen", "zhou", Duty.SEAL_APPROVER)
    paper = journeys.walk_on(journeys.draft_task_sheet(cast, "mai"), cast, State.SIGNED_OFF)
    assert paper.press_approved_by_id is None
    name(cast, "su", "fu", Duty.SEAL_APPROVER)
    sealed = journeys.walk_on(journeys.draft_contact_points(cast, "ban"), cast, State.SIGNED_OFF)
    journeys.approve_press(sealed, cast, by="fu")
    assert sealed.events[0].deputy_for in ("", "苏明")
    journeys.press(sealed, cast)
    [entry] = register.whole_year(sealed.sealing_unit_id or 0, 2026)
    assert entry.approver.startswith("傅敏")


def test_a_deputy_fills_a_vacancy_on_the_way_and_is_shown_with_both_names(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast, "mai")
    name(cast, "chen", "li", Duty.SIGNER)
    accounts.disable(cast.person("chen"), cast.person("zhou"))
    plan = cases.plan_route(paper, cast.person("mai").id)
    assert plan.vacancies == () and [each.name for each in plan.signing] == ["李堃（代陈昱）"]


def test_ended_early_its_rights_are_gone_at_once_and_what_was_done_can_still_be_read(
    app: Flask, cast: Cast
) -> None:
    [given] = name(cast, "chen", "li", Duty.SIGNER)
    paper = journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    journeys.sign_off(paper, cast, by="li")
    delegations.revoke(given, cast.person("chen"))
    delegations.revoke(given, cast.person("chen"))
    assert not signs(cast, "li")
    assert scope.find_submission(posts.actor_of(cast.person("li")), paper.id) is paper
    assert paper.events[0].deputy_for == "陈昱"
    other = journeys.submit(journeys.draft_task_sheet(cast, "zhou"), cast)
    with pytest.raises(NotAllowed):
        journeys.sign_off(other, cast, by="li")


def test_a_deputy_cannot_hand_the_duty_on(app: Flask, cast: Cast) -> None:
    name(cast, "chen", "li", Duty.SIGNER)
    with pytest.raises(NotAllowed, match="本人指定"):
        name(cast, "chen", "mai", Duty.SIGNER, by="li", first=TODAY + 20 * DAY, last=TODAY + 21 * DAY)
    with pytest.raises(Unacceptable, match="没有签发人职责"):
        name(cast, "li", "mai", Duty.SIGNER)


def test_a_deputy_of_the_administrator_cannot_name_another_for_it(app: Flask, cast: Cast) -> None:
    name(cast, "zhou", "li", Duty.ADMINISTRATOR)
    with pytest.raises(Unacceptable, match="不能再转给别人"):
        name(cast, "zhou", "mai", Duty.ADMINISTRATOR, by="li", first=TODAY + 20 * DAY, last=TODAY + 21 * DAY)


@pytest.mark.parametrize(
    ("principal", "deputy", "duty", "words"),
    [
        ("li", "mai", Duty.SEAL_KEEPER, "监交人"),
        ("chen", "mai", Duty.CADRE, "本人"),
        ("chen", "chen", Duty.SIGNER, "另一位在职同志"),
        ("chen", "he", Duty.SIGNER, "另一位在职同志"),
        ("chen", "bai", Duty.SIGNER, "另一位在职同志"),
        ("chen", "mai", Duty.CLERK, "没有经办人职责"),
    ],
)
def test_what_cannot_be_deputised_is_refused_with_a_sentence(
    app: Flask, cast: Cast, principal: str, deputy: str, duty: Duty, words: str
) -> None:
    with pytest.raises(Unacceptable, match=words):
        name(cast, principal, deputy, duty)
    assert db.session.scalar(db.select(Delegation)) is None


def test_the_only_person_of_a_unit_is_deputised_by_the_superior(app: Flask, cast: Cast) -> None:
    name(cast, "bai", "he", Duty.SIGNER)
    county = cast.organ("团白鹭县委").id
    assert (Duty.SIGNER, county) in {
        (duty, unit.id) for duty, unit in posts.actor_of(cast.person("he")).posts
    }


def test_one_duty_has_one_deputy_at_a_time(app: Flask, cast: Cast) -> None:
    name(cast, "chen", "li", Duty.SIGNER)
    with pytest.raises(Unacceptable, match="已由李堃代理"):
        name(cast, "chen", "mai", Duty.SIGNER, first=TODAY + 9 * DAY, last=TODAY + 12 * DAY)
    name(cast, "chen", "mai", Duty.SIGNER, first=TODAY + 10 * DAY, last=TODAY + 12 * DAY)


@pytest.mark.parametrize("by", ["mai", "wai"])
def test_nobody_names_a_deputy_for_a_post_they_neither_hold_nor_look_after(
    app: Flask, cast: Cast, by: str
) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        name(cast, "chen", "li", Duty.SIGNER, by=by)


def test_it_ends_with_the_post_with_the_duty_and_with_the_deputys_own_post(app: Flask, cast: Cast) -> None:
    zhou = cast.person("zhou")
    name(cast, "chen", "li", Duty.SIGNER)
    appointments.end(post_of(cast, "li"), TODAY + DAY, zhou)
    with on(app, TODAY + DAY):
        assert signs(cast, "li")
    with on(app, TODAY + 2 * DAY):
        assert not signs(cast, "li"), "the deputy has left"
    name(cast, "chen", "mai", Duty.SIGNER, first=TODAY + 3 * DAY, last=TODAY + 8 * DAY)
    appointments.end(post_of(cast, "chen"), TODAY + 4 * DAY, zhou)
    with on(app, TODAY + 4 * DAY):
        assert signs(cast, "mai")
    with on(app, TODAY + 5 * DAY):
        assert not signs(cast, "mai"), "the principal's post is over"


def test_a_disabled_deputy_counts_nowhere(app: Flask, cast: Cast) -> None:
    name(cast, "chen", "mai", Duty.SIGNER)
    accounts.disable(cast.person("mai"), cast.person("zhou"))
    unit = cases.units_of([cast.organ("团云溪县委").id])[cast.organ("团云溪县委").id]
    assert cast.person("mai") not in posts.people_with([Duty.SIGNER], unit)


def test_the_person_on_every_request_costs_two_queries_with_and_without_deputies(
    app: Flask, cast: Cast
) -> None:
    li = cast.person("li")
    assert count_queries(lambda: posts.actor_of(li)) <= 3
    plain = count_queries(lambda: posts.actor_of(li))
    name(cast, "chen", "li", Duty.SIGNER, Duty.SEAL_APPROVER)
    name(cast, "zhou", "li", Duty.CLERK)
    assert count_queries(lambda: posts.actor_of(li)) == plain


@pytest.mark.parametrize("attempt", range(2))
def test_revoking_while_the_deputy_signs_ends_in_a_signature_before_or_a_refusal(
    app: Flask, cast: Cast, attempt: int
) -> None:
    [given] = name(cast, "chen", "li", Duty.SIGNER)
    paper = journeys.submit(journeys.draft_task_sheet(cast, "mai"), cast)
    db.session.commit()
    ids = paper.id, given.id, cast.person("li").id, cast.person("chen").id
    db.session.rollback()
    start = threading.Barrier(2)

    def sign() -> object:
        with app.app_context():
            start.wait(timeout=20)
            try:
                with transactions.deed():
                    dispatch.sign_off(
                        db.session.get_one(Submission, ids[0]), db.session.get_one(User, ids[2]), None
                    )
            except NotAllowed as refused:
                return refused.sentence
            return "signed"

    def revoke() -> object:
        with app.app_context():
            start.wait(timeout=20)
            with transactions.deed():
                delegations.revoke(db.session.get_one(Delegation, ids[1]), db.session.get_one(User, ids[3]))
            return "revoked"

    with ThreadPoolExecutor(2) as threads:
        signed, revoked = threads.submit(sign), threads.submit(revoke)
        outcome = signed.result(timeout=30)
        assert revoked.result(timeout=30) == "revoked"
    db.session.rollback()
    paper = db.session.get_one(Submission, ids[0])
    if outcome == "signed":
        assert paper.state is not State.IN_SIGN_OFF and paper.events[0].deputy_for == "陈昱"
    else:
        assert paper.state is State.IN_SIGN_OFF and len(paper.events) == 1
