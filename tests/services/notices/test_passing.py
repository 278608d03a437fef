"""转发: what is taken over, what may be changed, and what is refused on top of the superior's notice (H57, §10.12)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import on_both_engines
from tests.duties import duty, find_duty
from tests.factories import NOW, Cast
from youthwork.domain.additions import AdditionKind
from youthwork.domain.audience import Audience
from youthwork.domain.errors import NotAllowed, StepNotAllowed, Unacceptable
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.models import Notice, NoticeAnnex
from youthwork.services.duties import completeness
from youthwork.services.notices import amending, issuing, passing
from youthwork.services.notices.attempts import AdditionRefused
from youthwork.services.path import lacking
from youthwork.services.posts import actor_of

pytestmark = on_both_engines

DUE = date(2026, 4, 6)


def superior(cast: Cast, reserve_days: int = 3, **changes: object) -> Notice:
    """The province's notice, with a reserve, an end, a basis and its numbers."""
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    notice.reserve_days = reserve_days
    notice.expires_on = date(2026, 12, 31)
    notice.basis = "示青字〔2026〕8号第六部分"
    for name, value in changes.items():
        setattr(notice, name, value)
    db.session.flush()
    return notice


def passed_on(cast: Cast, notice: Notice, by: str = "lin", organ: str = "团青岚市委") -> Notice:
    return passing.begin(notice, cast.person(by), cast.organ(organ).id)


def typed(draft: Notice, **fields: str | list[str]) -> passing.Tries:
    """What a post of these fields would come to; `due_contact_points` is `due-contact_points`."""
    posted = {
        name.replace("due_", "due-").replace("asked_", "asked-").replace("required_", "required-"): (
            value if isinstance(value, list) else [value]
        )
        for name, value in fields.items()
    }
    return passing.read(draft, posted)


def save(cast: Cast, draft: Notice, by: str = "lin", **fields: str | list[str]) -> Notice:
    return passing.save(draft, typed(draft, **fields).kept, cast.person(by), draft.version)


def issue(cast: Cast, draft: Notice, by: str = "meng") -> Notice:
    if not draft.contact_phone:
        draft = save(cast, draft, contact_phone="0371-65900000")
    return issuing.issue(draft, cast.person(by), draft.version)


def kinds(tries: passing.Tries) -> list[AdditionKind]:
    return [each.kind for each in tries.additions]


def test_everything_above_is_taken_over(cast: Cast) -> None:
    notice = superior(cast, numbers={"organ_five": 4})
    draft = passed_on(cast, notice)
    assert (draft.state, draft.passes_on_id) == (NoticeState.DRAFT, notice.id)
    assert draft.title == "转发团示范省委关于进一步做好全省“1+100”团干部直接联系青年工作的通知"
    assert {row.annex_key: row.due for row in draft.annexes}["contact_points"] == DUE
    assert draft.numbers["organ_five"] == 4
    assert (draft.expires_on, draft.basis) == (notice.expires_on, notice.basis)
    passing.check(draft, cast.person("meng"))


def test_an_organ_without_units_below_or_above_the_issuer_cannot_pass_it_on(cast: Cast) -> None:
    notice = superior(cast)
    for who, organ in (("jiao", "示范大学团委"), ("su", "团示范省委"), ("mai", "团云溪县委")):
        assert passing.organs_for(actor_of(cast.person(who)), notice) == []
        with pytest.raises(NotAllowed):
            passed_on(cast, notice, who, organ)


def test_a_second_begin_leads_to_the_draft_there_is(cast: Cast) -> None:
    notice = superior(cast)
    first = passed_on(cast, notice)
    assert passed_on(cast, notice, "he").id == first.id


def test_an_expired_or_withdrawn_notice_is_not_passed_on(cast: Cast) -> None:
    notice = superior(cast, expires_on=date(2026, 3, 31))
    assert passing.organs_for(actor_of(cast.person("lin")), notice) == []


