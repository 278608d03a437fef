"""小组与下沉: who may lead a group, and which posted cadres form one (H25, H35, J20; DOMAIN §10.9).

Cadres posted to the same 市 and different 县（区） form a group; those of one county do not need to. All of it is
worked out from plain postings, so that every edge of a day can be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum


class GroupKind(Enum):
    """小组种类."""

    WORKING = "“1+100”工作小组"
    POSTED = "下沉干部小组"
    RESEARCH = "调研组"


@dataclass(frozen=True)
class Posted:
    """一次下沉: who is posted to which county of which prefecture; both days count, None is open."""

    id: int
    person_id: int
    county_id: int
    prefecture_id: int
    starts_on: date
    ends_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def overlaps(self, starts_on: date, ends_on: date | None) -> bool:
        """Whether there is a day in both."""
        begins_in_time = ends_on is None or self.starts_on <= ends_on
        return begins_in_time and (self.ends_on is None or starts_on <= self.ends_on)


@dataclass(frozen=True)
class Proposal:
    """成组建议: the postings of one prefecture that run together, and the days on which they make a group."""

    prefecture_id: int
    postings: tuple[Posted, ...]
    starts_on: date
    #: None where not all ends are known yet.
    ends_on: date | None

    @property
    def mark(self) -> str:
        """The same postings give the same mark: 3-7-12."""
        return "-".join(str(each.id) for each in self.postings)


def proposals(postings: Iterable[Posted], on: date) -> list[Proposal]:
    """成组建议 of this day, by prefecture: two cadres at least, in two counties at least (H25)."""
    here: dict[int, list[Posted]] = {}
    for each in sorted(postings, key=lambda each: each.id):
        if each.covers(on):
            here.setdefault(each.prefecture_id, []).append(each)
    return [
        Proposal(prefecture_id, tuple(found), _since(found, on), lasts_until(found, on))
        for prefecture_id, found in sorted(here.items())
        if makes_group(found)
    ]


def makes_group(postings: Sequence[Posted]) -> bool:
    """Whether these, all running on one day in one prefecture, are of two people and two counties at least."""
    return len({each.person_id for each in postings}) > 1 and len({each.county_id for each in postings}) > 1


def lasts_until(postings: Sequence[Posted], since: date) -> date | None:
    """The last day, from `since` on, on which the postings still make a group; None while that day is not known."""
    for end in sorted({each.ends_on for each in postings if each.ends_on and each.ends_on >= since}):
        if not makes_group([each for each in postings if each.covers(end + timedelta(days=1))]):
            return end
    return None


def _since(postings: Sequence[Posted], on: date) -> date:
    """The first day from which those running `on` made a group."""
    days = sorted({each.starts_on for each in postings})
    return next((day for day in days if makes_group([each for each in postings if each.covers(day)])), on)


def leads_by_post(title: str) -> bool:
    """班子成员 or 部门主要负责人 by the title (H35): 副书记（挂职）, 组织部部长, 办公室副主任（主持工作）."""
    takes_charge = "主持" in title
    plain = re.sub(r"[（(].*?[）)]", "", title)
    return any(_leads(part.strip(), takes_charge) for part in re.split(r"[、，,兼 ]", plain))


def is_secretary(title: str) -> bool:
    """书记 of a committee, not its 副书记 (H37)."""
    plain = re.sub(r"[（(].*?[）)]", "", title)
    parts = [part.strip() for part in re.split(r"[、，,兼 ]", plain)]
    return any(part.endswith("书记") and not part.endswith("副书记") for part in parts)


#: 班子成员: a 副书记 is one too.
_LEADERSHIP = ("书记", "常委", "班子成员", "党组成员")
_HEADS = ("部长", "主任", "处长", "科长", "部门负责人")


def _leads(part: str, takes_charge: bool) -> bool:
    if part.endswith(_LEADERSHIP):
        return True
    is_deputy = any(part.endswith(f"副{word}") for word in _HEADS)
    return part.endswith(_HEADS) and (takes_charge or not is_deputy)
