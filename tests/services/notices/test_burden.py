"""通知负担 and 通知台账: inputs, reports and minutes of a notice, of a month, and how organs issue (PEERS C7—C9)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import on_both_engines
from tests.duties import issue
from tests.factories import NOW, Cast
from tests.services.notices.test_attempts import refused
from tests.services.notices.test_passing import passed_on, superior
from youthwork.domain.audience import Audience
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex, inputs
from youthwork.models import Notice, NoticeAmendment, ReportDuty
from youthwork.services.notices import burden, ledger

pytestmark = on_both_engines


def reports_of(notice: Notice, key: str) -> int:
    rows = [row.id for row in notice.annexes if row.annex_key == key]
    return len(db.session.scalars(db.select(ReportDuty).where(ReportDuty.notice_annex_id.in_(rows))).all())


def test_a_notice_asks_inputs_times_reports(cast: Cast) -> None:
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    found = burden.of_notice(notice)
    table, sheet = found.lines
    assert (table.inputs, table.reports, table.is_of_cadres) == (
        6,
        reports_of(notice, "contact_points"),
        False,
    )
    assert (sheet.reports, sheet.is_of_cadres) == (reports_of(notice, "task_sheet"), True)
    assert found.inputs == table.inputs * table.reports + sheet.inputs * sheet.reports
    assert found.minutes == table.reports * 8 + sheet.reports * 6
    assert not found.is_reckoned


def test_a_draft_is_counted_as_it_would_be_laid(cast: Cast) -> None:
    county = Audience(frozenset({cast.organ("团云溪县委").id}))
    issued = issue(cast, audience=county, annexes=("contact_points", "task_sheet"))
    counted = [line.reports for line in burden.of_notice(issued).lines]
    issued.state, issued.laid_at = NoticeState.DRAFT, None
    db.session.flush()
    assert [line.reports for line in burden.of_notice(issued).lines] == counted


def test_a_large_range_is_reckoned_from_a_part_of_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = passed_on(cast, superior(cast))
    whole = burden.of_notice(draft)
    monkeypatch.setattr(burden, "LOOKED_AT", 3)
    part = burden.of_notice(draft)
    assert part.is_reckoned and not whole.is_reckoned
    assert 0 < part.reports < 3 * whole.reports


def test_what_is_reported_when_there_is_something_burdens_nobody(cast: Cast) -> None:
    notice = issue(cast, annexes=("contact_points", "recommendation"))
    assert [line.name for line in burden.of_notice(notice).lines] == [
        find_annex("province_2017_8", "contact_points").short_title
    ]


def test_every_column_of_rows_counts_once(cast: Cast) -> None:
    table = find_annex("province_2017_8", "contact_points")
    assert len(inputs.typed(table)) == 6
    assert "rows-committee" in inputs.required(table)


def test_the_months_count_what_is_due_in_them(cast: Cast) -> None:
    found = ledger.months_beneath(cast.organ("团云溪县委"), date(2026, 4, 1), date(2026, 12, 31))
    assert [each.words for each in found] == ["2026年4月", "2026年10月"]
    april, october = found
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    beneath = ("团云溪县委", "云溪镇团委", "云溪县第一中学团委", "云溪镇机关团总支")
    ids = [cast.organ(name).id for name in beneath]
    asked = db.session.scalars(
        db.select(ReportDuty).where(ReportDuty.owner_id.in_(ids), ReportDuty.subject_id.is_(None))
    ).all()
    own = [each for each in asked if each.notice_annex.notice_id == notice.id]
    assert april.units == len(own)
    assert october.units == 0 and october.reports > 0 and october.minutes_a_unit == 0


def test_an_organs_own_months_leave_out_those_beneath(cast: Cast) -> None:
    (april, *_) = ledger.months_of(cast.organ("团云溪县委"), date(2026, 4, 1), date(2026, 4, 30))
    whole = ledger.months_beneath(cast.organ("团云溪县委"), date(2026, 4, 1), date(2026, 4, 30))[0]
    assert april.reports < whole.reports


def test_urgent_notices_are_counted_by_issuer_in_the_order_of_the_tree(cast: Cast) -> None:
    issue(cast, issuer="团云溪县委", urgent_reason="防汛", annexes=("contact_points",))
    withdrawn = issue(cast, issuer="团云溪县委", annexes=("contact_points",))
    withdrawn.state, withdrawn.withdrawn_at, withdrawn.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "有误"
    amended = db.session.get_one(Notice, cast.notices["city"].id)
    for _ in range(2):
        db.session.add(
            NoticeAmendment(
                notice_id=amended.id, at=NOW, by_id=cast.person("meng").id, reason="推后", changes={}
            )
        )
    refused(cast)
    rows = ledger.issuing_of(cast.organ("团示范省委"), 2026)
    assert [
        (each.organ.common_name, each.issued, each.urgent, each.amended, each.withdrawn, each.attempts)
        for each in rows
    ] == [
        ("团示范省委", 1, 0, 0, 0, 0),
        ("团青岚市委", 1, 0, 1, 0, 1),
        ("团云溪县委", 2, 1, 0, 1, 0),
    ]
    assert ledger.issuing_of(cast.organ("团白鹭县委"), 2026) == []
    assert ledger.issuing_of(cast.organ("团示范省委"), 2025) == []
