"""附件: every annex of every edition keeps its word — as a form, as JSON, as facts, in print and in its wording.

A new annex is met by all of this as soon as it stands in its edition's list; `_OFFICIAL` wants its words.
"""

import hashlib
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import StrictUndefined
from wtforms import Field, Form

from tests.forms import world
from youthwork import create_app
from youthwork.domain.annex_context import Problem
from youthwork.forms.annexes import EDITIONS, find_annex
from youthwork.forms.annexes.base import AnnexForm, FactKind, FilledBy, NoticeEdition
from youthwork.forms.annexes.city_2017_walking.contact_units import ContactUnits
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.annexes.province_2017_8.annex_2_task_sheet import TASKS, TaskSheet
from youthwork.forms.fields import (
    ROW_ID,
    Choice,
    Required,
    RowsField,
    TextLine,
    answers_of,
    bind,
    posted_from,
    problems_of,
)
from youthwork.services.faces import Marks, render_face

ALL = [(edition, annex) for edition in EDITIONS.values() for annex in edition.annexes]
every_annex = pytest.mark.parametrize(
    ("edition", "annex"), ALL, ids=[f"{edition.key}-{annex.key}" for edition, annex in ALL]
)
FINGERPRINTS = Path(__file__).with_name("fingerprints.json")
#: DOMAIN §2.5 prints these columns by option only; every other answer stands on the face.
NOT_PRINTED = {ContactUnits: {"unit", "branch", "kind", "topic", "schedule"}}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application without a database or a request, in which a missing value is an error."""
    app = create_app({"SECRET_KEY": "test"}, instance=tmp_path_factory.mktemp("faces"))
    app.jinja_env.undefined = StrictUndefined
    with app.app_context():
        yield app


def typed(annex: type[AnnexForm], answers: dict[str, Any]) -> dict[str, Any]:
    """What the form makes of these answers, posted as a page posts them."""
    return answers_of(bind(annex, posted_from(annex, answers)))


def row_columns(field: RowsField) -> list[str]:
    return list(field.blank_row()._fields)


def leaves(answers: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every single text of the answers, as the dict it stands in and its key."""
    for key, value in answers.items():
        if isinstance(value, list):
            for row in value:
                yield from ((row, column) for column in row if column != "id")
        else:
            yield answers, key


def face(edition: NoticeEdition, annex: type[AnnexForm], answers: dict[str, Any]) -> str:
    return render_face(edition.key, annex, answers, "示青字〔2026〕8号附件", Marks(is_demo=False))


def words_on(page: str) -> str:
    """The page as one reads it: no tags, no white space."""
    body = page[page.index("<body") :]
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", body)))


# as a form


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
    assert ids and all(ROW_ID.match(row_id) for row_id in ids)
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
    assert set(annex.spans) <= inputs and set(annex.spans.values()) <= set(range(1, 6))
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
    assert FactKind.PERSON in {fact.kind for fact in facts}
    assert all(isinstance(fact.kind, FactKind) and fact.text.strip() for fact in facts)
    assert all(fact.row_id in {"", *ids} for fact in facts)


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


# in print


