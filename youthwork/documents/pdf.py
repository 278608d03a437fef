"""版式文件: finished HTML in, PDF/A-3u out, with the answers inside and the places where seals go named.

Pango is not safe for several threads at a time, so one lock stands before it. What a sheet costs, and what each
measure here and in `engine.py` saves, is in docs/papers.md.
"""

import functools
import gc
import re
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from youthwork.documents import engine, fonts
from youthwork.documents.contents import DATA_NAME, Anchor, canonical_json, places

# Whoever prints also asks where things lie; the rest of `contents.py` is for readers.
__all__ = ["Anchor", "RenderedPaper", "places", "render"]

VARIANT = "pdf/a-3u"
# CSS pixels are 1/96 inch, PDF points 1/72.
POINTS_PER_PIXEL = 0.75

_lock = threading.Lock()


@dataclass(frozen=True)
class RenderedPaper:
    """成件: the bytes of a PDF/A-3u file and the rectangles of the elements that have an id.

    `undrawn` names the characters no font draws, as `fonts.undrawable` does: 〓 stands for them in print.
    """

    pdf: bytes
    page_count: int
    anchors: dict[str, Anchor]
    undrawn: tuple[str, ...] = ()


def render(
    html: str,
    *,
    title: str,
    data: Mapping[str, Any] | None = None,
    base_url: str | None = None,
    made_at: datetime | None = None,
    turned: bool = False,
) -> RenderedPaper:
    """出件: print finished HTML to PDF/A-3u, with `data` attached as answers.json.

    Every element with an id becomes a named place of the file (see `contents.places`). `made_at` is written
    into the file as its date (default: now); with the same date the same HTML gives the same bytes on one
    machine. `turned` shows crosswise sheets upright, their heads at the left edge, as sheets bound with upright
    ones lie; places stay those of the sheet as one reads it. Only data: addresses and files below static/ and
    the typefaces are fetched; anything else raises.
    """
    from weasyprint import Attachment
    from weasyprint.urls import FatalURLFetchingError

    moment = made_at or datetime.now(UTC)
    with _lock, _no_collecting():
        running = engine.engine(fonts.configuration_file())
        html, undrawn = _with_gaps_shown(html)
        page = running.page(html, base_url or f"{engine.STATIC.as_uri()}/")
        try:
            document = page.render(font_config=running.fonts, stylesheets=[running.css], pdf_variant=VARIANT)
        except FatalURLFetchingError as error:
            # WeasyPrint makes it a BaseException, which would end a worker instead of one job.
            raise ValueError(str(error)) from error
        document.metadata.title = title
        document.metadata.created = document.metadata.modified = _w3c(moment)
        if data is not None:
            attachment = Attachment(
                string=canonical_json(data).decode(),
                name=DATA_NAME,
                description="填报内容（机器可读）",
                relationship="Data",
                created=moment,
                modified=moment,
            )
            document.metadata.attachments = [attachment]
        anchors = _anchors(document.pages)
        finish = functools.partial(_finish, anchors, turned)
        pdf = document.write_pdf(pdf_variant=VARIANT, finisher=finish)
    return RenderedPaper(pdf, len(document.pages), anchors, undrawn)


def _with_gaps_shown(html: str) -> tuple[str, tuple[str, ...]]:
    """缺字: a character no font draws becomes 〓, and a line at the end of the sheet says which it was.

    It is refused at entry (services/drafts/checking.py); what is stored already shall be printed all the same.
    """
    undrawn = tuple(fonts.undrawable(html))
    if not undrawn:
        return html, ()
    codes = "、".join(each[2:] for each in undrawn)
    html = html.translate({ord(each[0]): "〓" for each in undrawn})
    return html.replace(
        "</article>", f'<p class="note">〓为打印字体没有的字：{codes}。</p></article>'
    ), undrawn


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Hold back the garbage collector: it would look through a growing layout again and again."""
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_collecting:
            gc.enable()


def _anchors(pages: Iterable[Any]) -> dict[str, Anchor]:
    found = {}
    for number, page in enumerate(pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            numbers = (left, page.height - bottom, right, page.height - top)
            found[name] = Anchor(number, *(round(value * POINTS_PER_PIXEL, 2) for value in numbers))
    return found


def _finish(anchors: Mapping[str, Anchor], turned: bool, document: Any, pdf: Any) -> None:
    """Name the places as destinations of kind FitR, the one kind that holds a rectangle."""
    import pydyf

    for page in pdf.page_references if turned else ():
        pdf.objects[int(page.split()[0])]["Rotate"] = 270
    named = pydyf.Array()
    for name, place in sorted(anchors.items()):
        rectangle = (place.left, place.bottom, place.right, place.top)
        named += [pydyf.String(name), pydyf.Array([pdf.page_references[place.page], "/FitR", *rectangle])]
    if named:
        names = pdf.catalog.setdefault("Names", pydyf.Dictionary())
        names["Dests"] = pydyf.Dictionary({"Names": named})
    _declare_namespaces(pdf.objects[int(pdf.catalog["Metadata"].split()[0])])
    if "AF" in pdf.catalog:
        # WeasyPrint 70 lists each associated file twice.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and thing.compress:
            _compress(thing)


def _compress(stream: Any) -> None:
    """Pack a stream once; pydyf would do it twice, and slowly for a hundredth fewer bytes."""
    plain = b"\n".join(part if isinstance(part, bytes) else str(part).encode() for part in stream.stream)
    stream.stream, stream.compress = [zlib.compress(plain, 6)], False
    stream.extra["Filter"] = "/FlateDecode"


def _declare_namespaces(metadata: Any) -> None:
    """Name each namespace of the XMP where it is used: readers built on PDFBox look for it nowhere else."""
    text = b"\n".join(metadata.stream).decode()
    spaces = dict(re.findall(r'xmlns:(\w+)="([^"]+)"', text))

    def declared(match: re.Match[str]) -> str:
        return f'{match[1]} xmlns:{match[3]}="{spaces[match[3]]}"{match[2]}{match[3]}:'

    metadata.stream = [re.sub(r'(<rdf:Description rdf:about="")( |><)(\w+):', declared, text).encode()]


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
