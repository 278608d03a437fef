"""应报事项: which annexes are asked of this person or their unit, and which have not been begun."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import or_
from sqlalchemy.orm import joinedload

from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature, Unit
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.forms.annexes.base import AnnexForm, FilledBy
from youthwork.models import Notice, NoticeAnnex, Submission, User
from youthwork.services import scope
from youthwork.services.path.reports import Key, Reports, reports


@dataclass(frozen=True)
class Obligation:
    """应报一件: one annex asked of a unit, or of one cadre in it; `submission` once it was begun."""

    notice_annex: NoticeAnnex
    annex: type[AnnexForm]
    owner: Unit
    subject_id: int | None
    submission: Submission | None = None
    #: 作废待重报: what was filed has been voided, and nothing was handed in since.
    is_voided: bool = False


def asked_of(user: User, actor: Actor) -> list[Obligation]:
    """What is asked of this person, as a cadre and as the clerk of a unit, begun or not; earliest due first."""
    whole = joinedload(Notice.annexes).joinedload(NoticeAnnex.notice)
    notices = db.session.scalars(scope.visible_notices(actor).options(whole)).unique()
    wanted = list(_asked(notices, user, actor))
    begun = _begun(wanted)
    found = [
        replace(one, submission=begun.counted.get(_key(one)), is_voided=_key(one) in begun.voided)
        for one in wanted
    ]
    return sorted(found, key=lambda one: (one.notice_annex.due, one.notice_annex.id))


def not_begun(user: User, actor: Actor) -> list[Obligation]:
    return [one for one in asked_of(user, actor) if one.submission is None]


def _asked(notices: Iterable[Notice], user: User, actor: Actor) -> Iterable[Obligation]:
    organs = {unit.organ.id: unit.organ for duty, unit in actor.posts if duty is Duty.CLERK}
    cadre_in = _cadre_in(actor)
    for notice in notices:
        for row in notice.annexes:
            annex = find_annex(notice.edition_key, row.annex_key)
            if annex.filled_by is FilledBy.UNIT:
                for organ in organs.values():
                    if _reaches(notice, organ) and annex.asks_unit(organ):
                        yield Obligation(row, annex, organ, None)
            else:
                for organ, nature in cadre_in.values():
                    if _reaches(notice, organ) and annex.asks_cadre(organ, nature):
                        yield Obligation(row, annex, organ, user.id)


def _cadre_in(actor: Actor) -> dict[int, tuple[Unit, CadreNature | None]]:
    """The organs in which the person is a cadre, each with the nature of the first post there."""
    found: dict[int, tuple[Unit, CadreNature | None]] = {}
    for unit, nature in actor.cadre_in:
        found.setdefault(unit.organ.id, (unit.organ, nature))
    return found


def _reaches(notice: Notice, organ: Unit) -> bool:
    return any(unit.id == notice.issuer_id for unit in organ.chain)


def _begun(wanted: list[Obligation]) -> Reports:
    """What stands for each of them: corrections are no reports of their own, voided papers are none."""
    owners = {one.owner.id for one in wanted}
    if not owners:
        return Reports({}, frozenset())
    subjects = {one.subject_id for one in wanted if one.subject_id is not None}
    return reports(
        Submission.owner_id.in_(owners),
        Submission.notice_id.in_({one.notice_annex.notice_id for one in wanted}),
        # A large organ's hundreds of other cadres have sheets under the same notice.
        or_(Submission.subject_id.is_(None), Submission.subject_id.in_(subjects)),
    )


def _key(one: Obligation) -> Key:
    return one.notice_annex.notice_id, one.notice_annex.annex_key, one.owner.id, one.subject_id
