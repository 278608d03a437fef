"""常用检索 as a person keeps, runs, renames and removes them, without a script."""

from __future__ import annotations

import random

import pytest
from flask import Flask

from tests.client import PageClient
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.services.archive.corpus import add_filing
from youthwork.extensions import db
from youthwork.models import Filing, SavedSearch


@pytest.fixture
def archive(app: Flask, cast: Cast) -> list[Filing]:
    chance = random.Random(3)
    filings = [add_filing(cast, number, chance) for number in range(1, 16)]
    db.session.commit()
    return filings


def test_it_works(browser: Browser, archive: list[Filing]) -> None:
    page = browser.sign_in("su").get("/archive?q=月&annex=task_sheet&on_time=yes")
    page = browser.follow(page, "存为常用")
    assert "“月”，任务表，按时报送" in page.text
    page = browser.press(page, "保存", {"name": "按时的任务表"})
    assert "已存为常用检索“按时的任务表”" in page.text and "按时报送" in page.text
    page = browser.get("/archive")
    shown = browser.follow(page, "按时的任务表")
    assert "去掉条件 按时报送" in shown.text and "去掉条件 任务表" in shown.text
    page = browser.follow(page, "管理")
    page = browser.press(page, "改名", {"name": "任务表（按时）"})
    assert "已改名为“任务表（按时）”" in page.text
    page = browser.press(page, "删除")
    assert "已删除常用检索“任务表（按时）”" in page.text and "还没有常用检索" in page.text


def test_pressed_twice_it_is_kept_once(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    posted = {"name": "清河", "q": "清河", "render_key": "a" * 32}
    first = client.send("POST", "/archive/saved", data=posted)
    again = client.send("POST", "/archive/saved", data=posted)
    assert first.status_code == again.status_code == 303
    assert first.headers["Location"] == again.headers["Location"]
    assert db.session.scalars(db.select(SavedSearch.name)).all() == ["清河"]


def test_a_name_that_is_missing_or_taken_is_asked_for_again(
    client: PageClient, archive: list[Filing]
) -> None:
    client.sign_in("su").post("/archive/saved", {"name": "清河", "q": "清河"})
    page = client.post("/archive/saved", {"name": " ", "q": "志愿"}, status=422)
    assert "请填写名称" in page.text and "“志愿”" in page.text
    page = client.post("/archive/saved", {"name": "清河", "q": "志愿"}, status=422)
    assert "已有叫“清河”的常用检索" in page.text
    assert [it.get("value") for it in page.all("input", name="q", type="hidden")] == ["志愿"]
    assert "最多 30 个字" in client.post("/archive/saved", {"name": "长" * 31, "q": "志愿"}, status=422).text


def test_a_new_name_that_is_taken_stands_beside_its_row(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    for name in ("清河", "志愿"):
        client.post("/archive/saved", {"name": name, "q": name})
    second = db.session.scalars(db.select(SavedSearch).where(SavedSearch.name == "志愿")).one()
    page = client.post(f"/archive/saved/{second.id}/name", {"name": "清河"}, status=422)
    assert "已有叫“清河”的常用检索" in page.text
    assert [it.get("value") for it in page.all("input", name="name")] == ["清河", "清河"]
    client.post(f"/archive/saved/{second.id}/name", {"name": ""}, status=422)
    db.session.rollback()
    assert db.session.get_one(SavedSearch, second.id).name == "志愿"


def test_nobody_elses_are_shown_or_touched(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su").post("/archive/saved", {"name": "清河甲", "q": "清河"})
    kept = db.session.scalars(db.select(SavedSearch)).one()
    client.sign_in("tang")
    assert "清河甲" not in client.get("/archive").text
    assert "清河甲" not in client.get("/archive/saved").text
    client.post(f"/archive/saved/{kept.id}/name", {"name": "乙"}, status=404)
    client.post(f"/archive/saved/{kept.id}/removal", status=404)


def test_there_is_nothing_to_keep_where_nothing_was_asked(client: PageClient, archive: list[Filing]) -> None:
    client.sign_in("su")
    assert "存为常用" not in client.get("/archive").text
    assert "存为常用" not in client.get("/archive?q=%25").text
    assert "还没有检索条件" in client.get("/archive/saved/new").text
    assert "还没有检索条件" in client.post("/archive/saved", {"name": "全部"}, status=422).text


def test_what_left_the_readers_sight_is_left_out_when_it_is_run(
    client: PageClient, archive: list[Filing], cast: Cast
) -> None:
    client.sign_in("su")
    db.session.add(
        SavedSearch(
            person_id=cast.person("su").id,
            name="旧单位",
            address="q=清河&organization=99999&year=1999",
            saved_at=archive[0].filed_at,
        )
    )
    db.session.commit()
    assert "“清河”" in client.get("/archive/saved").text
    page = client.get("/archive?q=清河&organization=99999&year=1999")
    assert "去掉条件" not in page.text
