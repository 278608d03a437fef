"""更正与作废: a filed paper is never altered; it is stood in for by the next version, or taken out of use."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import NotAllowed, NotFound, YouthworkError
from youthwork.domain.numbering import Series
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import AuditRecord, FilingScope, Notice, Submission
from youthwork.services import posts, scope
from youthwork.services.archive.query import ArchiveQuery, Standing
from youthwork.services.archive.search import search
from youthwork.services.archive.versions import versions
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.numbers import last_number
from youthwork.services.path import corrections, dispatch, follow_ups, obligations, queues
from youthwork.services.path.notices import unit_progress
from youthwork.services.printing import papers

pytestmark = on_both_engines

PHONE = "13800009999"


def refused(deed: object, *given: object) -> YouthworkError:
    with pytest.raises(YouthworkError) as refusal:
        deed(*given)
    return refusal.value


def series(cast: Cast, organ: str = "团青岚市委") -> int:
    return last_number(cast.organ(organ).id, Series.FILING, "2026")


def test_a_correction_walks_the_whole_path_and_bears_the_same_number(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.file_correction(first, cast, filler_phone=PHONE)
    assert (second.filing_number, second.year, second.number) == (first.filing_number, 2026, 1)
    assert (first.machine_number, second.machine_number) == (
        "BA-岚青-2026-000001-V1",
        "BA-岚青-2026-000001-V2",
    )
    assert (second.version, second.corrects_id, first.later_version) == (2, first.id, 2)
    assert series(cast) == 1, "no number is used up"
    events = [event.action.value for event in reversed(second.submission.events)]
    assert events[0] == "submit" and events[-3:] == ["send", "accept", "file"] and "press" in events
    people = second.submission
    assert len({people.submitted_by_id, people.signed_off_by_id, people.filed_by_id}) == 3
    assert journeys.file_task_sheet(cast, "zhou").number == 2


def test_the_draft_begins_with_what_was_filed_row_by_row(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    draft = journeys.draft_correction(first, cast)
    posted = find_draft(draft).fields
    rows = first.answers["rows"]
    assert posted["rows"] == [row["id"] for row in rows]
    assert posted[f"rows-{rows[0]['id']}-name"] == [rows[0]["name"]]
    assert (draft.notice_id, draft.annex_key, draft.owner_id, draft.title) == (
        first.submission.notice_id,
        first.annex_key,
        first.owner_id,
        first.submission.title,
    )
    assert (draft.state, draft.corrects, draft.correction_reason) == (State.DRAFT, first, "填报人电话有误")


def test_the_first_versions_row_and_bytes_stay_as_they_were(app: Flask, cast: Cast) -> None:
    first = journeys.file_task_sheet(cast)
    journeys.make_papers()
    paper = papers.of_filing(first)
    before = (paper.sha256, papers.read(paper), dict(first.answers), first.answers_sha256, first.text)
    second = journeys.file_correction(first, cast, committee="云溪镇团委", branch="白泉村团支部")
    journeys.make_papers()
    db.session.expire_all()
    paper = papers.of_filing(first)
    assert (paper.sha256, papers.read(paper), dict(first.answers), first.answers_sha256, first.text) == before
    assert papers.of_filing(second).sha256 != paper.sha256
    assert second.answers["committee"] == "云溪镇团委" != first.answers["committee"]


def test_versions_follow_one_another_and_only_the_last_is_corrected(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.file_correction(first, cast)
    zhou = cast.person("zhou")
    sentence = refused(corrections.start, first, zhou, "再改").sentence
    assert sentence == "这是第1版，已由第2版更正；要更正请到第2版办理"
    third = journeys.file_correction(second, cast)
    assert (third.version, third.machine_number[-3:], second.later_version) == (3, "-V3", 3)
    found = versions(posts.actor_of(zhou), first)
    assert [each.version for each in found.same_number] == [3, 2, 1] and found.latest is third


def test_a_second_press_leads_to_the_correction_there_is(app: Flask, cast: Cast) -> None:
    first = journeys.file_task_sheet(cast, "zhou")
    mine = corrections.start(first, cast.person("zhou"), "写错了效果")
    assert corrections.start(first, cast.person("zhou"), "又想到一处") is mine
    assert mine.correction_reason == "写错了效果"
    journeys.file_(journeys.accept(journeys.send_in(mine, cast), cast), cast)
    assert "已由第2版更正" in refused(corrections.start, first, cast.person("zhou"), "改").sentence


def test_only_the_owners_clerk_or_the_subject_asks_for_a_correction(app: Flask, cast: Cast) -> None:
    table, sheet = journeys.file_contact_points(cast), journeys.file_task_sheet(cast, "mai")
    for stranger in ("mai", "chen", "bai", "lin", "he", "wai"):
        refusal = refused(corrections.start, table, cast.person(stranger), "改")
        assert isinstance(refusal, NotAllowed) and "（团云溪县委）的经办人申请" in refusal.sentence
    assert isinstance(refused(corrections.start, sheet, cast.person("li"), "改"), NotAllowed)
    by_clerk = corrections.start(sheet, cast.person("zhou"), "本人请我改")
    assert corrections.start(sheet, cast.person("mai"), "改") is by_clerk


def test_a_correction_sent_after_the_due_day_is_not_late(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    late = first.submission.due.replace(month=12)
    app.config["CLOCK"] = lambda: first.filed_at.replace(month=12, day=1)
    draft = journeys.draft_correction(first, cast)
    assert draft.due.isoformat() == "2026-12-04", "three workdays to mend it in"
    draft.due = first.submission.due
    assert first.was_on_time and late > draft.due
    second = journeys.file_(journeys.accept(journeys.send_in(draft, cast), cast), cast)
    assert second.was_on_time and second.year == 2026


def test_a_correction_in_another_year_keeps_the_year_of_its_number(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    app.config["CLOCK"] = lambda: first.filed_at.replace(year=2027)
    assert journeys.file_correction(first, cast).filing_number == "岚青备〔2026〕1号"
    assert last_number(first.organ_id, Series.FILING, "2027") == 0


def test_a_correction_is_no_second_report(app: Flask, cast: Cast) -> None:
    first = journeys.file_task_sheet(cast, "mai")
    draft = journeys.draft_correction(first, cast)
    mai, zhou = cast.person("mai"), posts.actor_of(cast.person("zhou"))
    owed = obligations.asked_of(mai, posts.actor_of(mai))
    assert [one.submission for one in owed if one.annex.key == "task_sheet"] == [first.submission]
    notice = db.session.get_one(Notice, first.submission.notice_id)
    progress = next(each for each in unit_progress(notice, zhou) if each.cadres)
    assert progress.sent == 1, "what was reported stays reported while it is corrected"
    second = journeys.file_(journeys.accept(journeys.send_in(draft, cast), cast), cast)
    owed = obligations.asked_of(mai, posts.actor_of(mai))
    assert [one.submission for one in owed if one.annex.key == "task_sheet"] == [second.submission]


# ---- 请更正 --------------------------------------------------------------------------------------------


def test_the_receiver_asks_and_the_owner_finds_the_draft_on_the_desk(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    draft = corrections.ask(first, cast.person("he"), "第 1 行职务与任免文件不一致")
    zhou = posts.actor_of(cast.person("zhou"))
    assert queues.queue_of(draft, zhou) is queues.Queue.WRITE
    assert (draft.created_by_id, draft.correction_asked_by_id) == (
        cast.person("zhou").id,
        cast.person("he").id,
    )
    with pytest.raises(NotFound):
        scope.find_submission(posts.actor_of(cast.person("he")), draft.id)
    assert "不用再请" in refused(corrections.ask, first, cast.person("cheng"), "再看").sentence
    second = journeys.file_(journeys.accept(journeys.send_in(draft, cast), cast), cast)
    assert second.version == 2


def test_only_the_receiving_department_and_the_organs_signer_ask(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    for stranger in ("zhou", "li", "zhao", "tang", "su", "wai"):
        assert isinstance(refused(corrections.ask, first, cast.person(stranger), "请改"), NotAllowed)
    assert corrections.ask(first, cast.person("meng"), "请改").corrects_id == first.id


def test_an_asked_for_correction_is_given_up_only_once_the_request_is_taken_back(
    app: Flask, cast: Cast
) -> None:
    first = journeys.file_contact_points(cast)
    draft = corrections.ask(first, cast.person("he"), "请核对电话")
    zhou = cast.person("zhou")
    assert "请联系其撤回请求" in refused(corrections.give_up, draft, zhou).sentence
    assert isinstance(refused(corrections.withdraw_request, first, zhou), NotAllowed)
    corrections.withdraw_request(first, cast.person("cheng"))
    assert "没有等着" in refused(corrections.withdraw_request, first, cast.person("cheng")).sentence
    corrections.give_up(draft, zhou)
    assert follow_ups.successor_of(first) is None


def test_without_a_clerk_nobody_is_asked_in_silence(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    cast.person("zhou").is_enabled = False
    db.session.flush()
    assert "没有经办人" in refused(corrections.ask, first, cast.person("he"), "请改").sentence


# ---- 放弃更正 ------------------------------------------------------------------------------------------


def test_a_draft_given_up_leaves_a_line_and_room_for_another(app: Flask, cast: Cast) -> None:
    first = journeys.file_task_sheet(cast, "zhou")
    draft = journeys.draft_correction(first, cast)
    journeys.submit(draft, cast)
    assert "请先撤回" in refused(corrections.give_up, draft, cast.person("zhou")).sentence
    dispatch.send_back(draft, cast.person("chen"), draft.version, "不必更正")
    gone = draft.id
    corrections.give_up(draft, cast.person("zhou"))
    db.session.commit()
    assert db.session.get(Submission, gone) is None and first.later_version is None
    said = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "correction")).all()
    assert said == ["放弃更正BA-岚青-2026-000001-V1（原因曾为：填报人电话有误）"]
    assert corrections.start(first, cast.person("zhou"), "另有一处").id != gone


def test_what_was_sent_or_sealed_is_not_given_up(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    zhou = cast.person("zhou")
    draft = journeys.draft_correction(first, cast)
    journeys.walk_on(draft, cast, State.PRESSED)
    dispatch.withdraw(draft, zhou, draft.version)
    assert "登记簿" in refused(corrections.give_up, draft, zhou).sentence
    journeys.send_in(draft, cast)
    dispatch.withdraw(draft, zhou, draft.version)
    assert "报送过" in refused(corrections.give_up, draft, zhou).sentence
    assert isinstance(refused(corrections.give_up, draft, cast.person("he")), NotAllowed)


def test_an_ordinary_draft_is_not_given_up(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    assert (
        "不是更正件" in refused(corrections.as_given_up, paper, posts.actor_of(cast.person("zhou"))).sentence
    )


# ---- 档案 ----------------------------------------------------------------------------------------------


def test_a_search_finds_every_version_and_marks_each(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.file_correction(first, cast)
    third = journeys.file_task_sheet(cast, "zhou")
    corrections.void(third, cast.person("meng"), "不应备案的")
    he = posts.actor_of(cast.person("he"))
    for query in (ArchiveQuery(), ArchiveQuery(text="岚青备")):
        rows = {row.id: [word for word, _ in row.marks] for row in search(he, query).rows}
        assert list(rows.items()) == [
            (third.id, ["作废"]),
            (second.id, ["V2 更正"]),
            (first.id, ["已由 V2 更正"]),
        ]
        current = search(he, query.but(standing=Standing.CURRENT))
        assert [row.id for row in current.rows] == [second.id] and current.count == 1
    assert [row.id for row in search(he, ArchiveQuery(text="BA-岚青-2026-000001-V2")).rows] == [second.id]


def test_versions_outside_the_readers_scope_are_not_shown(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.file_correction(first, cast)
    bai = cast.person("bai")
    db.session.add(FilingScope(organization_id=cast.organ("团白鹭县委").id, filing_id=first.id))
    db.session.flush()
    assert versions(posts.actor_of(bai), first).same_number == [first]
    assert second.later_version is None
