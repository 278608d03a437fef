"""示范省: a reduced province, built once, is whole: every state, every role, every path."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.once_a_run import NOW, small_demonstration
from youthwork.demo import builder, cast, instance, tree
from youthwork.domain.calendar import is_workday
from youthwork.domain.hierarchy import OrganizationLevel, OrganizationType
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import (
    DutyRequest,
    Filing,
    Organization,
    Paper,
    PaperState,
    SealImpression,
    SealMode,
    Submission,
    SubmissionEvent,
    User,
)
from youthwork.services import posts, scope
from youthwork.services.drafts import carrying, draft_saves, last_period
from youthwork.services.duties import recounting
from youthwork.services.path import obligations, queues
from youthwork.services.personnel import sign_in
from youthwork.services.printing import papers


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_demonstration(tmp_path_factory)


@pytest.fixture(scope="module")
def app(folder: Path) -> Iterator[Flask]:
    app = instance.open_instance(folder, lambda: NOW)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _nothing_lasts(app: Flask) -> Iterator[None]:
    yield
    db.session.rollback()


@pytest.mark.parametrize("state", list(State))
def test_a_submission_stands_in_every_state(app: Flask, state: State) -> None:
    assert db.session.scalar(select(func.count()).where(Submission.state == state))


@pytest.mark.parametrize("annex", ["contact_points", "task_sheet", "contact_units"])
def test_every_annex_has_been_filed(app: Flask, annex: str) -> None:
    assert db.session.scalar(select(func.count()).where(Filing.annex_key == annex))


@pytest.mark.parametrize("member", cast.MEMBERS, ids=lambda member: member.username)
def test_everybody_in_the_cast_signs_in_with_the_password_of_the_demo(
    app: Flask, member: cast.Member
) -> None:
    outcome = sign_in.settle(sign_in.try_password(member.username, cast.PASSWORD))
    assert outcome.user is not None, outcome.refusal
    assert outcome.user.name == member.name
    assert not outcome.user.must_change_password


#: Whose story says that something waits for them; the others look where their own papers are.
_WORKING = {
    *("luo", "lin", "meng", "he", "cheng", "yan", "zhou", "chen", "li", "qin"),
    *("tang", "xu", "cai", "bao", "jiao", "wang"),
}


@pytest.mark.parametrize("username", sorted(_WORKING))
def test_the_desk_of_who_is_to_act_is_not_empty(app: Flask, username: str) -> None:
    waiting = queues.waiting_in(
        posts.actor_of(_person(username)), (*queues.DRAFTING, *queues.DISPATCH, *queues.REVIEW)
    )
    assert db.session.scalar(select(func.count(Submission.id)).where(waiting))


@pytest.mark.parametrize(
    "member", [each for each in cast.MEMBERS if each.story], ids=lambda member: member.username
)
def test_everybody_one_may_try_has_something_to_do_or_something_on_its_way(
    app: Flask, member: cast.Member
) -> None:
    user = _person(member.username)
    actor = posts.actor_of(user)
    own = scope.visible_submissions(actor).with_only_columns(func.count(Submission.id))
    assert db.session.scalar(own) or obligations.not_begun(user, actor)


def test_no_phone_is_anybodys(app: Flask) -> None:
    phones = db.session.scalars(select(User.phone)).all()
    assert all(re.fullmatch(r"1380000\d{4}", phone) for phone in phones)
    assert len(set(phones)) == len(phones)


def test_the_phones_of_the_sample_roster_are_left_free(app: Flask) -> None:
    assert not db.session.scalar(select(func.count()).where(User.phone.between("13800000100", "13800000999")))


def test_a_name_means_one_organization(app: Flask) -> None:
    for column in (Organization.full_name, Organization.short_name, Organization.common_name):
        names = Counter(db.session.scalars(select(column)))
        assert [name for name, count in names.items() if count > 1] == []


def test_no_two_receiving_organs_share_a_code(app: Flask) -> None:
    codes = Counter(db.session.scalars(select(Organization.code).where(Organization.code.is_not(None))))
    assert max(codes.values()) == 1


def test_every_path_is_the_superiors_with_the_own_id(app: Flask) -> None:
    rows = db.session.execute(select(Organization.id, Organization.path))
    paths = {organization_id: path for organization_id, path in rows}
    for organization in db.session.scalars(select(Organization)):
        above = paths[organization.parent_id] if organization.parent_id else "/"
        assert organization.path == f"{above}{organization.id}/"


def test_the_units_of_the_sample_roster_lie_in_yunxi(app: Flask) -> None:
    county = db.session.scalars(select(Organization).where(Organization.common_name == "团云溪县委")).one()
    for name in ("云溪镇团委", "白泉镇团委", "云溪县第一中学团委", "云溪镇机关团总支", "清河街道团工委"):
        unit = db.session.scalars(select(Organization).where(Organization.common_name == name)).one()
        assert unit.path.startswith(county.path)


def test_names_follow_the_naming_guide(app: Flask) -> None:
    county = db.session.scalars(select(Organization).where(Organization.common_name == "团云溪县委")).one()
    assert county.full_name == "中国共产主义青年团云溪县委员会"
    assert county.short_name == "共青团云溪县委员会"


def test_nothing_happened_after_the_moment_of_building_or_on_a_day_off(app: Flask) -> None:
    moments = db.session.scalars(select(SubmissionEvent.at)).all()
    assert max(moments) < NOW
    assert all(is_workday(moment.date()) for moment in moments)


def test_nobody_reports_an_activity_before_it_took_place(app: Flask) -> None:
    for paper in db.session.scalars(select(Submission).where(Submission.annex_key == "task_sheet")):
        for entry in (paper.answers or {}).get("volunteer_service", []):
            month, day = map(int, re.findall(r"\d+", entry["time"]))
            assert date(NOW.year, month, day) < paper.rounds[0].submitted_at.date()


def test_filing_numbers_follow_the_days_without_a_gap(app: Flask) -> None:
    rows = db.session.execute(
        select(Filing.organ_id, Filing.year, Filing.number)
        # A correction bears the number there is.
        .where(Filing.version == 1)
        .order_by(Filing.filed_at, Filing.id)
    )
    seen: dict[tuple[int, int], list[int]] = {}
    for organ_id, year, number in rows:
        seen.setdefault((organ_id, year), []).append(number)
    for numbers in seen.values():
        assert numbers == list(range(1, len(numbers) + 1))


def test_one_paper_was_corrected_one_voided_and_one_is_asked_to_be_corrected(app: Flask) -> None:
    second = db.session.scalars(select(Filing).where(Filing.version == 2)).one()
    first = db.session.get_one(Filing, second.corrects_id)
    assert (first.owner_name, first.filing_number) == ("团麓湖市委", second.filing_number)
    voided = db.session.scalars(select(Filing).where(Filing.voided_at.is_not(None))).one()
    assert voided.voided_by_id != voided.filed_by_id
    asked = db.session.scalars(select(Submission).where(Submission.correction_asked_by_id.is_not(None))).one()
    assert asked.subject == _person("meng") and asked.state is State.DRAFT


def test_a_county_without_other_officers_is_signed_above(app: Flask) -> None:
    paper = _paper_of("团白泉县委", "contact_points")
    assert paper.signing_unit_id != paper.owner_id
    assert paper.sealing_unit_id == paper.signing_unit_id


def test_a_seal_pressed_by_hand_has_its_scan_in_the_store(app: Flask) -> None:
    by_hand = [
        each for each in db.session.scalars(select(SealImpression)) if each.seal.mode is SealMode.BY_HAND
    ]
    assert by_hand
    for impression in by_hand:
        assert impression.scan_sha256 is not None
        assert papers.store().get(impression.scan_sha256).startswith(b"\xff\xd8")


def test_the_returned_county_came_back_with_the_row_mended(app: Flask) -> None:
    paper = _paper_of("团云溪县委", "contact_points")
    first, second = ({row["name"]: row["committee"] for row in each.answers["rows"]} for each in paper.rounds)
    assert first["买买提江·阿布都"] != second["买买提江·阿布都"] == "白泉镇初级中学团委"


def test_some_filings_have_outlived_their_period(app: Flask) -> None:
    old = db.session.scalars(select(Filing).where(Filing.year < NOW.year - 10)).all()
    assert len(old) == 4 and {filing.retention_years for filing in old} == {10}
    assert all(len(filing.submission.events) == 5 for filing in old)


def test_papers_can_be_made_of_what_was_walked(app: Flask) -> None:
    filed = _paper_of("团云溪县委", "contact_points").id
    paper_id = db.session.scalar(select(Paper.id).where(Paper.submission_id == filed).order_by(Paper.id))
    assert paper_id is not None
    paper = papers.produce(paper_id)
    assert paper.state is PaperState.READY, paper.failure
    assert papers.read(paper).startswith(b"%PDF")


def test_a_draft_of_the_cast_may_be_carried_on_from_last_year(app: Flask) -> None:
    draft = _draft_of("团云溪县委", "contact_units")
    last = last_period.last_of(draft)
    assert last is not None
    assert "2025年" in last.words
    offers = carrying.offers(draft, last, draft_saves.find_draft(draft).fields)
    assert any(each.is_empty for each in offers)


def test_one_county_waits_for_more_time_and_one_was_told_to_report_all_the_same(app: Flask) -> None:
    asked = db.session.scalars(db.select(DutyRequest).order_by(DutyRequest.id)).all()
    assert sorted(each.state.value for each in asked) == ["待答复", "未准予"]


def test_nobody_is_in_arrears_with_what_was_asked_for_last_year(app: Flask) -> None:
    for member in cast.MEMBERS:
        person = _person(member.username)
        asked = obligations.not_begun(person, posts.actor_of(person))
        assert [one for one in asked if one.notice_annex.due < NOW.date()] == [], member.username


def test_what_is_counted_of_it_is_what_there_is(app: Flask) -> None:
    assert recounting.recount(lambda looked_at, total: None, mend=False).wrong == []


def test_the_full_province_has_eighteen_prefectures_and_ten_directly_administered_counties() -> None:
    from random import Random

    grown = tree.grow(tree.FULL, Random(builder.SEED))
    organs = Counter(each.level for each in grown.places if each.type is not OrganizationType.DEPARTMENT)
    assert organs[OrganizationLevel.PREFECTURE] == 18
    assert organs[OrganizationLevel.DIRECT_COUNTY] == 10
    assert organs[OrganizationLevel.DIRECT_UNIT] == 8
    assert organs[OrganizationLevel.UNIVERSITY] == 12
    assert 3000 <= len(grown.places) <= 6000


def _person(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()


def _draft_of(owner: str, annex: str) -> Submission:
    return db.session.scalars(
        select(Submission)
        .join(Organization, Submission.owner_id == Organization.id)
        .where(
            Organization.common_name == owner,
            Submission.annex_key == annex,
            Submission.state == State.DRAFT,
        )
    ).one()


def _paper_of(owner: str, annex: str) -> Submission:
    return db.session.scalars(
        select(Submission)
        .join(Organization, Submission.owner_id == Organization.id)
        .where(Organization.common_name == owner, Submission.annex_key == annex)
    ).one()
