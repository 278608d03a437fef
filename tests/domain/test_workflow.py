"""报送流程: who may move a paper from where to where, and who may not although the duty is there."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.domain import places
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import (
    ACTION_WORDS,
    EDITABLE,
    NOUNS,
    STATE_WORDS,
    TRANSITIONS,
    WITH_RECEIVER,
    Action,
    Actor,
    Case,
    Need,
    State,
    Transition,
    allowed_steps,
    find_transition,
    refusal,
)

NOW = datetime(2026, 4, 1, 12, 0)
PLACES = {
    "the owner": places.COUNTY,
    "the owner's department": places.COUNTY_OFFICE,
    "the receiver": places.CITY_ORGANIZATION,
    "the receiver's organ": places.CITY,
    "the sister department": places.CITY_SCHOOLS,
    "the sister county": places.SISTER_COUNTY,
    "the town below": places.TOWN,
    "the province": places.PROVINCE,
}
CLERKS = {(Duty.CLERK, "the owner"), (Duty.CLERK, "the owner's department")}
SIGNERS = {(Duty.SIGNER, "the owner")}
LEADERS = {(Duty.SIGNER, "the receiver"), (Duty.SIGNER, "the receiver's organ")}
REVIEWERS = {(Duty.REVIEWER, "the receiver"), *LEADERS}
#: Action → everybody who may, for a paper of the county that lies with the city's 组织部.
WHO_MAY = {
    Action.SUBMIT: CLERKS,
    Action.SIGN_OFF: SIGNERS,
    Action.SEND_BACK: SIGNERS,
    Action.APPROVE_PRESS: {
        (Duty.SIGNER, "the owner"),
        (Duty.SEAL_APPROVER, "the owner"),
        (Duty.SEAL_APPROVER, "the owner's department"),
    },
    Action.PRESS: {(Duty.SEAL_KEEPER, "the owner"), (Duty.SEAL_KEEPER, "the owner's department")},
    Action.SEND: CLERKS,
    Action.WITHDRAW: CLERKS,
    Action.ACCEPT: REVIEWERS,
    Action.RETURN: REVIEWERS,
    Action.REASSIGN: REVIEWERS,
    Action.FORWARD: LEADERS,
    Action.FILE: REVIEWERS,
}
ME, ANOTHER, SUBJECT = 1, 2, 9


def case(state: State, **more: object) -> Case:
    """A paper of the county; on the receiving side it lies with the city's 组织部."""
    with_receiver = state in (State.SENT, State.ACCEPTED)
    holder = places.CITY_ORGANIZATION if with_receiver else places.COUNTY
    known: dict[str, object] = {"owner": places.COUNTY, "holder": holder, "has_seal_cell": False, **more}
    return Case(state, **known)


def case_for(row: Transition) -> Case:
    """A paper that stands at the beginning of this row, with nothing personal against anybody."""
    fits = case(
        row.source,
        has_seal_cell=row.source is State.PRESSED or Need.SEAL_CELL in row.needs,
        climbs=Need.CLIMBS in row.needs,
        press_approver_id=ANOTHER if Need.APPROVED in row.needs else None,
    )
    return replace(fits, accepted_by_id=ME) if row.source is State.ACCEPTED else fits


def person(user_id: int, *posts: tuple[Duty, Unit]) -> Actor:
    return Actor(user_id, posts)


def actions(case: Case, actor: Actor, now: datetime = NOW) -> set[Action]:
    return {row.action for row in allowed_steps(case, actor, now)}


def only_row(source: State, action: Action) -> Transition:
    (row,) = (row for row in TRANSITIONS if row.source is source and row.action is action)
    return row


def named(row: Transition) -> str:
    return f"{row.source.value}-{row.action.value}"


# the table


@pytest.mark.parametrize("row", TRANSITIONS, ids=named)
def test_exactly_the_people_of_the_table_may_take_a_row(row: Transition) -> None:
    found = {
        (duty, where)
        for duty in Duty
        for where, unit in PLACES.items()
        if row in allowed_steps(case_for(row), person(ME, (duty, unit)), NOW)
    }
    assert found == WHO_MAY[row.action]


