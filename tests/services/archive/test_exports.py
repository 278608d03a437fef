"""导出: what goes into the file, who may open it, and what becomes of a job that dies on the way."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.jobs.dying import EXPORT_STAGES, killed_at, quick_sheet
from tests.services.jobs.standing_clock import put_up
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    ArchiveExport,
    ArchiveUse,
    ExportKind,
    Filing,
    Job,
    JobState,
    Paper,
    UseKind,
)
from youthwork.services import posts
from youthwork.services.archive import export_making, export_papers, exports
from youthwork.services.archive.export_contents import papers_of
from youthwork.services.archive.query import ArchiveQuery, Standing
from youthwork.services.jobs import queue, runner
from youthwork.services.printing import papers
from youthwork.services.transactions import deed

pytestmark = on_both_engines


@pytest.fixture(autouse=True)
def rendered_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_make", quick_sheet)


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    """A task sheet each of 团云溪县委 and 团白鹭县委 at 团青岚市委组织部, their papers made."""
    found = [journeys.file_task_sheet(cast, "mai"), journeys.file_task_sheet(cast, "bai")]
    journeys.make_papers()
    return found


def ask(cast: Cast, kind: ExportKind, who: str = "he", **query: Any) -> ArchiveExport:
    person = cast.person(who)
    with deed():
        return exports.ask(posts.actor_of(person), person, ArchiveQuery(**query), kind, "工作查考")


def made(export: ArchiveExport) -> ArchiveExport:
    runner.run_until_empty()
    db.session.rollback()
    assert export.made_at is not None, db.session.get(ArchiveExport, export.id)
    return export


def content(cast: Cast, export: ArchiveExport, who: str = "he") -> bytes:
    return exports.open_file(posts.actor_of(cast.person(who)), export).read_bytes()


def rows(data: bytes, sheet: str = "目录") -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_the_list_says_what_stands_on_the_page(cast: Cast, filings: list[Filing]) -> None:
    export = made(ask(cast, ExportKind.LIST))
    title, scope, asked, head, *lines = rows(content(cast, export))
    assert title[0] == "备案件目录" and scope[0] == "范围：全部备案件"
    assert "何志远" in asked[0] and "利用目的：工作查考" in asked[0]
    assert head[:5] == ["序号", "档号", "备案号", "题名", "表种"]
    newest, older = filings[1], filings[0]
    assert [line[2] for line in lines] == [newest.filing_number, older.filing_number]
    assert [line[0] for line in lines] == [1, 2] and lines[0][5] == "团白鹭县委"
    assert export.filing_ids == [newest.id, older.id] and export.count == 2


def test_neither_phones_nor_formulas_leave_with_the_list(cast: Cast, filings: list[Filing]) -> None:
    filing = filings[0]
    filing.title = "=1+1 联系13800001234"
    db.session.commit()
    data = content(cast, made(ask(cast, ExportKind.LIST)))
    with ZipFile(io.BytesIO(data)) as package:
        text = b"".join(package.read(name) for name in package.namelist())
    assert b"<f>" not in text and b"13800001234" not in text
    assert "=1+1 联系138****1234" in [line[3] for line in rows(data)]
    phones = [cast.person(name).phone for name in ("mai", "bai", "zhou", "he")]
    assert all(phones) and not any(phone.encode() in text for phone in phones)


def test_the_papers_bear_number_and_title_and_come_with_a_list(cast: Cast, filings: list[Filing]) -> None:
    export = made(ask(cast, ExportKind.PAPERS))
    with ZipFile(io.BytesIO(content(cast, export))) as package:
        names = package.namelist()
        assert names[-1] == "目录.xlsx" and len(names) == 3
        for filing, name in zip(reversed(filings), names, strict=False):
            assert name.startswith(f"{filing.filing_number} 任务表·") and name.endswith(".pdf")
            assert package.read(name) == papers.read(papers.of_filing(filing))
        lines = rows(package.read("目录.xlsx"))[4:]
    assert [line[-1] for line in lines] == names[:2]


def test_what_the_reader_may_not_open_is_left_out_and_named(cast: Cast, filings: list[Filing]) -> None:
    """顾's organ may find both and open neither."""
    with pytest.raises(Unacceptable, match="没有可以导出的"):
        ask(cast, ExportKind.PAPERS, who="gu")
    planned = exports.plan(posts.actor_of(cast.person("gu")), ArchiveQuery(), ExportKind.PAPERS)
    assert planned.count == 0 and len(planned.left_out) == 2
    assert all("只供填报单位" in sentence for sentence in planned.left_out)


