"""逐级推荐: a candidate climbs from county to province, and every level says what it decides."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import duties, journeys, nominations
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.nominations import CITY, COUNTY, KEY, PROVINCE
from tests.services.duties import counting_again
from tests.services.messages.inboxes import messages_of
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed
from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import MessageKind, StageDecision, Submission
from youthwork.services import posts
from youthwork.services.path import candidates, dispatch, filing, review, stages

pytestmark = on_both_engines


def said(paper: Submission) -> list[tuple[str, str, str]]:
    return [(each.label, each.words, each.organ) for each in stages.opinions_of(paper)]


def test_only_units_directly_beneath_who_asks_are_asked(app: Flask, cast: Cast) -> None:
    above, below = nominations.ask(cast)
    assert duties.find_duty(cast, above, KEY, CITY) and duties.find_duty(cast, above, KEY, "团望川县委")
    assert duties.find_duty(cast, above, KEY, COUNTY) is None
    assert duties.find_duty(cast, below, KEY, COUNTY) and not duties.find_duty(cast, below, KEY, "云溪镇团委")


def test_a_candidate_climbs_and_every_level_s_word_is_printed_in_order(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    assert paper.receiver_id == cast.organ("团青岚市委组织部").id
    nominations.decide(paper, cast.person("meng"), opinion="事迹属实")
    assert (paper.state, paper.receiver_id) == (State.SENT, cast.organ("团示范省委组织部").id)
    journeys.accept(paper, cast)
    filed = nominations.decide(paper, cast.person("su"), StageVerdict.CHOSEN, "同意入选")
    assert filed is not None and filed.organ_id == cast.organ(PROVINCE).id
    assert said(paper) == [
        ("推荐单位意见", "同意推荐。", COUNTY),
        ("市级意见", "推荐上报。事迹属实", CITY),
        ("省级意见", "本级入选。同意入选", PROVINCE),
    ]


def test_the_filed_paper_shows_what_the_levels_said_and_its_answers_do_not_hold_it(
    app: Flask, cast: Cast
) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    before = paper.answers_sha256
    filed = nominations.decide(paper, cast.person("meng"), StageVerdict.CHOSEN, "就在本市表扬")
    assert filed is not None and filed.answers_sha256 == before
    assert "就在本市表扬" not in str(filed.answers)
    opinions = stages.opinions_of(paper)
    assert [each.person for each in opinions] == ["陈昱", "孟繁星"]


def test_declining_needs_a_reason_and_ends_the_way(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    with pytest.raises(StepNotAllowed, match="不予推荐要写明理由"):
        nominations.decide(paper, cast.person("meng"), StageVerdict.DECLINED, "  ")
    filed = nominations.decide(paper, cast.person("he"), StageVerdict.DECLINED, "名额已满")
    assert filed is not None and paper.state is State.FILED
    assert paper.events[0].reason == "名额已满" and paper.events[0].note == "不予推荐"


def test_no_level_lets_a_candidate_pass_without_a_word(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    with pytest.raises(StepNotAllowed, match="本级意见"):
        filing.file(paper, cast.person("he"), paper.version)
    with pytest.raises(StepNotAllowed, match="本级意见"):
        review.forward(paper, cast.person("meng"), paper.version, "同意")
    assert paper.state is State.ACCEPTED


def test_only_the_signer_reports_upwards(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    with pytest.raises(NotAllowed, match="签发人"):
        nominations.decide(paper, cast.person("he"))


def test_nothing_goes_above_who_asked_first(app: Flask, cast: Cast) -> None:
    own = duties.issue(cast, issuer=CITY, annexes=(KEY,))
    paper = nominations.at_city(cast, own)
    with pytest.raises(StepNotAllowed, match="最高一级"):
        nominations.decide(paper, cast.person("meng"))


def test_the_second_of_two_deciders_is_told(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    seen = paper.version
    nominations.decide(paper, cast.person("meng"))
    with pytest.raises(AlreadyMoved, match="孟繁星"):
        review.forward(paper, cast.person("meng"), seen, decided=stages.Decided(StageVerdict.UPWARD))
    assert db.session.scalar(db.select(db.func.count()).select_from(StageDecision)) == 1


def test_what_was_said_of_a_paper_taken_back_counts_no_more(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    nominations.decide(paper, cast.person("meng"))
    dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    assert said(paper) == []
    journeys.walk_on(paper, cast, State.ACCEPTED)
    assert [label for label, *_ in said(paper)] == ["推荐单位意见"]


def test_a_candidate_reported_upwards_is_the_report_the_city_owed(app: Flask, cast: Cast) -> None:
    above, below = nominations.ask(cast)
    owed = duties.duty(cast, above, KEY, CITY)
    paper = nominations.at_city(cast, below)
    assert owed.standing is Reporting.MISSING
    nominations.decide(paper, cast.person("meng"))
    db.session.refresh(owed)
    assert owed.standing is Reporting.REPORTED


def test_a_candidate_taken_back_from_above_is_no_report_of_the_city_any_more(app: Flask, cast: Cast) -> None:
    above, below = nominations.ask(cast)
    owed = duties.duty(cast, above, KEY, CITY)
    paper, other = (
        nominations.at_city(cast, below),
        nominations.at_city(cast, below, clerk="bai", name="白露"),
    )
    for each in (paper, other):
        nominations.decide(each, cast.person("meng"))
    dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    assert owed.standing is Reporting.REPORTED, "the other candidate is still up there"
    dispatch.withdraw(other, cast.person("bai"), other.version)
    assert owed.standing is Reporting.MISSING
    journeys.walk_on(paper, cast, State.ACCEPTED)
    nominations.decide(paper, cast.person("meng"), StageVerdict.CHOSEN)
    assert owed.standing is Reporting.MISSING, "chosen here, it went no further"
    journeys.walk_on(other, cast, State.ACCEPTED)
    nominations.decide(other, cast.person("meng"))
    assert owed.standing is Reporting.REPORTED
    assert counting_again.kept() == counting_again.counted()


def test_a_candidate_kept_at_the_city_is_no_report_of_the_city(app: Flask, cast: Cast) -> None:
    above, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    nominations.decide(paper, cast.person("meng"), StageVerdict.CHOSEN)
    owed = duties.duty(cast, above, KEY, CITY)
    db.session.refresh(owed)
    assert owed.standing is Reporting.MISSING


# who sees whom


def names(cast: Cast, who: str) -> list[str]:
    return [each.name for each in candidates.in_sight(posts.actor_of(cast.person(who)))]


def test_candidates_are_seen_by_their_unit_and_those_above_and_by_nobody_beside(
    app: Flask, cast: Cast
) -> None:
    _, below = nominations.ask(cast)
    nominations.nominate(cast, below)
    assert names(cast, "he") == [] and len(candidates.in_sight(posts.actor_of(cast.person("zhou")))) == 1
    nominations.at_city(cast, below, clerk="zhou")
    assert names(cast, "he") == ["李堃"] and names(cast, "tang") == ["李堃"]
    assert names(cast, "bai") == [] and names(cast, "wang") == [] and names(cast, "mai") == []


def test_a_young_person_is_named_in_no_list_title_text_or_fact(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below, name="安小满", kind="青年", story="安小满的故事")
    assert names(cast, "he") == [""] and "安小满" not in paper.title
    filed = nominations.decide(paper, cast.person("meng"), StageVerdict.CHOSEN)
    assert filed is not None
    assert "安小满" not in filed.text + filed.names + filed.title


def test_the_list_says_where_a_candidate_lies_and_what_was_decided(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    nominations.decide(paper, cast.person("meng"), opinion="好")
    (found,) = candidates.in_sight(posts.actor_of(cast.person("lin")))
    assert found.place is not None and found.place.name == PROVINCE
    assert [(each.organ_name, each.verdict) for each in found.decisions] == [(CITY, StageVerdict.UPWARD)]


def test_the_signers_of_the_level_are_asked_for_their_word_once_the_candidate_is_taken_up(
    app: Flask, cast: Cast
) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    asked = [each for each in messages_of(cast, "meng") if each.title.startswith("请写本级意见")]
    assert [(each.kind, each.url) for each in asked] == [(MessageKind.TO_DO, f"/submissions/{paper.id}")]
    assert not any(
        "本级意见" in each.title for who in ("zhou", "he", "su") for each in messages_of(cast, who)
    )