def test_a_due_day_within_the_reserve_goes_out_and_moves_the_duties_beneath_alone(cast: Cast) -> None:
    notice = superior(cast)
    issued = issue(cast, save(cast, passed_on(cast, notice), due_contact_points="2026-04-03"))
    below = duty(cast, notice, "contact_points", "团云溪县委")
    assert (below.due, db.session.get_one(NoticeAnnex, below.passed_on_id).notice_id) == (
        date(2026, 4, 3),
        issued.id,
    )
    assert duty(cast, notice, "contact_points", "团望川县委").due == DUE
    assert find_duty(cast, issued, "contact_points", "团云溪县委") is None


def test_the_figures_of_who_passed_it_on_and_of_all_beneath_bear_the_earlier_day(cast: Cast) -> None:
    notice = superior(cast)
    city = issue(cast, save(cast, passed_on(cast, notice), due_contact_points="2026-04-04"))
    county = passed_on(cast, city, "zhou", "团云溪县委")
    county = save(cast, county, "zhou", due_contact_points="2026-04-03", contact_phone="0371-65900000")
    issue(cast, county, "chen")
    row = duty(cast, notice, "contact_points", "团云溪县委").notice_annex

    def days(organ: str) -> set[date]:
        place = cast.organ(organ)
        lines = [*completeness.running(place), completeness.find_line(place, row.id)]
        return {line.due for line in lines if line.notice_annex.id == row.id}

    assert {name: days(name) for name in ("团示范省委", "团青岚市委", "团白鹭县委", "团云溪县委")} == {
        "团示范省委": {DUE},
        "团青岚市委": {date(2026, 4, 4)},
        "团白鹭县委": {date(2026, 4, 4)},
        "团云溪县委": {date(2026, 4, 3)},
    }
    (asked,) = [
        each.due
        for each in lacking.of_desk(actor_of(cast.person("lin")), NOW.date())
        if each.notice_annex.id == row.id
    ]
    assert asked == date(2026, 4, 4)
    city.state, city.withdrawn_at, city.withdrawal_reason = NoticeState.WITHDRAWN, NOW, "重发"
    db.session.flush()
    assert days("团青岚市委") == {DUE}


def test_who_passed_it_on_before_is_gone_by_again_where_a_passing_on_below_is_withdrawn(cast: Cast) -> None:
    notice = superior(cast)
    city = issue(cast, save(cast, passed_on(cast, notice), due_contact_points="2026-04-04"))
    county = passed_on(cast, city, "zhou", "团云溪县委")
    county = save(cast, county, "zhou", due_contact_points="2026-04-03", contact_phone="0371-65900000")
    below = duty(cast, notice, "contact_points", "云溪镇团委")
    issue(cast, county, "chen")
    assert below.due == date(2026, 4, 3)
    amending.withdraw(county, cast.person("chen"), "重复", county.version)
    assert below.due == date(2026, 4, 4)
    amending.withdraw(city, cast.person("meng"), "重复", city.version)
    assert (below.due, below.passed_on_id) == (DUE, None)


def test_the_organs_own_due_day_stays_the_superiors(cast: Cast) -> None:
    notice = superior(cast)
    issue(cast, save(cast, passed_on(cast, notice), due_contact_points="2026-04-03"))
    assert duty(cast, notice, "contact_points", "团青岚市委").due == DUE


def test_a_day_before_the_reserve_is_refused_at_issuing(cast: Cast) -> None:
    draft = save(cast, passed_on(cast, superior(cast)), due_contact_points="2026-04-02")
    with pytest.raises(AdditionRefused) as refused:
        issue(cast, draft)
    (tried,) = refused.value.tried
    assert (tried.addition.kind, tried.notice_id) == (AdditionKind.EARLIER, cast.notices["province"].id)
    assert "最早可定2026年4月3日" in refused.value.sentence
    assert "第六部分" in refused.value.sentence


def test_a_later_day_is_refused_because_the_superiors_holds(cast: Cast) -> None:
    draft = save(cast, passed_on(cast, superior(cast)), due_contact_points="2026-04-10")
    assert [field for field, _ in passing.later_than_allowed(draft)] == ["due-contact_points"]
    with pytest.raises(Unacceptable, match="不能更晚"):
        issue(cast, draft)


