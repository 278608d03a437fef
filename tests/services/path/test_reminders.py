"""催办: what is due next, today, or was, told to whoever must act; what was never begun too; done, it is settled."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.query_counts import count_queries
from tests.services.jobs.standing_clock import StandingClock
from tests.services.messages.inboxes import messages_of, titles_of, unread_of
from youthwork.domain.workflow import State
from youthwork.models import MessageKind
from youthwork.services.path import reminders

POINTS = "团云溪县委 · 联系点汇总表"


def morning(app: Flask, day: date) -> date:
    app.config["CLOCK"] = StandingClock(datetime(day.year, day.month, day.day, 8, 30))
    return day


def remind(app: Flask, day: date) -> None:
    morning(app, day)
    reminders.remind_of_papers(day, 0)
    reminders.remind_of_asked(day, 0)


@on_both_engines
@pytest.mark.parametrize(
    ("day", "kind", "title"),
    [
        # 附件1 is due on Monday the 6th of April.
        (date(2026, 4, 3), MessageKind.DUE_SOON, f"4月6日（星期一）截止：{POINTS}"),
        (date(2026, 4, 6), MessageKind.DUE_TODAY, f"今天截止：{POINTS}"),
        (date(2026, 4, 7), MessageKind.OVERDUE, f"已逾期 1 天：{POINTS}"),
    ],
)
def test_whoever_must_act_is_reminded_with_how_it_stands(
    app: Flask, cast: Cast, day: date, kind: MessageKind, title: str
) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    remind(app, day)
    message = messages_of(cast, "chen")[0]
    assert (message.kind, message.title, message.due) == (kind, title, paper.due)
    assert message.words.startswith("待审签 · 在团云溪县委 · 第 ")
    assert not [each for each in titles_of(cast, "zhou") if POINTS in each], "it is not theirs to do now"


def test_nobody_is_reminded_early_or_twice_and_overdue_once_a_week(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.IN_SIGN_OFF)
    for day in (date(2026, 4, 2), date(2026, 4, 6), date(2026, 4, 6), date(2026, 4, 7), date(2026, 4, 8)):
        remind(app, day)
    told = [title for title in titles_of(cast, "chen") if title.endswith(f"：{POINTS}")]
    assert told == [f"已逾期 1 天：{POINTS}", f"今天截止：{POINTS}", f"待你审签：{POINTS}"]
    # The newer reminder takes the place of the older one.
    assert f"今天截止：{POINTS}" not in unread_of(cast, "chen")
    remind(app, date(2026, 4, 13))
    assert titles_of(cast, "chen")[0] == f"已逾期 7 天：{POINTS}"


def test_what_is_done_is_reminded_of_no_more(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.IN_SIGN_OFF)
    remind(app, date(2026, 4, 6))
    journeys.sign_off(paper, cast)
    assert [title for title in unread_of(cast, "chen") if POINTS in title] == []
    journeys.press(paper, cast)
    journeys.send(paper, cast)
    remind(app, date(2026, 4, 7))
    assert [title for title in titles_of(cast, "he") if "逾期" in title] == [], "the receiver was not late"


def test_a_returned_paper_is_due_when_its_correction_is(app: Flask, cast: Cast) -> None:
    journeys.at_state(cast, State.RETURNED, sealed=False)
    # Returned on Wednesday the 1st: Thursday, Friday, and the Tuesday after 清明.
    remind(app, date(2026, 4, 7))
    assert titles_of(cast, "luo")[0].startswith("今天截止：团青岚市委 · ")


def test_what_was_not_begun_is_told_with_the_notice_and_settled_by_beginning(app: Flask, cast: Cast) -> None:
    remind(app, date(2026, 4, 6))
    message = messages_of(cast, "zhou")[0]
    assert message.title == f"今天截止，还没有开始填报：{POINTS}"
    assert message.url == f"/notices/{cast.notices['province'].id}"
    assert "示青字〔2026〕8号" in message.words and message.sender == "团示范省委"
    assert titles_of(cast, "mai") == [], "the unit's table is the clerk's to begin"
    journeys.draft_contact_points(cast)
    assert unread_of(cast, "zhou") == []


def test_on_days_when_nothing_is_due_nobody_is_looked_up(app: Flask, cast: Cast) -> None:
    day = morning(app, date(2026, 3, 18))
    assert count_queries(lambda: reminders.remind_of_asked(day, 0)) == 1
    assert count_queries(lambda: reminders.remind_of_papers(day, 0)) == 1
