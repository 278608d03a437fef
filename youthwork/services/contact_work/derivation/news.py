"""活动信息由活动记录写成: one or more records of the unit, as 时间、地点、做法、成效; what stands there already stays.

A record is told by day, form and numbers, and by its effect; of one that may name a protected person only day and
numbers go on (`composing.py`). Who was visited is told nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.domain.calendar import long_date
from youthwork.domain.composing import one_line, part_of_time
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.sources import Derived, SourceKind
from youthwork.extensions import db
from youthwork.forms.annexes.city_2017_walking.activity_news import TAKEN, ActivityNews
from youthwork.forms.fields import Posted
from youthwork.models import Activity, Submission, SubmissionSource, User
from youthwork.services.contact_work.derivation import composing
from youthwork.services.contact_work.records import records
from youthwork.services.drafts.annex_context import window_of
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.sources import row_of

#: Records before the system are none; so many are shown at most, the newest.
_EVER, SHOWN = date(2000, 1, 1), 200
#: At a time; a report of more is no report.
MOST = 10


@dataclass(frozen=True)
class Choice:
    """可带入的一条: the record, its parts in words, whether it was taken before."""

    activity: Activity
    parts: Mapping[str, str]
    when: str
    where: str
    is_taken: bool

    @property
    def told(self) -> str:
        """做法的一句: 3月18日，站点走访，32人。"""
        said = "，".join(part for part in (self.when, self.parts["form"], self.parts["scale"]) if part)
        return f"{said}。"

    @property
    def effect(self) -> str:
        return f"{self.parts['effect']}。" if self.parts["effect"] else ""


def choices(submission: Submission, actor: Actor, everything: bool = False) -> list[Choice]:
    """可带入: the unit's records of the notice's months (or of all) that this person may read, newest first."""
    first, last = window_of(submission)
    days = (_EVER, clock.today()) if everything else (first, min(last, clock.today()))
    found = records.records_of_organ(submission.owner_id, *days)[-SHOWN:]
    readable = records.visible_activities(actor).where(Activity.id.in_([each.id for each in found]))
    may_read = set(db.session.scalars(readable.with_only_columns(Activity.id)))
    return _choices(submission, [each for each in reversed(found) if each.id in may_read])


def _choices(submission: Submission, found: Sequence[Activity]) -> list[Choice]:
    parts = composing.parts_of_all(found)
    guarded = composing.guarded_among(each.id for each in found)
    taken = {row.record_id for row in _kept(submission)}
    year = submission.notice.issued_on.year
    return [
        Choice(
            each,
            parts[each.id],
            parts[each.id][part_of_time(each.starts_at.date(), year)],
            "" if each.id in guarded else one_line(each.place or ""),
            each.id in taken,
        )
        for each in found
    ]


def take(submission: Submission, user: User, offered: Iterable[Choice], chosen: Collection[int]) -> int:
    """带入 the chosen of what was offered, in one save like any other; gives how many.

    Raises `StepNotAllowed` where nothing new is chosen, or more than `MOST`, or a return left the cells closed.
    """
    new = [each for each in offered if each.activity.id in chosen and not each.is_taken]
    if not new:
        raise StepNotAllowed("没有勾选还没有带入的记录；草稿没有变动")
    if len(new) > MOST:
        raise StepNotAllowed(f"一次最多带入 {MOST} 条，勾选了 {len(new)} 条；一篇信息写清一件事即可")
    new.sort(key=lambda each: (each.activity.starts_at, each.activity.id))
    draft = find_draft(submission)
    fields: Posted = {name: list(values) for name, values in draft.fields.items()}
    _add(fields, "when", "、", (each.when for each in new))
    _add(fields, "where", "、", (each.where for each in new))
    _add(fields, "what", "\n", (each.told for each in new))
    _add(fields, "effect", "\n", (each.effect for each in new))
    saved = save_draft(submission, user, Save(fields, draft.revision))
    if saved.closed:
        raise StepNotAllowed("这次只退回了部分栏目，要写的栏目不在其中，没有写入；请只改退回的几处")
    _keep(submission, new)
    return len(new)


def _add(fields: Posted, name: str, between: str, texts: Iterable[str]) -> None:
    """Behind what stands there, each text once, as long as the cell holds it."""
    there = "".join(fields.get(name, []))
    for text in dict.fromkeys(texts):
        if not text or text in there:
            continue
        longer = f"{there}{between}{text}" if there else text
        if len(longer) <= TAKEN[name]:
            there = longer
    fields[name] = [there]


def derived_in(submission: Submission, fields: Posted) -> tuple[Derived, ...]:
    """来源 of a draft: every record of which the text still tells what was taken."""
    if submission.annex_key != ActivityNews.key:
        return ()
    what = "".join(fields.get("what", []))
    rows = [row for row in _kept(submission) if row.text and row.text in what]
    if not rows:
        return ()
    ids = [row.record_id for row in rows]
    found = db.session.execute(select(Activity.id, Activity.starts_at).where(Activity.id.in_(ids)))
    days = {row.id: row.starts_at for row in found}
    return tuple(
        Derived(
            "what",
            SourceKind.ACTIVITY,
            row.record_id,
            row.part,
            row.text,
            "来自活动记录",
            f"{long_date(days[row.record_id].date())}的活动记录" if row.record_id in days else "记录已不在",
        )
        for row in rows
    )


def _kept(submission: Submission) -> list[SubmissionSource]:
    """What was taken, in whichever round, each record once; a 更正件 goes on from the paper it corrects."""
    papers = [submission.id]
    if submission.corrects is not None:
        papers.append(submission.corrects.submission_id)
    rows = db.session.scalars(
        select(SubmissionSource)
        .where(
            SubmissionSource.submission_id.in_(papers),
            SubmissionSource.kind == SourceKind.ACTIVITY,
            SubmissionSource.field == "what",
        )
        .order_by(SubmissionSource.id)
    )
    return list({row.record_id: row for row in rows}.values())


def _keep(submission: Submission, new: Sequence[Choice]) -> None:
    """来自活动记录, until SUBMIT freezes what is still so; a record without a form is told by its numbers."""
    derived = [
        Derived("what", SourceKind.ACTIVITY, each.activity.id, part, each.parts[part], "")
        for each in new
        for part in ["form" if each.parts["form"] else "scale"]
    ]
    db.session.execute(
        delete(SubmissionSource).where(
            SubmissionSource.submission_id == submission.id,
            SubmissionSource.round_number == submission.round_number,
            SubmissionSource.kind == SourceKind.ACTIVITY,
            SubmissionSource.record_id.in_([each.record_id for each in derived]),
        )
    )
    db.session.add_all(row_of(submission, each) for each in derived)
    db.session.flush()
