"""照片: upright, small, in sRGB, and nothing left of where and with what it was taken."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps

from youthwork.documents import pictures
from youthwork.domain.errors import Unacceptable

SECRETS = (
    b"GPS",
    b"Exif",
    b"SecretPhone",
    b"http://ns.adobe.com",
    b"ICC_PROFILE",
    b"made by hand",
    b"<script>",
)


def with_everything(size: tuple[int, int] = (640, 480), kind: str = "JPEG", orientation: int = 1) -> bytes:
    """A photo with place, maker, XMP, a colour profile, a comment and something behind its end."""
    image = Image.new("RGB", size, "#3a7")
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (34.0, 45.0, 0.0)
    exif.get_ifd(0x8769)[0x927C] = b"SecretPhone notes"
    more = {"xmp": b"<x xmlns='http://ns.adobe.com/xap/1.0/'>made by hand</x>"} if kind != "PNG" else {}
    if kind == "JPEG":
        more["comment"] = b"made by hand"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    written = io.BytesIO()
    image.save(written, kind, exif=exif.tobytes(), icc_profile=profile, **more)
    return written.getvalue() + (b"<script>alert(1)</script>" if kind == "JPEG" else b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_but_the_pixels_is_left(kind: str) -> None:
    came_in = with_everything(kind=kind)
    assert b"SecretPhone" in came_in
    made = pictures.shrink(came_in)
    for content in (made.content, made.thumbnail):
        assert not [word for word in SECRETS if word in content]
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.mode) == ("JPEG", "RGB")
            assert not dict(image.getexif()) and set(image.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
            }


def quarters(size: tuple[int, int]) -> Image.Image:
    """Four colours, one in each corner: no turn and no mirroring leaves it as it is."""
    image = Image.new("RGB", size, "red")
    half = (size[0] // 2, size[1] // 2)
    image.paste("lime", (half[0], 0, size[0], half[1]))
    image.paste("blue", (0, half[1], half[0], size[1]))
    image.paste("yellow", (*half, *size))
    return image


def corners(image: Image.Image) -> list[str]:
    """The colours near the corners: top left, top right, bottom left, bottom right."""
    names = {"red": (254, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 254), "yellow": (255, 255, 0)}
    wide, high = image.size
    found = []
    for at in ((3, 3), (wide - 4, 3), (3, high - 4), (wide - 4, high - 4)):
        pixel = image.getpixel(at)
        found.append(
            min(names, key=lambda name: sum(abs(a - b) for a, b in zip(names[name], pixel, strict=True)))
        )
    return found


@given(
    orientation=st.integers(1, 8),
    size=st.tuples(st.integers(24, 1800), st.integers(24, 1800)),
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
)
@settings(max_examples=25, deadline=None)
def test_a_picture_comes_out_as_its_camera_was_held(
    orientation: int, size: tuple[int, int], kind: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    written = io.BytesIO()
    quarters(size).save(written, kind, exif=exif.tobytes(), quality=95)
    with Image.open(written) as taken:
        upright = ImageOps.exif_transpose(taken).convert("RGB")
    made = pictures.shrink(written.getvalue())
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (made.width, made.height) == ImageOps.contain(upright, fits(upright.size)).size
        assert corners(image) == corners(upright)


def fits(size: tuple[int, int]) -> tuple[int, int]:
    """Not larger than it is kept, and never made larger."""
    most = min(max(size), pictures.LONG_EDGE)
    return most, most


@pytest.mark.parametrize(
    ("size", "kept"), [((4000, 3000), (1600, 1200)), ((1000, 4000), (400, 1600)), ((800, 600), (800, 600))]
)
def test_the_long_edge_is_1600_pixels_at_the_most(size: tuple[int, int], kept: tuple[int, int]) -> None:
    made = pictures.shrink(with_everything(size))
    assert (made.width, made.height) == kept
    with Image.open(io.BytesIO(made.thumbnail)) as small:
        assert max(small.size) == pictures.THUMBNAIL_EDGE


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def test_the_same_bytes_come_to_the_same_bytes() -> None:
    came_in = with_everything((2000, 1500))
    assert pictures.shrink(came_in).content == pictures.shrink(came_in).content


def test_what_is_transparent_turns_white_and_not_black() -> None:
    made = pictures.shrink(saved(Image.new("RGBA", (60, 60), (0, 0, 0, 0)), "PNG"))
    assert Image.open(io.BytesIO(made.content)).getpixel((30, 30)) == (255, 255, 255)


def test_a_palette_with_a_transparent_colour_is_taken() -> None:
    flat = Image.new("P", (40, 40), 0)
    flat.putpalette([200, 30, 30, 0, 0, 0])
    made = pictures.shrink(saved(flat, "PNG", transparency=1))
    assert Image.open(io.BytesIO(made.content)).getpixel((20, 20))[0] > 150


def test_sixteen_bits_of_grey_keep_their_shade() -> None:
    made = pictures.shrink(saved(Image.new("I;16", (40, 40), 32768), "PNG"))
    grey = Image.open(io.BytesIO(made.content)).getpixel((20, 20))
    assert all(abs(part - 128) < 4 for part in grey)


def test_print_colours_become_screen_colours() -> None:
    made = pictures.shrink(saved(Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "JPEG"))
    red, green, blue = Image.open(io.BytesIO(made.content)).getpixel((20, 20))
    assert red > 180 and green < 90 and blue < 90


def test_wide_colours_are_converted_and_a_broken_profile_is_passed_over() -> None:
    plain = Image.new("RGB", (40, 40), (180, 60, 60))
    made = pictures.shrink(saved(plain, "JPEG", icc_profile=b"no profile at all", quality=95))
    assert abs(Image.open(io.BytesIO(made.content)).getpixel((20, 20))[0] - 180) < 6


def test_of_an_animation_the_first_picture_is_taken() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    made = pictures.shrink(saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.format == "JPEG" and image.getpixel((20, 20))[0] > 200


def test_a_phone_s_jpeg_with_a_second_picture_behind_it_is_taken() -> None:
    two = saved(
        Image.new("RGB", (40, 40), "red"), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 40))]
    )
    assert pictures.shrink(two).width == 40


NOISE = {
    kind: saved(Image.effect_noise((96, 96), 90).convert("RGB"), kind)
    for kind in ("JPEG", "PNG", "WEBP", "HEIF")
}


@pytest.mark.parametrize("kind", NOISE)
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_cut_off_picture_is_refused_with_what_to_do(kind: str, part: float) -> None:
    whole = NOISE[kind]
    with pytest.raises(Unacceptable, match=r"照片不完整，打不开：请重新拍一张"):
        pictures.shrink(whole[: int(len(whole) * part)])


def declared(wide: int, high: int) -> bytes:
    """A PNG that says it is so large, and is not."""
    content = bytearray(saved(Image.new("L", (8, 8)), "PNG"))
    content[16:24] = struct.pack(">II", wide, high)
    content[29:33] = struct.pack(">I", zlib.crc32(bytes(content[12:29])))
    return bytes(content)


@pytest.mark.parametrize("size", [(9000, 9000), (40_000, 40_000), (2**31 - 1, 2)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(Unacceptable, match=r"太大：请在手机相册里调小尺寸"):
        pictures.shrink(declared(*size))


WHOLE = {kind: with_everything((48, 48), kind) for kind in ("JPEG", "PNG", "WEBP")}


@given(
    kind=st.sampled_from(sorted(WHOLE)),
    damage=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12
    ),
)
@settings(max_examples=60, deadline=None)
def test_no_damage_gets_past_but_as_a_picture_or_a_sentence(
    kind: str, damage: list[tuple[float, int]]
) -> None:
    whole = bytearray(WHOLE[kind])
    for where, what in damage:
        whole[int(where * len(whole))] = what
    try:
        made = pictures.shrink(bytes(whole))
    except Unacceptable as refused:
        assert "照片" in refused.sentence
    else:
        Image.open(io.BytesIO(made.content)).load()
