"""逐项退回: what a return carries and opens, the second lock at submitting, talking first, and consent."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.path.test_comments import first_committee, pin
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Submission, SubmissionRound
from youthwork.services import posts
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.drafting import submit
from youthwork.services.path import comments, dispatch, returning, review
from youthwork.services.path.cases import annex_of
from youthwork.services.path.returning import Handout
from youthwork.services.printing.reading import places


def returned(cast: Cast, *names: str, **handout: object) -> Submission:
    """附件1 of 团云溪县委, back with a comment at each of these places."""
    paper = journeys.at_state(cast, State.ACCEPTED)
    for name in names:
        pin(paper, cast, "he", name)
    review.return_(paper, cast.person("he"), paper.version, handout=Handout(**handout))
    return paper


def type_over(paper: Submission, cast: Cast, **texts: str) -> None:
    """Save as a page would post it, with these inputs changed (`rows-u1-name` as rows__u1__name)."""
    draft = find_draft(paper)
    typed = {name.replace("__", "-"): [text] for name, text in texts.items()}
    save_draft(paper, cast.person("zhou"), Save({**draft.fields, **typed}, draft.revision))


def again(paper: Submission, cast: Cast) -> Submission:
    return journeys.walk_on(paper, cast, State.ACCEPTED)


@on_both_engines
def test_a_return_opens_what_was_commented_on_and_gives_it_out(app: Flask, cast: Cast) -> None:
    paper = returned(cast, "filler", "rows")
    assert paper.reopened == ["filler", "rows"]
    assert paper.events[0].reason == "逐项意见 2 处"
    given = comments.to_do(paper, comments.readable(paper, posts.actor_of(cast.person("zhou"))))
    assert [each.given_at for each in given] == [paper.events[0].at] * 2


def test_a_return_without_comments_or_with_everything_opened_opens_everything(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.RETURNED)
    assert paper.reopened is None
    again(paper, cast)
    pin(paper, cast, "he", "filler")
    handout = Handout(open_all=True, talked="今天，周可儿")
    review.return_(paper, cast.person("he"), paper.version, "各处都看一下", handout)
    assert paper.reopened is None and paper.events[0].reason == "各处都看一下"


def test_a_return_needs_a_reason_or_a_comment(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    with pytest.raises(StepNotAllowed, match="请写明原因"):
        review.return_(paper, cast.person("he"), paper.version)
    pin(paper, cast, "he", "filler")
    review.return_(paper, cast.person("he"), paper.version)
    assert paper.state is State.RETURNED


@on_both_engines
def test_a_comment_nobody_saw_on_the_page_does_not_go_out(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    seen = pin(paper, cast, "he", "filler")
    pin(paper, cast, "he", "rows")
    with pytest.raises(StepNotAllowed, match="刚刚有人添改了批注"):
        review.return_(paper, cast.person("he"), paper.version, "改", Handout(frozenset({seen.id})))


def test_who_comes_too_late_is_told_who_acted_before_anything_else(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    version = paper.version
    journeys.file_(paper, cast)
    with pytest.raises(AlreadyMoved):
        review.return_(paper, cast.person("he"), version, "改")


@on_both_engines
def test_only_what_was_reopened_can_be_written(app: Flask, cast: Cast) -> None:
    paper = returned(cast, "filler")
    before = dict(find_draft(paper).fields)
    type_over(paper, cast, filler="李堃", filler_phone="13800009999")
    assert find_draft(paper).fields == {**before, "filler": ["李堃"]}
    submit(paper, cast.person("zhou"), paper.version)
    assert paper.answers and paper.answers["filler"] == "李堃"


@on_both_engines
def test_closed_answers_that_differ_are_refused_once_more_when_submitting(app: Flask, cast: Cast) -> None:
    paper = returned(cast, "filler")
    draft = find_draft(paper)
    draft.fields = {**draft.fields, "filler_phone": ["13800009999"]}
    with pytest.raises(StepNotAllowed, match="联系电话这一次没有放开，却与上次报送的不同") as refusal:
        submit(paper, cast.person("zhou"), paper.version)
    assert "何志远（团青岚市委组织部）放开" in refusal.value.sentence


def test_a_must_finding_in_a_closed_field_opens_it_for_good(app: Flask, cast: Cast) -> None:
    paper = returned(cast, "filler")
    zhou = cast.person("zhou")
    draft = find_draft(paper)
    draft.fields = {**draft.fields, "filler_phone": ["12"]}
    assert set(returning.closed_findings(paper, zhou)) == {"filler_phone"}
    returning.open_by_checks(paper.id, zhou)
    type_over(paper, cast, filler_phone="13800009999")
    assert find_draft(paper).fields["filler_phone"] == ["13800009999"]
    returning.open_by_checks(paper.id, zhou)
    assert paper.reopened == ["filler", "filler_phone"], "it stays open though the finding is gone"
    submit(paper, zhou, paper.version)


def test_withdrawing_keeps_what_is_open_and_a_new_return_replaces_it(app: Flask, cast: Cast) -> None:
    paper = returned(cast, "filler")
    journeys.submit(paper, cast)
    dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    assert paper.state is State.DRAFT and paper.reopened == ["filler"]
    again(paper, cast)
    pin(paper, cast, "he", "rows")
    review.return_(paper, cast.person("he"), paper.version, handout=Handout(talked="今天，周可儿"))
    assert paper.reopened == ["rows"]


def test_a_signer_who_sends_a_mended_paper_back_opens_more(app: Flask, cast: Cast) -> None:
    paper = returned(cast, "filler")
    journeys.submit(paper, cast)
    pin(paper, cast, "chen", "filler_phone")
    dispatch.send_back(paper, cast.person("chen"), paper.version)
    assert paper.reopened == ["filler", "filler_phone"]
    mine = comments.readable(paper, posts.actor_of(cast.person("zhou")))
    assert [each.field for each in comments.to_do(paper, mine)] == ["filler", "filler_phone"]


def test_who_returned_the_paper_opens_more_of_it(app: Flask, cast: Cast) -> None:
    paper = returned(cast, "filler")
    he = cast.person("he")
    assert returning.open_more(paper, he, ["filler_phone", "filler", "nowhere"]) == 1
    assert paper.reopened == ["filler", "filler_phone"]
    with pytest.raises(StepNotAllowed, match="请勾选"):
        returning.open_more(paper, he, ["filler"])
    for who in ("zhou", "chen"):
        with pytest.raises(NotAllowed, match="由团青岚市委组织部的审核人、签发人办理"):
            returning.open_more(paper, cast.person(who), ["rows"])
    returning.open_more(paper, he, [], everything=True)
    assert paper.reopened is None
    with pytest.raises(StepNotAllowed, match="已全部放开"):
        returning.open_more(paper, he, ["rows"])


@on_both_engines
def test_from_the_third_round_on_it_is_talked_over_first(app: Flask, cast: Cast) -> None:
    paper = again(returned(cast, "filler"), cast)
    he = cast.person("he")
    assert returning.must_talk(paper)
    with pytest.raises(StepNotAllowed, match="已退回 1 次，再退回以前请先电话沟通"):
        review.return_(paper, he, paper.version, "还是不对")
    review.return_(paper, he, paper.version, "还是不对", Handout(talked="4月2日 15:00，周可儿"))
    assert paper.events[0].note == "已电话沟通：4月2日 15:00，周可儿"
    assert paper.round_number == 3


def test_asking_for_consent_needs_a_proposed_text_for_every_comment(app: Flask, cast: Cast) -> None:
    paper = again(returned(cast, "filler"), cast)
    he = cast.person("he")
    pin(paper, cast, "he", "filler", "错字", "周可")
    open_question = pin(paper, cast, "he", "filler_phone", "请核对")
    asks = Handout(asks_consent=True)
    with pytest.raises(StepNotAllowed, match="须在每处批注里代拟文字"):
        review.return_(paper, he, paper.version, "", asks)
    comments.remove(paper, he, open_question.id)
    review.return_(paper, he, paper.version, "", asks)
    assert paper.events[0].note == "代为更正 1 处，请填报单位同意"


@on_both_engines
def test_consent_writes_the_proposed_text_and_both_versions_stay_readable(app: Flask, cast: Cast) -> None:
    paper = again(returned(cast, "filler"), cast)
    pin(paper, cast, "he", "filler", "错字", "周可")
    review.return_(paper, cast.person("he"), paper.version, "", Handout(asks_consent=True))
    assert find_draft(paper).fields["filler"] == ["周可儿"], "nothing is changed without consent"
    zhou = cast.person("zhou")
    [proposal] = returning.proposals(paper)
    returning.take_over(paper, zhou)
    assert (proposal.taken_over_by_id, proposal.taken_over_at is not None) == (zhou.id, True)
    assert returning.proposals(paper) == []
    with pytest.raises(StepNotAllowed, match="没有待同意的代拟文字"):
        returning.take_over(paper, zhou)
    submit(paper, zhou, paper.version)
    rounds = db.session.scalars(db.select(SubmissionRound).order_by(SubmissionRound.number)).all()
    assert [each.answers["filler"] for each in rounds] == ["周可儿", "周可儿", "周可"]
    assert paper.state is State.IN_SIGN_OFF, "it is signed and sealed anew"


def test_nobody_but_the_owner_consents(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    pin(paper, cast, "he", "filler", "错字", "周可")
    review.return_(paper, cast.person("he"), paper.version)
    with pytest.raises(NotAllowed):
        returning.take_over(paper, cast.person("he"))
    assert find_draft(paper).fields["filler"] == ["周可儿"]


def test_what_was_mended_is_known_by_the_text_that_stands_there(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    name = first_committee(paper)
    for each in ("filler", name):
        pin(paper, cast, "he", each)
    review.return_(paper, cast.person("he"), paper.version)
    type_over(paper, cast, filler="李堃")
    again(paper, cast)
    now = places(annex_of(paper), paper.answers or {})
    found = comments.to_do(paper, comments.readable(paper, posts.actor_of(cast.person("he"))))
    assert [(each.field, comments.is_mended(each, now)) for each in found] == [
        ("filler", True),
        (name, False),
    ]
