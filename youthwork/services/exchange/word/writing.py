"""写出 Word: an annex in the notice's layout, blank or filled, as a .docx that can come back.

What stands on the printed face stands here in the same words. Every row carries its id in a hidden bookmark
(`marks`), and in 完成情况 every part of an entry does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Mm, Pt

from youthwork.forms.annexes.base import AnnexForm
from youthwork.services.exchange.word import filled_tables, markup, prose
from youthwork.services.exchange.word.labels import labels_of
from youthwork.services.exchange.word.layouts import layout_of
from youthwork.services.exchange.word.markup import BODY, HEI, SONG, TITLE, Style, mm

#: Page, then top, right, bottom, left: 版心 156 × 225 mm upright (GB/T 9704); crosswise as the face has it.
_UPRIGHT = ((210, 297), (37, 26, 35, 28))
_CROSSWISE = ((297, 210), (20, 25, 24, 25))
#: Millimetres a line of small letters takes in the foot.
_NOTE_HEIGHT = 4
_NOTE = "完成情况填写参与活动的时间、形式、规模、效果等方面内容。"


@dataclass(frozen=True)
class Dressing:
    """表外的东西: the heading (示青字〔2026〕8号附件1), whose rows these are, 代章, whether this is a demonstration."""

    heading: str | None = None
    #: The submission the rows belong to; 0 for the blank form.
    paper_id: int = 0
    on_behalf_of: bool = False
    is_demo: bool = False
    #: Of the blank form, below every page: about how many minutes, on what basis, until when.
    note: str = ""


def write(annex: type[AnnexForm], answers: Mapping[str, Any], dressing: Dressing) -> bytes:
    """一份 .docx; empty answers give the blank form."""
    is_labelled = labels_of(annex).is_labelled
    page, margins = _UPRIGHT if is_labelled or not annex.has_rows() else _CROSSWISE
    document = Document()
    _prepare(document, annex, page, margins, dressing)
    blocks = [*_titles(annex, dressing)]
    width = mm(page[0] - margins[1] - margins[3])
    if is_labelled:
        blocks.append(filled_tables.labelled_table(annex, answers, dressing.paper_id, width))
        blocks.append(_p(_NOTE, Style(BODY, 10.5), before=mm(2)))
    elif not annex.has_rows():
        blocks.append(prose.cells_table(annex, answers, width))
        blocks.append(_p("", Style(BODY, 5)))
        blocks += [_declared(each) for each in prose.chapter_paragraphs(annex, answers)]
        if annex.is_decided_by_level:
            blocks += [prose.stages_table(width), _p("", Style(BODY, 1))]
    else:
        layout = layout_of(annex)
        if layout.has_head_line:
            blocks.append(_head_line(annex, answers, dressing, width))
        blocks.append(filled_tables.columned_table(annex, answers, layout, dressing.paper_id, width))
        # A document ends with a paragraph; this one takes no room.
        blocks.append(_p("", Style(BODY, 1)))
    body = document.element.body
    for block in blocks:
        body.insert(len(body) - 1, parse_xml(block))
    return _saved(document)


def _titles(annex: type[AnnexForm], dressing: Dressing) -> list[str]:
    heading = [_p(dressing.heading, Style(HEI, 16), line=579, after=579)] if dressing.heading else []
    return [*heading, _p(annex.title, Style(TITLE, 22, True), line=579, after=mm(4))]


def _head_line(annex: type[AnnexForm], answers: Mapping[str, Any], dressing: Dressing, width: int) -> str:
    """填报单位（盖章）、填表人、联系电话 in one line; above and below it the seal has room."""
    style = Style(BODY, 14)
    parts = []
    for column in annex.sections[0].columns:
        text = str(answers.get(column.name) or "")
        if column.name == "unit" and text and dressing.on_behalf_of:
            text += "（代章）"
        parts.append(f"{annex.known_fields.get(column.name, column.label)}：{text}")
    stops = "".join(f'<w:tab w:val="left" w:pos="{round(width * share)}"/>' for share in (0.5, 0.73))
    tab = "<w:r><w:tab/></w:r>"
    inner = tab.join(markup.run(part, style) for part in parts)
    spacing = f'<w:tabs>{stops}</w:tabs><w:spacing w:before="{mm(17.8)}" w:after="{mm(10.8)}"/>'
    return _declared(markup.paragraph(inner, style, spacing))


def _p(text: str, style: Style, *, before: int = 0, after: int = 0, line: int = 0) -> str:
    exact = f' w:line="{line}" w:lineRule="exact"' if line else ""
    spacing = f'<w:spacing w:before="{before}" w:after="{after}"{exact}/>'
    return _declared(markup.paragraph(markup.run(text, style), style, spacing))


def _declared(paragraph: str) -> str:
    return paragraph.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)


def _prepare(
    document: Docx,
    annex: type[AnnexForm],
    page: tuple[int, int],
    margins: tuple[int, int, int, int],
    dressing: Dressing,
) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if page[0] > page[1] else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page[0]), Mm(page[1])
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, margins)
    section.footer_distance = Mm(margins[2] - 12 - (_NOTE_HEIGHT if dressing.note else 0))
    # Word's own template leaves a gap below every paragraph.
    spacing = document.styles["Normal"].paragraph_format
    spacing.space_before, spacing.space_after, spacing.line_spacing = Pt(0), Pt(0), 1.0
    _number_pages(document, section, dressing.note)
    if dressing.is_demo:
        header = _p("演示文件", Style(SONG, 9, True, grey=True))
        for place in (section.header, section.even_page_header):
            _fill(place._element, header)
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = ""
    core.title = annex.title
    _name_fallbacks(document)
    _drop_thumbnail(document)


def _number_pages(document: Docx, section: Section, note: str) -> None:
    """— 1 —: four号 half-width 宋体, at the outer edge (GB/T 9704 clause 7.5); the note below it in small letters."""
    below = [_p(note, Style(SONG, 9))] if note else []
    document.settings.odd_and_even_pages_header_footer = True
    style = Style(SONG, 14)
    field = (
        f'{markup.run("— ", style)}<w:fldSimple w:instr=" PAGE ">{markup.run("1", style)}</w:fldSimple>'
        f"{markup.run(' —', style)}"
    )
    for footer, side, indent in (
        (section.footer, "right", 'w:right="280"'),
        (section.even_page_footer, "left", 'w:left="280"'),
    ):
        extra = f'<w:ind {indent}/><w:jc w:val="{side}"/>'
        _fill(footer._element, _declared(markup.paragraph(field, style, extra)), *below)


def _fill(element: Any, *paragraphs: str) -> None:
    for old in list(element):
        element.remove(old)
    for paragraph in paragraphs:
        element.append(parse_xml(paragraph))


def _name_fallbacks(document: Docx) -> None:
    """The fonts an office may lack, each with the one to take instead."""
    part = next(part for part in document.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in markup.FALLBACKS.items()
    )
    part._blob = re.sub(rb"</w:fonts>", f"{entries}</w:fonts>".encode(), part.blob)


def _drop_thumbnail(document: Docx) -> None:
    """The template's picture of an empty page is not ours."""
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def _saved(document: Docx) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()
