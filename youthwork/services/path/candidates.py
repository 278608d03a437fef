"""候选人: who was put forward in and beneath an organ, where each paper lies, what each level said. Never ranked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import joinedload

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import WITH_RECEIVER, Action, Actor, State
from youthwork.extensions import db
from youthwork.forms.annexes import EDITIONS
from youthwork.models import NoticeAnnex, Organization, StageDecision, Submission, SubmissionEvent
from youthwork.models.organization import subtree_range
from youthwork.services import scope
from youthwork.services.path.cases import annex_of
from youthwork.services.tree import units_of

PAGE = 100


@dataclass(frozen=True)
class Candidate:
    """一名候选人: the paper, the name where it may stand in a list, what each level said, lowest first."""

    paper: Submission
    name: str
    decisions: tuple[StageDecision, ...]
    #: The organ that must decide now; None where the way has ended or not begun.
    place: Unit | None

    def decided_by(self, organ_id: int) -> StageDecision | None:
        return next((each for each in self.decisions if each.organ_id == organ_id), None)


def in_sight(actor: Actor, before: int | None = None) -> list[Candidate]:
    """候选人 of the person's organs and, once sent, of everything beneath; newest first, a page and one more."""
    query = _papers(actor).order_by(Submission.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Submission.id < before)
    papers = db.session.scalars(query).all()
    said = _decisions([each.id for each in papers])
    holding = [
        each.holder_id for each in papers if each.holder_id and each.state in (State.SENT, State.ACCEPTED)
    ]
    units = units_of(holding)
    return [
        Candidate(
            each,
            _name(each),
            tuple(said.get(each.id, ())),
            units[each.holder_id].organ if each.holder_id in units and each.holder_id in holding else None,
        )
        for each in papers
    ]


def readable(actor: Actor, ids: Sequence[int]) -> set[int]:
    """Of these papers, those the person may open."""
    seen = scope.visible_submissions(actor).where(Submission.id.in_(ids))
    return set(db.session.scalars(seen.with_only_columns(Submission.id)))


def organs_of(actor: Actor) -> list[Unit]:
    """The organs in whose office this person looks at them."""
    return list({unit.organ.id: unit.organ for duty, unit in actor.posts if duty is not Duty.CADRE}.values())


def _papers(actor: Actor) -> Select[Submission]:
    organs = organs_of(actor)
    beneath = [subtree_range(_path(organ)) for organ in organs]
    keys = sorted(
        {annex.key for edition in EDITIONS.values() for annex in edition.annexes if annex.is_decided_by_level}
    )
    # Few notices ask for candidates: their papers are found by the index of one paper a unit.
    asking = select(NoticeAnnex.notice_id).where(NoticeAnnex.annex_key.in_(keys))
    return (
        select(Submission)
        .join(Organization, Submission.owner_id == Organization.id)
        .where(
            Submission.notice_id.in_(asking),
            Submission.annex_key.in_(keys),
            Submission.subject_id.is_(None),
            or_(
                Submission.owner_id.in_([organ.id for organ in organs]),
                and_(
                    Submission.state.in_(WITH_RECEIVER),
                    or_(
                        false(),
                        *((Organization.path >= low) & (Organization.path < high) for low, high in beneath),
                    ),
                ),
            ),
            Submission.corrects_id.is_(None),
        )
        .options(joinedload(Submission.owner))
    )


def _decisions(ids: Sequence[int]) -> dict[int, list[StageDecision]]:
    """本级意见 in force of several papers: those since each was last submitted or sent; two queries."""
    if not ids:
        return {}
    begun: dict[int, int] = {}
    begins = select(SubmissionEvent.submission_id, SubmissionEvent.id).where(
        SubmissionEvent.submission_id.in_(ids), SubmissionEvent.action.in_((Action.SUBMIT, Action.SEND))
    )
    for paper_id, event_id in db.session.execute(begins):
        begun[paper_id] = max(begun.get(paper_id, 0), event_id)
    rows: Iterable[StageDecision] = db.session.scalars(
        select(StageDecision).where(StageDecision.submission_id.in_(ids)).order_by(StageDecision.event_id)
    )
    found: dict[int, list[StageDecision]] = {}
    for row in rows:
        if row.event_id > begun.get(row.submission_id, 0):
            found.setdefault(row.submission_id, []).append(row)
    return found


def _path(unit: Unit) -> str:
    return "/" + "".join(f"{each.id}/" for each in reversed(list(unit.chain)))


def _name(paper: Submission) -> str:
    """The name as the paper's title has it: a young person's stands on the paper alone."""
    nominee = annex_of(paper).nominee(paper.answers or {})
    return nominee.name if nominee is not None and nominee.name and nominee.name in paper.title else ""
