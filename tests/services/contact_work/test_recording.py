"""记一条: saved once, for the organ and post of that day, and refused field by field where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.conftest import on_both_engines
from tests.contact_work import add_activity, given
from tests.factories import NOW, Cast
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.extensions import db
from youthwork.models import (
    Activity,
    ActivityPurpose,
    Appointment,
    AppointmentDuty,
    AuditRecord,
    Message,
)
from youthwork.services.contact_work.records import recording
from youthwork.services.contact_work.records.recording import NotRecorded, SentBefore, given_of, mistakes

pytestmark = on_both_engines


def wrong(cast: Cast, who: str = "zhou", **changes: Any) -> dict[str, str]:
    fields = {key: changes.pop(key) for key in ("day", "start", "minutes", "purposes") if key in changes}
    return mistakes(cast.person(who), given(**fields, **changes))


def move(cast: Cast, who: str, organ: str, on: date, nature: CadreNature = CadreNature.PART_TIME) -> None:
    """From the day on the person is a cadre there, and until the day before where they were."""
    person = cast.person(who)
    for post in db.session.scalars(db.select(Appointment).where(Appointment.user_id == person.id)).unique():
        post.ends_on = on - timedelta(days=1)
        for duty in post.duties:
            duty.ends_on = post.ends_on
    db.session.add(
        Appointment(
            user_id=person.id,
            organization_id=cast.organ(organ).id,
            title="副书记",
            nature=nature,
            starts_on=on,
            duties=[AppointmentDuty(duty=Duty.CADRE, starts_on=on)],
        )
    )
    db.session.flush()


def test_it_works(cast: Cast) -> None:
    one = add_activity(
        cast,
        "zhou",
        purposes=("talk", "volunteer_service"),
        members=(cast.person("chen").id,),
        with_id=cast.organ("白泉村团支部").id,
        linked_people=3,
    )
    db.session.commit()
    saved = db.session.get_one(Activity, one.id)
    assert saved.organization.common_name == "团云溪县委" and saved.nature is CadreNature.FULL_TIME
    assert [each.purpose for each in saved.purposes] == ["talk", "volunteer_service"]
    assert [each.person.name for each in saved.members] == ["陈昱"]
    assert (saved.people, saved.linked_people, saved.version) == (12, 3, 1)
    assert saved.recorded_at == NOW and saved.withdrawn_at is None


def test_a_departments_cadre_records_for_the_organ(cast: Cast) -> None:
    assert add_activity(cast, "luo").organization.common_name == "团青岚市委"


def test_the_post_of_that_day_decides_the_organ_and_the_nature(cast: Cast) -> None:
    move(cast, "mai", "团白鹭县委", date(2026, 3, 16))
    before, after = add_activity(cast, "mai", "2026-03-15"), add_activity(cast, "mai", "2026-03-16", "10:00")
    assert (before.organization.common_name, before.nature) == ("团云溪县委", CadreNature.SECONDED)
    assert (after.organization.common_name, after.nature) == ("团白鹭县委", CadreNature.PART_TIME)


def test_who_has_left_still_records_what_they_did_before(cast: Cast) -> None:
    move(cast, "mai", "团白鹭县委", date(2026, 3, 16))
    for post in db.session.scalars(
        db.select(Appointment).where(Appointment.user_id == cast.person("mai").id)
    ):
        post.ends_on = post.ends_on or date(2026, 3, 20)
    assert add_activity(cast, "mai", "2026-03-18").organization.common_name == "团白鹭县委"
    assert "3月21日" in wrong(cast, "mai", day="2026-03-21")["starts_at"]


def test_a_post_of_undecided_nature_records_all_the_same(cast: Cast) -> None:
    move(cast, "mai", "团白鹭县委", date(2026, 3, 1))
    db.session.execute(db.update(Appointment).values(nature=None))
    assert add_activity(cast, "mai").nature is None


def test_a_record_sent_again_is_the_same_record(cast: Cast) -> None:
    first = given(client_key="phone-1", purposes=("talk", "deed"))
    zhou = cast.person("zhou")
    ids = {recording.record(zhou, replace(first), {}).id for _ in range(3)}
    assert len(ids) == 1
    assert db.session.scalar(db.select(db.func.count()).select_from(Activity)) == 1
    assert db.session.scalar(db.select(db.func.count()).select_from(ActivityPurpose)) == 2


def test_a_late_copy_of_the_first_send_does_not_undo_a_correction(cast: Cast) -> None:
    first, zhou = given(client_key="phone-1"), cast.person("zhou")
    saved = recording.record(zhou, first, {})
    recording.correct(saved, replace(first, people=15), zhou, "", saved.version)
    assert recording.record(zhou, first, {}) is saved and saved.people == 15


def test_other_words_under_the_same_key_are_told_and_overwrite_nothing(cast: Cast) -> None:
    first, zhou = given(client_key="phone-1"), cast.person("zhou")
    saved = recording.record(zhou, first, {})
    with pytest.raises(SentBefore, match="已经保存过") as refused:
        recording.record(zhou, replace(first, people=99), {})
    assert refused.value.activity is saved and saved.people == 12


def test_two_people_may_use_the_same_key(cast: Cast) -> None:
    assert add_activity(cast, "zhou", client_key="a").id != add_activity(cast, "chen", client_key="a").id


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"minutes": 0}, "ends_at", "晚于开始"),
        ({"minutes": -30}, "ends_at", "零点"),
        ({"minutes": 24 * 60 + 1}, "ends_at", "24 小时"),
        ({"day": "2025-12-31"}, "starts_at", "2025年12月31日周可儿没有团干部的任职"),
        ({"day": "2026-04-02"}, "starts_at", "还没有到"),
        ({"topic": " \n"}, "topic", "请写做了什么"),
        ({"topic": "长" * 121}, "topic", "最多 120 个字，现在 121 个"),
        ({"effect": "长" * 2001}, "effect", "最多 2000 个字"),
        ({"asked": "贷款\0"}, "asked", "保存不了的字符"),
        ({"place": "白泉\ud83d"}, "place", "保存不了的字符"),
        ({"people": -1}, "people", "0 到"),
        ({"people": 2**31}, "people", "0 到"),
        ({"people": 3, "linked_people": 4}, "linked_people", "联系青年 4 人，多于参加的 3 人"),
        ({"linked_people": -1}, "linked_people", "负数"),
        ({"purposes": ("talk", "points")}, "purposes", "没有“points”这项用途"),
        ({"with_id": 2**40}, "with_id", "没有这个团组织"),
        ({"with_id": 0}, "with_id", "没有这个团组织"),
        ({"members": (2**40,)}, "members", "没有其中一名"),
        ({"members": tuple(range(1000, 1060))}, "members", "最多 50 人"),
        ({"client_key": "a b"}, "client_key", "重新打开"),
        ({"client_key": ""}, "client_key", "重新打开"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field(
    cast: Cast, changes: dict[str, Any], field: str, words: str
) -> None:
    found = wrong(cast, **changes)
    assert list(found) == [field] and words in found[field]


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": 24 * 60},
        {"start": "23:30", "minutes": 60},
        {"day": "2026-04-01", "start": "23:00", "minutes": 90},
        {"day": "2026-01-01", "start": "00:00"},
        {"topic": "长" * 120, "effect": "长" * 2000, "asked": "好" * 2000},
        {"people": 0},
        {"people": 5, "linked_people": 5},
        {"purposes": ()},
        {"effect": "第一行\n第二行\t末"},
    ],
)
def test_the_edge_of_what_can_be_saved_is_saved(cast: Cast, changes: dict[str, Any]) -> None:
    assert wrong(cast, **changes) == {}
    assert add_activity(cast, "zhou", **changes).id


def test_emoji_and_characters_of_four_bytes_come_back_as_they_went(cast: Cast) -> None:
    text = "和𠮷青年、👩‍🌾聊了🌾，𬭚料的事记下了"
    one = add_activity(cast, "zhou", topic=text, effect=text * 20, asked=text, place=text, form=text)
    db.session.commit()
    db.session.expire_all()
    saved = db.session.get_one(Activity, one.id)
    assert (saved.topic, saved.effect, saved.place) == (text, text * 20, text)


def test_every_mistake_is_told_at_once_and_nothing_is_saved(cast: Cast) -> None:
    with pytest.raises(NotRecorded) as refused:
        add_activity(cast, "zhou", topic="", minutes=-1, people=-1, purposes=("none",))
    assert list(refused.value.mistakes) == ["topic", "ends_at", "people", "purposes"]
    assert db.session.scalar(db.select(db.func.count()).select_from(Activity)) == 0


def test_a_dissolved_branch_is_refused_with_its_date_and_not_for_days_before(cast: Cast) -> None:
    branch = cast.organ("白泉村团支部")
    branch.closed_on = date(2026, 3, 10)
    assert "已于2026年3月10日撤销" in wrong(cast, day="2026-03-11", with_id=branch.id)["with_id"]
    assert wrong(cast, day="2026-03-10", with_id=branch.id) == {}


@pytest.mark.parametrize(("place", "words"), [("团外省委", "没有这个"), ("团青岚市委学校部", "内设部门")])
def test_with_whom_is_an_organization_of_the_own_province(cast: Cast, place: str, words: str) -> None:
    assert words in wrong(cast, with_id=cast.organ(place).id)["with_id"]


def test_members_were_cadres_on_that_day_and_the_writer_is_none_of_them(cast: Cast) -> None:
    move(cast, "mai", "团白鹭县委", date(2026, 3, 16))
    mai = cast.person("mai")
    for post in db.session.scalars(db.select(Appointment).where(Appointment.user_id == mai.id)):
        post.ends_on = post.ends_on or date(2026, 3, 20)
    assert wrong(cast, day="2026-03-20", members=(mai.id,)) == {}
    said = wrong(cast, day="2026-03-21", members=(mai.id,))["members"]
    assert said == "买买提江·阿布都在2026年3月21日不是团干部，请从同去的人中去掉"
    assert "不用填自己" in wrong(cast, members=(cast.person("zhou").id,))["members"]
    assert "没有其中一名" in wrong(cast, members=(cast.person("wai").id,))["members"]


def test_members_are_told_and_who_does_not_use_the_system_any_more_is_not(cast: Cast) -> None:
    cast.person("li").is_enabled = False
    one = add_activity(cast, "zhou", members=(cast.person("chen").id, cast.person("li").id))
    (message,) = db.session.scalars(db.select(Message))
    assert (message.person.name, message.url) == ("陈昱", f"/records/{one.id}")
    assert "周可儿把你记为同去的团干部" in message.title and one.topic not in message.title + message.words


def test_the_same_member_twice_is_one_member(cast: Cast) -> None:
    chen = cast.person("chen").id
    assert len(add_activity(cast, "zhou", members=(chen, chen)).members) == 1


def test_a_saved_record_can_be_given_again_as_it_is(cast: Cast) -> None:
    as_given = given(members=(cast.person("chen").id,), purposes=("deed", "talk"), linked_people=2)
    assert given_of(recording.record(cast.person("zhou"), as_given, {})) == as_given


def test_a_record_on_the_last_day_of_a_year_belongs_to_it(cast: Cast, app: Flask) -> None:
    app.config["CLOCK"] = lambda: datetime(2027, 1, 3, 9)
    one = add_activity(cast, "zhou", "2026-12-31", "23:30", 90)
    assert one.ends_at == datetime(2027, 1, 1, 1)
    from youthwork.services.contact_work.records.records import records_of_person

    zhou = cast.person("zhou").id
    assert records_of_person(zhou, date(2026, 1, 1), date(2026, 12, 31)) == [one]
    assert records_of_person(zhou, date(2027, 1, 1), date(2027, 12, 31)) == []


def test_recording_leaves_no_sentence_in_the_audit(cast: Cast) -> None:
    add_activity(cast, "zhou")
    assert db.session.scalars(db.select(AuditRecord)).all() == []


def test_the_database_itself_refuses_the_same_key_twice(cast: Cast) -> None:
    one = add_activity(cast, "zhou", client_key="a")
    row = {column.name: getattr(one, column.name) for column in Activity.__table__.columns}
    del row["id"]
    with pytest.raises(IntegrityError):
        db.session.execute(db.insert(Activity), [row])
