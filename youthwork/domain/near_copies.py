"""近似文字: whether a text is nearly another one, found among many without comparing it with each (DOMAIN §8.4).

A text is folded first: numbers all alike, punctuation and blanks gone, so that a copy with another date and another
number of people is still seen. What is left is cut into runs of three characters; a character is the same where it
stands in a run the other text has too, and two texts are as alike as the share of such characters in both. That is
what a reader counts: one other word in forty characters is one other word, wherever it stands.

Candidates are found by `bands`: numbers that two nearly equal texts almost surely have in common (MinHash). How many
are missed and how many are compared in vain is measured by `python -m bench near_copies`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b, shake_128
from struct import Struct

#: Of so many characters; shorter texts (“好”, “已完成”) are alike by nature and say nothing.
RUN, SHORTEST = 3, 12
BANDS, ROWS = 16, 3
#: One draw of every run for each row of each band; the least of a text's is what two texts may have in common.
_DRAW = Struct(f">{BANDS * ROWS}I")
#: 3, 12, 三, 三十二: whichever way a number is written.
_NUMBERS = re.compile(r"[\d〇零一二两三四五六七八九十百千万]+")


def folded(text: str) -> str:
    """The text as it is compared."""
    plain = _NUMBERS.sub("0", unicodedata.normalize("NFKC", text).lower())
    return "".join(character for character in plain if unicodedata.category(character)[0] in "LN")


def runs(text: str) -> frozenset[str]:
    """The runs of a text; none where it is too short to be judged."""
    return frozenset(_runs_in_order(text))


def likeness(one: str, other: str) -> float:
    """相似度, 0 to 1: the share of characters both have in common; 0 where either is too short to be judged."""
    return likeness_to(one)(other)


def likeness_to(one: str) -> Callable[[str], float]:
    """The likeness of one text to each of several."""
    mine = _runs_in_order(one)
    places: dict[str, list[int]] = {}
    for at, run in enumerate(mine):
        places.setdefault(run, []).append(at)

    def to(other: str) -> float:
        theirs = _runs_in_order(other)
        if not mine or not theirs:
            return 0.0
        # By the places of what both have: a long text is not walked through for each of many short ones.
        here = sorted(at for run in set(theirs) for at in places.get(run, ()))
        same = _covered(here) + _covered(at for at, run in enumerate(theirs) if run in places)
        return same / (len(mine) + len(theirs) + 2 * (RUN - 1))

    return to


def _runs_in_order(text: str) -> list[str]:
    plain = folded(text)
    if len(plain) < SHORTEST:
        return []
    return [plain[at : at + RUN] for at in range(len(plain) - RUN + 1)]


def _covered(places: Iterable[int]) -> int:
    """How many characters stand in runs that begin at these places, the first first."""
    covered = reached = 0
    for at in places:
        covered += at + RUN - max(at, reached)
        reached = at + RUN
    return covered


@lru_cache(maxsize=2)
def bands(text: str) -> tuple[int, ...]:
    """The numbers a text is looked up by, 63 bits each; none where it is too short to be judged.

    The last is kept: a save looks others up by it, then writes it down.
    """
    found = runs(text)
    if not found:
        return ()
    drawn = [_DRAW.unpack(shake_128(run.encode()).digest(_DRAW.size)) for run in found]
    least = [min(numbers) for numbers in zip(*drawn, strict=True)]
    return tuple(_joined(band, least[band * ROWS : (band + 1) * ROWS]) for band in range(BANDS))


def _joined(band: int, least: list[int]) -> int:
    digest = blake2b(f"{band}:{least}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
