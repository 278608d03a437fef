"""通知: what one notice asks of this person and of their unit, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import joinedload

from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm, FilledBy
from youthwork.models import Notice, NoticeAnnex, Submission, User
from youthwork.services import posts, scope
from youthwork.services.path.reports import Reports, reports


def notices_for(actor: Actor) -> list[Notice]:
    """通知 that reach this person, newest first, each with its annexes."""
    return list(db.session.scalars(scope.visible_notices(actor).options(joinedload(Notice.annexes))).unique())


def find_notice_annex(actor: Actor, notice_annex_id: int) -> NoticeAnnex:
    row = db.session.get(NoticeAnnex, notice_annex_id)
    if row is None:
        raise NotFound("没有这个附件")
    scope.find_notice(actor, row.notice_id)
    return row


@dataclass(frozen=True)
class CadreProgress:
    """本单位一名团干部 and their paper for one annex, if begun."""

    user: User
    title: str
    submission: Submission | None
    #: 作废待重报.
    is_voided: bool = False


@dataclass(frozen=True)
class AnnexProgress:
    """一个附件 as one unit's clerk sees it."""

    notice_annex: NoticeAnnex
    annex: type[AnnexForm]
    owner: Unit
    submission: Submission | None
    cadres: tuple[CadreProgress, ...] = ()

    @property
    def sent(self) -> int:
        return sum(
            one.submission is not None and one.submission.first_sent_at is not None for one in self.cadres
        )


def unit_progress(notice: Notice, actor: Actor) -> list[AnnexProgress]:
    """Each annex of the notice for each unit whose 经办人 this person is."""
    organs = {unit.organ.id: unit.organ for duty, unit in actor.posts if duty is Duty.CLERK}
    papers = reports(Submission.notice_id == notice.id, Submission.owner_id.in_(organs))
    found = []
    for organ in organs.values():
        for row in notice.annexes:
            annex = find_annex(notice.edition_key, row.annex_key)
            if annex.filled_by is FilledBy.UNIT and annex.asks_unit(organ):
                paper = papers.counted.get((notice.id, row.annex_key, organ.id, None))
                found.append(AnnexProgress(row, annex, organ, paper))
            elif annex.filled_by is FilledBy.CADRE:
                cadres = tuple(_cadres(row, annex, organ, papers))
                if cadres:
                    found.append(AnnexProgress(row, annex, organ, None, cadres))
    return found


def _cadres(row: NoticeAnnex, annex: type[AnnexForm], organ: Unit, found: Reports) -> list[CadreProgress]:
    seen: dict[int, CadreProgress] = {}
    for appointment in posts.cadres_of(organ.id):
        if annex.asks_cadre(organ, appointment.nature):
            key = row.notice_id, row.annex_key, organ.id, appointment.user_id
            progress = CadreProgress(
                appointment.user, appointment.title, found.counted.get(key), key in found.voided
            )
            seen.setdefault(appointment.user_id, progress)
    return list(seen.values())
