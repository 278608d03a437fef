"""检索词元: how a text is cut for the index and a query for the search; both sides share every rule here.

A text is folded first (full-width to half-width, capitals to small letters, one kind of bracket and dash), then
every run of letters, digits and signs gives each character alone and each two neighbours; ASCII gives each three
neighbours too. A word of one or two characters is therefore found exactly, inside any longer one; no dictionary
is asked, so no name is missed. Longer words are found by their pairs and then compared with the text
(`Term.is_in`). A whole ASCII run is no token of its own: `128` must find `000128`, so a query could not use it.
Marks such as `o:12` or `y:2026` hold a colon, which no token of a text can hold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: Raise it when anything here changes what the index holds; `youthwork reindex` then rebuilds it.
TOKENISER_VERSION = 1

#: Longer queries are cut there; nobody types them, they are pasted by mistake.
LONGEST_QUERY = 500
#: So many tokens are looked up; what else a long query asks is compared with the text.
MOST_TOKENS = 60

#: What people type for one another; the first of each line stands for all.
_ALIKE = ("(〔【［[（", ")〕】］]）", "-‐‑‒–—―−", "·•‧・⋅", '"“”„＂', "'‘’")
_STANDS_FOR = {sign: line[0] for line in _ALIKE for sign in line}
_ASCII = re.compile(r"[a-z0-9]+")


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


_FOLDED = _Folded()


def text_tokens(text: str) -> set[str]:
    """Every token of a text, for the index."""
    found: set[str] = set()
    for run in _runs(fold(text)):
        found.update(run)
        found.update(_grams(run, 2))
        for ascii_run in _ASCII.findall(run):
            found.update(_grams(ascii_run, 3))
    return found


@dataclass(frozen=True)
class Term:
    """检索词: one word of a query, folded; it is in a text where the folded text holds it as it stands."""

    text: str
    tokens: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether its one token says everything, so that nothing need be compared with the text."""
        return self.tokens == (self.text,)

    def is_in(self, folded_text: str) -> bool:
        return self.text in folded_text


def terms_of(query: str) -> tuple[Term, ...]:
    """The words of a query, parted by blanks, each once; what is punctuation only asks for nothing.

    Quotes, %, AND, NEAR and the like are text: there is no query language to break.
    """
    words = dict.fromkeys(fold(query[:LONGEST_QUERY]).split())
    terms = (Term(word, tuple(dict.fromkeys(_query_tokens(word)))) for word in words)
    return tuple(term for term in terms if term.tokens)


def lookup_tokens(terms: Iterable[Term]) -> tuple[str, ...]:
    """The tokens a filing must all have, each once, no more than `MOST_TOKENS`."""
    return tuple(dict.fromkeys(token for term in terms for token in term.tokens))[:MOST_TOKENS]


def without_punctuation(query: str) -> str:
    """The query with its punctuation turned into blanks: what to try when a quoted phrase found nothing."""
    return " ".join(run for word in fold(query[:LONGEST_QUERY]).split() for run in _runs(word))


def _query_tokens(word: str) -> Iterator[str]:
    for run in _runs(word):
        if len(run) == 1:
            yield run
        elif _ASCII.fullmatch(run) and len(run) >= 3:
            yield from _grams(run, 3)
        else:
            yield from _grams(run, 2)


def _grams(run: str, length: int) -> Iterator[str]:
    return (run[at : at + length] for at in range(len(run) - length + 1))


def _runs(folded: str) -> Iterator[str]:
    run = ""
    for character in folded:
        if _is_word(character):
            run += character
        elif run:
            yield run
            run = ""
    if run:
        yield run


def _is_word(character: str) -> bool:
    """Letters, digits, marks and pictures; private and newer code points too, for they are rare names."""
    category = unicodedata.category(character)
    return category[0] in "LNM" or category in ("So", "Co", "Cn")


def scope_mark(organization_id: int) -> str:
    """可查范围: an organ that may find the filing."""
    return f"o:{organization_id}"


def subject_mark(user_id: int) -> str:
    """本人: the cadre a 任务表 is about."""
    return f"s:{user_id}"


def annex_mark(annex_key: str) -> str:
    """表种."""
    return f"k:{annex_key}"


def year_mark(year: int) -> str:
    """年度."""
    return f"y:{year}"
