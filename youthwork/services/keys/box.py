"""密钥匣 of the instance: opened with YOUTHWORK_KEY_PASSPHRASE, once a process; made at the first use."""

from __future__ import annotations

import functools

from flask import current_app
from sqlalchemy.exc import IntegrityError

from youthwork import clock
from youthwork.documents.signing.keybox import Keybox, Wrapping, new_wrapping, open_box, rewrap
from youthwork.domain.errors import Unacceptable, YouthworkError
from youthwork.extensions import db
from youthwork.models import KeyWrapping

#: A passphrase that could be tried out by machine within the life of a seal protects nothing.
SHORTEST_PASSPHRASE = 12


class KeysLocked(YouthworkError):
    """No passphrase was given, so nothing can be sealed or signed; what waits is kept."""

    status = 503


def keybox() -> Keybox:
    """密钥匣（已打开）. In an instance that has none yet it is made, which needs a deed around.

    Raises `KeysLocked` without a passphrase, `WrongPassphrase` with another than the one it was locked with.
    """
    wrapping = _kept() or _make()
    return _opened(wrapping.salt, wrapping.wrapped, passphrase())


def passphrase() -> str:
    given: str = current_app.config["KEY_PASSPHRASE"]
    if not given:
        raise KeysLocked(
            "没有给出密钥口令，不能用印和签名：请在环境变量 YOUTHWORK_KEY_PASSPHRASE 中给出口令，再重新启动"
        )
    return given


def exists() -> bool:
    return _kept() is not None


def check() -> None:
    """Raise where the passphrase is missing or wrong; an instance without a box needs only a passphrase."""
    given = passphrase()
    check_length(given)
    wrapping = _kept()
    if wrapping is not None:
        open_box(Wrapping(wrapping.salt, wrapping.wrapped), given)


def check_length(given: str) -> None:
    if len(given) < SHORTEST_PASSPHRASE:
        raise Unacceptable(
            f"密钥口令只有 {len(given)} 个字符，至少要 {SHORTEST_PASSPHRASE} 个：请换一个长一些的"
        )


def change_passphrase(new: str) -> None:
    """更换口令: the data key is wrapped anew, everything locked with it stays as it is. Part of a deed."""
    check_length(new)
    keybox()
    wrapping = db.session.get_one(KeyWrapping, 1, with_for_update=True)
    fresh = rewrap(Wrapping(wrapping.salt, wrapping.wrapped), passphrase(), new)
    wrapping.salt, wrapping.wrapped, wrapping.changed_at = fresh.salt, fresh.wrapped, clock.now()
    db.session.flush()


@functools.lru_cache(maxsize=4)
def _opened(salt: bytes, wrapped: bytes, given: str) -> Keybox:
    """Opening takes a tenth of a second on purpose; a process does it once."""
    return open_box(Wrapping(salt, wrapped), given)


def _kept() -> KeyWrapping | None:
    kept = db.session.get(KeyWrapping, 1)
    # A session forgets rows nobody holds: a page that opens a hundred names would ask a hundred times.
    db.session.info["key_wrapping"] = kept
    return kept


def _make() -> KeyWrapping:
    fresh = new_wrapping(passphrase())
    try:
        with db.session.begin_nested():
            db.session.add(KeyWrapping(id=1, salt=fresh.salt, wrapped=fresh.wrapped, changed_at=clock.now()))
    except IntegrityError:
        # Another process made the box in between; its box is the instance's.
        pass
    return db.session.get_one(KeyWrapping, 1)
