"""去向: who signs, seals and receives each kind of paper, with the reason the page shows."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import START, Cast
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, Submission
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.path.cases import Plan, plan_route

pytestmark = on_both_engines


def planned(paper: Submission) -> Plan:
    return plan_route(paper, paper.subject_id or paper.created_by_id)


def appoint(cast: Cast, username: str, organization: str, *duties: Duty) -> None:
    """A further post for one of the cast."""
    db.session.add(
        Appointment(
            user_id=cast.person(username).id,
            organization_id=cast.organ(organization).id,
            title="兼任",
            starts_on=START,
            duties=[AppointmentDuty(duty=duty, starts_on=START) for duty in duties],
        )
    )
    db.session.flush()


@pytest.mark.parametrize(
    ("clerk", "receiver", "reason"),
    [
        ("zhou", "团青岚市委组织部", "上级团组织是团青岚市委；联系点汇总表由其组织部受理"),
        ("wang", "团示范省委组织部", "上级团组织是团示范省委；联系点汇总表由其组织部受理"),
        ("ban", "团示范省委城市部", "上级团组织是团示范省委；直属单位的联系点汇总表由其城市部受理"),
        ("jiao", "团示范省委学校部", "上级团组织是团示范省委；省管高校的联系点汇总表由其学校部受理"),
        ("lin", "团示范省委组织部", "上级团组织是团示范省委；联系点汇总表由其组织部受理"),
    ],
)
def test_the_summary_table_goes_where_the_level_of_its_unit_says(
    app: Flask, cast: Cast, clerk: str, receiver: str, reason: str
) -> None:
    plan = planned(journeys.draft_contact_points(cast, clerk))
    assert (plan.route.receiver_name, plan.route.reason) == (receiver, reason)
    assert plan.vacancies == ()


def test_the_province_files_its_own_inside(app: Flask, cast: Cast) -> None:
    plan = planned(journeys.draft_contact_points(cast, "gu"))
    assert plan.route.receiver_name == "团示范省委组织部"
    assert plan.route.reason == "团示范省委在本系统中没有上级团组织；由本级组织部受理"
    # 顾言 fills in and keeps the only seal, and above the province there is no other.
    assert plan.vacancies == ("团示范省委及其上级都没有可以用印的印章管理员；请联系系统管理员补上",)


@pytest.mark.parametrize(
    ("cadre", "receiver", "why"),
    [
        ("zhou", "团青岚市委组织部", "上级团组织是团青岚市委"),
        ("wang", "团示范省委组织部", "上级团组织是团示范省委"),
        ("zhi", "团示范省委组织部", "上级团组织是团示范省委"),
        ("gao", "团示范省委组织部", "上级团组织是团示范省委"),
        ("xu", "团示范省委组织部", "由本级组织部受理"),
        ("su", "团示范省委组织部", "由本级组织部受理"),
        ("tang", "团示范省委", "组织部自己的任务表不由本部门受理，由分管副书记名下备案"),
    ],
)
def test_a_task_sheet_goes_to_the_superior_of_the_cadres_organ(
    app: Flask, cast: Cast, cadre: str, receiver: str, why: str
) -> None:
    plan = planned(journeys.draft_task_sheet(cast, cadre))
    assert plan.route.receiver_name == receiver
    assert why in plan.route.reason


@pytest.mark.parametrize(
    ("department", "receiver"),
    [("团青岚市委学校部", "团青岚市委组织部"), ("团青岚市委组织部", "团青岚市委")],
)
def test_a_department_reports_inside_its_organ(
    app: Flask, cast: Cast, department: str, receiver: str
) -> None:
    """The clerk of the organ acts for its departments."""
    owner = cast.organ(department)
    paper = open_submission(cast.annex("province", "contact_points"), cast.person("lin"), owner.id)
    route = planned(paper).route
    assert route.receiver_name == receiver
    assert f"{department}是团青岚市委的内设部门" in route.reason


def test_the_issuers_own_contact_units_are_filed_by_its_own_department(app: Flask, cast: Cast) -> None:
    plan = planned(journeys.draft_contact_units(cast))
    assert plan.route.receiver_name == "团青岚市委组织部"
    assert plan.route.reason == "通知由团青岚市委印发，本级材料在本级备案；由本级组织部受理"
    assert [user.name for user in plan.signers] == ["孟繁星"]
    county = planned(journeys.draft_contact_units(cast, "zhou"))
    assert county.route.reason.startswith("上级团组织是团青岚市委")


def test_a_merged_department_hands_its_work_to_its_successor(app: Flask, cast: Cast) -> None:
    city, youth = cast.organ("团示范省委城市部"), cast.organ("团示范省委学校部")
    city.closed_on, city.successor_id = START, youth.id
    db.session.flush()
    route = planned(journeys.draft_contact_points(cast, "ban")).route
    assert route.receiver_id == youth.id
    assert "城市部（已并入学校部）" in route.reason


def test_a_department_merged_between_submitting_and_sending_receives_nothing(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast)
    journeys.sign_off(journeys.submit(paper, cast), cast)
    organization, schools = cast.organ("团示范省委组织部"), cast.organ("团示范省委学校部")
    assert paper.receiver_id == organization.id
    organization.closed_on, organization.successor_id = START, schools.id
    journeys.send(paper, cast)
    assert (paper.receiver_id, paper.holder_id) == (schools.id, schools.id)


def test_organization_departments_own_cadre_is_filed_by_the_secretary_in_charge(
    app: Flask, cast: Cast
) -> None:
    """唐宁 of 组织部: signed by one secretary, filed by the other, because three people are needed."""
    paper = journeys.draft_task_sheet(cast, "tang")
    journeys.submit(paper, cast)
    journeys.sign_off(paper, cast, by="su")
    journeys.send(paper, cast)
    assert paper.holder_id == cast.organ("团示范省委").id
    journeys.accept(paper, cast, by="fu")
    filed = journeys.file_(paper, cast)
    assert len({paper.submitted_by_id, paper.signed_off_by_id, filed.filed_by_id}) == 3
    assert (filed.department_name, filed.filing_number) == ("团示范省委", "示青备〔2026〕1号")
