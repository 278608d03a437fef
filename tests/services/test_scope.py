"""可见范围: who sees a paper at which state. The stranger and the sister county see nothing, ever."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import NotFound
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Submission
from youthwork.services import scope
from youthwork.services.path import desk, listing
from youthwork.services.path.queues import Queue
from youthwork.services.posts import actor_of

pytestmark = on_both_engines

OWN_OFFICE = {"zhou", "chen", "li"}
RECEIVERS = {"he", "cheng", "meng"}
#: Who sees 附件1 of 团云溪县委 at each state; 孟繁星 signs for the whole 团青岚市委.
SEEN_BY = {
    State.DRAFT: OWN_OFFICE,
    State.IN_SIGN_OFF: OWN_OFFICE,
    State.SIGNED_OFF: OWN_OFFICE,
    State.PRESSED: OWN_OFFICE,
    State.SENT: OWN_OFFICE | RECEIVERS,
    State.ACCEPTED: OWN_OFFICE | RECEIVERS,
    State.RETURNED: OWN_OFFICE | RECEIVERS,
    State.FILED: OWN_OFFICE | RECEIVERS,
}


def readers_of(paper: Submission, cast: Cast) -> set[str]:
    """Everyone of the cast who may open the paper."""
    found = set()
    for name in cast.people:
        actor = actor_of(cast.person(name))
        if db.session.scalar(scope.visible_submissions(actor).where(Submission.id == paper.id)):
            found.add(name)
    return found


@pytest.mark.parametrize("state", State)
def test_a_paper_is_seen_by_its_office_and_from_sending_on_by_its_receiver(
    app: Flask, cast: Cast, state: State
) -> None:
    paper = journeys.at_state(cast, state)
    assert readers_of(paper, cast) == SEEN_BY[state]
    # The stranger of another province holds every duty there is; the sister county lies next door.
    for name in ("wai", "bai", "mai", "gao"):
        actor = actor_of(cast.person(name))
        with pytest.raises(NotFound, match="不在你的可见范围内"):
            scope.find_submission(actor, paper.id)
        assert all(paper not in listing.waiting_papers(actor, queue) for queue in Queue)
        assert paper not in listing.received_papers(actor)
        found = desk.desk_of(cast.person(name), actor)
        assert paper not in found.moving and all(each is not paper for _, each in found.news)


def test_a_cadre_sees_their_own_sheet_at_every_state_and_no_colleagues(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.DRAFT, sealed=False)
    for state in (State.DRAFT, State.IN_SIGN_OFF, State.SIGNED_OFF, State.SENT, State.ACCEPTED, State.FILED):
        journeys.walk_on(paper, cast, state)
        readers = readers_of(paper, cast)
        assert "luo" in readers
        # 何志远 reviews for 组织部, 罗欣喆 works in 学校部: an office, but not the one that has the paper.
        assert "he" not in readers and "mai" not in readers


def test_the_superiors_signer_sees_a_small_units_paper_during_their_turn_and_after_having_acted(
    app: Flask, cast: Cast
) -> None:
    paper = journeys.draft_task_sheet(cast, "gao")
    assert not {"su", "fu"} & readers_of(paper, cast)
    journeys.submit(paper, cast)
    assert {"su", "fu"} <= readers_of(paper, cast)
    journeys.sign_off(paper, cast, by="fu")
    assert "fu" in readers_of(paper, cast), "who signed may always look again"
    assert "su" not in readers_of(paper, cast), "who did not act has no business with it any more"


def test_a_withdrawn_paper_is_out_of_the_receivers_sight(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    assert "he" in readers_of(paper, cast)
    journeys.dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    assert not RECEIVERS & readers_of(paper, cast)


@pytest.mark.parametrize(
    ("state", "full"), [(State.DRAFT, OWN_OFFICE), (State.ACCEPTED, OWN_OFFICE | RECEIVERS)]
)
def test_phones_are_full_for_the_own_office_and_the_receiving_department_only(
    app: Flask, cast: Cast, state: State, full: set[str]
) -> None:
    paper = journeys.at_state(cast, state)
    seen = {
        name
        for name in readers_of(paper, cast)
        if scope.sees_personal_data(actor_of(cast.person(name)), paper)
    }
    assert seen <= full and seen >= OWN_OFFICE
    assert ("he" in seen) == (state is State.ACCEPTED)


def test_who_presses_the_seal_for_another_unit_does_not_see_its_phones(app: Flask, cast: Cast) -> None:
    paper = journeys.submit(journeys.draft_contact_points(cast, "wang"), cast)
    journeys.sign_off(paper, cast, by="su")
    keeper = actor_of(cast.person("gu"))
    assert scope.find_submission(keeper, paper.id) is paper
    assert not scope.sees_personal_data(keeper, paper)
    assert scope.sees_personal_data(actor_of(cast.person("wang")), paper)


def test_a_filing_is_found_by_its_line_upwards_and_by_the_subject(app: Flask, cast: Cast) -> None:
    filed = journeys.file_task_sheet(cast)
    found = set()
    for name in cast.people:
        try:
            scope.find_filing(actor_of(cast.person(name)), filed.id)
        except NotFound:
            continue
        found.add(name)
    assert {"luo", "lin", "meng", "tang", "su", "xu"} <= found
    assert not {"wai", "bai", "zhou", "chen", "mai", "wang", "gao"} & found


def test_a_notice_reaches_those_below_its_issuer_only(app: Flask, cast: Cast) -> None:
    readers = {
        name
        for name in cast.people
        if cast.notices["city"].id
        in {
            notice.id
            for notice in db.session.scalars(scope.visible_notices(actor_of(cast.person(name)))).unique()
        }
    }
    assert {"zhou", "bai", "lin", "luo"} <= readers
    assert not {"wang", "gao", "su", "wai"} & readers
