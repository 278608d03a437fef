"""同时办: two organs that ask the same at one moment, two drafts with one 文号, a merging beside an issuing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from tests import duties, notices
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.processes import running
from tests.services.duties import counting_again
from tests.services.notices import rivals
from youthwork.domain.completeness import Reporting
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Notice, Organization, ReportDuty

pytestmark = on_both_engines

COUNTY, KEY = "团云溪县委", "contact_points"


def together(app: Flask, place: Path, deeds: Sequence[tuple[str, int, int, int]]) -> list[str]:
    """Each deed (what, of which row, by whom, at which version) in a process of its own, at one moment; how it went."""
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.commit()
    shares = [(url, str(place), *deed) for deed in deeds]
    with running(rivals.do, shares) as processes:
        deadline = time.monotonic() + 60
        while len(list(place.glob("ready-*"))) < len(deeds):
            assert time.monotonic() < deadline, "the other processes never got there"
            time.sleep(0.02)
        (place / "go").touch()
        for process in processes:
            process.join(timeout=90)
        assert [process.exitcode for process in processes] == [0] * len(deeds)
    db.session.rollback()
    return [(place / f"outcome-{deed[0]}-{deed[1]}").read_text(encoding="utf-8") for deed in deeds]


def whole(cast: Cast, who: str = "gu", organ: str = "团示范省委", **changes: str) -> tuple[int, int]:
    draft = notices.whole(cast, who, organ, **{"due_contact_points": "2026-09-25", **changes})
    return draft.id, draft.version


def test_of_two_drafts_with_one_number_one_is_issued(app: Flask, cast: Cast, tmp_path: Path) -> None:
    drafts = [whole(cast), whole(cast, title="关于另一件事的通知")]
    signers = [cast.people[name].id for name in ("su", "fu")]
    deeds = [("issue", id_, who, version) for (id_, version), who in zip(drafts, signers, strict=True)]
    outcomes = together(app, tmp_path, deeds)
    assert sorted(outcomes)[0] == "done" and "已用于" in sorted(outcomes)[1]
    issued = [db.session.get_one(Notice, id_).state for id_, _ in drafts]
    assert sorted(each.value for each in issued) == sorted(
        each.value for each in (NoticeState.DRAFT, NoticeState.ISSUED)
    )


def test_two_organs_that_ask_the_same_at_one_moment_ask_for_it_once(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    province, city = (
        whole(cast),
        whole(cast, "lin", "团青岚市委", number="岚青字〔2026〕3号", title="关于市里的通知"),
    )
    deeds = [
        ("issue", province[0], cast.people["su"].id, province[1]),
        ("issue", city[0], cast.people["meng"].id, city[1]),
    ]
    assert together(app, tmp_path, deeds) == ["done", "done"]
    asked = [
        duties.duty(cast, db.session.get_one(Notice, id_), KEY, COUNTY) for id_ in (province[0], city[0])
    ]
    first, second = sorted(asked, key=lambda each: each.id)
    assert (first.same_as_id, second.same_as_id) == (None, first.id)
    assert counting_again.kept() == counting_again.counted()


def test_a_unit_merged_at_the_moment_a_notice_is_issued_owes_nothing(
    app: Flask, cast: Cast, tmp_path: Path
) -> None:
    sister = cast.organizations["团白鹭县委"].id
    draft = whole(cast)
    deeds = [
        ("issue", draft[0], cast.people["su"].id, draft[1]),
        ("merge", sister, cast.people["lin"].id, cast.organizations[COUNTY].id),
    ]
    assert together(app, tmp_path, deeds) == ["done", "done"]
    assert db.session.get_one(Organization, sister).closed_on is not None
    rows = db.session.scalars(db.select(ReportDuty).where(ReportDuty.owner_id == sister)).all()
    assert [row for row in rows if row.standing is Reporting.MISSING] == []
    notice = db.session.get_one(Notice, draft[0])
    assert duties.duty(cast, notice, KEY, COUNTY).standing is Reporting.MISSING
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(NOW)