def test_no_state_has_two_rows_for_one_action() -> None:
    pairs = [(row.source, row.action) for row in TRANSITIONS]
    assert len(pairs) == len(set(pairs))


def test_every_state_is_reached_from_the_draft_and_leads_to_filing() -> None:
    def spread(start: State, forwards: bool) -> set[State]:
        reached, edges = {start}, [(row.source, row.target) for row in TRANSITIONS]
        for _ in State:
            reached |= {b if forwards else a for a, b in edges if (a if forwards else b) in reached}
        return reached

    assert spread(State.DRAFT, forwards=True) == set(State)
    assert spread(State.FILED, forwards=False) == set(State)


def test_nothing_leads_out_of_filed() -> None:
    assert [row for row in TRANSITIONS if row.source is State.FILED] == []
    everything = person(ME, *((duty, unit) for duty in Duty for unit in PLACES.values()))
    assert actions(case(State.FILED, holder=None), everything) == set()


def test_a_paper_becomes_filed_only_by_filing_an_accepted_one() -> None:
    into_filed = [(row.source, row.action) for row in TRANSITIONS if row.target is State.FILED]
    assert into_filed == [(State.ACCEPTED, Action.FILE)]


def test_every_state_and_action_has_a_word_of_its_own() -> None:
    for words, kind in ((STATE_WORDS, State), (ACTION_WORDS, Action), (NOUNS, Action)):
        assert set(words) == set(kind)
        assert len(set(words.values())) == len(words)


def test_every_action_and_every_need_is_used() -> None:
    assert {row.action for row in TRANSITIONS} == set(Action)
    assert {need for row in TRANSITIONS for need in row.needs} == set(Need)


def test_only_what_sends_a_paper_back_demands_a_reason() -> None:
    demanding = {row.action for row in TRANSITIONS if Need.REASON in row.needs}
    assert demanding == {Action.SEND_BACK, Action.RETURN}


def test_the_owner_writes_only_where_nobody_else_is_reading() -> None:
    assert {State.DRAFT, State.RETURNED} == EDITABLE
    assert {State.SENT, State.ACCEPTED, State.RETURNED, State.FILED} == WITH_RECEIVER


# the sheet of one cadre


def test_a_clerk_types_for_a_cadre_but_only_the_cadre_confirms() -> None:
    sheet = case(State.DRAFT, subject_id=SUBJECT)
    clerk = person(ME, (Duty.CLERK, places.COUNTY))
    assert refusal(only_row(State.DRAFT, Action.SUBMIT), sheet, clerk) == Need.SUBJECT_CONFIRMS.value
    assert Action.SUBMIT in actions(sheet, person(SUBJECT, (Duty.CADRE, places.COUNTY_OFFICE)))


def test_another_cadre_of_the_unit_neither_confirms_nor_withdraws_the_sheet() -> None:
    colleague = person(ANOTHER, (Duty.CADRE, places.COUNTY))
    assert actions(case(State.DRAFT, subject_id=SUBJECT), colleague) == set()
    assert actions(case(State.SENT, subject_id=SUBJECT), colleague) == set()


def test_the_cadre_takes_the_own_sheet_back_but_does_not_send_it() -> None:
    cadre = person(SUBJECT, (Duty.CADRE, places.COUNTY))
    assert actions(case(State.SIGNED_OFF, subject_id=SUBJECT), cadre) == {Action.WITHDRAW}


def test_a_refusal_names_the_unit_and_only_duties_that_would_help() -> None:
    stranger = person(ANOTHER)
    submit = only_row(State.DRAFT, Action.SUBMIT)
    assert refusal(submit, case(State.DRAFT), stranger) == "“提交审签”由团云溪县委的经办人办理"
    sheet = case(State.DRAFT, subject_id=SUBJECT)
    assert refusal(submit, sheet, stranger) == "“提交审签”由团云溪县委的团干部、经办人办理"
    file = only_row(State.ACCEPTED, Action.FILE)
    assert refusal(file, case(State.ACCEPTED), stranger) == "“予以备案”由团青岚市委组织部的审核人、签发人办理"


# who may not, although the duty is there


