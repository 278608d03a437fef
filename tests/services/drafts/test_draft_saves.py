"""保存草稿: promise 1, what you typed is never lost once the page says 已保存."""

from __future__ import annotations

import pytest
from flask import Flask

from tests import journeys
from tests.conftest import on_both_engines
from tests.factories import Cast
from youthwork.domain.errors import NotAllowed, NotFound, StepNotAllowed
from youthwork.domain.workflow import State
from youthwork.extensions import db
from youthwork.forms.fields import bind
from youthwork.models import DraftSave, Submission
from youthwork.services.drafts.draft_saves import (
    Save,
    Saved,
    find_draft,
    keep_late,
    may_write,
    open_clashes,
    save_draft,
    settle_clash,
)
from youthwork.services.path.cases import annex_of

pytestmark = on_both_engines


def save(
    paper: Submission, cast: Cast, who: str, base: int, client: str = "", turn: int = 0, **typed: str
) -> Saved:
    """What this person's page posts, drawn from revision `base`, with these inputs typed over."""
    drawn = db.session.scalar(
        db.select(DraftSave.fields)
        .where(DraftSave.submission_id == paper.id, DraftSave.revision == base)
        .order_by(DraftSave.id)
        .limit(1)
    )
    assert drawn is not None
    posted = {**drawn, **{name: [text] for name, text in typed.items()}}
    return save_draft(paper, cast.person(who), Save(posted, base, client, turn))


@pytest.fixture
def paper(app: Flask, cast: Cast) -> Submission:
    """罗欣喆's own sheet, which the clerk 林晓舟 types in as well."""
    return journeys.draft_task_sheet(cast)


def test_half_typed_and_malformed_text_is_saved_as_typed(paper: Submission, cast: Cast) -> None:
    now = find_draft(paper).revision
    saved = save(paper, cast, "luo", now, committee="　云溪县第", branch="<b>&\u200b𠮷")
    db.session.commit()
    assert find_draft(paper).fields["branch"] == ["<b>&\u200b𠮷"]
    assert find_draft(paper).fields["committee"] == ["　云溪县第"]
    assert saved.revision == now + 1


