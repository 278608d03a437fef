"""请核实: what in a record makes a reader ask, told to who writes it before it is saved (DOMAIN §8.4).

A signal asks and nothing more: the record is saved as it is when the writer keeps it and says why, nothing is
deducted, nobody is told of it but who reads the record. Thresholds are settings; these are the defaults.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from youthwork.domain import night_visits
from youthwork.domain.calendar import long_date
from youthwork.domain.near_copies import likeness_to

#: A night visit that begins after midnight is one by night.
DAWN = 5


class SignalKind(Enum):
    """请核实的种类."""

    OVERLAP = "时间重叠"
    TOO_FAR = "来不及到"
    FUTURE = "还没有到"
    LATE = "补记"
    BURST = "集中补记"
    BY_DAY = "白天的夜访"
    SHORT_VISIT = "夜访不足一小时"
    CROWD = "人数多于支部"
    ROUND = "都是整数"
    COPY = "文字近似"
    SAME_PHOTO = "同一张照片"
    EMPTY = "没有写成效"
    #: Found by who keeps the visits; its sentence never says the name.
    PROTECTED_NAME = "写了保护对象姓名"


@dataclass(frozen=True)
class Thresholds:
    """核实的界限: an organ's settings."""

    late_days: int = 7
    #: So many records entered on one day for days that lie so far apart.
    burst_records: int = 5
    burst_days: int = 30
    #: Minutes it takes from one county to another at least.
    travel_minutes: int = 30
    likeness: float = 0.9
    #: So many records in a row whose numbers of people end in 0 or 5.
    round_records: int = 6
    #: A night visit that begins before this hour.
    evening: int = night_visits.EVENING.hour
    #: Minutes of a night visit, as the notice in force asks; no organ sets them.
    visit_minutes: int = night_visits.LEAST_MINUTES


@dataclass(frozen=True)
class Limit:
    """一条界限 as people set it: whole numbers; the likeness in percent."""

    key: str
    word: str
    unit: str
    least: int
    most: int

    def refuses(self, number: int | None) -> str:
        """The sentence for a number that cannot be set; empty for one that can."""
        if number is not None and self.least <= number <= self.most:
            return ""
        return f"填 {self.least} 到 {self.most} 之间的整数"


LIMITS = (
    Limit("late_days", "补记：晚于几天才记", "天", 1, 365),
    Limit("burst_records", "集中补记：一天之内记了几条", "条", 2, 100),
    Limit("burst_days", "集中补记：这几条前后相隔超过几天", "天", 1, 365),
    Limit("travel_minutes", "来不及到：两个县之间不到几分钟", "分钟", 0, 600),
    Limit("likeness", "文字近似：相同达到百分之几", "%", 50, 100),
    Limit("round_records", "都是整数：连续几条的人数都是整数", "条", 2, 50),
    Limit("evening", "白天的夜访：早于几点开始", "点", 0, 23),
)


@dataclass(frozen=True)
class Entry:
    """一条记录 as it is about to be saved, or as it was."""

    id: int
    starts_at: datetime
    ends_at: datetime
    recorded_at: datetime
    #: The county it took place in, empty where it was online or is not known: “云溪县”.
    county: str
    text: str
    people: int
    is_night_visit: bool = False


@dataclass(frozen=True)
class BranchSize:
    """支部人数: how many 团员 a branch has, and on which day that was said."""

    members: int
    as_of: date


@dataclass(frozen=True)
class Around:
    """What is known round an entry: the writer's others, texts like it, the branch it names."""

    own: Sequence[Entry] = ()
    #: Records of others the writer is a member of: one cannot be in two places with them either.
    joined: Sequence[Entry] = ()
    #: Texts found by `near_copies.bands`, each with whose it is: “白鹭县 王某 3月5日”.
    alike: Sequence[tuple[str, str]] = ()
    #: Whose records had one of this record's photos before, by unit and day: “团白鹭县委3月5日”.
    same_photos: Sequence[str] = ()
    #: 支部人数; None where no branch is named or its size is not known.
    branch_size: BranchSize | None = None


@dataclass(frozen=True)
class Signal:
    """一条请核实: its kind and the sentence shown."""

    kind: SignalKind
    sentence: str


def signals(entry: Entry, around: Around, now: datetime, limits: Thresholds) -> list[Signal]:
    """请核实的各处, the most telling first; none is the rule. `now` is when it was or is being entered."""
    return [
        *_times(entry, [*around.own, *around.joined], now, limits),
        *_copies(entry, around.alike, limits),
        *same_photos(around.same_photos),
        *_late(entry, around.own, limits),
        *_visit(entry, limits),
        *_people(entry, around, limits),
        *_text(entry),
    ]


