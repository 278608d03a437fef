"""签发: a draft becomes a notice in one deed: checked again, bound to its day, laid down, told to whom it concerns."""

from __future__ import annotations

from youthwork import clock
from youthwork.domain.errors import StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Notice, User
from youthwork.services import audit, posts
from youthwork.services.duties import laying
from youthwork.services.notices import announcing, audiences, passing, rights
from youthwork.services.notices.contents import given_of, shortcomings_of, write
from youthwork.services.notices.drafts import check_version, take
from youthwork.services.notices.rights import may_issue
from youthwork.services.tree import hold

__all__ = ["Lacking", "issue", "may_issue"]


class Lacking(Unacceptable):
    """还缺: what has to be filled in first, (field, sentence) each."""

    def __init__(self, found: list[tuple[str, str]]) -> None:
        super().__init__(f"还有 {len(found)} 处没有填好，不能印发：{found[0][1]}")
        self.found = found


def issue(notice: Notice, by: User, version: int) -> Notice:
    """印发. Duties beyond `laying.AT_ONCE` are laid by the worker, who then tells the people; `laid_at` says when.

    Raises `Lacking`, `AlreadyMoved` where somebody saved or issued it meanwhile, and what `passing.check` refuses.
    """
    # Of two who ask the same, or take the same 文号, at once, the second sees what the first did.
    hold(notice.issuer.path)
    notice = take(notice)
    if notice.state is not NoticeState.DRAFT:
        who = notice.issued_by.name if notice.issued_by else "签发人"
        raise StepNotAllowed(f"《{notice.title}》{who}已经印发了，不用再印发")
    rights.check_issues(posts.actor_of(by), notice.issuer)
    check_version(notice, version)
    lacking = shortcomings_of(notice)
    if lacking:
        raise Lacking(lacking)
    given = given_of(notice)
    counted = audiences.reach(given.audience, notice.issuer)
    write(notice, given)
    notice.addressees = (
        notice.addressees or audiences.addressees(given.audience, notice.issuer, counted)[:300]
    )
    db.session.flush()
    passing.check(notice, by)
    notice.state = NoticeState.ISSUED
    notice.issued_by_id, notice.issued_at = by.id, clock.now()
    notice.typed = notice.handed_in_by_id = notice.handed_in_at = None
    notice.version += 1
    db.session.flush()
    if counted.total > laying.AT_ONCE:
        laying.ask_to_lay(notice, by)
    elif laying.begin(notice, by):
        announcing.announce(notice, but=by)
    audit.record("notice", f"印发《{notice.title}》{notice.number or ''}，{counted.total} 个单位", by.id)
    db.session.flush()
    return notice
