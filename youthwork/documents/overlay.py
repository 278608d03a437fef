"""加盖: lay small sheets over a page as an incremental update, so that the bytes before it stay as they were.

What is laid over becomes a form XObject. The same object later serves as the appearance of a signature field.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from youthwork.documents.contents import Anchor


@dataclass(frozen=True)
class Sheet:
    """贴片: the first page of the PDF `content`, to be drawn into `place`, scaled to fit it exactly."""

    place: Anchor
    content: bytes


def lay_over(paper: bytes, sheets: Sequence[Sheet]) -> bytes:
    """Draw the sheets on top of their pages; the result begins with the bytes of `paper`."""
    writer = IncrementalPdfFileWriter(io.BytesIO(paper))
    for number in dict.fromkeys(sheet.place.page for sheet in sheets):
        _lay_over_page(writer, number, [sheet for sheet in sheets if sheet.place.page == number])
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _lay_over_page(writer: IncrementalPdfFileWriter, number: int, sheets: Sequence[Sheet]) -> None:
    page = writer.root["/Pages"]["/Kids"][number]
    drawing = []
    objects = generic.DictionaryObject()
    # Numbered on from what is there: a paper is laid over twice, by the unit and by the receiving organ.
    taken = len(page["/Resources"].get("/XObject", ()))
    for index, sheet in enumerate(sheets, start=taken + 1):
        form = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(sheet.content)))
        left, bottom, right, top = (float(value) for value in form.get_object()["/BBox"])
        wide, high = sheet.place.width / (right - left), sheet.place.height / (top - bottom)
        drawing.append(
            f"q {wide:.5f} 0 0 {high:.5f} {sheet.place.left - left * wide:.3f}"
            f" {sheet.place.bottom - bottom * high:.3f} cm /Over{index} Do Q"
        )
        objects[pdf_name(f"/Over{index}")] = form
    # The page's own drawing leaves its coordinates turned over; q and Q put them back.
    before = writer.add_object(generic.StreamObject(stream_data=b"q"))
    after = writer.add_object(generic.StreamObject(stream_data="\n".join(["Q", *drawing]).encode()))
    writer.add_stream_to_page(number, before, prepend=True)
    writer.add_stream_to_page(
        number, after, resources=generic.DictionaryObject({pdf_name("/XObject"): objects})
    )
