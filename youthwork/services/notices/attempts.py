"""加码尝试: a refusal to put something on top of a superior's notice, kept for the issuer to see (H57, DOMAIN §10.12).

Written in a deed of its own after the refused one was rolled back, as refusals are. What stands here are facts: which
organ, which notice, what was typed and what is allowed; nobody is blamed by it, and the organ itself reads it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.additions import Addition, clause_of
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, NotFound, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.models import AdditionAttempt, MessageKind, Notice, Organization, User
from youthwork.models.organization import subtree_range
from youthwork.services.messages.telling import tell
from youthwork.services.posts import organ_ids, people_with
from youthwork.services.tree import unit_of

PAGE = 50


@dataclass(frozen=True)
class Tried:
    """一处加码 against one notice of a superior."""

    notice_id: int
    addition: Addition


class AdditionRefused(Unacceptable):
    """不能加码: with every place that goes beyond, the clause, and what is allowed."""

    def __init__(self, draft: Notice, by: User, tried: Sequence[Tried]) -> None:
        first = tried[0].addition.sentence
        more = f"（还有 {len(tried) - 1} 处）" if len(tried) > 1 else ""
        super().__init__(f"{first}{more}。依据：{clause_of(draft.edition_key)}")
        self.draft_id, self.organization_id, self.by_id = draft.id, draft.issuer_id, by.id
        self.passes_on_id = draft.passes_on_id
        #: 修改 of what was issued before, not a draft.
        self.is_amendment = draft.state is not NoticeState.DRAFT
        self.clause = clause_of(draft.edition_key)
        self.tried = list(tried)


def record(refused: AdditionRefused) -> None:
    """记下来 within the caller's deed, which is not the refused one; the same of the same draft stands once.

    The issuer's 经办人 and 签发人 are told once a draft and notice.
    """
    known = {
        (each.notice_id, each.sentence)
        for each in db.session.scalars(
            select(AdditionAttempt).where(AdditionAttempt.draft_id == refused.draft_id)
        )
    }
    new = [each for each in refused.tried if (each.notice_id, each.addition.sentence[:300]) not in known]
    for each in new:
        db.session.add(
            AdditionAttempt(
                notice_id=each.notice_id,
                draft_id=refused.draft_id,
                organization_id=refused.organization_id,
                by_id=refused.by_id,
                at=clock.now(),
                kind=each.addition.kind,
                annex_key=each.addition.annex[:60],
                sentence=each.addition.sentence[:300],
            )
        )
    db.session.flush()
    for notice_id in dict.fromkeys(each.notice_id for each in new):
        _tell(refused, db.session.get_one(Notice, notice_id), new)


def _tell(refused: AdditionRefused, notice: Notice, tried: Iterable[Tried]) -> None:
    organ = db.session.get_one(Organization, refused.organization_id)
    by = db.session.get_one(User, refused.by_id)
    sentences = [each.addition.sentence for each in tried if each.notice_id == notice.id]
    what = "修改" if refused.is_amendment else "发"
    tell(
        people_with((Duty.CLERK, Duty.SIGNER), unit_of(notice.issuer_id)),
        MessageKind.ADDITION,
        once=f"addition:{notice.id}:{refused.draft_id}",
        title=f"{organ.common_name}拟{what}的通知与{notice.number or notice.title}的要求不一致，没有放行",
        words="\n".join(sentences),
        url=f"/notices/{notice.id}/additions",
        sender=f"系统（{organ.common_name}办理时）",
        but=by,
    )


@dataclass(frozen=True)
class Attempts:
    """一页加码尝试, newest first; `before`: where the next page begins, None at the end; `unseen`: 未阅 in all."""

    rows: Sequence[AdditionAttempt]
    before: int | None
    unseen: int


def of_notice(actor: Actor, notice: Notice, before: int | None = None) -> Attempts:
    """加码尝试 against one notice that this person's office may see."""
    _check_office(actor)
    return _page(actor, AdditionAttempt.notice_id == notice.id, before)


def of_office(actor: Actor, before: int | None = None) -> Attempts:
    """加码尝试 of this person's organs and of those beneath them, against whatever notice."""
    _check_office(actor)
    return _page(actor, None, before)


def unseen_of(actor: Actor, notice: Notice) -> int:
    """未阅 of a notice, for the issuer's own office; 0 for everybody else. One query, or none."""
    if not is_issuers(actor, notice):
        return 0
    asked = select(func.count()).where(
        AdditionAttempt.notice_id == notice.id, AdditionAttempt.seen_at.is_(None)
    )
    return db.session.scalar(asked) or 0


def is_issuers(actor: Actor, notice: Notice) -> bool:
    """Whether this person works in the issuer's office."""
    return notice.issuer_id in organ_ids(actor)


def mark_seen(actor: Actor, notice: Notice, by: User) -> int:
    """已阅 of all there are of a notice now, by the issuer's office; gives how many were new."""
    if not is_issuers(actor, notice):
        raise NotAllowed(f"“已阅”由印发机关{notice.issuer.common_name}办理")
    rows = db.session.scalars(
        select(AdditionAttempt)
        .where(AdditionAttempt.notice_id == notice.id, AdditionAttempt.seen_at.is_(None))
        .with_for_update()
    ).all()
    for each in rows:
        each.seen_at, each.seen_by_id = clock.now(), by.id
    db.session.flush()
    return len(rows)


def of_draft(draft: Notice) -> Sequence[AdditionAttempt]:
    """What was refused of one draft, for those who draw it up."""
    asked = select(AdditionAttempt).where(AdditionAttempt.draft_id == draft.id)
    return db.session.scalars(asked.order_by(AdditionAttempt.id)).all()


def _check_office(actor: Actor) -> None:
    if not organ_ids(actor):
        raise NotFound("没有这个页面，或它不在你的可见范围内")


def _page(actor: Actor, narrowed: ColumnElement[bool] | None, before: int | None) -> Attempts:
    there = _in_sight(actor) if narrowed is None else and_(_in_sight(actor), narrowed)
    query = _whole().where(there)
    if before is not None:
        query = query.where(AdditionAttempt.id < before)
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    unseen = db.session.scalar(
        select(func.count())
        .select_from(AdditionAttempt)
        .join(Organization, AdditionAttempt.organization_id == Organization.id)
        .where(there, AdditionAttempt.seen_at.is_(None))
    )
    return Attempts(rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None, unseen or 0)


def _whole() -> Select[AdditionAttempt]:
    return (
        select(AdditionAttempt)
        .join(Organization, AdditionAttempt.organization_id == Organization.id)
        .options(
            joinedload(AdditionAttempt.notice).joinedload(Notice.issuer),
            joinedload(AdditionAttempt.organization),
            joinedload(AdditionAttempt.by),
        )
        .order_by(AdditionAttempt.id.desc())
    )


def _in_sight(actor: Actor) -> ColumnElement[bool]:
    """By organs in whose office one works, and all beneath them: the issuer, those between, and the organ itself."""
    paths = db.session.scalars(select(Organization.path).where(Organization.id.in_(organ_ids(actor))))
    ranges = [subtree_range(path) for path in paths]
    within = [and_(Organization.path >= low, Organization.path < high) for low, high in ranges]
    return or_(*within) if within else false()
