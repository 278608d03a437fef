"""密码的存放: argon2id in, yes or no out. Slow on purpose: call it outside the write transaction (DESIGN §6)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

# OWASP's smallest recommendation for argon2id, about 30 ms on an office server: on the morning of a due
# date a thousand people sign in on two cores.
TIME_COST = 2
MEMORY_KIB = 19 * 1024
PARALLELISM = 1
#: A hash nobody has the password of: an unknown name costs the same time as a wrong password.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$HymZTDlBmisNgWqY9LaXCA$SsUAnOON2xu90dEEcIaypXAwagpgRvp4/i10J4YMNFk"
#: What stands in place of a hash until the first password has been made; it matches nothing.
UNUSABLE = ""

# Read aloud and copied from paper: without 0 O 1 l I and their likes.
_LOWER = "abcdefghjkmnpqrstuvwxyz"
_UPPER = "ABCDEFGHJKMNPQRSTUVWXYZ"
_DIGITS = "23456789"

_hasher = PasswordHasher(TIME_COST, MEMORY_KIB, PARALLELISM)


@dataclass(frozen=True)
class Secret:
    """A password or code made by us: the words for the slip, which are kept nowhere, and their hash."""

    words: str
    hash: str

    def __repr__(self) -> str:
        return "Secret(…)"


def hash_password(password: str) -> str:
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one hashed; without a hash it never is, and takes as long to say so."""
    known = password_hash or NOBODY
    try:
        _hasher.verify(known, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return known != NOBODY


def new_first_password() -> Secret:
    """初始密码: twelve characters of three classes, in groups of four."""
    groups = ["".join(secrets.choice(alphabet) for _ in range(4)) for alphabet in (_UPPER, _LOWER, _DIGITS)]
    return _secret("-".join(groups))


def new_reset_code() -> Secret:
    """一次性重置码: twelve letters and digits in groups of four (59 bits); typed in any case."""
    code = "".join(secrets.choice(_UPPER + _DIGITS) for _ in range(12))
    return _secret("-".join((code[:4], code[4:8], code[8:])))


def tidy_code(typed: str) -> str:
    """A reset code as it was made, however it was typed: small letters, spaces, no hyphens."""
    kept = "".join(each for each in typed.upper() if each.isalnum())
    return "-".join(kept[at : at + 4] for at in range(0, len(kept), 4))


def _secret(words: str) -> Secret:
    return Secret(words, hash_password(words))
