"""完成情况: entries are parted where it is sure, and nothing is ever invented or left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youthwork.services.exchange.word.entries import PARTS, items_of, read_entry
from youthwork.services.exchange.word.text import Line


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("3月15日，集中学习，32人，形成学习体会12篇。", ("3月15日", "集中学习", "32人", "形成学习体会12篇")),
        ("3月5日清河志愿服务，45人，清理河道2公里", ("3月5日", "清河志愿服务", "45人", "清理河道2公里")),
        (
            "2017年3月5日至7日,集训,约40余人,学完三章，人人过关",
            ("2017年3月5日至7日", "集训", "约40余人", "学完三章，人人过关"),
        ),
        (
            "3月15日下午3点，座谈，支部30名团员全部参加，提出意见6条",
            ("3月15日下午3点", "座谈", "支部30名团员全部参加", "提出意见6条"),
        ),
        ("4月上旬，团日，28人次，好", ("4月上旬", "团日", "28人次", "好")),
        ("5月4日在烈士陵园重温誓词，1,245人。", ("5月4日", "在烈士陵园重温誓词", "1,245人", "")),
        (
            "时间：3月5日　形式：义诊；规模：30人；效果：服务居民100名。",
            ("3月5日", "义诊", "30人", "服务居民100名"),
        ),
    ],
)
def test_a_sentence_in_the_usual_order_is_parted(text: str, parts: tuple[str, ...]) -> None:
    entry = read_entry(text)
    assert entry.is_sure
    assert tuple(entry.parts[part] for part in PARTS) == parts


@pytest.mark.parametrize(
    "text",
    [
        "已完成",
        "评选优秀团员3名",
        "创建先锋岗1个，6人",
        "4月每周一次网上团日，约28人/次",
        "4月20日又开一次",
        "效果很好，3月5日，45人，清河",
        "3月5日，在清河，开展了一次志愿服务，45人",
        "3月5日，45人，清河志愿服务，清理河道2公里",
    ],
)
def test_any_other_sentence_stays_whole(text: str) -> None:
    entry = read_entry(text)
    assert not entry.is_sure
    assert entry.parts == {"time": "", "form": "", "scale": "", "effect": text}


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (["1. 甲；2. 乙；3. 丙"], ["甲", "乙", "丙"]),
        (["（1）甲。（2）乙。"], ["甲。", "乙。"]),
        (["①甲；②乙"], ["甲", "乙"]),
        (["1、甲", "2、乙，", "还有"], ["甲", "乙，\n还有"]),
        (["3月5日，甲；4月6日，乙"], ["3月5日，甲", "4月6日，乙"]),
        (["3月5日，甲", "4月6日，乙"], ["3月5日，甲", "4月6日，乙"]),
        (["3月5日，甲；反响好"], ["3月5日，甲；反响好"]),
        (["增长1.5倍，共2.3万"], ["增长1.5倍，共2.3万"]),
        (["2. 甲", "", "3. 乙"], ["甲", "乙"]),
        (["学了1、3、5章"], ["学了1、3、5章"]),
    ],
)
def test_entries_are_parted_at_numbers_and_dates_only(lines: list[str], items: list[str]) -> None:
    assert items_of([Line(line) for line in lines]) == items


@given(st.text("3月5日甲乙，。；、1. ①（）人次12\n：时间形式规模效果", max_size=80))
def test_no_letter_is_lost_whatever_is_written(text: str) -> None:
    """Only numbers of a list, punctuation, spaces and the four labels may go."""
    read_parts = [part for item in items_of([Line(text)]) for part in read_entry(item).parts.values()]
    kept = "".join(read_parts)
    for letter in "甲乙":
        assert kept.count(letter) == text.count(letter)
