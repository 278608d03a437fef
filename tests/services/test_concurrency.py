"""同时办理: several people, several processes, a process that dies; on the real database of both kinds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.processes import file_papers, running, search_papers, stop_while_filing
from youthwork.domain.errors import AlreadyMoved, YouthworkError
from youthwork.domain.numbering import Series
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import DraftSave, Filing, FilingScope, Paper, Submission, SubmissionFact, User
from youthwork.services import transactions
from youthwork.services.archive.matching import matches
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.drafts.draft_history import open_clashes
from youthwork.services.drafts.draft_saves import Save, find_draft, save_draft
from youthwork.services.numbers import last_number
from youthwork.services.path import filing, review
from youthwork.services.posts import actor_of

pytestmark = on_both_engines

Deed = Callable[[Submission], object]


def accepted_papers(cast: Cast, count: int) -> list[int]:
    """So many accepted task sheets of as many people, copied from one that walked there."""
    first = journeys.at_state(cast, State.ACCEPTED, sealed=False)
    person, paper = User.__table__, Submission.__table__
    someone = db.session.execute(db.select(person).where(person.c.id == first.subject_id)).one()._asdict()
    sheet = db.session.execute(db.select(paper).where(paper.c.id == first.id)).one()._asdict()
    del someone["id"], sheet["id"]
    names = [f"copy{at}" for at in range(count - 1)]
    db.session.execute(db.insert(person), [{**someone, "username": name} for name in names])
    people = db.session.scalars(db.select(User.id).where(User.username.in_(names))).all()
    db.session.execute(
        db.insert(paper), [{**sheet, "subject_id": each, "submitted_by_id": each} for each in people]
    )
    db.session.commit()
    return list(db.session.scalars(db.select(Submission.id).order_by(Submission.id)))


def at_once(app: Flask, paper_id: int, *deeds: Deed) -> list[object]:
    """Do these deeds with one paper in threads that start together; what each gave, or its refusal."""
    start = threading.Barrier(len(deeds))

    def run(deed: Deed) -> object:
        with app.app_context():
            start.wait(timeout=20)
            try:
                with transactions.deed():
                    return deed(db.session.get_one(Submission, paper_id))
            except YouthworkError as refused:
                return refused

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def test_fifty_concurrent_filings_get_the_numbers_one_to_fifty(
    app: Flask, cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    ids = accepted_papers(cast, 50)
    reviewer = cast.person("tang").id
    shares = [(database[0], str(tmp_path), ids[at::3], reviewer) for at in range(3)]
    with running(file_papers, shares) as processes:
        for process in processes:
            process.join(timeout=90)
        assert [process.exitcode for process in processes] == [0, 0, 0]
    db.session.rollback()
    numbers = db.session.scalars(db.select(Filing.number).order_by(Filing.number)).all()
    assert numbers == list(range(1, 51))
    assert len(set(db.session.scalars(db.select(Filing.submission_id)))) == 50


def test_three_processes_file_while_three_search_and_nothing_is_lost_or_missed(
    app: Flask, cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    """A minute of it, with times, is `python -m bench mixed`."""
    ids = accepted_papers(cast, 36)
    reader, mark = cast.person("tang").id, tmp_path / "all-filed"
    searching = [
        (database[0], str(tmp_path), reader, ("志愿", "示青备", "清河 志愿", "无此词"), str(mark))
    ] * 3
    writing = [(database[0], str(tmp_path), ids[at::3], reader) for at in range(3)]
    with running(search_papers, searching) as readers, running(file_papers, writing) as writers:
        for process in writers:
            process.join(timeout=90)
        mark.touch()
        for process in readers:
            process.join(timeout=30)
        assert [process.exitcode for process in (*writers, *readers)] == [0] * 6
    assert all(int(file.read_text()) > 0 for file in tmp_path.glob("searched-by-*"))
    db.session.rollback()
    numbers = db.session.scalars(db.select(Filing.number).order_by(Filing.number)).all()
    assert numbers == list(range(1, 37))
    found = matches(actor_of(cast.person("tang")), ArchiveQuery(text="示青备"), 100)
    assert len(found) == 36, "every filing is in the index"


def test_of_two_reviewers_who_accept_at_once_one_wins_and_the_other_is_told_who(
    app: Flask, cast: Cast
) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    seen, paper_id = paper.version, paper.id
    people = [cast.person(name).id for name in ("he", "cheng")]

    def accept(user_id: int) -> Deed:
        return lambda paper: review.accept(paper, db.session.get_one(User, user_id), seen)

    outcomes = at_once(app, paper_id, *(accept(user_id) for user_id in people))
    refusals = [each for each in outcomes if isinstance(each, AlreadyMoved)]
    assert len(refusals) == 1 and outcomes.count(None) == 1
    db.session.rollback()
    winner = db.session.get_one(Submission, paper_id).accepted_by
    assert winner is not None and winner.id == people[outcomes.index(None)]
    assert refusals[0].sentence.startswith(f"{winner.name}（团青岚市委组织部）今天 12:00已签收")
    assert paper.version == seen + 1


def test_a_double_press_at_the_same_moment_files_once(app: Flask, cast: Cast) -> None:
    paper = journeys.at_state(cast, State.ACCEPTED)
    db.session.commit()
    seen, reviewer = paper.version, cast.person("he").id

    def press(paper: Submission) -> object:
        return filing.file(paper, db.session.get_one(User, reviewer), seen).number

    outcomes = at_once(app, paper.id, press, press, press)
    assert outcomes.count(1) == 1
    assert sum(isinstance(each, AlreadyMoved) for each in outcomes) == 2
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Filing.id))) == 1
    assert last_number(cast.organ("团青岚市委").id, Series.FILING, "2026") == 1


def test_two_autosaves_at_the_same_moment_lose_nothing(app: Flask, cast: Cast, engine: str) -> None:
    paper = journeys.draft_task_sheet(cast)
    draft = find_draft(paper)
    base, fields = draft.revision, dict(draft.fields)
    db.session.commit()
    users = {name: cast.person(name).id for name in ("luo", "lin")}
    both_looked = threading.Barrier(2)

    def autosave(who: str, **typed: str) -> Deed:
        def deed(paper: Submission) -> object:
            if engine == "postgresql":
                # Readers do not wait for writers there: both may have looked before either writes.
                looked = find_draft(paper)
                both_looked.wait(timeout=20)
                assert looked.revision == base
            posted = {**fields, **{name: [text] for name, text in typed.items()}}
            user = db.session.get_one(User, users[who])
            return save_draft(paper, user, Save(posted, base, who, 1)).clashes

        return deed

    first = autosave("luo", committee="云溪镇团委", branch="白泉村团支部")
    outcomes = at_once(app, paper.id, first, autosave("lin", branch="别的团支部"))
    assert sorted(map(len, outcomes)) == [0, 1], outcomes
    db.session.rollback()
    now = find_draft(paper).fields
    aside = [clash.set_aside for clash in open_clashes(paper)]
    assert now["committee"] == ["云溪镇团委"]
    assert {now["branch"][0], aside[0]["branch"][0]} == {"白泉村团支部", "别的团支部"}
    assert find_draft(paper).revision in (base + 1, base + 2)


def test_one_save_posted_twice_at_the_same_moment_counts_once(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast)
    draft = find_draft(paper)
    save = Save({**draft.fields, "branch": ["白泉村团支部"]}, draft.revision, "page", 1)
    db.session.commit()
    user_id = cast.person("luo").id

    def deed(paper: Submission) -> object:
        return save_draft(paper, db.session.get_one(User, user_id), save).revision

    outcomes = at_once(app, paper.id, deed, deed)
    assert outcomes[0] == outcomes[1]
    db.session.rollback()
    kept = db.session.scalars(db.select(DraftSave).where(DraftSave.client_id == "page")).all()
    assert len(kept) == 1


def test_a_process_killed_in_the_middle_of_a_filing_leaves_neither_gap_nor_half_filing(
    app: Flask, cast: Cast, database: tuple[str, Cast], tmp_path: Path
) -> None:
    first, second = accepted_papers(cast, 2)
    reviewer = cast.person("tang")
    db.session.rollback()
    with running(stop_while_filing, [(database[0], str(tmp_path), first, reviewer.id)]) as (process,):
        mark = tmp_path / "standing-still"
        deadline = time.monotonic() + 60
        while not (mark.exists() and mark.read_text()):
            assert process.is_alive() and time.monotonic() < deadline, "the other process never got there"
            time.sleep(0.05)
        assert mark.read_text() == "示青备〔2026〕1号", "it had a number already"
        process.kill()  # SIGKILL: no finally, no rollback of ours
        process.join()
    paper = db.session.get_one(Submission, first)
    assert (paper.state, paper.filed_by_id) == (State.ACCEPTED, None)
    for model in (Filing, FilingScope, SubmissionFact, Paper):
        assert db.session.scalar(db.select(db.func.count()).select_from(model)) == 0, model
    for number, submission_id in ((1, second), (2, first)):
        with transactions.deed():
            filed = filing.file(db.session.get_one(Submission, submission_id), cast.person("tang"), None)
        assert filed.number == number


def test_two_units_whose_first_numbers_of_the_day_are_given_at_once_get_one_each(
    app: Flask, cast: Cast
) -> None:
    """The counter of a new day does not exist yet, and both try to make it."""
    papers = [
        journeys.sign_off(journeys.submit(journeys.draft_task_sheet(cast, name), cast), cast).id
        for name in ("zhou", "mai")
    ]
    db.session.commit()
    clerk = cast.person("zhou").id
    start = threading.Barrier(2)

    def send(paper_id: int) -> str | None:
        with app.app_context():
            start.wait(timeout=20)
            with transactions.deed():
                paper = db.session.get_one(Submission, paper_id)
                journeys.dispatch.send(paper, db.session.get_one(User, clerk), None)
            return db.session.get_one(Submission, paper_id).intake_number

    with ThreadPoolExecutor(2) as threads:
        assert sorted(map(str, threads.map(send, papers))) == ["SL-20260401-0001", "SL-20260401-0002"]


@pytest.mark.parametrize("attempt", range(2))
def test_withdrawing_and_accepting_at_once_ends_in_one_of_the_two(
    app: Flask, cast: Cast, attempt: int
) -> None:
    paper = journeys.at_state(cast, State.SENT)
    db.session.commit()
    seen, clerk, reviewer = paper.version, cast.person("zhou").id, cast.person("he").id
    outcomes = at_once(
        app,
        paper.id,
        lambda paper: journeys.dispatch.withdraw(paper, db.session.get_one(User, clerk), seen),
        lambda paper: review.accept(paper, db.session.get_one(User, reviewer), seen),
    )
    assert outcomes.count(None) == 1
    db.session.rollback()
    assert paper.state is (State.DRAFT if outcomes[0] is None else State.ACCEPTED)
