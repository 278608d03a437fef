"""通知的拟发: what a notice must have before it is issued, and what may be changed afterwards (H2, I3; DOMAIN §8.3).

Plain rules over what was given; the list of units and what stands in the database are counted elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from youthwork.domain.audience import Audience
from youthwork.domain.calendar import WEEKDAYS, add_workdays, is_workday, long_date, next_workday
from youthwork.domain.notice_words import NUMBER

#: 工作日 between issuing and the first due day, at least; shorter asks for an urgent reason that everybody sees.
LEAST_WORKDAYS = 5
#: 预留天数, at most: so many days may those who pass a notice on keep for putting things together.
MOST_RESERVE_DAYS = 15
#: 字数 beyond which a notice is no longer short (中办 2024: 政策性文件 not beyond 5,000 characters).
LONG_BODY = 5000


class NoticeState(Enum):
    """通知状态, of what people did with it. 已失效 is none of them: it comes by itself (`has_expired`)."""

    DRAFT = "拟稿"
    ISSUED = "已印发"
    WITHDRAWN = "已撤回"


def has_expired(expires_on: date | None, today: date) -> bool:
    """已失效: past the last day of 有效至; read from the day wherever it is asked, so that no job need run for it."""
    return expires_on is not None and expires_on < today


@dataclass(frozen=True)
class NumberAsked:
    """一项数量要求: its official words and clause; `default` is what the notice as it was issued asks."""

    key: str
    word: str
    clause: str
    default: int
    unit: str
    #: The 表样 whose notice asks it.
    edition: str


#: 数量要求 by key; those of `domain/progress.py` bear its counters' keys.
NUMBERS: Mapping[str, NumberAsked] = {
    each.key: each
    for each in (
        NumberAsked(
            "cadre_five", "团干部“五个一”每周期至少", "通知第二部分第2项", 5, "次", "province_2017_8"
        ),
        NumberAsked(
            "organ_five", "机关集中直接联系青年每季度至少", "通知第二部分第1项", 5, "次", "province_2017_8"
        ),
        NumberAsked(
            "share_session",
            "“1+100”交流分享每季度至少",
            "通知第二部分第3项",
            1,
            "次",
            "province_2017_8",
        ),
        NumberAsked(
            "night_visits", "主题访谈夜每人每年至少", "通知第一部分第（二）项", 6, "次", "city_2017_walking"
        ),
        NumberAsked(
            "night_minutes", "每次夜访至少", "通知第一部分第（二）项", 60, "分钟", "city_2017_walking"
        ),
    )
}


def numbers_of(edition_key: str) -> list[NumberAsked]:
    """The 数量要求 a notice of this 表样 may name."""
    return [each for each in NUMBERS.values() if each.edition == edition_key]


@dataclass(frozen=True)
class AnnexGiven:
    """要报的一个附件. `first` and `last` (`2026-03`) where it is asked for every month, else `opens_on` and `due`."""

    key: str
    opens_on: date | None = None
    due: date | None = None
    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class NoticeGiven:
    """拟发的通知 as far as what was typed can be read; `typed` is the very text, `unread` (field, sentence) of the rest."""

    number: str = ""
    title: str = ""
    body: str = ""
    addressees: str = ""
    copied_to: str = ""
    audience: Audience = field(default_factory=Audience)
    basis: str = ""
    expires_on: date | None = None
    urgent_reason: str = ""
    numbers: Mapping[str, int] = field(default_factory=dict)
    reserve_days: int = 0
    contact_name: str = ""
    contact_phone: str = ""
    annexes: Sequence[AnnexGiven] = ()
    typed: Mapping[str, list[str]] = field(default_factory=dict)
    unread: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class AnnexDue:
    """一个附件的期限. `recurs`: asked for every month from `first` to `last`; `periods`: how many that are."""

    key: str
    title: str
    opens_on: date | None
    due: date | None
    recurs: bool = False
    first: str = ""
    last: str = ""
    periods: int = 1
    is_voluntary: bool = False
    #: The due day of its last month, where it is asked for every month.
    last_month_due: date | None = None

    @property
    def last_due(self) -> date | None:
        return self.last_month_due or self.due


@dataclass(frozen=True)
class Draft:
    """拟发的通知 as a check sees it; `units`: how many the audience reaches."""

    title: str
    number: str
    body: str
    issued_on: date
    expires_on: date | None
    basis: str
    urgent_reason: str
    annexes: Sequence[AnnexDue]
    units: int
    contact_name: str = ""
    contact_phone: str = ""


def shortcomings(draft: Draft) -> Iterator[tuple[str, str]]:
    """还缺的: (field, sentence); none where it may be issued."""
    if not draft.title.strip():
        yield "title", "请填写标题"
    if draft.number and not NUMBER.match(draft.number):
        yield "number", f"文号“{draft.number}”写法不对，应为 机关代字〔年份〕序号号，如 示青字〔2026〕8号"
    if not draft.body.strip():
        yield "body", "请写正文：要做什么、怎么报"
    if not draft.basis.strip():
        yield "basis", "请写明依据（文件名和条款）：下面每张表上都会印着它"
    if draft.expires_on is None:
        yield "expires_on", "请写明有效至哪一天，到期自动失效"
    else:
        yield from _expiry(draft.expires_on, draft)
    if not draft.contact_name.strip() or not draft.contact_phone.strip():
        yield "contact_name", "请写联系人和电话，下级有疑问时找得到人"
    if not draft.units:
        yield "audience", "受文范围里没有一个单位：请放宽层级或类型，去掉“不含”的单位，或另送单位"
    if not draft.annexes:
        yield "annexes", "没有选附件：不要求报表的通知，用公文系统印发即可"
    for annex in draft.annexes:
        yield from _due(draft, annex)


def _expiry(expires_on: date, draft: Draft) -> Iterator[tuple[str, str]]:
    if expires_on < draft.issued_on:
        yield "expires_on", f"有效期（{long_date(expires_on)}）已经过了"
    dated = [each for each in draft.annexes if each.last_due]
    last = max(dated, key=lambda each: each.last_due or date.min, default=None)
    if last is not None and last.last_due is not None and draft.issued_on <= expires_on < last.last_due:
        yield "expires_on", f"有效期早于《{last.title}》的截止日期（{long_date(last.last_due)}）"


def _due(draft: Draft, annex: AnnexDue) -> Iterator[tuple[str, str]]:
    if annex.recurs and (not annex.first or not annex.last):
        yield f"first-{annex.key}", f"请给《{annex.title}》定从哪个月报到哪个月"
        return
    if annex.recurs and not annex.periods:
        yield f"last-{annex.key}", f"《{annex.title}》的末月早于首月"
        return
    name = f"first-{annex.key}" if annex.recurs else f"due-{annex.key}"
    if annex.due is None:
        if not annex.is_voluntary:
            yield name, f"请给《{annex.title}》定截止日期"
        return
    if annex.opens_on is not None and annex.opens_on > annex.due:
        yield f"opens-{annex.key}", f"《{annex.title}》的开始日期晚于截止日期（{long_date(annex.due)}）"
    if annex.due < draft.issued_on:
        when = f"{int(annex.first[-2:])}月的截止日期" if annex.recurs else "截止日期"
        yield name, f"《{annex.title}》{when}（{long_date(annex.due)}）已经过去，请改到今天以后"
        return
    if is_short_notice(draft.issued_on, annex.due) and not draft.urgent_reason.strip():
        earliest = earliest_due(draft.issued_on)
        yield (
            name,
            f"《{annex.title}》从印发到截止不足 {LEAST_WORKDAYS} 个工作日（最早{long_date(earliest)}）："
            "请推后，或写明紧急事由，事由会印在每张表上",
        )


def earliest_due(issued_on: date) -> date:
    """The first due day that leaves the least notice."""
    return add_workdays(issued_on, LEAST_WORKDAYS)


def is_short_notice(issued_on: date, due: date) -> bool:
    """不足最短期限: whether this due day asks for an urgent reason."""
    return due < earliest_due(issued_on)


def due_hint(due: date) -> str:
    """截止日遇休息日: said, never moved (DOMAIN §9 A2); '' on a workday."""
    if is_workday(due):
        return ""
    workday = next_workday(due)
    return (
        f"{long_date(due)}是星期{WEEKDAYS[due.weekday()]}，休息日，仍在当日24:00截止；"
        f"要避开可改为{long_date(workday)}"
    )
