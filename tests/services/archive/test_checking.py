"""四性检测: what is wrong with an archive is found, and named at the item it belongs to."""

from __future__ import annotations

import io
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import delete, text, update

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.archive import archives
from youthwork.extensions import db
from youthwork.models import ArchiveBatch, ArchiveCheck, CheckStage, Filing, FilingScope, NumberSeries, Paper
from youthwork.services.archive import rebuilding
from youthwork.services.archive.checking import asking, findings, running
from youthwork.services.archive.checking.asking import Asked
from youthwork.services.archive.checking.cases import Case
from youthwork.services.archive.checking.findings import Finding, Tally, findings_of
from youthwork.services.archive.index import is_sqlite
from youthwork.services.printing import papers
from youthwork.services.transactions import deed


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    """Two task sheets received by 团青岚市委, signed and made."""
    found = [journeys.file_task_sheet(cast, "mai"), journeys.file_task_sheet(cast, "bai")]
    journeys.make_papers()
    return found


def run(stage: CheckStage = CheckStage.KEEPING, organization_id: int | None = None) -> ArchiveCheck:
    with deed():
        check_id = asking.put_down(Asked(organization_id, None, stage)).id
    return running.run(check_id)


def found(check: ArchiveCheck) -> dict[str, list[Finding]]:
    by_item: dict[str, list[Finding]] = {}
    for each in findings_of(check):
        by_item.setdefault(each.item, []).append(each)
    return by_item


def stored(filing: Filing) -> Path:
    """Where the filed paper lies, made writable as no hand of ours ever does."""
    path = papers.store().path(papers.of_filing(filing).sha256 or "")
    path.chmod(0o640)
    return path


def age(file: Path) -> None:
    """Put in longer ago than a deed lasts."""
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(file, (long_ago, long_ago))


@on_both_engines
def test_an_archive_in_order_passes_every_item(filings: list[Filing]) -> None:
    check = run()
    assert findings_of(check) == []
    assert (check.checked, check.blocking, check.remarks) == (2, 0, 0)
    assert check.finished_at is not None
    looked = {row["number"]: row["checked"] for row in check.items}
    assert all(
        looked[item] == 2 for item in ("1-2", "1-3", "1-4", "1-6", "2-1", "2-4", "3-1", "3-5", "3-6", "4-1")
    )
    assert looked["1-5"] == looked["2-6"] == 4, "papers and the pictures of their pages"


@on_both_engines
def test_each_fault_is_found_at_its_item(filings: list[Filing], tmp_path: Path) -> None:
    """One after the other, each mended before the next: making papers takes seconds."""
    first, second = filings[0].id, filings[1].id
    for broken, mended, item, filing_id in _faults(filings, tmp_path):
        broken()
        db.session.rollback()
        by_item = found(run())
        assert item in by_item, (broken.__name__, by_item)
        if filing_id:
            assert {each.filing_id for each in by_item[item]} == {filing_id}, broken.__name__
        assert all(each.sentence for each in by_item[item])
        mended()
        db.session.rollback()
    assert found(run()) == {} and {first, second}


Fault = tuple[Callable[[], object], Callable[[], object], str, int | None]


