"""夜访问题的页面: the lists, one problem, its steps; two at once; told in messages that lead here."""

from __future__ import annotations

import pytest

from tests.client import PageClient
from tests.factories import Cast
from tests.services.contact_work.test_protected_names import everything_kept
from tests.visits import TROUBLED, add_problem, add_visit
from youthwork.domain.night_visits import ProblemState
from youthwork.extensions import db
from youthwork.models import VisitProblem
from youthwork.services.contact_work.visits.problems import ProblemGiven


@pytest.fixture
def problem(cast: Cast) -> VisitProblem:
    row = add_problem(cast, "chen", owner="mai", text="想学一门手艺")
    db.session.commit()
    return row


def test_it_works(client: PageClient, problem: VisitProblem) -> None:
    page = client.sign_in("mai").get("/visits/problems")
    assert page.title == "夜访发现的问题" and "想学一门手艺" in page.text and "第 1 天" in page.text
    assert "有 1 个夜访发现的问题由你办理" in client.get("/visits").text


def test_the_owner_takes_it_to_its_end_and_the_visitor_is_told(
    client: PageClient, problem: VisitProblem
) -> None:
    url = f"/visits/problems/{problem.id}"
    client.sign_in("mai")
    for action, words in (("开始办理", ""), ("记一笔", "联系了技校"), ("已解决", "九月入学")):
        version = client.get(url).field("version")
        page = client.post(
            f"{url}/steps", {"action": action, "step-words": words, "version": version}, follow=True
        )
    assert "已解决" in page.text and "用了 1 天" in page.text and "九月入学" in page.text
    assert "已解决：2026年3月5日夜访发现的问题" in client.sign_in("chen").get("/messages").text


def test_an_owner_without_an_office_reads_the_problem_and_not_the_record(
    client: PageClient, problem: VisitProblem
) -> None:
    page = client.sign_in("mai").get(f"/visits/problems/{problem.id}")
    assert "陈昱的夜访" in page.text and not page.all("a", href=f"/visits/{problem.visit_id}")
    client.get(f"/visits/{problem.visit_id}", status=404)
    assert (
        client.sign_in("zhou")
        .get(f"/visits/problems/{problem.id}")
        .all("a", href=f"/visits/{problem.visit_id}")
    )


def test_a_step_without_its_words_keeps_what_was_typed(client: PageClient, problem: VisitProblem) -> None:
    url = f"/visits/problems/{problem.id}/steps"
    page = client.sign_in("mai").post(
        url, {"action": "已解决", "version": "1", "due": "2026-04-20"}, status=422
    )
    assert "请写明怎样解决的" in page.text and page.field("due") == "2026-04-20"
    page = client.post(url, {"action": "移交", "version": "1", "step-words": "不熟悉"}, status=422)
    assert "请选择移交给谁" in page.text and page.field("step-words").strip() == "不熟悉"
    page = client.post(
        url, {"action": "移交", "version": "1", "step-words": "不熟悉", "due": "2026-02-30"}, status=422
    )
    assert "不是日期" in page.text


def test_the_second_of_two_is_told_and_nothing_is_overwritten(
    client: PageClient, problem: VisitProblem
) -> None:
    url = f"/visits/problems/{problem.id}/steps"
    client.sign_in("mai").post(url, {"action": "开始办理", "version": "1"})
    refused = client.post(url, {"action": "已说明", "step-words": "查过了", "version": "1"}, status=409)
    assert "买买提江·阿布都已于 12:00 开始办理" in refused.text
    assert db.session.get_one(VisitProblem, problem.id).state is ProblemState.UNDER_WAY


def test_a_clerk_hands_over_and_the_next_finds_it_in_the_list(
    client: PageClient, cast: Cast, problem: VisitProblem
) -> None:
    page = client.sign_in("zhou").get(f"/visits/problems/{problem.id}")
    assert "已解决" not in page.words("button") and "移交" in page.words("button")
    typed = {
        "action": "移交",
        "owner": str(cast.person("li").id),
        "step-words": "挂职同志外出",
        "version": "1",
    }
    done = client.post(f"/visits/problems/{problem.id}/steps", typed, follow=True)
    assert "已移交给李堃" in done.text
    assert "想学一门手艺" in client.sign_in("li").get("/visits/problems").text
    assert "请你办理" in client.get("/messages").text


def test_a_name_in_the_words_is_asked_about_before_it_is_kept(client: PageClient, cast: Cast) -> None:
    visit = add_visit(cast, "zhou", TROUBLED, name="王小明", problems=(ProblemGiven("其他", "想转学"),))
    db.session.commit()
    url = f"/visits/problems/{visit.problems[0].id}"
    typed = {
        "action": "记一笔",
        "step-words": "和王小明的班主任谈过",
        "version": "1",
        "render_key": "a-key-of-this-page",
    }
    asked = client.sign_in("zhou").post(f"{url}/steps", typed, status=422)
    assert "请换成代称" in asked.text and asked.field("action") == "记一笔"
    page = client.post(f"{url}/steps", {**typed, "names": "rename"}, follow=True)
    assert "王小明" not in page.text and f"和YF-{visit.subject_id:04d} 王某的班主任谈过" in page.text
    assert "王小明" not in everything_kept()
    kept = client.post(
        f"{url}/steps", {**typed, "version": "2", "names": "keep", "render_key": "another"}, follow=True
    )
    assert "和王小明的班主任谈过" in kept.text


@pytest.mark.parametrize("state", ["open", "waiting", "doing", "solved", "explained", "all", "nonsense"])
@pytest.mark.parametrize("whose", ["mine", "found", "organ"])
def test_every_list_opens(client: PageClient, problem: VisitProblem, whose: str, state: str) -> None:
    client.sign_in("chen").get(f"/visits/problems?whose={whose}&state={state}&category=其他")


def test_the_organs_list_is_for_its_office(client: PageClient, problem: VisitProblem) -> None:
    refused = client.sign_in("mai").get("/visits/problems?whose=organ", status=422)
    assert "审核、签发、经办" in refused.text
    assert "想学一门手艺" in client.sign_in("he").get("/visits/problems?whose=organ").text


@pytest.mark.parametrize("who", ["bai", "luo", "wai"])
def test_strangers_find_no_problem(client: PageClient, problem: VisitProblem, who: str) -> None:
    client.sign_in(who).get(f"/visits/problems/{problem.id}", status=404)
    client.post(f"/visits/problems/{problem.id}/steps", {"action": "记一笔"}, status=404)


def test_a_date_that_has_passed_is_said_without_red(
    client: PageClient, cast: Cast, problem: VisitProblem
) -> None:
    from datetime import date

    problem.due_on = date(2026, 3, 25)
    db.session.commit()
    page = client.sign_in("mai").get("/visits/problems")
    assert "已过 7 天" in page.text and "due-past" not in page.html and "逾期" not in page.text
