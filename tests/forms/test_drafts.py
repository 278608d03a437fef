"""草稿的运算: two people in one draft both keep their text, and a button for a row costs nobody theirs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from youthwork.forms.drafts import grid_step, merge
from youthwork.forms.fields import Posted


def draft(rows: dict[str, dict[str, str]] | None = None, **fields: str) -> Posted:
    """A draft as a page posts it: fields, and rows under `rows`."""
    posted = {name: [text] for name, text in fields.items()}
    if rows is not None:
        posted["rows"] = list(rows)
        for row_id, cells in rows.items():
            posted |= {f"rows-{row_id}-{name}": [text] for name, text in cells.items()}
    return posted


BASE = draft({"r1": {"name": "周可儿"}, "r2": {"name": "李堃"}}, unit="团云溪县委", story="")


def with_row(row_id: str, name: str) -> dict[str, dict[str, str]]:
    return {"r1": {"name": "周可儿"}, "r2": {"name": "李堃"}, row_id: {"name": name}}


def changed(**fields: str) -> Posted:
    return {**BASE, **{name: [text] for name, text in fields.items()}}


def without(row_id: str) -> Posted:
    return grid_step(BASE, f"remove:rows:{row_id}", "")


# fields


def test_different_fields_are_both_kept() -> None:
    outcome = merge(BASE, changed(unit="团白鹭县委"), changed(story="我写的"))
    assert outcome.fields == changed(unit="团白鹭县委", story="我写的")
    assert outcome.set_aside == {}


def test_the_same_field_keeps_what_is_there_and_sets_mine_aside() -> None:
    outcome = merge(BASE, changed(unit="他写的"), changed(unit="我写的"))
    assert outcome.fields["unit"] == ["他写的"]
    assert outcome.set_aside == {"unit": ["我写的"]}


def test_the_same_text_typed_twice_is_no_clash() -> None:
    outcome = merge(BASE, changed(unit="一样"), changed(unit="一样"))
    assert outcome.fields == changed(unit="一样")
    assert outcome.set_aside == {}


def test_clearing_a_field_clears_it_where_nobody_else_wrote() -> None:
    assert merge(BASE, BASE, changed(unit="")).fields["unit"] == [""]


def test_clearing_a_field_does_not_clear_what_somebody_else_wrote() -> None:
    assert merge(BASE, changed(unit="他写的"), changed(unit="")).fields["unit"] == ["他写的"]


def test_an_empty_input_is_no_text_of_somebody_else() -> None:
    """A prefilled draft names only what it fills; the first page that is saved posts every input."""
    prefilled = draft({"g1": {"leader": "孟繁星、书记"}})
    page = draft({"g1": {"leader": "孟繁星、书记", "members": ""}})
    mine = draft({"g1": {"leader": "孟繁星、书记", "members": "程祎"}})
    outcome = merge(prefilled, page, mine)
    assert outcome.fields == mine
    assert outcome.set_aside == {}


def test_the_three_drafts_themselves_are_left_as_they_were() -> None:
    theirs, mine = changed(unit="他写的"), draft(with_row("m1", "买买提江·阿布都"), unit="我写的")
    before = (repr(BASE), repr(theirs), repr(mine))
    outcome = merge(BASE, theirs, mine)
    outcome.fields["rows"].append("x")
    assert (repr(BASE), repr(theirs), repr(mine)) == before


# rows


def test_rows_added_on_both_sides_are_both_there() -> None:
    theirs, mine = draft(with_row("c1", "陈昱")), draft(with_row("m1", "买买提江·阿布都"))
    outcome = merge(BASE, theirs, mine)
    assert outcome.fields["rows"] == ["r1", "r2", "c1", "m1"]
    assert outcome.fields["rows-c1-name"] == ["陈昱"]
    assert outcome.fields["rows-m1-name"] == ["买买提江·阿布都"]
    assert outcome.set_aside == {}


@pytest.mark.parametrize("mine_removes", [True, False])
def test_a_row_one_side_removed_and_the_other_left_alone_is_gone(mine_removes: bool) -> None:
    sides = (BASE, without("r1")) if mine_removes else (without("r1"), BASE)
    outcome = merge(BASE, *sides)
    assert outcome.fields == without("r1")
    assert outcome.set_aside == {}


@pytest.mark.parametrize("mine_removes", [True, False])
def test_a_row_one_side_removed_and_the_other_wrote_in_comes_back_with_what_was_written(
    mine_removes: bool,
) -> None:
    wrote = {**BASE, "rows-r1-name": ["周可儿（挂职）"]}
    sides = (wrote, without("r1")) if mine_removes else (without("r1"), wrote)
    outcome = merge(BASE, *sides)
    assert outcome.fields["rows"] == ["r1", "r2"]
    assert outcome.fields["rows-r1-name"] == ["周可儿（挂职）"]
    assert outcome.set_aside == {}


def test_a_removal_on_one_side_and_an_addition_on_the_other_both_happen() -> None:
    outcome = merge(BASE, without("r1"), draft(with_row("m1", "陈昱")))
    assert outcome.fields["rows"] == ["r2", "m1"]
    assert "rows-r1-name" not in outcome.fields


def test_the_last_row_removed_is_a_list_no_page_posts() -> None:
    one = draft({"r1": {"name": "周可儿"}})
    assert merge(one, one, {}).fields == {}


def test_a_new_order_survives_a_row_added_by_somebody_else() -> None:
    turned = {**BASE, "rows": ["r2", "r1"]}
    added = draft(with_row("c1", "陈昱"))
    assert merge(BASE, turned, added).fields["rows"] == ["r2", "r1", "c1"]
    assert merge(BASE, added, turned).fields["rows"] == ["r2", "r1", "c1"]


# whatever happens

TEXT = st.sampled_from(["", "甲", "乙", "丙"])
#: A page posts every input of a row, a prefilled draft only those it fills.
CELLS = st.fixed_dictionaries({"name": TEXT}, optional={"phone": TEXT})


def drafts(own_row: str) -> st.SearchStrategy[Posted]:
    """Any draft over two fields, the rows everybody knows, and one row only this side can have added."""
    rows = st.lists(st.sampled_from(["r1", "r2", "r3", own_row]), unique=True).flatmap(
        lambda ids: st.fixed_dictionaries(dict.fromkeys(ids, CELLS))
    )
    fields = st.fixed_dictionaries({}, optional={"unit": TEXT, "story": TEXT})
    return st.builds(lambda rows, fields: draft(rows, **fields), rows, fields)


THREE = (drafts("r3"), drafts("c1"), drafts("m1"))


def row_of(name: str) -> str | None:
    return name.split("-")[1] if name.startswith("rows-") else None


def stands(outcome: Posted, name: str, text: str) -> bool:
    """Whether a person who opens the draft sees this text in its field."""
    return text in outcome.get(name, []) and row_of(name) in (None, *outcome.get("rows", []))


def typed(side: Posted, base: Posted) -> list[tuple[str, str]]:
    """What a side has typed since the base: input and text."""
    return [
        (name, values[0])
        for name, values in side.items()
        if name != "rows" and values[0] and values != base.get(name)
    ]


@settings(max_examples=400, deadline=None)
@given(*THREE)
def test_every_text_i_typed_is_in_the_draft_or_set_aside(base: Posted, current: Posted, mine: Posted) -> None:
    outcome = merge(base, current, mine)
    for name, text in typed(mine, base):
        assert stands(outcome.fields, name, text) or outcome.set_aside.get(name) == [text]


@settings(max_examples=400, deadline=None)
@given(*THREE)
def test_no_text_of_somebody_else_is_overwritten(base: Posted, current: Posted, mine: Posted) -> None:
    outcome = merge(base, current, mine)
    for name, text in typed(current, base):
        assert stands(outcome.fields, name, text)


@settings(max_examples=200, deadline=None)
@given(*THREE)
def test_no_row_is_listed_twice_and_none_added_is_missing(
    base: Posted, current: Posted, mine: Posted
) -> None:
    before = set(base["rows"])
    rows = merge(base, current, mine).fields.get("rows", [])
    assert len(rows) == len(set(rows))
    assert (set(current["rows"]) | set(mine["rows"])) - before <= set(rows)
    assert set(rows) <= before | set(current["rows"]) | set(mine["rows"])


@given(drafts("r3"), drafts("c1"))
def test_a_save_that_changed_nothing_changes_nothing(base: Posted, current: Posted) -> None:
    outcome = merge(base, current, base)
    assert (outcome.fields, outcome.set_aside) == (current, {})


@given(drafts("r3"), drafts("m1"))
def test_where_nobody_else_wrote_the_draft_is_what_i_posted(base: Posted, mine: Posted) -> None:
    outcome = merge(base, base, mine)
    assert (outcome.fields, outcome.set_aside) == (mine, {})


@given(*THREE)
def test_the_same_save_arriving_again_changes_nothing_more(
    base: Posted, current: Posted, mine: Posted
) -> None:
    once = merge(base, current, mine).fields
    assert merge(mine, once, mine).fields == once


# the buttons of a grid


def test_a_row_is_added_at_the_end() -> None:
    assert grid_step(BASE, "add:rows", "n1")["rows"] == ["r1", "r2", "n1"]
    assert grid_step({}, "add:rows", "n1") == {"rows": ["n1"]}


def test_a_row_goes_with_its_cells_and_no_other_rows() -> None:
    many = draft({"r1": {"name": "甲"}, "r10": {"name": "乙"}}, unit="团云溪县委")
    assert grid_step(many, "remove:rows:r1", "") == draft({"r10": {"name": "乙"}}, unit="团云溪县委")


@pytest.mark.parametrize(
    ("command", "order"),
    [
        ("up:rows:b", ["b", "a", "c"]),
        ("down:rows:b", ["a", "c", "b"]),
        ("up:rows:a", ["a", "b", "c"]),
        ("down:rows:c", ["a", "b", "c"]),
    ],
)
def test_a_row_moves_by_one_and_stops_at_the_ends(command: str, order: list[str]) -> None:
    three = draft({"a": {"name": "甲"}, "b": {"name": "乙"}, "c": {"name": "丙"}})
    assert grid_step(three, command, "n1") == {**three, "rows": order}


@pytest.mark.parametrize(
    "command",
    [
        "",
        "remove:rows:r9",
        "remove:rows:",
        "up:rows:r9",
        "down:other:r1",
        "burn:rows:r1",
        "add:",
        ":::",
        "add",
    ],
)
def test_a_button_that_fits_nothing_leaves_the_draft_alone(command: str) -> None:
    assert grid_step(BASE, command, "n1") == BASE


def test_a_row_is_not_added_under_an_id_that_is_none() -> None:
    assert grid_step(BASE, "add:rows", "../") == BASE


@given(drafts("m1"), st.sampled_from(["add:rows", "up:rows:r2", "down:rows:r1", "up:rows:m1"]))
def test_adding_and_moving_cost_no_text_and_do_not_touch_the_draft_given(base: Posted, command: str) -> None:
    before = repr(base)
    after = grid_step(base, command, "n1")
    assert repr(base) == before
    assert {name: text for name, text in after.items() if name != "rows"} == {
        name: text for name, text in base.items() if name != "rows"
    }
    assert set(base["rows"]) <= set(after["rows"])
