"""照上次带入: what last period's form says, field by field, and taking it into a draft.

Rows are matched by what tells them apart (the name of the person), never by their place. Only empty cells are
filled unless a person chooses otherwise; what was taken is recorded as 来自上次 and stays so until it is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from youthwork.domain.annex_context import KnownPeriod
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.sources import Derived, SourceKind
from youthwork.extensions import db
from youthwork.forms.annexes.base import AnnexForm
from youthwork.forms.fields import Posted, RowsField, answers_of, bind
from youthwork.models import Submission, SubmissionSource, User
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.last_period import last_of
from youthwork.services.drafts.sources import row_of
from youthwork.services.path.cases import annex_of
from youthwork.services.printing.reading import places

_NEW = "p"


@dataclass(frozen=True)
class Offer:
    """可带入的一处: the input, its place in words, what stands there now, what last period said and where it stood.

    `row` names a row (`rows-p3`) that is not in the draft and would be added with it.
    """

    field: str
    place: str
    now: str
    then: str
    from_field: str
    row: str = ""

    @property
    def is_empty(self) -> bool:
        """Taken without asking: nothing stands there now, and no row has to be added for it."""
        return not self.now and not self.row


def offers(submission: Submission, last: KnownPeriod, fields: Posted) -> list[Offer]:
    """可带入: every cell of last period's form that may be taken over and that the draft does not say already."""
    annex = annex_of(submission)
    now = answers_of(bind(annex, fields))
    found = list(_offers(annex, now, last.answers))
    return [each for each in found if each.then and each.then != each.now]


def _offers(annex: type[AnnexForm], now: Mapping[str, Any], last: Mapping[str, Any]) -> Iterator[Offer]:
    where = places(annex, now)
    for name, field in annex()._fields.items():
        if isinstance(field, RowsField):
            yield from _row_offers(annex, name, now, last, {key: each.words for key, each in where.items()})
        elif name in annex.carried and name in last:
            yield Offer(name, field.label.text, str(now[name] or ""), str(last[name] or ""), name)


def _row_offers(
    annex: type[AnnexForm],
    name: str,
    now: Mapping[str, Any],
    last: Mapping[str, Any],
    where: Mapping[str, str],
) -> Iterator[Offer]:
    field = annex()[name]
    columns = [cell for cell in field.blank_row() if cell.short_name in annex.carried]
    keys = [annex.row_key(name, row) for row in now[name]]
    here = {key: row for key, row in zip(keys, now[name], strict=True) if keys.count(key) == 1}
    for row in last.get(name, []):
        key = annex.row_key(name, row)
        if not key:
            continue
        present = here.get(key)
        if present is None and key in keys:
            # Two of the same name: which of them is meant cannot be known.
            continue
        row_id = present["id"] if present else f"{_NEW}{row['id']}"[:40]
        for cell in columns:
            input_name = f"{name}-{row_id}-{cell.short_name}"
            yield Offer(
                field=input_name,
                place=where.get(input_name, f"{key}（上次有，现在没有这一行） · {cell.label.text}"),
                now=str((present or {}).get(cell.short_name) or ""),
                then=str(row.get(cell.short_name) or ""),
                from_field=f"{name}-{row['id']}-{cell.short_name}",
                row="" if present else f"{name}-{row_id}",
            )


def take(submission: Submission, user: User, chosen: Collection[str]) -> list[Offer]:
    """带入 the chosen inputs into the draft, in one save like any other; gives what was taken.

    Raises `StepNotAllowed` where there is no last period or nothing was chosen.
    """
    last = last_of(submission)
    if last is None:
        raise StepNotAllowed("没有上次备案的同一附件，无从带入")
    draft = find_draft(submission)
    taken = [each for each in offers(submission, last, draft.fields) if each.field in chosen]
    if not taken:
        raise StepNotAllowed("没有勾选要带入的内容；上次的内容没有写入，草稿没有变动")
    fields: Posted = {name: list(values) for name, values in draft.fields.items()}
    for offer in taken:
        if offer.row:
            name, _, row_id = offer.row.partition("-")
            if row_id not in fields.setdefault(name, []):
                fields[name].append(row_id)
        fields[offer.field] = [offer.then]
    save_draft(submission, user, Save(fields, draft.revision))
    _record(submission, last, taken)
    return taken


def _record(submission: Submission, last: KnownPeriod, taken: list[Offer]) -> None:
    """来自上次, until SUBMIT freezes what is still so."""
    db.session.execute(
        delete(SubmissionSource).where(
            SubmissionSource.submission_id == submission.id,
            SubmissionSource.round_number == submission.round_number,
            SubmissionSource.kind == SourceKind.SUBMISSION,
            SubmissionSource.field.in_([each.field for each in taken]),
        )
    )
    db.session.add_all(row_of(submission, _derived(last.filing_id, last.words, each)) for each in taken)
    db.session.flush()


def _derived(filing_id: int, words: str, offer: Offer) -> Derived:
    return Derived(
        offer.field, SourceKind.SUBMISSION, filing_id, offer.from_field, offer.then, f"来自上次（{words}）"
    )


def taken_over(submission: Submission, last: KnownPeriod | None, fields: Posted) -> list[Derived]:
    """来自上次: the inputs once filled from last period's form that still say what was taken."""
    if last is None:
        return []
    rows = db.session.scalars(
        select(SubmissionSource)
        .where(
            SubmissionSource.submission_id == submission.id, SubmissionSource.kind == SourceKind.SUBMISSION
        )
        .order_by(SubmissionSource.id)
    )
    by_field = {row.field: row for row in rows}
    return [
        Derived(
            row.field, row.kind, row.record_id, row.part, row.text, f"来自上次（{last.words}）", last.words
        )
        for row in by_field.values()
        if "".join(fields.get(row.field, [])) == row.text
    ]
