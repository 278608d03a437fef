"""加码尝试: kept once, told once, seen by who is above, in words of fact (H57)."""

from __future__ import annotations

import pytest

from tests.conftest import on_both_engines
from tests.factories import Cast
from tests.services.notices.test_passing import passed_on, save, superior
from youthwork.domain.errors import NotAllowed, NotFound
from youthwork.extensions import db
from youthwork.models import AdditionAttempt, Message, MessageKind, Notice
from youthwork.services.notices import attempts, drafts, passing
from youthwork.services.notices.attempts import AdditionRefused
from youthwork.services.posts import actor_of

pytestmark = on_both_engines


def refused(cast: Cast, draft: Notice | None = None, due: str = "2026-04-01", by: str = "lin") -> Notice:
    """团青岚市委's clerk tried an earlier day; it is on record."""
    draft = draft or passed_on(cast, superior(cast))
    draft = save(cast, draft, by, due_contact_points=due)
    with pytest.raises(AdditionRefused) as found:
        passing.check(draft, cast.person(by))
    attempts.record(found.value)
    return draft


def told(cast: Cast, who: str) -> list[Message]:
    asked = db.select(Message).where(
        Message.person_id == cast.person(who).id, Message.kind == MessageKind.ADDITION
    )
    return list(db.session.scalars(asked))


def test_it_says_who_tried_what_against_which_notice_and_what_is_allowed(cast: Cast) -> None:
    draft = refused(cast)
    (kept,) = db.session.scalars(db.select(AdditionAttempt))
    assert (kept.notice_id, kept.draft_id) == (cast.notices["province"].id, draft.id)
    assert (kept.organization.common_name, kept.by.name) == ("团青岚市委", "林晓舟")
    assert kept.annex_key == "contact_points"
    assert "最早可定2026年4月3日，不能定2026年4月1日" in kept.sentence


def test_pressed_again_it_stands_once_and_another_try_stands_beside_it(cast: Cast) -> None:
    draft = refused(cast)
    refused(cast, draft)
    assert len(attempts.of_draft(draft)) == 1
    refused(cast, draft, "2026-03-31")
    assert len(attempts.of_draft(draft)) == 2


def test_the_issuers_clerk_and_signers_are_told_once_a_draft(cast: Cast) -> None:
    draft = refused(cast)
    refused(cast, draft, "2026-03-31")
    (message,) = told(cast, "gu")
    assert message.url == f"/notices/{cast.notices['province'].id}/additions"
    assert message.title == "团青岚市委拟发的通知与示青字〔2026〕8号的要求不一致，没有放行"
    assert told(cast, "su") and told(cast, "fu")
    assert not told(cast, "tang") and not told(cast, "lin")


def test_no_word_of_it_accuses(cast: Cast) -> None:
    refused(cast)
    (message,) = told(cast, "gu")
    for word in ("违规", "违反", "擅自", "责任", "问责", "批评", "警告"):
        assert word not in message.title + message.words


@pytest.mark.parametrize(
    ("who", "sees"), [("gu", 1), ("tang", 1), ("lin", 1), ("zhao", 1), ("zhou", 0), ("wang", 0)]
)
def test_it_is_seen_from_above_and_by_the_organ_itself_and_not_beside_it(
    who: str, sees: int, cast: Cast
) -> None:
    refused(cast)
    assert len(attempts.of_office(actor_of(cast.person(who))).rows) == sees


def test_a_cadre_without_an_office_has_no_such_page(cast: Cast) -> None:
    with pytest.raises(NotFound):
        attempts.of_office(actor_of(cast.person("mai")))


def test_the_organ_between_sees_what_was_tried_against_the_first_notice(cast: Cast) -> None:
    notice = superior(cast)
    refused(cast, passed_on(cast, notice, "zhou", "团云溪县委"), by="zhou")
    for who in ("meng", "su"):
        (kept,) = attempts.of_notice(actor_of(cast.person(who)), notice).rows
        assert kept.organization.common_name == "团云溪县委"
    assert not attempts.of_notice(actor_of(cast.person("bai")), notice).rows


def test_the_issuers_office_marks_it_seen_and_nobody_else(cast: Cast) -> None:
    refused(cast)
    notice = db.session.get_one(Notice, cast.notices["province"].id)
    with pytest.raises(NotAllowed, match="由印发机关团示范省委办理"):
        attempts.mark_seen(actor_of(cast.person("lin")), notice, cast.person("lin"))
    office = actor_of(cast.person("gu"))
    assert attempts.unseen_of(office, notice) == 1
    assert attempts.mark_seen(office, notice, cast.person("gu")) == 1
    assert attempts.unseen_of(office, notice) == attempts.mark_seen(office, notice, cast.person("gu")) == 0


def test_it_outlives_the_draft(cast: Cast) -> None:
    draft = refused(cast)
    drafts.discard(draft, cast.person("lin"), draft.version)
    (kept,) = db.session.scalars(db.select(AdditionAttempt))
    assert kept.draft_id is None
