"""检索条件与地址: every question survives its address, and nothing an address says can break one."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from youthwork.services.archive.query import (
    LONGEST_CONDITION,
    MOST_CONDITIONS,
    ArchiveQuery,
    Condition,
    Field,
    Join,
    Keeping,
    Standing,
)
from youthwork.services.archive.tokens import LONGEST_QUERY

EVERYTHING = ArchiveQuery(
    text="清河 50%&a=b #1+1;“引号”",
    conditions=(
        Condition(Join.ALL, Field.TITLE, "任务表"),
        Condition(Join.ANY, Field.PERSON, "wxm 李堃"),
        Condition(Join.NONE, Field.ANYWHERE, "慰问"),
    ),
    year=2026,
    department_id=7,
    annex="task_sheet",
    organization_id=12,
    filed_from=date(2026, 1, 31),
    filed_to=date(2026, 11, 22),
    on_time=False,
    retention_years=0,
    standing=Standing.CORRECTED,
    keeping=Keeping.OPEN,
)


def test_an_address_keeps_every_part_of_a_question() -> None:
    assert ArchiveQuery.from_address(EVERYTHING.address()) == EVERYTHING
    as_posted = MultiDict(
        (name, value)
        for name, values in EVERYTHING.parameters().items()
        for value in (values if isinstance(values, list) else [values])
    )
    assert ArchiveQuery.from_parameters(as_posted.to_dict(flat=False)) == EVERYTHING


def test_an_empty_question_has_an_empty_address() -> None:
    assert ArchiveQuery().address() == ""
    assert ArchiveQuery.from_address("") == ArchiveQuery()


def test_empty_rows_of_a_form_ask_for_nothing() -> None:
    asked = ArchiveQuery.from_parameters(
        {"join": ["all", "any", "none"], "field": ["title", "unit", "text"], "words": ["", "云溪", "  "]}
    )
    assert asked.conditions == (Condition(Join.ANY, Field.UNIT, "云溪"),)


@pytest.mark.parametrize(
    "given",
    [
        {"year": ["abc"], "annex": [""], "from": ["2026-02-30"], "to": ["x" * 9999], "standing": ["?"]},
        {"join": ["nor"], "field": [], "words": ["清河"]},
        {
            "year": ["99999999999999999999"],
            "department": ["-1"],
            "organization": ["１２"],
            "on_time": ["maybe"],
        },
        {"keeping": [], "retention": [""], "q": []},
    ],
)
def test_what_is_not_understood_is_left_out(given: dict[str, list[str]]) -> None:
    assert ArchiveQuery.from_parameters(given) == ArchiveQuery()


def test_an_address_is_bounded_however_much_is_typed() -> None:
    long = ArchiveQuery("好" * 9000, tuple(Condition(Join.ALL, Field.TITLE, "坏" * 900) for _ in range(99)))
    assert long.is_too_long
    kept = ArchiveQuery.from_address(long.address())
    assert len(kept.text) == LONGEST_QUERY and len(kept.conditions) == MOST_CONDITIONS
    assert {len(each.text) for each in kept.conditions} == {LONGEST_CONDITION}
    assert len(long.address()) < 2000


def test_searching_within_results_asks_for_both() -> None:
    asked = ArchiveQuery("清河").within("云溪")
    assert [term.text for term in asked.shown_terms()] == ["清河", "云溪"]


def test_the_address_of_the_earlier_page_is_still_understood() -> None:
    assert ArchiveQuery.from_address("q=清河&current=yes").standing is Standing.CURRENT
