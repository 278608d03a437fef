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
from youthwork.services.drafts.draft_clashes import Take, settle_clash
from youthwork.services.drafts.draft_history import fields_at, open_clashes
from youthwork.services.drafts.draft_saves import (
    Delta,
    Save,
    Saved,
    find_draft,
    keep_late,
    may_write,
    save_draft,
)
from youthwork.services.path.cases import annex_of

pytestmark = on_both_engines


def save(
    paper: Submission, cast: Cast, who: str, base: int, client: str = "", turn: int = 0, **typed: str
) -> Saved:
    """What this person's page posts, drawn from revision `base`, with these inputs typed over."""
    drawn = fields_at(paper, base)
    posted = {**drawn, **{name: [text] for name, text in typed.items()}}
    return save_draft(paper, cast.person(who), Save(posted, base, client, turn))


def autosave(
    paper: Submission,
    cast: Cast,
    who: str,
    base: int,
    turn: int = 1,
    **changes: tuple[str | None, str | None],
) -> Saved:
    """What this person's page sends by itself: name=(before, after); their window is called by their name."""
    sent = {name: [None if text is None else [text] for text in pair] for name, pair in changes.items()}
    return save_draft(paper, cast.person(who), Delta(sent, base, who, turn))


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


@pytest.mark.parametrize(
    ("take", "left"),
    [
        (Take.MINE, "别的团支部"),
        (Take.THEIRS, "白泉村团支部"),
        (Take.BOTH, "白泉村团支部；别的团支部"),
    ],
)
def test_a_clash_is_settled_either_way_and_only_once(
    paper: Submission, cast: Cast, take: Take, left: str
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
    assert [row.changes["branch"][1] for row in rows[-3:]] == [["一"], ["二"], ["三"]]
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


# what a page sends by itself: only what changed


def test_an_autosave_changes_only_what_it_names(paper: Submission, cast: Cast) -> None:
    before = dict(find_draft(paper).fields)
    saved = autosave(
        paper, cast, "luo", find_draft(paper).revision, branch=(before["branch"][0], "白泉村团支部")
    )
    assert saved.fields == {**before, "branch": ["白泉村团支部"]}
    assert (saved.news, saved.clashes) == ({}, {})


def test_a_save_keeps_what_it_changed_and_no_copy_of_the_draft(app: Flask, cast: Cast) -> None:
    rows = [
        {"id": f"r{at}", "name": "甲", "title": "委员", "phone": "", "committee": ""} for at in range(500)
    ]
    paper = journeys.draft_contact_points(cast, rows=rows)
    save(paper, cast, "zhou", find_draft(paper).revision, **{"rows-r3-title": "书记"})
    kept = db.session.scalars(db.select(DraftSave).order_by(DraftSave.id.desc())).first()
    assert kept is not None and kept.changes == {"rows-r3-title": [["委员"], ["书记"]]}


def test_the_draft_at_any_revision_is_had_by_undoing(paper: Submission, cast: Cast) -> None:
    first = find_draft(paper).revision
    stood = {first: dict(find_draft(paper).fields)}
    for turn, text in enumerate(("一", "二", "三"), start=1):
        saved = save(paper, cast, "luo", first, "a", turn, branch=text, note=text)
        stood[saved.revision] = dict(saved.fields)
    assert {revision: fields_at(paper, revision) for revision in stood} == stood
    assert "note" not in fields_at(paper, first)


def test_an_autosave_brings_what_others_wrote_since(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    old = find_draft(paper).fields
    autosave(paper, cast, "lin", base, committee=(old["committee"][0], "云溪镇团委"))
    saved = autosave(paper, cast, "luo", base, branch=(old["branch"][0], "白泉村团支部"))
    assert saved.news == {"committee": ["云溪镇团委"]}
    assert saved.by == {"committee": "林晓舟 12:00"}
    assert autosave(paper, cast, "luo", saved.revision, 2, branch=("白泉村团支部", "白泉")).news == {}


def test_an_autosave_clashes_only_where_somebody_else_wrote_other_words(
    paper: Submission, cast: Cast
) -> None:
    base = find_draft(paper).revision
    old = find_draft(paper).fields["branch"][0]
    autosave(paper, cast, "lin", base, branch=(old, "白泉村团支部"))
    same = autosave(paper, cast, "luo", base, branch=(old, "白泉村团支部"))
    assert same.clashes == {}
    other = autosave(paper, cast, "luo", base, 2, branch=(old, "别的团支部"))
    assert other.clashes == {"branch": ("白泉村团支部", "别的团支部")}
    assert other.news["branch"] == ["白泉村团支部"]


def test_what_a_page_heard_but_did_not_show_because_somebody_typed_there_is_a_clash_all_the_same(
    paper: Submission, cast: Cast
) -> None:
    base = find_draft(paper).revision
    old = find_draft(paper).fields
    autosave(paper, cast, "lin", base, branch=(old["branch"][0], "白泉村团支部"))
    heard = autosave(paper, cast, "luo", base, committee=(old["committee"][0], "云溪镇团委"))
    later = autosave(paper, cast, "luo", heard.revision, 2, branch=(old["branch"][0], "别的团支部"))
    assert later.clashes == {"branch": ("白泉村团支部", "别的团支部")}
    assert later.fields["branch"] == ["白泉村团支部"]


def test_a_clash_stays_open_with_the_newest_text_however_often_the_page_saves(
    paper: Submission, cast: Cast
) -> None:
    base = find_draft(paper).revision
    old = find_draft(paper).fields
    autosave(paper, cast, "lin", base, branch=(old["branch"][0], "白泉村团支部"))
    first = autosave(paper, cast, "luo", base, branch=(old["branch"][0], "别的"))
    second = autosave(paper, cast, "luo", first.revision, 2, branch=("别的", "别的团支部"))
    third = autosave(paper, cast, "luo", second.revision, 3, committee=(old["committee"][0], "云溪镇团委"))
    whole = {**third.fields, "branch": ["别的团支部甲"]}
    fourth = save_draft(paper, cast.person("luo"), Save(whole, third.revision, "luo", 4))
    assert fourth.fields["branch"] == ["白泉村团支部"]
    assert [clash.set_aside for clash in open_clashes(paper)] == [{"branch": ["别的团支部甲"]}]


def test_typing_what_the_other_wrote_settles_the_clash(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    old = find_draft(paper).fields["branch"][0]
    autosave(paper, cast, "lin", base, branch=(old, "白泉村团支部"))
    first = autosave(paper, cast, "luo", base, branch=(old, "别的"))
    second = autosave(paper, cast, "luo", first.revision, 2, branch=("别的", "白泉村团支部"))
    assert second.clashes == {} and open_clashes(paper) == []


def test_of_two_fields_in_one_clash_each_is_decided_by_itself(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    old = find_draft(paper).fields
    pairs = {name: (old[name][0], f"林写的{name}") for name in ("branch", "committee")}
    autosave(paper, cast, "lin", base, **pairs)
    autosave(paper, cast, "luo", base, **{name: (old[name][0], f"罗写的{name}") for name in pairs})
    [clash] = open_clashes(paper)
    settled = settle_clash(paper, cast.person("luo"), clash.id, Take.MINE, "branch")
    assert settled.fields["branch"] == ["罗写的branch"] and settled.fields["committee"] == ["林写的committee"]
    assert settled.news["branch"] == ["罗写的branch"]
    assert [each.set_aside for each in open_clashes(paper)] == [{"committee": ["罗写的committee"]}]
    with pytest.raises(NotFound):
        settle_clash(paper, cast.person("luo"), clash.id, Take.MINE, "branch")
    settle_clash(paper, cast.person("luo"), clash.id, Take.THEIRS, "committee")
    assert open_clashes(paper) == []


def test_the_answer_to_a_save_sent_twice_is_the_same(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    old = find_draft(paper).fields["branch"][0]
    autosave(paper, cast, "lin", base, branch=(old, "白泉村团支部"))
    answers = [autosave(paper, cast, "luo", base, branch=(old, "别的")) for _ in range(2)]
    assert answers[0] == answers[1] and answers[0].clashes


def contact_points(cast: Cast) -> tuple[Submission, int, list[str]]:
    paper = journeys.draft_contact_points(cast)
    draft = find_draft(paper)
    return paper, draft.revision, draft.fields["rows"]


def test_a_row_added_by_somebody_else_arrives_with_its_cells(app: Flask, cast: Cast) -> None:
    paper, base, rows = contact_points(cast)
    clerk = cast.person("zhou")
    added = {"rows": [rows, [*rows, "n1"]], "rows-n1-name": [None, ["新来的"]]}
    save_draft(paper, clerk, Delta(added, base, "one", 1))
    mine = {"rows": [rows, [*rows, "n2"]], "rows-n2-name": [None, ["也是新来的"]]}
    saved = save_draft(paper, clerk, Delta(mine, base, "two", 1))
    assert saved.news["rows"] == [*rows, "n1", "n2"] and saved.news["rows-n1-name"] == ["新来的"]
    assert saved.fields["rows-n2-name"] == ["也是新来的"]


def test_a_row_removed_here_and_written_in_there_comes_back_whole(app: Flask, cast: Cast) -> None:
    paper, base, rows = contact_points(cast)
    clerk, gone = cast.person("zhou"), rows[0]
    before = {
        name: text for name, text in find_draft(paper).fields.items() if name.startswith(f"rows-{gone}-")
    }
    remove = {"rows": [rows, rows[1:]], **{name: [text, None] for name, text in before.items()}}
    removed = save_draft(paper, clerk, Delta(remove, base, "one", 1))
    assert not any(name in removed.fields for name in before)
    # The other page heard of it, keeps the row because somebody types in it, and sends it whole.
    title = f"rows-{gone}-title"
    wrote = {"rows": [rows, rows], **{name: [text, text] for name, text in before.items()}}
    wrote[title] = [before[title], ["书记（挂职）"]]
    saved = save_draft(paper, clerk, Delta(wrote, removed.revision, "two", 1))
    assert set(saved.fields["rows"]) == set(rows)
    assert {name: saved.fields[name] for name in before} == {**before, title: ["书记（挂职）"]}


def test_a_row_written_in_meanwhile_is_not_removed(app: Flask, cast: Cast) -> None:
    paper, base, rows = contact_points(cast)
    clerk, row = cast.person("zhou"), rows[0]
    cells = {name: text for name, text in find_draft(paper).fields.items() if name.startswith(f"rows-{row}-")}
    title = f"rows-{row}-title"
    save_draft(paper, clerk, Delta({title: [cells[title], ["书记"]]}, base, "one", 1))
    remove = {"rows": [rows, rows[1:]], **{name: [text, None] for name, text in cells.items()}}
    saved = save_draft(paper, clerk, Delta(remove, base, "two", 1))
    assert row in saved.fields["rows"] and saved.fields[title] == ["书记"]
    assert saved.news["rows"] == saved.fields["rows"] and saved.news[title] == ["书记"]


def test_a_late_autosave_is_kept_for_its_author(paper: Submission, cast: Cast) -> None:
    base = find_draft(paper).revision
    old = find_draft(paper).fields["branch"]
    journeys.submit(paper, cast)
    keep_late(paper, cast.person("luo"), Delta({"branch": [old, ["迟到的字"]]}, base, "a", 5))
    assert [clash.set_aside for clash in open_clashes(paper)] == [{"branch": ["迟到的字"]}]


def test_what_a_return_left_closed_is_not_written_and_not_lost(paper: Submission, cast: Cast) -> None:
    journeys.walk_on(paper, cast, State.RETURNED)
    paper.reopened = ["branch"]
    old = find_draft(paper).fields
    saved = autosave(
        paper,
        cast,
        "luo",
        find_draft(paper).revision,
        branch=(old["branch"][0], "白泉村团支部"),
        committee=(old["committee"][0], "云溪镇团委"),
    )
    assert saved.fields["branch"] == ["白泉村团支部"] and saved.fields["committee"] == old["committee"]
    assert saved.closed == {"committee": "云溪镇团委"}
    kept = db.session.scalars(db.select(DraftSave).order_by(DraftSave.id.desc())).first()
    assert kept is not None and kept.set_aside == {"committee": ["云溪镇团委"]}