def test_the_reserve_does_not_add_up_on_the_way_down(cast: Cast) -> None:
    city = issue(cast, save(cast, passed_on(cast, superior(cast)), due_contact_points="2026-04-03"))
    county = passed_on(cast, city, "zhou", "团云溪县委")
    county = save(cast, county, "zhou", due_contact_points="2026-04-02")
    with pytest.raises(AdditionRefused, match="最早可定2026年4月3日"):
        passing.check(county, cast.person("chen"))
    passing.check(save(cast, county, "zhou", due_contact_points="2026-04-03"), cast.person("chen"))


def test_six_a_quarter_is_refused_where_the_notice_asks_five(cast: Cast) -> None:
    """DOMAIN §10.12, by a form nobody offers."""
    found = typed(passed_on(cast, superior(cast)), asked_organ_five="6")
    assert found.is_tampered
    assert [each.sentence for each in found.additions] == [
        "“机关集中直接联系青年每季度”上级通知要求 5 次，不能定为 6 次"
    ]
    assert found.kept["asked-organ_five"] == ["5"]


def test_what_was_raised_behind_the_page_is_refused_at_issuing(cast: Cast) -> None:
    draft = passed_on(cast, superior(cast))
    draft.numbers = {**draft.numbers, "organ_five": 6}
    draft.typed = None
    with pytest.raises(AdditionRefused, match="不能定为 6 次"):
        passing.check(draft, cast.person("meng"))


def test_a_number_the_issuer_lowered_is_the_limit(cast: Cast) -> None:
    draft = passed_on(cast, superior(cast, numbers={"organ_five": 3}))
    assert kinds(typed(draft, asked_organ_five="5")) == [AdditionKind.NUMBER]
    assert kinds(typed(draft, asked_organ_five="3")) == []


def test_a_form_more_by_tampering_is_refused_and_not_kept(cast: Cast) -> None:
    draft = passed_on(cast, superior(cast))
    asked = ["contact_points", "task_sheet", "recommendation", "implementation_plan"]
    posted = {"annexes": asked, "due-implementation_plan": ["2026-05-01"]}
    found = passing.read(draft, posted)
    assert AdditionKind.ANNEX in kinds(found)
    assert found.kept["annexes"] == ["contact_points", "task_sheet"]


def test_an_extra_required_field_is_refused(cast: Cast) -> None:
    found = typed(passed_on(cast, superior(cast)), required_contact_points=["rows-remark"])
    assert kinds(found) == [AdditionKind.FIELD]
    assert "不能改为必填" in found.additions[0].sentence


def test_a_longer_expiry_is_refused(cast: Cast) -> None:
    assert kinds(typed(passed_on(cast, superior(cast)), expires_on="2027-06-30")) == [AdditionKind.EXPIRY]


@pytest.mark.parametrize("field", ["under", "also"])
def test_units_of_another_organ_are_refused(field: str, cast: Cast) -> None:
    draft = passed_on(cast, superior(cast))
    stranger = str(cast.organ("团望川县委").id)
    found = typed(draft, **{field: [stranger]})
    assert kinds(found) == [AdditionKind.AUDIENCE]
    assert "团望川县委" in found.additions[0].sentence
    assert stranger not in found.kept.get("under", [])


def test_units_the_superior_did_not_ask_are_refused(cast: Cast) -> None:
    only = Audience(
        frozenset({cast.organ("团示范省委").id}),
        levels=frozenset({OrganizationLevel.PREFECTURE, OrganizationLevel.COUNTY}),
    )
    draft = passed_on(cast, superior(cast, audience=only.as_json()))
    with pytest.raises(AdditionRefused, match="不在上级通知的受文范围里"):
        passing.check(draft, cast.person("meng"))


def test_fewer_units_and_fewer_forms_may_be_asked(cast: Cast) -> None:
    draft = save(
        cast,
        passed_on(cast, superior(cast)),
        under=[str(cast.organ("团云溪县委").id)],
        annexes=["contact_points"],
    )
    passing.check(draft, cast.person("meng"))
    assert [row.annex_key for row in draft.annexes] == ["contact_points"]


