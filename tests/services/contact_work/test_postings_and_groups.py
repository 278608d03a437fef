"""小组与下沉: postings that never overlap, groups they propose, and the link a group stands for (H25, H35, J20)."""

from __future__ import annotations

from datetime import date

import pytest

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound
from youthwork.domain.groups import GroupKind
from youthwork.domain.workflow import Actor, State
from youthwork.extensions import db
from youthwork.models import Filing, Message, Posting, WorkGroup
from youthwork.services.contact_work.groups import groups, memberships, postings, proposing
from youthwork.services.contact_work.groups.groups import GroupGiven
from youthwork.services.contact_work.groups.postings import PostingGiven
from youthwork.services.contact_work.groups.proposing import Accepted, Offer
from youthwork.services.contact_work.links import arrangements
from youthwork.services.contact_work.links.overview import links_of_committee, overview_for
from youthwork.services.contact_work.refusing import FieldRefused
from youthwork.services.posts import actor_of

pytestmark = on_both_engines

TODAY, MARCH = date(2026, 4, 1), date(2026, 3, 1)


def who(cast: Cast, username: str) -> Actor:
    return actor_of(cast.person(username))


def post(
    cast: Cast,
    person: str,
    county: str,
    starts_on: date = MARCH,
    ends_on: date | None = None,
    by: str = "lin",
) -> Posting:
    given = PostingGiven(cast.person(person).id, cast.organ(county).id, starts_on, ends_on)
    return postings.register(who(cast, by), given, cast.person(by))


def two_posted(cast: Cast, second: str = "团白鹭县委") -> Offer:
    post(cast, "luo", "团云溪县委")
    post(cast, "he", second)
    return proposing.find_offer(who(cast, "lin"), cast.organ("团青岚市委").id)


def accept(cast: Cast, offer: Offer, starts_on: date = TODAY, committee: str = "云溪镇团委") -> WorkGroup:
    given = Accepted("下沉小组", cast.person("luo").id, cast.organ(committee).id, starts_on)
    return proposing.accept(
        who(cast, "lin"), offer.prefecture.id, offer.proposal.mark, given, cast.person("lin")
    )


def working(cast: Cast, leader: str = "meng", reason: str = "", **given: object) -> WorkGroup:
    asked = {
        "name": "第一工作小组",
        "members": ("luo", "he"),
        "starts_on": MARCH,
        "organ": "团青岚市委",
        **given,
    }
    members = tuple(cast.person(each).id for each in asked["members"])
    return groups.form_group(
        who(cast, "lin"),
        cast.organ(str(asked["organ"])),
        GroupGiven(str(asked["name"]), cast.person(leader).id, reason, members, "", asked["starts_on"]),
        cast.person("lin"),
    )


# 下沉登记


def test_a_posting_knows_the_prefecture_of_its_county(cast: Cast) -> None:
    assert post(cast, "luo", "团云溪县委").prefecture is cast.organ("团青岚市委")
    assert post(cast, "he", "团望川县委").prefecture is cast.organ("团望川县委"), "直管县 lies in no 市"


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2026, 3, 31), None),
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 3, 10), date(2026, 3, 12)),
        (date(2026, 2, 1), None),
    ],
)
def test_a_second_posting_of_the_same_days_is_refused_with_those_of_the_first(
    cast: Cast, starts_on: date, ends_on: date | None
) -> None:
    post(cast, "luo", "团云溪县委", MARCH, date(2026, 3, 31))
    with pytest.raises(FieldRefused, match="2026年3月1日至2026年3月31日下沉团云溪县委"):
        post(cast, "luo", "团白鹭县委", starts_on, ends_on)


def test_the_day_after_is_free(cast: Cast) -> None:
    post(cast, "luo", "团云溪县委", MARCH, date(2026, 3, 31))
    assert post(cast, "luo", "团白鹭县委", TODAY).county.common_name == "团白鹭县委"


def test_an_end_may_not_reach_into_the_next_posting(cast: Cast) -> None:
    first = post(cast, "luo", "团云溪县委", MARCH, date(2026, 4, 30))
    post(cast, "luo", "团白鹭县委", date(2026, 5, 1))
    with pytest.raises(FieldRefused, match="重叠"):
        postings.set_end(who(cast, "lin"), first, date(2026, 5, 1), cast.person("lin"))


def test_a_cadre_registers_the_own_posting_and_nobody_elses(cast: Cast) -> None:
    assert post(cast, "luo", "团云溪县委", by="luo").recorded_by_id == cast.person("luo").id
    with pytest.raises(FieldRefused, match="只能登记本人"):
        post(cast, "he", "团云溪县委", by="luo")


