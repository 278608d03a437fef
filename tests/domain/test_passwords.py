"""密码规则, one by one, without a database."""

from __future__ import annotations

import pytest

from youthwork.domain.passwords import Owner, password_problems

CADRE = Owner("李堃", "li", "13800000102", False)
KEEPER = Owner("周可儿", "zhou", "13800000100", True)


@pytest.mark.parametrize("password", ["Green-26", "绿水青山-Abc", "a1!aaaaa"])
def test_three_kinds_and_eight_places_are_enough(password: str) -> None:
    assert password_problems(password, CADRE) == []


@pytest.mark.parametrize("password", ["Green-2", "greenriver26", "13572468", "GREENRIVER!"])
def test_less_is_not(password: str) -> None:
    assert len(password_problems(password, CADRE)) == 1


def test_an_administrator_needs_twelve() -> None:
    assert password_problems("Green-26xyz", KEEPER) == ["管理员的密码至少 12 位，现在是 11 位"]
    assert password_problems("Green-26xyzw", KEEPER) == []


@pytest.mark.parametrize("password", ["My-ZHOU-12345", "周可儿-Abc-12345", "Ab-13800000100"])
def test_name_username_and_phone_are_found_in_any_case(password: str) -> None:
    assert len(password_problems(password, KEEPER)) == 1


def test_a_username_of_two_letters_forbids_no_word() -> None:
    assert password_problems("Delight-2026", CADRE) == []


def test_an_empty_phone_forbids_nothing() -> None:
    assert password_problems("Green-26", Owner("李堃", "li", "", False)) == []


def test_endless_passwords_are_refused() -> None:
    assert password_problems("Aa1" * 50, CADRE) == ["密码最多 128 位"]