def test_nothing_of_a_withdrawn_notice_is_passed_on(cast: Cast) -> None:
    notice = superior(cast)
    draft = passed_on(cast, notice)
    notice.state = NoticeState.WITHDRAWN
    notice.withdrawn_at, notice.withdrawal_reason = notice.issued_at or draft.created_at, "内容有误"
    with pytest.raises(StepNotAllowed, match="已撤回"):
        passing.check(draft, cast.person("meng"))


class TestOwnNotice:
    """同一张表 under another title."""

    def own(self, cast: Cast, due: date = DUE, edition: str = "province_2017_8", **more: object) -> Notice:
        notice = Notice(
            edition_key=edition,
            issuer=cast.organ("团青岚市委"),
            title="关于报送联系点情况的通知",
            issued_on=date(2026, 4, 1),
            state=NoticeState.DRAFT,
            numbers={},
            annexes=[NoticeAnnex(annex_key="contact_points", position=1, due=due)],
            **more,
        )
        db.session.add(notice)
        db.session.flush()
        return notice

    def test_on_the_same_terms_it_is_the_same_thing_and_may_go_out(self, cast: Cast) -> None:
        superior(cast)
        own = self.own(cast)
        passing.check(own, cast.person("meng"))
        (same,) = passing.same_asked(own)
        assert same.is_merged
        assert "报一次即可" in same.words

    def test_asked_earlier_than_the_reserve_it_is_refused(self, cast: Cast) -> None:
        superior(cast)
        with pytest.raises(AdditionRefused, match="最早可定2026年4月3日"):
            passing.check(self.own(cast, date(2026, 4, 2)), cast.person("meng"))

    def test_asking_six_a_quarter_it_is_refused(self, cast: Cast) -> None:
        """DOMAIN §10.12: a lower organ setting 6 a quarter."""
        superior(cast)
        own = self.own(cast)
        own.numbers = {"organ_five": 6}
        with pytest.raises(AdditionRefused, match="上级通知要求 5 次，不能定为 6 次"):
            passing.check(own, cast.person("meng"))

    def test_a_year_later_it_is_another_thing(self, cast: Cast) -> None:
        superior(cast)
        own = self.own(cast, date(2027, 4, 6))
        assert passing.same_asked(own) == []
        passing.check(own, cast.person("meng"))

    def test_after_the_superiors_has_ended_it_is_ones_own(self, cast: Cast) -> None:
        superior(cast, expires_on=date(2026, 3, 31))
        passing.check(self.own(cast, date(2026, 4, 2)), cast.person("meng"))

    def test_asking_units_the_superior_leaves_alone_is_no_addition(self, cast: Cast) -> None:
        others = Audience(frozenset({cast.organ("团望川县委").id}))
        superior(cast, audience=others.as_json())
        passing.check(self.own(cast, date(2026, 4, 2)), cast.person("meng"))


def test_what_the_superior_amended_meanwhile_is_taken_over_and_held_against_nobody(cast: Cast) -> None:
    notice = superior(cast)
    draft = passed_on(cast, notice)
    notice.expires_on, notice.numbers = date(2026, 11, 30), {"organ_five": 4}
    db.session.flush()
    assert kinds(typed(draft, body="请按时报送。")) == []
    saved = save(cast, draft, body="请按时报送。", contact_phone="0371-65900000")
    assert (saved.expires_on, saved.numbers["organ_five"]) == (date(2026, 11, 30), 4)
    notice.expires_on = date(2026, 10, 31)
    db.session.flush()
    assert issuing.issue(saved, cast.person("meng"), saved.version).expires_on == date(2026, 10, 31)


def test_amending_a_notice_passed_on_goes_no_further_than_the_superiors(cast: Cast) -> None:
    issued = issue(cast, passed_on(cast, superior(cast)))
    issued.expires_on = date(2027, 6, 30)
    with pytest.raises(AdditionRefused, match="有效期不能晚于上级通知的2026年12月31日") as refused:
        passing.check(issued, cast.person("meng"))
    assert refused.value.is_amendment