def _faults(filings: list[Filing], tmp_path: Path) -> list[Fault]:
    one, other = filings
    paper, other_paper = papers.of_filing(one), papers.of_filing(other)
    sha256, other_sha256 = paper.sha256, other_paper.sha256
    file, aside = stored(one), tmp_path / "aside"
    content = file.read_bytes()
    answers = dict(one.answers)
    one_id, paper_id = one.id, paper.id

    def a_deleted_file() -> None:
        shutil.move(file, aside)

    def it_comes_back() -> None:
        shutil.move(aside, file)

    def a_changed_byte() -> None:
        file.write_bytes(content[:1000] + bytes([content[1000] ^ 1]) + content[1001:])

    def the_byte_comes_back() -> None:
        file.write_bytes(content)

    def a_changed_answer() -> None:
        _set(Filing, one_id, answers={**answers, "branch": "另一个团支部"})

    def the_answer_comes_back() -> None:
        _set(Filing, one_id, answers=answers)

    def another_valid_paper() -> None:
        _set(Paper, paper_id, sha256=other_sha256)

    def the_right_paper() -> None:
        _set(Paper, paper_id, sha256=sha256)

    def a_foreign_file() -> None:
        place = file.parent / "setup.exe"
        place.write_bytes(b"MZ")
        age(place)

    def it_goes() -> None:
        (file.parent / "setup.exe").unlink()

    def a_file_nobody_names() -> None:
        age(papers.store().path(papers.store().put(b"nobody's")))

    def that_goes() -> None:
        assert papers.store().discard(papers.store().put(b"nobody's")) is False
        papers.store().path(papers.store().put(b"nobody's")).unlink()

    def a_broken_index_entry() -> None:
        table = "filing_index" if is_sqlite() else "filing_search"
        with deed():
            if is_sqlite():
                db.session.execute(text(f"INSERT INTO {table}({table}) VALUES ('delete-all')"))
            else:
                db.session.execute(text(f"DELETE FROM {table}"))

    def the_index_anew() -> None:
        rebuilding.rebuild()

    def anybody_may_write() -> None:
        file.chmod(0o666)

    def only_we_write() -> None:
        file.chmod(0o640)

    def a_page_too_many() -> None:
        _set(Filing, one_id, page_count=9)

    def as_many_as_there_are() -> None:
        _set(Filing, one_id, page_count=None)

    return [
        (a_deleted_file, it_comes_back, "2-6", one_id),
        (a_changed_byte, the_byte_comes_back, "1-5", one_id),
        (a_changed_answer, the_answer_comes_back, "1-2", one_id),
        (a_changed_answer, the_answer_comes_back, "1-3", one_id),
        (another_valid_paper, the_right_paper, "1-4", one_id),
        (a_foreign_file, it_goes, "4-2", None),
        (a_file_nobody_names, that_goes, "4-2", None),
        (a_broken_index_entry, the_index_anew, "3-6", None),
        (anybody_may_write, only_we_write, "4-3", None),
        (a_page_too_many, as_many_as_there_are, "3-5", one_id),
    ]


def _set(model: type, row_id: int, **values: object) -> None:
    """Behind the program's back, as somebody with a database client would."""
    with deed():
        db.session.execute(update(model).where(model.id == row_id).values(**values))


@on_both_engines
def test_a_row_that_is_gone_is_a_missing_number(app: Flask, cast: Cast) -> None:
    """Taken out with all that belongs to it, so that nothing else points at it."""
    filings = [journeys.file_task_sheet(cast, each) for each in ("mai", "bai", "zhou")]
    db.session.commit()
    second, number = filings[1].id, filings[1].number
    with deed():
        for model in (Paper, FilingScope):
            db.session.execute(delete(model).where(model.filing_id == second))
        db.session.execute(delete(Filing).where(Filing.id == second))
    [gap] = found(run())["2-1"]
    assert f"缺：{number}" in gap.sentence and gap.is_blocking and gap.number == "2026 年"


def test_the_last_number_of_a_year_is_missed_too(app: Flask, cast: Cast) -> None:
    """No neighbour tells of it: the series does."""
    journeys.filed(journeys.file_task_sheet(cast, "mai"))
    with deed():
        db.session.execute(update(NumberSeries).values(last=NumberSeries.last + 2))
    gaps = found(run())["2-1"]
    assert any("缺：2、3" in each.sentence for each in gaps), gaps


