"""五个一落实情况素材: every number has its records, and the same records give the same bytes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from flask import Flask

from tests.conftest import on_both_engines
from tests.contact_work import add_activity
from tests.factories import NOW, Cast
from tests.query_counts import count_queries
from youthwork.documents.contents import canonical_json
from youthwork.domain.night_visits import ProblemState, VisitKind
from youthwork.domain.periods import PeriodKind, period_of
from youthwork.domain.signals import SignalKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivitySignal, NightVisit, ProtectedPerson, VisitProblem
from youthwork.services.contact_work.counting.counting_organs import quarter_of_organ
from youthwork.services.contact_work.derivation import monthly, monthly_word
from youthwork.services.contact_work.derivation.monthly import Figure, MonthlyDraft
from youthwork.services.contact_work.records import recording

pytestmark = on_both_engines

MARCH = date(2026, 3, 15)
COUNTY = "团云溪县委"


def drafted(cast: Cast, name: str = COUNTY) -> MonthlyDraft:
    db.session.flush()
    return monthly.draft(cast.organ(name), MARCH)


def figure(found: MonthlyDraft, key: str) -> Figure:
    return next(each for each in found.figures if each.key == key)


def visited(cast: Cast, kind: VisitKind, minutes: int = 60, **more: Any) -> Activity:
    record = add_activity(cast, "zhou", "2026-03-11", "19:00", minutes, ("night_visit",))
    subject = None
    if kind is VisitKind.TROUBLED_YOUTH:
        subject = ProtectedPerson(visitor_id=cast.people["zhou"].id, masked_name="王某", added_at=NOW)
        db.session.add(subject)
    db.session.add(NightVisit(activity_id=record.id, kind=kind, subject=subject, **more))
    db.session.flush()
    return record


def problem(cast: Cast, record: Activity, text: str, state: ProblemState = ProblemState.OPEN) -> None:
    db.session.add(
        VisitProblem(
            visit_id=record.id,
            organization_id=record.organization_id,
            category="就业创业",
            text=text,
            state=state,
            owner_id=cast.people["zhou"].id,
            found_at=record.starts_at,
            state_since=record.starts_at,
        )
    )
    db.session.flush()


@pytest.fixture
def record(app: Flask, cast: Cast) -> Activity:
    return add_activity(cast, "zhou", purposes=("talk", "open_house"))


def test_every_number_leads_to_its_records(record: Activity, cast: Cast) -> None:
    found = drafted(cast)
    for key in ("records", "cadre_five", "cadre_five-talk", "organ_five", "organ_five-open_house"):
        assert figure(found, key).number == 1
        assert figure(found, key).behind == ((f"3月5日 {record.topic}", f"/records/{record.id}"),)
    assert figure(found, "people").number == 12
    assert figure(found, "cadre_five-lesson").number == 0


def test_the_organs_number_is_the_one_of_its_progress(record: Activity, cast: Cast) -> None:
    # The same event, recorded by two: it counts once.
    add_activity(cast, "chen", purposes=("open_house",))
    found = figure(drafted(cast), "organ_five")
    quarter = period_of(date(2026, 3, 31), PeriodKind.QUARTER)
    assert found.number == quarter_of_organ(cast.organ(COUNTY), quarter).five.count == 1
    assert len(found.behind) == 2


def test_another_month_another_organ_and_what_was_withdrawn_do_not_count(
    record: Activity, cast: Cast
) -> None:
    add_activity(cast, "zhou", day="2026-02-28")
    add_activity(cast, "bai")
    gone = add_activity(cast, "chen", day="2026-03-20")
    recording.withdraw(gone, cast.person("chen"), "记重了", gone.version)
    assert figure(drafted(cast), "records").number == 1
    assert figure(drafted(cast, "团青岚市委"), "records").number == 0


def test_a_visit_of_59_minutes_is_told_and_not_counted(app: Flask, cast: Cast) -> None:
    visited(cast, VisitKind.VILLAGE, 59)
    found = drafted(cast)
    assert figure(found, "night_visits").number == 0
    assert "另有1次夜访不满一小时" in found.paragraphs[0][1]


def test_problems_are_counted_and_those_open_stand_in_the_plans(app: Flask, cast: Cast) -> None:
    record = visited(cast, VisitKind.FOUNDER, visited="返乡青年")
    problem(cast, record, "想贷款开网店")
    problem(cast, record, "缺冷库", ProblemState.SOLVED)
    found = drafted(cast)
    assert (figure(found, "problems").number, figure(found, "problems-over").number) == (2, 1)
    assert "想贷款开网店" in found.paragraphs[3][1] and "缺冷库" not in found.paragraphs[3][1]


def test_nothing_of_a_protected_person_is_told(app: Flask, cast: Cast) -> None:
    record = visited(cast, VisitKind.TROUBLED_YOUTH)
    problem(cast, record, "父母在外，晚上一个人")
    named = add_activity(
        cast, "zhou", "2026-03-20", topic="看望小名", effect="小名回校了", asked="小名想回校"
    )
    db.session.add(
        ActivitySignal(activity_id=named.id, kind=SignalKind.PROTECTED_NAME, sentence="请核实", at=NOW)
    )
    texts = "".join(text for _, text in drafted(cast).paragraphs)
    assert "小名" not in texts and "父母在外" not in texts and "王某" not in texts
    assert "3月20日，12人" in texts


def test_the_same_records_give_the_same_bytes(record: Activity, cast: Cast) -> None:
    visited(cast, VisitKind.VILLAGE)

    def taken() -> tuple[bytes, bytes]:
        db.session.expire_all()
        found = drafted(cast)
        return canonical_json(asdict(found)), monthly_word.write("题", "团", found.paragraphs)

    assert taken() == taken()


def test_the_queries_do_not_grow_with_the_records(record: Activity, cast: Cast) -> None:
    db.session.commit()
    few = count_queries(lambda: drafted(cast))
    for day in range(6, 26):
        add_activity(cast, "zhou", f"2026-03-{day:02d}")
    db.session.commit()
    assert count_queries(lambda: drafted(cast)) == few <= 12


def test_the_word_file_has_the_four_paragraphs_in_order(record: Activity, cast: Cast) -> None:
    content = monthly_word.write("2026年3月“五个一”落实情况", "共青团云溪县委员会", drafted(cast).paragraphs)
    lines = [each.text for each in Document(BytesIO(content)).paragraphs]
    assert lines[0] == "2026年3月“五个一”落实情况"
    heads = [line for line in lines if line[:2] in ("一、", "二、", "三、", "四、")]
    assert heads == ["一、做法", "二、经验", "三、存在问题", "四、下步工作安排"]
