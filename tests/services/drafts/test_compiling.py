"""汇编、检查与开始填报: what the system fills in, what it refuses, and who may begin."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests import journeys
from tests.factories import Cast
from youthwork.domain.errors import NotAllowed, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.fields import bind
from youthwork.models import Submission
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.checking import check_draft
from youthwork.services.drafts.compiling import (
    add_missing_counties,
    compile_contact_points,
    counties_left_out,
)
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.path.cases import annex_of


def rows_of(paper: Submission) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = bind(annex_of(paper), find_draft(paper).fields).rows.data
    return rows


def test_a_new_table_is_prefilled_from_the_units_people_and_links(app: Flask, cast: Cast) -> None:
    clerk = cast.person("zhou")
    paper = open_submission(cast.annex("province", "contact_points"), clerk, cast.organ("团云溪县委").id)
    assert [(row["name"], row["committee"]) for row in rows_of(paper)] == [
        ("周可儿", "云溪镇团委"),
        ("陈昱", "云溪县第一中学团委"),
        ("李堃", "云溪镇机关团总支"),
        ("买买提江·阿布都", ""),
    ]


def test_compiling_keeps_what_was_typed_for_a_cadre_without_a_link(app: Flask, cast: Cast) -> None:
    clerk = cast.person("zhou")
    paper = open_submission(cast.annex("province", "contact_points"), clerk, cast.organ("团云溪县委").id)
    rows = [{**row, "committee": row["committee"] or "手写的团委"} for row in rows_of(paper)[1:]]
    journeys.type_in(paper, clerk, {"rows": [{**rows[0], "title": "旧职务"}, *rows[1:]]})
    cast.person("li").phone = "13800009999"
    compiled = compile_contact_points(paper, clerk)
    assert (compiled.people, compiled.linked, compiled.added) == (4, 3, ("周可儿",))
    after = {row["name"]: row for row in rows_of(paper)}
    assert after["买买提江·阿布都"]["committee"] == "手写的团委"
    assert (after["陈昱"]["title"], after["李堃"]["phone"]) == ("书记", "13800009999")


def test_counties_left_out_are_named_and_added(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_contact_units(cast)
    clerk = cast.person("lin")
    assert counties_left_out(paper, context_for(paper, clerk)) == ["团白鹭县委"]
    assert add_missing_counties(paper, clerk) == ["团白鹭县委"]
    assert [row["counties"] for row in rows_of(paper)] == ["团云溪县委", "团白鹭县委"]
    assert add_missing_counties(paper, clerk) == []


def problems(paper: Submission, cast: Cast, who: str) -> dict[str, str]:
    return {problem.field: problem.message for problem in check_draft(paper, cast.person(who)).must}


def test_a_branch_outside_the_linked_committee_is_refused(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast)
    journeys.type_in(paper, cast.person("luo"), {"branch": "白泉村团支部"})
    found = problems(paper, cast, "luo")
    assert found == {"branch": "“白泉村团支部”不在云溪县第一中学团委之下，请从它下属的团支部中选择"}
    with pytest.raises(StepNotAllowed, match="还有 1 处必须改：“白泉村团支部”不在"):
        journeys.submit(paper, cast)


def test_a_character_no_font_draws_is_refused_by_its_code_point_and_row(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    rows = rows_of(paper)
    journeys.type_in(
        paper, cast.person("zhou"), {"rows": [{**rows[0], "title": "书\U0001fae8记"}, *rows[1:]]}
    )
    found = problems(paper, cast, "zhou")
    (sentence,) = found.values()
    assert "联系点第 1 行职务" in sentence and "U+1FAE8" in sentence


def test_required_and_malformed_cells_are_named_by_row(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    rows = rows_of(paper)
    wrong = [{**rows[0], "name": "", "phone": "12"}, {**rows[1], "committee": "没有的团委"}, *rows[2:]]
    journeys.type_in(paper, cast.person("zhou"), {"rows": wrong})
    found = list(problems(paper, cast, "zhou").values())
    assert any("第 1 行：请填写姓名" in sentence for sentence in found)
    assert any("第 1 行：联系方式“12”不是有效的号码" in sentence for sentence in found)
    assert any("第 2 行联系指导的团委“没有的团委”不在组织树中" in sentence for sentence in found)


def test_only_the_units_clerk_opens_its_table(app: Flask, cast: Cast) -> None:
    annex, county = cast.annex("province", "contact_points"), cast.organ("团云溪县委").id
    for name in ("mai", "bai", "lin", "wai"):
        with pytest.raises(NotAllowed, match="由团云溪县委的经办人填报"):
            open_submission(annex, cast.person(name), county)


def test_a_task_sheet_is_about_a_cadre_of_that_unit(app: Flask, cast: Cast) -> None:
    annex, county = cast.annex("province", "task_sheet"), cast.organ("团云溪县委").id
    with pytest.raises(Unacceptable, match="所选的人现在不在团云溪县委任职"):
        open_submission(annex, cast.person("luo"), county, subject=cast.person("luo"))
    with pytest.raises(Unacceptable, match="请指明是哪一位"):
        open_submission(annex, cast.person("zhou"), county)


def test_opening_again_gives_the_same_paper_at_any_state(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    again = open_submission(cast.annex("province", "contact_points"), cast.person("zhou"), paper.owner_id)
    assert again is paper
    assert db.session.scalar(db.select(db.func.count(Submission.id))) == 1
