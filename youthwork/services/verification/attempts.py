"""输错次数: who guesses at numbers and digests is slowed; who mistypes is not.

Wrong tries are kept where failed sign-ins are, so that every process and a restart see them.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from youthwork import clock
from youthwork.domain.errors import YouthworkError
from youthwork.extensions import db
from youthwork.models import SignInAttempt

#: At this pace eight hexadecimal digits take centuries.
MOST_A_MINUTE = 10

_MINUTE = timedelta(minutes=1)


class TooManyTries(YouthworkError):
    """This address gave too many wrong answers within a minute."""

    status = 429


def check(address: str) -> None:
    """Raise TooManyTries while this address has used up its wrong tries of the last minute."""
    tried = db.session.scalar(
        select(func.count()).where(
            SignInAttempt.username == _key(address), SignInAttempt.at > clock.now() - _MINUTE
        )
    )
    if tried and tried >= MOST_A_MINUTE:
        raise TooManyTries(
            f"一分钟内有 {tried} 次对不上，请过一分钟再试，或改用上传 PDF、粘贴方码文字的办法。"
        )


def record_wrong(address: str) -> None:
    """记一次对不上, within the present deed."""
    db.session.add(
        SignInAttempt(username=_key(address), at=clock.now(), succeeded=False, address=address[:60])
    )
    db.session.flush()


def _key(address: str) -> str:
    # No username has a colon.
    return f"verify:{address}"[:40]
