from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.archive.archives import CITY, add_filed, numbers, settle
from youthwork.domain.errors import AlreadyMoved, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import ArchiveBatch, AuditRecord, Filing, Paper, PaperState
from youthwork.services import posts, transactions
from youthwork.services.archive import archiving, catalogue, fonds
from youthwork.services.archive.query import ArchiveQuery
from youthwork.services.archive.search import search
from youthwork.services.printing import papers

pytestmark = on_both_engines
YEAR = 2024
#: What of `corpus.add_filing` the city receives.
MINE = (1, 6, 7, 12, 13)


@pytest.fixture
def filings(app: Flask, cast: Cast) -> list[Filing]:
    """Five of the city's, of one, two, three … pages, and the 全宗."""
    settle(cast)
    made = [add_filed(cast, number, pages=at) for at, number in enumerate(MINE, start=1)]
    db.session.commit()
    return made


def archive(cast: Cast, by: str = "zhao") -> ArchiveBatch:
    organ = cast.organ(CITY)
    pages, _ = archiving.count_pages(archiving.plan(organ, YEAR).ready)
    return archiving.archive(organ, YEAR, cast.person(by), pages)


def test_one_act_numbers_the_year_without_a_gap(cast: Cast, filings: list[Filing]) -> None:
    batch = archive(cast)
    assert numbers() == [f"Z109-WS·2024-D10-ZZB-{at:04d}" for at in range(1, 6)]
    assert (batch.count, batch.pages) == (5, 1 + 2 + 3 + 4 + 5)
    assert [each.page_count for each in filings] == [1, 2, 3, 4, 5]
    assert {each.archive_batch_id for each in filings} == {batch.id}
    said = db.session.scalars(db.select(AuditRecord.sentence).where(AuditRecord.kind == "archive")).all()
    assert any("5 件归档，共 15 页" in sentence for sentence in said)


def test_another_organ_and_another_year_are_left_alone(cast: Cast, filings: list[Filing]) -> None:
    others = [add_filed(cast, 2), add_filed(cast, 300)]
    archive(cast)
    assert [each.archival_number for each in others] == [None, None]


def test_each_period_and_department_counts_for_itself(cast: Cast, filings: list[Filing]) -> None:
    filings[1].retention_years = 0
    filings[2].retention_years = 30
    filings[3].department_id = cast.organ("团青岚市委学校部").id
    db.session.flush()
    archive(cast)
    assert numbers() == [
        "Z109-WS·2024-D10-XXB-0001",
        "Z109-WS·2024-D10-ZZB-0001",
        "Z109-WS·2024-D10-ZZB-0002",
        "Z109-WS·2024-D30-ZZB-0001",
        "Z109-WS·2024-Y-ZZB-0001",
    ]


def test_a_second_act_goes_on_numbering(cast: Cast, filings: list[Filing]) -> None:
    archive(cast)
    late = add_filed(cast, 18)
    assert archive(cast).count == 1
    assert late.archival_number == "Z109-WS·2024-D10-ZZB-0006"


def test_a_third_act_with_nothing_to_do_is_told_who_did_it(cast: Cast, filings: list[Filing]) -> None:
    archive(cast)
    with pytest.raises(AlreadyMoved, match="赵一鸣已于 12:00 归档 5 件"):
        archive(cast)


def test_without_a_fonds_number_nothing_is_archived(app: Flask, cast: Cast) -> None:
    add_filed(cast, 1)
    with pytest.raises(Unacceptable, match="还没有全宗号"):
        archive(cast)
    assert numbers() == []


def test_what_hinders_is_named_and_the_rest_is_archived(cast: Cast, filings: list[Filing]) -> None:
    unmade, correcting, uncoded = filings[0], filings[1], filings[2]
    paper = db.session.scalars(db.select(Paper).where(Paper.filing_id == unmade.id)).one()
    paper.state, paper.sha256 = PaperState.FAILED, None
    draft = add_filed(cast, 2).submission
    draft.corrects_id, draft.state, draft.correction_reason = correcting.id, State.DRAFT, "笔误"
    draft.holder_id = draft.owner_id
    uncoded.department_id = cast.organ("团青岚市委办公室").id
    kept = fonds.fonds_of(cast.organ(CITY).id)
    assert kept is not None
    kept.department_codes = {
        key: code for key, code in kept.department_codes.items() if int(key) != uncoded.department_id
    }
    db.session.flush()
    found = {each.filing.id: each for each in archiving.plan(cast.organ(CITY), YEAR).hindered}
    assert "出件失败" in found[unmade.id].sentence and found[unmade.id].url == f"/filings/{unmade.id}"
    assert "更正正在办理" in found[correcting.id].sentence
    assert "还没有机构代码" in found[uncoded.id].sentence and "/archive/fonds" in found[uncoded.id].url
    assert archive(cast).count == 2
    assert [each.archival_number is None for each in filings] == [True, True, True, False, False]


