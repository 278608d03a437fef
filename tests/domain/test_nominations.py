"""逐级意见: what a level may say, where it is printed, and the way straight to who asked."""

from __future__ import annotations

import pytest

from youthwork.domain.hierarchy import (
    Department,
    DepartmentFunction,
    OrganizationLevel,
    OrganizationType,
    Unit,
)
from youthwork.domain.nominations import (
    LABELS,
    StageVerdict,
    label_of,
    needs_words,
    printed,
    verdict_words,
    verdicts,
)
from youthwork.domain.routing import route

_T, _L = OrganizationType.LEADING_ORGAN, OrganizationLevel
PROVINCE = Unit(1, "团省委", _T, _L.PROVINCE)
CITY = Unit(
    2,
    "团市委",
    _T,
    _L.PREFECTURE,
    PROVINCE,
    (Department(21, "团市委组织部", DepartmentFunction.ORGANIZATION),),
)
COUNTY = Unit(3, "团县委", _T, _L.COUNTY, CITY)
TOWN = Unit(4, "镇团委", OrganizationType.COMMITTEE, _L.TOWN, COUNTY)


def test_the_top_has_nobody_to_report_to() -> None:
    assert StageVerdict.UPWARD in verdicts(True) and StageVerdict.UPWARD not in verdicts(False)
    assert verdict_words(StageVerdict.CHOSEN, False) == "本级入选"
    assert verdict_words(StageVerdict.CHOSEN, True) == "本级入选，不再上报"


def test_only_declining_needs_a_reason() -> None:
    assert [each for each in StageVerdict if needs_words(each)] == [StageVerdict.DECLINED]


@pytest.mark.parametrize("level", list(_L))
def test_every_level_has_a_cell_above_the_unit_s_own(level: OrganizationLevel) -> None:
    assert label_of(level) in LABELS[1:]


def test_what_is_printed_begins_with_the_verdict() -> None:
    assert printed(StageVerdict.UPWARD, "") == "推荐上报。"
    assert printed(StageVerdict.DECLINED, "名额已满") == "不予推荐。名额已满"


def test_what_is_reported_straight_goes_to_who_asked_past_the_county() -> None:
    straight = route({}, TOWN, paper="活动信息", issuer_id=CITY.id, to_issuer=True)
    assert (straight.receiver_id, straight.reason) == (
        21,
        "通知要求直接报团市委；由本级组织部受理",
    )
    assert route({}, TOWN, paper="活动信息", issuer_id=CITY.id).receiver_id == COUNTY.id


def test_who_asked_receives_its_own_as_ever_and_a_stranger_s_notice_changes_nothing() -> None:
    assert route({}, CITY, paper="活动信息", issuer_id=CITY.id, to_issuer=True).receiver_id == 21
    assert route({}, TOWN, paper="活动信息", issuer_id=99, to_issuer=True).receiver_id == COUNTY.id
