"""花名册导入: everything or nothing, what was shown and nothing else, first passwords that work."""

from __future__ import annotations

import pytest

from tests.factories import NOW, Cast
from tests.services.exchange.office_sample import the_office_s_roster
from tests.services.exchange.offices import complete_county, import_all, roster, two_people
from tests.services.exchange.roster_files import person
from youthwork.domain.duties import Duty
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound, Unacceptable
from youthwork.domain.hierarchy import CadreNature, Gender
from youthwork.extensions import db
from youthwork.models import Appointment, AuditRecord, Organization, User
from youthwork.services import transactions
from youthwork.services.exchange import roster_import
from youthwork.services.exchange.roster_plan import plan_import
from youthwork.services.exchange.roster_writing import prepare_accounts
from youthwork.services.personnel import passwords
from youthwork.services.posts import actor_of


@pytest.fixture
def county(cast: Cast) -> Organization:
    return complete_county(cast)


def people_count() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(User)) or 0


def test_new_people_get_an_account_and_a_post_as_cadre_from_today(county: Organization) -> None:
    done = import_all(county, roster())
    assert [slip.username for slip in done.slips] == ["wangzhe", "lina"]
    user = db.session.scalar(db.select(User).where(User.username == "lina"))
    assert user is not None
    assert (user.name, user.gender, user.birth_month, user.phone) == (
        "李娜",
        Gender.FEMALE,
        "1995.12",
        "13800000701",
    )
    assert user.must_change_password and user.is_enabled
    (post,) = db.session.scalars(db.select(Appointment).where(Appointment.user_id == user.id))
    assert (post.organization.common_name, post.title, post.nature) == (
        "云溪镇团委",
        "副书记",
        CadreNature.FULL_TIME,
    )
    assert (post.starts_on, post.ends_on) == (NOW.date(), None)
    assert [(each.duty, each.starts_on) for each in post.duties] == [(Duty.CADRE, NOW.date())]


def test_the_password_on_the_slip_opens_the_account_and_nothing_else_does(county: Organization) -> None:
    first, second = import_all(county, roster()).slips
    user = db.session.scalar(db.select(User).where(User.username == first.username))
    assert user is not None and first.password != second.password
    assert passwords.matches(user.password_hash, first.password)
    assert not passwords.matches(user.password_hash, second.password)
    assert first.password not in user.password_hash and first.password not in repr(first)


def test_people_of_one_name_get_usernames_of_their_own(county: Organization) -> None:
    rows = [person(name="周可", phone=f"1380000070{at}", birth=f"199{at}.05") for at in range(3)]
    assert [slip.username for slip in import_all(county, roster(*rows)).slips] == [
        "zhouke",
        "zhouke2",
        "zhouke3",
    ]


def test_a_username_taken_elsewhere_is_not_given_again(cast: Cast, county: Organization) -> None:
    cast.person("bai").username = "lina"
    db.session.commit()
    assert import_all(county, roster()).slips[1].username == "lina2"


def test_new_people_follow_the_unit_s_own_in_the_order_of_the_roster(
    cast: Cast, county: Organization
) -> None:
    import_all(county, roster(person(), person(name="李娜", phone="13800000701")))
    posts = db.session.scalars(
        db.select(Appointment).where(Appointment.organization_id == county.id).order_by(Appointment.position)
    )
    assert [post.user.name for post in posts][-2:] == ["王喆", "李娜"]


def test_changes_are_written_and_other_duties_stay(cast: Cast, county: Organization) -> None:
    zhou = cast.person("zhou")
    birth = "1990.01"
    row = person(name=zhou.name, birth=birth, title="书记", nature="挂职", phone=zhou.phone)
    done = import_all(county, roster(row))
    assert (done.slips, len(done.changed)) == ((), 1)
    db.session.expire_all()
    (post,) = db.session.scalars(db.select(Appointment).where(Appointment.user_id == zhou.id))
    assert (post.title, post.nature, zhou.birth_month) == ("书记", CadreNature.SECONDED, birth)
    assert Duty.CLERK in {each.duty for each in post.duties}


