"""合订: many finished papers into one PDF for the printer, a paper at a time.

    with Binder(path, "2026年任务表汇编") as binder:
        first = binder.add(paper)               # the page it begins on, from 1
        binder.add_blank()
        binder.add_front(cover)                 # before all of them, without a number, at any time
        binder.outline = [Bookmark("团云溪县委", first)]

Every paper is read, copied object by object and forgotten, so that two thousand need no more memory than one
(a PDF library that merges holds the objects of all of them: 700 MB). What is copied is what one sees: seals and
marks that a signature laid over the page become part of it, for a signature of the single file means nothing in
the book; attached data, forms and structure stay behind.
"""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import pikepdf
from pikepdf import Name

A4 = (595.28, 841.89)
_POINTS_PER_MM = 72 / 25.4
#: What stands before the first object of every paper: catalogue, page tree, outline, facts.
_CATALOGUE, _PAGES, _OUTLINE, _FACTS = 1, 2, 3, 4
#: A string, or a reference to an object. qpdf escapes every bracket inside a string, so strings are skipped whole.
_REFERENCE = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9a-fA-F]*>|(\d+) (\d+) R\b", re.DOTALL)
#: A page's own entries that lead out of the page or need the paper around it.
_LEFT_BEHIND = ("/Parent", "/Annots", "/AF", "/StructParents", "/Tabs", "/Metadata", "/B", "/PieceInfo")
#: An object of the paper at hand → what it is called in the book.
Numbers = dict[tuple[int, int], int]
_INHERITED = ("/MediaBox", "/CropBox", "/Resources", "/Rotate")


