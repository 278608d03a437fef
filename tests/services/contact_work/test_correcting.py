"""更正、撤销、退出: freely for a minute, later with a reason and a trace, and never over somebody else's change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.contact_work import EFFECT, add_activity
from tests.factories import NOW, Cast
from tests.services.contact_work.test_recording import move
from youthwork.domain.errors import AlreadyMoved, NotAllowed, StepNotAllowed
from youthwork.domain.signals import Signal, SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivityBand, AuditRecord, Message
from youthwork.services.contact_work.records.correcting import changes_of
from youthwork.services.contact_work.records.recording import (
    NotRecorded,
    correct,
    given_of,
    leave,
    needs_reason,
    withdraw,
)
from youthwork.services.contact_work.records.records import find_activity, may_correct
from youthwork.services.contact_work.records.writing import picture_of
from youthwork.services.posts import actor_of

pytestmark = on_both_engines


def later(app: Flask, **time: int) -> None:
    app.config["CLOCK"] = lambda: NOW + timedelta(**time)


def change(cast: Cast, one: Activity, who: str, reason: str = "", **fields: object) -> Activity:
    version = int(str(fields.pop("version", one.version)))
    return correct(one, replace(given_of(one), **fields), cast.person(who), reason, version)


def audited() -> list[str]:
    return list(db.session.scalars(db.select(AuditRecord.sentence).order_by(AuditRecord.id)))


@pytest.mark.parametrize(("seconds", "traces"), [(60, 0), (61, 1)])
def test_a_minute_leaves_no_trace_and_a_second_more_does(
    cast: Cast, app: Flask, seconds: int, traces: int
) -> None:
    one = add_activity(cast, "zhou")
    later(app, seconds=seconds)
    assert needs_reason(one, cast.person("zhou")) is bool(traces)
    change(cast, one, "zhou", "人数看错了", people=15)
    assert (one.people, one.version) == (15, 2)
    assert len(changes_of(one)) == traces == len(audited())


def test_later_a_reason_is_asked_for_and_what_was_is_kept(cast: Cast, app: Flask) -> None:
    one = add_activity(cast, "zhou", purposes=("talk",))
    later(app, hours=2)
    with pytest.raises(NotRecorded) as refused:
        change(cast, one, "zhou", " ", people=15)
    assert list(refused.value.mistakes) == ["reason"] and one.people == 12
    change(cast, one, "zhou", "漏了三个人", people=15, purposes=frozenset({"talk", "deed"}))
    (trace,) = changes_of(one)
    assert trace.changes == {"people": [12, 15], "purposes": [["talk"], ["deed", "talk"]]}
    assert (trace.version, trace.reason, trace.by_id) == (1, "漏了三个人", cast.person("zhou").id)
    assert audited() == [f"周可儿更正了第 {one.id} 号活动记录"]


def test_times_are_traced_so_that_they_can_be_put_back(cast: Cast, app: Flask) -> None:
    one = add_activity(cast, "zhou")
    was = one.starts_at
    later(app, hours=2)
    change(cast, one, "zhou", "早了一刻", starts_at=was - timedelta(minutes=15))
    (trace,) = changes_of(one)
    assert datetime.fromisoformat(trace.changes["starts_at"][0]) == was


def test_of_two_who_correct_at_once_the_second_is_told_who(cast: Cast, app: Flask) -> None:
    one = add_activity(cast, "chen")
    later(app, hours=2)
    seen = one.version
    change(cast, one, "zhou", "人数看错了", people=15)
    with pytest.raises(AlreadyMoved, match="周可儿于 14:00 改过"):
        change(cast, one, "chen", "题目不对", topic="到村里", version=seen)
    assert (one.people, one.topic) == (15, "到白泉村与返乡青年交流")


def test_two_devices_of_one_writer_notice_each_other_within_the_minute(cast: Cast) -> None:
    one = add_activity(cast, "zhou")
    seen = one.version
    change(cast, one, "zhou", people=15)
    with pytest.raises(AlreadyMoved, match="周可儿在另一处改过"):
        change(cast, one, "zhou", people=16, version=seen)


def test_the_traces_put_back_one_by_one_give_what_was_first_saved(cast: Cast, app: Flask) -> None:
    chance = Random(3)
    one = add_activity(cast, "zhou", members=(cast.person("chen").id,), linked_people=2)
    first = picture_of(one)
    for number in range(12):
        later(app, minutes=5 * (number + 1))
        change(cast, one, "zhou", f"第 {number} 次", **_some_change(one, chance, cast))
    assert picture_of(one) != first
    now = picture_of(one)
    for trace in reversed(changes_of(one)):
        assert all(now[field] == after for field, (_, after) in trace.changes.items())
        now |= {field: before for field, (before, _) in trace.changes.items()}
    assert now == first and one.version == 1 + len(changes_of(one))


def _some_change(one: Activity, chance: Random, cast: Cast) -> dict[str, object]:
    changes: list[dict[str, object]] = [
        {"topic": f"第 {chance.random()} 次看的"},
        {"people": 20 + chance.randrange(9), "linked_people": chance.choice((None, 3))},
        {"starts_at": one.starts_at - timedelta(minutes=10), "is_online": not one.is_online},
        {"purposes": frozenset(chance.sample(("talk", "deed", "lesson", "charity"), 2))},
        {"members": tuple(cast.person(name).id for name in chance.sample(("chen", "li", "mai"), 2))},
        {"with_id": chance.choice((None, cast.organ("白泉村团支部").id)), "place": f"{chance.random()}"},
        {"effect": f"{EFFECT}{chance.random()}", "asked": "👩‍🌾想学剪枝"},
    ]
    return chance.choice(changes)


def test_a_record_as_a_page_loads_it_is_corrected_withdrawn_and_left(cast: Cast) -> None:
    one = add_activity(cast, "zhou", members=(cast.person("chen").id,))
    db.session.commit()
    for deed in ("correct", "leave", "withdraw"):
        found = find_activity(actor_of(cast.person("zhou")), one.id)
        if deed == "correct":
            change(cast, found, "zhou", people=15)
        elif deed == "leave":
            leave(found, cast.person("chen"))
        else:
            withdraw(found, cast.person("zhou"), "记重了", found.version)
        db.session.commit()
    assert (one.people, one.members, one.version) == (15, [], 4)


def test_nothing_changed_changes_nothing(cast: Cast, app: Flask) -> None:
    one = add_activity(cast, "zhou")
    later(app, hours=2)
    change(cast, one, "zhou")
    assert one.version == 1 and changes_of(one) == []


def test_a_correction_is_held_to_the_same_rules(cast: Cast) -> None:
    one = add_activity(cast, "zhou")
    with pytest.raises(NotRecorded) as refused:
        change(cast, one, "zhou", topic="", people=-1)
    assert list(refused.value.mistakes) == ["topic", "people"]
    assert one.version == 1 and one.people == 12


def test_the_clerk_of_the_organ_corrects_with_a_reason_and_the_writer_is_told(cast: Cast) -> None:
    one = add_activity(cast, "chen")
    with pytest.raises(NotRecorded, match="理由"):
        change(cast, one, "zhou", people=15)
    change(cast, one, "zhou", "签到表上是十五人", people=15)
    (message,) = db.session.scalars(db.select(Message))
    assert (message.person.name, message.url) == ("陈昱", f"/records/{one.id}")
    assert message.title == "周可儿更正了你2026年3月5日的活动记录"
    assert message.words == "理由：签到表上是十五人"


@pytest.mark.parametrize("who", ["mai", "chen", "li", "lin", "bai", "wai"])
def test_nobody_else_corrects_or_withdraws(cast: Cast, who: str) -> None:
    one = add_activity(cast, "zhou", members=(cast.person("mai").id,))
    assert not may_correct(actor_of(cast.person(who)), one)
    with pytest.raises(NotAllowed, match="记录人本人"):
        change(cast, one, who, "改", people=15)
    with pytest.raises(NotAllowed, match="记录人本人"):
        withdraw(one, cast.person(who), "改", one.version)


def test_another_day_moves_the_record_to_the_organ_of_that_day(cast: Cast, app: Flask) -> None:
    move(cast, "mai", "团白鹭县委", date(2026, 3, 16))
    one = add_activity(cast, "mai", "2026-03-15")
    later(app, hours=2)
    shift = timedelta(days=1)
    change(cast, one, "mai", "日期错了一天", starts_at=one.starts_at + shift, ends_at=one.ends_at + shift)
    assert one.organization.common_name == "团白鹭县委"
    county, sister = cast.organ("团云溪县委").id, cast.organ("团白鹭县委").id
    assert changes_of(one)[0].changes["organization_id"] == [county, sister]


def test_on_the_same_day_it_stays_where_it_was_recorded(cast: Cast) -> None:
    one = add_activity(cast, "mai", "2026-03-15")
    move(cast, "mai", "团白鹭县委", date(2026, 3, 1))
    change(cast, one, "mai", people=15)
    assert one.organization.common_name == "团云溪县委"


def test_a_corrected_text_is_found_by_its_new_words_only(cast: Cast) -> None:
    one = add_activity(cast, "zhou")
    before = bands_of(one)
    change(cast, one, "zhou", effect="带了六名团员到清河边捡垃圾，装了四袋，约好下个月再去一次。")
    assert bands_of(one) and not bands_of(one) & before


def bands_of(one: Activity) -> set[int]:
    return set(db.session.scalars(db.select(ActivityBand.band).where(ActivityBand.activity_id == one.id)))


def test_a_withdrawn_record_stays_with_its_reason_and_is_nobodys_copy(cast: Cast) -> None:
    one = add_activity(cast, "zhou")
    with pytest.raises(NotRecorded, match="理由"):
        withdraw(one, cast.person("zhou"), "", one.version)
    withdraw(one, cast.person("zhou"), "记重了", one.version)
    assert (one.withdrawn_at, one.withdrawn_reason, one.version) == (NOW, "记重了", 2)
    assert bands_of(one) == set() and audited() == [f"周可儿撤销了第 {one.id} 号活动记录"]
    with pytest.raises(StepNotAllowed, match="已由周可儿于 2026-04-01 12:00 撤销"):
        change(cast, one, "zhou", people=15)
    with pytest.raises(StepNotAllowed):
        withdraw(one, cast.person("zhou"), "再撤", one.version)


def test_a_member_takes_themselves_out_and_the_writer_is_told(cast: Cast) -> None:
    chen, li = cast.person("chen"), cast.person("li")
    one = add_activity(cast, "zhou", members=(chen.id, li.id))
    leave(one, chen)
    assert [each.person_id for each in one.members] == [li.id] and one.version == 2
    assert changes_of(one)[0].changes == {"members": [sorted([chen.id, li.id]), [li.id]]}
    told = db.session.scalars(db.select(Message).where(Message.person_id == cast.person("zhou").id)).one()
    assert told.title == "陈昱退出了你2026年3月5日的活动记录"
    with pytest.raises(NotAllowed, match="不在这条记录"):
        leave(one, chen)


def test_a_protected_name_stays_neither_in_the_trace_nor_in_the_reason(cast: Cast, app: Flask) -> None:
    zhou = cast.person("zhou")
    one = add_activity(cast, "zhou", effect=f"石小满说想回学校。{EFFECT}")
    later(app, hours=2)
    warning = Signal(SignalKind.PROTECTED_NAME, "成效里有石某的姓名，请换成代称")
    cleaned = replace(given_of(one), effect=EFFECT, people=9)
    correct(one, cleaned, zhou, "换成代称", one.version, extra=[warning])
    (trace,) = changes_of(one)
    assert "石小满" not in str(trace.changes) and trace.changes["people"] == [12, 9]


def test_what_was_said_within_a_correction_is_kept_for_the_writer_alone(cast: Cast) -> None:
    one = add_activity(cast, "chen", "2026-03-05")
    said = {SignalKind.LATE: "在乡下没有信号"}
    zhou, chen = cast.person("zhou"), cast.person("chen")
    correct(one, replace(given_of(one), people=9), zhou, "看错", one.version, said)
    assert said_of(one) == {SignalKind.LATE: ""}
    correct(one, given_of(one), chen, "", one.version, said)
    assert said_of(one) == {SignalKind.LATE: "在乡下没有信号"}
    correct(one, given_of(one), chen, "", one.version)
    assert said_of(one) == {SignalKind.LATE: "在乡下没有信号"}, "an answer is not lost by saying nothing"


def said_of(one: Activity) -> dict[SignalKind, str]:
    from youthwork.services.contact_work.records.signalling import asked_at

    return {row.kind: row.said for row in asked_at([one.id])}
