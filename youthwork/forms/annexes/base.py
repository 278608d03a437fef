"""附件: what every official form must say about itself, and 表样 (an edition) as a set of them.

A new annex is one module with a subclass of `AnnexForm`, its printed face in
`templates/annexes/<edition>/<annex>.html`, one `sample()`, and a line in its edition's list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar

from wtforms import Form

from youthwork.domain.annex_context import AnnexContext, KnownOrganization, Problem
from youthwork.domain.calendar import month_words
from youthwork.domain.hierarchy import CadreNature, OrganizationType, Unit
from youthwork.domain.nominations import Nominee
from youthwork.domain.recurrence import Recurrence
from youthwork.domain.routing import ReceivingRule
from youthwork.domain.sources import Derived
from youthwork.forms.fields import Answers


class FilledBy(Enum):
    """谁填报."""

    UNIT = "经办人"
    CADRE = "团干部"


class FactKind(Enum):
    """要素: what is taken out of the answers to be searched, counted or scored."""

    PERSON = "人名"
    COMMITTEE = "联系指导的团委"
    BRANCH = "全程参与的团支部"
    ROW_COUNT = "行数"
    TASK = "目标任务"
    COUNTY = "联系县（市、区）"
    PERIOD = "报告期"
    FIGURE = "活动数据"
    PLAN = "实施方案"
    RECOMMENDED = "推荐的集体"
    MEDIA = "分享形式"
    NEWS = "活动信息"
    TOPIC = "调研方向"


@dataclass(frozen=True)
class Fact:
    """一个要素: its kind, its text, a number where it counts something, the row it came from."""

    kind: FactKind
    text: str
    number: int | None = None
    row_id: str = ""


@dataclass(frozen=True)
class Column:
    """一栏 as lists show it: the field's name, the official words, whether it is personal data."""

    name: str
    label: str
    personal: bool = False


@dataclass(frozen=True)
class Section:
    """一段 of the answers as pages show them: either cells, or rows under columns."""

    title: str
    columns: tuple[Column, ...]
    rows_field: str = ""


