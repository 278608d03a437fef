"""鉴定与销毁: two persons, a record that stays, and nothing destroyed that something still refers to."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import journeys
from tests.conftest import make_app, on_both_engines
from tests.factories import Cast
from tests.processes import running
from tests.services.archive.shelves import archive_all, file_sheets, years_later
from tests.services.jobs.dying import quick_sheet
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.extensions import db
from youthwork.models import (
    Comment,
    Disposal,
    DisposalState,
    Draft,
    DraftSave,
    Evidence,
    Filing,
    NumberSeries,
    Paper,
    PaperPage,
    SubmissionEvent,
    SubmissionFact,
    SubmissionRound,
    User,
    Verdict,
)
from youthwork.services import posts
from youthwork.services.archive import search
from youthwork.services.archive.checking import asking
from youthwork.services.archive.checking import running as checking
from youthwork.services.archive.checking.findings import findings_of
from youthwork.services.archive.disposal import appraising, deciding, destroying, due
from youthwork.services.archive.disposal.appraising import Judgement
from youthwork.services.archive.query import ArchiveQuery, Keeping
from youthwork.services.printing import papers
from youthwork.services.transactions import deed
from youthwork.services.verification import verify

CITY = "团青岚市委"


@pytest.fixture(autouse=True)
def rendered_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_make", quick_sheet)


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    """Two sheets of 2026 in the archive, with a photograph beside the first, looked at in 2037."""
    proven = journeys.draft_task_sheet(cast, "mai")
    journeys.attach(proven, cast.person("mai"))
    first = journeys.file_(journeys.accept(journeys.send_in(proven, cast), cast), cast)
    found = [first, *file_sheets(cast, "bai")]
    archive_all(cast)
    years_later(app)
    _age_the_store(app)
    return found


def _age_the_store(app: Flask) -> None:
    long_ago = time.time() - 10 * 365 * 24 * 3600
    for file in _files(app):
        os.utime(file, (long_ago, long_ago))


def _files(app: Flask) -> list[Path]:
    return [each for each in Path(app.config["PAPER_STORE"]).rglob("*") if each.is_file()]


def _proposed(cast: Cast, ids: list[int], **judged: Judgement) -> int:
    zhao = cast.person("zhao")
    with deed():
        disposal = appraising.begin(posts.actor_of(zhao), zhao, cast.organ(CITY).id, ids)
        appraising.judge(disposal, zhao, {}, "保管期限表第3条，鉴定小组意见：已无保存价值")
        appraising.propose(disposal, zhao)
        return disposal.id


def _approved(cast: Cast, ids: list[int]) -> int:
    disposal_id = _proposed(cast, ids)
    with deed():
        deciding.approve(deciding.lock(disposal_id), cast.person("meng"), "同意")
    return disposal_id


def _count(model: Any, submission_ids: list[int]) -> int:
    return db.session.scalar(
        select(func.count()).select_from(model).where(model.submission_id.in_(submission_ids))
    )


@on_both_engines
def test_destroying_removes_the_content_and_keeps_the_row_its_numbers_and_its_way(
    app: Flask, cast: Cast, filings: list[Filing]
) -> None:
    ids = [filing.id for filing in filings]
    numbers = [(each.filing_number, each.archival_number, each.title) for each in filings]
    submissions = [each.submission_id for each in filings]
    events = _count(SubmissionEvent, submissions)
    assert _files(app)
    done = destroying.carry_out(_approved(cast, ids), cast.person("zhao"))
    assert done.state is DisposalState.CARRIED_OUT and done.carried_out_by is not None
    db.session.expire_all()
    for filing, numbered in zip((db.session.get_one(Filing, each) for each in ids), numbers, strict=True):
        assert (filing.filing_number, filing.archival_number, filing.title) == numbered
        assert (filing.answers, filing.text, filing.names) == ({}, "", "") and filing.destroyed_at
        assert filing.submission.answers == {}
    for model in (Draft, DraftSave, SubmissionFact, Comment, Evidence):
        assert _count(model, submissions) == 0, model
    assert all(not each.answers for each in db.session.scalars(select(SubmissionRound)))
    assert db.session.scalar(select(func.count()).select_from(PaperPage)) == 0
    assert _count(SubmissionEvent, submissions) == events
    assert _files(app) == []
    lines = [(item.filing_number, item.answers_sha256, item.paper_sha256) for item in done.items]
    assert all(number and len(digest) == len(paper) == 64 for number, digest, paper in lines)


@on_both_engines
def test_what_is_destroyed_is_found_by_its_number_but_by_none_of_its_words(
    cast: Cast, filings: list[Filing]
) -> None:
    zhao = posts.actor_of(cast.person("zhao"))

    def found(**asked: Any) -> list[int]:
        return [row.id for row in search.search(zhao, ArchiveQuery(**asked)).rows]

    first = filings[0]
    assert found(text="清河志愿") == [filings[1].id, first.id]
    destroying.carry_out(_approved(cast, [first.id]), cast.person("zhao"))
    assert found(text="清河志愿") == [filings[1].id]
    assert found(text=first.filing_number) == [first.id]
    assert found(keeping=Keeping.DESTROYED) == [first.id]
    assert found(keeping=Keeping.ARCHIVED) == [filings[1].id]


@on_both_engines
def test_a_number_is_never_given_again(cast: Cast, filings: list[Filing]) -> None:
    last = db.session.scalar(select(func.max(NumberSeries.last)))
    destroying.carry_out(_approved(cast, [filings[1].id]), cast.person("zhao"))
    check = _check(cast)
    by_item = {each.item for each in findings_of(check)}
    assert not by_item & {"2-1", "2-2", "2-8", "1-2", "2-6"}, findings_of(check)
    assert db.session.scalar(select(func.max(NumberSeries.last))) == last


def _check(cast: Cast) -> Any:
    from youthwork.models import CheckStage

    with deed():
        asked = asking.Asked(cast.organ(CITY).id, None, CheckStage.KEEPING)
        check_id = asking.put_down(asked).id
    return checking.run(check_id)


def test_a_copy_in_somebodys_hand_can_still_be_told(cast: Cast, filings: list[Filing]) -> None:
    first = filings[0]
    content = papers.read(papers.of_filing(first))
    number, digest = first.filing_number, first.answers_sha256
    destroying.carry_out(_approved(cast, [first.id]), cast.person("zhao"))
    by_number = verify.verify_code(number, digest[:16])
    assert by_number.is_genuine and any("已销毁" in note.word for note in by_number.today)
    by_file = verify.verify_pdf(content)
    assert by_file.is_genuine and any("已销毁" in note.word for note in by_file.today)


def test_what_is_not_due_cannot_be_put_on_a_list(app: Flask, cast: Cast) -> None:
    filing = file_sheets(cast, "mai")[0]
    archive_all(cast)
    zhao = cast.person("zhao")
    assert due.due_filings(cast.organ(CITY).id) == []
    with pytest.raises(Unacceptable, match="到期"), deed():
        appraising.begin(posts.actor_of(zhao), zhao, None, [filing.id])


@on_both_engines
def test_what_is_kept_for_ever_is_never_due_and_an_extension_counts_from_the_end(
    cast: Cast, filings: list[Filing]
) -> None:
    city = cast.organ(CITY).id
    with deed():
        db.session.get_one(Filing, filings[1].id).retention_years = 0
    assert [each.filing.id for each in due.due_filings(city)] == [filings[0].id]
    zhao = cast.person("zhao")
    with deed():
        disposal = appraising.begin(posts.actor_of(zhao), zhao, city, [filings[0].id])
        kept = {filings[0].id: Judgement(Verdict.EXTEND, 5, "仍有参考价值")}
        appraising.judge(disposal, zhao, kept, "鉴定小组意见")
        appraising.propose(disposal, zhao)
        deciding.approve(disposal, cast.person("meng"), "")
        disposal_id = disposal.id
    destroying.carry_out(disposal_id, cast.person("zhao"))
    assert db.session.get_one(Filing, filings[0].id).destroyed_at is None
    assert due.count_due(city) == 0 and not due.is_due(db.session.get_one(Filing, filings[0].id))
    assert due.extra_years([filings[0].id]) == {filings[0].id: 5}


def test_nobody_approves_what_they_proposed(cast: Cast, filings: list[Filing]) -> None:
    disposal = db.session.get_one(Disposal, _proposed(cast, [filings[0].id]))
    zhao, meng = (posts.actor_of(cast.person(each)) for each in ("zhao", "meng"))
    assert deciding.possible(disposal, zhao) == {deciding.Deed.WITHDRAW}
    assert deciding.possible(disposal, meng) == {deciding.Deed.DECIDE}
    with pytest.raises(NotAllowed, match="两个不同的人"):
        deciding.check(disposal, zhao, deciding.Deed.DECIDE)
    with pytest.raises(NotAllowed):
        deciding.check(disposal, posts.actor_of(cast.person("zhou")), deciding.Deed.DECIDE)
    with pytest.raises(NotFound):
        appraising.find_disposal(posts.actor_of(cast.person("chen")), disposal.id)


@on_both_engines
def test_the_database_refuses_one_person_for_both(cast: Cast, filings: list[Filing]) -> None:
    disposal_id = _proposed(cast, [filings[0].id])
    with pytest.raises(Exception, match="two_persons"), deed():
        deciding.approve(deciding.lock(disposal_id), cast.person("zhao"), "同意")


def test_nothing_is_destroyed_before_it_is_approved(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    disposal_id = _proposed(cast, [filings[0].id])
    before = len(_files(app))
    with pytest.raises(StepNotAllowed, match="待批准"):
        destroying.carry_out(disposal_id, cast.person("zhao"))
    assert len(_files(app)) == before


def test_given_back_it_is_judged_anew(cast: Cast, filings: list[Filing]) -> None:
    disposal_id = _proposed(cast, [each.id for each in filings])
    with deed(), pytest.raises(Unacceptable, match="原因"):
        deciding.give_back(deciding.lock(disposal_id), cast.person("meng"), " ")
    with deed():
        deciding.give_back(deciding.lock(disposal_id), cast.person("meng"), "第二件仍有用")
    disposal = db.session.get_one(Disposal, disposal_id)
    assert disposal.state is DisposalState.APPRAISING and disposal.opinion == "第二件仍有用"
    with deed():
        given = {filings[1].id: Judgement(Verdict.EXTEND, 10)}
        appraising.judge(deciding.lock(disposal_id), cast.person("zhao"), given, "同前")
        appraising.propose(deciding.lock(disposal_id), cast.person("zhao"))
        deciding.approve(deciding.lock(disposal_id), cast.person("meng"), "同意")
    destroying.carry_out(disposal_id, cast.person("zhao"))
    assert [bool(db.session.get_one(Filing, each.id).destroyed_at) for each in filings] == [True, False]


def test_a_filing_is_on_one_list_at_a_time(cast: Cast, filings: list[Filing]) -> None:
    disposal_id = _proposed(cast, [filings[0].id])
    zhao = cast.person("zhao")
    with pytest.raises(Unacceptable, match="别的清册"), deed():
        appraising.begin(posts.actor_of(zhao), zhao, None, [filings[0].id])
    with deed():
        appraising.give_up(deciding.lock(disposal_id), zhao)
    assert due.count_due(cast.organ(CITY).id) == 2


def test_what_an_open_correction_refers_to_is_refused_with_the_reason(
    app: Flask, cast: Cast, filings: list[Filing]
) -> None:
    disposal_id = _proposed(cast, [filings[0].id])
    journeys.draft_correction(filings[0], cast)
    db.session.commit()
    with pytest.raises(Unacceptable, match=r"更正件.*还在办理中"), deed():
        deciding.approve(deciding.lock(disposal_id), cast.person("meng"), "同意")
    assert [each.held_by for each in due.due_filings(cast.organ(CITY).id)] == [""]


@on_both_engines
def test_a_version_goes_only_together_with_the_one_that_corrects_it(app: Flask, cast: Cast) -> None:
    first = file_sheets(cast, "mai")[0]
    later = journeys.file_correction(first, cast)
    journeys.make_papers()
    archive_all(cast)
    years_later(app)
    assert [bool(each.held_by) for each in due.due_filings(cast.organ(CITY).id)] == [True, False]
    zhao = cast.person("zhao")
    with deed():
        alone = appraising.begin(posts.actor_of(zhao), zhao, None, [first.id])
        assert alone.items[0].verdict is Verdict.EXTEND, "proposed to be kept, because its correction is kept"
        appraising.judge(alone, zhao, {first.id: Judgement(Verdict.DESTROY)}, "到期")
    with pytest.raises(Unacceptable, match="还在保管"), deed():
        appraising.propose(deciding.lock(alone.id), zhao)
    with deed():
        appraising.give_up(deciding.lock(alone.id), zhao)
    destroying.carry_out(_approved(cast, [first.id, later.id]), zhao)
    assert db.session.get_one(Filing, first.id).destroyed_at


@on_both_engines
def test_a_photograph_that_another_paper_has_too_stays(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    with deed():
        photo = journeys.attach(journeys.draft_task_sheet(cast, "meng"), cast.person("meng"))
        sha256, kept = photo.sha256, photo.id
    destroying.carry_out(_approved(cast, [filings[0].id]), cast.person("zhao"))
    assert papers.store().get(sha256) and db.session.get(Evidence, kept) is not None


def test_a_file_put_in_again_today_holds_the_end_back_for_a_day(
    app: Flask, cast: Cast, filings: list[Filing]
) -> None:
    photo = db.session.scalars(select(Evidence)).one()
    path = papers.store().path(photo.sha256)
    os.utime(path)
    disposal_id = _approved(cast, [filings[0].id])
    with pytest.raises(StepNotAllowed, match="明天"):
        destroying.carry_out(disposal_id, cast.person("zhao"))
    assert path.exists()
    _age_the_store(app)
    assert destroying.carry_out(disposal_id, cast.person("zhao")).state is DisposalState.CARRIED_OUT
    assert not path.exists()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("stage", ["_remove_files", "_forget_files", "_close"])
def test_killed_in_the_middle_it_is_finished_by_running_again(
    app: Flask, cast: Cast, filings: list[Filing], database: tuple[str, Cast], tmp_path: Path, stage: str
) -> None:
    ids = [each.id for each in filings]
    disposal_id, zhao = _approved(cast, ids), cast.person("zhao").id
    db.session.remove()
    mark = tmp_path / "standing-still"
    with running(destroy_and_stop, [(database[0], str(tmp_path), disposal_id, zhao, stage)]) as (worker,):
        deadline = time.monotonic() + 90
        while not mark.exists():
            assert worker.is_alive() and time.monotonic() < deadline, "it never got there"
            time.sleep(0.05)
        worker.kill()
        worker.join()
    assert db.session.get_one(Disposal, disposal_id).state is DisposalState.APPROVED
    assert all(db.session.get_one(Filing, each).destroyed_at for each in ids)
    db.session.rollback()
    done = destroying.carry_out(disposal_id, db.session.get_one(User, zhao))
    assert done.state is DisposalState.CARRIED_OUT and _files(app) == []
    assert "2-8" not in {each.item for each in findings_of(_check(cast))}


def destroy_and_stop(url: str, place: str, disposal_id: int, user_id: int, stage: str) -> None:
    """In a process of its own: destroy until this stage is reached, then stand still until killed."""
    app = make_app(Path(place), SQLALCHEMY_DATABASE_URI=url)
    years_later(app)

    def stop(*_: Any) -> None:
        (Path(place) / "standing-still").touch()
        time.sleep(120)

    setattr(destroying, stage, stop)
    with app.app_context():
        destroying.carry_out(disposal_id, db.session.get_one(User, user_id))


def test_a_destruction_left_in_the_middle_is_found_by_the_check(
    cast: Cast, filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(destroying, "_remove_files", lambda ids: 1)
    with pytest.raises(StepNotAllowed):
        destroying.carry_out(_approved(cast, [filings[0].id]), cast.person("zhao"))
    found = [each for each in findings_of(_check(cast)) if each.item == "2-8"]
    assert {each.filing_id for each in found} == {filings[0].id}
    assert any("还在成件库里" in each.sentence for each in found)
    assert db.session.scalar(select(func.count()).select_from(Paper)) == 2
