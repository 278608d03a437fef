"""请核实: asked before a record is saved, answered, kept; nothing is ever taken off for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.contact_work import EFFECT, add_activity, given
from tests.factories import NOW, Cast
from youthwork.domain.errors import NotFound, Unacceptable
from youthwork.domain.signals import LIMITS, Signal, SignalKind, Thresholds
from youthwork.extensions import db
from youthwork.models import Activity, AuditRecord
from youthwork.services.contact_work.records import recording, settings
from youthwork.services.contact_work.records.recording import NotRecorded, given_of, signals_of, withdraw
from youthwork.services.contact_work.records.signalling import asked_at, standing_of
from youthwork.services.posts import actor_of

pytestmark = on_both_engines
OTHER = "带了六名团员到清河边捡垃圾，装了四袋，约好下个月再去一次，河长也来了。"


@pytest.fixture(autouse=True)
def evening(app: Flask) -> None:
    """A day after the fifth of March, so that nothing is late."""
    app.config["CLOCK"] = lambda: datetime(2026, 3, 6, 9)


def asked(cast: Cast, who: str, activity: Activity | None = None, **fields: Any) -> list[SignalKind]:
    return [each.kind for each in signals_of(cast.person(who), given(**fields), activity)]


def sentence(cast: Cast, who: str, kind: SignalKind, **fields: Any) -> str:
    found = signals_of(cast.person(who), given(**fields))
    return next(each.sentence for each in found if each.kind is kind)


def test_an_honest_record_is_asked_nothing(cast: Cast) -> None:
    add_activity(cast, "zhou", effect=OTHER, start="14:00")
    assert asked(cast, "zhou") == []


def test_overlapping_times_of_ones_own_are_asked_about_and_a_colleagues_are_not(cast: Cast) -> None:
    add_activity(cast, "zhou", effect=OTHER)
    assert asked(cast, "zhou", start="20:29") == [SignalKind.OVERLAP]
    assert asked(cast, "zhou", start="20:30") == []
    assert asked(cast, "chen", start="20:00") == []


def test_who_went_along_elsewhere_is_asked_about_the_same_time(cast: Cast) -> None:
    add_activity(cast, "zhou", effect=OTHER, members=(cast.person("chen").id,))
    assert asked(cast, "chen", start="20:00") == [SignalKind.OVERLAP]


def test_a_record_over_midnight_overlaps_one_of_the_next_day(cast: Cast) -> None:
    add_activity(cast, "zhou", "2026-03-04", "23:00", 120, effect=OTHER)
    assert asked(cast, "zhou", start="00:30") == [SignalKind.OVERLAP]
    assert asked(cast, "zhou", start="01:00") == []


def test_a_visit_in_another_county_at_the_same_minute_is_asked_about(cast: Cast) -> None:
    here, there = cast.organ("白泉村团支部").id, cast.organ("团白鹭县委").id
    add_activity(cast, "zhou", start="18:00", minutes=60, effect=OTHER, with_id=here)
    assert asked(cast, "zhou", with_id=there) == [SignalKind.TOO_FAR]
    assert "还在云溪县，中间不到 30 分钟" in sentence(cast, "zhou", SignalKind.TOO_FAR, with_id=there)
    assert asked(cast, "zhou", with_id=there, start="19:30") == []
    assert asked(cast, "zhou", with_id=there, is_online=True) == []
    assert asked(cast, "zhou", with_id=cast.organ("云溪镇团委").id) == []


def test_a_copy_of_another_units_text_is_named_by_unit_and_day_and_nothing_else(cast: Cast) -> None:
    add_activity(cast, "bai", "2026-03-02", effect=EFFECT)
    assert asked(cast, "zhou", effect=EFFECT.replace("三位", "5位")) == [SignalKind.COPY]
    said = sentence(cast, "zhou", SignalKind.COPY)
    assert "团白鹭县委2026年3月2日" in said and "白露" not in said and "贷款" not in said


def test_a_copied_effect_is_seen_beside_other_questions_and_the_same_questions_are_no_copy(
    cast: Cast,
) -> None:
    question = "村里的路灯什么时候修，上夜班回家的姑娘们都在问，已经问了两年。"
    add_activity(cast, "bai", "2026-03-02", effect=EFFECT, asked=question)
    assert asked(cast, "zhou", effect=EFFECT, asked="想学短视频怎么拍，希望县里办一期夜校。") == [
        SignalKind.COPY
    ]
    assert asked(cast, "zhou", effect=OTHER, asked=question) == []


def test_a_copy_of_ones_own_is_told_as_ones_own(cast: Cast) -> None:
    add_activity(cast, "zhou", "2026-03-02")
    assert "与你自己2026年3月2日的记录" in sentence(cast, "zhou", SignalKind.COPY)


def test_a_withdrawn_text_is_no_bodys_original(cast: Cast) -> None:
    one = add_activity(cast, "bai", "2026-03-02")
    withdraw(one, cast.person("bai"), "记重了", one.version)
    assert asked(cast, "zhou") == []


def test_a_correction_is_not_a_copy_of_itself_nor_overlaps_itself(cast: Cast) -> None:
    one = add_activity(cast, "zhou")
    assert [each.kind for each in signals_of(cast.person("zhou"), given_of(one), one)] == []


def test_a_correction_long_after_is_not_a_late_record(cast: Cast, app: Flask) -> None:
    one = add_activity(cast, "zhou")
    app.config["CLOCK"] = lambda: NOW + timedelta(days=90)
    assert [each.kind for each in signals_of(cast.person("zhou"), given_of(one), one)] == []


def test_the_original_is_not_taken_for_a_copy_of_its_copy(cast: Cast) -> None:
    one = add_activity(cast, "zhou", "2026-03-02")
    assert [row.kind for row in asked_at([add_activity(cast, "bai").id])] == [SignalKind.COPY]
    recording.correct(one, replace(given_of(one), people=9), cast.person("zhou"), "", one.version)
    assert asked_at([one.id]) == []
    recording.correct(one, replace(given_of(one), effect=OTHER), cast.person("zhou"), "", one.version)
    changed = replace(given_of(one), effect=EFFECT)
    recording.correct(one, changed, cast.person("zhou"), "", one.version)
    assert [row.kind for row in asked_at([one.id])] == [SignalKind.COPY], "a text made alike later is one"


def test_a_plan_for_this_evening_stays_asked_about_when_it_is_mended_tomorrow(cast: Cast, app: Flask) -> None:
    one = add_activity(cast, "zhou", "2026-03-06", "19:00", said={SignalKind.FUTURE: "先记下来"})
    app.config["CLOCK"] = lambda: datetime(2026, 3, 7, 9)
    changed = replace(given_of(one), people=9)
    recording.correct(one, changed, cast.person("zhou"), "来了九个人", one.version)
    assert [(row.kind, row.said) for row in asked_at([one.id])] == [(SignalKind.FUTURE, "先记下来")]


def test_round_numbers_of_records_entered_later_are_not_held_against_an_earlier_one(
    cast: Cast, app: Flask
) -> None:
    settings.set_limits(cast.organ("团云溪县委"), limits(round_records=4), cast.person("zhou"))
    one = add_activity(cast, "zhou", "2026-03-01", people=20)
    for day in (2, 3, 4):
        app.config["CLOCK"] = lambda day=day: datetime(2026, 3, 6, 10 + day)
        last = add_activity(cast, "zhou", f"2026-03-0{day}", people=30, effect=f"{OTHER}{day * '另一次'}")
    assert SignalKind.ROUND in [row.kind for row in asked_at([last.id])]
    changed = replace(given_of(one), topic="改一个字")
    recording.correct(one, changed, cast.person("zhou"), "写错", one.version)
    assert asked_at([one.id]) == []


def test_a_burst_is_records_of_one_day_and_not_all_there_are(cast: Cast) -> None:
    for day in (1, 2, 3, 4):
        add_activity(cast, "zhou", f"2026-02-0{day}", effect=f"{OTHER}{'一二三四'[day - 1] * 8}", people=11)
    assert SignalKind.BURST in asked(cast, "zhou", effect="")
    assert SignalKind.BURST not in asked(cast, "chen", effect="")


def test_what_was_asked_and_said_is_kept_and_what_was_not_answered_stands_as_a_question(cast: Cast) -> None:
    add_activity(cast, "zhou", effect=OTHER)
    said = {SignalKind.OVERLAP: " 上一场提前结束 "}
    one = add_activity(cast, "zhou", start="20:00", effect="", said=said)
    rows = asked_at([one.id])
    assert [(row.kind, row.said, standing_of(row)) for row in rows] == [
        (SignalKind.OVERLAP, "上一场提前结束", "已说明"),
        (SignalKind.EMPTY, "", "请核实"),
    ]


def test_an_answer_to_a_question_nobody_asked_is_not_kept(cast: Cast) -> None:
    assert asked_at([add_activity(cast, "zhou", said={SignalKind.LATE: "说明"}).id]) == []


def test_a_question_goes_when_a_correction_answers_it(cast: Cast) -> None:
    one = add_activity(cast, "zhou", effect="")
    assert [row.kind for row in asked_at([one.id])] == [SignalKind.EMPTY]
    recording.correct(one, replace(given_of(one), effect=EFFECT), cast.person("zhou"), "", one.version)
    assert asked_at([one.id]) == []


def test_two_overlaps_are_one_question(cast: Cast) -> None:
    add_activity(cast, "zhou", effect=OTHER, minutes=30)
    add_activity(cast, "zhou", effect="", start="19:40", minutes=30)
    assert [row.kind for row in asked_at([add_activity(cast, "zhou", minutes=120).id])] == [
        SignalKind.OVERLAP
    ]


def test_an_explanation_too_long_is_refused_and_not_cut(cast: Cast) -> None:
    with pytest.raises(Unacceptable, match="最多 200 个字"):
        add_activity(cast, "zhou", effect="", said={SignalKind.EMPTY: "长" * 201})


def test_signals_of_others_come_first_and_once(cast: Cast) -> None:
    extra = [Signal(SignalKind.PROTECTED_NAME, "成效里有石某的姓名，请换成代称")]
    found = signals_of(cast.person("zhou"), given(effect=""), extra=extra)
    assert [each.kind for each in found] == [SignalKind.PROTECTED_NAME, SignalKind.EMPTY]


def limits(**changes: int) -> dict[str, int]:
    return settings.shown(Thresholds()) | changes


def test_an_organs_limits_hold_for_it_and_beneath_until_a_nearer_organ_sets_its_own(cast: Cast) -> None:
    city, county = cast.organ("团青岚市委"), cast.organ("团云溪县委")
    settings.set_limits(city, limits(late_days=1), cast.person("lin"))
    late = {"day": "2026-03-03", "start": "10:00"}
    assert [asked(cast, who, **late) for who in ("luo", "zhou", "bai", "wang")] == [
        [SignalKind.LATE],
        [SignalKind.LATE],
        [SignalKind.LATE],
        [],
    ]
    settings.set_limits(county, limits(late_days=30), cast.person("zhou"))
    assert asked(cast, "zhou", **late) == [] and asked(cast, "bai", **late) == [SignalKind.LATE]
    settings.drop_limits(county, cast.person("zhou"))
    assert asked(cast, "zhou", **late) == [SignalKind.LATE]
    assert [row.sentence for row in db.session.scalars(db.select(AuditRecord))] == [
        "林晓舟设定了团青岚市委的核实界限",
        "周可儿设定了团云溪县委的核实界限",
        "周可儿取消了团云溪县委自设的核实界限",
    ]


def test_every_limit_that_is_set_comes_back_as_it_was_set(cast: Cast) -> None:
    county = cast.organ("团云溪县委")
    numbers = {limit.key: limit.least + 1 for limit in LIMITS}
    settings.set_limits(county, numbers, cast.person("zhou"))
    db.session.expire_all()
    assert settings.shown(settings.thresholds_for(county)) == numbers
    assert settings.thresholds_for(county).likeness == 0.51


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.key)
def test_a_limit_out_of_its_bounds_is_refused(cast: Cast, limit: Any) -> None:
    for number in (limit.least - 1, limit.most + 1):
        with pytest.raises(Unacceptable, match=limit.word):
            settings.set_limits(cast.organ("团云溪县委"), limits(**{limit.key: number}), cast.person("zhou"))


@pytest.mark.parametrize(
    ("who", "organ"), [("zhou", "团白鹭县委"), ("lin", "团云溪县委"), ("chen", "团云溪县委")]
)
def test_limits_are_kept_by_the_organs_own_clerk_or_administrator(cast: Cast, who: str, organ: str) -> None:
    with pytest.raises(NotFound):
        settings.find_kept(actor_of(cast.person(who)), cast.organ(organ).id)


def test_a_refused_record_keeps_no_question(cast: Cast) -> None:
    with pytest.raises(NotRecorded):
        add_activity(cast, "zhou", effect="", topic="")
    assert db.session.scalar(db.select(db.func.count()).select_from(Activity)) == 0
