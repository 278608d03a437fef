"""可报多件: the papers of one unit for one annex, and which comes next.

The first of an annex that is owed bears the notice's own period, so that it counts as the report; where nobody owes
any, the first is number 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.domain.duties import Duty
from youthwork.domain.errors import Unacceptable
from youthwork.domain.hierarchy import Unit
from youthwork.domain.notices import NoticeState, has_expired
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm
from youthwork.models import Draft, Notice, NoticeAnnex, Submission

#: More than anybody writes under one notice; a mistake in a script is.
MOST = 200


def first_period(notice_annex: NoticeAnnex) -> str:
    """报告期 of the first."""
    annex = find_annex(notice_annex.notice.edition_key, notice_annex.annex_key)
    return "1" if annex.is_voluntary else notice_annex.period


def period_of(notice_annex: NoticeAnnex, owner_id: int, another: bool) -> str:
    """报告期 of the paper to open: the first one, or with `another` the next; one nobody wrote in yet is taken first.

    Raises `Unacceptable` past `MOST`.
    """
    first = first_period(notice_annex)
    if not another:
        return first
    there = _papers(
        Submission.notice_id == notice_annex.notice_id,
        Submission.annex_key == notice_annex.annex_key,
        Submission.owner_id == owner_id,
    ).get((notice_annex.annex_key, owner_id), [])
    if not there:
        return first
    if _is_untouched(there[-1]):
        return there[-1].period
    number = max(int(each.period) if each.period.isdecimal() else 1 for each in there) + 1
    if number > MOST:
        raise Unacceptable(f"一份通知下最多报 {MOST} 件，这里已有 {len(there)} 件；请先办完手上的")
    return str(number)


def _is_untouched(paper: Submission) -> bool:
    if paper.state is not State.DRAFT or paper.answers_sha256 is not None:
        return False
    revision = db.session.scalar(select(Draft.revision).where(Draft.submission_id == paper.id))
    return revision is not None and revision <= 1


@dataclass(frozen=True)
class Offered:
    """有事再报的一张表 for one unit: what was begun so far, and whether one more may be begun."""

    notice_annex: NoticeAnnex
    annex: type[AnnexForm]
    owner: Unit
    papers: tuple[Submission, ...]
    is_in_force: bool = True

    @property
    def may_begin(self) -> bool:
        """The first of an annex that is owed stands among what is asked."""
        return self.is_in_force and (self.annex.is_voluntary or bool(self.papers))


def offered(notice: Notice, actor: Actor) -> list[Offered]:
    """有事再报: the annexes of which this person's units may hand in several, or that nobody owes; one query.

    Of a notice that is not in force what was begun is still shown, and nothing more is offered.
    """
    organs = {unit.organ.id: unit.organ for duty, unit in actor.posts if duty is Duty.CLERK}
    rows = [(row, find_annex(notice.edition_key, row.annex_key)) for row in notice.annexes]
    open_ = [
        (row, annex, organ)
        for row, annex in rows
        if annex.may_repeat or annex.is_voluntary
        for organ in organs.values()
        if annex.asks_unit(organ)
    ]
    if not open_:
        return []
    papers = _papers(
        Submission.notice_id == notice.id,
        Submission.annex_key.in_({annex.key for _, annex, _ in open_}),
        Submission.owner_id.in_({organ.id for *_, organ in open_}),
    )
    is_in_force = notice.state is NoticeState.ISSUED and not has_expired(notice.expires_on, clock.today())
    found = [
        Offered(row, annex, organ, tuple(papers.get((annex.key, organ.id), ())), is_in_force)
        for row, annex, organ in open_
    ]
    return [each for each in found if each.papers or each.may_begin]


def _papers(*conditions: ColumnElement[bool]) -> dict[tuple[str, int], list[Submission]]:
    """By annex and owner, in the order they were begun; corrections are no papers of their own."""
    rows = select(Submission).where(*conditions, Submission.corrects_id.is_(None)).order_by(Submission.id)
    found: dict[tuple[str, int], list[Submission]] = {}
    for paper in db.session.scalars(rows):
        found.setdefault((paper.annex_key, paper.owner_id), []).append(paper)
    return found
