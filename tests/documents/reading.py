"""Look at papers from outside: their text, their pixels, and what PDF/A-3 forbids."""

import io
import re
import subprocess
from collections.abc import Iterator

import pikepdf
import pypdfium2
from PIL import Image


def page_texts(paper: bytes) -> list[str]:
    """The text of each page without the white space, which differs with every line break."""
    document = pypdfium2.PdfDocument(paper)
    try:
        return [re.sub(r"\s", "", page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def drawn_text(paper: bytes) -> str:
    """All text a reader sees, that of seals and filing marks included, without white space."""
    said = subprocess.run(["pdftotext", "-", "-"], input=paper, capture_output=True, check=True).stdout
    return re.sub(r"\s", "", said.decode())


def box_of(paper: bytes, word: str, page: int = 0) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of a printed word, in points."""
    document = pypdfium2.PdfDocument(paper)
    try:
        text = document[page].get_textpage()
        found = text.search(word).get_next()
        assert found is not None, f"{word} is not on page {page}"
        start, length = found
        lefts, bottoms, rights, tops = zip(
            *(text.get_charbox(start + offset) for offset in range(length)), strict=True
        )
        return min(lefts), min(bottoms), max(rights), max(tops)
    finally:
        document.close()


def picture(paper: bytes, dots_per_inch: int = 100, page: int = 0) -> Image.Image:
    document = pypdfium2.PdfDocument(paper)
    try:
        # Without this, seals and filing marks stay invisible: they are the looks of signatures.
        document.init_forms()
        shown = document[page].render(scale=dots_per_inch / 72, may_draw_forms=True)
        return shown.to_pil().convert("RGB")
    finally:
        document.close()


def faults_against_pdfa(paper: bytes) -> list[str]:
    """What a PDF/A-3u may not have or must have, as far as its structure tells; no validator, but a net."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return sorted(
            set(_document_faults(pdf)) | {fault for thing in pdf.objects for fault in _faults(thing)}
        )


def _document_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if pdf.is_encrypted:
        yield "encrypted"
    if pdf.open_metadata().pdfa_status != "3U":
        yield "does not call itself PDF/A-3u"
    if "/DestOutputProfile" not in root.get("/OutputIntents", [{}])[0]:
        yield "no output profile: colours mean nothing"
    if "/ID" not in pdf.trailer:
        yield "no file identifier"
    if "/AA" in root or "/OpenAction" in root:
        yield "acts by itself"
    associated = [file.objgen for file in root.get("/AF", [])]
    if len(associated) != len(set(associated)):
        yield "an associated file is listed twice"
    for file in root.get("/AF", []):
        if "/AFRelationship" not in file or "/UF" not in file or "/ModDate" not in file.EF.F.Params:
            yield "an embedded file lacks its relation, name or date"


def _faults(thing: pikepdf.Object) -> Iterator[str]:
    if isinstance(thing, pikepdf.Stream):
        if "/F" in thing:
            yield "a stream lies outside the file"
        if thing.get("/Filter") == pikepdf.Name.LZWDecode:
            yield "LZW"
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    if thing.get("/Type") == pikepdf.Name.FontDescriptor and not {"/FontFile2", "/FontFile3"} & set(
        thing.keys()
    ):
        yield f"font {thing.FontName} is not embedded"
    if thing.get("/Subtype") == pikepdf.Name.Type0 and "/ToUnicode" not in thing:
        yield f"font {thing.BaseFont} cannot be read as text"
    if thing.get("/Subtype") == pikepdf.Name.Type1:
        yield f"font {thing.BaseFont} is one of the reader's own"
    if thing.get("/S") in (pikepdf.Name.JavaScript, pikepdf.Name.Launch, pikepdf.Name.GoToR):
        yield f"action {thing.S}"
    if thing.get("/Subtype") == pikepdf.Name.Image and thing.get("/Interpolate"):
        yield "interpolated picture"