@on_both_engines
def test_an_item_number_that_is_gone_is_missed_in_its_series(app: Flask, cast: Cast) -> None:
    archives.settle(cast)
    filings = [archives.add_filed(cast, number) for number in (1, 7, 13)]
    db.session.commit()
    with deed():
        batch = ArchiveBatch(
            organization_id=filings[0].organ_id,
            year=2024,
            archived_at=NOW,
            archived_by_id=cast.person("zhao").id,
            count=2,
            pages=2,
        )
        db.session.add(batch)
        db.session.flush()
        for filing, item in zip(filings, (1, 2, 5), strict=True):
            filing.archive_batch_id, filing.item_number, filing.page_count = batch.id, item, 1
            filing.archival_number = f"Z109-WS·2024-D10-ZZB-{item:04d}"
    [gap] = found(run())["2-2"]
    assert "缺件号：3、4" in gap.sentence


@on_both_engines
def test_a_run_that_was_killed_goes_on_where_it_was(
    filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SLICE", 1)
    seen: list[int] = []
    check_record = running.check_record

    def counted(case: Case, tally: Tally) -> None:
        seen.append(case.filing.id)
        check_record(case, tally)

    def stop_at_the_second(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(running, "check_record", counted)
    with deed():
        check_id = asking.put_down(Asked(None, None, CheckStage.KEEPING)).id
    with pytest.raises(KeyboardInterrupt):
        running.run(check_id, stop_at_the_second)
    db.session.rollback()
    check = running.run(check_id)
    assert sorted(seen) == sorted(filing.id for filing in filings), "none twice, none left out"
    assert check.checked == 2 and {row["number"]: row["checked"] for row in check.items}["1-2"] == 2


def test_of_two_workers_on_one_run_only_one_slice_counts(filings: list[Filing]) -> None:
    with deed():
        check_id = asking.put_down(Asked(None, None, CheckStage.KEEPING)).id
    inner = False

    def another_comes_first(done: int, total: int) -> None:
        nonlocal inner
        if not inner:
            inner = True
            running.run(check_id)

    check = running.run(check_id, another_comes_first)
    assert check.checked == 2 and {row["number"]: row["checked"] for row in check.items}["1-2"] == 2


def test_more_findings_than_are_kept_are_counted(
    filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MOST_KEPT", 1)
    for filing in filings:
        stored(filing).unlink()
    check = run()
    assert len(check.findings) == 1 and check.blocking >= 2


def test_a_scope_is_one_organ_and_one_year(cast: Cast, filings: list[Filing]) -> None:
    city, province = cast.organ("团青岚市委").id, cast.organ("团示范省委").id
    assert run(organization_id=city).checked == 2
    assert run(organization_id=province).checked == 0
    assert run(CheckStage.TRANSFER, city).checked == 0, "nothing is archived yet"


def test_a_pdf_that_acts_hides_or_is_locked_is_named(filings: list[Filing], tmp_path: Path) -> None:
    filing = filings[0]
    content = papers.read(papers.of_filing(filing))
    paper_id = papers.of_filing(filing).id

    def stored_as(change: Callable[[pikepdf.Pdf], object], **saving: object) -> dict[str, list[Finding]]:
        changed = tmp_path / "changed.pdf"
        with pikepdf.open(io.BytesIO(content)) as pdf:
            change(pdf)
            pdf.save(changed, **saving)
        _set(Paper, paper_id, sha256=papers.store().put(changed.read_bytes()))
        return found(run())

    def act(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    def hide(pdf: pikepdf.Pdf) -> None:
        pdf.attachments["setup.exe"] = b"MZ"

    def forget_fonts(pdf: pikepdf.Pdf) -> None:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == pikepdf.Name.FontDescriptor:
                del each["/FontFile2"]

    assert "动作" in stored_as(act)["4-1"][0].sentence
    assert "setup.exe" in stored_as(hide)["4-1"][0].sentence
    assert "字体没有嵌入" in stored_as(forget_fonts)["3-3"][0].sentence
    assert "3-4" in stored_as(lambda pdf: None, encryption=pikepdf.Encryption(owner="a", user=""))
    by_item = stored_as(lambda pdf: None)
    assert "1-6" in by_item, "written anew, no signature holds"
