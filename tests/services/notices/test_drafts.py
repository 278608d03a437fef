"""拟稿: begun, kept as typed, guarded between two people, checked, handed in, discarded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.notices import begin, fields_of, save, typed, whole
from youthwork.domain.errors import AlreadyMoved, NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.notices import NoticeState
from youthwork.extensions import db
from youthwork.forms import notices as forms
from youthwork.forms.annexes import EDITIONS
from youthwork.models import AuditRecord, Message, Notice, NoticeAnnex
from youthwork.services import posts, scope
from youthwork.services.notices import drafts, editions, handing_in, issuing
from youthwork.services.notices.contents import given_of, shortcomings_of

pytestmark = on_both_engines


def test_it_begins_with_the_forms_title_its_annexes_and_its_numbers(app: Flask, cast: Cast) -> None:
    notice = begin(cast)
    given = given_of(notice)
    assert notice.state is NoticeState.DRAFT and notice.created_by_id == cast.people["gu"].id
    assert "1+100" in given.title and given.number == ""
    assert {"contact_points", "task_sheet"} <= {each.key for each in given.annexes}
    assert given.numbers == {"cadre_five": 5, "organ_five": 5, "share_session": 1}
    assert given.audience.under == {cast.organizations["团示范省委"].id}
    assert {"number", "title"}.isdisjoint(fields_of(notice)) and "body" in fields_of(notice)


def test_a_draft_is_seen_by_nobody_it_is_meant_for(app: Flask, cast: Cast) -> None:
    notice = begin(cast)
    for who in ("zhou", "su", "gu"):
        actor = posts.actor_of(cast.person(who))
        assert notice.id not in [
            each.id for each in db.session.scalars(scope.visible_notices(actor)).unique()
        ]
    with pytest.raises(NotFound):
        drafts.find_draft(posts.actor_of(cast.person("zhou")), notice.id)
    assert drafts.find_draft(posts.actor_of(cast.person("tang")), notice.id).id == notice.id


@pytest.mark.parametrize(
    ("who", "organ"), [("mai", "团云溪县委"), ("zhou", "团示范省委"), ("wai", "团青岚市委")]
)
def test_it_is_begun_only_by_who_draws_up_for_the_organ(app: Flask, cast: Cast, who: str, organ: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        begin(cast, who, organ)
    assert "经办人、审核人拟稿" in refused.value.sentence


def test_an_organ_with_nobody_below_issues_none(app: Flask, cast: Cast) -> None:
    with pytest.raises(Unacceptable) as refused:
        begin(cast, "jiao", "示范大学团委")
    assert "没有下级单位" in refused.value.sentence


def test_half_typed_dates_and_numbers_stay_as_they_were_typed(app: Flask, cast: Cast) -> None:
    notice = save(begin(cast), cast, due_contact_points="4月6", asked_cadre_five="五", expires_on="2026.12")
    assert notice.typed is not None
    assert notice.typed["due-contact_points"] == ["4月6"] and notice.typed["asked-cadre_five"] == ["五"]
    said = dict(shortcomings_of(notice))
    assert "认不出" in said["due-contact_points"] and "整数" in said["asked-cadre_five"]
    assert "认不出" in said["expires_on"]
    assert not [row for row in notice.annexes if row.annex_key == "contact_points"]


def test_what_can_be_read_stands_in_the_columns(app: Flask, cast: Cast) -> None:
    notice = whole(cast)
    assert notice.number == "示青字〔2026〕12号" and notice.expires_on == date(2026, 12, 31)
    assert [(row.annex_key, row.due) for row in notice.annexes] == [("contact_points", date(2026, 4, 20))]
    assert fields_of(notice) == []


def test_of_two_people_the_second_is_told_and_loses_nothing(app: Flask, cast: Cast) -> None:
    notice = begin(cast)
    read = notice.version
    save(notice, cast, "gu", title="关于甲的通知")
    posted = {**typed(notice, title="关于乙的通知"), "page": ["b" * 16]}
    with pytest.raises(AlreadyMoved) as told:
        drafts.save(notice, forms.read(notice.edition_key, posted), cast.person("tang"), read)
    assert "顾言" in told.value.sentence and notice.title == "关于甲的通知"
    drafts.save(notice, forms.read(notice.edition_key, posted), cast.person("tang"), notice.version)
    assert notice.title == "关于乙的通知" and notice.saved_by_id == cast.people["tang"].id


def test_two_saves_of_one_page_are_no_clash_and_the_later_stands(app: Flask, cast: Cast) -> None:
    notice = begin(cast)
    read = notice.version
    for sequence, title in (("2", "第二次"), ("3", "第三次"), ("1", "第一次，来得最晚")):
        posted = {**typed(notice, title=title), "sequence": [sequence]}
        drafts.save(notice, forms.read(notice.edition_key, posted), cast.person("gu"), read)
    assert notice.title == "第三次"


def test_the_same_saved_again_changes_nothing(app: Flask, cast: Cast) -> None:
    notice = save(begin(cast), cast, title="关于甲的通知")
    version = notice.version
    assert save(notice, cast, "tang", version=1, title="关于甲的通知").version == version


def test_a_unit_of_another_province_cannot_be_reached(app: Flask, cast: Cast) -> None:
    stranger = str(cast.organizations["团外省委"].id)
    notice = save(begin(cast), cast, under=[stranger], also=[stranger])
    given = given_of(notice)
    assert not given.audience.under and not given.audience.also
    assert "audience" in fields_of(notice)


def test_an_audience_of_nobody_is_told_what_to_widen(app: Flask, cast: Cast) -> None:
    notice = whole(cast, levels=["基层"], types=["领导机关"])
    assert dict(shortcomings_of(notice))["audience"].startswith("受文范围里没有一个单位：请放宽层级或类型")


def test_too_short_a_notice_asks_for_an_urgent_reason(app: Flask, cast: Cast) -> None:
    notice = whole(cast, due_contact_points="2026-04-07")
    assert "不足 5 个工作日" in dict(shortcomings_of(notice))["due-contact_points"]
    assert fields_of(save(notice, cast, urgent_reason="防汛应急")) == []


def test_a_number_given_already_is_not_given_again(app: Flask, cast: Cast) -> None:
    notice = whole(cast, number="示青字〔2026〕8号")
    assert "已用于" in dict(shortcomings_of(notice))["number"]


def test_last_years_notice_is_copied_with_its_days_moved_onto_workdays(app: Flask, cast: Cast) -> None:
    old = cast.notices["province"]
    old = db.session.get_one(Notice, old.id)
    old.issued_on, old.title = date(2025, 3, 10), "关于做好2025年联系工作的通知"
    old.expires_on, old.contact_phone = date(2025, 12, 31), "13800000001"
    rows = {row.annex_key: row for row in old.annexes}
    # 18 April 2026 is a Saturday; a day off within the table of holidays would do as well.
    rows["contact_points"].due, rows["task_sheet"].due = date(2025, 4, 18), date(2025, 10, 15)
    db.session.flush()
    notice = drafts.begin(cast.person("gu"), old.issuer_id, old.edition_key, copied_from=old)
    given = given_of(notice)
    dues = {each.key: each.due for each in given.annexes}
    assert dues == {"contact_points": date(2026, 4, 20), "task_sheet": date(2026, 10, 15)}
    assert given.title == "关于做好2026年联系工作的通知" and given.number == ""
    assert given.expires_on == date(2026, 12, 31) and given.contact_phone == "13800000001"
    assert "顺延到2026年4月20日" in given.typed["was-contact_points"][0]
    assert [each.id for each in editions.earlier_of(old.issuer_id)] == [old.id]


def test_a_monthly_annex_is_asked_from_the_first_month_to_the_last(app: Flask, cast: Cast) -> None:
    notice = whole(
        cast, annexes=["monthly_report"], first_monthly_report="2026年5月", last_monthly_report="2026-07"
    )
    rows = [(row.period, row.due) for row in notice.annexes]
    assert rows == [(f"2026-{month:02d}", date(2026, month, 25)) for month in (5, 6, 7)]
    shorter = save(notice, cast, last_monthly_report="2026-06")
    assert [row.period for row in shorter.annexes] == ["2026-05", "2026-06"]
    turned = save(shorter, cast, last_monthly_report="2026-04")
    assert "末月早于首月" in dict(shortcomings_of(turned))["last-monthly_report"]


def test_handing_in_tells_those_who_issue_and_sending_back_tells_who_drew_up(app: Flask, cast: Cast) -> None:
    notice = whole(cast)
    handing_in.hand_in(notice, cast.person("gu"), notice.version)
    told = {each.person_id: each for each in db.session.scalars(db.select(Message)).all()}
    assert set(told) == {cast.people["su"].id, cast.people["fu"].id}
    assert told[cast.people["su"].id].url == f"/notices/{notice.id}/issuing"
    with pytest.raises(NotAllowed):
        handing_in.send_back(notice, cast.person("gu"), "再核", notice.version)
    handing_in.send_back(notice, cast.person("su"), "范围写宽了", notice.version)
    assert notice.handed_in_at is None
    words = db.session.scalar(db.select(Message.words).where(Message.person_id == cast.people["gu"].id))
    assert words == "范围写宽了"


def test_what_lacks_something_is_not_handed_in(app: Flask, cast: Cast) -> None:
    notice = begin(cast)
    with pytest.raises(Unacceptable) as refused:
        handing_in.hand_in(notice, cast.person("gu"), notice.version)
    assert "先补全" in refused.value.sentence


def test_a_draft_is_discarded_with_a_trace_and_an_issued_notice_is_not(app: Flask, cast: Cast) -> None:
    notice, other = whole(cast), whole(cast, number="")
    drafts.discard(notice, cast.person("gu"), notice.version)
    assert db.session.scalars(db.select(NoticeAnnex).where(NoticeAnnex.notice_id == notice.id)).all() == []
    assert "删除拟稿" in db.session.scalars(db.select(AuditRecord.sentence)).all()[-1]
    other = db.session.get_one(Notice, other.id)
    issuing.issue(other, cast.person("su"), other.version)
    with pytest.raises(StepNotAllowed):
        drafts.discard(other, cast.person("gu"), other.version)
    with pytest.raises(StepNotAllowed):
        save(other, cast, title="关于乙的通知")


def test_the_last_day_before_the_notice_is_over_still_counts(app: Flask, cast: Cast) -> None:
    notice = whole(cast, expires_on="2026-04-20")
    assert fields_of(notice) == []
    early = date(2026, 4, 20) - timedelta(days=1)
    assert "expires_on" in fields_of(save(notice, cast, expires_on=early.isoformat()))


@pytest.mark.parametrize("today", [date(2026, 4, 1), date(2026, 11, 22), date(2026, 12, 31)])
def test_a_new_draft_lasts_beyond_every_day_it_proposes(app: Flask, cast: Cast, today: date) -> None:
    edition = EDITIONS["province_2017_8"]
    given = editions.from_edition(edition, cast.organ("团示范省委").id, cast.person("gu"), today).given
    assert given.expires_on is not None
    assert max(each.due for each in given.annexes if each.due) <= given.expires_on
