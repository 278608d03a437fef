"""任务表由活动记录选入: nothing doubled, nothing rewritten unasked, and what was not touched can be rebuilt to the byte."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import journeys
from tests.conftest import on_both_engines
from tests.contact_work import add_activity
from tests.contact_work import given as given_fields
from tests.factories import NOW, Cast
from youthwork.documents.contents import canonical_json
from youthwork.domain.errors import StepNotAllowed
from youthwork.domain.signals import SignalKind
from youthwork.domain.sources import SourceKind
from youthwork.extensions import db
from youthwork.models import Activity, ActivitySignal, Message, Submission, SubmissionSource
from youthwork.services import posts
from youthwork.services.contact_work.derivation import derived_writing, deriving
from youthwork.services.contact_work.derivation.derived_rows import Upstream, derived_in, rows_behind
from youthwork.services.contact_work.records import recording
from youthwork.services.drafts.checking import check_draft
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.drafts.sources import sources_of
from youthwork.services.path import dispatch
from youthwork.services.path.cases import annex_of

pytestmark = on_both_engines


@pytest.fixture
def sheet(app: Flask, cast: Cast) -> Submission:
    """周可儿's 任务表, nothing in it yet."""
    return journeys.draft_task_sheet(cast, "zhou", entries={})


def a_service(cast: Cast, day: str = "2026-03-05", who: str = "zhou", **more: Any) -> Activity:
    said: dict[str, Any] = {
        "topic": "清河捡垃圾",
        "form": "志愿服务",
        "people": 45,
        "effect": "清理河道2公里。",
    }
    return add_activity(cast, who, day, purposes=("volunteer_service",), **(said | more))


def offered(
    sheet: Submission, cast: Cast, who: str = "zhou", everything: bool = False
) -> list[deriving.Choice]:
    return deriving.choices(sheet, posts.actor_of(cast.person(who)), everything)


def names(found: list[deriving.Choice]) -> list[str]:
    return [each.name for each in found if each.activity]


def take_all(sheet: Submission, cast: Cast) -> int:
    found = [each for each in offered(sheet, cast) if each.activity]
    return derived_writing.take(sheet, cast.person("zhou"), found, {each.name for each in found})


def entry(sheet: Submission, row: str) -> list[str]:
    fields = find_draft(sheet).fields
    return ["".join(fields.get(f"{row}-{part}", [])) for part in ("time", "form", "scale", "effect")]


def retype(sheet: Submission, cast: Cast, **changes: str) -> None:
    draft = find_draft(sheet)
    fields = draft.fields | {name.replace("__", "-"): [text] for name, text in changes.items()}
    save_draft(sheet, cast.person("zhou"), Save(fields, draft.revision))


def correct(cast: Cast, activity: Activity, **more: Any) -> None:
    now = recording.given_of(activity)
    changed = now.__class__(**{**vars(now), **more})
    activity.recorded_at -= timedelta(minutes=5)
    recording.correct(activity, changed, cast.person("zhou"), "数错了", activity.version)


