"""佐证材料 beside a paper: who adds them, what a round keeps, and who reads what when, on both databases."""

from __future__ import annotations

import pytest

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed, Unacceptable
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.models import Evidence, Submission
from youthwork.services import posts
from youthwork.services.evidence import rounds, sight, taking
from youthwork.services.evidence.preparing import Kept
from youthwork.services.path import corrections

pytestmark = on_both_engines


def names(cast: Cast, submission: Submission, who: str) -> list[str]:
    """What stands beside the paper for this person, whether or not they may open it."""
    return [each.name for each in sight.standing(submission, posts.actor_of(cast.person(who))).present]


def test_the_same_bytes_are_one_entry_and_the_same_name_is_no_clash(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    first = journeys.attach(paper, luo, "image.jpg", "red")
    journeys.attach(paper, luo, "image.jpg", "blue")
    again = taking.add(paper, luo, Kept("副本.jpg", "image/jpeg", first.size, first.sha256, None))
    assert again.evidence.id == first.id
    assert again.sentence == "“副本.jpg”已经在这一件里了（image.jpg），没有重复添加"
    assert names(cast, paper, "luo") == ["image.jpg", "image.jpg"]


def test_the_database_too_refuses_the_same_bytes_twice(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    one = journeys.attach(paper, luo)
    copy = {
        key: getattr(one, key)
        for key in ("submission_id", "name", "sha256", "media_type", "size", "added_in")
    }
    db.session.add(Evidence(**copy, added_by_id=luo.id, added_at=one.added_at))
    with pytest.raises(Exception, match=r"uq_evidence_same_bytes_once|UNIQUE constraint failed: evidence"):
        db.session.flush()
    db.session.rollback()


def test_what_was_removed_can_be_put_back_as_long_as_the_round_is_open(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    photo = journeys.attach(paper, luo)
    taking.remove(paper, luo, photo.id)
    taking.remove(paper, luo, photo.id)
    assert names(cast, paper, "luo") == []
    taking.restore(paper, luo, photo.id)
    assert names(cast, paper, "luo") == ["照片.jpg"]
    taking.remove(paper, luo, photo.id)
    assert journeys.attach(paper, luo).id == photo.id, "sent again, it is put back"


def test_a_round_handed_over_keeps_what_was_sent_with_it(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    first, second = (
        journeys.attach(paper, luo, "甲.jpg", "red"),
        journeys.attach(paper, luo, "乙.jpg", "blue"),
    )
    journeys.walk_on(paper, cast, State.RETURNED)
    taking.remove(paper, luo, first.id)
    journeys.attach(paper, luo, "丙.jpg", "green")
    assert names(cast, paper, "luo") == ["乙.jpg", "丙.jpg"]
    assert names(cast, paper, "tang") == ["甲.jpg", "乙.jpg"], "the receiver has the round before it"
    journeys.walk_on(paper, cast, State.ACCEPTED)
    assert names(cast, paper, "tang") == ["乙.jpg", "丙.jpg"]
    assert [each.name for each in rounds.in_round(paper.id, 1)] == ["甲.jpg", "乙.jpg"]
    seen = sight.standing(paper, posts.actor_of(cast.person("tang")))
    assert [each.name for each in seen.earlier] == ["甲.jpg"]
    assert sight.find(paper, posts.actor_of(cast.person("tang")), first.id).sha256 == first.sha256
    assert second.removed_in is None


def test_what_never_left_the_draft_is_shown_to_nobody_beyond_it(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    slip = journeys.attach(paper, luo, "误传.jpg")
    taking.remove(paper, luo, slip.id)
    journeys.walk_on(paper, cast, State.ACCEPTED)
    for who in ("tang", "luo", "lin"):
        seen = sight.standing(paper, posts.actor_of(cast.person(who)))
        assert not seen.present and not seen.earlier
        with pytest.raises(NotFound):
            sight.find(paper, posts.actor_of(cast.person(who)), slip.id)


OFFICE = {"luo", "lin", "meng"}


@pytest.mark.parametrize(
    ("state", "openers"),
    [
        (State.DRAFT, OFFICE),
        (State.IN_SIGN_OFF, OFFICE),
        (State.SENT, {*OFFICE, "tang"}),
        (State.RETURNED, {*OFFICE, "tang"}),
        (State.FILED, {*OFFICE, "tang"}),
    ],
)
def test_the_files_open_for_those_whose_paper_it_is_now(cast: Cast, state: State, openers: set[str]) -> None:
    """The cadre, their clerk and signer; the receiver once it was sent; no colleague, no other unit, no stranger."""
    paper = journeys.draft_task_sheet(cast)
    photo = journeys.attach(paper, cast.person("luo"))
    if state is not State.DRAFT:
        journeys.walk_on(paper, cast, state)
    found = set()
    for who in ("luo", "lin", "meng", "he", "tang", "zhou", "mai", "wai"):
        try:
            sight.find(paper, posts.actor_of(cast.person(who)), photo.id)
        except (NotFound, NotAllowed):
            continue
        found.add(who)
    assert found == openers


def test_a_filed_paper_s_files_open_for_who_reads_it_whole(cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast)
    photo = journeys.attach(paper, cast.person("luo"))
    filing = journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    assert sight.find_filed(posts.actor_of(cast.person("tang")), filing.id, photo.id).id == photo.id
    with pytest.raises(NotFound):
        sight.find_filed(posts.actor_of(cast.person("wai")), filing.id, photo.id)
    with pytest.raises(NotFound):
        sight.find_filed(posts.actor_of(cast.person("tang")), filing.id, photo.id + 1)


def test_a_file_of_another_paper_is_not_found(cast: Cast) -> None:
    mine, other = journeys.draft_task_sheet(cast), journeys.draft_task_sheet(cast, "he")
    photo = journeys.attach(other, cast.person("he"))
    with pytest.raises(NotFound):
        sight.find(mine, posts.actor_of(cast.person("luo")), photo.id)
    for deed in (taking.remove, taking.restore):
        with pytest.raises(NotFound):
            deed(mine, cast.person("luo"), photo.id)


def test_an_upload_that_ends_after_sending_is_refused_and_nothing_is_added(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    photo = journeys.attach(paper, luo)
    journeys.submit(paper, cast)
    late = Kept("迟到.jpg", "image/jpeg", 9, "a" * 64, None)
    for deed in (
        lambda: taking.add(paper, luo, late),
        lambda: taking.remove(paper, luo, photo.id),
        lambda: taking.describe(paper, luo, photo.id, "", "改"),
    ):
        with pytest.raises(StepNotAllowed, match=r"已经提交，现在是“待审签”，佐证材料没有改动；要改请先撤回"):
            deed()
    assert names(cast, paper, "luo") == ["照片.jpg"]


def test_only_who_writes_the_paper_adds_to_it(cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast)
    for who in ("tang", "zhou", "wai"):
        with pytest.raises(NotAllowed, match="由填报单位的经办人或本人"):
            taking.check_open(paper, cast.person(who))


def test_a_paper_has_room_for_so_many_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    monkeypatch.setattr(taking, "MOST_FILES", 2)
    for at, colour in enumerate(("red", "blue")):
        journeys.attach(paper, luo, f"{at}.jpg", colour)
    with pytest.raises(Unacceptable, match=r"一件最多附 2 份佐证材料，已经满了：能说明问题即可"):
        journeys.attach(paper, luo, "多.jpg", "green")
    monkeypatch.setattr(taking, "MOST_FILES", 20)
    with pytest.raises(Unacceptable, match=r"合起来有 5\d MB，一件最多 50 MB"):
        taking.add(paper, luo, Kept("大.pdf", "application/pdf", taking.MOST_TOTAL, "b" * 64, None))
    monkeypatch.setattr(taking, "MOST_EVER", 2)
    taking.remove(paper, luo, rounds.in_round(paper.id, 1)[0].id)
    with pytest.raises(Unacceptable, match="先后添加、移除的材料已有 2 份"):
        journeys.attach(paper, luo, "又.jpg", "green")


def test_a_caption_is_changed_until_it_was_handed_over(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    photo = journeys.attach(paper, luo)
    taking.describe(paper, luo, photo.id, "volunteer_service", "  签到表\n第一页 ")
    assert (photo.field, photo.caption) == ("volunteer_service", "签到表 第一页")
    with pytest.raises(Unacceptable, match="说明最多 100 个字，现在有 101 个"):
        taking.describe(paper, luo, photo.id, "", "字" * 101)
    journeys.walk_on(paper, cast, State.RETURNED)
    taking.describe(paper, luo, photo.id, "volunteer_service", "签到表 第一页")
    with pytest.raises(StepNotAllowed, match=r"第 1 次报送时已经交出，说明不能再改"):
        taking.describe(paper, luo, photo.id, "volunteer_service", "别的")


def test_a_correction_begins_with_what_was_filed_and_leaves_it_as_it_was(cast: Cast) -> None:
    paper, luo = journeys.draft_task_sheet(cast), cast.person("luo")
    kept, gone = journeys.attach(paper, luo, "甲.jpg", "red"), journeys.attach(paper, luo, "乙.jpg", "blue")
    taking.remove(paper, luo, gone.id)
    filing = journeys.file_(journeys.walk_on(paper, cast, State.ACCEPTED), cast)
    draft = journeys.draft_correction(filing, cast)
    [copy] = rounds.in_round(draft.id, 1)
    assert (copy.name, copy.sha256, copy.added_in) == ("甲.jpg", kept.sha256, 1) and copy.id != kept.id
    taking.remove(draft, luo, copy.id)
    assert [each.name for each in rounds.in_round(paper.id, paper.round_number)] == ["甲.jpg"]
    given_up = draft.id
    corrections.give_up(draft, luo)
    left = db.session.scalars(db.select(Evidence.submission_id)).all()
    assert given_up not in left and paper.id in left


def test_two_people_who_add_the_same_photo_at_once_make_one_entry(cast: Cast) -> None:
    paper = journeys.draft_task_sheet(cast)
    first = journeys.attach(paper, cast.person("luo"))
    second = journeys.attach(paper, cast.person("lin"))
    assert first.id == second.id and len(rounds.in_round(paper.id, 1)) == 1