def test_nobody_is_posted_to_the_county_they_work_in(cast: Cast) -> None:
    with pytest.raises(FieldRefused) as refused:
        post(cast, "li", "团云溪县委", by="zhou")
    assert refused.value.field == "county"


def test_what_is_over_stays_as_it_was(cast: Cast) -> None:
    over = post(cast, "luo", "团云溪县委", MARCH, date(2026, 3, 31))
    with pytest.raises(FieldRefused, match="不能再改"):
        postings.set_end(who(cast, "lin"), over, TODAY, cast.person("lin"))


def test_the_county_and_the_own_organ_see_a_posting_and_others_do_not(cast: Cast) -> None:
    row = post(cast, "luo", "团云溪县委")
    for reader in ("luo", "lin", "zhou", "gu"):
        assert postings.find(who(cast, reader), row.id) is row
    for stranger in ("bai", "mai", "wai"):
        with pytest.raises(NotFound):
            postings.find(who(cast, stranger), row.id)


# 成组建议


def test_two_in_different_counties_are_proposed_and_two_in_one_county_are_not(cast: Cast) -> None:
    with pytest.raises(NotFound):
        two_posted(cast, second="团云溪县委")
    db.session.rollback()
    offer = two_posted(cast)
    assert {each.person.name for each in offer.postings} == {"罗欣喆", "何志远"} and offer.may_settle


def test_one_act_makes_the_group_that_stands_for_the_links_of_its_members(cast: Cast) -> None:
    he = cast.person("he").id
    before = {row.post.user_id: row for row in overview_for(who(cast, "lin"), None).organs[0].rows}
    assert before[he].link is None and before[he].group is None
    group = accept(cast, two_posted(cast))
    organ = overview_for(who(cast, "lin"), None).organs[0]
    assert {row.post.user_id: row for row in organ.rows}[he].group is group
    assert organ.unlinked == 4, "何志远 is no longer among those without a link"
    assert proposing.offers(who(cast, "lin")) == []
    told = db.session.scalars(db.select(Message).where(Message.url == f"/groups/{group.id}")).all()
    assert {each.person_id for each in told} == {cast.person("luo").id, he}


def test_the_group_stands_for_a_link_from_its_first_to_its_last_day(cast: Cast) -> None:
    post(cast, "luo", "团云溪县委", MARCH, date(2026, 5, 31))
    post(cast, "he", "团白鹭县委", date(2026, 3, 10), date(2026, 4, 30))
    offer = proposing.find_offer(who(cast, "lin"), cast.organ("团青岚市委").id)
    assert (offer.proposal.starts_on, offer.proposal.ends_on) == (date(2026, 3, 10), date(2026, 4, 30))
    group = accept(cast, offer, starts_on=date(2026, 3, 20))
    he = cast.person("he").id
    held = {
        day: he in memberships.standing_in([he], day)
        for day in (date(2026, 3, 19), date(2026, 3, 20), date(2026, 4, 30), date(2026, 5, 1))
    }
    assert list(held.values()) == [False, True, True, False]
    assert group.ends_on == date(2026, 4, 30), "one alone is no group"


def test_when_a_posting_ends_the_group_ends_with_it(cast: Cast) -> None:
    group = accept(cast, two_posted(cast))
    row = next(each.posting for each in group.members if each.person_id == cast.person("he").id)
    assert row is not None
    postings.set_end(who(cast, "lin"), row, date(2026, 4, 20), cast.person("lin"))
    db.session.refresh(group)
    assert group.ends_on == date(2026, 4, 20)
    assert {memberships.last_day(group, each) for each in group.members} == {date(2026, 4, 20)}
    both = {each.person_id for each in group.members}
    assert memberships.standing_in(both, date(2026, 4, 20)).keys() == both
    assert memberships.standing_in(both, date(2026, 4, 21)) == {}, "who is left alone needs a link again"
    postings.set_end(who(cast, "lin"), row, date(2026, 6, 30), cast.person("lin"))
    db.session.refresh(group)
    assert group.ends_on == date(2026, 6, 30), "the posting was prolonged before it ended"


def test_who_is_posted_later_joins_the_group_there_is(cast: Cast) -> None:
    group = accept(cast, two_posted(cast))
    post(cast, "cheng", "团白鹭县委", TODAY)
    offer = proposing.find_offer(who(cast, "lin"), cast.organ("团青岚市委").id)
    assert offer.group is group and [each.person.name for each in offer.newcomers] == ["程祎"]
    with pytest.raises(AlreadyMoved):
        accept(cast, offer)
    proposing.join(who(cast, "lin"), offer.prefecture.id, offer.proposal.mark, cast.person("lin"))
    assert len(memberships.current_members(group, TODAY)) == 3
    assert proposing.offers(who(cast, "lin")) == []


