"""五个一月报: its figures are the records', whoever hands it in; what was submitted stays, whatever is recorded after."""

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import journeys, monthly_reports
from tests.conftest import on_both_engines
from tests.contact_work import add_activity
from tests.factories import Cast
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.sources import SourceKind
from youthwork.extensions import db
from youthwork.forms.annexes.province_2017_8.monthly_report import FIGURES
from youthwork.models import (
    Activity,
    Filing,
    Organization,
    ReportDuty,
    Submission,
    SubmissionFact,
    SubmissionSource,
    User,
)
from youthwork.services.contact_work.derivation import known_months
from youthwork.services.contact_work.records import correcting
from youthwork.services.drafts import recomposing
from youthwork.services.drafts.annex_context import context_for
from youthwork.services.drafts.checking import check_draft, typed_answers
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.last_period import last_of
from youthwork.services.path.cases import plan_route

pytestmark = on_both_engines


@pytest.fixture
def report(app: Flask, cast: Cast) -> Submission:
    """团青岚市委's report of March, opened on its 25th; one of its three records is of a later day."""
    monthly_reports.record_march(cast)
    at(app, 25)
    return monthly_reports.open_month(cast, monthly_reports.ask(cast))


def at(app: Flask, day: int, month: int = 3) -> None:
    app.config["CLOCK"] = lambda: datetime(2026, month, day, 16, 0)


def write(submission: Submission, cast: Cast, **parts: str) -> Submission:
    given = {"experience": "无", "problems": "无。", "plans": "4月上旬座谈。", **parts}
    return journeys.type_in(submission, cast.person("lin"), given)


def answers_now(submission: Submission, cast: Cast) -> dict[str, Any]:
    return typed_answers(submission, cast.person("lin"))


def test_the_figures_are_those_of_the_units_own_records_up_to_the_day(report: Submission, cast: Cast) -> None:
    answers = answers_now(report, cast)
    assert {key: answers[key] for key in ("records", "people", "cadre_five", "organ_five")} == {
        "records": "2",
        "people": "57",
        "cadre_five": "2",
        "organ_five": "0",
    }
    assert (answers["local_records"], answers["local_people"]) == ("3", "77")
    assert answers["as_of"] == "2026年3月25日" and answers["period"] == "2026年3月"
    assert report.title == "五个一月报 · 2026年3月"


def test_a_month_that_is_over_counts_to_its_last_day(report: Submission, cast: Cast, app: Flask) -> None:
    at(app, 9, month=4)
    answers = answers_now(report, cast)
    assert answers["as_of"] == "2026年3月31日" and answers["records"] == "3" and answers["organ_five"] == "1"


def test_another_city_has_figures_of_its_own(report: Submission, cast: Cast) -> None:
    elsewhere = monthly_reports.open_month(cast, report.notice, clerk="wang")
    answers = typed_answers(elsewhere, cast.person("wang"))
    assert {answers[key] for key in FIGURES} == {"0"}


def test_a_withdrawn_record_counts_no_more(report: Submission, cast: Cast) -> None:
    counted = context_for(report, cast.person("lin")).month
    assert counted is not None and len(counted.records) == 2
    for record in counted.records:
        activity = db.session.get_one(Activity, record.id)
        correcting.withdraw(
            activity, db.session.get_one(User, activity.person_id), "记重了", activity.version
        )
    answers = answers_now(report, cast)
    assert (answers["records"], answers["people"], answers["local_records"]) == ("0", "0", "1")


def test_what_is_posted_as_a_figure_changes_nothing(report: Submission, cast: Cast) -> None:
    draft = find_draft(report)
    save_draft(report, cast.person("lin"), Save({**draft.fields, "records": ["999"]}, draft.revision))
    assert answers_now(report, cast)["records"] == "2"


def test_the_parts_begin_as_the_records_tell_them(report: Submission, cast: Cast) -> None:
    fields = find_draft(report).fields
    assert "记录直接联系青年活动2次" in fields["practice"][0]
    assert all(part.is_same for part in parts(report, cast))


def parts(submission: Submission, cast: Cast) -> list[recomposing.Part]:
    return recomposing.parts_of(find_draft(submission).fields, context_for(submission, cast.person("lin")))


def test_a_record_that_comes_later_is_offered_and_replaces_nothing(report: Submission, cast: Cast) -> None:
    write(report, cast, practice="我们自己写的做法。")
    add_activity(cast, "lin", "2026-03-20", people=8)
    assert find_draft(report).fields["practice"] == ["我们自己写的做法。"]
    offered = {part.name: part for part in parts(report, cast)}
    assert not offered["practice"].is_same and "3次" in offered["practice"].now
    [taken] = recomposing.recompose(report, cast.person("lin"), ["practice"])
    assert find_draft(report).fields["practice"] == [taken.now]
    assert find_draft(report).fields["plans"] == ["4月上旬座谈。"]


def test_a_part_the_records_say_nothing_about_cannot_be_taken(report: Submission, cast: Cast) -> None:
    write(report, cast)
    with pytest.raises(StepNotAllowed, match="记录里没有写到"):
        recomposing.recompose(report, cast.person("lin"), ["plans"])
    assert find_draft(report).fields["plans"] == ["4月上旬座谈。"]


