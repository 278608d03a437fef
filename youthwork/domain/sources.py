"""来源: which record a value of a form was drawn from. Forms say it, services freeze and compare it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class SourceKind(Enum):
    """来源种类."""

    LINK = "联系关系"
    PERSON = "人员信息"
    APPOINTMENT = "任职"
    ORGANIZATION = "组织"
    SUBMISSION = "报送件"
    ACTIVITY = "活动记录"
    GROUP = "小组"


@dataclass(frozen=True)
class Derived:
    """一处来源: the value of an input (`rows-u12-phone`, `known-unit`) and the record it was drawn from.

    `part` says which of the record's values it is, `text` what that value was. One input may have several.
    """

    field: str
    kind: SourceKind
    record_id: int
    part: str
    text: str
    #: “来自联系关系（3月12日建立）”, as it stands under the input.
    words: str
    #: The record in words, for whoever opens the source.
    record: str = ""
