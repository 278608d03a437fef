"""账号: sessions, slips and hashes below the pages."""

from __future__ import annotations

import pytest

from tests import factories
from youthwork.extensions import db
from youthwork.services.personnel import accounts, passwords, usernames


@pytest.mark.usefixtures("app")
def test_a_session_speaks_of_its_person(cast: factories.Cast) -> None:
    zhou = cast.person("zhou")
    assert accounts.find_user_for_session(zhou.get_id()) == zhou


@pytest.mark.parametrize("session_id", ["", "1", "0:abc", "-1:abc", "x:y", "9" * 30 + ":a", "１:abc"])
@pytest.mark.usefixtures("cast")
def test_a_made_up_session_is_nobody_s(session_id: str) -> None:
    assert accounts.find_user_for_session(session_id) is None


@pytest.mark.usefixtures("app")
def test_a_new_password_ends_sessions_and_a_disabled_person_has_none(cast: factories.Cast) -> None:
    zhou = cast.person("zhou")
    before = zhou.get_id()
    zhou.password_hash = "another"
    db.session.flush()
    assert accounts.find_user_for_session(before) is None
    zhou.is_enabled = False
    assert accounts.find_user_for_session(zhou.get_id()) is None


def test_hashes_are_argon2id_and_nobody_s_hash_costs_the_same() -> None:
    made = passwords.hash_password("Green-26")
    cost = f"$argon2id$v=19$m={passwords.MEMORY_KIB},t={passwords.TIME_COST},p={passwords.PARALLELISM}$"
    assert made.startswith(cost) and passwords.NOBODY.startswith(cost)


@pytest.mark.parametrize("password_hash", [None, "", passwords.NOBODY, "not a hash"])
def test_without_a_hash_nothing_matches(password_hash: str | None) -> None:
    assert not passwords.matches(password_hash, "")


def test_slips_differ_and_hide_from_logs() -> None:
    first, second = passwords.new_first_password(), passwords.new_first_password()
    assert first.words != second.words and first.words not in repr(first)
    assert not set("0O1lI") & set(first.words + passwords.new_reset_code().words)


@pytest.mark.parametrize("typed", ["abcd-efgh-jkmn", " ABCD EFGH JKMN ", "abcdefghjkmn", "ABCD—EFGH—JKMN"])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert passwords.tidy_code(typed) == "ABCD-EFGH-JKMN"


@pytest.mark.parametrize(
    ("name", "username"),
    [
        ("欧阳晴", "ouyangqing"),
        ("买买提江·阿布拉", "maimaitijiangabula"),
        ("吕布", "lvbu"),
        ("\ue000", "user"),
        ("Anna", "anna"),
    ],
)
def test_usernames_are_plain_latin(name: str, username: str) -> None:
    assert usernames.pinyin_of(name) == username


@pytest.mark.usefixtures("cast")
def test_a_username_taken_is_numbered() -> None:
    assert usernames.username_for("周") == "zhou2"
