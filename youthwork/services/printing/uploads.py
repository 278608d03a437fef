"""上传: what kind of file it really is, decided by its content, and its way into the store."""

from __future__ import annotations

import io

from PIL import Image, UnidentifiedImageError

from youthwork.documents.images import load_whole
from youthwork.domain.errors import Unacceptable
from youthwork.services.path.impressions import Scan
from youthwork.services.printing.papers import store

MOST_BYTES = 10 * 1024 * 1024
#: A3 at 400 dpi has 31 million.
MOST_PIXELS = 60_000_000
_IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}
#: A phone's JPEG with a second picture behind the first is opened as JPEG and calls itself so.
_WITH_ANOTHER = {"MPO": "image/jpeg"}


def keep_scan(content: bytes, what: str = "盖章件") -> Scan:
    """盖章件扫描, or that of another paper: a PDF, JPG or PNG of at most 10 MB, kept by content hash."""
    if not content:
        raise Unacceptable(f"上传的文件是空的，请重新选择{what}的扫描或照片")
    if len(content) > MOST_BYTES:
        raise Unacceptable(f"扫描件有 {len(content) / 1048576:.0f} MB，最多 10 MB：请降低扫描分辨率后再传")
    # Named first: what is not taken is not kept.
    media_type = _media_type(content, what)
    return Scan(store().put(content), media_type)


def _media_type(content: bytes, what: str) -> str:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_IMAGES)) as image:
            kind = (_IMAGES | _WITH_ANOTHER)[image.format or ""]
            if image.width * image.height > MOST_PIXELS:
                raise Unacceptable(f"图片有 {image.width}×{image.height} 像素，太大：请降低扫描分辨率后再传")
            load_whole(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unacceptable(f"这不是 PDF、JPG 或 PNG：请上传{what}的扫描或照片") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Unacceptable("图片不完整，打不开：请重新扫描或重新拍照再传") from error
    return kind
