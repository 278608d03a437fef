"""核验答复: what checking has to say, in the order a person wants to know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from youthwork.documents.facts import Facts
from youthwork.documents.signing.findings import SignatureFinding, Verdict

__all__ = ["Answer", "Facts", "Note", "SignatureFinding", "Tone", "Verdict"]


class Tone(Enum):
    """语气 of a note: what the pages colour, always beside its words."""

    GOOD = "done"
    BAD = "back"
    OPEN = "wait"
    PLAIN = "move"


@dataclass(frozen=True)
class Note:
    """一条说明: one thing that was looked at, as a sentence."""

    tone: Tone
    #: The word that stands before the sentence, so that the colour is never alone.
    word: str
    sentence: str


@dataclass(frozen=True)
class Answer:
    """核验答复: a verdict in a few words, why, and what stands behind it.

    `checks` say what was compared with what; `today` says how the paper stands now, which no file can know.
    """

    verdict: Verdict
    heading: str
    reason: str
    signatures: tuple[SignatureFinding, ...] = ()
    facts: Facts | None = None
    checks: tuple[Note, ...] = ()
    today: tuple[Note, ...] = ()

    @property
    def is_genuine(self) -> bool:
        return self.verdict is Verdict.GENUINE

    @property
    def tone(self) -> Tone:
        tones = {Verdict.GENUINE: Tone.GOOD, Verdict.UNKNOWN: Tone.OPEN}
        return tones.get(self.verdict, Tone.BAD)

    def with_checks(self, *notes: Note) -> Answer:
        return replace(self, checks=(*self.checks, *notes))

    def standing(self, notes: Iterable[Note]) -> Answer:
        return replace(self, today=tuple(notes))


def unknown(reason: str) -> Answer:
    """无法判断, and why."""
    return Answer(Verdict.UNKNOWN, Verdict.UNKNOWN.value, reason)


def good(sentence: str, word: str = "相符") -> Note:
    return Note(Tone.GOOD, word, sentence)


def bad(sentence: str, word: str = "不符") -> Note:
    return Note(Tone.BAD, word, sentence)


def unsure(sentence: str, word: str = "存疑") -> Note:
    return Note(Tone.OPEN, word, sentence)


def plain(sentence: str, word: str = "说明") -> Note:
    return Note(Tone.PLAIN, word, sentence)
