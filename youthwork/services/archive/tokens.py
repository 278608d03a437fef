"""检索词元: how a text is cut for the index and a query for the search; both sides share every rule here.

A text is folded first (full-width to half-width, capitals to small letters, one kind of bracket and dash), then
every run between blanks gives each letter, digit and sign alone and each two neighbours, punctuation included; runs
of ASCII letters and digits give each three neighbours too. A word of one or two characters is therefore found
exactly, inside any longer one; no dictionary is asked, so no name is missed. Longer words are found by their pairs
and then compared with the text (`Term.is_in`). A whole ASCII run is no token of its own: `128` must find `000128`, so a query could not use it.
What is no text (可查范围, 年度 …) becomes a mark with a colon, which no token of a text can hold (`marks.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add

#: Raise it when anything here or in `marks.py` changes what the index holds; `youthwork reindex` then rebuilds it.
TOKENISER_VERSION = 2

#: Longer queries are cut there; nobody types them, they are pasted by mistake.
LONGEST_QUERY = 500

#: What people type for one another; the first of each line stands for all.
_ALIKE = ("(〔【［[（", ")〕】］]）", "-‐‑‒–—―−", "·•‧・⋅", '"“”„＂', "'‘’")
_STANDS_FOR = {sign: line[0] for line in _ALIKE for sign in line}
_ASCII = re.compile(r"[a-z0-9]{3,}")


def fold(text: str) -> str:
    """The text as searches compare it. Character by character, so that a place in it leads back to the text."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Code point → its folded form, worked out at the first meeting."""

    def __missing__(self, point: int) -> str:
        self[point] = folded = _fold_character(chr(point))
        return folded


def _fold_character(character: str) -> str:
    if character.isspace():
        return "\n" if character == "\n" else " "
    # NUL and other controls, zero-width signs, variation selectors: nobody sees them, so nobody types them.
    if unicodedata.category(character) in ("Cc", "Cf", "Cs") or "VARIATION SELECTOR" in unicodedata.name(
        character, ""
    ):
        return ""
    plain = unicodedata.normalize("NFKC", character).lower()
    return "".join(_STANDS_FOR.get(sign, sign) for sign in plain)


class _Cut(dict[int, str]):
    """Code point → its folded form as tokens hold it: blanks for what parts words, and no ASCII punctuation, which
    the search table would take for the end of a token; the full-width form stands for it, which no folding leaves.
    """

    def __missing__(self, point: int) -> str:
        self[point] = cut = "".join(map(_in_tokens, _FOLDED[point]))
        _SIGNS.update(sign for sign in cut if not _is_word(sign))
        return cut


def _in_tokens(sign: str) -> str:
    if sign.isspace():
        return " "
    return chr(ord(sign) + 0xFEE0) if sign.isascii() and not sign.isalnum() else sign


_FOLDED = _Folded()
_CUT = _Cut()
#: The punctuation met so far: no token of its own, since nobody looks for a comma.
_SIGNS: set[str] = set()


def text_tokens(text: str) -> set[str]:
    """Every token of a text, for the index."""
    found = neighbours(text)
    found.update(text.translate(_CUT))
    return found - _SIGNS


def neighbours(text: str) -> set[str]:
    """The tokens of two and three characters alone: what a part of a paper is found by (`marks.field_tokens`)."""
    found: set[str] = set()
    cut = text.translate(_CUT)
    for run in cut.split():
        found.update(map(add, run, run[1:]))
    for run in _ASCII.findall(cut):
        found.update(_grams(run, 3))
    return found


@dataclass(frozen=True)
class Term:
    """检索词: one word of a query, folded; it is in a text where the folded text holds it as it stands."""

    text: str
    tokens: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether its one token says everything, so that nothing need be compared with the text."""
        return len(self.tokens) == 1 and len(self.tokens[0]) == len(self.text)

    def is_in(self, folded_text: str) -> bool:
        return self.text in folded_text


def terms_of(query: str) -> tuple[Term, ...]:
    """The words of a query, parted by blanks, each once; what is punctuation only asks for nothing.

    Quotes, %, AND, NEAR and the like are text: there is no query language to break.
    """
    words = dict.fromkeys(fold(query[:LONGEST_QUERY]).split())
    terms = (Term(word, tuple(dict.fromkeys(_query_tokens(word)))) for word in words)
    return tuple(term for term in terms if term.tokens)


def without_punctuation(query: str) -> str:
    """The query with its punctuation turned into blanks: what to try when a quoted phrase found nothing."""
    folded = fold(query[:LONGEST_QUERY])
    return " ".join("".join(sign if _is_word(sign) else " " for sign in folded).split())


def _query_tokens(word: str) -> Iterator[str]:
    cut = word.translate(_CUT)
    if not any(map(_is_word, cut)):
        return
    if len(cut) == 1:
        yield cut
    # Three neighbours say more than the pairs within them.
    runs = [found.span() for found in _ASCII.finditer(cut)]
    for start, end in runs:
        yield from _grams(cut[start:end], 3)
    for at in range(len(cut) - 1):
        if not any(start <= at and at + 2 <= end for start, end in runs):
            yield cut[at : at + 2]


def _grams(run: str, length: int) -> Iterator[str]:
    return (run[at : at + length] for at in range(len(run) - length + 1))


def _is_word(character: str) -> bool:
    """Letters, digits, marks and pictures; private and newer code points too, for they are rare names."""
    category = unicodedata.category(character)
    return category[0] in "LNM" or category in ("So", "Co", "Cn")
