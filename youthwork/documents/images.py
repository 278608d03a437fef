"""页面图像: a picture of each page, for screens that cannot show a PDF in the page (phones)."""

import io
import threading

import pypdfium2
from PIL import Image, ImageFile

# PDFium keeps global state and is not safe for several threads at a time.
pdfium_lock = threading.Lock()
_pillow = threading.Lock()


def page_images(paper: bytes, width_px: int = 900) -> list[bytes]:
    """Draw every page of `paper`, seals and signatures included, as PNG files `width_px` pixels wide."""
    with pdfium_lock:
        document = pypdfium2.PdfDocument(paper)
        try:
            # Signatures are form fields; without this their appearance stays invisible.
            document.init_forms()
            return [_png(page, width_px) for page in document]
        finally:
            document.close()


def first_page(paper: bytes, long_edge_px: int) -> Image.Image:
    """Draw the first page of a PDF, its longer side `long_edge_px` pixels; raises PdfiumError."""
    with pdfium_lock:
        document = pypdfium2.PdfDocument(paper)
        try:
            document.init_forms()
            page = document[0]
            scale = long_edge_px / max(page.get_size())
            drawn = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
            page.close()
            return drawn
        finally:
            document.close()


def load_whole(image: Image.Image) -> None:
    """Read all of an opened picture; raises OSError, SyntaxError or ValueError where a part of it is missing.

    WeasyPrint tells Pillow to fill up what is missing, in any picture of the process.
    """
    with _pillow:
        forgiving = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = forgiving


def _png(page: pypdfium2.PdfPage, width_px: int) -> bytes:
    image = page.render(scale=width_px / page.get_width(), may_draw_forms=True).to_pil()
    # 64 greys and reds are enough for print on white, and a third of the bytes; the quick way of choosing
    # them looks the same here and takes a fifth of the time.
    picture = io.BytesIO()
    image.convert("RGB").quantize(64, method=Image.Quantize.FASTOCTREE).save(picture, "PNG")
    page.close()
    return picture.getvalue()
