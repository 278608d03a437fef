"""印模图像: an uploaded picture of a seal, checked and made clean: red ink, everything else transparent.

It is pressed in its real size, so its edge must be the seal's edge: the picture is cut to the ink. What is kept
is a new PNG without anything of the uploaded file but its ink.
"""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageMath, ImageOps, UnidentifiedImageError

from youthwork.documents.images import load_whole
from youthwork.domain.errors import Unacceptable

MOST_BYTES = 10 * 1024 * 1024
#: A square decimetre at 1,200 dpi has 22 million.
MOST_PIXELS = 25_000_000
LEAST_DPI, MOST_DPI = 300, 600
_MM_PER_INCH = 25.4
_KINDS = ("PNG", "JPEG")
#: Of 255: fainter than this is paper, stronger than that is ink.
_PAPER, _INK = 24, 64
#: How much redder than green and blue a red is, of 255.
_RED = 40
#: Parts of the picture that may be ink, parts of the ink that must be red, and how far from round it may be.
_LEAST_INK, _MOST_INK = 0.03, 0.6
_LEAST_RED = 0.8
_OUT_OF_ROUND = 0.04


def clean(content: bytes, diameter_mm: int) -> bytes:
    """The picture as it will be pressed: PNG, cut to the ink, paper transparent, no metadata.

    `content` is a PNG or JPG of at most 10 MB; raises `Unacceptable` with what is wrong and how to mend it.
    """
    flat = _on_white(_opened(content))
    cut = _cut_to_ink(flat)
    _check_size(cut, diameter_mm)
    side = min(max(cut.size), _pixels(diameter_mm, MOST_DPI))
    squared = cut if cut.size == (side, side) else cut.resize((side, side), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    _without_paper(squared).save(made, "PNG", optimize=True)
    return made.getvalue()


def _opened(content: bytes) -> Image.Image:
    if not content:
        raise Unacceptable("没有选择图像，或文件是空的：请上传印模的 PNG 或 JPG")
    if len(content) > MOST_BYTES:
        raise Unacceptable(f"图像有 {len(content) / 1048576:.0f} MB，最多 10 MB：请裁到印章边缘再传")
    try:
        image = Image.open(io.BytesIO(content), formats=_KINDS)
        if image.width * image.height > MOST_PIXELS:
            raise Unacceptable(
                f"图像有 {image.width}×{image.height} 像素，太大：请裁到印章边缘，600 dpi 就够了"
            )
        load_whole(image)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unacceptable("这不是 PNG 或 JPG 图像：请上传印模的扫描") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Unacceptable("图像不完整，打不开：请重新扫描或重新导出") from error
    return ImageOps.exif_transpose(image)


def _on_white(image: Image.Image) -> Image.Image:
    """As it would look on paper, whether its ground was white or transparent."""
    inked = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", inked.size, "white"), inked).convert("RGB")


def _cut_to_ink(flat: Image.Image) -> Image.Image:
    """The square around the ink; refuse what is not a round red seal on white."""
    ink = _strength(flat).point(lambda value: 255 if value >= _INK else 0)
    box = ink.getbbox()
    if box is None:
        raise Unacceptable("图像是空白的，没有印迹：请重新扫描")
    wide, high = box[2] - box[0], box[3] - box[1]
    if abs(wide - high) > max(wide, high) * _OUT_OF_ROUND:
        raise Unacceptable(
            f"印迹宽 {wide} 像素、高 {high} 像素，不是正圆：请把印章以外的字迹、污点去掉，印章要完整、不能压扁"
        )
    cut, ink = flat.crop(box), ink.crop(box)
    share = _count(ink) / (wide * high)
    if share > _MOST_INK:
        raise Unacceptable("底色不是白色或透明：请把底色去净再传，拍的照片请先处理成扫描件的样子")
    if share < _LEAST_INK:
        raise Unacceptable("印迹太少，看不出印文：请重新盖一枚清楚的印模再扫描")
    if _red(cut, ink) < _LEAST_RED:
        raise Unacceptable("印迹大部分不是红色：请用红色印油盖在白纸上，彩色扫描")
    if any(_count(ink.crop(corner)) for corner in _corners(wide, high)):
        raise Unacceptable("印章四角不是空白：只取印章本身，不要带方框或其他文字")
    return cut


def _check_size(cut: Image.Image, diameter_mm: int) -> None:
    least = _pixels(diameter_mm, LEAST_DPI)
    if min(cut.size) < least * (1 - _OUT_OF_ROUND):
        raise Unacceptable(
            f"印迹只有 {min(cut.size)} 像素宽：直径 {diameter_mm} 毫米的印章至少要 {least} 像素"
            f"（{LEAST_DPI} dpi），请提高扫描分辨率"
        )


def _without_paper(flat: Image.Image) -> Image.Image:
    """The ink alone: how strong it lies is its alpha, and its colour is what would give this on white."""
    alpha = _strength(flat).point(lambda value: 0 if value < _PAPER else value)
    colours = [
        ImageMath.lambda_eval(
            lambda args: args["convert"](
                args["max"](255 - (255 - args["shade"]) * 255 / args["max"](args["alpha"], 1), 0), "L"
            ),
            shade=shade,
            alpha=alpha,
        )
        for shade in flat.split()
    ]
    return Image.merge("RGBA", (*colours, alpha))


def _strength(flat: Image.Image) -> Image.Image:
    """How far each pixel is from white."""
    red, green, blue = flat.split()
    return ImageChops.invert(ImageChops.darker(red, ImageChops.darker(green, blue)))


def _red(flat: Image.Image, ink: Image.Image) -> float:
    """Which part of the ink is red."""
    red, green, blue = flat.split()
    redder = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    return _count(ImageChops.darker(redder.point(lambda value: 255 if value >= _RED else 0), ink)) / _count(
        ink
    )


def _corners(wide: int, high: int) -> list[tuple[int, int, int, int]]:
    """Squares a tenth as wide, which a circle does not reach."""
    side = min(wide, high) // 10
    return [(left, top, left + side, top + side) for left in (0, wide - side) for top in (0, high - side)]


def _count(mask: Image.Image) -> int:
    return mask.histogram()[255]


def _pixels(diameter_mm: int, dpi: int) -> int:
    return round(diameter_mm / _MM_PER_INCH * dpi)