def test_a_post_in_another_unit_is_added_beside_the_old_one(cast: Cast, county: Organization) -> None:
    mai = cast.person("mai")
    row = person(
        name=mai.name, gender=mai.gender and mai.gender.value, birth=mai.birth_month, unit="云溪镇团委"
    )
    row[7] = mai.phone
    import_all(county, roster(row))
    units = {unit.name for duty, unit in actor_of(mai).posts if duty is Duty.CADRE}
    assert units == {"团云溪县委", "云溪镇团委"}


def test_a_second_import_of_the_same_file_adds_nobody(county: Organization) -> None:
    import_all(county, roster())
    before = people_count()
    done = import_all(county, roster())
    assert (done.slips, done.unchanged, people_count()) == ((), 2, before)


def test_with_a_problem_nothing_is_imported_unless_told_so(county: Organization) -> None:
    content, before = roster(*two_people(), person(name="冯敏", phone="1380000012")), people_count()
    with pytest.raises(Unacceptable, match=r"还有 1 人的内容需要改正或确认.*只导入没有问题的 2 人"):
        import_all(county, content)
    assert people_count() == before
    assert len(import_all(county, content, takes_good_rows=True).slips) == 2


def test_what_was_not_shown_is_not_done(county: Organization) -> None:
    reading = roster_import.read_for(county, roster(), filename="名册.xlsx")
    plan = plan_import(reading, county)
    accounts = prepare_accounts(plan)
    import_all(county, roster(person()))
    before = people_count()
    with pytest.raises(AlreadyMoved, match="重新核对"), transactions.deed():
        roster_import.import_people(
            reading, county, accounts, fingerprint=plan.fingerprint, takes_good_rows=True, by=None
        )
    assert people_count() == before


def test_the_import_is_recorded_with_who_did_it(cast: Cast, county: Organization) -> None:
    reading = roster_import.read_for(county, roster(), filename="名册.xlsx")
    plan = plan_import(reading, county)
    roster_import.import_people(
        reading,
        county,
        prepare_accounts(plan),
        fingerprint=plan.fingerprint,
        takes_good_rows=False,
        by=cast.person("zhou"),
    )
    (record,) = db.session.scalars(db.select(AuditRecord).where(AuditRecord.kind == "roster_import"))
    assert record.sentence == "为团云溪县委导入花名册“名册.xlsx”：新增 2 人，变更 0 人"
    assert record.user_id == cast.person("zhou").id


def test_a_unit_outside_the_subtree_is_an_error(county: Organization) -> None:
    reading = roster_import.read_for(county, roster(person(unit="团白鹭县委")), filename="名册.xlsx")
    (problem,) = reading.errors
    assert "没有“团白鹭县委”" in problem.message and reading.rows == ()


def test_a_character_no_font_draws_is_named_by_code_point(county: Organization) -> None:
    reading = roster_import.read_for(county, roster(person(name="王\U000323af")), filename="名册.xlsx")
    assert "U+323AF" in reading.errors[0].message


@pytest.mark.parametrize("username", ["chen", "mai", "cheng"])
def test_only_an_administrator_imports(cast: Cast, username: str) -> None:
    with pytest.raises(NotAllowed, match="管理员"):
        roster_import.importing_organs(actor_of(cast.person(username)))


def test_an_administrator_imports_for_no_other_organ(cast: Cast) -> None:
    with pytest.raises(NotFound):
        roster_import.find_importing_organ(actor_of(cast.person("zhou")), cast.organ("团白鹭县委").id)


@pytest.mark.parametrize("which", ["built", "given"])
def test_the_office_s_sample_has_eight_mistakes_and_one_question(county: Organization, which: str) -> None:
    reading = roster_import.read_for(county, the_office_s_roster(which), filename="roster.xlsx")
    cells = ["H9", "E15", "G21", "D28", "H34", "B40", "C47", "D53"]
    assert [problem.cell for problem in reading.errors] == cells
    assert [problem.cell for problem in reading.questions] == ["D58"]
    plan = plan_import(reading, county)
    assert (len(plan.new), plan.held_back, plan.people) == (51, (), 51)
    assert [choice for choice, _ in reading.errors[1].choices] == ["云溪县第一中学团委"]
