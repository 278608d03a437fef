"""下达之间: what a notice asks comes out right whatever is done to it, or to the units, while the worker lays it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests import duties
from tests.conftest import on_both_engines
from tests.factories import NOW, START, Cast
from tests.services.duties import counting_again, together
from youthwork.domain.audience import Audience
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.extensions import db
from youthwork.models import Job, JobKind, Notice, NoticeAnnex, Organization, ReportDuty
from youthwork.services.duties import following, laying
from youthwork.services.jobs import leases, runner
from youthwork.services.notices import amending
from youthwork.services.personnel import merging
from youthwork.services.transactions import deed

pytestmark = on_both_engines

KEY, DUE = "contact_points", date(2026, 9, 25)
COUNTIES = 12


@pytest.fixture
def notice(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Notice:
    """A notice to more units than are laid at once; its job waits, and lays four units a slice."""
    together.add_counties(cast, COUNTIES)
    monkeypatch.setattr(laying, "AT_ONCE", 5)
    monkeypatch.setattr(laying, "IN_A_SLICE", 4)
    found = Notice(
        edition_key="province_2017_8",
        issuer_id=cast.organizations["团示范省委"].id,
        title="又一份通知",
        issued_on=NOW.date(),
        issued_at=NOW,
        numbers={},
        annexes=[NoticeAnnex(annex_key=KEY, position=1, due=DUE)],
    )
    db.session.add(found)
    db.session.flush()
    return together.unlaid(found)


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let the worker do all its jobs, and this be done by somebody once it has laid some units and not all."""

    def work(act: Callable[[], object]) -> None:
        plain, acted = leases.Progress.__call__, []

        def told(self: leases.Progress, done: int, total: int) -> None:
            if not acted and 0 < done < total:
                acted.append(done)
                with deed():
                    act()
            plain(self, done, total)

        monkeypatch.setattr(leases.Progress, "__call__", told)
        runner.run_until_empty("working:1")
        assert acted, "the worker laid all at once"

    return work


def asked(notice: Notice) -> dict[str, date]:
    """Unit → by when it is asked."""
    rows = db.session.scalars(
        db.select(ReportDuty).where(
            ReportDuty.notice_annex_id == duties.annex(notice, KEY).id, ReportDuty.standing.is_not(None)
        )
    )
    return {row.owner.common_name: row.due for row in rows}


def amend(cast: Cast, notice: Notice, **changes: Any) -> None:
    notice = db.session.get_one(Notice, notice.id)
    given = replace(amending.as_it_is(notice), **changes)
    amending.amend(notice, given, "有变动", cast.person("su"), notice.version)


def is_settled(notice: Notice) -> bool:
    """Nothing is left to do, and the figures are those of the duties."""
    left = db.session.scalar(
        db.select(db.func.count())
        .select_from(Job)
        .where(Job.kind == JobKind.DUTIES, Job.finished_at.is_(None))
    )
    return left == 0 and counting_again.kept() == counting_again.counted()


def test_withdrawn_while_it_is_laid_nothing_stays_asked(cast: Cast, notice: Notice, meanwhile) -> None:
    def withdraw() -> None:
        amending.withdraw(
            db.session.get_one(Notice, notice.id), cast.person("su"), "文号有误", notice.version
        )

    meanwhile(withdraw)
    assert asked(notice) == {} and is_settled(notice)


def test_a_day_put_off_while_it_is_laid_holds_for_everybody(cast: Cast, notice: Notice, meanwhile) -> None:
    later, row_id = date(2026, 10, 15), notice.annexes[0].id
    meanwhile(lambda: amend(cast, notice, dues={row_id: later}))
    found = asked(notice)
    assert len(found) > COUNTIES and set(found.values()) == {later}
    assert db.session.get_one(Notice, notice.id).laid_at is not None and is_settled(notice)


@pytest.mark.parametrize("at_once", [5, 500], ids=["by the worker", "within the deed"])
def test_a_range_made_smaller_while_it_is_laid_asks_nobody_outside_it(
    cast: Cast, notice: Notice, meanwhile, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    audience = Audience(frozenset({notice.issuer_id}), levels=frozenset({OrganizationLevel.PREFECTURE}))

    def narrow() -> None:
        monkeypatch.setattr(laying, "AT_ONCE", at_once)
        amend(cast, notice, audience=audience)

    meanwhile(narrow)
    assert set(asked(notice)) == {"团青岚市委"} and is_settled(notice)


def test_a_unit_that_moves_to_where_the_worker_was_already_is_asked_all_the_same(
    cast: Cast, notice: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    egret, stream = cast.organ("团白鹭县委"), cast.organ("团云溪县委")
    last = (db.session.scalar(db.select(db.func.max(Organization.id))) or 0) + 1
    unit = Organization(
        id=last,
        parent_id=egret.id,
        path=f"{egret.path}{last}/",
        type=OrganizationType.LEADING_ORGAN,
        level=OrganizationLevel.COUNTY,
        full_name="团白鹭新区工委全称",
        short_name="团白鹭新区工委简称",
        common_name="团白鹭新区工委",
        established_on=START,
    )
    db.session.add(unit)
    db.session.commit()
    monkeypatch.setattr(laying, "IN_A_SLICE", 1)
    moved: list[int] = []

    def progress(_done: int, _total: int) -> None:
        if not moved and "团白鹭县委" in asked(notice):
            moved.append(last)
            with deed():
                merging.move_units([db.session.get_one(Organization, last)], cast.organ("团云溪县委"))
                following.follow_unit(db.session.get_one(Organization, last))

    laying.run(notice.id, progress)
    assert moved and db.session.get_one(Organization, last).path.startswith(stream.path)
    assert "团白鹭新区工委" in asked(notice)
    assert counting_again.kept() == counting_again.counted()


def test_a_unit_merged_while_it_is_laid_owes_nothing_any_more(cast: Cast, notice: Notice, meanwhile) -> None:
    names = {"团白鹭县委", "第0县", "第11县"}

    def merge() -> None:
        for name in names:
            organ = db.session.scalars(db.select(Organization).filter_by(common_name=name)).one()
            merging.merge(organ, cast.organ("团云溪县委"), cast.person("lin"))

    meanwhile(merge)
    missing = db.session.scalars(
        db.select(Organization.common_name)
        .join(ReportDuty, ReportDuty.owner_id == Organization.id)
        .where(ReportDuty.standing == "MISSING", Organization.common_name.in_(names))
    ).all()
    assert missing == [] and "团云溪县委" in asked(notice) and is_settled(notice)
