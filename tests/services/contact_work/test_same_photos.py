"""同一张照片: the same bytes beside another record are asked about, by unit and day and nothing else."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from flask import Flask
from PIL import Image

from tests.conftest import on_both_engines
from tests.contact_work import add_activity, given
from tests.factories import Cast
from youthwork.domain.signals import SignalKind
from youthwork.models import Activity
from youthwork.services.contact_work.records import photos, recording
from youthwork.services.contact_work.records.recording import given_of
from youthwork.services.contact_work.records.signalling import asked_at, signals_of
from youthwork.services.posts import actor_of

pytestmark = on_both_engines
#: Texts that have nothing in common, so that only the photo is asked about.
TEXTS = (
    "带了六名团员到清河边捡垃圾，装了四袋，约好下个月再去一次，河长也来了。",
    "和白泉村的三位返乡青年谈了贷款的事，答应月底前请信用社来村里讲一次。",
)


@pytest.fixture(autouse=True)
def evening(app: Flask) -> None:
    app.config["CLOCK"] = lambda: datetime(2026, 3, 8, 9)


def picture(shade: int = 90) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 120, 60)).save(buffer, "PNG")
    return buffer.getvalue()


def photograph(cast: Cast, activity: Activity, shade: int = 90) -> int:
    writer = activity.person
    return photos.add(activity, writer, actor_of(writer), photos.prepare(picture(shade), "a.png")).id


def two_records(cast: Cast) -> tuple[Activity, Activity]:
    first = add_activity(cast, "bai", "2026-03-05", effect=TEXTS[0])
    second = add_activity(cast, "zhou", "2026-03-06", effect=TEXTS[1])
    return first, second


def test_a_photo_of_another_record_is_asked_about_by_unit_and_day(cast: Cast) -> None:
    first, second = two_records(cast)
    photograph(cast, first)
    photograph(cast, second)
    row = asked_at([second.id])[0]
    assert row.kind is SignalKind.SAME_PHOTO and row.said == ""
    assert "同一张照片已用于团白鹭县委2026年3月5日的记录" in row.sentence
    assert "白露" not in row.sentence and first.topic not in row.sentence
    assert asked_at([first.id]) == [], "the first one is the original"


def test_another_photo_is_not_asked_about_nor_the_same_one_twice_at_one_record(cast: Cast) -> None:
    first, second = two_records(cast)
    photograph(cast, first)
    photograph(cast, second, shade=200)
    photograph(cast, first)
    assert asked_at([first.id, second.id]) == []


def test_ones_own_earlier_record_is_told_as_ones_own(cast: Cast) -> None:
    one = add_activity(cast, "zhou", "2026-03-05", effect=TEXTS[0])
    two = add_activity(cast, "zhou", "2026-03-06", effect=TEXTS[1])
    photograph(cast, one)
    photograph(cast, two)
    assert "已用于你自己2026年3月5日的记录" in asked_at([two.id])[0].sentence


def test_a_photo_taken_out_again_is_asked_about_no_more(cast: Cast) -> None:
    first, second = two_records(cast)
    photograph(cast, first)
    mine = photograph(cast, second)
    photos.remove(second, actor_of(cast.person("zhou")), mine)
    assert asked_at([second.id]) == []
    photograph(cast, second)
    assert [each.kind for each in asked_at([second.id])] == [SignalKind.SAME_PHOTO]


@pytest.mark.parametrize("is_withdrawn", [True, False], ids=["record withdrawn", "photo taken out"])
def test_a_photo_that_stands_nowhere_else_any_more_may_be_used(cast: Cast, is_withdrawn: bool) -> None:
    first, second = two_records(cast)
    theirs = photograph(cast, first)
    if is_withdrawn:
        recording.withdraw(first, cast.person("bai"), "记重了", first.version)
    else:
        photos.remove(first, actor_of(cast.person("bai")), theirs)
    photograph(cast, second)
    assert asked_at([second.id]) == []


def test_the_answer_is_given_at_a_correction_and_stays(cast: Cast) -> None:
    first, second = two_records(cast)
    photograph(cast, first)
    photograph(cast, second)
    zhou = cast.person("zhou")
    asked = signals_of(zhou, given_of(second), second)
    assert [each.kind for each in asked] == [SignalKind.SAME_PHOTO]
    said = {SignalKind.SAME_PHOTO: "两个县一起办的，照片是他们给的"}
    recording.correct(second, given_of(second), zhou, "", second.version, said)
    photograph(cast, second, shade=200)
    assert [row.said for row in asked_at([second.id])] == ["两个县一起办的，照片是他们给的"]


def test_a_record_without_a_photo_is_asked_nothing(cast: Cast) -> None:
    assert signals_of(cast.person("zhou"), given("2026-03-06")) == []
