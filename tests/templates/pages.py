"""Render the look without the application: plain Jinja, stubs for what Flask gives, one example form."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from jinja2 import Environment, FileSystemLoader
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FileField,
    Form,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Optional

from youthwork.forms.fields import Phone, RowsField, TextLine

PACKAGE = Path(__file__).parents[2] / "youthwork"
STATIC = PACKAGE / "static"
TEMPLATES = PACKAGE / "templates"
EXAMPLE_FILE = Path(__file__).parent / "examples.html"


class Row(Form):
    name = TextLine("姓名", required=True)
    phone = Phone("联系方式", required=True)


class Example(Form):
    name = StringField("姓名", description="照身份证填写")
    unit = TextLine("填报单位", required=True)
    gender = SelectField("性别", choices=["男", "女"])
    experience = TextAreaField("经验做法", [Optional()])
    people = IntegerField("参加人数", [Optional()])
    manner = RadioField("上报方式", choices=["一起报", "单独报"])
    checked = BooleanField("已经核对")
    secret = PasswordField("口令")
    upload = FileField("佐证材料")
    rows = RowsField("联系点", Row)


def example() -> Example:
    """A form as a person left it: the unit empty, the phone in row 2 malformed."""
    typed = {"name": "罗欣喆", "gender": "女", "manner": "一起报"}
    typed |= {"rows-r1-name": "周可儿", "rows-r1-phone": "13800000021"}
    typed |= {"rows-r2-name": "李堃", "rows-r2-phone": "1380000"}
    form = Example(MultiDict([*typed.items(), ("rows", "r1"), ("rows", "r2")]))
    form.validate()
    return form


@cache
def environment(*flashed: tuple[str, str]) -> Environment:
    """Cached: compiling the components is what takes the time."""
    env = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    env.globals.update(
        url_for=_url_for,
        icons_url=lambda: _url_for("static", filename="icons.svg"),
        csrf_token=lambda: "token",
        new_render_key=lambda: "key",
        get_flashed_messages=lambda with_categories=False: flashed,
    )
    env.globals["ui"] = env.get_template("components/ui.html").module
    return env


def _url_for(endpoint: str, **values: Any) -> str:
    return "/static/" + values["filename"] if endpoint == "static" else "/" + endpoint.replace(".", "/")


def rail() -> list[dict[str, Any]]:
    def item(label: str, icon: str, **more: Any) -> dict[str, Any]:
        plain = {"current": False, "count": 0, "due": False}
        return {"label": label, "url": "/" + icon, "icon": icon, **plain, **more}

    first = [item("工作台", "desk", current=True), item("通知与填报", "fill", count=2, due=True)]
    return [
        {"label": None, "items": [*first, item("审核", "review"), item("备案档案", "archive")]},
        {"label": "本单位", "items": [item("组织与人员", "people"), item("用印登记", "seal", count="3/6")]},
    ]


def context(signed_in: bool = True) -> dict[str, Any]:
    person = SimpleNamespace(is_authenticated=signed_in, name="林晓舟")
    nav = rail() if signed_in else []
    place = {"instance_name": "示范省", "is_demo": True}
    return {**place, "current_user": person, "duty_line": "经办人", "nav": nav}


def fragment(source: str, **values: Any) -> str:
    """What a piece of template writes, with `ui`, `form` and the values at hand."""
    return environment().from_string(source).render(form=example(), **values)


def page(source: str, layout: str = "page", signed_in: bool = True, **values: Any) -> str:
    """A whole page whose content block is this piece of template."""
    text = '{% extends "layouts/' + layout + '.html" %}{% block title %}试页{% endblock %}{% block content %}'
    template = environment().from_string(text + source + "{% endblock %}")
    return template.render(form=example(), **{**context(signed_in), **values})


def parse(html: str) -> Element:
    tree: Element = html5lib.parse(html, namespaceHTMLElements=False)
    return tree
