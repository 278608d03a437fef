"""报送件页: where it stands, who may do what, what happened; two people at once and double presses."""

from __future__ import annotations

import pytest

from tests import journeys
from tests.factories import Cast
from tests.plain_browser import Browser
from tests.query_counts import count_queries
from youthwork.domain.workflow import STATE_WORDS, Action, State
from youthwork.extensions import db
from youthwork.models import Filing, Submission, SubmissionEvent

STEPS = [
    *("submittal", "withdrawal", "sign-off", "send-back", "impression", "sending"),
    *("acceptance", "return", "reassignment", "forwarding", "filing"),
]


def events(paper: Submission, action: Action) -> int:
    count = db.select(db.func.count(SubmissionEvent.id)).where(
        SubmissionEvent.submission_id == paper.id, SubmissionEvent.action == action
    )
    return db.session.scalar(count) or 0


def test_it_works(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}")
    assert page.title == "团云溪县委 · 联系点汇总表"
    assert f"受理编号 {paper.intake_number}" in page.text and "待签收" in page.text
    assert "收件 团青岚市委组织部" in page.text and "由其组织部受理" in page.text
    assert "李堃（团云溪县委） 用印" in page.text, "the timeline"


@pytest.mark.parametrize("state", list(State))
def test_in_every_state_the_page_says_it_and_every_step_is_taken_or_refused_with_a_sentence(
    browser: Browser, cast: Cast, state: State
) -> None:
    paper = journeys.at_state(cast, state, sealed=state is State.PRESSED)
    for who in (
        ("zhou", "chen", "li", "he") if state is State.PRESSED else ("luo", "lin", "meng", "tang", "su")
    ):
        browser.sign_in(who)
        for noun in STEPS:
            page = browser.http.get(f"/submissions/{paper.id}/{noun}")
            assert page.status_code in (200, 403, 404, 409), (who, noun, page.status_code)
            if page.status_code in (403, 409):
                assert "data-refusal" in page.text


@pytest.mark.parametrize("state", [each for each in State if each is not State.PRESSED])
def test_a_step_posted_from_the_wrong_state_is_refused_and_nothing_moves(
    browser: Browser, cast: Cast, state: State
) -> None:
    paper = journeys.at_state(cast, state, sealed=False)
    fitting = {
        State.DRAFT: "submittal",
        State.IN_SIGN_OFF: "sign-off send-back",
        State.SIGNED_OFF: "sending",
        State.SENT: "acceptance",
        State.ACCEPTED: "return reassignment filing",
        State.RETURNED: "submittal",
        State.FILED: "filing",
    }[state].split()
    data = {"reason": "原因", "target_id": str(cast.organizations["团示范省委办公室"].id)}
    for who in ("luo", "meng", "lin", "tang"):
        browser.sign_in(who)
        for noun in STEPS:
            if noun not in fitting and not (noun == "withdrawal" and who in ("luo", "lin")):
                answer = browser.send("POST", f"/submissions/{paper.id}/{noun}", data=data)
                assert answer.status_code in (403, 404, 409), (who, noun, answer.status_code)
    db.session.expire_all()
    assert db.session.get_one(Submission, paper.id).state is state


@pytest.mark.parametrize("state", list(State))
def test_a_stranger_sees_nothing_at_any_state(browser: Browser, cast: Cast, state: State) -> None:
    paper = journeys.at_state(cast, state)
    for who in ("wai", "bai", "luo"):
        browser.sign_in(who)
        for page in ("", "/draft", "/preview", "/face", *(f"/{noun}" for noun in STEPS)):
            shown = browser.get(f"/submissions/{paper.id}{page}", status=404)
            assert "联系点汇总表" not in shown.text, (who, page)


