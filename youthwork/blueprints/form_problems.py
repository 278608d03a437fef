"""表单问题: what a form's own rules cannot see is laid beside its fields here."""

from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form

from youthwork.services.personnel import personal_data


def put(form: Form, problems: Iterable[tuple[str, str]]) -> None:
    """Lay sentences beside their fields: (name of the field, sentence)."""
    for name, sentence in problems:
        field = form[name]
        field.errors = [*field.errors, sentence]


#: What is typed here is printed later: on faces, on seals, in the register.
_PRINTED = ("name", "title", "full_name", "short_name", "common_name")


def accepts(form: Form) -> bool:
    """The form's own rules, and that every name and title in it can be printed."""
    if not form.validate():
        return False
    said = [(name, personal_data.unprintable(form[name].data or "")) for name in _PRINTED if name in form]
    put(form, [(name, sentence) for name, sentence in said if sentence])
    return not any(sentence for _, sentence in said)
