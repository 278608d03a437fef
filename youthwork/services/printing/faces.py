"""版面: render an annex's official face to HTML. No request is needed, so a worker can do it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from youthwork.forms.annexes.base import AnnexForm


@dataclass(frozen=True)
class Marks:
    """版面标记: 演示文件 across the sheet; （代章） after the unit's name."""

    is_demo: bool
    on_behalf_of: bool = False


def render_face(
    edition_key: str,
    annex: type[AnnexForm],
    answers: Mapping[str, Any],
    heading: str | None,
    marks: Marks,
    stylesheet: str | None = None,
) -> str:
    """The printed page of an annex as HTML; empty answers give the blank form.

    `stylesheet` is its address for a browser; the PDF brings its own.
    """
    template = current_app.jinja_env.get_template(f"annexes/{edition_key}/{annex.key}.html")
    return template.render(
        annex={"title": annex.title, "heading": heading},
        answers=answers,
        marks=marks,
        stylesheet=stylesheet,
        **annex.print_extras(answers),
    )
