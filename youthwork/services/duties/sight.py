"""报送情况的可见范围: an office sees its organ and all beneath it, nobody one beside it; cadres by name only nearby."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, bindparam, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from youthwork.domain.actors import Actor
from youthwork.domain.duties import Duty
from youthwork.domain.duty_rights import Asked
from youthwork.domain.errors import NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Notice, NoticeAnnex, Organization, ReportDuty
from youthwork.services.tree import ancestor_ids

NO_ANNEX = "没有这个附件，或它的通知还没有印发"


def office_organs(actor: Actor) -> list[Unit]:
    """The organs in whose office this person works, the first post first."""
    return list({unit.organ.id: unit.organ for duty, unit in actor.posts if duty is not Duty.CADRE}.values())


def is_beneath(actor: Actor, path: str) -> bool:
    """Whether the organization at this path is one of those organs, or lies under it."""
    chain = set(ancestor_ids(path))
    return any(organ.id in chain for organ in office_organs(actor))


def find_chain(actor: Actor, organization_id: int) -> list[Organization]:
    """机关 in sight with those above it that are in sight too, the highest first: one query."""
    found = db.session.scalars(_chain(), {"id": organization_id}).all()
    if not found or found[-1].is_department or not is_beneath(actor, found[-1].path):
        raise NotFound("没有这个单位的报送情况，或它不在你的可见范围内；内设部门的报送计在所属机关")
    return [each for each in found if is_beneath(actor, each.path)]


@cache
def _chain() -> Select[Organization]:
    """The organization and all above it; built once, because every page of figures asks it."""
    here = Organization.id == bindparam("id", type_=Integer)
    up = select(Organization.id, Organization.parent_id).where(here).cte("up", recursive=True)
    above = aliased(Organization)
    up = up.union_all(select(above.id, above.parent_id).join(up, above.id == up.c.parent_id))
    return select(Organization).join(up, up.c.id == Organization.id).order_by(Organization.path)


def find_annex_row(notice_annex_id: int) -> NoticeAnnex:
    """The annex with its notice, of a notice that went out."""
    found = db.session.scalar(
        select(NoticeAnnex)
        .join(NoticeAnnex.notice)
        .options(contains_eager(NoticeAnnex.notice))
        .where(NoticeAnnex.id == notice_annex_id, Notice.state != NoticeState.DRAFT)
    )
    if found is None:
        raise NotFound(NO_ANNEX)
    return found


def names_cadres_of(actor: Actor) -> ColumnElement[bool]:
    """团干部的名字: whether a duty's owner is an organ of this person's office, or directly beneath one."""
    offices = {organ.id for organ in office_organs(actor)}
    near = select(Organization.id).where(
        or_(Organization.id.in_(offices), Organization.parent_id.in_(offices))
    )
    return or_(ReportDuty.subject_id.is_(None), ReportDuty.owner_id.in_(near))


def find_duties(actor: Actor, duty_ids: Iterable[int]) -> list[ReportDuty]:
    """应报事项 by id, all in sight or none: of units beneath, and of cadres by name where they may be named."""
    wanted = list(dict.fromkeys(duty_ids))
    if not wanted:
        return []
    found = {
        duty.id: duty
        for duty in db.session.scalars(
            select(ReportDuty)
            .where(ReportDuty.id.in_(wanted), names_cadres_of(actor))
            .options(
                joinedload(ReportDuty.owner),
                joinedload(ReportDuty.subject),
                joinedload(ReportDuty.notice_annex).joinedload(NoticeAnnex.notice),
            )
        )
        if is_beneath(actor, duty.path)
    }
    if len(found) < len(wanted):
        raise NotFound("没有这件应报事项，或它不在你的可见范围内")
    return [found[each] for each in wanted]


def find_own(actor: Actor, duty_id: int) -> ReportDuty:
    """应报事项 of one's own, or of a unit whose 经办人 one is."""
    found = db.session.get(
        ReportDuty,
        duty_id,
        options=[joinedload(ReportDuty.notice_annex).joinedload(NoticeAnnex.notice)],
    )
    clerks_at = {unit.organ.id for duty, unit in actor.posts if duty is Duty.CLERK}
    if found is None or not (found.subject_id == actor.user_id or found.owner_id in clerks_at):
        raise NotFound("没有这件应报事项，或它不由你办理")
    return found


def asked(duty: ReportDuty) -> Asked:
    """The duty as `domain/duty_rights.py` sees it."""
    return Asked(
        tuple(ancestor_ids(duty.path)), duty.notice_annex.notice.issuer_id, duty.subject_id is not None
    )