def _times(entry: Entry, own: Sequence[Entry], now: datetime, limits: Thresholds) -> Iterator[Signal]:
    if entry.starts_at > now:
        yield Signal(SignalKind.FUTURE, f"开始时间 {_when(entry.starts_at)} 还没有到，请核对日期")
    travel = timedelta(minutes=limits.travel_minutes)
    for other in own:
        if other.starts_at < entry.ends_at and entry.starts_at < other.ends_at:
            yield Signal(
                SignalKind.OVERLAP, f"与 {_when(other.starts_at)} 的另一条记录时间重叠，请核对起止时间"
            )
        elif _are_apart(entry, other) and _gap(entry, other) < travel:
            sentence = (
                f"{_when(other.starts_at)} 还在{other.county}，中间不到 {limits.travel_minutes} 分钟，请核对"
            )
            yield Signal(SignalKind.TOO_FAR, sentence)


def _are_apart(entry: Entry, other: Entry) -> bool:
    return bool(entry.county and other.county and entry.county != other.county)


def _gap(entry: Entry, other: Entry) -> timedelta:
    return max(other.starts_at - entry.ends_at, entry.starts_at - other.ends_at)


def _copies(entry: Entry, alike: Iterable[tuple[str, str]], limits: Thresholds) -> Iterator[Signal]:
    likeness = likeness_to(entry.text)
    for whose, text in alike:
        share = likeness(text)
        if share >= limits.likeness:
            yield Signal(
                SignalKind.COPY,
                f"文字与{whose}的记录有 {share:.0%} 相同，请写下这一次的情况；同去的请合记一条",
            )
            return


def same_photos(whose: Sequence[str]) -> list[Signal]:
    """同一张照片; asked as soon as the photo is there, which is after the record was saved."""
    if not whose:
        return []
    others = f"等 {len(whose)} 条" if len(whose) > 1 else "的"
    sentence = f"同一张照片已用于{whose[0]}{others}记录，请核对是不是放错了；同去的请合记一条"
    return [Signal(SignalKind.SAME_PHOTO, sentence)]


def _late(entry: Entry, own: Sequence[Entry], limits: Thresholds) -> Iterator[Signal]:
    days = (entry.recorded_at.date() - entry.starts_at.date()).days
    if days > limits.late_days:
        yield Signal(SignalKind.LATE, f"是 {days} 天前的事，请说明为什么现在才记；补记照算")
    today = [each for each in own if each.recorded_at.date() == entry.recorded_at.date()]
    begun = [each.starts_at.date() for each in (*today, entry)]
    if len(begun) >= limits.burst_records and (max(begun) - min(begun)).days > limits.burst_days:
        sentence = f"今天记了 {len(begun)} 条，前后相隔 {(max(begun) - min(begun)).days} 天，请说明"
        yield Signal(SignalKind.BURST, sentence)


def _visit(entry: Entry, limits: Thresholds) -> Iterator[Signal]:
    if not entry.is_night_visit:
        return
    if entry.starts_at.hour < limits.evening and not _is_past_midnight(entry):
        sentence = f"夜访 {entry.starts_at:%H:%M} 开始，早于 {limits.evening}:00，请核对时间"
        yield Signal(SignalKind.BY_DAY, sentence)
    minutes = night_visits.minutes_of(entry.starts_at, entry.ends_at)
    if minutes < limits.visit_minutes:
        sentence = f"夜访 {minutes} 分钟，不满 {limits.visit_minutes} 分钟：照记，不算次数"
        yield Signal(SignalKind.SHORT_VISIT, sentence)


def _is_past_midnight(entry: Entry) -> bool:
    return entry.starts_at.hour < DAWN


def _people(entry: Entry, around: Around, limits: Thresholds) -> Iterator[Signal]:
    size = around.branch_size
    if size is not None and entry.people > size.members:
        known = f"该支部 {size.members} 名团员（截至{long_date(size.as_of)}）"
        yield Signal(
            SignalKind.CROWD, f"参加 {entry.people} 人，{known}；有别的支部或不是团员的青年参加的，请写明"
        )
    own = [each for each in around.own if each.recorded_at <= entry.recorded_at]
    before = sorted(own, key=lambda each: each.recorded_at)[-(limits.round_records - 1) :]
    numbers = [each.people for each in before] + [entry.people]
    if len(numbers) >= limits.round_records and all(each >= 10 and each % 5 == 0 for each in numbers):
        sentence = (
            f"最近 {len(numbers)} 条的人数都是整数（{'、'.join(map(str, numbers))}），请核对是不是估计的"
        )
        yield Signal(SignalKind.ROUND, sentence)


def _text(entry: Entry) -> Iterator[Signal]:
    if not entry.text.strip():
        yield Signal(SignalKind.EMPTY, "没有写成效：写一句做成了什么、青年说了什么就够")


def _when(moment: datetime) -> str:
    return f"{long_date(moment.date())} {moment:%H:%M}"
