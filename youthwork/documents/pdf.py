"""版式文件: finished HTML in, PDF/A-3u out, with the answers inside and the places where seals go named.

WeasyPrint reads the style sheet `static/paper.css` once per process and shares one font configuration, which
halves the cost of a sheet. Pango is not safe for several threads at a time, so one lock stands before it.
"""

import functools
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from youthwork.documents import font_cutting, fonts
from youthwork.documents.contents import DATA_NAME, Anchor, canonical_json, places

# Whoever prints also asks where things lie; the rest of `contents.py` is for readers.
__all__ = ["Anchor", "RenderedPaper", "places", "render"]

STATIC = Path(__file__).parent.parent / "static"
PAPER_CSS = STATIC / "paper.css"
VARIANT = "pdf/a-3u"
# CSS pixels are 1/96 inch, PDF points 1/72.
POINTS_PER_PIXEL = 0.75

_lock = threading.Lock()


@dataclass(frozen=True)
class RenderedPaper:
    """成件: the bytes of a PDF/A-3u file and the rectangles of the elements that have an id."""

    pdf: bytes
    page_count: int
    anchors: dict[str, Anchor]


def render(
    html: str,
    *,
    title: str,
    data: Mapping[str, Any] | None = None,
    base_url: str | None = None,
    made_at: datetime | None = None,
) -> RenderedPaper:
    """出件: print finished HTML to PDF/A-3u, with `data` attached as answers.json.

    Every element with an id becomes a named place of the file (see `contents.places`). `made_at` is written
    into the file as its date (default: now); with the same date the same HTML gives the same bytes on one
    machine. Only data: addresses and files below static/ and the typefaces are fetched; anything else raises.
    """
    from weasyprint import HTML, Attachment
    from weasyprint.urls import FatalURLFetchingError

    moment = made_at or datetime.now(UTC)
    with _lock:
        engine = _engine(fonts.configuration_file())
        page = HTML(string=html, base_url=base_url or f"{STATIC.as_uri()}/", url_fetcher=engine.fetcher)
        try:
            document = page.render(font_config=engine.fonts, stylesheets=[engine.css], pdf_variant=VARIANT)
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
        pdf = document.write_pdf(pdf_variant=VARIANT, finisher=functools.partial(_finish, anchors))
    return RenderedPaper(pdf, len(document.pages), anchors)


@dataclass(frozen=True)
class _Engine:
    fonts: Any
    css: Any
    fetcher: Any


@functools.cache
def _engine(configuration: Path) -> _Engine:
    # Late, because loading WeasyPrint loads Pango, which reads the font configuration from the environment.
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class InsideOnly(URLFetcher):
        """Fetch data: addresses and files of the program; a face that names anything else is not printed."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if not url.startswith("data:") and not _is_inside(url):
                raise FatalURLFetchingError(f"a paper may not fetch {url}")
            return super().fetch(url, headers)

    font_configuration = FontConfiguration()
    fetcher = InsideOnly(allowed_protocols=["data", "file"], allow_redirects=False)
    css = CSS(filename=PAPER_CSS, font_config=font_configuration, url_fetcher=fetcher)
    return _Engine(font_configuration, css, fetcher)


def _is_inside(url: str) -> bool:
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    return parts.scheme == "file" and (
        path.is_relative_to(STATIC) or path.is_relative_to(font_cutting.TYPEFACES)
    )


def _anchors(pages: Iterable[Any]) -> dict[str, Anchor]:
    found = {}
    for number, page in enumerate(pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            numbers = (left, page.height - bottom, right, page.height - top)
            found[name] = Anchor(number, *(round(value * POINTS_PER_PIXEL, 2) for value in numbers))
    return found


def _finish(anchors: Mapping[str, Anchor], document: Any, pdf: Any) -> None:
    """Name the places as destinations of kind FitR, the one kind that holds a rectangle."""
    import pydyf

    named = pydyf.Array()
    for name, place in sorted(anchors.items()):
        rectangle = (place.left, place.bottom, place.right, place.top)
        named += [pydyf.String(name), pydyf.Array([pdf.page_references[place.page], "/FitR", *rectangle])]
    if named:
        names = pdf.catalog.setdefault("Names", pydyf.Dictionary())
        names["Dests"] = pydyf.Dictionary({"Names": named})
    if "AF" in pdf.catalog:
        # WeasyPrint 70 lists each associated file twice.
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _w3c(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
