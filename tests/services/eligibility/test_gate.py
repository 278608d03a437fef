"""参评的门: who was found 不合格 passes no level, unless an organ above let them; and nobody else is kept out."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys, nominations
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.nominations import COUNTY
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import State
from youthwork.models import Submission
from youthwork.services import posts
from youthwork.services.drafts.checking import check_draft
from youthwork.services.eligibility import deciding, gate

pytestmark = on_both_engines


def blocked(cast: Cast, paper: Submission) -> list[str]:
    found = check_draft(paper, cast.person("zhou"))
    return [each.message for each in found.must if each.field == "name"]


def test_somebody_found_unqualified_is_refused_in_the_draft_with_the_year_and_the_clause(
    app: Flask, cast: Cast
) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.nominate(cast, below)
    assert blocked(cast, paper) == []
    nominations.disqualify(cast)
    (sentence,) = blocked(cast, paper)
    assert sentence.startswith("李堃2026年评定为不合格，按通知第五部分不能参评")
    with pytest.raises(StepNotAllowed, match="不能参评"):
        journeys.submit(paper, cast)


def test_another_year_and_a_withdrawn_decision_keep_nobody_out(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.nominate(cast, below)
    nominations.disqualify(cast, year=2025)
    assert blocked(cast, paper) == []
    decided = nominations.disqualify(cast)
    meng = cast.person("meng")
    deciding.withdraw(posts.actor_of(meng), meng, decided, "核实有误")
    assert blocked(cast, paper) == []


def test_calling_a_cadre_a_young_person_or_another_unit_of_theirs_does_not_open_the_gate(
    app: Flask, cast: Cast
) -> None:
    _, below = nominations.ask(cast)
    nominations.disqualify(cast)
    for changes in ({"kind": "青年"}, {"work_unit": "云溪镇团委"}, {"work_unit": "云溪快递公司"}):
        assert blocked(cast, nominations.nominate(cast, below, **changes)), changes


@pytest.mark.parametrize(
    ("who", "name"),
    [("li", "李 堃"), ("li", "李　堃"), ("mai", "买买提江•阿布都"), ("mai", "买买提江 ・ 阿布都")],
)
def test_spaces_and_points_in_the_name_do_not_open_the_gate(
    app: Flask, cast: Cast, who: str, name: str
) -> None:
    _, below = nominations.ask(cast)
    nominations.disqualify(cast, who)
    assert blocked(cast, nominations.nominate(cast, below, name=name))


def test_a_namesake_in_a_unit_they_have_nothing_to_do_with_is_somebody_else(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    nominations.disqualify(cast)
    other = nominations.nominate(cast, below, work_unit="团白鹭县委")
    assert blocked(cast, other) == []


def test_a_cadre_of_another_subtree_is_not_meant(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    nominations.disqualify(cast, who="bai")
    assert blocked(cast, nominations.nominate(cast, below, name="白露", work_unit=COUNTY)) == []


@pytest.mark.parametrize("verdict", [StageVerdict.UPWARD, StageVerdict.CHOSEN])
def test_a_level_cannot_let_pass_who_was_found_unqualified_on_the_way(
    app: Flask, cast: Cast, verdict: StageVerdict
) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    nominations.disqualify(cast)
    with pytest.raises(StepNotAllowed, match="不能参评"):
        nominations.decide(paper, cast.person("meng"), verdict)
    assert paper.state is State.ACCEPTED


def test_who_was_found_unqualified_can_still_be_declined(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    nominations.disqualify(cast)
    assert nominations.decide(paper, cast.person("meng"), StageVerdict.DECLINED, "本年度不合格")


def test_the_owner_s_signer_cannot_sign_it_off_either(app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = journeys.submit(nominations.nominate(cast, below), cast)
    nominations.disqualify(cast)
    with pytest.raises(StepNotAllowed, match="不能参评"):
        journeys.sign_off(paper, cast)


def test_an_organ_above_opens_the_gate_and_the_case_says_so_while_the_paper_does_not(
    app: Flask, cast: Cast
) -> None:
    _, below = nominations.ask(cast)
    decided = nominations.disqualify(cast)
    nominations.lift(cast, decided)
    paper = nominations.at_city(cast, below)
    assert [each.reason for each in gate.lifted_for(paper)] == ["已经改正，事迹突出"]
    filed = nominations.decide(paper, cast.person("meng"), StageVerdict.CHOSEN)
    assert filed is not None and "已经改正" not in str(filed.answers) + filed.text
