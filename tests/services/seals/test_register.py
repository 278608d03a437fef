"""用印登记簿: every press is an entry, and whoever alters, takes out or slips in one is found out."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.documents.reading import page_texts
from tests.factories import Cast
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Paper, SealImpression, Submission, User
from youthwork.services import transactions
from youthwork.services.path import dispatch, impressions
from youthwork.services.seals import chain, printing, register


def press_thrice(cast: Cast) -> tuple[int, list[int]]:
    """The county's register with three entries: the first two of papers taken back again."""
    paper = journeys.at_state(cast, State.PRESSED)
    for _ in range(2):
        dispatch.withdraw(paper, cast.person("zhou"), paper.version, "再改改")
        journeys.walk_on(paper, cast, State.PRESSED)
    ids = list(db.session.scalars(db.select(SealImpression.id).order_by(SealImpression.id)))
    return cast.organ("团云溪县委").id, ids


def change(entry_id: int, **values: object) -> None:
    """Past the program."""
    db.session.execute(db.update(SealImpression).where(SealImpression.id == entry_id).values(**values))
    db.session.expire_all()


@on_both_engines
def test_an_untouched_register_is_whole_though_entries_were_marked_later(app: Flask, cast: Cast) -> None:
    organ_id, _ = press_thrice(cast)
    checked = chain.verify_register(organ_id)
    assert (checked.entries, checked.unchained, checked.broken) == (3, 0, "")
    assert checked.sentence == "登记簿 3 条记录首尾相接，没有改动、抽换或缺号"
    marks = [entry.remark for entry in register.whole_year(organ_id, 2026)]
    assert marks == ["未用于备案（报送前撤回）", "未用于备案（报送前撤回）", ""]


@on_both_engines
@pytest.mark.parametrize(
    "altered", [{"copies": 9}, {"purpose": "别的事"}, {"keeper_id": "mai"}, {"answers_sha256": "0" * 64}]
)
def test_an_altered_entry_is_named(app: Flask, cast: Cast, altered: dict[str, object]) -> None:
    organ_id, ids = press_thrice(cast)
    values = {name: cast.person("mai").id if value == "mai" else value for name, value in altered.items()}
    change(ids[1], **values)
    assert chain.verify_register(organ_id).broken.startswith(
        "YY-2026-0002 这一条或它前面的一条与登记时不一致"
    )


def test_an_entry_taken_out_of_the_middle_is_noticed_at_the_next(app: Flask, cast: Cast) -> None:
    organ_id, ids = press_thrice(cast)
    _take_out(ids[1])
    assert chain.verify_register(organ_id).broken.startswith("YY-2026-0003")


def test_an_entry_taken_off_the_end_leaves_its_number_missing(app: Flask, cast: Cast) -> None:
    organ_id, ids = press_thrice(cast)
    _take_out(ids[2])
    assert chain.verify_register(organ_id).broken == "YY-2026-0003 给出过，登记簿里却没有这一条：记录被抽去"


def test_a_chain_cannot_be_cut_off_by_emptying_it(app: Flask, cast: Cast) -> None:
    organ_id, ids = press_thrice(cast)
    change(ids[2], chain_sha256="")
    assert chain.verify_register(organ_id).broken.startswith("YY-2026-0003")


def test_entries_older_than_the_chain_are_counted_and_stay_valid(app: Flask, cast: Cast) -> None:
    organ_id, ids = press_thrice(cast)
    for entry_id in ids[:2]:
        change(entry_id, chain_sha256="")
    third = db.session.get_one(SealImpression, ids[2])
    third.chain_sha256 = chain._link("", third)
    assert "最早 2 条登记在链式校验启用以前" in chain.verify_register(organ_id).sentence


def _take_out(entry_id: int) -> None:
    db.session.execute(db.delete(Paper).where(Paper.impression_id == entry_id))
    db.session.execute(db.delete(SealImpression).where(SealImpression.id == entry_id))
    db.session.expire_all()


@on_both_engines
def test_two_presses_at_the_same_moment_follow_each_other_in_the_chain(app: Flask, cast: Cast) -> None:
    """Two papers the province seals for units without a keeper."""
    papers = [
        journeys.approve_press(
            journeys.walk_on(journeys.draft_contact_points(cast, clerk), cast, State.SIGNED_OFF), cast
        ).id
        for clerk in ("ban", "jiao")
    ]
    keeper, province = cast.person("gu").id, cast.organ("团示范省委").id
    db.session.commit()
    start = threading.Barrier(2)

    def press(paper_id: int) -> str:
        with app.app_context():
            start.wait(timeout=20)
            with transactions.deed():
                paper = db.session.get_one(Submission, paper_id)
                return impressions.press(paper, db.session.get_one(User, keeper), None).number

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(press, papers)) == ["YY-2026-0001", "YY-2026-0002"]
    db.session.rollback()
    checked = chain.verify_register(province)
    assert (checked.entries, checked.broken) == (2, "")


def test_every_organ_has_a_chain_and_numbers_of_its_own(app: Flask, cast: Cast) -> None:
    press_thrice(cast)
    journeys.walk_on(journeys.draft_contact_points(cast, "lin"), cast, State.PRESSED)
    city = cast.organ("团青岚市委").id
    assert chain.verify_register(city).entries == 1
    assert [entry.number for entry in register.whole_year(city, 2026)] == ["YY-2026-0001"]


def test_an_entry_says_all_the_register_must_say(app: Flask, cast: Cast) -> None:
    paper = journeys.walk_on(journeys.draft_contact_points(cast, "wang"), cast, State.PRESSED)
    [entry] = register.whole_year(cast.organ("团示范省委").id, 2026)
    assert (entry.number, entry.unit, entry.copies) == ("YY-2026-0001", "团望川县委", 1)
    assert (entry.applicant, entry.approver, entry.keeper) == ("王望", "苏明", "顾言")
    assert (entry.approval_number, entry.remark) == ("YS-2026-0001", "代章")
    assert entry.matter == "联系点汇总表（第 1 次报送）" and entry.kept == "盖章件（电子）"
    assert (paper.answers_sha256 or "").startswith(entry.digest)


def test_the_register_is_listed_by_year_and_page(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    organ_id, _ = press_thrice(cast)
    monkeypatch.setattr(register, "PAGE", 2)
    first = register.entries(organ_id, 2026)
    assert [entry.number[-1] for entry in first] == ["3", "2", "1"], "a page and one more"
    assert [entry.number[-1] for entry in register.entries(organ_id, 2026, first[1].id)] == ["1"]
    assert register.years(organ_id) == [2026] and register.entries(organ_id, 2025) == []


def test_the_printed_register_has_its_head_on_every_page_and_no_seal(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    organ_id, _ = press_thrice(cast)
    once = register.whole_year(organ_id, 2026)
    monkeypatch.setattr(register, "whole_year", lambda *_: once * 20)
    with app.test_request_context():
        content = printing.register_pdf(cast.organ("团云溪县委"), 2026)
    pages = page_texts(content)
    assert len(pages) > 1 and b"/Sig" not in content
    for number, text in enumerate(pages, start=1):
        assert "用印编号" in text and "监印人" in text, "the head stands on every page"
        assert f"第{number}页，共{len(pages)}页" in text
    whole = "".join(pages)
    for word in ("中国共产主义青年团云溪县委员会", "YY-2026-0003", "YS-2026-0001", "周可儿", "陈昱", "李堃"):
        assert word in whole
    assert "首尾相接" in whole