@pytest.mark.parametrize("marked", ["submitter_id", "subject_id"])
def test_nobody_signs_off_what_is_their_own(marked: str) -> None:
    signer = person(ME, (Duty.SIGNER, places.COUNTY))
    row = only_row(State.IN_SIGN_OFF, Action.SIGN_OFF)
    assert refusal(row, case(State.IN_SIGN_OFF, **{marked: ME}), signer) == Need.NOT_OWN.value
    assert refusal(row, case(State.IN_SIGN_OFF, **{marked: ANOTHER}), signer) is None


def test_the_signer_may_still_send_the_own_paper_back() -> None:
    signer = person(ME, (Duty.SIGNER, places.COUNTY))
    assert actions(case(State.IN_SIGN_OFF, submitter_id=ME), signer) == {Action.SEND_BACK}


@pytest.mark.parametrize("marked", ["submitter_id", "subject_id", "signer_id"])
def test_who_filled_or_signed_does_not_file(marked: str) -> None:
    reviewer = person(ME, (Duty.REVIEWER, places.CITY_ORGANIZATION))
    row = only_row(State.ACCEPTED, Action.FILE)
    mine = case(State.ACCEPTED, accepted_by_id=ME, **{marked: ME})
    assert refusal(row, mine, reviewer) == Need.THIRD_PERSON.value
    assert refusal(row, replace(mine, **{marked: ANOTHER}), reviewer) is None


@pytest.mark.parametrize("marked", ["submitter_id", "press_approver_id"])
def test_who_applied_or_approved_does_not_press_the_seal(marked: str) -> None:
    keeper = person(ME, (Duty.SEAL_KEEPER, places.COUNTY))
    row = only_row(State.SIGNED_OFF, Action.PRESS)
    approved = case(State.SIGNED_OFF, has_seal_cell=True, press_approver_id=ANOTHER)
    mine = replace(approved, **{marked: ME})
    assert refusal(row, mine, keeper) == Need.NOT_APPLICANT_OR_APPROVER.value
    assert refusal(row, replace(mine, **{marked: ANOTHER}), keeper) is None


def test_who_signed_the_paper_off_may_press_what_another_approved() -> None:
    keeper = person(ME, (Duty.SEAL_KEEPER, places.COUNTY))
    row = only_row(State.SIGNED_OFF, Action.PRESS)
    signed = case(State.SIGNED_OFF, has_seal_cell=True, signer_id=ME, press_approver_id=ANOTHER)
    assert refusal(row, signed, keeper) is None


def test_the_approver_of_a_press_is_never_its_applicant() -> None:
    approver = person(ME, (Duty.SEAL_APPROVER, places.COUNTY), (Duty.SIGNER, places.COUNTY))
    row = only_row(State.SIGNED_OFF, Action.APPROVE_PRESS)
    asked = case(State.SIGNED_OFF, has_seal_cell=True, submitter_id=ME, signer_id=ANOTHER)
    assert refusal(row, asked, approver) == Need.NOT_APPLICANT.value
    assert refusal(row, replace(asked, submitter_id=ANOTHER, signer_id=ME), approver) is None


def test_a_press_is_approved_once() -> None:
    approver = person(ME, (Duty.SEAL_APPROVER, places.COUNTY))
    row = only_row(State.SIGNED_OFF, Action.APPROVE_PRESS)
    approved = case(State.SIGNED_OFF, has_seal_cell=True, press_approver_id=ANOTHER)
    assert refusal(row, approved, approver) == Need.NOT_YET_APPROVED.value


def test_a_sealed_annex_is_approved_and_pressed_before_it_is_sent() -> None:
    all_hands = person(
        ME, *((duty, places.COUNTY) for duty in (Duty.CLERK, Duty.SEAL_KEEPER, Duty.SEAL_APPROVER))
    )
    asked = case(State.SIGNED_OFF, has_seal_cell=True)
    assert actions(asked, all_hands) == {Action.APPROVE_PRESS, Action.WITHDRAW}
    press = only_row(State.SIGNED_OFF, Action.PRESS)
    assert refusal(press, asked, all_hands) == (
        "用印还没有批准，请用印单位先批准（团云溪县委的用印批准人、签发人）"
    )
    approved = replace(asked, press_approver_id=ANOTHER)
    assert actions(approved, all_hands) == {Action.PRESS, Action.WITHDRAW}
    assert refusal(only_row(State.SIGNED_OFF, Action.SEND), approved, all_hands) == Need.NO_SEAL_CELL.value


