"""登录: try a password, count failures, lock a name for a while.

Two halves, because argon2 must not run inside the write transaction: `try_password` works out the answer,
`settle` records it in a deed of its own and says what it means. An unknown name is treated, and takes time,
like a known one with a wrong password.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, has_request_context, request
from sqlalchemy import select

from youthwork import clock
from youthwork.domain.passwords import password_problems
from youthwork.extensions import db
from youthwork.models import SignInAttempt, User
from youthwork.services import audit
from youthwork.services.personnel import passwords
from youthwork.services.personnel.accounts import owner_of

WRONG = "用户名或密码不对"


@dataclass(frozen=True)
class Attempt:
    """一次尝试, worked out but not yet recorded."""

    #: The name failures are counted under.
    key: str
    user_id: int | None
    is_right: bool
    #: The password would not be accepted as a new one: too short for a new 管理员, say.
    is_weak: bool = False


@dataclass(frozen=True)
class Outcome:
    """登录结果: the person, or the sentence that says why not."""

    user: User | None = None
    refusal: str = ""
    is_locked: bool = False


def tidy_username(typed: str) -> str:
    """A username as it is kept: half-width, small letters, no spaces."""
    return unicodedata.normalize("NFKC", typed).strip().lower()[:80]


def try_password(username: str, password: str) -> Attempt:
    """Compare a password with the stored hash, as slowly for a name that does not exist."""
    name = tidy_username(username)
    user = find_by_username(name)
    if locked_until(_key(name, user), user):
        return Attempt(_key(name, user), user.id if user else None, False)
    is_right = passwords.matches(user.password_hash if user else None, password)
    is_weak = user is not None and is_right and bool(password_problems(password, owner_of(user)))
    return Attempt(_key(name, user), user.id if user else None, is_right, is_weak)


def settle(attempt: Attempt) -> Outcome:
    """登录 or its refusal, recorded within the present deed.

    The lock is looked at again here: of many tries sent at once, only the first five may count.
    """
    user = db.session.get(User, attempt.user_id) if attempt.user_id else None
    if until := locked_until(attempt.key, user):
        audit.record("sign_in_locked", f"{_who(user)}在锁定期间尝试登录", attempt.user_id)
        return Outcome(refusal=_locked_sentence(until), is_locked=True)
    succeeded = attempt.is_right and user is not None and user.is_open(clock.today())
    record(attempt.key, succeeded)
    if user is not None and succeeded:
        # The demonstration's one password is short on purpose; everywhere else the rules hold.
        if attempt.is_weak and not current_app.config["IS_DEMO"]:
            user.must_change_password = True
        audit.record("sign_in", f"{user.name}登录", user.id)
        return Outcome(user=user)
    if attempt.is_right:
        audit.record("sign_in_failed", f"{_who(user)}的账号已停用，未能登录", attempt.user_id)
        return Outcome(refusal="这个账号已停用，请联系本单位的管理员")
    audit.record("sign_in_failed", f"{_who(user)}登录失败：用户名或密码不对", attempt.user_id)
    return _refuse(attempt.key, user)


def locked_until(key: str, user: User | None) -> datetime | None:
    """Until when the name is locked, or None: five failures within 15 minutes, without a success between.

    A reset code made by the administrator opens the lock: failures before it no longer count.
    """
    most: int = current_app.config["SIGN_IN_FAILURES"]
    newest = list(
        db.session.execute(
            select(SignInAttempt.at, SignInAttempt.succeeded)
            .where(SignInAttempt.username == key)
            .order_by(SignInAttempt.at.desc(), SignInAttempt.id.desc())
            .limit(most)
        )
    )
    length = current_app.config["SIGN_IN_LOCK"]
    if len(newest) < most or any(succeeded for _, succeeded in newest):
        return None
    last, first = newest[0].at, newest[-1].at
    until: datetime = last + length
    if last - first >= length or clock.now() >= until or first < _forgiven_until(user):
        return None
    return until


def record(key: str, succeeded: bool) -> None:
    """记一次尝试, in the table the lock is read from."""
    address = (request.remote_addr or "") if has_request_context() else ""
    db.session.add(SignInAttempt(username=key, at=clock.now(), succeeded=succeeded, address=address[:60]))
    db.session.flush()


def find_by_username(name: str) -> User | None:
    return db.session.scalar(select(User).where(User.username == name))


def key_of(username: str) -> str:
    """The name failures of this username are counted under."""
    name = tidy_username(username)
    return _key(name, find_by_username(name))


def _key(name: str, user: User | None) -> str:
    """A known username, else a keyed mark of what was typed: people type passwords into the name field."""
    if user is not None:
        return user.username
    secret = current_app.config["SECRET_KEY"].encode()
    return "?" + hmac.new(secret, name.encode(), hashlib.sha256).hexdigest()[:32]


def _forgiven_until(user: User | None) -> datetime:
    if user is None or user.reset_code_expires_at is None:
        return datetime.min
    issued: datetime = user.reset_code_expires_at - current_app.config["RESET_CODE_LIFETIME"]
    return issued


def _refuse(key: str, user: User | None) -> Outcome:
    """The sentence after a failure just recorded; the fifth says that the name is locked now."""
    until = locked_until(key, user)
    if until:
        return Outcome(refusal=_locked_sentence(until), is_locked=True)
    most = current_app.config["SIGN_IN_FAILURES"]
    return Outcome(refusal=f"{WRONG}。连续 {most} 次不对会锁定 {_lock_minutes()} 分钟")


def _locked_sentence(until: datetime) -> str:
    most = current_app.config["SIGN_IN_FAILURES"]
    return (
        f"连续 {most} 次没有登录成功，这个用户名已锁定到 {until:%H:%M}，到时自动解除。"
        "忘记密码可请本单位管理员生成一次性重置码，立即重设"
    )


def _lock_minutes() -> int:
    minutes: int = current_app.config["SIGN_IN_LOCK"].seconds // 60
    return minutes


def _who(user: User | None) -> str:
    return user.name if user else "不存在的用户名"
