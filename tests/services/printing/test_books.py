"""汇编: what is bound, in which order, for whom; what is left out is named."""

from __future__ import annotations

import hashlib
from datetime import datetime

import pikepdf
import pytest
from flask import Flask

from tests import journeys
from tests.documents.reading import page_texts
from tests.factories import Cast
from tests.services.jobs.dying import quick_sheet
from youthwork.domain.errors import NotAllowed, NotFound, StoreDamaged, Unacceptable
from youthwork.extensions import db
from youthwork.models import Book, Filing, Job, JobState, Paper
from youthwork.services import posts
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.jobs import runner
from youthwork.services.printing import bookbinding, books, papers
from youthwork.services.transactions import deed

EVERYTHING = ArchiveQuery()


@pytest.fixture(autouse=True)
def rendered_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_make", quick_sheet)


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    """Two task sheets of 团云溪县委, one of 团白鹭县委, and 团云溪县委's 汇总表, all with 团青岚市委组织部."""
    found = [
        *(journeys.file_task_sheet(cast, cadre) for cadre in ("mai", "chen", "bai")),
        journeys.file_contact_points(cast),
    ]
    db.session.commit()
    return found


def plan(cast: Cast, who: str, query: ArchiveQuery = EVERYTHING, with_old: bool = False) -> books.Plan:
    return books.plan(posts.actor_of(cast.person(who)), query, with_old)


def ask(cast: Cast, who: str = "he", query: ArchiveQuery = EVERYTHING, **given: bool) -> int:
    person = cast.person(who)
    with deed():
        return books.ask(posts.actor_of(person), person, query, **given).id


def book(book_id: int) -> Book:
    db.session.rollback()
    return db.session.get_one(Book, book_id)


