"""各版: every version under one 备案号, and the numbers before and after it where one was voided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import defer

from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import Filing
from youthwork.services.scope import readable_filings


@dataclass(frozen=True)
class Versions:
    """各版 as this reader may find them: those of the number, newest first; and what voiding links it to."""

    same_number: Sequence[Filing]
    #: 作废前: the voided filing this number was handed in anew after.
    before: Filing | None
    #: 重新备案为: the filing that was handed in anew after this number was voided.
    after: Filing | None

    @property
    def latest(self) -> Filing | None:
        return self.same_number[0] if self.same_number else None


def versions(actor: Actor, filing: Filing) -> Versions:
    """各版 of a filing this reader has open; what is outside their scope is left out."""
    same_number = _same_number(actor, filing)
    first = next((each.corrects_id for each in same_number if each.version == 1), None)
    voided = [each.id for each in same_number if each.voided_at is not None]
    if first is None and not voided:
        return Versions(same_number, before=None, after=None)
    # A correction's original bears the same number; what is linked across numbers was handed in anew.
    linked = _visible(actor, or_(Filing.id == first, Filing.corrects_id.in_(voided)))
    return Versions(
        same_number,
        before=next((each for each in linked if each.id == first), None),
        after=next((each for each in linked if each.id != first), None),
    )


def _same_number(actor: Actor, filing: Filing) -> Sequence[Filing]:
    if filing.version == 1 and (filing.later_version or 1) == 1:
        return [filing]
    return _visible(
        actor,
        Filing.organ_id == filing.organ_id,
        Filing.year == filing.year,
        Filing.number == filing.number,
    )


def _visible(actor: Actor, *conditions: ColumnElement[bool]) -> Sequence[Filing]:
    return db.session.scalars(
        readable_filings(actor)
        .where(*conditions)
        .options(defer(Filing.answers), defer(Filing.text))
        .order_by(Filing.version.desc())
    ).all()
