"""撤并与拆分: people, units, links, drafts and duties go on with the successor; what cannot is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import duties, journeys
from tests.conftest import on_both_engines
from tests.factories import NOW, Cast
from tests.services.duties import counting_again
from youthwork.domain.completeness import Reporting
from youthwork.domain.duties import Duty
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    Appointment,
    AuditRecord,
    DutyException,
    Link,
    Message,
    Organization,
    ReportDuty,
    Seal,
    SealState,
)
from youthwork.services import posts
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.path import obligations
from youthwork.services.personnel import merging, splitting
from youthwork.services.personnel.organization_changes import Names

pytestmark = on_both_engines

EGRET, STREAM = "团白鹭县委", "团云溪县委"
YESTERDAY = NOW.date() - timedelta(days=1)


def current_posts(cast: Cast, name: str) -> list[str]:
    return [each.organization.common_name for each in posts.current_appointments(cast.person(name))]


def destroy_seals(cast: Cast, organ: str) -> None:
    for seal in db.session.scalars(db.select(Seal).where(Seal.organization_id == cast.organ(organ).id)):
        seal.state = SealState.DESTROYED
    db.session.flush()


def merge(cast: Cast, organ: str = EGRET, heir: str | None = STREAM, by: str = "lin") -> None:
    merging.merge(cast.organ(organ), cast.organ(heir) if heir else None, cast.person(by))


def test_people_go_on_with_title_and_duties_from_today(app: Flask, cast: Cast) -> None:
    merge(cast)
    closed = cast.organ(EGRET)
    assert (closed.closed_on, closed.successor) == (YESTERDAY, cast.organ(STREAM))
    (post,) = posts.current_appointments(cast.person("bai"))
    assert (post.organization.common_name, post.title, post.starts_on) == (STREAM, "书记", NOW.date())
    assert Duty.SIGNER in {each.duty for each in post.duties}
    old = db.session.scalars(db.select(Appointment).where(Appointment.organization_id == closed.id)).one()
    assert old.ends_on == YESTERDAY


def test_what_the_successor_owes_already_is_excused_and_what_it_does_not_owe_goes_over(
    app: Flask, cast: Cast
) -> None:
    merge(cast)
    there = duties.duty(cast, cast.notices["province"], "contact_points", EGRET)
    assert there.standing is Reporting.EXEMPT
    said = db.session.scalars(db.select(DutyException).where(DutyException.duty_id == there.id)).one()
    assert (said.reason, said.granted_by_id) == (f"已并入{STREAM}", None)
    mine = duties.duty(cast, cast.notices["province"], "task_sheet", STREAM, "bai")
    assert (mine.standing, mine.owner_id) == (Reporting.MISSING, cast.organ(STREAM).id)
    assert duties.find_duty(cast, cast.notices["province"], "task_sheet", EGRET, "bai") is None
    assert counting_again.kept() == counting_again.counted() == counting_again.as_of(NOW)


def test_a_unit_founded_and_merged_on_one_day_leaves_nothing_owed(app: Flask, cast: Cast) -> None:
    names = Names("共青团云溪新区工作委员会", "共青团云溪新区工委", "云溪新区团工委")
    bai = posts.current_appointments(cast.person("bai"))
    new = splitting.split(cast.organ(EGRET), names, {each.id for each in bai}, (), cast.person("lin"))
    notice = duties.issue(cast, due=duties.DUE)
    there = db.session.scalars(db.select(ReportDuty).where(ReportDuty.owner_id == new.id)).all()
    assert len(there) > 1 and notice.laid_at is not None
    merging.merge(new, cast.organ(STREAM), cast.person("lin"))
    left = [each for each in there if each.owner_id == new.id and each.standing is Reporting.MISSING]
    assert left == [] and counting_again.kept() == counting_again.counted()


def test_a_draft_goes_on_in_the_successor(app: Flask, cast: Cast) -> None:
    bai = cast.person("bai")
    draft = open_submission(cast.annex("province", "task_sheet"), bai, cast.organ(EGRET).id, bai)
    merge(cast)
    assert (draft.owner_id, draft.holder_id) == (cast.organ(STREAM).id, cast.organ(STREAM).id)
    owed = obligations.asked_of(bai, posts.actor_of(bai))
    assert [one.submission for one in owed if one.subject_id] == [draft]


def test_units_beneath_move_with_everything_beneath_them(app: Flask, cast: Cast) -> None:
    destroy_seals(cast, STREAM)
    merge(cast, STREAM, EGRET)
    heir = cast.organ(EGRET)
    for name in ("云溪镇团委", "白泉村团支部", "云溪县第一中学高一（1）班团支部"):
        assert cast.organ(name).path.startswith(heir.path), name
        assert cast.organ(name).path.endswith(f"/{cast.organ(name).id}/")
    assert cast.organ("云溪镇团委").parent_id == heir.id
    assert counting_again.kept() == counting_again.counted()


def test_links_to_a_merged_committee_go_on_with_its_successor(app: Flask, cast: Cast) -> None:
    merge(cast, "云溪镇机关团总支", "云溪镇团委", by="zhou")
    rows = db.session.scalars(
        db.select(Link).where(Link.user_id == cast.people["li"].id).order_by(Link.id)
    ).all()
    assert [(row.committee.common_name, row.ends_on) for row in rows] == [
        ("云溪镇机关团总支", YESTERDAY),
        ("云溪镇团委", None),
    ]


def test_what_is_on_its_way_and_seals_in_use_are_named_first(app: Flask, cast: Cast) -> None:
    journeys.send_in(journeys.draft_contact_points(cast), cast)
    with pytest.raises(Unacceptable) as refused:
        merge(cast, STREAM, EGRET)
    assert "还有 1 件已报送、上级没有办结" in refused.value.sentence
    assert "还有 1 枚印章在用" in refused.value.sentence
    assert cast.organ(STREAM).closed_on is None


def test_without_a_successor_only_a_unit_with_nothing_in_it_is_closed(app: Flask, cast: Cast) -> None:
    with pytest.raises(Unacceptable, match="请选承接单位"):
        merge(cast, EGRET, None)
    merge(cast, "云溪镇机关团总支", None, by="zhou")
    assert cast.organ("云溪镇机关团总支").closed_on == YESTERDAY


@pytest.mark.parametrize(
    ("organ", "heir", "words"),
    [
        (EGRET, "团望川县委", "同一上级之下"),
        (EGRET, EGRET, "同一上级之下"),
        (STREAM, "云溪镇团委", "同一上级之下"),
    ],
)
def test_the_successor_is_an_open_unit_beside_it(
    app: Flask, cast: Cast, organ: str, heir: str, words: str
) -> None:
    destroy_seals(cast, organ)
    with pytest.raises(Unacceptable, match=words):
        merge(cast, organ, heir)


def test_departments_tops_and_closed_units_are_not_merged(app: Flask, cast: Cast) -> None:
    merge(cast)
    for organ in ("团青岚市委组织部", "团示范省委", EGRET):
        with pytest.raises(NotAllowed):
            merge(cast, organ, STREAM)


def test_it_is_told_and_recorded(app: Flask, cast: Cast) -> None:
    merge(cast)
    told = db.session.scalars(db.select(Message).where(Message.person_id == cast.people["bai"].id)).all()
    assert f"{EGRET}已并入{STREAM}" in [each.title for each in told]
    records = db.session.scalars(db.select(AuditRecord).where(AuditRecord.kind == "organization")).all()
    assert any("林晓舟撤销团白鹭县委并入团云溪县委" in each.sentence for each in records)


def test_what_was_reported_stays_the_closed_units_own(app: Flask, cast: Cast) -> None:
    filing = journeys.file_contact_points(cast)
    destroy_seals(cast, STREAM)
    merge(cast, STREAM, EGRET)
    there = duties.duty(cast, cast.notices["province"], "contact_points", STREAM)
    assert (there.standing, there.submission_id) == (Reporting.FILED, filing.submission_id)
    assert filing.owner_name == STREAM or filing.submission.owner.common_name == STREAM


NEW = Names("中国共产主义青年团云湖县委员会", "共青团云湖县委员会", "团云湖县委", "湖青")


def test_a_new_unit_takes_the_chosen_people_and_units(app: Flask, cast: Cast) -> None:
    post = posts.current_appointments(cast.person("mai"))[0]
    draft = open_submission(
        cast.annex("province", "task_sheet"), cast.person("zhou"), cast.organ(STREAM).id, cast.person("zhou")
    )
    moving = posts.current_appointments(cast.person("zhou"))[0]
    new = splitting.split(
        cast.organ(STREAM), NEW, {post.id, moving.id}, {cast.organ("云溪镇团委").id}, cast.person("lin")
    )
    assert (new.parent_id, new.type) == (cast.organ("团青岚市委").id, cast.organ(STREAM).type)
    assert current_posts(cast, "mai") == current_posts(cast, "zhou") == ["团云湖县委"]
    assert current_posts(cast, "chen") == [STREAM]
    assert cast.organ("白泉村团支部").path.startswith(new.path)
    assert (draft.owner_id, draft.state) == (new.id, State.DRAFT), "their own sheet goes with them"
    cast.organizations["团云湖县委"] = new
    assert duties.duty(cast, cast.notices["province"], "task_sheet", "团云湖县委", "zhou")
    assert duties.duty(cast, cast.notices["province"], "contact_points", STREAM).standing is Reporting.MISSING
    assert duties.find_duty(cast, cast.notices["province"], "contact_points", "团云湖县委") is None
    assert counting_again.kept() == counting_again.counted()


def test_nothing_chosen_or_chosen_elsewhere_splits_nothing(app: Flask, cast: Cast) -> None:
    count = db.session.scalar(db.select(db.func.count()).select_from(Organization))
    for post_ids, unit_ids in ((set(), set()), ({999}, set()), (set(), {cast.organ("白泉村团支部").id})):
        with pytest.raises(Unacceptable):
            splitting.split(cast.organ(STREAM), NEW, post_ids, unit_ids, cast.person("lin"))
    assert db.session.scalar(db.select(db.func.count()).select_from(Organization)) == count
