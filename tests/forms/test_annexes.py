"""附件: every annex of every edition keeps its word as a form, as JSON and as facts.

A new annex is met by all of this as soon as it stands in its edition's list.
"""

import json
import re
from typing import Any

import pytest

from tests.forms import world
from tests.forms.every_annex import ALL, every_annex, leaves, row_columns, typed
from youthwork.domain.annex_context import Problem
from youthwork.forms.annexes import EDITIONS, find_annex
from youthwork.forms.annexes.base import AnnexForm, FactKind, FilledBy, NoticeEdition
from youthwork.forms.annexes.city_2017_walking.contact_units import ContactUnits
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TaskSheet
from youthwork.forms.annexes.province_2017_8.implementation_plan import ImplementationPlan
from youthwork.forms.annexes.province_2017_8.monthly_report import MonthlyReport
from youthwork.forms.annexes.province_2017_8.recommendation import Recommendation
from youthwork.forms.annexes.province_2017_8.story_candidate import StoryCandidate
from youthwork.forms.fields import ROW_ID, RowsField, answers_of, bind, posted_from, problems_of


@every_annex
def test_the_sample_is_a_valid_filling(edition: NoticeEdition, annex: type[AnnexForm]) -> None:
    form = bind(annex, posted_from(annex, annex.sample()))
    assert form.validate(), list(problems_of(form))
    assert list(problems_of(form)) == []