def test_an_annex_without_a_seal_cell_is_sent_and_never_pressed() -> None:
    all_hands = person(ME, (Duty.CLERK, places.COUNTY), (Duty.SEAL_KEEPER, places.COUNTY))
    plain = case(State.SIGNED_OFF)
    assert actions(plain, all_hands) == {Action.SEND, Action.WITHDRAW}
    for action in (Action.APPROVE_PRESS, Action.PRESS):
        assert refusal(only_row(State.SIGNED_OFF, action), plain, all_hands) == Need.SEAL_CELL.value


def test_an_annex_that_does_not_climb_is_not_forwarded() -> None:
    leader = person(ME, (Duty.SIGNER, places.CITY))
    row = only_row(State.ACCEPTED, Action.FORWARD)
    stays = case(State.ACCEPTED, accepted_by_id=ME)
    assert refusal(row, stays, leader) == Need.CLIMBS.value
    assert refusal(row, replace(stays, climbs=True), leader) is None


def test_an_action_the_state_does_not_know_is_no_row_at_all() -> None:
    assert find_transition(case(State.DRAFT), Action.FILE, NOW) is None
    assert find_transition(case(State.DRAFT), Action.SUBMIT, NOW) == only_row(State.DRAFT, Action.SUBMIT)


# the lock of an acceptance

UNTIL = datetime(2026, 4, 5)


def locked_by(user_id: int) -> Case:
    return case(State.ACCEPTED, accepted_by_id=user_id, accepted_until=UNTIL)


@pytest.mark.parametrize("action", [Action.RETURN, Action.REASSIGN, Action.FILE])
def test_only_who_accepted_acts_while_the_lock_holds(action: Action) -> None:
    row = only_row(State.ACCEPTED, action)
    reviewer = person(ME, (Duty.REVIEWER, places.CITY_ORGANIZATION))
    assert refusal(row, locked_by(ANOTHER), reviewer) == Need.LOCK.value
    assert refusal(row, locked_by(ME), reviewer) is None


@pytest.mark.parametrize("organ", [places.CITY, places.CITY_ORGANIZATION])
def test_the_leader_may_act_over_a_colleagues_lock(organ: Unit) -> None:
    leader = person(ME, (Duty.SIGNER, organ))
    assert {Action.RETURN, Action.REASSIGN, Action.FILE} <= actions(locked_by(ANOTHER), leader)


def test_a_lock_holds_to_its_last_second_and_then_the_paper_waits_again() -> None:
    last_second = UNTIL - timedelta(seconds=1)
    assert locked_by(ANOTHER).state_at(last_second) is State.ACCEPTED
    assert locked_by(ANOTHER).state_at(UNTIL) is State.SENT


def test_after_the_lock_anybody_of_the_department_accepts_and_even_the_late_one_must() -> None:
    late = person(ANOTHER, (Duty.REVIEWER, places.CITY_ORGANIZATION))
    fresh = person(ME, (Duty.REVIEWER, places.CITY_ORGANIZATION))
    for reviewer in (late, fresh):
        assert actions(locked_by(ANOTHER), reviewer, UNTIL) == {Action.ACCEPT}


def test_the_owner_withdraws_before_acceptance_and_again_after_the_lock_has_run_out() -> None:
    clerk = person(ME, (Duty.CLERK, places.COUNTY))
    assert actions(case(State.SENT), clerk) == {Action.WITHDRAW}
    assert actions(locked_by(ANOTHER), clerk) == set()
    assert actions(locked_by(ANOTHER), clerk, UNTIL) == {Action.WITHDRAW}


def test_a_lock_without_an_end_never_runs_out() -> None:
    assert case(State.ACCEPTED, accepted_by_id=ME).state_at(datetime(2099, 1, 1)) is State.ACCEPTED
