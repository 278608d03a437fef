"""表头的一行: 填报单位（盖章）：…　填表人：…　联系电话：… — labels and values in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from youthwork.services.exchange.word.findings import Findings, value_of
from youthwork.services.exchange.word.labels import bare

_SEAL = r"\s*(?:[（(]\s*(?:盖\s*章|签\s*章|公\s*章|章)\s*[）)])?\s*"
#: A label that is none of ours ends the value before it.
_FOREIGN = re.compile(r"\s+[^\s：:，。；]{2,10}\s*[：:]")


def read_head(text: str, labels: Mapping[str, str], found: Findings, place: str) -> bool:
    """Take every “label：value” of the text into `found`; whether there was any."""
    taken = False
    for name, value, rest in pairs(text, labels):
        taken = True
        if value or name not in found.cells:
            if found.cells.get(name) and value != found.cells[name]:
                found.leave(text)
                continue
            found.take(name, value, place)
        if rest:
            found.leave(rest)
    return taken


def pairs(text: str, labels: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Field, its value, and what follows that belongs to no field of ours."""
    pattern = _pattern(tuple(sorted(labels, key=len, reverse=True)))
    hits = list(pattern.finditer(text))
    before = text[: hits[0].start()] if hits else ""
    # A sentence that mentions the word is no head; “附件1　填报单位：” is one.
    if len(before.strip()) > 2 and not before[-1].isspace():
        return
    for at, hit in enumerate(hits):
        end = hits[at + 1].start() if at + 1 < len(hits) else len(text)
        value, rest = text[hit.end() : end], ""
        foreign = _FOREIGN.search(value)
        if foreign:
            value, rest = value[: foreign.start()], value[foreign.start() :]
        value = re.sub(rf"\A{_SEAL}", "", value)
        yield labels[bare(hit[1])], value_of(value), rest.strip()


@lru_cache(64)
def _pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    spaced = (r"\s*".join(re.escape(each) for each in label) for label in labels)
    return re.compile(rf"((?<!\w)(?:{'|'.join(spaced)})){_SEAL}[：:]")
