"""版面: render an annex's official face to HTML. No request is needed, so a worker can do it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app

from youthwork.domain.nominations import Opinion
from youthwork.forms.annexes.base import AnnexForm
from youthwork.services.printing import fitting


@dataclass(frozen=True)
class Marks:
    """版面标记: what a face says besides its answers. All but the first are off unless asked for."""

    is_demo: bool
    #: （代章） after the unit's name.
    on_behalf_of: bool = False
    #: The line about an internal seal, in the foot strip.
    seal_note: str = ""
    #: A crosswise sheet that is bound with upright ones (GB/T 9704 clause 8); print it with `turned=True`.
    is_bound: bool = False
    #: 签署栏 of the 任务表: the notice's form has none.
    approval_strip: bool = False
    #: 各级意见 on a candidate, facts of its path.
    opinions: tuple[Opinion, ...] = ()


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
        fit=fitting,
        stylesheet=stylesheet,
        **annex.print_extras(answers),
    )
