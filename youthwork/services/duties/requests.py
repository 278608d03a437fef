"""申请延期或免报: asked for by the unit or the cadre whose duty it is, withdrawn, granted as asked or otherwise, or
refused with words; what becomes of it when the duty changes is in `open_requests.py`.

Who may answer is who may grant without being asked (`granted.authority`).
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.domain.calendar import moment_phrase, short_date
from youthwork.domain.completeness import Reporting
from youthwork.domain.duty_rights import may_ask
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import (
    DutyRequest,
    ExceptionKind,
    MessageKind,
    NoticeAnnex,
    ReportDuty,
    RequestState,
    Submission,
    User,
)
from youthwork.services import audit
from youthwork.services.duties import exceptions, granted, open_requests, sight
from youthwork.services.duties.keeping import taken
from youthwork.services.duties.urging import responsible
from youthwork.services.messages import telling
from youthwork.services.tree import find_organization, units_at

#: As long as the columns.
_LONGEST = 300


def refusal(duty: ReportDuty) -> str | None:
    """Why nothing can be asked for of this duty now, in a sentence; None where it can."""
    notice = duty.notice_annex.notice
    if duty.standing is not Reporting.MISSING:
        word = duty.standing.value if duty.standing else "不再要求"
        return f"这一件现在是“{word}”，不用申请延期或免报"
    if notice.state is not NoticeState.ISSUED:
        return f"通知{notice.state.value}，不用申请延期或免报"
    if notice.expires_on is not None and notice.expires_on < clock.today():
        return "通知已过有效期，不用申请延期或免报"
    return None


def ask(
    duty: ReportDuty, kind: ExceptionKind, until: date | None, reason: str, by: User, actor: Actor
) -> DutyRequest:
    """申请, within the caller's deed, and tell who answers. Raises `NotAllowed`, `StepNotAllowed` with why not,
    `Unacceptable` for a day that could not be granted either."""
    taken(ReportDuty.id == duty.id)
    _check_asker(duty, actor)
    if (sentence := refusal(duty)) is not None:
        raise StepNotAllowed(sentence)
    for there in open_requests.find_open([duty.id]):
        raise AlreadyMoved(
            f"{there.asked_by.name}已在 {moment_phrase(there.asked_at, clock.now())} 申请{wish_words(there)}，"
            "还没有答复；要改的，请先撤回那一份"
        )
    reason = _words(reason, "请写明申请的原因")
    if (sentence := exceptions.day_problem(duty, kind, until)) is not None:
        raise Unacceptable(sentence)
    request = DutyRequest(
        duty=duty, kind=kind, until=until, reason=reason, asked_by_id=by.id, asked_at=clock.now()
    )
    db.session.add(request)
    db.session.flush()
    _record(request, f"申请{wish_words(request)}", by)
    _tell_who_answers(request, by)
    return request


def withdraw(request: DutyRequest, by: User, actor: Actor) -> None:
    """撤回申请: by who asked, or another who may ask for the unit."""
    _take(request)
    _check_asker(request.duty, actor)
    open_requests.end(request, RequestState.WITHDRAWN, by.id)
    _record(request, f"撤回{request.kind.value}申请", by)


def grant(
    request: DutyRequest, kind: ExceptionKind, until: date | None, reason: str, by: User, actor: Actor
) -> None:
    """准予 as asked for or otherwise; the request keeps what was asked, the exception what was granted."""
    _take(request)
    granted.grant_to([request.duty], kind, until, reason, by, actor)
    _record(request, f"准予{kind.value}申请", by)


def refuse(request: DutyRequest, answer: str, by: User, actor: Actor) -> None:
    """不予准予, with words for who asked."""
    _take(request)
    organ = find_organization(granted.authority(actor, request.duty).id)
    request.answer = _words(answer, "请写明不准予的原因：申请的单位会看到")
    open_requests.end(request, RequestState.REFUSED, by.id, organ.id)
    _record(request, f"未准予{request.kind.value}申请", by)
    duty = request.duty
    unit = units_at([duty.path])[duty.owner_id]
    telling.tell(
        [request.asked_by, *responsible(duty, unit, duty.submission)],
        MessageKind.NOTICE,
        once=f"{open_requests.told_as(request)}:answer",
        title=f"未准予{request.kind.value}：{duty.owner.common_name} · {_title(duty)}",
        words=f"{request.answer}\n期限 {short_date(duty.due, clock.today())} 24:00，请照常报送。",
        url=f"/duties/{duty.id}/request",
        due=duty.due,
        sender=f"{by.name}（{organ.common_name}）",
        but=by,
    )


def find_asked(actor: Actor, duty_id: int) -> ReportDuty:
    """应报事项 this person may ask about: their own, or of the unit whose 经办人 or 签发人 they are.

    What another notice asks as the same thing is asked about where it is reported.
    """
    duty = db.session.get(
        ReportDuty, duty_id, options=[joinedload(ReportDuty.notice_annex).joinedload(NoticeAnnex.notice)]
    )
    if duty is None or not may_ask(actor, sight.asked(duty), duty.subject_id):
        raise NotFound("没有这件应报事项，或它不由你申请")
    return duty.same_as or duty


def find_reported(actor: Actor, submission: Submission) -> ReportDuty:
    """The duty a draft was begun for, to ask about it."""
    ids = select(ReportDuty.id).where(ReportDuty.submission_id == submission.id).order_by(ReportDuty.id)
    duty_id = db.session.scalar(ids.limit(1))
    if duty_id is None:
        raise NotFound("这件材料没有规定要报，不用申请延期或免报")
    return find_asked(actor, duty_id)


def find_request(actor: Actor, request_id: int) -> DutyRequest:
    """申请 of a duty in sight."""
    request = _get(request_id)
    sight.find_duties(actor, [request.duty_id])
    return request


def find_asked_request(actor: Actor, request_id: int) -> DutyRequest:
    """申请 about a duty this person may ask about."""
    request = _get(request_id)
    find_asked(actor, request.duty_id)
    return request


def wish_words(request: DutyRequest) -> str:
    """延期至 4月20日, 免报, 免报到 4月20日."""
    if request.until is None:
        return request.kind.value
    to = "至" if request.kind is ExceptionKind.LATER else "到"
    return f"{request.kind.value}{to} {short_date(request.until, clock.today())}"


def _get(request_id: int) -> DutyRequest:
    request = db.session.get(DutyRequest, request_id)
    if request is None:
        raise NotFound("没有这份申请，或它不在你的可见范围内")
    return request


def _take(request: DutyRequest) -> None:
    """The duty first, as every deed about it does; of two who answer at once the second reads what was done."""
    taken(ReportDuty.id == request.duty_id)
    db.session.refresh(request)
    if request.state is RequestState.OPEN:
        return
    assert request.ended_at is not None
    who = f"由{request.ended_by.name}" if request.ended_by else ""
    when = moment_phrase(request.ended_at, clock.now())
    raise AlreadyMoved(f"这份申请{when}{who}办结：{request.state.value}，不用再办")


def _check_asker(duty: ReportDuty, actor: Actor) -> None:
    if not may_ask(actor, sight.asked(duty), duty.subject_id):
        raise NotAllowed("延期和免报由填报单位的经办人、签发人申请，团干部的表也可以由本人申请")


def _words(text: str, lacking: str) -> str:
    words = text.strip()
    if not words:
        raise Unacceptable(lacking)
    if len(words) > _LONGEST:
        raise Unacceptable(f"最多写 {_LONGEST} 个字，现在 {len(words)} 个字")
    return words


def _record(request: DutyRequest, deed: str, by: User) -> None:
    """记一笔; a cadre is not named there."""
    duty = request.duty
    whose = f"{duty.owner.common_name}{'一名团干部' if duty.subject_id else ''}"
    audit.record("duty", f"{deed}（申请 {request.id}）：{whose}《{_title(duty)}》", by.id)


def _tell_who_answers(request: DutyRequest, by: User) -> None:
    duty = request.duty
    _, people = open_requests.who_answers(duty)
    telling.tell(
        people,
        MessageKind.TO_DO,
        once=open_requests.told_as(request),
        title=f"申请{wish_words(request)}：{_name(duty)} · {_title(duty)}",
        words=f"{request.reason}\n现在的期限 {short_date(duty.due, clock.today())} 24:00",
        url=f"/duties/requests/{request.id}",
        due=duty.due,
        sender=f"{by.name}（{duty.owner.common_name}）",
        but=by,
    )


def _name(duty: ReportDuty) -> str:
    return f"{duty.subject.name}（{duty.owner.common_name}）" if duty.subject else duty.owner.common_name


def _title(duty: ReportDuty) -> str:
    row = duty.notice_annex
    return find_annex(row.notice.edition_key, row.annex_key).titled(row.period)