def test_a_record_becomes_an_entry_that_says_where_it_came_from(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    row = f"volunteer_service-a{record.id}"
    assert names(offered(sheet, cast)) == [row]
    assert take_all(sheet, cast) == 1
    assert entry(sheet, row) == ["3月5日", "志愿服务：清河捡垃圾", "45人", "清理河道2公里"]
    drawn = derived_in(sheet, find_draft(sheet).fields)
    assert {each.field for each in drawn} == {f"{row}-{part}" for part in ("time", "form", "scale", "effect")}
    assert {(each.kind, each.record_id, each.words) for each in drawn} == {
        (SourceKind.ACTIVITY, record.id, "来自3月5日的活动记录")
    }


def test_a_record_ticked_for_two_rows_is_offered_for_both(sheet: Submission, cast: Cast) -> None:
    record = add_activity(cast, "zhou", purposes=("renew_oath", "study_speeches", "talk"))
    assert names(offered(sheet, cast)) == [f"study_speeches-a{record.id}", f"renew_oath-a{record.id}"]
    assert deriving.count_choices(sheet) == 2


def test_what_somebody_went_along_to_is_offered_and_anothers_record_is_not(
    sheet: Submission, cast: Cast
) -> None:
    joined = a_service(cast, who="chen", members=(cast.people["zhou"].id,))
    a_service(cast, who="chen", day="2026-03-09")
    assert names(offered(sheet, cast)) == [f"volunteer_service-a{joined.id}"]
    assert deriving.count_choices(sheet) == 1


def test_records_before_the_notices_months_are_offered_on_wish_alone(sheet: Submission, cast: Cast) -> None:
    early = a_service(cast, day="2026-01-20")
    assert names(offered(sheet, cast)) == [] and deriving.count_choices(sheet) == 0
    assert names(offered(sheet, cast, everything=True)) == [f"volunteer_service-a{early.id}"]


def test_a_withdrawn_record_is_not_offered(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    recording.withdraw(record, cast.person("zhou"), "记重了", record.version)
    assert names(offered(sheet, cast)) == [] and deriving.count_choices(sheet) == 0


def test_a_clerk_is_offered_what_the_clerk_may_read(app: Flask, cast: Cast) -> None:
    sheet = journeys.draft_task_sheet(cast, "chen", entries={})
    mine = a_service(cast, who="chen")
    elsewhere = a_service(cast, who="chen", day="2026-03-06")
    elsewhere.organization_id = cast.organ("团白鹭县委").id
    assert names(offered(sheet, cast, "zhou")) == [f"volunteer_service-a{mine.id}"]
    assert len(names(offered(sheet, cast, "chen"))) == 2


def test_choosing_twice_does_not_double(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    before_taking = offered(sheet, cast)
    chosen = {each.name for each in before_taking if each.activity}
    derived_writing.take(sheet, cast.person("zhou"), before_taking, chosen)
    with pytest.raises(StepNotAllowed, match="没有勾选"):
        derived_writing.take(sheet, cast.person("zhou"), offered(sheet, cast), chosen)
    # A page drawn before the first press, sent once more.
    derived_writing.take(sheet, cast.person("zhou"), before_taking, chosen)
    assert find_draft(sheet).fields["volunteer_service"] == [f"a{record.id}"]


def test_rows_stand_by_day_before_those_written_by_hand(sheet: Submission, cast: Cast) -> None:
    fifth = a_service(cast, "2026-03-05")
    take_all(sheet, cast)
    draft = find_draft(sheet)
    by_hand = {"volunteer_service": [f"a{fifth.id}", "n1"], "volunteer_service-n1-time": ["3月1日"]}
    save_draft(sheet, cast.person("zhou"), Save(draft.fields | by_hand, draft.revision))
    ninth, second = a_service(cast, "2026-03-09"), a_service(cast, "2026-03-02")
    take_all(sheet, cast)
    order = [f"a{each.id}" for each in (second, fifth, ninth)]
    assert find_draft(sheet).fields["volunteer_service"] == [*order, "n1"]


def test_a_rewritten_cell_comes_from_nowhere_and_the_others_still_do(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    take_all(sheet, cast)
    row = f"volunteer_service-a{record.id}"
    retype(sheet, cast, **{f"{row}-effect": "清理河道两公里，劝返钓鱼者3人"})
    drawn = {each.field.rpartition("-")[2] for each in derived_in(sheet, find_draft(sheet).fields)}
    assert drawn == {"time", "form", "scale"}


def test_a_corrected_record_is_told_and_its_words_are_taken_with_one_press(
    sheet: Submission, cast: Cast
) -> None:
    record = a_service(cast)
    take_all(sheet, cast)
    correct(cast, record, people=40)
    [row] = rows_behind(sheet, find_draft(sheet).fields)
    assert row.upstream is Upstream.CORRECTED and not row.is_edited
    assert (row.typed["scale"], row.renewed["scale"]) == ("45人", "40人")
    assert derived_writing.renew(sheet, cast.person("zhou"), {row.name}) == 1
    assert entry(sheet, row.name)[2] == "40人"
    assert rows_behind(sheet, find_draft(sheet).fields) == []


def test_a_rewritten_row_is_never_overwritten_unless_named(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    take_all(sheet, cast)
    row = f"volunteer_service-a{record.id}"
    retype(sheet, cast, **{f"{row}-effect": "自己写的"})
    correct(cast, record, people=40)
    with pytest.raises(StepNotAllowed, match="对照着勾选"):
        derived_writing.renew(sheet, cast.person("zhou"), {row})
    assert entry(sheet, row)[3] == "自己写的"
    derived_writing.renew(sheet, cast.person("zhou"), {row}, rewritten={row})
    assert entry(sheet, row)[2:] == ["40人", "清理河道2公里"]


def test_who_keeps_what_was_typed_is_not_asked_again_until_the_next_correction(
    sheet: Submission, cast: Cast
) -> None:
    record = a_service(cast)
    take_all(sheet, cast)
    row = f"volunteer_service-a{record.id}"
    retype(sheet, cast, **{f"{row}-scale": "42人"})
    correct(cast, record, people=40)
    assert derived_writing.keep_typed(sheet, {row}) == 1
    assert rows_behind(sheet, find_draft(sheet).fields) == [] and entry(sheet, row)[2] == "42人"
    correct(cast, record, people=39)
    assert [each.name for each in rows_behind(sheet, find_draft(sheet).fields)] == [row]


def test_a_withdrawn_record_shows_on_its_row_which_stays(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    take_all(sheet, cast)
    recording.withdraw(record, cast.person("zhou"), "记重了", record.version)
    [row] = rows_behind(sheet, find_draft(sheet).fields)
    assert row.upstream is Upstream.WITHDRAWN and entry(sheet, row.name)[2] == "45人"
    assert derived_writing.drop(sheet, cast.person("zhou"), {row.name}) == 1
    assert find_draft(sheet).fields["volunteer_service"] == []


def test_a_record_no_longer_ticked_for_the_row_shows_on_it(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    take_all(sheet, cast)
    correct(cast, record, purposes=frozenset({"talk"}))
    [row] = rows_behind(sheet, find_draft(sheet).fields)
    assert row.upstream is Upstream.UNTICKED


def test_submitting_freezes_what_is_still_so_and_a_later_correction_shows(
    sheet: Submission, cast: Cast
) -> None:
    record = a_service(cast)
    take_all(sheet, cast)
    row = f"volunteer_service-a{record.id}"
    retype(sheet, cast, **{f"{row}-effect": "清理河道两公里"})
    journeys.submit(sheet, cast)
    correct(cast, record, people=40)
    answers = sheet.answers or {}
    found = sources_of(sheet, annex_of(sheet), answers, True)
    assert "1 条活动记录" in found.summary(0)
    assert [(each.place, each.then, each.now) for each in found.corrected] == [
        ("一起开展志愿服务第 1 行 · 规模", "45人", "40人")
    ]
    assert answers["volunteer_service"][0]["scale"] == "45人"


def test_a_draft_taken_back_still_knows_its_records(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    take_all(sheet, cast)
    journeys.submit(sheet, cast)
    dispatch.withdraw(sheet, cast.person("zhou"), sheet.version)
    correct(cast, record, people=40)
    assert [each.upstream for each in rows_behind(sheet, find_draft(sheet).fields)] == [Upstream.CORRECTED]


def test_a_correction_of_a_filed_sheet_knows_the_records_of_what_it_corrects(app: Flask, cast: Cast) -> None:
    sheet = journeys.draft_task_sheet(cast, "luo", entries={})
    record = a_service(cast, who="luo")
    found = offered(sheet, cast, "luo")
    derived_writing.take(sheet, cast.person("luo"), found, {each.name for each in found})
    filing = journeys.file_(journeys.accept(journeys.send_in(sheet, cast), cast), cast)
    record.people = 40
    draft = journeys.draft_correction(filing, cast)
    assert [each.upstream for each in rows_behind(draft, find_draft(draft).fields)] == [Upstream.CORRECTED]
    assert filing.answers["volunteer_service"][0]["scale"] == "45人"


def test_the_number_of_records_entered_fills_the_tenth_row(sheet: Submission, cast: Cast) -> None:
    a_service(cast)
    a_service(cast, day="2026-03-09")
    found = [each for each in offered(sheet, cast) if each.task == "enter_system"]
    derived_writing.take(sheet, cast.person("zhou"), found, {"enter_system-records"})
    assert entry(sheet, "enter_system-records")[2:] == ["2条活动记录", "均已录入系统"]
    [again] = [each for each in offered(sheet, cast) if each.task == "enter_system"]
    assert again.is_taken
    a_service(cast, day="2026-03-12")
    [now] = [each for each in offered(sheet, cast) if each.task == "enter_system"]
    assert now.is_there and not now.is_taken and "3条活动记录" in now.sentence


def test_a_text_that_may_name_a_protected_person_is_not_carried_onto_a_paper(
    sheet: Submission, cast: Cast
) -> None:
    record = a_service(cast, effect="与小名谈了上学的事")
    db.session.add(
        ActivitySignal(
            activity_id=record.id, kind=SignalKind.PROTECTED_NAME, sentence="请核实", said="", at=NOW
        )
    )
    db.session.flush()
    take_all(sheet, cast)
    assert entry(sheet, f"volunteer_service-a{record.id}") == ["3月5日", "", "45人", ""]


def test_a_drawn_draft_passes_the_checks_and_names_every_missing_effect(
    sheet: Submission, cast: Cast
) -> None:
    a_service(cast, effect="")
    take_all(sheet, cast)
    assert [each.message for each in check_draft(sheet, cast.person("zhou")).must] == [
        "一起开展志愿服务第 1 行：请填写效果"
    ]


def test_a_record_says_where_it_was_used(sheet: Submission, cast: Cast) -> None:
    record = a_service(cast)
    assert deriving.uses_of(record.id) == []
    take_all(sheet, cast)
    address = f"/submissions/{sheet.id}"
    assert deriving.uses_of(record.id) == [(f"{sheet.title}（草稿）", address)]
    stranger = posts.actor_of(cast.person("bai"))
    assert deriving.uses_of(record.id, stranger) == []
    journeys.submit(sheet, cast)
    assert [where for _, where in deriving.uses_of(record.id)] == [address]
    dispatch.withdraw(sheet, cast.person("zhou"), sheet.version)
    derived_writing.drop(sheet, cast.person("zhou"), {f"volunteer_service-a{record.id}"})
    assert deriving.uses_of(record.id) == []


def test_a_filed_use_is_named_by_its_number(app: Flask, cast: Cast) -> None:
    sheet = journeys.draft_task_sheet(cast, "luo", entries={})
    record = a_service(cast, who="luo")
    found = offered(sheet, cast, "luo")
    derived_writing.take(sheet, cast.person("luo"), found, {each.name for each in found})
    filing = journeys.file_(journeys.accept(journeys.send_in(sheet, cast), cast), cast)
    assert deriving.uses_of(record.id) == [
        (f"{filing.title}（备案号 {filing.filing_number}）", f"/filings/{filing.id}")
    ]


def test_who_holds_a_draft_drawn_from_a_record_is_told_when_another_corrects_it(
    app: Flask, cast: Cast
) -> None:
    sheet = journeys.draft_task_sheet(cast, "chen", entries={})
    record = a_service(cast, who="chen")
    found = offered(sheet, cast, "chen")
    derived_writing.take(sheet, cast.person("chen"), found, {each.name for each in found})
    now = recording.given_of(record)
    changed = now.__class__(**{**vars(now), "people": 40})
    recording.correct(record, changed, cast.person("zhou"), "数错了", record.version)
    told = db.session.scalars(
        db.select(Message).where(
            Message.person_id == cast.people["chen"].id, Message.once.startswith("source:")
        )
    ).one()
    assert told.title == f"来源已更正：{sheet.title}" and told.url == f"/submissions/{sheet.id}/draft"


def whole(sheet: Submission) -> bytes:
    """The draft and what it came from, as bytes."""
    db.session.expire_all()
    rows = db.session.execute(
        db.select(
            SubmissionSource.field, SubmissionSource.part, SubmissionSource.text, SubmissionSource.digest
        )
        .where(SubmissionSource.submission_id == sheet.id)
        .order_by(SubmissionSource.field)
    )
    return canonical_json({"fields": find_draft(sheet).fields, "sources": [list(row) for row in rows]})


_TASKS = ("study_speeches", "volunteer_service", "other_activities")
_record = st.tuples(
    st.integers(0, 27),
    st.sets(st.sampled_from(_TASKS), min_size=1),
    st.integers(0, 500),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=400),
    st.booleans(),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_record, min_size=1, max_size=8))
def test_unedited_rows_deleted_and_rebuilt_give_the_same_bytes(
    sheet: Submission, cast: Cast, told: list[Any]
) -> None:
    """Rewritten and hand-written rows stay where they are, whatever the records."""
    nested = db.session.begin_nested()
    edited = []
    for at, (day, purposes, people, effect, is_edited) in enumerate(told):
        starts_at = datetime(2026, 3, 1, 8) + timedelta(days=day, hours=at)
        record = recording.record(
            cast.person("zhou"),
            _given(starts_at, purposes, people, effect),
            {},
        )
        edited += [f"{task}-a{record.id}-form" for task in purposes if is_edited]
    take_all(sheet, cast)
    by_hand = {name: ["自己写的"] for name in edited}
    draft = find_draft(sheet)
    rows = {task: [*draft.fields.get(task, []), "n1"] for task in _TASKS}
    typed = {f"{task}-n1-time": ["3月30日"] for task in _TASKS}
    save_draft(sheet, cast.person("zhou"), Save(draft.fields | by_hand | rows | typed, draft.revision))
    before = whole(sheet)
    every = {each.name for each in offered(sheet, cast)}
    dropped = derived_writing.drop(sheet, cast.person("zhou"), every)
    assert dropped == sum(len(purposes) for _, purposes, *_, is_edited in told if not is_edited)
    if dropped:
        assert whole(sheet) != before
        take_all(sheet, cast)
    assert whole(sheet) == before
    nested.rollback()


def _given(starts_at: datetime, purposes: Any, people: int, effect: str) -> Any:
    return given_fields(
        f"{starts_at:%Y-%m-%d}", f"{starts_at:%H:%M}", purposes=purposes, people=people, effect=effect
    )
