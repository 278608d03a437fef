"""通知拟稿: begun, saved as typed, handed in to be issued, sent back, discarded.

What was typed is kept as it was typed (`Notice.typed`); the columns and the rows of annexes are kept in step with
whatever of it can be read, so that a page, a check or a preview needs to read no form.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from youthwork import clock
from youthwork.domain.calendar import moment_phrase
from youthwork.domain.errors import AlreadyMoved, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeGiven, NoticeState
from youthwork.domain.workflow import Actor
from youthwork.extensions import db
from youthwork.forms import notices as forms
from youthwork.forms.annexes import EDITIONS
from youthwork.models import Notice, NoticeAnnex, User
from youthwork.services import audit, posts
from youthwork.services.notices import editions, rights
from youthwork.services.notices.contents import given_of, shortcomings_of, write
from youthwork.services.tree import find_organization

__all__ = ["begin", "check_is_draft", "discard", "find_draft", "save", "shortcomings_of", "take"]


def find_draft(actor: Actor, notice_id: int) -> Notice:
    """拟稿 of an organ for which this person draws up; a notice that is issued, withdrawn or another's is none."""
    notice = db.session.get(Notice, notice_id, options=[joinedload(Notice.saved_by)])
    if notice is None or not rights.may_draw_up(actor, notice.issuer_id):
        raise NotFound("没有这份拟稿，或它不是你单位的")
    return notice


def drafts_of(actor: Actor) -> list[Notice]:
    """拟稿 this person may go on with, the last saved first; those handed in before the rest."""
    query = select(Notice).where(
        Notice.issuer_id.in_(rights.drawing_organs(actor)), Notice.state == NoticeState.DRAFT
    )
    return list(db.session.scalars(query.order_by(Notice.handed_in_at.is_(None), Notice.saved_at.desc())))


def begin(by: User, issuer_id: int, edition_key: str, copied_from: Notice | None = None) -> Notice:
    """起稿 from 表样, or from an earlier notice (of this organ: days moved on; of a superior: as they are)."""
    organ = find_organization(issuer_id)
    rights.check_draws_up(posts.actor_of(by), organ)
    if not any(each.id == issuer_id for each in rights.organs_of(posts.actor_of(by))):
        raise Unacceptable(f"{organ.common_name}没有下级单位，不用印发通知")
    if edition_key not in EDITIONS:
        raise Unacceptable("请选择从哪套表样或哪份通知开始")
    today, now = clock.today(), clock.now()
    if copied_from is None:
        start = editions.from_edition(EDITIONS[edition_key], issuer_id, by, today)
    else:
        start = editions.from_notice(copied_from, given_of(copied_from), issuer_id, by, today)
    notice = Notice(
        edition_key=edition_key,
        issuer=organ,
        title=start.given.title,
        issued_on=today,
        state=NoticeState.DRAFT,
        typed=forms.posted_from(edition_key, start.given, start.hints),
        created_by_id=by.id,
        created_at=now,
        saved_by_id=by.id,
        saved_at=now,
    )
    db.session.add(notice)
    write(notice, start.given)
    db.session.flush()
    return notice


def save(notice: Notice, given: NoticeGiven, by: User, version: int) -> Notice:
    """保存. Of two people the second is told, and decides; two saves of one page are no clash, the later stands."""
    notice = take(notice)
    check_is_draft(notice)
    rights.check_draws_up(posts.actor_of(by), notice.issuer)
    typed = dict(given.typed)
    if _same(typed, notice.typed):
        return notice
    if version != notice.version and not _is_of_same_page(typed, notice.typed):
        raise AlreadyMoved(moved_words(notice))
    if _is_overtaken(typed, notice.typed):
        return notice
    notice.typed = typed
    notice.saved_by_id, notice.saved_at = by.id, clock.now()
    notice.version += 1
    write(notice, given)
    db.session.flush()
    return notice


def moved_words(notice: Notice) -> str:
    """谁刚刚存了另一版."""
    who = notice.saved_by.name if notice.saved_by else "另一位同志"
    when = moment_phrase(notice.saved_at, clock.now()) if notice.saved_at else "刚才"
    return f"{who}{when}存了另一版，你这一页写的没有存进去；请对照后再存"


def take(notice: Notice) -> Notice:
    """The notice as it is now, held until the deed ends."""
    taken = db.session.get(Notice, notice.id, with_for_update={"of": Notice}, populate_existing=True)
    if taken is None:
        raise NotFound("这份拟稿已经删除")
    return taken


def check_is_draft(notice: Notice) -> None:
    if notice.state is not NoticeState.DRAFT:
        who = notice.issued_by.name if notice.issued_by else "签发人"
        raise StepNotAllowed(
            f"《{notice.title}》{who}已经印发，不能再改拟稿；要改的请由签发人用“修改通知”，改动会留痕"
        )


def _same(typed: Mapping[str, list[str]], kept: Mapping[str, list[str]] | None) -> bool:
    def text(posted: Mapping[str, list[str]]) -> dict[str, list[str]]:
        mine = {name: values for name, values in posted.items() if name not in (forms.PAGE, forms.SEQUENCE)}
        return {name: values for name, values in mine.items() if any(values)}

    return kept is not None and text(typed) == text(kept)


def _is_of_same_page(typed: Mapping[str, list[str]], kept: Mapping[str, list[str]] | None) -> bool:
    page = typed.get(forms.PAGE)
    return bool(page and any(page)) and kept is not None and kept.get(forms.PAGE) == page


def _is_overtaken(typed: Mapping[str, list[str]], kept: Mapping[str, list[str]] | None) -> bool:
    """An earlier save of the same page that arrives after a later one."""
    if kept is None or not _is_of_same_page(typed, kept):
        return False
    mine, theirs = (each.get(forms.SEQUENCE, [""])[0] for each in (typed, kept))
    return mine.isdecimal() and theirs.isdecimal() and int(mine) < int(theirs)


def check_version(notice: Notice, version: int) -> None:
    if version != notice.version:
        raise AlreadyMoved(f"{moved_words(notice).split('，')[0]}，请看清现在的内容再办")


def discard(notice: Notice, by: User, version: int) -> None:
    """删除拟稿: only what was never issued; that it was there stays in the audit."""
    notice = take(notice)
    check_is_draft(notice)
    rights.check_draws_up(posts.actor_of(by), notice.issuer)
    check_version(notice, version)
    audit.record("notice", f"删除拟稿《{notice.title}》（{notice.issuer.common_name}）", by.id)
    db.session.execute(delete(NoticeAnnex).where(NoticeAnnex.notice_id == notice.id))
    db.session.execute(delete(Notice).where(Notice.id == notice.id))
    db.session.expire_all()
