"""登记簿的链: every entry of an organ's 用印登记簿 carries a hash over itself and the entry before it.

Whoever alters an entry, takes one out or puts one in between breaks the chain at that place; one taken off the
end leaves a number without an entry. Only 备注 (未用于备案) may be written later and stands outside the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select

from youthwork.domain.numbering import Series, impression_number
from youthwork.extensions import db
from youthwork.models import SealImpression
from youthwork.services.numbers import last_number

#: What an entry says, in the order it is hashed; none of it changes after the press.
_FIXED = (
    "number",
    "organization_id",
    "on_behalf_of_id",
    "seal_id",
    "application_id",
    "submission_id",
    "round_number",
    "attempt",
    "purpose",
    "copies",
    "at",
    "applicant_id",
    "approver_id",
    "keeper_id",
    "answers_sha256",
    "scan_sha256",
    "scan_media_type",
)


@dataclass(frozen=True)
class RegisterCheck:
    """登记簿核对: how many entries were read, how many of them from before the chain, and what is wrong, if anything."""

    entries: int
    unchained: int
    broken: str = ""

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        if self.broken:
            return self.broken
        if not self.entries:
            return "登记簿还没有记录"
        early = f"，其中最早 {self.unchained} 条登记在链式校验启用以前" if self.unchained else ""
        return f"登记簿 {self.entries} 条记录首尾相接，没有改动、抽换或缺号{early}"


def add_to_chain(impression: SealImpression) -> None:
    """Link a new entry, already flushed, to the last one of its organ.

    Its number was given just before, so that of two presses at once the second waits for the first here.
    """
    before = db.session.scalar(
        select(SealImpression.chain_sha256)
        .where(
            SealImpression.organization_id == impression.organization_id,
            SealImpression.id != impression.id,
        )
        .order_by(SealImpression.id.desc())
        .limit(1)
    )
    impression.chain_sha256 = _link(before or "", impression)
    db.session.flush()


def verify_register(organization_id: int) -> RegisterCheck:
    """核对 the whole register of an organ; names the first entry that does not fit."""
    entries = unchained = 0
    before, numbers = "", []
    for entry in _entries(organization_id):
        entries += 1
        numbers.append(entry.number)
        if not entry.chain_sha256 and not before:
            unchained += 1
            continue
        if entry.chain_sha256 != _link(before, entry):
            words = f"{entry.number} 这一条或它前面的一条与登记时不一致：内容被改动，或有记录被抽去、插入"
            return RegisterCheck(entries, unchained, words)
        before = entry.chain_sha256
    return RegisterCheck(entries, unchained, _missing(organization_id, numbers))


def _missing(organization_id: int, numbers: list[str]) -> str:
    """The first number that was given and has no entry."""
    for year, given in groupby(numbers, key=lambda number: number.split("-")[1]):
        there = set(given)
        last = last_number(organization_id, Series.IMPRESSION, year)
        for number in (impression_number(int(year), at) for at in range(1, last + 1)):
            if number not in there:
                return f"{number} 给出过，登记簿里却没有这一条：记录被抽去"
    return ""


def _entries(organization_id: int) -> Sequence[Any]:
    """The fixed columns alone: years of entries are read in one go."""
    columns = [getattr(SealImpression, name) for name in (*_FIXED, "chain_sha256")]
    return db.session.execute(
        select(*columns).where(SealImpression.organization_id == organization_id).order_by(SealImpression.id)
    ).all()


def _link(before: str, entry: Any) -> str:
    """The hash over the link before and what this entry says."""
    fixed = [before, *(_text(getattr(entry, name)) for name in _FIXED)]
    return hashlib.sha256(json.dumps(fixed, ensure_ascii=False).encode()).hexdigest()


def _text(value: object) -> str:
    return "" if value is None else str(value)
