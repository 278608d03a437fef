"""演示的申请: of 青岚市's counties one waits for more time, one was told that it has to report all the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from youthwork.demo.calendar import Clock, office_moment
from youthwork.demo.tree import Tree
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import DutyRequest, ExceptionKind, NoticeAnnex, Organization, ReportDuty
from youthwork.services import posts
from youthwork.services.duties import requests
from youthwork.services.tree import unit_of

_CITY = "团青岚市委"


def tell(tree: Tree, annexes: Mapping[str, NoticeAnnex], clock: Clock, random: Random) -> None:
    """The last two counties that have not reported 附件1 ask; 何志远 has answered one of them."""
    row = annexes["contact_points"]
    city_id = tree.by_name[_CITY].id
    owing = db.session.scalars(
        select(ReportDuty)
        .join(ReportDuty.owner)
        .where(
            ReportDuty.notice_annex_id == row.id,
            ReportDuty.standing == Reporting.MISSING,
            Organization.parent_id == city_id,
            Organization.department_function.is_(None),
        )
        .order_by(Organization.position.desc())
    ).all()
    staffed = [duty for duty in owing if posts.people_with([Duty.CLERK], unit_of(duty.owner_id))]
    if len(staffed) < 2:
        return
    answered, waiting = staffed[:2]
    now = clock.moment
    clock.moment = office_moment(now.date(), 4, random)
    refused = _ask(answered, answered.due + timedelta(days=20), "新任经办人刚到岗")
    clock.moment += timedelta(minutes=50)
    reviewer = posts.people_with([Duty.REVIEWER], unit_of(tree.by_name["团青岚市委组织部"].id))[0]
    words = "全省统一汇总，等不了二十天；可以请市委组织部程昱帮着填"
    requests.refuse(refused, words, reviewer, posts.actor_of(reviewer))
    clock.moment = office_moment(now.date(), 1, random)
    _ask(waiting, waiting.due + timedelta(days=3), "全县防汛，干部都在堤上，汇总表来不及核对")
    clock.moment = now


def _ask(duty: ReportDuty, until: date, reason: str) -> DutyRequest:
    clerk = posts.people_with([Duty.CLERK], unit_of(duty.owner_id))[0]
    return requests.ask(duty, ExceptionKind.LATER, until, reason, clerk, posts.actor_of(clerk))
