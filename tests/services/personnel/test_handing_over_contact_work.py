"""联系工作 in a 交接: young people as a number, the rest with its address; a line is done when it is in other hands."""

from __future__ import annotations

from datetime import date

from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.personnel.test_delegations import on, post_of
from tests.services.personnel.test_handovers import DAY, TODAY, hand_over
from tests.together import add_contact, add_group, who
from tests.visits import add_problem
from tests.wishes import add_wish, pooled, press
from youthwork.domain.duties import Duty
from youthwork.domain.hierarchy import CadreNature
from youthwork.domain.personnel import Post
from youthwork.domain.wishes import WishAction
from youthwork.domain.youth import ContactState
from youthwork.extensions import db
from youthwork.models import AuditRecord, Handover, YouthContact
from youthwork.services.contact_work.groups import groups
from youthwork.services.contact_work.youth import contact_numbers
from youthwork.services.personnel import appointments, handovers
from youthwork.services.personnel.contact_estate import GROUP, PROBLEM, WISH, YOUTH
from youthwork.services.personnel.handover_lines import estate_of

pytestmark = on_both_engines
WORK = (YOUTH, WISH, PROBLEM, GROUP)


def lines(row: Handover) -> dict[str, list[dict[str, object]]]:
    return {kind: [each for each in row.items if each["kind"] == kind] for kind in WORK}


def open_kinds(row: Handover) -> set[str]:
    return {str(row.items[at]["kind"]) for at in handovers.wanting(row)} & set(WORK)


def test_everything_that_would_lie_still_is_on_the_list_with_its_address(app: Flask, cast: Cast) -> None:
    for name in ("小柳絮", "小榆钱"):
        add_contact(cast, "mai", name)
    wish, problem = add_wish(cast, "mai"), add_problem(cast, "zhou", owner="mai")
    found = lines(hand_over(cast, "mai", None))
    assert [each["what"] for each in found[YOUTH]] == ["2 名（名单只有本人看得见）"]
    assert "须由本人征得同意后移交" in str(found[YOUTH][0]["how"])
    assert "接任人暂缺" in str(found[YOUTH][0]["how"])
    assert [each["url"] for each in found[WISH]] == [f"/wishes/{wish.id}"]
    assert [each["url"] for each in found[PROBLEM]] == [f"/visits/problems/{problem.id}"]


def test_no_name_and_no_text_of_a_wish_or_a_problem_is_on_the_list(app: Flask, cast: Cast) -> None:
    add_contact(cast, "mai", "小柳絮", "13800009999")
    wish, problem = add_wish(cast, "mai", of_whom="小快递"), add_problem(cast, "zhou", owner="mai")
    row = hand_over(cast, "mai", "zhou")
    kept = str(row.items) + "".join(each.sentence for each in db.session.scalars(db.select(AuditRecord)))
    for secret in ("小柳絮", "13800009999", wish.text, wish.of_whom, problem.text):
        assert secret not in kept


def test_who_leads_a_group_hands_it_on_by_another_leader(app: Flask, cast: Cast) -> None:
    group = add_group(cast, "he", ("luo",))
    row = hand_over(cast, "he", None, by="lin", last_day=TODAY + DAY)
    assert [(each["what"], each["url"]) for each in lines(row)[GROUP]] == [
        ("第一工作小组（组长）", f"/groups/{group.id}")
    ]
    assert open_kinds(row) == {GROUP}
    luo = cast.person("luo").id
    groups.change_leader(who(cast, "lin"), group, luo, "部长离任", TODAY, cast.person("lin"), group.version)
    assert open_kinds(row) == set()


def test_a_line_is_done_once_it_is_in_other_hands(app: Flask, cast: Cast) -> None:
    add_contact(cast, "mai")
    wish = add_wish(cast, "mai")
    problem = add_problem(cast, "zhou", owner="mai")
    row = hand_over(cast, "mai", None)
    assert open_kinds(row) == {YOUTH, WISH, PROBLEM}
    press(wish, cast, "mai", WishAction.POOL)
    problem.owner = cast.person("zhou")
    db.session.flush()
    assert open_kinds(row) == {YOUTH}
    with on(app, TODAY + DAY):
        contact_numbers.end_with_posts(TODAY + DAY, 0)
        assert open_kinds(row) == set()


def test_what_the_list_says_becomes_of_young_people_is_what_becomes_of_them(app: Flask, cast: Cast) -> None:
    agreed = add_contact(cast, "mai", "小柳絮", may_pass_on=True)
    other = add_contact(cast, "mai", "小榆钱")
    how = str(lines(hand_over(cast, "mai", "chen"))[YOUTH][0]["how"])
    assert "登记时同意移交的转给陈昱" in how and "其余的自动删除" in how
    with on(app, TODAY + DAY):
        contact_numbers.end_with_posts(TODAY + DAY, 0)
    assert {agreed.state, other.state} == {ContactState.ENDED}
    assert agreed.name_locked is None and other.name_locked is None
    kept = db.session.scalars(
        db.select(YouthContact).where(YouthContact.cadre_id == cast.person("chen").id)
    ).all()
    assert len(kept) == 1 and kept[0].state is ContactState.IN_TOUCH


def test_what_is_over_or_in_a_pool_is_not_handed_over(app: Flask, cast: Cast) -> None:
    pooled(cast, "mai")
    press(add_wish(cast, "mai"), cast, "mai", WishAction.GIVE_UP)
    assert not any(lines(hand_over(cast, "mai", None)).values())


def test_with_another_post_in_the_organ_the_work_stays_with_the_person(app: Flask, cast: Cast) -> None:
    add_wish(cast, "luo")
    add_contact(cast, "luo")
    first = post_of(cast, "luo")
    second = Post("组织部干事", CadreNature.FULL_TIME, (Duty.CADRE,), date(2026, 1, 2))
    appointments.appoint(cast.organ("团青岚市委办公室"), cast.person("luo"), second, cast.person("lin"))
    found = estate_of(first).contact_work
    assert (found.youth, found.wishes) == (0, ())


def test_without_a_cadres_post_left_in_the_organ_the_young_people_are_told_of(app: Flask, cast: Cast) -> None:
    add_wish(cast, "luo")
    add_contact(cast, "luo")
    first = post_of(cast, "luo")
    second = Post("机关党务干事", None, (Duty.CLERK,), date(2026, 1, 2))
    appointments.appoint(cast.organ("团青岚市委办公室"), cast.person("luo"), second, cast.person("lin"))
    found = estate_of(first).contact_work
    assert (found.youth, found.wishes) == (1, ())


def test_a_long_list_is_counted_to_its_end(app: Flask, cast: Cast) -> None:
    for _ in range(23):
        add_wish(cast, "mai")
    found = lines(hand_over(cast, "mai", None))[WISH]
    assert len(found) == 21 and (found[-1]["what"], found[-1]["url"]) == ("其余 3 个", "/wishes")


def test_a_list_kept_before_this_was_asked_is_read_as_it_was(app: Flask, cast: Cast) -> None:
    row = hand_over(cast, "mai", None)
    row.items = [{key: each[key] for key in each if key != "record_id"} for each in row.items]
    db.session.flush()
    assert handovers.wanting(row) == {at for at, each in enumerate(row.items) if each["wanting"]}
