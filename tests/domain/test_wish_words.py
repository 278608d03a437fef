"""心愿的用字: numbers are found however they are written; a name is asked about, a form of address is not."""

from __future__ import annotations

import pytest

from youthwork.domain.wish_words import name_questions, number_in, number_problems


@pytest.mark.parametrize(
    "text",
    [
        "打13800001234",
        "138-0000-1234 找我",
        "１３８ ００００ １２３４",
        "0371-65900000",
        "410102200001011234",
    ],
)
def test_a_phone_or_an_identity_number_is_found(text: str) -> None:
    assert number_in(text)
    assert "请删去" in number_problems({"text": text}, {"text": "心愿"})["text"]


@pytest.mark.parametrize("text", ["想要 2000 元助学", "2026年3月5日", "每月 1380 元", "15 个人一起学"])
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not number_in(text)


@pytest.mark.parametrize("whom", ["王小明", "欧阳小兰", "买买提江·阿布都", "张丽", "王子轩"])
def test_what_reads_like_a_name_is_asked_about(whom: str) -> None:
    assert "像是真实姓名" in name_questions("想学电焊", whom)["of_whom"]


@pytest.mark.parametrize(
    "whom", ["", "小王", "王某", "一名快递员", "陈老师", "高中生", "农村青年", "李师傅", "阿杰", "外卖骑手"]
)
def test_a_form_of_address_is_taken_as_it_is(whom: str) -> None:
    assert name_questions("想学电焊", whom) == {}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("有个孩子叫王小明，想要一双球鞋", True),
        ("李小兰同学想学画画", True),
        ("高中生们想要一间自习室", False),
        ("希望有老师辅导数学", False),
        ("小王想学电焊", False),
    ],
)
def test_a_name_in_the_wish_itself_is_asked_about(text: str, asked: bool) -> None:
    assert ("text" in name_questions(text, "")) is asked
