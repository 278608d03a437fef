"""绕道加码: the ways round 转发 by which more could be asked than the superior asks, none of which leads anywhere (H57)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask

from tests import duties, notices
from tests.conftest import on_both_engines
from tests.duties import duty
from tests.factories import NOW, Cast
from tests.services.duties import counting_again
from tests.services.notices.test_passing import DUE, issue, passed_on, save, superior
from youthwork.domain.additions import AdditionKind
from youthwork.domain.audience import Audience
from youthwork.domain.duties import Duty
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.hierarchy import CadreNature, Gender
from youthwork.domain.notices import NoticeState
from youthwork.domain.personnel import PersonalData, Post
from youthwork.extensions import db
from youthwork.models import Notice
from youthwork.services.duties import laying
from youthwork.services.jobs import runner
from youthwork.services.notices import amending, issuing
from youthwork.services.notices.attempts import AdditionRefused
from youthwork.services.personnel import appointments

pytestmark = on_both_engines

COUNTY, KEY = "团云溪县委", "contact_points"


def of_the_city(cast: Cast, **changes: str | list[str]) -> Notice:
    """A notice of the city's own, whole."""
    given = {"number": "岚青字〔2026〕3号", "title": "关于市里联系点工作的通知", **changes}
    return notices.whole(cast, "lin", "团青岚市委", **given)


def issue_own(cast: Cast, draft: Notice) -> Notice:
    return issuing.issue(draft, cast.person("meng"), draft.version)


def kinds_refused(cast: Cast, draft: Notice) -> list[AdditionKind]:
    with pytest.raises(AdditionRefused) as refused:
        issue_own(cast, draft)
    return [each.addition.kind for each in refused.value.tried]


def test_a_higher_number_under_another_form_is_a_higher_number(cast: Cast) -> None:
    superior(cast)
    draft = of_the_city(
        cast, annexes=["implementation_plan"], due_implementation_plan="2026-06-30", asked_organ_five="6"
    )
    assert kinds_refused(cast, draft) == [AdditionKind.NUMBER]
    draft = notices.save(draft, cast, "lin", asked_organ_five="5")
    assert issue_own(cast, draft).state is NoticeState.ISSUED


def test_months_earlier_is_earlier_and_no_other_report(cast: Cast) -> None:
    notice = superior(cast)
    duties.annex(notice, KEY).due = date(2026, 10, 30)
    db.session.flush()
    assert kinds_refused(cast, of_the_city(cast, due_contact_points="2026-04-30")) == [AdditionKind.EARLIER]


def test_what_was_due_above_months_ago_may_be_asked_for_again(cast: Cast, app: Flask) -> None:
    superior(cast)
    app.config["CLOCK"] = lambda: datetime(2026, 9, 1, 9, 0)
    draft = of_the_city(cast, due_contact_points="2026-09-25")
    assert issue_own(cast, draft).state is NoticeState.ISSUED


@pytest.mark.parametrize("at_once", [500, 1], ids=["within the deed", "by the worker"])
def test_units_a_pass_on_leaves_out_later_have_the_superiors_day_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    notice = superior(cast)
    issued = issue(cast, save(cast, passed_on(cast, notice), due_contact_points="2026-04-03"))
    below = [duty(cast, notice, KEY, name) for name in (COUNTY, "团白鹭县委")]
    assert {each.due for each in below} == {date(2026, 4, 3)}
    monkeypatch.setattr(laying, "AT_ONCE", at_once)
    given = replace(
        amending.as_it_is(issued), audience=Audience(under=frozenset({cast.organ("团白鹭县委").id}))
    )
    amending.amend(issued, given, "另行布置", cast.person("meng"), issued.version)
    db.session.commit()
    runner.run_until_empty()
    assert [(each.due, each.passed_on_id is None) for each in below] == [
        (DUE, True),
        (date(2026, 4, 3), False),
    ]
    issued = db.session.get_one(Notice, issued.id)
    amending.withdraw(issued, cast.person("meng"), "不再转发", issued.version)
    db.session.commit()
    runner.run_until_empty()
    assert [(each.due, each.passed_on_id) for each in below] == [(DUE, None), (DUE, None)]
    assert counting_again.kept() == counting_again.counted()


def test_whoever_comes_after_the_superior_withdrew_is_asked_nothing_by_who_passed_it_on(cast: Cast) -> None:
    notice = superior(cast)
    issued = issue(cast, passed_on(cast, notice))
    amending.withdraw(notice, cast.person("su"), "文号有误", notice.version)
    data = PersonalData("沈知夏", Gender.FEMALE, "1995.05", "13800001999")
    post = Post("干事", CadreNature.FULL_TIME, (Duty.CADRE,), NOW.date())
    appointments.add_person(cast.organ(COUNTY), data, post, cast.person("zhou"))
    rows = [row.id for each in (notice, issued) for row in each.annexes]
    left = db.session.scalars(
        db.select(duties.ReportDuty).where(
            duties.ReportDuty.notice_annex_id.in_(rows), duties.ReportDuty.standing.is_not(None)
        )
    ).all()
    assert left == []


def test_what_was_passed_on_cannot_be_amended_once_the_superior_withdrew(cast: Cast) -> None:
    notice = superior(cast)
    issued = issue(cast, passed_on(cast, notice))
    amending.withdraw(notice, cast.person("su"), "文号有误", notice.version)
    given = replace(amending.as_it_is(issued), contact_phone="13800000009")
    with pytest.raises(StepNotAllowed, match="已撤回"):
        amending.amend(issued, given, "换了电话", cast.person("meng"), issued.version)
