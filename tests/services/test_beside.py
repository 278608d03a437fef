"""旁边有什么: what a page is told to stand beside a paper does stand there, and nothing else is left out."""

from __future__ import annotations

import pytest

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import NotFound
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Draft, Submission
from youthwork.services import beside, posts
from youthwork.services.beside import Beside
from youthwork.services.drafts.draft_history import find_draft
from youthwork.services.drafts.draft_saves import Save, save_draft
from youthwork.services.path import comments

pytestmark = on_both_engines


def seen(cast: Cast, who: str, paper: Submission, with_draft: bool = False) -> Beside:
    return beside.find(posts.actor_of(cast.person(who)), paper.id, with_draft)


def things(found: Beside) -> tuple[bool, bool, bool]:
    return found.has_comments, found.has_evidence, found.has_clashes


def test_nothing_stands_beside_a_paper_just_begun(cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    found = seen(cast, "zhou", paper, with_draft=True)
    assert found.submission is paper and found.draft is find_draft(paper)
    assert things(found) == (False, False, False)


def test_a_file_is_told_of(cast: Cast) -> None:
    paper, other = journeys.draft_contact_points(cast), journeys.draft_task_sheet(cast, "zhou")
    journeys.attach(paper, cast.person("zhou"))
    assert things(seen(cast, "zhou", paper)) == (False, True, False)
    assert things(seen(cast, "zhou", other)) == (False, False, False)


def test_a_comment_is_told_of(cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_task_sheet(cast, "he"), cast, State.ACCEPTED)
    comments.write(paper, cast.person("tang"), "branch", "请核对")
    found = seen(cast, "tang", paper)
    assert things(found) == (True, False, False)
    assert next(event.state for event in found.submission.events) is State.ACCEPTED


def test_a_text_set_aside_is_told_of_until_it_is_decided(cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    zhou = cast.person("zhou")
    for client, text in (("a", "甲"), ("b", "乙")):
        save_draft(paper, zhou, Save({**find_draft(paper).fields, "filler": [text]}, 2, client))
    assert things(seen(cast, "zhou", paper, with_draft=True)) == (False, False, True)


def test_a_paper_without_a_draft_is_found_all_the_same(cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    db.session.execute(db.delete(Draft).where(Draft.submission_id == paper.id))
    db.session.expire_all()
    found = seen(cast, "zhou", paper, with_draft=True)
    assert found.submission is paper and found.draft is None


def test_what_is_out_of_sight_is_not_found(cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    with pytest.raises(NotFound):
        seen(cast, "wai", paper)