@pytest.mark.parametrize("committee", ["示范大学团委", "白泉村团支部", "团云溪县委"])
def test_the_common_committee_lies_in_the_prefecture(cast: Cast, committee: str) -> None:
    offer = two_posted(cast)
    with pytest.raises(FieldRefused) as refused:
        accept(cast, offer, committee=committee)
    assert refused.value.field == "committee"


@pytest.mark.parametrize("day", [date(2026, 2, 28), date(2026, 4, 2)])
def test_a_group_begins_while_both_are_there_and_not_tomorrow(cast: Cast, day: date) -> None:
    offer = two_posted(cast)
    with pytest.raises(FieldRefused) as refused:
        accept(cast, offer, starts_on=day)
    assert refused.value.field == "starts_on"


def test_the_second_of_two_who_accept_finds_it_done(cast: Cast) -> None:
    offer = two_posted(cast)
    accept(cast, offer)
    with pytest.raises(NotFound):
        accept(cast, offer)


def test_a_declined_proposal_keeps_its_reason_until_another_is_posted(cast: Cast) -> None:
    offer = two_posted(cast)
    lin = who(cast, "lin")
    with pytest.raises(FieldRefused):
        proposing.decline(lin, offer.prefecture.id, offer.proposal.mark, "", cast.person("lin"))
    proposing.decline(lin, offer.prefecture.id, offer.proposal.mark, "相隔太远", cast.person("lin"))
    (answered,) = proposing.offers(lin)
    assert answered.declined and answered.declined.reason == "相隔太远"
    post(cast, "cheng", "团白鹭县委")
    (anew,) = proposing.offers(lin)
    assert anew.declined is None


def test_what_was_decided_on_an_old_register_is_not_done(cast: Cast) -> None:
    offer = two_posted(cast)
    post(cast, "cheng", "团白鹭县委")
    with pytest.raises(AlreadyMoved, match="下沉名册有了变动"):
        accept(cast, offer)


def test_an_office_above_settles_and_one_below_or_without_the_duty_does_not(cast: Cast) -> None:
    offer = two_posted(cast)
    assert proposing.find_offer(who(cast, "gu"), offer.prefecture.id).may_settle
    assert not proposing.find_offer(who(cast, "meng"), offer.prefecture.id).may_settle
    for stranger in ("zhou", "luo", "wai"):
        assert proposing.offers(who(cast, stranger)) == []
    with pytest.raises(NotAllowed):
        proposing.decline(
            who(cast, "meng"), offer.prefecture.id, offer.proposal.mark, "不", cast.person("meng")
        )


def test_the_committees_history_names_the_group(cast: Cast) -> None:
    group = accept(cast, two_posted(cast))
    found = links_of_committee(who(cast, "zhou"), cast.organ("云溪镇团委").id, TODAY)
    assert found.groups == (group,)


# 工作小组


@pytest.mark.parametrize("leader", ["meng", "lin", "he"])
def test_the_leadership_and_heads_of_departments_lead_without_a_reason(cast: Cast, leader: str) -> None:
    assert working(cast, leader, "因为").leader_reason == "", "none is kept where none is needed"


def test_another_leader_needs_a_reason_that_is_shown(cast: Cast) -> None:
    with pytest.raises(FieldRefused) as refused:
        working(cast, "luo")
    assert refused.value.field == "leader_reason"
    assert working(cast, "luo", "部长在外培训").leader_reason == "部长在外培训"


def test_a_group_of_a_county_is_flagged_and_not_refused(cast: Cast) -> None:
    given = GroupGiven("县工作小组", cast.person("chen").id, "", (), "", MARCH)
    county = groups.form_group(who(cast, "zhou"), cast.organ("团云溪县委"), given, cast.person("zhou"))
    assert not memberships.is_city_level(county)
    assert memberships.is_city_level(working(cast))


def test_only_the_own_office_forms_a_group_of_own_cadres(cast: Cast) -> None:
    given = GroupGiven("组", cast.person("chen").id, "", (), "", MARCH)
    for other in ("chen", "lin", "bai"):
        with pytest.raises(NotAllowed):
            groups.form_group(who(cast, other), cast.organ("团云溪县委"), given, cast.person(other))
    with pytest.raises(FieldRefused):
        working(cast, members=("zhou",))


def test_a_second_group_of_the_same_name_is_refused(cast: Cast) -> None:
    working(cast)
    with pytest.raises(FieldRefused, match="已有一个叫"):
        working(cast)


