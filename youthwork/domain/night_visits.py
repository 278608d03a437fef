"""主题访谈夜: the six kinds with what must be done at each, and when a visit counts (J5–J14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum

from youthwork.domain.hierarchy import CadreNature

#: J13: minutes a visit takes at least, visits of a 专职 cadre in a year.
LEAST_MINUTES, A_YEAR = 60, 6
#: A visit that begins earlier is asked about; the notice says 夜 and no hour, so it is a setting (DOMAIN §8.4).
EVENING = time(18)


class VisitKind(Enum):
    """六访."""

    TROUBLED_YOUTH = "一访困难青少年或不良行为青少年"
    CLASS = "二访班级或寝室"
    SOCIAL_ORGANIZATION = "三访社会组织"
    FOUNDER = "四访创业青年"
    VILLAGE = "五访村、社区"
    LOWER_ORGAN = "六访下级团组织"


class ProblemState(Enum):
    """问题办理情况: a problem found is followed to one of the last two."""

    OPEN = "待办"
    UNDER_WAY = "办理中"
    SOLVED = "已解决"
    EXPLAINED = "已说明"

    @property
    def is_over(self) -> bool:
        return self in (ProblemState.SOLVED, ProblemState.EXPLAINED)


class ProblemAction(Enum):
    """问题办理的一步."""

    FIND = "发现"
    BEGIN = "开始办理"
    NOTE = "记一笔"
    HAND_OVER = "移交"
    SOLVE = "已解决"
    EXPLAIN = "已说明"
    REOPEN = "重新办理"


class ProblemPart(Enum):
    """谁来办这一步."""

    #: Who answers for it now.
    OWNER = "承办人"
    #: Who found it, on whose visit.
    VISITOR = "走访人"
    #: 经办人 of the organ the visitor belonged to, who keep things moving.
    KEEPER = "经办人"


@dataclass(frozen=True)
class ProblemMove:
    """可办的一步: from which states to which (None: it stays), by whom, and what words belong to it."""

    action: ProblemAction
    states: frozenset[ProblemState]
    to: ProblemState | None
    by: frozenset[ProblemPart]
    #: What the words are asked for; empty: they may be left out.
    words_for: str = ""


_OPEN = frozenset({ProblemState.OPEN, ProblemState.UNDER_WAY})
_OVER = frozenset({ProblemState.SOLVED, ProblemState.EXPLAINED})
_OWNER = frozenset({ProblemPart.OWNER})
_ALL = frozenset(ProblemPart)
#: The only place of the rule; `FIND` begins every problem and is no step to choose.
PROBLEM_MOVES = (
    ProblemMove(ProblemAction.BEGIN, frozenset({ProblemState.OPEN}), ProblemState.UNDER_WAY, _OWNER),
    ProblemMove(ProblemAction.NOTE, _OPEN, None, _ALL, "进展"),
    ProblemMove(ProblemAction.HAND_OVER, _OPEN, ProblemState.OPEN, _ALL, "移交的原因"),
    ProblemMove(ProblemAction.SOLVE, _OPEN, ProblemState.SOLVED, _OWNER, "怎样解决的"),
    # What cannot be solved is explained to whom it concerns, and the words say so.
    ProblemMove(
        ProblemAction.EXPLAIN, _OPEN, ProblemState.EXPLAINED, _OWNER, "为什么解决不了，怎样向青年说明的"
    ),
    ProblemMove(ProblemAction.REOPEN, _OVER, ProblemState.UNDER_WAY, _ALL, "重新办理的原因"),
)
#: 问题类别.
CATEGORIES = (
    "学习就学",
    "就业创业",
    "生活困难",
    "心理情感",
    "家庭关系",
    "权益维护",
    "社会治安",
    "团组织建设",
    "其他",
)


def problem_moves(state: ProblemState, parts: Iterable[ProblemPart]) -> list[ProblemMove]:
    """The steps open to somebody in these parts, in the order of the table."""
    mine = frozenset(parts)
    return [move for move in PROBLEM_MOVES if state in move.states and move.by & mine]


#: 必做 of each kind (J7–J12).
MUST_DO: dict[VisitKind, str] = {
    VisitKind.TROUBLED_YOUTH: "解决1个实际问题或办1件实事",
    VisitKind.CLASS: "开展1次主题团日或其他活动",
    VisitKind.SOCIAL_ORGANIZATION: "策划或参加1次公益活动",
    VisitKind.FOUNDER: "到车间班组或田间地头参加1次生产劳动",
    VisitKind.VILLAGE: "参加1次平安巡防或“河小二”巡河",
    VisitKind.LOWER_ORGAN: "上1堂专题党（团）课或参加1次主题夜学",
}
#: The person visited is named by code and masked name only, and kept out of print, export, search and log.
PROTECTED = frozenset({VisitKind.TROUBLED_YOUTH})


def minutes_of(starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes from start to end; midnight between them is no matter."""
    return int((ends_at - starts_at).total_seconds() // 60)


def counts(starts_at: datetime, ends_at: datetime, least_minutes: int = LEAST_MINUTES) -> bool:
    """J13: 59 minutes are a visit that does not count, 60 one that does."""
    return minutes_of(starts_at, ends_at) >= least_minutes


def is_asked(nature: CadreNature | None) -> bool:
    """J6, J14: six a year are asked of 专职 alone; 挂职、兼职 are encouraged and never shown as wanting."""
    return nature is CadreNature.FULL_TIME


@dataclass(frozen=True)
class Alias:
    """走访对象的代称: what is shown of a protected person everywhere but to the visitor."""

    code: str
    masked: str

    def __str__(self) -> str:
        return f"{self.code} {self.masked}"


def code_of(number: int) -> str:
    """YF-0012."""
    return f"YF-{number:04d}"


def masked(name: str) -> str:
    """王某; of a name of any length its first character is left, of none 某青年."""
    first = name.strip()[:1]
    return f"{first}某" if first else "某青年"


def alias_of(code_number: int, name: str) -> Alias:
    """YF-0012 王某."""
    return Alias(code_of(code_number), masked(name))
