"""密钥匣 of an instance: only the passphrase opens it, and changing the passphrase loses nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from youthwork.documents.signing.keybox import WrongPassphrase
from youthwork.domain.errors import Unacceptable
from youthwork.extensions import db
from youthwork.models import KeyWrapping
from youthwork.services.keys import box
from youthwork.services.keys.box import KeysLocked
from youthwork.services.transactions import deed

pytestmark = on_both_engines


def restart() -> None:
    """A process that starts has opened nothing yet."""
    box._opened.cache_clear()


def test_what_was_locked_is_unlocked_after_a_restart(app: Flask) -> None:
    with deed():
        locked = box.keybox().lock(b"secret", "purpose")
    restart()
    assert box.keybox().unlock(locked, "purpose") == b"secret"


def test_without_a_passphrase_nothing_is_opened(app: Flask) -> None:
    app.config["KEY_PASSPHRASE"] = ""
    with pytest.raises(KeysLocked, match="YOUTHWORK_KEY_PASSPHRASE"), deed():
        box.keybox()


def test_without_a_passphrase_no_box_is_made(app: Flask) -> None:
    with deed():
        db.session.delete(db.session.get_one(KeyWrapping, 1))
    app.config["KEY_PASSPHRASE"] = ""
    with pytest.raises(KeysLocked), deed():
        box.keybox()
    assert not box.exists()


def test_another_passphrase_opens_nothing(app: Flask) -> None:
    with deed():
        box.keybox()
    restart()
    app.config["KEY_PASSPHRASE"] = "another passphrase"
    with pytest.raises(WrongPassphrase):
        box.keybox()
    with pytest.raises(WrongPassphrase):
        box.check()


def test_a_new_passphrase_opens_what_was_locked_under_the_old_one(app: Flask) -> None:
    with deed():
        locked = box.keybox().lock(b"secret", "purpose")
    with deed():
        box.change_passphrase("the second passphrase")
    restart()
    with pytest.raises(WrongPassphrase):
        box.keybox()
    app.config["KEY_PASSPHRASE"] = "the second passphrase"
    assert box.keybox().unlock(locked, "purpose") == b"secret"


def test_a_short_passphrase_is_not_taken(app: Flask) -> None:
    with pytest.raises(Unacceptable, match="至少要 12 个"), deed():
        box.change_passphrase("short")
    app.config["KEY_PASSPHRASE"] = "short"
    with pytest.raises(Unacceptable, match="至少要 12 个"):
        box.check()
