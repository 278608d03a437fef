"""素材的 Word: the four paragraphs as an official paper sets them, to be taken into whatever the office sends.

The same text gives the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from youthwork.services.exchange.word import markup
from youthwork.services.exchange.word.markup import BODY, HEI, TITLE, Style

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NUMBERS = "一二三四"
#: 版心 of GB/T 9704: top, right, bottom, left; a line of 28.95 pt.
_MARGINS = (37, 26, 35, 28)
_LINE = '<w:spacing w:line="579" w:lineRule="exact"/>'
#: Two characters of 三号.
_INDENT = '<w:ind w:firstLine="640"/>'
_TEXT = Style(BODY, 16)
#: The first day a zip can name.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write(title: str, organ: str, paragraphs: Sequence[tuple[str, str]]) -> bytes:
    """一份 .docx; a paragraph without text keeps its title, to be written by hand."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, _MARGINS)
    spacing = document.styles["Normal"].paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(0), Pt(0), 1.0
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = ""
    core.title = title
    body = document.element.body
    for block in _blocks(title, organ, paragraphs):
        body.insert(len(body) - 1, parse_xml(block))
    written = BytesIO()
    document.save(written)
    return _without_times(written.getvalue())


def _blocks(title: str, organ: str, paragraphs: Sequence[tuple[str, str]]) -> list[str]:
    blocks = [_p(title, Style(TITLE, 22, True), _LINE), _p(organ, Style(BODY, 16, True), _LINE), _p("")]
    for number, (word, text) in zip(_NUMBERS, paragraphs, strict=True):
        blocks.append(_p(f"{number}、{word}", Style(HEI, 16), _LINE + _INDENT))
        blocks += [_p(line) for line in text.splitlines() or [""]]
    return blocks


def _p(text: str, style: Style = _TEXT, properties: str = _LINE + _INDENT) -> str:
    paragraph = markup.paragraph(markup.run(text, style), style, properties)
    return paragraph.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)


def _without_times(content: bytes) -> bytes:
    """The same parts, none of them saying when it was written."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _NO_TIME), old.read(name), compress_type=zipfile.ZIP_DEFLATED)
    return written.getvalue()
