"""完成情况: part a cell's free text into its entries, and an entry into 时间、形式、规模、效果.

Only what is sure is parted: a numbered list or sentences that each begin with a date; and within one a date, then
words, then a head count. Anything else stays whole in 效果, the longest field, and a person is told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from youthwork.forms.fields import tidy
from youthwork.services.exchange.word.text import Line

PARTS = ("time", "form", "scale", "effect")
#: How much each part may hold (`Entry` of the 任务表); more than that was not parted rightly.
_MOST = {"time": 40, "form": 60, "scale": 40, "effect": 300}
_WORDS = {"time": "时间", "form": "形式", "scale": "规模", "effect": "效果"}
_END = "。；;，,、. "

_DAY = r"(?:(?:\d{4}\s*年\s*)?\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}[./-]\d{1,2}[./-]\d{1,2})"
_DATE = re.compile(
    rf"\s*({_DAY}(?:\s*(?:至|到|[-—~～－])\s*(?:\d{{1,2}}\s*月\s*)?\d{{1,2}}\s*[日号])?"
    r"(?:\s*(?:上午|下午|晚上|晚|中午))?(?:\s*\d{1,2}(?:[:：]\d{2}|[时点]半?))?)"
)
_TIME_WORDS = re.compile(
    r"[\d年月日周季旬每号上下半初底、至到\-—~～第一二三四五六七八九十度全]+(?:次|起|末|午)?\Z"
)
_COUNT = re.compile(r"(?:\d[\d,]*|[一二三四五六七八九十百千两]+)\s*[余多几]?\s*(?:人|名|位|户)")
_CIRCLED = re.compile(r"[\u2460-\u2473]")
_ORDINAL = re.compile(r"(?:(?<=[\s；;。\n])|\A)[（(]?(\d{1,2})(?:[.．、](?!\d)|[）)])\s*")
_LABELLED = re.compile(r"(时\s*间|形\s*式|规\s*模|效\s*果)\s*[：:]")
_LABELS = {"时间": "time", "形式": "form", "规模": "scale", "效果": "effect"}
_NOTHING = {"无", "暂无", "没有", "时间，形式，规模，效果"}


@dataclass(frozen=True)
class ReadEntry:
    """一次: its parts, whether they are sure, and which are not in the text."""

    parts: dict[str, str]
    is_sure: bool
    missing: tuple[str, ...] = ()


def is_nothing(text: str) -> bool:
    """Whether the text says that there is nothing to say."""
    return tidy(text).strip(_END) in _NOTHING


def items_of(lines: Sequence[Line]) -> list[str]:
    """The entries of a cell, each as it is written, without its number."""
    items: list[str] = []
    for line in lines:
        if not line.text.strip():
            continue
        starts_anew = line.is_numbered or not items or _begins_item(line.text)
        if starts_anew:
            items.append(line.text)
        else:
            items[-1] += "\n" + line.text
    return [part for item in items for part in _split(item) if part]


def read_entry(text: str) -> ReadEntry:
    """时间、形式、规模、效果 of one entry."""
    plain = tidy(text.replace("\n", " "))
    return (
        _labelled(plain)
        or _parted(plain.rstrip("。；; "))
        or ReadEntry({**dict.fromkeys(PARTS, ""), "effect": plain}, False)
    )


def missing_words(entry: ReadEntry) -> str:
    return "、".join(_WORDS[part] for part in entry.missing)


def _begins_item(text: str) -> bool:
    stripped = text.strip()
    return bool(_ORDINAL.match(stripped) or _CIRCLED.match(stripped) or _DATE.match(stripped))


def _split(text: str) -> list[str]:
    if len(_CIRCLED.findall(text)) > 0 and _CIRCLED.match(text.strip()):
        return _cleaned(_CIRCLED.split(text))
    hits = _consecutive(text)
    if hits:
        ends = [hit.start() for hit in hits[1:]] + [len(text)]
        return _cleaned([text[hit.end() : end] for hit, end in zip(hits, ends, strict=True)])
    pieces = re.split(r"[；;\n]\s*", text)
    if len(pieces) > 1 and all(_DATE.match(piece) for piece in pieces if piece.strip()):
        return _cleaned(pieces)
    return [text.strip()]


def _consecutive(text: str) -> list[re.Match[str]]:
    """1、 … 2、 … in order from the start of the text; nothing if they are not."""
    hits = list(_ORDINAL.finditer(text.strip("\n ")))
    numbers = [int(hit[1]) for hit in hits]
    is_list = (
        bool(hits) and hits[0].start() == 0 and numbers == list(range(numbers[0], numbers[0] + len(hits)))
    )
    return hits if is_list and text == text.strip("\n ") else []


def _cleaned(pieces: Sequence[str]) -> list[str]:
    return [kept for piece in pieces if (kept := piece.strip().rstrip("；; "))]


def _labelled(text: str) -> ReadEntry | None:
    hits = list(_LABELLED.finditer(text))
    names = [_LABELS[re.sub(r"\s", "", hit[1])] for hit in hits]
    if not hits or hits[0].start() > 0 or len(set(names)) != len(names) or len(hits) < 2:
        return None
    ends = [hit.start() for hit in hits[1:]] + [len(text)]
    values = [tidy(text[hit.end() : end]).rstrip(_END) for hit, end in zip(hits, ends, strict=True)]
    return _entry(dict(zip(names, values, strict=True)))


def _parted(text: str) -> ReadEntry | None:
    pieces = [piece.strip() for piece in re.split(r"(?<!\d)[，,]|[，,](?!\d)", text)]
    date = _DATE.match(pieces[0])
    if date and pieces[0][date.end() :].strip():
        pieces[:1] = [date[1], pieces[0][date.end() :].strip()]
    is_time = date is not None or _TIME_WORDS.match(pieces[0]) is not None
    if not is_time or len(pieces) < 3 or not all(pieces) or not _is_count(pieces[2]):
        return None
    time, form, scale, *effect = pieces
    entry = _entry({"time": time, "form": form, "scale": scale, "effect": "，".join(effect)})
    return entry if all(len(entry.parts[part]) <= most for part, most in _MOST.items()) else None


def _is_count(text: str) -> bool:
    return len(text) <= 20 and _COUNT.search(text) is not None


def _entry(values: dict[str, str]) -> ReadEntry:
    parts = {part: tidy(values.get(part, "")) for part in PARTS}
    return ReadEntry(parts, True, tuple(part for part in PARTS if not parts[part]))
