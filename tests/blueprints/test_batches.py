"""成批办理: the list first, only ticked rows, each on its own, and what was not done is listed with its reason."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Submission

SHEETS = ("luo", "he", "cheng")


@pytest.fixture
def sheets(cast: Cast) -> list[Submission]:
    """Three task sheets of 团青岚市委, waiting for 孟繁星 to sign them off."""
    papers = [
        journeys.walk_on(journeys.draft_task_sheet(cast, who), cast, State.IN_SIGN_OFF) for who in SHEETS
    ]
    db.session.commit()
    return papers


def states(papers: list[Submission]) -> list[State]:
    db.session.expire_all()
    return [db.session.get_one(Submission, paper.id).state for paper in papers]


def test_only_ticked_rows_are_shown_first_and_then_done(
    browser: Browser, cast: Cast, sheets: list[Submission]
) -> None:
    page = browser.sign_in("meng").get("/dispatch")
    page = browser.press(page, "审签所选", {"ids": [str(sheets[0].id), str(sheets[2].id)]})
    assert page.title == "成批审签：2 件" and "何志远" not in page.text
    assert "团示范省委组织部" in page.text and "由其组织部受理" in page.text
    assert states(sheets) == [State.IN_SIGN_OFF] * 3, "the list does nothing"
    page = browser.press(page, "审签这 2 件", status=200)
    assert page.title == "已审签 2 件"
    assert states(sheets) == [State.SIGNED_OFF, State.IN_SIGN_OFF, State.SIGNED_OFF]


def test_a_row_somebody_did_meanwhile_is_listed_and_does_not_undo_the_others(
    browser: Browser, cast: Cast, sheets: list[Submission]
) -> None:
    page = browser.sign_in("meng").get("/dispatch")
    page = browser.press(page, "审签所选", {"ids": [str(paper.id) for paper in sheets]})
    journeys.submit(journeys_withdrawn(sheets[1], cast), cast)
    page = browser.press(page, "审签这 3 件", status=200)
    assert page.title == "已审签 2 件，1 件没有办成"
    assert "何志远（团青岚市委）" in page.text and "已提交审签" in page.text, "who acted in between"
    assert states(sheets) == [State.SIGNED_OFF, State.IN_SIGN_OFF, State.SIGNED_OFF]


def journeys_withdrawn(paper: Submission, cast: Cast) -> Submission:
    from youthwork.services.path import dispatch

    dispatch.withdraw(paper, cast.person("he"), paper.version)
    return paper


def test_pressed_twice_the_second_names_what_is_gone(
    browser: Browser, cast: Cast, sheets: list[Submission]
) -> None:
    data = {"ids": [f"{paper.id}:{paper.version}" for paper in sheets]}
    browser.sign_in("meng").post("/batches/sign-off", data, status=200)
    page = browser.post("/batches/sign-off", data, status=200)
    assert page.title == "已审签 0 件，3 件没有办成" and "已不在这个待办里" in page.text


def test_a_whole_path_goes_in_batches(browser: Browser, cast: Cast, sheets: list[Submission]) -> None:
    ids = {"ids": [str(paper.id) for paper in sheets]}
    for who, place, word in (
        ("meng", "/dispatch", "审签"),
        ("lin", "/dispatch", "报送"),
        ("tang", "/review", "签收"),
    ):
        page = browser.press(browser.sign_in(who).get(place), f"{word}所选", ids)
        assert browser.press(page, f"{word}这 3 件", status=200).title == f"已{word} 3 件"
    assert states(sheets) == [State.ACCEPTED] * 3
    numbers = {db.session.get_one(Submission, paper.id).intake_number for paper in sheets}
    assert len(numbers) == 3


@pytest.mark.parametrize(
    ("noun", "ids", "status", "sentence"),
    [
        ("sign-off", "", 422, "还没有勾选任何一件"),
        ("sign-off", "?" + "&".join(f"ids={number}" for number in range(51)), 422, "一次最多办理 50 件"),
        ("filing", "?ids=1", 404, "没有这种成批办理"),
        ("impression", "?ids=1", 404, "没有这种成批办理"),
    ],
)
def test_what_is_no_batch_is_refused(
    browser: Browser, noun: str, ids: str, status: int, sentence: str
) -> None:
    assert sentence in browser.sign_in("meng").get(f"/batches/{noun}{ids}", status=status).text


@pytest.mark.parametrize("ids", [[], ["x"], ["1"], ["1:2:3"], [f"{n}:1" for n in range(51)], ["²:1"]])
def test_a_forged_list_does_nothing(browser: Browser, ids: list[str]) -> None:
    browser.sign_in("meng").post("/batches/sign-off", {"ids": ids}, status=422)


def test_rows_of_others_are_counted_and_not_named(
    browser: Browser, cast: Cast, sheets: list[Submission], app: Flask
) -> None:
    page = browser.sign_in("wai").get(f"/batches/sign-off?ids={sheets[0].id}")
    assert page.title == "成批审签：0 件" and "另有 1 件已不在你的待办里" in page.text
    assert "罗欣喆" not in page.text
    page = browser.post("/batches/sign-off", {"ids": f"{sheets[0].id}:{sheets[0].version}"}, status=200)
    assert "罗欣喆" not in page.text and "1 件没有办成" in page.title
    assert states(sheets)[0] is State.IN_SIGN_OFF
