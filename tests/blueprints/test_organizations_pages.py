"""组织与人员, read: whose pages one may open, what they show, and what stays hidden."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests import factories
from tests.client import PageClient
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Appointment, Organization


def url_of(cast: factories.Cast, name: str) -> str:
    return f"/organizations/{cast.organizations[name].id}"


def person_url(cast: factories.Cast, username: str) -> str:
    return f"/people/{cast.people[username].id}"


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_it_works(client: PageClient) -> None:
    page = client.sign_in("zhou").get("/organizations")
    assert page.title == "团云溪县委"
    assert "云溪镇团委" in page.text and "陈昱" in page.text and "添加人员" in page.text


def test_people_of_departments_stand_under_their_organ(client: PageClient) -> None:
    page = client.sign_in("lin").get("/organizations")
    assert "何志远" in page.text and "团青岚市委组织部" in page.text


def test_a_subordinate_unit_opens_from_above(client: PageClient, cast: factories.Cast) -> None:
    page = client.sign_in("lin").get(url_of(cast, "云溪镇团委"))
    assert page.title == "云溪镇团委" and "白泉村团支部" in page.text


@pytest.mark.parametrize("name", ["团白鹭县委", "团青岚市委", "团示范省委", "团外省委"])
def test_sister_superior_and_stranger_do_not_exist(
    client: PageClient, cast: factories.Cast, name: str
) -> None:
    client.sign_in("zhou")
    for rest in ("", "/names", "/people/new", "/departments/new", "/subordinates/new", "/appointments/new"):
        client.get(url_of(cast, name) + rest, status=404)
    for rest in ("/names", "/people", "/departments", "/subordinates"):
        client.post(url_of(cast, name) + rest, {}, status=404)


@pytest.mark.parametrize("username", ["bai", "meng", "su", "wai"])
def test_people_of_sister_superior_and_stranger_do_not_exist(
    client: PageClient, cast: factories.Cast, username: str
) -> None:
    client.sign_in("zhou")
    url = person_url(cast, username)
    post = db.session.scalars(
        db.select(Appointment.id).where(Appointment.user_id == cast.people[username].id)
    ).one()
    for page in (url, f"{url}/correction", f"/appointments/{post}", f"/appointments/{post}/ending"):
        client.get(page, status=404)
    for deed in ("correction", "disabling", "enabling", "first-password", "reset-code"):
        client.post(f"{url}/{deed}", {}, status=404)
    for page in (f"/appointments/{post}", f"/appointments/{post}/ending"):
        client.post(page, {}, status=404)


def test_a_cadre_without_office_is_sent_to_their_own_page(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("mai")
    for url in ("/organizations", url_of(cast, "团云溪县委"), person_url(cast, "chen")):
        assert "我的信息" in client.get(url, status=403).text


@pytest.mark.parametrize("username", ["chen", "li"])
def test_an_office_without_administrator_duty_reads_but_does_not_administer(
    client: PageClient, cast: factories.Cast, username: str
) -> None:
    client.sign_in(username)
    page = client.get("/organizations")
    assert "添加人员" not in page.text
    county = url_of(cast, "团云溪县委")
    refused = client.get(f"{county}/people/new", status=403)
    assert "团云溪县委的管理员（周可儿）" in refused.text
    client.post(f"{county}/people", {}, status=403)
    client.post(f"{county}/departments", {}, status=403)
    client.post(f"{person_url(cast, 'mai')}/disabling", status=403)
    client.post(f"{person_url(cast, 'mai')}/reset-code", status=403)


def test_a_superior_does_not_reach_into_a_unit_that_has_its_own_administrator(
    client: PageClient, cast: factories.Cast
) -> None:
    client.sign_in("lin")
    assert "添加人员" not in client.get(url_of(cast, "团云溪县委")).text
    client.get(f"{url_of(cast, '团云溪县委')}/people/new", status=403)


def test_the_nearest_superior_looks_after_a_unit_without_administrator(
    client: PageClient, cast: factories.Cast
) -> None:
    page = client.sign_in("zhou").get(url_of(cast, "白泉村团支部"))
    assert "由团云溪县委的管理员代为维护" in page.text
    client.get(f"{url_of(cast, '白泉村团支部')}/people/new")
    client.sign_in("lin").get(f"{url_of(cast, '白泉村团支部')}/people/new", status=403)


def test_phones_are_whole_inside_the_unit_and_masked_from_above(
    client: PageClient, cast: factories.Cast
) -> None:
    phone = cast.people["chen"].phone
    own = client.sign_in("li")
    assert phone in own.get("/organizations").text and phone in own.get(person_url(cast, "chen")).text
    above = client.sign_in("lin")
    for url in (url_of(cast, "团云溪县委"), person_url(cast, "chen")):
        html = above.get(url).html
        assert phone not in html and "138****0101" in html


def test_birth_is_a_year_only_for_those_outside(client: PageClient, cast: factories.Cast) -> None:
    born = cast.people["chen"].birth_month
    assert born in client.sign_in("zhou").get(person_url(cast, "chen")).text
    page = client.sign_in("lin").get(person_url(cast, "chen"))
    assert born not in page.text and f"{born[:4]}年" in page.text


def test_vacancies_say_what_waits(client: PageClient, cast: factories.Cast) -> None:
    page = client.sign_in("lin").get(url_of(cast, "团白鹭县委"))
    assert "印章管理员" in page.text and "不能用印" in page.text
    assert "管理员 人员和部门" not in page.text


def test_a_department_s_reviewer_counts_for_the_organ(client: PageClient) -> None:
    assert "没有人签收和审核" not in client.sign_in("lin").get("/organizations").text


def test_the_list_of_subordinates_names_their_vacancies(client: PageClient) -> None:
    page = client.sign_in("lin").get("/organizations")
    row = next(each for each in page.words("tr") if "团白鹭县委" in each)
    assert "印章管理员" in row
    assert "没有人员" in next(
        each for each in client.sign_in("zhou").get("/organizations").words("tr") if "云溪镇团委" in each
    )


def test_the_search_finds_units_at_any_depth_and_only_below(client: PageClient, cast: factories.Cast) -> None:
    page = client.sign_in("zhou").get(
        "/organizations/{}?below=支部".format(cast.organizations["团云溪县委"].id)
    )
    assert "白泉村团支部" in page.text and "高一（1）班" in page.text
    page = client.get("/organizations/{}?below=白鹭".format(cast.organizations["团云溪县委"].id))
    assert "没有名称含“白鹭”" in page.text
    page = client.get("/organizations/{}?below=%25".format(cast.organizations["团云溪县委"].id))
    assert "没有名称含" in page.text


def test_people_are_searched_by_name(client: PageClient, cast: factories.Cast) -> None:
    page = client.sign_in("zhou").get(url_of(cast, "团云溪县委") + "?who=陈")
    assert "陈昱" in page.text and "李堃" not in page.text


def test_a_wide_unit_shows_two_hundred_and_says_so(client: PageClient, cast: factories.Cast) -> None:
    county = cast.organ("团云溪县委")
    for number in range(201):
        db.session.add(
            Organization(
                id=1000 + number,
                parent_id=county.id,
                path=f"{county.path}{1000 + number}/",
                type=OrganizationType.COMMITTEE,
                level=OrganizationLevel.TOWN,
                full_name=f"共青团第{number}镇委员会",
                short_name=f"共青团第{number}镇委员会",
                common_name=f"第{number}镇团委",
                established_on=factories.START,
                position=number + 100,
            )
        )
    db.session.commit()
    client.sign_in("zhou")
    with counted_queries() as seen:
        page = client.get("/organizations")
    assert "只列前 200 个" in page.text
    assert len(seen) <= 10, "\n".join(seen)
    assert "第200镇团委" in client.get(url_of(cast, "团云溪县委") + "?below=第200镇").text


@pytest.mark.parametrize(("username", "who"), [("zhou", "chen"), ("lin", "chen"), ("lin", "he")])
def test_a_person_s_page_asks_little_of_the_database(
    client: PageClient, cast: factories.Cast, username: str, who: str
) -> None:
    client.sign_in(username)
    with counted_queries() as seen:
        client.get(person_url(cast, who))
    assert len(seen) <= 10, "\n".join(seen)


def test_a_person_with_a_post_above_is_not_kept_by_the_unit_below(
    client: PageClient, cast: factories.Cast
) -> None:
    """Else a county could take over an account that reaches into the city."""
    db.session.add(
        Appointment(
            user_id=cast.people["chen"].id,
            organization_id=cast.organizations["团青岚市委"].id,
            title="兼职副书记",
            starts_on=factories.START,
        )
    )
    db.session.commit()
    client.sign_in("zhou")
    assert "账号" not in client.get(person_url(cast, "chen")).words("h2")
    client.post(f"{person_url(cast, 'chen')}/reset-code", status=403)
    client.sign_in("lin").post(f"{person_url(cast, 'chen')}/reset-code", status=200)


def test_a_duty_that_has_not_begun_gives_nothing_yet(client: PageClient, cast: factories.Cast) -> None:
    from youthwork.models import AppointmentDuty

    post = db.session.scalars(db.select(Appointment).where(Appointment.user_id == cast.people["li"].id)).one()
    tomorrow = factories.NOW.date().replace(day=2)
    post.duties.append(AppointmentDuty(duty=Duty.ADMINISTRATOR, starts_on=tomorrow))
    db.session.commit()
    client.sign_in("li").get(f"{url_of(cast, '团云溪县委')}/people/new", status=403)
    client.http.application.config["CLOCK"] = lambda: factories.NOW.replace(day=2)
    client.get(f"{url_of(cast, '团云溪县委')}/people/new")
