"""作废与重新填报: a number is taken out of use and stays in the list; the annex is owed again."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.path.test_corrections import refused
from youthwork.domain.errors import NotAllowed, StepNotAllowed
from youthwork.domain.hierarchy import OrganizationLevel
from youthwork.extensions import db
from youthwork.services import posts
from youthwork.services.archive.versions import versions
from youthwork.services.drafts.draft_saves import find_draft
from youthwork.services.drafts.drafting import open_submission
from youthwork.services.path import corrections, filing, obligations

pytestmark = on_both_engines


def test_a_voided_number_stays_and_is_never_given_again(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    corrections.void(first, cast.person("meng"), "重复备案，以另一件为准")
    assert (first.voided_by_id, first.void_reason) == (cast.person("meng").id, "重复备案，以另一件为准")
    assert journeys.file_task_sheet(cast, "zhou").number == 2
    assert "已经作废" in refused(corrections.void, first, cast.person("meng"), "再作废一次").sentence
    assert "已作废，不能再更正" in refused(corrections.start, first, cast.person("zhou"), "改").sentence


def test_only_another_signer_of_the_organ_voids(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    for stranger in ("zhou", "chen", "zhao", "he", "cheng", "su", "tang", "wai"):
        refusal = refused(corrections.void, first, cast.person(stranger), "不应备案的")
        assert isinstance(refusal, NotAllowed) and refusal.sentence == "作废由团青岚市委的签发人办理"
    corrections.void(first, cast.person("meng"), "不应备案的")


def test_where_the_only_signer_filed_it_the_superior_voids(app: Flask, cast: Cast) -> None:
    paper = journeys.send_in(journeys.draft_contact_points(cast), cast)
    paper.receiver_id = paper.holder_id = cast.organ("团青岚市委").id
    first = journeys.file_(journeys.accept(paper, cast, by="meng"), cast)
    assert "自己备案的件" in refused(corrections.void, first, cast.person("meng"), "不应备案的").sentence
    corrections.void(first, cast.person("su"), "不应备案的")
    assert first.voided_by_id == cast.person("su").id


def test_a_corrected_version_is_voided_on_its_latest(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    second = journeys.file_correction(first, cast)
    assert "要作废请到第2版办理" in refused(corrections.void, first, cast.person("meng"), "不应备案").sentence
    corrections.void(second, cast.person("meng"), "不应备案的")
    owed = obligations.not_begun(cast.person("zhou"), posts.actor_of(cast.person("zhou")))
    assert "contact_points" in [one.annex.key for one in owed], "V1 does not come back into force"


def test_after_voiding_the_annex_is_owed_again_and_gets_a_number_of_its_own(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    corrections.void(first, cast.person("meng"), "盖错了章，须重报")
    zhou = cast.person("zhou")
    owed = obligations.not_begun(zhou, posts.actor_of(zhou))
    assert "contact_points" in [one.annex.key for one in owed]
    county = cast.organ("团云溪县委").id
    again = open_submission(cast.annex("province", "contact_points"), zhou, county)
    assert open_submission(cast.annex("province", "contact_points"), zhou, county) is again
    assert corrections.refile(first, zhou) is again
    assert (again.corrects, again.correction_reason) == (first, "原件已作废：盖错了章，须重报")
    assert find_draft(again).fields["filler"] == [first.answers["filler"]]
    assert not [
        one for one in obligations.not_begun(zhou, posts.actor_of(zhou)) if one.annex.key == "contact_points"
    ]
    second = journeys.file_(journeys.accept(journeys.send_in(again, cast), cast), cast)
    assert (second.filing_number, second.version, second.corrects_id) == ("岚青备〔2026〕2号", 1, first.id)
    assert (first.later_version, second.machine_number) == (1, "BA-岚青-2026-000002-V1")
    he = posts.actor_of(cast.person("he"))
    assert (versions(he, first).after, versions(he, second).before) == (second, first)


def test_only_a_voided_paper_is_handed_in_anew(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    assert "没有作废" in refused(corrections.refile, first, cast.person("zhou")).sentence
    corrections.void(first, cast.person("meng"), "盖错了章，须重报")
    assert isinstance(refused(corrections.refile, first, cast.person("he")), NotAllowed)


def test_a_correction_under_way_when_its_original_is_voided_goes_on_under_a_new_number(
    app: Flask, cast: Cast
) -> None:
    first = journeys.file_contact_points(cast)
    draft = journeys.accept(journeys.send_in(journeys.draft_correction(first, cast), cast), cast)
    seen = draft.version
    corrections.void(first, cast.person("meng"), "盖错了章，须重报")
    with pytest.raises(StepNotAllowed):
        filing.file(draft, cast.person("cheng"), seen)
    second = journeys.file_(draft, cast)
    assert (second.number, second.version, second.corrects_id) == (2, 1, first.id)


def test_what_another_organ_would_receive_today_cannot_be_the_next_version(app: Flask, cast: Cast) -> None:
    first = journeys.file_contact_points(cast)
    begun = journeys.accept(journeys.send_in(journeys.draft_correction(first, cast), cast), cast)
    county, province = cast.organ("团云溪县委"), cast.organ("团示范省委组织部")
    begun.receiver_id = begun.holder_id = province.id
    begun.accepted_by_id = cast.person("tang").id
    assert "是共青团青岚市委员会的编号" in refused(journeys.file_, begun, cast).sentence
    db.session.rollback()
    other = journeys.file_contact_points(cast)
    county = cast.organ("团云溪县委")
    county.parent_id, county.path = cast.organ("团示范省委").id, f"/1/{county.id}/"
    county.level = OrganizationLevel.DIRECT_COUNTY
    db.session.flush()
    sentence = refused(corrections.start, other, cast.person("zhou"), "改").sentence
    assert "现在由团示范省委受理" in sentence and "作废后重新填报" in sentence
