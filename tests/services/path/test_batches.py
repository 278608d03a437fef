"""成批办理: each ticked paper is a deed of its own."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import AuditRecord, Submission
from youthwork.services.path.batches import check_batch, take_batch
from youthwork.services.path.queues import Queue
from youthwork.services.posts import actor_of

pytestmark = on_both_engines


def versions(*papers: Submission) -> dict[int, int]:
    return {paper.id: paper.version for paper in papers}


def test_one_refusal_does_not_undo_the_others(app: Flask, cast: Cast) -> None:
    signer = cast.person("chen")
    papers = [journeys.submit(journeys.draft_task_sheet(cast, name), cast) for name in ("zhou", "mai")]
    papers.insert(1, journeys.at_state(cast, State.IN_SIGN_OFF))
    seen = versions(*papers)
    db.session.commit()
    journeys.dispatch.send_back(papers[1], signer, None, "请补充")
    journeys.submit(papers[1], cast)
    db.session.commit()
    outcomes = take_batch(actor_of(signer), signer, Queue.SIGN_OFF, seen)
    refused = [outcome for outcome in outcomes if outcome.refused]
    assert [outcome.submission_id for outcome in refused] == [papers[1].id]
    assert "周可儿" in refused[0].refused and "已提交审签" in refused[0].refused
    assert [paper.state for paper in papers] == [State.SIGNED_OFF, State.IN_SIGN_OFF, State.SIGNED_OFF]
    recorded = db.session.scalars(db.select(AuditRecord).where(AuditRecord.kind == "refusal")).all()
    assert [record.user_id for record in recorded] == [signer.id]
    assert refused[0].refused in recorded[0].sentence


def test_a_paper_out_of_sight_is_refused_and_says_nothing_of_itself(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    stranger = cast.person("wai")
    outcomes = take_batch(actor_of(stranger), stranger, Queue.ACCEPT, {paper.id: paper.version, 999: 1})
    assert [outcome.title for outcome in outcomes] == [f"第 {paper.id} 号", "第 999 号"]
    assert all("不在你的可见范围内" in outcome.refused for outcome in outcomes)
    assert paper.state is State.SENT


def test_what_has_left_the_queue_is_named_as_done_by_another(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    seen = versions(paper)
    journeys.accept(paper, cast, by="he")
    db.session.commit()
    cheng = cast.person("cheng")
    outcomes = take_batch(actor_of(cheng), cheng, Queue.ACCEPT, seen)
    assert "可能刚被别人办理" in outcomes[0].refused and "团云溪县委" in outcomes[0].title


def test_sending_in_a_batch_gives_each_its_intake_number(app: Flask, cast: Cast) -> None:
    clerk = cast.person("zhou")
    papers = [
        journeys.sign_off(journeys.submit(journeys.draft_task_sheet(cast, name), cast), cast)
        for name in ("zhou", "mai")
    ]
    db.session.commit()
    assert not any(one.refused for one in take_batch(actor_of(clerk), clerk, Queue.SEND, versions(*papers)))
    assert {paper.intake_number for paper in papers} == {"SL-20260401-0001", "SL-20260401-0002"}


@pytest.mark.parametrize(
    ("queue", "ids", "sentence"),
    [
        (Queue.PRESS, [1], "要逐件办理"),
        (Queue.REVIEW, [1], "要逐件办理"),
        (Queue.SEND, [], "还没有勾选"),
        (Queue.SEND, list(range(51)), "一次最多办理 50 件，现在勾选了 51 件"),
    ],
)
def test_what_is_no_batch_is_refused(app: Flask, queue: Queue, ids: list[int], sentence: str) -> None:
    with pytest.raises(Unacceptable, match=sentence):
        check_batch(queue, ids)
