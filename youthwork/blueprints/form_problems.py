"""表单问题: what a form's own rules cannot see is laid beside its fields here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form

from youthwork.forms.people import PersonForm
from youthwork.services.personnel import personal_data


def put(form: Form, problems: Iterable[tuple[str, str]]) -> None:
    """Lay sentences beside their fields: (name of the field, sentence)."""
    for name, sentence in problems:
        field = form[name]
        field.errors = [*field.errors, sentence]


def accepts(form: PersonForm) -> bool:
    """The form's own rules, and that the name can be printed."""
    if not form.validate():
        return False
    sentence = personal_data.unprintable(form.name.data or "")
    if sentence:
        put(form, [("name", sentence)])
    return not sentence
