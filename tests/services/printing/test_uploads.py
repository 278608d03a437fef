"""上传: a scan is what its content says, not what its name says."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image

from youthwork.domain.errors import Unacceptable
from youthwork.services.printing.papers import store
from youthwork.services.printing.uploads import MOST_BYTES, keep_scan


def image(kind: str) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.4\n", "application/pdf"),
        (image("JPEG"), "image/jpeg"),
        (image("PNG"), "image/png"),
    ],
)
def test_a_pdf_or_a_picture_is_kept_as_it_came(app: Flask, content: bytes, media_type: str) -> None:
    scan = keep_scan(content)
    assert scan.media_type == media_type
    assert store().get(scan.sha256) == content


def test_a_phone_s_photo_with_a_second_picture_behind_it_is_kept(app: Flask) -> None:
    written = io.BytesIO()
    both = [Image.new("RGB", (8, 8), colour) for colour in ("white", "black")]
    both[0].save(written, "MPO", save_all=True, append_images=both[1:])
    assert keep_scan(written.getvalue()).media_type == "image/jpeg"


@pytest.mark.parametrize(
    "content",
    [image("GIF"), image("BMP"), b"MZ\x90 a program", b"PK\x03\x04 a document", "扫描件".encode()],
)
def test_another_kind_is_refused_and_not_stored(app: Flask, content: bytes) -> None:
    with pytest.raises(Unacceptable, match="不是 PDF、JPG 或 PNG"):
        keep_scan(content)
    assert not list(store().root.glob("**/*"))


def test_a_cut_off_picture_is_refused(app: Flask) -> None:
    with pytest.raises(Unacceptable):
        keep_scan(image("PNG")[:40])


def test_an_oversized_scan_is_refused_with_its_size_and_what_to_do(app: Flask) -> None:
    with pytest.raises(Unacceptable, match="11 MB，最多 10 MB：请降低扫描分辨率"):
        keep_scan(b"%PDF-" + b"0" * (MOST_BYTES + 2**20))
    assert keep_scan(b"%PDF-" + b"0" * (MOST_BYTES - 5)).media_type == "application/pdf"


def test_an_empty_file_is_refused(app: Flask) -> None:
    with pytest.raises(Unacceptable, match="空的"):
        keep_scan(b"")
