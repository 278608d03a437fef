"""联系关系: one open link a cadre, changed by closing the old one, within the rules of H8 and H12."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from tests.factories import Cast
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.extensions import db
from youthwork.models import AuditRecord, Link, Organization
from youthwork.services import posts
from youthwork.services.contact_work.links.cadres import Cadre, find_cadre
from youthwork.services.contact_work.links.linkable import branches_beneath, find_linkable
from youthwork.services.contact_work.links.links import LinkRefused, end_link, gone, links_of, set_link
from youthwork.services.contact_work.links.overview import links_of_committee, links_of_organ, overview_for
from youthwork.services.posts import actor_of

TODAY = date(2026, 4, 1)


def cadre_of(cast: Cast, reader: str, username: str) -> Cadre:
    return find_cadre(actor_of(cast.person(reader)), cast.person(username).id)


def set_as(
    cast: Cast, reader: str, username: str, committee: str, branch: str | None = None, **given: object
) -> Link:
    """Set the link as a reader would who saw the page a moment ago."""
    cadre = cadre_of(cast, reader, username)
    present = next((link for link in links_of([cadre.user.id]) if link.ends_on is None), None)
    return set_link(
        cadre,
        cast.organ(committee).id,
        cast.organ(branch).id if branch else None,
        given.get("starts_on"),
        cast.person(reader),
        int(str(given.get("seen", present.id if present else 0))),
    )


def test_a_cadre_links_to_a_committee_from_today(cast: Cast) -> None:
    link = set_as(cast, "mai", "mai", "云溪镇团委", "白泉村团支部")
    assert (link.committee.common_name, link.branch and link.branch.common_name) == (
        "云溪镇团委",
        "白泉村团支部",
    )
    assert (link.starts_on, link.ends_on, link.recorded_by_id) == (TODAY, None, cast.person("mai").id)


def test_a_change_closes_the_old_link_the_day_before_and_keeps_it(cast: Cast) -> None:
    set_as(cast, "zhou", "zhou", "云溪县第一中学团委", starts_on=date(2026, 3, 20))
    new, old = links_of([cast.person("zhou").id])
    assert (old.committee.common_name, old.ends_on) == ("云溪镇团委", date(2026, 3, 19))
    assert (new.committee.common_name, new.starts_on, new.ends_on) == (
        "云溪县第一中学团委",
        date(2026, 3, 20),
        None,
    )


def test_the_same_link_again_changes_nothing(cast: Cast) -> None:
    before = links_of([cast.person("zhou").id])
    again = set_as(cast, "zhou", "zhou", "云溪镇团委", "白泉村团支部", starts_on=date(2026, 3, 30))
    assert links_of([cast.person("zhou").id]) == before == [again]
    assert again.starts_on == date(2026, 3, 12)


def test_a_branch_is_added_later_without_a_new_link(cast: Cast) -> None:
    branch = Organization(
        parent_id=cast.organ("云溪镇机关团总支").id,
        path=cast.organ("云溪镇机关团总支").path + "900/",
        type=cast.organ("白泉村团支部").type,
        level=cast.organ("白泉村团支部").level,
        full_name="镇机关第一团支部",
        short_name="镇机关第一团支部",
        common_name="镇机关第一团支部",
        established_on=date(2020, 1, 1),
    )
    db.session.add(branch)
    db.session.flush()
    (present,) = links_of([cast.person("li").id])
    cadre = cadre_of(cast, "li", "li")
    set_link(cadre, present.committee_id, branch.id, None, cast.person("li"), present.id)
    (link,) = links_of([cast.person("li").id])
    assert link.branch is branch and link.starts_on == date(2026, 3, 12)


@pytest.mark.parametrize(
    ("committee", "branch", "starts_on", "field", "words"),
    [
        ("团云溪县委", None, TODAY, "committee", "只能联系"),
        ("白泉村团支部", None, TODAY, "committee", "团支部"),
        ("云溪县第一中学团委", "白泉村团支部", TODAY, "branch", "必须在云溪县第一中学团委之下"),
        ("云溪县第一中学团委", None, date(2026, 4, 2), "starts_on", "不能晚于今天"),
        ("云溪县第一中学团委", None, date(2025, 12, 31), "starts_on", "不能早于任职日期"),
        ("云溪县第一中学团委", None, date(2026, 3, 11), "starts_on", "2026年3月12日"),
    ],
)
def test_a_link_against_the_rules_is_refused_at_its_field(
    cast: Cast, committee: str, branch: str | None, starts_on: date, field: str, words: str
) -> None:
    with pytest.raises(LinkRefused) as refused:
        set_as(cast, "zhou", "zhou", committee, branch, starts_on=starts_on)
    assert refused.value.field == field and words in refused.value.sentence


def test_a_committee_of_another_province_does_not_exist(cast: Cast) -> None:
    committee = cast.organ("云溪镇团委")
    cadre = Cadre(cast.person("wai"), cadre_of(cast, "wai", "wai").post, date(2026, 1, 1), may_change=True)
    with pytest.raises(LinkRefused, match="没有这个团组织"):
        set_link(cadre, committee.id, None, None, cast.person("wai"), 0)


def test_a_closed_committee_cannot_be_chosen(cast: Cast) -> None:
    cast.organ("云溪县第一中学团委").closed_on = date(2026, 3, 31)
    with pytest.raises(LinkRefused, match="2026年3月31日撤销"):
        set_as(cast, "zhou", "zhou", "云溪县第一中学团委")


def test_the_second_of_two_who_change_a_link_at_once_is_told_who_was_first(cast: Cast) -> None:
    (seen,) = links_of([cast.person("mai").id]) or [None]
    set_as(cast, "zhou", "mai", "云溪镇团委")
    with pytest.raises(LinkRefused, match="周可儿已把联系关系定为云溪镇团委"):
        set_as(cast, "mai", "mai", "云溪县第一中学团委", seen=seen.id if seen else 0)


def test_a_link_ends_without_a_new_one_and_stays_in_the_history(cast: Cast) -> None:
    cadre = cadre_of(cast, "zhou", "zhou")
    (present,) = links_of([cadre.user.id])
    end_link(cadre, TODAY, cast.person("zhou"), present.id)
    assert [link.ends_on for link in links_of([cadre.user.id])] == [TODAY]


@pytest.mark.parametrize("day", [date(2026, 4, 2), date(2026, 3, 11)])
def test_a_link_cannot_end_in_the_future_or_before_it_began(cast: Cast, day: date) -> None:
    cadre = cadre_of(cast, "zhou", "zhou")
    (present,) = links_of([cadre.user.id])
    with pytest.raises(LinkRefused) as refused:
        end_link(cadre, day, cast.person("zhou"), present.id)
    assert refused.value.field == "ends_on"


def test_every_change_leaves_a_record(cast: Cast) -> None:
    set_as(cast, "zhou", "mai", "云溪镇团委")
    (record,) = db.session.scalars(db.select(AuditRecord).where(AuditRecord.kind == "link"))
    assert record.user_id == cast.person("zhou").id
    assert record.sentence == "买买提江·阿布都自2026年4月1日起联系云溪镇团委"


def test_the_database_refuses_a_second_open_link(cast: Cast) -> None:
    zhou = cast.person("zhou").id
    db.session.add(
        Link(user_id=zhou, committee_id=cast.organ("云溪镇团委").id, starts_on=TODAY, recorded_by_id=zhou)
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_clerk_sets_a_link_for_a_cadre_and_is_named(cast: Cast) -> None:
    assert set_as(cast, "zhou", "mai", "云溪镇团委").recorded_by_id == cast.person("zhou").id


def test_a_signer_sees_a_cadres_link_and_cannot_change_it(cast: Cast) -> None:
    assert not cadre_of(cast, "chen", "mai").may_change
    with pytest.raises(NotAllowed, match="本人或本单位经办人"):
        set_as(cast, "chen", "mai", "云溪镇团委")


@pytest.mark.parametrize("stranger", ["bai", "mai", "luo", "wai"])
def test_who_does_not_work_in_the_organs_office_or_above_cannot_find_its_cadres(
    cast: Cast, stranger: str
) -> None:
    with pytest.raises(NotFound):
        cadre_of(cast, stranger, "zhou")


@pytest.mark.parametrize("reader", ["lin", "he", "gu", "li"])
def test_an_office_of_the_organ_or_above_reads_and_does_not_change(cast: Cast, reader: str) -> None:
    assert not cadre_of(cast, reader, "mai").may_change
    with pytest.raises(NotAllowed, match="本人或本单位经办人"):
        set_as(cast, reader, "mai", "云溪镇团委")


def test_an_administrator_changes_the_links_of_the_own_organ(cast: Cast) -> None:
    assert set_as(cast, "zhi", "ban", "示范大学团委").recorded_by_id == cast.person("zhi").id


def test_a_closed_committee_of_an_open_link_is_said_with_what_took_over(cast: Cast) -> None:
    (link,) = links_of([cast.person("zhou").id])
    assert gone(link) is None
    town = cast.organ("云溪镇团委")
    town.closed_on, town.successor_id = date(2026, 3, 31), cast.organ("云溪县第一中学团委").id
    db.session.flush()
    found = gone(link)
    assert found and found.sentence == "云溪镇团委已于2026年3月31日撤销，请改联系"
    assert found.successor is cast.organ("云溪县第一中学团委") and not found.is_branch


def test_a_closed_branch_asks_for_another_branch_and_a_day_still_open_for_nothing(cast: Cast) -> None:
    (link,) = links_of([cast.person("zhou").id])
    cast.organ("白泉村团支部").closed_on = TODAY
    assert gone(link) is None, "this day it is still there"
    cast.organ("白泉村团支部").closed_on = date(2026, 3, 31)
    found = gone(link)
    assert found and found.is_branch and found.successor is None


def test_a_link_that_has_ended_misses_nothing(cast: Cast) -> None:
    (link,) = links_of([cast.person("zhou").id])
    cast.organ("云溪镇团委").closed_on = date(2026, 3, 31)
    end_link(cadre_of(cast, "zhou", "zhou"), TODAY, cast.person("zhou"), link.id)
    assert gone(link) is None


def test_an_organs_links_stand_as_they_were_on_a_day(cast: Cast) -> None:
    set_as(cast, "zhou", "zhou", "云溪县第一中学团委", starts_on=date(2026, 3, 20))
    zhou, county = actor_of(cast.person("zhou")), cast.organ("团云溪县委").id

    def then(day: date) -> str | None:
        rows = {row.post.user.username: row.link for row in links_of_organ(zhou, county, day).rows}
        link = rows["zhou"]
        return link.committee.common_name if link else None

    assert then(date(2026, 3, 11)) is None
    assert then(date(2026, 3, 12)) == then(date(2026, 3, 19)) == "云溪镇团委"
    assert then(date(2026, 3, 20)) == then(TODAY) == "云溪县第一中学团委"


def test_who_left_stays_in_the_list_of_their_days(cast: Cast) -> None:
    mai = posts.current_appointments(cast.person("mai"))[0]
    mai.ends_on = date(2026, 3, 10)
    db.session.flush()
    zhou, county = actor_of(cast.person("zhou")), cast.organ("团云溪县委").id
    names = {row.post.user.name for row in links_of_organ(zhou, county, date(2026, 3, 10)).rows}
    assert "买买提江·阿布都" in names
    assert "买买提江·阿布都" not in {row.post.user.name for row in links_of_organ(zhou, county, TODAY).rows}


def test_the_history_of_a_committee_names_who_was_linked_when(cast: Cast) -> None:
    set_as(cast, "zhou", "zhou", "云溪县第一中学团委", starts_on=date(2026, 3, 20))
    zhou, town = actor_of(cast.person("zhou")), cast.organ("云溪镇团委").id
    now = links_of_committee(zhou, town, TODAY)
    assert (now.then, [link.user.name for link in now.past]) == ((), ["周可儿"])
    assert [link.user.name for link in links_of_committee(zhou, town, date(2026, 3, 19)).then] == ["周可儿"]


def test_of_a_committee_outside_the_office_one_sees_ones_own_link_alone(cast: Cast) -> None:
    school = cast.organ("云溪县第一中学团委").id
    found = links_of_committee(actor_of(cast.person("luo")), school, TODAY)
    assert [link.user.name for link in found.then] == ["罗欣喆"]
    with pytest.raises(NotFound):
        links_of_committee(actor_of(cast.person("bai")), school, TODAY)


def test_no_office_reads_the_links_of_a_sister_organ(cast: Cast) -> None:
    with pytest.raises(NotFound):
        links_of_organ(actor_of(cast.person("bai")), cast.organ("团云溪县委").id, TODAY)


def test_the_office_sees_all_cadres_of_the_organ_and_its_departments(cast: Cast) -> None:
    (organ,) = overview_for(actor_of(cast.person("lin")), None).organs
    assert [row.post.user.name for row in organ.rows] == [
        "孟繁星",
        "林晓舟",
        "罗欣喆",
        "何志远",
        "程祎",
        "赵一鸣",
    ]
    assert organ.unlinked == 5 and organ.may_change
    assert overview_for(actor_of(cast.person("mai")), None).organs == ()


def test_the_search_finds_by_any_words_within_the_province_and_the_own_county_first(cast: Cast) -> None:
    home = cast.organ("团云溪县委")
    assert [each.common_name for each in find_linkable(home, "云溪 中学")[0]] == ["云溪县第一中学团委"]
    names = [each.common_name for each in find_linkable(home, "团")[0]]
    assert names.index("云溪县第一中学团委") < names.index("示范大学团委")
    assert "白泉村团支部" not in names and "团云溪县委" not in names
    assert find_linkable(cast.organ("团外省委组织部"), "团委")[0] == []


def test_a_percent_sign_is_a_character_and_finds_nothing(cast: Cast) -> None:
    assert find_linkable(cast.organ("团云溪县委"), "%")[0] == []


def test_without_a_word_the_search_offers_what_lies_under_the_own_organ(cast: Cast) -> None:
    names = {each.common_name for each in find_linkable(cast.organ("团青岚市委学校部"), "")[0]}
    assert names == {"云溪镇团委", "云溪县第一中学团委", "云溪镇机关团总支"} | (names - {"示范大学团委"})
    assert "示范大学团委" not in names


def test_only_branches_beneath_the_committee_are_offered(cast: Cast) -> None:
    assert [each.common_name for each in branches_beneath(cast.organ("云溪镇团委"))] == ["白泉村团支部"]
    assert branches_beneath(cast.organ("云溪镇机关团总支")) == []