def test_earlier_leaders_and_members_stay_known_with_their_days(cast: Cast) -> None:
    group = working(cast)
    lin, by = who(cast, "lin"), cast.person("lin")
    groups.change_leader(lin, group, cast.person("he").id, "", date(2026, 3, 16), by, group.version)
    luo = next(each for each in group.members if each.person_id == cast.person("luo").id)
    groups.end_membership(lin, group, luo.id, by, group.version)
    spans = [
        (each.person.name, each.is_leader, each.starts_on, each.ends_on)
        for each in sorted(group.members, key=lambda each: each.id)
    ]
    assert ("孟繁星", True, MARCH, date(2026, 3, 15)) in spans
    assert ("何志远", True, date(2026, 3, 16), None) in spans
    assert ("孟繁星", False, date(2026, 3, 16), None) in spans
    assert ("罗欣喆", False, MARCH, TODAY) in spans
    assert group.leader.name == "何志远"


def test_a_leader_changed_on_the_first_day_never_led(cast: Cast) -> None:
    group = working(cast, starts_on=TODAY)
    lin, by = who(cast, "lin"), cast.person("lin")
    groups.change_leader(lin, group, cast.person("he").id, "", TODAY, by, group.version)
    leaders = [each.person.name for each in group.members if each.is_leader]
    assert leaders == ["何志远"] and len(group.members) == 3


def test_the_leader_leaves_only_after_another_leads(cast: Cast) -> None:
    group = working(cast)
    leader = next(each for each in group.members if each.is_leader)
    with pytest.raises(FieldRefused, match="请先更换组长"):
        groups.end_membership(who(cast, "lin"), group, leader.id, cast.person("lin"), group.version)


def test_who_changes_an_old_page_is_told(cast: Cast) -> None:
    group = working(cast)
    lin, by = who(cast, "lin"), cast.person("lin")
    groups.add_members(lin, group, [cast.person("cheng").id], TODAY, by, 1)
    with pytest.raises(AlreadyMoved, match="刷新"):
        groups.add_members(lin, group, [cast.person("zhao").id], TODAY, by, 1)


def test_an_ended_group_ends_for_all_and_changes_no_more(cast: Cast) -> None:
    group = working(cast)
    lin, by = who(cast, "lin"), cast.person("lin")
    groups.end_group(lin, group, date(2026, 3, 31), by, group.version)
    assert {each.ends_on for each in group.members} == {date(2026, 3, 31)}
    with pytest.raises(AlreadyMoved, match="已经结束"):
        groups.add_members(lin, group, [cast.person("cheng").id], TODAY, by, group.version)


def test_a_group_is_seen_by_its_members_and_its_offices_alone(cast: Cast) -> None:
    group = working(cast)
    for reader in ("luo", "meng", "lin", "gu"):
        assert memberships.find_group(who(cast, reader), group.id) is group
    for stranger in ("mai", "zhou", "bai", "wai"):
        with pytest.raises(NotFound):
            memberships.find_group(who(cast, stranger), group.id)


# 调研组


def filed_arrangement(cast: Cast) -> Filing:
    paper = journeys.walk_on(journeys.draft_contact_units(cast), cast, State.ACCEPTED)
    return journeys.file_(paper, cast)


def test_a_filed_table_becomes_groups_in_one_act_with_its_source(cast: Cast) -> None:
    filing = filed_arrangement(cast)
    lin = who(cast, "lin")
    plan = arrangements.find(lin, filing.id)
    made = arrangements.take(lin, filing.id, cast.person("lin"))
    assert len(made) == len([row for row in plan.rows if row.leader]) > 0
    assert all(each.kind is GroupKind.RESEARCH and each.filing_id == filing.id for each in made)
    assert arrangements.filing_of(made[0]) is filing
    with pytest.raises(AlreadyMoved, match="不用再取"):
        arrangements.take(lin, filing.id, cast.person("lin"))


def test_names_of_the_table_that_fit_no_record_are_said_and_not_guessed(cast: Cast) -> None:
    filing = filed_arrangement(cast)
    rows = [dict(row) for row in filing.answers["rows"]]
    rows[0]["members"] = "罗欣喆（学校部）、查无此人"
    filing.answers = {**filing.answers, "rows": rows}
    db.session.flush()
    row = arrangements.find(who(cast, "lin"), filing.id).rows[0]
    assert [each.name for each in row.members] == ["罗欣喆"]
    assert any("查无此人" in sentence for sentence in row.wanting)


def test_a_table_of_another_organ_is_not_taken(cast: Cast) -> None:
    filing = filed_arrangement(cast)
    for other in ("zhou", "meng", "wai"):
        with pytest.raises(NotFound):
            arrangements.find(who(cast, other), filing.id)
