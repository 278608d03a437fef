"""催报: told to whoever must act and nobody else, once a day for one duty whoever presses; never at night.

What is told lies in the inbox at once and goes out in the morning (`domain/quiet_hours.py`); the day it counts for is
the day it goes out, so that what was pressed at night is not told twice next morning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from youthwork import clock
from youthwork.domain.actors import Actor
from youthwork.domain.calendar import due_phrase, short_date
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.domain.duty_rights import urging_unit
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.hierarchy import Unit
from youthwork.domain.notices import NoticeState, has_expired
from youthwork.domain.quiet_hours import next_sending
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import DutyReminder, MessageKind, ReportDuty, Submission, User
from youthwork.services import posts, standing
from youthwork.services.duties import sight
from youthwork.services.messages import telling
from youthwork.services.tree import units_at

#: At once: a ticked page.
MOST = 50


@dataclass
class Urged:
    """催报的结果, a line a duty: whom it was told, and why it was not told the others."""

    told: list[tuple[str, str]] = field(default_factory=list)
    #: Why not, as sentences.
    left_out: list[str] = field(default_factory=list)
    #: The day it goes out, where that is not today.
    goes_out_on: date | None = None


def urge(duties: Sequence[ReportDuty], by: User, actor: Actor) -> Urged:
    """催报 each of these, within the caller's deed. Raises `NotAllowed` where one of them is not this person's to urge."""
    if not duties:
        raise Unacceptable("请先勾选要催报的单位")
    if len(duties) > MOST:
        raise Unacceptable(f"一次最多催报 {MOST} 件，请分几次")
    units = units_at({duty.path for duty in duties})
    out_on = next_sending(clock.now()).date()
    urged = Urged(goes_out_on=out_on if out_on != clock.today() else None)
    for duty in sorted(duties, key=lambda each: each.id):
        acting_for = urging_unit(actor, sight.asked(duty))
        if acting_for is None:
            raise NotAllowed(
                f"催报{duty.owner.common_name}由其上级（直到发文单位）的经办人、审核人、签发人办理"
            )
        _urge_one(duty, units[duty.owner_id], by, acting_for, out_on, urged)
    return urged


def _urge_one(duty: ReportDuty, unit: Unit, by: User, acting_for: Unit, day: date, urged: Urged) -> None:
    name = _name(duty)
    paper = _paper(duty)
    if (sentence := _needless(duty, paper)) is not None:
        urged.left_out.append(f"{name}{sentence}")
        return
    people = responsible(duty, unit, paper)
    if not _take_the_day(duty, by, acting_for, day, len(people)):
        urged.left_out.append(f"{name}今天已经催过，一天最多一次")
        return
    if not people:
        urged.left_out.append(f"{name}没有人可以告知：{who_can_fix(duty, unit)}")
        return
    _tell(duty, paper, people, by, acting_for, day)
    urged.told.append((name, "、".join(each.name for each in people)))


def responsible(duty: ReportDuty, unit: Unit, paper: Submission | None) -> list[User]:
    """该办的人: whoever can take the next step with the paper; before it is begun the cadre, or the unit's 经办人."""
    if paper is not None:
        return [each.user for each in standing.waited_for(paper)]
    if duty.subject is not None:
        return [duty.subject] if duty.subject.is_enabled else []
    return posts.people_with([Duty.CLERK], unit)


def who_can_fix(duty: ReportDuty, unit: Unit) -> str:
    """谁能配人: the nearest 管理员, of the unit itself or above it."""
    for above in unit.chain:
        if keepers := posts.people_with([Duty.ADMINISTRATOR], above):
            names = "、".join(each.name for each in keepers[:2])
            return f"请{above.name}的管理员{names}登记经办人"
    return "请实例管理员登记经办人"


def _name(duty: ReportDuty) -> str:
    return duty.subject.name if duty.subject is not None else duty.owner.common_name


def _paper(duty: ReportDuty) -> Submission | None:
    return db.session.get(Submission, duty.submission_id) if duty.submission_id is not None else None


def _needless(duty: ReportDuty, paper: Submission | None) -> str | None:
    """Why nobody need be urged, or None."""
    row = duty.notice_annex
    is_returned = paper is not None and paper.state is State.RETURNED
    if duty.standing is Reporting.EXEMPT:
        return "已准予免报"
    if duty.standing is not Reporting.MISSING and not is_returned:
        return f"{duty.standing.value if duty.standing else '已不作要求'}，不用催"
    if row.notice.state is not NoticeState.ISSUED:
        return f"不用催：通知{row.notice.state.value}"
    if paper is None and has_expired(row.notice.expires_on, clock.today()):
        return "不用催：通知有效期已过，不再填报"
    if row.opens_on is not None and row.opens_on > clock.today():
        return f"不用催：{short_date(row.opens_on, clock.today())}起才开始填报"
    return None


def _take_the_day(duty: ReportDuty, by: User, acting_for: Unit, day: date, told: int) -> bool:
    """Whether nobody has urged this duty that day, nor another notice's that is the same thing; of two who press at
    once one does."""
    insert: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[db.engine.dialect.name]

    def write(duty_id: int) -> bool:
        row = insert(DutyReminder).values(
            duty_id=duty_id, day=day, by_id=by.id, acting_for_id=acting_for.id, at=clock.now(), told=told
        )
        written = row.on_conflict_do_nothing(index_elements=["duty_id", "day"]).returning(DutyReminder.id)
        return db.session.scalar(written) is not None

    # First the one that is reported, by which those who urge the others wait for one another.
    return write(duty.same_as_id or duty.id) and (duty.same_as_id is None or write(duty.id))


def _tell(
    duty: ReportDuty, paper: Submission | None, people: list[User], by: User, acting_for: Unit, day: date
) -> None:
    row = duty.notice_annex
    title = find_annex(row.notice.edition_key, row.annex_key).titled(row.period)
    due = standing.due_of(paper) if paper is not None else duty.due
    phrase = due_phrase(due, clock.today()).replace(" · ", "，")
    key = telling.asked_key(row.id, duty.owner_id, duty.subject_id)
    telling.tell(
        people,
        MessageKind.URGING,
        # Of what was never begun it is settled by beginning it (`telling.settle_asked`).
        once=f"urged:{duty.id}:{day}" if paper is not None else f"asked:{key}:URGED:{day}",
        title=f"催报：{duty.owner.common_name} · {title}（{phrase}）",
        words=f"{_lies(paper)}请于 {short_date(due, clock.today())} 24:00 前报送。"
        f"{row.notice.number or ''}《{row.notice.title}》",
        url=f"/submissions/{paper.id}" if paper is not None else f"/notices/{row.notice_id}",
        submission=paper,
        due=due,
        sender=f"{by.name}（{acting_for.name}）",
    )


def _lies(paper: Submission | None) -> str:
    return (
        f"这件现在{standing.word_of(paper)[0]}，在{standing.holder_of(paper)}。"
        if paper
        else "还没有开始填报。"
    )
