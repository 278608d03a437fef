"""内容: what a table holds, as plain values, and the digest two databases are compared by.

Texts and JSON are read letter by letter and enumerations are not interpreted, so that what is compared is what
lies there. PostgreSQL keeps no NUL in a text; it is left out on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Enum,
    String,
    Table,
    Text,
    cast,
    column,
    literal,
    select,
    table,
)
from sqlalchemy.types import TypeEngine, UserDefinedType

from youthwork.models import Base, FilingTally, IndexBuild

#: Rows read and written at a time.
BATCH = 1000
Rows = Sequence[tuple[Any, ...]]
_DERIVED = (FilingTally.__tablename__, IndexBuild.__tablename__)
#: By which rules a filing is indexed: in a new database by none yet.
_NOT_INDEXED = ("filing", "tokeniser_version")


@dataclass(frozen=True)
class Content:
    """一张表的内容: how many rows, and a digest of them all that does not depend on their order."""

    table: str
    rows: int
    digest: str


def tables() -> list[Table]:
    """Every table that is copied, those referred to first; not the kept counts and the index, which are built anew."""
    return [each for each in Base.metadata.sorted_tables if each.name not in _DERIVED]


def content_of(connection: Connection, each: Table) -> Content:
    """行数 and digest of a table as it stands."""
    digest = Digest(each.name)
    for batch in rows_of(connection, each):
        digest.add(batch)
    return digest.content


class Digest:
    """The sum of the rows' hashes: the same rows give the same digest in whatever order they come."""

    def __init__(self, name: str) -> None:
        self.name, self.count, self.sum = name, 0, 0

    def add(self, rows: Rows) -> None:
        for row in rows:
            self.sum += int.from_bytes(blake2b(repr(row).encode(), digest_size=16).digest(), "big")
        self.count += len(rows)

    @property
    def content(self) -> Content:
        return Content(self.name, self.count, f"{self.sum % 2**128:032x}")


def rows_of(connection: Connection, each: Table) -> Iterator[Rows]:
    """The rows in batches, in no order."""
    plain = raw(each)
    wanted: list[Any] = []
    for whole in plain.columns:
        if (each.name, whole.name) == _NOT_INDEXED:
            wanted.append(literal(0))
        elif isinstance(whole.type, _RawJSON) and connection.dialect.name == "postgresql":
            wanted.append(cast(whole, Text))
        else:
            wanted.append(whole)
    found = connection.execute(
        select(*wanted).select_from(plain), execution_options={"yield_per": BATCH, "stream_results": True}
    )
    for batch in found.partitions():
        yield [_without_nul(tuple(row)) for row in batch]


def raw(each: Table) -> Any:
    """The table with the types its values travel in."""
    return table(each.name, *(column(whole.name, _raw_type(whole)) for whole in each.columns))


class _RawJSON(UserDefinedType[str]):
    """JSON as the text it is: PostgreSQL's `json` keeps it letter by letter, as SQLite does."""

    cache_ok = True

    def get_col_spec(self, **_options: Any) -> str:
        return "JSON"


def _raw_type(whole: Column[Any]) -> TypeEngine[Any]:
    if isinstance(whole.type, JSON):
        return _RawJSON()
    return String() if isinstance(whole.type, Enum) else whole.type


def _without_nul(row: tuple[Any, ...]) -> tuple[Any, ...]:
    if not any(isinstance(value, str) and "\x00" in value for value in row):
        return row
    return tuple(value.replace("\x00", "") if isinstance(value, str) else value for value in row)
