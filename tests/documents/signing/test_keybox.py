"""密钥匣: what lies locked opens with the passphrase, for its purpose, whole, or not at all."""

import pytest

from youthwork.documents.signing.keybox import (
    Keybox,
    KeyDamaged,
    Wrapping,
    WrongPassphrase,
    new_wrapping,
    open_box,
    rewrap,
)
from youthwork.domain.errors import Unacceptable

SECRET = b"a private key" * 20


@pytest.fixture(scope="module")
def wrapping() -> Wrapping:
    return new_wrapping("青岚 2026 passphrase")


@pytest.fixture(scope="module")
def box(wrapping: Wrapping) -> Keybox:
    return open_box(wrapping, "青岚 2026 passphrase")


def test_what_was_locked_is_unlocked(box: Keybox, wrapping: Wrapping) -> None:
    locked = box.lock(SECRET, "root")
    assert SECRET not in locked
    assert open_box(wrapping, "青岚 2026 passphrase").unlock(locked, "root") == SECRET


def test_another_passphrase_does_not_open_the_box(wrapping: Wrapping) -> None:
    with pytest.raises(WrongPassphrase, match="口令不对"):
        open_box(wrapping, "青岚 2027 passphrase")


def test_an_empty_passphrase_is_refused() -> None:
    with pytest.raises(Unacceptable, match="YOUTHWORK_KEY_PASSPHRASE"):
        new_wrapping("  ")


def test_a_passphrase_typed_in_another_unicode_form_is_the_same() -> None:
    assert open_box(new_wrapping("caf\u00e9"), "cafe\u0301")


def test_a_new_passphrase_opens_what_was_locked_under_the_old(wrapping: Wrapping, box: Keybox) -> None:
    locked = box.lock(SECRET, "root")
    changed = rewrap(wrapping, "青岚 2026 passphrase", "新的口令")
    assert open_box(changed, "新的口令").unlock(locked, "root") == SECRET
    with pytest.raises(WrongPassphrase):
        open_box(changed, "青岚 2026 passphrase")


def test_the_passphrase_is_not_changed_without_the_old_one(wrapping: Wrapping) -> None:
    with pytest.raises(WrongPassphrase):
        rewrap(wrapping, "guessed", "新的口令")


def test_a_key_locked_for_one_purpose_is_not_unlocked_for_another(box: Keybox) -> None:
    with pytest.raises(KeyDamaged, match="时间戳"):
        box.unlock(box.lock(SECRET, "用印"), "时间戳")


@pytest.mark.parametrize("place", [0, 12, 40, -1])
def test_a_single_changed_byte_is_noticed(box: Keybox, place: int) -> None:
    locked = bytearray(box.lock(SECRET, "root"))
    locked[place] ^= 1
    with pytest.raises(KeyDamaged):
        box.unlock(bytes(locked), "root")


def test_what_was_cut_off_is_noticed(box: Keybox) -> None:
    with pytest.raises(KeyDamaged):
        box.unlock(box.lock(SECRET, "root")[:20], "root")


def test_locking_twice_gives_different_bytes(box: Keybox) -> None:
    assert box.lock(SECRET, "root") != box.lock(SECRET, "root")
