"""换个写法: what to ask instead where a question finds nothing as it was typed.

Nothing is changed behind the reader's back: the archive is searched letter by letter, and another writing is offered
only where it finds something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

from opencc import OpenCC

from youthwork.domain.workflow import Actor
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.archive.tokens import LONGEST_QUERY, without_punctuation


class Wording(Enum):
    """写法, by what is different in it."""

    PLAIN = "不计标点"
    SIMPLIFIED = "用简体字"
    BOTH = "用简体字、不计标点"


@dataclass(frozen=True)
class Instead:
    """可改为: the question in another writing, and what is different in it."""

    wording: Wording
    query: ArchiveQuery


def try_instead(actor: Actor, query: ArchiveQuery) -> Instead | None:
    """The first other writing of the question that finds something."""
    return next((each for each in _others(query) if matches(actor, each.query, 1)), None)


def _others(query: ArchiveQuery) -> Iterator[Instead]:
    simple = _reworded(query, _simplified)
    known = [_meaning(query)]
    for wording, other in (
        (Wording.PLAIN, _reworded(query, without_punctuation)),
        (Wording.SIMPLIFIED, simple),
        (Wording.BOTH, _reworded(simple, without_punctuation)),
    ):
        if other.asks_words and _meaning(other) not in known:
            known.append(_meaning(other))
            yield Instead(wording, other)


def _reworded(query: ArchiveQuery, reword: Callable[[str], str]) -> ArchiveQuery:
    conditions = tuple(replace(each, text=reword(each.text)) for each in query.conditions)
    return query.but(text=reword(query.text), conditions=conditions)


def _simplified(text: str) -> str:
    return _to_simplified().convert(text[:LONGEST_QUERY])


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _meaning(query: ArchiveQuery) -> object:
    return query.terms, tuple((each.join, each.field, each.terms) for each in query.conditions)