def test_it_works(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    made = ask(cast)
    outcomes = runner.run_until_empty()
    assert {outcome.word for outcome in outcomes} == {"完成"}
    finished = book(made)
    assert finished.sha256 is not None and finished.made_at is not None and finished.left_out == []
    content = papers.store().whole_file(finished.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == finished.sha256
    text = "".join(page_texts(content)[:3])
    for said in (
        "备案件汇编",
        "共青团青岚市委员会",
        "4份",
        "何志远",
        "目录",
        "买买提江·阿布都",
        "以各单件为准",
    ):
        assert said in text, said
    assert all(filing.filing_number in text for filing in filings)
    with pikepdf.open(papers.store().path(finished.sha256)) as bound, bound.open_outline() as outline:
        units = [(item.title, len(item.children)) for item in outline.root]
        # Cover and contents; four sheets, the first three with a blank behind.
        assert len(bound.pages) == finished.page_count == 2 + 7
    assert units == [("团云溪县委", 3), ("团白鹭县委", 1)]


def test_on_one_side_no_page_is_blank(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    made = ask(cast, is_duplex=False)
    runner.run_until_empty()
    assert book(made).page_count == 2 + 4


def test_the_order_is_the_tree_s_then_annex_and_name(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    mai, chen, bai, table = filings
    assert plan(cast, "he").filings == [
        table,
        *sorted([mai, chen], key=lambda it: it.submission.subject.name),
        bai,
    ]
    assert plan(cast, "he").units == [("团云溪县委", 3), ("团白鹭县委", 1)]


def test_the_archive_s_filter_says_what_is_bound_and_the_title_says_the_filter(
    app: Flask, cast: Cast, filings: list[Filing]
) -> None:
    county = cast.organ("团白鹭县委").id
    found = plan(cast, "he", ArchiveQuery(annex="task_sheet", year=2026, organization_id=county))
    assert [filing.owner_name for filing in found.filings] == ["团白鹭县委"]
    assert found.title == "2026年任务表汇编（团白鹭县委及所属）"
    assert plan(cast, "he", ArchiveQuery(text="买买提江")).title.endswith("（检索“买买提江”）")
    assert plan(cast, "he", ArchiveQuery(year=1999)).query == EVERYTHING, "asked by a stale address"


def test_only_papers_one_may_open_whole_are_bound(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    clerk = plan(cast, "zhou")
    assert [filing.owner_name for filing in clerk.filings] == ["团云溪县委"] * 3 and clerk.left_out == []
    province = plan(cast, "gu")
    assert list(province.filings) == []
    assert [sentence[:10] for sentence in province.left_out] == ["4 份的成件不供你打开"[:10]]
    with pytest.raises(Unacceptable, match="没有可以合订的"):
        ask(cast, "gu")
    assert list(plan(cast, "wai").filings) == []


def test_a_voided_filing_is_left_out_and_named(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    voided = filings[0]
    voided.voided_at, voided.voided_by_id = datetime(2026, 4, 1), cast.person("meng").id
    voided.void_reason = "重复报送"
    db.session.commit()
    found = plan(cast, "he")
    assert voided not in found.filings
    assert found.left_out == [f"{voided.filing_number} 团云溪县委 {voided.title}：已作废"]


def test_of_a_corrected_filing_the_latest_version_is_bound_unless_asked(
    app: Flask, cast: Cast, filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "is_old", lambda filing: filing.id == filings[1].id)
    latest = plan(cast, "he")
    assert filings[1] not in latest.filings and latest.old_count == 1
    assert filings[1] in plan(cast, "he", with_old=True).filings


def test_more_than_a_book_holds_is_refused_with_what_to_do(
    app: Flask, cast: Cast, filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "MOST", 3)
    with pytest.raises(Unacceptable, match=r"一次最多整册打印 3 份.*缩小范围"):
        plan(cast, "he")
    assert len(plan(cast, "he", ArchiveQuery(annex="task_sheet")).filings) == 3


def test_a_paper_that_is_not_ready_or_damaged_is_named_and_the_rest_is_bound(
    app: Flask, cast: Cast, filings: list[Filing]
) -> None:
    runner.run_until_empty()
    unready, damaged, *_ = filings
    paper = papers.of_filing(damaged)
    assert paper.sha256 is not None
    papers.store().path(paper.sha256).unlink()
    db.session.execute(db.delete(papers.PaperPage))
    with deed():
        late = db.session.get_one(Paper, papers.of_filing(unready).id)
        late.state, late.sha256 = papers.PaperState.PENDING, None
    made = ask(cast, is_duplex=False)
    [outcome] = runner.run_until_empty()
    assert outcome.is_done
    finished = book(made)
    assert finished.page_count == 3 + 2, "cover, contents and what is missing; two papers"
    named = sorted(finished.left_out)
    assert [unready.filing_number in each for each in named] == [True, False]
    assert "待出件" in named[0] and damaged.filing_number in named[1] and "备份" in named[1]


def test_a_book_without_any_paper_is_put_off_until_there_is_one(
    app: Flask, cast: Cast, filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ask(cast)
    with pytest.raises(papers.YouthworkError, match="还没有出好"):
        bookbinding.make(made, lambda done, total: None)
    assert book(made).sha256 is None


def test_made_twice_it_is_the_same_book(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    made = ask(cast)
    runner.run_until_empty()
    first = book(made).sha256
    told: list[tuple[int, int]] = []
    assert bookbinding.make(made, lambda *at: told.append(at)).sha256 == first
    assert told == []


def test_the_progress_counts_the_papers(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    made = ask(cast)
    job = db.session.get_one(Job, book(made).job_id)
    assert (job.state, job.total) == (JobState.WAITING, 4)
    told: list[tuple[int, int]] = []
    for paper in db.session.scalars(db.select(Paper)).all():
        papers.produce(paper.id)
    bookbinding.make(made, lambda *at: told.append(at))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_book_is_its_askers_alone(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    made = ask(cast)
    for other in ("cheng", "zhou", "wai"):
        with pytest.raises(NotFound):
            books.find_book(posts.actor_of(cast.person(other)), made)
    actor = posts.actor_of(cast.person("he"))
    assert books.mine(actor) == [books.find_book(actor, made)]


def test_who_has_lost_the_right_to_the_papers_has_lost_it_to_the_book(
    app: Flask, cast: Cast, filings: list[Filing]
) -> None:
    made = ask(cast)
    he = cast.person("he")
    with pytest.raises(NotFound, match="还没有合订好"):
        books.check_opens(posts.actor_of(he), book(made))
    runner.run_until_empty()
    books.check_opens(posts.actor_of(he), book(made))
    nobody = posts.actor_of(cast.person("zhi"))
    with pytest.raises(NotAllowed, match="任职变动"):
        books.check_opens(type(nobody)(he.id, nobody.posts), book(made))


def test_a_book_changed_on_the_disk_is_not_handed_out(app: Flask, cast: Cast, filings: list[Filing]) -> None:
    made = ask(cast)
    runner.run_until_empty()
    digest = book(made).sha256
    assert digest is not None
    place = papers.store().path(digest)
    place.chmod(0o600)
    place.write_bytes(place.read_bytes() + b"!")
    with pytest.raises(StoreDamaged, match="不一致"):
        papers.store().whole_file(digest)
    place.unlink()
    with pytest.raises(StoreDamaged, match="找不到"):
        papers.store().whole_file(digest)
