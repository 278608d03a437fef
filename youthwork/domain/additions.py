"""层层加码: what a lower organ may not put on top of what its superior asked (H57, J18; DOMAIN §8.3).

The issuer's terms are the most that may be asked. A lower organ may ask for less, and for earlier only within the
reserve the issuer left it for putting things together; that reserve is the first issuer's and does not grow on the way
down. It makes no difference whether it passes the notice on or asks the same form in a notice of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from youthwork.domain.calendar import long_date

#: 表样 → the clause of its notice that every refusal names.
_CLAUSES = {
    "province_2017_8": "通知第六部分：对于团干部联系青年的数量、开展活动的频次不能层层加码",
    "city_2017_walking": "通知第二部分第1条：不走形式，不蜻蜓点水，不给基层增加负担",
}
_ANY_CLAUSE = "转发不加码：表格、必填内容、数量频次、期限和范围以上级通知为准"
#: Of units reached beyond the superior's range so many are named.
_NAMED = 3
#: Quotation marks within quotation marks (GB/T 15834 4.8.3.3).
_INNER_QUOTES = str.maketrans("“”", "‘’")


def clause_of(edition_key: str) -> str:
    """不能加码的依据: the words of the notice, or the rule where the notice has none."""
    return _CLAUSES.get(edition_key, _ANY_CLAUSE)


class AdditionKind(Enum):
    """加码的种类."""

    NUMBER = "提高数量、频次"
    FIELD = "增加必填项"
    EARLIER = "提前截止日期"
    ANNEX = "增加表格"
    AUDIENCE = "扩大范围"
    EXPIRY = "延长有效期"


@dataclass(frozen=True)
class AnnexTerms:
    """一个附件的要求: its name, its due day, the inputs that must be filled (input → its label)."""

    name: str
    due: date
    required: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NumberTerms:
    """一项数量要求: 机关集中直接联系青年每季度, 5, 次."""

    word: str
    number: int
    unit: str = "次"


@dataclass(frozen=True)
class Terms:
    """一份通知的要求: its annexes (one a period) and its numbers by key; `beyond`: who it reaches and may not."""

    annexes: Mapping[str, AnnexTerms]
    numbers: Mapping[str, NumberTerms] = field(default_factory=dict)
    expires_on: date | None = None
    #: So many days earlier may those below set a due day.
    reserve_days: int = 0
    beyond: Sequence[str] = ()


@dataclass(frozen=True)
class Addition:
    """一处加码: what was tried, in a sentence that says what is allowed; `input`: where it was typed."""

    kind: AdditionKind
    annex: str
    sentence: str
    input: str = ""


def earliest_due(issued: Terms, key: str) -> date:
    """最早可定的截止日期 of one annex."""
    return issued.annexes[key].due - timedelta(days=issued.reserve_days)


def additions(issued: Terms, passed_on: Terms) -> list[Addition]:
    """加码的各处 of a notice passed on; none where it may go out."""
    return [
        *_annexes(issued, passed_on),
        *numbers_raised(issued.numbers, passed_on.numbers),
        *_audience(passed_on),
        *_expiry(issued, passed_on),
    ]


def numbers_raised(issued: Mapping[str, NumberTerms], mine: Mapping[str, NumberTerms]) -> Iterator[Addition]:
    """提高了的数量、频次; what the superior does not ask for counts as nothing asked."""
    for key, asked in mine.items():
        most = issued[key].number if key in issued else 0
        if asked.number > most:
            was = f"上级通知要求 {most} {asked.unit}" if most else "上级通知没有数量要求"
            word = asked.word.translate(_INNER_QUOTES)
            sentence = f"“{word}”{was}，不能定为 {asked.number} {asked.unit}"
            yield Addition(AdditionKind.NUMBER, "", sentence, f"asked-{key}")


def due_brought_forward(issued: Terms, key: str, mine: date) -> Addition | None:
    """提前了的截止日期, beyond the reserve."""
    theirs, earliest = issued.annexes[key], earliest_due(issued, key)
    if mine >= earliest:
        return None
    left = (
        f"，留给下级汇总的时间至多 {issued.reserve_days} 天" if issued.reserve_days else "，没有留提前的余地"
    )
    sentence = f"《{theirs.name}》上级通知{long_date(theirs.due)}截止{left}：最早可定{long_date(earliest)}"
    return Addition(AdditionKind.EARLIER, key, f"{sentence}，不能定{long_date(mine)}", f"due-{key}")


def _annexes(issued: Terms, passed_on: Terms) -> Iterator[Addition]:
    for key, mine in passed_on.annexes.items():
        theirs = issued.annexes.get(key)
        if theirs is None:
            sentence = f"上级通知没有要报《{mine.name}》，转发时不能增加表格"
            yield Addition(AdditionKind.ANNEX, key, sentence, "annexes")
            continue
        forward = due_brought_forward(issued, key, mine.due)
        if forward is not None:
            yield forward
        for name, label in mine.required.items():
            if name not in theirs.required:
                sentence = f"《{theirs.name}》的“{label}”上级通知没有要求必填，不能改为必填"
                yield Addition(AdditionKind.FIELD, key, sentence, f"required-{key}")


def _audience(passed_on: Terms) -> Iterator[Addition]:
    if passed_on.beyond:
        some = "、".join(passed_on.beyond[:_NAMED])
        more = f"等 {len(passed_on.beyond)} 个单位" if len(passed_on.beyond) > _NAMED else ""
        sentence = f"{some}{more}不在上级通知的受文范围里，或不是本机关的下级，转发不能发给它们"
        yield Addition(AdditionKind.AUDIENCE, "", sentence, "audience")


def _expiry(issued: Terms, passed_on: Terms) -> Iterator[Addition]:
    if issued.expires_on and (passed_on.expires_on is None or passed_on.expires_on > issued.expires_on):
        sentence = f"有效期不能晚于上级通知的{long_date(issued.expires_on)}"
        yield Addition(AdditionKind.EXPIRY, "", sentence, "expires_on")
