"""摘录: where in a text the words of a query stand, marked. Everything else is escaped (Markup)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from youthwork.services.archive import initials
from youthwork.services.archive.tokens import Term, fold, terms_of

#: Characters shown before and after a find; how many places a row shows.
_BEFORE, _AFTER = 12, 24
_MOST_PLACES = 2
#: Finds looked at when the best place is chosen; a long table may hold thousands.
_MOST_WEIGHED = 40

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
    pieces = [_trimmed(shown, piece) for piece in _pieces(text, terms, finds)]
    parts: list[Markup] = []
    for start, end in pieces:
        parts.append(Markup("…") if start > 0 else Markup(""))
        parts.append(_marked(shown, start, end, finds))
    if pieces[-1][1] < len(shown):
        parts.append(Markup("…"))
    return Markup("").join(parts)


def names_meant(terms: Sequence[Term], names: str) -> list[Term]:
    """The names of the filing that words of the query are the initials of, to be marked."""
    letters = [term.text for term in terms if initials.are_initials(term.text)]
    if not letters:
        return []
    meant = [name for name in names.splitlines() if any(initials.fit(each, name) for each in letters)]
    return [term for name in meant for term in terms_of(name)]


def _finds(text: str, terms: Sequence[Term]) -> list[Span]:
    """Where the words stand, as places in `text` itself, merged where they touch."""
    folded = fold(text)
    places: Sequence[int] = range(len(text))
    if len(folded) != len(text):
        # Something folded into several characters, or into none: walk it to know what came from where.
        places = [at for at, character in enumerate(text) for _ in fold(character)]
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


def _pieces(text: str, terms: Sequence[Term], finds: Sequence[Span]) -> list[Span]:
    """The places that show most of the words: the best one first, another only for words it lacks."""
    windows = [
        (max(0, start - _BEFORE), min(len(text), end + _AFTER)) for start, end in finds[:_MOST_WEIGHED]
    ]
    said: dict[Span, set[Term]] = {}
    for start, end in windows:
        folded = fold(text[start:end])
        said[start, end] = {term for term in terms if term.is_in(folded)}
    chosen: list[Span] = []
    seen: set[Term] = set()
    while len(chosen) < _MOST_PLACES:
        best = max(windows, key=lambda window: len(said[window] - seen))
        if chosen and said[best] <= seen:
            break
        chosen.append(best)
        seen |= said[best]
    whole = [_unbroken(window, finds) for window in sorted(chosen)]
    return _merged(whole, 4)


def _unbroken(window: Span, finds: Sequence[Span]) -> Span:
    """The window, widened where it would cut a find in two."""
    start, end = window
    start = next((left for left, right in finds if left < start < right), start)
    return start, next((right for left, right in finds if left < end < right), end)


def _trimmed(shown: str, piece: Span) -> Span:
    """Without the comma it may begin or end with."""
    start, end = piece
    start += shown[start] == "，" and end - start > 1
    return start, end - (shown[end - 1] == "，" and end - start > 1)


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
