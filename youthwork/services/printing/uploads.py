"""上传: what kind of file it really is, decided by its content, and its way into the store."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from youthwork.domain.errors import Unacceptable
from youthwork.services.path.impressions import Scan
from youthwork.services.printing.papers import store

MOST_BYTES = 10 * 1024 * 1024
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def keep_scan(content: bytes) -> Scan:
    """盖章件扫描: a PDF, JPG or PNG of at most 10 MB, kept by content hash."""
    if not content:
        raise Unacceptable("上传的文件是空的，请重新选择盖章件的扫描或照片")
    if len(content) > MOST_BYTES:
        raise Unacceptable(f"扫描件有 {len(content) / 1048576:.0f} MB，最多 10 MB：请降低扫描分辨率后再传")
    # Named first: what is not taken is not kept.
    media_type = _media_type(content)
    return Scan(store().put(content), media_type)


def _media_type(content: bytes) -> str:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        with Image.open(io.BytesIO(content)) as image:
            kind = _IMAGES.get(image.format or "")
            image.verify()
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Unacceptable(_WRONG_KIND) from error
    if kind is None:
        raise Unacceptable(_WRONG_KIND)
    return kind


_WRONG_KIND = "这不是 PDF、JPG 或 PNG：请上传盖章件的扫描或照片"
