"""通知以后: what became of the notices of the demonstration, by the services of the pages, each at its own moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import select

from youthwork.demo.calendar import Clock, office_moment
from youthwork.demo.notices import CITY, COUNTY, DIRECT, PHONES, PROVINCE, holder, make_notice
from youthwork.demo.tree import Tree
from youthwork.domain.duties import Duty
from youthwork.extensions import db
from youthwork.models import ExceptionKind, NoticeAnnex, Organization, ReportDuty
from youthwork.services.duties import exceptions, laying, nil
from youthwork.services.notices import amending, attempts, issuing, passing

_WITHDRAWN_TITLE = "关于开展“夜访月”集中走访的通知"


def tell(tree: Tree, annexes: Mapping[str, NoticeAnnex], clock: Clock, random: Random) -> None:
    """转发, a refused 加码, 零报告 and 免报, 修改, 撤回. Leaves the clock where the last of them was."""
    today = clock.moment.date()

    def at(days_ago: int, do: Callable[[Tree, Mapping[str, NoticeAnnex]], None]) -> None:
        clock.moment = office_moment(today, days_ago, random)
        do(tree, annexes)

    _report_nil(tree, annexes, clock)
    at(20, _pass_on)
    at(18, _be_refused)
    at(15, _amend)
    at(9, _withdraw)


def _pass_on(tree: Tree, annexes: Mapping[str, NoticeAnnex]) -> None:
    """青岚市 passes the province's notice on, two of its three reserve days earlier."""
    organ_id, row = tree.by_name[CITY].id, annexes["contact_points"]
    draft = passing.begin(row.notice, holder(organ_id, Duty.CLERK), organ_id)
    earlier = (row.due - timedelta(days=2)).isoformat()
    kept = passing.read(
        draft, {"due-contact_points": [earlier], "contact_phone": [PHONES[CITY]], "version": ["1"]}
    ).kept
    passing.save(draft, kept, holder(organ_id, Duty.CLERK), draft.version)
    issuing.issue(draft, holder(organ_id, Duty.SIGNER), draft.version)
    # Not left to the worker: its candidates are put forward before there is one.
    laying.lay(draft)


def _be_refused(tree: Tree, annexes: Mapping[str, NoticeAnnex]) -> None:
    """云溪县 wanted twelve times where the province asks for five; it stands recorded, the draft lies where it was."""
    organ_id, clerk = tree.by_name[COUNTY].id, holder(tree.by_name[COUNTY].id, Duty.CLERK)
    draft = passing.begin(annexes["contact_points"].notice, clerk, organ_id)
    tries = passing.read(draft, {"asked-cadre_five": ["12"]})
    above = annexes["contact_points"].notice_id
    refused = [attempts.Tried(above, each) for each in tries.additions]
    attempts.record(attempts.AdditionRefused(draft, clerk, refused))


def _amend(tree: Tree, annexes: Mapping[str, NoticeAnnex]) -> None:
    row = annexes["research_topic"]
    as_it_is = amending.as_it_is(row.notice)
    later = replace(as_it_is, dues={**as_it_is.dues, row.id: row.due + timedelta(days=7)})
    signer = holder(tree.by_name[CITY].id, Duty.SIGNER)
    amending.amend(
        row.notice, later, "部分县（市、区）正在换届，调研选题顺延一周", signer, row.notice.version
    )
    laying.lay(row.notice)


def _withdraw(tree: Tree, annexes: Mapping[str, NoticeAnnex]) -> None:
    """印发错了的一份: issued the day before, withdrawn before anybody answered."""
    issued_on = annexes["contact_units"].notice.issued_on + timedelta(days=13)
    notice = make_notice(tree, "city_2017_walking", CITY, None, _WITHDRAWN_TITLE, issued_on)
    notice.body, notice.basis = "请各县（市、区）团委报送夜访安排。", "《青岚市团干部走基层工作办法》第五条"
    notice.expires_on = issued_on + timedelta(days=120)
    row = NoticeAnnex(annex_key="activity_news", position=1, due=issued_on + timedelta(days=60))
    notice.annexes.append(row)
    db.session.flush()
    laying.lay(notice)
    signer = holder(tree.by_name[CITY].id, Duty.SIGNER)
    amending.withdraw(notice, signer, "与已印发的走访通知重复，合并办理，不另发", notice.version)


def _report_nil(tree: Tree, annexes: Mapping[str, NoticeAnnex], clock: Clock) -> None:
    """岚汀县 had nothing to tell in the first month, and is excused from the second while it was flooded."""
    now = clock.moment
    organ = db.session.get_one(Organization, tree.by_name[PROVINCE].id)
    county_id = tree.by_name[DIRECT].id
    months_asked = [row for row in annexes.values() if row.period]
    first, second = (_duty(row, county_id) for row in months_asked[:2])
    clerk, signer = holder(county_id, Duty.CLERK), holder(organ.id, Duty.SIGNER)
    clock.moment = datetime.combine(months_asked[0].due, time(10, 12)) - timedelta(days=1)
    nil.report_nil(first, clerk, "本月忙于换届，没有开展")
    clock.moment = datetime.combine(months_asked[1].due, time(16, 5)) - timedelta(days=4)
    exceptions.grant(second, ExceptionKind.EXEMPT, None, "当地遭遇洪涝，全员参加救灾", signer, organ)
    clock.moment = now


def _duty(row: NoticeAnnex, owner_id: int) -> ReportDuty:
    return db.session.scalars(
        select(ReportDuty).where(ReportDuty.notice_annex_id == row.id, ReportDuty.owner_id == owner_id)
    ).one()
