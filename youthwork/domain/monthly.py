"""五个一落实情况的四段: 做法、经验、存在问题、下步工作安排 as the month's records give them, for a person to edit (H60).

Only what records say is written; where they say nothing the paragraph is empty. The same month gives the same text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TITLES = ("做法", "经验", "存在问题", "下步工作安排")
#: Longer lists are for a page, not for a report.
MOST_DEEDS, MOST_EFFECTS, MOST_PROBLEMS = 10, 5, 8


@dataclass(frozen=True)
class Deed:
    """一次活动: 时间、形式、规模、效果 as an entry of 任务表 has them, and whether the organ held it together."""

    time: str
    form: str
    scale: str
    effect: str
    asked: str
    people: int
    is_organs: bool


@dataclass(frozen=True)
class Found:
    """夜访发现的一个问题; one found at a protected person is counted and not told."""

    category: str
    text: str
    state: str
    is_over: bool
    is_protected: bool
    #: 4月30日前; empty where no day was set.
    due: str = ""


@dataclass(frozen=True)
class Kinds:
    """一类活动: how often altogether, and how often each kind."""

    count: int
    kinds: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Month:
    """一个单位的一个月, from its records alone."""

    organ: str
    words: str
    records: int
    cadres: int
    people: int
    online: int
    cadre_five: Kinds
    organ_five: Kinds
    visits: Kinds
    #: Night visits of less than an hour: held, not counted.
    short_visits: int
    deeds: Sequence[Deed]
    problems: Sequence[Found]
    #: Found in whichever month and not over yet.
    open_problems: Sequence[Found]
    wishes_raised: int
    wishes_fulfilled: int
    wishes_waiting: int


def paragraphs(month: Month) -> tuple[tuple[str, str], ...]:
    """四段, each with its title."""
    texts = (_practice(month), _experience(month), _problems(month), _plans(month))
    return tuple(zip(TITLES, texts, strict=True))


def _practice(month: Month) -> str:
    if not month.records:
        return f"{month.words}，{month.organ}没有活动记录。"
    online = f"，其中线上{month.online}次" if month.online else ""
    sentences = [
        f"{month.words}，{month.organ}{month.cadres}名团干部记录直接联系青年活动{month.records}次{online}，"
        f"参加{month.people}人次。",
        _counted("按团干部“五个一”开展", month.cadre_five),
        _counted("机关集中直接联系青年", month.organ_five),
        _counted("主题访谈夜", month.visits),
    ]
    if month.short_visits:
        sentences.append(f"另有{month.short_visits}次夜访不满一小时，没有计入。")
    shown = _most_telling(month.deeds, MOST_DEEDS)
    lines = _numbered(
        "，".join(part for part in (each.time, each.form, each.scale) if part) for each in shown
    )
    head = "主要活动：" if len(shown) < len(month.deeds) else "活动如下："
    return "\n".join(["".join(sentences), head, *lines] if lines else ["".join(sentences)])


def _experience(month: Month) -> str:
    shown = _most_telling([each for each in month.deeds if each.effect], MOST_EFFECTS)
    if not shown:
        return ""
    lines = _numbered(f"{each.form}（{each.time}）：{each.effect}" for each in shown)
    return "\n".join(["记录中写明成效的做法：", *lines])


def _problems(month: Month) -> str:
    blocks = []
    if month.problems:
        states = _tallied(each.state for each in month.problems)
        told = [each for each in month.problems if not each.is_protected][:MOST_PROBLEMS]
        head = f"夜访发现问题{len(month.problems)}个：{states}。"
        protected = sum(each.is_protected for each in month.problems)
        if protected:
            head += f"其中涉及受保护青少年的{protected}个按个案办理，不在这里列出。"
        blocks.append("\n".join([head, *_numbered(f"{each.category}：{each.text}" for each in told)]))
    asked = list(dict.fromkeys(each.asked for each in month.deeds if each.asked))[:MOST_PROBLEMS]
    if asked:
        blocks.append("\n".join(["青年反映：", *_numbered(asked)]))
    return "\n".join(blocks)


def _plans(month: Month) -> str:
    blocks = []
    if month.open_problems:
        told = [each for each in month.open_problems if not each.is_protected][:MOST_PROBLEMS]
        lines = _numbered(
            f"{each.category}：{each.text}{f'（{each.due}）' * bool(each.due)}" for each in told
        )
        blocks.append("\n".join([f"继续办理没有办完的问题{len(month.open_problems)}个。", *lines]))
    if month.wishes_raised or month.wishes_fulfilled or month.wishes_waiting:
        waiting = f"，现有{month.wishes_waiting}个还在办理，逐个落实" if month.wishes_waiting else ""
        blocks.append(f"微心愿本月登记{month.wishes_raised}个、实现{month.wishes_fulfilled}个{waiting}。")
    return "\n".join(blocks)


def _counted(what: str, kinds: Kinds) -> str:
    told = "、".join(f"{word}{count}次" for word, count in kinds.kinds if count)
    return f"{what}{kinds.count}次{f'（{told}）' * bool(told)}。" if kinds.count else ""


def _most_telling(deeds: Sequence[Deed], most: int) -> list[Deed]:
    """Those the organ held together before others, then the larger ones; told in the order of their days."""
    chosen = sorted(range(len(deeds)), key=lambda at: (not deeds[at].is_organs, -deeds[at].people, at))[:most]
    return [deeds[at] for at in sorted(chosen)]


def _tallied(words: Iterable[str]) -> str:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return "、".join(f"{word}{count}个" for word, count in counts.items())


def _numbered(lines: Iterable[str]) -> list[str]:
    return [f"{number}．{line.rstrip('。；')}。" for number, line in enumerate(lines, start=1)]