@every_annex
def test_the_sample_comes_back_whole_from_a_draft_and_from_json(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    sample = annex.sample()
    known = {name: sample[name] for name in annex.known_fields}
    assert json.loads(json.dumps(sample)) == sample
    assert {**typed(annex, sample), **known} == sample
    assert set(sample) == {*annex.known_fields, *annex()._fields}


@every_annex
def test_the_rows_of_the_sample_have_ids_a_page_can_post(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    ids = [row["id"] for rows in annex.sample().values() if isinstance(rows, list) for row in rows]
    assert bool(ids) == annex.has_rows()
    assert all(ROW_ID.match(row_id) for row_id in ids)
    assert len(ids) == len(set(ids))


@every_annex
def test_the_sections_show_every_field_exactly_once(edition: NoticeEdition, annex: type[AnnexForm]) -> None:
    form = annex()
    cells = [
        column.name for section in annex.sections if not section.rows_field for column in section.columns
    ]
    tables = {section.rows_field: section for section in annex.sections if section.rows_field}
    singles = [name for name, field in form._fields.items() if not isinstance(field, RowsField)]
    assert cells == [*annex.known_fields, *singles]
    assert list(tables) == [name for name, field in form._fields.items() if isinstance(field, RowsField)]
    for name, section in tables.items():
        assert [column.name for column in section.columns] == row_columns(form[name])


@every_annex
def test_lists_and_inputs_call_a_field_by_the_same_words(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    form = annex()
    for section in annex.sections:
        inputs = form[section.rows_field].blank_row() if section.rows_field else form
        if section.rows_field:
            assert section.title == form[section.rows_field].label.text
        for column in section.columns:
            if column.name in inputs._fields:
                assert column.label == inputs[column.name].label.text


@every_annex
def test_what_is_known_and_prefilled_fits_the_form(edition: NoticeEdition, annex: type[AnnexForm]) -> None:
    context = world.context(
        world.CITY, (world.ZHOU, world.LI), subject=world.ZHOU if annex.filled_by is FilledBy.CADRE else None
    )
    assert set(annex.known(context)) == set(annex.known_fields)
    prefilled, form = annex.prefill(context), annex()
    assert set(prefilled) <= set(form._fields)
    for name, value in prefilled.items():
        if isinstance(form._fields[name], RowsField):
            assert all(set(row) <= {"id", *row_columns(form[name])} for row in value)


@every_annex
def test_widths_and_suggestions_are_for_inputs_that_exist(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    form = annex()
    inputs = set(form._fields) | {
        column for field in form if isinstance(field, RowsField) for column in row_columns(field)
    }
    assert set(annex.spans) <= inputs | set(annex.known_fields) and set(annex.spans.values()) <= set(
        range(1, 6)
    )
    assert set(annex.suggestions(world.context(world.CITY, (world.ZHOU,)))) <= inputs


@every_annex
def test_findings_about_an_empty_draft_lead_to_places_on_the_page(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    assert findings(annex, {})


@every_annex
def test_findings_about_a_half_typed_row_lead_to_places_on_the_page(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    for field in annex():
        if isinstance(field, RowsField):
            for column in row_columns(field):
                findings(annex, {field.name: [{"id": "r1", column: "三月"}]})


def findings(annex: type[AnnexForm], answers: dict[str, Any]) -> list[Problem]:
    """What the checks say where nothing is known of the world; every finding names an input of the page."""
    context = world.context(world.CITY, ())
    posted = posted_from(annex, answers)
    form = bind(annex, posted)
    form.validate()
    filled = {**answers_of(form), **annex.known(context)}
    annex.names_in(filled)
    problems = [*problems_of(form), *annex.check(filled, context)]
    places = {f"known-{name}" for name in annex.known_fields} | set(form._fields)
    for field in form:
        if isinstance(field, RowsField):
            places |= {cell.name for _, row in field.rows for cell in row}
    assert [problem for problem in problems if problem.field not in places or not problem.message] == []
    return problems


# what is taken out of it


@every_annex
def test_the_sample_yields_facts_of_known_kinds_from_rows_that_exist(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    sample = annex.sample()
    facts = list(annex.facts(sample))
    ids = {row["id"] for rows in sample.values() if isinstance(rows, list) for row in rows}
    assert facts
    assert (FactKind.PERSON in {fact.kind for fact in facts}) == (annex.key in ABOUT_PEOPLE)
    assert all(isinstance(fact.kind, FactKind) and fact.text.strip() for fact in facts)
    assert all(fact.row_id in {"", *ids} for fact in facts)


#: Whose rows or head name people; the others tell of work, and nobody is found by name in them.
ABOUT_PEOPLE = {annex.key for annex in (ContactPoints, TaskSheet, ContactUnits, StoryCandidate)}


@every_annex
def test_searchable_texts_hold_no_phone_and_no_birth(edition: NoticeEdition, annex: type[AnnexForm]) -> None:
    texts = "\n".join(annex.texts(annex.sample()))
    assert not re.search(r"1\d{10}|\d{4}\.\d\d", texts)
    assert not [row[key] for row, key in leaves(annex.sample()) if is_personal(key) and row[key] in texts]


@every_annex
def test_phones_and_births_are_marked_as_personal(edition: NoticeEdition, annex: type[AnnexForm]) -> None:
    marked = {column.name for section in annex.sections for column in section.columns if column.personal}
    everything = {key for _, key in leaves(annex.sample())}
    assert marked == {key for key in everything if is_personal(key)}


def is_personal(name: str) -> bool:
    return name.endswith("phone") or name.startswith("birth")


@every_annex
def test_everything_else_can_be_searched(edition: NoticeEdition, annex: type[AnnexForm]) -> None:
    texts = list(annex.texts(annex.sample()))
    assert [
        row[key] for row, key in leaves(annex.sample()) if not is_personal(key) and row[key] not in texts
    ] == []


@every_annex
def test_a_paper_has_a_title_before_anything_is_typed(edition: NoticeEdition, annex: type[AnnexForm]) -> None:
    assert annex.paper_title({}) == annex.short_title
    assert annex.paper_title(annex.sample()).startswith(annex.short_title)


def test_editions_and_their_annexes_are_found_by_key() -> None:
    for edition, annex in ALL:
        assert EDITIONS[edition.key] is edition
        assert find_annex(edition.key, annex.key) is annex
    with pytest.raises(KeyError, match="no annex"):
        find_annex("province_2017_8", "contact_units")


def test_annexes_are_numbered_in_their_order_or_not_at_all() -> None:
    for edition in EDITIONS.values():
        numbers = [annex.number for annex in edition.annexes]
        attached = [number for number in numbers if number is not None]
        assert attached == list(range(1, len(attached) + 1))
        assert numbers[len(attached) :] == [None] * (len(numbers) - len(attached))


def test_an_edition_papers_are_filed_under_is_only_added_to_at_its_end() -> None:
    """What was filed under an edition does not change when the text of its notice is found to ask for more."""
    keys = {key: [annex.key for annex in edition.annexes] for key, edition in EDITIONS.items()}
    assert keys["province_2017_8"][:2] == ["contact_points", "task_sheet"]
    assert keys["city_2017_walking"][:1] == ["contact_units"]
    assert all(len(set(found)) == len(found) for found in keys.values())


def test_the_editions_bear_the_titles_and_numbers_of_their_notices() -> None:
    province, city = EDITIONS["province_2017_8"], EDITIONS["city_2017_walking"]
    assert province.title == "关于进一步做好全省“1+100”团干部直接联系青年工作的通知"
    assert province.number == "豫青字〔2017〕8号"
    assert province.annexes[:5] == (
        ContactPoints,
        TaskSheet,
        MonthlyReport,
        ImplementationPlan,
        Recommendation,
    )
    assert city.title == "关于开展“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动的通知"
    assert city.number is None
    assert city.annexes[0] is ContactUnits
