"""逐项退回: what a return leaves open, and what of a change is let in."""

from __future__ import annotations

import pytest

from youthwork.domain.reopening import changes_between, is_open, keep_closed, split

DRAFT = {
    "filler": ["周可儿"],
    "rows": ["r1", "r2"],
    "rows-r1-name": ["李堃"],
    "rows-r1-phone": ["13800000022"],
    "rows-r2-name": ["买买提江"],
    "rows-r2-phone": ["13800000023"],
}


def changed(**texts: list[str] | None) -> dict[str, list[str]]:
    draft = {**DRAFT, **{name.replace("__", "-"): text for name, text in texts.items()}}
    return {name: text for name, text in draft.items() if text is not None}


def without(*rows: str) -> dict[str, list[str]]:
    kept = {name: text for name, text in DRAFT.items() if not any(f"-{row}-" in name for row in rows)}
    return {**kept, "rows": [row for row in DRAFT["rows"] if row not in rows]}


@pytest.mark.parametrize(
    ("pin", "opened", "closed"),
    [
        ("filler", ["filler"], ["filler_phone", "rows"]),
        ("rows-r1-phone", ["rows-r1-phone"], ["rows-r1-name", "rows-r1", "rows", "rows-r10-phone"]),
        ("rows-r1", ["rows-r1", "rows-r1-name"], ["rows", "rows-r2-name", "rows-r10-name"]),
        ("rows", ["rows", "rows-r1-name", "rows-new-name"], ["rows_more", "filler"]),
    ],
)
def test_a_pin_opens_itself_and_what_stands_in_it(pin: str, opened: list[str], closed: list[str]) -> None:
    assert all(is_open([pin], name) for name in opened)
    assert not any(is_open([pin], name) for name in closed)
    assert all(is_open(None, name) for name in [*opened, *closed])
    assert not any(is_open([], name) for name in [*opened, *closed])


def test_an_open_cell_is_changed_and_a_closed_one_stays() -> None:
    after = changed(rows__r1__phone=["13800000099"], filler=["别人"])
    fields, refused = keep_closed(["rows-r1-phone"], DRAFT, after)
    assert fields == changed(rows__r1__phone=["13800000099"])
    assert refused == {"filler": ["别人"]}


def test_everything_goes_in_where_everything_is_open() -> None:
    after = changed(filler=["别人"], rows=["r2", "r1"])
    assert keep_closed(None, DRAFT, after) == (after, {})


def test_a_reopened_row_may_be_removed_and_nothing_else_of_the_list() -> None:
    fields, refused = keep_closed(["rows-r1"], DRAFT, without("r1"))
    assert fields == without("r1") and refused == {}
    fields, refused = keep_closed(["rows-r1"], DRAFT, without("r1", "r2"))
    assert fields == without("r1")
    assert set(refused) == {"rows", "rows-r2-name", "rows-r2-phone"}


def test_a_row_cannot_be_added_moved_or_removed_in_a_closed_list() -> None:
    added = {**changed(rows=["r1", "r2", "n1"]), "rows-n1-name": ["新人"]}
    for after in (added, changed(rows=["r2", "r1"]), without("r2")):
        fields, refused = keep_closed(["rows-r1"], DRAFT, after)
        assert fields == DRAFT and "rows" in refused


def test_rows_come_and_go_in_an_open_list() -> None:
    after = {**without("r2"), "rows": ["n1", "r1"], "rows-n1-name": ["新人"]}
    assert keep_closed(["rows"], DRAFT, after) == (after, {})


def test_nothing_typed_is_no_change() -> None:
    assert changes_between({"a": [""]}, {}) == {} == changes_between({}, {"a": []})
    assert split([], {}) == ({}, {})


def test_a_list_that_changed_in_both_ways_stands_in_both_halves() -> None:
    allowed, closed = split(["rows-r1"], {"rows": (["r1", "r2"], ["r2", "n1"])})
    assert allowed == {"rows": ["r2"]} and closed == {"rows": ["r2", "n1"]}
