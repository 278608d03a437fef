"""密码规则 (DOMAIN §7.1): what a new password must be like. Each broken rule is one sentence."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

SHORTEST = 8
#: 管理员 can reach other people's accounts, so theirs is harder to guess.
SHORTEST_FOR_ADMINISTRATORS = 12
LONGEST = 128
#: A username of two letters stands in half of all words; looking for it would refuse good passwords.
SHORTEST_NAME_LOOKED_FOR = 3
RULE = "至少 8 位（管理员至少 12 位），大写字母、小写字母、数字、符号中至少有三种，不含姓名、用户名和手机号"


@dataclass(frozen=True)
class Owner:
    """What may not stand in the password of this person, and how long theirs must be."""

    name: str
    username: str
    phone: str
    is_administrator: bool


def password_problems(password: str, owner: Owner) -> list[str]:
    """The rules the password breaks, as sentences; empty when it may be used."""
    shortest = SHORTEST_FOR_ADMINISTRATORS if owner.is_administrator else SHORTEST
    who = "管理员的密码" if owner.is_administrator else "密码"
    problems = []
    if len(password) < shortest:
        problems.append(f"{who}至少 {shortest} 位，现在是 {len(password)} 位")
    if len(password) > LONGEST:
        problems.append(f"密码最多 {LONGEST} 位")
    if len(_kinds(password)) < 3:
        problems.append("大写字母、小写字母、数字、符号中至少要有三种")
    problems += [f"密码里不能有{what}" for what, text in _forbidden(owner) if text in password.lower()]
    return problems


def _kinds(password: str) -> set[str]:
    """The classes of characters that occur; Chinese characters count as signs."""
    kinds = {"Lu": "upper", "Ll": "lower", "Nd": "digit"}
    return {kinds.get(unicodedata.category(each), "sign") for each in password}


def _forbidden(owner: Owner) -> list[tuple[str, str]]:
    words = [("姓名", owner.name), ("手机号", owner.phone)]
    if len(owner.username) >= SHORTEST_NAME_LOOKED_FOR:
        words.append(("用户名", owner.username))
    return [(what, text.lower()) for what, text in words if text]
