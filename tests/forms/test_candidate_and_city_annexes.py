"""最美青春故事候选人推荐表 and the annexes of the city notice: what each refuses and asks about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.forms import world
from tests.forms.every_annex import typed
from youthwork.domain.annex_context import Grade
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.annexes.city_2017_walking.activity_news import ActivityNews
from youthwork.forms.annexes.city_2017_walking.research_report import ResearchReport
from youthwork.forms.annexes.city_2017_walking.research_topic import ResearchTopic
from youthwork.forms.annexes.province_2017_8.story_candidate import (
    MOST_OF_STORY,
    StoryCandidate,
)
from youthwork.forms.fields import bind, posted_from, problems_of


def findings(annex: type[AnnexForm], changes: dict[str, Any], **more: Any) -> dict[str, tuple[str, Grade]]:
    answers = {**annex.sample(), **changes}
    named = world.looked_up(annex, answers)
    context = world.context(world.COUNTY, (world.ZHOU,), named=named, **more)
    return world.by_field(annex.check({**typed(annex, answers), **annex.known(context)}, context))


# 候选人


def test_kind_and_form_of_sharing_are_chosen() -> None:
    found = findings(StoryCandidate, {"kind": "", "media": ""})
    assert found["kind"][1] is Grade.MUST and "分享会、演讲、征文、微视频、H5页面" in found["media"][0]


@pytest.mark.parametrize(("length", "fits"), [(MOST_OF_STORY, True), (MOST_OF_STORY + 1, False)])
def test_a_story_is_no_longer_than_fifteen_hundred_characters(length: int, fits: bool) -> None:
    form = bind(
        StoryCandidate, posted_from(StoryCandidate, {**StoryCandidate.sample(), "story": "好" * length})
    )
    assert form.validate() is fits
    assert fits or "最多 1500 个字" in next(problems_of(form)).message


def test_a_cadre_of_another_place_wants_a_word_and_a_young_person_of_any_place_none() -> None:
    cadre = findings(StoryCandidate, {"work_unit": "团白鹭县委"})
    assert cadre["work_unit"] == ("“团白鹭县委”不在团云溪县委之下；确由本单位推荐的，请说明", Grade.EXPLAIN)
    assert findings(StoryCandidate, {"work_unit": "没有这个单位"})["work_unit"][1] is Grade.EXPLAIN
    assert findings(StoryCandidate, {"work_unit": "清河快递站", "kind": "青年"}) == {}
    assert findings(StoryCandidate, {"work_unit": "云溪镇团委"}) == {}


def test_a_cadre_is_found_by_name_and_a_young_person_nowhere() -> None:
    cadre, young = StoryCandidate.sample(), {**StoryCandidate.sample(), "kind": "青年", "story": "罗欣喆的事"}
    assert "罗欣喆" in StoryCandidate.paper_title(cadre) and "罗欣喆" in list(StoryCandidate.texts(cadre))
    assert "罗欣喆" not in StoryCandidate.paper_title(young)
    assert "罗欣喆" not in "".join(StoryCandidate.texts(young))
    assert "罗欣喆" not in [fact.text for fact in StoryCandidate.facts(young)]


def test_it_climbs_and_asks_for_no_seal_and_may_be_nil() -> None:
    assert StoryCandidate.climbs and StoryCandidate.is_decided_by_level and StoryCandidate.may_be_nil
    assert not StoryCandidate.has_seal_cell


# 活动信息


def test_news_is_either_news_or_a_case_and_asks_for_no_photo() -> None:
    assert findings(ActivityNews, {"kind": ""})["kind"][1] is Grade.MUST
    assert ActivityNews.is_voluntary and ActivityNews.may_repeat and not ActivityNews.reads_evidence


# 调研


def test_an_organ_settles_on_exactly_one_topic() -> None:
    assert findings(ResearchTopic, {"group": ""}) == {}
    again = findings(ResearchTopic, {"group": ""}, topics=(("乡村青年", ""),))
    assert again["group"] == ("全机关已选定“乡村青年”，只选1个方向；要换的请改那一件", Grade.MUST)


def test_each_group_settles_on_exactly_one_topic_and_then_the_organ_on_none() -> None:
    settled = (("乡村青年", "第二调研组"),)
    assert findings(ResearchTopic, {}, topics=settled) == {}
    assert "group" in findings(ResearchTopic, {"group": "第二调研组"}, topics=settled)
    assert "每一件都写明调研组" in findings(ResearchTopic, {"group": ""}, topics=settled)["group"][0]
    assert "全机关已选定" in findings(ResearchTopic, {}, topics=(("乡村青年", ""),))["group"][0]


def test_a_topic_is_a_difficulty_a_pain_or_a_blank() -> None:
    assert findings(ResearchTopic, {"point": ""})["point"][1] is Grade.MUST


def test_a_report_keeps_to_the_topic_that_was_settled_on() -> None:
    settled = ResearchReport.sample()["topic"]
    assert "topic" not in findings(ResearchReport, {}, topics=((settled, ""),), evidence=1)
    other = findings(ResearchReport, {}, topics=(("别的方向", ""),), evidence=1)
    assert "与已报的调研选题（别的方向）不同" in other["topic"][0]
    assert findings(ResearchReport, {}, evidence=1)["topic"][1] is Grade.EXPLAIN
    assert findings(ResearchReport, {}, topics=((settled, ""),))["proposals"][1] is Grade.HINT


def test_a_report_begins_with_the_only_topic() -> None:
    context = world.context(world.COUNTY, (), topics=(("快递青年", "第一调研组"),))
    assert ResearchReport.prefill(context) == {"topic": "快递青年", "group": "第一调研组"}
    two = world.context(world.COUNTY, (), topics=(("甲", ""), ("乙", "")))
    assert ResearchReport.prefill(two) == {}


@pytest.mark.parametrize(("day", "is_meant"), [(10, False), (11, True), (15, True), (20, True), (21, False)])
def test_a_due_day_outside_the_middle_of_november_is_asked_about(day: int, is_meant: bool) -> None:
    assert (StoryCandidate.due_warning(date(2026, 11, day)) == "") is is_meant
    assert "11月中旬" in StoryCandidate.due_warning(date(2026, 10, 15))


def test_the_proposed_due_day_lies_in_the_middle_of_november() -> None:
    for issued_on in (date(2026, 3, 1), date(2026, 11, 20)):
        proposed = StoryCandidate.proposed_due(issued_on)
        assert proposed is not None and StoryCandidate.due_warning(proposed) == ""
