"""告知: a message to each person concerned, written in the deed that causes it: undone with it, and told once.

`take_step` tells of every step (`tell_of`); deeds beside the path call the verbs below it, or `tell` itself. Nothing
here imports `services/path`: the path tells, it is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from youthwork import clock
from youthwork.domain.delegations import deputy_words
from youthwork.domain.quiet_hours import is_immediate
from youthwork.extensions import db
from youthwork.models import Comment, Filing, Message, MessageKind, Submission, SubmissionEvent, User
from youthwork.services import standing
from youthwork.services.messages import mailing
from youthwork.services.messages.events import (
    ASKING,
    REMINDING,
    TELLINGS,
    owners_people,
    owners_side,
    paper_words,
    title_of,
)

#: As long as the columns are.
_TITLE, _SENDER, _WORDS = 200, 180, 4000


def tell(
    people: User | Iterable[User],
    kind: MessageKind,
    *,
    once: str,
    title: str,
    words: str = "",
    url: str = "",
    submission: Submission | None = None,
    due: date | None = None,
    sender: str = "",
    but: User | None = None,
) -> None:
    """告知 within the caller's deed; a person who was told of `once` before is not told again.

    `once` names what is told (`event:17`), at most 80 characters; `url` is a path of ours; `but` is who did it.
    What is to go out at once is asked for as a job, of whoever wants e-mail.
    """
    to = [people] if isinstance(people, User) else people
    wanted = {each.id: each for each in to if each.is_enabled and (but is None or each.id != but.id)}
    if not wanted:
        return
    db.session.flush()
    rows = [
        {
            "person_id": person_id,
            "kind": kind,
            "submission_id": submission.id if submission else None,
            "sender": sender[:_SENDER],
            "title": title[:_TITLE],
            "words": words.strip()[:_WORDS],
            "url": url,
            "due": due,
            "once": once,
            "at": clock.now(),
        }
        for person_id in sorted(wanted)
    ]
    told = _insert_new(rows)
    if is_immediate(kind is MessageKind.RETURNED, due, clock.today()):
        for message_id, person_id in told:
            mailing.ask_for_message(message_id, wanted[person_id])


def _insert_new(rows: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Write the rows that are not there yet; gives (message, person) of those. Two deeds at once tell once."""
    insert = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.engine.dialect.name]
    statement: Any = insert(Message).values(list(rows))
    statement = statement.on_conflict_do_nothing(index_elements=["person_id", "once"])
    return [
        (row.id, row.person_id)
        for row in db.session.execute(statement.returning(Message.id, Message.person_id))
    ]


def tell_of(event: SubmissionEvent, submission: Submission, actor: User) -> None:
    """一步之后: settle what was asked of anybody about this paper before, and tell whom it concerns now."""
    settle(submission)
    told: set[int] = set()
    for row in TELLINGS[event.action]:
        people = [each for each in row.to(submission) if each.id not in told]
        told |= {each.id for each in people}
        due = (
            standing.due_of(submission) if row.kind in ASKING and standing.asks_by_date(submission) else None
        )
        tell(
            people,
            row.kind,
            once=f"event:{event.id}",
            title=title_of(row, submission, event),
            words=event.reason if row.with_words else "",
            url=_page_of(submission),
            submission=submission,
            due=due,
            sender=sender_of(event),
            but=actor,
        )


def tell_return(event: SubmissionEvent, submission: Submission, comments: Sequence[Comment]) -> None:
    """逐项退回: add the 批注 given out with a return, each at its place, to what was told of it just before."""
    lines = [event.reason, *(_comment_line(each) for each in comments)]
    words = "\n".join(line for line in lines if line)[:_WORDS]
    db.session.flush()
    db.session.execute(update(Message).where(Message.once == f"event:{event.id}").values(words=words))


def tell_filed(filing: Filing, event: SubmissionEvent, actor: User) -> None:
    """予以备案: the owner's side, with the 备案号 and the way to the paper."""
    version = f"第 {filing.version} 版" if filing.version > 1 else ""
    tell(
        owners_side(filing.submission),
        MessageKind.FILED,
        once=f"event:{event.id}",
        title=f"已备案：{paper_words(filing.submission)}",
        words=f"备案号 {filing.filing_number}{version}",
        url=f"/filings/{filing.id}",
        submission=filing.submission,
        sender=sender_of(event),
        but=actor,
    )


def tell_correction(draft: Submission, actor: User, *, is_asked: bool) -> None:
    """请更正, and 更正 begun: whose paper it is, with the reason as it was written."""
    filing = draft.corrects
    assert filing is not None
    number = filing.filing_number
    tell(
        owners_people(draft),
        MessageKind.CORRECTION,
        once=f"correction:{draft.id}",
        title=f"{'请更正' if is_asked else '已开始更正'} {number}：{paper_words(draft)}",
        words=draft.correction_reason,
        url=_page_of(draft),
        submission=draft,
        due=draft.due if is_asked else None,
        sender=f"{actor.name}（{filing.department_name}）" if is_asked else actor.name,
        but=actor,
    )


