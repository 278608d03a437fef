"""逐级推荐: what a level may decide about a candidate, in which words, and where on the paper it stands (H40, H41)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from youthwork.domain.hierarchy import OrganizationLevel


class StageVerdict(Enum):
    """本级意见."""

    UPWARD = "推荐上报"
    CHOSEN = "本级入选，不再上报"
    DECLINED = "不予推荐"


@dataclass(frozen=True)
class Nominee:
    """候选人 as a form names them: the name, the unit as typed, and the input the name stands in."""

    name: str
    unit: str
    field: str


@dataclass(frozen=True)
class Opinion:
    """一级意见 as the paper prints it; `label` is the head of its cell."""

    label: str
    words: str
    organ: str
    person: str
    day: date


#: The cells of the paper, in the order a candidate climbs.
OWN = "推荐单位意见"
LABELS = (OWN, "县级意见", "市级意见", "省级意见")

_LABEL_OF = {
    OrganizationLevel.PROVINCE: "省级意见",
    OrganizationLevel.PREFECTURE: "市级意见",
    OrganizationLevel.DIRECT_UNIT: "市级意见",
    OrganizationLevel.UNIVERSITY: "市级意见",
}


#: How the point within a name is typed beside ·.
POINTS = "•・‧∙⋅"
_SPACES = re.compile(r"\s+")


def plain_name(name: str) -> str:
    """姓名 as it is compared: 王　望 is 王望, and a point within it is ·."""
    return _SPACES.sub("", name).translate(dict.fromkeys(map(ord, POINTS), "·"))


def label_of(level: OrganizationLevel) -> str:
    """The cell in which an organ of this level speaks; everything below 市 speaks in 县级意见."""
    return _LABEL_OF.get(level, "县级意见")


def verdicts(has_superior: bool) -> tuple[StageVerdict, ...]:
    """可选的本级意见; the top of the tree has nobody to report to."""
    return tuple(StageVerdict) if has_superior else (StageVerdict.CHOSEN, StageVerdict.DECLINED)


def verdict_words(verdict: StageVerdict, has_superior: bool) -> str:
    """The verdict in words: at the top there is nothing to report upwards any more."""
    return "本级入选" if verdict is StageVerdict.CHOSEN and not has_superior else verdict.value


def needs_words(verdict: StageVerdict) -> bool:
    """不予推荐 is never said without a reason."""
    return verdict is StageVerdict.DECLINED


def printed(verdict: StageVerdict, opinion: str, has_superior: bool = True) -> str:
    """意见 as the paper prints it: the verdict in the words of its level, then the words given with it."""
    return f"{verdict_words(verdict, has_superior)}。{opinion}"
