"""页面图像: one picture a page, with the seal on it."""

import io

from PIL import Image

from tests.documents import samples
from tests.documents.signers import MOMENT, a_signer
from youthwork.documents import pipeline, seals
from youthwork.documents.images import page_images


def paper(rows: int) -> bytes:
    return pipeline.face(
        samples.face_html(samples.CONTACT_POINTS, samples.contact_points(rows)), "联系点"
    ).pdf


def test_every_page_becomes_a_png_of_the_asked_width() -> None:
    images = [Image.open(io.BytesIO(image)) for image in page_images(paper(60), 600)]
    assert [image.format for image in images] == ["PNG"] * 5
    assert {image.width for image in images} == {600}
    assert all(image.height < image.width for image in images)


def test_a_seal_is_visible_on_the_picture() -> None:
    face = paper(1)
    seal = pipeline.SealPicture(seals.demo_seal_svg(samples.UNIT), 40)
    sealed = pipeline.press(face, seal, a_signer(samples.UNIT), MOMENT).pdf
    plain, pressed = (
        Image.open(io.BytesIO(page_images(content)[0])).convert("RGB") for content in (face, sealed)
    )
    assert reds(plain) == 0
    assert reds(pressed) > 500


def reds(image: Image.Image) -> int:
    colours = image.tobytes()
    pixels = zip(colours[0::3], colours[1::3], colours[2::3], strict=True)
    return sum(red > 150 and green < 80 and blue < 80 for red, green, blue in pixels)
