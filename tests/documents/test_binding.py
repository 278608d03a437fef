"""合订: every paper's pages as they are, numbered, bookmarked, and never more in memory than one paper."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from tests.documents.reading import page_texts
from youthwork.documents import pdf
from youthwork.documents.binding import Binder, Bookmark


def sheet(words: str, pages: int = 1, style: str = "size: A4") -> bytes:
    body = "".join(f'<p style="break-after: page">{words} {number + 1}</p>' for number in range(pages))
    html = f'<html lang="zh-CN"><style>@page {{ {style} }}</style><body>{body}</body></html>'
    return pdf.render(html, title=words, data={"words": words}).pdf


@pytest.fixture(scope="module")
def papers() -> list[bytes]:
    return [sheet("甲县（表）"), sheet("乙县", 3), sheet("丙县", style="size: A4 landscape")]


def bind(place: Path, papers: list[bytes]) -> pikepdf.Pdf:
    with Binder(place, "汇编") as binder:
        firsts = [binder.add(paper) for paper in papers]
        binder.add_front(sheet("目录"))
        units = [Bookmark("甲（单位）", firsts[0], [Bookmark("表", firsts[0])])]
        binder.outline = [*units, Bookmark("乙", firsts[1])]
    return pikepdf.open(place)


def test_it_works(tmp_path: Path, papers: list[bytes]) -> None:
    with bind(tmp_path / "book.pdf", papers) as book:
        assert len(book.pages) == 1 + 1 + 3 + 1
        assert book.docinfo["/Title"] == "汇编"
    texts = page_texts((tmp_path / "book.pdf").read_bytes())
    begin = ["目录", "甲县（表）", "乙县1", "乙县2", "乙县3", "丙县"]
    assert [text.startswith(words) for text, words in zip(texts, begin, strict=True)] == [True] * 6


def test_qpdf_finds_nothing_wrong(tmp_path: Path, papers: list[bytes]) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf is not installed")
    bind(tmp_path / "book.pdf", papers).close()
    ran = subprocess.run(["qpdf", "--check", str(tmp_path / "book.pdf")], capture_output=True, text=True)
    assert ran.returncode == 0 and "No syntax or stream encoding errors" in ran.stdout, (
        ran.stdout + ran.stderr
    )


def test_each_page_carries_the_books_number_in_its_outer_corner_and_the_front_none(
    tmp_path: Path, papers: list[bytes]
) -> None:
    bind(tmp_path / "book.pdf", papers).close()
    book = pypdfium2.PdfDocument(tmp_path / "book.pdf")
    found = []
    for page in list(book)[1:]:
        width, height = page.get_size()
        words = page.get_textpage()
        left = words.get_text_bounded(0, height - 40, 60, height).strip()
        right = words.get_text_bounded(width - 60, height - 40, width, height).strip()
        found.append((left, right))
    assert found == [("", "1"), ("2", ""), ("", "3"), ("4", ""), ("", "5")]
    labels = [book.get_page_label(at) for at in range(len(book))]
    book.close()
    assert labels == ["i", "1", "2", "3", "4", "5"]


def test_a_page_looks_as_it_did(tmp_path: Path, papers: list[bytes]) -> None:
    bind(tmp_path / "book.pdf", papers).close()
    book, single = pypdfium2.PdfDocument(tmp_path / "book.pdf"), pypdfium2.PdfDocument(papers[2])
    bound, alone = (
        document[at].render(scale=1).to_pil().convert("L") for document, at in ((book, 5), (single, 0))
    )
    # The corner where the book's number stands is left out.
    below = (0, 40, *bound.size)
    assert bound.size == alone.size == (842, 596)
    assert ImageChops.difference(bound.crop(below), alone.crop(below)).getbbox() is None
    book.close()
    single.close()


def test_the_bookmarks_lead_to_the_pages_behind_the_front(tmp_path: Path, papers: list[bytes]) -> None:
    bind(tmp_path / "book.pdf", papers).close()
    book = pypdfium2.PdfDocument(tmp_path / "book.pdf")
    marks = [(mark.level, mark.get_title(), mark.get_dest().get_index()) for mark in book.get_toc()]
    book.close()
    assert marks == [(0, "甲（单位）", 1), (1, "表", 1), (0, "乙", 2)]


def test_what_a_signature_laid_over_the_page_is_printed_and_no_field_is_left(tmp_path: Path) -> None:
    with Binder(tmp_path / "book.pdf", "汇编") as binder:
        binder.add(_with_a_red_field())
    book = pypdfium2.PdfDocument(tmp_path / "book.pdf")
    picture = book[0].render(scale=1, may_draw_forms=False).to_pil().convert("RGB")
    book.close()
    assert picture.getpixel((150, 842 - 150)) == (255, 0, 0)
    with pikepdf.open(tmp_path / "book.pdf") as bound:
        assert "/AcroForm" not in bound.Root and "/Annots" not in bound.pages[0]


def _with_a_red_field() -> bytes:
    """A page with a signature field whose look is a red square, as a seal is."""
    content = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        look = document.make_stream(b"1 0 0 rg 0 0 100 100 re f")
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 100, 100]
        widget = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=pikepdf.String("UnitSeal"),
                Rect=[100, 100, 200, 200],
                F=4,
                AP=pikepdf.Dictionary(N=look),
            )
        )
        page.obj.Annots = pikepdf.Array([widget])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([widget]), SigFlags=3)
        document.save(content)
    return content.getvalue()


def test_attached_data_stays_behind(tmp_path: Path, papers: list[bytes]) -> None:
    with bind(tmp_path / "book.pdf", papers) as book:
        assert len(book.attachments) == 0
    assert b"answers.json" not in (tmp_path / "book.pdf").read_bytes()


def test_a_string_that_looks_like_a_reference_is_left_alone(tmp_path: Path) -> None:
    content = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        page.obj.Note = pikepdf.String("see 1 0 R (and 2 0 R\\) here")
        page.obj.Other = document.make_indirect(pikepdf.Dictionary(Word=pikepdf.String("汇 1 0 R")))
        document.save(content)
    with Binder(tmp_path / "book.pdf", "汇编") as binder:
        binder.add(content.getvalue())
    with pikepdf.open(tmp_path / "book.pdf") as book:
        assert str(book.pages[0].obj.Note) == "see 1 0 R (and 2 0 R\\) here"
        assert str(book.pages[0].obj.Other.Word) == "汇 1 0 R"


def test_an_exception_leaves_no_whole_book(tmp_path: Path, papers: list[bytes]) -> None:
    with pytest.raises(ZeroDivisionError), Binder(tmp_path / "book.pdf", "汇编") as binder:
        binder.add(papers[0])
        raise ZeroDivisionError
    with pytest.raises(pikepdf.PdfError):
        pikepdf.open(tmp_path / "book.pdf", attempt_recovery=False)
