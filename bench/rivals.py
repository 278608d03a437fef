"""别家: the same table, set by four other programs, one sheet at a time, each with the means it has for that.

What a program prints is a heading, a title and tables of the same texts in the same widths; none of them carries
the answers inside or names the place of a seal. A program that is not installed is left out and said so.
"""

import functools
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from youthwork.documents.font_cutting import TYPEFACES

SONG, TITLE, HEI = (TYPEFACES / "cut" / f"Youthwork{name}.ttf" for name in ("Song", "Title", "Hei"))


@dataclass(frozen=True)
class Table:
    """Widths in percent, rows of texts; the first `heads` rows come again on every page."""

    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    heads: int = 0


@dataclass(frozen=True)
class Sheet:
    """What is printed: `html` is our own face, for the one rival that can read it."""

    title: str
    lines: Sequence[str]
    tables: Sequence[Table]
    is_crosswise: bool
    html: str


@dataclass(frozen=True)
class Rival:
    """`make` prints a sheet to PDF, given a folder for its files; `absent` says why it cannot."""

    name: str
    is_pdfa: bool
    make: Callable[[Sheet, Path], bytes]
    absent: str = ""


def rivals() -> list[Rival]:
    """The four, in the order of the table."""
    return [
        Rival("Chromium --print-to-pdf", False, _chromium, _no_program("chromium", "chromium")),
        Rival(
            "LibreOffice --convert-to", True, _libreoffice, _no_program("soffice", "libreoffice-writer-nogui")
        ),
        Rival("Typst", True, _typst, _no_module("typst")),
        Rival("ReportLab", False, _reportlab, _no_module("reportlab")),
    ]


def _no_program(program: str, package: str) -> str:
    return "" if shutil.which(program) else f"没有安装，未比（apt install {package}）"


def _no_module(name: str) -> str:
    try:
        __import__(name)
    except ImportError:
        return f"没有安装，未比（pip install {name}）"
    return ""


def _chromium(sheet: Sheet, folder: Path) -> bytes:
    (folder / "sheet.html").write_text(sheet.html, encoding="utf-8")
    _run(
        *("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
        *(f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'sheet.pdf'}"),
        (folder / "sheet.html").as_uri(),
    )
    return (folder / "sheet.pdf").read_bytes()


def _libreoffice(sheet: Sheet, folder: Path) -> bytes:
    size = "29.7cm 21cm" if sheet.is_crosswise else "21cm 29.7cm"
    body = "".join(f"<p>{escape(line)}</p>" for line in sheet.lines)
    for table in sheet.tables:
        rows = "".join(
            "<tr>" + "".join(f"<td width='{width}%'>{escape(text)}</td>" for width, text in zip(table.widths, row, strict=True)) + "</tr>"
            for row in table.rows
        )  # fmt: skip
        body += f"<table border='1' cellspacing='0' width='100%'>{rows}</table>"
    style = f"@page {{ size: {size}; margin: 2.5cm }} body {{ font: 12pt 'Noto Serif CJK SC' }}"
    page = f"<html><head><meta charset='utf-8'><style>{style}</style></head>"
    page += f"<body><h1>{escape(sheet.title)}</h1>{body}</body></html>"
    (folder / "sheet.html").write_text(page, encoding="utf-8")
    to_pdfa = 'pdf:writer_web_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"3"}}'
    _run(
        *("soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless"),
        *("--convert-to", to_pdfa, "--outdir", str(folder), str(folder / "sheet.html")),
    )
    return (folder / "sheet.pdf").read_bytes()


def _typst(sheet: Sheet, folder: Path) -> bytes:
    import typst

    page = f'#set page("a4", flipped: {str(sheet.is_crosswise).lower()}, margin: 26mm)\n'
    page += '#set text(font: ("Youthwork Song", "HanaMinA", "HanaMinB"), lang: "zh", size: 12pt)\n'
    page += f'#set document(title: {_quoted(sheet.title)})\n#align(center, text(font: "Youthwork Title",'
    page += f" size: 22pt, {_quoted(sheet.title)}))\n"
    page += "".join(f"#par({_quoted(line)})\n" for line in sheet.lines)
    for table in sheet.tables:
        columns = ", ".join(f"{width}fr" for width in table.widths)
        head, rest = table.rows[: table.heads], table.rows[table.heads :]
        cells = f"table.header({', '.join(_quoted(text) for row in head for text in row)}), " if head else ""
        cells += ", ".join(_quoted(text) for row in rest for text in row)
        page += f"#table(columns: ({columns}), stroke: .5pt, {cells})\n"
    (folder / "sheet.typ").write_text(page, encoding="utf-8")
    made: bytes = typst.compile(
        str(folder / "sheet.typ"),
        font_paths=[str(TYPEFACES / "cut")],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="a-3b",
        pdf_tags=False,
    )
    return made


def _reportlab(sheet: Sheet, _folder: Path) -> bytes:
    from reportlab.lib import colors, pagesizes
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
    from reportlab.platypus import Table as Ruled

    _register_fonts()
    cell = ParagraphStyle("cell", fontName="Song", fontSize=10.5, leading=14, wordWrap="CJK")
    title = ParagraphStyle("title", fontName="Title", fontSize=22, leading=29, alignment=1)
    size = pagesizes.landscape(pagesizes.A4) if sheet.is_crosswise else pagesizes.A4
    made = io.BytesIO()
    document = SimpleDocTemplate(made, pagesize=size, title=sheet.title)
    story = [Paragraph(escape(sheet.title), title), Spacer(1, 12)]
    story += [Paragraph(escape(line), cell) for line in sheet.lines]
    for table in sheet.tables:
        widths = [document.width * width / 100 for width in table.widths]
        rows = [[Paragraph(escape(text), cell) for text in row] for row in table.rows]
        grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
        story.append(Ruled(rows, widths, repeatRows=table.heads, style=grid))
    document.build(story)
    return made.getvalue()


@functools.cache
def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, path in (("Song", SONG), ("Title", TITLE), ("Hei", HEI)):
        pdfmetrics.registerFont(TTFont(name, str(path)))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode:
        sys.exit(f"{command[0]} failed:\n{done.stderr[-2000:]}")
