"""用户名: Latin, short, made from the name's pinyin; the same name again gets a number."""

from __future__ import annotations

import re
import unicodedata

from pypinyin import lazy_pinyin
from sqlalchemy import select

from youthwork.extensions import db
from youthwork.models import User

LONGEST = 30
#: Surnames read otherwise than the word.
_SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "解": "xie",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "盖": "ge",
    "缪": "miao",
    "朴": "piao",
    "乐": "yue",
    "翟": "zhai",
}
#: For a name of which no character has a known reading.
NAMELESS = "user"


def username_for(name: str) -> str:
    """A free username for the name: zhangsan, zhangsan2, zhangsan3 …"""
    base = pinyin_of(name)
    taken = set(db.session.scalars(select(User.username).where(User.username.like(f"{base}%"))))
    if base not in taken:
        return base
    number = 2
    while f"{base}{number}" in taken:
        number += 1
    return f"{base}{number}"


def pinyin_of(name: str) -> str:
    """The name in plain Latin letters; a character without a known reading is left out."""
    syllables = lazy_pinyin(name)
    if name[:1] in _SURNAMES:
        syllables[0] = _SURNAMES[name[0]]
    plain = unicodedata.normalize("NFKD", "".join(syllables).lower())
    return re.sub(r"[^a-z0-9]", "", plain)[:LONGEST] or NAMELESS
