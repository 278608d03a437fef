"""交接: one deed that passes a post on; what it refuses, what it leaves, and what a leaver can still read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.personnel.test_delegations import name, on, post_of
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Handover, Link, Seal, User
from youthwork.services import posts, scope
from youthwork.services.path.queues import REVIEW, waiting_in
from youthwork.services.personnel import accounts, handover_plan, handovers, newcomers
from youthwork.services.personnel.handover_lines import estate_of
from youthwork.services.personnel.handover_plan import Choice

pytestmark = on_both_engines

TODAY = NOW.date()
DAY = timedelta(days=1)


def hand_over(
    cast: Cast, leaver: str, to: str | None, *duties: Duty, by: str = "zhou", **given: object
) -> Handover:
    choice = Choice(
        **{
            "last_day": TODAY,
            "successor": cast.person(to) if to else None,
            "duties": duties,
            "title": "",
            **given,
        }
    )
    return handovers.hand_over(post_of(cast, leaver), choice, cast.person(by))


def duties_of(cast: Cast, who: str) -> set[Duty]:
    return {duty for duty, _ in posts.actor_of(cast.person(who)).own}


def said(row: Handover, kind: str) -> list[str]:
    return [f"{item['what']}：{item['how']}" for item in row.items if item["kind"] == kind]


def test_it_works(app: Flask, cast: Cast) -> None:
    draft = journeys.draft_contact_points(cast)
    row = hand_over(cast, "zhou", "mai", Duty.CLERK, Duty.ADMINISTRATOR, last_day=TODAY + 3 * DAY)
    assert any(draft.title in line and "由买买提江·阿布都办理" in line for line in said(row, "在手的件"))
    assert Duty.CLERK in duties_of(cast, "zhou") and Duty.CLERK not in duties_of(cast, "mai")
    with on(app, TODAY + 3 * DAY):
        assert Duty.CLERK in duties_of(cast, "zhou") and Duty.CLERK in duties_of(cast, "mai")
    with on(app, TODAY + 4 * DAY):
        assert duties_of(cast, "zhou") == set()
        assert {Duty.CLERK, Duty.ADMINISTRATOR, Duty.CADRE} <= duties_of(cast, "mai")


def test_the_account_is_open_on_the_last_day_and_closed_on_the_next(app: Flask, cast: Cast) -> None:
    hand_over(cast, "zhou", "mai", Duty.CLERK, Duty.ADMINISTRATOR, last_day=TODAY + 3 * DAY)
    session = cast.person("zhou").get_id()
    for days, is_open in ((0, True), (3, True), (4, False)):
        with on(app, TODAY + days * DAY):
            assert (accounts.find_user_for_session(session) is not None) == is_open


def test_a_new_post_opens_the_account_again(app: Flask, cast: Cast) -> None:
    hand_over(cast, "mai", None)
    mai = cast.person("mai")
    assert mai.expires_on == TODAY
    accounts.enable(mai, cast.person("zhou"))
    assert mai.expires_on is None


def test_pressed_twice_it_was_done_once(app: Flask, cast: Cast) -> None:
    first = hand_over(cast, "mai", None)
    assert hand_over(cast, "mai", None) is first
    assert db.session.scalar(db.select(db.func.count(Handover.id))) == 1


def test_accepted_papers_are_let_go_so_that_the_successor_can_accept_them(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    reviewer = db.session.get_one(User, paper.accepted_by_id).username
    other = "song" if reviewer == "tang" else "tang"
    row = hand_over(cast, reviewer, other, Duty.REVIEWER, by="gu")
    assert any("锁定到交接时放开" in line for line in said(row, "在手的件"))
    actor = posts.actor_of(cast.person(other))
    assert db.session.scalar(db.select(type(paper)).where(waiting_in(actor, REVIEW[:1]))) is paper
    journeys.accept(paper, cast, by=other)
    assert paper.accepted_by_id == cast.person(other).id


def test_a_lock_stays_with_the_leaver_until_the_last_day_comes(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    reviewer = db.session.get_one(User, paper.accepted_by_id).username
    hand_over(cast, reviewer, None, by="gu", last_day=TODAY + 1 * DAY)
    assert paper.accepted_until is not None and paper.accepted_until > NOW
    with on(app, TODAY + 1 * DAY):
        actor = posts.actor_of(cast.person("song" if reviewer == "tang" else "tang"))
        assert db.session.scalar(db.select(type(paper)).where(waiting_in(actor, REVIEW[:1]))) is paper


def test_a_successor_who_filled_in_an_open_paper_is_told_it_is_not_theirs_to_sign(
    app: Flask, cast: Cast
) -> None:
    paper = journeys.submit(journeys.draft_contact_points(cast), cast)
    row = hand_over(cast, "chen", "zhou", Duty.SIGNER, Duty.SEAL_APPROVER)
    [line] = [line for line in said(row, "在手的件") if paper.title in line]
    assert "三个人" in line and "只有此人能办" in line
    assert next(item for item in row.items if item["kind"] == "在手的件")["wanting"]
    with pytest.raises(Exception, match="另一位签发人"):
        journeys.sign_off(paper, cast, by="zhou")


def open_links(cast: Cast, who: str) -> list[Link]:
    mine = db.select(Link).where(Link.user_id == cast.person(who).id, Link.ends_on.is_(None))
    return list(db.session.scalars(mine))


def test_the_link_passes_on_with_the_same_committee_from_today(app: Flask, cast: Cast) -> None:
    [link] = open_links(cast, "zhou")
    hand_over(cast, "zhou", "mai", Duty.CLERK, Duty.ADMINISTRATOR, link_goes_on=True)
    [passed] = open_links(cast, "mai")
    assert (passed.committee_id, passed.starts_on) == (link.committee_id, TODAY)
    assert link.ends_on == TODAY and open_links(cast, "zhou") == []


def test_the_link_ends_where_nobody_takes_it_on(app: Flask, cast: Cast) -> None:
    [link] = open_links(cast, "zhou")
    row = hand_over(cast, "zhou", "mai", Duty.CLERK, Duty.ADMINISTRATOR)
    assert link.ends_on == TODAY and open_links(cast, "mai") == []
    assert any("2026年4月1日结束" in line for line in said(row, "联系关系"))


def test_the_link_cannot_pass_to_who_has_one(app: Flask, cast: Cast) -> None:
    with pytest.raises(Unacceptable, match="已有联系关系"):
        hand_over(cast, "zhou", "chen", Duty.CLERK, link_goes_on=True)


def test_seals_in_custody_stop_it_until_they_are_handed_over_or_marked(app: Flask, cast: Cast) -> None:
    county = cast.organ("团云溪县委").id
    seal = db.session.scalars(db.select(Seal).where(Seal.organization_id == county)).one()
    seal.keeper_id = cast.person("li").id
    db.session.flush()
    with pytest.raises(Unacceptable, match="监交人在场"):
        hand_over(cast, "li", "mai", Duty.SEAL_KEEPER, Duty.REVIEWER)
    row = hand_over(cast, "li", "mai", Duty.SEAL_KEEPER, Duty.REVIEWER, seals_later=True)
    assert handovers.seals_wanting(row) == {seal.id}
    assert seal.keeper_id == cast.person("li").id, "custody never passes by itself"
    seal.keeper_id = cast.person("mai").id
    db.session.flush()
    assert handovers.seals_wanting(row) == set()


def test_delegations_given_and_held_end_with_the_last_day(app: Flask, cast: Cast) -> None:
    [given] = name(cast, "li", "mai", Duty.REVIEWER)
    [held] = name(cast, "chen", "li", Duty.SIGNER)
    hand_over(cast, "li", None, last_day=TODAY + 2 * DAY)
    assert given.ends_on == held.ends_on == TODAY + 2 * DAY


@pytest.mark.parametrize(
    ("to", "duties", "given", "words"),
    [
        ("he", (Duty.CLERK,), {}, "另一位在职同志"),
        ("zhou", (Duty.CLERK,), {}, "另一位在职同志"),
        (None, (Duty.CLERK,), {}, "暂缺"),
        ("mai", (Duty.SIGNER,), {}, "没有的"),
        ("mai", (), {"last_day": TODAY - 90 * DAY}, "不能早于"),
        ("mai", (), {"last_day": TODAY + 120 * DAY}, "三个月"),
    ],
)
def test_what_would_be_half_done_is_refused_with_a_sentence(
    app: Flask, cast: Cast, to: str | None, duties: tuple[Duty, ...], given: dict[str, object], words: str
) -> None:
    with pytest.raises(Unacceptable, match=words):
        hand_over(cast, "zhou", to, *duties, **given)
    assert db.session.scalar(db.select(Handover)) is None
    assert post_of(cast, "zhou").ends_on is None


def test_the_last_administrator_may_leave_while_the_superior_has_some(app: Flask, cast: Cast) -> None:
    row = hand_over(cast, "zhou", None)
    assert any("由上级的管理员代为维护" in line for line in said(row, "职责"))


def test_the_list_says_before_what_is_kept_after(app: Flask, cast: Cast) -> None:
    journeys.draft_contact_points(cast)
    estate = estate_of(post_of(cast, "zhou"))
    choice = Choice(TODAY, cast.person("mai"), (Duty.CLERK, Duty.ADMINISTRATOR), "")
    shown = [line.kept() for line in handover_plan.lines(estate, choice)]
    row = handovers.hand_over(post_of(cast, "zhou"), choice, cast.person("zhou"))
    assert row.items == shown


def test_the_newcomer_sees_what_came_over_and_what_the_predecessor_filed(app: Flask, cast: Cast) -> None:
    filing = journeys.file_contact_points(cast)
    row = hand_over(cast, "zhou", "mai", Duty.CLERK, Duty.ADMINISTRATOR)
    assert newcomers.taken_over(posts.actor_of(cast.person("mai"))) == [row]
    assert newcomers.taken_over(posts.actor_of(cast.person("zhou"))) == []
    assert newcomers.record_of(row).filings == [filing]


def test_the_list_is_for_those_it_concerns(app: Flask, cast: Cast) -> None:
    row = hand_over(cast, "zhou", "mai", Duty.CLERK, Duty.ADMINISTRATOR)
    for who in ("zhou", "mai", "chen", "li"):
        assert handovers.find(posts.actor_of(cast.person(who)), row.id) is row
    for who in ("wai", "bai", "luo"):
        with pytest.raises(NotFound):
            handovers.find(posts.actor_of(cast.person(who)), row.id)


def test_whoever_had_a_hand_in_a_case_reads_it_and_its_filing_after_leaving_with_masked_phones(
    app: Flask, cast: Cast
) -> None:
    filing = journeys.file_contact_points(cast)
    paper_id = filing.submission_id
    paper = scope.find_submission(posts.actor_of(cast.person("zhou")), paper_id)
    acted = {event.actor_id for event in paper.events} | {paper.created_by_id}
    names = {each.username for each in map(lambda id_: db.session.get_one(User, id_), acted)}
    assert {"zhou", "chen"} <= names and len(names) >= 4
    outside = set(cast.people) - names
    for who in names:
        post = post_of(cast, who)
        post.ends_on = TODAY - DAY
        for duty in post.duties:
            duty.ends_on = TODAY - DAY
    db.session.flush()
    for who in names:
        actor = posts.actor_of(cast.person(who))
        assert actor.posts == ()
        assert scope.find_submission(actor, paper_id).id == paper_id, who
        assert scope.find_filing(actor, filing.id).id == filing.id, who
        assert not scope.sees_personal_data(actor, paper), who
    assert paper.events[-1].actor_name == cast.person("zhou").name, "names on old papers stay"
    for who in outside & {"wai", "bai"}:
        with pytest.raises(NotFound):
            scope.find_submission(posts.actor_of(cast.person(who)), paper_id)


def test_whoever_only_typed_in_a_draft_can_read_it_after_leaving(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    [given] = name(cast, "zhou", "mai", Duty.CLERK)
    journeys.type_in(paper, cast.person("mai"), {"filler": "买买提江·阿布都"})
    given.ends_on = given.starts_on
    with on(app, TODAY + DAY):
        actor = posts.actor_of(cast.person("mai"))
        assert scope.find_submission(actor, paper.id) is paper
        assert not scope.sees_personal_data(actor, paper)
