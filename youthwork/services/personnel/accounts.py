"""账号: who a session belongs to, and how a password comes to be: first password, change, one-time reset.

Whatever runs argon2 takes or gives a finished hash, so that the caller can do it before the deed begins.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import Unacceptable
from youthwork.domain.passwords import Owner, password_problems
from youthwork.extensions import db
from youthwork.models import User
from youthwork.services import audit, posts
from youthwork.services.duties import following
from youthwork.services.personnel import passwords
from youthwork.services.personnel.passwords import Secret


def find_user_for_session(session_id: str) -> User | None:
    """登录人 a session speaks of, or None: disabled, unknown, or signed in before the password changed."""
    number, _, _ = session_id.partition(":")
    # A made-up number of thirty digits is no number a database knows.
    user = db.session.get(User, int(number)) if number.isdecimal() and len(number) < 16 else None
    if user is None or not user.is_open(clock.today()) or user.get_id() != session_id:
        return None
    return user


def owner_of(user: User) -> Owner:
    """The person as the password rules see them."""
    duties = {duty for duty, _ in posts.actor_of(user).posts}
    return Owner(user.name, user.username, user.phone, Duty.ADMINISTRATOR in duties)


@dataclass(frozen=True)
class NewPassword:
    """新密码, checked and hashed; or the problems by field that stand against it."""

    hash: str = ""
    problems: tuple[tuple[str, str], ...] = ()


def prepare_change(user: User, old: str, new: str) -> NewPassword:
    """Check a change of one's own password; slow. Problems name the field: `old` or `new`."""
    if not passwords.matches(user.password_hash, old):
        return NewPassword(problems=(("old", "原密码不对"),))
    broken = password_problems(new, owner_of(user))
    if new == old:
        broken.append("新密码不能和原密码一样")
    if broken:
        return NewPassword(problems=tuple(("new", each) for each in broken))
    return NewPassword(hash=passwords.hash_password(new))


def change_password(user: User, new: NewPassword) -> None:
    """修改密码; every other session of the person ends with it."""
    _set_password(user, new.hash)
    audit.record("password", f"{user.name}修改了自己的密码", user.id)


def give_first_password(user: User, secret: Secret, by: User) -> None:
    """发放初始密码 for a slip of paper; the person must choose their own at the first sign-in.

    Only until they have one: afterwards nobody else may set a password for them, only give a reset code.
    """
    if not user.must_change_password:
        raise Unacceptable(f"{user.name}已有自己的密码；忘记密码请生成一次性重置码，由本人重设")
    user.password_hash = secret.hash
    user.must_change_password = True
    _drop_code(user)
    db.session.flush()
    audit.record("password", f"{by.name}为{user.name}（{user.username}）发放了初始密码", by.id)


def give_reset_code(user: User, secret: Secret, by: User) -> None:
    """生成一次性重置码, valid for 24 hours and once; a new one replaces the one before."""
    if not user.is_open(clock.today()):
        raise Unacceptable(f"{user.name}的账号已停用，先启用再生成重置码")
    user.reset_code_hash = secret.hash
    user.reset_code_expires_at = clock.now() + current_app.config["RESET_CODE_LIFETIME"]
    db.session.flush()
    audit.record("password", f"{by.name}为{user.name}（{user.username}）生成了一次性重置码", by.id)


def code_matches(user: User | None, code: str) -> bool:
    """Whether the code may be used now; slow, and as slow when there is no such person or code."""
    right = passwords.matches(user.reset_code_hash if user else None, passwords.tidy_code(code))
    if user is None or user.reset_code_expires_at is None:
        return False
    return right and user.is_open(clock.today()) and clock.now() < user.reset_code_expires_at


def prepare_reset(user: User, new: str) -> NewPassword:
    """Check the password that is to replace a forgotten one; slow."""
    broken = password_problems(new, owner_of(user))
    if passwords.matches(user.password_hash, new):
        broken.append("新密码不能和原密码一样")
    if broken:
        return NewPassword(problems=tuple(("new", each) for each in broken))
    return NewPassword(hash=passwords.hash_password(new))


def reset_password(user: User, code_hash: str | None, new: NewPassword) -> bool:
    """重设密码 with the code whose hash was compared; False when it was used or replaced meanwhile."""
    if code_hash is None or user.reset_code_hash != code_hash:
        return False
    _set_password(user, new.hash)
    audit.record("password", f"{user.name}用一次性重置码重设了密码", user.id)
    return True


def switch_large_text(user: User, on: bool) -> None:
    """大字 for this person, on every machine."""
    user.large_text = on
    db.session.flush()


def disable(user: User, by: User) -> None:
    """停用账号: signed out at once, everywhere; nothing of theirs is deleted."""
    user.is_enabled = False
    _drop_code(user)
    following.follow_person(user)
    audit.record("account", f"{by.name}停用了{user.name}（{user.username}）的账号", by.id)


def enable(user: User, by: User) -> None:
    """启用账号."""
    user.is_enabled = True
    user.expires_on = None
    following.follow_person(user)
    audit.record("account", f"{by.name}启用了{user.name}（{user.username}）的账号", by.id)


def _set_password(user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    user.must_change_password = False
    _drop_code(user)
    db.session.flush()


def _drop_code(user: User) -> None:
    user.reset_code_hash = None
    user.reset_code_expires_at = None
