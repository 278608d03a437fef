"""送签发: a draft handed in to those who issue, and sent back with words."""

from __future__ import annotations

from sqlalchemy import select

from youthwork import clock
from youthwork.domain.duties import Duty
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import MessageKind, Notice, User
from youthwork.services import audit, posts
from youthwork.services.messages.telling import tell
from youthwork.services.notices import rights
from youthwork.services.notices.contents import shortcomings_of
from youthwork.services.notices.drafts import check_is_draft, check_version, take
from youthwork.services.tree import unit_of


def hand_in(notice: Notice, by: User, version: int) -> None:
    """送签发: those who issue for the organ are told, once a handing in."""
    notice = take(notice)
    check_is_draft(notice)
    rights.check_draws_up(posts.actor_of(by), notice.issuer)
    check_version(notice, version)
    lacking = shortcomings_of(notice)
    if lacking:
        raise Unacceptable(f"还有 {len(lacking)} 处没有填好，先补全再送签发：{lacking[0][1]}")
    notice.handed_in_by_id, notice.handed_in_at = by.id, clock.now()
    notice.version += 1
    tell(
        posts.people_with((Duty.SIGNER,), unit_of(notice.issuer_id)),
        MessageKind.NOTICE,
        once=f"notice:{notice.id}:handed-in:{notice.version}",
        title=f"待你签发通知：《{notice.title}》",
        words=f"{by.name}送签，核对后签发；不合适的可以退回",
        url=f"/notices/{notice.id}/issuing",
        sender=f"{by.name}（{notice.issuer.common_name}）",
        but=by,
    )
    audit.record("notice", f"送签发《{notice.title}》", by.id)
    db.session.flush()


def waiting_for(actor: Actor) -> list[Notice]:
    """待签发: drafts handed in to this person, the oldest first; one query, and none for who issues nothing."""
    organs = {unit.id for duty, unit in actor.posts if duty is Duty.SIGNER and not unit.is_department}
    if not organs:
        return []
    query = select(Notice).where(
        Notice.issuer_id.in_(organs), Notice.state == NoticeState.DRAFT, Notice.handed_in_at.is_not(None)
    )
    return list(db.session.scalars(query.order_by(Notice.handed_in_at).limit(5)))


def send_back(notice: Notice, by: User, reason: str, version: int) -> None:
    """退回拟稿 with words; who handed it in, and who drew it up, are told."""
    notice = take(notice)
    check_is_draft(notice)
    rights.check_issues(posts.actor_of(by), notice.issuer)
    check_version(notice, version)
    if notice.handed_in_at is None:
        raise StepNotAllowed("这份拟稿没有送签，不用退回")
    ids = {notice.handed_in_by_id, notice.created_by_id} - {None}
    people = list(db.session.scalars(select(User).where(User.id.in_(ids))))
    notice.handed_in_by_id = notice.handed_in_at = None
    notice.version += 1
    tell(
        people,
        MessageKind.NOTICE,
        once=f"notice:{notice.id}:sent-back:{notice.version}",
        title=f"退回拟稿：《{notice.title}》",
        words=reason,
        url=f"/notices/{notice.id}/draft",
        sender=f"{by.name}（{notice.issuer.common_name}）",
        but=by,
    )
    audit.record("notice", f"退回拟稿《{notice.title}》：{reason}", by.id)
    db.session.flush()
