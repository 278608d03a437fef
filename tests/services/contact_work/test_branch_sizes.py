"""人数多于支部: asked where it is plain which branch a record speaks of and how many 团员 it has, else never."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.contact_work import given
from tests.factories import Cast
from youthwork.domain.errors import NotAllowed, Unacceptable
from youthwork.domain.signals import SignalKind
from youthwork.extensions import db
from youthwork.models import AuditRecord, Link
from youthwork.services.contact_work.records.recording import signals_of
from youthwork.services.personnel import member_counts
from youthwork.services.posts import actor_of

pytestmark = on_both_engines
COUNTED = date(2026, 2, 28)


@pytest.fixture(autouse=True)
def evening(app: Flask) -> None:
    app.config["CLOCK"] = lambda: datetime(2026, 3, 15, 9)


@pytest.fixture(autouse=True)
def counted(cast: Cast) -> None:
    """白泉村团支部 has 32 团员, its committee 120."""
    for name, members in (("白泉村团支部", 32), ("云溪镇团委", 120)):
        member_counts.set_members(cast.organ(name), members, COUNTED, cast.person("zhou"))


def sentences(cast: Cast, who: str = "zhou", day: str = "2026-03-14", **fields: Any) -> list[str]:
    found = signals_of(cast.person(who), given(day, **fields))
    return [each.sentence for each in found if each.kind is SignalKind.CROWD]


def test_more_people_than_the_branch_it_was_with_are_asked_about(cast: Cast) -> None:
    branch = cast.organ("白泉村团支部").id
    said = sentences(cast, with_id=branch, people=80)
    assert len(said) == 1 and said[0].startswith("参加 80 人，该支部 32 名团员（截至2026年2月28日）")
    assert sentences(cast, with_id=branch, people=33, is_online=True)
    assert sentences(cast, with_id=branch, people=32) == []


def test_a_branch_nobody_has_counted_is_not_asked_about(cast: Cast) -> None:
    branch = cast.organ("白泉村团支部")
    member_counts.set_members(branch, None, None, cast.person("zhou"))
    assert sentences(cast, with_id=branch.id, people=80) == []


def test_a_committees_activity_may_gather_any_number_of_branches(cast: Cast) -> None:
    assert sentences(cast, with_id=cast.organ("云溪镇团委").id, people=300) == []


def test_what_is_done_with_the_linked_branch_is_compared_with_it(cast: Cast) -> None:
    assert sentences(cast, people=80, purposes=("study_speeches",))
    assert sentences(cast, people=80, purposes=("renew_oath", "talk"))
    assert sentences(cast, people=32, purposes=("study_speeches",)) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"purposes": ("talk",)},
        {"purposes": ("themed_lesson",)},
        {"purposes": ("study_speeches",), "is_online": True},
        {"purposes": ("volunteer_service", "volunteering")},
        {"purposes": ()},
    ],
    ids=["a talk", "a lesson for any", "online", "with the whole organ", "nothing ticked"],
)
def test_a_record_that_names_no_branch_and_need_not_be_about_the_linked_one_is_not_asked(
    cast: Cast, fields: dict[str, Any]
) -> None:
    assert sentences(cast, people=80, **fields) == []


def test_the_branch_linked_on_that_day_counts_and_not_the_one_of_today(cast: Cast) -> None:
    link = db.session.scalars(db.select(Link).where(Link.user_id == cast.person("zhou").id)).one()
    assert sentences(cast, day="2026-03-11", people=80, purposes=("renew_oath",)) == [], "before the link"
    link.ends_on = date(2026, 3, 13)
    db.session.add(
        Link(
            user_id=link.user_id,
            committee_id=cast.organ("云溪县第一中学团委").id,
            branch_id=cast.organ("云溪县第一中学高一（1）班团支部").id,
            starts_on=date(2026, 3, 14),
            recorded_by_id=link.user_id,
        )
    )
    db.session.flush()
    assert sentences(cast, day="2026-03-13", people=80, purposes=("renew_oath",))
    assert sentences(cast, day="2026-03-14", people=80, purposes=("renew_oath",)) == []


def test_a_cadre_linked_to_a_committee_only_is_asked_nothing(cast: Cast) -> None:
    assert sentences(cast, "li", people=80, purposes=("study_speeches",)) == []


def test_who_may_say_how_many_members_there_are(cast: Cast) -> None:
    branch, town, county = (cast.organ(name) for name in ("白泉村团支部", "云溪镇团委", "团云溪县委"))
    # 周可儿 is the county's 经办人 and, as none beneath has an administrator, theirs too.
    for organ in (branch, town, county):
        member_counts.check(actor_of(cast.person("zhou")), organ)
    member_counts.check(actor_of(cast.person("lin")), county)
    for who, organ in (("chen", town), ("meng", county), ("bai", branch), ("he", county)):
        with pytest.raises(NotAllowed):
            member_counts.check(actor_of(cast.person(who)), organ)
    with pytest.raises(NotAllowed, match="内设部门"):
        member_counts.check(actor_of(cast.person("lin")), cast.organ("团青岚市委办公室"))


def test_a_count_has_a_day_and_is_noted(cast: Cast) -> None:
    branch, zhou = cast.organ("白泉村团支部"), cast.person("zhou")
    member_counts.set_members(branch, 0, None, zhou)
    assert (branch.members, branch.members_as_of) == (0, date(2026, 3, 15))
    for members, as_of, word in (
        (None, COUNTED, "请填团员人数"),
        (-1, None, "0 到 100000"),
        (100_001, None, "0 到 100000"),
        (5, date(2026, 3, 16), "不能晚于今天"),
    ):
        with pytest.raises(Unacceptable, match=word):
            member_counts.set_members(branch, members, as_of, zhou)
    assert branch.members == 0
    last = db.session.scalars(db.select(AuditRecord).order_by(AuditRecord.id.desc())).first()
    assert last is not None
    assert last.sentence == "周可儿把白泉村团支部的团员人数记为 0 名（截至2026年3月15日）"
