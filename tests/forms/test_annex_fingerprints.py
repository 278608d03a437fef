"""表样不变: an annex that papers are filed under is never quietly changed."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from wtforms import Field, Form

from tests.forms.every_annex import ALL, every_annex
from youthwork.forms.annexes.base import AnnexForm, NoticeEdition
from youthwork.forms.annexes.province_2017_8.annex_1_contact_points import ContactPoints
from youthwork.forms.fields import Choice, Required, RowsField, TextLine

FINGERPRINTS = Path(__file__).with_name("fingerprints.json")


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
