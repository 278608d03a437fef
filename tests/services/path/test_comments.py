"""批注: pinned by who could return the paper, read by their own side until a return gives it out."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Comment, Submission
from youthwork.services import posts
from youthwork.services.path import comments, corrections, dispatch, filing, review
from youthwork.services.path.cases import annex_of
from youthwork.services.printing import faces, reading

WORDS = "请写团总支的全称"


def pin(
    paper: Submission, cast: Cast, who: str, name: str = "", text: str = WORDS, proposed: str = ""
) -> Comment:
    return comments.write(paper, cast.person(who), name or first_committee(paper), text, proposed)


def first_committee(paper: Submission) -> str:
    """The pin of 联系指导的团委 in the first row."""
    return f"rows-{paper.answers['rows'][0]['id']}-committee"


def read_by(paper: Submission, cast: Cast, who: str) -> list[str]:
    return [each.text for each in comments.readable(paper, posts.actor_of(cast.person(who)))]


def test_a_comment_says_where_it_is_and_what_stood_there(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    comment = pin(paper, cast, "he")
    assert comment.place == "联系点第 1 行 · 联系指导的团委"
    assert comment.quoted == paper.answers["rows"][0]["committee"]
    assert (comment.made_in, comment.round_number) == (State.ACCEPTED, 1)
    assert comment.unit.common_name == "团青岚市委组织部"


@pytest.mark.parametrize("name", ["filler", "known-unit", "rows"])
def test_a_field_a_known_cell_and_a_whole_list_can_be_commented_on(app: Flask, cast: Cast, name: str) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    assert pin(paper, cast, "he", name).field == name


def test_an_empty_list_of_a_task_sheet_can_be_commented_on(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    assert pin(paper, cast, "tang", "other_activities").place == "其他活动"


@pytest.mark.parametrize("name", ["rows-nobody-name", "csrf_token", ""])
def test_what_is_not_in_the_paper_cannot_be_commented_on(app: Flask, cast: Cast, name: str) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    with pytest.raises(NotFound):
        comments.write(paper, cast.person("he"), name, WORDS)


def test_a_comment_has_words_or_a_proposed_text_that_differs(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    with pytest.raises(Unacceptable, match="请写下批注的意见"):
        pin(paper, cast, "he", text="  ")
    with pytest.raises(Unacceptable, match="最多 500 个字"):
        pin(paper, cast, "he", text="长" * 501)
    with pytest.raises(Unacceptable, match="要批在一格上"):
        pin(paper, cast, "he", "rows", proposed="别的")
    with pytest.raises(Unacceptable, match="要批在一格上"):
        pin(paper, cast, "he", "known-unit", proposed="别的")
    with pytest.raises(Unacceptable, match="与现在的相同"):
        pin(paper, cast, "he", "filler", proposed=paper.answers["filler"])
    assert pin(paper, cast, "he", "filler", text="", proposed=" 周 可儿 ").proposed == "周 可儿"


@pytest.mark.parametrize(
    ("state", "who", "refusal"),
    [
        (State.SENT, "he", StepNotAllowed),
        (State.SIGNED_OFF, "chen", StepNotAllowed),
        (State.ACCEPTED, "cheng", NotAllowed),
        (State.ACCEPTED, "zhou", NotAllowed),
        (State.IN_SIGN_OFF, "zhou", NotAllowed),
        (State.FILED, "he", StepNotAllowed),
    ],
)
def test_only_who_could_return_the_paper_may_comment(
    app: Flask, cast: Cast, state: State, who: str, refusal: type[Exception]
) -> None:
    paper = journeys.at_state(cast, state)
    with pytest.raises(refusal):
        pin(paper, cast, who)
    assert not comments.may_comment(paper, posts.actor_of(cast.person(who)))


@on_both_engines
def test_a_receivers_comment_is_not_seen_by_the_owner_before_it_is_given_out(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    pin(paper, cast, "he")
    for who in ("zhou", "chen", "li", "mai", "tang", "lin"):
        assert read_by(paper, cast, who) == [], who
    assert read_by(paper, cast, "he") == [WORDS] == read_by(paper, cast, "cheng")
    journeys.return_(paper, cast)
    assert read_by(paper, cast, "zhou") == [WORDS] == read_by(paper, cast, "chen")


@on_both_engines
def test_a_signers_comment_never_reaches_the_receiver(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    pin(paper, cast, "chen")
    assert read_by(paper, cast, "chen") == [WORDS]
    assert read_by(paper, cast, "zhou") == [], "not given out yet"
    dispatch.send_back(paper, cast.person("chen"), paper.version)
    assert read_by(paper, cast, "zhou") == [WORDS]
    journeys.walk_on(paper, cast, State.ACCEPTED)
    for who in ("he", "cheng", "tang"):
        assert read_by(paper, cast, who) == [], who
    assert read_by(paper, cast, "zhou") == [WORDS], "it stays their own history"


@on_both_engines
def test_what_was_not_given_out_stays_with_its_unit_after_a_reassignment(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    pin(paper, cast, "tang", "branch")
    other = cast.organ("团示范省委学校部")
    review.reassign(paper, cast.person("tang"), paper.version, other.id)
    journeys.accept(paper, cast, by="xu")
    assert read_by(paper, cast, "xu") == []
    assert read_by(paper, cast, "tang") == [WORDS] == read_by(paper, cast, "song")
    assert comments.pending(paper) == [], "another department's notes go out with nobody's return"
    journeys.return_(paper, cast, by="xu")
    assert read_by(paper, cast, "luo") == []


@on_both_engines
def test_what_was_not_given_out_stays_unseen_after_filing_and_is_never_printed(
    app: Flask, cast: Cast
) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    pin(paper, cast, "he", text="内部意见不外传")
    filed = journeys.file_(paper, cast)
    assert read_by(paper, cast, "zhou") == [] and read_by(paper, cast, "he") == ["内部意见不外传"]
    shown = reading.as_reader_sees(annex_of(paper), filed.answers, True)
    face = faces.render_face(
        paper.notice.edition_key, annex_of(paper), shown, filing.paper_heading(paper), faces.Marks(True), ""
    )
    assert "内部意见不外传" not in face and filed.answers["filler"] in face


def test_comments_of_one_round_do_not_go_out_with_the_next(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    pin(paper, cast, "he")
    journeys.return_(paper, cast)
    journeys.walk_on(paper, cast, State.ACCEPTED)
    assert comments.pending(paper) == []
    pin(paper, cast, "he", "filler", "又一处")
    assert [each.text for each in comments.pending(paper)] == ["又一处"]


def test_a_comment_is_changed_and_taken_away_until_it_is_given_out(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    first, second = pin(paper, cast, "he"), pin(paper, cast, "he", "filler")
    he = cast.person("he")
    comments.rewrite(paper, he, first.id, "改过的意见")
    comments.remove(paper, he, second.id)
    assert [each.text for each in comments.pending(paper)] == ["改过的意见"]
    journeys.return_(paper, cast)
    for change in (
        lambda: comments.rewrite(paper, he, first.id, "再改"),
        lambda: comments.remove(paper, he, first.id),
    ):
        with pytest.raises((StepNotAllowed, NotAllowed)):
            change()


@pytest.mark.parametrize("who", ["zhou", "cheng", "chen"])
def test_nobody_changes_anothers_comment(app: Flask, cast: Cast, who: str) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    comment = pin(paper, cast, "he")
    with pytest.raises((NotAllowed, NotFound)):
        comments.rewrite(paper, cast.person(who), comment.id, "别人改的")
    assert comment.text == WORDS


def test_the_comments_stand_in_the_order_of_the_form(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    for name in ("rows", first_committee(paper), "filler"):
        pin(paper, cast, "he", name)
    assert [each.field for each in comments.pending(paper)] == ["filler", "rows", first_committee(paper)]


def test_giving_up_a_correction_takes_its_comments_along(app: Flask, cast: Cast) -> None:
    filed = journeys.file_contact_points(cast)
    draft = journeys.submit(journeys.draft_correction(filed, cast), cast)
    comments.write(draft, cast.person("chen"), "filler", "不必更正")
    dispatch.send_back(draft, cast.person("chen"), draft.version)
    corrections.give_up(draft, cast.person("zhou"))
    assert db.session.scalars(db.select(Comment)).all() == []
