"""导入计划: who is new, who changes, who stays as they are, and who must not be imported unasked."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import Cast
from tests.services.exchange.offices import complete_county, import_all, plan_for, roster
from tests.services.exchange.roster_files import person, workbook
from youthwork.domain.hierarchy import CadreNature
from youthwork.extensions import db
from youthwork.models import Appointment, Organization, User


@pytest.fixture
def county(cast: Cast) -> Organization:
    return complete_county(cast)


def known_person(county: Organization) -> User:
    import_all(county, roster(person()))
    found = db.session.scalar(db.select(User).where(User.phone == "13800000700"))
    assert found is not None
    return found


def test_people_nobody_knows_are_new(county: Organization) -> None:
    plan = plan_for(county, roster())
    assert [row.name for row in plan.new] == ["王喆", "李娜"]
    assert (plan.changed, plan.unchanged, plan.held_back, plan.people) == ((), (), (), 2)


def test_the_same_person_again_is_no_change(county: Organization) -> None:
    known_person(county)
    plan = plan_for(county, roster())
    assert ([row.name for row in plan.unchanged], [row.name for row in plan.new]) == (["王喆"], ["李娜"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": "委员"}, "职务：书记 → 委员"),
        ({"nature": "兼职"}, "性质：专职 → 兼职"),
        ({"birth": "1995.11"}, "出生年月：1995.12 → 1995.11"),
        ({"gender": "女"}, "性别：男 → 女"),
        ({"unit": "云溪镇团委"}, "新增任职：云溪镇团委 书记（团云溪县委 书记 仍保留）"),
    ],
)
def test_what_differs_is_listed_as_a_change(
    county: Organization, changes: dict[str, str], words: str
) -> None:
    known_person(county)
    (change,) = plan_for(county, roster(person(**changes))).changed
    assert change.words == (words,)


def test_a_post_in_a_department_of_the_named_organ_is_the_same_post(cast: Cast, county: Organization) -> None:
    luo = cast.person("luo")
    row = person(
        name=luo.name, gender=luo.gender and luo.gender.value, birth=luo.birth_month, unit="团青岚市委"
    )
    row[5], row[7] = "学校部副部长", luo.phone
    plan = plan_for(cast.organ("团青岚市委"), roster(row))
    assert [each.name for each in plan.unchanged] == ["罗欣喆"]


def test_who_left_and_comes_back_is_appointed_and_not_doubled(county: Organization) -> None:
    user = known_person(county)
    for post in db.session.scalars(db.select(Appointment).where(Appointment.user_id == user.id)):
        post.starts_on, post.ends_on = date(2026, 1, 1), date(2026, 3, 1)
    (change,) = plan_for(county, roster(person())).changed
    assert change.words == ("新增任职：团云溪县委 书记",) and change.user_id == user.id


def test_a_column_left_out_wipes_nothing(county: Organization) -> None:
    known_person(county)
    rows = [
        ("姓名", "单位", "职务", "性质", "手机号码"),
        ("王喆", "团云溪县委", "书记", "专职", "13800000700"),
    ]
    assert [row.name for row in plan_for(county, workbook(rows)).unchanged] == ["王喆"]


def test_a_known_phone_under_another_name_is_held_back(county: Organization) -> None:
    known_person(county)
    plan = plan_for(county, roster(person(name="王哲")))
    (problem,) = plan.held_back
    assert "王喆（团云溪县委 书记）" in problem.message
    assert (problem.cell, problem.person, plan.people) == ("H2", "王哲", 0)


def test_a_namesake_in_the_same_unit_with_another_phone_is_held_back(county: Organization) -> None:
    known_person(county)
    (problem,) = plan_for(county, roster(person(phone="13800000799"))).held_back
    assert "同一人换了号码" in problem.message


@pytest.mark.parametrize("changes", [{"unit": "云溪镇团委"}, {"birth": "1988.03"}])
def test_a_namesake_elsewhere_or_of_another_age_is_somebody_else(
    county: Organization, changes: dict[str, str]
) -> None:
    known_person(county)
    assert len(plan_for(county, roster(person(phone="13800000799", **changes))).new) == 1


def test_a_disabled_account_is_not_revived_by_a_roster(county: Organization) -> None:
    known_person(county).is_enabled = False
    (problem,) = plan_for(county, roster(person())).held_back
    assert "已停用" in problem.message


def test_a_title_longer_than_its_column_is_held_back(county: Organization) -> None:
    (problem,) = plan_for(county, roster(person(title="委" * 61))).held_back
    assert "61 个字" in problem.message


def test_people_of_another_county_are_not_looked_at(cast: Cast, county: Organization) -> None:
    bai = cast.person("bai")
    plan = plan_for(county, roster(person(name=bai.name, phone=bai.phone)))
    assert len(plan.new) == 1


def test_plans_that_would_do_the_same_have_one_fingerprint(county: Organization) -> None:
    before = plan_for(county, roster())
    assert before.fingerprint == plan_for(county, roster()).fingerprint
    known_person(county)
    assert before.fingerprint != plan_for(county, roster()).fingerprint


def test_a_post_without_a_recorded_nature_gets_one(cast: Cast, county: Organization) -> None:
    user = known_person(county)
    (post,) = db.session.scalars(db.select(Appointment).where(Appointment.user_id == user.id))
    post.nature = None
    (change,) = plan_for(county, roster(person())).changed
    assert change.post == {"nature": CadreNature.FULL_TIME}
