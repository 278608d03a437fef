"""邮件: by a real server on this machine; at once or by digest, not at night, tried again, and missed by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.factories import Cast
from tests.services.jobs.standing_clock import StandingClock, put_up
from tests.services.messages.inboxes import messages_of, titles_of
from tests.services.messages.mail_server import Post, mail_server
from youthwork.domain.errors import YouthworkError
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Job, JobKind, JobState, Message, MessageKind, User
from youthwork.services import workdays
from youthwork.services.jobs import daily, runner
from youthwork.services.messages import inbox, mailing, smtp


@pytest.fixture
def post(app: Flask, cast: Cast) -> Iterator[Post]:
    """The office has a mail server, and 周可儿 and 何志远 want mail."""
    with mail_server() as post:
        app.config["SMTP_URL"], app.config["BASE_URL"] = post.url, "https://baobei.example.cn"
        for who in ("zhou", "he"):
            person = cast.person(who)
            person.email, person.wants_mail = f"{who}@example.cn", True
        db.session.commit()
        yield post


def work() -> list[str]:
    db.session.commit()
    return [outcome.word for outcome in runner.run_until_empty() if outcome.taken.kind is JobKind.MAIL]


def mails() -> list[Job]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Job).where(Job.kind == JobKind.MAIL).order_by(Job.id)))


def test_a_return_goes_out_at_once_in_the_words_of_who_returned_it(cast: Cast, post: Post) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast), cast, State.ACCEPTED)
    journeys.return_(paper, cast, "第 2 行联系方式 13800000021 少一位，座机 0371-65900000 也不对")
    assert work() == ["完成"]
    [letter] = post.letters
    assert letter["To"] == "zhou@example.cn" and letter["From"] == "tuanwu@example.cn"
    assert letter["Subject"] == "【示范省】退回补正：团云溪县委 · 联系点汇总表"
    text = letter.get_content()
    assert "第 2 行联系方式 138****0021 少一位" in text and "65900000" not in text
    assert "期限：4月7日 · 还有 6 天（当日 24:00 止）" in text
    assert f"https://baobei.example.cn/submissions/{paper.id}" in text
    assert letter.get_content_type() == "text/plain"
    assert messages_of(cast, "zhou")[0].mailed_at is not None


def test_everything_else_waits_for_the_digest_and_is_not_told_again_there(cast: Cast, post: Post) -> None:
    journeys.at_state(cast, State.RETURNED)
    assert work() == ["完成"]
    daily.ask_for_today()
    assert work() == ["完成"]
    _, digest = post.letters
    assert digest["Subject"] == "【示范省】每日汇总 2026年4月1日"
    assert "【进展】" in digest.get_content() and "退回补正" not in digest.get_content()
    # 何志远 has nothing unread; 陈昱 has, and asked for no mail.
    assert [letter["To"] for letter in post.letters] == ["zhou@example.cn"] * 2


def test_what_is_due_today_goes_out_at_once(app: Flask, cast: Cast, post: Post) -> None:
    # 清明 is a day off, on which nothing goes out; here it is worked.
    workdays.set_day(date(2026, 4, 6), True, "值班", cast.person("gu"))
    db.session.commit()
    app.config["CLOCK"] = StandingClock(datetime(2026, 4, 6, 10, 0))
    chen = cast.person("chen")
    chen.email, chen.wants_mail = "chen@example.cn", True
    journeys.at_state(cast, State.IN_SIGN_OFF)
    assert work() == ["完成"]
    assert post.letters[0]["Subject"].endswith("待你审签：团云溪县委 · 联系点汇总表")
    assert "今天截止" in post.letters[0].get_content()


def test_at_night_it_waits_for_half_past_seven(app: Flask, cast: Cast, post: Post) -> None:
    clock = StandingClock(datetime(2026, 4, 1, 22, 0))
    app.config["CLOCK"] = clock
    journeys.at_state(cast, State.RETURNED)
    assert work() == [] and mails()[0].run_after == datetime(2026, 4, 2, 7, 30)
    clock.pass_by(hours=9, minutes=30)
    assert work() == ["完成"] and len(post.letters) == 1


def test_what_was_read_meanwhile_is_not_sent(app: Flask, cast: Cast, post: Post) -> None:
    journeys.at_state(cast, State.RETURNED)
    inbox.read(messages_of(cast, "zhou")[0])
    assert work() == ["完成"] and post.letters == []


def test_without_a_server_nothing_is_asked_for_and_the_digest_is_there_all_the_same(
    app: Flask, cast: Cast
) -> None:
    person = cast.person("zhou")
    person.email, person.wants_mail = "zhou@example.cn", True
    journeys.at_state(cast, State.RETURNED)
    daily_lines = work()
    daily.ask_for_today()
    assert daily_lines == work() == [] and mails() == []
    assert len(inbox.digests_of(person)) == 1 and mailing.trouble() is None


def test_nothing_depends_on_mail_while_the_server_is_down(app: Flask, cast: Cast, post: Post) -> None:
    clock = put_up(app)
    # A port nobody listens on.
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9?from=tuanwu@example.cn"
    paper = journeys.at_state(cast, State.RETURNED)
    assert work() == ["失败，稍后重试"]
    assert titles_of(cast, "zhou")[0].startswith("退回补正")
    journeys.submit(paper, cast)
    assert paper.state is State.IN_SIGN_OFF
    count, reason = mailing.trouble() or (0, "")
    assert count == 1 and "127.0.0.1:9 没有应答" in reason
    # Back again: the message was settled by handing in anew, so that nothing old goes out.
    app.config["SMTP_URL"] = post.url
    clock.pass_by(minutes=10)
    assert work() == ["完成"] and post.letters == [] and mailing.trouble() is None


def test_one_server_that_is_away_holds_all_letters_back_so_that_the_worker_is_free(
    app: Flask, cast: Cast, post: Post
) -> None:
    put_up(app)
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9?from=tuanwu@example.cn"
    zhou, he = cast.person("zhou"), cast.person("he")
    for number in range(3):
        message = _returned(zhou if number else he, number)
        db.session.add(message)
        db.session.flush()
        mailing.ask_for_message(message.id, zhou if number else he)
    assert work() == ["失败，稍后重试"], "the other two were not even tried"
    assert all(job.run_after >= app.config["CLOCK"]() + mailing.REST for job in mails()[1:])


def _returned(person: User, number: int) -> Message:
    return Message(
        person_id=person.id,
        kind=MessageKind.RETURNED,
        title="退回",
        once=f"event:{number}",
        at=datetime(2026, 4, 1, 12, 0),
    )


def test_an_address_the_server_refuses_is_told_to_the_administrator_and_others_get_theirs(
    app: Flask, cast: Cast, post: Post
) -> None:
    put_up(app)
    post.refuses = "550 no such mailbox"
    journeys.at_state(cast, State.RETURNED)
    assert work() == ["失败，稍后重试"]
    _, reason = mailing.trouble() or (0, "")
    assert "550 no such mailbox" in reason and mails()[0].state is JobState.WAITING


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("mail.example.cn", "smtp://主机:端口"),
        ("http://mail.example.cn?from=a@b", "smtp://主机:端口"),
        ("smtp://mail.example.cn:25", "发件地址"),
        ("smtp://mail.example.cn:x?from=a@b", "端口"),
    ],
)
def test_a_setting_that_is_wrong_says_how_it_should_be(url: str, wrong: str) -> None:
    with pytest.raises(YouthworkError) as refused:
        smtp.read_url(url)
    assert wrong in refused.value.sentence


def test_a_setting_names_the_server_the_sender_and_the_password() -> None:
    server = smtp.read_url("smtps://tuan%40example.cn:p%23ss@mail.example.cn?from=tuanwu@example.cn")
    assert (server.host, server.port, server.is_encrypted) == ("mail.example.cn", 465, True)
    assert (server.user, server.password, server.sender) == ("tuan@example.cn", "p#ss", "tuanwu@example.cn")


def test_a_title_cannot_write_a_header(app: Flask, cast: Cast, post: Post) -> None:
    message = _returned(cast.person("zhou"), 1)
    message.title = "退回\r\nBcc: everybody@example.cn"
    db.session.add(message)
    db.session.flush()
    mailing.ask_for_message(message.id, cast.person("zhou"))
    assert work() == ["完成"]
    assert post.letters[0]["Bcc"] is None and "\n" not in post.letters[0]["Subject"]


def test_failures_of_long_ago_trouble_nobody(app: Flask, cast: Cast, post: Post) -> None:
    clock = put_up(app)
    app.config["SMTP_URL"] = "smtp://127.0.0.1:9?from=tuanwu@example.cn"
    journeys.at_state(cast, State.RETURNED)
    work()
    assert mailing.trouble() is not None
    clock.now += timedelta(days=8)
    assert mailing.trouble() is None
