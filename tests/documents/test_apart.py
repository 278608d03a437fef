"""隔开验看: a file that bursts, runs for ever or kills its reader costs the server nothing but a sentence."""

from __future__ import annotations

import io
import logging
import resource

import pikepdf
import pytest
from PIL import Image

from tests.documents.test_pdf_examining import a_pdf
from youthwork.documents import apart
from youthwork.domain.errors import Unacceptable


def png(size: tuple[int, int]) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#3a7").save(written, "PNG")
    return written.getvalue()


def test_a_picture_comes_back_small_with_its_small_picture() -> None:
    taken = apart.examine("picture", png((2000, 1000)))
    assert taken.content and taken.thumbnail
    assert Image.open(io.BytesIO(taken.content)).size == (1600, 800)
    assert Image.open(io.BytesIO(taken.thumbnail)).size == (320, 160)


def test_a_pdf_stays_as_it_came_and_its_first_page_is_drawn() -> None:
    taken = apart.examine("pdf", a_pdf(pages=3))
    assert taken.content is None and taken.pages == 3
    assert taken.thumbnail and max(Image.open(io.BytesIO(taken.thumbnail)).size) == 320


def test_the_sentence_of_a_refusal_comes_through() -> None:
    with pytest.raises(Unacceptable, match="照片不完整"):
        apart.examine("picture", png((20, 20))[:60])


def test_a_reader_that_falls_over_is_a_refusal_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", "import os; os.abort()")
    with caplog.at_level(logging.WARNING), pytest.raises(Unacceptable, match="打不开"):
        apart.examine("picture", b"")
    assert "ended its reader: -6" in caplog.text


def test_a_reader_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setattr(apart, "_MOST_SECONDS", 0.2)
    with pytest.raises(Unacceptable, match="太多内存和时间"):
        apart.examine("picture", b"")


def test_more_memory_than_is_allowed_is_not_had(monkeypatch: pytest.MonkeyPatch) -> None:
    greedy = apart._PROGRAM.replace(
        "main(sys.argv[2])", "from youthwork.documents import apart; apart._bound(); bytearray(2 ** 31)"
    )
    monkeypatch.setattr(apart, "_PROGRAM", greedy)
    with pytest.raises(Unacceptable, match="太多内存"):
        apart.examine("picture", b"")
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != apart.MOST_MEMORY, "the bound is the reader's alone"


def test_a_pdf_made_to_burst_is_refused_within_the_bounds() -> None:
    pdf = pikepdf.open(io.BytesIO(a_pdf()))
    pdf.pages[0].Contents = pikepdf.Stream(pdf, b" " * (200 * 1024 * 1024))
    written = io.BytesIO()
    pdf.save(written, compress_streams=True)
    assert len(written.getvalue()) < 1024 * 1024
    try:
        taken = apart.examine("pdf", written.getvalue())
    except Unacceptable as refused:
        assert "打不开" in refused.sentence
    else:
        assert taken.pages == 1
