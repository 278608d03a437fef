"""摘录: where in a text the words of a query stand, marked. Everything else is escaped (Markup)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from youthwork.services.archive.tokens import Term, fold

#: Characters shown before and after a find, and how many places a row shows.
_AROUND = 16
_MOST_PIECES = 3

Span = tuple[int, int]


def highlight(text: str, terms: Sequence[Term]) -> Markup:
    """The whole text with the words in <mark>."""
    return _marked(text, 0, len(text), _finds(text, terms))


def extract(text: str, terms: Sequence[Term]) -> Markup | None:
    """The places where the words stand, with what is around them; None where the text holds none of them."""
    finds = _finds(text, terms)
    if not finds:
        return None
    # One line a cell: shown as the parts of a sentence, which is how the paper prints them.
    shown = text.replace("\n", "，")
    pieces = list(_pieces(finds, len(shown)))
    parts: list[Markup] = []
    for start, end in pieces:
        parts.append(Markup("…") if start > 0 else Markup(""))
        parts.append(_marked(shown, start, end, finds))
    if pieces[-1][1] < len(shown):
        parts.append(Markup("…"))
    return Markup("").join(parts)


def _finds(text: str, terms: Sequence[Term]) -> list[Span]:
    """Where the words stand, as places in `text` itself, merged where they touch."""
    places: list[int] = []
    folded = ""
    for at, character in enumerate(text):
        piece = fold(character)
        folded += piece
        places += [at] * len(piece)
    spans = sorted(
        (places[at], places[at + len(term.text) - 1] + 1)
        for term in terms
        for at in _occurrences(folded, term.text)
    )
    return _merged(spans, 0)


def _occurrences(folded: str, word: str) -> Iterator[int]:
    at = folded.find(word)
    while at >= 0:
        yield at
        at = folded.find(word, at + len(word))


def _pieces(finds: Sequence[Span], length: int) -> Iterator[Span]:
    around = [(max(0, start - _AROUND), min(length, end + _AROUND)) for start, end in finds]
    yield from _merged(around, 4)[:_MOST_PIECES]


def _merged(spans: Sequence[Span], gap: int) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1] + gap:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _marked(text: str, start: int, end: int, finds: Sequence[Span]) -> Markup:
    parts: list[Markup] = []
    at = start
    for left, right in finds:
        if right <= start or left >= end:
            continue
        parts.append(escape(text[at:left]))
        parts.append(Markup("<mark>{}</mark>").format(text[max(left, start) : min(right, end)]))
        at = min(right, end)
    parts.append(escape(text[at:end]))
    return Markup("").join(parts)
