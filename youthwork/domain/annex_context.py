"""附件填报背景: what a form's checks and prefills may know of the world, as plain data.

Services fill it from the database (`services/drafts/annex_context.py`); a form reads it and never queries.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from youthwork.domain.hierarchy import LINKABLE_TYPES, CadreNature, OrganizationLevel, OrganizationType
from youthwork.domain.recurrence import first_day


@dataclass(frozen=True)
class KnownOrganization:
    """团组织 found in the tree; `path` is its place, `/1/7/31/`."""

    id: int
    printed_name: str
    name: str
    type: OrganizationType
    level: OrganizationLevel
    path: str

    @property
    def is_linkable(self) -> bool:
        return self.type in LINKABLE_TYPES

    def lies_under(self, other: KnownOrganization) -> bool:
        return self.path.startswith(other.path) and self.id != other.id


@dataclass(frozen=True)
class KnownPerson:
    """团干部 as the forms print them; empty strings where nothing is recorded yet."""

    user_id: int
    name: str
    gender: str
    birth_month: str
    phone: str
    title: str
    unit_name: str
    nature: CadreNature | None = None
    #: The post the title comes from; 0 where there is none.
    appointment_id: int = 0

    @property
    def unit_and_title(self) -> str:
        return f"{self.unit_name} {self.title}".strip()

    @property
    def is_secretariat(self) -> bool:
        """书记班子成员: a 书记 or 副书记 of the organ (J20), also as 副书记（挂职） or 副书记、办公室主任."""
        plain = re.sub(r"[（(].*?[）)]", "", self.title)
        return any(part.strip().endswith("书记") for part in re.split(r"[、，,兼 ]", plain))


@dataclass(frozen=True)
class KnownLink:
    """联系关系 of one cadre on the day of filling; their own, or that of the group of posted cadres (H25)."""

    user_id: int
    committee: KnownOrganization
    branch: KnownOrganization | None
    since: date
    #: 0 where the group stands in for a link of one's own; `group_id` and `group` are the group's then.
    id: int = 0
    group_id: int = 0
    group: str = ""

    @property
    def words(self) -> str:
        """Where it is kept, for who is told that a form says otherwise."""
        return f"小组“{self.group}”的联系关系" if self.group else "联系关系"


@dataclass(frozen=True)
class KnownPeriod:
    """上次: the latest filing of the same annex by the same unit or cadre under an earlier notice."""

    filing_id: int
    submission_id: int
    #: 示青字〔2025〕8号，2025年4月备案
    words: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class KnownRecord:
    """一条活动记录 that a month's figures count: its id, and 规模 as an entry would have it."""

    id: int
    scale: str
    #: 2026年3月5日的活动记录
    words: str


@dataclass(frozen=True)
class KnownMonth:
    """报告期 of the owner as its records tell it, up to and with `until`."""

    period: str
    #: 2026年3月
    words: str
    until: date
    #: Key of the figure → how many; and of those told by kinds, in words: 交流3、办实事2.
    figures: Mapping[str, int]
    kinds: Mapping[str, str]
    #: 做法、经验、存在问题、下步工作安排.
    paragraphs: tuple[str, ...]
    records: tuple[KnownRecord, ...] = ()
    #: Key of the figure → the records behind it, as (words, address).
    behind: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @property
    def first_day(self) -> date:
        return first_day(self.period)


@dataclass(frozen=True)
class AnnexContext:
    """What is known around one submission. `named` holds what was found for each name in the answers."""

    owner: KnownOrganization
    filler: KnownPerson
    today: date
    subject: KnownPerson | None = None
    cadres: tuple[KnownPerson, ...] = ()
    links: Mapping[int, KnownLink] = field(default_factory=dict)
    subordinates: tuple[KnownOrganization, ...] = ()
    #: The branches beneath the subject's committee, and the committees beneath the owner, to choose from.
    branches: tuple[KnownOrganization, ...] = ()
    linkable: tuple[KnownOrganization, ...] = ()
    named: Mapping[str, tuple[KnownOrganization, ...]] = field(default_factory=dict)
    #: The contact of each subordinate, by the organization's id: its first 经办人.
    contacts: Mapping[int, KnownPerson] = field(default_factory=dict)
    #: 通知期间: between these days lies what the notice asks about; None where the notice is not known.
    window: tuple[date, date] | None = None
    last: KnownPeriod | None = None
    #: 报告期: `2026-03`, or which of several papers: `2`; '' where it is asked for once.
    period: str = ""
    month: KnownMonth | None = None
    #: 调研选题 of the unit under the same notice: (topic, group or '').
    topics: tuple[tuple[str, str], ...] = ()
    #: 佐证材料 with the paper as it is now.
    evidence: int = 0

    @property
    def link(self) -> KnownLink | None:
        """The subject's own link, for a form one cadre fills."""
        return self.links.get(self.subject.user_id) if self.subject else None


class Grade(Enum):
    """三级检查: must be mended, wants a word, only a hint (PEERS A1)."""

    MUST = "必须改"
    EXPLAIN = "请说明"
    HINT = "提示"


@dataclass(frozen=True)
class Problem:
    """One finding: the input it sits at (its HTML name, '' for the whole form) and the sentence."""

    field: str
    message: str
    grade: Grade = Grade.MUST
