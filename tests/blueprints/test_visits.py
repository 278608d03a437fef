"""夜访的页面: mine, the organ's, one visit with its masked person, and the same form without a script."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.client import Page, PageClient
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.query_counts import count_queries
from tests.visits import TROUBLED, add_visit
from youthwork.domain.night_visits import MUST_DO, VisitKind
from youthwork.extensions import db
from youthwork.models import AuditRecord, NightVisit
from youthwork.services.contact_work.visits import protected
from youthwork.services.contact_work.visits.problems import ProblemGiven

NAME = "尉迟琬儿"


@pytest.fixture
def visit(cast: Cast) -> NightVisit:
    row = add_visit(cast, "zhou", TROUBLED, name=NAME, topic="看望一名辍学的少年")
    db.session.commit()
    return row


def joined(page: Page) -> str:
    """What is read, without the blanks between a number and its word."""
    return page.text.replace(" ", "")


def test_it_works(client: PageClient, visit: NightVisit) -> None:
    page = client.sign_in("zhou").get("/visits")
    assert page.title == "夜访"
    assert "1/6次" in joined(page) and "看望一名辍学的少年" in page.text
    assert f"YF-{visit.subject_id:04d} 尉某" in page.text and NAME not in page.text
    assert "满 60 分钟" in page.text


def test_nothing_is_asked_of_seconded_and_part_time_cadres(client: PageClient, cast: Cast) -> None:
    add_visit(cast, "mai")
    db.session.commit()
    page = client.sign_in("mai").get("/visits")
    assert "1 次" in page.text and "鼓励参加，不作次数要求" in page.text
    assert "/6" not in page.text and "还差" not in page.text


def test_who_has_no_visit_is_told_how_to_record_one(client: PageClient) -> None:
    page = client.sign_in("chen").get("/visits?year=2025")
    assert "2025 年还没有记过夜访" in page.text
    assert client.get("/visits?year=abc").title == "夜访"
    assert "2026 年" in client.get("/visits?year=9999").text


def test_a_visit_of_59_minutes_is_shown_and_said_not_to_count(client: PageClient, cast: Cast) -> None:
    add_visit(cast, "zhou", minutes=59)
    db.session.commit()
    text = joined(client.sign_in("zhou").get("/visits"))
    assert "0/6次" in text and "今年另有1次不满60分钟" in text and "不满60分钟，不算次数" in text


def test_the_organs_page_has_figures_and_no_ranking(client: PageClient, cast: Cast) -> None:
    add_visit(cast, "zhou", TROUBLED, people=3, problems=(ProblemGiven("学习就学", "想转学"),))
    add_visit(cast, "chen", visited="高一（3）班", people=40)
    db.session.commit()
    page = client.sign_in("li").get(f"/visits/organs/{cast.organizations['团云溪县委'].id}")
    assert "2次夜访" in joined(page) and "43人次" in joined(page)
    assert "截至 2026年4月1日 12:00" in page.text
    assert "排名" not in page.text and "名次" not in page.text
    assert page.words("th", scope="row") == ["学习就学"]
    rects = page.tree.findall(".//{http://www.w3.org/2000/svg}rect")
    assert [(each.get("class"), each.get("width")) for each in rects] == [("wait", "100.0")]


def test_the_city_reads_its_counties_and_only_their_codes(
    client: PageClient, cast: Cast, visit: NightVisit
) -> None:
    city = cast.organizations["团青岚市委"].id
    client.sign_in("he")
    assert visit.activity.topic not in client.get(f"/visits/organs/{city}").text
    page = client.get(f"/visits/organs/{city}?beneath=1")
    assert f"YF-{visit.subject_id:04d}" in page.text and "尉某" not in page.text
    assert "尉某" not in client.get(f"/visits/{visit.activity_id}").text


def test_the_visitor_reveals_the_name_for_a_reason_in_one_answer(
    client: PageClient, visit: NightVisit
) -> None:
    url = f"/visits/{visit.activity_id}"
    assert NAME not in client.sign_in("zhou").get(url).text
    assert "请填写查看原因" in client.post(f"{url}/name", {"reason": " "}, status=422).text
    shown = client.post(f"{url}/name", {"reason": f"去看{NAME}前核对"}, status=200)
    assert NAME in shown.text
    assert shown.response.headers["Cache-Control"] == "no-store"
    assert NAME not in client.get(url).text
    said = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "reveal")).all()
    assert len(said) == 1 and NAME not in said[0]


@pytest.mark.parametrize("who", ["chen", "li", "he", "su"])
def test_nobody_but_the_visitor_is_offered_or_given_the_name(
    client: PageClient, visit: NightVisit, who: str
) -> None:
    page = client.sign_in(who).get(f"/visits/{visit.activity_id}")
    assert "姓名只有走访人本人能看" in page.text and "查看姓名" not in page.text
    refused = client.post(f"/visits/{visit.activity_id}/name", {"reason": "工作需要"}, status=403)
    assert NAME not in refused.text
    client.post(f"/visits/{visit.activity_id}/name/forgetting", status=403)


def test_a_name_may_be_taken_out_for_good(client: PageClient, visit: NightVisit) -> None:
    page = client.sign_in("zhou").post(f"/visits/{visit.activity_id}/name/forgetting", follow=True)
    assert "姓名已删去" in page.text and "尉某" in page.text and "查看姓名" not in page.text


def test_the_paper_is_a_pdf_whose_name_tells_nobody(client: PageClient, visit: NightVisit) -> None:
    answer = client.sign_in("zhou").send("GET", f"/visits/{visit.activity_id}/paper.pdf")
    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF")
    assert NAME not in answer.headers["Content-Disposition"]


def test_a_record_that_is_no_visit_has_no_page_here(client: PageClient, cast: Cast) -> None:
    from tests.contact_work import add_activity

    other = add_activity(cast, "zhou").id
    db.session.commit()
    client.sign_in("zhou").get(f"/visits/{other}", status=404)


def test_a_problem_is_added_on_the_page_of_the_visit(client: PageClient, visit: NightVisit) -> None:
    url = f"/visits/{visit.activity_id}"
    wrong = client.sign_in("zhou").post(f"{url}/problems", {"found-text": "想学修车"}, status=422)
    assert "请选择问题的类别" in wrong.text and wrong.field("found-text") == "想学修车"
    page = client.post(f"{url}/problems", {"category": "就业创业", "found-text": "想学修车"}, follow=True)
    assert "想学修车" in page.text and "第 1 天" in page.text


def test_a_name_typed_into_a_problem_is_asked_about_and_replaced(
    client: PageClient, visit: NightVisit
) -> None:
    url, typed = (
        f"/visits/{visit.activity_id}/problems",
        {"category": "其他", "found-text": f"{NAME}想学修车"},
    )
    asked = client.sign_in("zhou").post(url, typed, status=422)
    assert "请换成代称" in asked.text and asked.field("found-text") == f"{NAME}想学修车"
    page = client.post(url, {**typed, "names": "rename"}, follow=True)
    assert NAME not in page.text and f"YF-{visit.subject_id:04d} 尉某想学修车" in page.text


def record(client: PageClient, **visit: str) -> dict[str, str]:
    """记一条 as the page posts it, with what a visit adds."""
    page = client.get("/records/new?purpose=night_visit")
    typed = {each.get("name"): each.get("value") or "" for each in page.all("input") if each.get("name")}
    keys = ("client_key", "csrf_token")
    return {
        **{key: typed[key] for key in keys if key in typed},
        "topic": "夜访一名少年",
        "day": "2026-03-31",
        "starts": "19:00",
        "ends": "20:10",
        "people": "1",
        "with_id": "",
        "effect": "聊了复学的事，答应一起去学校看看。",
        "purposes": "night_visit",
        **{
            f"visit-{key.replace('_', '-') if key.startswith('problems_') else key}": text
            for key, text in visit.items()
        },
    }


def test_a_visit_is_recorded_with_its_record_and_the_name_lies_nowhere_in_the_pages(
    client: PageClient, cast: Cast
) -> None:
    typed = record(client.sign_in("zhou"), kind=TROUBLED.value, name=NAME)
    page = client.post("/records", typed, follow=True)
    assert "尉某" in page.text and NAME not in page.text
    kept = db.session.scalars(db.select(NightVisit)).one()
    assert protected.reveal(cast.person("zhou"), kept, "核对") == NAME
    for url in ("/records", "/visits", f"/visits/{kept.activity_id}", f"/records/{kept.activity_id}/edit"):
        assert NAME not in client.get(url).html, url


def test_a_refused_record_keeps_all_that_was_typed_of_the_visit(client: PageClient) -> None:
    typed = record(client.sign_in("zhou"), visited="高一（3）班", must_do="开了主题团日")
    page = client.post("/records", typed, status=422)
    assert "请选择是哪一访" in page.text
    assert (
        page.field("visit-visited") == "高一（3）班" and page.field("visit-must_do").strip() == "开了主题团日"
    )


def test_a_key_that_counts_once_keeps_a_mark_of_the_name_and_not_the_name(app: Flask) -> None:
    from youthwork.blueprints import once

    with app.test_request_context("/records", method="POST", data={"render_key": "k", "visit-name": NAME}):
        from unittest.mock import patch

        with patch.object(once, "user", lambda: type("U", (), {"id": 1})()):
            press = once.posted()
    assert press is not None and NAME not in str(press) and press.fields["visit-name"][0].startswith("不显示")


def test_what_a_kind_asks_for_stands_beside_it_without_a_script(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new?purpose=night_visit")
    for kind in VisitKind:
        (choice,) = page.all("input", type="radio", name="visit-kind", value=kind.value)
        (must,) = page.all("p", id=str(choice.get("aria-describedby")))
        assert "".join(must.itertext()) == f"必做：{MUST_DO[kind]}"


def test_the_private_inputs_are_marked_for_the_queue(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/records/new?purpose=night_visit")
    marked = {
        str(each.get("name"))
        for tag in ("input", "textarea")
        for each in page.all(tag)
        if each.get("data-private") is not None
    }
    assert {"visit-name", "visit-problems-p1-text", "visit-problems-p3-text"} <= marked


@on_both_engines
def test_pages_cost_few_queries_however_many_visits(client: PageClient, cast: Cast) -> None:
    organ = cast.organizations["团云溪县委"].id
    urls = ("/visits", f"/visits/organs/{organ}", "/visits/problems?whose=organ&state=all")
    add_visit(cast, "zhou", TROUBLED, problems=(ProblemGiven("其他", "一"),), members=(cast.person("li").id,))
    db.session.commit()
    client.sign_in("chen")
    before = {url: count_queries(lambda url=url: client.get(url)) for url in urls}
    for number in range(1, 13):
        add_visit(
            cast,
            "zhou",
            TROUBLED,
            day=f"2026-03-{number:02d}",
            problems=(ProblemGiven("其他", str(number)),),
            members=(cast.person("li").id,),
        )
    db.session.commit()
    after = {url: count_queries(lambda url=url: client.get(url)) for url in urls}
    assert after == before
    assert max(after.values()) <= 14, after