def test_the_second_of_two_people_reads_who_acted_and_keeps_the_reason(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    page = browser.sign_in("he").get(f"/submissions/{paper.id}/return")
    journeys.return_(paper, cast, "孟书记先退了", by="meng")
    late = browser.press(page, "退回补正", {"reason": "我写了很长的一段"}, status=409)
    assert late.title == "已有人先办了"
    assert "孟繁星（团青岚市委组织部）" in late.text and "已退回补正" in late.text
    assert late.words("textarea") == ["我写了很长的一段"]
    assert browser.follow(late, "返回").url == f"/submissions/{paper.id}", "there one sees where it stands"
    assert events(paper, Action.RETURN) == 1


@pytest.mark.parametrize(
    ("state", "who", "noun", "action"),
    [
        (State.DRAFT, "zhou", "submittal", Action.SUBMIT),
        (State.IN_SIGN_OFF, "chen", "sign-off", Action.SIGN_OFF),
        (State.SIGNED_OFF, "li", "impression", Action.PRESS),
        (State.PRESSED, "zhou", "sending", Action.SEND),
        (State.SENT, "he", "acceptance", Action.ACCEPT),
    ],
)
def test_a_double_press_does_it_once_and_shows_the_paper(
    browser: Browser, cast: Cast, state: State, who: str, noun: str, action: Action
) -> None:
    paper = journeys.at_state(cast, state)
    data = {"version": str(paper.version), "render_key": "1" * 32}
    browser.sign_in(who)
    for _ in range(2):
        answer = browser.post(f"/submissions/{paper.id}/{noun}", data)
        assert answer.response.headers["Location"] == f"/submissions/{paper.id}"
    db.session.expire_all()
    assert events(paper, action) == 1


def test_a_double_press_of_filing_files_once_and_shows_the_filing(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    data = {"version": str(paper.version), "render_key": "1" * 32}
    browser.sign_in("he")
    led = {browser.post(f"/submissions/{paper.id}/filing", data).response.headers["Location"] for _ in "12"}
    [filing] = db.session.scalars(db.select(Filing)).all()
    assert led == {f"/filings/{filing.id}"}


def test_a_second_person_filing_the_same_paper_is_told_who_did(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    version = str(paper.version)
    journeys.file_(paper, cast, by="he")
    page = browser.sign_in("meng").post(f"/submissions/{paper.id}/filing", {"version": version}, status=409)
    assert "何志远" in page.text and "予以备案" in page.text


def test_withdrawing_asks_first_and_brings_the_draft_back(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.SENT)
    page = browser.follow(browser.sign_in("zhou").get(f"/submissions/{paper.id}"), "撤回")
    assert "未用于备案" in page.text
    page = browser.press(page, "撤回", {"reason": "数字写错"})
    assert "已撤回" in page.text and "继续填报" in page.text
    assert "未用于备案（签收前撤回）" in browser.get("/seals/register").text
    assert browser.press(browser.get(f"/submissions/{paper.id}/draft"), "提交审签").title.startswith("提交前")


def test_a_paper_somebody_accepted_can_no_longer_be_withdrawn(browser: Browser, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    page = browser.sign_in("zhou").get(f"/submissions/{paper.id}/withdrawal", status=409)
    assert STATE_WORDS[State.ACCEPTED] in page.text and "撤回" not in page.words("a")


def test_phones_are_masked_for_who_only_passes_by(browser: Browser, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast, "jiao"), cast, State.SENT)
    phone = cast.person("jiao").phone
    shown = browser.sign_in("gu").get(f"/submissions/{paper.id}")
    assert phone not in shown.text and "138****" in shown.text
    assert phone in browser.sign_in("xu").get(f"/submissions/{paper.id}").text


@pytest.mark.parametrize("state", [State.SENT, State.ACCEPTED, State.FILED])
@pytest.mark.parametrize("who", ["luo", "tang", "lin"])
def test_it_takes_no_more_than_ten_queries(browser: Browser, cast: Cast, state: State, who: str) -> None:
    number = journeys.at_state(cast, state, sealed=False).id
    browser.sign_in(who)
    assert count_queries(lambda: browser.get(f"/submissions/{number}")) <= 10


@pytest.mark.parametrize("state", [State.SENT, State.FILED])
def test_a_sealed_one_takes_no_more_than_fourteen(browser: Browser, cast: Cast, state: State) -> None:
    number = journeys.at_state(cast, state).id
    browser.sign_in("zhou")
    assert count_queries(lambda: browser.get(f"/submissions/{number}")) <= 14
