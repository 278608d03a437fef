"""印模图像: what may be uploaded as a seal, what is refused with which sentence, and what is kept of it."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFile
from PIL.PngImagePlugin import PngInfo

from tests.services.seals.seal_cases import RED, drawing, jpg, png
from youthwork.domain.errors import Unacceptable
from youthwork.services.seals import picture


def cleaned(content: bytes, diameter_mm: int = 40) -> Image.Image:
    return Image.open(io.BytesIO(picture.clean(content, diameter_mm)))


@pytest.mark.parametrize("encode", [png, jpg])
def test_a_scan_becomes_ink_on_nothing_cut_to_its_edge(encode: object) -> None:
    assert callable(encode)
    made = cleaned(encode(drawing()))
    assert (made.format, made.mode) == ("PNG", "RGBA") and made.width == made.height
    assert abs(made.width - 661) <= 4, "the white margin is cut off"
    middle, corner = made.getpixel((made.width // 2, 4)), made.getpixel((1, 1))
    assert isinstance(middle, tuple) and isinstance(corner, tuple)
    assert corner[3] == 0 and middle[3] > 200 and middle[0] > 180 and max(middle[1:3]) < 60


def test_on_white_paper_the_cleaned_picture_looks_as_it_was_scanned() -> None:
    scanned = drawing(margin=0)
    made = cleaned(png(scanned))
    paper = Image.alpha_composite(Image.new("RGBA", made.size, "white"), made).convert("RGB")
    expected = scanned.crop((0, 0, made.width, made.height))
    for x, y in ((350, 10), (350, 350), (200, 300), (60, 60)):
        seen, was = paper.getpixel((x, y)), expected.getpixel((x, y))
        assert isinstance(seen, tuple) and isinstance(was, tuple)
        assert max(abs(a - b) for a, b in zip(seen, was, strict=True)) <= 3, (x, y)


def test_a_transparent_ground_is_as_good_as_a_white_one() -> None:
    image = drawing()
    image.putalpha(image.convert("L").point(lambda value: 0 if value == 255 else 255))
    assert picture.clean(png(image), 40) == picture.clean(png(drawing()), 40)


def test_nothing_of_the_file_but_its_ink_is_kept() -> None:
    told = PngInfo()
    told.add_text("Author", "某某扫描仪")
    content = io.BytesIO()
    drawing().save(content, "PNG", pnginfo=told, exif=Image.Exif().tobytes())
    content.write(b"<script>behind the end</script>")
    made = picture.clean(content.getvalue(), 40)
    assert "某某".encode() not in made and b"script" not in made and not Image.open(io.BytesIO(made)).info


def test_a_sharper_scan_than_needed_is_made_smaller() -> None:
    assert cleaned(png(drawing(2000))).size == (945, 945), "40 mm at 600 dpi"


def test_the_size_asked_for_follows_the_diameter() -> None:
    content = png(drawing(560))
    assert cleaned(content, 42).width >= 490
    with pytest.raises(Unacceptable, match="直径 60 毫米的印章至少要 709 像素"):
        picture.clean(content, 60)


def with_words() -> Image.Image:
    image = Image.new("RGB", (700, 900), "white")
    image.paste(drawing(), (0, 0))
    ImageDraw.Draw(image).rectangle((250, 820, 450, 860), fill=RED)
    return image


def framed() -> Image.Image:
    image = drawing()
    ImageDraw.Draw(image).rectangle((0, 0, 699, 699), outline=RED, width=8)
    return image


def on_grey() -> Image.Image:
    image = drawing()
    return Image.blend(image, Image.new("RGB", image.size, (60, 60, 60)), 0.5)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "没有选择图像"),
        (b"MZ not a picture", "不是 PNG 或 JPG"),
        (b"GIF89a" + bytes(40), "不是 PNG 或 JPG"),
        (png(drawing())[:4000], "图像不完整"),
        (png(Image.new("RGB", (700, 700), "white")), "图像是空白的"),
        (png(drawing(300)), "至少要 472 像素"),
        (png(drawing().resize((700, 500))), "不是正圆"),
        (png(with_words()), "不是正圆"),
        (png(drawing(colour=(20, 20, 20))), "不是红色"),
        (png(framed()), "四角不是空白"),
        (png(on_grey()), "底色不是白色"),
        (png(Image.new("RGB", (6000, 6000), "white")), "太大"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_pressed_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(Unacceptable, match=sentence):
        picture.clean(content, 40)


def test_a_huge_file_is_refused_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "MOST_BYTES", 1000)
    with pytest.raises(Unacceptable, match="最多 10 MB"):
        picture.clean(png(drawing()), 40)


@pytest.mark.parametrize("encode", [png, jpg])
def test_half_a_scan_is_refused_whatever_others_told_pillow(
    encode: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint, once loaded, lets Pillow fill up cut-off pictures with black."""
    assert callable(encode)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    content = encode(drawing())
    with pytest.raises(Unacceptable, match="图像不完整"):
        picture.clean(content[: len(content) * 2 // 3], 40)
    assert ImageFile.LOAD_TRUNCATED_IMAGES, "the setting of others is put back"
