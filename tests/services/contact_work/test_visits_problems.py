"""夜访发现的问题: followed to the end by the table, each step with its words, told to whom it concerns."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.processes import running
from tests.visits import TROUBLED, add_problem, add_visit, solve_at_once
from youthwork.domain.errors import AlreadyMoved, NotFound, StepNotAllowed
from youthwork.domain.night_visits import ProblemAction, ProblemState
from youthwork.extensions import db
from youthwork.models import AuditRecord, Message, MessageKind, VisitProblem
from youthwork.services.contact_work.records import recording
from youthwork.services.contact_work.visits import problem_lists, problems
from youthwork.services.contact_work.visits.problem_lists import Asked, Whose
from youthwork.services.contact_work.visits.problems import ProblemGiven, StepGiven, StepRefused
from youthwork.services.posts import actor_of

pytestmark = on_both_engines
A = ProblemAction


def step(
    cast: Cast, problem: VisitProblem, who: str, action: ProblemAction, words: str = "说明", to: str = ""
) -> None:
    given = StepGiven(action, words, cast.person(to).id if to else None)
    problems.take_step(problem, actor_of(cast.person(who)), cast.person(who), given, problem.version)


def told(cast: Cast, who: str) -> list[str]:
    rows = db.session.scalars(
        db.select(Message.title)
        .where(Message.person_id == cast.person(who).id, Message.kind == MessageKind.PROBLEM)
        .order_by(Message.id)
    )
    return [title.split("：")[0] for title in rows]


def test_a_problem_is_followed_from_found_to_solved(cast: Cast) -> None:
    problem = add_problem(cast, "chen", owner="li")
    assert told(cast, "li") == ["请你办理"]
    step(cast, problem, "li", A.BEGIN, "")
    step(cast, problem, "li", A.NOTE, "已和学校谈过")
    step(cast, problem, "li", A.SOLVE, "学校同意转班")
    assert problem.state is ProblemState.SOLVED
    assert [(each.action, each.by.name) for each in problem.steps] == [
        (A.FIND, "陈昱"),
        (A.BEGIN, "李堃"),
        (A.NOTE, "李堃"),
        (A.SOLVE, "李堃"),
    ]
    assert told(cast, "chen") == ["已解决"]
    step(cast, problem, "chen", A.REOPEN, "又出现了")
    assert problem.state is ProblemState.UNDER_WAY and told(cast, "li")[-1] == "请重新办理"


def test_handing_over_gives_it_to_a_colleague_and_begins_anew(cast: Cast) -> None:
    problem = add_problem(cast, "chen")
    step(cast, problem, "chen", A.BEGIN, "")
    step(cast, problem, "chen", A.HAND_OVER, "组织部更合适", to="li")
    assert (problem.owner.name, problem.state) == ("李堃", ProblemState.OPEN)
    assert told(cast, "li") == ["请你办理"] and told(cast, "chen") == []
    step(cast, problem, "zhou", A.HAND_OVER, "李堃出差", to="mai")
    assert told(cast, "mai") == ["请你办理"] and told(cast, "li")[-1] == "已移交给买买提江·阿布都"


def test_a_problem_stays_within_the_visitors_organ(cast: Cast) -> None:
    problem = add_problem(cast, "chen")
    for who, why in (("bai", "本单位现任"), ("he", "本单位现任"), ("chen", "现在就是陈昱")):
        with pytest.raises(StepRefused, match=why):
            step(cast, problem, "chen", A.HAND_OVER, "移交", to=who)
    with pytest.raises(StepRefused, match="移交给谁"):
        step(cast, problem, "chen", A.HAND_OVER, "移交")


@pytest.mark.parametrize("action", [A.NOTE, A.HAND_OVER, A.SOLVE, A.EXPLAIN])
def test_a_step_that_needs_words_is_refused_without_them(cast: Cast, action: ProblemAction) -> None:
    problem = add_problem(cast, "chen")
    with pytest.raises(StepRefused) as refused:
        step(cast, problem, "chen", action, "  ", to="li")
    assert refused.value.field == "words" and problem.version == 1


def test_who_has_no_part_in_it_is_told_who_has(cast: Cast) -> None:
    problem = add_problem(cast, "chen")
    with pytest.raises(StepNotAllowed, match="由陈昱承办"):
        step(cast, problem, "li", A.SOLVE)
    with pytest.raises(StepNotAllowed, match="待办"):
        step(cast, problem, "chen", A.REOPEN)


def test_the_second_of_two_is_told_what_the_first_did(cast: Cast) -> None:
    problem = add_problem(cast, "chen")
    step(cast, problem, "chen", A.BEGIN, "")
    with pytest.raises(AlreadyMoved, match="陈昱已于 12:00 开始办理"):
        problems.take_step(
            problem, actor_of(cast.person("chen")), cast.person("chen"), StepGiven(A.SOLVE, "好了"), 1
        )
    assert problem.state is ProblemState.UNDER_WAY


def test_of_two_processes_that_solve_it_at_once_one_does(
    cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    problem = add_problem(cast, "chen")
    db.session.commit()
    shares = [(database[0], str(tmp_path), problem.id, cast.person("chen").id)] * 3
    db.session.remove()
    with running(solve_at_once, shares) as processes:
        for each in processes:
            each.join(60)
    said = sorted(each.read_text() for each in tmp_path.glob("solved-*"))
    assert said == ["done", "moved", "moved"]
    kept = db.session.scalars(db.select(VisitProblem)).one()
    assert (kept.version, [each.action for each in kept.steps]) == (2, [A.FIND, A.SOLVE])


def test_a_problem_of_a_withdrawn_record_is_not_seen_to_any_more(cast: Cast) -> None:
    problem = add_problem(cast, "chen")
    assert problem_lists.waiting_for(cast.person("chen").id) == 1
    activity = problem.visit.activity
    recording.withdraw(activity, cast.person("chen"), "记错了", activity.version)
    assert problem_lists.waiting_for(cast.person("chen").id) == 0
    with pytest.raises(StepNotAllowed):
        step(cast, problem, "chen", A.BEGIN, "")


def test_the_words_of_a_problem_stand_in_no_message_and_no_log(cast: Cast) -> None:
    secret = "父母分居后不去上学"
    problem = add_problem(cast, "chen", owner="li", text=secret)
    step(cast, problem, "li", A.SOLVE, secret + "，已返校")
    said = [
        *db.session.scalars(db.select(Message.title)),
        *db.session.scalars(db.select(Message.words)),
        *db.session.scalars(db.select(AuditRecord.sentence)),
    ]
    assert said and not any(secret in sentence for sentence in said)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("chen", True),
        ("zhou", True),
        ("li", True),
        ("mai", True),
        ("he", True),
        ("bai", False),
        ("luo", False),
    ],
)
def test_a_problem_is_seen_by_its_people_and_the_offices_above(cast: Cast, who: str, sees: bool) -> None:
    problem = add_problem(cast, "chen", owner="mai")
    actor = actor_of(cast.person(who))
    if sees:
        assert problems.find_problem(actor, problem.id) is problem
    else:
        with pytest.raises(NotFound):
            problems.find_problem(actor, problem.id)


def test_who_handed_it_over_still_reads_it(cast: Cast) -> None:
    problem = add_problem(cast, "chen", owner="mai")
    step(cast, problem, "mai", A.HAND_OVER, "不熟悉", to="li")
    assert problems.find_problem(actor_of(cast.person("mai")), problem.id) is problem


def listed(cast: Cast, who: str, asked: Asked) -> list[str]:
    return [each.text for each in problem_lists.page_of(actor_of(cast.person(who)), asked)]


def test_the_lists_tell_mine_from_what_i_found_and_what_my_office_looks_after(cast: Cast) -> None:
    add_problem(cast, "chen", text="甲")
    add_problem(cast, "chen", owner="li", text="乙", category="其他")
    add_problem(cast, "bai", text="丙")
    assert listed(cast, "chen", Asked()) == ["甲"]
    assert listed(cast, "chen", Asked(Whose.FOUND)) == ["甲", "乙"]
    assert listed(cast, "li", Asked(Whose.ORGAN)) == ["甲", "乙"]
    assert listed(cast, "he", Asked(Whose.ORGAN)) == ["甲", "乙", "丙"]
    assert listed(cast, "he", Asked(Whose.ORGAN, category="其他")) == ["乙"]
    assert listed(cast, "mai", Asked(Whose.ORGAN)) == []


def test_what_waits_longest_comes_first_and_what_is_over_newest_first(cast: Cast) -> None:
    for text in "甲乙丙":
        step(cast, add_problem(cast, "chen", text=text), "chen", A.SOLVE)
        add_problem(cast, "chen", text=text + "二")
    assert listed(cast, "chen", Asked()) == ["甲二", "乙二", "丙二"]
    assert listed(cast, "chen", Asked(state=ProblemState.SOLVED)) == ["丙", "乙", "甲"]
    assert len(listed(cast, "chen", Asked(is_all=True))) == 6


def test_the_pages_of_problems_join_without_a_gap(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_lists, "PAGE", 2)
    made = [add_problem(cast, "chen", text=text).id for text in "甲乙丙丁戊"]
    actor = actor_of(cast.person("chen"))
    for asked, expected in ((Asked(), made), (Asked(is_all=True), made[::-1])):
        seen, beyond = [], None
        while page := problem_lists.page_of(actor, asked, beyond):
            seen += [each.id for each in page[:2]]
            beyond = seen[-1]
        assert seen == expected


def test_a_due_date_may_come_with_a_step_and_reaches_the_next_owner(cast: Cast) -> None:
    problem = add_problem(cast, "chen")
    due = NOW.date() + timedelta(days=14)
    given = StepGiven(A.HAND_OVER, "请接着办", cast.person("li").id, due)
    problems.take_step(problem, actor_of(cast.person("chen")), cast.person("chen"), given, 1)
    assert problem.due_on == due
    message = db.session.scalars(db.select(Message).where(Message.kind == MessageKind.PROBLEM)).one()
    assert (message.due, message.url) == (due, f"/visits/problems/{problem.id}")


def test_what_was_found_by_somebody_else_on_my_visit_is_mine_and_i_am_told(cast: Cast, app: Flask) -> None:
    visit = add_visit(cast, "chen", TROUBLED)
    problems.find(visit, ProblemGiven("其他", "路灯坏了", due_on=date(2026, 4, 9)), cast.person("zhou"))
    assert visit.problems[0].owner.name == "陈昱" and told(cast, "chen") == ["请你办理"]
