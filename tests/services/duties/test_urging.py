"""催报: to whoever must act and nobody else, once a day, never at night, and said when there is nobody to tell."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from youthwork.domain.completeness import Reporting
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import DutyReminder, Message, MessageKind, Notice, NoticeAnnex, ReportDuty, User
from youthwork.services import posts, transactions
from youthwork.services.duties import keeping, sight, urging
from youthwork.services.duties.urging import Urged

pytestmark = on_both_engines


@pytest.fixture
def notice(app: Flask, cast: Cast) -> Notice:
    return db.session.get_one(Notice, cast.notices["province"].id)


@pytest.fixture
def table(notice: Notice) -> NoticeAnnex:
    return duties.annex(notice, "contact_points")


def of(cast: Cast, row: NoticeAnnex, organ: str, person: str | None = None) -> ReportDuty:
    return duties.duty(cast, row.notice, row.annex_key, organ, person)


def urge(cast: Cast, who: str, *asked: ReportDuty) -> Urged:
    actor = posts.actor_of(cast.person(who))
    found = sight.find_duties(actor, [each.id for each in asked])
    return urging.urge(found, cast.person(who), actor)


def told(kind: MessageKind = MessageKind.URGING) -> list[tuple[str, str]]:
    rows = db.session.scalars(db.select(Message).where(Message.kind == kind).order_by(Message.id))
    return [(row.person.username, row.title) for row in rows]


def test_a_units_clerk_is_told_what_until_when_from_whom_and_where(cast: Cast, table: NoticeAnnex) -> None:
    done = urge(cast, "lin", of(cast, table, "团云溪县委"))
    assert done.told == [("团云溪县委", "周可儿")] and done.left_out == []
    (message,) = db.session.scalars(db.select(Message).where(Message.kind == MessageKind.URGING)).all()
    assert message.person.username == "zhou"
    assert "团云溪县委" in message.title and "4月6日，还有 5 天" in message.title
    assert "4月6日 24:00" in message.words and "还没有开始填报" in message.words
    assert message.sender == "林晓舟（团青岚市委）" and message.url == f"/notices/{table.notice_id}"
    assert message.due == date(2026, 4, 6)


def test_once_begun_it_leads_to_the_paper(cast: Cast, table: NoticeAnnex) -> None:
    paper = journeys.draft_contact_points(cast)
    urge(cast, "lin", of(cast, table, "团云溪县委"))
    (message,) = db.session.scalars(db.select(Message).where(Message.kind == MessageKind.URGING)).all()
    assert message.url == f"/submissions/{paper.id}" and message.submission_id == paper.id
    assert "草稿" in message.words


def test_where_it_lies_with_the_signer_the_signer_is_told_and_nobody_else(
    cast: Cast, table: NoticeAnnex
) -> None:
    journeys.submit(journeys.draft_contact_points(cast), cast)
    urge(cast, "lin", of(cast, table, "团云溪县委"))
    assert [who for who, _ in told()] == ["chen"]


def test_of_a_cadres_own_form_the_cadre_is_told(cast: Cast, notice: Notice) -> None:
    sheet = duties.annex(notice, "task_sheet")
    urge(cast, "zhou", of(cast, sheet, "团云溪县委", "li"))
    urge(cast, "lin", of(cast, sheet, "团云溪县委", "chen"))
    assert [who for who, _ in told()] == ["li", "chen"]


def test_a_cadre_is_no_business_of_an_organ_two_levels_up(cast: Cast, notice: Notice) -> None:
    sheet = duties.annex(notice, "task_sheet")
    with pytest.raises(NotFound):
        urge(cast, "gu", of(cast, sheet, "团云溪县委", "li"))


@pytest.mark.parametrize("who", ["bai", "wai", "mai", "gao"])
def test_nobody_beside_can_urge(cast: Cast, table: NoticeAnnex, who: str) -> None:
    with pytest.raises(NotFound):
        urge(cast, who, of(cast, table, "团云溪县委"))
    assert told() == []


@pytest.mark.parametrize("who", ["zhou", "zhao"])
def test_neither_the_unit_itself_nor_another_duty_above_can(cast: Cast, table: NoticeAnnex, who: str) -> None:
    with pytest.raises(NotAllowed, match="上级"):
        urge(cast, who, of(cast, table, "团云溪县委"))


def test_one_duty_is_urged_once_a_day_by_whomever(cast: Cast, table: NoticeAnnex, app: Flask) -> None:
    duty = of(cast, table, "团云溪县委")
    urge(cast, "lin", duty)
    again = urge(cast, "tang", duty)
    assert again.told == [] and again.left_out == ["团云溪县委今天已经催过，一天最多一次"]
    assert len(told()) == 1
    app.config["CLOCK"] = lambda: datetime(2026, 4, 2, 9, 0)
    assert urge(cast, "tang", duty).told and len(told()) == 2


def test_what_is_pressed_at_night_counts_for_the_morning(cast: Cast, table: NoticeAnnex, app: Flask) -> None:
    duty = of(cast, table, "团云溪县委")
    app.config["CLOCK"] = lambda: datetime(2026, 4, 1, 22, 30)
    done = urge(cast, "lin", duty)
    assert done.told and done.goes_out_on == date(2026, 4, 2)
    assert db.session.scalars(db.select(DutyReminder.day)).all() == [date(2026, 4, 2)]
    app.config["CLOCK"] = lambda: datetime(2026, 4, 2, 9, 0)
    assert urge(cast, "lin", duty).told == []


def test_a_unit_with_nobody_to_tell_is_said_with_who_can_fix_it(cast: Cast, table: NoticeAnnex) -> None:
    done = urge(cast, "zhou", of(cast, table, "云溪镇团委"))
    assert done.told == []
    assert done.left_out == ["云溪镇团委没有人可以告知：请团云溪县委的管理员周可儿登记经办人"]
    assert db.session.scalars(db.select(DutyReminder.told)).all() == [0]


def test_of_several_each_has_its_own_answer(cast: Cast, table: NoticeAnnex) -> None:
    journeys.walk_on(journeys.draft_contact_points(cast), cast, State.SENT)
    done = urge(cast, "lin", of(cast, table, "团云溪县委"), of(cast, table, "团白鹭县委"))
    assert [name for name, _ in done.told] == ["团白鹭县委"]
    assert done.left_out == ["团云溪县委已报，不用催"]


def test_the_excused_the_withdrawn_and_what_is_not_open_yet_are_left_alone(
    cast: Cast, table: NoticeAnnex
) -> None:
    duty = of(cast, table, "团云溪县委")
    keeping.mark(duty, Reporting.EXEMPT)
    assert urge(cast, "lin", duty).left_out == ["团云溪县委已准予免报"]
    keeping.mark(duty, Reporting.MISSING)
    table.opens_on = date(2026, 4, 3)
    assert urge(cast, "lin", duty).left_out == ["团云溪县委不用催：4月3日起才开始填报"]
    assert told() == []


def test_nothing_and_too_much_are_refused(cast: Cast, table: NoticeAnnex) -> None:
    actor = posts.actor_of(cast.person("lin"))
    with pytest.raises(Unacceptable, match="先勾选"):
        urging.urge([], cast.person("lin"), actor)
    with pytest.raises(Unacceptable, match="最多催报 50"):
        urging.urge([of(cast, table, "团云溪县委")] * 51, cast.person("lin"), actor)
    assert NOW.hour == 12


def test_two_who_press_at_the_same_moment_tell_each_clerk_once(
    cast: Cast, table: NoticeAnnex, app: Flask
) -> None:
    ids = [of(cast, table, organ).id for organ in ("团云溪县委", "团白鹭县委")]
    people = [cast.person(who).id for who in ("lin", "tang", "he", "su")]
    db.session.commit()
    start = threading.Barrier(len(people))

    def press(person_id: int) -> int:
        with app.app_context():
            start.wait(timeout=20)
            with transactions.deed():
                person = db.session.get_one(User, person_id)
                actor = posts.actor_of(person)
                # Ticked in either order.
                asked = sight.find_duties(actor, ids if person_id % 2 else ids[::-1])
                return len(urging.urge(asked, person, actor).told)

    with ThreadPoolExecutor(len(people)) as threads:
        assert sum(threads.map(press, people)) == 2
    assert sorted(who for who, _ in told()) == ["bai", "zhou"]
