"""小组代为联系 (H25) in 附件1 and 附件2: the group's committee is taken in, marked, accepted and watched."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.query_counts import count_queries
from tests.together import add_posted_group, who
from youthwork.domain.sources import SourceKind
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TaskSheet
from youthwork.forms.fields import bind
from youthwork.models import Link, Submission, SubmissionSource, WorkGroup
from youthwork.services.contact_work.groups import groups
from youthwork.services.drafts.annex_context import context_for, open_links
from youthwork.services.drafts.checking import Findings, check_draft
from youthwork.services.drafts.compiling import compile_contact_points
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.drafts.sources import sources_of
from youthwork.services.path.cases import annex_of

pytestmark = on_both_engines


def group_of_two(cast: Cast, with_branch: bool = True) -> WorkGroup:
    """何志远, who has no link of his own, and 罗欣喆, who has one, posted; linked to 云溪镇团委 together."""
    group = add_posted_group(cast)
    if with_branch:
        branch = cast.organ("白泉村团支部").id
        groups.set_branch(who(cast, "lin"), group, branch, cast.person("lin"), group.version)
    return group


def sheet_of(cast: Cast, username: str) -> Submission:
    person = cast.person(username)
    return open_submission(cast.annex("province", "task_sheet"), person, cast.organ("团青岚市委").id, person)


def table_of(cast: Cast) -> Submission:
    return open_submission(
        cast.annex("province", "contact_points"), cast.person("lin"), cast.organ("团青岚市委").id
    )


def answers_of(paper: Submission) -> dict[str, Any]:
    return bind(annex_of(paper), find_draft(paper).fields).data


def at(found: Findings, field: str) -> list[str]:
    return [each.message for each in found.problems if each.field == field]


def test_a_posted_cadre_without_a_link_gets_the_groups_committee_and_branch(app: Flask, cast: Cast) -> None:
    group_of_two(cast)
    sheet = sheet_of(cast, "he")
    answers = answers_of(sheet)
    assert (answers["committee"], answers["branch"]) == ("云溪镇团委", "白泉村团支部")
    context = context_for(sheet, cast.person("he"), answers)
    assert "白泉村团支部" in [unit.name for unit in context.branches]
    drawn = {each.field: each for each in TaskSheet.derived({**TaskSheet.known(context), **answers}, context)}
    assert [drawn[name].words for name in ("committee", "branch")] == ["来自小组“下沉小组”"] * 2
    assert drawn["committee"].kind is SourceKind.GROUP
    found = check_draft(sheet, cast.person("he"))
    assert at(found, "committee") == at(found, "branch") == []


def test_the_table_takes_the_group_in_and_ones_own_link_first(app: Flask, cast: Cast) -> None:
    group_of_two(cast)
    paper = table_of(cast)
    rows = {row["name"]: row["committee"] for row in answers_of(paper)["rows"]}
    assert (rows["何志远"], rows["罗欣喆"], rows["林晓舟"]) == ("云溪镇团委", "云溪县第一中学团委", "")
    assert compile_contact_points(paper, cast.person("lin")).linked == 2
    context = context_for(paper, cast.person("lin"), answers_of(paper))
    he = cast.person("he").id
    drawn = {each.field: each.words for each in ContactPoints.derived(answers_of(paper), context)}
    assert drawn[f"rows-u{he}-committee"] == "来自小组“下沉小组”"


@pytest.mark.parametrize("which", ["contact_points", "task_sheet"])
def test_another_committee_than_the_groups_wants_a_word(app: Flask, cast: Cast, which: str) -> None:
    group_of_two(cast)
    if which == "task_sheet":
        paper, user, field = sheet_of(cast, "he"), cast.person("he"), "committee"
        journeys.type_in(paper, user, {"committee": "云溪县第一中学团委", "branch": ""})
    else:
        paper, user = table_of(cast), cast.person("lin")
        rows = answers_of(paper)["rows"]
        changed = [
            {**row, "committee": "云溪县第一中学团委"} if row["name"] == "何志远" else row for row in rows
        ]
        journeys.type_in(paper, user, {"rows": changed})
        field = f"rows-u{cast.person('he').id}-committee"
    said = at(check_draft(paper, user), field)
    assert len(said) == 1 and "小组“下沉小组”的联系关系（云溪镇团委）不同" in said[0]


def test_a_branch_elsewhere_than_under_the_groups_committee_is_refused(app: Flask, cast: Cast) -> None:
    group_of_two(cast)
    sheet = sheet_of(cast, "he")
    journeys.type_in(
        sheet,
        cast.person("he"),
        {"committee": "云溪镇团委", "branch": "云溪县第一中学高一（1）班团支部"},
    )
    assert "不在云溪镇团委之下" in at(check_draft(sheet, cast.person("he")), "branch")[0]


def test_what_was_taken_from_the_group_is_frozen_and_watched(app: Flask, cast: Cast) -> None:
    group = group_of_two(cast)
    sheet = journeys.submit(journeys.draft_task_sheet(cast, "he"), cast)
    kept = db.session.scalars(
        db.select(SubmissionSource).where(
            SubmissionSource.submission_id == sheet.id, SubmissionSource.kind == SourceKind.GROUP
        )
    ).all()
    assert {(row.field, row.record_id, row.text) for row in kept} >= {("committee", group.id, "云溪镇团委")}

    def state() -> set[str]:
        found = sources_of(sheet, annex_of(sheet), sheet.answers or {}, True)
        return {each.state for each in found.all if each.kind is SourceKind.GROUP}

    assert state() == {""}
    group.committee = cast.organ("云溪县第一中学团委")
    db.session.flush()
    assert "已更正" in state()


@pytest.mark.parametrize(
    "ended", ["group", "membership", "posting"], ids=["the group", "the membership", "the posting"]
)
def test_what_is_over_stands_in_no_more(app: Flask, cast: Cast, ended: str) -> None:
    group = group_of_two(cast)
    he = cast.person("he")
    member = next(each for each in group.members if each.person_id == he.id)
    assert open_links([he.id])[he.id].group == "下沉小组"
    yesterday = date(2026, 3, 31)
    group.starts_on = member.starts_on = date(2026, 3, 1)
    thing = {"group": group, "membership": member, "posting": member.posting}[ended]
    assert thing is not None
    thing.ends_on = yesterday
    db.session.flush()
    assert open_links([he.id]) == {}


def test_an_ended_link_of_ones_own_gives_way_to_the_group(app: Flask, cast: Cast) -> None:
    group_of_two(cast)
    luo = cast.person("luo")
    link = db.session.scalars(db.select(Link).where(Link.user_id == luo.id)).one()
    assert open_links([luo.id])[luo.id].id == link.id
    link.ends_on = NOW.date()
    db.session.flush()
    assert (open_links([luo.id])[luo.id].id, open_links([luo.id])[luo.id].group) == (0, "下沉小组")


def test_only_who_is_posted_costs_one_query_more(app: Flask, cast: Cast) -> None:
    people = [cast.person(each).id for each in ("he", "luo", "lin", "meng")]
    lin = cast.person("lin").id
    assert count_queries(lambda: open_links(people)) == 1
    group_of_two(cast)
    assert count_queries(lambda: open_links(people)) == 2
    assert count_queries(lambda: open_links([lin])) == 1
