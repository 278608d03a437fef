"""人员与任职 as forms hand them over and services take them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature, Gender


@dataclass(frozen=True)
class PersonalData:
    """个人信息: what 附件1 and 附件2 ask of a person, and nothing more (DOMAIN §7.2)."""

    name: str
    gender: Gender | None
    #: 出生年月, `1993.05`, or empty.
    birth_month: str
    phone: str


@dataclass(frozen=True)
class Post:
    """任职: a title, its nature, the duties that come with it, the day it begins."""

    title: str
    nature: CadreNature | None
    duties: tuple[Duty, ...]
    starts_on: date
