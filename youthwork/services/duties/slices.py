"""一批应报事项: what a notice asks of some units and their cadres, written at once.

What is there already stays as it is; a duty that had been taken away and is asked again comes back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import and_, exists, insert, or_, select

from youthwork import clock
from youthwork.domain.calendar import is_on_time
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm, FilledBy
from youthwork.models import (
    Appointment,
    AppointmentDuty,
    DutyMark,
    Filing,
    Notice,
    NoticeAnnex,
    Organization,
    ReportDuty,
    Submission,
    User,
)
from youthwork.services.duties import passed, sameness, tallies
from youthwork.services.duties.counting import HANDED_IN, Changes, Counted, changed
from youthwork.services.duties.dues import dues_of
from youthwork.services.duties.handing_in import times_of
from youthwork.services.duties.keeping import Outcome, outcome_now, outcome_of, put, set_due
from youthwork.services.duties.reports import Key, Reports, reports
from youthwork.services.duties.sameness import Asked
from youthwork.services.holdings import open_today
from youthwork.services.tree import units_at

#: One cadre of an organ: who, and of what nature their first post there is.
Cadre = tuple[int, CadreNature | None]


@dataclass(frozen=True)
class Wanted:
    """应报的一件 to be: which annex, of which unit, of which cadre in it."""

    annex: NoticeAnnex
    owner: Organization
    subject_id: int | None = None

    @property
    def asked(self) -> Asked:
        return self.annex.id, self.owner.id, self.subject_id

    @property
    def key(self) -> Key:
        return self.annex.notice_id, self.annex.annex_key, self.annex.period, self.owner.id, self.subject_id


def asking(notice: Notice) -> list[tuple[NoticeAnnex, type[AnnexForm]]]:
    """The annexes of a notice that anybody owes: 有事才报 is owed by nobody."""
    rows = [(row, find_annex(notice.edition_key, row.annex_key)) for row in notice.annexes]
    return [(row, annex) for row, annex in rows if not annex.is_voluntary]


def lay_slice(notice: Notice, organs: Sequence[Organization], cadre_id: int | None = None) -> int:
    """Lay what the notice asks of these units and their cadres (of this one alone, where given); gives how many
    duties are new or back. The rows of one deed."""
    rows = [row for row, _ in asking(notice)]
    if not rows or not organs:
        return 0
    above = passed.annexes_above(notice, rows)
    tallies.take([*(row.id for row in rows), *above], (organ.path for organ in organs))
    owners = [organ.id for organ in organs]
    there = {
        (duty.notice_annex_id, duty.owner_id, duty.subject_id): duty
        for duty in db.session.scalars(
            select(ReportDuty).where(
                ReportDuty.notice_annex_id.in_([row.id for row in rows]), ReportDuty.owner_id.in_(owners)
            )
        )
    }
    wanted = {each.asked: each for each in wanted_of(notice, organs, cadre_id)}
    asked_above = passed.duties_above(above, owners)
    passed.pass_on({asked: duty for asked, duty in asked_above.items() if asked in wanted})
    firsts = sameness.firsts(rows, owners)
    new = [each for asked, each in wanted.items() if asked not in there and asked not in asked_above]
    count = _insert(new, firsts, _papers(notice, owners))
    back = [there[asked] for asked in wanted if asked in there]
    dues = dues_of(back)
    for duty in back:
        set_due(duty, dues[duty.id])
        if duty.standing is None:
            put(duty, outcome_now(duty), clock.now())
            count += 1
    return count


def wanted_of(
    notice: Notice, organs: Sequence[Organization], cadre_id: int | None = None
) -> Iterator[Wanted]:
    """What the notice asks of each of these units and of their cadres today."""
    pairs = asking(notice)
    units = units_at(organ.path for organ in organs)
    of_cadres = any(annex.filled_by is FilledBy.CADRE for _, annex in pairs)
    cadres = cadres_in([organ.id for organ in organs], cadre_id) if of_cadres else {}
    for organ in organs:
        if notice.passes_on_id is not None and organ.id == notice.issuer_id:
            # Whoever passes it on was asked by the superior, and asks itself nothing.
            continue
        unit = units[organ.id]
        for row, annex in pairs:
            if annex.only_directly_beneath and organ.parent_id != notice.issuer_id:
                continue
            if annex.filled_by is FilledBy.UNIT:
                if cadre_id is None and annex.asks_unit(unit):
                    yield Wanted(row, organ)
                continue
            if cadre_id is not None and row.due < clock.today():
                # Who comes after the last day is not asked any more.
                continue
            for person_id, nature in cadres.get(organ.id, ()):
                if annex.asks_cadre(unit, nature):
                    yield Wanted(row, organ, person_id)


def cadres_in(organ_ids: Collection[int] | None, cadre_id: int | None = None) -> Mapping[int, list[Cadre]]:
    """The 团干部 of these organs (None: of any) and their departments today, each once, by their first post there."""
    rows = (
        select(
            Organization.id,
            Organization.parent_id,
            Organization.department_function,
            Appointment.user_id,
            Appointment.nature,
        )
        .join(Appointment, Appointment.organization_id == Organization.id)
        .join(AppointmentDuty, AppointmentDuty.appointment_id == Appointment.id)
        .join(User, User.id == Appointment.user_id)
        .where(AppointmentDuty.duty == Duty.CADRE, User.is_enabled)
        .where(open_today(Appointment), open_today(AppointmentDuty))
        .order_by(Appointment.position, Appointment.id)
    )
    if cadre_id is not None:
        rows = rows.where(Appointment.user_id == cadre_id)
    if organ_ids is not None:
        in_department = and_(
            Organization.parent_id.in_(organ_ids), Organization.department_function.is_not(None)
        )
        rows = rows.where(or_(Organization.id.in_(organ_ids), in_department))
    found: dict[int, dict[int, CadreNature | None]] = {}
    for organization_id, parent_id, function, person_id, nature in db.session.execute(rows):
        organ_id = organization_id if function is None or parent_id is None else parent_id
        found.setdefault(organ_id, {}).setdefault(person_id, nature)
    return {organ_id: list(people.items()) for organ_id, people in found.items()}


def _papers(notice: Notice, owner_ids: Collection[int]) -> Reports | None:
    """What was handed in before it was asked: only of an instance of the time before duties were kept."""
    some = exists().where(Submission.notice_id == notice.id)
    if not db.session.scalar(select(some)):
        return None
    return reports(Submission.notice_id == notice.id, Submission.owner_id.in_(owner_ids))


def _insert(wanted: Sequence[Wanted], firsts: Mapping[Asked, ReportDuty], papers: Reports | None) -> int:
    """Write the duties, their marks and the counts."""
    if not wanted:
        return 0
    now = clock.now()
    begun = [_Begun.of(each, firsts.get(each.asked), papers, now) for each in wanted]
    ids = db.session.scalars(
        insert(ReportDuty).returning(ReportDuty.id, sort_by_parameter_order=True),
        [each.row for each in begun],
    ).all()
    changes: Changes = Counter()
    marks = []
    for duty_id, each in zip(ids, begun, strict=True):
        row = each.row
        before = Counted()
        for at, standing, in_time in each.history:
            after = Counted(standing, in_time)
            changes.update(changed(row["notice_annex_id"], row["path"], at.date(), before, after))
            before = after
            marks.append(
                {
                    "duty_id": duty_id,
                    "at": at,
                    "standing": standing,
                    "is_on_time": in_time,
                    "path": row["path"],
                }
            )
    db.session.execute(insert(DutyMark), marks)
    tallies.apply(changes)
    return len(begun)


@dataclass(frozen=True)
class _Begun:
    """A duty as it is written first, and how it came to stand so."""

    row: dict[str, Any]
    history: list[tuple[datetime, Reporting, bool]]

    @classmethod
    def of(cls, wanted: Wanted, first: ReportDuty | None, papers: Reports | None, now: datetime) -> _Begun:
        due = wanted.annex.due
        row: dict[str, Any] = {
            "notice_annex_id": wanted.annex.id,
            "owner_id": wanted.owner.id,
            "subject_id": wanted.subject_id,
            "path": wanted.owner.path,
            "due": due,
            "standing": Reporting.MISSING,
            "is_on_time": False,
            "reported_at": None,
            "submission_id": None,
            "nil_by_id": None,
            "nil_words": "",
            "same_as_id": None,
        }
        paper = papers.counted.get(wanted.key) if papers else None
        if paper is not None:
            row |= _columns(outcome_of(paper), due)
            history, stands = _history(paper, due, now), (row["standing"], row["is_on_time"])
            return cls(row, history if history[-1][1:] == stands else [*history, (now, *stands)])
        if first is not None:
            same = Outcome(first.standing, None, first.reported_at, first.nil_by_id, first.nil_words)
            row |= {**_columns(same, due), "submission_id": first.submission_id, "same_as_id": first.id}
        return cls(row, [(now, row["standing"], row["is_on_time"])])


def _columns(outcome: Outcome, due: date) -> dict[str, Any]:
    reported_at = outcome.reported_at if outcome.standing in HANDED_IN else None
    return {
        "standing": outcome.standing,
        "reported_at": reported_at,
        "is_on_time": reported_at is not None and is_on_time(reported_at, due),
        "submission_id": outcome.paper.id if outcome.paper else None,
        "nil_by_id": outcome.nil_by_id,
        "nil_words": outcome.nil_words,
    }


def _history(paper: Submission, due: date, now: datetime) -> list[tuple[datetime, Reporting, bool]]:
    """How a duty stood since the notice was issued, for papers older than the keeping of duties."""
    notice = paper.notice
    found = [(notice.issued_at or datetime.combine(notice.issued_on, time.min), Reporting.MISSING, False)]
    in_time = False
    for sent_at, back_at in times_of(paper):
        in_time = is_on_time(sent_at, due)
        found.append((sent_at, Reporting.REPORTED, in_time))
        if back_at is not None:
            found.append((back_at, Reporting.MISSING, False))
    filed_at = db.session.scalar(select(Filing.filed_at).where(Filing.submission_id == paper.id))
    if filed_at is not None:
        found.append((filed_at, Reporting.FILED, in_time))
    return found
