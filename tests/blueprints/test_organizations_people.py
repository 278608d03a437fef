"""人员和任职, changed: added, given duties, ended, switched off; slips of paper shown once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from tests import factories
from tests.client import Page, PageClient
from youthwork.domain.duties import Duty
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Appointment, AppointmentDuty, AuditRecord, Submission, User
from youthwork.services import posts

TODAY = factories.NOW.date()
NEW = {
    "name": "欧阳晴",
    "gender": "女",
    "birth_month": "1996.7",
    "phone": "13800009999",
    "title": "干事",
    "nature": "专职",
    "starts_on": "2026-04-01",
    "duties": ["团干部", "经办人"],
}


def add(client: PageClient, cast: factories.Cast, status: int = 303, **changes: object) -> Page:
    county = cast.organizations["团云溪县委"].id
    posted = {**NEW, "where": str(county), **changes}
    return client.post(f"/organizations/{county}/people", posted, status=status)


def post_of(cast: factories.Cast, username: str) -> Appointment:
    return db.session.scalars(
        db.select(Appointment).where(Appointment.user_id == cast.people[username].id)
    ).one()


def change(client: PageClient, post: Appointment, duties: list[str], status: int = 303) -> Page:
    posted = {"title": post.title, "nature": "专职", "starts_on": "2026-01-01", "duties": duties}
    return client.post(f"/appointments/{post.id}", posted, status=status)


def slip(page: Page) -> str:
    return page.words("dd")[1]


def test_it_works(client: PageClient, cast: factories.Cast) -> None:
    page = add(client.sign_in("zhou"), cast)
    shown = client.get(page.response.headers["Location"])
    assert "用户名 ouyangqing" in shown.text and "打印初始密码条" in shown.text
    added = db.session.scalars(db.select(User).where(User.username == "ouyangqing")).one()
    assert added.birth_month == "1996.07" and added.must_change_password
    assert {duty for duty, _ in posts.actor_of(added).posts} == {Duty.CADRE, Duty.CLERK}


def test_nobody_gets_in_before_the_first_password_was_made(
    app: Flask, client: PageClient, cast: factories.Cast
) -> None:
    add(client.sign_in("zhou"), cast)
    PageClient(app).post("/login", {"username": "ouyangqing", "password": ""}, status=422)
    PageClient(app).post("/login", {"username": "ouyangqing", "password": "x"}, status=422)


def test_the_slip_lets_its_holder_in_to_choose_a_password(
    app: Flask, client: PageClient, cast: factories.Cast
) -> None:
    url = add(client.sign_in("zhou"), cast).response.headers["Location"]
    page = client.post(f"{url}/first-password", status=200)
    assert "ouyangqing" in page.text and page.response.headers["Cache-Control"] == "no-store"
    holder = PageClient(app)
    answer = holder.post("/login", {"username": "ouyangqing", "password": slip(page)})
    assert answer.response.headers["Location"] == "/me/password"


def test_a_slip_is_shown_once_and_the_next_makes_it_void(
    app: Flask, client: PageClient, cast: factories.Cast
) -> None:
    url = add(client.sign_in("zhou"), cast).response.headers["Location"]
    first = slip(client.post(f"{url}/first-password", status=200))
    assert first not in client.get(url).html
    second = slip(client.post(f"{url}/first-password", status=200))
    assert first != second
    PageClient(app).post("/login", {"username": "ouyangqing", "password": first}, status=422)
    told = " ".join(db.session.scalars(db.select(AuditRecord.sentence)))
    assert "发放了初始密码" in told and first not in told and second not in told


def test_nobody_sets_a_password_for_a_person_who_has_one(client: PageClient, cast: factories.Cast) -> None:
    url = f"/people/{cast.people['chen'].id}"
    page = client.sign_in("zhou").post(f"{url}/first-password", status=422)
    assert "一次性重置码" in page.text


def test_a_name_taken_gets_a_number(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("zhou")
    add(client, cast)
    page = add(client, cast, phone="13800009998")
    assert "ouyangqing2" in client.get(page.response.headers["Location"]).text


def test_the_same_form_sent_twice_adds_one_person(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("zhou")
    add(client, cast)
    assert "团云溪县委已有欧阳晴" in add(client, cast, status=422).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "请填写姓名"),
        ("name", "\ue001晴", "U+E001"),
        ("title", "", "请填写职务"),
        ("starts_on", "昨天", "不是日期"),
        ("starts_on", "", "请填写任职起始日期"),
        ("duties", ["皇帝"], "请重新选择职责"),
        ("where", "999", "请选择任职单位"),
        ("nature", "终身", "请选择性质"),
        ("phone", "110", "不是有效的号码"),
    ],
)
def test_a_wrong_field_is_named_and_nobody_is_added(
    client: PageClient, cast: factories.Cast, field: str, value: object, sentence: str
) -> None:
    page = add(client.sign_in("zhou"), cast, status=422, **{field: value})
    assert sentence in page.text and page.all("div", class_="error-summary") is not None
    assert db.session.scalar(db.select(User).where(User.username == "ouyangqing")) is None


def test_nobody_is_put_into_another_unit_by_its_number(client: PageClient, cast: factories.Cast) -> None:
    sister = str(cast.organizations["团白鹭县委"].id)
    assert "请选择任职单位" in add(client.sign_in("zhou"), cast, status=422, where=sister).text


def test_a_duty_taken_away_ends_today_and_is_kept(client: PageClient, cast: factories.Cast) -> None:
    post = post_of(cast, "li")
    change(client.sign_in("zhou"), post, ["团干部", "印章管理员", "档案员"])
    found = {duty.duty: duty for duty in post_of(cast, "li").duties}
    assert found[Duty.REVIEWER].ends_on == TODAY and found[Duty.REVIEWER].starts_on == factories.START
    assert found[Duty.ARCHIVIST].starts_on == TODAY and found[Duty.SEAL_KEEPER].ends_on is None


def test_what_ends_today_may_be_done_today_and_not_tomorrow(
    app: Flask, client: PageClient, cast: factories.Cast
) -> None:
    change(client.sign_in("zhou"), post_of(cast, "li"), ["团干部"])
    held = {duty for duty, _ in posts.actor_of(cast.person("li")).posts}
    app.config["CLOCK"] = lambda: factories.NOW + timedelta(days=1)
    later = {duty for duty, _ in posts.actor_of(cast.person("li")).posts}
    assert Duty.REVIEWER in held and later == {Duty.CADRE}


def test_a_duty_given_back_the_same_day_goes_on(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("zhou")
    change(client, post_of(cast, "li"), ["团干部"])
    change(client, post_of(cast, "li"), ["团干部", "审核人"])
    rows = [duty for duty in post_of(cast, "li").duties if duty.duty is Duty.REVIEWER]
    assert [(row.starts_on, row.ends_on) for row in rows] == [(factories.START, None)]


def test_the_form_ticks_the_duties_held(client: PageClient, cast: factories.Cast) -> None:
    page = client.sign_in("zhou").get(f"/appointments/{post_of(cast, 'li').id}")
    ticked = [each.get("value") for each in page.all("input", name="duties") if "checked" in each.attrib]
    assert ticked == ["团干部", "审核人", "印章管理员"]


def test_the_last_administrator_stays(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("zhou")
    post = post_of(cast, "zhou")
    page = change(client, post, ["团干部", "经办人"], status=422)
    assert "只剩这一位管理员" in page.text
    page = client.post(f"/appointments/{post.id}/ending", {"last_day": "2026-04-01"}, status=422)
    assert "只剩这一位管理员" in page.text
    assert all(duty.ends_on is None for duty in post_of(cast, "zhou").duties)


def test_with_a_second_administrator_the_first_may_go(client: PageClient, cast: factories.Cast) -> None:
    client.sign_in("zhou")
    change(client, post_of(cast, "chen"), ["团干部", "签发人", "用印批准人", "管理员"])
    change(client, post_of(cast, "zhou"), ["团干部", "经办人"])
    change(client, post_of(cast, "chen"), ["团干部", "签发人", "用印批准人"], status=422)


def test_the_last_administrator_is_not_switched_off_from_above(
    client: PageClient, cast: factories.Cast
) -> None:
    gao = db.session.get_one(User, cast.people["gao"].id)
    post = post_of(cast, "jiao")
    post.duties.append(AppointmentDuty(duty=Duty.ADMINISTRATOR, starts_on=factories.START))
    db.session.commit()
    client.sign_in("gao").post(f"/people/{cast.people['jiao'].id}/disabling")
    db.session.expire_all()
    client.post(f"/people/{gao.id}/disabling", status=422)


def test_a_post_ended_keeps_its_dates_and_its_duties_end_with_it(
    client: PageClient, cast: factories.Cast
) -> None:
    post = post_of(cast, "li")
    client.sign_in("zhou").post(f"/appointments/{post.id}/ending", {"last_day": "2026-03-31"}, follow=True)
    post = post_of(cast, "li")
    assert post.ends_on == date(2026, 3, 31)
    assert {duty.ends_on for duty in post.duties} == {date(2026, 3, 31)}
    assert "以往任职" in client.get(f"/people/{post.user_id}").words("h2")
    assert posts.actor_of(cast.person("li")).posts == ()


def test_a_post_cannot_end_before_it_began(client: PageClient, cast: factories.Cast) -> None:
    post = post_of(cast, "li")
    page = client.sign_in("zhou").post(
        f"/appointments/{post.id}/ending", {"last_day": "2025-12-31"}, status=422
    )
    assert "不能早于任职开始" in page.text


def test_ending_a_post_names_what_would_be_left_behind(client: PageClient, cast: factories.Cast) -> None:
    notice = cast.notices["province"]
    for owner, receiver, state, subject in (
        ("团云溪县委", None, State.DRAFT, cast.people["li"].id),
        ("云溪镇团委", "团云溪县委", State.ACCEPTED, None),
    ):
        db.session.add(
            Submission(
                notice_id=notice.id,
                annex_key="task_sheet",
                owner_id=cast.organizations[owner].id,
                subject_id=subject,
                receiver_id=cast.organizations[receiver].id if receiver else None,
                title="任务表" if subject else "汇总表",
                due=TODAY,
                state=state,
                holder_id=cast.organizations[owner].id,
                held_since=factories.NOW,
                accepted_by_id=None if subject else cast.people["li"].id,
                answers_sha256=None if subject else "0" * 64,
                created_at=factories.NOW,
                created_by_id=subject or cast.people["zhou"].id,
            )
        )
    db.session.commit()
    page = client.sign_in("zhou").get(f"/appointments/{post_of(cast, 'li').id}/ending")
    assert "《任务表》还没有报送" in page.text
    assert "云溪镇团委的《汇总表》由此人签收" in page.text
    assert "云溪镇机关团总支的联系关系还在" in page.text


def test_a_person_of_the_subtree_gets_a_further_post(client: PageClient, cast: factories.Cast) -> None:
    county, town = cast.organizations["团云溪县委"].id, cast.organizations["云溪镇团委"].id
    client.sign_in("zhou")
    assert "李堃" in client.get(f"/organizations/{town}/appointments/new?q=李").text
    assert "罗欣喆" not in client.get(f"/organizations/{town}/appointments/new?q=罗").words("td")
    li = cast.people["li"].id
    client.get(f"/organizations/{town}/appointments/new?person={li}")
    posted = {
        "where": str(town),
        "title": "兼职书记",
        "nature": "兼职",
        "starts_on": "2026-04-01",
        "duties": "签发人",
    }
    client.post(f"/organizations/{town}/people/{li}/appointments", posted, follow=True)
    assert len(db.session.scalars(db.select(Appointment).where(Appointment.user_id == li)).all()) == 2
    page = client.post(f"/organizations/{town}/people/{li}/appointments", posted, status=422)
    assert "现在就是云溪镇团委的兼职书记" in page.text
    client.get(f"/organizations/{county}/appointments/new?person={cast.people['luo'].id}", status=404)


def test_an_account_is_switched_off_and_on(app: Flask, client: PageClient, cast: factories.Cast) -> None:
    mai = PageClient(app).sign_in("mai")
    url = f"/people/{cast.people['mai'].id}"
    client.sign_in("zhou").post(f"{url}/disabling", follow=True)
    mai.get("/me", status=302)
    assert "启用账号" in client.get(url).text
    assert "先启用" in client.post(f"{url}/reset-code", status=422).text
    client.post(f"{url}/enabling")
    PageClient(app).sign_in("mai")


def test_nobody_switches_off_their_own_account(client: PageClient, cast: factories.Cast) -> None:
    url = f"/people/{cast.people['zhou'].id}"
    assert "不能停用自己" in client.sign_in("zhou").post(f"{url}/disabling", status=422).text


def test_the_administrator_corrects_a_name_and_it_is_recorded(
    client: PageClient, cast: factories.Cast
) -> None:
    url = f"/people/{cast.people['li'].id}/correction"
    client.sign_in("zhou")
    assert client.get(url).field("name") == "李堃"
    client.post(url, {"name": "李坤", "gender": "男", "birth_month": "", "phone": ""}, follow=True)
    told = " ".join(db.session.scalars(db.select(AuditRecord.sentence)))
    assert "姓名由“李堃”改为“李坤”" in told
