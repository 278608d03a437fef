"""出件情况 on the pages of a filing and of a submission: what it says, when it looks again, who may ask again."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.client import PageClient
from tests.factories import Cast
from tests.services.jobs.dying import quick_sheet
from tests.services.jobs.standing_clock import put_up
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Filing, Paper
from youthwork.services.jobs import queue, runner
from youthwork.services.jobs.queue import Taken
from youthwork.services.printing import papers

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def rendered_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_make", quick_sheet)


@pytest.fixture
def filing(app: Flask, cast: Cast) -> Filing:
    return journeys.filed(journeys.file_task_sheet(cast, "mai"))


def take() -> Taken:
    taken = queue.take("here:1")
    assert taken is not None
    return taken


def region(client: PageClient, url: str) -> str:
    """The part of the page, asked for as the page does; empty where nothing is new."""
    answer = client.send("GET", url, headers=HTMX)
    assert answer.status_code in (200, 204)
    return answer.get_data(as_text=True)


def test_it_works(client: PageClient, filing: Filing) -> None:
    client.sign_in("he")
    place = client.get(f"/filings/{filing.id}").all("div", id="paper-state")[0]
    url = place.get("hx-get")
    assert place.get("hx-trigger") == "every 2s" and place.get("hx-swap") == "outerHTML"
    assert region(client, url) == "", "nothing new"
    taken = take()
    assert "出件中" in region(client, url)
    assert "出件中" in client.get(f"/filings/{filing.id}").text
    queue.give_back(taken)
    runner.run_until_empty()
    ready = client.send("GET", url, headers=HTMX)
    assert (ready.status_code, ready.headers["HX-Refresh"]) == (204, "true")
    page = client.get(f"/filings/{filing.id}")
    assert page.all("img") and not page.all("div", id="paper-state")


def test_without_a_script_a_link_looks_again(client: PageClient, filing: Filing) -> None:
    page = client.sign_in("he").get(f"/filings/{filing.id}")
    links = {link.get("href") for link in page.all("a") if "刷新" in "".join(link.itertext())}
    assert links == {f"/filings/{filing.id}"}
    answer = client.send("GET", f"/filings/{filing.id}/paper-state")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/filings/{filing.id}")


def test_a_failure_is_told_with_its_reason_and_how_often_it_was_tried(
    client: PageClient, filing: Filing, app: Flask
) -> None:
    clock = put_up(app)
    client.sign_in("he")
    queue.put_off(take(), "成件库写不进去（磁盘已满）")
    text = client.get(f"/filings/{filing.id}").text
    assert "失败" in text and "成件库写不进去（磁盘已满）；1 分钟内再试" in text and "已重试" not in text
    for hours in (0, 2, 2, 2):
        clock.pass_by(hours=hours, seconds=5)
        queue.put_off(take(), "成件库写不进去（磁盘已满）")
    page = client.get(f"/filings/{filing.id}")
    assert "已重试 4 次：成件库写不进去（磁盘已满）；约 60 分钟后再试" in page.text
    assert page.all("div", id="paper-state")[0].get("hx-get") is None, "nothing will come of looking now"
    clock.pass_by(hours=2)
    queue.put_off(take(), "成件库写不进去（磁盘已满）")
    page = client.get(f"/filings/{filing.id}")
    assert "已放弃" in page.text and "已重试 5 次" in page.text and "重新出件" in page.text


def test_what_was_given_up_is_made_once_a_person_asks_again(
    client: PageClient, filing: Filing, app: Flask
) -> None:
    clock = put_up(app)
    while taken := queue.take("here:1"):
        queue.put_off(taken, "磁盘已满")
        clock.pass_by(hours=2)
    page = client.sign_in("he").post(f"/filings/{filing.id}/paper", follow=True)
    assert "已重新排队出件" in page.text and "待出件" in page.text
    runner.run_until_empty()
    assert client.get(f"/filings/{filing.id}").all("img")


def test_where_nobody_works_the_page_says_so_and_stops_looking(
    client: PageClient, filing: Filing, app: Flask
) -> None:
    clock = put_up(app)
    client.sign_in("he")
    clock.pass_by(minutes=5)
    place = client.get(f"/filings/{filing.id}").all("div", id="paper-state")[0]
    assert "已经等了 5 分钟，出件程序可能没有运行" in "".join(place.itertext())
    assert place.get("hx-get")
    clock.pass_by(minutes=6)
    place = client.get(f"/filings/{filing.id}").all("div", id="paper-state")[0]
    assert place.get("hx-get") is None


def test_a_worker_that_fell_silent_is_not_called_at_work(
    client: PageClient, filing: Filing, app: Flask
) -> None:
    clock = put_up(app)
    take()
    clock.pass_by(seconds=60)
    text = client.sign_in("he").get(f"/filings/{filing.id}").text
    assert "待出件" in text and "出件中" not in text


def test_a_cadre_reads_how_it_stands_and_is_given_no_button(client: PageClient, filing: Filing) -> None:
    queue.put_off(take(), "磁盘已满")
    page = client.sign_in("mai").get(f"/filings/{filing.id}")
    assert "磁盘已满" in page.text and "重新出件" not in page.text
    assert "重新出件" not in region(client, f"/filings/{filing.id}/paper-state")


def test_a_signed_paper_without_a_time_stamp_says_so_and_a_remark_is_shown(
    client: PageClient, filing: Filing
) -> None:
    runner.run_until_empty()
    paper = db.session.scalars(db.select(Paper)).one()
    paper.is_stamped, paper.remark = False, "“𰻞”字没有字体，印作 〓"
    db.session.commit()
    text = client.sign_in("he").get(f"/filings/{filing.id}").text
    assert "已签名，时间戳服务未应答，稍后补盖；“𰻞”字没有字体，印作 〓。" in text


def test_the_sealed_paper_s_state_stands_on_the_submission_s_page(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    paper = journeys.at_state(cast, State.PRESSED)
    db.session.commit()
    url = f"/submissions/{paper.id}/paper-state"
    page = client.sign_in("zhou").get(f"/submissions/{paper.id}")
    assert "盖章件：" in page.text and "待出件" in page.text
    queue.put_off(take(), "磁盘已满")
    assert "磁盘已满" in region(client, url) and "重新出件" in region(client, url)
    assert "已重新排队" in client.post(f"/submissions/{paper.id}/paper", follow=True).text
    runner.run_until_empty()
    assert client.send("GET", url, headers=HTMX).headers["HX-Refresh"] == "true"
    assert "盖章件：" not in client.get(f"/submissions/{paper.id}").text
    assert "盖章件已出好" in client.post(f"/submissions/{paper.id}/paper", follow=True).text


def test_a_filed_paper_held_up_by_its_sealed_one_says_so_and_asks_for_both(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    filing = journeys.filed(journeys.file_contact_points(cast))
    queue.put_off(take(), "磁盘已满")
    page = client.sign_in("he").get(f"/filings/{filing.id}")
    assert "盖章件还没有出成：磁盘已满；1 分钟内再试" in page.text
    client.post(f"/filings/{filing.id}/paper")
    assert [outcome.word for outcome in runner.run_until_empty()] == ["完成", "完成"]
    assert client.get(f"/filings/{filing.id}").all("img")


def test_a_submission_without_an_impression_has_no_sealed_paper(
    client: PageClient, cast: Cast, app: Flask
) -> None:
    paper = journeys.at_state(cast, State.SIGNED_OFF)
    db.session.commit()
    text = client.sign_in("zhou").get(f"/submissions/{paper.id}/paper-state", status=404).text
    assert "还没有用印" in text
