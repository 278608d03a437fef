"""准予例外 in somebody's name, and the list of what was granted beneath an organ; `exceptions.py` keeps what follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.domain.calendar import short_date
from youthwork.domain.duty_rights import granting_unit
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.domain.hierarchy import Unit
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import (
    DutyException,
    DutyRequest,
    ExceptionKind,
    MessageKind,
    Organization,
    ReportDuty,
    User,
)
from youthwork.services.duties import exceptions, open_requests, sight
from youthwork.services.duties.counting import beneath
from youthwork.services.duties.urging import responsible
from youthwork.services.messages import telling
from youthwork.services.tree import find_organization, units_at

#: As many as one reads; the rest is reached from the organs below.
MOST = 200


def granted(
    organ: Organization, notice_annex_id: int, may_name: ColumnElement[bool]
) -> Sequence[DutyException]:
    """免报和延期 of one annex beneath the organ, itself included; one query."""
    return db.session.scalars(
        select(DutyException)
        .join(DutyException.duty)
        .options(
            contains_eager(DutyException.duty).joinedload(ReportDuty.owner),
            contains_eager(DutyException.duty).joinedload(ReportDuty.subject),
            joinedload(DutyException.granted_by),
            joinedload(DutyException.request).joinedload(DutyRequest.asked_by),
        )
        .where(ReportDuty.notice_annex_id == notice_annex_id, beneath(ReportDuty.path, organ), may_name)
        .order_by(DutyException.id.desc())
        .limit(MOST)
    ).all()


def grant_to(
    duties: Sequence[ReportDuty],
    kind: ExceptionKind,
    until: date | None,
    reason: str,
    by: User,
    actor: Actor,
) -> None:
    """准予 each of these the same, within the caller's deed, and tell whoever sees to it there.

    Raises `NotAllowed` where one of them is not this person's to excuse.
    """
    units = units_at({duty.path for duty in duties})
    for duty in sorted(duties, key=lambda each: each.id):
        organ = find_organization(authority(actor, duty).id)
        exception = exceptions.grant(duty, kind, until, reason, by, organ)
        said = f"已准予{kind.value}{_until(kind, until)}"
        _tell(duty, units[duty.owner_id], said, reason, by, organ, open_requests.asked_by(exception))


def end(exception: DutyException, by: User, actor: Actor) -> None:
    """提前结束, and tell whoever sees to it there that it is to be reported after all."""
    duty = exception.duty
    organ = find_organization(authority(actor, duty).id)
    exceptions.end(exception, by)
    unit = units_at({duty.path})[duty.owner_id]
    due = f"期限 {short_date(duty.due, clock.today())} 24:00"
    _tell(duty, unit, f"{exception.kind.value}已结束，要照常报送", due, by, organ)


def authority(actor: Actor, duty: ReportDuty) -> Unit:
    """以谁的名义: the organ for which this person may excuse the duty. Raises `NotAllowed`."""
    unit = granting_unit(actor, sight.asked(duty))
    if unit is None:
        raise NotAllowed("免报和延期由接收单位或其上级（直到发文单位）的审核人、签发人准予")
    return unit


def _until(kind: ExceptionKind, until: date | None) -> str:
    if until is None:
        return ""
    day = short_date(until, clock.today())
    return f"至 {day}" if kind is ExceptionKind.LATER else f"，到 {day} 为止"


def _tell(
    duty: ReportDuty,
    unit: Unit,
    said: str,
    words: str,
    by: User,
    organ: Organization,
    asked_by: Sequence[User] = (),
) -> None:
    row = duty.notice_annex
    title = find_annex(row.notice.edition_key, row.annex_key).titled(row.period)
    telling.tell(
        [*responsible(duty, unit, duty.submission), *asked_by],
        MessageKind.NOTICE,
        once=f"exception:{duty.id}:{clock.now():%Y%m%d%H%M%S}",
        title=f"{said}：{duty.owner.common_name} · {title}",
        words=words,
        url=f"/notices/{row.notice_id}",
        sender=f"{by.name}（{organ.common_name}）",
        but=by,
    )


def find_exception(actor: Actor, exception_id: int) -> DutyException:
    """例外 of a duty in sight."""
    found = db.session.get(DutyException, exception_id)
    if found is None:
        raise NotFound("没有这项例外，或它不在你的可见范围内")
    sight.find_duties(actor, [found.duty_id])
    return found
