"""空白表样: the official form without answers, as a PDF to print and fill in by hand."""

from __future__ import annotations

from youthwork.documents import pipeline
from youthwork.forms.annexes import EDITIONS, find_annex
from youthwork.services.printing.faces import Marks, render_face


def blank_pdf(edition_key: str, annex_key: str, heading: str | None = None, note: str = "") -> bytes:
    """The blank form of an annex: no seal, no number, no answers, nothing that marks it as a blank one.

    `heading` is that of the notice it is issued with (示青字〔2026〕8号附件1); by default the edition's own. `note`
    stands in the foot strip: about how many minutes, on what basis, until when.
    """
    annex = find_annex(edition_key, annex_key)
    number = EDITIONS[edition_key].number
    if heading is None and number and annex.number:
        heading = f"{number}附件{annex.number}"
    html = render_face(edition_key, annex, {}, heading, Marks(is_demo=False, seal_note=note))
    return pipeline.face(html, annex.title).pdf