def test_two_people_who_changed_different_fields_both_keep_their_text(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    save(paper, cast, "luo", base, "a", 1, committee="云溪镇团委")
    second = save(paper, cast, "lin", base, "b", 1, branch="白泉村团支部")
    assert (second.fields["committee"], second.fields["branch"]) == (["云溪镇团委"], ["白泉村团支部"])
    assert second.clashes == {} and open_clashes(paper) == []


def test_the_same_field_changed_by_two_is_set_aside_and_never_overwritten(
    paper: Submission, cast: Cast
) -> None:
    base = find_draft(paper).revision
    save(paper, cast, "luo", base, "a", 1, branch="白泉村团支部")
    second = save(paper, cast, "lin", base, "b", 1, branch="别的团支部", committee="云溪镇团委")
    assert second.clashes == {"branch": ("白泉村团支部", "别的团支部")}
    assert second.clash_with.startswith("罗欣喆（今天 12:00）")
    assert second.fields["branch"] == ["白泉村团支部"] and second.fields["committee"] == ["云溪镇团委"]
    assert [clash.set_aside for clash in open_clashes(paper)] == [{"branch": ["别的团支部"]}]


@pytest.mark.parametrize(("take", "left"), [(True, "别的团支部"), (False, "白泉村团支部")])
def test_a_clash_is_settled_either_way_and_only_once(
    paper: Submission, cast: Cast, take: bool, left: str
) -> None:
    base = find_draft(paper).revision
    save(paper, cast, "luo", base, "a", 1, branch="白泉村团支部")
    save(paper, cast, "lin", base, "b", 1, branch="别的团支部")
    clash = open_clashes(paper)[0]
    settle_clash(paper, cast.person("luo"), clash.id, take)
    assert find_draft(paper).fields["branch"] == [left]
    assert open_clashes(paper) == [] and clash.set_aside == {"branch": ["别的团支部"]}
    with pytest.raises(NotFound, match="已经处理过了"):
        settle_clash(paper, cast.person("luo"), clash.id, take)


def test_one_page_saving_again_and_again_does_not_clash_with_itself(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    for turn, text in enumerate(("白", "白泉", "白泉村团支部"), start=1):
        saved = save(paper, cast, "luo", base, "a", turn, branch=text)
        assert saved.clashes == {}
    assert saved.fields["branch"] == ["白泉村团支部"]


def test_a_page_left_open_does_not_undo_what_others_wrote_meanwhile(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    save(paper, cast, "luo", base, "a", 1, committee="云溪镇团委")
    save(paper, cast, "lin", base, "b", 1, branch="白泉村团支部")
    again = save(paper, cast, "luo", base, "a", 2, committee="云溪镇团委")
    assert again.fields["branch"] == ["白泉村团支部"], (
        "luo's page still shows the old branch, but never typed it"
    )


def test_the_same_save_sent_twice_counts_once(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    first = save(paper, cast, "luo", base, "a", 1, branch="白泉村团支部")
    second = save(paper, cast, "luo", base, "a", 1, branch="白泉村团支部")
    assert second.revision == first.revision
    kept = db.session.scalars(db.select(DraftSave).where(DraftSave.client_id == "a")).all()
    assert len(kept) == 1


def test_every_save_stays_in_the_history(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    for turn, text in enumerate(("一", "二", "三"), start=1):
        save(paper, cast, "luo", base, "a", turn, branch=text)
    rows = db.session.scalars(
        db.select(DraftSave).where(DraftSave.submission_id == paper.id).order_by(DraftSave.id)
    ).all()
    assert [row.fields["branch"][0] for row in rows[-3:]] == ["一", "二", "三"]
    assert [row.revision for row in rows[-3:]] == [base + 1, base + 2, base + 3]


def test_what_arrives_after_submitting_is_refused_but_kept(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    late = Save({**find_draft(paper).fields, "branch": ["迟到的字"]}, base, "a", 5)
    journeys.submit(paper, cast)
    with pytest.raises(StepNotAllowed, match=r"待审签.*已另存备查"):
        save_draft(paper, cast.person("luo"), late)
    keep_late(paper, cast.person("luo"), late)
    keep_late(paper, cast.person("luo"), late)
    assert [clash.set_aside for clash in open_clashes(paper)] == [{"branch": ["迟到的字"]}]
    assert find_draft(paper).fields["branch"] != ["迟到的字"]


def test_only_the_subject_and_the_units_clerk_may_write(paper: Submission, cast: Cast) -> None:
    writers = {name for name in cast.people if may_write(paper, cast.person(name))}
    assert writers == {"luo", "lin"}
    with pytest.raises(NotAllowed):
        save(paper, cast, "meng", find_draft(paper).revision, branch="x")
    journeys.walk_on(paper, cast, State.SENT)
    assert not may_write(paper, cast.person("luo"))
    journeys.walk_on(paper, cast, State.RETURNED)
    assert may_write(paper, cast.person("luo"))


def test_a_grid_of_five_hundred_rows_survives_a_save_and_a_merge(app: Flask, cast: Cast) -> None:
    rows = [
        {
            "id": f"r{at}",
            "name": f"团干部{at}",
            "title": "委员",
            "phone": "13800001234",
            "committee": "云溪镇团委",
        }
        for at in range(500)
    ]
    paper = journeys.draft_contact_points(cast, rows=rows)
    base = find_draft(paper).revision
    save(paper, cast, "zhou", base, "a", 1, **{"rows-r3-title": "书记"})
    saved = save(paper, cast, "zhou", base, "b", 1, **{"rows-r499-title": "副书记"})
    bound = bind(annex_of(paper), saved.fields).rows.data
    assert len(bound) == 500
    assert (bound[3]["title"], bound[499]["title"], bound[250]["title"]) == ("书记", "副书记", "委员")


def test_rows_added_on_two_pages_both_stay(app: Flask, cast: Cast) -> None:
    paper = journeys.draft_contact_points(cast)
    draft = find_draft(paper)
    base, rows = draft.revision, draft.fields["rows"]

    def with_row(row_id: str) -> dict[str, list[str]]:
        return {**draft.fields, "rows": [*rows, row_id], f"rows-{row_id}-name": [row_id]}

    first, second = with_row("n1"), with_row("n2")
    save_draft(paper, cast.person("zhou"), Save(first, base, "a", 1))
    saved = save_draft(paper, cast.person("zhou"), Save(second, base, "b", 1))
    assert saved.fields["rows"] == [*rows, "n1", "n2"]
    assert saved.fields["rows-n1-name"] == ["n1"] and saved.clashes == {}