@every_annex
def test_every_answer_stands_on_the_face_once(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    answers = annex.sample()
    tokens = {}
    for number, (row, key) in enumerate(leaves(answers)):
        row[key] = f"值{number}终"
        if key not in NOT_PRINTED.get(annex, ()):
            tokens[f"{number} {key}"] = row[key]
    printed = words_on(face(edition, annex, answers))
    assert {where: printed.count(token) for where, token in tokens.items()} == dict.fromkeys(tokens, 1)


@every_annex
def test_the_sample_prints_with_its_title_and_without_a_missing_value(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    printed = words_on(face(edition, annex, annex.sample()))
    assert annex.title.replace(" ", "") in printed
    assert "None" not in printed and "Undefined" not in printed


@every_annex
@pytest.mark.parametrize("blank", ["no answers", "nothing typed"])
def test_the_blank_form_prints(
    edition: NoticeEdition, annex: type[AnnexForm], blank: str, app: Flask
) -> None:
    answers = {} if blank == "no answers" else typed(annex, {})
    assert annex.title.replace(" ", "") in words_on(face(edition, annex, answers))


@every_annex
def test_the_face_has_a_place_for_a_seal_exactly_where_the_annex_has_a_seal_cell(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    assert ('id="seal-place"' in face(edition, annex, annex.sample())) is annex.has_seal_cell


@every_annex
def test_what_is_typed_is_text_and_never_markup(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    answers = annex.sample()
    for row, key in leaves(answers):
        row[key] = "<b>“1+100”</b>&amp;"
    page = face(edition, annex, answers)
    assert "<b>" not in page
    assert "<b>“1+100”</b>&amp;" in words_on(page)


# the editions


def test_editions_and_their_annexes_are_found_by_key() -> None:
    for edition, annex in ALL:
        assert EDITIONS[edition.key] is edition
        assert find_annex(edition.key, annex.key) is annex
    with pytest.raises(KeyError, match="no annex"):
        find_annex("province_2017_8", "contact_units")


def test_annexes_are_numbered_in_their_order_or_not_at_all() -> None:
    for edition in EDITIONS.values():
        numbers = [annex.number for annex in edition.annexes]
        assert numbers in (list(range(1, len(numbers) + 1)), [None] * len(numbers))


def test_the_editions_bear_the_titles_and_numbers_of_their_notices() -> None:
    province, city = EDITIONS["province_2017_8"], EDITIONS["city_2017_walking"]
    assert province.title == "关于进一步做好全省“1+100”团干部直接联系青年工作的通知"
    assert province.number == "豫青字〔2017〕8号"
    assert province.annexes == (ContactPoints, TaskSheet)
    assert city.title == "关于开展“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动的通知"
    assert city.number is None
    assert city.annexes == (ContactUnits,)


# the words of the notices

#: Title; the words of the face in their order; the labels of the inputs in their order.
_OFFICIAL: dict[type[AnnexForm], tuple[str, str, str]] = {
    ContactPoints: (
        "团干部指导参与“一学一做”教育实践联系点汇总表",
        "填报单位（盖章）： 填表人： 联系电话： 序号 姓名 职务 联系方式 联系指导的团委",
        "填表人 联系电话 姓名 职务 联系方式 联系指导的团委",
    ),
    TaskSheet: (
        "团干部指导参与“一学一做”教育实践任务表",
        """姓名 性别 出生年月 单位及职务 联系方式 联系指导的团委名称 全程参与的团支部名称 目标任务 完成情况
        一起学习总书记讲话 一起参加组织生活会 一起重温誓词 一起开展志愿服务 参与网络主题团日活动
        组织团支部自查整顿 评选先进典型 创建团员先锋岗（队） 为团员讲一次主题团课 录入“1+100”管理系统 其他活动
        完成情况填写参与活动的时间、形式、规模、效果等方面内容。""",
        "联系指导的团委名称 全程参与的团支部名称" + " 时间 形式 规模 效果" * 11,
    ),
    ContactUnits: (
        "“走青连心聚青年 奋勇争先当标尖”团干部主题实践活动联系单位",
        """序号 组别 带队领导 成员 联系县（市、区）/市属单位 联系的基层团委（团总支） 联络员 联系电话 备注""",
        """组别 带队领导 成员 联系县（市、区）/市属单位 联系的基层团委（团总支） 全程参与的团支部 联系点类型
        调研方向 计划走访时间或频次 联络员 联系电话 备注""",
    ),
}


@every_annex
def test_the_words_of_the_notice_stand_on_the_face_in_their_order(
    edition: NoticeEdition, annex: type[AnnexForm], app: Flask
) -> None:
    title, words, _ = _OFFICIAL[annex]
    assert annex.title == title
    printed = words_on(face(edition, annex, {}))
    at = printed.index(title.replace(" ", "")) + len(title.replace(" ", ""))
    for word in words.split():
        assert word in printed[at:], f"{word} is missing or stands too early"
        at = printed.index(word, at) + len(word)


@every_annex
def test_the_inputs_bear_the_words_of_the_notice_in_its_order(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    labels = []
    for field in annex():
        inputs = field.blank_row() if isinstance(field, RowsField) else [field]
        labels += [each.label.text for each in inputs]
    assert labels == _OFFICIAL[annex][2].split()


def test_the_task_sheet_has_its_eleven_rows_in_the_order_of_the_notice() -> None:
    wanted = _OFFICIAL[TaskSheet][1].split()[9:20]
    assert len(wanted) == 11
    assert list(TASKS.values()) == wanted
    assert [section.title for section in TaskSheet.sections[1:]] == wanted


def test_the_heads_hold_the_cells_of_the_notice() -> None:
    assert list(ContactPoints.known_fields.values()) == ["填报单位（盖章）"]
    assert [column.label for column in TaskSheet.sections[0].columns] == _OFFICIAL[TaskSheet][1].split()[:7]


# what was filed stays


def described(field: Field) -> list[Any]:
    """A field as far as a filed answer depends on it."""
    required = any(isinstance(rule, Required) for rule in field.validators)
    choices = [[choice.value, choice.label] for choice in field.choices] if isinstance(field, Choice) else []
    rows = fields_of(field.blank_row()) if isinstance(field, RowsField) else []
    return [field.short_name, type(field).__name__, field.label.text, required, choices, rows]


def fields_of(form: Form) -> list[Any]:
    return [described(field) for field in form]


def fingerprint(annex: type[AnnexForm]) -> str:
    sections = [
        [section.title, section.rows_field, [[each.name, each.label] for each in section.columns]]
        for section in annex.sections
    ]
    words = [annex.number, annex.title, annex.has_seal_cell, list(annex.known_fields.items()), sections]
    text = json.dumps([words, fields_of(annex())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@every_annex
def test_an_annex_that_papers_are_filed_under_does_not_change(
    edition: NoticeEdition, annex: type[AnnexForm]
) -> None:
    kept = json.loads(FINGERPRINTS.read_text(encoding="utf-8")).get(f"{edition.key}/{annex.key}")
    assert fingerprint(annex) == kept, (
        f"{edition.key}/{annex.key} has other fields, labels, order, obligations or another title than its "
        "fingerprint. Papers filed under it were answered on the old form: make a new edition "
        "(`youthwork clone-notice`) and leave this one. Only for an annex nobody has filed yet, write "
        f"{fingerprint(annex)} into tests/forms/{FINGERPRINTS.name} in the same commit."
    )


def test_no_annex_with_a_fingerprint_has_gone() -> None:
    kept = json.loads(FINGERPRINTS.read_text(encoding="utf-8"))
    assert sorted(kept) == sorted(f"{edition.key}/{annex.key}" for edition, annex in ALL)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "别的表"},
        {"number": 3},
        {"has_seal_cell": False},
        {"known_fields": {}},
        {"sections": ContactPoints.sections[::-1]},
        {"filler": TextLine("填报人", required=True)},
        {"filler": TextLine("填表人")},
        {"remark": TextLine("备注")},
        {"rows": RowsField("联系点", Form)},
    ],
    ids=str,
)
def test_a_change_of_the_form_changes_its_fingerprint(change: dict[str, Any]) -> None:
    assert fingerprint(type("Changed", (ContactPoints,), change)) != fingerprint(ContactPoints)
