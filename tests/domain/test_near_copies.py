"""近似文字: copies are seen through changed dates and numbers, honest texts are left alone."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from bench import made_records
from youthwork.domain.near_copies import BANDS, bands, folded, likeness

TEXT = "3月5日，与云溪镇第一团支部32名团员一起到清河沿岸清理垃圾，清理河道2公里，形成体会12篇，大家希望每月来一次。"


def test_another_date_and_another_number_of_people_make_no_other_text() -> None:
    copy = TEXT.replace("3月5日", "４月１８日").replace("32名", "45 名").replace("，", "、")
    assert folded(copy) == folded(TEXT)
    assert likeness(copy, TEXT) == 1.0 and bands(copy) == bands(TEXT)


@pytest.mark.parametrize(("one", "other"), [("32名", "三十二名"), ("2公里", "两公里"), ("12篇", "〇篇")])
def test_a_number_in_words_is_a_number(one: str, other: str) -> None:
    assert one in TEXT and likeness(TEXT.replace(one, other), TEXT) == 1.0


def test_likeness_is_the_share_of_characters_a_reader_finds_again() -> None:
    text = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    assert likeness(text, text[:9] + "天地" + text[11:]) == 0.9
    assert likeness(text, text[:9] + "天" + text[10:]) == 0.95
    assert likeness(text, text + text) == 1.0, "twice the same says nothing else"
    assert likeness(text, text[::-1]) == 0.0


def test_two_reports_of_the_same_kind_of_activity_are_not_alike() -> None:
    other = (
        "到白泉村看望两位返乡创业的青年，帮他们联系了农技站的老师，说好下周一起去看大棚，贷款的事报给县里问。"
    )
    assert likeness(other, TEXT) < 0.1
    assert not set(bands(other)) & set(bands(TEXT))


@pytest.mark.parametrize("short", ["", "好", "已完成", "开展志愿服务", "👍👍👍", "……！！"])
def test_a_text_too_short_to_judge_is_like_nothing(short: str) -> None:
    assert likeness(short, short) == 0.0 and bands(short) == ()


def test_nearly_equal_texts_meet_in_a_band_and_unlike_ones_do_not() -> None:
    chance = Random(5)
    characters = [chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(3000)]
    met = missed = 0
    for _ in range(300):
        text = "".join(chance.choices(characters, k=120))
        at = chance.randrange(120)
        near = text[:at] + chance.choice(characters) + text[at + 1 :]
        far = "".join(chance.choices(characters, k=120))
        assert likeness(text, near) > 0.9
        missed += not set(bands(text)) & set(bands(near))
        met += bool(set(bands(text)) & set(bands(far)))
    assert missed == 0 and met == 0


def test_of_a_thousand_plausible_copies_nearly_none_is_missed_and_few_honest_texts_meet() -> None:
    """How many among a hundred thousand is measured by `python -m bench near_copies`."""
    chance = Random(7)
    texts = [made_records.honest(chance) for _ in range(1000)]
    copies = [made_records.altered(each, round(len(each) * 0.05), chance) for each in texts]
    alike = [(one, copy) for one, copy in zip(texts, copies, strict=True) if likeness(one, copy) >= 0.9]
    missed = sum(not set(bands(one)) & set(bands(copy)) for one, copy in alike)
    met = sum(bool(set(bands(one)) & set(bands(other))) for one, other in pairwise(texts))
    assert len(alike) > 800 and missed <= 4 and met <= 20


def test_the_bands_of_a_text_stay_what_they_are() -> None:
    # They are kept in the database: other numbers would make every copy invisible.
    assert bands(TEXT)[0] == STORED and len(bands(TEXT)) == BANDS and len(set(bands(TEXT))) == BANDS


STORED = 6438175523123980336