def tell_voided(filing: Filing, actor: User) -> None:
    """作废: the owner's side and who filed it."""
    tell(
        [*owners_side(filing.submission), filing.filed_by],
        MessageKind.CORRECTION,
        once=f"voided:{filing.id}",
        title=f"已作废 {filing.filing_number}：{paper_words(filing.submission)}",
        words=f"{filing.void_reason}\n备案号不再使用，须重新填报。",
        url=f"/filings/{filing.id}",
        submission=filing.submission,
        sender=f"{actor.name}（{filing.organ_name}）",
        but=actor,
    )


def tell_request_withdrawn(draft: Submission, actor: User) -> None:
    """撤回请更正: those who were asked."""
    settle(draft)
    filing = draft.corrects
    assert filing is not None
    tell(
        owners_people(draft),
        MessageKind.PROGRESS,
        once=f"correction-withdrawn:{draft.id}:{draft.version}",
        title=f"已撤回更正请求 {filing.filing_number}：{paper_words(draft)}",
        words="更正件留在你单位，可以继续办理，也可以放弃。",
        url=_page_of(draft),
        submission=draft,
        sender=f"{actor.name}（{filing.department_name}）",
        but=actor,
    )


def settle(submission: Submission) -> None:
    """已办: what was asked of anybody about this paper is done, by whomever; nobody need look at it any more."""
    now = clock.now()
    db.session.flush()
    asked = (Message.submission_id == submission.id, Message.kind.in_(ASKING), Message.settled_at.is_(None))
    db.session.execute(
        update(Message).where(*asked, Message.read_at.is_(None)).values(read_at=now, settled_at=now)
    )


def settle_reminders(submission: Submission, but: str) -> None:
    """The reminders of this paper that a newer one (`but`) takes the place of."""
    now = clock.now()
    kinds = (MessageKind.DUE_SOON, MessageKind.DUE_TODAY, MessageKind.OVERDUE)
    older = (Message.submission_id == submission.id, Message.kind.in_(kinds), Message.once != but)
    db.session.execute(
        update(Message).where(*older, Message.read_at.is_(None)).values(read_at=now, settled_at=now)
    )


def asked_key(notice_annex_id: int, owner_id: int, subject_id: int | None) -> str:
    """应报一件, as `once` names it: the annex, the owner, the cadre."""
    return f"{notice_annex_id}:{owner_id}:{subject_id or 0}"


def settle_asked(submission: Submission, notice_annex_id: int) -> None:
    """已开始填报: nobody is reminded any more that it has not been begun."""
    now = clock.now()
    key = asked_key(notice_annex_id, submission.owner_id, submission.subject_id)
    people = [each.id for each in owners_people(submission)]
    asked = (
        Message.person_id.in_(people),
        Message.once.startswith(f"asked:{key}:"),
        Message.read_at.is_(None),
    )
    db.session.execute(update(Message).where(*asked).values(read_at=now, settled_at=now))


def settle_reminders_of(people: Iterable[User], asked: str, submission_id: int | None) -> None:
    """催办了结 for one 应报一件, which `asked_key` names, and its paper: there is nothing to report, or later."""
    now = clock.now()
    unread = Message.person_id.in_([each.id for each in people]), Message.read_at.is_(None)
    done = {"read_at": now, "settled_at": now}
    db.session.flush()
    db.session.execute(
        update(Message).where(*unread, Message.once.startswith(f"asked:{asked}:")).values(done)
    )
    if submission_id is not None:
        of_paper = Message.submission_id == submission_id, Message.kind.in_(REMINDING)
        db.session.execute(update(Message).where(*of_paper, Message.read_at.is_(None)).values(done))


def settle_told(people: Iterable[User], once: str) -> None:
    """已办: what these people were told by this name is done, by whomever."""
    now = clock.now()
    db.session.flush()
    told = (
        Message.person_id.in_([each.id for each in people]),
        Message.once == once,
        Message.settled_at.is_(None),
    )
    db.session.execute(update(Message).where(*told).values(settled_at=now))
    db.session.execute(update(Message).where(*told[:2], Message.read_at.is_(None)).values(read_at=now))


def sender_of(event: SubmissionEvent) -> str:
    """谁（哪个单位）; with 代 whom where a deputy did it."""
    return f"{deputy_words(event.actor_name, event.deputy_for)}（{event.acting_for}）"


def _page_of(submission: Submission) -> str:
    return f"/submissions/{submission.id}"


def _comment_line(comment: Comment) -> str:
    proposed = f"（建议改为：{comment.proposed}）" if comment.proposed else ""
    return f"{comment.place}：{comment.text}{proposed}" if comment.place else f"{comment.text}{proposed}"