@dataclass
class Bookmark:
    """书签: a title and the page it leads to, as the book counts them, from 1."""

    title: str
    page: int
    children: list[Bookmark] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many lines below it, all of them."""
        return sum(1 + child.count for child in self.children)


class Binder:
    """合订本 being written to a file; whole once the block has ended without an exception."""

    def __init__(self, path: Path, title: str) -> None:
        self.outline: list[Bookmark] = []
        self._title = title
        self._file = path.open("wb")
        self._offsets = [0] * (_FACTS + 1)
        self._front: list[int] = []
        self._pages: list[int] = []
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def __enter__(self) -> Binder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()

    @property
    def page_count(self) -> int:
        return len(self._pages)

    @property
    def front_count(self) -> int:
        return len(self._front)

    def add(self, paper: bytes) -> int:
        """Add every page of a paper, with the book's own page number in the upper outer corner; gives its first."""
        first = self.page_count + 1
        with pikepdf.open(io.BytesIO(paper)) as source:
            for number, page in enumerate(source.pages, start=first):
                _number(page, number)
            self._pages += self._copy_pages(source)
        return first

    def add_blank(self) -> None:
        """An empty page, so that the next paper begins on a right-hand one."""
        self._pages.append(self._blank())

    def add_front(self, paper: bytes) -> None:
        """Cover and contents, before the first paper and outside its numbering."""
        with pikepdf.open(io.BytesIO(paper)) as source:
            self._front += self._copy_pages(source)

    def add_front_blank(self) -> None:
        self._front.append(self._blank())

    def _blank(self) -> int:
        number = self._reserve()
        self._object(number, b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] >>" % (_PAGES, *A4))
        return number

    def _copy_pages(self, source: pikepdf.Pdf) -> list[int]:
        """Every page of the paper, and what it is made of; what they are called in the book."""
        source.flatten_annotations("all")
        pages = {page.obj.objgen: self._reserve() for page in source.pages}
        numbers = dict(pages)
        for page in source.pages:
            self._copy_page(page.obj, numbers)
        self._copy_rest(source, numbers, set(pages))
        return list(pages.values())

    def _copy_page(self, page: pikepdf.Object, numbers: Numbers) -> None:
        for key in _INHERITED:
            if key not in page and (inherited := _inherited(page, key)) is not None:
                page[key] = inherited
        for key in _LEFT_BEHIND:
            if key in page:
                del page[key]
        body = self._renumbered(page.unparse(resolved=True), numbers)
        self._object(numbers[page.objgen], b"<< /Parent %d 0 R " % _PAGES + body[2:])

    def _copy_rest(self, source: pikepdf.Pdf, numbers: Numbers, pages: set[tuple[int, int]]) -> None:
        """Everything the pages speak of, and what that speaks of in turn."""
        waiting = [key for key in numbers if key not in pages]
        while waiting:
            key = waiting.pop()
            known = len(numbers)
            self._copy(source.get_object(*key), numbers[key], numbers)
            waiting += list(numbers)[known:]

    def _copy(self, found: pikepdf.Object, number: int, numbers: Numbers) -> None:
        if not isinstance(found, pikepdf.Stream):
            self._object(number, self._renumbered(found.unparse(resolved=True), numbers))
            return
        content = found.read_raw_bytes()
        about = found.stream_dict
        about["/Length"] = len(content)
        head = self._renumbered(about.unparse(resolved=True), numbers)
        self._object(number, head + b"\nstream\n" + content + b"\nendstream")

    def _renumbered(self, body: bytes, numbers: Numbers) -> bytes:
        """The object with its references as they are called in the book; new ones get a number."""

        def renumber(match: re.Match[bytes]) -> bytes:
            if match[1] is None:
                return match[0]
            key = (int(match[1]), int(match[2]))
            if key not in numbers:
                numbers[key] = self._reserve()
            return b"%d 0 R" % numbers[key]

        return _REFERENCE.sub(renumber, body)

    def _finish(self) -> None:
        self._object(
            _CATALOGUE,
            b"<< /Type /Catalog /Pages %d 0 R /Outlines %d 0 R /PageMode /UseOutlines /Lang (zh-CN) "
            b"/PageLabels << /Nums [0 << /S /r >> %d << /S /D >>] >> >>"
            % (_PAGES, _OUTLINE, len(self._front)),
        )
        pages = self._front + self._pages
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        self._object(_PAGES, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids))
        self._object(_FACTS, b"<< /Title %s >>" % _text(self._title))
        whole = Bookmark("", 0, self.outline)
        self._object(_OUTLINE, b"<< /Type /Outlines%s >>" % self._lines(whole, _OUTLINE))
        start = self._file.tell()
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % len(self._offsets))
        self._write(b"".join(b"%010d 00000 n \n" % offset for offset in self._offsets[1:]))
        self._write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (len(self._offsets), _CATALOGUE, _FACTS, start)
        )
        self._file.flush()
        os.fsync(self._file.fileno())

    def _lines(self, above: Bookmark, number: int) -> bytes:
        """The bookmarks below one, each written; gives how the one above speaks of them."""
        if not above.children:
            return b""
        numbers = [self._reserve() for _ in above.children]
        for at, (child, mine) in enumerate(zip(above.children, numbers, strict=True)):
            page = self._pages[child.page - 1]
            before = b" /Prev %d 0 R" % numbers[at - 1] if at else b""
            behind = b" /Next %d 0 R" % numbers[at + 1] if at + 1 < len(numbers) else b""
            self._object(
                mine,
                b"<< /Title %s /Parent %d 0 R /Dest [%d 0 R /Fit]%s%s%s >>"
                % (_text(child.title), number, page, before, behind, self._lines(child, mine)),
            )
        # Units are shown, their papers folded away.
        count = len(numbers) if number == _OUTLINE else -above.count
        return b" /First %d 0 R /Last %d 0 R /Count %d" % (numbers[0], numbers[-1], count)

    def _reserve(self) -> int:
        self._offsets.append(0)
        return len(self._offsets) - 1

    def _object(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._file.tell()
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, content: bytes) -> None:
        self._file.write(content)


def _inherited(page: pikepdf.Object, key: str) -> pikepdf.Object | None:
    above = page.get("/Parent")
    while above is not None:
        if key in above:
            return above[key]
        above = above.get("/Parent")
    return None


def _number(page: pikepdf.Page, number: int) -> None:
    """页号 of the book, 8 mm from the upper outer corner; what the page draws itself is fenced off from it."""
    left, _, right, top = (float(each) for each in page.mediabox)
    width = 5.0 * len(str(number))
    margin = 8 * _POINTS_PER_MM
    x = right - margin - width if number % 2 else left + margin
    words = b"\nQ\nq BT /BookNumber 9 Tf 0.35 g %.2f %.2f Td (%d) Tj ET Q\n" % (x, top - margin, number)
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(words)
    resources = page.resources
    if Name.Font not in resources:
        resources.Font = pikepdf.Dictionary()
    resources.Font.BookNumber = pikepdf.Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica
    )


def _text(words: str) -> bytes:
    return b"<" + ("\ufeff" + words).encode("utf-16-be").hex().encode() + b">"
