"""候选人的页面: the level's decision, what it says afterwards, and the list of where each lies."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tests import duties, journeys, nominations
from tests.client import PageClient
from tests.factories import Cast
from tests.nominations import CITY, KEY
from tests.query_counts import count_queries
from youthwork.domain.nominations import StageVerdict
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Submission


@pytest.fixture
def paper(app: Flask, cast: Cast) -> Submission:
    _, below = nominations.ask(cast)
    found = nominations.at_city(cast, below)
    db.session.commit()
    return found


def url(paper: Submission) -> str:
    return f"/submissions/{paper.id}/decision"


def given(paper: Submission, verdict: str, opinion: str = "") -> dict[str, str]:
    return {"verdict": verdict, "opinion": opinion, "version": str(paper.version)}


def test_a_signer_decides_on_one_page_and_the_case_shows_it(
    client: PageClient, cast: Cast, paper: Submission
) -> None:
    case = client.sign_in("meng").get(f"/submissions/{paper.id}")
    assert "本级意见" in case.words("a") and "予以备案" not in case.words("a")
    page = client.get(url(paper))
    assert page.words("label")[:3] == ["推荐上报", "本级入选，不再上报", "不予推荐"]
    listed = client.post(url(paper), given(paper, "UPWARD", "事迹属实"), follow=True)
    assert "已推荐上报团示范省委组织部" in listed.text and "事迹属实" in listed.text
    shown = client.get(f"/submissions/{paper.id}")
    assert "推荐上报。事迹属实" in shown.text and "同意推荐。" in shown.text


def test_the_old_addresses_of_forwarding_and_filing_lead_to_the_decision(
    client: PageClient, cast: Cast, paper: Submission
) -> None:
    client.sign_in("meng")
    for noun in ("forwarding", "filing"):
        answer = client.send("GET", f"/submissions/{paper.id}/{noun}")
        assert (answer.status_code, answer.location) == (303, url(paper))
        client.post(f"/submissions/{paper.id}/{noun}", {"version": str(paper.version)}, status=409)


def test_a_reason_is_asked_for_and_what_was_typed_stays(
    client: PageClient, cast: Cast, paper: Submission
) -> None:
    client.sign_in("meng")
    asked = client.post(url(paper), given(paper, "DECLINED"), status=422)
    assert "不予推荐要写明理由" in asked.text
    assert [each.get("value") for each in asked.all("input", checked="")] == ["DECLINED"]
    assert "请选择本级意见" in client.post(url(paper), given(paper, "", "好"), status=422).text
    long = client.post(url(paper), given(paper, "CHOSEN", "好" * 501), status=422)
    assert "最多 500 个字" in long.text and long.field("opinion").strip() == "好" * 501


def test_a_reviewer_ends_it_here_but_does_not_report_upwards(
    client: PageClient, cast: Cast, paper: Submission
) -> None:
    page = client.sign_in("he").get(url(paper))
    assert page.words("label")[:2] == ["本级入选，不再上报", "不予推荐"]
    assert "“推荐上报”由本机关签发人办理" in page.text
    done = client.post(url(paper), given(paper, "CHOSEN"), follow=True)
    assert "本级入选，不再上报" in done.text and "岚青备〔2026〕1号" in done.text


def test_the_unit_that_put_somebody_forward_cannot_decide(
    client: PageClient, cast: Cast, paper: Submission
) -> None:
    client.sign_in("zhou").get(url(paper), status=403)
    client.post(url(paper), given(paper, "CHOSEN"), status=403)


def test_other_papers_have_no_decision(client: PageClient, cast: Cast) -> None:
    sheet = journeys.walk_on(journeys.draft_task_sheet(cast, "luo"), cast, State.ACCEPTED)
    db.session.commit()
    client.sign_in("su").get(f"/submissions/{sheet.id}/decision", status=404)
    assert "各级意见" not in client.get(f"/submissions/{sheet.id}").text


def test_the_face_of_the_case_prints_what_was_said(client: PageClient, cast: Cast, paper: Submission) -> None:
    before = client.sign_in("meng").send("GET", f"/submissions/{paper.id}/face").text
    assert "同意推荐。" in before and "推荐上报。" not in before
    client.post(url(paper), given(paper, "UPWARD", "事迹属实"))
    after = client.send("GET", f"/submissions/{paper.id}/face").text
    assert after.index("推荐单位意见") < after.index("同意推荐。") < after.index("推荐上报。事迹属实")


def test_the_list_leads_each_to_what_is_theirs(client: PageClient, app: Flask, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    db.session.commit()
    page = client.sign_in("meng").get("/candidates")
    assert "要本单位定的" in page.words("h2") and "写意见" in page.words("a")
    nominations.decide(paper, cast.person("meng"))
    db.session.commit()
    unread = PageClient(app).sign_in("su").get("/candidates")
    assert "要本单位定的" in unread.words("h2") and "写意见" not in unread.words("a"), "it is accepted first"


def test_the_list_shows_those_above_what_lies_beneath_without_a_way_in(
    client: PageClient, app: Flask, cast: Cast
) -> None:
    _, below = nominations.ask(cast)
    paper = nominations.at_city(cast, below)
    db.session.commit()
    page = client.sign_in("meng").get("/candidates")
    above = PageClient(app).sign_in("su").get("/candidates")
    assert "下级正在办的" in above.words("h2") and "李堃" in above.text
    assert above.all("a", href=f"/submissions/{paper.id}") == []
    own = PageClient(app).sign_in("zhou").get("/candidates")
    assert "本单位推荐的" in own.words("h2")
    for nobody in ("bai", "wang", "wai"):
        assert "李堃" not in PageClient(app).sign_in(nobody).get("/candidates").text
    assert "名次" in page.text and "第1名" not in page.text


def test_the_list_costs_no_more_for_many(client: PageClient, cast: Cast) -> None:
    above, below = nominations.ask(cast)
    nominations.at_city(cast, below)
    one = count_queries(lambda: client.sign_in("meng").get("/candidates"))
    for at in range(3):
        due = date(2027 + at, 12, 20)
        more = duties.issue(cast, issuer=CITY, annexes=(KEY,), passes_on_id=above.id, due=due)
        nominations.decide(nominations.at_city(cast, more), cast.person("meng"), StageVerdict.CHOSEN)
    assert count_queries(lambda: client.sign_in("meng").get("/candidates")) <= one
    assert count_queries(lambda: client.get("/candidates")) <= 8


def test_the_clerk_is_refused_in_the_draft_before_anybody_signs(client: PageClient, cast: Cast) -> None:
    _, below = nominations.ask(cast)
    nominations.disqualify(cast)
    paper = nominations.nominate(cast, below)
    db.session.commit()
    client.sign_in("zhou")
    answer = client.post(
        f"/submissions/{paper.id}/draft",
        {**{name: value for name, value in nominations.LI.items()}, "then": "submit"},
        status=422,
    )
    assert "李堃2026年评定为不合格，按通知第五部分不能参评" in answer.text


def test_the_page_says_beforehand_what_holds_the_candidate_up_and_says_it_no_more_once_lifted(
    client: PageClient, app: Flask, cast: Cast, paper: Submission
) -> None:
    decided = nominations.disqualify(cast)
    db.session.commit()
    page = client.sign_in("meng").get(url(paper)).text
    assert "李堃2026年评定为不合格" in page and "这里只能写“不予推荐”" in page and "同名" not in page
    nominations.lift(cast, decided)
    db.session.commit()
    page = client.get(url(paper)).text
    assert "准予参评" in page and "评定为不合格" not in page and "同名" not in page


def test_who_judges_is_told_of_a_namesake_and_nobody_else(client: PageClient, app: Flask, cast: Cast) -> None:
    own = duties.issue(cast, issuer=CITY, annexes=(KEY,))
    paper = nominations.at_city(cast, own, work_unit="团白鹭县委")
    nominations.disqualify(cast)
    db.session.commit()
    assert "有一名同名的团干部" in client.sign_in("meng").get(url(paper)).text
    filed = nominations.decide(paper, cast.person("meng"), StageVerdict.CHOSEN)
    assert filed is not None


def test_a_long_text_stands_beneath_its_label_however_short_it_is(
    client: PageClient, cast: Cast, paper: Submission
) -> None:
    page = client.sign_in("he").get(f"/submissions/{paper.id}")
    assert [each.get("class") for each in page.all("div", id="at-story")] == ["long"]
    assert [each.get("class") for each in page.all("div", id="at-name")] == [None]