class AnnexForm(Form):
    """附件: the official form, in code. Class attributes say what it is; fields say what is typed in."""

    key: ClassVar[str]
    title: ClassVar[str]
    short_title: ClassVar[str]
    #: 附件1 → 1; None where the notice numbers no annexes.
    number: ClassVar[int | None] = None
    filled_by: ClassVar[FilledBy] = FilledBy.UNIT
    has_seal_cell: ClassVar[bool] = False
    climbs: ClassVar[bool] = False
    receiving: ClassVar[ReceivingRule] = {}
    #: Calendar days an acceptance locks the paper before it releases itself.
    review_days: ClassVar[int] = 3
    #: 保管期限 in years (DOMAIN §6: 备案文件材料 10年).
    retention_years: ClassVar[int] = 10
    minutes: ClassVar[int] = 10
    #: 按月报送: asked for every month; None: once.
    recurs: ClassVar[Recurrence | None] = None
    #: 有事才报: nobody owes it, nobody is missing.
    is_voluntary: ClassVar[bool] = False
    #: 可报多件: several by one unit, numbered in `Submission.period`: `1`, `2`, …
    may_repeat: ClassVar[bool] = False
    #: 零报告: “本期没有” may be said in one tap instead of filling the form.
    may_be_nil: ClassVar[bool] = False
    #: 逐级组织: asked of the units directly beneath the issuer alone; further down only where they pass it on.
    only_directly_beneath: ClassVar[bool] = False
    #: 直报印发机关: received by the issuing organ whatever lies between.
    to_issuer: ClassVar[bool] = False
    #: 逐级意见: every level that receives it decides with an opinion (`domain/nominations.py`).
    is_decided_by_level: ClassVar[bool] = False
    #: Which lists of `AnnexContext` the form reads; the others are not loaded for it.
    reads_cadres: ClassVar[bool] = True
    reads_links: ClassVar[bool] = True
    reads_subordinates: ClassVar[bool] = False
    #: The month reported on, as its records tell it; and how many 佐证材料 go with the paper.
    reads_month: ClassVar[bool] = False
    reads_evidence: ClassVar[bool] = False
    #: The topics the unit settled on under the same notice.
    reads_topics: ClassVar[bool] = False
    #: Cells that come from the tree and the people, shown but never posted: name → label.
    known_fields: ClassVar[Mapping[str, str]] = {}
    sections: ClassVar[tuple[Section, ...]] = ()
    #: How wide a column of the row grid is, 1–5; 2 where nothing is said.
    spans: ClassVar[Mapping[str, int]] = {}
    #: The printed face lies crosswise.
    is_crosswise: ClassVar[bool] = False
    #: 照上次带入: the fields and columns that may be taken over from last period's form.
    carried: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def asks_unit(cls, unit: Unit) -> bool:
        """填报范围: whether a unit is asked for this annex (`FilledBy.UNIT`)."""
        return unit.type is not OrganizationType.BRANCH and not unit.is_department

    @classmethod
    def asks_cadre(cls, unit: Unit, nature: CadreNature | None) -> bool:
        """填报范围: whether a cadre of this organ is asked for this annex (`FilledBy.CADRE`)."""
        return False

    @classmethod
    def known(cls, context: AnnexContext) -> Answers:
        """带入: the cells of `known_fields`, from what the system knows."""
        return {}

    @classmethod
    def prefill(cls, context: AnnexContext) -> Answers:
        """预填: what a new draft starts with."""
        return {}

    @classmethod
    def derived(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Derived]:
        """来源: which record each value that the system filled in comes from, as long as it says the same."""
        return iter(())

    @classmethod
    def row_key(cls, rows_field: str, row: Mapping[str, Any]) -> str:
        """行的身份: what tells a row apart in another period's form, e.g. a name; '' where rows are not taken over."""
        return ""

    @classmethod
    def narratives(cls, answers: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        """长文字: (input, place in words, text) of every cell that tells what was done in this period."""
        return iter(())

    @classmethod
    def suggestions(cls, context: AnnexContext) -> Mapping[str, Sequence[str]]:
        """可选: column or field name → what may be chosen, offered while typing."""
        return {}

    @classmethod
    def names_in(cls, answers: Mapping[str, Any]) -> set[str]:
        """The organization names in the answers that `check` wants looked up in the tree."""
        return set()

    @classmethod
    def check(cls, answers: Mapping[str, Any], context: AnnexContext) -> Iterator[Problem]:
        """检查 beyond single fields: against the tree, the people and each other."""
        return iter(())

    @classmethod
    def nominee(cls, answers: Mapping[str, Any]) -> Nominee | None:
        """候选人: whom the form puts forward for an honour; None where it puts nobody forward."""
        return None

    @classmethod
    def facts(cls, answers: Mapping[str, Any]) -> Iterator[Fact]:
        """要素 of the answers."""
        return iter(())

    @classmethod
    def has_rows(cls) -> bool:
        """Whether it is a table; without rows it is written text: cells and chapters."""
        return any(section.rows_field for section in cls.sections)

    @classmethod
    def titled(cls, period: str) -> str:
        """题名 before anything is typed: 五个一月报 · 2026年3月, 经验典型推荐（第2件）."""
        if not period:
            return cls.short_title
        return (
            f"{cls.short_title}（第{period}件）"
            if cls.may_repeat
            else f"{cls.short_title} · {month_words(period)}"
        )

    @classmethod
    def headed(cls, period: str) -> str:
        """标题 of a page: the form's title, and the month it reports on or which of several it is."""
        return cls.title + cls.titled(period).removeprefix(cls.short_title)

    @classmethod
    def proposed_due(cls, issued_on: date) -> date | None:
        """截止日期 to propose where the notice names none; whoever issues it decides."""
        return None

    @classmethod
    def due_warning(cls, due: date) -> str:
        """提醒 where a notice sets a due day the official notice does not mean; '' where it does. Never a refusal."""
        return ""

    @classmethod
    def paper_title(cls, answers: Mapping[str, Any]) -> str:
        """题名 in lists and the archive: the short title, with the person where it is one person's."""
        return cls.short_title

    @classmethod
    def print_extras(cls, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the printed face needs besides the answers."""
        return {}

    @classmethod
    def sample(cls) -> Answers:
        """A complete, valid filling with invented content; every test that walks the annexes uses it."""
        raise NotImplementedError

    @classmethod
    def texts(cls, answers: Mapping[str, Any]) -> Iterator[str]:
        """The texts that may be searched: everything that is not personal data."""
        for section in cls.sections:
            for row in answers.get(section.rows_field, []) if section.rows_field else [answers]:
                yield from (
                    str(row.get(column.name) or "") for column in section.columns if not column.personal
                )


@dataclass(frozen=True)
class NoticeEdition:
    """通知（一套表样）: the annexes of one notice, in order; frozen once filed under."""

    key: str
    title: str
    #: 文号 as the notice bears it; `{year}` where another year's issue writes its own. None: no number.
    number: str | None
    year: int
    annexes: tuple[type[AnnexForm], ...]
    source: str

    def annex(self, key: str) -> type[AnnexForm] | None:
        return next((annex for annex in self.annexes if annex.key == key), None)


def one_organization(
    name: str, context: AnnexContext, field: str, where: str
) -> tuple[KnownOrganization | None, Problem | None]:
    """The one organization a typed name means, or the problem that says why there is none."""
    found = context.named.get(name, ())
    if len(found) == 1:
        return found[0], None
    if not found:
        sentence = f"{where}“{name}”不在组织树中；请照提示选择，确有此组织的请其上级管理员添加"
        return None, Problem(field, sentence)
    return None, Problem(field, f"有 {len(found)} 个组织都叫“{name}”，请在{where}写全称")
