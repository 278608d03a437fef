"""来源: what a submitted paper was drawn from is frozen with it; what is mended later is said, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests import journeys
from tests.factories import NOW, Cast
from youthwork.domain.sources import SourceKind
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Link, Submission, SubmissionSource
from youthwork.services.drafts.sources import Sources, sources_of
from youthwork.services.path import dispatch
from youthwork.services.path.cases import annex_of


@pytest.fixture
def paper(app: Flask, cast: Cast) -> Submission:
    """附件1 of 团云溪县委, submitted."""
    return journeys.at_state(cast, State.IN_SIGN_OFF)


def sources(paper: Submission, full: bool = True) -> Sources:
    db.session.flush()
    db.session.expire_all()
    return sources_of(paper, annex_of(paper), paper.answers or {}, full)


def link_of(cast: Cast, who: str) -> Link:
    return db.session.scalars(db.select(Link).where(Link.user_id == cast.people[who].id)).one()


def test_every_value_of_a_compiled_table_names_its_record(paper: Submission, cast: Cast) -> None:
    found = sources(paper)
    zhou = cast.people["zhou"].id
    here = {each.field: (each.kind, each.record_id) for each in found.all}
    assert here[f"rows-u{zhou}-phone"] == (SourceKind.PERSON, zhou)
    assert here[f"rows-u{zhou}-committee"] == (SourceKind.LINK, link_of(cast, "zhou").id)
    assert found.corrected == found.ended == ()
    links = {each.record_id for each in found.all if each.kind is SourceKind.LINK}
    assert found.summary(4).startswith(f"共 4 行，来自 {len(links)} 条联系关系、4 人的人员信息")


def test_a_mended_record_is_told_with_before_and_after(paper: Submission, cast: Cast) -> None:
    cast.person("zhou").phone = "13800007777"
    mended = {each.place: (each.then, each.now) for each in sources(paper).corrected}
    assert mended["联系点第 1 行 · 联系方式"][1] == "13800007777"
    assert set(mended) == {"联系点第 1 行 · 联系方式", "联系电话"}


def test_a_number_is_masked_for_who_may_not_read_it(paper: Submission, cast: Cast) -> None:
    cast.person("zhou").phone = "13800007777"
    shown = [text for each in sources(paper, full=False).all for text in (each.then, each.now, each.words)]
    assert not [text for text in shown if "138000" in text]


def test_a_link_that_ended_later_has_ended_and_is_not_mended(paper: Submission, cast: Cast) -> None:
    link_of(cast, "zhou").ends_on = NOW.date() + timedelta(days=30)
    found = sources(paper)
    assert found.corrected == ()
    assert [each.state for each in found.ended] == ["2026年5月1日已结束"]


def test_a_link_changed_with_effect_from_before_the_paper_is_mended(paper: Submission, cast: Cast) -> None:
    old = link_of(cast, "zhou")
    old.ends_on = NOW.date() - timedelta(days=1)
    db.session.flush()
    other = cast.organ("云溪镇机关团总支")
    db.session.add(
        Link(user_id=old.user_id, committee_id=other.id, starts_on=NOW.date(), recorded_by_id=old.user_id)
    )
    [mended] = sources(paper).corrected
    assert (mended.then, mended.now) == ("云溪镇团委", "云溪镇机关团总支")


def test_a_record_that_is_gone_is_said_to_be_gone(paper: Submission, cast: Cast) -> None:
    db.session.delete(link_of(cast, "zhou"))
    [gone] = sources(paper).ended
    assert gone.state == "记录已不在" and gone.then == "云溪镇团委"


def test_submitting_again_freezes_anew_and_leaves_no_row_behind(paper: Submission, cast: Cast) -> None:
    before = db.session.scalar(db.select(db.func.count(SubmissionSource.id)))
    dispatch.withdraw(paper, cast.person("zhou"), paper.version)
    journeys.submit(paper, cast)
    assert db.session.scalar(db.select(db.func.count(SubmissionSource.id))) == before


def test_a_filed_form_keeps_what_it_was_derived_from(app: Flask, cast: Cast) -> None:
    filing = journeys.file_contact_points(cast)
    cast.person("zhou").phone = "13800007777"
    found = sources(filing.submission)
    assert {each.then for each in found.corrected} == {filing.answers["rows"][0]["phone"]}


def test_a_task_sheet_comes_from_the_person_the_post_and_the_link(app: Flask, cast: Cast) -> None:
    sheet = journeys.submit(journeys.draft_task_sheet(cast, "zhou"), cast)
    here = {each.field: each.kind for each in sources(sheet).all}
    assert here["known-phone"] is SourceKind.PERSON
    assert here["known-unit_and_title"] is SourceKind.APPOINTMENT
    assert here["committee"] is SourceKind.LINK


def test_a_correction_given_up_takes_its_sources_along(app: Flask, cast: Cast) -> None:
    from youthwork.services.path import corrections

    filing = journeys.file_contact_points(cast)
    kept = db.session.scalar(db.select(db.func.count(SubmissionSource.id)))
    draft = journeys.draft_correction(filing, cast)
    db.session.add(
        SubmissionSource(
            submission_id=draft.id,
            round_number=1,
            field="filler",
            kind=SourceKind.SUBMISSION,
            record_id=filing.id,
            part="filler",
            text="周可儿",
            digest="0" * 64,
        )
    )
    db.session.flush()
    corrections.give_up(draft, cast.person("zhou"))
    assert db.session.scalar(db.select(db.func.count(SubmissionSource.id))) == kept
