"""保护对象的姓名: typed into its own field it is found in no table but the locked bytes, and nowhere on paper;
typed elsewhere it is noticed."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.documents.reading import drawn_text
from tests.factories import Cast
from tests.visits import CLASS, TROUBLED, add_visit
from youthwork.domain.signals import SignalKind
from youthwork.extensions import db
from youthwork.models import Base
from youthwork.services.contact_work.records import recording
from youthwork.services.contact_work.visits import problems, protected, visit_paper, visits
from youthwork.services.contact_work.visits.problems import ProblemGiven
from youthwork.services.posts import actor_of

NAME = "尉迟琬儿"


def everything_kept() -> str:
    """Every value of every column of the database, bytes as they lie there."""
    values: list[str] = []
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(db.select(table)):
            values += [_text(value) for value in row]
    return "\n".join(values)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)


@on_both_engines
def test_a_name_in_its_own_field_is_in_no_table_in_clear(
    cast: Cast, app: Flask, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    zhou = cast.person("zhou")
    visit = add_visit(
        cast,
        "zhou",
        TROUBLED,
        name=NAME,
        problems=(ProblemGiven("学习就学", "想转学", cast.person("li").id),),
    )
    protected.reveal(zhou, visit, f"去看{NAME}之前核对")
    activity = visit.activity
    changed = recording.given_of(activity)
    from dataclasses import replace

    recording.correct(activity, replace(changed, people=3), zhou, "数错了", activity.version)
    problem = visit.problems[0]
    given = problems.StepGiven(problems.ProblemAction.SOLVE, "已转学")
    li = cast.person("li")
    problems.take_step(problem, actor_of(li), li, given, problem.version)
    recording.withdraw(activity, zhou, "记错了", activity.version)
    db.session.commit()
    kept = everything_kept()
    assert "想转学" in kept and "尉某" in kept
    for part in (NAME, NAME[1:], NAME[2:]):
        assert part not in kept
    said = caplog.text + "".join(capfd.readouterr())
    assert NAME not in said


@on_both_engines
def test_the_locked_bytes_open_to_the_name_again(cast: Cast) -> None:
    visit = add_visit(cast, "zhou", TROUBLED, name=NAME)
    db.session.commit()
    db.session.expire_all()
    assert visit.subject is not None and visit.subject.name_locked is not None
    assert NAME.encode() not in visit.subject.name_locked
    assert protected.reveal(cast.person("zhou"), visit, "核对") == NAME


@pytest.mark.parametrize("text", [f"看望{NAME}", "看望尉迟 琬儿", "看望尉 迟　琬 儿同学"])
@on_both_engines
def test_ones_own_protected_name_is_noticed_in_any_other_field(cast: Cast, text: str) -> None:
    visit = add_visit(cast, "zhou", TROUBLED, name=NAME)
    (signal,) = protected.warnings(cast.person("zhou"), {"主题": "夜访", "成效": text})
    assert signal.kind is SignalKind.PROTECTED_NAME
    assert f"成效里有YF-{visit.subject_id:04d} 尉某的姓名" in signal.sentence and NAME not in signal.sentence
    renamed = protected.renamed(cast.person("zhou"), {"成效": text})["成效"]
    assert renamed.startswith(f"看望YF-{visit.subject_id:04d} 尉某")


@on_both_engines
def test_the_name_being_typed_beside_is_noticed_before_there_is_a_code(cast: Cast) -> None:
    zhou = cast.person("zhou")
    (signal,) = protected.warnings(zhou, {"主题": f"看望{NAME}"}, typed=NAME)
    assert "主题里有尉某的姓名" in signal.sentence
    assert protected.renamed(zhou, {"主题": f"看望{NAME}"}, typed=NAME) == {"主题": "看望尉某"}


@on_both_engines
def test_nothing_is_said_where_nothing_is_written_and_of_nobody_elses_names(cast: Cast) -> None:
    add_visit(cast, "zhou", TROUBLED, name=NAME)
    assert protected.warnings(cast.person("zhou"), {"主题": "夜访尉某", "成效": ""}) == []
    # Whom others visited must not be learnt by trying.
    assert protected.warnings(cast.person("chen"), {"主题": NAME}) == []


@on_both_engines
def test_a_surname_is_no_name_to_look_for(cast: Cast) -> None:
    zhou = cast.person("zhou")
    add_visit(cast, "zhou", TROUBLED, name="高")
    assert protected.warnings(zhou, {"主题": "到高一（3）班"}, typed="高") == []


@on_both_engines
def test_a_shut_key_box_keeps_nobody_from_saving(cast: Cast, app: Flask) -> None:
    add_visit(cast, "zhou", TROUBLED, name=NAME)
    app.config["KEY_PASSPHRASE"] = ""
    assert protected.warnings(cast.person("zhou"), {"主题": NAME}) == []


@on_both_engines
def test_a_damaged_name_keeps_nobody_from_saving(cast: Cast) -> None:
    visit = add_visit(cast, "zhou", TROUBLED, name=NAME)
    assert visit.subject is not None
    visit.subject.name_locked = b"x" * 60
    assert protected.warnings(cast.person("zhou"), {"主题": NAME}) == []
    with pytest.raises(protected.Unacceptable, match="已损坏"):
        protected.reveal(cast.person("zhou"), visit, "核对")


def test_the_longer_of_two_names_is_replaced_first(cast: Cast) -> None:
    first = add_visit(cast, "zhou", TROUBLED, name="王小")
    second = add_visit(cast, "zhou", TROUBLED, name="王小明", day="2026-03-06")
    said = protected.renamed(cast.person("zhou"), {"": "王小明和王小"})[""]
    assert said == f"YF-{second.subject_id:04d} 王某和YF-{first.subject_id:04d} 王某"


def test_the_printed_record_has_the_code_even_where_the_name_was_kept_in_a_text(cast: Cast) -> None:
    visit = add_visit(
        cast,
        "zhou",
        TROUBLED,
        name=NAME,
        topic=f"看望{NAME}",
        effect=f"{NAME}答应回校上课。",
        problems=(ProblemGiven("学习就学", f"{NAME}想转学"),),
    )
    for reader, alias in (("zhou", f"YF-{visit.subject_id:04d} 尉某"), ("he", f"YF-{visit.subject_id:04d}")):
        content = visit_paper.paper_of(visit, cast.person(reader))
        text = drawn_text(content)
        assert alias.replace(" ", "") in text and "答应回校上课" in text and "夜访记录表" in text
        assert "琬儿" not in text and NAME.encode() not in content


def test_who_may_be_named_is_printed_by_name(cast: Cast) -> None:
    visit = add_visit(cast, "zhou", CLASS, visited="高一（3）班")
    assert "高一（3）班" in drawn_text(visit_paper.paper_of(visit, cast.person("zhou")))
    assert visits.shown_name(visit, cast.person("he")) == "高一（3）班"
