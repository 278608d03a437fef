"""照片: make a picture from anywhere small and anonymous: upright, at most 1600 pixels, nothing but its pixels.

Whatever came in – GPS, maker notes, XMP, a second picture, a script behind the last byte – is left behind, because
a new JPEG is drawn from the decoded pixels. A picture may have no more pixels than its format unpacks in bearable
memory; `apart.py` bounds the rest.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from youthwork.documents.images import load_whole
from youthwork.domain.errors import Unacceptable

LONG_EDGE = 1600
THUMBNAIL_EDGE = 320
_QUALITY = 82
_THUMBNAIL_QUALITY = 75
#: A baseline JPEG is reduced while it is decoded; everything else is unpacked whole first.
MOST_PIXELS_REDUCED = 85_000_000
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
#: Opened as JPEG, a file with a second picture behind the first (a phone's depth or gain map) calls itself MPO.
_JPEGS = ("JPEG", "MPO")
_SRGB = ImageCms.createProfile("sRGB")
_MUCH_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
#: What Pillow raises for a file that breaks off or contradicts itself, wherever in its plugins.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, RuntimeError, struct.error)

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


@dataclass(frozen=True)
class Picture:
    """一张照片 as it is kept: JPEG, sRGB, without metadata; and its small picture, JPEG too."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def shrink(content: bytes) -> Picture:
    """缩小照片: the picture upright, its long edge at most 1600 pixels, and a thumbnail of at most 320.

    `content` is a JPEG, PNG, WebP or HEIC. Raises `Unacceptable` where it has too many pixels or a part of it is
    missing. The first frame of an animation is the picture.
    """
    try:
        flat = _upright(content)
    except _MUCH_TOO_LARGE as error:
        raise Unacceptable(_too_large("九千万以上")) from error
    except _BROKEN as error:
        raise Unacceptable("照片不完整，打不开：请重新拍一张，或在相册里另存后再传") from error
    return Picture(jpeg(flat), thumbnail(flat), flat.width, flat.height)


def thumbnail(image: Image.Image) -> bytes:
    """小图: the picture as a JPEG of at most 320 pixels."""
    small = image.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    return jpeg(small, _THUMBNAIL_QUALITY)


def jpeg(image: Image.Image, quality: int = _QUALITY) -> bytes:
    """The pixels as a JPEG, on white where they were transparent, and nothing else of the image."""
    bare = Image.new("RGB", image.size, "white")
    bare.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def _upright(content: bytes) -> Image.Image:
    """The picture in RGB or RGBA, sRGB, turned as its camera was held, not larger than it is kept."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        _check_pixels(image)
        if image.format in _JPEGS:
            image.draft("RGB", (LONG_EDGE, LONG_EDGE))
        load_whole(image)
        small = _shrunk(_plain(image))
        return _turned(_in_srgb(small, image.info.get("icc_profile")), _orientation(image))


def _check_pixels(image: Image.Image) -> None:
    is_reduced = image.format in _JPEGS and not image.info.get("progressive")
    if image.width * image.height > (MOST_PIXELS_REDUCED if is_reduced else MOST_PIXELS):
        raise Unacceptable(_too_large(f"{image.width}×{image.height}"))


def _too_large(size: str) -> str:
    return f"照片有 {size} 像素，太大：请在手机相册里调小尺寸，或截一张屏再传"


def _orientation(image: Image.Image) -> int:
    """EXIF 方向 1–8; 1 where there is none that can be read."""
    try:
        found = image.getexif().get(0x0112, 1)
    except (UserWarning, *_BROKEN):
        # Pillow warns of an EXIF it cannot read; whoever makes errors of warnings loses no photo by it.
        return 1
    return found if isinstance(found, int) and found in _TURNS else 1


_T = Image.Transpose
_TURNS = {
    1: None,
    2: _T.FLIP_LEFT_RIGHT,
    3: _T.ROTATE_180,
    4: _T.FLIP_TOP_BOTTOM,
    5: _T.TRANSPOSE,
    6: _T.ROTATE_270,
    7: _T.TRANSVERSE,
    8: _T.ROTATE_90,
}


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS[orientation]
    return image if turn is None else image.transpose(turn)


def _plain(image: Image.Image) -> Image.Image:
    """Colours that can be scaled: RGB, RGBA or CMYK."""
    if image.mode in ("RGB", "RGBA", "CMYK"):
        return image
    if image.mode.startswith("I"):
        # Sixteen bits of grey: converted straight, everything above 255 would turn white.
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _shrunk(image: Image.Image) -> Image.Image:
    if max(image.size) <= LONG_EDGE:
        return image
    return ImageOps.contain(image, (LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Phones take wide colours (Display P3); without its profile such a picture would look faded."""
    if profile:
        try:
            alpha = image.getchannel("A") if image.mode == "RGBA" else None
            base = image.convert("RGB") if alpha else image
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(base, source, _SRGB, outputMode="RGB")
            assert changed is not None
            if alpha:
                changed.putalpha(alpha)
            return changed
        except (ImageCms.PyCMSError, *_BROKEN):
            # A profile that cannot be read, or is of another kind of picture, says nothing about this one.
            pass
    return image.convert("RGB") if image.mode == "CMYK" else image
