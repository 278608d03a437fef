"""重设密码 with a one-time code: tried outside the deed, settled inside it, like a sign-in (`sign_in.py`)."""

from __future__ import annotations

from dataclasses import dataclass

from youthwork.extensions import db
from youthwork.models import User
from youthwork.services import audit
from youthwork.services.personnel import accounts, sign_in
from youthwork.services.personnel.accounts import NewPassword

WRONG = "用户名或重置码不对，或者重置码已用过、已超过 24 小时"


@dataclass(frozen=True)
class Attempt:
    """一次重设, worked out but not yet recorded; `problems` are those of the new password."""

    key: str
    user_id: int | None
    code_hash: str | None = None
    new: NewPassword | None = None

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        return self.new.problems if self.new else ()


def try_reset(username: str, code: str, new_password: str) -> Attempt:
    """Compare the code and check the new password; slow. Whose rules were broken is said only to a right code."""
    user = sign_in.find_by_username(sign_in.tidy_username(username))
    key = sign_in.key_of(username)
    user_id = user.id if user else None
    if sign_in.locked_until(key, user) or not accounts.code_matches(user, code) or user is None:
        return Attempt(key, user_id)
    return Attempt(key, user_id, user.reset_code_hash, accounts.prepare_reset(user, new_password))


def settle(attempt: Attempt) -> str:
    """重设密码 or its refusal, recorded within the present deed; the sentence of the refusal, or nothing."""
    user = db.session.get(User, attempt.user_id) if attempt.user_id else None
    if until := sign_in.locked_until(attempt.key, user):
        audit.record("sign_in_locked", "锁定期间尝试用重置码重设密码", attempt.user_id)
        return f"不对的次数太多，这个用户名已锁定到 {until:%H:%M}，到时自动解除"
    done = (
        user is not None
        and attempt.new is not None
        and accounts.reset_password(user, attempt.code_hash, attempt.new)
    )
    sign_in.record(attempt.key, done)
    if not done:
        audit.record("sign_in_failed", "用重置码重设密码失败", attempt.user_id)
        return WRONG
    return ""