def test_one_that_may_be_opened_goes_without_the_one_that_may_not(cast: Cast, filings: list[Filing]) -> None:
    own = filings[0]
    db.session.get_one(Filing, filings[1].id).department_id = cast.organizations["团青岚市委学校部"].id
    db.session.commit()
    export = made(ask(cast, ExportKind.PAPERS))
    assert export.filing_ids == [own.id]
    assert [sentence.split(" ")[0] for sentence in export.left_out] == [filings[1].filing_number]
    with ZipFile(io.BytesIO(content(cast, export))) as package:
        missing = rows(package.read("目录.xlsx"), "未收入")
    assert missing[0] == ["未收入 1 件"] and missing[1][0] == export.left_out[0]


def test_a_damaged_or_unfinished_paper_is_named_instead(
    cast: Cast, filings: list[Filing], app: Flask
) -> None:
    damaged = papers.of_filing(filings[0])
    path = papers.store().path(papers.newest_sha256(damaged))
    path.chmod(0o640)
    path.write_bytes(b"changed")
    later = journeys.file_task_sheet(cast, "chen")
    db.session.commit()
    paper_id = papers.of_filing(later).id
    export = ask(cast, ExportKind.PAPERS)
    waiting = queue.take("here:1", [kind for kind in runner.KINDS if kind.name == "EXPORT"])
    assert waiting is not None
    export_making.make(export.id, lambda done, total: None)
    db.session.rollback()
    assert db.session.get_one(Paper, paper_id).sha256 is None
    assert export.filing_ids == [filings[1].id]
    said = "\n".join(export.left_out)
    assert "与入库时不一致" in said and f"{later.filing_number} " in said and "待出件" in said


def test_the_same_papers_give_the_same_bytes(cast: Cast, filings: list[Filing], tmp_path: Path) -> None:
    for kind in (ExportKind.LIST, ExportKind.PAPERS):
        export = made(ask(cast, kind))
        first = content(cast, export)
        with deed():
            again = db.session.get_one(ArchiveExport, export.id)
            again.made_at = again.sha256 = None
        export_making.make(export.id, lambda done, total: None)
        db.session.rollback()
        assert export.sha256 == hashlib.sha256(first).hexdigest()


@pytest.mark.parametrize("stage", EXPORT_STAGES)
def test_a_worker_killed_over_an_export_leaves_it_to_the_next_and_it_is_registered_once(
    app: Flask, cast: Cast, filings: list[Filing], database: tuple[str, Cast], tmp_path: Path, stage: str
) -> None:
    clock = put_up(app)
    export = ask(cast, ExportKind.PAPERS)
    db.session.rollback()
    killed_at(stage, database[0], tmp_path)
    assert len(uses()) == (1 if stage == "once its use is registered" else 0)
    clock.pass_by(minutes=2)
    with ZipFile(io.BytesIO(content(cast, made(export)))) as package:
        assert package.testzip() is None and len(package.namelist()) == 3
    assert [use.kind for use in uses()] == [UseKind.PAPERS]
    assert db.session.get_one(Job, export.job_id).state is JobState.DONE
    export_making.make(export.id, lambda done, total: None)
    assert len(uses()) == 1, "made once more, it is the same export"


def uses() -> list[ArchiveUse]:
    return list(db.session.scalars(db.select(ArchiveUse)))


def test_the_use_is_registered_with_its_purpose(cast: Cast, filings: list[Filing]) -> None:
    export = made(ask(cast, ExportKind.LIST, annex="task_sheet"))
    (use,) = uses()
    assert (use.kind, use.count, use.purpose, use.person_name) == (UseKind.LIST, 2, "工作查考", "何志远")
    assert use.subject.startswith("任务表") and use.organization_id == cast.organ("团青岚市委").id
    assert export.organization_id == use.organization_id


def test_a_cadre_alone_exports_nothing(cast: Cast, filings: list[Filing]) -> None:
    with pytest.raises(NotAllowed, match="经办、审核、签发、档案"):
        ask(cast, ExportKind.LIST, who="mai")