def test_a_part_that_was_not_returned_is_not_replaced(report: Submission, cast: Cast) -> None:
    write(report, cast)
    journeys.return_(journeys.accept(journeys.send_in(report, cast), cast), cast)
    report.reopened = ["plans"]
    add_activity(cast, "lin", "2026-03-20", people=8)
    with pytest.raises(StepNotAllowed, match="没有退回“做法”"):
        recomposing.recompose(report, cast.person("lin"), ["practice"])


def test_what_was_submitted_stays_whatever_is_recorded_after(
    report: Submission, cast: Cast, app: Flask
) -> None:
    journeys.submit(write(report, cast), cast)
    submitted = dict(report.answers or {})
    at(app, 30)
    add_activity(cast, "lin", "2026-03-20", people=8)
    assert report.answers == submitted and submitted["records"] == "2"
    filing = journeys.file_(journeys.accept(journeys.send(journeys.sign_off(report, cast), cast), cast), cast)
    assert filing.answers["records"] == "2" and filing.answers["as_of"] == "2026年3月25日"


def test_every_record_counted_is_frozen_as_a_source(report: Submission, cast: Cast) -> None:
    journeys.submit(write(report, cast), cast)
    month = known_months.month_of(report.owner, "2026-03")
    assert month is not None
    rows = db.session.execute(
        select(SubmissionSource.record_id, SubmissionSource.field).where(
            SubmissionSource.submission_id == report.id, SubmissionSource.kind == SourceKind.ACTIVITY
        )
    ).all()
    assert {tuple(row) for row in rows} == {(each.id, "known-records") for each in month.records}


def test_its_figures_are_facts_that_can_be_added_up(report: Submission, cast: Cast) -> None:
    journeys.submit(write(report, cast), cast)
    journeys.file_(journeys.accept(journeys.send(journeys.sign_off(report, cast), cast), cast), cast)
    facts = db.session.scalars(select(SubmissionFact).where(SubmissionFact.submission_id == report.id))
    found = {fact.text: fact.number for fact in facts}
    assert found["records"] == 2 and found["local_people"] == 77 and "2026年3月" in found


@pytest.mark.parametrize("clerk", ["lin", "wang", "ban", "jiao"])
def test_every_kind_of_unit_reports_to_the_organization_department(
    app: Flask, cast: Cast, clerk: str
) -> None:
    """DOMAIN §0.2, §10.10: unlike the 汇总表, of 直属单位 and 省管高校 too."""
    report = monthly_reports.open_month(cast, monthly_reports.ask(cast), clerk=clerk)
    assert plan_route(report, cast.person(clerk).id).route.receiver_name == "团示范省委组织部"


def test_the_four_kinds_owe_a_report_for_each_month_and_nobody_else(app: Flask, cast: Cast) -> None:
    notice = monthly_reports.ask(cast, "2026-03", "2026-04")
    rows = db.session.scalars(
        select(ReportDuty).where(ReportDuty.notice_annex_id.in_([row.id for row in notice.annexes]))
    ).all()
    names = sorted(db.session.get_one(Organization, row.owner_id).common_name for row in rows)
    assert names == sorted(["团青岚市委", "团望川县委", "省直机关团工委", "示范大学团委"] * 2)


def test_the_months_are_reported_one_by_one(app: Flask, cast: Cast) -> None:
    notice = monthly_reports.ask(cast, "2026-03", "2026-04")
    march = monthly_reports.open_month(cast, notice, period="2026-03")
    april = monthly_reports.open_month(cast, notice, period="2026-04")
    assert march.id != april.id and march.due == date(2026, 3, 25) and april.due == date(2026, 4, 25)
    assert monthly_reports.open_month(cast, notice, period="2026-03") is march


def filed(submission: Submission, cast: Cast) -> Filing:
    return journeys.file_(journeys.accept(journeys.send_in(submission, cast), cast), cast)


def test_last_month_is_the_month_before_whenever_it_was_filed(app: Flask, cast: Cast) -> None:
    notice = monthly_reports.ask(cast, "2026-02", "2026-03", "2026-04")
    april = filed(
        write(monthly_reports.open_month(cast, notice, period="2026-04"), cast, practice="四月。"), cast
    )
    february = filed(
        write(monthly_reports.open_month(cast, notice, period="2026-02"), cast, practice="二月。"), cast
    )
    march = monthly_reports.open_month(cast, notice, period="2026-03")
    last = last_of(march)
    assert last is not None and last.filing_id == february.id != april.id
    assert last.words.startswith("2026年2月的")


def test_the_same_words_as_last_month_are_hinted_at_and_no_more(app: Flask, cast: Cast) -> None:
    notice = monthly_reports.ask(cast, "2026-02", "2026-03")
    same = "每周到联系的团支部走访一次，记下问题和办理人。"
    filed(write(monthly_reports.open_month(cast, notice, period="2026-02"), cast, practice=same), cast)
    march = write(
        monthly_reports.open_month(cast, notice, period="2026-03"), cast, practice=same, plans="五月再说。"
    )
    hints = {problem.field: problem.message for problem in check_draft(march, cast.person("lin")).hints}
    assert "与上次相同（2026年2月的" in hints["practice"]
    assert check_draft(march, cast.person("lin")).must == ()
