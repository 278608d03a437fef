"""活动信息由活动记录写成: one or more of the unit's records; what was written stays, what is guarded stays out."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.contact_work import EFFECT, add_activity
from tests.factories import NOW, Cast
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.signals import SignalKind
from youthwork.domain.sources import SourceKind
from youthwork.extensions import db
from youthwork.forms.annexes.city_2017_walking.activity_news import ActivityNews
from youthwork.forms.fields import answers_of, bind
from youthwork.models import ActivitySignal, Submission
from youthwork.services import posts
from youthwork.services.contact_work.derivation import news
from youthwork.services.drafts.checking import check_draft
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.drafts.drafting import open_submission

pytestmark = on_both_engines


@pytest.fixture
def paper(app: Flask, cast: Cast) -> Submission:
    notice = duties.issue(cast, "city_2017_walking", "团青岚市委", annexes=(ActivityNews.key,))
    return open_submission(
        duties.annex(notice, ActivityNews.key), cast.person("zhou"), cast.organ("团云溪县委").id, another=True
    )


def offered(cast: Cast, paper: Submission, who: str = "zhou") -> list[news.Choice]:
    return news.choices(paper, posts.actor_of(cast.person(who)), everything=True)


def text_of(paper: Submission) -> dict[str, str]:
    return answers_of(bind(ActivityNews, find_draft(paper).fields))


def test_several_records_become_when_where_what_and_effect(cast: Cast, paper: Submission) -> None:
    one = add_activity(cast, "zhou", "2026-03-05")
    two = add_activity(cast, "li", "2026-03-12", place="清河快递站点", topic="听骑手说难处", people=30)
    add_activity(cast, "zhou", "2026-03-20", topic="没有勾选的")
    assert news.take(paper, cast.person("zhou"), offered(cast, paper), {one.id, two.id}) == 2
    said = text_of(paper)
    assert said["when"] == "3月5日、3月12日" and said["where"] == "白泉村活动室、清河快递站点"
    assert said["what"].splitlines() == [
        "3月5日，座谈：到白泉村与返乡青年交流，12人。",
        "3月12日，座谈：听骑手说难处，30人。",
    ]
    assert said["effect"] == EFFECT, "what both say is said once"


def test_what_was_written_stays_and_a_record_is_taken_once(cast: Cast, paper: Submission) -> None:
    zhou = cast.person("zhou")
    one = add_activity(cast, "zhou")
    journeys.type_in(paper, zhou, {**dict.fromkeys(("subject", "where"), ""), "what": "先写的一段。"})
    news.take(paper, zhou, offered(cast, paper), {one.id})
    assert text_of(paper)["what"].startswith("先写的一段。\n3月5日")
    assert [each.is_taken for each in offered(cast, paper)] == [True]
    with pytest.raises(StepNotAllowed, match="没有勾选"):
        news.take(paper, zhou, offered(cast, paper), {one.id})


def test_a_record_that_may_name_a_protected_person_gives_only_its_day_and_numbers(
    cast: Cast, paper: Submission
) -> None:
    named = add_activity(
        cast, "zhou", topic="看望王小明", effect="王小明愿意复学，已经和学校谈妥，下周一报到。"
    )
    db.session.add(
        ActivitySignal(activity_id=named.id, kind=SignalKind.PROTECTED_NAME, sentence="请核实", at=NOW)
    )
    db.session.flush()
    (choice,) = offered(cast, paper)
    assert (choice.told, choice.effect, choice.where) == ("3月5日，12人。", "", "")


def test_only_the_unit_s_own_records_are_offered_to_who_may_read_them(cast: Cast, paper: Submission) -> None:
    own = add_activity(cast, "li")
    add_activity(cast, "bai")
    add_activity(cast, "luo")
    assert [each.activity.id for each in offered(cast, paper)] == [own.id]
    assert offered(cast, paper, "mai") == []


def test_more_than_a_report_holds_is_refused(cast: Cast, paper: Submission) -> None:
    ids = {add_activity(cast, "zhou", f"2026-03-{day:02}").id for day in range(5, 17)}
    with pytest.raises(StepNotAllowed, match="一次最多带入 10 条，勾选了 12 条"):
        news.take(paper, cast.person("zhou"), offered(cast, paper), ids)


def test_the_paper_keeps_the_records_it_still_tells_as_its_sources(cast: Cast, paper: Submission) -> None:
    zhou = cast.person("zhou")
    one, two = (
        add_activity(cast, "zhou", topic="第一件事"),
        add_activity(cast, "zhou", "2026-03-12", topic="第二件事"),
    )
    news.take(paper, zhou, offered(cast, paper), {one.id, two.id})
    kept = text_of(paper)["what"].splitlines()[0]
    journeys.type_in(paper, zhou, {**ActivityNews.sample(), "what": kept})
    drawn = [each for each in check_draft(paper, zhou).derived if each.kind is SourceKind.ACTIVITY]
    assert [each.record_id for each in drawn] == [one.id]
    journeys.submit(paper, cast)
    db.session.expire_all()
    assert paper.answers is not None and "第二件事" not in paper.answers["what"]
