"""排版引擎: WeasyPrint, set up once per process: our style sheet read, one font configuration, few elements known.

Sharing the font configuration alone halves the cost of a sheet.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from youthwork.documents import font_cutting

STATIC = Path(__file__).parent.parent / "static"
PAPER_CSS = STATIC / "paper.css"
# What a browser knows by itself, as far as our papers use it. WeasyPrint's own sheet has two hundred rules, five
# of them for pseudo-elements of every element, and costs a tenth of a long table.
ELEMENTS_CSS = """
html, body, article, section, div, h1, h2, h3, p, ul, ol, img { display: block }
li { display: list-item }
head, link, meta, script, style, title { display: none }
table { display: table }
colgroup { display: table-column-group }
col { display: table-column }
thead { display: table-header-group; vertical-align: middle }
tbody { display: table-row-group; vertical-align: middle }
tr { display: table-row; vertical-align: inherit }
td, th { display: table-cell; vertical-align: inherit }
br::before { content: "\\A"; white-space: pre-line }
svg { overflow: hidden }
"""


@dataclass(frozen=True)
class Engine:
    """What renders a page: `page(html, base_url)` reads one, to be rendered with `fonts` and `css`."""

    fonts: Any
    css: Any
    page: Callable[[str, str], Any]


@functools.cache
def engine(configuration: Path) -> Engine:
    """Set WeasyPrint up for a fontconfig file; asked again, the same."""
    # Late, because loading WeasyPrint loads Pango, which reads the font configuration from the environment.
    import cssselect2
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class InsideOnly(URLFetcher):
        """Fetch data: addresses and files of the program; a face that names anything else is not printed."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if not url.startswith("data:") and not _is_inside(url):
                raise FatalURLFetchingError(f"a paper may not fetch {url}")
            return super().fetch(url, headers)

    class Page(HTML):
        """A page in our few elements; one written as XML is read in C."""

        def __init__(self, html: str, base_url: str) -> None:
            try:
                root = ElementTree.fromstring(html)
            except ElementTree.ParseError:
                super().__init__(string=html, base_url=base_url, url_fetcher=fetcher)
            else:
                self.base_url, self.url_fetcher, self.media_type = base_url, fetcher, "print"
                self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
                self.etree_element = self.wrapper_element.etree_element

        def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
            return [elements]

    font_configuration = FontConfiguration()
    fetcher = InsideOnly(allowed_protocols=["data", "file"], allow_redirects=False)
    elements = CSS(string=ELEMENTS_CSS, font_config=font_configuration)
    css = CSS(filename=PAPER_CSS, font_config=font_configuration, url_fetcher=fetcher)
    return Engine(font_configuration, css, Page)


def _is_inside(url: str) -> bool:
    parts = urlsplit(url)
    path = Path(unquote(parts.path)).resolve()
    return parts.scheme == "file" and (
        path.is_relative_to(STATIC) or path.is_relative_to(font_cutting.TYPEFACES)
    )
