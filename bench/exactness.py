"""检索准不准: what the search finds, against a scan of every text, for words drawn from the texts themselves.

Three hundred words of one to six characters, names, units and numbers; half of them asked by the province, half by
a county. The scan reads each filing once and compares by a folding of its own (that of the tests).

    python -m bench archive --sizes 1000000 --exact-only
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from tests.services.archive.corpus import plain
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing, Organization
from youthwork.services.archive.entries import WORDS, document_of
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery

_EVERYTHING = 10_000_000
_organ = aliased(Organization)


def differences(readers: Sequence[Actor], many: int, chance: random.Random) -> tuple[int, int, list[str]]:
    """How many words were asked, how many filings they found, and the words that found others than the scan."""
    words = list(_words(many, chance))
    asked = [(word, readers[at % len(readers)]) for at, word in enumerate(words)]
    wanted = _scan(asked)
    db.session.rollback()
    found, wrong = 0, []
    for (word, reader), ids in zip(asked, wanted, strict=True):
        got = array("i", matches(reader, ArchiveQuery(word), _EVERYTHING))
        db.session.rollback()
        found += len(got)
        if got != ids:
            wrong.append(f"{word}: {len(got):,} instead of {len(ids):,}")
    return len(words), found, wrong


def _words(many: int, chance: random.Random) -> Iterator[str]:
    oldest, newest = db.session.execute(select(db.func.min(Filing.id), db.func.max(Filing.id))).one()
    left = many
    while left:
        filing = db.session.get(Filing, chance.randint(oldest, newest))
        if filing is None:
            continue
        word = _word(filing, chance).strip()
        if word and " " not in word and ArchiveQuery(word).terms:
            left -= 1
            yield word


def _word(filing: Filing, chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.1:
        return chance.choice(filing.names.split("\n"))
    if kind < 0.2:
        return filing.owner_name
    if kind < 0.3:
        return chance.choice((filing.filing_number, str(filing.number), filing.archival_number or "号"))
    line = chance.choice([line for line in filing.text.split("\n") if line] or ["月"])
    start = chance.randrange(len(line))
    return line[start : start + chance.randint(1, 6)]


def _scan(asked: Sequence[tuple[str, Actor]]) -> list[array[int]]:
    """The ids each word stands in, newest first, as its reader may see them."""
    found: list[array[int]] = [array("i") for _ in asked]
    paths = [reader.posts[0][1].organ.id for _, reader in asked]
    looked_for = [(plain(word), f"/{organ}/") for (word, _), organ in zip(asked, paths, strict=True)]
    rows = (
        select(Filing.id, *WORDS, Organization.path.label("owner_path"), _organ.path.label("organ_path"))
        .join(Organization, Filing.owner_id == Organization.id)
        .join(_organ, Filing.organ_id == _organ.id)
        .order_by(Filing.id.desc())
    )
    for row in db.session.execute(rows.execution_options(yield_per=5_000)):
        text = plain(document_of(row))
        place = f"/{row.owner_path}/{row.organ_path}/"
        for ids, (word, organ) in zip(found, looked_for, strict=True):
            if word in text and organ in place:
                ids.append(row.id)
    return found
