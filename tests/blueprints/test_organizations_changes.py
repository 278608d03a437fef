"""部门和下级组织: set up, named, closed; and no form of these pages works without its token."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from tests import factories
from tests.client import PageClient
from youthwork.extensions import db
from youthwork.models import Appointment, AuditRecord, Organization
from youthwork.services.tree import unit_of

TOWN = {
    "type": "团委",
    "level": "乡镇街道",
    "full_name": "共青团柳林镇委员会",
    "short_name": "共青团柳林镇委员会",
    "common_name": "柳林镇团委",
}


def at(cast: factories.Cast, name: str, rest: str = "") -> str:
    return f"/organizations/{cast.organizations[name].id}{rest}"


def test_a_department_is_set_up_with_its_organ_s_names(client: PageClient, cast: factories.Cast) -> None:
    posted = {"name": "宣传部", "function": "其他"}
    page = client.sign_in("zhou").post(at(cast, "团云溪县委", "/departments"), posted, follow=True)
    assert "团云溪县委宣传部" in page.text
    added = db.session.scalars(
        db.select(Organization).where(Organization.common_name == "团云溪县委宣传部")
    ).one()
    assert added.path == f"{cast.organ('团云溪县委').path}{added.id}/"
    assert added.full_name == "中国共产主义青年团云溪县委员会宣传部"
    assert [each.name for each in unit_of(cast.organizations["团云溪县委"].id).departments] == [
        "团云溪县委宣传部"
    ]


def test_a_department_needs_a_name_of_its_own_and_a_function(
    client: PageClient, cast: factories.Cast
) -> None:
    url = at(cast, "团青岚市委", "/departments")
    page = client.sign_in("lin").post(url, {"name": "", "function": ""}, status=422)
    assert "请填写部门名称" in page.text and "请选择职能" in page.text
    page = client.post(url, {"name": "组织部", "function": "组织"}, status=422)
    assert "已有“团青岚市委组织部”" in page.text


@pytest.mark.parametrize(
    ("rest", "posted"),
    [
        ("/departments", {"name": "宣\ue000部", "function": "其他"}),
        ("/subordinates", {**TOWN, "full_name": "共青团柳\ue000镇委员会", "confirmed": "y"}),
    ],
)
def test_a_name_no_typeface_draws_is_refused_with_the_character_named(
    client: PageClient, cast: factories.Cast, rest: str, posted: dict[str, str]
) -> None:
    before = db.session.scalar(db.select(db.func.count(Organization.id)))
    page = client.sign_in("zhou").post(at(cast, "团云溪县委", rest), posted, status=422)
    assert "U+E000" in page.text
    assert db.session.scalar(db.select(db.func.count(Organization.id))) == before


def test_a_department_closed_hands_its_people_and_work_to_its_successor(
    app: Flask, client: PageClient, cast: factories.Cast
) -> None:
    heir = cast.organizations["团青岚市委组织部"].id
    posted = {"last_day": "2026-04-10", "successor": str(heir)}
    client.sign_in("lin").post(at(cast, "团青岚市委学校部", "/closing"), posted, follow=True)
    rows = db.session.scalars(
        db.select(Appointment).where(Appointment.user_id == cast.people["luo"].id).order_by(Appointment.id)
    ).all()
    assert [(row.organization_id, row.starts_on, row.ends_on) for row in rows] == [
        (cast.organizations["团青岚市委学校部"].id, factories.START, date(2026, 4, 10)),
        (heir, date(2026, 4, 11), None),
    ]
    assert [duty.duty for duty in rows[1].duties] == [duty.duty for duty in rows[0].duties]
    app.config["CLOCK"] = lambda: factories.NOW + timedelta(days=10)
    schools = [
        each for each in unit_of(cast.organizations["团青岚市委"].id).departments if "学校" in each.name
    ]
    assert schools[0].successor is not None and schools[0].successor.unit_id == heir


def test_a_department_with_people_is_not_closed_without_successor(
    client: PageClient, cast: factories.Cast
) -> None:
    posted = {"last_day": "2026-04-01", "successor": "0"}
    page = client.sign_in("lin").post(at(cast, "团青岚市委学校部", "/closing"), posted, status=422)
    assert "还有 1 人任职（罗欣喆）" in page.text


def test_only_a_department_of_the_same_organ_takes_over(client: PageClient, cast: factories.Cast) -> None:
    posted = {"last_day": "2026-04-01", "successor": str(cast.organizations["团示范省委学校部"].id)}
    page = client.sign_in("lin").post(at(cast, "团青岚市委学校部", "/closing"), posted, status=422)
    assert "请选择承接部门" in page.text


def test_an_organ_is_not_closed_like_a_department(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("zhou").get(at(cast, "云溪镇团委", "/closing"), status=403)


def test_a_subordinate_is_set_up_below_and_looked_after_from_above(
    client: PageClient, cast: factories.Cast
) -> None:
    page = client.sign_in("zhou").post(at(cast, "团云溪县委", "/subordinates"), TOWN, follow=True)
    assert page.title == "柳林镇团委" and "由团云溪县委的管理员代为维护" in page.text
    added = db.session.scalars(db.select(Organization).where(Organization.common_name == "柳林镇团委")).one()
    assert added.path.startswith(cast.organ("团云溪县委").path) and added.path.endswith(f"/{added.id}/")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("云溪镇团委", {"level": "县"}),
        ("云溪镇团委", {"level": "乡镇街道"}),
        ("云溪镇机关团总支", {"type": "团委", "level": "基层"}),
        ("团云溪县委", {"type": "内设部门"}),
    ],
)
def test_what_cannot_stand_there_is_refused(
    client: PageClient, cast: factories.Cast, name: str, changes: dict[str, str]
) -> None:
    client.sign_in("zhou").post(at(cast, name, "/subordinates"), {**TOWN, **changes}, status=422)
    assert db.session.scalar(db.select(Organization).where(Organization.common_name == "柳林镇团委")) is None


def test_below_a_branch_stands_nothing(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("zhou").get(at(cast, "白泉村团支部", "/subordinates/new"), status=403)


def test_an_unusual_name_is_asked_about_once(client: PageClient, cast: factories.Cast) -> None:
    url = at(cast, "团云溪县委", "/names")
    posted = {"full_name": "云溪团县委", "short_name": "云溪团县委", "common_name": "云溪团县委"}
    page = client.sign_in("zhou").post(url, posted, status=422)
    assert "“××团县委”的写法" in page.text and page.field("full_name") == "云溪团县委"
    assert cast.organ("团云溪县委").full_name == "中国共产主义青年团云溪县委员会"
    client.post(url, {**posted, "confirmed": "y"}, follow=True)
    assert cast.organ("团云溪县委").full_name == "云溪团县委"
    told = " ".join(db.session.scalars(db.select(AuditRecord.sentence)))
    assert "中国共产主义青年团云溪县委员会" in told and "云溪团县委" in told


def test_two_sisters_do_not_bear_one_name(client: PageClient, cast: factories.Cast) -> None:
    posted = {**TOWN, "common_name": "云溪镇团委"}
    page = client.sign_in("zhou").post(at(cast, "团云溪县委", "/subordinates"), posted, status=422)
    assert "已有“云溪镇团委”" in page.text


POSTS = [
    "/login",
    "/logout",
    "/login/reset",
    "/me",
    "/me/password",
    "/large-text",
    "/suggestions",
    "/suggestions/1/opening",
    "/suggestions/1/answer",
    "/organizations/10/departments",
    "/organizations/10/subordinates",
    "/organizations/10/names",
    "/organizations/10/closing",
    "/organizations/10/members",
    "/organizations/10/merging",
    "/organizations/10/splitting",
    "/organizations/10/people",
    "/organizations/10/people/1/appointments",
    "/people/1/correction",
    "/people/1/disabling",
    "/people/1/enabling",
    "/people/1/first-password",
    "/people/1/reset-code",
    "/appointments/1",
    "/appointments/1/ending",
    "/appointments/1/delegations",
    "/appointments/1/handover",
    "/delegations/1/ending",
    "/me/mail",
]


def test_the_list_of_posts_below_is_whole(app: Flask) -> None:
    """So that a new form cannot be left out of the next test."""
    rules = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in ("account", "organizations", "suggestions")
        and "POST" in (rule.methods or ())
    ]
    assert len(rules) == len(POSTS)


@pytest.mark.parametrize("url", POSTS)
def test_no_form_works_without_its_token(app: Flask, client: PageClient, url: str) -> None:
    client.sign_in("zhou")
    app.config["WTF_CSRF_ENABLED"] = True
    assert "这次提交没有执行" in client.post(url, {}, status=400).text


def test_a_form_with_its_token_works(app: Flask, client: PageClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    token = client.get("/login").field("csrf_token")
    client.post("/login", {"username": "zhou", "password": "demo", "csrf_token": token})
    token = client.get("/me").field("csrf_token")
    client.post("/large-text", {"large": "1", "csrf_token": token})
