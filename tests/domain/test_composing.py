"""完成情况由记录写成: the same record gives the same four parts on any day, and a cell takes each as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.domain.composing import PARTS, Told, one_line, part_of_time, parts_of, parts_of_entering
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import Entry
from youthwork.forms.fields import tidy

DAY = date(2026, 3, 5)


def told(**more: Any) -> dict[str, str]:
    fields: dict[str, Any] = {
        "day": DAY,
        "topic": "清河捡垃圾",
        "form": "志愿服务",
        "is_online": False,
        "people": 45,
        "linked_people": None,
        "effect": "清理河道2公里。",
    }
    return parts_of(Told(**(fields | more)))


def test_a_record_becomes_time_form_scale_and_effect() -> None:
    parts = told()
    assert [parts[part] for part in PARTS] == ["3月5日", "志愿服务：清河捡垃圾", "45人", "清理河道2公里"]


def test_a_day_of_another_year_than_the_notices_says_its_year() -> None:
    assert told()[part_of_time(DAY, 2026)] == "3月5日"
    assert told()[part_of_time(DAY, 2027)] == "2026年3月5日"


@pytest.mark.parametrize(
    ("form", "topic", "said"),
    [
        ("", "清河捡垃圾", "清河捡垃圾"),
        ("志愿服务", "清河志愿服务", "清河志愿服务"),
        ("清河志愿服务", "志愿服务", "清河志愿服务"),
        ("集中学习", "学" * 60, "集中学习"),
        ("", "学" * 61, "学" * 59 + "…"),
    ],
)
def test_what_form_and_topic_both_say_is_said_once(form: str, topic: str, said: str) -> None:
    assert told(form=form, topic=topic)["form"] == said


def test_what_was_online_says_so_once() -> None:
    assert told(is_online=True)["form"] == "志愿服务：清河捡垃圾（线上）"
    assert told(is_online=True, form="网络主题团日")["form"] == "网络主题团日：清河捡垃圾"


def test_linked_young_people_are_told_where_they_were_counted() -> None:
    assert told(linked_people=12)["scale"] == "45人（其中联系青年12人）"
    assert told(linked_people=0)["scale"] == "45人"
    assert told(people=0)["scale"] == "本人"


def test_a_long_effect_ends_with_its_last_whole_sentence() -> None:
    sentence = "清理河道2公里并与沿河住户谈了排水的事" * 10 + "。"
    assert told(effect=sentence * 3)["effect"] == sentence.rstrip("。")
    assert told(effect="长" * 400)["effect"] == "长" * 299 + "…"


def test_lines_become_one() -> None:
    assert one_line("学了三篇；\n\n 议定\u3000\u3000每周一读。\n") == "学了三篇；议定 每周一读"


def test_entering_is_told_by_its_first_and_last_day() -> None:
    parts = parts_of_entering(date(2025, 12, 30), DAY, 18, 2026)
    assert (parts["time"], parts["scale"]) == ("2025年12月30日至3月5日", "18条活动记录")
    assert parts_of_entering(DAY, DAY, 1, 2026)["time"] == "3月5日"


@given(
    st.text(max_size=130),
    st.text(max_size=70),
    st.text(max_size=2000),
    st.booleans(),
    st.integers(0, 100_000),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_a_cell_takes_every_part_as_it_is(
    topic: str, form: str, effect: str, is_online: bool, people: int, day: date
) -> None:
    parts = told(
        topic=topic,
        form=form,
        effect=effect,
        is_online=is_online,
        people=people,
        linked_people=people,
        day=day,
    )
    for part, text in parts.items():
        cell = "time" if part == "time_with_year" else part
        assert len(text) <= PARTS[cell][1]
        assert tidy(text) == text and "\n" not in text


def test_the_parts_are_those_of_an_entry_with_their_lengths() -> None:
    form = Entry()
    lengths = {field.short_name: field.validators[-1].max for field in form}
    words = {field.short_name: field.label.text for field in form}
    assert {part: most for part, (_, most) in PARTS.items()} == lengths
    assert {part: word for part, (word, _) in PARTS.items()} == words
