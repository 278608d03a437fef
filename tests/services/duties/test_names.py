"""还差谁: every name once, in administrative order, over all pages; with where the paper lies and who sees to it."""

from __future__ import annotations

import random
from datetime import date

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.completeness import Reporting
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Notice, NoticeAnnex, Organization, ReportDuty, Submission, User
from youthwork.services import posts
from youthwork.services.duties import keeping, names, overdue, sight
from youthwork.services.duties.named import Named, clerks_of
from youthwork.services.duties.names import Shown
from youthwork.services.path import comments, review

pytestmark = on_both_engines


@pytest.fixture
def table(app: Flask, cast: Cast) -> NoticeAnnex:
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    return duties.annex(notice, "contact_points")


def whole(organ: Organization, row: NoticeAnnex, shown: Shown, most: int) -> list[Named]:
    """All pages, one behind the other."""
    found: list[Named] = []
    after: int | None = None
    while True:
        page = names.listed(organ, [row.id], shown=shown, after=after, most=most)
        assert len(page.rows) <= most
        found += page.rows
        if page.next_after is None:
            return found
        after = page.next_after


def in_order(organ: Organization, row: NoticeAnnex, standing: Reporting) -> list[int]:
    """The same, worked out from the rows one by one."""
    rows = db.session.scalars(
        db.select(ReportDuty).where(
            ReportDuty.notice_annex_id == row.id,
            ReportDuty.standing == standing,
            ReportDuty.path.startswith(organ.path),
        )
    )

    def place(duty: ReportDuty) -> tuple[int, int, str, int]:
        rest = duty.path[len(organ.path) :]
        if not rest:
            return -1, 0, duty.path, duty.id
        child = db.session.get_one(Organization, int(rest.split("/")[0]))
        return child.position, child.id, duty.path, duty.id

    return [duty.id for duty in sorted(rows, key=place)]


@pytest.mark.parametrize("most", [1, 2, 3, 50])
def test_every_one_stands_once_in_the_order_of_the_tree_however_long_a_page_is(
    cast: Cast, table: NoticeAnnex, most: int
) -> None:
    chance = random.Random(most)
    for duty in db.session.scalars(db.select(ReportDuty).where(ReportDuty.notice_annex_id == table.id)).all():
        keeping.mark(
            duty, chance.choice((Reporting.MISSING, Reporting.MISSING, Reporting.EXEMPT, Reporting.FILED))
        )
    # Their order is not the order they were founded in.
    for name, position in (("团望川县委", 0), ("团云溪县委", 99), ("省直机关团工委", 1)):
        cast.organ(name).position = position
    db.session.flush()
    for organ in ("团示范省委", "团青岚市委", "团云溪县委", "白泉村团支部"):
        for shown in (Shown.MISSING, Shown.EXEMPT, Shown.FILED):
            place = cast.organ(organ)
            found = [row.duty_id for row in whole(place, table, shown, most)]
            assert found == in_order(place, table, Reporting(_WORDS[shown]))


_WORDS = {Shown.MISSING: "未报", Shown.EXEMPT: "免报", Shown.FILED: "已备案"}


def named(organ: Organization, row: NoticeAnnex, shown: Shown = Shown.MISSING) -> dict[str, Named]:
    return {each.subject or each.owner: each for each in whole(organ, row, shown, 50)}


def test_how_far_the_paper_is_stands_beside_the_name(cast: Cast, table: NoticeAnnex) -> None:
    city = cast.organ("团青岚市委")
    assert named(city, table)["团云溪县委"].word[0] == "未开始"
    paper = journeys.draft_contact_points(cast)
    assert named(city, table)["团云溪县委"].word[0] == "草稿"
    assert named(city, table)["团云溪县委"].since == paper.held_since
    journeys.submit(paper, cast)
    assert named(city, table)["团云溪县委"].word[0] == "待审签"


def test_what_was_returned_for_correction_stays_reported_and_is_listed_as_such(
    cast: Cast, app: Flask
) -> None:
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    sheet, county = duties.annex(notice, "task_sheet"), cast.organ("团白鹭县委")
    paper = journeys.walk_on(journeys.draft_task_sheet(cast, "bai"), cast, State.ACCEPTED)
    assert "白露" in named(county, sheet, Shown.REPORTED)
    _give_back(paper)
    assert "白露" not in named(county, sheet) and "白露" not in named(county, sheet, Shown.REPORTED)
    assert named(county, sheet, Shown.RETURNED)["白露"].word[0] == "退回补正"


def _give_back(paper: Submission) -> None:
    reviewer = db.session.get_one(User, paper.accepted_by_id)
    comments.write(paper, reviewer, "branch", "请改")
    review.return_(paper, reviewer, paper.version)


def test_the_clerk_of_a_department_sees_to_the_organs_papers(cast: Cast, table: NoticeAnnex) -> None:
    province = named(cast.organ("团示范省委"), table)
    assert province["团云溪县委"].people == ("周可儿",)
    # 顾言 is 经办人 in the province's 办公室.
    assert clerks_of([cast.organ("团示范省委").id]) == {cast.organ("团示范省委").id: ("顾言",)}
    assert province["云溪镇团委"].people == ()


def test_a_name_is_looked_for_as_it_is_typed(cast: Cast, table: NoticeAnnex) -> None:
    province = cast.organ("团示范省委")

    def found(query: str) -> list[str]:
        return [row.owner for row in names.listed(province, [table.id], query=query).rows]

    assert found("白鹭") == ["团白鹭县委"]
    assert found("%") == found("_") == found("没有这样的") == []


def test_what_is_overdue_is_what_is_missing_past_its_own_day(cast: Cast, table: NoticeAnnex) -> None:
    city = cast.organ("团青岚市委")
    may_name = sight.names_cadres_of(posts.actor_of(cast.person("lin")))

    def late() -> list[str]:
        return [row.owner for row in overdue.overdue(city, [table.id], may_name).rows]

    assert late() == []
    keeping.set_due(duties.duty(cast, table.notice, "contact_points", "团云溪县委"), date(2026, 3, 31))
    assert late() == ["团云溪县委"]
    keeping.mark(duties.duty(cast, table.notice, "contact_points", "团云溪县委"), Reporting.REPORTED)
    assert late() == []


@pytest.mark.parametrize("likely", [1, 4])
@pytest.mark.parametrize("most", [1, 2, 50])
def test_where_only_a_few_of_the_first_units_are_listed_the_page_is_filled_from_those_after(
    cast: Cast, table: NoticeAnnex, monkeypatch: pytest.MonkeyPatch, most: int, likely: int
) -> None:
    monkeypatch.setattr(names, "_LIKELY", likely)
    province = cast.organ("团示范省委")
    everybody = in_order(province, table, Reporting.MISSING)
    listed = [*everybody[:1], *everybody[-2:]]
    assert len(everybody) > 6
    found: list[int] = []
    after: int | None = None
    while True:
        page = names.listed(province, [table.id], ReportDuty.id.in_(listed), after=after, most=most)
        found += [row.duty_id for row in page.rows]
        after = page.next_after
        if after is None:
            break
    assert found == listed
