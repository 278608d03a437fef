"""编号段: ids by blocks of four sizes, each a mark, so that a range of ids is few marks and newest comes first.

Only PostgreSQL has them, whose index knows no order (`vectors.py`). A block is its bits and its number: of 10 bits,
block 3 is the ids 3072 … 4095.
"""

from __future__ import annotations

from collections.abc import Iterator

#: 1,024 filings, then eight times as many, and so on.
_BITS = (10, 13, 16, 19)
Block = tuple[int, int]
#: Blocks that are asked for together.
Span = list[Block]


def marks_of(filing_id: int) -> set[str]:
    return {mark((bits, filing_id >> bits)) for bits in _BITS}


def mark(block: Block) -> str:
    bits, number = block
    return f"z{bits}:{number}"


def spans(newest: int, before: int | None, after: int | None) -> Iterator[Span]:
    """Blocks that hold every id to the newest, or all before or after one, nearest first: small ones, then large."""
    if after is not None:
        yield from _upwards(after + 1, newest)
    else:
        yield from _downwards(newest if before is None else min(newest, before - 1))


def _downwards(last: int) -> Iterator[Span]:
    for bits, wider in zip(_BITS, (*_BITS[1:], None), strict=True):
        if last < 0:
            return
        floor = last >> wider << wider if wider else 0
        yield [(bits, number) for number in range(last >> bits, (floor >> bits) - 1, -1)]
        last = floor - 1


def _upwards(first: int, newest: int) -> Iterator[Span]:
    for bits, wider in zip(_BITS, (*_BITS[1:], None), strict=True):
        if first > newest:
            return
        end = ((first >> wider) + 1) << wider if wider else newest + 1
        yield [(bits, number) for number in range(first >> bits, ((end - 1) >> bits) + 1)]
        first = end


def parts_of(span: Span) -> list[Span]:
    """The span in parts, highest ids first; none where it is one block of the smallest size."""
    if len(span) > 1:
        return [[block] for block in sorted(span, key=lambda block: -block[1])]
    bits, number = span[0]
    if bits == _BITS[0]:
        return []
    smaller = _BITS[_BITS.index(bits) - 1]
    shift = bits - smaller
    return [[(smaller, part)] for part in range(((number + 1) << shift) - 1, (number << shift) - 1, -1)]
