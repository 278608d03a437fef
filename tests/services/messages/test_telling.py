"""告知: who is told what by each step, once, in whose words; and nobody by a deed that was undone."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.messages.inboxes import messages_of, titles_of, unread_of
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.workflow import Action, State
from youthwork.extensions import db
from youthwork.models import Comment, Message, MessageKind
from youthwork.services.messages import telling
from youthwork.services.messages.events import TELLINGS
from youthwork.services.path import corrections, review
from youthwork.services.transactions import deed

POINTS = "团云溪县委 · 联系点汇总表"


def test_every_step_of_the_path_has_its_row() -> None:
    assert set(TELLINGS) == set(Action)


@on_both_engines
@pytest.mark.parametrize(
    ("state", "who", "title"),
    [
        (State.IN_SIGN_OFF, "chen", f"待你审签：{POINTS}"),
        (State.SIGNED_OFF, "li", f"待你用印：{POINTS}"),
        (State.PRESSED, "zhou", f"待你报送：{POINTS}"),
        (State.SENT, "he", f"待你签收：{POINTS}"),
        (State.SENT, "cheng", f"待你签收：{POINTS}"),
        (State.ACCEPTED, "zhou", f"已签收，正在审核：{POINTS}"),
        (State.RETURNED, "zhou", f"退回补正：{POINTS}"),
        (State.FILED, "zhou", f"已备案：{POINTS}"),
        (State.FILED, "chen", f"已备案：{POINTS}"),
    ],
)
def test_whoever_it_concerns_is_told(app: Flask, cast: Cast, state: State, who: str, title: str) -> None:
    journeys.at_state(cast, state)
    assert titles_of(cast, who)[0] == title


def test_leaders_are_not_told_of_every_paper_a_department_can_take_up(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.SENT)
    assert titles_of(cast, "meng") == []
    assert titles_of(cast, "wai") == [] and titles_of(cast, "bai") == []


def test_who_did_it_is_told_nothing_and_nobody_twice(app: Flask, cast: Cast) -> None:
    filing = journeys.file_contact_points(cast)
    accepted_by = filing.filed_by.username
    assert not [title for title in titles_of(cast, accepted_by) if title.startswith("已备案")]
    # 周可儿 filled it in, is the clerk, and submitted it: three roles.
    assert len([title for title in titles_of(cast, "zhou") if title.startswith("已备案")]) == 1
    twice = db.session.execute(
        db.select(Message.person_id, Message.once)
        .group_by(Message.person_id, Message.once)
        .having(db.func.count() > 1)
    ).all()
    assert twice == []


def test_a_return_carries_the_words_the_due_date_and_the_way(app: Flask, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast), cast, State.ACCEPTED)
    journeys.return_(paper, cast, "第 2 行联系方式少一位")
    message = messages_of(cast, "zhou")[0]
    assert message.kind is MessageKind.RETURNED and "第 2 行联系方式少一位" in message.words
    assert message.due == paper.correction_due == date(2026, 4, 7)
    assert message.url == f"/submissions/{paper.id}"
    assert "团青岚市委组织部" in message.sender


def test_a_return_item_by_item_tells_each_comment_at_its_place(app: Flask, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast), cast, State.RETURNED)
    event = paper.events[0]
    he = cast.person("he")
    comment = Comment(
        submission_id=paper.id,
        round_number=1,
        made_in=State.ACCEPTED,
        unit_id=event.submission_id,
        author_id=he.id,
        field="rows-r1-phone",
        place="联系点第 3 行 · 联系方式",
        text="少一位",
        proposed="13800000021",
        made_at=event.at,
    )
    telling.tell_return(event, paper, [comment])
    [first, second] = messages_of(cast, "zhou")[0].words.splitlines()
    assert first == event.reason
    assert second == "联系点第 3 行 · 联系方式：少一位（建议改为：13800000021）"


def test_what_was_asked_is_settled_by_whoever_does_it(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    assert unread_of(cast, "cheng") == [f"待你签收：{POINTS}"]
    journeys.accept(paper, cast, by="he")
    assert unread_of(cast, "cheng") == []
    assert messages_of(cast, "cheng")[0].settled_at is not None
    # What only tells of progress stays unread until it is read.
    assert f"已签收，正在审核：{POINTS}" in unread_of(cast, "zhou")


@on_both_engines
def test_a_deed_rolled_back_tells_nobody(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    before = db.session.scalar(db.select(db.func.count()).select_from(Message))
    with pytest.raises(StepNotAllowed), deed():
        review.return_(paper, cast.person("he"), paper.version, "改")
        raise StepNotAllowed("not this time")
    assert db.session.scalar(db.select(db.func.count()).select_from(Message)) == before
    assert "退回补正" not in "".join(titles_of(cast, "zhou"))


@on_both_engines
def test_the_same_thing_told_twice_is_told_once(app: Flask, cast: Cast) -> None:
    zhou, chen = cast.person("zhou"), cast.person("chen")
    telling.tell([zhou], MessageKind.POST, once="delegation:1", title="请你代理签发")
    telling.tell([zhou, chen, zhou], MessageKind.POST, once="delegation:1", title="请你代理签发")
    assert titles_of(cast, "zhou") == titles_of(cast, "chen") == ["请你代理签发"]


def test_somebody_whose_account_is_closed_is_told_nothing(app: Flask, cast: Cast) -> None:
    cast.person("zhou").is_enabled = False
    telling.tell(cast.person("zhou"), MessageKind.POST, once="x", title="题")
    assert titles_of(cast, "zhou") == []


def test_a_filing_is_told_with_its_number_and_leads_to_the_paper(app: Flask, cast: Cast) -> None:
    filing = journeys.file_task_sheet(cast)
    message = messages_of(cast, "luo")[0]
    assert (message.kind, message.url) == (MessageKind.FILED, f"/filings/{filing.id}")
    assert filing.filing_number in message.words


def test_a_request_to_correct_its_withdrawal_and_a_voiding_are_told(app: Flask, cast: Cast) -> None:
    filing = journeys.file_task_sheet(cast)
    tang = cast.person("tang")
    draft = corrections.ask(filing, tang, "请核对第一项的规模")
    asked = messages_of(cast, "luo")[0]
    assert asked.title.startswith(f"请更正 {filing.filing_number}") and asked.words == "请核对第一项的规模"
    assert asked.due == draft.due
    corrections.withdraw_request(filing, tang)
    assert titles_of(cast, "luo")[0].startswith("已撤回更正请求") and len(unread_of(cast, "luo")) >= 1
    assert asked.title not in unread_of(cast, "luo")
    corrections.void(filing, cast.person("su"), "重复备案")
    assert titles_of(cast, "luo")[0].startswith(f"已作废 {filing.filing_number}")
    assert titles_of(cast, "tang")[0].startswith(f"已作废 {filing.filing_number}")


def test_a_correction_given_up_takes_its_messages_with_it(app: Flask, cast: Cast) -> None:
    filing = journeys.file_task_sheet(cast)
    draft = journeys.draft_correction(filing, cast, by="lin")
    assert titles_of(cast, "luo")[0].startswith("已开始更正")
    corrections.give_up(draft, cast.person("luo"))
    assert not titles_of(cast, "luo")[0].startswith("已开始更正")