def test_too_many_are_refused_with_what_to_do(
    cast: Cast, filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(exports.MOST, ExportKind.LIST, 1)
    with pytest.raises(Unacceptable, match="缩小范围"):
        ask(cast, ExportKind.LIST)


def test_only_so_many_wait_at_a_time(cast: Cast, filings: list[Filing]) -> None:
    for _ in range(exports.MOST_AT_ONCE):
        export = ask(cast, ExportKind.LIST)
    with pytest.raises(StepNotAllowed, match="还没有做完"):
        ask(cast, ExportKind.LIST)
    made(export)
    ask(cast, ExportKind.LIST)


def test_the_file_is_for_who_asked_and_for_its_days(cast: Cast, filings: list[Filing], app: Flask) -> None:
    clock = put_up(app)
    export = ask(cast, ExportKind.LIST)
    he, cheng = (posts.actor_of(cast.person(name)) for name in ("he", "cheng"))
    with pytest.raises(NotFound, match="还没有做好"):
        exports.open_file(he, export)
    made(export)
    with pytest.raises(NotFound):
        exports.find_export(cheng, export.id)
    assert exports.mine(cheng) == [] and exports.mine(he) == [export]
    clock.pass_by(days=exports.KEPT.days - 1)
    assert content(cast, export)
    clock.pass_by(days=1)
    with pytest.raises(NotFound, match="已经清理"):
        exports.open_file(he, export)


def test_the_sweep_takes_the_file_and_leaves_the_row(
    cast: Cast, filings: list[Filing], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = put_up(app)
    gone, kept = made(ask(cast, ExportKind.LIST)), None
    clock.pass_by(days=4)
    kept = made(ask(cast, ExportKind.PAPERS))
    place = papers.store().path(gone.sha256 or "")
    assert place.exists()
    monkeypatch.setattr("youthwork.documents.store._FRESH_SECONDS", -1)
    clock.pass_by(days=4)
    with deed():
        last = exports.sweep(clock().date(), 0)
    assert last == gone.id
    with deed():
        assert exports.sweep(clock().date(), last) is None
    assert not place.exists() and papers.store().path(kept.sha256 or "").exists()
    assert (gone.sha256, gone.count, gone.purpose) == (None, 2, "工作查考")


def test_who_lost_a_right_since_cannot_open_it_any_more(cast: Cast, filings: list[Filing]) -> None:
    sheets, bundle = made(ask(cast, ExportKind.LIST)), made(ask(cast, ExportKind.PAPERS))
    he = cast.person("he")
    held = db.session.scalars(db.select(Appointment).where(Appointment.user_id == he.id)).all()
    for appointment in held:
        appointment.organization_id = cast.organ("团白鹭县委").id
    db.session.commit()
    actor = posts.actor_of(he)
    for export in (sheets, bundle):
        with pytest.raises(NotAllowed, match="重新导出"):
            exports.open_file(actor, export)


def test_destroying_a_filing_takes_the_files_that_hold_it(
    cast: Cast, filings: list[Filing], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = made(ask(cast, ExportKind.PAPERS))
    with deed():
        assert exports.drop_with([filings[0].id]) == 1
    assert both.sha256 is None
    with deed():
        assert exports.drop_with([filings[0].id]) == 0


def test_what_was_given_up_is_made_when_asked_again(
    cast: Cast, filings: list[Filing], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = put_up(app)
    export = ask(cast, ExportKind.LIST)
    while taken := queue.take("here:1"):
        if queue.put_off(taken, "磁盘已满") is JobState.DEAD:
            break
        clock.pass_by(hours=2)
    with deed():
        exports.ask_again(export)
    made(export)


def test_names_of_files_are_fit_for_any_disk_and_never_meet(cast: Cast, filings: list[Filing]) -> None:
    actor = posts.actor_of(cast.person("he"))
    first, second = papers_of(actor, [filing.id for filing in filings])
    title = "长" * 120 + '/\\:*?"<>|\x07 结尾. '
    first, second = (replace(each, filing_number="岚青备", title=title) for each in (first, second))
    later = replace(second, version=2, standing=Standing.VOIDED)
    names = export_papers.file_names([first, second, later])
    assert len({name.casefold() for name in names}) == 3
    assert second.machine_number in names[1] and "（第2版）（作废）" in names[2]
    for name in names:
        assert not set(name) & set('/\\:*?"<>|\x07') and len(name.encode()) < 255
