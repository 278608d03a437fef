"""保护对象的姓名 typed where others read: asked about before it is kept, on the pages of visits and problems."""

from __future__ import annotations

from flask import request
from wtforms import Field

from youthwork.blueprints.web import user
from youthwork.forms.visits import NamesAsked
from youthwork.services.contact_work.visits import protected


def settle(form: NamesAsked, field: Field) -> bool:
    """Whether the field may be kept: it holds no name of one's own protected persons, or it was said what to do.

    换成代称 (names=rename) replaces them here, 照原样保存 (names=keep) leaves them; else the field says what it holds.
    """
    text = field.data or ""
    said = protected.warnings(user(), {field.label.text: text})
    choice = request.form.get("names", "")
    if said and choice == "rename":
        field.data = protected.renamed(user(), {"": text})[""]
    elif said and choice != "keep":
        field.errors = [*field.errors, said[0].sentence]
        form.has_names = True
        return False
    return True
