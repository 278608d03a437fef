"""撤并以后的通知和档案: whoever goes on with the work answers for what was asked, and reads what was filed."""

from __future__ import annotations

from flask import Flask

from tests import duties, journeys, notices
from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.personnel.test_merging import EGRET, NEW, STREAM, destroy_seals
from youthwork.domain.audience import Audience
from youthwork.domain.completeness import Reporting
from youthwork.domain.routing import route
from youthwork.extensions import db
from youthwork.forms.annexes import find_annex
from youthwork.models import Filing, Notice
from youthwork.services import posts, scope
from youthwork.services.duties import completeness
from youthwork.services.notices import contents
from youthwork.services.personnel import merging, splitting
from youthwork.services.printing import official_notices
from youthwork.services.tree import unit_of

pytestmark = on_both_engines

TOWN = "云溪镇团委"
#: Asked of every unit directly beneath the issuer.
ASKED = "story_candidate"


def merge(cast: Cast, organ: str = STREAM, heir: str = EGRET, by: str = "lin") -> None:
    destroy_seals(cast, organ)
    merging.merge(cast.organ(organ), cast.organ(heir), cast.person(by))


def county_notice(cast: Cast, audience: Audience | None = None) -> Notice:
    return duties.issue(cast, issuer=STREAM, audience=audience, annexes=(ASKED,))


def seen_by(cast: Cast, who: str) -> set[int]:
    found = db.session.scalars(scope.visible_notices(posts.actor_of(cast.person(who)))).unique()
    return {notice.id for notice in found}


def expected(cast: Cast, organ: str, notice: Notice) -> int:
    """应报 of this notice as the organ's page gives it; 0 where the page does not speak of it."""
    lines = completeness.running(cast.organ(organ))
    return sum(line.figures.expected for line in lines if line.notice_annex.notice_id == notice.id)


def test_the_successor_answers_for_the_notices_and_the_paper_keeps_its_name(app: Flask, cast: Cast) -> None:
    notice = county_notice(cast)
    before = expected(cast, STREAM, notice)
    assert before == 3 and notice.id not in seen_by(cast, "bai")
    merge(cast)
    assert notice.issuer is cast.organ(EGRET) and notice.id in seen_by(cast, "bai")
    assert expected(cast, EGRET, notice) == before
    letter = official_notices.letter_of(notice)
    assert letter.red_head is not None
    assert (letter.signer, letter.red_head.organ) == (
        cast.organ(STREAM).short_name,
        f"{cast.organ(STREAM).short_name}文件",
    )


def test_what_units_beneath_owe_goes_to_the_successor(app: Flask, cast: Cast) -> None:
    notice = county_notice(cast)
    owed = duties.duty(cast, notice, ASKED, TOWN)
    merge(cast)
    assert owed.standing is Reporting.MISSING
    assert owed.path.startswith(cast.organ(EGRET).path)


def test_a_range_that_named_the_unit_names_what_it_became(app: Flask, cast: Cast) -> None:
    stream, egret = cast.organ(STREAM), cast.organ(EGRET)
    children = {each.id for each in merging.units_of(stream)}
    from_above = duties.issue(cast, issuer="团青岚市委", audience=Audience(under=frozenset({stream.id})))
    own = county_notice(cast)
    merge(cast)
    named = Audience.from_json(from_above.audience, from_above.issuer_id)
    assert (named.under, named.also) == (children, {egret.id})
    theirs = Audience.from_json(own.audience, own.issuer_id)
    assert (theirs.under, theirs.also) == (children, set()), "of the successor's own people it asked nothing"


def test_a_draft_becomes_the_successors_own(app: Flask, cast: Cast) -> None:
    draft = notices.begin(cast, "chen", STREAM)
    merge(cast)
    assert (draft.issuer, draft.signatory) == (cast.organ(EGRET), cast.organ(EGRET))
    assert contents.given_of(draft).audience.under == {cast.organ(EGRET).id}


def test_the_successor_reads_what_was_filed_however_often_it_was_merged(app: Flask, cast: Cast) -> None:
    filing = journeys.file_contact_points(cast)

    def found_by(who: str) -> bool:
        rows = scope.visible_filings(posts.actor_of(cast.person(who))).where(Filing.id == filing.id)
        return db.session.scalar(rows) is not None

    assert not found_by("bai") and not found_by("wang")
    merge(cast)
    assert found_by("bai") and not found_by("wang")
    new = splitting.split(
        cast.organ(EGRET),
        NEW,
        {each.id for each in posts.current_appointments(cast.person("mai"))},
        set(),
        cast.person("lin"),
    )
    cast.organizations["团云湖县委"] = new
    merge(cast, EGRET, "团云湖县委")
    assert found_by("bai") and scope.find_filing(posts.actor_of(cast.person("bai")), filing.id) is filing


def test_a_unit_that_was_split_off_still_sees_what_it_owes_and_its_new_superior_counts_it(
    app: Flask, cast: Cast
) -> None:
    notice = county_notice(cast)
    moving = posts.current_appointments(cast.person("zhou"))[0]
    new = splitting.split(cast.organ(STREAM), NEW, {moving.id}, {cast.organ(TOWN).id}, cast.person("lin"))
    cast.organizations["团云湖县委"] = new
    assert (expected(cast, "团云湖县委", notice), expected(cast, STREAM, notice)) == (1, 2)
    owed = duties.duty(cast, notice, ASKED, TOWN)
    annex = find_annex(notice.edition_key, ASKED)
    where = route(
        annex.receiving, unit_of(owed.owner_id), paper=annex.short_title, issuer_id=notice.issuer_id
    )
    assert where.receiver_id == new.id