def test_a_paper_whose_bytes_are_gone_or_changed_is_not_archived(cast: Cast, filings: list[Filing]) -> None:
    changed, gone = (
        db.session.scalars(db.select(Paper).where(Paper.filing_id == each.id)).one() for each in filings[:2]
    )
    place = papers.store().whole_file(changed.sha256 or "")
    place.chmod(0o644)
    place.write_bytes(place.read_bytes()[:-1] + b"x")
    lost = papers.store().whole_file(gone.sha256 or "")
    lost.unlink()
    pages, damaged = archiving.count_pages(archiving.plan(cast.organ(CITY), YEAR).ready)
    assert [each.filing.id for each in damaged] == [filings[0].id, filings[1].id]
    assert set(pages) == {each.id for each in filings[2:]}


def test_a_correction_and_a_voided_filing_are_items_of_their_own_with_a_remark(
    cast: Cast, filings: list[Filing]
) -> None:
    first, second, voided = filings[:3]
    second.number, second.version, second.corrects_id = first.number, 2, first.id
    second.filing_number = first.filing_number
    voided.voided_at, voided.voided_by_id, voided.void_reason = NOW, cast.person("meng").id, "重复"
    db.session.commit()
    archive(cast)
    parts = catalogue.parts(catalogue.Asked(cast.organ(CITY).id, YEAR))
    remarks = {row.filing_id: row.remark for part in parts for row in part.rows}
    assert remarks[first.id] == "已由第 2 版更正"
    assert remarks[second.id] == "更正件，第 2 版"
    assert remarks[voided.id] == "已作废"
    assert len(numbers()) == 5


def test_the_number_is_found_by_searching_for_it(cast: Cast, filings: list[Filing]) -> None:
    archive(cast)
    db.session.commit()
    zhao = posts.actor_of(cast.person("zhao"))
    found = search(zhao, ArchiveQuery(text="Z109-WS·2024-D10-ZZB-0003"))
    assert [row.id for row in found.rows] == [filings[2].id]


def test_of_two_who_press_at_once_one_archives_and_the_other_is_told(
    app: Flask, cast: Cast, filings: list[Filing], tmp_path: Path
) -> None:
    start = threading.Barrier(2)
    person, organ_id = cast.person("zhao").id, cast.organ(CITY).id
    organ = cast.organ(CITY)
    pages, _ = archiving.count_pages(archiving.plan(organ, YEAR).ready)
    db.session.remove()

    def press(_: int) -> object:
        from youthwork.models import Organization, User

        with app.app_context():
            start.wait(timeout=20)
            try:
                with transactions.deed():
                    here = db.session.get_one(Organization, organ_id)
                    return archiving.archive(here, YEAR, db.session.get_one(User, person), pages).count
            except AlreadyMoved as refused:
                return refused

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(press, range(2)))
    assert sorted(str(each) for each in answers if isinstance(each, int)) == ["5"]
    assert sum(isinstance(each, AlreadyMoved) for each in answers) == 1
    assert numbers() == [f"Z109-WS·2024-D10-ZZB-{at:04d}" for at in range(1, 6)]


def test_the_catalogue_has_the_nine_columns_in_the_order_of_the_numbers(
    cast: Cast, filings: list[Filing]
) -> None:
    batch = archive(cast)
    (part,) = catalogue.parts(catalogue.Asked(cast.organ(CITY).id, YEAR, batch_id=batch.id))
    assert (part.fonds, part.department_code, part.period, part.items) == ("Z109", "ZZB", "10年", "0001—0005")
    assert part.pages == 15
    row = part.rows[0]
    assert row.archival_number == "Z109-WS·2024-D10-ZZB-0001" and row.document_number == "岚青备〔2024〕1号"
    assert row.author == "团白鹭县委" and row.day == f"{filings[0].filed_at:%Y%m%d}" and row.pages == 1
    assert len(catalogue.HEADS) == 9
